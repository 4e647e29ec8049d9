// fold, expand, fmt: lines made to fit.
import { filter, linesOf } from './reading.ts';

/** Cuts a line into pieces of at most `width`, behind blanks when `blanks`. */
function pieces(line: string, width: number, blanks: boolean): string[] {
  const found: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const head = rest.slice(0, width);
    const cut = blanks ? head.lastIndexOf(' ') + 1 : 0;
    found.push(rest.slice(0, cut || width));
    rest = rest.slice(cut || width);
  }
  return [...found, rest];
}

export const fold = filter({
  grammar: {
    name: 'fold',
    flags: 'bs',
    valued: 'w',
    numbers: false,
    long: { bytes: 'b', spaces: 's', 'width=': 'w' },
    help: 'Usage: fold [OPTION]... [FILE]...\nWrap input lines in each FILE, writing to standard output.\n\n  -s, --spaces        break at spaces\n  -w, --width=WIDTH   use WIDTH columns instead of 80',
  },
  summary: 'break long lines',
  files(process, options) {
    const width = options.value('w') ?? '80';
    if (/^[1-9]\d*$/.test(width)) return options.operands;
    process.err(`fold: invalid number of columns: ‘${width}’\n`);
    return 1;
  },
  run(process, options, inputs, failed) {
    for (const line of inputs.flatMap(({ text }) => linesOf(text)))
      process.out(
        pieces(line, Number(options.value('w') ?? 80), options.has('s'))
          .map((piece) => `${piece}\n`)
          .join(''),
      );
    return failed ? 1 : 0;
  },
});

export const expand = filter({
  grammar: {
    name: 'expand',
    flags: 'i',
    valued: 't',
    long: { initial: 'i', 'tabs=': 't' },
    help: 'Usage: expand [OPTION]... [FILE]...\nConvert tabs in each FILE to spaces, writing to standard output.\n\n  -t, --tabs=N     have tabs N characters apart, not 8',
  },
  summary: 'tabs to blanks',
  files: (_process, options) => options.operands,
  run(process, options, inputs, failed) {
    const stop = Number(options.value('t') ?? 8) || 8;
    for (const line of inputs.flatMap(({ text }) => linesOf(text))) process.out(`${line.split('\t').reduce((row, part) => row + ' '.repeat(stop - (row.length % stop)) + part)}\n`);
    return failed ? 1 : 0;
  },
});

export const fmt = filter({
  grammar: {
    name: 'fmt',
    flags: 'cstu',
    valued: 'wpg',
    long: { 'width=': 'w', 'split-only': 's' },
    help: 'Usage: fmt [-WIDTH] [OPTION]... [FILE]...\nReformat each paragraph in the FILE(s), writing to standard output.\n\n  -w, --width=WIDTH         maximum line width (default of 75 columns)',
  },
  summary: 'fill paragraphs',
  files: (_process, options) => options.operands,
  run(process, options, inputs, failed) {
    // The real one aims at lines a little shorter than they may be.
    const most = Number(options.value('w') ?? 75);
    const goal = Math.floor((most * 187) / 200);
    for (const { text } of inputs)
      for (const paragraph of text.replace(/\n$/, '').split(/\n{2,}/)) {
        let row = '';
        for (const word of paragraph.split(/\s+/).filter(Boolean)) {
          if (row !== '' && (row.length + 1 + word.length > most || row.length >= goal)) {
            process.out(`${row}\n`);
            row = word;
          } else row = row === '' ? word : `${row} ${word}`;
        }
        process.out(`${row}\n`);
      }
    return failed ? 1 : 0;
  },
});
