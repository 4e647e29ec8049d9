// git status, in its long and its short form; commit prints the long one too.

import type { FileChange } from '../compare.ts';
import { branchName, type Command, filesOf, type Git, headId, needWorkTree, paint, short, shown } from '../context.ts';
import { type Grammar, readOptions } from '../options.ts';
import { type Colour, painted } from '../patch.ts';
import { pathspecs, selects } from '../pathspec.ts';
import { headOf, reflogOf, resolveRef, shortName } from '../refs.ts';
import { gitFile } from '../repository.ts';
import { fullName, upstreamOf } from '../revision.ts';
import { type Conflict, loadIndex } from '../staging.ts';
import { aheadBehind } from '../walk.ts';
import { type Status, statusOf } from '../worktree.ts';

const WORDS: Readonly<Record<string, string>> = { A: 'new file:   ', M: 'modified:   ', D: 'deleted:    ', R: 'renamed:    ', T: 'typechange: ' };

/** The two letters of a path that could not be merged, and what the long form says. */
function conflictWords(conflict: Conflict): readonly [letters: string, words: string] {
  const { base, ours, theirs } = conflict;
  if (ours && theirs) return base ? ['UU', 'both modified:   '] : ['AA', 'both added:      '];
  if (base) return ours ? ['UD', 'deleted by them: '] : theirs ? ['DU', 'deleted by us:   '] : ['DD', 'both deleted:    '];
  return ours ? ['AU', 'added by us:     '] : ['UA', 'added by them:   '];
}

/** How a branch stands to the one it follows, in git's sentences; empty when it follows none. */
export function trackingText(git: Git): string {
  const { branch, id } = headOf(git.repository);
  const upstream = branch === null ? null : upstreamOf(git.config, branch);
  if (upstream === null) return '';
  const name = shortName(upstream);
  const there = resolveRef(git.repository, upstream);
  if (there === null) return `Your branch is based on '${name}', but the upstream is gone.\n  (use "git branch --unset-upstream" to fixup)\n`;
  if (id === null) return '';
  const { ahead, behind } = aheadBehind(git.repository, id, there);
  const commits = (count: number) => `${count} commit${count === 1 ? '' : 's'}`;
  if (ahead === 0 && behind === 0) return `Your branch is up to date with '${name}'.\n`;
  if (behind === 0) return `Your branch is ahead of '${name}' by ${commits(ahead)}.\n  (use "git push" to publish your local commits)\n`;
  if (ahead === 0) return `Your branch is behind '${name}' by ${commits(behind)}, and can be fast-forwarded.\n  (use "git pull" to update your local branch)\n`;
  return `Your branch and '${name}' have diverged,\nand have ${ahead} and ${behind} different commits each, respectively.\n  (use "git pull" if you want to integrate the remote branch with yours)\n`;
}

/** The line that says where HEAD is when it is on no branch. */
export function detachedText(git: Git, id: string): string {
  const move = reflogOf(git.repository, 'HEAD').find((each) => each.message.startsWith('checkout: moving from '));
  const to = move?.message.split(' to ').at(-1) ?? '';
  const name = fullName(git.repository, to) === null ? short(git, move?.to ?? id) : to;
  return !move ? `Not currently on any branch.` : move.to === id ? `HEAD detached at ${name}` : `HEAD detached from ${name}`;
}

