// Three trees become one, with the conflicts that are left and what git says of each path. Renames on one side are followed.
import { strFromU8, strToU8 } from 'fflate';
import { changesBetween, withRenames } from './compare.ts';
import { type Labels, mergeTexts } from './mergelines.ts';
import { isBinary, quotedPath } from './patch.ts';
import type { Conflict } from './staging.ts';
import { contentOf, type Listing, type Side, type Store, writeObject } from './store.ts';

export interface MergedTree {
  /** What the working folder gets: merged files, and files with markers. */
  readonly files: Map<string, Side>;
  readonly conflicts: Map<string, Conflict>;
  readonly messages: readonly string[];
}

const alike = (one: Side | undefined, other: Side | undefined): boolean => one?.id === other?.id && one?.mode === other?.mode;

/** Lets the other two trees follow a side's renames. */
function follow(store: Store, base: Map<string, Side>, side: Listing, other: Map<string, Side>): void {
  for (const change of withRenames(store, changesBetween(base, side))) {
    if (change.status !== 'R' || change.from === undefined || other.has(change.path) || !other.has(change.from)) continue;
    for (const tree of [base, other]) {
      const moved = tree.get(change.from);
      if (moved) tree.set(change.path, moved);
      tree.delete(change.from);
    }
  }
}

export function mergeTrees(store: Store, baseTree: Listing, oursTree: Listing, theirsTree: Listing, labels: Labels): MergedTree {
  const [base, ours, theirs] = [new Map(baseTree), new Map(oursTree), new Map(theirsTree)];
  follow(store, base, oursTree, theirs);
  follow(store, base, theirsTree, ours);
  const files = new Map<string, Side>();
  const conflicts = new Map<string, Conflict>();
  const messages: string[] = [];
  for (const path of [...new Set([...base.keys(), ...ours.keys(), ...theirs.keys()])].sort((a, b) => (a < b ? -1 : 1))) {
    const [was, mine, other] = [base.get(path), ours.get(path), theirs.get(path)];
    const take = (side: Side | undefined) => side && files.set(path, side);
    if (alike(mine, other) || alike(was, other)) take(mine);
    else if (alike(was, mine)) take(other);
    else if (mine && other) {
      const name = quotedPath(path);
      messages.push(`Auto-merging ${name}`);
      const mode = was?.mode === mine.mode ? other.mode : mine.mode;
      const [left, right] = [contentOf(store, mine), contentOf(store, other)];
      const conflict = () => {
        conflicts.set(path, { base: was ?? null, ours: mine, theirs: other });
        messages.push(`CONFLICT (${was ? 'content' : 'add/add'}): Merge conflict in ${name}`);
      };
      if (mine.id === other.id || was?.id === other.id || was?.id === mine.id) files.set(path, { mode, id: was?.id === mine.id ? other.id : mine.id });
      else if (isBinary(left) || isBinary(right)) {
        messages.splice(-1, 0, `warning: Cannot merge binary files: ${name} (${labels.ours} vs. ${labels.theirs})`);
        files.set(path, mine);
        conflict();
      } else {
        const merged = mergeTexts(was ? strFromU8(contentOf(store, was)) : '', strFromU8(left), strFromU8(right), labels);
        files.set(path, { mode, id: writeObject(store, 'blob', strToU8(merged.text)) });
        if (merged.conflicts > 0) conflict();
      }
    } else {
      const [gone, kept] = mine ? [labels.theirs, labels.ours] : [labels.ours, labels.theirs];
      take(mine ?? other);
      conflicts.set(path, { base: was ?? null, ours: mine ?? null, theirs: other ?? null });
      messages.push(`CONFLICT (modify/delete): ${quotedPath(path)} deleted in ${gone} and modified in ${kept}.  Version ${kept} of ${quotedPath(path)} left in tree.`);
    }
  }
  return { files, conflicts, messages };
}
