// grep: lines that match. From a pipe, as they come, so that it can watch a long apply.
import { joinPath } from '../disk/path.ts';
import { orRefused } from '../disk/view.ts';
import type { Process, Program, Progress } from '../program.ts';
import { globToRegExp } from '../shell/pattern.ts';
import { type Grammar, type Options, readOptions } from './options.ts';
import { linesOf } from './reading.ts';
import { literal, posix } from './regex.ts';

const GRAMMAR: Grammar = {
  name: 'grep',
  flags: 'nirRvclLEFGPowqshHxzaIbUZ',
  valued: 'eABCmfd',
  long: {
    'ignore-case': 'i',
    'invert-match': 'v',
    count: 'c',
    'line-number': 'n',
    recursive: 'r',
    'files-with-matches': 'l',
    'files-without-match': 'L',
    'extended-regexp': 'E',
    'fixed-strings': 'F',
    'perl-regexp': 'P',
    'only-matching': 'o',
    'word-regexp': 'w',
    'line-regexp': 'x',
    quiet: 'q',
    silent: 'q',
    'no-messages': 's',
    'no-filename': 'h',
    'with-filename': 'H',
    'regexp=': 'e',
    'after-context=': 'A',
    'before-context=': 'B',
    'context=': 'C',
    'max-count=': 'm',
    'color=?': 'color',
    'colour=?': 'color',
    'include=': 'include',
    'exclude=': 'exclude',
    'exclude-dir=': 'exclude-dir',
    'line-buffered': 'buffered',
  },
  misuse: 2,
  help: `Usage: grep [OPTION]... PATTERNS [FILE]...
Search for PATTERNS in each FILE.
Example: grep -i 'hello world' menu.h main.c

  -E, --extended-regexp     PATTERNS are extended regular expressions
  -F, --fixed-strings       PATTERNS are strings
  -i, --ignore-case         ignore case distinctions in patterns and data
  -w, --word-regexp         match only whole words
  -x, --line-regexp         match only whole lines
  -v, --invert-match        select non-matching lines
  -m, --max-count=NUM       stop after NUM selected lines
  -n, --line-number         print line number with output lines
  -H, --with-filename       print file name with output lines
  -h, --no-filename         suppress the file name prefix on output
  -o, --only-matching       show only nonempty parts of lines that match
  -q, --quiet, --silent     suppress all normal output
  -r, --recursive           search in folders
  -l, --files-with-matches  print only names of FILEs with selected lines
  -c, --count               print only a count of selected lines per FILE
  -B, --before-context=NUM  print NUM lines of leading context
  -A, --after-context=NUM   print NUM lines of trailing context
  -C, --context=NUM         print NUM lines of output context`,
};

/** Where a search in one text is; plain, for a pipe that goes on. */
interface Position {
  line: number;
  found: number;
  /** Lines still to show after a match, and the last one shown. */
  after: number;
  last: number;
  before: { readonly number: number; readonly text: string }[];
}

const start = (): Position => ({ line: 0, found: 0, after: 0, last: 0, before: [] });

interface Search {
  readonly options: Options;
  readonly matcher: RegExp;
  readonly titles: boolean;
  readonly colour: boolean;
}

function matcherOf(options: Options, patterns: readonly string[]): RegExp {
  const sources = patterns
    .flatMap((pattern) => pattern.split('\n'))
    .map((pattern) => (options.has('F') ? literal(pattern) : options.has('P') ? pattern : posix(pattern, options.has('E'))));
  let source = sources.map((each) => `(?:${each})`).join('|');
  if (options.has('w')) source = `(?<![\\w])(?:${source})(?![\\w])`;
  if (options.has('x')) source = `^(?:${source})$`;
  return new RegExp(source, options.has('i') ? 'gi' : 'g');
}

/** Searches lines; gives true when the count asked for is reached. */
function search(process: Process, what: Search, name: string, lines: readonly string[], at: Position): boolean {
  const { options, matcher, titles, colour } = what;
  const silent = options.has('q') || options.has('c') || options.has('l') || options.has('L');
  const context = (key: string) => Number(options.value(key) ?? options.value('C') ?? 0) || 0;
  const limit = options.has('m') ? Number(options.value('m')) : Number.POSITIVE_INFINITY;
  const paint = (text: string, code: string) => (colour ? `\x1b[${code}m${text}\x1b[m` : text);
  const head = (number: number, mark: string) => `${titles ? paint(name, '35') + paint(mark, '36') : ''}${options.has('n') ? paint(String(number), '32') + paint(mark, '36') : ''}`;
  const show = (number: number, text: string, mark: string) => {
    if (context('A') + context('B') > 0 && at.last > 0 && number > at.last + 1) process.out(`${paint('--', '36')}\n`);
    at.last = number;
    process.out(`${head(number, mark)}${text}\n`);
  };
  for (const line of lines) {
    at.line++;
    matcher.lastIndex = 0;
    const selected = matcher.test(line) !== options.has('v') && at.found < limit;
    if (!selected) {
      if (!silent && at.after > 0) {
        at.after--;
        show(at.line, line, '-');
      } else if (context('B') > 0) {
        at.before.push({ number: at.line, text: line });
        if (at.before.length > context('B')) at.before.shift();
      }
      if (at.found >= limit && at.after === 0) return true;
      continue;
    }
    at.found++;
    if (silent) continue;
    for (const each of at.before) show(each.number, each.text, '-');
    at.before = [];
    at.after = context('A');
    matcher.lastIndex = 0;
    if (options.has('o')) {
      if (!options.has('v')) for (const match of line.matchAll(matcher)) if (match[0] !== '') process.out(`${head(at.line, ':')}${paint(match[0], '01;31')}\n`);
    } else show(at.line, options.has('v') || !colour ? line : line.replace(matcher, (match) => (match === '' ? '' : paint(match, '01;31'))), ':');
  }
  return false;
}

