// The working folder: what lies in it, how it differs from the index, and how it is changed to another tree without losing anybody's work.
import type { Entry } from '../../disk/disk.ts';
import { joinPath, parentOf } from '../../disk/path.ts';
import { sizeOf } from '../../disk/view.ts';
import { changesBetween, type FileChange, withRenames } from './compare.ts';
import type { Ignoring } from './ignore.ts';
import { MODE, nameOf } from './objects.ts';
import { isRepository, type Repository } from './repository.ts';
import { type Index, type IndexEntry, listingOfIndex } from './staging.ts';
import { bytesOf, type Listing, type Side } from './store.ts';

/** Names of blobs by the disk's entries, which are replaced and never changed. */
const hashed = new WeakMap<Entry, string>();

/** A file of the working folder; null when there is none at that path. */
export function workingSide(repository: Repository, path: string): IndexEntry | null {
  const { disk, root } = repository;
  const full = joinPath(root, path);
  const entry = disk.stat(full);
  if (entry?.type !== 'file') return null;
  let id = hashed.get(entry);
  if (id === undefined) {
    id = nameOf('blob', disk.readBytes(full));
    hashed.set(entry, id);
  }
  return { mode: entry.mode & 0o100 ? MODE.executable : MODE.file, id, bytes: () => disk.readBytes(full), size: sizeOf(entry), mtime: entry.mtime };
}

export interface Scan {
  /** The working version of what the index knows; a path that is gone is not in it. */
  readonly tracked: Listing;
  /** Every file that the index does not know and no rule leaves out; a nested repository is one entry that ends with a slash. */
  readonly untracked: readonly string[];
  readonly ignored: readonly string[];
  /** The same with whole folders as one entry, `folder/`. */
  readonly untrackedShort: readonly string[];
  readonly ignoredShort: readonly string[];
}

const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export function scanOf(repository: Repository, index: Index, ignoring: Ignoring): Scan {
  const { disk, root } = repository;
  const known = new Set([...index.entries.keys(), ...index.conflicts.keys()]);
  const above = new Set<string>();
  for (const path of known) for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1)) above.add(path.slice(0, cut));
  const found: Record<'untracked' | 'ignored' | 'untrackedShort' | 'ignoredShort', string[]> = { untracked: [], ignored: [], untrackedShort: [], ignoredShort: [] };
  /** Gives whether anything in the folder is untracked, and whether anything is ignored. */
  const walk = (folder: string, isKnown: boolean): void => {
    for (const name of disk.list(joinPath(root, folder))) {
      if (name === '.git') continue;
      const path = folder === '' ? name : `${folder}/${name}`;
      if (disk.stat(joinPath(root, path))?.type !== 'folder') {
        if (known.has(path)) continue;
        const list = ignoring.ignored(path, false) ? 'ignored' : 'untracked';
        found[list].push(path);
        if (isKnown) found[`${list}Short`].push(path);
        continue;
      }
      if (above.has(path)) walk(path, isKnown);
      else if (ignoring.ignored(path, true)) {
        if (!hasFiles(path)) continue;
        found.ignored.push(`${path}/`);
        if (isKnown) found.ignoredShort.push(`${path}/`);
      } else if (isRepository(disk, joinPath(root, `${path}/.git`))) {
        found.untracked.push(`${path}/`);
        if (isKnown) found.untrackedShort.push(`${path}/`);
      } else {
        const before = [found.untracked.length, found.ignored.length];
        walk(path, false);
        if (!isKnown) continue;
        if (found.untracked.length > (before[0] as number)) {
          found.untrackedShort.push(`${path}/`);
          found.ignoredShort.push(...found.ignored.slice(before[1]));
        } else if (found.ignored.length > (before[1] as number)) found.ignoredShort.push(`${path}/`);
      }
    }
  };
  const hasFiles = (folder: string): boolean =>
    disk.list(joinPath(root, folder)).some((name) => disk.stat(joinPath(root, `${folder}/${name}`))?.type === 'file' || hasFiles(`${folder}/${name}`));
  walk('', true);
  const tracked = new Map<string, Side>();
  for (const path of [...known].sort(byBytes)) {
    const side = workingSide(repository, path);
    if (side) tracked.set(path, likeIndexed(side, index.entries.get(path)));
  }
  for (const list of Object.values(found)) list.sort(byBytes);
  return { tracked, ...found };
}

/** The disk has no symbolic links: one that the index knows stays what it is. */
const likeIndexed = (side: IndexEntry, entry: IndexEntry | undefined): IndexEntry => (entry?.mode === MODE.link ? { ...side, mode: MODE.link } : side);

export interface Status {
  readonly staged: readonly FileChange[];
  readonly unstaged: readonly FileChange[];
  readonly unmerged: readonly string[];
  readonly untracked: readonly string[];
  readonly ignored: readonly string[];
}

/** `head` is the listing of the commit that is checked out. */
export function statusOf(repository: Repository, index: Index, head: Listing, ignoring: Ignoring, how: { readonly all?: boolean; readonly renames?: boolean } = {}): Status {
  const scan = scanOf(repository, index, ignoring);
  const unmerged = [...index.conflicts.keys()].sort(byBytes);
  const merged = (changes: readonly FileChange[]) => changes.filter((each) => !index.conflicts.has(each.path));
  const staged = merged(changesBetween(head, listingOfIndex(index)));
  return {
    staged: how.renames === false ? staged : withRenames(repository, staged),
    unstaged: merged(unstagedChanges(index, scan.tracked)),
    unmerged,
    untracked: how.all ? scan.untracked : scan.untrackedShort,
    ignored: how.all ? scan.ignored : scan.ignoredShort,
  };
}

