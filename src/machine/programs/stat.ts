// stat, file, du: what a file is and how much room it takes.
import type { Entry } from '../disk/disk.ts';
import { joinPath } from '../disk/path.ts';
import { orRefused, sizeOf } from '../disk/view.ts';
import type { Process, Program } from '../program.ts';
import { humanSize, inode, modeText } from './ls.ts';
import { readOptions } from './options.ts';
import { formatDate, zoneAt } from './zone.ts';

const permissions = (entry: Entry): string => `0${(entry.mode & 0o7777).toString(8).padStart(3, '0')}`;

export const stat: Program = {
  name: 'stat',
  summary: 'show what is known of a file',
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'stat',
      flags: 'tLf',
      valued: 'c',
      long: { 'format=': 'c', terse: 't', 'printf=': 'printf' },
      help: 'Usage: stat [OPTION]... FILE...\nDisplay file or file system status.\n\n  -c  --format=FORMAT   use the specified FORMAT instead of the default',
    });
    if (typeof options === 'number') return { exit: options };
    if (options.operands.length === 0) {
      process.err("stat: missing operand\nTry 'stat --help' for more information.\n");
      return { exit: 1 };
    }
    let status = 0;
    for (const path of options.operands) {
      const entry = process.disk.stat(path);
      if (!entry) {
        process.err(`stat: cannot statx '${path}': No such file or directory\n`);
        status = 1;
        continue;
      }
      const size = sizeOf(entry);
      const zone = zoneAt(entry.mtime, process.env.TZ);
      const when = formatDate(entry.mtime, zone, '%Y-%m-%d %H:%M:%S.%N %z');
      const { user } = process.host;
      const kind = entry.type === 'folder' ? 'directory' : size === 0 ? 'regular empty file' : 'regular file';
      const format = options.value('c') ?? options.value('printf');
      if (format !== undefined) {
        const fields: Record<string, string> = {
          n: path,
          N: `'${path}'`,
          s: String(size),
          a: permissions(entry).replace(/^0/, ''),
          A: modeText(entry),
          y: when,
          Y: String(Math.floor(entry.mtime / 1000)),
          z: when,
          Z: String(Math.floor(entry.mtime / 1000)),
          x: when,
          X: String(Math.floor(entry.mtime / 1000)),
          w: '-',
          W: '0',
          F: kind,
          U: user,
          G: user,
          u: '1000',
          g: '1000',
          h: '1',
          i: String(inode(process.disk.resolve(path))),
          b: String(Math.ceil(size / 4096) * 8),
          B: '512',
          '%': '%',
        };
        const text = format.replace(/%([A-Za-z%])/g, (whole, key: string) => fields[key] ?? whole);
        process.out(options.has('printf') ? text.replace(/\\n/g, '\n').replace(/\\t/g, '\t') : `${text}\n`);
        continue;
      }
      process.out(
        `  File: ${path}\n  Size: ${String(size).padEnd(10)}\tBlocks: ${String(Math.ceil(size / 4096) * 8).padEnd(10)} IO Block: 4096   ${kind}\n` +
          `Device: 259,2\tInode: ${String(inode(process.disk.resolve(path))).padEnd(10)}  Links: 1\nAccess: (${permissions(entry)}/${modeText(entry)})  Uid: ( 1000/${user.padStart(8)})   Gid: ( 1000/${user.padStart(8)})\n` +
          `Access: ${when}\nModify: ${when}\nChange: ${when}\n Birth: -\n`,
      );
    }
    return { exit: status };
  },
};

