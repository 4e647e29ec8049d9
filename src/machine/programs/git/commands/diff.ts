// git diff: between the working folder, the index and commits, or between two files anywhere.
import { combinedPatch } from '../combined.ts';
import { changesBetween, type FileChange } from '../compare.ts';
import { type Command, filesOf, type Git, headId, needWorkTree } from '../context.ts';
import { DIFF_OPTIONS, differencesText, diffStyle, selected } from '../differences.ts';
import { Fatal } from '../fatal.ts';
import { MODE, nameOf } from '../objects.ts';
import { readOptions } from '../options.ts';
import { quotedPath } from '../patch.ts';
import { pathspecs, selects } from '../pathspec.ts';
import { addToRange, objectNamed, peel, type Range, unknownRevision } from '../revision.ts';
import { type Index, listingOfIndex, loadIndex } from '../staging.ts';
import { type Listing, listingOf, type Side } from '../store.ts';
import { mergeBases } from '../walk.ts';
import { unstagedChanges, workingSide } from '../worktree.ts';

const USAGE = [
  'git diff [<options>] [<commit>] [--] [<path>...]',
  'git diff [<options>] --cached [--merge-base] [<commit>] [--] [<path>...]',
  'git diff [<options>] [--merge-base] <commit> [<commit>...] <commit> [--] [<path>...]',
  'git diff [<options>] <commit>...<commit> [--] [<path>...]',
  'git diff [<options>] <blob> <blob>',
  'git diff [<options>] --no-index [--] <path> <path>',
];

/** The working versions of what the index knows. */
function tracked(git: Git, index: Index): Listing {
  const found = new Map<string, Side>();
  for (const [path, entry] of [...index.entries].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const side = workingSide(git.repository, path);
    if (side) found.set(path, entry.mode === MODE.link ? { ...side, mode: MODE.link } : side);
  }
  return found;
}

