// jq: JSON in, JSON out. A part of the language; what is missing says so.
import { evaluate, JqError } from './jq/evaluate.ts';
import { parseFilter, Unparsed } from './jq/syntax.ts';
import type { Options } from './options.ts';
import { filter } from './reading.ts';

const COLOURS = { null: '1;30', false: '0;39', true: '0;39', number: '0;39', string: '0;32', key: '34;1' } as const;

/** JSON as jq prints it: two spaces, keys in order of appearance, colours on a terminal. */
function print(value: unknown, how: { readonly compact: boolean; readonly sort: boolean; readonly colour: boolean; readonly indent: string }, depth = 0): string {
  const paint = (text: string, code: string) => (how.colour ? `\x1b[${code}m${text}\x1b[0m` : text);
  if (value === null || value === undefined) return paint('null', COLOURS.null);
  if (typeof value === 'string') return paint(JSON.stringify(value), COLOURS.string);
  if (typeof value !== 'object') return paint(JSON.stringify(value), typeof value === 'number' ? COLOURS.number : COLOURS.true);
  const items = Array.isArray(value) ? value.map((each) => print(each, how, depth + 1)) : null;
  const object = value as Record<string, unknown>;
  const keys = items ? [] : how.sort ? Object.keys(object).sort() : Object.keys(object);
  const rows = items ?? keys.map((key) => `${paint(JSON.stringify(key), COLOURS.key)}:${how.compact ? '' : ' '}${print(object[key], how, depth + 1)}`);
  const [open, close] = items ? ['[', ']'] : ['{', '}'];
  if (rows.length === 0) return open + close;
  if (how.compact) return `${open}${rows.join(',')}${close}`;
  const inner = how.indent.repeat(depth + 1);
  return `${open}\n${inner}${rows.join(`,\n${inner}`)}\n${how.indent.repeat(depth)}${close}`;
}

/** The values of a text with one JSON after the other. */
function values(text: string): unknown[] {
  const whole = text.trim();
  if (whole === '') return [];
  try {
    return [JSON.parse(whole)];
  } catch {
    // Perhaps several values: cut where brackets close, or at line ends.
  }
  const list: unknown[] = [];
  let [depth, quoted, start] = [0, false, 0];
  for (let at = 0; at < whole.length; at++) {
    const letter = whole[at] as string;
    if (quoted) {
      if (letter === '\\') at++;
      else if (letter === '"') quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === '{' || letter === '[') depth++;
    else if (letter === '}' || letter === ']') depth--;
    const end = !quoted && depth === 0 && (at === whole.length - 1 || /[}\]"]/.test(letter) || /\s/.test(whole[at + 1] ?? ''));
    if (end && whole.slice(start, at + 1).trim() !== '') {
      list.push(JSON.parse(whole.slice(start, at + 1)));
      start = at + 1;
    }
  }
  if (whole.slice(start).trim() !== '') throw new SyntaxError('unfinished');
  return list;
}

/** `--arg NAME VALUE` takes two words: they are put together before the options are read. */
const joined = (argv: readonly string[]): string[] => {
  const words: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string;
    if (word === '--arg' || word === '--argjson') words.push(`${word}=${argv[++at] ?? ''}=${argv[++at] ?? ''}`);
    else words.push(word);
  }
  return words;
};

const environment = (options: Options, env: Readonly<Record<string, string>>): Record<string, unknown> => {
  const result: Record<string, unknown> = { ENV: env };
  for (const pair of options.values('arg')) result[pair.slice(0, pair.indexOf('='))] = pair.slice(pair.indexOf('=') + 1);
  for (const pair of options.values('argjson')) result[pair.slice(0, pair.indexOf('='))] = JSON.parse(pair.slice(pair.indexOf('=') + 1));
  return result;
};

