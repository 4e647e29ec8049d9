// A machine's disk as plain data, and the view of it that programs use.

/** Text files hold a string; others (an archive) bytes as base64; one that was only given a length holds that many zeros. */
export interface FileEntry {
  readonly type: 'file';
  readonly text?: string;
  readonly base64?: string;
  readonly zeros?: number;
  /** Unix permission bits. */
  readonly mode: number;
  /** Milliseconds since the epoch, simulated. */
  readonly mtime: number;
}

export interface FolderEntry {
  readonly type: 'folder';
  readonly mode: number;
  readonly mtime: number;
}

export type Entry = FileEntry | FolderEntry;

/** Absolute, normalised path -> entry. `/` is always there. */
export type Disk = Record<string, Entry>;

/** All paths are absolute or relative to the process's working folder. Errors are thrown as `DiskError`. */
export interface DiskView {
  resolve(path: string): string;
  stat(path: string): Entry | null;
  /** Names in a folder, sorted by bytes. */
  list(path: string): readonly string[];
  /** A file's text. */
  read(path: string): string;
  readBytes(path: string): Uint8Array;
  write(path: string, content: string | Uint8Array, options?: { readonly append?: boolean; readonly mode?: number; readonly mtime?: number }): void;
  /** A file of so many zero bytes, in place of what was there. */
  writeZeros(path: string, bytes: number): void;
  makeFolder(path: string, options?: { readonly parents?: boolean }): void;
  remove(path: string, options?: { readonly recursive?: boolean }): void;
  rename(from: string, to: string): void;
  setMode(path: string, mode: number): void;
}

/** `code` is the errno name that the real tools turn into words: ENOENT "No such file or directory", EISDIR, ENOTDIR, EEXIST, ENOTEMPTY, EACCES, ENOSPC, ENOMEM. */
export class DiskError extends Error {
  constructor(
    readonly code: 'ENOENT' | 'EISDIR' | 'ENOTDIR' | 'EEXIST' | 'ENOTEMPTY' | 'EACCES' | 'ENOSPC' | 'ENOMEM',
    readonly path: string,
  ) {
    super(`${code}: ${path}`);
  }
}
