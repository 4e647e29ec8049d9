// git reset: the branch back to a commit, and how much comes with it.
import { type Command, filesOf, headId, needCommit, reason, short, shown, subjectAt } from '../context.ts';
import { Fatal, missing } from '../fatal.ts';
import { sayBlocked } from '../integrate.ts';
import { type Grammar, readOptions } from '../options.ts';
import { pathspecs, selects, unmatched } from '../pathspec.ts';
import { moveHead } from '../refs.ts';
import { dropGitFile, gitFile, putGitFile } from '../repository.ts';
import { commitNamed, objectNamed, peel, unknownRevision } from '../revision.ts';
import { loadIndex, saveIndex } from '../staging.ts';
import { listingOf } from '../store.ts';
import { entryFor, indexTo, moveTree, resetTo, statusOf } from '../worktree.ts';

const GRAMMAR: Grammar = {
  usage: [
    'git reset [--mixed | --soft | --hard | --merge | --keep] [-q] [<commit>]',
    'git reset [-q] [<tree-ish>] [--] <pathspec>...',
    'git reset --patch [<tree-ish>] [--] [<pathspec>...]',
  ],
  options: { quiet: 'q', mixed: '', soft: '', hard: '', merge: '', keep: '', patch: 'p', 'no-refresh': '', refresh: '', 'intent-to-add': 'N' },
};

export const reset: Command = (git, argv) => {
  const given = readOptions(GRAMMAR, argv);
  const { repository } = git;
  if (given.has('patch')) throw missing("'reset --patch'");
  const [first, ...others] = given.words;
  const named = first !== undefined && (objectNamed(git.names, first) !== null || (first === 'HEAD' && headId(git) === null));
  if (first !== undefined && !named && given.after === null && !git.process.disk.stat(first) && !loadIndex(repository).entries.has(first)) throw unknownRevision(first);
  const paths = [...(named ? others : given.words), ...(given.after ?? [])];
  const modes = ['soft', 'hard', 'mixed', 'merge', 'keep'].filter((mode) => given.has(mode));
  const mode = modes.at(-1) ?? 'mixed';
  const commitish = named ? (first as string) : 'HEAD';
  const index = loadIndex(repository);
  const sayUnstaged = () => {
    const status = statusOf(repository, index, filesOf(git, headId(git)), git.ignoring);
    if (given.has('quiet') || status.unstaged.length + status.unmerged.length === 0) return;
    git.out(
      `Unstaged changes after reset:\n${[...status.unstaged.map((each) => [each.status, each.path] as const), ...status.unmerged.map((path) => ['U', path] as const)].map(([letter, path]) => `${letter}\t${shown(git, path)}\n`).join('')}`,
    );
  };
  if (paths.length > 0) {
    if (modes.length > 0 && mode !== 'mixed') throw new Fatal(`fatal: Cannot do ${mode} reset with paths.`);
    if (modes.length > 0) git.err("warning: --mixed with paths is deprecated; use 'git reset -- <paths>' instead.\n");
    const tree = headId(git) === null && commitish === 'HEAD' ? null : peel(repository, objectNamed(git.names, commitish) as string, 'tree');
    const files = listingOf(repository, tree);
    const specs = pathspecs(git, paths);
    const known = [...new Set([...files.keys(), ...index.entries.keys(), ...index.conflicts.keys()])];
    const stranger = unmatched(specs, known);
    if (stranger && given.after === null && !git.process.disk.stat(stranger.text)) throw unknownRevision(stranger.text);
    for (const path of known.filter((each) => selects(specs, each))) {
      const file = files.get(path);
      index.conflicts.delete(path);
      if (file) index.entries.set(path, entryFor(repository, path, file));
      else index.entries.delete(path);
    }
    saveIndex(repository, index);
    sayUnstaged();
    return 0;
  }
  const head = headId(git);
  if (head === null) {
    if (commitish !== 'HEAD') throw unknownRevision(commitish);
    if (mode === 'mixed') indexTo(repository, index, new Map());
    else if (mode === 'hard') resetTo(repository, index, new Map());
    saveIndex(repository, index);
    return 0;
  }
  const id = commitNamed(git.names, commitish) ?? needCommit(git, commitish);
  const target = filesOf(git, id);
  if (mode === 'soft' && (index.conflicts.size > 0 || gitFile(repository, 'MERGE_HEAD') !== null)) throw new Fatal('fatal: Cannot do a soft reset in the middle of a merge.');
  if (mode === 'hard') resetTo(repository, index, target);
  else if (mode === 'mixed') indexTo(repository, index, target);
  else if (mode === 'keep' || mode === 'merge') {
    const blocked = moveTree(repository, index, git.ignoring, filesOf(git, head), target);
    if (blocked) {
      if (mode === 'keep') for (const path of blocked.changed) git.err(`error: Entry '${path}' not uptodate. Cannot merge.\n`);
      else sayBlocked(git, blocked, 'merge', 'merge');
      throw new Fatal(`fatal: Could not reset index file to revision '${commitish}'.`);
    }
    indexTo(repository, index, target);
  }
  if (mode !== 'soft') saveIndex(repository, index);
  putGitFile(repository, 'ORIG_HEAD', `${head}\n`);
  if (id !== head || given.words.length > 0 || modes.length > 0) moveHead(repository, id, reason(git, `reset: moving to ${commitish}`));
  if (mode !== 'soft') for (const file of ['MERGE_HEAD', 'MERGE_MSG', 'MERGE_MODE', 'CHERRY_PICK_HEAD', 'REVERT_HEAD']) dropGitFile(repository, file);
  if (mode === 'hard' && !given.has('quiet')) git.out(`HEAD is now at ${short(git, id)} ${subjectAt(git, id)}\n`);
  if (mode === 'mixed') sayUnstaged();
  return 0;
};
