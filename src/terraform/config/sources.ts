// The configuration as texts: what was read to load it. A plan keeps them, so that an apply does not depend on the disk.

export interface ConfigReader {
  /** The text of a file, or null when there is none. Paths are relative to the working folder, with `/`. */
  read(path: string): string | null;
  /** Names in a folder, sorted; null when there is no such folder. Folders end with `/`. */
  list(path: string): readonly string[] | null;
}

export interface ConfigSources {
  /** By path, relative to the working folder. Absent files that were asked for are null. */
  readonly files: { readonly [path: string]: string | null };
  readonly folders: { readonly [path: string]: readonly string[] | null };
}

/** A reader that remembers what it was asked. */
export function recording(reader: ConfigReader): { readonly reader: ConfigReader; readonly sources: ConfigSources } {
  const files: Record<string, string | null> = {};
  const folders: Record<string, readonly string[] | null> = {};
  return {
    sources: { files, folders },
    reader: {
      read: (path) => {
        const known = files[path];
        return known !== undefined ? known : (files[path] = reader.read(path));
      },
      list: (path) => {
        const known = folders[path];
        return known !== undefined ? known : (folders[path] = reader.list(path));
      },
    },
  };
}

/** Reads again what was recorded. */
export const readerOf = (sources: ConfigSources): ConfigReader => ({
  read: (path) => sources.files[path] ?? null,
  list: (path) => sources.folders[path] ?? null,
});

/** Whether two recordings hold the same texts and the same names. */
export function sameSources(a: ConfigSources, b: ConfigSources): boolean {
  const files = Object.keys(a.files);
  const folders = Object.keys(a.folders);
  return (
    files.length === Object.keys(b.files).length &&
    folders.length === Object.keys(b.folders).length &&
    files.every((path) => a.files[path] === b.files[path]) &&
    folders.every((path) => sameNames(a.folders[path], b.folders[path]))
  );
}

type Names = readonly string[] | null | undefined;
const sameNames = (a: Names, b: Names): boolean => a === b || (!!a && !!b && a.length === b.length && a.every((name, index) => name === b[index]));
