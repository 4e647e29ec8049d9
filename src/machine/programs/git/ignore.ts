// Which files git leaves alone: `.gitignore` in every folder, `info/exclude`, and the file that core.excludesFile names (gitignore(5)).
import { byText } from '../../../engine/memory.ts';
import { joinPath } from '../../disk/path.ts';
import type { Config } from './config.ts';
import type { Repository } from './repository.ts';

export interface Rule {
  /** As it is written, without trailing spaces. */
  readonly text: string;
  readonly line: number;
  readonly negated: boolean;
  readonly foldersOnly: boolean;
  /** Matched against the last component only. */
  readonly nameOnly: boolean;
  readonly matcher: RegExp;
}

/** The source of a regular expression for a pattern in which `*` stops at a slash and `**` does not. */
export function wildSource(pattern: string): string {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const letter = pattern[at] as string;
    if (letter === '\\' && at + 1 < pattern.length) source += (pattern[++at] as string).replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    else if (letter === '*') {
      let stars = 1;
      while (pattern[at + 1] === '*') {
        stars++;
        at++;
      }
      const [before, after] = [pattern[at - stars], pattern[at + 1]];
      if (stars < 2 || (before !== undefined && before !== '/') || (after !== undefined && after !== '/')) source += '[^/]*';
      else if (after === undefined) source += '.*';
      else {
        source += '(?:.*/)?';
        at++;
      }
    } else if (letter === '?') source += '[^/]';
    else if (letter === '[') {
      const close = pattern.indexOf(']', at + (/^\[[!^]?\]/.test(pattern.slice(at)) ? (pattern[at + 1] === ']' ? 2 : 3) : 1));
      if (close < 0) return '(?!)';
      const inner = pattern
        .slice(at + 1, close)
        .replace(/^!/, '^')
        .replace(/\\(?=[^\]\\-])/g, '');
      source += `(?!/)[${inner.replace(/\[:(\w+):\]/g, (_, name: string) => ({ alpha: 'A-Za-z', digit: '0-9', alnum: 'A-Za-z0-9', upper: 'A-Z', lower: 'a-z', space: '\\s' })[name] ?? '').replace(/(?<!^)\[/g, '\\[')}]`;
      at = close;
    } else source += letter.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  }
  return source;
}

function regExp(pattern: string): RegExp {
  try {
    return new RegExp(`^${wildSource(pattern)}$`, 's');
  } catch {
    return /(?!)/;
  }
}

/** The rules of a file. Shared between callers: not to be changed. */
export const rulesOf = byText((text: string): readonly Rule[] =>
  text.split('\n').flatMap((raw, index) => {
    const line = raw.replace(/\r$/, '').replace(/(\\ )?[ ]*$/, '$1');
    if (line === '' || line.startsWith('#')) return [];
    const negated = line.startsWith('!');
    let pattern = negated ? line.slice(1) : line;
    const foldersOnly = pattern.endsWith('/');
    if (foldersOnly) pattern = pattern.slice(0, -1);
    if (pattern === '') return [];
    const nameOnly = !pattern.includes('/');
    return [{ text: line, line: index + 1, negated, foldersOnly, nameOnly, matcher: regExp(pattern.replace(/^\//, '')) }];
  }),
);

export interface Match {
  readonly rule: Rule;
  /** The file that holds the rule, as git names it. */
  readonly source: string;
}

export interface Ignoring {
  /** The rule that decides about a path itself, whatever is said of the folders above it. */
  match(path: string, folder: boolean): Match | null;
  /** The rule that decides, looking at the folders above first: what lies in an ignored folder is ignored. */
  decide(path: string, folder: boolean): Match | null;
  ignored(path: string, folder: boolean): boolean;
}

const parentsOf = (path: string): string[] => {
  const parts = path.split('/');
  return parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'));
};

export function ignoringOf(repository: Repository, config: Config, home: string): Ignoring {
  const { disk, root, folder } = repository;
  const read = (path: string): readonly Rule[] => (disk.stat(path)?.type === 'file' ? rulesOf(disk.read(path)) : []);
  const own = new Map<string, readonly Rule[]>();
  const rulesIn = (base: string) => {
    let rules = own.get(base);
    if (!rules) {
      rules = read(joinPath(root, base === '' ? '.gitignore' : `${base}/.gitignore`));
      own.set(base, rules);
    }
    return rules;
  };
  const excludes = (config.get('core.excludesfile') ?? `${home}/.config/git/ignore`).replace(/^~\//, `${home}/`);
  const general = [
    { source: '.git/info/exclude', rules: read(`${folder}/info/exclude`) },
    { source: excludes, rules: read(excludes) },
  ];
  const search = (rules: readonly Rule[], source: string, path: string, isFolder: boolean): Match | null => {
    const rule = rules.findLast((each) => (isFolder || !each.foldersOnly) && each.matcher.test(each.nameOnly ? path.slice(path.lastIndexOf('/') + 1) : path));
    return rule ? { rule, source } : null;
  };
  const match = (path: string, isFolder: boolean): Match | null => {
    for (const base of [...parentsOf(path).reverse(), '']) {
      const found = search(rulesIn(base), base === '' ? '.gitignore' : `${base}/.gitignore`, base === '' ? path : path.slice(base.length + 1), isFolder);
      if (found) return found;
    }
    for (const { source, rules } of general) {
      const found = search(rules, source, path, isFolder);
      if (found) return found;
    }
    return null;
  };
  const decide = (path: string, isFolder: boolean): Match | null => {
    for (const above of parentsOf(path)) {
      const found = match(above, true);
      if (found && !found.rule.negated) return found;
    }
    return match(path, isFolder);
  };
  const ignored = (path: string, isFolder: boolean) => {
    const found = decide(path, isFolder);
    return found !== null && !found.rule.negated;
  };
  return { match, decide, ignored };
}
