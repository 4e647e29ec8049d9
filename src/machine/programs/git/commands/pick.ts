// git cherry-pick and revert: one commit's change, or its opposite, on top of where one is.
import { type Command, cleaned, committer, filesOf, type Git, headId, needWorkTree, reason, short, subjectAt } from '../context.ts';
import { Fatal } from '../fatal.ts';
import { integrate, stagedPaths } from '../integrate.ts';
import type { Signature } from '../objects.ts';
import { type Grammar, readOptions } from '../options.ts';
import { moveHead } from '../refs.ts';
import { dropGitFile, gitFile, putGitFile } from '../repository.ts';
import { commitNamed } from '../revision.ts';
import { readRange } from '../selection.ts';
import { loadIndex } from '../staging.ts';
import { commitAt, writeTree } from '../store.ts';
import { commitsFrom } from '../walk.ts';
import { statusOf } from '../worktree.ts';
import { announce, writeCommit } from './commit.ts';
import { refuseUnfinished, undo } from './merge.ts';
import { longStatus } from './status.ts';

type Verb = 'cherry-pick' | 'revert';

const FILES: Readonly<Record<Verb, string>> = { 'cherry-pick': 'CHERRY_PICK_HEAD', revert: 'REVERT_HEAD' };

const hint = (verb: Verb): string =>
  `hint: After resolving the conflicts, mark them with\nhint: "git add/rm <pathspec>", then run\nhint: "git ${verb} --continue".\nhint: You can instead skip this commit with "git ${verb} --skip".\nhint: To abort and get back to the state before "git ${verb}",\nhint: run "git ${verb} --abort".\n`;

export interface PickStyle {
  readonly commit: boolean;
  /** Adds where it came from (`-x`). */
  readonly trace: boolean;
  readonly mainline: number | null;
  readonly quiet: boolean;
  readonly allowEmpty?: boolean;
  /** For the reflog, when it is not the command's own name. */
  readonly action?: string;
}

export type Picked = { readonly kind: 'done'; readonly id: string } | { readonly kind: 'staged' | 'empty' | 'conflicts' | 'blocked' };

/** The subject and text of a commit that takes another one back. */
function revertMessage(git: Git, id: string, parent: string | null, merge: boolean): string {
  const again = /^Revert "Revert "(.*)""$/.exec(`Revert "${subjectAt(git, id)}"`);
  const subject = again ? `Reapply "${again[1]}"` : `Revert "${subjectAt(git, id)}"`;
  return `${subject}\n\nThis reverts commit ${id}${merge ? `, reversing\nchanges made to ${parent}` : ''}.\n`;
}

