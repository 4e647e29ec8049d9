// Repositories elsewhere: which one a URL leads to, and how objects get from one to another.

import { zlibSync } from 'fflate';
import type { DiskView } from '../../disk/disk.ts';
import { joinPath } from '../../disk/path.ts';
import type { Process } from '../../program.ts';
import type { Config } from './config.ts';
import { Fatal } from './fatal.ts';
import { framed, MODE } from './objects.ts';
import { type Repository, repositoryIn } from './repository.ts';
import { bytesOf, commitAt, hasObject, kindOf, type Store, tagAt, treeAt, writeObject } from './store.ts';

export interface Place {
  readonly repository: Repository;
  /** On another machine. */
  readonly far: boolean;
}

const GONE = '\n\nPlease make sure you have the correct access rights\nand the repository exists.';

/** The repository behind a URL: a folder here, `host:path`, or `https://host/path` (then also below `/srv/git` of that host). */
export function placeOf(process: Process, url: string): Place {
  const web = /^(https?|ssh|git):\/\/(?:[^@/]+@)?([^/:]+)(?::\d+)?\/(.+?)\/?$/.exec(url);
  const file = /^file:\/\/(\/.*)$/.exec(url);
  const brief = web || file || url.startsWith('/') || url.startsWith('.') ? null : /^(?:[^@/]+@)?([^/:]+):(.+)$/.exec(url);
  const host = web?.[2] ?? brief?.[1];
  const find = (disk: DiskView, path: string) => repositoryIn(disk, path) ?? (disk.stat(`${path}.git`) ? repositoryIn(disk, `${path}.git`) : null);
  if (host === undefined) {
    const repository = find(process.disk, file?.[1] ?? url);
    if (!repository) throw new Fatal(`fatal: '${url}' does not appear to be a git repository\nfatal: Could not read from remote repository.${GONE}`);
    return { repository, far: false };
  }
  const far = process.reach(host);
  if (!far)
    throw new Fatal(
      web && web[1] !== 'ssh'
        ? `fatal: unable to access '${url}/': Could not resolve host: ${host}`
        : `ssh: Could not resolve hostname ${host}: Name or service not known\nfatal: Could not read from remote repository.${GONE}`,
    );
  const path = (web?.[3] ?? brief?.[2] ?? '').replace(/^~\//, '');
  for (const each of [path, `/${path}`, `/srv/git/${path}`].flatMap((name) => [name, name.replace(/\.git$/, '')])) {
    const repository = find(far.disk, each);
    if (repository) return { repository, far: true };
  }
  throw new Fatal(
    web && web[1] !== 'ssh'
      ? `fatal: repository '${url}/' not found`
      : `fatal: '${brief?.[2] ?? path}' does not appear to be a git repository\nfatal: Could not read from remote repository.${GONE}`,
  );
}

export interface Remote {
  readonly name: string;
  readonly url: string;
  readonly pushUrl: string;
}

/** The remotes by name, in the order of the settings. */
export function remotesOf(config: Config): Remote[] {
  const names = [...new Set(config.all.flatMap((each) => /^remote\.(.+)\.(?:url|fetch)$/.exec(each.name)?.[1] ?? []))].sort();
  return names.map((name) => {
    const url = config.get(`remote.${name}.url`) ?? name;
    return { name, url, pushUrl: config.get(`remote.${name}.pushurl`) ?? url };
  });
}

/** Where relative paths in a repository's settings begin: its top. */
export const fromTop = (process: Process, repository: Repository, url: string): string => (/^\.{1,2}(\/|$)/.test(url) ? process.disk.resolve(joinPath(repository.root, url)) : url);

/** Everything that an object leads to and that `known` does not have. */
export function reachable(store: Store, starts: readonly string[], known: (id: string) => boolean = () => false): string[] {
  const found = new Set<string>();
  const open = [...starts];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id) || known(id)) continue;
    found.add(id);
    const kind = kindOf(store, id);
    if (kind === 'commit') open.push(commitAt(store, id).tree, ...commitAt(store, id).parents);
    else if (kind === 'tag') open.push(tagAt(store, id).object);
    else if (kind === 'tree') for (const entry of treeAt(store, id)) if (entry.mode !== MODE.module) open.push(entry.id);
  }
  return [...found];
}

/** Copies what is missing; gives how many objects that were. */
export function transfer(from: Store, to: Store, starts: readonly string[]): number {
  const ids = reachable(from, starts, (id) => hasObject(to, id));
  for (const id of ids) writeObject(to, kindOf(from, id), bytesOf(from, id));
  return ids.length;
}

/** How many bytes some objects take when they are sent. */
export const sizeOfObjects = (store: Store, ids: readonly string[]): number => ids.reduce((sum, id) => sum + zlibSync(framed(kindOf(store, id), bytesOf(store, id))).length, 0);
