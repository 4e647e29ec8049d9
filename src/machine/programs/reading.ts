// Programs that read files or standard input, from a pipe or from the keyboard, and then do one thing with the text.
import type { Json } from '../../engine/json.ts';
import { orRefused } from '../disk/view.ts';
import type { Process, Program, Progress } from '../program.ts';
import { type Grammar, type Options, readOptions } from './options.ts';

export interface Input {
  /** As it was named; `-` for standard input. */
  readonly name: string;
  readonly text: string;
}

export interface Filter {
  readonly grammar: Grammar;
  readonly summary: string;
  /** Which operands are files; the rest is the filter's own. A number is an exit status after an error already written. */
  files(process: Process, options: Options): readonly string[] | number;
  run(process: Process, options: Options, inputs: readonly Input[], failed: boolean): number;
}

/** Lines of a text without their breaks; a break at the end makes no further line. */
export const linesOf = (text: string): string[] => (text === '' ? [] : (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n'));

const stateText = (state: Json): { readonly argv: readonly string[]; readonly text: string } => state as never;

/** Makes a program of a filter: reads its inputs, complains of missing files, runs it. */
export function filter(given: Filter): Program {
  const { name } = given.grammar;
  function work(process: Process, argv: readonly string[], typed: string | null): Progress {
    const options = readOptions(process, argv, given.grammar);
    if (typeof options === 'number') return { exit: options };
    const files = given.files(process, options);
    if (typeof files === 'number') return { exit: files };
    const names = files.length === 0 ? ['-'] : files;
    const standard = typed ?? process.stdin;
    if (names.includes('-') && standard === null) return { wait: { for: 'line' }, state: { argv: [...argv], text: '' } };
    const inputs: Input[] = [];
    let failed = false;
    for (const file of names) {
      if (file === '/dev/null') inputs.push({ name: file, text: '' });
      else if (file === '-') inputs.push({ name: '-', text: standard ?? '' });
      else {
        orRefused<void>(
          () => void inputs.push({ name: file, text: process.disk.read(file) }),
          (words) => {
            process.err(`${name}: ${refusal(name, file, words)}\n`);
            failed = true;
          },
        );
      }
    }
    const status = given.run(process, options, inputs, failed);
    return { exit: status };
  }
  return {
    name,
    summary: given.summary,
    start: (process, argv) => work(process, argv, null),
    resume(process, state, wake) {
      const { argv, text } = stateText(state);
      if (wake.by === 'interrupt') return { exit: 130 };
      if (wake.by === 'line' && wake.text !== null) return { wait: { for: 'line' }, state: { argv: [...argv], text: `${text}${wake.text}\n` } };
      return work(process, argv, text);
    },
  };
}

/** How each tool names a file that it cannot read. */
function refusal(name: string, file: string, words: string): string {
  if (name === 'head' || name === 'tail') return words === 'Is a directory' ? `error reading '${file}': ${words}` : `cannot open '${file}' for reading: ${words}`;
  if (name === 'sort') return words === 'Is a directory' ? `read failed: ${file}: ${words}` : `cannot read: ${file}: ${words}`;
  if (name === 'sed') return words === 'Is a directory' ? `couldn't edit ${file}: not a regular file` : `can't read ${file}: ${words}`;
  if (name === 'tac') return words === 'Is a directory' ? `read error: ${file}: ${words}` : `failed to open '${file}' for reading: ${words}`;
  if (name === 'rev' || name === 'more') return `cannot open ${file}: ${words}`;
  return `${file}: ${words}`;
}
