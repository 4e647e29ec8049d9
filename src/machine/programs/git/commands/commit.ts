// git commit.
import { changesBetween, withRenames } from '../compare.ts';
import { branchName, type Command, cleaned, committer, filesOf, type Git, headId, needCommit, needWorkTree, short } from '../context.ts';
import { dateText, readDate } from '../dates.ts';
import { Fatal, missing } from '../fatal.ts';
import { stagedPaths, treeOfIndex } from '../integrate.ts';
import { type Commit, encodeCommit, type Signature, subjectOf } from '../objects.ts';
import { type Grammar, readOptions } from '../options.ts';
import { countsOf, modeChanges, summaryOf } from '../patch.ts';
import { pathspecs, selects, unmatched } from '../pathspec.ts';
import { moveHead } from '../refs.ts';
import { dropGitFile, gitFile, identity, putGitFile } from '../repository.ts';
import { loadIndex, saveIndex } from '../staging.ts';
import { commitAt, listingOf, writeObject } from '../store.ts';
import { statusOf } from '../worktree.ts';
import { stagePath } from './stage.ts';
import { longStatus } from './status.ts';

export const GRAMMAR: Grammar = {
  usage: [
    'git commit [-a | --interactive | --patch] [-s] [-v] [-u<mode>] [--amend]\n                  [--dry-run] [(-c | -C | --squash) <commit> | --fixup [(amend|reword):]<commit>)]\n                  [-F <file> | -m <msg>] [--reset-author] [--allow-empty]\n                  [--allow-empty-message] [--no-verify] [-e] [--author=<author>]\n                  [--date=<date>] [--cleanup=<mode>] [--[no-]status]\n                  [-i | -o] [--pathspec-from-file=<file> [--pathspec-file-nul]]\n                  [(--trailer <token>[(=|:)<value>])...] [-S[<keyid>]]\n                  [--] [<pathspec>...]',
  ],
  options: {
    quiet: 'q',
    verbose: 'v',
    'message=': 'm',
    'file=': 'F',
    'author=': '',
    'date=': '',
    'reedit-message=': 'c',
    'reuse-message=': 'C',
    signoff: 's',
    all: 'a',
    include: 'i',
    only: 'o',
    patch: 'p',
    interactive: '',
    amend: '',
    edit: 'e',
    'dry-run': '',
    'allow-empty': '',
    'allow-empty-message': '',
    'no-verify': 'n',
    'reset-author': '',
    'fixup=': '',
    'squash=': '',
    'cleanup=': '',
    status: '',
    'untracked-files=?': 'u',
    null: 'z',
  },
};

/** What git adds when it made up who commits. */
const madeUp = (who: Signature): string =>
  ` Committer: ${who.name} <${who.email}>\nYour name and email address were configured automatically based\non your username and hostname. Please check that they are accurate.\nYou can suppress this message by setting them explicitly. Run the\nfollowing command and follow the instructions in your editor to edit\nyour configuration file:\n\n    git config --global --edit\n\nAfter doing this, you may fix the identity used for this commit with:\n\n    git commit --amend --reset-author\n\n`;

/** The lines that follow a new commit: `[main 1a2b3c4] Subject` and what it changed. */
export function announce(git: Git, id: string, dated: boolean): void {
  const commit = commitAt(git.repository, id);
  const [parent] = commit.parents;
  const who = committer(git);
  const place = branchName(git) ?? 'detached HEAD';
  git.out(`[${place}${parent === undefined ? ' (root-commit)' : ''} ${short(git, id)}] ${subjectOf(commit.message)}\n`);
  if (commit.author.name !== commit.committer.name || commit.author.email !== commit.committer.email) git.out(` Author: ${commit.author.name} <${commit.author.email}>\n`);
  if (dated) git.out(` Date: ${dateText(commit.author, 'default', { now: git.process.time.now, zone: git.process.env.TZ })}\n`);
  if (who.implicit) git.out(madeUp(who));
  if (commit.parents.length > 1) return;
  const changes = withRenames(git.repository, changesBetween(filesOf(git, parent ?? null), listingOf(git.repository, commit.tree)));
  git.out(summaryOf(countsOf(git.repository, changes)) + modeChanges(changes));
}

