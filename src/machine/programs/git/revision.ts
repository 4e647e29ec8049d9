// How a commit is named on a command line: names, beginnings of ids, `HEAD~2`, `main@{1}`, `v1^{}`, `a..b` (gitrevisions(7)).

import type { Config } from './config.ts';
import { readDate } from './dates.ts';
import { Fatal } from './fatal.ts';
import { type Kind, MODE } from './objects.ts';
import { headOf, reflogOf, refsBelow, resolveRef, shortName, symbolicTarget } from './refs.ts';
import type { Repository } from './repository.ts';
import { loadIndex } from './staging.ts';
import { commitAt, hasObject, kindOf, objectsFrom, type Store, tagAt, treeAt } from './store.ts';
import { ancestorsOf } from './walk.ts';

/** What names are looked up in. */
export interface Names {
  readonly repository: Repository;
  readonly config: Config;
  /** Milliseconds since the epoch, for `main@{yesterday}`. */
  readonly now: number;
}

/** The places where a short name may stand, in git's order. */
const PLACES = ['', 'refs/', 'refs/tags/', 'refs/heads/', 'refs/remotes/'] as const;

/** The full name that a short one stands for; null when it is none. */
export function fullName(store: Store, name: string): string | null {
  if (name === '@') return 'HEAD';
  for (const place of PLACES) {
    if (place === '' && !name.startsWith('refs/') && !/^[A-Z_]+$/.test(name)) continue;
    if (resolveRef(store, place + name) !== null) return place + name;
  }
  return resolveRef(store, `refs/remotes/${name}/HEAD`) !== null ? `refs/remotes/${name}/HEAD` : null;
}

