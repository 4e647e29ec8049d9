// What a psql is called with: its options, and what it reads one after the other.
import type { Process } from '../../program.ts';
import { type Grammar, readOptions } from '../options.ts';
import { VERSION } from './client.ts';
import { addressOf, readConninfo, type Target } from './connect.ts';
import { USAGE } from './help.ts';
import { newState, type Source, type State } from './state.ts';
import { PLAIN } from './table.ts';

const GRAMMAR: Grammar = {
  name: 'psql',
  flags: 'AaEebHlnqsStXxwWVz01',
  valued: 'cdfhopUvFPLRT',
  long: {
    'command=': 'c',
    'dbname=': 'd',
    'file=': 'f',
    'host=': 'h',
    'port=': 'p',
    'username=': 'U',
    'set=': 'v',
    'variable=': 'v',
    'output=': 'o',
    'field-separator=': 'F',
    'pset=': 'P',
    'no-align': 'A',
    csv: 'csv',
    quiet: 'q',
    'tuples-only': 't',
    expanded: 'x',
    list: 'l',
    version: 'V',
    'no-psqlrc': 'X',
    'no-password': 'w',
    password: 'W',
    'single-transaction': '1',
    'echo-all': 'a',
    'echo-queries': 'e',
    'echo-errors': 'b',
    'echo-hidden': 'E',
    html: 'H',
    'log-file=': 'L',
    'no-readline': 'n',
  },
  help: USAGE,
  hint: true,
};

/** What `-c`, `-f` and standard input give to read, last one first. */
function sourcesOf(process: Process, argv: readonly string[]): Source[] | number {
  const sources: Source[] = [];
  let failed = 0;
  const file = (path: string) => {
    const entry = process.disk.stat(path);
    if (path === '-') sources.push({ name: '<stdin>', text: process.stdin ?? '', at: 0, line: 1, whole: false });
    else if (entry?.type === 'file') sources.push({ name: path, text: process.disk.read(path), at: 0, line: 1, whole: false });
    else {
      process.err(`psql: error: ${path}: ${entry ? 'could not read from input file: Is a directory' : 'No such file or directory'}\n`);
      failed = 1;
    }
  };
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string;
    const match = /^(?:-[A-Za-z01]*?([cf])|--(command|file))(?:=?([\s\S]*))$/.exec(word);
    if (!match || (match[1] && /^-[A-Za-z01]*[dhopUvFP]/.test(word.slice(0, word.indexOf(match[1]) + 1)))) continue;
    const kind = match[1] ?? match[2]?.[0];
    const value = match[3] || argv[++at] || '';
    if (kind === 'c') sources.push({ name: '-c', text: value, at: 0, line: 1, whole: true });
    else file(value);
  }
  return failed || sources.reverse();
}

/** A psql that has not connected yet; a number is the status with which it ends already. */
export function opened(process: Process, argv: readonly string[]): State | number {
  const say = (text: string) => {
    process.out(text);
    return 0;
  };
  if (argv.includes('-?')) return say(USAGE);
  const options = readOptions(process, argv, GRAMMAR);
  if (typeof options === 'number') return options;
  if (options.has('V')) return say(`psql (PostgreSQL) ${VERSION}\n`);
  const [first, second, ...extra] = [...options.values('d'), ...options.operands];
  for (const word of extra) process.err(`psql: warning: extra command-line argument "${word}" ignored\n`);
  const said: Target = (first === undefined ? null : readConninfo(first)) ?? { database: first };
  const target: Target = { ...said, host: options.value('h') ?? said.host, port: options.value('p') ?? said.port, user: options.value('U') ?? second ?? said.user };
  const style = {
    ...PLAIN,
    format: options.has('csv') ? ('csv' as const) : options.has('H') ? ('html' as const) : options.has('A') ? ('unaligned' as const) : PLAIN.format,
    tuplesOnly: options.has('t'),
    expanded: options.has('x') ? ('on' as const) : PLAIN.expanded,
    separator: options.value('F') ?? PLAIN.separator,
  };
  const state = newState(addressOf(process, options.has('l') && first === undefined ? { ...target, database: 'postgres' } : target), style);
  if (options.has('w')) state.address = { ...state.address, silent: true };
  state.quiet = options.has('q');
  state.output = options.value('o') ?? null;
  if (state.output !== null) process.disk.write(state.output, '');
  for (const pair of options.values('v')) {
    const at = pair.indexOf('=');
    state.variables = { ...state.variables, [at < 0 ? pair : pair.slice(0, at)]: at < 0 ? '' : pair.slice(at + 1) };
  }
  const echo = options.has('a') ? 'all' : options.has('e') ? 'queries' : options.has('b') ? 'errors' : null;
  if (echo !== null) state.variables = { ...state.variables, ECHO: echo };
  state.log = options.value('L') ?? null;
  state.single = options.has('1') ? 'wanted' : null;
  const sources = sourcesOf(process, argv);
  if (typeof sources === 'number') return sources;
  if (options.has('l')) sources.push({ name: '-c', text: '\\l', at: 0, line: 1, whole: true });
  const { stdin } = process;
  if (sources.length === 0 && stdin !== null) sources.push({ name: '', text: stdin, at: 0, line: 1, whole: false });
  state.sources = sources;
  state.interactive = sources.length === 0;
  return state;
}