/** From the index to the working folder; what was added with intent only is new here. */
export function unstagedChanges(index: Index, tracked: Listing): FileChange[] {
  const before = new Map([...index.entries].filter(([, entry]) => !entry.intent).sort(([a], [b]) => byBytes(a, b)));
  return changesBetween(before, new Map([...tracked].filter(([path]) => !index.conflicts.has(path))));
}

/** Removes a working file, and the folders above it that are empty then; where one stands stays. */
export function removeWorking(repository: Repository, path: string): void {
  const { disk, root } = repository;
  const full = joinPath(root, path);
  if (disk.stat(full)?.type !== 'file') return;
  disk.remove(full);
  const here = disk.resolve('.');
  for (let folder = parentOf(full); folder !== root && folder.startsWith(`${root}/`) && folder !== here && disk.list(folder).length === 0; folder = parentOf(folder))
    disk.remove(folder);
}

/** Writes a file of a tree into the working folder, and gives its index entry. */
export function putWorking(repository: Repository, path: string, side: Side): IndexEntry {
  const { disk, root } = repository;
  const full = joinPath(root, path);
  for (let folder = parentOf(full); folder !== root && folder.startsWith(root); folder = parentOf(folder)) if (disk.stat(folder)?.type === 'file') disk.remove(folder);
  if (disk.stat(full)?.type === 'folder') disk.remove(full, { recursive: true });
  disk.makeFolder(parentOf(full), { parents: true });
  disk.write(full, side.bytes?.() ?? bytesOf(repository, side.id), { mode: side.mode === MODE.executable ? 0o755 : 0o644 });
  return { ...(workingSide(repository, path) as IndexEntry), mode: side.mode };
}

/** Files that stand in the way of a change to another tree. */
export interface Blocked {
  readonly changed: readonly string[];
  readonly untracked: readonly string[];
}

const alike = (one: Side | undefined, other: Side | undefined): boolean => one?.id === other?.id && one?.mode === other?.mode;

/**
 * Takes index and working folder from one tree to another. What was changed since and is the same in both trees stays changed. Nothing is touched when
 * something is in the way: then those paths are given. The index is changed, not written.
 */
export function moveTree(repository: Repository, index: Index, ignoring: Ignoring, from: Listing, to: Listing): Blocked | null {
  const changed: string[] = [];
  const untracked: string[] = [];
  const work: FileChange[] = [];
  for (const change of changesBetween(from, to)) {
    const { path } = change;
    const [before, after] = [from.get(path), to.get(path)];
    const entry = index.entries.get(path);
    const here = workingSide(repository, path);
    if (!entry) {
      if (!after) continue;
      if (before) changed.push(path);
      else if (here && !ignoring.ignored(path, false)) untracked.push(path);
      else work.push(change);
    } else if (alike(entry, after)) continue;
    else if (!alike(entry, before)) changed.push(path);
    else if (here && !alike(likeIndexed(here, entry), entry)) changed.push(path);
    else work.push(change);
  }
  if (changed.length > 0 || untracked.length > 0) return { changed, untracked };
  applyChanges(repository, index, work);
  return null;
}

/** Does changes in the working folder and the index, whatever is there. */
export function applyChanges(repository: Repository, index: Index, changes: readonly FileChange[]): void {
  for (const { path, after } of changes) {
    if (after) continue;
    removeWorking(repository, path);
    index.entries.delete(path);
  }
  for (const { path, after } of changes) if (after) index.entries.set(path, putWorking(repository, path, after));
}

/** Makes index and tracked files what a tree says, whatever they are. */
export function resetTo(repository: Repository, index: Index, to: Listing): void {
  for (const path of [...index.entries.keys(), ...index.conflicts.keys()]) if (!to.has(path)) removeWorking(repository, path);
  const before = new Map(index.entries);
  index.entries.clear();
  index.conflicts.clear();
  for (const [path, side] of to) {
    const here = workingSide(repository, path);
    const same = here && alike(likeIndexed(here, before.get(path)), side);
    index.entries.set(path, same ? { ...here, mode: side.mode } : putWorking(repository, path, side));
  }
}

/** Makes the index what a tree says; the working folder stays. */
export function indexTo(repository: Repository, index: Index, to: Listing): void {
  index.conflicts.clear();
  for (const path of [...index.entries.keys()]) if (!to.has(path)) index.entries.delete(path);
  for (const [path, side] of to) if (!alike(index.entries.get(path), side) || index.entries.get(path)?.intent) index.entries.set(path, entryFor(repository, path, side));
}

/** An index entry for a file of a tree, with the working file's size and time when that is the same. */
export function entryFor(repository: Repository, path: string, side: Side): IndexEntry {
  const here = workingSide(repository, path);
  return here && here.id === side.id ? { ...here, mode: side.mode } : { mode: side.mode, id: side.id, size: 0, mtime: 0 };
}