/** What `file` says of a file, from its first bytes. */
function kindOf(process: Process, path: string, entry: Entry): string {
  if (entry.type === 'folder') return 'directory';
  if (entry.text !== undefined) {
    if (entry.text === '') return 'empty';
    if (entry.text.startsWith('#!'))
      return `${/^#!\s*(?:\/usr\/bin\/env\s+)?(?:\/\S*\/)?(\S+)/.exec(entry.text)?.[1] === 'bash' ? 'Bourne-Again shell script' : 'script'}, ASCII text executable`;
    if (/^-----BEGIN (OPENSSH|RSA) PRIVATE KEY/.test(entry.text)) return entry.text.includes('OPENSSH') ? 'OpenSSH private key' : 'PEM RSA private key';
    if (/^\s*[{[]/.test(entry.text)) {
      try {
        JSON.parse(entry.text);
        return 'JSON text data';
      } catch {
        // Not JSON after all: plain text.
      }
    }
    if (
      /^[^\n,]+(,[^\n,]*)+\n/.test(entry.text) &&
      new Set(
        entry.text
          .trimEnd()
          .split('\n')
          .map((line) => line.split(',').length),
      ).size === 1
    )
      return 'CSV text';
    return /[^\x00-\x7f]/.test(entry.text) ? 'Unicode text, UTF-8 text' : 'ASCII text';
  }
  if (entry.zeros !== undefined) return 'data';
  const bytes = process.disk.readBytes(path);
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return 'Zip archive data, at least v2.0 to extract, compression method=deflate';
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip compressed data, from Unix';
  if (String.fromCharCode(...bytes.slice(257, 262)) === 'ustar') return 'POSIX tar archive';
  return 'data';
}

export const file: Program = {
  name: 'file',
  summary: 'say what kind of file it is',
  start(process, argv) {
    const options = readOptions(process, argv, { name: 'file', flags: 'bi', long: { brief: 'b' }, help: 'Usage: file [OPTION...] [FILE...]\nDetermine type of FILEs.' });
    if (typeof options === 'number') return { exit: options };
    if (options.operands.length === 0) {
      process.err(
        'Usage: file [-bcCdEhikLlNnprsSvzZ0] [--apple] [--extension] [--mime-encoding]\n            [--mime-type] [-e <testname>] [-F <separator>]  [-f <namefile>]\n            [-m <magicfiles>] [-P <parameter=value>] [--exclude-quiet]\n            <file> ...\n',
      );
      return { exit: 1 };
    }
    const width = Math.max(...options.operands.map((path) => path.length));
    for (const path of options.operands) {
      const entry = process.disk.stat(path);
      const kind = entry ? kindOf(process, path, entry) : `cannot open \`${path}' (No such file or directory)`;
      process.out(options.has('b') ? `${kind}\n` : `${`${path}:`.padEnd(width + 1)} ${kind}\n`);
    }
    return { exit: 0 };
  },
};

/** KiB that a path takes, in blocks of 4 KiB; `bytes`: the bytes of its files instead. */
function usage(process: Process, path: string, visit: (path: string, size: number, folder: boolean) => void, bytes = false): number {
  const entry = process.disk.stat(path);
  if (!entry) return 0;
  let size = bytes ? sizeOf(entry) : entry.type === 'folder' ? 4 : Math.ceil(sizeOf(entry) / 4096) * 4;
  if (entry.type === 'folder')
    for (const name of orRefused<readonly string[]>(
      () => process.disk.list(path),
      () => [],
    ))
      size += usage(process, joinPath(path, name), visit, bytes);
  visit(path, size, entry.type === 'folder');
  return size;
}

export const du: Program = {
  name: 'du',
  summary: 'how much room folders take',
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'du',
      flags: 'ahsckmbx',
      valued: 'd',
      long: { all: 'a', 'human-readable': 'h', summarize: 's', total: 'c', 'max-depth=': 'd', bytes: 'b', 'apparent-size': 'b' },
      help: 'Usage: du [OPTION]... [FILE]...\nSummarize device usage of the set of FILEs, recursively for directories.\n\n  -a, --all             write counts for all files, not just directories\n  -h, --human-readable  print sizes in human readable format\n  -s, --summarize       display only a total for each argument\n  -d, --max-depth=N     print the total only if it is N or fewer levels below',
    });
    if (typeof options === 'number') return { exit: options };
    const show = (size: number, path: string) =>
      process.out(`${options.has('h') ? humanSize(options.has('b') ? size : size * 1024) : options.has('m') && !options.has('b') ? Math.ceil(size / 1024) : size}\t${path}\n`);
    let total = 0;
    let status = 0;
    for (const path of options.operands.length === 0 ? ['.'] : options.operands) {
      if (!process.disk.stat(path)) {
        process.err(`du: cannot access '${path}': No such file or directory\n`);
        status = 1;
        continue;
      }
      const deep = options.has('s') ? 0 : Number(options.value('d') ?? Number.POSITIVE_INFINITY);
      total += usage(
        process,
        path,
        (each, size, folder) => {
          const depth = each === path ? 0 : each.slice(path.length).split('/').length - 1;
          if ((folder || options.has('a') || each === path) && depth <= deep) show(size, each);
        },
        options.has('b'),
      );
    }
    if (options.has('c')) show(total, 'total');
    return { exit: status };
  },
};
