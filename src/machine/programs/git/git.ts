// git, the program: finds the repository, the settings and the command, and says what went wrong. The commands are in `commands/`.

import { DiskError } from '../../disk/disk.ts';
import { DISK_WORDS } from '../../disk/view.ts';
import type { Launcher, Launching, LaunchingProcess } from '../../launch.ts';
import type { Process } from '../../program.ts';
import { COMMANDS, type Entry, MISSING } from './commands/index.ts';
import { completions } from './complete.ts';
import { contextOf, Editing } from './context.ts';
import { Fatal } from './fatal.ts';
import { helpText, similarTo } from './help.ts';
import { repositoryAround, settings } from './repository.ts';

export const VERSION = 'git version 2.43.0';

interface Line {
  readonly folder: string | null;
  readonly settings: readonly string[];
  readonly words: readonly string[];
}

/** Reads the options before the command; gives the exit status when they are all there is, or wrong. */
function readLine(process: Process, argv: readonly string[]): Line | number {
  let folder: string | null = null;
  const extra: string[] = [];
  let at = 0;
  for (; at < argv.length; at++) {
    const word = argv[at] as string;
    if (!word.startsWith('-')) break;
    if (word === '-C' || word === '-c') {
      const value = argv[++at];
      if (value === undefined) {
        process.err(word === '-C' ? "no directory given for '-C'\n" : '-c expects a configuration string\n');
        process.err(helpText('usage'));
        return 129;
      }
      if (word === '-C') folder = process.disk.resolve(folder === null ? value : value.startsWith('/') ? value : `${folder}/${value}`);
      else extra.push(value);
    } else if (word === '--version' || word === '-v') {
      process.out(`${VERSION}\n`);
      return 0;
    } else if (word === '--help' || word === '-h') {
      process.out(helpText('common'));
      return 0;
    } else if (word === '--exec-path') {
      process.out('/usr/lib/git-core\n');
      return 0;
    } else if (!['--no-pager', '-P', '-p', '--paginate', '--no-optional-locks', '--literal-pathspecs', '--no-replace-objects'].includes(word)) {
      process.err(`unknown option: ${word}\n${helpText('usage')}`);
      return 129;
    }
  }
  return { folder, settings: extra, words: argv.slice(at) };
}

/** The same process standing in another folder. */
const standingIn = (process: LaunchingProcess, folder: string): LaunchingProcess => {
  const { disk } = process;
  const resolve = (path: string) => disk.resolve(path.startsWith('/') ? path : `${folder}/${path}`);
  return {
    ...process,
    cwd: folder,
    disk: {
      resolve,
      stat: (path) => disk.stat(resolve(path) + (path.endsWith('/') && path !== '/' ? '/' : '')),
      list: (path) => disk.list(resolve(path)),
      read: (path) => disk.read(resolve(path)),
      readBytes: (path) => disk.readBytes(resolve(path)),
      write: (path, content, options) => disk.write(resolve(path), content, options),
      writeZeros: (path, bytes) => disk.writeZeros(resolve(path), bytes),
      makeFolder: (path, options) => disk.makeFolder(resolve(path), options),
      remove: (path, options) => disk.remove(resolve(path), options),
      rename: (from, to) => disk.rename(resolve(from), resolve(to)),
      setMode: (path, mode) => disk.setMode(resolve(path), mode),
    },
  };
};

/** The words of an alias, as a shell would split them. */
function aliasWords(text: string): string[] {
  const words: string[] = [];
  for (const [, double, single, plain] of text.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)) words.push(double ?? single ?? plain ?? '');
  return words;
}

function unknown(process: Process, name: string): number {
  process.err(`git: '${name}' is not a git command. See 'git --help'.\n`);
  const similar = similarTo(name);
  if (similar.length > 0) process.err(`\nThe most similar command${similar.length === 1 ? ' is' : 's are'}\n${similar.map((each) => `\t${each}\n`).join('')}`);
  return 1;
}

