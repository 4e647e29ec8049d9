// git stash: changes put aside as commits that only `refs/stash` and its reflog know.
import { changesBetween } from '../compare.ts';
import { branchName, type Command, committer, filesOf, type Git, headId, needWorkTree, reason, short, subjectAt } from '../context.ts';
import { DIFF_OPTIONS, differencesText, diffStyle } from '../differences.ts';
import { Fatal, missing } from '../fatal.ts';
import { integrate, treeOfIndex } from '../integrate.ts';
import { type Given, readOptions } from '../options.ts';
import { pathspecs, selects, unmatched } from '../pathspec.ts';
import { deleteRef, putReflog, reflogOf, setHead, updateRef } from '../refs.ts';
import { putGitFile } from '../repository.ts';
import { type Index, listingOfIndex, loadIndex, saveIndex } from '../staging.ts';
import { commitAt, type Listing, listingOf, type Side, writeObject, writeTree } from '../store.ts';
import { indexTo, putWorking, removeWorking, resetTo, scanOf, statusOf, workingSide } from '../worktree.ts';
import { makeBranch } from './branch.ts';
import { writeCommit } from './commit.ts';
import { longStatus } from './status.ts';

const REF = 'refs/stash';

/** The place of a stash in the list, from `stash@{2}` or `2`. */
function placeOf(git: Git, word: string | undefined): { readonly at: number; readonly id: string; readonly name: string } {
  const list = reflogOf(git.repository, REF);
  const number = word === undefined ? 0 : Number(/^(?:stash@\{)?(\d+)\}?$/.exec(word)?.[1] ?? Number.NaN);
  if (list.length === 0 && (word === undefined || !Number.isNaN(number))) throw new Fatal('No stash entries found.', 1);
  if (Number.isNaN(number)) throw new Fatal(`error: '${word}' is not a stash-like commit`, 1);
  const entry = list[number];
  if (!entry) throw new Fatal(`error: stash@{${number}} is not a valid reference`, 1);
  return { at: number, id: entry.to, name: `refs/stash@{${number}}` };
}

/** All that the index knows as it lies in the working folder. */
function workingTree(git: Git, index: Index): Listing {
  const files = new Map<string, Side>();
  for (const path of [...index.entries.keys()].sort()) {
    const side = workingSide(git.repository, path);
    if (side)
      files.set(path, { mode: index.entries.get(path)?.mode === 0o120000 ? 0o120000 : side.mode, id: writeObject(git.repository, 'blob', side.bytes?.() ?? new Uint8Array()) });
  }
  return files;
}

