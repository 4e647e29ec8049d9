// Builtins about where one is: cd, pwd, pushd, popd, dirs, and the history of lines.
import { withTilde } from '../../disk/path.ts';
import type { Ports } from '../frame.ts';
import { complain, diskOf, type Here, machineOf, put, stateOf } from '../here.ts';
import { assign, valueOfName, variable } from '../variables.ts';
import type { Builtin } from './builtin.ts';

/** Goes to a folder; the exit status, after bash's words when it cannot. */
function go(here: Here, name: string, target: string, ports: Ports): number {
  const state = stateOf(here);
  const disk = diskOf(here);
  const path = disk.resolve(target);
  const entry = target === '' ? disk.stat('.') : disk.stat(path);
  const refuse = (words: string) => {
    complain(here, ports, `${name}: ${target}: ${words}`);
    return 1;
  };
  if (!entry)
    return refuse(
      path.split('/').some((_, index, parts) => index > 0 && index < parts.length - 1 && disk.stat(parts.slice(0, index + 1).join('/'))?.type === 'file')
        ? 'Not a directory'
        : 'No such file or directory',
    );
  if (entry.type !== 'folder') return refuse('Not a directory');
  if (!(entry.mode & 0o100)) return refuse('Permission denied');
  assign(state, 'OLDPWD', state.cwd);
  state.cwd = path;
  assign(state, 'PWD', path);
  return 0;
}

const home = (here: Here): string => variable(stateOf(here), 'HOME')?.value ?? machineOf(here).home;

const cd: Builtin = (here, argv, ports) => {
  const words = argv.filter((word, index) => !(index === 0 && /^-[LPe@]+$/.test(word)) && word !== '--');
  const invalid = words.find((word) => /^-[^-]/.test(word));
  if (invalid) {
    complain(here, ports, `cd: ${invalid.slice(0, 2)}: invalid option\ncd: usage: cd [-L|[-P [-e]]] [-@] [dir]`);
    return 2;
  }
  if (words.length > 1) {
    complain(here, ports, 'cd: too many arguments');
    return 1;
  }
  if (words[0] === '-') {
    const before = valueOfName(stateOf(here), 'OLDPWD');
    if (before === undefined) {
      complain(here, ports, 'cd: OLDPWD not set');
      return 1;
    }
    const status = go(here, 'cd', before, ports);
    if (status === 0) put(here, ports, 1, `${stateOf(here).cwd}\n`);
    return status;
  }
  return go(here, 'cd', words[0] ?? home(here), ports);
};

/** The stack of folders is a variable of the shell, as in bash. */
const stack = (here: Here): string[] => Object.values(variable(stateOf(here), 'DIRSTACK')?.items ?? {});

function keep(here: Here, folders: readonly string[]): void {
  stateOf(here).vars.DIRSTACK = { value: '', exported: false, items: Object.fromEntries(folders.map((folder, index) => [String(index), folder])) };
}

const dirs: Builtin = (here, argv, ports) => {
  const wrong = argv.find((word) => /^-/.test(word) && !/^-[clpv]+$/.test(word));
  if (wrong) {
    complain(here, ports, `dirs: ${wrong}: invalid number`);
    put(here, ports, 2, 'dirs: usage: dirs [-clpv] [+N] [-N]\n');
    return 2;
  }
  if (argv.includes('-c')) {
    keep(here, []);
    return 0;
  }
  if (argv.some((word) => /[vp]/.test(word) && word.startsWith('-'))) {
    const numbered = argv.some((word) => word.includes('v'));
    put(
      here,
      ports,
      1,
      [stateOf(here).cwd, ...stack(here)].map((folder, index) => `${numbered ? `${String(index).padStart(2)}  ` : ''}${withTilde(folder, home(here))}\n`).join(''),
    );
    return 0;
  }
  put(here, ports, 1, `${[stateOf(here).cwd, ...stack(here)].map((folder) => withTilde(folder, home(here))).join(' ')}\n`);
  return 0;
};

export const FOLDERS: Readonly<Record<string, Builtin>> = {
  cd,
  pwd: (here, argv, ports) => {
    const invalid = argv.find((word) => /^-/.test(word) && !/^-[LP]+$/.test(word));
    if (invalid) {
      complain(here, ports, `pwd: ${invalid.slice(0, 2)}: invalid option\npwd: usage: pwd [-LP]`);
      return 2;
    }
    put(here, ports, 1, `${stateOf(here).cwd}\n`);
    return 0;
  },
  pushd: (here, argv, ports, frame) => {
    const before = stateOf(here).cwd;
    const folders = stack(here);
    const target = argv[0] ?? folders.shift();
    if (target === undefined) {
      complain(here, ports, 'pushd: no other directory');
      return 1;
    }
    const status = go(here, 'pushd', target, ports);
    if (status !== 0) return status;
    keep(here, [before, ...folders]);
    return dirs(here, [], ports, frame);
  },
  popd: (here, _argv, ports, frame) => {
    const [target, ...folders] = stack(here);
    if (target === undefined) {
      complain(here, ports, 'popd: directory stack empty');
      return 1;
    }
    const status = go(here, 'popd', target, ports);
    if (status !== 0) return status;
    keep(here, folders);
    return dirs(here, [], ports, frame);
  },
  dirs,
  history: (here, argv, ports) => {
    const { history } = here.run.terminal;
    const [word] = argv;
    if (word === '-c') {
      here.run.terminal.history = [];
      return 0;
    }
    if (/^-[anrws]$/.test(word ?? '')) return 0;
    if (word !== undefined && !/^\d+$/.test(word)) {
      complain(here, ports, word.startsWith('-') ? `history: ${word.slice(0, 2)}: invalid option` : `history: ${word}: numeric argument required`);
      if (word.startsWith('-')) put(here, ports, 2, 'history: usage: history [-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]\n');
      return word.startsWith('-') ? 2 : 1;
    }
    const from = word === undefined ? 0 : Math.max(0, history.length - Number(word));
    put(
      here,
      ports,
      1,
      history
        .slice(from)
        .map((line, index) => `${String(from + index + 1).padStart(5)}  ${line}\n`)
        .join(''),
    );
    return 0;
  },
  clear: (here, _argv, ports) => {
    if (ports[1]?.to !== 'tty') {
      put(here, ports, 1, '\x1b[H\x1b[2J\x1b[3J');
      return 0;
    }
    // The one program that may move the cursor: the sequence goes past the cleaning of output.
    here.run.terminal.output.chunks = [['\x1b[H\x1b[2J\x1b[3J']];
    here.run.terminal.output.length = 1;
    return 0;
  },
};