function run(outside: LaunchingProcess, argv: readonly string[], edited: boolean, depth = 0): Launching {
  const line = readLine(outside, argv);
  if (typeof line === 'number') return { exit: line };
  const [name, ...rest] = line.words;
  if (name === undefined) {
    outside.out(helpText('common'));
    return { exit: 1 };
  }
  if (line.folder !== null && outside.disk.stat(line.folder)?.type !== 'folder') {
    outside.err(`fatal: cannot change to '${argv[argv.indexOf('-C') + 1]}': No such file or directory\n`);
    return { exit: 128 };
  }
  const process = line.folder === null ? outside : standingIn(outside, line.folder);
  try {
    const around = process.env.GIT_DIR === undefined ? repositoryAround(process.disk) : null;
    const config = settings(process, around, line.settings);
    const entry: Entry | undefined = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (entry === undefined) {
      const alias = config.get(`alias.${name}`);
      if (alias === undefined || depth > 8) {
        if (MISSING.includes(name)) {
          process.err(`git: '${name}' is not part of this simulation.\n`);
          return { exit: 1 };
        }
        return { exit: unknown(process, name) };
      }
      if (alias.startsWith('!'))
        return { launch: { script: `${alias.slice(1)} "$@"`, name: alias.slice(1), args: rest, ...(around ? { cwd: around.root } : {}) }, state: { alias: true } };
      const before = argv.slice(0, argv.length - line.words.length);
      return run(outside, [...before, ...aliasWords(alias), ...rest], edited, depth + 1);
    }
    if (rest.includes('--help') && name !== 'help') {
      process.out(helpText(name));
      return { exit: 0 };
    }
    if (entry.kind === 'outer') return { exit: entry.run(process, around, config, rest) };
    if (!around) throw new Fatal('fatal: not a git repository (or any of the parent directories): .git');
    return { exit: entry.run(contextOf(process, around, config, edited), rest) };
  } catch (error) {
    if (error instanceof Fatal) {
      process.err(`${error.message}\n`);
      return { exit: error.exit };
    }
    if (error instanceof DiskError) {
      process.err(`fatal: ${error.path}: ${DISK_WORDS[error.code]}\n`);
      return { exit: 128 };
    }
    if (!(error instanceof Editing)) throw error;
    return openEditor(process, error, argv);
  }
}

/** Opens the person's editor on a file; the command runs again when they say that they have saved. */
function openEditor(process: LaunchingProcess, wish: Editing, argv: readonly string[]): Launching {
  if (!process.terminal.in) {
    process.err('error: Terminal is dumb, but EDITOR unset\nPlease supply the message using either -m or -F option.\n');
    return { exit: 1 };
  }
  process.disk.write(wish.path, wish.template);
  const config = settings(process, repositoryAround(process.disk));
  const editor = process.env.GIT_EDITOR ?? config.get('core.editor') ?? process.env.VISUAL ?? process.env.EDITOR ?? 'vi';
  process.err('hint: Waiting for your editor to close the file... \n');
  return { launch: { argv: [...aliasWords(editor), wish.path] }, state: { argv: [...argv] } };
}

interface Waiting {
  readonly argv: readonly string[];
}

export const git: Launcher = {
  name: 'git',
  summary: 'versions of a folder',
  launches: true,
  start: (process, argv) => run(process, argv, false),
  launched(process, state, exit) {
    if (!('argv' in (state as object))) return { exit };
    if (exit !== 0) {
      process.err('error: There was a problem with the editor.\nPlease supply the message using either -m or -F option.\n');
      return { exit: 1 };
    }
    process.err('(Press Enter here when you have saved it.)\n');
    return { wait: { for: 'line' }, state };
  },
  resume(process, state, wake) {
    if (wake.by === 'interrupt') return { exit: 130 };
    return run(process, (state as unknown as Waiting).argv, true);
  },
  complete: (process, words, prefix) => completions(process, words, prefix),
};
