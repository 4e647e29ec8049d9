// od, xxd, hexdump, strings, cmp: what bytes are in a file.
import { strFromU8 } from 'fflate';
import { bytesOfText } from '../disk/bytes.ts';
import { orRefused } from '../disk/view.ts';
import type { Process, Program } from '../program.ts';
import { type Grammar, type Options, readOptions } from './options.ts';

/** The bytes of the named files, or of standard input; null when none could be read. */
function bytesOf(process: Process, name: string, files: readonly string[]): Uint8Array | null {
  if (files.length === 0 || files[0] === '-') return bytesOfText(process.stdin ?? '');
  const parts = files.map((file) =>
    orRefused<Uint8Array | null>(
      () => process.disk.readBytes(file),
      (words) => {
        process.err(`${name}: ${file}: ${words}\n`);
        return null;
      },
    ),
  );
  const found = parts.filter((part) => part !== null);
  return found.length === 0 ? null : Uint8Array.from(found.flatMap((part) => [...part]));
}

/** A program that shows bytes; its input is the keyboard only where there is none. */
const dumper = (grammar: Grammar, summary: string, show: (bytes: Uint8Array, options: Options) => string): Program => ({
  name: grammar.name,
  summary,
  start(process, argv) {
    const options = readOptions(process, argv, grammar);
    if (typeof options === 'number') return { exit: options };
    const bytes = bytesOf(process, grammar.name, options.operands);
    if (!bytes) return { exit: 1 };
    process.out(show(bytes, options));
    return { exit: 0 };
  },
});

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
const letter = (byte: number): string => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.');

const rows = (bytes: Uint8Array, width = 16): Uint8Array[] => Array.from({ length: Math.ceil(bytes.length / width) }, (_, row) => bytes.slice(row * width, row * width + width));

export const xxd = dumper(
  {
    name: 'xxd',
    flags: 'pu',
    valued: 'lcgs',
    help: 'Usage:\n       xxd [options] [infile [outfile]]\nOptions:\n    -l len      stop after <len> octets.\n    -p          output in postscript plain hexdump style.',
  },
  'bytes as hexadecimal numbers',
  (given, options) => {
    const bytes = given.slice(Number(options.value('s') ?? 0), Number(options.value('s') ?? 0) + Number(options.value('l') ?? given.length));
    if (options.has('p'))
      return rows(bytes, 30)
        .map((row) => `${[...row].map(hex).join('')}\n`)
        .join('');
    return rows(bytes)
      .map((row, index) => {
        const pairs = Array.from({ length: 8 }, (_, pair) => [...row.slice(pair * 2, pair * 2 + 2)].map(hex).join('').padEnd(4));
        return `${(index * 16).toString(16).padStart(8, '0')}: ${pairs.join(' ')}  ${[...row].map(letter).join('')}\n`;
      })
      .join('');
  },
);

export const hexdump = dumper(
  {
    name: 'hexdump',
    flags: 'Cbcdvx',
    valued: 'ns',
    help: '\nUsage:\n hexdump [options] <file>...\n\nOptions:\n -C, --canonical           canonical hex+ASCII display\n -n, --length <length>     interpret only length bytes of input\n',
  },
  'bytes as numbers',
  (given, options) => {
    const bytes = given.slice(0, Number(options.value('n') ?? given.length));
    const at = (offset: number) => offset.toString(16).padStart(options.has('C') ? 8 : 7, '0');
    const shown = rows(bytes).map((row, index) => {
      const cells = Array.from({ length: 16 }, (_, cell) => (row[cell] === undefined ? '  ' : hex(row[cell])));
      if (options.has('C')) return `${at(index * 16)}  ${cells.slice(0, 8).join(' ')}  ${cells.slice(8).join(' ')}  |${[...row].map(letter).join('')}|\n`;
      const words = Array.from({ length: 8 }, (_, pair) => (row[pair * 2] === undefined ? '    ' : `${hex(row[pair * 2 + 1] ?? 0)}${hex(row[pair * 2] as number)}`));
      return `${at(index * 16)} ${words.join(' ')}\n`;
    });
    return bytes.length === 0 ? '' : `${shown.join('')}${at(bytes.length)}\n`;
  },
);

