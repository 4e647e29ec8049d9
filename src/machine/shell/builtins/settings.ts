// Builtins about how the shell behaves: set, shopt, trap, umask, ulimit, and the ones that are about its own insides.
import { lookUp } from '../command.ts';
import type { Ports } from '../frame.ts';
import { complain, type Here, put, stateOf } from '../here.ts';
import { quoted } from '../variables.ts';
import type { Builtin } from './builtin.ts';

const OPTIONS = { e: 'errexit', x: 'xtrace', u: 'nounset', f: 'noglob', C: 'noclobber' } as const;
type Named = (typeof OPTIONS)[keyof typeof OPTIONS] | 'pipefail';

/** What `set -o` lists, with what each is when nothing has been set. The ones that change nothing here are taken and forgotten. */
const LISTED: readonly (readonly [name: string, usually: boolean])[] = [
  ['allexport', false],
  ['braceexpand', true],
  ['emacs', true],
  ['errexit', false],
  ['errtrace', false],
  ['functrace', false],
  ['hashall', true],
  ['histexpand', true],
  ['history', true],
  ['ignoreeof', false],
  ['interactive-comments', true],
  ['keyword', false],
  ['monitor', true],
  ['noclobber', false],
  ['noexec', false],
  ['noglob', false],
  ['nolog', false],
  ['notify', false],
  ['nounset', false],
  ['onecmd', false],
  ['physical', false],
  ['pipefail', false],
  ['posix', false],
  ['privileged', false],
  ['verbose', false],
  ['vi', false],
  ['xtrace', false],
];
const REAL: readonly string[] = [...Object.values(OPTIONS), 'pipefail'];

/** An option of the shell: what has been set, or what it usually is. */
function isOn(here: Here, name: string, usually: boolean): boolean {
  const { options, noHistory } = stateOf(here);
  if (name === 'histexpand') return noHistory !== true;
  return REAL.includes(name) ? options[name as Named] === true : usually;
}

function turn(here: Here, name: string, on: boolean): void {
  const state = stateOf(here);
  if (REAL.includes(name)) state.options[name as Named] = on;
  if (name === 'histexpand') state.noHistory = !on;
}

function refuse(here: Here, ports: Ports, message: string, usage: string): 2 {
  complain(here, ports, message);
  put(here, ports, 2, `${usage}\n`);
  return 2;
}

function setAll(here: Here, ports: Ports): void {
  const state = stateOf(here);
  for (const name of Object.keys(state.vars).sort()) {
    const found = state.vars[name];
    const items = Object.entries(found?.items ?? {}).map(([key, value]) => `[${key}]="${value}"`);
    put(here, ports, 1, found?.items ? `${name}=(${items.join(' ')})\n` : `${name}=${quoted(found?.value ?? '')}\n`);
  }
}

const set: Builtin = (here, argv, ports) => {
  const state = stateOf(here);
  if (argv.length === 0) {
    setAll(here, ports);
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
        if (name === undefined) for (const [each, usually] of LISTED) put(here, ports, 1, `${each.padEnd(15)}\t${isOn(here, each, usually) ? 'on' : 'off'}\n`);
        else if (!LISTED.some(([each]) => each === name)) {
          complain(here, ports, `set: ${name}: invalid option name`);
          return 2;
        } else turn(here, name, on);
      } else if (letter in OPTIONS) turn(here, OPTIONS[letter as keyof typeof OPTIONS], on);
      else if (letter === 'H') turn(here, 'histexpand', on);
      else if (!'abhkmnptvBEPT'.includes(letter)) {
        return refuse(here, ports, `set: ${word[0]}${letter}: invalid option`, 'set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]');
      }
    }
  }
  return 0;
};

/** Options of `shopt`, with what each is in an interactive shell. */
const SHOPTS: Readonly<Record<string, boolean>> = {
  autocd: false,
  cdspell: false,
  checkhash: false,
  checkwinsize: true,
  cmdhist: true,
  dotglob: false,
  expand_aliases: true,
  extglob: true,
  failglob: false,
  globstar: false,
  histappend: false,
  histverify: false,
  hostcomplete: true,
  interactive_comments: true,
  lastpipe: false,
  login_shell: false,
  nocaseglob: false,
  nocasematch: false,
  nullglob: false,
  progcomp: true,
  promptvars: true,
  sourcepath: true,
  xpg_echo: false,
};

