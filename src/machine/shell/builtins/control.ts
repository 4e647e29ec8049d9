// Builtins that steer: true, false, exit, return, break, eval, source, test, read, exec, set, shift.
import { baseName } from '../../disk/path.ts';
import { orRefused } from '../../disk/view.ts';
import { scopeOf } from '../attempt.ts';
import { runText } from '../command.ts';
import { test, testingOf } from '../condition.ts';
import { leaveFunction, leaveLoop, leaveShell } from '../control.ts';
import type { Ports } from '../frame.ts';
import { complain, diskOf, type Here, put, stateOf, write } from '../here.ts';
import { quoted } from '../variables.ts';
import type { Builtin } from './builtin.ts';

const OPTIONS = { e: 'errexit', x: 'xtrace', u: 'nounset', f: 'noglob' } as const;
const NAMED = ['errexit', 'xtrace', 'nounset', 'noglob', 'pipefail'] as const;

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
  here.task.stack.push({ kind: 'sourced', positional: rest.length > 0 ? state.positional : null, ports, guarded: frame.guarded });
  if (rest.length > 0) state.positional = rest;
  return runText(here, text, ports, frame.guarded, file);
};

const set: Builtin = (here, argv, ports) => {
  const state = stateOf(here);
  if (argv.length === 0) {
    for (const name of Object.keys(state.vars).sort()) {
      const found = state.vars[name];
      put(
        here,
        ports,
        1,
        found?.items
          ? `${name}=(${Object.entries(found.items)
              .map(([key, value]) => `[${key}]="${value}"`)
              .join(' ')})\n`
          : `${name}=${quoted(found?.value ?? '')}\n`,
      );
    }
    return 0;
  }
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string;
    if (word === '--') {
      state.positional = argv.slice(at + 1);
      return 0;
    }
    if (!/^[-+]./.test(word)) {
      state.positional = argv.slice(at);
      return 0;
    }
    const on = word.startsWith('-');
    for (const letter of word.slice(1)) {
      if (letter === 'o') {
        const name = argv[++at];
        const option = NAMED.find((each) => each === name);
        if (name === undefined) {
          for (const each of NAMED) put(here, ports, 1, `${each.padEnd(15)}\t${state.options[each] ? 'on' : 'off'}\n`);
        } else if (option) state.options[option] = on;
        else if (!['vi', 'emacs', 'history', 'monitor', 'posix', 'notify', 'braceexpand', 'hashall', 'noclobber'].includes(name)) {
          complain(here, ports, `set: ${name}: invalid option name`);
          return 2;
        }
      } else if (letter in OPTIONS) state.options[OPTIONS[letter as keyof typeof OPTIONS]] = on;
      else if (!'abhkmptvBCEHPT'.includes(letter)) {
        complain(here, ports, `set: ${word[0]}${letter}: invalid option\nset: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]`);
        return 2;
      }
    }
  }
  return 0;
};

const read: Builtin = (here, argv, ports, frame) => {
  const names: string[] = [];
  let raw = false;
  let secret = false;
  let array: string | null = null;
  let delimiterless = false;
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string;
    if (!/^-./.test(word) || names.length > 0) {
      names.push(word);
      continue;
    }
    for (let letter = 1; letter < word.length; letter++) {
      const option = word[letter] as string;
      if (option === 'r') raw = true;
      else if (option === 's') secret = true;
      else if (option === 'e') continue;
      else if ('pantdNu'.includes(option)) {
        const value = word.slice(letter + 1) || (argv[++at] ?? '');
        if (option === 'p' && ports[0]?.to === 'tty') put(here, ports, 2, value);
        if (option === 'a') array = value;
        if (option === 'd') delimiterless = value === '';
        break;
      } else {
        complain(
          here,
          ports,
          `read: -${option}: invalid option\nread: usage: read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]`,
        );
        return 2;
      }
    }
  }
  here.task.stack.push({ kind: 'read', names, raw, secret, array, delimiterless, ports, guarded: frame.guarded });
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
  read,
  set,
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
  exec: (here, argv, ports) => {
    complain(here, ports, `exec: ${argv[0] === undefined ? 'redirecting the shell itself' : baseName(argv[0])}: not supported by this shell`);
    return 126;
  },
  shopt: (here, argv, ports) => {
    const unknown = argv.find(
      (word) => !word.startsWith('-') && !['extglob', 'globstar', 'nullglob', 'dotglob', 'nocaseglob', 'expand_aliases', 'histappend', 'checkwinsize'].includes(word),
    );
    if (!unknown) return 0;
    complain(here, ports, `shopt: ${unknown}: invalid shell option name`);
    return 1;
  },
  ulimit: (here, _argv, ports) => {
    put(here, ports, 1, 'unlimited\n');
    return 0;
  },
  umask: (here, argv, ports) => {
    if (argv.length === 0) put(here, ports, 1, '0022\n');
    return 0;
  },
  trap: (here, argv, ports) => {
    if (argv.length === 0 || argv[0] === '-p' || argv[0] === '-' || argv[0] === '--') return 0;
    complain(here, ports, 'trap: signal handlers are not supported by this shell');
    return 1;
  },
};
