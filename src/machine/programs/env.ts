// env, printenv, which, xargs, bash, sudo, watch: programs about running programs.
import type { Json } from '../../engine/json.ts';
import { orRefused } from '../disk/view.ts';
import type { Launcher, Launching, LaunchingProcess } from '../launch.ts';
import type { Program } from '../program.ts';
import { readOptions } from './options.ts';

const shown = (env: Readonly<Record<string, string>>): string =>
  Object.keys(env)
    .map((name) => `${name}=${env[name]}\n`)
    .join('');

export const env: Launcher = {
  name: 'env',
  summary: 'the environment, or a program in another one',
  launches: true,
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'env',
      flags: 'i0v',
      valued: 'uC',
      long: { 'ignore-environment': 'i', 'unset=': 'u', 'chdir=': 'C' },
      misuse: 125,
      early: true,
      help: 'Usage: env [OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]\nSet each NAME to VALUE in the environment and run COMMAND.\n\n  -i, --ignore-environment  start with an empty environment\n  -u, --unset=NAME     remove variable from the environment\n  -C, --chdir=DIR      change working directory to DIR',
    });
    if (typeof options === 'number') return { exit: options };
    const words = [...options.operands];
    const own: Record<string, string> = options.has('i') ? {} : { ...process.env };
    for (const name of options.values('u')) delete own[name];
    while (/^[^=]+=/.test(words[0] ?? '')) {
      const word = words.shift() as string;
      own[word.slice(0, word.indexOf('='))] = word.slice(word.indexOf('=') + 1);
    }
    if (words.length === 0) {
      process.out(shown(own));
      return { exit: 0 };
    }
    const cwd = options.value('C');
    return { launch: { argv: words, env: own, cleanEnv: true, ...(cwd === undefined ? {} : { cwd: process.disk.resolve(cwd) }) }, state: null };
  },
};

export const printenv: Program = {
  name: 'printenv',
  summary: 'values of the environment',
  start(process, argv) {
    if (argv.length === 0) process.out(shown(process.env));
    let status = 0;
    for (const name of argv) {
      const value = Object.hasOwn(process.env, name) ? process.env[name] : undefined;
      if (value === undefined) status = 1;
      else process.out(`${value}\n`);
    }
    return { exit: status };
  },
};

export const which: Launcher = {
  name: 'which',
  summary: 'where a program is',
  launches: true,
  start(process, argv) {
    let status = 0;
    for (const name of argv.filter((word) => word !== '-a')) {
      if (name.startsWith('-')) {
        process.err(`Illegal option ${name}\nUsage: /usr/bin/which [-as] args\n`);
        return { exit: 2 };
      }
      if (Object.hasOwn(process.programs, name)) process.out(`${name === 'terraform' || name === 'aws' ? '/usr/local/bin' : '/usr/bin'}/${name}\n`);
      else {
        const found = (process.env.PATH ?? '').split(':').find((folder) => process.disk.stat(`${folder}/${name}`)?.type === 'file');
        if (found) process.out(`${found}/${name}\n`);
        else status = 1;
      }
    }
    return { exit: argv.length === 0 ? 1 : status };
  },
};

/** Splits as xargs does: at blanks, with quotes and backslashes. */
function wordsOf(text: string, mode: 'words' | 'lines' | 'zero'): string[] {
  if (mode === 'zero') return text.split('\0').filter((word) => word !== '');
  if (mode === 'lines')
    return text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  return [...text.matchAll(/(?:"([^"]*)"|'([^']*)'|\\([\s\S])|[^\s"'\\])+/g)].map((match) =>
    match[0].replace(/"([^"]*)"|'([^']*)'|\\([\s\S])/g, (_, double, single, letter) => double ?? single ?? letter ?? ''),
  );
}

const nextBatch = (batches: readonly (readonly string[])[], status: number, trace: boolean, process: LaunchingProcess): Launching => {
  const [first, ...rest] = batches;
  if (!first) return { exit: status };
  if (trace) process.err(`${first.join(' ')}\n`);
  return { launch: { argv: first, stdin: '' }, state: { batches: rest as unknown as Json, status, trace } };
};

