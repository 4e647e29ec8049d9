// Names for commits: HEAD, branches, tags, remote branches, loose or in `packed-refs`; and the reflog, where each move is written down.
import { joinPath, parentOf } from '../../disk/path.ts';
import { Fatal } from './fatal.ts';
import { NOTHING, type Signature, signatureOf, signatureText } from './objects.ts';
import { gitFile, putGitFile } from './repository.ts';
import type { Store } from './store.ts';

/** What HEAD says: a branch's full name, which need not exist yet, or a commit. */
export type Head = { readonly branch: string; readonly id: string | null } | { readonly branch: null; readonly id: string };

function packed(store: Store): Map<string, string> {
  const refs = new Map<string, string>();
  for (const line of (gitFile(store, 'packed-refs') ?? '').split('\n')) {
    const found = /^([0-9a-f]{40}) (\S+)$/.exec(line);
    if (found) refs.set(found[2] as string, found[1] as string);
  }
  return refs;
}

/** The object that a full name (`refs/heads/main`, `HEAD`) leads to, through symbolic refs; null when it leads nowhere. */
export function resolveRef(store: Store, name: string, depth = 0): string | null {
  if (depth > 5 || name.includes('..') || name.startsWith('/')) return null;
  const text = gitFile(store, name)?.trim();
  if (text === undefined) return packed(store).get(name) ?? null;
  if (text.startsWith('ref:')) return resolveRef(store, text.slice(4).trim(), depth + 1);
  return /^[0-9a-f]{40}$/.test(text) ? text : null;
}

/** What a symbolic ref names. */
export function symbolicTarget(store: Store, name: string): string | null {
  const text = gitFile(store, name)?.trim();
  return text?.startsWith('ref:') ? text.slice(4).trim() : null;
}

export function headOf(store: Store): Head {
  const branch = symbolicTarget(store, 'HEAD');
  const id = resolveRef(store, 'HEAD');
  if (branch !== null) return { branch, id };
  if (id === null) throw new Fatal('fatal: bad HEAD');
  return { branch: null, id };
}

