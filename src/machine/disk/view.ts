// The door to a machine's disk: relative paths, permissions and the errors that the real system calls would give.
import { strFromU8, strToU8 } from 'fflate';
import { glance } from '../../engine/draft.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { bytesOfText, hasBytes, textOfBytes } from './bytes.ts';
import { type Disk, DiskError, type DiskView, type Entry, type FileEntry } from './disk.ts';
import { parentOf, resolvePath } from './path.ts';
import { sizeOf } from './size.ts';
import { blocksOf, freeOf, type Volume } from './volume.ts';

export { sizeOf } from './size.ts';

/** A disk with nothing on it but `/`. */
export const emptyDisk = (at: number): Disk => ({ '/': { type: 'folder', mode: 0o755, mtime: at } });

/** Bytes of a file as they would be on a disk. */
export function bytesOf(file: FileEntry): Uint8Array {
  if (file.zeros !== undefined) return new Uint8Array(file.zeros);
  return file.base64 !== undefined ? (fromBase64(file.base64) ?? new Uint8Array()) : strToU8(file.text ?? '');
}

/** So many zero bytes a program can hold at once. */
const READABLE = 32 * 1024 * 1024;

/** The text of bytes, or null when they are no text (invalid UTF-8, or a zero byte among them). */
export function textOf(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  const text = strFromU8(bytes);
  if (!text.includes('�')) return text;
  const back = strToU8(text);
  return back.length === bytes.length && back.every((byte, index) => byte === bytes[index]) ? text : null;
}

const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Names by folder, of disks that cannot change any more: who walks through all folders would look at every path for each of them. */
const listings = new WeakMap<Disk, ReadonlyMap<string, readonly string[]>>();

function namesIn(disk: Disk, folder: string): readonly string[] {
  if (!Object.isFrozen(disk)) {
    const prefix = folder === '/' ? '/' : `${folder}/`;
    const names: string[] = [];
    for (const path in disk) if (path.startsWith(prefix) && path !== folder && path.indexOf('/', prefix.length) < 0) names.push(path.slice(prefix.length));
    return names.sort(byBytes);
  }
  let listing = listings.get(disk);
  if (!listing) {
    const folders = new Map<string, string[]>();
    for (const path in disk) {
      if (path === '/') continue;
      const names = folders.get(parentOf(path));
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (names) names.push(name);
      else folders.set(parentOf(path), [name]);
    }
    for (const names of folders.values()) names.sort(byBytes);
    listing = folders;
    listings.set(disk, listing);
  }
  return listing.get(folder) ?? [];
}

export interface ViewOptions {
  /** Folders in which the user may write. Default: everywhere. */
  readonly owned?: readonly string[];
  /** What it lies on; without it there is always room. */
  readonly volume?: Volume | undefined;
  /** Permission bits that new files do not get. */
  readonly umask?: number | undefined;
}

/** The first bytes of a file. */
function cutTo(entry: FileEntry, room: number): FileEntry {
  if (entry.zeros !== undefined) return { ...entry, zeros: room };
  const bytes = bytesOf(entry).slice(0, room);
  const text = textOf(bytes);
  const { mode, mtime } = entry;
  return text !== null ? { type: 'file', text, mode, mtime } : { type: 'file', base64: toBase64(bytes), mode, mtime };
}

