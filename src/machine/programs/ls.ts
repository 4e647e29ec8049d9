// ls: names in columns on a terminal, one a line into a pipe, long with -l.
import type { Entry } from '../disk/disk.ts';
import { joinPath } from '../disk/path.ts';
import { orRefused, sizeOf } from '../disk/view.ts';
import type { Process, Program } from '../program.ts';
import { type Grammar, type Options, readOptions } from './options.ts';
import { formatDate, zoneAt } from './zone.ts';

/** A number that stays with the path: the simulated disk has no inodes. */
export function inode(path: string): number {
  let hash = 7;
  for (const letter of path) hash = (hash * 31 + letter.charCodeAt(0)) % 9_000_000;
  return 1_000_000 + hash;
}

const GRAMMAR: Grammar = {
  name: 'ls',
  flags: '1aAlhtSrRdFginopsXUCxmGNQqfuckLZ',
  valued: 'Iw',
  long: {
    all: 'a',
    'almost-all': 'A',
    'human-readable': 'h',
    recursive: 'R',
    reverse: 'r',
    directory: 'd',
    classify: 'F',
    'color=?': 'color',
    'group-directories-first': 'folders',
    size: 's',
    inode: 'i',
    'time-style=': 'time',
    'full-time': 'full',
    'sort=': 'sort',
    'no-group': 'G',
    si: 'h',
  },
  misuse: 2,
  help: `Usage: ls [OPTION]... [FILE]...
List information about the FILEs (the current directory by default).
Sort entries alphabetically if none of -cftuvSUX nor --sort is specified.

  -a, --all                  do not ignore entries starting with .
  -A, --almost-all           do not list implied . and ..
  -d, --directory            list directories themselves, not their contents
  -F, --classify             append indicator (one of */=>@|) to entries
  -h, --human-readable       with -l and -s, print sizes like 1K 234M 2G etc.
  -l                         use a long listing format
  -r, --reverse              reverse order while sorting
  -R, --recursive            list subdirectories recursively
  -S                         sort by file size, largest first
  -t                         sort by time, newest first
  -1                         list one file per line
      --help                 display this help and exit`,
};

interface Item {
  readonly name: string;
  readonly path: string;
  readonly entry: Entry;
}

/** `rw-r--r--` with its type in front. */
export function modeText(entry: Entry): string {
  const letters = 'rwxrwxrwx';
  const bits = [...letters].map((letter, index) => (entry.mode & (1 << (8 - index)) ? letter : '-'));
  if (entry.mode & 0o1000) bits[8] = bits[8] === 'x' ? 't' : 'T';
  return (entry.type === 'folder' ? 'd' : '-') + bits.join('');
}

/** Sizes as `-h` writes them: 1.2K, 34M; rounded up. */
export function humanSize(size: number): string {
  if (size < 1024) return String(size);
  const units = 'KMGTP';
  let value = size;
  let unit = -1;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const tenth = Math.ceil(value * 10) / 10;
  return `${tenth < 10 ? tenth.toFixed(1) : Math.ceil(value)}${units[unit]}`;
}

const byName = (a: string, b: string): number => {
  const plainA = a.replace(/^[._]+/, '').toLowerCase();
  const plainB = b.replace(/^[._]+/, '').toLowerCase();
  return plainA < plainB ? -1 : plainA > plainB ? 1 : a < b ? -1 : a > b ? 1 : 0;
};

const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** As the language of the environment wants it: byte by byte where it is C. */
const orderOf = (env: Readonly<Record<string, string>>) => (/^(C|POSIX)(\.|$)/.test(env.LC_ALL || env.LC_COLLATE || env.LANG || 'C') ? byBytes : byName);

function sorted(items: readonly Item[], options: Options, order: typeof byName): Item[] {
  const list = [...items];
  if (options.has('U') || options.has('f')) return list;
  const how = options.has('t') ? 'time' : options.has('S') ? 'size' : options.value('sort');
  list.sort((a, b) => {
    const first = how === 'time' ? b.entry.mtime - a.entry.mtime : how === 'size' ? sizeOf(b.entry) - sizeOf(a.entry) : 0;
    return first || order(a.name, b.name);
  });
  if (options.has('r')) list.reverse();
  if (options.has('folders')) list.sort((a, b) => Number(b.entry.type === 'folder') - Number(a.entry.type === 'folder'));
  return list;
}

