// git rebase, without `-i`: the commits of a branch, one by one, on top of another.
import { branchName, type Command, cleaned, committer, filesOf, type Git, headId, needWorkTree, reason, short, subjectAt } from '../context.ts';
import { Fatal, missing } from '../fatal.ts';
import { stagedPaths } from '../integrate.ts';
import { type Grammar, readOptions } from '../options.ts';
import { headOf, setHead, shortName, updateRef } from '../refs.ts';
import { dropGitFile, gitFile, putGitFile } from '../repository.ts';
import { commitNamed, upstreamOf } from '../revision.ts';
import { loadIndex, saveIndex } from '../staging.ts';
import { commitAt, writeTree } from '../store.ts';
import { commitsFrom, isAncestor } from '../walk.ts';
import { statusOf } from '../worktree.ts';
import { announce, writeCommit } from './commit.ts';
import { undo } from './merge.ts';
import { pickOne } from './pick.ts';

const GRAMMAR: Grammar = {
  usage: [
    'git rebase [-i] [options] [--exec <cmd>] [--onto <newbase> | --keep-base] [<upstream> [<branch>]]',
    'git rebase [-i] [options] [--exec <cmd>] [--onto <newbase>] --root [<branch>]',
    'git rebase --continue | --abort | --skip | --edit-todo',
  ],
  options: {
    interactive: 'i',
    'onto=': '',
    continue: '',
    abort: '',
    skip: '',
    quit: '',
    'edit-todo': '',
    root: '',
    quiet: 'q',
    autostash: '',
    'exec=': 'x',
    merge: 'm',
    'rebase-merges': 'r',
    'keep-base': '',
    force: 'f',
    'no-ff': '',
    stat: '',
    'no-stat': 'n',
    autosquash: '',
  },
};

const DIR = 'rebase-merge';
const lines = (git: Git, file: string): string[] => (gitFile(git.repository, `${DIR}/${file}`) ?? '').split('\n').filter((line) => line !== '');
const put = (git: Git, file: string, list: readonly string[]): void => putGitFile(git.repository, `${DIR}/${file}`, list.map((line) => `${line}\n`).join(''));

function finish(git: Git): number {
  const { repository } = git;
  const name = gitFile(repository, `${DIR}/head-name`)?.trim() ?? '';
  const onto = gitFile(repository, `${DIR}/onto`)?.trim() ?? '';
  const head = headId(git) as string;
  if (name.startsWith('refs/')) {
    updateRef(repository, name, head, reason(git, `rebase (finish): ${name} onto ${onto}`));
    setHead(repository, name, reason(git, `rebase (finish): returning to ${name}`));
  }
  dropGitFile(repository, DIR);
  dropGitFile(repository, 'REBASE_HEAD');
  git.err(`Successfully rebased and updated ${name.startsWith('refs/') ? name : 'detached HEAD'}.\n`);
  return 0;
}

function run(git: Git): number {
  const { repository } = git;
  for (;;) {
    const [next, ...rest] = lines(git, 'git-rebase-todo');
    const done = lines(git, 'done');
    if (next === undefined) return finish(git);
    const id = next.split(' ')[1] as string;
    put(git, 'git-rebase-todo', rest);
    put(git, 'done', [...done, next]);
    const head = headId(git) as string;
    const commit = commitAt(repository, id);
    if (commit.parents[0] === head) {
      undo(git, id);
      setHead(repository, id, reason(git, `rebase (pick): ${subjectAt(git, id)}`));
      continue;
    }
    const picked = pickOne(git, 'cherry-pick', id, { commit: true, trace: false, mainline: null, quiet: true, action: 'rebase (pick)' });
    if (picked.kind === 'done') continue;
    if (picked.kind === 'empty') {
      dropGitFile(repository, 'CHERRY_PICK_HEAD');
      git.err(`dropping ${id} ${subjectAt(git, id)} -- patch contents already upstream\n`);
      continue;
    }
    if (picked.kind === 'blocked') {
      put(git, 'git-rebase-todo', [next, ...rest]);
      put(git, 'done', done);
      return 1;
    }
    putGitFile(repository, 'REBASE_HEAD', `${id}\n`);
    dropGitFile(repository, 'CHERRY_PICK_HEAD');
    putGitFile(repository, `${DIR}/stopped-sha`, `${id}\n`);
    git.err(
      `error: could not apply ${short(git, id)}... ${subjectAt(git, id)}\nhint: Resolve all conflicts manually, mark them as resolved with\nhint: "git add/rm <conflicted_files>", then run "git rebase --continue".\nhint: You can instead skip this commit: run "git rebase --skip".\nhint: To abort and get back to the state before "git rebase", run "git rebase --abort".\nCould not apply ${short(git, id)}... ${subjectAt(git, id)}\n`,
    );
    return 1;
  }
}

