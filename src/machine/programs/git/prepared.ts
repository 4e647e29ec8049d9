// Makes a repository with a history, for prologues and tests.
import { strToU8 } from 'fflate';
import type { DiskView } from '../../disk/disk.ts';
import { joinPath } from '../../disk/path.ts';
import { changeSetting } from './config.ts';
import { encodeCommit, MODE, type Signature } from './objects.ts';
import { moveHead } from './refs.ts';
import { createRepository, putGitFile } from './repository.ts';
import { loadIndex, saveIndex } from './staging.ts';
import { listingOf, type Side, writeObject, writeTree } from './store.ts';
import { indexTo } from './worktree.ts';

export interface PreparedCommit {
  readonly message: string;
  readonly author: string;
  readonly email: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** `+0000` unless told. */
  readonly zone?: string;
  /** Path in the repository -> text. */
  readonly tree: Readonly<Record<string, string>>;
}

/** A repository in a folder that exists, with a commit for each tree on `main`; `remote` becomes `origin`, which has all of them too. */
export function makeRepository(disk: DiskView, root: string, commits: readonly PreparedCommit[], remote?: string): void {
  const repository = createRepository(disk, root, 'main');
  let parent: string | null = null;
  let tree: string | null = null;
  for (const given of commits) {
    const who: Signature = { name: given.author, email: given.email, at: Math.floor(given.at / 1000), zone: given.zone ?? '+0000' };
    const files = Object.entries(given.tree).map(([path, text]): [string, Side] => [path, { mode: MODE.file, id: writeObject(repository, 'blob', strToU8(text)) }]);
    tree = writeTree(repository, files);
    const message = given.message.endsWith('\n') ? given.message : `${given.message}\n`;
    const id: string = writeObject(repository, 'commit', encodeCommit({ tree, parents: parent === null ? [] : [parent], author: who, committer: who, message }));
    moveHead(repository, id, { who, message: `commit${parent === null ? ' (initial)' : ''}: ${given.message.split('\n')[0]}` });
    parent = id;
  }
  const index = loadIndex(repository);
  indexTo(repository, index, listingOf(repository, tree));
  saveIndex(repository, index);
  if (remote === undefined || parent === null) return;
  const file = joinPath(repository.folder, 'config');
  changeSetting(disk, file, 'remote.origin.url', remote);
  changeSetting(disk, file, 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
  changeSetting(disk, file, 'branch.main.remote', 'origin');
  changeSetting(disk, file, 'branch.main.merge', 'refs/heads/main');
  putGitFile(repository, 'refs/remotes/origin/main', `${parent}\n`);
}