/** Full names below a prefix (`refs/heads/`) with what they lead to, sorted. */
export function refsBelow(store: Store, prefix: string): (readonly [name: string, id: string])[] {
  const found = new Map<string, string>();
  for (const [name, id] of packed(store)) if (name.startsWith(prefix)) found.set(name, id);
  const walk = (name: string): void => {
    const path = joinPath(store.folder, name);
    const entry = store.disk.stat(path);
    if (entry?.type === 'folder') for (const inner of store.disk.list(path)) walk(`${name}/${inner}`);
    else if (entry && name.startsWith(prefix)) {
      const id = resolveRef(store, name);
      if (id !== null) found.set(name, id);
    }
  };
  walk(prefix.replace(/\/$/, ''));
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Whether a name is one that a pattern with `*` and `?` means. */
export const matchesRef = (pattern: string, name: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
  ).test(name);

/** `main` for `refs/heads/main`, `origin/main`, `v1` likewise. */
export const shortName = (name: string): string => name.replace(/^refs\/(heads|tags|remotes)\//, '').replace(/^refs\//, '');

/** Whether git takes a name for a branch or a tag (git-check-ref-format). */
export const isRefName = (name: string): boolean =>
  name !== '' &&
  name !== '@' &&
  !/^-|\.\.|[\0-\x20\x7f~^:?*[\\]|\/$|^\/|\/\/|@\{|\.$/.test(name) &&
  !name.split('/').some((part) => part.startsWith('.') || part.endsWith('.lock'));

/** Why and by whom a ref moves. */
export interface Reason {
  readonly who: Signature;
  readonly message: string;
}

const logs = (name: string): boolean => /^(HEAD$|refs\/(heads|remotes)\/|refs\/stash$)/.test(name);

/** Writes down a move, of names that have a log; a bare repository keeps none. */
export function appendReflog(store: Store, name: string, from: string | null, to: string, reason: Reason): void {
  if (!logs(name) || !store.folder.endsWith('/.git')) return;
  const line = `${from ?? NOTHING} ${to} ${signatureText(reason.who)}\t${reason.message.replace(/\n/g, ' ').trim()}\n`;
  putGitFile(store, `logs/${name}`, `${gitFile(store, `logs/${name}`) ?? ''}${line}`);
}

export interface ReflogEntry {
  readonly from: string;
  readonly to: string;
  readonly who: Signature;
  readonly message: string;
}

/** The moves of a ref, newest first. */
export const reflogOf = (store: Store, name: string): ReflogEntry[] =>
  (gitFile(store, `logs/${name}`) ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [head = '', message = ''] = line.split('\t');
      return { from: head.slice(0, 40), to: head.slice(41, 81), who: signatureOf(head.slice(82)), message };
    })
    .reverse();

/** Writes a whole reflog, newest first; an empty one is taken away. */
export const putReflog = (store: Store, name: string, entries: readonly ReflogEntry[]): void =>
  putGitFile(
    store,
    `logs/${name}`,
    [...entries]
      .reverse()
      .map((each) => `${each.from} ${each.to} ${signatureText(each.who)}\t${each.message}\n`)
      .join(''),
  );

/** Moves a ref, and writes that down for it and for HEAD when HEAD names it. */
export function updateRef(store: Store, name: string, id: string, reason: Reason): void {
  const before = resolveRef(store, name);
  const parts = name.split('/');
  for (let count = 3; count < parts.length; count++) {
    const above = parts.slice(0, count).join('/');
    if (resolveRef(store, above) !== null && store.disk.stat(joinPath(store.folder, above))?.type !== 'folder')
      throw new Fatal(`fatal: cannot lock ref '${name}': '${above}' exists; cannot create '${name}'`);
  }
  const below = refsBelow(store, `${name}/`)[0];
  if (below) throw new Fatal(`fatal: cannot lock ref '${name}': '${below[0]}' exists; cannot create '${name}'`);
  const path = joinPath(store.folder, name);
  if (store.disk.stat(path)?.type === 'folder') store.disk.remove(path, { recursive: true });
  putGitFile(store, name, `${id}\n`);
  appendReflog(store, name, before, id, reason);
  if (name !== 'HEAD' && symbolicTarget(store, 'HEAD') === name) appendReflog(store, 'HEAD', before, id, reason);
}

/** Moves what is checked out: the branch that HEAD names, or HEAD itself. */
export const moveHead = (store: Store, id: string, reason: Reason): void => updateRef(store, symbolicTarget(store, 'HEAD') ?? 'HEAD', id, reason);

/** Lets HEAD name a branch (a full name) or a commit. */
export function setHead(store: Store, target: string, reason: Reason | null): void {
  const before = resolveRef(store, 'HEAD');
  putGitFile(store, 'HEAD', target.startsWith('refs/') ? `ref: ${target}\n` : `${target}\n`);
  const after = resolveRef(store, 'HEAD');
  if (reason && after !== null) appendReflog(store, 'HEAD', before, after, reason);
}

/** Removes a ref with its reflog, and folders that are empty then. */
export function deleteRef(store: Store, name: string): void {
  for (const file of [name, `logs/${name}`]) {
    let path = joinPath(store.folder, file);
    if (store.disk.stat(path)?.type !== 'file') continue;
    store.disk.remove(path);
    for (path = parentOf(path); path.split('/').length > store.folder.split('/').length + (file === name ? 2 : 3); path = parentOf(path)) {
      if (store.disk.list(path).length > 0) break;
      store.disk.remove(path);
    }
  }
  const text = gitFile(store, 'packed-refs');
  if (text?.includes(` ${name}\n`))
    putGitFile(store, 'packed-refs', text.replace(new RegExp(`^[0-9a-f]{40} ${name.replace(/[.+*?^$()[\]{}|\\]/g, '\\$&')}\\n(\\^[0-9a-f]{40}\\n)?`, 'm'), ''));
}
