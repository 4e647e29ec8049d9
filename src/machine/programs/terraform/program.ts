// The terraform program: global options, the table of commands, and the way back into one that waits.
import type { Json } from '../../../engine/json.ts';
import { inkFor } from '../../../terraform/print/ink.ts';
import { DiskError } from '../../disk/disk.ts';
import type { Launcher, Launching, LaunchingProcess } from '../../launch.ts';
import { checkSettings } from './cli-config.ts';
import { COMMANDS, NESTED } from './commands.ts';
import { help as mainHelp } from './help/main.ts';
import type { Installation } from './installation.ts';
import type { LocalPaths } from './local-backend.ts';
import { type Log, logCommand, openLog } from './logging.ts';
import { openBackend } from './open-backend.ts';
import { type Command, DONE, FAILED, type Session } from './session.ts';
import { suggestion } from './suggestion.ts';
import { shellWords } from './words.ts';

/** What is kept while a command waits. */
interface Waiting {
  readonly command: string;
  readonly folder: string;
  readonly color: boolean;
  readonly state: Json;
}

/** The program as installed with these providers and backends. */
export function terraformProgram(installation: Installation): Launcher {
  return {
    name: 'terraform',
    summary: 'plan and change infrastructure described in files',
    launches: true,
    start: (process, argv) => guarded(process, () => start(installation, process, argv)),
    resume: (process, state, wake) => guarded(process, () => resume(installation, process, state, (command, session, kept) => command.resume?.(session, kept, wake))),
    launched: (process, state, exit, output, key) =>
      guarded(process, () => resume(installation, process, state, (command, session, kept) => command.launched?.(session, kept, exit, output, key))),
    killed: (process, state) => abandoned(installation, process as LaunchingProcess, state),
    complete: (_process, words, prefix) => {
      const path = words.slice(1).filter((word) => !word.startsWith('-'));
      const names = path.length === 0 ? TOP : (NESTED[path[0] as string] ?? []);
      return path.length > 1 ? [] : names.filter((name) => name.startsWith(prefix));
    },
  };
}

const ERRNO: Record<DiskError['code'], string> = {
  ENOENT: 'no such file or directory',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
  EEXIST: 'file exists',
  ENOTEMPTY: 'directory not empty',
  EACCES: 'permission denied',
  ENOSPC: 'no space left on device',
  ENOMEM: 'cannot allocate memory',
};

/** A disk that refuses ends the command with the system's words. */
function guarded(process: LaunchingProcess, work: () => Launching): Launching {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    process.err(`Error: open ${error.path}: ${ERRNO[error.code]}\n`);
    return FAILED;
  }
}

const TOP = [...new Set([...Object.keys(COMMANDS), ...Object.keys(NESTED)].map((name) => name.split(' ')[0] as string))].sort();