const ARCHIVE = /\.(zip|tar|gz|tgz|bz2|xz)$/;

interface Look {
  readonly colour: boolean;
  /** `-F`; `-p` marks folders alone. */
  readonly classify: boolean;
  readonly folders: boolean;
  readonly quote: boolean;
  /** Some name of the list is in quotes: the others stand one column in. */
  readonly aligned: boolean;
  /** What stands in front of a name: its inode, its blocks. */
  readonly before: (item: Item) => string;
}

const NEEDS_QUOTES = /[\s'"*?$\\!&|;<>()#`[\]{}~=^]/;

function shown(item: Item, look: Look): { readonly text: string; readonly width: number } {
  const { entry } = item;
  const quoted = look.quote && NEEDS_QUOTES.test(item.name);
  const name = quoted ? (item.name.includes("'") && !/["$`\\!]/.test(item.name) ? `"${item.name}"` : `'${item.name.replaceAll("'", "'\\''")}'`) : item.name;
  const before = look.before(item) + (look.aligned && !quoted ? ' ' : '');
  const executable = entry.type === 'file' && (entry.mode & 0o111) !== 0;
  const suffix = entry.type === 'folder' ? (look.classify || look.folders ? '/' : '') : look.classify && executable ? '*' : '';
  const code = !look.colour ? '' : entry.type === 'folder' ? (entry.mode & 0o1000 ? '30;42' : '01;34') : executable ? '01;32' : ARCHIVE.test(item.name) ? '01;31' : '';
  return { text: before + (code ? `\x1b[${code}m${name}\x1b[0m` : name) + suffix, width: before.length + [...name].length + suffix.length };
}

/** Columns as GNU ls fills them: down first, as many as fit. */
export function columns(cells: readonly { readonly text: string; readonly width: number }[], width: number): string {
  if (cells.length === 0) return '';
  for (let count = Math.min(cells.length, Math.max(1, Math.floor((width + 1) / 3))); ; count--) {
    const rows = Math.ceil(cells.length / count);
    if (Math.ceil(cells.length / rows) !== count && count > 1) continue;
    const widths: number[] = [];
    for (let column = 0; column * rows < cells.length; column++) widths.push(Math.max(...cells.slice(column * rows, column * rows + rows).map((cell) => cell.width)));
    if (count > 1 && widths.reduce((sum, each) => sum + each, 0) + 2 * (widths.length - 1) >= width) continue;
    let text = '';
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < widths.length; column++) {
        const cell = cells[column * rows + row];
        if (!cell) continue;
        const last = (column + 1) * rows + row >= cells.length;
        text += cell.text + (last ? '' : ' '.repeat((widths[column] as number) - cell.width + 2));
      }
      text += '\n';
    }
    return text;
  }
}

function long(process: Process, items: readonly Item[], options: Options, look: Look): string {
  const zone = (at: number) => zoneAt(at, process.env.TZ);
  const when = (at: number) => {
    if (options.has('full') || options.value('time') === 'full-iso') return formatDate(at, zone(at), '%Y-%m-%d %H:%M:%S.%N %z');
    if (options.value('time') === 'long-iso') return formatDate(at, zone(at), '%Y-%m-%d %H:%M');
    const recent = at <= process.time.now && process.time.now - at < 15_778_476_000;
    return formatDate(at, zone(at), recent ? '%b %e %H:%M' : '%b %e  %Y');
  };
  const rows = items.map((item) => {
    const path = process.disk.resolve(item.path);
    const owner = path === process.host.home || path.startsWith(`${process.host.home}/`) || path.startsWith('/tmp/') ? process.host.user : 'root';
    const inner =
      item.entry.type === 'folder'
        ? orRefused(
            () => process.disk.list(item.path).filter((name) => process.disk.stat(joinPath(item.path, name))?.type === 'folder').length,
            () => 0,
          )
        : -1;
    const size = sizeOf(item.entry);
    return {
      mode: modeText(item.entry),
      links: String(inner + 2),
      owner,
      size: options.has('h') ? humanSize(size) : String(size),
      when: when(item.entry.mtime),
      name: shown(item, look).text,
    };
  });
  const width = (key: 'links' | 'owner' | 'size') => rows.reduce((most, row) => Math.max(most, row[key].length), 0);
  const [links, owner, size] = [width('links'), width('owner'), width('size')];
  const group = options.has('G') || options.has('o') ? () => '' : (row: { owner: string }) => `${row.owner.padEnd(owner)} `;
  return rows
    .map(
      (row) => `${row.mode} ${row.links.padStart(links)} ${options.has('g') ? '' : `${row.owner.padEnd(owner)} `}${group(row)}${row.size.padStart(size)} ${row.when} ${row.name}\n`,
    )
    .join('');
}

/** Disk blocks in KiB, for `total`. */
const blocks = (items: readonly Item[]): number => items.reduce((sum, { entry }) => sum + (entry.type === 'folder' ? 4 : Math.ceil(sizeOf(entry) / 4096) * 4), 0);

export const ls: Program = {
  name: 'ls',
  summary: 'list files',
  start(process, argv) {
    const options = readOptions(process, argv, GRAMMAR);
    if (typeof options === 'number') return { exit: options };
    const { disk } = process;
    const order = orderOf(process.env);
    const when = options.value('color');
    const look: Omit<Look, 'aligned'> = {
      colour: when === 'always' || when === 'yes' || ((when === 'auto' || when === '') && process.terminal.out),
      classify: options.has('F'),
      folders: options.has('p'),
      quote: process.terminal.out && !options.has('N'),
      before: (item) => `${options.has('i') ? `${inode(process.disk.resolve(item.path))} ` : ''}${options.has('s') ? `${blocks([item])} ` : ''}`,
    };
    let status = 0;
    let written = false;
    const print = (items: readonly Item[], total: boolean) => {
      const list = sorted(items, options, order);
      const here: Look = { ...look, aligned: look.quote && list.some((item) => NEEDS_QUOTES.test(item.name)) };
      if (options.has('l') || options.has('g') || options.has('o') || options.has('n') || options.has('full')) {
        if (total) process.out(`total ${options.has('h') ? humanSize(blocks(list) * 1024) : blocks(list)}\n`);
        process.out(long(process, list, options, here));
      } else if (process.terminal.out && !options.has('1'))
        process.out(
          columns(
            list.map((item) => shown(item, here)),
            process.columns,
          ),
        );
      else process.out(list.map((item) => `${shown(item, { ...here, aligned: false }).text}\n`).join(''));
    };
    const folder = (path: string, title: boolean): void => {
      const names = orRefused<readonly string[] | null>(
        () => disk.list(path),
        (words) => {
          process.err(`ls: cannot open directory '${path}': ${words}\n`);
          status = 2;
          return null;
        },
      );
      if (!names) return;
      if (title) process.out(`${written ? '\n' : ''}${path}:\n`);
      written = true;
      const items: Item[] = names
        .filter((name) => options.has('a') || options.has('A') || options.has('f') || !name.startsWith('.'))
        .flatMap((name) => {
          const entry = disk.stat(joinPath(path, name));
          return entry ? [{ name, path: joinPath(path, name), entry }] : [];
        });
      const own = disk.stat(path);
      const above = disk.stat(joinPath(path, '..'));
      const dots: Item[] =
        options.has('a') && own && above
          ? [
              { name: '.', path, entry: own },
              { name: '..', path: joinPath(path, '..'), entry: above },
            ]
          : [];
      print([...dots, ...items], true);
      if (options.has('R')) for (const item of sorted(items, options, order)) if (item.entry.type === 'folder') folder(joinPath(path, item.name), true);
    };
    const operands = options.operands.length === 0 ? ['.'] : options.operands;
    const files: Item[] = [];
    const folders: string[] = [];
    for (const path of operands) {
      const entry = disk.stat(path);
      if (!entry) {
        process.err(
          `ls: cannot access '${path}': ${disk.stat(path.replace(/\/[^/]*\/?$/, ''))?.type === 'file' && path.includes('/') ? 'Not a directory' : 'No such file or directory'}\n`,
        );
        status = 2;
      } else if (entry.type === 'folder' && !options.has('d')) folders.push(path);
      else files.push({ name: path, path, entry });
    }
    if (files.length > 0) {
      print(files, false);
      written = true;
    }
    for (const path of folders.sort(order)) folder(path, operands.length > 1 || options.has('R'));
    return { exit: status };
  },
};
