// What differs between commit, index and working folder, and how git writes it.

import { strToU8 } from 'fflate';
import { hex, sha256 } from '../../../engine/digest.ts';
import { fromBase64 } from '../../disk/base64.ts';
import type { DiskView } from '../../disk/disk.ts';
import { joinPath, parentOf } from '../../disk/path.ts';
import { changesBetween, unified } from '../diff.ts';
import type { Tree } from './store.ts';

export type Change = 'A' | 'M' | 'D';

/** Paths that differ from `before` to `after`, sorted. */
export function changed(before: Tree, after: Tree): { readonly path: string; readonly change: Change }[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return paths.flatMap((path): { path: string; change: Change }[] => {
    const [one, other] = [before[path], after[path]];
    if (one === other) return [];
    return [{ path, change: one === undefined ? 'A' : other === undefined ? 'D' : 'M' }];
  });
}

const blob = (text: string | undefined): string => (text === undefined ? '0000000' : hex(sha256(strToU8(text))).slice(0, 7));
const lines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** A patch as `git diff` prints it, with colours where they are wanted. */
export function patch(before: Tree, after: Tree, colour: boolean, paths: readonly string[] = []): string {
  const paint = (text: string, code: string) => (colour ? text.replace(/^(.+)$/gm, `\x1b[${code}m$1\x1b[m`) : text);
  let text = '';
  for (const { path, change } of changed(before, after)) {
    if (paths.length > 0 && !paths.some((each) => each === '' || path === each || path.startsWith(`${each}/`))) continue;
    const [one, other] = [before[path] ?? '', after[path] ?? ''];
    const head = [
      `diff --git a/${path} b/${path}`,
      ...(change === 'A' ? ['new file mode 100644'] : change === 'D' ? ['deleted file mode 100644'] : []),
      `index ${blob(before[path])}..${blob(after[path])}${change === 'M' ? ' 100644' : ''}`,
    ];
    if (one.startsWith('base64:') || other.startsWith('base64:')) {
      text += paint(`${head.join('\n')}\nBinary files ${change === 'A' ? '/dev/null' : `a/${path}`} and ${change === 'D' ? '/dev/null' : `b/${path}`} differ\n`, '1');
      continue;
    }
    const [a, b] = [lines(one), lines(other)];
    const hunks = unified(a, changesBetween(a, b), 3);
    const names = hunks === '' ? '' : `--- ${change === 'A' ? '/dev/null' : `a/${path}`}\n+++ ${change === 'D' ? '/dev/null' : `b/${path}`}\n`;
    text += paint(`${head.join('\n')}\n${names}`, '1');
    text += colour
      ? hunks
          .replace(/^(@@.*@@)$/gm, '\x1b[36m$1\x1b[m')
          .replace(/^(-.*)$/gm, '\x1b[31m$1\x1b[m')
          .replace(/^(\+.*)$/gm, '\x1b[32m$1\x1b[m')
      : hunks;
  }
  return text;
}

/** ` 2 files changed, 3 insertions(+), 1 deletion(-)` and the bars above it. */
export function statOf(before: Tree, after: Tree, bars: boolean): string {
  const rows = changed(before, after).map(({ path }) => {
    const changes = changesBetween(lines(before[path] ?? ''), lines(after[path] ?? ''));
    return { path, added: changes.reduce((sum, each) => sum + each.added.length, 0), removed: changes.reduce((sum, each) => sum + each.removed.length, 0) };
  });
  if (rows.length === 0) return '';
  const sum = (key: 'added' | 'removed') => rows.reduce((total, row) => total + row[key], 0);
  const [added, removed] = [sum('added'), sum('removed')];
  const width = Math.max(...rows.map((row) => row.path.length));
  const count = Math.max(...rows.map((row) => String(row.added + row.removed).length));
  const shown = bars
    ? rows
        .map(
          (row) =>
            ` ${row.path.padEnd(width)} | ${String(row.added + row.removed).padStart(count)} ${'+'.repeat(Math.min(30, row.added))}${'-'.repeat(Math.min(30, row.removed))}\n`,
        )
        .join('')
    : '';
  const some = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  const parts = [
    `${some(rows.length, 'file')} changed`,
    ...(added > 0 || removed === 0 ? [`${some(added, 'insertion')}(+)`] : []),
    ...(removed > 0 || added === 0 ? [`${some(removed, 'deletion')}(-)`] : []),
  ];
  return `${shown} ${parts.join(', ')}\n`;
}

/** Writes a file of a tree into the working folder, or removes it. */
export function put(disk: DiskView, root: string, path: string, text: string | undefined): void {
  const full = joinPath(root, path);
  if (text === undefined) {
    if (disk.stat(full)) disk.remove(full);
    return;
  }
  const folder = parentOf(full);
  if (!disk.stat(folder)) disk.makeFolder(folder, { parents: true });
  disk.write(full, text.startsWith('base64:') ? (fromBase64(text.slice(7)) ?? '') : text);
}
