// Which branches or tags a list shows: `--contains`, `--merged`, `--points-at` and patterns.
import { type Git, needCommit } from './context.ts';
import type { Given } from './options.ts';
import { matchesRef, shortName } from './refs.ts';
import { peel } from './revision.ts';
import { isAncestor } from './walk.ts';

/** The options of a command that lists references. */
export const REF_FILTERS: Readonly<Record<string, string>> = { 'contains=?': '', 'no-contains=?': '', 'merged=?': '', 'no-merged=?': '', 'points-at=': '' };

const NAMES = ['contains', 'no-contains', 'merged', 'no-merged', 'points-at'] as const;

/** Whether a command line asks for some references only, which makes it a list. */
export const filtersRefs = (given: Given): boolean => NAMES.some((option) => given.has(option));

export interface RefFilter {
  readonly patterns: readonly string[];
  /** Whether what a reference leads to is asked for. */
  readonly passes: (id: string) => boolean;
  /** Whether a reference is asked for, by its full name and by what it leads to. */
  readonly shows: (full: string, id: string) => boolean;
}

/** What a command line asks for. An option without a value takes the first word as its commit, the other words are patterns. */
export function refFilter(git: Git, given: Given, words: readonly string[]): RefFilter {
  const { repository } = git;
  const bare = NAMES.some((option) => given.has(option) && given.value(option) === '');
  const patterns = bare ? words.slice(1) : words;
  const test = (option: (typeof NAMES)[number], passes: (commit: string, asked: string) => boolean) => {
    if (!given.has(option)) return () => true;
    const asked = needCommit(git, given.value(option) || words[0] || 'HEAD');
    return (id: string) => {
      const commit = peel(repository, id, 'commit');
      return commit !== null && passes(commit, asked);
    };
  };
  const tests = [
    test('contains', (commit, asked) => isAncestor(repository, asked, commit)),
    test('no-contains', (commit, asked) => !isAncestor(repository, asked, commit)),
    test('merged', (commit, asked) => isAncestor(repository, commit, asked)),
    test('no-merged', (commit, asked) => !isAncestor(repository, commit, asked)),
    test('points-at', (commit, asked) => commit === asked),
  ];
  const passes = (id: string) => tests.every((each) => each(id));
  return { patterns, passes, shows: (full, id) => passes(id) && (patterns.length === 0 || patterns.some((pattern) => matchesRef(pattern, shortName(full)))) };
}
