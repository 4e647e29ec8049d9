// paste, join, comm, column: lines beside each other.
import { orRefused } from '../disk/view.ts';
import type { Process, Program } from '../program.ts';
import { readOptions } from './options.ts';
import { filter, linesOf } from './reading.ts';

export const paste = filter({
  grammar: {
    name: 'paste',
    flags: 'sz',
    valued: 'd',
    long: { 'delimiters=': 'd', serial: 's' },
    help: 'Usage: paste [OPTION]... [FILE]...\nWrite lines consisting of the sequentially corresponding lines from\neach FILE, separated by TABs, to standard output.\n\n  -d, --delimiters=LIST   reuse characters from LIST instead of TABs\n  -s, --serial            paste one file at a time instead of in parallel',
  },
  summary: 'lines of files beside each other',
  files: (_process, options) => options.operands,
  run(process, options, inputs, failed) {
    const marks = [...(options.value('d') ?? '\t').replace(/\\t/g, '\t').replace(/\\n/g, '\n')];
    const glue = (cells: readonly string[]) => cells.reduce((row, cell, index) => row + (index === 0 ? '' : (marks[(index - 1) % marks.length] ?? '')) + cell, '');
    const files = inputs.map(({ text }) => linesOf(text));
    if (options.has('s')) for (const lines of files) process.out(`${glue(lines)}\n`);
    else {
      const length = Math.max(0, ...files.map((lines) => lines.length));
      for (let row = 0; row < length; row++) process.out(`${glue(files.map((lines) => lines[row] ?? ''))}\n`);
    }
    return failed ? 1 : 0;
  },
});

/** The lines of two files; an exit status when one cannot be read. */
function twoFiles(process: Process, name: string, operands: readonly string[]): readonly [string[], string[]] | number {
  if (operands.length !== 2) {
    const words = operands.length === 0 ? 'missing operand' : operands.length === 1 ? `missing operand after ‘${operands[0]}’` : `extra operand ‘${operands[2]}’`;
    process.err(`${name}: ${words}\nTry '${name} --help' for more information.\n`);
    return 1;
  }
  const read = operands.map((file) =>
    file === '-'
      ? linesOf(process.stdin ?? '')
      : orRefused<string[] | null>(
          () => linesOf(process.disk.read(file)),
          (words) => {
            process.err(`${name}: ${file}: ${words}\n`);
            return null;
          },
        ),
  );
  return read[0] && read[1] ? [read[0], read[1]] : 1;
}

export const comm: Program = {
  name: 'comm',
  summary: 'compare two sorted files line by line',
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'comm',
      flags: '123z',
      long: { 'output-delimiter=': 'out', total: 'total', 'check-order': 'check', 'nocheck-order': 'nocheck' },
      help: 'Usage: comm [OPTION]... FILE1 FILE2\nCompare sorted files FILE1 and FILE2 line by line.\n\n  -1                      suppress column 1 (lines unique to FILE1)\n  -2                      suppress column 2 (lines unique to FILE2)\n  -3                      suppress column 3 (lines that appear in both files)',
    });
    if (typeof options === 'number') return { exit: options };
    const files = twoFiles(process, 'comm', options.operands);
    if (typeof files === 'number') return { exit: files };
    const [left, right] = files;
    const shown = ['1', '2', '3'].map((column) => !options.has(column));
    const put = (column: number, line: string) => {
      if (shown[column]) process.out(`${(options.value('out') ?? '\t').repeat(shown.slice(0, column).filter(Boolean).length)}${line}\n`);
    };
    let status = 0;
    let [a, b] = [0, 0];
    const sorted = (lines: readonly string[], number: number, at: number) => {
      if (at === 0 || status === 1 || (lines[at] ?? '') >= (lines[at - 1] ?? '') || lines[at] === undefined || options.has('nocheck')) return;
      process.err(`comm: file ${number} is not in sorted order\n`);
      status = 1;
    };
    while (a < left.length || b < right.length) {
      const [one, other] = [left[a], right[b]];
      if (one !== undefined && (other === undefined || one < other)) {
        put(0, one);
        sorted(left, 1, ++a);
      } else if (other !== undefined && (one === undefined || other < one)) {
        put(1, other);
        sorted(right, 2, ++b);
      } else {
        put(2, one as string);
        sorted(left, 1, ++a);
        sorted(right, 2, ++b);
      }
    }
    if (status === 1) process.err('comm: input is not in sorted order\n');
    return { exit: status };
  },
};

