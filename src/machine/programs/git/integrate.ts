// A three-way merge done in the working folder: what merge, cherry-pick, revert, rebase and stash have in common.

import { changesBetween } from './compare.ts';
import { filesOf, type Git } from './context.ts';
import type { Labels } from './mergelines.ts';
import { mergeTrees } from './mergetrees.ts';
import { MODE } from './objects.ts';
import { type Index, listingOfIndex, loadIndex, saveIndex } from './staging.ts';
import { type Listing, type Side, writeTree } from './store.ts';
import { moveTree } from './worktree.ts';

export interface Integration {
  readonly base: Listing;
  readonly ours: Listing;
  readonly theirs: Listing;
  readonly labels: Labels;
  /** What is doing this, for complaints: `merge`, `checkout`. */
  readonly verb: string;
  /** What git advises to do before, `merge`, `switch branches`. */
  readonly before: string;
}

export type Integrated =
  /** Done; the tree of the result. */
  | { readonly kind: 'clean'; readonly tree: string; readonly messages: readonly string[] }
  | { readonly kind: 'conflicts'; readonly paths: readonly string[]; readonly messages: readonly string[] }
  /** Nothing was touched; what stood in the way has been said. */
  | { readonly kind: 'blocked' };

/** Says which files are in the way. */
export function sayBlocked(git: Git, blocked: { readonly changed: readonly string[]; readonly untracked: readonly string[] }, verb: string, before: string): void {
  const list = (paths: readonly string[]) => [...paths].map((path) => `\t${path}\n`).join('');
  if (blocked.changed.length > 0)
    git.err(
      `error: Your local changes to the following files would be overwritten by ${verb}:\n${list(blocked.changed)}Please commit your changes or stash them before you ${before}.\n`,
    );
  if (blocked.untracked.length > 0)
    git.err(`error: The following untracked working tree files would be overwritten by ${verb}:\n${list(blocked.untracked)}Please move or remove them before you ${before}.\n`);
  git.err('Aborting\n');
}

/** Merges into index and working folder, and writes the index. The index has to be as `ours` says where the merge changes it. */
export function integrate(git: Git, given: Integration): Integrated {
  const { repository } = git;
  const index = loadIndex(repository);
  const merged = mergeTrees(repository, given.base, given.ours, given.theirs, given.labels);
  const blocked = moveTree(repository, index, git.ignoring, given.ours, new Map([...merged.files].sort(([a], [b]) => (a < b ? -1 : 1))));
  if (blocked) {
    sayBlocked(git, blocked, given.verb, given.before);
    return { kind: 'blocked' };
  }
  for (const [path, conflict] of merged.conflicts) {
    index.entries.delete(path);
    index.conflicts.set(path, conflict);
  }
  saveIndex(repository, index);
  if (merged.conflicts.size > 0) return { kind: 'conflicts', paths: [...merged.conflicts.keys()], messages: merged.messages };
  return { kind: 'clean', tree: writeTree(repository, merged.files), messages: merged.messages };
}

/** Paths in which the index differs from the commit that is checked out. */
export const stagedPaths = (git: Git, index: Index, head: string | null): string[] => changesBetween(filesOf(git, head), listingOfIndex(index)).map((change) => change.path);

/** The tree of what the index holds. */
export function treeOfIndex(git: Git, index: Index): string {
  return writeTree(
    git.repository,
    [...listingOfIndex(index)].map(([path, side]): [string, Side] => [path, { mode: side.mode === 0 ? MODE.file : side.mode, id: side.id }]),
  );
}