/** What is under way: a merge, a cherry-pick, a revert, a rebase. */
function underWay(git: Git, unmerged: boolean): string {
  const { repository } = git;
  if (gitFile(repository, 'MERGE_HEAD') !== null)
    return unmerged
      ? 'You have unmerged paths.\n  (fix conflicts and run "git commit")\n  (use "git merge --abort" to abort the merge)\n\n'
      : 'All conflicts fixed but you are still merging.\n  (use "git commit" to conclude merge)\n\n';
  for (const [file, command, verb] of [
    ['CHERRY_PICK_HEAD', 'cherry-pick', 'cherry-picking'],
    ['REVERT_HEAD', 'revert', 'reverting'],
  ] as const) {
    const id = gitFile(repository, file)?.trim();
    if (id === undefined || gitFile(repository, 'rebase-merge/onto') !== null) continue;
    const first = unmerged ? `fix conflicts and run "git ${command} --continue"` : `all conflicts fixed: run "git ${command} --continue"`;
    return `You are currently ${verb} commit ${short(git, id)}.\n  (${first})\n  (use "git ${command} --skip" to skip this patch)\n  (use "git ${command} --abort" to cancel the ${command} operation)\n\n`;
  }
  const onto = gitFile(repository, 'rebase-merge/onto')?.trim();
  if (onto === undefined) return '';
  const name = shortName(gitFile(repository, 'rebase-merge/head-name')?.trim() ?? '');
  const lines = (file: string) => (gitFile(repository, `rebase-merge/${file}`) ?? '').split('\n').filter((line) => line !== '');
  const [done, todo] = [lines('done'), lines('git-rebase-todo')];
  const list = (items: readonly string[]) =>
    items.map((line) => `   ${line.replace(/^(\w+) ([0-9a-f]{40})/, (_, word: string, id: string) => `${word} ${short(git, id)}`)}\n`).join('');
  const head =
    done.length === 0
      ? 'No commands done.\n'
      : `Last command${done.length === 1 ? '' : 's'} done (${done.length} command${done.length === 1 ? '' : 's'} done):\n${list(done.slice(-2))}${done.length > 2 ? '  (see more in file .git/rebase-merge/done)\n' : ''}`;
  const next =
    todo.length === 0
      ? 'No commands remaining.\n'
      : `Next command${todo.length === 1 ? '' : 's'} to do (${todo.length} remaining command${todo.length === 1 ? '' : 's'}):\n${list(todo.slice(0, 2))}  (use "git rebase --edit-todo" to view and edit)\n`;
  const fix = unmerged
    ? '  (fix conflicts and then run "git rebase --continue")\n  (use "git rebase --skip" to skip this patch)\n  (use "git rebase --abort" to check out the original branch)\n'
    : '  (all conflicts fixed: run "git rebase --continue")\n';
  return `${head}${next}You are currently rebasing branch '${name}' on '${short(git, onto)}'.\n${fix}\n`;
}

interface LongStyle {
  readonly colour: boolean;
  readonly untracked: boolean;
  readonly showIgnored: boolean;
  /** Before a commit's message template: without the last sentence. */
  readonly template?: boolean;
  /** Against the commit before HEAD, as for `commit --amend`. */
  readonly amended?: boolean;
}

const fileName = (git: Git, change: FileChange): string => (change.from === undefined ? shown(git, change.path) : `${shown(git, change.from)} -> ${shown(git, change.path)}`);

