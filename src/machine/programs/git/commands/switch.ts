// git checkout, switch, restore: which commit lies in the working folder, or single files out of one.

import { changesBetween } from '../compare.ts';
import { type Command, filesOf, type Git, headId, needWorkTree, reason, short, shown, subjectAt } from '../context.ts';
import { Fatal, missing } from '../fatal.ts';
import { sayBlocked } from '../integrate.ts';
import { type Grammar, readOptions } from '../options.ts';
import { pathspecs, selects, unmatched } from '../pathspec.ts';
import { headOf, refsBelow, resolveRef, setHead, shortName } from '../refs.ts';
import { gitFile } from '../repository.ts';
import { commitNamed, earlierBranch, objectNamed, peel } from '../revision.ts';
import { listingOfIndex, loadIndex, saveIndex } from '../staging.ts';
import { type Listing, listingOf } from '../store.ts';
import { ancestorsOf } from '../walk.ts';
import { entryFor, moveTree, putWorking, removeWorking, resetTo, statusOf, workingSide } from '../worktree.ts';
import { follow, makeBranch } from './branch.ts';
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

function refuseConflicts(git: Git): void {
  const { conflicts } = loadIndex(git.repository);
  if (conflicts.size === 0) return;
  git.out([...conflicts.keys()].map((path) => `${path}: needs merge\n`).join(''));
  throw new Fatal('error: you need to resolve your current index first', 1);
}

/** `switch` stays where it is while something is under way; `checkout` does not mind. */
function refuseUnderWay(git: Git): void {
  for (const [file, name, doing] of [
    ['MERGE_HEAD', 'merge', 'merging'],
    ['rebase-merge/onto', 'rebase', 'rebasing'],
    ['CHERRY_PICK_HEAD', 'cherry-pick', 'cherry-picking'],
    ['REVERT_HEAD', 'revert', 'reverting'],
  ] as const)
    if (gitFile(git.repository, file) !== null) throw new Fatal(`fatal: cannot switch branch while ${doing}\nConsider "git ${name} --quit" or "git worktree add".`);
}

/** Lets HEAD and the working folder move; gives the exit status. */
function moveTo(git: Git, move: Move): number {
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
    const status = statusOf(repository, index, target, git.ignoring);
    const rows = new Map([...status.staged, ...status.unstaged].map((each) => [each.path, each.status === 'R' ? 'A' : each.status]));
    git.out(
      [...rows]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([path, letter]) => `${letter}\t${shown(git, path)}\n`)
        .join(''),
    );
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

/** The remote branch that a name means when there is no branch of that name. */
function guess(git: Git, name: string): string | null {
  const found = refsBelow(git.repository, 'refs/remotes/').filter(([full]) => full.split('/').slice(3).join('/') === name);
  return found.length === 1 ? (found[0]?.[0] as string) : null;
}

const OPTIONS = {
  quiet: 'q',
  force: 'f',
  'create=': 'c',
  'force-create=': 'C',
  detach: 'd',
  track: 't',
  'no-track': '',
  'orphan=': '',
  guess: '',
  'no-guess': '',
  merge: 'm',
  'discard-changes': '',
  'conflict=': '',
  progress: '',
};
const SWITCH: Grammar = { usage: ['git switch [<options>] [<branch>]'], options: OPTIONS };
const CHECKOUT: Grammar = {
  usage: ['git checkout [<options>] <branch>', 'git checkout [<options>] [<branch>] -- <file>...'],
  options: { ...OPTIONS, 'create=': 'b', 'force-create=': 'B', detach: '', ours: '2', theirs: '3', patch: 'p', overlay: '', 'no-overlay': '' },
};

type Given = ReturnType<typeof readOptions>;

function create(git: Git, given: Given): number {
  const { repository } = git;
  const orphan = given.value('orphan');
  if (orphan !== undefined) {
    if (resolveRef(repository, `refs/heads/${orphan}`) !== null) throw new Fatal(`fatal: a branch named '${orphan}' already exists`);
    setHead(repository, `refs/heads/${orphan}`, null);
    git.err(`Switched to a new branch '${orphan}'\n`);
    return 0;
  }
  const name = (given.value('create') ?? given.value('force-create')) as string;
  const start = given.words[0] ?? 'HEAD';
  const head = headOf(repository);
  if (head.id === null && start === 'HEAD') {
    setHead(repository, `refs/heads/${name}`, null);
    if (!given.has('quiet')) git.err(`Switched to a new branch '${name}'\n`);
    return 0;
  }
  const id = commitNamed(git.names, start);
  if (id === null) throw new Fatal(`fatal: '${start}' is not a commit and a branch '${name}' cannot be created from it`);
  const exists = resolveRef(repository, `refs/heads/${name}`) !== null;
  if (exists && given.value('force-create') === undefined) throw new Fatal(`fatal: a branch named '${name}' already exists`);
  if (!given.has('force')) refuseConflicts(git);
  const status = exists ? 0 : checkMove(git, id, given.has('force'));
  if (status !== 0) return status;
  const full = exists && head.branch === `refs/heads/${name}` ? head.branch : makeBranch(git, name, start, exists);
  const origin = `refs/remotes/${start}`;
  const tracks = resolveRef(repository, origin) !== null && given.words[0] !== undefined && !given.order.includes('no-track');
  if (tracks) follow(git, name, origin);
  const done = moveTo(git, { branch: full, id, word: name, fresh: !exists, force: given.has('force') || given.has('discard-changes'), quiet: given.has('quiet') });
  if (done === 0 && tracks && !given.has('quiet')) git.out(`branch '${name}' set up to track '${start}'.\n`);
  return done;
}

