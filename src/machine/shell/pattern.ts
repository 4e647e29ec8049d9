// Glob patterns: as a regular expression, and against the names on a disk.
import { DiskError, type DiskView } from '../disk/disk.ts';
import { POSIX_CLASSES } from '../posix-classes.ts';

/** The shell has one more. */
const CLASSES: Readonly<Record<string, string>> = { ...POSIX_CLASSES, word: '\\w' };

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** Takes the backslashes out again that protect quoted letters in a pattern. */
export const unescaped = (pattern: string): string => pattern.replace(/\\([\s\S])/g, '$1');

/** Protects every letter of a quoted text in a pattern. */
export const escaped = (text: string): string => text.replace(/[\\*?[\]()|!@+]/g, '\\$&');

/** Whether a pattern has anything that is not just itself. */
export const isPattern = (pattern: string): boolean => /(^|[^\\])(\\\\)*([*?[]|[@+!]\()/.test(pattern);

/** The source of a regular expression for a glob pattern; `\x` is the letter x. `lazy` takes as little as it can. */
export function globSource(pattern: string, lazy = false): string {
  const more = lazy ? '?' : '';
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const letter = pattern[at] as string;
    if (letter === '\\' && at + 1 < pattern.length) source += escapeRegExp(pattern[++at] as string);
    else if (/[?*+@!]/.test(letter) && pattern[at + 1] === '(') {
      const close = closing(pattern, at + 1);
      if (close < 0) {
        source += escapeRegExp(letter);
        continue;
      }
      const inner = alternatives(pattern.slice(at + 2, close))
        .map((part) => globSource(part))
        .join('|');
      source += letter === '!' ? `(?:(?!(?:${inner})$)[\\s\\S]*)` : `(?:${inner})${letter === '@' ? '' : letter}`;
      at = close;
    } else if (letter === '*') source += `[\\s\\S]*${more}`;
    else if (letter === '?') source += '[\\s\\S]';
    else if (letter === '[') {
      const set = bracket(pattern, at);
      if (set) {
        source += set.source;
        at = set.end;
      } else source += '\\[';
    } else source += escapeRegExp(letter);
  }
  return source;
}

function closing(pattern: string, open: number): number {
  let depth = 0;
  for (let at = open; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++;
    else if (pattern[at] === '(') depth++;
    else if (pattern[at] === ')' && --depth === 0) return at;
  }
  return -1;
}

function alternatives(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] as string;
    if (letter === '\\') parts[parts.length - 1] += letter + (text[++at] ?? '');
    else if (letter === '|' && depth === 0) parts.push('');
    else {
      if (letter === '(') depth++;
      if (letter === ')') depth--;
      parts[parts.length - 1] += letter;
    }
  }
  return parts;
}

function bracket(pattern: string, open: number): { source: string; end: number } | null {
  let at = open + 1;
  let inner = '';
  const negated = pattern[at] === '!' || pattern[at] === '^';
  if (negated) at++;
  for (let first = true; at < pattern.length; at++, first = false) {
    const letter = pattern[at] as string;
    if (letter === ']' && !first) {
      const source = `[${negated ? '^' : ''}${inner}]`;
      try {
        new RegExp(source);
      } catch {
        return null;
      }
      return { source, end: at };
    }
    const named = letter === '[' ? /^\[:(\w+):\]/.exec(pattern.slice(at)) : null;
    if (named) {
      inner += CLASSES[named[1] as string] ?? '';
      at += named[0].length - 1;
    } else if (letter === '\\' && at + 1 < pattern.length) inner += escapeRegExp(pattern[++at] as string);
    else inner += letter === '-' ? '-' : escapeRegExp(letter);
  }
  return null;
}

const cache = new Map<string, RegExp>();

/** A regular expression that matches the whole of a text. */
export function globToRegExp(pattern: string): RegExp {
  let found = cache.get(pattern);
  if (!found) {
    if (cache.size > 500) cache.clear();
    found = new RegExp(`^(?:${globSource(pattern)})$`);
    cache.set(pattern, found);
  }
  return found;
}

/** Splits a pattern at slashes that are not escaped away. */
const componentsOf = (pattern: string): string[] => pattern.split('/');

/** Paths on the disk that match, sorted; empty when none does. `shopts`: `globstar`, `dotglob`, `nocaseglob` count. */
export function pathsMatching(disk: DiskView, pattern: string, shopts: readonly string[] = []): string[] {
  const absolute = pattern.startsWith('/');
  const components = componentsOf(pattern).filter((part, index, all) => part !== '' || index === all.length - 1);
  let found: string[] = [absolute ? '/' : ''];
  for (const [index, component] of components.entries()) {
    const next: string[] = [];
    const last = index === components.length - 1;
    for (const base of found) {
      if (component === '') {
        if (disk.stat(base || '.')?.type === 'folder') next.push(`${base}/`);
        continue;
      }
      const join = (name: string) => (base === '' || base === '/' ? base + name : `${base}/${name}`);
      if (!isPattern(component)) {
        const path = join(unescaped(component));
        if (disk.stat(path)) next.push(path);
        continue;
      }
      if (component === '**' && shopts.includes('globstar')) {
        const below = [base, ...foldersIn(disk, base)];
        if (last) next.push(...below.flatMap((folder) => [...(folder === base ? [] : [folder]), ...visible(disk, folder).filter((path) => disk.stat(path)?.type === 'file')]));
        else next.push(...below);
        continue;
      }
      const matcher = shopts.includes('nocaseglob') ? new RegExp(globToRegExp(component).source, 'i') : globToRegExp(component);
      for (const name of namesIn(disk, base || '.')) {
        if (name.startsWith('.') && !component.startsWith('.') && !shopts.includes('dotglob')) continue;
        if (matcher.test(name) && (last || disk.stat(join(name))?.type === 'folder')) next.push(join(name));
      }
    }
    found = next;
  }
  return found.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

const visible = (disk: DiskView, folder: string): string[] =>
  namesIn(disk, folder || '.')
    .filter((name) => !name.startsWith('.'))
    .map((name) => (folder === '' || folder === '/' ? folder + name : `${folder}/${name}`));

/** All folders below one. */
function foldersIn(disk: DiskView, folder: string): string[] {
  const found = visible(disk, folder).filter((path) => disk.stat(path)?.type === 'folder');
  return found.flatMap((path) => [path, ...foldersIn(disk, path)]);
}

/** Names in a folder; none when it cannot be read. */
function namesIn(disk: DiskView, path: string): readonly string[] {
  try {
    return disk.list(path);
  } catch (error) {
    if (error instanceof DiskError) return [];
    throw error;
  }
}
