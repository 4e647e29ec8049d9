// Builtins that take something in: read, mapfile, getopts.
import type { FrameOf, Ports } from '../frame.ts';
import { complain, put, stateOf } from '../here.ts';
import { assign, isName, valueOfName } from '../variables.ts';
import type { Builtin } from './builtin.ts';

type ReadFrame = FrameOf<'read'>;

const READ_USAGE = 'read: usage: read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]';

/** Where descriptor `word` leads, in place of standard input. */
const from = (ports: Ports, word: string | null): Ports => (word === null ? ports : { ...ports, 0: ports[Number(word)] ?? { to: 'closed' } });

const read: Builtin = (here, argv, ports, frame) => {
  const names: string[] = [];
  const given: Record<string, string> = {};
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string;
    if (!/^-./.test(word) || names.length > 0) {
      names.push(word);
      continue;
    }
    for (let letter = 1; letter < word.length; letter++) {
      const option = word[letter] as string;
      if ('rse'.includes(option)) given[option] = '';
      else if ('aipntdNu'.includes(option)) {
        given[option] = word.slice(letter + 1) || (argv[++at] ?? '');
        break;
      } else {
        complain(here, ports, `read: -${option}: invalid option`);
        put(here, ports, 2, `${READ_USAGE}\n`);
        return 2;
      }
    }
  }
  const wrong = names.find((name) => !isName(name.replace(/\[.*\]$/, '')));
  if (wrong !== undefined) {
    complain(here, ports, `read: \`${wrong}': not a valid identifier`);
    return 1;
  }
  const input = from(ports, given.u ?? null);
  if (given.u !== undefined && !ports[Number(given.u)]) {
    complain(here, ports, `read: ${given.u}: invalid file descriptor: Bad file descriptor`);
    return 1;
  }
  if (given.p !== undefined && input[0]?.to === 'tty') put(here, ports, 2, given.p);
  const most = given.N ?? given.n;
  here.task.stack.push({
    kind: 'read',
    names,
    raw: given.r !== undefined,
    secret: given.s !== undefined,
    array: given.a ?? null,
    delimiter: given.N !== undefined ? '' : (given.d?.slice(0, 1) ?? '\n'),
    most: most === undefined ? null : Number(most) || 0,
    ports: input,
    guarded: frame.guarded,
  });
  return 'pushed';
};

const mapfile: Builtin = (here, argv, ports, frame) => {
  let [strip, descriptor, name] = [false, null as string | null, 'MAPFILE'];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string;
    if (word === '-t') strip = true;
    else if (word === '-u') descriptor = argv[++at] ?? null;
    else if (/^-[dnOsCc]$/.test(word)) at++;
    else name = word;
  }
  const lines: ReadFrame['lines'] = { strip };
  here.task.stack.push({
    kind: 'read',
    names: [],
    raw: true,
    secret: false,
    array: name,
    delimiter: '',
    most: null,
    lines,
    ports: from(ports, descriptor),
    guarded: frame.guarded,
  });
  return 'pushed';
};

const getopts: Builtin = (here, argv, ports) => {
  const [given, name, ...rest] = argv;
  if (given === undefined || name === undefined) {
    put(here, ports, 2, 'getopts: usage: getopts optstring name [arg ...]\n');
    return 2;
  }
  const state = stateOf(here);
  const words = rest.length > 0 ? rest : state.positional;
  const silent = given.startsWith(':');
  const index = Number(valueOfName(state, 'OPTIND') ?? 1) || 1;
  // Whoever sets OPTIND begins anew.
  const place = state.letters?.index === index ? state.letters.place : 1;
  const word = words[index - 1];
  const leave = (next: number, letter: number) => {
    assign(state, 'OPTIND', String(next));
    state.letters = { index: next, place: letter };
  };
  if (word === undefined || !/^-./.test(word) || word === '--') {
    leave(word === '--' ? index + 1 : index, 1);
    assign(state, name, '?');
    return 1;
  }
  const letter = word[place] as string;
  const [after, beyond] = place + 1 < word.length ? [index, place + 1] : [index + 1, 1];
  const known = letter === ':' ? -1 : given.indexOf(letter);
  const refuse = (message: string, as: string) => {
    if (silent) assign(state, 'OPTARG', letter);
    else {
      put(here, ports, 2, `${state.script?.name ?? state.name}: ${message} -- ${letter}\n`);
      delete state.vars.OPTARG;
    }
    assign(state, name, silent ? as : '?');
    return 0;
  };
  if (known < 0) {
    leave(after, beyond);
    return refuse('illegal option', '?');
  }
  if (given[known + 1] !== ':') {
    leave(after, beyond);
    delete state.vars.OPTARG;
    assign(state, name, letter);
    return 0;
  }
  const attached = word.slice(place + 1);
  const value = attached === '' ? words[index] : attached;
  leave(attached === '' ? index + 2 : index + 1, 1);
  if (value === undefined) return refuse('option requires an argument', ':');
  assign(state, 'OPTARG', value);
  assign(state, name, letter);
  return 0;
};

export const INPUT: Readonly<Record<string, Builtin>> = { read, mapfile, readarray: mapfile, getopts };
