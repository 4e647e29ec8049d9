// The objects of a repository on the simulated disk: loose, deflated, one file each under `objects/`. Packs are not read.
import { unzlibSync, zlibSync } from 'fflate';
import type { DiskView, Entry } from '../../disk/disk.ts';
import { Fatal, missing } from './fatal.ts';
import { type Commit, decodeCommit, decodeTag, decodeTree, encodeTree, framed, type Kind, MODE, nameOf, type Tag, type TreeEntry } from './objects.ts';

/** Where objects are read from and written to. */
export interface Store {
  readonly disk: DiskView;
  /** The `.git` folder. */
  readonly folder: string;
}

interface Stored {
  readonly kind: Kind;
  readonly bytes: Uint8Array;
  /** What the bytes were decoded to, once somebody asked. */
  decoded?: Commit | readonly TreeEntry[] | Tag;
}

/** Entries of a disk are replaced, never changed: what was inflated from one stays true of it. */
const inflated = new WeakMap<Entry, Stored>();

const pathOf = (store: Store, id: string): string => `${store.folder}/objects/${id.slice(0, 2)}/${id.slice(2)}`;

function find(store: Store, id: string): Stored | null {
  const path = pathOf(store, id);
  const entry = store.disk.stat(path);
  if (entry?.type !== 'file') return null;
  const known = inflated.get(entry);
  if (known) return known;
  let whole: Uint8Array;
  try {
    whole = unzlibSync(store.disk.readBytes(path));
  } catch {
    throw new Fatal(`error: inflate: data stream error (incorrect header check)\nerror: unable to unpack ${id} header\nfatal: loose object ${id} (stored in ${path}) is corrupt`);
  }
  const zero = whole.indexOf(0);
  const [kind] = String.fromCharCode(...whole.subarray(0, Math.max(zero, 0))).split(' ');
  const stored: Stored = { kind: kind as Kind, bytes: whole.subarray(zero + 1) };
  inflated.set(entry, stored);
  return stored;
}

export const hasObject = (store: Store, id: string): boolean => store.disk.stat(pathOf(store, id)) !== null;

function need(store: Store, id: string): Stored {
  const found = find(store, id);
  if (found) return found;
  const packs = `${store.folder}/objects/pack`;
  if (store.disk.stat(packs)?.type === 'folder' && store.disk.list(packs).some((name) => name.endsWith('.pack'))) throw missing('a repository with packed objects');
  throw new Fatal(`fatal: unable to read ${id}`);
}

export const kindOf = (store: Store, id: string): Kind => need(store, id).kind;
export const bytesOf = (store: Store, id: string): Uint8Array => need(store, id).bytes;

function decodedAs<T extends Commit | readonly TreeEntry[] | Tag>(store: Store, id: string, kind: Kind, decode: (bytes: Uint8Array) => T): T {
  const stored = need(store, id);
  if (stored.kind !== kind) throw new Fatal(`error: object ${id} is a ${stored.kind}, not a ${kind}`);
  stored.decoded ??= decode(stored.bytes);
  return stored.decoded as T;
}

export const commitAt = (store: Store, id: string): Commit => decodedAs(store, id, 'commit', decodeCommit);
export const treeAt = (store: Store, id: string): readonly TreeEntry[] => decodedAs<readonly TreeEntry[]>(store, id, 'tree', decodeTree);
export const tagAt = (store: Store, id: string): Tag => decodedAs(store, id, 'tag', decodeTag);

/** Writes an object unless it is there, and gives its name. */
export function writeObject(store: Store, kind: Kind, bytes: Uint8Array): string {
  const id = nameOf(kind, bytes);
  const path = pathOf(store, id);
  if (store.disk.stat(path)) return id;
  store.disk.makeFolder(path.slice(0, path.lastIndexOf('/')), { parents: true });
  store.disk.write(path, zlibSync(framed(kind, bytes)), { mode: 0o444 });
  return id;
}

/** Names of all loose objects that begin with some hexadecimal digits (two at least), sorted. */
export function objectsFrom(store: Store, prefix: string): string[] {
  const folder = `${store.folder}/objects/${prefix.slice(0, 2)}`;
  if (prefix.length < 2 || store.disk.stat(folder)?.type !== 'folder') return [];
  return store.disk
    .list(folder)
    .map((name) => prefix.slice(0, 2) + name)
    .filter((id) => id.length === 40 && id.startsWith(prefix));
}

/** Names of all loose objects. */
export const allObjects = (store: Store): string[] =>
  store.disk
    .list(`${store.folder}/objects`)
    .filter((name) => /^[0-9a-f]{2}$/.test(name))
    .flatMap((name) => objectsFrom(store, name));

/** The shortest beginning of at least seven digits that means this object alone. */
export function abbreviate(store: Store, id: string, least = 7): string {
  const others = objectsFrom(store, id.slice(0, 2)).filter((other) => other !== id);
  let length = least;
  while (length < 40 && others.some((other) => other.startsWith(id.slice(0, length)))) length++;
  return id.slice(0, length);
}

/** One file of a tree, of the index or of the working folder. `bytes` gives contents that need not be in the store. */
export interface Side {
  readonly mode: number;
  readonly id: string;
  readonly bytes?: () => Uint8Array;
}

/** Path in the repository -> file, in the order of paths. */
export type Listing = ReadonlyMap<string, Side>;

export const contentOf = (store: Store, side: Side): Uint8Array => side.bytes?.() ?? bytesOf(store, side.id);

/** All files of a tree; of no tree, none. */
export function listingOf(store: Store, tree: string | null): Listing {
  const found: [string, Side][] = [];
  const walk = (id: string, prefix: string): void => {
    for (const entry of treeAt(store, id)) {
      if (entry.mode === MODE.folder) walk(entry.id, `${prefix}${entry.name}/`);
      else found.push([prefix + entry.name, { mode: entry.mode, id: entry.id }]);
    }
  };
  if (tree !== null) walk(tree, '');
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Writes the trees of a listing and gives the name of the top one. */
export function writeTree(store: Store, files: Iterable<readonly [string, Side]>): string {
  interface Folder {
    readonly files: Map<string, Side>;
    readonly folders: Map<string, Folder>;
  }
  const top: Folder = { files: new Map(), folders: new Map() };
  for (const [path, side] of files) {
    const parts = path.split('/');
    let folder = top;
    for (const part of parts.slice(0, -1)) {
      const next: Folder = folder.folders.get(part) ?? { files: new Map(), folders: new Map() };
      folder.folders.set(part, next);
      folder = next;
    }
    folder.files.set(parts.at(-1) as string, side);
  }
  const write = (folder: Folder): string =>
    writeObject(
      store,
      'tree',
      encodeTree([
        ...[...folder.files].map(([name, side]) => ({ mode: side.mode, name, id: side.id })),
        ...[...folder.folders].map(([name, inner]) => ({ mode: MODE.folder, name, id: write(inner) })),
      ]),
    );
  return write(top);
}
