// diff: two files or two folders, line by line. The comparing is the `diff` package's.
import { diffArrays } from 'diff';
import { joinPath } from '../disk/path.ts';
import { orRefused } from '../disk/view.ts';
import type { Process, Program } from '../program.ts';
import { type Options, readOptions } from './options.ts';
import { formatDate, zoneAt } from './zone.ts';

interface Change {
  /** Lines counted from 0: where it begins in each, how many lines of each. */
  readonly a: number;
  readonly b: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** The lines, each with its break where it has one. */
const split = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** What differs, in order. `same` folds lines before they are compared. */
export function changesBetween(one: readonly string[], other: readonly string[], same: (line: string) => string = (line) => line): Change[] {
  const changes: Change[] = [];
  let [a, b] = [0, 0];
  let open: { a: number; b: number; removed: string[]; added: string[] } | null = null;
  for (const part of diffArrays([...one], [...other], { comparator: (left, right) => same(left) === same(right) })) {
    const count = part.value.length;
    if (!part.added && !part.removed) {
      if (open) changes.push(open);
      open = null;
      a += count;
      b += count;
      continue;
    }
    open ??= { a, b, removed: [], added: [] };
    if (part.removed) {
      open.removed.push(...one.slice(a, a + count));
      a += count;
    } else {
      open.added.push(...other.slice(b, b + count));
      b += count;
    }
  }
  if (open) changes.push(open);
  return changes;
}

const marked = (mark: string, lines: readonly string[]): string =>
  lines.map((line) => (line.endsWith('\n') ? `${mark}${line}` : `${mark}${line}\n\\ No newline at end of file\n`)).join('');

/** Unified hunks with `around` lines of context; without file names. */
export function unified(one: readonly string[], changes: readonly Change[], around: number): string {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1)?.at(-1);
    if (last && change.a - (last.a + last.removed.length) <= around * 2) hunks.at(-1)?.push(change);
    else hunks.push([change]);
  }
  let text = '';
  for (const hunk of hunks) {
    const [first, last] = [hunk[0] as Change, hunk.at(-1) as Change];
    const lead = Math.min(around, first.a);
    const tail = Math.min(around, one.length - (last.a + last.removed.length));
    const countA = last.a + last.removed.length + tail - (first.a - lead);
    const countB = last.b + last.added.length + tail - (first.b - lead);
    const range = (start: number, count: number) => (count === 1 ? `${start + 1}` : `${count === 0 ? start : start + 1},${count}`);
    text += `@@ -${range(first.a - lead, countA)} +${range(first.b - lead, countB)} @@\n`;
    let at = first.a - lead;
    for (const change of hunk) {
      text += marked(' ', one.slice(at, change.a)) + marked('-', change.removed) + marked('+', change.added);
      at = change.a + change.removed.length;
    }
    text += marked(' ', one.slice(at, at + tail));
  }
  return text;
}

function normal(changes: readonly Change[]): string {
  const range = (start: number, count: number) => (count <= 1 ? `${start + 1}` : `${start + 1},${start + count}`);
  return changes
    .map(({ a, b, removed, added }) => {
      if (removed.length === 0) return `${a}a${range(b, added.length)}\n${marked('> ', added)}`;
      if (added.length === 0) return `${range(a, removed.length)}d${b}\n${marked('< ', removed)}`;
      return `${range(a, removed.length)}c${range(b, added.length)}\n${marked('< ', removed)}---\n${marked('> ', added)}`;
    })
    .join('');
}

function coloured(process: Process, options: Options, text: string): string {
  const when = options.value('color');
  if (!(when === 'always' || ((when === 'auto' || when === '') && process.terminal.out))) return text;
  return text
    .replace(/^(@@.*@@)$/gm, '\x1b[36m$1\x1b[0m')
    .replace(/^([-<].*)$/gm, '\x1b[31m$1\x1b[0m')
    .replace(/^([+>].*)$/gm, '\x1b[32m$1\x1b[0m');
}

