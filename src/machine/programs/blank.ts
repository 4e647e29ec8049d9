// mktemp, truncate, fallocate, split, chown: files that are made, cut and given away.
import { word } from '../../engine/chance.ts';
import { DiskError } from '../disk/disk.ts';
import { joinPath } from '../disk/path.ts';
import { DISK_WORDS, orRefused, sizeOf } from '../disk/view.ts';
import type { Program } from '../program.ts';
import { readOptions } from './options.ts';
import { filter, linesOf } from './reading.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export const mktemp: Program = {
  name: 'mktemp',
  summary: 'a file or folder of a name that was not there',
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'mktemp',
      flags: 'dqut',
      valued: 'p',
      long: { directory: 'd', 'dry-run': 'u', quiet: 'q', 'suffix=': 'suffix', 'tmpdir=?': 'p' },
      help: 'Usage: mktemp [OPTION]... [TEMPLATE]\nCreate a temporary file or directory, safely, and print its name.\n\n  -d, --directory     create a directory, not a file\n  -p DIR, --tmpdir[=DIR]  interpret TEMPLATE relative to DIR',
    });
    if (typeof options === 'number') return { exit: options };
    const template = options.operands[0] ?? 'tmp.XXXXXXXXXX';
    if (!/X{3,}/.test(template)) {
      process.err(`mktemp: too few X's in template ‘${template}’\n`);
      return { exit: 1 };
    }
    const name = template.replace(/X{3,}(?=[^X]*$)/, (run) => word(process.time.chance, 'mktemp', run.length, LETTERS)) + (options.value('suffix') ?? '');
    const folder = options.value('p') || (options.operands.length === 0 || options.has('t') ? (process.env.TMPDIR ?? '/tmp') : null);
    const path = folder === null ? name : joinPath(folder, name);
    try {
      if (options.has('d')) process.disk.makeFolder(path);
      else if (!options.has('u')) process.disk.write(path, '', { mode: 0o600 });
      if (options.has('d')) process.disk.setMode(path, 0o700);
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      process.err(
        `mktemp: failed to create ${options.has('d') ? 'directory' : 'file'} via template ‘${folder === null ? template : joinPath(folder, template)}’: ${DISK_WORDS[error.code]}\n`,
      );
      return { exit: 1 };
    }
    process.out(`${path}\n`);
    return { exit: 0 };
  },
};

const POWERS: Readonly<Record<string, number>> = { '': 0, K: 1, M: 2, G: 3, T: 4 };

/** Bytes of `10`, `5K`, `2MB`; null when it is no size. */
export function bytesOf(text: string): number | null {
  const match = /^(\d+)([KMGT]?)(i?B)?$/i.exec(text);
  return match ? Number(match[1]) * (match[3]?.toUpperCase() === 'B' && match[2] ? 1000 : 1024) ** (POWERS[(match[2] ?? '').toUpperCase()] ?? 0) : null;
}

export const truncate: Program = {
  name: 'truncate',
  summary: 'make a file so long',
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'truncate',
      flags: 'co',
      valued: 'sr',
      long: { 'size=': 's', 'no-create': 'c', 'reference=': 'r' },
      help: 'Usage: truncate OPTION... FILE...\nShrink or extend the size of each FILE to the specified size\n\n  -s, --size=SIZE        set or adjust the file size by SIZE bytes',
    });
    if (typeof options === 'number') return { exit: options };
    const given = options.value('s');
    const usage = (text: string) => {
      process.err(`truncate: ${text}\nTry 'truncate --help' for more information.\n`);
      return { exit: 1 };
    };
    if (given === undefined) return usage('you must specify either ‘--size’ or ‘--reference’');
    if (options.operands.length === 0) return usage('missing file operand');
    const size = bytesOf(given.replace(/^[+-]/, ''));
    if (size === null) {
      process.err(`truncate: Invalid number: ‘${given}’\n`);
      return { exit: 1 };
    }
    for (const path of options.operands) {
      const before = process.disk.stat(path);
      if (!before && options.has('c')) continue;
      const now = before ? sizeOf(before) : 0;
      const wanted = given.startsWith('+') ? now + size : given.startsWith('-') ? Math.max(0, now - size) : size;
      const text = before?.type === 'file' && before.zeros === undefined ? process.disk.readBytes(path) : null;
      const refused = orRefused<string | null>(
        () => {
          if (text && text.length > 0 && wanted > 0) {
            const bytes = new Uint8Array(wanted);
            bytes.set(text.slice(0, wanted));
            process.disk.write(path, bytes);
          } else process.disk.writeZeros(path, wanted);
          return null;
        },
        (words) => words,
      );
      if (refused) {
        process.err(`truncate: failed to truncate '${path}' at ${wanted} bytes: ${refused}\n`);
        return { exit: 1 };
      }
    }
    return { exit: 0 };
  },
};

