// Builtins that steer: true, false, exit, return, break, eval, source, test, exec, shift.
import { orRefused } from '../../disk/view.ts';
import { scopeOf } from '../attempt.ts';
import { lookUp, runText } from '../command.ts';
import { test, testingOf } from '../condition.ts';
import { leaveFunction, leaveLoop, leaveShell } from '../control.ts';
import { pushProgram } from '../executable.ts';
import type { Ports } from '../frame.ts';
import { complain, diskOf, type Here, machineOf, put, stateOf, TTY, write } from '../here.ts';
import { newShell } from '../session.ts';
import { environment } from '../variables.ts';
import type { Builtin } from './builtin.ts';

const loop =
  (name: string, again: boolean): Builtin =>
  (here, argv, ports) => {
    const levels = argv[0] === undefined ? 1 : Number(argv[0]);
    if (!Number.isInteger(levels)) {
      complain(here, ports, `${name}: ${argv[0]}: numeric argument required`);
      return 128;
    }
    if (levels < 1) {
      complain(here, ports, `${name}: ${argv[0]}: loop count out of range`);
      return 1;
    }
    if (leaveLoop(here, levels, again)) return 'pushed';
    complain(here, ports, `${name}: only meaningful in a \`for', \`while', or \`until' loop`);
    return 0;
  };

function statusOf(here: Here, name: string, word: string | undefined, ports: Ports): number {
  if (word === undefined) return stateOf(here).status;
  if (/^[+-]?\d+$/.test(word)) return ((Number(word) % 256) + 256) % 256;
  complain(here, ports, `${name}: ${word}: numeric argument required`);
  return 2;
}

const exit: Builtin = (here, argv, ports) => {
  const state = stateOf(here);
  if (here.task.shell === null) write(here.run, state.name === '-bash' ? 'logout\n' : 'exit\n');
  if (argv.length > 1 && /^[+-]?\d+$/.test(argv[0] as string)) {
    complain(here, ports, 'exit: too many arguments');
    return 1;
  }
  leaveShell(here, statusOf(here, 'exit', argv[0], ports));
  return 'pushed';
};

const source: Builtin = (here, argv, ports, frame) => {
  const [file, ...rest] = argv;
  if (file === undefined) {
    complain(here, ports, 'source: filename argument required');
    put(here, ports, 2, 'source: usage: source filename [arguments]\n');
    return 2;
  }
  const text = orRefused<string | null>(
    () => diskOf(here).read(file),
    (words, error) => {
      complain(here, ports, error.code === 'EISDIR' ? `source: ${file}: is a directory` : `${file}: ${words}`);
      return null;
    },
  );
  if (text === null) return 1;
  const state = stateOf(here);
  here.task.stack.push({ kind: 'sourced', positional: rest.length > 0 ? state.positional : null, script: state.script, ports, guarded: frame.guarded });
  if (rest.length > 0) state.positional = rest;
  return runText(here, text, ports, frame.guarded, file);
};

/** `exec`: redirects the shell itself, or puts a program in its place. */
const exec: Builtin = (here, argv, ports, frame) => {
  const { task } = here;
  const state = stateOf(here);
  const words = argv[0] === '--' ? argv.slice(1) : argv;
  const [name, ...rest] = words;
  if (name === undefined) {
    const changed = Object.fromEntries(Object.entries(ports).filter(([descriptor, port]) => frame.ports[Number(descriptor)] !== port));
    for (const each of task.stack) each.ports = { ...each.ports, ...changed };
    if (task.shell === null) state.ports = { ...TTY, ...state.ports, ...changed };
    // Who reads a `>(...)` goes on reading.
    frame.fed = [];
    return 0;
  }
  const found = lookUp(here, name, ['function', 'builtin']);
  if (found.is === 'missing') {
    complain(here, ports, `exec: ${name}: ${found.status === 127 ? 'not found' : found.message.slice(name.length + 2)}`);
    if (task.shell !== null) leaveShell(here, found.status);
    return found.status;
  }
  if (task.shell === null && found.is === 'program' && found.name === 'bash' && rest.every((word) => /^(-[il]+|--login)$/.test(word))) {
    const { startedAt: at, cwd, pid } = state;
    here.session.shell = newShell(machineOf(here), { name: state.name, at, cwd, env: environment(state), pid });
    return 0;
  }
  task.stack.push({ kind: 'leave', ports, guarded: frame.guarded });
  if (found.is === 'program') pushProgram(here, found.name, rest, ports, environment(state), frame.guarded);
  else if (found.is === 'file') pushProgram(here, 'bash', [found.path, ...rest], ports, environment(state), frame.guarded);
  return 'pushed';
};

const testing =
  (name: string): Builtin =>
  (here, argv, ports) => {
    let words = argv;
    if (name === '[') {
      if (argv.at(-1) !== ']') {
        complain(here, ports, "[: missing `]'");
        return 2;
      }
      words = argv.slice(0, -1);
    }
    const answer = test(
      words,
      testingOf(scopeOf(here), (descriptor) => ports[descriptor]?.to === 'tty'),
    );
    if (answer.error) complain(here, ports, `${name}: ${answer.error}`);
    return answer.status;
  };

export const CONTROL: Readonly<Record<string, Builtin>> = {
  ':': () => 0,
  true: () => 0,
  false: () => 1,
  exit,
  logout: (here, argv, ports, frame) => {
    if (here.session.host !== null) return exit(here, argv, ports, frame);
    complain(here, ports, "logout: not login shell: use `exit'");
    return 1;
  },
  return: (here, argv, ports) => {
    const status = statusOf(here, 'return', argv[0], ports);
    if (leaveFunction(here, status)) return 'pushed';
    complain(here, ports, "return: can only `return' from a function or sourced script");
    return 2;
  },
  break: loop('break', false),
  continue: loop('continue', true),
  eval: (here, argv, ports, frame) => (argv.length === 0 ? 0 : runText(here, argv.join(' '), ports, frame.guarded, null)),
  source,
  '.': source,
  test: testing('test'),
  '[': testing('['),
  shift: (here, argv, ports) => {
    const state = stateOf(here);
    const count = argv[0] === undefined ? 1 : Number(argv[0]);
    if (!Number.isInteger(count) || count < 0) {
      complain(here, ports, `shift: ${argv[0]}: ${Number.isInteger(count) ? 'shift count out of range' : 'numeric argument required'}`);
      return 1;
    }
    if (count > state.positional.length) return 1;
    state.positional = state.positional.slice(count);
    return 0;
  },
  exec,
};