export function longStatus(git: Git, status: Status, style: LongStyle): string {
  const { repository } = git;
  const head = headOf(repository);
  const colour = (name: Colour, text: string) => painted(style.colour, name, text);
  const rebasing = gitFile(repository, 'rebase-merge/onto') !== null;
  let text = '';
  if (head.branch !== null) text += `On branch ${branchName(git)}\n`;
  else if (rebasing) text += `${colour('red', 'interactive rebase in progress; onto ')}${short(git, gitFile(repository, 'rebase-merge/onto')?.trim() ?? '')}\n`;
  else {
    const detached = detachedText(git, head.id);
    const [, words = detached, name = ''] = /^(HEAD detached (?:at|from) )(.*)$/.exec(detached) ?? [];
    text += `${colour('red', words)}${name}\n`;
  }
  const tracking = trackingText(git);
  if (tracking !== '') text += `${tracking}\n`;
  const way = underWay(git, status.unmerged.length > 0);
  text += way;
  if (head.id === null) text += `\nNo commits yet\n\n`;
  const unstage = head.id === null ? '  (use "git rm --cached <file>..." to unstage)\n' : '  (use "git restore --staged <file>..." to unstage)\n';
  const list = (changes: readonly FileChange[], name: Colour) => changes.map((change) => `\t${colour(name, `${WORDS[change.status]}${fileName(git, change)}`)}\n`).join('');
  const merging = gitFile(repository, 'MERGE_HEAD') !== null;
  if (status.staged.length > 0) text += `Changes to be committed:\n${merging ? '' : unstage}${list(status.staged, 'green')}\n`;
  if (status.unmerged.length > 0) {
    const conflicts = loadIndex(repository).conflicts;
    const gone = [...conflicts.values()].some((each) => !each.ours || !each.theirs);
    text += `Unmerged paths:\n${merging ? '' : unstage}  (use "git add${gone ? '/rm' : ''} <file>..."${gone ? ' as appropriate' : ''} to mark resolution)\n`;
    for (const path of status.unmerged) text += `\t${colour('red', `${conflictWords(conflicts.get(path) as Conflict)[1]}${shown(git, path)}`)}\n`;
    text += '\n';
  }
  if (status.unstaged.length > 0) {
    const add = status.unstaged.some((each) => each.status === 'D') ? 'add/rm' : 'add';
    text += `Changes not staged for commit:\n  (use "git ${add} <file>..." to update what will be committed)\n  (use "git restore <file>..." to discard changes in working directory)\n${list(status.unstaged, 'red')}\n`;
  }
  if (style.untracked && status.untracked.length > 0)
    text += `Untracked files:\n  (use "git add <file>..." to include in what will be committed)\n${status.untracked.map((path) => `\t${colour('red', shown(git, path))}\n`).join('')}\n`;
  if (style.showIgnored && status.ignored.length > 0)
    text += `Ignored files:\n  (use "git add -f <file>..." to include in what will be committed)\n${status.ignored.map((path) => `\t${colour('red', shown(git, path))}\n`).join('')}\n`;
  if (!style.untracked && status.staged.length > 0 && !style.template) text += 'Untracked files not listed (use -u option to show untracked files)\n';
  if (style.template) return text;
  if (status.staged.length > 0 || (merging && status.unmerged.length === 0)) return text;
  if (status.unstaged.length > 0 || status.unmerged.length > 0) return `${text}no changes added to commit (use "git add" and/or "git commit -a")\n`;
  if (style.untracked && status.untracked.length > 0) return `${text}nothing added to commit but untracked files present (use "git add" to track)\n`;
  if (style.amended) return `${text}No changes\n`;
  if (head.id === null) return `${text}nothing to commit (create/copy files and use "git add" to track)\n`;
  return `${text}${style.untracked ? 'nothing to commit, working tree clean' : 'nothing to commit (use -u to show untracked files)'}\n`;
}

function branchLine(git: Git): string {
  const { branch, id } = headOf(git.repository);
  if (branch === null) return `## ${paint(git, 'red', 'HEAD (no branch)')}\n`;
  const upstream = upstreamOf(git.config, branch);
  const name = paint(git, 'green', shortName(branch));
  const start = id === null ? `## No commits yet on ${name}` : `## ${name}`;
  if (upstream === null) return `${start}\n`;
  const there = resolveRef(git.repository, upstream);
  const far = `${start}...${paint(git, 'red', shortName(upstream))}`;
  if (there === null) return `${far} [gone]\n`;
  const { ahead, behind } = id === null ? { ahead: 0, behind: 0 } : aheadBehind(git.repository, id, there);
  const parts = [...(ahead > 0 ? [`ahead ${paint(git, 'green', String(ahead))}`] : []), ...(behind > 0 ? [`behind ${paint(git, 'red', String(behind))}`] : [])];
  return `${far}${parts.length > 0 ? ` [${parts.join(', ')}]` : ''}\n`;
}