function start(installation: Installation, process: LaunchingProcess, argv: readonly string[]): Launching {
  const log = openLog(process, argv);
  checkSettings({ process, installation, folder: process.cwd, command: '', color: true, ink: inkFor(true) });
  const extra = shellWords(process.env.TF_CLI_ARGS ?? '');
  if (!extra) {
    process.err('Error parsing extra CLI args from TF_CLI_ARGS: invalid command line string\n');
    return FAILED;
  }
  if (process.env.TF_CLI_ARGS) log(`TF_CLI_ARGS value: ${JSON.stringify(process.env.TF_CLI_ARGS)}`);
  let words = [...argv];
  let folder = process.cwd;
  let help = false;
  let moved = false;
  while (words[0]?.startsWith('-')) {
    const word = words[0];
    if (/^--?(version|v)$/.test(word)) return run(installation, process, folder, 'version', [], log);
    if (/^--?(help|h)$/.test(word)) help = true;
    else if (/^--?chdir/.test(word) && !moved) {
      moved = true;
      const target = /^--?chdir=(.+)$/.exec(word)?.[1];
      if (target === undefined) {
        process.err('Invalid -chdir option: must include an equals sign followed by a directory path, like -chdir=example\n');
        return FAILED;
      }
      folder = process.disk.resolve(target);
      const entry = process.disk.stat(folder);
      if (entry?.type !== 'folder') {
        process.err(`Error handling -chdir option: chdir ${target}: ${entry ? 'not a directory' : 'no such file or directory'}\n`);
        return FAILED;
      }
    } else {
      const help = helpOf(words.find((candidate) => !candidate.startsWith('-')) ?? '');
      if (words.every((candidate) => candidate.startsWith('-'))) {
        process.err(`${mainHelp}\n`);
        return { exit: 127 };
      }
      process.err('Invalid flags before the subcommand. If these flags are for\nthe subcommand, please put them after the subcommand.\n\n');
      process.err(`${help ?? mainHelp}\n`);
      return FAILED;
    }
    words = words.slice(1);
  }
  const name = words[0];
  if (name === undefined) {
    process.out(`${mainHelp}\n`);
    return { exit: help ? 0 : 127 };
  }
  let command = name;
  let rest = words.slice(1);
  const nested = NESTED[name];
  if (nested) {
    const inner = rest[0];
    if (inner !== undefined && nested.includes(inner)) {
      rest = rest.slice(1);
      command = `${name} ${inner}`;
    }
  }
  const table = helpOf(command);
  if (table === null) {
    process.err(`Terraform has no command named ${JSON.stringify(name)}.${suggestion(name, TOP)}\n\nTo see all of Terraform's top-level commands, run:\n  terraform -help\n\n`);
    return FAILED;
  }
  if (help || rest.some((word, i) => /^--?(help|h)$/.test(word) && !rest.slice(0, i).includes('--'))) {
    process.out(`${table}\n`);
    return DONE;
  }
  const variable = `TF_CLI_ARGS_${command.replace(/[ -]/g, '_')}`;
  const own = shellWords(process.env[variable] ?? '');
  if (process.env[variable]) log(`${variable} value: ${JSON.stringify(process.env[variable])}`);
  if (own === null) {
    process.err(`Error parsing extra CLI args from ${variable}: invalid command line string\n`);
    return FAILED;
  }
  return run(installation, process, folder, command, [...own, ...extra, ...rest], log);
}

const helpOf = (command: string): string | null => COMMANDS[command]?.help ?? null;

function run(installation: Installation, process: LaunchingProcess, folder: string, command: string, argv: readonly string[], log: Log): Launching {
  logCommand(log, [...command.split(' '), ...argv]);
  const session: Session = { process, installation, folder, command, color: true, ink: inkFor(true) };
  return kept(session, (COMMANDS[command] as NonNullable<(typeof COMMANDS)[string]>).start(session, argv));
}

function resume(installation: Installation, process: LaunchingProcess, state: Json, goOn: (command: Command, session: Session, state: Json) => Launching | undefined): Launching {
  const waiting = state as unknown as Waiting;
  const session: Session = { process, installation, folder: waiting.folder, command: waiting.command, color: waiting.color, ink: inkFor(waiting.color) };
  const command = COMMANDS[waiting.command];
  return kept(session, (command && goOn(command, session, waiting.state)) ?? FAILED);
}

/** A killed command says nothing and tidies nothing up; only its hold on a local lock file ends with it. */
function abandoned(installation: Installation, process: LaunchingProcess, state: Json): void {
  const { command, folder, color, state: kept } = state as unknown as Waiting;
  const { lock, request, path } = (kept ?? {}) as { lock?: unknown; request?: { options?: { paths?: LocalPaths } }; path?: string | null };
  if (typeof lock !== 'string') return;
  const silent: LaunchingProcess = { ...process, out: () => {}, err: () => {} };
  const session: Session = { process: silent, installation, folder, command, color, ink: inkFor(color) };
  const opened = openBackend(session, request?.options?.paths ?? { state: path ?? null });
  if (opened.ok) opened.store.abandon?.(lock);
}

/** Wraps what a command keeps with what brings it back. A command that turned colours off says so in its state. */
function kept(session: Session, progress: Launching): Launching {
  if ('exit' in progress) return progress;
  const plain = typeof progress.state === 'object' && progress.state !== null && (progress.state as { color?: Json }).color === false;
  const waiting: Waiting = { command: session.command, folder: session.folder, color: session.color && !plain, state: progress.state };
  return { ...progress, state: waiting as unknown as Json };
}