export const join: Program = {
  name: 'join',
  summary: 'lines of two files with a field in common',
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'join',
      flags: 'i',
      valued: 't12ajoev',
      long: { 'ignore-case': 'i', header: 'header' },
      help: 'Usage: join [OPTION]... FILE1 FILE2\nFor each pair of input lines with identical join fields, write a line to\nstandard output.  The default join field is the first, delimited by blanks.\n\n  -1 FIELD               join on this FIELD of file 1\n  -2 FIELD               join on this FIELD of file 2\n  -a FILENUM             also print unpairable lines from file FILENUM\n  -t CHAR                use CHAR as input and output field separator',
    });
    if (typeof options === 'number') return { exit: options };
    const files = twoFiles(process, 'join', options.operands);
    if (typeof files === 'number') return { exit: files };
    const mark = options.value('t');
    const fields = (line: string) => (mark === undefined ? line.trim().split(/\s+/) : line.split(mark));
    const [first, second] = (['1', '2'] as const).map((side) => Number(options.value(side) ?? options.value('j') ?? 1) - 1);
    const rest = (cells: readonly string[], key: number) => cells.filter((_, index) => index !== key);
    const glue = (cells: readonly string[]) => process.out(`${cells.join(mark ?? ' ')}\n`);
    const right = files[1].map(fields);
    const used = new Set<number>();
    for (const left of files[0].map(fields)) {
      const key = left[first as number] ?? '';
      const found = right.flatMap((cells, index) => (cells[second as number] === key ? [index] : []));
      for (const index of found) {
        used.add(index);
        glue([key, ...rest(left, first as number), ...rest(right[index] as string[], second as number)]);
      }
      if (found.length === 0 && options.values('a').includes('1')) glue([key, ...rest(left, first as number)]);
    }
    if (options.values('a').includes('2'))
      for (const [index, cells] of right.entries()) if (!used.has(index)) glue([cells[second as number] ?? '', ...rest(cells, second as number)]);
    return { exit: 0 };
  },
};

export const column = filter({
  grammar: {
    name: 'column',
    flags: 'txe',
    valued: 'soNRc',
    long: { table: 't', 'separator=': 's', 'output-separator=': 'o', 'table-columns=': 'N', 'table-right=': 'R', 'output-width=': 'c', fillrows: 'x' },
    help: '\nUsage:\n column [options] [<file>...]\n\nColumnate lists.\n\nOptions:\n -t, --table                      create a table\n -s, --separator <string>         possible table delimiters\n -o, --output-separator <string>  columns separator for table output\n -N, --table-columns <names>      comma separated columns names\n',
  },
  summary: 'a table of fields',
  files: (_process, options) => options.operands,
  run(process, options, inputs, failed) {
    const lines = inputs.flatMap(({ text }) => linesOf(text)).filter((line) => line.trim() !== '');
    if (!options.has('t')) {
      const width = (Math.floor(Math.max(0, ...lines.map((line) => line.length)) / 8) + 1) * 8;
      const across = Math.max(1, Math.floor(Number(options.value('c') ?? process.columns) / width));
      const down = Math.ceil(lines.length / across);
      for (let row = 0; row < down; row++) {
        const cells = lines.filter((_, index) => index % down === row);
        process.out(`${cells.map((cell, index) => (index === cells.length - 1 ? cell : cell + '\t'.repeat(Math.ceil((width - cell.length) / 8)))).join('')}\n`);
      }
      return failed ? 1 : 0;
    }
    const marks = options.value('s');
    const names = options.value('N')?.split(',');
    const rows = [
      ...(names ? [names] : []),
      ...lines.map((line) => (marks === undefined ? line.trim().split(/\s+/) : line.split(new RegExp(`[${marks.replace(/[\]\\^-]/g, '\\$&')}]`)))),
    ];
    const widths = rows.reduce<number[]>((all, row) => row.reduce((each, cell, index) => Object.assign(each, { [index]: Math.max(each[index] ?? 0, cell.length) }), all), []);
    const rights = new Set((options.value('R') ?? '').split(',').map((each) => (names?.includes(each) ? names.indexOf(each) : Number(each) - 1)));
    for (const row of rows) {
      const cells = row.map((cell, index) => (rights.has(index) ? cell.padStart(widths[index] ?? 0) : index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)));
      process.out(`${cells.join(options.value('o') ?? '  ')}\n`);
    }
    return failed ? 1 : 0;
  },
});