function summarise(process: Process, what: Search, name: string, at: Position): void {
  const { options, titles } = what;
  if (options.has('q')) return;
  if (options.has('l') || options.has('L')) {
    if (at.found > 0 !== options.has('L')) process.out(`${name}\n`);
  } else if (options.has('c')) process.out(`${titles ? `${name}:` : ''}${at.found}\n`);
}

function prepare(process: Process, argv: readonly string[]): { what: Search; files: readonly string[] } | number {
  const options = readOptions(process, argv, GRAMMAR);
  if (typeof options === 'number') return options;
  const patterns = [...options.values('e'), ...options.values('f').map((file) => process.disk.read(file).replace(/\n$/, ''))];
  const operands = patterns.length > 0 ? options.operands : options.operands.slice(1);
  if (patterns.length === 0) {
    if (options.operands[0] === undefined) {
      process.err("Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n");
      return 2;
    }
    patterns.push(options.operands[0]);
  }
  for (const key of ['A', 'B', 'C']) {
    const value = options.value(key);
    if (value !== undefined && !/^\d+$/.test(value)) {
      process.err(`grep: ${value}: invalid context length argument\n`);
      return 2;
    }
  }
  const recursive = options.has('r') || options.has('R');
  const files = operands.length === 0 && recursive ? ['.'] : operands;
  let matcher: RegExp;
  try {
    matcher = matcherOf(options, patterns);
  } catch (error) {
    const said = error instanceof SyntaxError ? error.message : '';
    process.err(
      `grep: ${patterns.join() === '[' ? 'Invalid regular expression' : /^(Unmatched|Trailing)/.test(said) ? said : /Unterminated group|nothing to repeat|Unmatched/i.test(said) ? 'Unmatched ( or \\(' : 'Invalid regular expression'}\n`,
    );
    return 2;
  }
  const colour = options.value('color');
  const titles = options.has('H') || (!options.has('h') && (files.length > 1 || (recursive && !(files.length === 1 && process.disk.stat(files[0] as string)?.type === 'file'))));
  return { what: { options, matcher, titles, colour: colour === 'always' || ((colour === 'auto' || colour === '') && process.terminal.out) }, files };
}

function walk(process: Process, what: Search, path: string, visit: (path: string) => void): void {
  for (const name of orRefused<readonly string[]>(
    () => process.disk.list(path),
    () => [],
  )) {
    const full = path === '.' && !what.options.operands.includes('.') ? name : joinPath(path, name);
    if (process.disk.stat(full)?.type === 'folder') {
      if (!what.options.values('exclude-dir').some((glob) => globToRegExp(glob).test(name))) walk(process, what, full, visit);
    } else {
      const includes = what.options.values('include');
      if (includes.length > 0 && !includes.some((glob) => globToRegExp(glob).test(name))) continue;
      if (!what.options.values('exclude').some((glob) => globToRegExp(glob).test(name))) visit(full);
    }
  }
}

function searchFiles(process: Process, what: Search, files: readonly string[]): number {
  let found = 0;
  let failed = false;
  const one = (path: string) => {
    orRefused<void>(
      () => {
        const entry = process.disk.stat(path);
        const at = start();
        const text = process.disk.read(path);
        if (entry?.type === 'file' && entry.base64 !== undefined) {
          if (what.matcher.test(text)) {
            at.found = 1;
            if (!what.options.has('q') && !what.options.has('c') && !what.options.has('l')) process.out(`grep: ${path}: binary file matches\n`);
          }
        } else search(process, what, path, linesOf(text), at);
        summarise(process, what, path, at);
        found += at.found;
      },
      (words) => {
        if (!what.options.has('s')) process.err(`grep: ${path}: ${words}\n`);
        failed = true;
      },
    );
  };
  for (const path of files) {
    if (process.disk.stat(path)?.type !== 'folder') one(path);
    else if (what.options.has('r') || what.options.has('R')) walk(process, what, path, one);
    else {
      if (!what.options.has('s')) process.err(`grep: ${path}: Is a directory\n`);
      failed = true;
    }
  }
  if (found > 0 && what.options.has('q')) return 0;
  return failed ? 2 : found > 0 ? 0 : 1;
}

const NAME = '(standard input)';

function make(name: 'grep' | 'egrep' | 'fgrep', extra: readonly string[]): Program {
  const begin = (process: Process, argv: readonly string[]): Progress => {
    const ready = prepare(process, argv);
    if (typeof ready === 'number') return { exit: ready };
    if (ready.files.length > 0 && !ready.files.includes('-')) return { exit: searchFiles(process, ready.what, ready.files) };
    return { wait: { for: 'line' }, state: { argv: [...argv], at: start() as never } };
  };
  return {
    name,
    summary: 'show lines that match a pattern',
    streaming: true,
    start: (process, argv) => begin(process, [...extra, ...argv]),
    resume(process, given, wake) {
      if (wake.by === 'interrupt') return { exit: 130 };
      const { argv, at: before } = given as unknown as { argv: string[]; at: Position };
      const ready = prepare(process, argv);
      if (typeof ready === 'number') return { exit: ready };
      const at: Position = { ...before, before: [...before.before] };
      if (wake.by === 'line' && wake.text !== null) {
        search(process, ready.what, NAME, process.terminal.in ? [wake.text] : linesOf(wake.text), at);
        return { wait: { for: 'line' }, state: { argv, at: at as never } };
      }
      summarise(process, ready.what, NAME, at);
      return { exit: at.found > 0 ? 0 : 1 };
    },
  };
}

export const grep = make('grep', []);
export const egrep = make('egrep', ['-E']);
export const fgrep = make('fgrep', ['-F']);