const shopt: Builtin = (here, argv, ports) => {
  const state = stateOf(here);
  const flags = argv.filter((word) => word.startsWith('-')).join('');
  const names = argv.filter((word) => !word.startsWith('-'));
  const unknown = names.find((name) => !Object.hasOwn(SHOPTS, name));
  if (unknown !== undefined) {
    complain(here, ports, `shopt: ${unknown}: invalid shell option name`);
    return 1;
  }
  const changed = (name: string) => (state.shopts ?? []).includes(name);
  const now = (name: string) => (SHOPTS[name] === true) !== changed(name);
  if (/[su]/.test(flags) && names.length > 0) {
    const on = flags.includes('s');
    const others = (state.shopts ?? []).filter((name) => !names.includes(name));
    state.shopts = [...others, ...names.filter((name) => on !== SHOPTS[name])];
    return 0;
  }
  const listed = (names.length > 0 ? names : Object.keys(SHOPTS)).filter((name) => !/[su]/.test(flags) || now(name) === flags.includes('s'));
  if (!flags.includes('q')) for (const name of listed) put(here, ports, 1, `${name.padEnd(15)}\t${now(name) ? 'on' : 'off'}\n`);
  return names.every(now) ? 0 : 1;
};

const SIGNALS = ['EXIT', 'HUP', 'INT', 'QUIT', 'ILL', 'TRAP', 'ABRT', 'BUS', 'FPE', 'KILL', 'USR1', 'SEGV', 'USR2', 'PIPE', 'ALRM', 'TERM'];

const conditionOf = (word: string): string | null => {
  const name = /^\d+$/.test(word) ? SIGNALS[Number(word)] : word.toUpperCase().replace(/^SIG/, '');
  return name !== undefined && (SIGNALS.includes(name) || ['ERR', 'DEBUG', 'RETURN', 'CHLD', 'WINCH', 'TSTP', 'CONT', 'STOP'].includes(name)) ? name : null;
};

const trap: Builtin = (here, argv, ports) => {
  const state = stateOf(here);
  const words = argv[0] === '--' ? argv.slice(1) : argv;
  const traps = state.traps ?? {};
  if (words.length === 0 || words[0] === '-p') {
    const order = [...SIGNALS, 'DEBUG', 'ERR', 'RETURN'];
    for (const name of Object.keys(traps).sort((a, b) => order.indexOf(a) - order.indexOf(b))) {
      const shown = ['EXIT', 'ERR', 'DEBUG', 'RETURN'].includes(name) ? name : `SIG${name}`;
      put(here, ports, 1, `trap -- '${traps[name]?.action.replaceAll("'", "'\\''")}' ${shown}\n`);
    }
    return 0;
  }
  if (words[0] === '-l') {
    put(
      here,
      ports,
      1,
      SIGNALS.slice(1)
        .map((name, index) => `${String(index + 1).padStart(2)}) SIG${name}${index % 5 === 4 ? '\n' : '\t'}`)
        .join(''),
    );
    return 0;
  }
  if (/^-./.test(words[0] as string)) return refuse(here, ports, `trap: ${words[0]}: invalid option`, 'trap: usage: trap [-lp] [[arg] signal_spec ...]');
  // A single word is a signal that is given back.
  const [action, ...signals] = words.length === 1 ? ['-', ...words] : words;
  if (words.length === 1 && conditionOf(words[0] as string) === null) {
    put(here, ports, 2, 'trap: usage: trap [-lp] [[arg] signal_spec ...]\n');
    return 2;
  }
  let status = 0;
  const next = { ...traps };
  for (const word of signals) {
    const name = conditionOf(word);
    if (name === null) {
      complain(here, ports, `trap: ${word}: invalid signal specification`);
      status = 1;
    } else if (action === '-') delete next[name];
    else next[name] = { action: action as string, ports };
  }
  state.traps = next;
  return status;
};

/** `u=rwx,g=rx,o=rx` of the bits that a mask lets through. */
const symbolic = (mask: number): string =>
  ['u', 'g', 'o'].map((who, index) => `${who}=${[...'rwx'].filter((_, bit) => !((mask >> (6 - 3 * index)) & (4 >> bit))).join('')}`).join(',');