export const fallocate: Program = {
  name: 'fallocate',
  summary: 'take room on the disk',
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'fallocate',
      flags: 'dnvxzc',
      valued: 'lo',
      long: { 'length=': 'l', 'offset=': 'o' },
      help: '\nUsage:\n fallocate [options] <filename>\n\nPreallocate space to, or deallocate space from a file.\n\nOptions:\n -l, --length <num>   length for range operations, in bytes\n',
    });
    if (typeof options === 'number') return { exit: options };
    const [path, second] = options.operands;
    const length = bytesOf(options.value('l') ?? '');
    const refuse = (words: string) => {
      process.err(`fallocate: ${words}\n`);
      return { exit: 1 };
    };
    if (options.value('l') === undefined) return refuse('no length argument specified');
    if (!length) return refuse('invalid length value specified');
    if (path === undefined) return refuse('no filename specified');
    if (second !== undefined) return refuse('unexpected number of arguments');
    const { volume, used } = process.volume();
    const before = process.disk.stat(path);
    if (length > volume.size - used + (before ? sizeOf(before) : 0)) {
      if (!before) process.disk.write(path, '');
      return refuse(`fallocate failed: No space left on device`);
    }
    if (!before || sizeOf(before) < length) process.disk.writeZeros(path, length);
    return { exit: 0 };
  },
};

export const split = filter({
  grammar: {
    name: 'split',
    flags: 'd',
    valued: 'lbna',
    long: { 'lines=': 'l', 'bytes=': 'b', 'number=': 'n', 'suffix-length=': 'a', 'numeric-suffixes': 'd' },
    help: 'Usage: split [OPTION]... [FILE [PREFIX]]\nOutput pieces of FILE to PREFIXaa, PREFIXab, ...;\ndefault size is 1000 lines, and default PREFIX is ‘x’.\n\n  -b, --bytes=SIZE        put SIZE bytes per output file\n  -l, --lines=NUMBER      put NUMBER lines/records per output file\n  -d                      use numeric suffixes starting at 0, not alphabetic',
  },
  summary: 'cut a file into several',
  files: (_process, options) => options.operands.slice(0, 1),
  run(process, options, inputs, failed) {
    if (failed) return 1;
    const text = inputs[0]?.text ?? '';
    const [bytes, lines] = [bytesOf(options.value('b') ?? ''), Number(options.value('l') ?? 1000)];
    const pieces: string[] = [];
    if (bytes) for (let at = 0; at < text.length; at += bytes) pieces.push(text.slice(at, at + bytes));
    else {
      const all = linesOf(text);
      for (let at = 0; at < all.length; at += lines)
        pieces.push(
          all
            .slice(at, at + lines)
            .map((line, index) => (at + index === all.length - 1 && !text.endsWith('\n') ? line : `${line}\n`))
            .join(''),
        );
    }
    const prefix = options.operands[1] ?? 'x';
    const suffix = (index: number) => (options.has('d') ? String(index).padStart(2, '0') : String.fromCharCode(97 + Math.floor(index / 26), 97 + (index % 26)));
    for (const [index, piece] of pieces.entries()) process.disk.write(`${prefix}${suffix(index)}`, piece);
    return 0;
  },
});

/** chown and chgrp: only root gives files away. */
const giving = (name: 'chown' | 'chgrp'): Program => ({
  name,
  summary: 'give files to somebody else (only root does)',
  start(process, argv) {
    const options = readOptions(process, argv, {
      name,
      flags: 'Rcvfh',
      long: { recursive: 'R', changes: 'c', verbose: 'v', silent: 'f' },
      help: `Usage: ${name} [OPTION]... ${name === 'chown' ? '[OWNER][:[GROUP]]' : 'GROUP'} FILE...\nChange the ${name === 'chown' ? 'owner and/or group' : 'group'} of each FILE.`,
    });
    if (typeof options === 'number') return { exit: options };
    const [who, ...files] = options.operands;
    if (who === undefined || files.length === 0) {
      process.err(`${name}: missing operand${who === undefined ? '' : ` after ‘${who}’`}\nTry '${name} --help' for more information.\n`);
      return { exit: 1 };
    }
    const { user } = process.host;
    const parts = who.split(':').filter(Boolean);
    const unknown = parts.find((part) => ![user, 'root', '0', '1000'].includes(part));
    if (unknown !== undefined) {
      process.err(name === 'chown' ? `chown: invalid ${who.startsWith(':') || parts.indexOf(unknown) > 0 ? 'group' : 'user'}: ‘${who}’\n` : `chgrp: invalid group: ‘${who}’\n`);
      return { exit: 1 };
    }
    let status = 0;
    for (const path of files) {
      const there = orRefused<boolean>(
        () => process.disk.stat(path) !== null,
        () => false,
      );
      if (there && parts.every((part) => part === user || part === '1000')) continue;
      process.err(
        there
          ? `${name}: changing ${name === 'chown' ? 'ownership' : 'group'} of '${path}': Operation not permitted\n`
          : `${name}: cannot access '${path}': No such file or directory\n`,
      );
      status = 1;
    }
    return { exit: status };
  },
});

export const chown = giving('chown');
export const chgrp = giving('chgrp');