/** The remote branch that a branch follows (a full name), by the settings; null when there is none. */
export function upstreamOf(config: Config, branch: string): string | null {
  const name = branch.replace(/^refs\/heads\//, '');
  const [remote, merge] = [config.get(`branch.${name}.remote`), config.get(`branch.${name}.merge`)];
  if (remote === undefined || merge === undefined) return null;
  return remote === '.' ? merge : `refs/remotes/${remote}/${merge.replace(/^refs\/heads\//, '')}`;
}

/** The branch that was checked out `count` switches ago, as the reflog of HEAD has it. */
export function earlierBranch(store: Store, count: number): string | null {
  const moves = reflogOf(store, 'HEAD').flatMap((each) => /^checkout: moving from (\S+) to /.exec(each.message)?.[1] ?? []);
  return moves[count - 1] ?? null;
}

/** An object of another kind behind one: a tag's commit, a commit's tree; null when there is none such. */
export function peel(store: Store, id: string, kind: Kind | 'any'): string | null {
  for (let at = id; ; ) {
    const own = kindOf(store, at);
    if (own === kind || (kind === 'any' && own !== 'tag')) return at;
    if (own === 'tag') at = tagAt(store, at).object;
    else if (own === 'commit' && kind === 'tree') at = commitAt(store, at).tree;
    else return null;
  }
}

function baseOf(names: Names, name: string): string | null {
  const { repository: store, config } = names;
  const at = /^(.*)@\{(.+)\}$/.exec(name);
  if (at) {
    const [, before = '', inner = ''] = at;
    const earlier = before === '' ? /^-(\d+)$/.exec(inner) : null;
    if (earlier) {
      const branch = earlierBranch(store, Number(earlier[1]));
      return branch === null ? null : baseOf(names, branch);
    }
    const full = before === '' || before === 'HEAD' || before === '@' ? (symbolicTarget(store, 'HEAD') ?? 'HEAD') : fullName(store, before);
    if (full === null) return null;
    if (/^(u|upstream|push)$/i.test(inner)) {
      const upstream = upstreamOf(config, full);
      if (upstream === null) throw new Fatal(`fatal: no upstream configured for branch '${shortName(full)}'`);
      return resolveRef(store, upstream);
    }
    const log = reflogOf(store, before === '' ? full : before === 'HEAD' || before === '@' ? 'HEAD' : full);
    if (/^\d+$/.test(inner)) {
      const count = Number(inner);
      if (count < log.length) return log[count]?.to ?? null;
      if (count === log.length && log.length > 0 && !/^0+$/.test(log.at(-1)?.from ?? '0')) return log.at(-1)?.from ?? null;
      if (log.length === 0) throw new Fatal(`fatal: log for '${before || shortName(full)}' is empty`);
      throw new Fatal(`fatal: log for '${before || shortName(full)}' only has ${log.length} entries`);
    }
    const when = readDate(inner, names.now);
    if (when === null) return null;
    return (log.find((each) => each.who.at <= when) ?? log.at(-1))?.to ?? null;
  }
  const full = fullName(store, name);
  if (full !== null) return resolveRef(store, full);
  const hex = /^(?:.*-g)?([0-9a-f]{4,40})$/i.exec(name)?.[1]?.toLowerCase();
  if (hex === undefined) return null;
  if (hex.length === 40) return hasObject(store, hex) ? hex : null;
  const found = objectsFrom(store, hex);
  if (found.length < 2) return found[0] ?? null;
  const commits = found.filter((id) => kindOf(store, id) === 'commit');
  if (commits.length === 1) return commits[0] as string;
  throw new Fatal(`error: short object ID ${hex} is ambiguous`);
}

/** The object in a commit's tree (or another tree) at a path; null when there is none. */
export function objectAt(store: Store, tree: string, path: string): { readonly mode: number; readonly id: string } | null {
  let at: { mode: number; id: string } = { mode: MODE.folder, id: tree };
  for (const part of path.split('/').filter((each) => each !== '' && each !== '.')) {
    if (at.mode !== MODE.folder) return null;
    const entry = treeAt(store, at.id).find((each) => each.name === part);
    if (!entry) return null;
    at = entry;
  }
  return at;
}

/** The object that an expression means, of whatever kind; null when it means none. */
export function objectNamed(names: Names, text: string): string | null {
  const { repository: store } = names;
  const staged = /^:(?:([0-3]):)?([^/].*)$/.exec(text);
  if (staged) {
    const index = loadIndex(store);
    const conflict = index.conflicts.get(staged[2] as string);
    const stage = Number(staged[1] ?? 0);
    return stage === 0 ? (index.entries.get(staged[2] as string)?.id ?? null) : ((stage === 1 ? conflict?.base : stage === 2 ? conflict?.ours : conflict?.theirs)?.id ?? null);
  }
  if (text.startsWith(':/')) {
    const starts = refsBelow(store, 'refs/').flatMap(([, id]) => (kindOf(store, id) === 'commit' ? [id] : []));
    const all = [...ancestorsOf(store, starts)].sort((a, b) => commitAt(store, b).committer.at - commitAt(store, a).committer.at);
    return all.find((id) => new RegExp(text.slice(2).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).test(commitAt(store, id).message)) ?? null;
  }
  const colon = /^([^:]+):(.*)$/.exec(text);
  if (colon && !/\{[^}]*$/.test(colon[1] as string)) {
    const id = objectNamed(names, colon[1] as string);
    const tree = id === null ? null : peel(store, id, 'tree');
    const path = colon[2] as string;
    return tree === null ? null : (objectAt(store, tree, path)?.id ?? null);
  }
  const suffix = /(\^\{(\w*)\}|\^\{\/.*\}|[~^]\d*)$/.exec(text);
  if (suffix && suffix.index >= 0 && !/@\{[^}]*$/.test(text.slice(0, suffix.index))) {
    const [mark] = suffix;
    const base = text.slice(0, suffix.index);
    const id = base === '' ? null : objectNamed(names, base);
    if (id === null) return null;
    if (mark.startsWith('^{')) return peel(store, id, suffix[2] === '' ? 'any' : suffix[2] === 'object' ? kindOf(store, id) : (suffix[2] as Kind));
    let commit = peel(store, id, 'commit');
    const count = mark.length > 1 ? Number(mark.slice(1)) : 1;
    if (mark.startsWith('~')) for (let step = 0; step < count && commit !== null; step++) commit = commitAt(store, commit).parents[0] ?? null;
    else if (count > 0 && commit !== null) commit = commitAt(store, commit).parents[count - 1] ?? null;
    return commit;
  }
  return baseOf(names, text);
}

/** The commit that an expression means; null when it means none. */
export function commitNamed(names: Names, text: string): string | null {
  const id = objectNamed(names, text);
  return id === null ? null : peel(names.repository, id, 'commit');
}

/** Commits to begin with and commits to leave out, from words such as `a..b`, `^a`, `--all`. */
export interface Range {
  readonly starts: string[];
  readonly hidden: string[];
  /** The two sides of `a...b`, when there was one. */
  symmetric: readonly [string, string] | null;
}

export const unknownRevision = (word: string): Fatal =>
  new Fatal(
    `fatal: ambiguous argument '${word}': unknown revision or path not in the working tree.\nUse '--' to separate paths from revisions, like this:\n'git <command> [<revision>...] -- [<file>...]'`,
  );

/** Reads one word into a range; false when it names no commits. */
export function addToRange(names: Names, range: Range, word: string, bases: (one: string, other: string) => readonly string[]): boolean {
  const { repository: store } = names;
  const commits = (prefix: string) => refsBelow(store, prefix).flatMap(([, id]) => peel(store, id, 'commit') ?? []);
  const groups: Readonly<Record<string, string>> = { '--all': 'refs/', '--branches': 'refs/heads/', '--tags': 'refs/tags/', '--remotes': 'refs/remotes/' };
  const group = groups[word];
  if (group !== undefined) {
    range.starts.push(...commits(group));
    const head = word === '--all' ? headOf(store).id : null;
    if (head !== null) range.starts.push(head);
    return true;
  }
  const dots = /^(.*?)(\.\.\.?)(.*)$/.exec(word);
  if (dots && !word.startsWith('../') && word !== '..') {
    const [one, other] = [commitNamed(names, dots[1] || 'HEAD'), commitNamed(names, dots[3] || 'HEAD')];
    if (one === null || other === null) return false;
    if (dots[2] === '..') {
      range.hidden.push(one);
      range.starts.push(other);
    } else {
      range.starts.push(one, other);
      range.hidden.push(...bases(one, other));
      range.symmetric = [one, other];
    }
    return true;
  }
  const excluded = word.startsWith('^');
  const id = commitNamed(names, excluded ? word.slice(1) : word);
  if (id === null) return false;
  (excluded ? range.hidden : range.starts).push(id);
  return true;
}
