// What differs between two listings of files: added, changed, removed, and renamed where git would say so.
import { MODE } from './objects.ts';
import { contentOf, type Listing, type Side, type Store } from './store.ts';

export interface FileChange {
  readonly status: 'A' | 'M' | 'D' | 'R' | 'T' | 'U';
  readonly path: string;
  /** The former path of a renamed file, and how alike they are in percent. */
  readonly from?: string;
  readonly alike?: number;
  readonly before: Side | null;
  readonly after: Side | null;
}

const byPath = (a: FileChange, b: FileChange): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
const isLink = (mode: number): boolean => mode === MODE.link;

/** Differences in the order of paths, without looking for renames. */
export function changesBetween(before: Listing, after: Listing): FileChange[] {
  const changes: FileChange[] = [];
  for (const [path, side] of before) {
    const other = after.get(path);
    if (!other) changes.push({ status: 'D', path, before: side, after: null });
    else if (other.id !== side.id || other.mode !== side.mode) changes.push({ status: isLink(other.mode) === isLink(side.mode) ? 'M' : 'T', path, before: side, after: other });
  }
  for (const [path, side] of after) if (!before.has(path)) changes.push({ status: 'A', path, before: null, after: side });
  return changes.sort(byPath);
}

/** Bytes by chunk: a chunk ends with a line break, or after 64 bytes. */
const chunked = new Map<string, ReadonlyMap<string, number>>();

function chunksOf(store: Store, side: Side): ReadonlyMap<string, number> {
  const known = chunked.get(side.id);
  if (known) return known;
  const bytes = contentOf(store, side);
  const text = bytes.includes(0);
  const chunks = new Map<string, number>();
  let chunk = '';
  const close = () => {
    chunks.set(chunk, (chunks.get(chunk) ?? 0) + chunk.length);
    chunk = '';
  };
  for (let at = 0; at < bytes.length; at++) {
    if (!text && bytes[at] === 13 && bytes[at + 1] === 10) continue;
    chunk += String.fromCharCode(bytes[at] as number);
    if (bytes[at] === 10 || chunk.length >= 64) close();
  }
  if (chunk !== '') close();
  if (chunked.size > 500) chunked.clear();
  chunked.set(side.id, chunks);
  return chunks;
}

/** How much of `before` is in `after`: 0 to 60000. */
function likeness(store: Store, before: Side, after: Side): number {
  const [size, other] = [contentOf(store, before).length, contentOf(store, after).length];
  const most = Math.max(size, other);
  if (most === 0 || Math.min(size, other) === 0 || most * 30_000 < (most - Math.min(size, other)) * 60_000) return 0;
  const there = chunksOf(store, after);
  let copied = 0;
  for (const [chunk, count] of chunksOf(store, before)) copied += Math.min(count, there.get(chunk) ?? 0);
  return Math.floor((copied * 60_000) / most);
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Pairs removed with added files whose contents are at least half the same. */
export function withRenames(store: Store, changes: readonly FileChange[]): FileChange[] {
  const gone = new Set(changes.filter((each) => each.status === 'D'));
  const come = new Set(changes.filter((each) => each.status === 'A'));
  if (gone.size === 0 || come.size === 0) return [...changes];
  const renamed: FileChange[] = [];
  const pair = (from: FileChange, to: FileChange, score: number) => {
    gone.delete(from);
    come.delete(to);
    renamed.push({ status: 'R', path: to.path, from: from.path, alike: Math.floor((score * 100) / 60_000), before: from.before, after: to.after });
  };
  for (const to of [...come]) {
    const same = [...gone].filter((from) => from.before?.id === to.after?.id);
    const from = same.find((each) => nameOf(each.path) === nameOf(to.path)) ?? same[0];
    if (from) pair(from, to, 60_000);
  }
  const score = (from: FileChange, to: FileChange) => likeness(store, from.before as Side, to.after as Side);
  for (const to of [...come]) {
    const from = [...gone].filter((each) => nameOf(each.path) === nameOf(to.path));
    const rivals = [...come].filter((each) => nameOf(each.path) === nameOf(to.path));
    if (from.length !== 1 || rivals.length !== 1) continue;
    const alike = score(from[0] as FileChange, to);
    if (alike >= 45_000) pair(from[0] as FileChange, to, alike);
  }
  const candidates = [...come].flatMap((to) => [...gone].map((from) => ({ from, to, alike: score(from, to) }))).filter(({ alike }) => alike >= 30_000);
  candidates.sort((a, b) => b.alike - a.alike || Number(nameOf(b.from.path) === nameOf(b.to.path)) - Number(nameOf(a.from.path) === nameOf(a.to.path)));
  for (const { from, to, alike } of candidates) if (gone.has(from) && come.has(to)) pair(from, to, alike);
  return [...changes.filter((each) => !('DA'.includes(each.status) && !gone.has(each) && !come.has(each))), ...renamed].sort(byPath);
}

/** Whether a path is one of `paths` or lies below one; with no paths, every path is. */
export const isWithin = (path: string, paths: readonly string[]): boolean =>
  paths.length === 0 || paths.some((each) => each === '' || path === each || path.startsWith(`${each}/`));