export function shortStatus(
  git: Git,
  status: Status,
  style: { readonly branch: boolean; readonly untracked: boolean; readonly showIgnored: boolean; readonly whole: boolean },
): string {
  let text = style.branch ? branchLine(git) : '';
  const conflicts = loadIndex(git.repository).conflicts;
  const name = (path: string) => {
    const written = style.whole ? path : shown(git, path);
    return / /.test(written) && !written.startsWith('"') ? `"${written}"` : written;
  };
  const letters = new Map<string, [staged: string, unstaged: string, from?: string]>();
  for (const change of status.staged) letters.set(change.path, [change.status, ' ', ...(change.from === undefined ? [] : [change.from])] as [string, string, string?]);
  for (const change of status.unstaged) letters.set(change.path, [letters.get(change.path)?.[0] ?? ' ', change.status, letters.get(change.path)?.[2]]);
  for (const path of status.unmerged) letters.set(path, ['U', 'U']);
  for (const path of [...letters.keys()].sort((a, b) => (a < b ? -1 : 1))) {
    const [left, right, from] = letters.get(path) as [string, string, string?];
    const conflict = conflicts.get(path);
    if (conflict) text += `${paint(git, 'red', conflictWords(conflict)[0])} ${name(path)}\n`;
    else
      text += `${left === ' ' ? ' ' : paint(git, 'green', left)}${right === ' ' ? ' ' : paint(git, 'red', right)} ${from === undefined ? '' : `${name(from)} -> `}${name(path)}\n`;
  }
  if (style.untracked) for (const path of status.untracked) text += `${paint(git, 'red', '??')} ${name(path)}\n`;
  if (style.showIgnored) for (const path of status.ignored) text += `${paint(git, 'red', '!!')} ${name(path)}\n`;
  return text;
}

const GRAMMAR: Grammar = {
  usage: ['git status [<options>] [--] [<pathspec>...]'],
  options: {
    short: 's',
    branch: 'b',
    'porcelain=?': '',
    long: '',
    verbose: 'v',
    'untracked-files=?': 'u',
    'ignored=?': '',
    'no-renames': '',
    'find-renames=?': 'M',
    'ahead-behind': '',
    'show-stash': '',
    null: 'z',
  },
};

export const status: Command = (git, argv) => {
  const given = readOptions(GRAMMAR, argv);
  needWorkTree(git);
  const specs = pathspecs(git, [...given.words, ...(given.after ?? [])]);
  const mode = given.value('untracked-files') ?? git.config.get('status.showuntrackedfiles') ?? (given.has('untracked-files') ? 'all' : 'normal');
  const all = mode === 'all' || (given.has('untracked-files') && given.value('untracked-files') === '');
  const index = loadIndex(git.repository);
  const found = statusOf(git.repository, index, filesOf(git, headId(git)), git.ignoring, { all, renames: !given.has('no-renames') });
  const some = (paths: readonly string[]) => paths.filter((path) => selects(specs, path.replace(/\/$/, '')) || specs.some((spec) => spec.path.startsWith(path)));
  const status: Status = {
    staged: found.staged.filter((each) => selects(specs, each.path)),
    unstaged: found.unstaged.filter((each) => selects(specs, each.path)),
    unmerged: some(found.unmerged),
    untracked: some(found.untracked),
    ignored: some(found.ignored),
  };
  const untracked = mode !== 'no';
  const showIgnored = given.has('ignored') && given.value('ignored') !== 'no';
  const porcelain = given.has('porcelain');
  if (given.value('porcelain') === 'v2' || given.value('porcelain') === '2') git.err("git: 'status --porcelain=v2' is not part of this simulation.\n");
  if (porcelain || (given.has('short') && given.flag('long') !== true)) {
    const plain = porcelain ? { ...git, colour: false } : git;
    git.out(shortStatus(plain, status, { branch: given.has('branch'), untracked, showIgnored, whole: porcelain }));
    return 0;
  }
  git.out(longStatus(git, status, { colour: git.colour, untracked, showIgnored }));
  return 0;
};