export const diff: Command = (git, argv) => {
  const { repository } = git;
  const options = { ...DIFF_OPTIONS, cached: '', staged: '', 'merge-base': '', 'no-index': '', base: '1', ours: '2', theirs: '3' };
  const given = readOptions({ usage: USAGE, options, unknown: (word) => new Fatal(`error: invalid option: ${word}`, 129) }, argv);
  const style = diffStyle(git, given, ['patch']);
  if (given.has('no-index')) return noIndex(git, [...given.words, ...(given.after ?? [])], style);
  const trees: string[] = [];
  const paths: string[] = [];
  const range: Range = { starts: [], hidden: [], symmetric: null };
  for (const word of given.words) {
    const dots = word.includes('..') && !git.process.disk.stat(word);
    if (paths.length === 0 && dots && addToRange(git.names, range, word, (one, other) => mergeBases(repository, one, other))) {
      if (range.symmetric) trees.push((range.hidden[0] ?? range.symmetric[0]) as string, range.symmetric[1]);
      else trees.push(range.hidden[0] as string, range.starts[0] as string);
      continue;
    }
    const id = paths.length === 0 && !(git.process.disk.stat(word) && given.after === null) ? objectNamed(git.names, word) : null;
    if (id !== null) trees.push(id);
    else if (given.after !== null) throw new Fatal(`fatal: bad revision '${word}'`);
    else if (git.process.disk.stat(word) || /[*?[]|^:/.test(word)) paths.push(word);
    else throw unknownRevision(word);
  }
  const specs = pathspecs(git, [...paths, ...(given.after ?? [])]);
  const blobs = trees.filter((id) => peel(repository, id, 'tree') === null);
  if (blobs.length > 0) return blobDiff(git, given.words.slice(0, 2), trees, style);
  const treeOf = (id: string): Listing => listingOf(repository, peel(repository, id, 'tree'));
  const index = loadIndex(repository);
  const cached = given.has('cached') || given.has('staged');
  let changes: FileChange[];
  let conflicts: readonly string[] = [];
  if (trees.length > 2) throw new Fatal(`fatal: ambiguous argument '${given.words[2]}': unknown revision or path not in the working tree.`);
  if (trees.length === 2) changes = changesBetween(treeOf(trees[0] as string), treeOf(trees[1] as string));
  else if (cached) {
    changes = changesBetween(trees[0] === undefined ? filesOf(git, headId(git)) : treeOf(trees[0]), listingOfIndex(index)).filter((each) => !index.conflicts.has(each.path));
    conflicts = [...index.conflicts.keys()];
  } else {
    needWorkTree(git);
    conflicts = [...index.conflicts.keys()];
    if (trees[0] === undefined) changes = unstagedChanges(index, tracked(git, index));
    else {
      const whole = new Map(tracked(git, index));
      for (const path of conflicts) {
        const side = workingSide(repository, path);
        if (side) whole.set(path, side);
      }
      changes = changesBetween(treeOf(trees[0]), new Map([...whole].sort(([a], [b]) => (a < b ? -1 : 1))));
      conflicts = [];
    }
  }
  if (given.has('reverse'))
    changes = changes.map((each) => ({ ...each, before: each.after, after: each.before, status: each.status === 'A' ? 'D' : each.status === 'D' ? 'A' : each.status }));
  const shown = selected(
    git,
    changes.filter((each) => selects(specs, each.path)),
    style,
  );
  const open = conflicts.filter((path) => selects(specs, path)).sort();
  if (!given.has('quiet')) git.out(withConflicts(git, shown, open, index, style, cached));
  return (given.has('exit-code') || given.has('quiet')) && shown.length + open.length > 0 ? 1 : 0;
};

/** The patch with the files that are in conflict among the others: both sides against the working file. */
function withConflicts(git: Git, changes: readonly FileChange[], open: readonly string[], index: Index, style: ReturnType<typeof diffStyle>, cached: boolean): string {
  if (open.length === 0) return differencesText(git, changes, style);
  const forms = style.forms.filter((form) => form !== 'patch');
  const unmerged = open.map((path): FileChange => ({ status: 'U', path, before: null, after: null }));
  const inOrder = (list: readonly FileChange[]) => [...list].sort((a, b) => (a.path < b.path ? -1 : 1));
  const table = forms.length > 0 ? differencesText(git, inOrder([...changes, ...unmerged]), { ...style, forms }) : '';
  if (!style.forms.includes('patch')) return table;
  const patch = inOrder([...changes, ...unmerged])
    .map((change) => {
      const conflict = change.status === 'U' ? index.conflicts.get(change.path) : undefined;
      if (!conflict) return differencesText(git, [change], { ...style, forms: ['patch'] });
      const here = workingSide(git.repository, change.path);
      if (cached || !conflict.ours || !conflict.theirs) return `* Unmerged path ${quotedPath(change.path)}\n`;
      return combinedPatch(git.repository, change.path, [conflict.ours, conflict.theirs], here, style);
    })
    .join('');
  return [table, patch].filter((part) => part !== '').join('\n');
}

function blobDiff(git: Git, words: readonly string[], ids: readonly string[], style: ReturnType<typeof diffStyle>): number {
  const [one, other] = ids;
  if (one === undefined || other === undefined) throw new Fatal(`fatal: ambiguous argument '${words[0]}': unknown revision or path not in the working tree.`);
  const name = (word: string | undefined) => word?.split(':')[1] ?? word ?? '';
  const [before, after]: [Side, Side] = [
    { mode: MODE.file, id: one },
    { mode: MODE.file, id: other },
  ];
  if (one === other) return 0;
  const change: FileChange = { status: 'M', path: name(words[1]), ...(name(words[0]) === name(words[1]) ? {} : { from: name(words[0]) }), before, after };
  git.out(differencesText(git, [change], style));
  return 0;
}

/** Two files of the disk, in a repository or not. */
function noIndex(git: Git, words: readonly string[], style: ReturnType<typeof diffStyle>): number {
  const [one, other] = words;
  if (one === undefined || other === undefined) throw new Fatal('usage: git diff --no-index [<options>] <path> <path>', 129);
  const side = (path: string): Side => {
    const { disk } = git.process;
    if (disk.stat(path)?.type !== 'file') throw new Fatal(`error: Could not access '${path}'`, 1);
    const bytes = disk.readBytes(path);
    return { mode: (disk.stat(path)?.mode ?? 0) & 0o100 ? MODE.executable : MODE.file, id: nameOf('blob', bytes), bytes: () => bytes };
  };
  const [before, after] = [side(one), side(other)];
  if (before.id === after.id) return 0;
  git.out(differencesText(git, [{ status: 'M', path: other.replace(/^\//, ''), ...(one === other ? {} : { from: one.replace(/^\//, '') }), before, after }], style));
  return 1;
}