const NAMED: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };

export const od = dumper(
  {
    name: 'od',
    flags: 'bcdox',
    valued: 'AtNjw',
    long: { 'address-radix=': 'A', 'format=': 't', 'read-bytes=': 'N' },
    help: 'Usage: od [OPTION]... [FILE]...\nWrite an unambiguous representation, octal bytes by default,\nof FILE to standard output.\n\n  -c   same as -t c,  select printable characters or backslash escapes\n  -t, --format=TYPE           select output format or formats\n  -A, --address-radix=RADIX   output format for file offsets',
  },
  'bytes as octal numbers or letters',
  (given, options) => {
    const bytes = given.slice(0, Number(options.value('N') ?? given.length));
    const radix = options.value('A') ?? 'o';
    const at = (offset: number) => (radix === 'n' ? '' : offset.toString(radix === 'x' ? 16 : radix === 'd' ? 10 : 8).padStart(radix === 'x' ? 6 : 7, '0'));
    const kind = options.value('t') ?? (options.has('c') ? 'c' : options.has('b') ? 'o1' : options.has('x') ? 'x2' : 'o2');
    const line = (row: Uint8Array): string => {
      if (kind.startsWith('c'))
        return [...row].map((byte) => (NAMED[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'))).padStart(4)).join('');
      if (kind.endsWith('1')) return [...row].map((byte) => ` ${kind.startsWith('x') ? hex(byte) : byte.toString(8).padStart(3, '0')}`).join('');
      const words = Array.from({ length: Math.ceil(row.length / 2) }, (_, pair) => (row[pair * 2] as number) + 256 * (row[pair * 2 + 1] ?? 0));
      return words.map((word) => ` ${kind.startsWith('x') ? word.toString(16).padStart(4, '0') : word.toString(8).padStart(6, '0')}`).join('');
    };
    const shown = rows(bytes).map((row, index) => `${at(index * 16)}${line(row)}\n`);
    return `${shown.join('')}${radix === 'n' ? '' : `${at(bytes.length)}\n`}`;
  },
);

export const strings = dumper(
  {
    name: 'strings',
    flags: 'a',
    valued: 'n',
    long: { 'bytes=': 'n', all: 'a' },
    help: 'Usage: strings [option(s)] [file(s)]\n Display printable strings in [file(s)] (stdin by default)',
  },
  'text within bytes',
  (bytes, options) => {
    const least = Number(options.value('n') ?? 4);
    const found = strFromU8(bytes, true).match(new RegExp(`[\\t\\x20-\\x7e]{${least},}`, 'g')) ?? [];
    return found.map((text) => `${text}\n`).join('');
  },
);

export const cmp: Program = {
  name: 'cmp',
  summary: 'compare two files byte by byte',
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'cmp',
      flags: 'slb',
      valued: 'n',
      long: { silent: 's', quiet: 's', verbose: 'l' },
      misuse: 2,
      help: 'Usage: cmp [OPTION]... FILE1 [FILE2 [SKIP1 [SKIP2]]]\nCompare two files byte by byte.',
    });
    if (typeof options === 'number') return { exit: options };
    const [first, second = '-'] = options.operands;
    if (first === undefined) {
      process.err("cmp: missing operand after 'cmp'\ncmp: Try 'cmp --help' for more information.\n");
      return { exit: 2 };
    }
    const [left, right] = [bytesOf(process, 'cmp', [first]), bytesOf(process, 'cmp', [second])];
    if (!left || !right) return { exit: 2 };
    const at = left.findIndex((byte, index) => byte !== right[index]);
    if (at < 0 && left.length >= right.length) return { exit: 0 };
    if (options.has('s')) return { exit: 1 };
    const place = at < 0 ? left.length : at;
    const line = left.slice(0, place).filter((byte) => byte === 10).length + 1;
    if (place < left.length && place < right.length) process.out(`${first} ${second} differ: byte ${place + 1}, line ${line}\n`);
    else
      process.err(
        `cmp: EOF on ${left.length < right.length ? first : second} after byte ${place}, ${line > 1 && left[place - 1] === 10 ? `line ${line - 1}` : `in line ${line}`}\n`,
      );
    return { exit: 1 };
  },
};
