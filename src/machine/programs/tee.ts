// tee: what comes in goes out, and into files, as it comes.

import { DiskError } from '../disk/disk.ts';
import { DISK_WORDS, orRefused } from '../disk/view.ts';
import type { Process, Program } from '../program.ts';
import { type Grammar, readOptions } from './options.ts';

const GRAMMAR: Grammar = {
  name: 'tee',
  flags: 'aip',
  long: { append: 'a', 'ignore-interrupts': 'i' },
  help: `Usage: tee [OPTION]... [FILE]...
Copy standard input to each FILE, and also to standard output.

  -a, --append              append to the given FILEs, do not overwrite
  -i, --ignore-interrupts   ignore interrupt signals
      --help        display this help and exit`,
};

interface State {
  readonly files: readonly string[];
  readonly deaf: boolean;
  readonly status: number;
}

function open(process: Process, files: readonly string[], append: boolean): { files: string[]; status: number } {
  const good: string[] = [];
  for (const file of files) {
    try {
      process.disk.write(file, '', { append });
      good.push(file);
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      process.err(`tee: ${file}: ${DISK_WORDS[error.code]}\n`);
    }
  }
  return { files: good, status: good.length === files.length ? 0 : 1 };
}

export const tee: Program = {
  name: 'tee',
  summary: 'copy standard input to files and on',
  streaming: true,
  start(process, argv) {
    const options = readOptions(process, argv, GRAMMAR);
    if (typeof options === 'number') return { exit: options };
    const { files, status } = open(process, options.operands, options.has('a'));
    return { wait: { for: 'line' }, state: { files, deaf: options.has('i'), status } };
  },
  resume(process, given, wake) {
    const state = given as unknown as State;
    if (wake.by === 'interrupt' && !state.deaf) return { exit: 130 };
    if (wake.by === 'line' && wake.text === null) return { exit: state.status };
    if (wake.by === 'line' && wake.text !== null) {
      const text = process.terminal.in ? `${wake.text}\n` : wake.text;
      process.out(text);
      for (const file of state.files)
        orRefused<void>(
          () => process.disk.write(file, text, { append: true }),
          (words) => process.err(`tee: ${file}: ${words}\n`),
        );
    }
    return { wait: { for: 'line' }, state: given };
  },
};