/** Whether the working folder could move to a commit, saying why not. Nothing is moved. */
function checkMove(git: Git, id: string, force: boolean): number {
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

function goTo(git: Git, given: Given, word: string, detach: boolean, isSwitch: boolean): number | null {
  const { repository } = git;
  const quiet = given.has('quiet');
  const force = given.has('force') || given.has('discard-changes');
  const name = word === '-' ? (earlierBranch(repository, 1) ?? '@{-1}') : /^@\{-\d+\}$/.test(word) ? (earlierBranch(repository, Number(word.slice(3, -1))) ?? word) : word;
  const full = `refs/heads/${name}`;
  const branch = resolveRef(repository, full);
  if (branch !== null && !given.has('detach')) return moveTo(git, { branch: full, id: branch, word: name, fresh: false, force, quiet });
  const id = commitNamed(git.names, name);
  if (id !== null) {
    if (!detach && isSwitch)
      throw new Fatal(
        `fatal: a branch is expected, got ${resolveRef(repository, `refs/tags/${name}`) !== null ? 'tag' : resolveRef(repository, `refs/remotes/${name}`) !== null ? 'remote branch' : 'commit'} '${name}'\nhint: If you want to detach HEAD at the commit, try again with the --detach option.`,
      );
    return moveTo(git, { branch: null, id, word: name, fresh: false, force, quiet });
  }
  if (headOf(repository).branch === full) return moveTo(git, { branch: full, id: null, word: name, fresh: false, force: false, quiet });
  const remote = given.order.includes('no-guess') ? null : guess(git, name);
  if (remote === null) return null;
  const start = shortName(remote);
  const target = resolveRef(repository, remote) as string;
  if (checkMove(git, target, force) !== 0) return 1;
  makeBranch(git, name, start);
  follow(git, name, remote);
  const status = moveTo(git, { branch: full, id: target, word: name, fresh: true, force, quiet });
  if (status === 0 && !quiet) git.out(`branch '${name}' set up to track '${start}'.\n`);
  return status;
}

export const switchBranch: Command = (git, argv) => {
  const given = readOptions(SWITCH, argv);
  needWorkTree(git);
  refuseUnderWay(git);
  if (given.has('create') || given.has('force-create') || given.has('orphan')) return create(git, given);
  const [word, extra] = given.words;
  if (word === undefined) {
    if (given.has('detach')) return goTo(git, given, 'HEAD', true, true) ?? 1;
    throw new Fatal('fatal: missing branch or commit argument');
  }
  if (extra !== undefined) throw new Fatal('fatal: only one reference expected');
  const status = goTo(git, given, word, given.has('detach'), true);
  if (status === null) throw new Fatal(`fatal: invalid reference: ${word}`);
  return status;
};

/** Files out of a tree (null: the index) into the working folder, and into the index when they come from a commit. */
function takeFiles(git: Git, words: readonly string[], source: Listing | null, side: 'ours' | 'theirs' | null): number {
  const { repository } = git;
  const specs = pathspecs(git, words);
  const index = loadIndex(repository);
  const files: Listing = source ?? listingOfIndex(index);
  const stranger = unmatched(specs, source ? files.keys() : [...files.keys(), ...index.conflicts.keys()]);
  if (stranger) throw new Fatal(`error: pathspec '${stranger.text}' did not match any file(s) known to git`, 1);
  const open = source ? [] : [...index.conflicts.keys()].filter((path) => selects(specs, path));
  for (const path of open) {
    const chosen = side === null ? null : index.conflicts.get(path)?.[side];
    if (side === null) throw new Fatal(`error: path '${path}' is unmerged`, 1);
    if (!chosen) throw new Fatal(`error: path '${path}' does not have ${side === 'ours' ? 'our' : 'their'} version`, 1);
    putWorking(repository, path, chosen);
  }
  let count = 0;
  for (const [path, file] of files) {
    if (!selects(specs, path)) continue;
    if (workingSide(repository, path)?.id !== file.id) count++;
    index.entries.set(path, putWorking(repository, path, file));
    if (source) index.conflicts.delete(path);
  }
  saveIndex(repository, index);
  return source ? [...files.keys()].filter((path) => selects(specs, path)).length : count + open.length;
}

export const checkout: Command = (git, argv) => {
  const given = readOptions(CHECKOUT, argv);
  needWorkTree(git);
  if (given.has('patch')) throw missing("'checkout --patch'");
  if (given.has('merge')) throw missing("'checkout --merge'");
  if (given.has('create') || given.has('force-create') || given.has('orphan')) return create(git, given);
  const side = given.has('ours') ? 'ours' : given.has('theirs') ? 'theirs' : null;
  const [word, ...rest] = given.words;
  const say = (count: number, from: string) => {
    if (!given.has('quiet') && given.after === null) git.err(`Updated ${count} path${count === 1 ? '' : 's'} from ${from}\n`);
    return 0;
  };
  const source = (name: string) => {
    const id = objectNamed(git.names, name);
    const tree = id === null ? null : peel(git.repository, id, 'tree');
    if (tree === null) throw new Fatal(`fatal: invalid reference: ${name}`);
    return { files: listingOf(git.repository, tree), name: short(git, id as string) };
  };
  if (given.after !== null && given.after.length > 0) {
    const from = word === undefined ? null : source(word);
    takeFiles(git, [...rest, ...given.after], from?.files ?? null, side);
    return 0;
  }
  if (word === undefined) {
    if (given.has('detach')) return goTo(git, given, 'HEAD', true, false) ?? 1;
    if (headId(git) !== null && !given.has('quiet')) {
      const index = loadIndex(git.repository);
      const status = statusOf(git.repository, index, filesOf(git, headId(git)), git.ignoring);
      const rows = new Map([...status.staged, ...status.unstaged].map((each) => [each.path, each.status]));
      git.out(
        [...rows]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([path, letter]) => `${letter}\t${shown(git, path)}\n`)
          .join(''),
      );
      git.out(trackingText(git));
    }
    return 0;
  }
  if (rest.length > 0 || side !== null) {
    if (commitNamed(git.names, word) !== null && rest.length > 0) {
      const from = source(word);
      return say(takeFiles(git, rest, from.files, side), from.name);
    }
    return say(takeFiles(git, given.words, null, side), 'the index');
  }
  const isFile = git.process.disk.stat(word) !== null;
  const status = isFile && commitNamed(git.names, word) === null && guess(git, word) === null ? null : goTo(git, given, word, true, false);
  return status ?? say(takeFiles(git, given.words, null, null), 'the index');
};

