// tac, rev, nl, shuf: lines in another order, or with numbers.
import { draw } from '../../engine/chance.ts';
import { filter, linesOf } from './reading.ts';

const allLines = (inputs: readonly { readonly text: string }[]): string[] => inputs.flatMap(({ text }) => linesOf(text));

export const tac = filter({
  grammar: {
    name: 'tac',
    flags: 'br',
    valued: 's',
    long: { before: 'b', regex: 'r', 'separator=': 's' },
    help: 'Usage: tac [OPTION]... [FILE]...\nWrite each FILE to standard output, last line first.',
  },
  summary: 'lines, last first',
  files: (_process, options) => options.operands,
  run(process, _options, inputs, failed) {
    for (const { text } of inputs)
      process.out(
        linesOf(text)
          .reverse()
          .map((line) => `${line}\n`)
          .join(''),
      );
    return failed ? 1 : 0;
  },
});

export const rev = filter({
  grammar: { name: 'rev', help: '\nUsage:\n rev [options] [<file> ...]\n\nReverse lines characterwise.\n' },
  summary: 'letters of each line, last first',
  files: (_process, options) => options.operands,
  run(process, _options, inputs, failed) {
    for (const line of allLines(inputs)) process.out(`${[...line].reverse().join('')}\n`);
    return failed ? 1 : 0;
  },
});

export const nl = filter({
  grammar: {
    name: 'nl',
    valued: 'bwsviln',
    long: { 'body-numbering=': 'b', 'number-width=': 'w', 'number-separator=': 's', 'starting-line-number=': 'v', 'line-increment=': 'i', 'number-format=': 'n' },
    help: 'Usage: nl [OPTION]... [FILE]...\nWrite each FILE to standard output, with line numbers added.\n\n  -b, --body-numbering=STYLE      use STYLE for numbering body lines\n  -s, --number-separator=STRING   add STRING after (possible) line number\n  -w, --number-width=NUMBER       use NUMBER columns for line numbers',
  },
  summary: 'number the lines',
  files: (_process, options) => options.operands,
  run(process, options, inputs, failed) {
    const [width, separator, style] = [Number(options.value('w') ?? 6), options.value('s') ?? '\t', options.value('b') ?? 't'];
    const [step, format] = [Number(options.value('i') ?? 1), options.value('n') ?? 'rn'];
    let number = Number(options.value('v') ?? 1);
    for (const line of allLines(inputs)) {
      if (style === 'n' || (style === 't' && line === '')) {
        process.out(`${' '.repeat(width + separator.length)}${line}\n`);
        continue;
      }
      const shown = format === 'ln' ? String(number).padEnd(width) : String(number).padStart(width, format === 'rz' ? '0' : ' ');
      process.out(`${shown}${separator}${line}\n`);
      number += step;
    }
    return failed ? 1 : 0;
  },
});

export const shuf = filter({
  grammar: {
    name: 'shuf',
    flags: 'erz',
    valued: 'nio',
    long: { echo: 'e', 'head-count=': 'n', 'input-range=': 'i', repeat: 'r', 'output=': 'o' },
    help: 'Usage: shuf [OPTION]... [FILE]\n  or:  shuf -e [OPTION]... [ARG]...\n  or:  shuf -i LO-HI [OPTION]...\nWrite a random permutation of the input lines to standard output.',
  },
  summary: 'lines in a random order',
  files: (_process, options) => (options.has('e') || options.has('i') ? ['/dev/null'] : options.operands),
  run(process, options, inputs, failed) {
    const range = /^(\d+)-(\d+)$/.exec(options.value('i') ?? '');
    const lines = range
      ? Array.from({ length: Math.max(0, Number(range[2]) - Number(range[1]) + 1) }, (_, index) => String(Number(range[1]) + index))
      : options.has('e')
        ? [...options.operands]
        : allLines(inputs);
    for (let at = lines.length - 1; at > 0; at--) {
      const other = draw(process.time.chance, 'shuf') % (at + 1);
      [lines[at], lines[other]] = [lines[other] as string, lines[at] as string];
    }
    const most = Number(options.value('n') ?? lines.length);
    process.out(
      lines
        .slice(0, most)
        .map((line) => `${line}\n`)
        .join(''),
    );
    return failed ? 1 : 0;
  },
});