/** A view of `disk` from the folder `cwd` at the instant `now` (milliseconds, for modification times). Writes change `disk`. */
export function viewOf(disk: Disk, cwd: string, now: number, options: ViewOptions = {}): DiskView {
  const resolve = (path: string) => resolvePath(cwd, path);

  /** Entries are replaced, never changed: they are read without making drafts of them. */
  const at = (path: string): Entry | undefined => glance(disk)[path];

  const mayWrite = (path: string): boolean => !options.owned || options.owned.some((folder) => path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`));

  /** Every component above `path` must be a folder that may be entered. */
  function walk(path: string): void {
    for (let cut = path.indexOf('/', 1); cut > 0; cut = path.indexOf('/', cut + 1)) {
      const entry = at(path.slice(0, cut));
      if (!entry) throw new DiskError('ENOENT', path);
      if (entry.type !== 'folder') throw new DiskError('ENOTDIR', path);
      if (!(entry.mode & 0o100)) throw new DiskError('EACCES', path);
    }
  }

  function file(given: string): FileEntry {
    const path = resolve(given);
    walk(path);
    const entry = at(path);
    if (!entry) throw new DiskError('ENOENT', path);
    if (entry.type === 'folder') throw new DiskError('EISDIR', path);
    if (given.endsWith('/')) throw new DiskError('ENOTDIR', path);
    if (!(entry.mode & 0o400)) throw new DiskError('EACCES', path);
    if ((entry.zeros ?? 0) > READABLE) throw new DiskError('ENOMEM', path);
    return entry;
  }

  /** Puts an entry where there is room for it. What does not fit is left out, and told. */
  function put(path: string, entry: FileEntry): void {
    if (options.volume) {
      const before = at(path);
      const room = freeOf(disk, options.volume) + (before ? blocksOf(sizeOf(before)) : 0);
      if (blocksOf(sizeOf(entry)) > room) {
        disk[path] = cutTo(entry, room);
        throw new DiskError('ENOSPC', path);
      }
    }
    disk[path] = entry;
  }

  /** The parent folder of something that is about to appear or to vanish. */
  function touchParent(path: string): void {
    const parent = parentOf(path);
    const entry = at(parent);
    if (!entry) throw new DiskError('ENOENT', path);
    if (entry.type !== 'folder') throw new DiskError('ENOTDIR', path);
    if (!(entry.mode & 0o200) || !mayWrite(parent)) throw new DiskError('EACCES', path);
    disk[parent] = { ...entry, mtime: now };
  }

  function below(path: string): string[] {
    const prefix = path === '/' ? '/' : `${path}/`;
    return Object.keys(glance(disk)).filter((key) => key.startsWith(prefix) && key !== path);
  }

  const view: DiskView = {
    resolve,
    stat: (path) => {
      const full = resolve(path);
      const entry = at(full) ?? null;
      return entry && path.endsWith('/') && entry.type === 'file' ? null : entry;
    },
    list(path) {
      const full = resolve(path);
      walk(full);
      const entry = at(full);
      if (!entry) throw new DiskError('ENOENT', full);
      if (entry.type !== 'folder') throw new DiskError('ENOTDIR', full);
      if (!(entry.mode & 0o400)) throw new DiskError('EACCES', full);
      return namesIn(glance(disk), full);
    },
    read(path) {
      const entry = file(path);
      return entry.text ?? textOfBytes(bytesOf(entry));
    },
    readBytes: (path) => bytesOf(file(path)),
    write(given, written, how = {}) {
      const content = typeof written === 'string' && hasBytes(written) ? bytesOfText(written) : written;
      const path = resolve(given);
      if (path === '/') throw new DiskError('EISDIR', path);
      walk(path);
      const before = at(path);
      if (before?.type === 'folder') throw new DiskError('EISDIR', path);
      if (before && given.endsWith('/')) throw new DiskError('ENOTDIR', path);
      if (!before && given.endsWith('/')) throw new DiskError('EISDIR', path);
      if (before && (!(before.mode & 0o200) || !mayWrite(path))) throw new DiskError('EACCES', path);
      if (!before) touchParent(path);
      let text = typeof content === 'string' ? content : textOf(content);
      let base64 = text === null ? toBase64(content as Uint8Array) : undefined;
      if (how.append && before) {
        if (text !== null && before.text !== undefined) text = before.text + text;
        else {
          const head = bytesOf(before);
          const tail = typeof content === 'string' ? strToU8(content) : content;
          const whole = new Uint8Array(head.length + tail.length);
          whole.set(head);
          whole.set(tail, head.length);
          text = textOf(whole);
          base64 = text === null ? toBase64(whole) : undefined;
        }
      }
      const mode = how.mode ?? before?.mode ?? 0o666 & ~(options.umask ?? 0o022);
      const mtime = how.mtime ?? now;
      put(path, text !== null ? { type: 'file', text, mode, mtime } : { type: 'file', base64: base64 ?? '', mode, mtime });
    },
    writeZeros(given, bytes) {
      const path = resolve(given);
      view.write(given, '');
      const entry = at(path) as FileEntry;
      if (bytes > 0) put(path, { type: 'file', zeros: bytes, mode: entry.mode, mtime: now });
    },
    makeFolder(given, how = {}) {
      const path = resolve(given);
      if (at(path)) {
        if (how.parents && at(path)?.type === 'folder') return;
        throw new DiskError('EEXIST', path);
      }
      const parent = parentOf(path);
      if (how.parents && !at(parent)) view.makeFolder(parent, how);
      walk(path);
      touchParent(path);
      disk[path] = { type: 'folder', mode: 0o777 & ~(options.umask ?? 0o022), mtime: now };
    },
    remove(given, how = {}) {
      const path = resolve(given);
      walk(path);
      const entry = at(path);
      if (!entry) throw new DiskError('ENOENT', path);
      if (path === '/') throw new DiskError('EACCES', path);
      const inside = entry.type === 'folder' ? below(path) : [];
      if (inside.length > 0 && !how.recursive) throw new DiskError('ENOTEMPTY', path);
      touchParent(path);
      for (const key of inside) delete disk[key];
      delete disk[path];
    },
    rename(from, to) {
      const source = resolve(from);
      const target = resolve(to);
      walk(source);
      walk(target);
      const entry = at(source);
      if (!entry || source === '/') throw new DiskError(entry ? 'EACCES' : 'ENOENT', source);
      if (source === target) return;
      const there = at(target);
      if (there?.type === 'folder' && entry.type === 'file') throw new DiskError('EISDIR', target);
      if (there?.type === 'file' && entry.type === 'folder') throw new DiskError('ENOTDIR', target);
      if (there?.type === 'folder' && below(target).length > 0) throw new DiskError('ENOTEMPTY', target);
      if (target.startsWith(`${source}/`)) throw new DiskError('EEXIST', target);
      touchParent(target);
      touchParent(source);
      const inside = entry.type === 'folder' ? below(source) : [];
      for (const key of inside) {
        disk[target + key.slice(source.length)] = at(key) as Entry;
        delete disk[key];
      }
      disk[target] = entry;
      delete disk[source];
    },
    setMode(given, mode) {
      const path = resolve(given);
      walk(path);
      const entry = at(path);
      if (!entry) throw new DiskError('ENOENT', path);
      if (!mayWrite(path)) throw new DiskError('EACCES', path);
      disk[path] = { ...entry, mode };
    },
  };
  return view;
}

/** What the C library's `strerror` says of a disk error. */
export const DISK_WORDS: Readonly<Record<DiskError['code'], string>> = {
  ENOENT: 'No such file or directory',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  EACCES: 'Permission denied',
  ENOSPC: 'No space left on device',
  ENOMEM: 'Cannot allocate memory',
};

/** Runs `work`; gives the words of a disk error to `refused` instead of throwing it. */
export function orRefused<T>(work: () => T, refused: (words: string, error: DiskError) => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof DiskError) return refused(DISK_WORDS[error.code], error);
    throw error;
  }
}