const RESTORE: Grammar = {
  usage: ['git restore [<options>] [--source=<branch>] <file>...'],
  options: {
    'source=': 's',
    staged: 'S',
    worktree: 'W',
    quiet: 'q',
    ours: '2',
    theirs: '3',
    patch: 'p',
    'ignore-unmerged': '',
    overlay: '',
    'no-overlay': '',
    merge: 'm',
    progress: '',
  },
};

export const restore: Command = (git, argv) => {
  const given = readOptions(RESTORE, argv);
  needWorkTree(git);
  if (given.has('patch')) throw missing("'restore --patch'");
  const words = [...given.words, ...(given.after ?? [])];
  if (words.length === 0) throw new Fatal('fatal: you must specify path(s) to restore');
  const { repository } = git;
  const asked = given.value('source');
  const staged = given.has('staged');
  const tree = asked === undefined ? null : objectNamed(git.names, asked);
  if (asked !== undefined && tree === null) throw new Fatal(`fatal: could not resolve ${asked}`);
  const source = asked !== undefined ? listingOf(repository, peel(repository, tree as string, 'tree')) : staged ? filesOf(git, headId(git)) : null;
  if (staged && asked === undefined && headId(git) === null) throw new Fatal('fatal: could not resolve HEAD');
  const working = given.has('worktree') || !staged;
  if (!source) {
    takeFiles(git, words, null, given.has('ours') ? 'ours' : given.has('theirs') ? 'theirs' : null);
    return 0;
  }
  const specs = pathspecs(git, words);
  const index = loadIndex(repository);
  const known = [...new Set([...source.keys(), ...index.entries.keys(), ...index.conflicts.keys()])];
  const stranger = unmatched(specs, known);
  if (stranger) throw new Fatal(`error: pathspec '${stranger.text}' did not match any file(s) known to git`, 1);
  for (const path of known.filter((each) => selects(specs, each))) {
    const file = source.get(path);
    if (working) {
      if (file) putWorking(repository, path, file);
      else removeWorking(repository, path);
    }
    if (!staged) continue;
    index.conflicts.delete(path);
    if (file) index.entries.set(path, entryFor(repository, path, file));
    else index.entries.delete(path);
  }
  saveIndex(repository, index);
  return 0;
};
