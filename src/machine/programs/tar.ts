// tar, gzip, gunzip: archives of the other kind.
import { bytesOfText, textOfBytes } from '../disk/bytes.ts';
import { joinPath, parentOf } from '../disk/path.ts';
import { orRefused } from '../disk/view.ts';
import type { Process, Program } from '../program.ts';
import { readGzip, readTar, type TarEntry, writeGzip, writeTar } from './archive/tar.ts';
import { modeText } from './ls.ts';
import { readOptions } from './options.ts';
import { formatDate, zoneAt } from './zone.ts';

const HELP = `Usage: tar [OPTION...] [FILE]...

Examples:
  tar -cf archive.tar foo bar  # Create archive.tar from files foo and bar.
  tar -tvf archive.tar         # List all files in archive.tar verbosely.
  tar -xf archive.tar          # Extract all files from archive.tar.

  -c create   -t list   -x extract   -z gzip   -v verbose   -f FILE   -C DIR`;

function gather(process: Process, base: string, name: string, into: TarEntry[]): boolean {
  const path = joinPath(base, name);
  const entry = process.disk.stat(path);
  if (!entry) return false;
  const clean = name.replace(/\/+$/, '').replace(/^\/+/, '');
  if (entry.type === 'file') into.push({ name: clean, folder: false, bytes: process.disk.readBytes(path), mode: entry.mode, mtime: entry.mtime });
  else {
    into.push({ name: `${clean}/`, folder: true, bytes: new Uint8Array(), mode: entry.mode, mtime: entry.mtime });
    for (const child of process.disk.list(path)) gather(process, base, `${clean}/${child}`, into);
  }
  return true;
}

export const tar: Program = {
  name: 'tar',
  summary: 'pack and unpack tar archives',
  start(process, argv) {
    // `tar xzf file`: the first word may do without its dash.
    const words = argv[0] !== undefined && /^[cxtzvfCpk]+$/.test(argv[0]) ? [`-${argv[0]}`, ...argv.slice(1)] : argv;
    const options = readOptions(process, words, {
      name: 'tar',
      usage: true,
      flags: 'cxtzvpkO',
      valued: 'fC',
      long: { create: 'c', extract: 'x', get: 'x', list: 't', gzip: 'z', verbose: 'v', 'file=': 'f', 'directory=': 'C' },
      misuse: 64,
      help: HELP,
    });
    if (typeof options === 'number') return { exit: options };
    const modes = ['c', 'x', 't'].filter((key) => options.has(key));
    if (modes.length !== 1) {
      process.err(
        modes.length === 0
          ? "tar: You must specify one of the '-Acdtrux', '--delete' or '--test-label' options\nTry 'tar --help' or 'tar --usage' for more information.\n"
          : "tar: You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option\nTry 'tar --help' or 'tar --usage' for more information.\n",
      );
      return { exit: 2 };
    }
    const target = options.value('f');
    if (target === undefined || target === '-') {
      process.err(
        target === '-'
          ? 'tar: archives through a pipe are not supported here; name a file with -f\n'
          : 'tar: Refusing to read archive contents from terminal (missing -f option?)\ntar: Error is not recoverable: exiting now\n',
      );
      return { exit: 2 };
    }
    const base = options.value('C') ?? '.';
    if (process.disk.stat(base)?.type !== 'folder') {
      process.err(`tar: ${base}: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now\n`);
      return { exit: 2 };
    }
    if (options.has('c')) {
      if (options.operands.length === 0) {
        process.err("tar: Cowardly refusing to create an empty archive\nTry 'tar --help' or 'tar --usage' for more information.\n");
        return { exit: 2 };
      }
      const entries: TarEntry[] = [];
      let status = 0;
      for (const name of options.operands) {
        if (name.startsWith('/')) process.err("tar: Removing leading `/' from member names\n");
        if (!gather(process, name.startsWith('/') ? '/' : base, name, entries)) {
          process.err(`tar: ${name}: Cannot stat: No such file or directory\n`);
          status = 2;
        }
      }
      const own = entries.filter((entry) => process.disk.resolve(joinPath(base, entry.name)) !== process.disk.resolve(target));
      if (options.has('v')) for (const entry of own) process.out(`${entry.name}\n`);
      const bytes = writeTar(own, process.host.user);
      process.disk.write(target, options.has('z') ? writeGzip(bytes, process.time.now) : bytes);
      if (status) process.err('tar: Exiting with failure status due to previous errors\n');
      return { exit: status };
    }
    const raw = orRefused<Uint8Array | string>(
      () => process.disk.readBytes(target),
      (words) => words,
    );
    if (typeof raw === 'string') {
      process.err(`tar: ${target}: Cannot open: ${raw}\ntar: Error is not recoverable: exiting now\n`);
      return { exit: 2 };
    }
    const unpacked = readGzip(raw);
    if (options.has('z') && !unpacked) {
      process.err('\ngzip: stdin: not in gzip format\ntar: Child returned status 1\ntar: Error is not recoverable: exiting now\n');
      return { exit: 2 };
    }
    const entries = readTar(unpacked ?? raw);
    if (!entries) {
      process.err('tar: This does not look like a tar archive\ntar: Exiting with failure status due to previous errors\n');
      return { exit: 2 };
    }
    const wanted = entries.filter(
      (entry) => options.operands.length === 0 || options.operands.some((name) => entry.name === name || entry.name.startsWith(`${name.replace(/\/$/, '')}/`)),
    );
    for (const entry of wanted) {
      if (options.has('t')) {
        const owner = `${process.host.user}/${process.host.user}`;
        const when = formatDate(entry.mtime, zoneAt(entry.mtime, process.env.TZ), '%Y-%m-%d %H:%M');
        process.out(
          options.has('v')
            ? `${modeText({ type: entry.folder ? 'folder' : 'file', mode: entry.mode, mtime: 0 })} ${owner} ${String(entry.bytes.length).padStart(Math.max(1, 19 - owner.length - 1))} ${when} ${entry.name}\n`
            : `${entry.name}\n`,
        );
        continue;
      }
      const safe = entry.name
        .split('/')
        .filter((part) => part !== '..')
        .join('/')
        .replace(/^\/+/, '');
      const path = process.disk.resolve(joinPath(base, safe));
      const folder = entry.folder ? path : parentOf(path);
      if (!process.disk.stat(folder)) process.disk.makeFolder(folder, { parents: true });
      const there = process.disk.stat(path);
      if (!entry.folder && there?.type === 'file' && !options.has('k')) process.disk.remove(path);
      if (!entry.folder && !(options.has('k') && there)) process.disk.write(path, entry.bytes, { mode: entry.mode, mtime: entry.mtime });
      if (options.has('v')) process.out(`${entry.name}\n`);
    }
    return { exit: 0 };
  },
};