function proceed(git: Git, skip: boolean): number {
  const { repository } = git;
  const stopped = gitFile(repository, `${DIR}/stopped-sha`)?.trim();
  const head = headId(git) as string;
  if (skip) undo(git, head);
  else if (stopped !== undefined) {
    const index = loadIndex(repository);
    if (index.conflicts.size > 0) {
      git.out([...index.conflicts.keys()].map((path) => `${path}: needs merge\n`).join(''));
      git.err('You must edit all merge conflicts and then\nmark them as resolved using git add\n');
      return 1;
    }
    if (statusOf(repository, index, filesOf(git, head), git.ignoring).unstaged.length > 0)
      throw new Fatal('error: cannot rebase: You have unstaged changes.\nerror: additionally, your index contains uncommitted changes.', 1);
    if (stagedPaths(git, index, head).length > 0) {
      const commit = commitAt(repository, stopped);
      const message = cleaned(gitFile(repository, 'MERGE_MSG') ?? commit.message, true);
      const id = writeCommit(git, { tree: writeTree(repository, index.entries), parents: [head], author: commit.author, committer: committer(git), message });
      setHead(repository, id, reason(git, `rebase (continue): ${message.split('\n')[0]}`));
      announce(git, id, false);
    }
    saveIndex(repository, index);
  }
  for (const name of ['MERGE_MSG', 'REBASE_HEAD', `${DIR}/stopped-sha`]) dropGitFile(repository, name);
  return run(git);
}