function push(git: Git, given: Given): number {
  const { repository } = git;
  if (given.has('patch')) throw missing("'stash --patch'");
  const head = headId(git);
  if (head === null) throw new Fatal('You do not have the initial commit yet', 1);
  const index = loadIndex(repository);
  if (index.conflicts.size > 0) throw new Fatal(`${[...index.conflicts.keys()].map((path) => `${path}: needs merge`).join('\n')}`, 1);
  const specs = pathspecs(git, [...given.words, ...(given.after ?? [])]);
  const chosen = (path: string) => selects(specs, path);
  const stranger = unmatched(specs, [...index.entries.keys(), ...(given.has('include-untracked') ? scanOf(repository, index, git.ignoring).untracked : [])]);
  if (stranger) throw new Fatal(`error: pathspec ':(,prefix:0)${stranger.text}' did not match any file(s) known to git\nDid you forget to 'git add'?`, 1);
  const committed = filesOf(git, head);
  const working = workingTree(git, index);
  const scan = scanOf(repository, index, git.ignoring);
  const untracked =
    given.has('include-untracked') || given.has('all') ? [...scan.untracked, ...(given.has('all') ? scan.ignored : [])].filter((path) => !path.endsWith('/') && chosen(path)) : [];
  const staged = changesBetween(committed, listingOfIndex(index)).filter((each) => chosen(each.path));
  const changed = changesBetween(committed, working).filter((each) => chosen(each.path));
  if (staged.length + changed.length + untracked.length === 0) {
    git.out('No local changes to save\n');
    return 0;
  }
  const who = committer(git);
  const place = `${branchName(git) ?? '(no branch)'}: `;
  const base = `${place}${short(git, head)} ${subjectAt(git, head)}`;
  const text = given.value('message');
  const message = text === undefined ? `WIP on ${base}` : `On ${place}${text}`;
  const write = (tree: string, parents: readonly string[], subject: string) => writeCommit(git, { tree, parents, author: who, committer: who, message: `${subject}\n` });
  const indexCommit = write(treeOfIndex(git, index), [head], `index on ${base}`);
  const files = new Map(committed);
  for (const { path, after } of changed) {
    if (after) files.set(path, after);
    else files.delete(path);
  }
  const parents = [head, indexCommit];
  if (untracked.length > 0) {
    const others = untracked.map((path): [string, Side] => {
      const side = workingSide(repository, path) as Side;
      return [path, { mode: side.mode, id: writeObject(repository, 'blob', side.bytes?.() ?? new Uint8Array()) }];
    });
    parents.push(write(writeTree(repository, others), [], `untracked files on ${base}`));
  }
  const id = writeCommit(git, { tree: writeTree(repository, files), parents, author: who, committer: who, message });
  updateRef(repository, REF, id, { who, message });
  if (!given.has('quiet')) git.out(`Saved working directory and index state ${message}\n`);
  for (const path of untracked) removeWorking(repository, path);
  const keep = given.has('keep-index');
  const kept = keep ? listingOfIndex(index) : committed;
  if (specs.length === 0) resetTo(repository, index, kept);
  else
    for (const path of new Set([...staged, ...changed].map((each) => each.path))) {
      const side = kept.get(path);
      if (side) index.entries.set(path, putWorking(repository, path, side));
      else {
        removeWorking(repository, path);
        index.entries.delete(path);
      }
    }
  saveIndex(repository, index);
  return 0;
}

function drop(git: Git, place: { readonly at: number; readonly id: string; readonly name: string }, quiet: boolean): void {
  const { repository } = git;
  const list = reflogOf(repository, REF);
  const rest = list.filter((_, at) => at !== place.at);
  if (rest.length === 0) deleteRef(repository, REF);
  else {
    putReflog(
      repository,
      REF,
      rest.map((entry, at) => ({ ...entry, from: rest[at + 1]?.to ?? '0'.repeat(40) })),
    );
    putGitFile(repository, REF, `${rest[0]?.to}\n`);
  }
  if (!quiet) git.out(`Dropped ${place.name} (${place.id})\n`);
}

/** Brings a stash back; true when all went in without conflicts. */
function apply(git: Git, id: string, withIndex: boolean, quiet: boolean): boolean {
  const { repository } = git;
  const commit = commitAt(repository, id);
  const [base, staged, others] = commit.parents as [string, string, string?];
  const index = loadIndex(repository);
  if (index.conflicts.size > 0) throw new Fatal([...index.conflicts.keys()].map((path) => `${path}: needs merge`).join('\n'), 1);
  const before = listingOfIndex(index);
  const extra = others === undefined ? new Map<string, Side>() : filesOf(git, others);
  const blocked = [...extra.keys()].filter((path) => workingSide(repository, path));
  if (blocked.length > 0) {
    git.err(`${blocked.map((path) => `${path} already exists, no checkout\n`).join('')}error: could not restore untracked files from stash\n`);
    return false;
  }
  const result = integrate(git, {
    base: filesOf(git, base),
    ours: before,
    theirs: filesOf(git, id),
    labels: { ours: 'Updated upstream', theirs: 'Stashed changes' },
    verb: 'merge',
    before: 'merge',
  });
  if (result.kind === 'blocked') return false;
  git.out(result.messages.map((line) => `${line}\n`).join(''));
  for (const [path, side] of extra) putWorking(repository, path, side);
  const after = loadIndex(repository);
  if (result.kind === 'clean') {
    // New files stay in the index; everything else is as it was there before, or as it was staged then.
    const target = new Map(before);
    if (withIndex) for (const { path, after: side } of changesBetween(filesOf(git, base), filesOf(git, staged))) side ? target.set(path, side) : target.delete(path);
    for (const { path, status, after: side } of changesBetween(before, listingOfIndex(after))) if (status === 'A' && side && !target.has(path)) target.set(path, side);
    indexTo(repository, after, new Map([...target].sort(([a], [b]) => (a < b ? -1 : 1))));
    saveIndex(repository, after);
  }
  if (!quiet || result.kind === 'conflicts') {
    const status = statusOf(repository, loadIndex(repository), filesOf(git, headId(git)), git.ignoring);
    git.out(longStatus(git, status, { colour: git.colour, untracked: true, showIgnored: false }));
  }
  return result.kind === 'clean';
}