const program = filter({
  grammar: {
    name: 'jq',
    flags: 'rcnseSCMjaR',
    long: {
      'raw-output': 'r',
      'compact-output': 'c',
      'null-input': 'n',
      slurp: 's',
      'exit-status': 'e',
      'sort-keys': 'S',
      'color-output': 'C',
      'monochrome-output': 'M',
      'join-output': 'j',
      'raw-input': 'R',
      'arg=': 'arg',
      'argjson=': 'argjson',
      tab: 'tab',
      'indent=': 'indent',
    },
    misuse: 2,
    help: `Usage:\tjq [OPTIONS] FILTER [FILES...]
\tjq [OPTIONS] -n FILTER

jq is a tool for processing JSON inputs, applying the given filter to its inputs.

  -n, --null-input          use \`null\` as the single input value;
  -R, --raw-input           read each line as string instead of JSON;
  -s, --slurp               read all inputs into an array;
  -c, --compact-output      compact instead of pretty-printed output;
  -r, --raw-output          output strings without escapes and quotes;
  -S, --sort-keys           sort keys of each object on output;
  -e, --exit-status         set exit status code based on the output;
      --arg name value      set $name to the string value;
      --argjson name value  set $name to the JSON value`,
  },
  summary: 'take JSON apart',
  files(process, options) {
    const [source] = options.operands;
    if (source === undefined) {
      process.err('jq - commandline JSON processor [version 1.7.1]\n\nUsage:\tjq [OPTIONS] FILTER [FILES...]\n\nFor listing the command options, use jq --help.\n');
      return 2;
    }
    try {
      parseFilter(source);
    } catch (error) {
      if (!(error instanceof Unparsed)) throw error;
      process.err(`jq: error: ${error.message} (Unix shell quoting issues?) at <top-level>, line 1:\n${source}\njq: 1 compile error\n`);
      return 3;
    }
    return options.has('n') ? [] : options.operands.slice(1);
  },
  run(process, options, inputs, failed) {
    const source = parseFilter(options.operands[0] as string);
    const how = {
      compact: options.has('c'),
      sort: options.has('S'),
      colour: options.has('C') || (process.terminal.out && !options.has('M')),
      indent: options.has('tab') ? '\t' : ' '.repeat(Number(options.value('indent') ?? 2)),
    };
    let given: unknown[];
    try {
      given = options.has('R') ? inputs.flatMap((input) => input.text.replace(/\n$/, '').split('\n')) : inputs.flatMap((input) => values(input.text));
    } catch {
      process.err('jq: parse error: Invalid numeric literal at line 1, column 1\n');
      return 2;
    }
    let status = failed ? 2 : 0;
    let last: unknown;
    for (const value of options.has('n') ? [null] : options.has('s') ? [given] : given) {
      try {
        for (const result of evaluate(source, value, environment(options, process.env))) {
          last = result;
          const raw = (options.has('r') || options.has('j')) && typeof result === 'string';
          process.out(`${raw ? result : print(result, how)}${options.has('j') ? '' : '\n'}`);
        }
      } catch (error) {
        if (error instanceof Unparsed) {
          process.err(`jq: error: ${error.message} at <top-level>, line 1:\n${options.operands[0]}\njq: 1 compile error\n`);
          return 3;
        }
        if (!(error instanceof JqError) && !(error instanceof TypeError) && !(error instanceof SyntaxError)) throw error;
        process.err(`jq: error (at <stdin>:1): ${error.message}\n`);
        status = 5;
      }
    }
    if (options.has('e') && status === 0) return last === undefined ? 4 : last === null || last === false ? 1 : 0;
    return status;
  },
});

export const jq = {
  ...program,
  start: (process: Parameters<typeof program.start>[0], argv: readonly string[]) => {
    const words = joined(argv);
    // With -n nothing is read: an empty standard input stands in.
    const nothing = words.some((word) => /^-[a-zA-Z]*n/.test(word) || word === '--null-input');
    return program.start(nothing ? { ...process, stdin: '' } : process, words);
  },
} satisfies typeof program;