/** Writes a commit object. */
export const writeCommit = (git: Git, commit: Commit): string => writeObject(git.repository, 'commit', encodeCommit(commit));

/** Comment lines for the editor: where one is and what goes in. */
function template(git: Git): string {
  const status = statusOf(git.repository, loadIndex(git.repository), filesOf(git, headId(git)), git.ignoring);
  const text = longStatus(git, status, { colour: false, untracked: true, showIgnored: false, template: true });
  const lines = text.replace(/\n+$/, '').split('\n');
  return `# Please enter the commit message for your changes. Lines starting\n# with '#' will be ignored, and an empty message aborts the commit.\n#\n${lines.map((line) => `${`# ${line}`.replace(/^# \t/, '#\t').trimEnd()}\n`).join('')}#\n`;
}

function authorFrom(text: string, fallback: Signature): Signature {
  const found = /^(.*?)\s*<([^>]*)>$/.exec(text);
  if (!found) throw new Fatal(`fatal: --author '${text}' is not 'Name <email>' and matches no existing author`);
  return { ...fallback, name: found[1] as string, email: found[2] as string };
}

export const commit: Command = (git, argv) => {
  const given = readOptions(GRAMMAR, argv);
  needWorkTree(git);
  const { repository } = git;
  for (const option of ['patch', 'interactive', 'fixup', 'squash']) if (given.has(option)) throw missing(`'commit --${option}'`);
  const words = [...given.words, ...(given.after ?? [])];
  if (given.has('all') && words.length > 0) throw new Fatal(`fatal: paths '${words[0]} ...' with -a does not make sense`);
  const head = headId(git);
  const amended = given.has('amend');
  if (amended && head === null) throw new Fatal('fatal: You have nothing to amend.');
  const merging = gitFile(repository, 'MERGE_HEAD')?.trim().split('\n') ?? [];
  const picking = gitFile(repository, 'CHERRY_PICK_HEAD')?.trim();
  if (amended && merging.length > 0) throw new Fatal('fatal: You are in the middle of a merge -- cannot amend.');
  if (amended && picking !== undefined) throw new Fatal('fatal: You are in the middle of a cherry-pick -- cannot amend.');
  const index = loadIndex(repository);
  if (given.has('all')) for (const path of [...index.entries.keys(), ...index.conflicts.keys()]) stagePath(git, index, path);
  if (index.conflicts.size > 0) {
    git.out([...index.conflicts.keys()].map((path) => `U\t${path}\n`).join(''));
    throw new Fatal(
      "error: Committing is not possible because you have unmerged files.\nhint: Fix them up in the work tree, and then use 'git add/rm <file>'\nhint: as appropriate to mark resolution and make a commit.\nfatal: Exiting because of an unresolved conflict.",
    );
  }
  const specs = pathspecs(git, words);
  let partial = index;
  if (words.length > 0) {
    const known = [...new Set([...index.entries.keys(), ...filesOf(git, head).keys()])];
    const stranger = unmatched(specs, known);
    if (stranger) throw new Fatal(`error: pathspec '${stranger.text}' did not match any file(s) known to git`, 1);
    partial = given.has('include') ? index : { entries: new Map([...filesOf(git, head)].map(([path, side]) => [path, { ...side, size: 0, mtime: 0 }])), conflicts: new Map() };
    for (const path of known.filter((each) => selects(specs, each))) for (const each of new Set([partial, index])) stagePath(git, each, path);
  }
  const previous = amended && head !== null ? commitAt(repository, head) : null;
  const parents = previous ? previous.parents : [...(head === null ? [] : [head]), ...merging];
  const base = previous ? (previous.parents[0] ?? null) : head;
  const staged = stagedPaths(git, partial, base);
  const sayNothing = () => {
    const status = statusOf(repository, index, filesOf(git, head), git.ignoring);
    git.out(longStatus(git, status, { colour: git.colour, untracked: true, showIgnored: false }));
    return 1;
  };
  if (given.has('dry-run')) {
    sayNothing();
    return staged.length > 0 ? 0 : 1;
  }
  if (staged.length === 0 && !given.has('allow-empty') && merging.length === 0 && !amended) {
    if (given.has('all') || words.length > 0) saveIndex(repository, index);
    if (picking !== undefined) {
      sayNothing();
      git.err(
        "The previous cherry-pick is now empty, possibly due to conflict resolution.\nIf you wish to commit it anyway, use:\n\n    git commit --allow-empty\n\nOtherwise, please use 'git cherry-pick --skip'\n",
      );
      return 1;
    }
    return sayNothing();
  }
  if (amended && staged.length === 0 && !given.has('allow-empty') && previous && previous.parents.length === 1) {
    git.err(
      'You asked to amend the most recent commit, but doing so would make\nit empty. You can repeat your command with --allow-empty, or you can\nremove the commit entirely with "git reset HEAD^".\n',
    );
    const status = statusOf(repository, index, filesOf(git, base), git.ignoring);
    git.out(longStatus(git, status, { colour: git.colour, untracked: true, showIgnored: false, amended: true }));
    return 1;
  }
  const reused = given.value('reuse-message') ?? given.value('reedit-message');
  const model = reused === undefined ? null : commitAt(repository, needCommit(git, reused));
  const messages = given.values('message');
  const file = given.value('file');
  let message: string | null = messages.length > 0 ? messages.map((each) => each.replace(/\n+$/, '')).join('\n\n') : null;
  if (file !== undefined) {
    if (file !== '-' && !git.process.disk.stat(file)) throw new Fatal(`fatal: could not read log file '${file}': No such file or directory`);
    message = file === '-' ? (git.process.stdin ?? '') : git.process.disk.read(file);
  }
  if (message === null && model) message = model.message;
  const unfinished = gitFile(repository, 'MERGE_MSG');
  const suggested = message ?? previous?.message ?? unfinished ?? '';
  const edits = given.flag('edit') ?? (given.has('reedit-message') || (message === null && reused === undefined && !(previous && given.flag('edit') === false)));
  const signed = (text: string) => {
    if (!given.has('signoff')) return text;
    const line = `Signed-off-by: ${committer(git).name} <${committer(git).email}>`;
    return text.includes(line) ? text : `${text.replace(/\n+$/, '')}\n\n${line}\n`;
  };
  const edited = edits ? git.edit('COMMIT_EDITMSG', `${signed(suggested.replace(/^# Conflicts:[\s\S]*$/m, ''))}\n${template(git)}`) : null;
  const final = edited !== null ? cleaned(edited, true) : cleaned(signed(suggested), false);
  if (final === '' && !given.has('allow-empty-message')) throw new Fatal('Aborting commit due to empty commit message.', 1);
  if (given.has('all') || words.length > 0) saveIndex(repository, index);
  const me = identity(git.process, git.config, 'AUTHOR');
  let author: Signature = model?.author ?? (picking !== undefined ? commitAt(repository, picking).author : (previous?.author ?? me));
  if (given.has('reset-author')) author = me;
  const asked = given.value('author');
  if (asked !== undefined) author = authorFrom(asked, author);
  const date = given.value('date');
  if (date !== undefined) {
    const at = readDate(date, git.process.time.now, git.process.env.TZ);
    if (at === null) throw new Fatal(`fatal: invalid date format: ${date}`);
    author = { ...author, at, zone: me.zone };
  }
  const tree = treeOfIndex(git, partial);
  const id = writeCommit(git, { tree, parents, author, committer: committer(git), message: final });
  const kind = amended ? 'commit (amend)' : merging.length > 0 ? 'commit (merge)' : picking !== undefined ? 'commit (cherry-pick)' : head === null ? 'commit (initial)' : 'commit';
  if (amended && head !== null) putGitFile(repository, 'ORIG_HEAD', `${head}\n`);
  moveHead(repository, id, { who: committer(git), message: `${kind}: ${subjectOf(final)}` });
  putGitFile(repository, 'COMMIT_EDITMSG', final);
  for (const name of ['MERGE_HEAD', 'MERGE_MSG', 'MERGE_MODE', 'CHERRY_PICK_HEAD', 'REVERT_HEAD']) dropGitFile(repository, name);
  if (!given.has('quiet')) {
    announce(git, id, amended || asked !== undefined || date !== undefined);
  }
  return 0;
};
