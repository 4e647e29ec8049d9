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