export const rebase: Command = (git, argv) => {
  const given = readOptions(GRAMMAR, argv);
  needWorkTree(git);
  const { repository } = git;
  const under = gitFile(repository, `${DIR}/onto`) !== null;
  const action = ['continue', 'skip', 'abort', 'quit'].find((each) => given.has(each));
  if (action !== undefined) {
    if (!under) throw new Fatal('fatal: No rebase in progress?');
    if (action === 'continue' || action === 'skip') return proceed(git, action === 'skip');
    if (action === 'abort') {
      const [name, id] = [gitFile(repository, `${DIR}/head-name`)?.trim() ?? '', gitFile(repository, `${DIR}/orig-head`)?.trim() ?? ''];
      undo(git, id);
      setHead(repository, name.startsWith('refs/') ? name : id, reason(git, `rebase (abort): returning to ${name}`));
    }
    for (const name of [DIR, 'REBASE_HEAD', 'MERGE_MSG']) dropGitFile(repository, name);
    return 0;
  }
  for (const option of ['interactive', 'exec', 'edit-todo', 'root', 'rebase-merges', 'autostash', 'keep-base']) if (given.has(option)) throw missing(`'rebase --${option}'`);
  if (under)
    throw new Fatal(
      'fatal: It seems that there is already a rebase-merge directory, and\nI wonder if you are in the middle of another rebase.  If that is the\ncase, please try\n\tgit rebase (--continue | --abort | --skip)\nIf that is not the case, please\n\trm -fr ".git/rebase-merge"\nand run me again.  I am stopping in case you still have something\nvaluable there.\n',
    );
  const [asked, other] = given.words;
  const head = headOf(repository);
  let upstream = asked;
  if (upstream === undefined) {
    const full = head.branch === null ? null : upstreamOf(git.config, head.branch);
    if (full === null)
      throw new Fatal(
        `There is no tracking information for the current branch.\nPlease specify which branch you want to rebase against.\nSee git-rebase(1) for details.\n\n    git rebase '<branch>'\n\nIf you wish to set tracking information for this branch you can do so with:\n\n    git branch --set-upstream-to=<remote>/<branch> ${branchName(git) ?? ''}\n`,
        1,
      );
    upstream = shortName(full);
  }
  if (other !== undefined && other !== branchName(git)) throw missing("'rebase UPSTREAM BRANCH' (switch to the branch first)");
  const from = commitNamed(git.names, upstream);
  if (from === null) throw new Fatal(`fatal: invalid upstream '${upstream}'`);
  const ontoName = given.value('onto') ?? upstream;
  const onto = commitNamed(git.names, ontoName);
  if (onto === null) throw new Fatal(`fatal: Does not point to a valid commit '${ontoName}'`);
  const mine = headId(git);
  if (mine === null) throw new Fatal(`fatal: no such branch/commit 'HEAD'`);
  const index = loadIndex(repository);
  const dirty = statusOf(repository, index, filesOf(git, mine), git.ignoring).unstaged.length > 0;
  const staged = stagedPaths(git, index, mine).length > 0;
  if (dirty || staged)
    throw new Fatal(
      `error: cannot rebase: ${dirty ? 'You have unstaged changes.' : 'Your index contains uncommitted changes.'}${dirty && staged ? '\nerror: additionally, your index contains uncommitted changes.' : ''}\nerror: Please commit or stash them.`,
      1,
    );
  const name = head.branch === null ? 'HEAD' : shortName(head.branch);
  if (isAncestor(repository, onto, mine) && (given.value('onto') === undefined || onto === from) && !given.has('force') && !given.order.includes('no-ff')) {
    const linear = commitsFrom(repository, [mine], [onto]).every((visit) => visit.commit.parents.length === 1);
    if (linear) {
      git.out(`Current branch ${name} is up to date.\n`);
      return 0;
    }
  }
  const theirs = new Set(commitsFrom(repository, [from], [mine]).map((visit) => changeKey(git, visit.id)));
  const todo = commitsFrom(repository, [mine], [from], { topological: true })
    .filter((visit) => visit.commit.parents.length < 2)
    .reverse();
  const kept = todo.filter((visit) => !theirs.has(changeKey(git, visit.id)));
  for (const visit of todo) if (!kept.includes(visit)) git.err(`warning: skipped previously applied commit ${short(git, visit.id)}\n`);
  if (kept.length < todo.length)
    git.err('hint: use --reapply-cherry-picks to include skipped commits\nhint: Disable this message with "git config advice.skippedCherryPicks false"\n');
  putGitFile(repository, 'ORIG_HEAD', `${mine}\n`);
  putGitFile(repository, `${DIR}/head-name`, `${head.branch ?? 'detached HEAD'}\n`);
  putGitFile(repository, `${DIR}/onto`, `${onto}\n`);
  putGitFile(repository, `${DIR}/orig-head`, `${mine}\n`);
  put(
    git,
    'git-rebase-todo',
    kept.map((visit) => `pick ${visit.id} ${subjectAt(git, visit.id)}`),
  );
  put(git, 'done', []);
  undo(git, onto);
  setHead(repository, onto, reason(git, `rebase (start): checkout ${ontoName}`));
  return run(git);
};

/** Equal for two commits that make the same change. */
function changeKey(git: Git, id: string): string {
  const commit = commitAt(git.repository, id);
  const [before, after] = [filesOf(git, commit.parents[0] ?? null), filesOf(git, id)];
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path)?.id !== after.get(path)?.id);
  return paths.map((path) => `${path} ${before.get(path)?.id} ${after.get(path)?.id}`).join('\n');
}
