// wc: lines, words, letters and bytes.
import { bytesOfText } from '../disk/bytes.ts';
import { filter } from './reading.ts';

export const wc = filter({
  grammar: {
    name: 'wc',
    flags: 'lwcmL',
    long: { lines: 'l', words: 'w', bytes: 'c', chars: 'm', 'max-line-length': 'L' },
    help: `Usage: wc [OPTION]... [FILE]...
Print newline, word, and byte counts for each FILE, and a total line if
more than one FILE is specified.

  -c, --bytes            print the byte counts
  -m, --chars            print the character counts
  -l, --lines            print the newline counts
  -w, --words            print the word counts
      --help        display this help and exit`,
  },
  summary: 'count lines, words and bytes',
  files: (_process, options) => options.operands,
  run(process, options, inputs, failed) {
    const order = ['l', 'w', 'm', 'c', 'L'].filter((key) => options.has(key));
    const keys = order.length === 0 ? ['l', 'w', 'c'] : order;
    const count = (text: string, key: string): number => {
      if (key === 'l') return text.split('\n').length - 1;
      if (key === 'w') return text.split(/\s+/).filter((word) => word !== '').length;
      if (key === 'm') return [...text].length;
      if (key === 'L') return Math.max(0, ...text.split('\n').map((line) => [...line].length));
      return bytesOfText(text).length;
    };
    const rows = inputs.map((input) => ({ name: input.name, counts: keys.map((key) => count(input.text, key)) }));
    if (options.operands.length > 1) {
      rows.push({
        name: 'total',
        counts: keys.map((key, index) => (key === 'L' ? Math.max(...rows.map((row) => row.counts[index] ?? 0)) : rows.reduce((sum, row) => sum + (row.counts[index] ?? 0), 0))),
      });
    }
    const piped = options.operands.length === 0;
    // Columns are as wide as the number of all bytes, as GNU wc has it.
    const widest = String(inputs.reduce((sum, input) => sum + bytesOfText(input.text).length, 0)).length;
    const width = keys.length === 1 && rows.length === 1 ? 0 : piped ? 7 : widest;
    for (const row of rows) process.out(`${row.counts.map((each) => String(each).padStart(width)).join(' ')}${row.name === '-' && piped ? '' : ` ${row.name}`}\n`);
    return failed ? 1 : 0;
  },
});
