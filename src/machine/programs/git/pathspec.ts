// Paths on a command line: relative to where one stands, with wildcards, from the top (`:/`), or to leave out (`:!`).
import type { Git } from './context.ts';
import { Fatal } from './fatal.ts';
import { quotedPath } from './patch.ts';

export interface Pathspec {
  /** As it was typed. */
  readonly text: string;
  /** In the repository, without a slash at its end; empty for the top. */
  readonly path: string;
  readonly excludes: boolean;
  matches(path: string): boolean;
}

const glob = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[\\^$.+()|{}]/g, '\\$&')
      .replace(/\*+/g, '.*')
      .replace(/\?/g, '.')
      .replace(/\[!/g, '[^')}$`,
    's',
  );

export function pathspecs(git: Git, words: readonly string[]): Pathspec[] {
  const { disk, root } = git.repository;
  return words.map((text) => {
    if (text === '') throw new Fatal('fatal: empty string is not a valid pathspec. please use . instead if you meant to match all paths');
    const magic = /^:(?:\(([a-z,]*)\)|([!^/]+):?)/.exec(text);
    const marks = magic?.[1] !== undefined ? magic[1].split(',').map((mark) => (mark === 'exclude' ? '!' : mark === 'top' ? '/' : '')) : [...(magic?.[2] ?? '')];
    const bare = magic ? text.slice(magic[0].length) : text;
    const full = marks.includes('/') ? disk.resolve(`${root}/${bare}`) : disk.resolve(bare === '' ? '.' : bare);
    if (full !== root && !full.startsWith(`${root}/`)) throw new Fatal(`fatal: ${quotedPath(text)}: '${text}' is outside repository at '${root}'`);
    const path = full.slice(root.length + 1);
    const pattern = /[*?[]/.test(path) ? glob(path) : null;
    return {
      text,
      path,
      excludes: marks.some((mark) => mark === '!' || mark === '^'),
      matches: (each) => path === '' || each === path || each.startsWith(`${path}/`) || (pattern?.test(each) ?? false),
    };
  });
}

/** Whether a path is meant by pathspecs; by none of them, every path is. */
export function selects(specs: readonly Pathspec[], path: string): boolean {
  const included = specs.filter((spec) => !spec.excludes);
  return (included.length === 0 || included.some((spec) => spec.matches(path))) && !specs.some((spec) => spec.excludes && spec.matches(path));
}

/** The first pathspec that no path fits. */
export const unmatched = (specs: readonly Pathspec[], paths: Iterable<string>): Pathspec | undefined => {
  const all = [...paths];
  return specs.find((spec) => !spec.excludes && !all.some((path) => spec.matches(path)));
};