function compare(process: Process, options: Options, left: string, right: string, command: string | null): number {
  const read = (path: string) =>
    path === '-'
      ? (process.stdin ?? '')
      : orRefused<string | null>(
          () => process.disk.read(path),
          (words) => {
            process.err(`diff: ${path}: ${words}\n`);
            return null;
          },
        );
  const [one, other] = [read(left), read(right)];
  if (one === null || other === null) return 2;
  const same = (line: string) => {
    let text = line;
    if (options.has('i')) text = text.toLowerCase();
    if (options.has('w')) text = text.replace(/\s+/g, '');
    if (options.has('b')) text = text.replace(/[ \t]+/g, ' ').trimEnd();
    return text;
  };
  const [a, b] = [split(one), split(other)];
  const changes = changesBetween(a, b, same).filter((change) => !options.has('B') || [...change.removed, ...change.added].some((line) => line.trim() !== ''));
  if (changes.length === 0) {
    if (options.has('s')) process.out(`Files ${left} and ${right} are identical\n`);
    return 0;
  }
  const binary = (path: string) => {
    const entry = path === '-' ? null : process.disk.stat(path);
    return entry?.type === 'file' && entry.base64 !== undefined;
  };
  if (options.has('q')) process.out(`Files ${left} and ${right} differ\n`);
  else if (binary(left) || binary(right)) process.out(`Binary files ${left} and ${right} differ\n`);
  else {
    if (command) process.out(`${command}\n`);
    const around = options.has('U') ? options.value('U') || '3' : options.has('u') ? '3' : null;
    if (around === null) process.out(coloured(process, options, normal(changes)));
    else {
      const stamp = (path: string) => {
        const at = path === '-' ? process.time.now : (process.disk.stat(path)?.mtime ?? process.time.now);
        return formatDate(at, zoneAt(at, process.env.TZ), '%Y-%m-%d %H:%M:%S.%N %z');
      };
      process.out(coloured(process, options, `--- ${left}\t${stamp(left)}\n+++ ${right}\t${stamp(right)}\n${unified(a, changes, Number(around) || 0)}`));
    }
  }
  return 1;
}

function folders(process: Process, options: Options, left: string, right: string, flags: string): number {
  const list = (path: string) =>
    orRefused<readonly string[]>(
      () => process.disk.list(path),
      () => [],
    );
  const [a, b] = [list(left), list(right)];
  let status = 0;
  for (const name of [...new Set([...a, ...b])].sort()) {
    const [one, other] = [joinPath(left, name), joinPath(right, name)];
    if (!a.includes(name) || !b.includes(name)) {
      process.out(`Only in ${a.includes(name) ? left : right}: ${name}\n`);
      status = 1;
      continue;
    }
    const kinds = [process.disk.stat(one)?.type, process.disk.stat(other)?.type];
    if (kinds[0] === 'folder' && kinds[1] === 'folder') {
      if (options.has('r')) status = Math.max(status, folders(process, options, one, other, flags));
      else process.out(`Common subdirectories: ${one} and ${other}\n`);
    } else if (kinds[0] !== kinds[1]) {
      const word = (kind: string | undefined) => (kind === 'folder' ? 'directory' : 'regular file');
      process.out(`File ${one} is a ${word(kinds[0])} while file ${other} is a ${word(kinds[1])}\n`);
      status = 1;
    } else status = Math.max(status, compare(process, options, one, other, `diff ${flags}${one} ${other}`));
  }
  return status;
}

export const diff: Program = {
  name: 'diff',
  summary: 'what differs between two files',
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'diff',
      flags: 'uqrNsibwBaty',
      valued: 'UC',
      long: {
        'unified=?': 'U',
        brief: 'q',
        recursive: 'r',
        'report-identical-files': 's',
        'ignore-case': 'i',
        'ignore-all-space': 'w',
        'ignore-space-change': 'b',
        'ignore-blank-lines': 'B',
        'color=?': 'color',
      },
      misuse: 2,
      help: `Usage: diff [OPTION]... FILES
Compare FILES line by line.

  -q, --brief                   report only when files differ
  -s, --report-identical-files  report when two files are the same
  -u, -U NUM, --unified[=NUM]   output NUM (default 3) lines of unified context
  -r, --recursive               recursively compare any subdirectories found
  -i, --ignore-case             ignore case differences in file contents
  -w, --ignore-all-space        ignore all white space
      --help                display this help and exit`,
    });
    if (typeof options === 'number') return { exit: options };
    const [left, right, more] = options.operands;
    const wrong =
      left === undefined ? "missing operand after 'diff'" : right === undefined ? `missing operand after '${left}'` : more !== undefined ? `extra operand '${more}'` : null;
    if (wrong || left === undefined || right === undefined) {
      process.err(`diff: ${wrong}\ndiff: Try 'diff --help' for more information.\n`);
      return { exit: 2 };
    }
    const kinds = [left, right].map((path) => (path === '-' ? 'file' : process.disk.stat(path)?.type));
    for (const [index, kind] of kinds.entries()) if (!kind) process.err(`diff: ${[left, right][index]}: No such file or directory\n`);
    if (kinds.includes(undefined)) return { exit: 2 };
    if (kinds[0] === 'folder' && kinds[1] === 'folder')
      return {
        exit: folders(
          process,
          options,
          left,
          right,
          argv
            .filter((word) => word.startsWith('-'))
            .map((word) => `${word} `)
            .join(''),
        ),
      };
    const into = (folder: string, path: string) => joinPath(folder, path.slice(path.lastIndexOf('/') + 1));
    return { exit: compare(process, options, kinds[0] === 'folder' ? into(left, right) : left, kinds[1] === 'folder' ? into(right, left) : right, null) };
  },
};
