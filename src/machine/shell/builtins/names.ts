// Builtins about names: alias, unalias, type, command, builtin, hash.
import { lookUp } from '../command.ts';
import { pushProgram } from '../executable.ts';
import { complain, type Here, put, stateOf } from '../here.ts';
import { functionText } from '../listing.ts';
import { environment } from '../variables.ts';
import type { Builtin } from './builtin.ts';

const KEYWORDS = [
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'for',
  'while',
  'until',
  'do',
  'done',
  'case',
  'esac',
  'in',
  'function',
  'time',
  'select',
  'coproc',
  '{',
  '}',
  '!',
  '[[',
  ']]',
];

interface Meaning {
  readonly kind: 'alias' | 'keyword' | 'function' | 'builtin' | 'file';
  readonly sentence: string;
  /** What `command -v` prints. */
  readonly short: string;
}

/** What a name means, in the words of `type`; null when nothing. */
export function meaningOf(here: Here, name: string, path = false): Meaning | null {
  const state = stateOf(here);
  const alias = Object.hasOwn(state.aliases, name) ? state.aliases[name] : undefined;
  if (!path && alias !== undefined) return { kind: 'alias', sentence: `${name} is aliased to \`${alias}'`, short: `alias ${name}='${alias}'` };
  if (!path && KEYWORDS.includes(name)) return { kind: 'keyword', sentence: `${name} is a shell keyword`, short: name };
  const found = lookUp(here, name, path ? ['function', 'builtin'] : []);
  switch (found.is) {
    case 'function':
      return {
        kind: 'function',
        sentence: `${name} is a function${state.sources?.[name] === undefined ? '' : `\n${functionText(name, state.sources[name])}`.replace(/\n$/, '')}`,
        short: name,
      };
    case 'builtin':
      return { kind: 'builtin', sentence: `${name} is a shell builtin`, short: name };
    case 'program': {
      const where = name.includes('/') ? name : `${['terraform', 'aws', 'session-manager-plugin'].includes(name) ? '/usr/local/bin' : '/usr/bin'}/${name}`;
      return { kind: 'file', sentence: `${name} is ${where}`, short: where };
    }
    case 'file':
      return { kind: 'file', sentence: `${name} is ${found.path}`, short: found.path };
    case 'missing':
      return null;
  }
}

const command: Builtin = (here, argv, ports, frame) => {
  const flag = /^-[vV]$/.test(argv[0] ?? '') ? argv[0] : null;
  const words = argv.slice(flag || argv[0] === '-p' || argv[0] === '--' ? 1 : 0);
  if (flag) {
    let status = 0;
    for (const name of words) {
      const meaning = meaningOf(here, name);
      if (!meaning) {
        if (flag === '-V') complain(here, ports, `command: ${name}: not found`);
        status = 1;
      } else put(here, ports, 1, `${flag === '-v' ? meaning.short : meaning.sentence}\n`);
    }
    return status;
  }
  const [name, ...rest] = words;
  if (name === undefined) return 0;
  const found = lookUp(here, name, ['function']);
  if (found.is === 'builtin') return found.run(here, rest, ports, frame);
  if (found.is === 'program' || found.is === 'file') {
    pushProgram(here, found.is === 'program' ? found.name : 'bash', found.is === 'program' ? rest : [found.path, ...rest], ports, environment(stateOf(here)), frame.guarded);
    return 'pushed';
  }
  if (found.is === 'missing') complain(here, ports, found.message);
  return found.is === 'missing' ? found.status : 1;
};

export const NAMES: Readonly<Record<string, Builtin>> = {
  alias: (here, argv, ports) => {
    const { aliases } = stateOf(here);
    const show = (name: string) => put(here, ports, 1, `alias ${name}='${aliases[name]?.replaceAll("'", "'\\''")}'\n`);
    if (argv.length === 0) for (const name of Object.keys(aliases).sort()) show(name);
    let status = 0;
    for (const word of argv) {
      const cut = word.indexOf('=');
      if (cut > 0) {
        if (word.slice(0, cut) !== '__proto__') aliases[word.slice(0, cut)] = word.slice(cut + 1);
      } else if (word === '-p') for (const name of Object.keys(aliases).sort()) show(name);
      else if (Object.hasOwn(aliases, word)) show(word);
      else {
        complain(here, ports, `alias: ${word}: not found`);
        status = 1;
      }
    }
    return status;
  },
  unalias: (here, argv, ports) => {
    const state = stateOf(here);
    if (argv[0] === '-a') {
      state.aliases = {};
      return 0;
    }
    let status = 0;
    for (const name of argv) {
      if (!Object.hasOwn(state.aliases, name)) {
        complain(here, ports, `unalias: ${name}: not found`);
        status = 1;
      }
      delete state.aliases[name];
    }
    return status;
  },
  type: (here, argv, ports) => {
    const flag = /^-[tpaPf]+$/.test(argv[0] ?? '') ? (argv[0] as string) : '';
    let status = 0;
    for (const name of argv.slice(flag ? 1 : 0)) {
      const meaning = meaningOf(here, name);
      if (!meaning) {
        if (!flag.includes('t') && !flag.includes('p')) complain(here, ports, `type: ${name}: not found`);
        status = 1;
      } else if (flag.includes('t')) put(here, ports, 1, `${meaning.kind}\n`);
      else if (flag.includes('p')) put(here, ports, 1, meaning.kind === 'file' ? `${meaning.short}\n` : '');
      else put(here, ports, 1, `${meaning.sentence}\n`);
    }
    return status;
  },
  command,
  builtin: (here, argv, ports, frame) => {
    const [name, ...rest] = argv;
    if (name === undefined) return 0;
    const found = lookUp(here, name, ['function']);
    if (found.is === 'builtin') return found.run(here, rest, ports, frame);
    complain(here, ports, `builtin: ${name}: not a shell builtin`);
    return 1;
  },
};
