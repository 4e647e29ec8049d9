// A repository as plain data in `.git/undestroy.json`: commits with whole trees. Not git's own format, and no other tool reads it.

import { strToU8 } from 'fflate';
import { hex, sha256 } from '../../../engine/digest.ts';
import { sealed } from '../../../engine/draft.ts';
import { byText } from '../../../engine/memory.ts';
import { toBase64 } from '../../disk/base64.ts';
import type { DiskView } from '../../disk/disk.ts';
import { baseName, joinPath, parentOf } from '../../disk/path.ts';
import { globToRegExp } from '../../shell/pattern.ts';

/** Path in the repository -> text; bytes as `base64:...`. */
export type Tree = Record<string, string>;

export interface Commit {
  readonly parent: string | null;
  readonly message: string;
  readonly author: string;
  readonly email: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly tree: Tree;
}

export interface Repository {
  /** The branch that is checked out; `detached` holds a commit instead. */
  head: string;
  detached: string | null;
  branches: Record<string, string>;
  commits: Record<string, Commit>;
  index: Tree;
  remotes: Record<string, { url: string; branches: Record<string, string> }>;
}

const FILE = '.git/undestroy.json';

export const emptyRepository = (): Repository => ({ head: 'main', detached: null, branches: {}, commits: {}, index: {}, remotes: {} });

/** The folder of the repository around `path`, or null. */
export function rootOf(disk: DiskView, path = '.'): string | null {
  for (let folder = disk.resolve(path); ; folder = parentOf(folder)) {
    if (disk.stat(joinPath(folder, FILE))) return folder;
    if (folder === '/') return null;
  }
}

const parsed = byText((text) => sealed(JSON.parse(text) as Repository));

/** The repository to work on. Commits and their trees are shared and frozen; all else is the caller's. */
export function load(disk: DiskView, root: string): Repository {
  const kept = parsed(disk.read(joinPath(root, FILE)));
  const remotes = Object.fromEntries(Object.entries(kept.remotes).map(([name, remote]) => [name, { ...remote, branches: { ...remote.branches } }]));
  return { ...kept, branches: { ...kept.branches }, commits: { ...kept.commits }, index: { ...kept.index }, remotes };
}

export function save(disk: DiskView, root: string, repository: Repository): void {
  if (!disk.stat(joinPath(root, '.git'))) disk.makeFolder(joinPath(root, '.git'), { parents: true });
  disk.write(joinPath(root, FILE), JSON.stringify(repository));
}

/** The commit that is checked out; null before the first one. */
export const headOf = (repository: Repository): string | null => repository.detached ?? repository.branches[repository.head] ?? null;

export const treeOf = (repository: Repository, commit: string | null): Tree => (commit === null ? {} : (repository.commits[commit]?.tree ?? {}));

/** Adds a commit on top of the present one and moves the branch. */
export function commitTree(repository: Repository, given: Omit<Commit, 'parent'>): string {
  const parent = headOf(repository);
  const id = hex(sha256(strToU8(JSON.stringify([parent, given.message, given.author, given.at, given.tree])))).slice(0, 40);
  repository.commits[id] = { ...given, parent };
  if (repository.detached !== null) repository.detached = id;
  else repository.branches[repository.head] = id;
  return id;
}

/** A commit by branch, remote branch, `HEAD~2`, or the beginning of its id. */
export function revision(repository: Repository, name: string): string | null {
  const match = /^(.*?)((?:[~^]\d*)*)$/.exec(name);
  const base = match?.[1] || 'HEAD';
  const remote = /^([^/]+)\/(.+)$/.exec(base);
  let id: string | null =
    base === 'HEAD' || base === '@'
      ? headOf(repository)
      : (repository.branches[base] ??
        (remote ? repository.remotes[remote[1] as string]?.branches[remote[2] as string] : undefined) ??
        (/^[0-9a-f]{4,40}$/.test(base) ? (Object.keys(repository.commits).find((each) => each.startsWith(base)) ?? null) : null));
  for (const [, mark, count] of (match?.[2] ?? '').matchAll(/([~^])(\d*)/g)) {
    for (let step = 0; step < (mark === '~' ? Number(count || 1) : 1) && id !== null; step++) id = repository.commits[id]?.parent ?? null;
  }
  return id;
}

export function history(repository: Repository, from: string | null): { id: string; commit: Commit }[] {
  const list: { id: string; commit: Commit }[] = [];
  for (let id = from; id !== null && repository.commits[id]; id = repository.commits[id]?.parent ?? null) list.push({ id, commit: repository.commits[id] as Commit });
  return list;
}

export const contentOf = (disk: DiskView, path: string): string => {
  const entry = disk.stat(path);
  return entry?.type === 'file' && entry.base64 !== undefined ? `base64:${toBase64(disk.readBytes(path))}` : disk.read(path);
};

/** Whether `.gitignore` at the root leaves a path out. */
export function ignores(disk: DiskView, root: string): (path: string, folder: boolean) => boolean {
  const file = joinPath(root, '.gitignore');
  const rules = disk.stat(file)?.type === 'file' ? disk.read(file).split('\n') : [];
  const list = rules
    .map((rule) => rule.trim())
    .filter((rule) => rule !== '' && !rule.startsWith('#'))
    .map((rule) => {
      const negated = rule.startsWith('!');
      const text = rule.replace(/^!/, '').replace(/^\*\*\//, '');
      const clean = text.replace(/^\//, '').replace(/\/(\*\*)?$/, '');
      return { negated, folders: /\/$/.test(text), whole: text.replace(/\/(\*\*)?$/, '').includes('/'), matcher: globToRegExp(clean) };
    });
  return (path, folder) => {
    let ignored = false;
    for (const rule of list) if ((folder || !rule.folders) && rule.matcher.test(rule.whole ? path : baseName(path))) ignored = !rule.negated;
    return ignored;
  };
}

/** Files in the working folder: tracked ones, and others that are not ignored. */
export function workingFiles(disk: DiskView, root: string, tracked: Tree): Tree {
  const ignored = ignores(disk, root);
  const files: Tree = {};
  const walk = (folder: string): void => {
    for (const name of disk.list(joinPath(root, folder))) {
      if (folder === '' && name === '.git') continue;
      const path = folder === '' ? name : `${folder}/${name}`;
      const isFolder = disk.stat(joinPath(root, path))?.type === 'folder';
      if (isFolder) {
        if (!ignored(path, true) || Object.keys(tracked).some((each) => each.startsWith(`${path}/`))) walk(path);
      } else if (Object.hasOwn(tracked, path) || !ignored(path, false)) files[path] = contentOf(disk, joinPath(root, path));
    }
  };
  walk('');
  return files;
}

/** Makes a repository in a folder that exists, with a commit for each tree; for prologues and tests. */
export function makeRepository(disk: DiskView, root: string, commits: readonly Omit<Commit, 'parent'>[], remote?: string): void {
  const repository = emptyRepository();
  for (const commit of commits) commitTree(repository, commit);
  repository.index = { ...treeOf(repository, headOf(repository)) };
  if (remote !== undefined) repository.remotes.origin = { url: remote, branches: { ...repository.branches } };
  save(disk, root, repository);
}
