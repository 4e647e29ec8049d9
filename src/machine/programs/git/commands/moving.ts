// HEAD and the working folder move to another commit, or say why they stay.

import { changesBetween } from '../compare.ts';
import { filesOf, type Git, headId, reason, short, shown, subjectAt } from '../context.ts';
import { Fatal } from '../fatal.ts';
import { sayBlocked } from '../integrate.ts';
import { headOf, refsBelow, setHead, shortName } from '../refs.ts';
import { gitFile } from '../repository.ts';
import { peel } from '../revision.ts';
import { type Index, loadIndex, saveIndex } from '../staging.ts';
import type { Listing } from '../store.ts';
import { ancestorsOf } from '../walk.ts';
import { moveTree, resetTo, statusOf } from '../worktree.ts';
import { trackingText } from './status.ts';

const ADVICE = `
You are in 'detached HEAD' state. You can look around, make experimental
changes and commit them, and you can discard any commits you make in this
state without impacting any branches by switching back to a branch.

If you want to create a new branch to retain commits you create, you may
do so (now or later) by using -c with the switch command. Example:

  git switch -c <new-branch-name>

Or undo this operation with:

  git switch -

Turn off this advice by setting config variable advice.detachedHead to false

`;

/** Commits that no branch or tag reaches any more once HEAD has left them. */
function sayLeft(git: Git, before: string, after: string): void {
  const { repository } = git;
  const reached = ancestorsOf(repository, [after, ...refsBelow(repository, 'refs/').flatMap(([, id]) => peel(repository, id, 'commit') ?? [])]);
  const lost = [...ancestorsOf(repository, [before])].filter((id) => !reached.has(id));
  if (lost.length === 0) {
    git.err(`Previous HEAD position was ${short(git, before)} ${subjectAt(git, before)}\n`);
    return;
  }
  const [count, them] = [lost.length === 1 ? '1 commit' : `${lost.length} commits`, lost.length === 1 ? 'it' : 'them'];
  const rows = lost
    .slice(0, 4)
    .map((id) => `  ${short(git, id)} ${subjectAt(git, id)}\n`)
    .join('');
  const more = lost.length > 4 ? ` ... and ${lost.length - 4} more.\n` : '';
  git.err(
    `Warning: you are leaving ${count} behind, not connected to\nany of your branches:\n\n${rows}${more}\nIf you want to keep ${them} by creating a new branch, this may be a good time\nto do so with:\n\n git branch <new-branch-name> ${short(git, before)}\n\n`,
  );
}

interface Move {
  /** The branch to be on (a full name), or null to be on the commit itself. */
  readonly branch: string | null;
  readonly id: string | null;
  /** As it was named, for the reflog and the messages. */
  readonly word: string;
  readonly fresh: boolean;
  readonly force: boolean;
  readonly quiet: boolean;
}

export function refuseConflicts(git: Git): void {
  const { conflicts } = loadIndex(git.repository);
  if (conflicts.size === 0) return;
  git.out([...conflicts.keys()].map((path) => `${path}: needs merge\n`).join(''));
  throw new Fatal('error: you need to resolve your current index first', 1);
}

/** `switch` stays where it is while something is under way; `checkout` does not mind. */
export function refuseUnderWay(git: Git): void {
  for (const [file, name, doing] of [
    ['MERGE_HEAD', 'merge', 'merging'],
    ['rebase-merge/onto', 'rebase', 'rebasing'],
    ['CHERRY_PICK_HEAD', 'cherry-pick', 'cherry-picking'],
    ['REVERT_HEAD', 'revert', 'reverting'],
  ] as const)
    if (gitFile(git.repository, file) !== null) throw new Fatal(`fatal: cannot switch branch while ${doing}\nConsider "git ${name} --quit" or "git worktree add".`);
}

/** What is changed in the working folder or the index since a commit, a row a file; a rename is a deletion and an addition here. */
export function sayChanges(git: Git, index: Index, since: Listing): void {
  const status = statusOf(git.repository, index, since, git.ignoring, { renames: false });
  const rows = new Map([...status.staged, ...status.unstaged].map((each) => [each.path, each.status]));
  git.out(
    [...rows]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, letter]) => `${letter}\t${shown(git, path)}\n`)
      .join(''),
  );
}

/** Lets HEAD and the working folder move; gives the exit status. */
export function moveTo(git: Git, move: Move): number {
  const { repository } = git;
  const before = headOf(repository);
  const index = loadIndex(repository);
  if (!move.force) refuseConflicts(git);
  const target = filesOf(git, move.id);
  if (move.force) resetTo(repository, index, target);
  else if (before.id !== move.id) {
    const blocked = moveTree(repository, index, git.ignoring, filesOf(git, before.id), target);
    if (blocked) {
      sayBlocked(git, blocked, 'checkout', 'switch branches');
      return 1;
    }
  }
  saveIndex(repository, index);
  const from = before.branch !== null ? shortName(before.branch) : before.id;
  setHead(repository, move.branch ?? (move.id as string), reason(git, `checkout: moving from ${from} to ${move.branch === null ? move.word : shortName(move.branch)}`));
  if (!move.quiet && !(move.fresh && before.id === move.id)) {
    sayChanges(git, index, target);
  }
  if (move.quiet) return 0;
  if (before.branch === null && move.id !== null && before.id !== move.id) sayLeft(git, before.id as string, move.id);
  if (move.branch === null) {
    if (before.branch !== null && git.config.flag('advice.detachedhead') !== false) git.err(`Note: switching to '${move.word}'.\n${ADVICE}`);
    git.err(`HEAD is now at ${short(git, move.id as string)} ${subjectAt(git, move.id as string)}\n`);
    return 0;
  }
  const name = shortName(move.branch);
  if (move.fresh) git.err(`Switched to a new branch '${name}'\n`);
  else if (before.branch === move.branch) git.err(`Already on '${name}'\n`);
  else git.err(`Switched to branch '${name}'\n`);
  if (!move.fresh) git.out(trackingText(git));
  return 0;
}

/** Whether the working folder could move to a commit, saying why not. Nothing is moved. */
export function checkMove(git: Git, id: string, force: boolean): number {
  const { repository } = git;
  const head = headId(git);
  if (force || head === id) return 0;
  const index = loadIndex(repository);
  const target = filesOf(git, id);
  const changes = changesBetween(filesOf(git, head), target);
  const clean = statusOf(repository, index, filesOf(git, head), git.ignoring, { all: true });
  const dirty = new Set([...clean.staged, ...clean.unstaged].map((each) => each.path));
  const changed = changes.filter((each) => dirty.has(each.path)).map((each) => each.path);
  const untracked = changes.filter((each) => each.status === 'A' && clean.untracked.includes(each.path)).map((each) => each.path);
  if (changed.length + untracked.length === 0) return 0;
  sayBlocked(git, { changed, untracked }, 'checkout', 'switch branches');
  return 1;
}