const SUBS = ['push', 'save', 'list', 'show', 'pop', 'apply', 'drop', 'clear', 'branch', 'create', 'store'] as const;
const USAGE = [
  'git stash list [<log-options>]',
  'git stash show [-u | --include-untracked | --only-untracked] [<diff-options>] [<stash>]',
  'git stash drop [-q | --quiet] [<stash>]',
  'git stash pop [--index] [-q | --quiet] [<stash>]',
  'git stash apply [--index] [-q | --quiet] [<stash>]',
  'git stash branch <branchname> [<stash>]',
  'git stash [push [-p | --patch] [-S | --staged] [-k | --[no-]keep-index] [-q | --quiet]\n          [-u | --include-untracked] [-a | --all] [(-m | --message) <message>]\n          [--pathspec-from-file=<file> [--pathspec-file-nul]]\n          [--] [<pathspec>...]]',
  'git stash clear',
];

export const stash: Command = (git, argv) => {
  needWorkTree(git);
  const { repository } = git;
  const [first] = argv;
  const named = first !== undefined && !first.startsWith('-');
  const sub = named ? SUBS.find((each) => each === first) : 'push';
  if (sub === undefined) throw new Fatal(`fatal: subcommand wasn't specified; 'push' can't be assumed due to unexpected token '${first}'`);
  const options = { patch: 'p', staged: 'S', 'keep-index': 'k', quiet: 'q', 'include-untracked': 'u', all: 'a', 'message=': 'm', index: '' };
  const given = readOptions(
    { usage: USAGE, options: sub === 'show' || sub === 'list' ? { ...DIFF_OPTIONS, 'include-untracked': '', oneline: '' } : options },
    named ? argv.slice(1) : argv,
  );
  const [word] = given.words;
  switch (sub) {
    case 'push':
      return push(git, given);
    case 'save':
      return push(git, { ...given, words: [], value: (name) => (name === 'message' && given.words.length > 0 ? given.words.join(' ') : given.value(name)) });
    case 'list':
      for (const [at, entry] of reflogOf(repository, REF).entries()) git.out(`stash@{${at}}: ${entry.message}\n`);
      return 0;
    case 'show': {
      const { id } = placeOf(git, word);
      const [base] = commitAt(repository, id).parents;
      const style = diffStyle(git, given, ['stat']);
      git.out(differencesText(git, changesBetween(filesOf(git, base ?? null), filesOf(git, id)), style));
      return 0;
    }
    case 'apply':
    case 'pop': {
      const place = placeOf(git, word);
      const done = apply(git, place.id, given.has('index'), given.has('quiet'));
      if (sub === 'pop' && done) drop(git, place, given.has('quiet'));
      else if (sub === 'pop') git.out('The stash entry is kept in case you need it again.\n');
      return done ? 0 : 1;
    }
    case 'drop':
      drop(git, placeOf(git, word), given.has('quiet'));
      return 0;
    case 'clear':
      deleteRef(repository, REF);
      return 0;
    case 'branch': {
      if (word === undefined) throw new Fatal('No branch name specified', 1);
      const place = placeOf(git, given.words[1]);
      const base = commitAt(repository, place.id).parents[0] as string;
      const full = makeBranch(git, word, base);
      const index = loadIndex(repository);
      resetTo(repository, index, listingOf(repository, commitAt(repository, base).tree));
      saveIndex(repository, index);
      setHead(repository, full, reason(git, `checkout: moving from ${branchName(git) ?? headId(git)} to ${word}`));
      git.err(`Switched to a new branch '${word}'\n`);
      if (apply(git, place.id, true, false)) drop(git, place, false);
      return 0;
    }
    default:
      throw missing(`'stash ${sub}'`);
  }
};
