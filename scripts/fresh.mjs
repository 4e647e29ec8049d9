// Whether something built is newer than everything that it was built from.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The newest modification time (ms) of a file or of all files in a folder. */
export function newest(path) {
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info) return 0;
  if (!info.isDirectory()) return info.mtimeMs;
  let latest = 0;
  for (const name of readdirSync(path)) latest = Math.max(latest, newest(join(path, name)));
  return latest;
}

/** True when `built` exists and none of `sources` changed after it. */
export const isFresh = (built, sources) => existsSync(built) && sources.every((source) => newest(source) <= statSync(built).mtimeMs);