export const xargs: Launcher = {
  name: 'xargs',
  summary: 'run a program on words from standard input',
  launches: true,
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'xargs',
      flags: '0rtpx',
      valued: 'nILPds',
      long: { null: '0', 'no-run-if-empty': 'r', 'max-args=': 'n', 'replace=': 'I', verbose: 't', 'max-procs=': 'P', 'delimiter=': 'd' },
      early: true,
      help: 'Usage: xargs [OPTION]... COMMAND [INITIAL-ARGS]...\nRun COMMAND with arguments INITIAL-ARGS and more arguments read from input.\n\n  -0, --null               items are separated by a null\n  -I R                     replace R in INITIAL-ARGS with names read from standard input\n  -n, --max-args=MAX-ARGS  use at most MAX-ARGS arguments per command line\n  -r, --no-run-if-empty    if there are no arguments, then do not run COMMAND\n  -t, --verbose            print commands before executing them',
    });
    if (typeof options === 'number') return { exit: options };
    const replaced = options.value('I');
    if (process.stdin === null) {
      process.err('xargs: reading words from the keyboard is not supported here; use a pipe\n');
      return { exit: 1 };
    }
    const words = wordsOf(process.stdin, options.has('0') ? 'zero' : replaced !== undefined || options.has('L') || options.value('d') === '\\n' ? 'lines' : 'words');
    const command = options.operands.length === 0 ? ['echo'] : options.operands;
    const size = Number(options.value('n') ?? options.value('L') ?? Number.POSITIVE_INFINITY);
    if (!(size >= 1)) {
      process.err(`xargs: invalid number "${options.value('n') ?? ''}" for -n option\n`);
      return { exit: 1 };
    }
    const batches: string[][] = [];
    if (replaced !== undefined) for (const word of words) batches.push(command.map((each) => each.replaceAll(replaced, word)));
    else if (words.length === 0 && !options.has('r')) batches.push([...command]);
    else for (let at = 0; at < words.length; at += size === Number.POSITIVE_INFINITY ? words.length : size) batches.push([...command, ...words.slice(at, at + size)]);
    return nextBatch(batches, 0, options.has('t'), process);
  },
  launched(process, state, exit) {
    const { batches, status, trace } = state as unknown as { batches: string[][]; status: number; trace: boolean };
    if (exit === 130) return { exit };
    if (exit === 127 || exit === 126) return { exit };
    return nextBatch(batches, exit === 0 ? status : 123, trace, process);
  },
};

const SHELL_USAGE =
  'Usage:\tbash [GNU long option] [option] ...\n\tbash [GNU long option] [option] script-file ...\nGNU long options:\n\t--debug\n\t--debugger\n\t--dump-po-strings\n\t--dump-strings\n\t--help\n\t--init-file\n\t--login\n\t--noediting\n\t--noprofile\n\t--norc\n\t--posix\n\t--pretty-print\n\t--rcfile\n\t--restricted\n\t--verbose\n\t--version\nShell options:\n\t-ilrsD or -c command or -O shopt_option\t\t(invocation only)\n\t-abefhkmnptuvxBCEHPT or -o option\n';

