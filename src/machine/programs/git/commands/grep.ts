// git grep: lines that fit a pattern, in tracked files or in a commit.
import { strFromU8 } from 'fflate';
import { literal, posix } from '../../regex.ts';
import { type Command, paint, shown } from '../context.ts';
import { Fatal } from '../fatal.ts';
import { readOptions } from '../options.ts';
import { isBinary } from '../patch.ts';
import { pathspecs, selects } from '../pathspec.ts';
import { objectNamed, peel } from '../revision.ts';
import { listingOfIndex, loadIndex } from '../staging.ts';
import { contentOf, listingOf, type Side } from '../store.ts';
import { scanOf, workingSide } from '../worktree.ts';

const USAGE = ['git grep [<options>] [-e] <pattern> [<rev>...] [[--] <path>...]'];

export const grep: Command = (git, argv) => {
  const options = {
    'ignore-case': 'i',
    'word-regexp': 'w',
    'invert-match': 'v',
    'line-number': 'n',
    'no-line-number': '',
    'files-with-matches': 'l',
    'name-only': '',
    'files-without-match': 'L',
    count: 'c',
    'extended-regexp': 'E',
    'fixed-strings': 'F',
    'basic-regexp': 'G',
    'perl-regexp': 'P',
    'e=': 'e',
    cached: '',
    untracked: '',
    'no-index': '',
    h: 'h',
    H: 'H',
    quiet: 'q',
    'only-matching': 'o',
    'after-context=': 'A',
    'before-context=': 'B',
    'context=': 'C',
    and: '',
    or: '',
    not: '',
    heading: '',
    break: '',
    'show-function': 'p',
    'full-name': '',
    'color=?': '',
    'max-depth=': '',
    text: 'a',
    I: 'I',
  };
  const given = readOptions({ usage: USAGE, options, number: 'context' }, argv);
  const patterns = [...given.values('e')];
  const words = [...given.words];
  if (patterns.length === 0) {
    const first = words.shift() ?? given.after?.[0];
    if (first === undefined) throw new Fatal('fatal: no pattern given');
    patterns.push(first);
  }
  const kind = given.has('fixed-strings') ? 'fixed' : given.has('extended-regexp') || given.has('perl-regexp') ? 'extended' : 'basic';
  const tests = patterns.map((pattern) => {
    const source = kind === 'fixed' ? literal(pattern) : posix(pattern, kind === 'extended');
    return new RegExp(given.has('word-regexp') ? `\\b(?:${source})\\b` : source, given.has('ignore-case') ? 'gi' : 'g');
  });
  const trees: { name: string; files: ReadonlyMap<string, Side> }[] = [];
  const paths: string[] = [];
  for (const word of words) {
    const id = paths.length === 0 ? objectNamed(git.names, word) : null;
    const tree = id === null ? null : peel(git.repository, id, 'tree');
    if (tree !== null) trees.push({ name: word, files: listingOf(git.repository, tree) });
    else if (git.process.disk.stat(word) || /[*?[]|^:/.test(word) || given.after !== null) paths.push(word);
    else
      throw new Fatal(
        `fatal: ambiguous argument '${word}': unknown revision or path not in the working tree.\nUse '--' to separate paths from revisions, like this:\n'git <command> [<revision>...] -- [<file>...]'`,
      );
  }
  const specs = pathspecs(git, [...paths, ...(given.after ?? [])].length > 0 ? [...paths, ...(given.after ?? [])] : git.prefix === '' ? [] : ['.']);
  if (trees.length === 0) {
    const index = loadIndex(git.repository);
    const files = new Map<string, Side>();
    if (given.has('cached')) for (const [path, side] of listingOfIndex(index)) files.set(path, side);
    else {
      const names = [...index.entries.keys(), ...index.conflicts.keys(), ...(given.has('untracked') ? scanOf(git.repository, index, git.ignoring).untracked : [])].sort();
      for (const path of names) {
        const side = workingSide(git.repository, path);
        if (side) files.set(path, side);
      }
    }
    trees.push({ name: '', files });
  }
  const numbers = (given.has('line-number') || git.config.flag('grep.linenumber') === true) && !given.order.includes('no-line-number');
  const around = (name: string) => Number(given.value(name) ?? given.value('context') ?? 0);
  const [before, after] = [around('before-context'), around('after-context')];
  let found = false;
  let printed = false;
  for (const { name, files } of trees) {
    for (const [path, side] of files) {
      if (!selects(specs, path)) continue;
      const bytes = contentOf(git.repository, side);
      const label = `${name === '' ? '' : `${name}:`}${given.has('full-name') ? path : shown(git, path)}`;
      const lines = strFromU8(bytes).replace(/\n$/, '').split('\n');
      const hits = lines.map((line) => tests.some((test) => line.search(test) >= 0) !== given.has('invert-match'));
      if (bytes.length === 0) hits.fill(false);
      const count = hits.filter(Boolean).length;
      if (count > 0) found = true;
      if (given.has('quiet')) continue;
      if (given.has('files-without-match')) {
        if (count === 0) git.out(`${paint(git, 'magenta', label)}\n`);
        continue;
      }
      if (count === 0) continue;
      if (given.has('files-with-matches') || given.has('name-only')) {
        git.out(`${paint(git, 'magenta', label)}\n`);
        continue;
      }
      const start = given.has('h') ? '' : paint(git, 'magenta', label);
      if (given.has('count')) {
        git.out(`${start}${given.has('h') ? '' : paint(git, 'cyan', ':')}${count}\n`);
        continue;
      }
      if (isBinary(bytes)) {
        if (!given.has('I')) git.out(`Binary file ${label} matches\n`);
        continue;
      }
      let last = -1;
      lines.forEach((line, at) => {
        const hit = hits[at] as boolean;
        const near = hits.slice(Math.max(0, at - after), at + before + 1).some(Boolean);
        if (!hit && !near) return;
        if ((before > 0 || after > 0) && ((last >= 0 && at > last + 1) || (last < 0 && printed))) git.out(`${paint(git, 'cyan', '--')}\n`);
        last = at;
        printed = true;
        const mark = paint(git, 'cyan', hit ? ':' : '-');
        const head = `${start}${start === '' ? '' : mark}${numbers ? `${paint(git, 'green', String(at + 1))}${mark}` : ''}`;
        if (given.has('only-matching') && hit && !given.has('invert-match')) {
          for (const test of tests) for (const match of line.matchAll(test)) if (match[0] !== '') git.out(`${head}${paint(git, 'boldRed', match[0])}\n`);
          return;
        }
        const text =
          git.colour && hit && !given.has('invert-match')
            ? tests.reduce((all, test) => all.replace(test, (match) => (match === '' ? '' : paint(git, 'boldRed', match))), line)
            : line;
        git.out(`${head}${text}\n`);
      });
    }
  }
  return found ? 0 : 1;
};