/** Applies one commit; on conflicts the files that say what is under way are left behind. */
export function pickOne(git: Git, verb: Verb, id: string, style: PickStyle): Picked {
  const { repository } = git;
  const commit = commitAt(repository, id);
  const merge = commit.parents.length > 1;
  if (merge && style.mainline === null) throw new Fatal(`error: commit ${id} is a merge but no -m option was given.\nfatal: ${verb} failed`);
  if (!merge && style.mainline !== null && style.mainline > 1) throw new Fatal(`error: commit ${id} does not have parent ${style.mainline}\nfatal: ${verb} failed`);
  const parent = commit.parents[(style.mainline ?? 1) - 1] ?? null;
  const head = headId(git);
  const [of, to] = verb === 'cherry-pick' ? [parent, id] : [id, parent];
  const name = `${short(git, id)} (${subjectAt(git, id)})`;
  const message =
    verb === 'revert'
      ? revertMessage(git, id, parent, merge)
      : `${commit.message}${style.trace ? `${commit.message.endsWith('\n') ? '' : '\n'}\n(cherry picked from commit ${id})\n` : ''}`;
  const result = integrate(git, {
    base: filesOf(git, of),
    ours: filesOf(git, head),
    theirs: filesOf(git, to),
    labels: { ours: 'HEAD', theirs: verb === 'revert' ? `parent of ${name}` : name },
    verb: 'merge',
    before: 'merge',
  });
  if (result.kind === 'blocked') return { kind: 'blocked' };
  git.out(result.messages.map((line) => `${line}\n`).join(''));
  if (result.kind === 'conflicts') {
    putGitFile(repository, FILES[verb], `${id}\n`);
    putGitFile(repository, 'MERGE_MSG', `${message}\n# Conflicts:\n${result.paths.map((path) => `#\t${path}\n`).join('')}`);
    return { kind: 'conflicts' };
  }
  if (!style.commit) {
    putGitFile(repository, 'MERGE_MSG', message);
    return { kind: 'staged' };
  }
  if (head !== null && result.tree === commitAt(repository, head).tree && !style.allowEmpty) {
    if (verb === 'cherry-pick') putGitFile(repository, FILES[verb], `${id}\n`);
    return { kind: 'empty' };
  }
  return { kind: 'done', id: conclude(git, style.action ?? verb, result.tree, message, verb === 'cherry-pick' ? commit.author : null) };
}

/** Makes the commit and moves the branch. */
function conclude(git: Git, verb: string, tree: string, message: string, author: Signature | null): string {
  const head = headId(git);
  const who = committer(git);
  const text = cleaned(message, false);
  const id = writeCommit(git, { tree, parents: head === null ? [] : [head], author: author ?? who, committer: who, message: text });
  moveHead(git.repository, id, reason(git, `${verb}: ${text.split('\n')[0]}`));
  return id;
}

/** What is still to be picked, kept between two runs of the command. */
const TODO = 'sequencer/todo';

function finish(git: Git): void {
  for (const name of ['sequencer', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'MERGE_MSG']) dropGitFile(git.repository, name);
}

function pickAll(git: Git, verb: Verb, ids: readonly string[], style: PickStyle): number {
  const { repository } = git;
  for (const [at, id] of ids.entries()) {
    const picked = pickOne(git, verb, id, style);
    const rest = ids.slice(at);
    if (picked.kind === 'done') {
      if (!style.quiet) announce(git, picked.id, true);
      continue;
    }
    if (picked.kind === 'staged') continue;
    if (ids.length > 1 && picked.kind !== 'blocked')
      putGitFile(repository, TODO, rest.map((each) => `${verb === 'revert' ? 'revert' : 'pick'} ${short(git, each)} ${subjectAt(git, each)}\n`).join(''));
    if (picked.kind === 'blocked') {
      git.err(`fatal: ${verb} failed\n`);
      return 128;
    }
    if (picked.kind === 'empty') {
      const index = loadIndex(repository);
      git.out(longStatus(git, statusOf(repository, index, filesOf(git, headId(git)), git.ignoring), { colour: git.colour, untracked: true, showIgnored: false }));
      if (verb === 'revert') return 1;
      git.err(
        "The previous cherry-pick is now empty, possibly due to conflict resolution.\nIf you wish to commit it anyway, use:\n\n    git commit --allow-empty\n\nOtherwise, please use 'git cherry-pick --skip'\n",
      );
      return 1;
    }
    git.err(`error: could not ${verb === 'revert' ? 'revert' : 'apply'} ${short(git, id)}... ${subjectAt(git, id)}\n${hint(verb)}`);
    return 1;
  }
  dropGitFile(repository, 'sequencer');
  return 0;
}

const OPTIONS = {
  'no-commit': 'n',
  edit: 'e',
  'no-edit': '',
  x: 'x',
  'mainline=': 'm',
  continue: '',
  abort: '',
  skip: '',
  quit: '',
  signoff: 's',
  'allow-empty': '',
  'keep-redundant-commits': '',
  ff: '',
};

const command =
  (verb: Verb): Command =>
  (git, argv) => {
    const grammar: Grammar = {
      usage: [
        `git ${verb} [--edit] [-n] [-m <parent-number>] [-s]${verb === 'cherry-pick' ? ' [-x] [--ff]' : ''}\n                       <commit>...`,
        `git ${verb} (--continue | --skip | --abort | --quit)`,
      ],
      options: OPTIONS,
    };
    const given = readOptions(grammar, argv);
    needWorkTree(git);
    const { repository } = git;
    const under = gitFile(repository, FILES[verb])?.trim();
    const todo = (gitFile(repository, TODO) ?? '').split('\n').filter((line) => line !== '');
    const mainline = given.value('mainline');
    const style: PickStyle = {
      commit: !given.order.includes('no-commit'),
      trace: given.has('x'),
      mainline: mainline === undefined ? null : Number(mainline),
      quiet: false,
      allowEmpty: given.has('allow-empty') || given.has('keep-redundant-commits'),
    };
    const actions = ['continue', 'abort', 'skip', 'quit'].filter((action) => given.has(action));
    const [action] = actions;
    if (action !== undefined) {
      if (under === undefined && todo.length === 0) throw new Fatal(`error: no cherry-pick or revert in progress\nfatal: ${verb} failed`);
      if (action === 'quit') {
        finish(git);
        return 0;
      }
      const rest = todo.slice(1).map((line) => commitNamed(git.names, line.split(' ')[1] as string) as string);
      const start = gitFile(repository, 'sequencer/head')?.trim() ?? (headId(git) as string);
      if (action === 'abort') {
        undo(git, start);
        finish(git);
        moveHead(repository, start, reason(git, `reset: moving to ${start}`));
        return 0;
      }
      if (action === 'skip') undo(git, headId(git) as string);
      else if (under !== undefined) {
        const index = loadIndex(repository);
        if (index.conflicts.size > 0)
          throw new Fatal(
            `error: Committing is not possible because you have unmerged files.\nhint: Fix them up in the work tree, and then use 'git add/rm <file>'\nhint: as appropriate to mark resolution and make a commit.\nfatal: Exiting because of an unresolved conflict.`,
          );
        const id = conclude(
          git,
          verb,
          writeTree(repository, index.entries),
          cleaned(gitFile(repository, 'MERGE_MSG') ?? '', true),
          verb === 'cherry-pick' ? commitAt(repository, under).author : null,
        );
        announce(git, id, true);
      }
      for (const name of [FILES[verb], 'MERGE_MSG', TODO]) dropGitFile(repository, name);
      return pickAll(git, verb, rest, style);
    }
    if (given.words.length === 0) throw new Fatal(`usage: ${grammar.usage[0]}`, 129);
    const ids = given.words.flatMap((word) => {
      if (!word.includes('..')) {
        const id = commitNamed(git.names, word);
        if (id === null) throw new Fatal(`fatal: bad revision '${word}'`);
        return [id];
      }
      const { range } = readRange(git, { ...given, words: [word], after: null }, []);
      const list = commitsFrom(repository, range.starts, range.hidden).map((visit) => visit.id);
      return verb === 'revert' ? list : list.reverse();
    });
    refuseUnfinished(git, verb);
    if (under !== undefined) throw new Fatal(`error: a ${verb} is already in progress\nhint: try "git ${verb} (--continue | --skip | --abort | --quit)"\nfatal: ${verb} failed`);
    const head = headId(git);
    const staged = stagedPaths(git, loadIndex(repository), head);
    if (staged.length > 0 && style.commit)
      throw new Fatal(`error: your local changes would be overwritten by ${verb}.\nhint: commit your changes or stash them to proceed.\nfatal: ${verb} failed`);
    if (ids.length > 1 && head !== null) putGitFile(repository, 'sequencer/head', `${head}\n`);
    return pickAll(git, verb, ids, style);
  };

export const cherryPick = command('cherry-pick');
export const revert = command('revert');
