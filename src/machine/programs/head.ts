// head and tail: the beginning or the end of files.
import type { Process } from '../program.ts';
import type { Grammar, Options } from './options.ts';
import { filter, type Input } from './reading.ts';

const grammar = (name: 'head' | 'tail'): Grammar => ({
  name,
  flags: name === 'tail' ? 'qvfF' : 'qv',
  valued: 'nc',
  long: { 'lines=': 'n', 'bytes=': 'c', quiet: 'q', silent: 'q', verbose: 'v', ...(name === 'tail' ? { 'follow=?': 'f' } : {}) },
  numbers: true,
  help: `Usage: ${name} [OPTION]... [FILE]...
Print the ${name === 'head' ? 'first' : 'last'} 10 lines of each FILE to standard output.

  -c, --bytes=NUM          print the ${name === 'head' ? 'first' : 'last'} NUM bytes of each file
  -n, --lines=NUM          print the ${name === 'head' ? 'first' : 'last'} NUM lines instead of the ${name === 'head' ? 'first' : 'last'} 10
  -q, --quiet              never print headers giving file names
  -v, --verbose            always print headers giving file names
      --help        display this help and exit`,
});

/** The lines with their breaks. */
const pieces = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function part(name: 'head' | 'tail', text: string, options: Options): string {
  const given = options.value('c') ?? options.value('n') ?? '10';
  const units = options.has('c') ? [...text] : pieces(text);
  const count = Number(given.replace(/^[+-]/, ''));
  if (name === 'head') return (given.startsWith('-') ? units.slice(0, Math.max(0, units.length - count)) : units.slice(0, count)).join('');
  return (given.startsWith('+') ? units.slice(Math.max(0, count - 1)) : units.slice(Math.max(0, units.length - count))).join('');
}

function run(name: 'head' | 'tail', process: Process, options: Options, inputs: readonly Input[], failed: boolean): number {
  const titles = options.has('v') || (options.operands.length > 1 && !options.has('q'));
  for (const [index, input] of inputs.entries()) {
    if (titles) process.out(`${index > 0 ? '\n' : ''}==> ${input.name === '-' ? 'standard input' : input.name} <==\n`);
    process.out(part(name, input.text, options));
  }
  return failed ? 1 : 0;
}

const make = (name: 'head' | 'tail', summary: string) =>
  filter({
    grammar: grammar(name),
    summary,
    files(process, options) {
      for (const [key, unit] of [
        ['n', 'lines'],
        ['c', 'bytes'],
      ] as const) {
        const value = options.value(key);
        if (value !== undefined && !/^[+-]?\d+$/.test(value)) {
          process.err(`${name}: invalid number of ${unit}: ‘${value}’\n`);
          return 1;
        }
      }
      if (options.has('f') || options.has('F')) {
        process.err('tail: following a file is not supported here; showing its end as it is now\n');
      }
      return options.operands;
    },
    run: (process, options, inputs, failed) => run(name, process, options, inputs, failed),
  });

export const head = make('head', 'show the beginning of files');
export const tail = make('tail', 'show the end of files');
