// md5sum, sha256sum and base64.
import { strToU8 } from 'fflate';
import { fromBase64, toBase64 } from '../disk/base64.ts';
import { orRefused, textOf } from '../disk/view.ts';
import type { Program } from '../program.ts';
import { readOptions } from './options.ts';
import { filter } from './reading.ts';

const rotateLeft = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));
const rotateRight = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

/** The message with its padding and length, as both digests want it. */
function padded(bytes: Uint8Array, bigEndian: boolean): DataView {
  const length = Math.ceil((bytes.length + 9) / 64) * 64;
  const block = new Uint8Array(length);
  block.set(bytes);
  block[bytes.length] = 0x80;
  const view = new DataView(block.buffer);
  const [high, low] = [Math.floor(bytes.length / 0x20000000), (bytes.length << 3) >>> 0];
  view.setUint32(length - 8, bigEndian ? high : low, !bigEndian);
  view.setUint32(length - 4, bigEndian ? low : high, !bigEndian);
  return view;
}

/** The fractional bits of a root of a small prime: where SHA-256's constants come from. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++) if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  return found;
}

const fraction = (value: number): number => Math.floor((value - Math.floor(value)) * 0x100000000) >>> 0;

const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

/** MD5 (RFC 1321) as hexadecimal digits. */
export function md5(bytes: Uint8Array): string {
  const view = padded(bytes, false);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  const table = Array.from({ length: 64 }, (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 0x100000000) >>> 0);
  for (let block = 0; block < view.byteLength; block += 64) {
    let [a, b, c, d] = state as [number, number, number, number];
    for (let round = 0; round < 64; round++) {
      const kind = round >> 4;
      const mixed = kind === 0 ? (b & c) | (~b & d) : kind === 1 ? (d & b) | (~d & c) : kind === 2 ? b ^ c ^ d : c ^ (b | ~d);
      const at = kind === 0 ? round : kind === 1 ? (5 * round + 1) % 16 : kind === 2 ? (3 * round + 5) % 16 : (7 * round) % 16;
      const sum = (a + mixed + (table[round] as number) + view.getUint32(block + at * 4, true)) | 0;
      [a, d, c, b] = [d, c, b, (b + rotateLeft(sum, SHIFTS[kind * 4 + (round % 4)] as number)) | 0];
    }
    for (const [index, word] of [a, b, c, d].entries()) state[index] = ((state[index] as number) + word) | 0;
  }
  const out = new DataView(new ArrayBuffer(16));
  for (const [index, word] of state.entries()) out.setUint32(index * 4, word >>> 0, true);
  return hexOf(out);
}

const hexOf = (view: DataView): string => Array.from({ length: view.byteLength }, (_, index) => view.getUint8(index).toString(16).padStart(2, '0')).join('');

const PRIMES = primes(64);
const ROUND = PRIMES.map((prime) => fraction(Math.cbrt(prime)));
const INITIAL = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

/** SHA-256 (FIPS 180-4) as hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  const view = padded(bytes, true);
  const state = [...INITIAL];
  for (let block = 0; block < view.byteLength; block += 64) {
    const words: number[] = [];
    for (let at = 0; at < 64; at++) {
      if (at < 16) words.push(view.getUint32(block + at * 4));
      else {
        const [early, late] = [words[at - 15] as number, words[at - 2] as number];
        const small = rotateRight(early, 7) ^ rotateRight(early, 18) ^ (early >>> 3);
        const large = rotateRight(late, 17) ^ rotateRight(late, 19) ^ (late >>> 10);
        words.push(((words[at - 16] as number) + small + (words[at - 7] as number) + large) >>> 0);
      }
    }
    let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
    for (let at = 0; at < 64; at++) {
      const first = (h + (rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25)) + ((e & f) ^ (~e & g)) + (ROUND[at] as number) + (words[at] as number)) | 0;
      const second = ((rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = ((state[index] as number) + word) >>> 0;
  }
  const out = new DataView(new ArrayBuffer(32));
  for (const [index, word] of state.entries()) out.setUint32(index * 4, word >>> 0);
  return hexOf(out);
}

function sum(name: string, digest: (bytes: Uint8Array) => string): Program {
  return {
    name,
    summary: `${name.replace('sum', '').toUpperCase()} digests of files`,
    start(process, argv) {
      const options = readOptions(process, argv, {
        name,
        flags: 'cbt',
        long: { check: 'c' },
        help: `Usage: ${name} [OPTION]... [FILE]...\nPrint or check ${name.replace('sum', '').toUpperCase()} checksums.\n\n  -c, --check           read checksums from the FILEs and check them`,
      });
      if (typeof options === 'number') return { exit: options };
      let status = 0;
      const digestOf = (path: string): string | null =>
        orRefused<string | null>(
          () => digest(process.disk.readBytes(path)),
          (words) => {
            process.err(`${name}: ${path}: ${words}\n`);
            status = 1;
            return null;
          },
        );
      if (options.operands.length === 0) {
        process.out(`${digest(strToU8(process.stdin ?? ''))}  -\n`);
        return { exit: 0 };
      }
      for (const path of options.operands) {
        if (!options.has('c')) {
          const found = digestOf(path);
          if (found !== null) process.out(`${found}  ${path}\n`);
          continue;
        }
        const list = orRefused(
          () => process.disk.read(path),
          () => '',
        );
        for (const line of list.split('\n')) {
          const match = /^([0-9a-f]+) [ *](.+)$/.exec(line);
          if (!match) continue;
          const good = digestOf(match[2] as string) === match[1];
          process.out(`${match[2]}: ${good ? 'OK' : 'FAILED'}\n`);
          if (!good) status = 1;
        }
      }
      return { exit: status };
    },
  };
}

export const md5sum = sum('md5sum', md5);
export const sha256sum = sum('sha256sum', sha256);

export const base64 = filter({
  grammar: {
    name: 'base64',
    flags: 'di',
    valued: 'w',
    long: { decode: 'd', 'wrap=': 'w' },
    help: 'Usage: base64 [OPTION]... [FILE]\nBase64 encode or decode FILE, or standard input, to standard output.\n\n  -d, --decode          decode data\n  -w, --wrap=COLS       wrap encoded lines after COLS character (default 76)',
  },
  summary: 'encode or decode base64',
  files: (_process, options) => options.operands,
  run(process, options, inputs, failed) {
    const input = inputs[0];
    if (!input) return 1;
    if (options.has('d')) {
      const text = textOf(fromBase64(input.text) ?? new Uint8Array([0]));
      if (text === null) process.err('base64: invalid input\n');
      else process.out(text);
      return text === null ? 1 : 0;
    }
    const bytes = input.name === '-' ? strToU8(input.text) : process.disk.readBytes(input.name);
    const width = Number(options.value('w') ?? 76);
    const encoded = toBase64(bytes);
    process.out(width > 0 ? `${encoded.replace(new RegExp(`.{${width}}(?=.)`, 'g'), '$&\n')}\n` : encoded);
    return failed ? 1 : 0;
  },
});
