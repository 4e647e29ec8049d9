// Walking through history: which commits lead to which, in git's orders.
import { changesBetween } from './compare.ts';
import type { Commit } from './objects.ts';
import { commitAt, listingOf, type Store } from './store.ts';

/** A commit and all that came before it. */
export function ancestorsOf(store: Store, starts: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const open = [...starts];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...commitAt(store, id).parents);
  }
  return seen;
}

export const isAncestor = (store: Store, id: string, of: string): boolean => id === of || ancestorsOf(store, [of]).has(id);

/** The best common ancestors of two commits: common ones from which no other common one can be reached; newest first. */
export function mergeBases(store: Store, one: string, other: string): string[] {
  const mine = ancestorsOf(store, [one]);
  const common = [...ancestorsOf(store, [other])].filter((id) => mine.has(id));
  const beneath = ancestorsOf(
    store,
    common.flatMap((id) => commitAt(store, id).parents),
  );
  return common.filter((id) => !beneath.has(id)).sort((a, b) => commitAt(store, b).committer.at - commitAt(store, a).committer.at);
}

/** How many commits each of two has that the other has not. */
export function aheadBehind(store: Store, mine: string, theirs: string): { readonly ahead: number; readonly behind: number } {
  const [one, other] = [ancestorsOf(store, [mine]), ancestorsOf(store, [theirs])];
  return { ahead: [...one].filter((id) => !other.has(id)).length, behind: [...other].filter((id) => !one.has(id)).length };
}

export interface Visit {
  readonly id: string;
  readonly commit: Commit;
  /** Parents as far as the walk goes on from here. */
  readonly parents: readonly string[];
}

export interface WalkOptions {
  /** Only commits that change a path that this takes, and merges only where they differ from every parent there. */
  readonly select?: ((path: string) => boolean) | null;
  readonly firstParent?: boolean;
  /** No parent before its children, lines of history together. */
  readonly topological?: boolean;
}

/** Whether the selected files are the same in two trees. */
function sameAt(store: Store, one: string | null, other: string, select: (path: string) => boolean): boolean {
  if (one === other) return true;
  return !changesBetween(listingOf(store, one), listingOf(store, other)).some((change) => select(change.path));
}

/** Commits that lead to `starts` and not to `hidden`, newest first. */
export function commitsFrom(store: Store, starts: readonly string[], hidden: readonly string[], options: WalkOptions = {}): Visit[] {
  const without = hidden.length > 0 ? ancestorsOf(store, hidden) : new Set<string>();
  const { select } = options;
  const queue: { id: string; at: number }[] = [];
  const seen = new Set<string>();
  const add = (id: string) => {
    if (seen.has(id) || without.has(id)) return;
    seen.add(id);
    const { at } = commitAt(store, id).committer;
    const place = queue.findIndex((each) => each.at < at);
    queue.splice(place < 0 ? queue.length : place, 0, { id, at });
  };
  for (const id of starts) add(id);
  const walked: (Visit & { readonly shown: boolean })[] = [];
  for (let next = queue.shift(); next; next = queue.shift()) {
    const commit = commitAt(store, next.id);
    let parents = options.firstParent ? commit.parents.slice(0, 1) : [...commit.parents];
    let shown = true;
    if (select) {
      const same = parents.find((id) => sameAt(store, commitAt(store, id).tree, commit.tree, select));
      if (same !== undefined) {
        parents = [same];
        shown = false;
      } else if (parents.length === 0) shown = !sameAt(store, null, commit.tree, select);
    }
    walked.push({ id: next.id, commit, parents, shown });
    for (const id of parents) add(id);
  }
  const ordered = options.topological ? topological(walked) : walked;
  return ordered.every((each) => each.shown) ? ordered : rewritten(ordered);
}

/** Only what is shown, each with the nearest shown ancestors as its parents. */
function rewritten(walked: readonly (Visit & { readonly shown: boolean })[]): Visit[] {
  const byId = new Map(walked.map((each) => [each.id, each]));
  const nearest = (id: string): string | null => {
    for (let at = byId.get(id); at; at = byId.get(at.parents[0] ?? '')) if (at.shown || at.parents.length > 1) return at.id;
    return byId.has(id) ? null : id;
  };
  return walked.filter((each) => each.shown).map((each) => ({ ...each, parents: [...new Set(each.parents.flatMap((id) => nearest(id) ?? []))] }));
}

function topological<T extends Visit>(walked: readonly T[]): T[] {
  const byId = new Map(walked.map((each) => [each.id, each]));
  const children = new Map<string, number>();
  for (const each of walked) for (const id of each.parents) children.set(id, (children.get(id) ?? 0) + 1);
  const stack = walked.filter((each) => !children.get(each.id)).reverse();
  const ordered: T[] = [];
  for (let next = stack.pop(); next; next = stack.pop()) {
    ordered.push(next);
    for (const id of next.parents) {
      const left = (children.get(id) ?? 0) - 1;
      children.set(id, left);
      const parent = byId.get(id);
      if (left === 0 && parent) stack.push(parent);
    }
  }
  return ordered;
}
