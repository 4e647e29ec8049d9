// md5sum, sha1sum, sha256sum, sha512sum, cksum and base64.
import { hex, md5, sha1, sha256, sha512 } from '../../engine/digest.ts';
import { fromBase64, toBase64 } from '../disk/base64.ts';
import { bytesOfText, textOfBytes } from '../disk/bytes.ts';
import { orRefused } from '../disk/view.ts';
import type { Program } from '../program.ts';
import { readOptions } from './options.ts';
import { filter } from './reading.ts';

function sum(name: string, digest: (bytes: Uint8Array) => readonly number[]): Program {
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
      let wrong = 0;
      const digestOf = (path: string): string | null =>
        orRefused<string | null>(
          () => hex(digest(process.disk.readBytes(path))),
          (words) => {
            process.err(`${name}: ${path}: ${words}\n`);
            status = 1;
            return null;
          },
        );
      if (options.operands.length === 0) {
        process.out(`${hex(digest(bytesOfText(process.stdin ?? '')))}  -\n`);
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
          if (!good) wrong++;
        }
      }
      if (wrong > 0) process.err(`${name}: WARNING: ${wrong} computed checksum${wrong === 1 ? '' : 's'} did NOT match\n`);
      if (wrong > 0) status = 1;
      return { exit: status };
    },
  };
}

/** The check that POSIX prescribes, over the bytes and then their number. */
function crc(bytes: Uint8Array): number {
  let value = 0;
  const add = (byte: number) => {
    value ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) value = value & 0x8000_0000 ? (value << 1) ^ 0x04c1_1db7 : value << 1;
  };
  for (const byte of bytes) add(byte);
  for (let length = bytes.length; length > 0; length = Math.floor(length / 256)) add(length & 255);
  return ~value >>> 0;
}

export const cksum: Program = {
  name: 'cksum',
  summary: 'a check sum and the size of files',
  start(process, argv) {
    let status = 0;
    for (const path of argv.length === 0 ? ['-'] : argv) {
      const bytes =
        path === '-'
          ? bytesOfText(process.stdin ?? '')
          : orRefused<Uint8Array | null>(
              () => process.disk.readBytes(path),
              (words) => {
                process.err(`cksum: ${path}: ${words}\n`);
                return null;
              },
            );
      if (bytes) process.out(`${crc(bytes)} ${bytes.length}${path === '-' ? '' : ` ${path}`}\n`);
      else status = 1;
    }
    return { exit: status };
  },
};

export const md5sum = sum('md5sum', md5);
export const sha1sum = sum('sha1sum', sha1);
export const sha512sum = sum('sha512sum', sha512);
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
      const bytes = fromBase64(input.text);
      if (bytes === null) process.err('base64: invalid input\n');
      else process.out(textOfBytes(bytes));
      return bytes === null ? 1 : 0;
    }
    const bytes = bytesOfText(input.text);
    const width = Number(options.value('w') ?? 76);
    const encoded = toBase64(bytes);
    process.out(width > 0 ? `${encoded.replace(new RegExp(`.{${width}}(?=.)`, 'g'), '$&\n')}\n` : encoded);
    return failed ? 1 : 0;
  },
});
