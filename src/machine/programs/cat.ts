// cat: files one after the other; from a pipe, line by line as it comes.
import { orRefused } from '../disk/view.ts';
import type { Process, Program, Progress } from '../program.ts';
import { type Grammar, type Options, readOptions } from './options.ts';
import { linesOf } from './reading.ts';

const GRAMMAR: Grammar = {
  name: 'cat',
  flags: 'nbsAETvetu',
  long: { number: 'n', 'number-nonblank': 'b', 'squeeze-blank': 's', 'show-all': 'A', 'show-ends': 'E', 'show-tabs': 'T', 'show-nonprinting': 'v' },
  help: `Usage: cat [OPTION]... [FILE]...
Concatenate FILE(s) to standard output.

With no FILE, or when FILE is -, read standard input.

  -A, --show-all           equivalent to -vET
  -b, --number-nonblank    number nonempty output lines, overrides -n
  -E, --show-ends          display $ at end of each line
  -n, --number             number all output lines
  -s, --squeeze-blank      suppress repeated empty output lines
  -T, --show-tabs          display TAB characters as ^I
      --help        display this help and exit`,
};

interface State {
  readonly argv: readonly string[];
  /** The operand to go on with, the number of the last line, whether the last line was blank. */
  readonly next: number;
  readonly line: number;
  readonly blank: boolean;
}

/** Writes text with the numbers and marks asked for. */
function show(process: Process, options: Options, text: string, state: { line: number; blank: boolean }): void {
  const [number, nonblank, squeeze] = [options.has('n'), options.has('b'), options.has('s')];
  const ends = options.has('E') || options.has('A') || options.has('e');
  const tabs = options.has('T') || options.has('A') || options.has('t');
  if (!number && !nonblank && !squeeze && !ends && !tabs) {
    process.out(text);
    return;
  }
  const lines = linesOf(text);
  for (const [index, line] of lines.entries()) {
    const last = index === lines.length - 1 && !text.endsWith('\n');
    if (squeeze && line === '' && state.blank) continue;
    state.blank = line === '';
    const counted = nonblank ? line !== '' : number;
    process.out(`${counted ? `${String(++state.line).padStart(6)}\t` : ''}${tabs ? line.replaceAll('\t', '^I') : line}${last ? '' : `${ends ? '$' : ''}\n`}`);
  }
}

function go(process: Process, argv: readonly string[], from: State): Progress {
  const options = readOptions(process, argv, GRAMMAR);
  if (typeof options === 'number') return { exit: options };
  const names = options.operands.length === 0 ? ['-'] : options.operands;
  const at = { line: from.line, blank: from.blank };
  let status = 0;
  for (let index = from.next; index < names.length; index++) {
    const name = names[index] as string;
    if (name === '-') return { wait: { for: 'line' }, state: { argv: [...argv], next: index + 1, ...at } };
    orRefused<void>(
      () => show(process, options, process.disk.read(name), at),
      (words) => {
        process.err(`cat: ${name}: ${words}\n`);
        status = 1;
      },
    );
  }
  return { exit: status };
}

export const cat: Program = {
  name: 'cat',
  summary: 'show files',
  streaming: true,
  start: (process, argv) => go(process, argv, { argv, next: 0, line: 0, blank: false }),
  resume(process, given, wake) {
    const state = given as unknown as State;
    if (wake.by === 'interrupt') return { exit: 130 };
    if (wake.by !== 'line' || wake.text === null) return go(process, state.argv, state);
    const options = readOptions(process, state.argv, GRAMMAR);
    if (typeof options === 'number') return { exit: options };
    const at = { line: state.line, blank: state.blank };
    show(process, options, process.terminal.in ? `${wake.text}\n` : wake.text, at);
    return { wait: { for: 'line' }, state: { argv: [...state.argv], next: state.next, ...at } };
  },
};
