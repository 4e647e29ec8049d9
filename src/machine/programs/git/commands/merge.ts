// git merge.
import { changesBetween, withRenames } from '../compare.ts';
import { branchName, type Command, cleaned, committer, filesOf, type Git, headId, needWorkTree, reason, short } from '../context.ts';
import { Fatal, missing } from '../fatal.ts';
import { integrate, sayBlocked, stagedPaths } from '../integrate.ts';
import { mergeTrees } from '../mergetrees.ts';
import { type Grammar, readOptions } from '../options.ts';
import { modeChanges, statOf } from '../patch.ts';
import { prettyCommit } from '../pretty.ts';
import { headOf, moveHead, shortName } from '../refs.ts';
import { dropGitFile, gitFile, putGitFile } from '../repository.ts';
import { commitNamed, fullName, upstreamOf } from '../revision.ts';
import { loadIndex, saveIndex } from '../staging.ts';
import { type Listing, listingOf, writeTree } from '../store.ts';
import { commitsFrom, isAncestor, mergeBases } from '../walk.ts';
import { moveTree, resetTo } from '../worktree.ts';
import { writeCommit } from './commit.ts';

const GRAMMAR: Grammar = {
  usage: ['git merge [<options>] [<commit>...]', 'git merge --abort', 'git merge --continue'],
  options: {
    'no-commit': '',
    commit: '',
    edit: 'e',
    'no-edit': '',
    ff: '',
    'no-ff': '',
    'ff-only': '',
    squash: '',
    stat: '',
    'no-stat': 'n',
    'message=': 'm',
    abort: '',
    continue: '',
    quit: '',
    quiet: 'q',
    verbose: 'v',
    'strategy=': 's',
    'strategy-option=': 'X',
    'allow-unrelated-histories': '',
    'no-verify': '',
    autostash: '',
  },
};

/** The files of the best common ancestor; of several, of what they make when merged. */
export function baseFiles(git: Git, one: string, other: string): Listing {
  const [first, ...others] = mergeBases(git.repository, one, other);
  let files = filesOf(git, first ?? null);
  for (const id of others) {
    const merged = mergeTrees(git.repository, new Map(), files, filesOf(git, id), { ours: 'Temporary merge branch 1', theirs: 'Temporary merge branch 2' });
    files = listingOf(git.repository, writeTree(git.repository, merged.files));
  }
  return files;
}

/** The table after a merge or a pull. */
export function sayDifference(git: Git, before: string | null, after: string): void {
  const changes = withRenames(git.repository, changesBetween(filesOf(git, before), filesOf(git, after)));
  git.out(statOf(git.repository, changes, { colour: git.colour, columns: git.process.terminal.out ? git.process.columns : 80 }) + modeChanges(changes));
}

/** `branch 'x'`, `tag 'v1'`, `commit 'abc'`: what a merge's message calls it. */
function described(git: Git, word: string): string {
  const full = fullName(git.repository, word);
  if (full?.startsWith('refs/heads/')) return `branch '${shortName(full)}'`;
  if (full?.startsWith('refs/remotes/')) return `remote-tracking branch '${shortName(full)}'`;
  if (full?.startsWith('refs/tags/')) return `tag '${shortName(full)}'`;
  return `commit '${word}'`;
}

export function undo(git: Git, to: string): void {
  const index = loadIndex(git.repository);
  resetTo(git.repository, index, filesOf(git, to));
  saveIndex(git.repository, index);
}

export interface MergeWish {
  readonly id: string;
  /** As it was named: for markers and messages. */
  readonly word: string;
  readonly subject: string;
  readonly mode: 'normal' | 'no-ff' | 'ff-only';
  readonly squash?: boolean;
  readonly commit?: boolean;
  readonly quiet?: boolean;
  readonly unrelated?: boolean;
  /** `merge origin/x`, `pull`: for the reflog. */
  readonly action: string;
  readonly label?: string;
  /** An edited message, instead of the subject. */
  readonly message?: string;
  readonly stat?: boolean;
}