const shell = (name: 'bash' | 'sh'): Launcher => ({
  name,
  summary: 'run a script',
  launches: true,
  start(process, argv) {
    const words = [...argv];
    let [trace, errexit, command] = [false, false, false];
    while (/^-[a-zA-Z-]/.test(words[0] ?? '')) {
      const word = words.shift() as string;
      if (word === '--version') {
        process.out('GNU bash, version 5.2.21(1)-release (x86_64-pc-linux-gnu)\n');
        return { exit: 0 };
      }
      if (word === '--') break;
      if (/^-[exciluv]+$/.test(word)) {
        trace ||= word.includes('x');
        errexit ||= word.includes('e');
        command ||= word.includes('c');
      } else if (!['--login', '--norc', '--noprofile', '--posix', '-o', '-s'].includes(word)) {
        process.err(`${name}: ${word}: invalid option\n${SHELL_USAGE}`);
        return { exit: 2 };
      }
    }
    if (command) {
      const [script, , ...args] = words;
      if (script === undefined) {
        process.err(`${name}: -c: option requires an argument\n`);
        return { exit: 2 };
      }
      return { launch: { script, name: 'bash', args, trace, errexit }, state: null };
    }
    const [path, ...args] = words;
    if (path === undefined || path === '-s') {
      if (process.stdin !== null) return { launch: { script: process.stdin, name: 'bash', args: words.slice(1), trace, errexit, stdin: '' }, state: null };
      return { launch: { login: process.machine, host: null, env: { ...process.env, SHLVL: String((Number(process.env.SHLVL) || 0) + 1) }, cwd: process.cwd }, state: null };
    }
    const text = orRefused<string | number>(
      () => process.disk.read(path),
      (words) => {
        process.err(`${name}: ${path}: ${words}\n`);
        return words === 'No such file or directory' ? 127 : 126;
      },
    );
    if (typeof text === 'number') return { exit: text };
    const interpreter = /^#!\s*(?:\/usr\/bin\/env\s+)?(?:\/\S*\/)?(\S+)/.exec(text)?.[1];
    if (interpreter && !['bash', 'sh', 'dash'].includes(interpreter)) {
      if (Object.hasOwn(process.programs, interpreter)) return { launch: { argv: [interpreter, path, ...args] }, state: null };
      process.err(`bash: ${path}: ${interpreter}: bad interpreter: No such file or directory\n`);
      return { exit: 126 };
    }
    return { launch: { script: text, name: path, args, trace, errexit }, state: null };
  },
});

export const bash = shell('bash');
export const sh = shell('sh');

export const sudo: Program = {
  name: 'sudo',
  summary: 'run as root (you may not)',
  start(process, argv) {
    if (argv.length === 0) {
      process.err('usage: sudo -h | -K | -k | -V\nusage: sudo [-ABbEHnPS] [-u user] [command]\n');
      return { exit: 1 };
    }
    process.out(`[sudo] password for ${process.host.user}: `);
    return { wait: { for: 'line', secret: true }, state: 1 };
  },
  resume(process, state, wake) {
    if (wake.by === 'interrupt') return { exit: 130 };
    const tries = Number(state);
    if (wake.by === 'line' && wake.text === null) {
      process.err('\nsudo: a password is required\n');
      return { exit: 1 };
    }
    if (tries >= 3) {
      process.err('sudo: 3 incorrect password attempts\n');
      return { exit: 1 };
    }
    process.out(`Sorry, try again.\n[sudo] password for ${process.host.user}: `);
    return { wait: { for: 'line', secret: true }, state: tries + 1 };
  },
};

export const watch: Launcher = {
  name: 'watch',
  summary: 'run a line again and again',
  launches: true,
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'watch',
      flags: 'dtegcx',
      valued: 'n',
      long: { 'interval=': 'n', differences: 'd', 'no-title': 't' },
      early: true,
      help: 'Usage:\n watch [options] command\n\nOptions:\n  -n, --interval <secs>  seconds to wait between updates',
    });
    if (typeof options === 'number') return { exit: options };
    const seconds = Number(options.value('n') ?? 2);
    if (options.operands.length === 0 || !(seconds > 0)) {
      process.err(options.operands.length === 0 ? 'Usage:\n watch [options] command\n' : `watch: failed to parse argument: '${options.value('n')}'\n`);
      return { exit: 1 };
    }
    const script = options.operands.join(' ');
    return again(process, { script, seconds });
  },
  launched: (process, state) => ({ wait: { for: 'time', until: process.time.now + (state as unknown as Watching).seconds * 1000 }, state }),
  resume: (process, state, wake) => (wake.by === 'interrupt' ? { exit: 130 } : again(process, state as unknown as Watching)),
};

interface Watching {
  readonly script: string;
  readonly seconds: number;
}

function again(process: LaunchingProcess, { script, seconds }: Watching): Launching {
  process.out(`\nEvery ${seconds.toFixed(1)}s: ${script}\n\n`);
  return { launch: { script, name: 'bash', args: [] }, state: { script, seconds } };
}