const umask: Builtin = (here, argv, ports) => {
  const state = stateOf(here);
  const mask = state.umask ?? 0o022;
  const words = argv.filter((word) => !word.startsWith('-'));
  const [word] = words;
  if (word === undefined) {
    put(here, ports, 1, argv.includes('-S') ? `${symbolic(mask)}\n` : `${argv.includes('-p') ? 'umask ' : ''}${mask.toString(8).padStart(4, '0')}\n`);
    return 0;
  }
  if (/^[0-7]{1,4}$/.test(word)) {
    state.umask = Number.parseInt(word, 8) & 0o777;
    return 0;
  }
  if (/^\d/.test(word)) complain(here, ports, `umask: ${word}: octal number out of range`);
  else complain(here, ports, `umask: \`${word.slice(0, 1)}': invalid symbolic mode operator`);
  return 1;
};

/** As on an Ubuntu or Amazon Linux with nothing set. */
const LIMITS: readonly (readonly [letter: string, name: string, unit: string, value: string])[] = [
  ['R', 'real-time non-blocking time', '(microseconds, -R)', 'unlimited'],
  ['c', 'core file size', '(blocks, -c)', '0'],
  ['d', 'data seg size', '(kbytes, -d)', 'unlimited'],
  ['e', 'scheduling priority', '(-e)', '0'],
  ['f', 'file size', '(blocks, -f)', 'unlimited'],
  ['i', 'pending signals', '(-i)', '62684'],
  ['l', 'max locked memory', '(kbytes, -l)', '2015696'],
  ['m', 'max memory size', '(kbytes, -m)', 'unlimited'],
  ['n', 'open files', '(-n)', '1024'],
  ['p', 'pipe size', '(512 bytes, -p)', '8'],
  ['q', 'POSIX message queues', '(bytes, -q)', '819200'],
  ['r', 'real-time priority', '(-r)', '0'],
  ['s', 'stack size', '(kbytes, -s)', '8192'],
  ['t', 'cpu time', '(seconds, -t)', 'unlimited'],
  ['u', 'max user processes', '(-u)', '62684'],
  ['v', 'virtual memory', '(kbytes, -v)', 'unlimited'],
  ['x', 'file locks', '(-x)', 'unlimited'],
];

const ulimit: Builtin = (here, argv, ports) => {
  const letters = argv
    .filter((word) => word.startsWith('-'))
    .join('')
    .replace(/[-SH]/g, '');
  const wrong = [...letters].find((letter) => letter !== 'a' && !LIMITS.some(([each]) => each === letter));
  if (wrong) return refuse(here, ports, `ulimit: -${wrong}: invalid option`, 'ulimit: usage: ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]');
  if (letters.includes('a')) {
    for (const [, name, unit, value] of LIMITS) put(here, ports, 1, `${name}${' '.repeat(Math.max(2, 40 - name.length - unit.length))}${unit} ${value}\n`);
    return 0;
  }
  const asked = LIMITS.find(([letter]) => letter === (letters[0] ?? 'f'));
  const value = argv.find((word) => !word.startsWith('-'));
  if (value === undefined) put(here, ports, 1, `${asked?.[3]}\n`);
  return 0;
};

export const SETTINGS: Readonly<Record<string, Builtin>> = {
  set,
  shopt,
  trap,
  umask,
  ulimit,
  hash: (here, argv, ports) => {
    const missing = argv.filter((word) => !word.startsWith('-') && lookUp(here, word).is === 'missing');
    for (const name of missing) complain(here, ports, `hash: ${name}: not found`);
    return missing.length > 0 ? 1 : 0;
  },
  enable: (here, argv, ports) => {
    const wrong = argv.find((word) => /^-/.test(word) && !/^-[adnpsf]+$/.test(word));
    return wrong ? refuse(here, ports, `enable: ${wrong.slice(0, 2)}: invalid option`, 'enable: usage: enable [-a] [-dnps] [-f filename] [name ...]') : 0;
  },
  // Keys are the terminal's own: what is bound is taken without a word.
  bind: () => 0,
  suspend: (here, _argv, ports) => {
    complain(here, ports, 'suspend: cannot suspend a login shell');
    return 1;
  },
};
