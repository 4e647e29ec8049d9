// --include and --exclude: shell patterns below the source's folder and, for what a sync deletes, below the target's. The last one that matches decides.
import { type Client, isRemote, split } from './client.ts';
import type { Found } from './files.ts';
import type { S3Line } from './options.ts';

/** Python's fnmatch: `*`, `?`, `[seq]` and `[!seq]`; `*` passes over slashes. */
export function globbed(glob: string): RegExp {
  const pattern = glob.replace(/\[(!?)(\]?[^\]]*)\]|./gsu, (part, not: string | undefined, set: string | undefined) => {
    if (set !== undefined) return `[${not ? '^' : ''}${set.replace(/[\\^[\]]/g, '\\$&')}]`;
    if (part === '*') return '.*';
    return part === '?' ? '.' : part.replace(/[.+^${}()|[\]\\/]/, '\\$&');
  });
  return new RegExp(`^${pattern}$`, 'su');
}

const joined = (root: string, pattern: string): string => (pattern.startsWith('/') ? pattern : root.endsWith('/') ? root + pattern : `${root}/${pattern}`);

/** The folder in which a place's patterns are. */
function rootOf({ process }: Client, path: string, folders: boolean): string {
  if (!isRemote(path)) return folders ? process.disk.resolve(path) : process.disk.resolve(path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '.');
  const { bucket, key } = split(path);
  const kept = folders || key.endsWith('/') ? key : key.slice(0, Math.max(0, key.lastIndexOf('/')));
  return `${bucket}/${kept}`;
}

/** Whether the filters of a line keep what was found. */
export function keeps(client: Client, line: S3Line, folders: boolean): (one: Found) => boolean {
  const [from, to = from] = line.paths as [string, string?];
  const roots = [rootOf(client, from, folders), rootOf(client, to, folders)];
  const rules = line.filters.flatMap(({ include, glob }) => roots.map((root) => ({ include, pattern: globbed(joined(root, glob)) })));
  return (one) => rules.reduce((keep, { include, pattern }) => (pattern.test(one.from) ? include : keep), true);
}