/** Brings another commit into the branch. Gives the exit status. */
export function mergeCommit(git: Git, wish: MergeWish): number {
  const { repository } = git;
  const head = headId(git);
  const { id } = wish;
  if (head === null) {
    undo(git, id);
    moveHead(repository, id, reason(git, 'initial pull'));
    return 0;
  }
  if (isAncestor(repository, id, head)) {
    git.out('Already up to date.\n');
    return 0;
  }
  putGitFile(repository, 'ORIG_HEAD', `${head}\n`);
  if (isAncestor(repository, head, id) && wish.mode !== 'no-ff') {
    if (!wish.quiet) git.out(`Updating ${short(git, head)}..${short(git, id)}\n`);
    const index = loadIndex(repository);
    const blocked = moveTree(repository, index, git.ignoring, filesOf(git, head), filesOf(git, id));
    if (blocked) {
      sayBlocked(git, blocked, 'merge', 'merge');
      return 1;
    }
    saveIndex(repository, index);
    if (wish.squash) git.out('Squash commit -- not updating HEAD\n');
    if (!wish.quiet) git.out('Fast-forward\n');
    if (wish.squash) putGitFile(repository, 'MERGE_MSG', squashMessage(git, head, id));
    else moveHead(repository, id, reason(git, `${wish.action}: Fast-forward`));
    if (!wish.quiet && wish.stat !== false) sayDifference(git, head, id);
    return 0;
  }
  if (wish.mode === 'ff-only') {
    git.err(
      'hint: Diverging branches can\'t be fast-forwarded, you need to either:\nhint: \nhint: \tgit merge --no-ff\nhint: \nhint: or:\nhint: \nhint: \tgit rebase\nhint: \nhint: Disable this message with "git config advice.diverging false"\n',
    );
    throw new Fatal('fatal: Not possible to fast-forward, aborting.');
  }
  if (mergeBases(repository, head, id).length === 0 && !wish.unrelated) throw new Fatal('fatal: refusing to merge unrelated histories');
  const staged = stagedPaths(git, loadIndex(repository), head);
  if (staged.length > 0) {
    git.err(`error: Your local changes to the following files would be overwritten by merge:\n  ${staged.join(' ')}\nMerge with strategy ort failed.\n`);
    return 2;
  }
  const branch = branchName(git);
  const into = branch === null ? ' into HEAD' : branch === 'main' || branch === 'master' ? '' : ` into ${branch}`;
  const message = wish.message ?? `${wish.subject}${wish.subject.startsWith('Merge ') ? into : ''}`;
  const result = integrate(git, {
    base: baseFiles(git, head, id),
    ours: filesOf(git, head),
    theirs: filesOf(git, id),
    labels: { ours: 'HEAD', theirs: wish.label ?? wish.word },
    verb: 'merge',
    before: 'merge',
  });
  if (result.kind === 'blocked') {
    git.err('Merge with strategy ort failed.\n');
    return 2;
  }
  git.out(result.messages.map((line) => `${line}\n`).join(''));
  if (wish.squash) {
    putGitFile(repository, 'MERGE_MSG', squashMessage(git, head, id));
    git.out('Squash commit -- not updating HEAD\n');
    if (result.kind === 'clean') git.out('Automatic merge went well; stopped before committing as requested\n');
  } else if (result.kind === 'conflicts' || wish.commit === false) {
    putGitFile(repository, 'MERGE_HEAD', `${id}\n`);
    putGitFile(repository, 'MERGE_MODE', wish.mode === 'no-ff' ? 'no-ff' : '');
    putGitFile(repository, 'MERGE_MSG', `${message}\n${result.kind === 'conflicts' ? `\n# Conflicts:\n${result.paths.map((path) => `#\t${path}\n`).join('')}` : ''}`);
    if (result.kind === 'clean') git.out('Automatic merge went well; stopped before committing as requested\n');
  }
  if (result.kind === 'conflicts') {
    git.out('Automatic merge failed; fix conflicts and then commit the result.\n');
    return 1;
  }
  if (wish.squash || wish.commit === false) return 0;
  const who = committer(git);
  const made = writeCommit(git, { tree: result.tree, parents: [head, id], author: who, committer: who, message: cleaned(message, false) });
  moveHead(repository, made, reason(git, `${wish.action}: Merge made by the 'ort' strategy.`));
  if (!wish.quiet) git.out("Merge made by the 'ort' strategy.\n");
  if (!wish.quiet && wish.stat !== false) sayDifference(git, head, made);
  return 0;
}

/** The message that a squash leaves for the commit: all that was brought in, newest first. */
const squashMessage = (git: Git, head: string, id: string): string => {
  const style = { form: 'medium', date: 'default', names: null, abbreviated: false };
  const commits = commitsFrom(git.repository, [id], [head]).map((visit) => prettyCommit({ ...git, colour: false }, visit.id, visit.commit, style));
  return `Squashed commit of the following:\n\n${commits.join('\n')}`;
};

/** Says that something is unfinished, as merge, cherry-pick and rebase begin by doing. */
export function refuseUnfinished(git: Git, verb: string): void {
  const { repository } = git;
  const open = loadIndex(repository).conflicts.size > 0;
  const merging = gitFile(repository, 'MERGE_HEAD') !== null;
  if (open) {
    const noun = { merge: 'Merging', pull: 'Pulling', 'cherry-pick': 'Cherry-picking', revert: 'Reverting', rebase: 'Rebasing' }[verb] ?? verb;
    throw new Fatal(
      `error: ${noun} is not possible because you have unmerged files.\nhint: Fix them up in the work tree, and then use 'git add/rm <file>'\nhint: as appropriate to mark resolution and make a commit.\nfatal: ${verb === 'cherry-pick' || verb === 'revert' ? `${verb} failed` : 'Exiting because of an unresolved conflict.'}`,
    );
  }
  if (merging) throw new Fatal('fatal: You have not concluded your merge (MERGE_HEAD exists).\nPlease, commit your changes before you merge.');
}

export const merge: Command = (git, argv) => {
  const given = readOptions(GRAMMAR, argv);
  needWorkTree(git);
  const { repository } = git;
  const head = headOf(repository);
  const merging = gitFile(repository, 'MERGE_HEAD') !== null;
  if (given.has('abort') || given.has('quit')) {
    if (!merging && given.has('abort')) throw new Fatal('fatal: There is no merge to abort (MERGE_HEAD missing).');
    if (given.has('abort')) undo(git, head.id as string);
    if (given.has('abort')) moveHead(repository, head.id as string, reason(git, `reset: moving to HEAD`));
    for (const name of ['MERGE_HEAD', 'MERGE_MSG', 'MERGE_MODE']) dropGitFile(repository, name);
    return 0;
  }
  if (given.has('continue')) {
    if (!merging) throw new Fatal('fatal: There is no merge in progress (MERGE_HEAD missing).');
    return commitNow(git);
  }
  if (given.has('strategy') && given.value('strategy') !== 'ort' && given.value('strategy') !== 'recursive') throw missing(`'merge --strategy=${given.value('strategy')}'`);
  if (given.has('strategy-option')) throw missing(`'merge -X'`);
  refuseUnfinished(git, 'merge');
  if (given.words.length > 1) throw missing('merging more than one branch at once');
  let [word] = given.words;
  if (word === undefined) {
    const upstream = head.branch === null ? null : upstreamOf(git.config, head.branch);
    if (upstream === null) throw new Fatal(head.branch === null ? 'fatal: No current branch.' : 'fatal: No remote for the current branch.');
    word = shortName(upstream);
  }
  const id = commitNamed(git.names, word);
  if (id === null) throw new Fatal(`merge: ${word} - not something we can merge`, 1);
  const setting = git.config.get('merge.ff');
  const noFf =
    given.flag('no-ff') !== undefined && given.order.lastIndexOf('no-ff') > given.order.lastIndexOf('ff') ? true : setting === 'false' && !given.has('ff') && !given.has('ff-only');
  if (given.has('squash') && noFf && given.order.includes('no-ff')) throw new Fatal('fatal: You cannot combine --squash with --no-ff.');
  const messages = given.values('message');
  const subject = `Merge ${described(git, word)}`;
  return mergeCommit(git, {
    id,
    word,
    subject,
    mode: given.has('ff-only') || setting === 'only' ? 'ff-only' : noFf ? 'no-ff' : 'normal',
    squash: given.has('squash'),
    commit: !given.order.includes('no-commit'),
    quiet: given.has('quiet'),
    unrelated: given.has('allow-unrelated-histories'),
    action: `merge ${word}`,
    stat: !given.order.includes('no-stat'),
    ...(messages.length > 0 ? { message: messages.join('\n\n') } : {}),
  });
};

/** Concludes a merge whose conflicts are resolved, with the message that was prepared. */
function commitNow(git: Git): number {
  const { repository } = git;
  const index = loadIndex(repository);
  if (index.conflicts.size > 0) {
    git.out([...index.conflicts.keys()].map((path) => `U\t${path}\n`).join(''));
    throw new Fatal(
      "error: Committing is not possible because you have unmerged files.\nhint: Fix them up in the work tree, and then use 'git add/rm <file>'\nhint: as appropriate to mark resolution and make a commit.\nfatal: Exiting because of an unresolved conflict.",
    );
  }
  const head = headId(git) as string;
  const who = committer(git);
  const message = cleaned(gitFile(repository, 'MERGE_MSG') ?? '', true);
  const tree = writeTree(repository, index.entries);
  const id = writeCommit(git, { tree, parents: [head, ...(gitFile(repository, 'MERGE_HEAD') ?? '').trim().split('\n')], author: who, committer: who, message });
  moveHead(repository, id, reason(git, `commit (merge): ${message.split('\n')[0]}`));
  for (const name of ['MERGE_HEAD', 'MERGE_MSG', 'MERGE_MODE']) dropGitFile(repository, name);
  git.out(`[${branchName(git) ?? 'detached HEAD'} ${short(git, id)}] ${message.split('\n')[0]}\n`);
  return 0;
}
