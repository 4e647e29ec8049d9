// git restore, and the half of checkout that takes single files out of a commit or the index.
import { type Command, filesOf, type Git, headId, needWorkTree } from '../context.ts';
import { Fatal, missing } from '../fatal.ts';
import { type Grammar, readOptions } from '../options.ts';
import { pathspecs, selects, unmatched } from '../pathspec.ts';
import { objectNamed, peel } from '../revision.ts';
import { listingOfIndex, loadIndex, saveIndex } from '../staging.ts';
import { type Listing, listingOf } from '../store.ts';
import { entryFor, putWorking, removeWorking, workingSide } from '../worktree.ts';

/** Files out of a tree (null: the index) into the working folder, and into the index when they come from a commit. */
export function takeFiles(git: Git, words: readonly string[], source: Listing | null, side: 'ours' | 'theirs' | null): number {
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
