// md5sum, sha256sum and base64.
import { strToU8 } from 'fflate';
import { hex, md5, sha256 } from '../../engine/digest.ts';
import { fromBase64, toBase64 } from '../disk/base64.ts';
import { orRefused, textOf } from '../disk/view.ts';
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
        process.out(`${hex(digest(strToU8(process.stdin ?? '')))}  -\n`);
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
