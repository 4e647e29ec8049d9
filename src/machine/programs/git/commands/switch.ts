// git switch and checkout: which commit lies in the working folder.
import { type Command, filesOf, type Git, headId, needWorkTree, short } from '../context.ts';
import { Fatal, missing } from '../fatal.ts';
import { type Grammar, readOptions } from '../options.ts';
import { headOf, refsBelow, resolveRef, setHead, shortName } from '../refs.ts';
import { commitNamed, earlierBranch, objectNamed, peel } from '../revision.ts';
import { loadIndex } from '../staging.ts';
import { listingOf } from '../store.ts';
import { follow, makeBranch } from './branch.ts';
import { checkMove, moveTo, refuseConflicts, refuseUnderWay, sayChanges } from './moving.ts';
import { takeFiles } from './restore.ts';
import { trackingText } from './status.ts';

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
      sayChanges(git, loadIndex(git.repository), filesOf(git, headId(git)));
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