/** gzip refuses to fill a terminal with bytes. */
function onTerminal(process: Process, name: string): { readonly exit: number } {
  process.err(`${name}: compressed data not written to a terminal. Use -f to force compression.\nFor help, type: gzip -h\n`);
  return { exit: 1 };
}

/** From standard input to standard output. */
function through(process: Process, name: string, back: boolean, force: boolean): { readonly exit: number } {
  if (process.stdin === null) {
    if (!back) return onTerminal(process, name);
    process.err('gzip: compressed data not read from a terminal. Use -f to force decompression.\nFor help, type: gzip -h\n');
    return { exit: 1 };
  }
  if (!back && process.terminal.out && !force) return onTerminal(process, name);
  const bytes = bytesOfText(process.stdin);
  const result = back ? readGzip(bytes) : writeGzip(bytes, 0);
  if (!result) process.err(bytes.length === 0 ? '\ngzip: stdin: unexpected end of file\n' : '\ngzip: stdin: not in gzip format\n');
  else process.out(textOfBytes(result));
  return { exit: result ? 0 : 1 };
}

function gzipper(name: 'gzip' | 'gunzip' | 'zcat'): Program {
  return {
    name,
    summary: name === 'gzip' ? 'compress files' : 'decompress files',
    start(process, argv) {
      const options = readOptions(process, argv, {
        name,
        flags: 'dkfvc123456789l',
        long: { decompress: 'd', keep: 'k', force: 'f', stdout: 'c' },
        help: `Usage: ${name} [OPTION]... [FILE]...\nCompress or uncompress FILEs (by default, compress FILES in-place).\n\n  -c, --stdout      write on standard output, keep original files unchanged\n  -d, --decompress  decompress\n  -f, --force       force overwrite of output file\n  -k, --keep        keep (don't delete) input files`,
      });
      if (typeof options === 'number') return { exit: options };
      const back = name !== 'gzip' || options.has('d');
      const toOut = name === 'zcat' || options.has('c');
      if (options.operands.length === 0 || options.operands[0] === '-') return through(process, name, back, options.has('f'));
      let status = 0;
      const refuse = (words: string) => {
        process.err(`gzip: ${words}\n`);
        status = Math.max(status, /ignored$/.test(words) ? 2 : 1);
      };
      for (const path of options.operands) {
        const entry = process.disk.stat(path);
        if (!entry) refuse(`${path}: No such file or directory`);
        else if (entry.type === 'folder') refuse(`${path} is a directory -- ignored`);
        else if (!back && path.endsWith('.gz')) refuse(`${path} already has .gz suffix -- unchanged`);
        else if (back && !/\.(gz|tgz)$/.test(path)) refuse(`${path}: unknown suffix -- ignored`);
        else {
          const bytes = process.disk.readBytes(path);
          const result = back ? readGzip(bytes) : writeGzip(bytes, entry.mtime);
          const target = back ? path.replace(/\.tgz$/, '.tar').replace(/\.gz$/, '') : `${path}.gz`;
          if (!result) refuse(`${path}: not in gzip format`);
          else if (toOut) {
            if (!back && process.terminal.out && !options.has('f')) return onTerminal(process, name);
            process.out(textOfBytes(result));
          } else if (process.disk.stat(target) && !options.has('f')) refuse(`${target} already exists;\tnot overwritten`);
          else {
            process.disk.write(target, result, { mode: entry.mode, mtime: entry.mtime });
            if (!options.has('k')) process.disk.remove(path);
          }
        }
      }
      return { exit: status };
    },
  };
}

export const gzip = gzipper('gzip');
export const gunzip = gzipper('gunzip');
export const zcat = gzipper('zcat');
