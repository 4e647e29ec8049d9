// Which commits a command line means: ranges, paths, authors, dates, words of the message.
import { type Git, headId } from './context.ts';
import { readDate } from './dates.ts';
import { DIFF_OPTIONS } from './differences.ts';
import { Fatal } from './fatal.ts';
import type { Commit } from './objects.ts';
import type { Given } from './options.ts';
import { type Pathspec, pathspecs } from './pathspec.ts';
import { addToRange, type Range, unknownRevision } from './revision.ts';
import { mergeBases } from './walk.ts';

export const LOG_OPTIONS: Readonly<Record<string, string>> = {
  ...DIFF_OPTIONS,
  oneline: '',
  'pretty=?': '',
  'format=': '',
  'max-count=': 'n',
  'skip=': '',
  'since=': '',
  'after=': '',
  'until=': '',
  'before=': '',
  'author=': '',
  'committer=': '',
  'grep=': '',
  'invert-grep': '',
  'regexp-ignore-case': 'i',
  'fixed-strings': 'F',
  'extended-regexp': 'E',
  all: '',
  'branches=?': '',
  'tags=?': '',
  'remotes=?': '',
  graph: '',
  'decorate=?': '',
  'no-decorate': '',
  'date=': '',
  'relative-date': '',
  'abbrev-commit': '',
  'no-abbrev-commit': '',
  'abbrev=?': '',
  'no-merges': '',
  merges: '',
  'first-parent': 'm',
  'topo-order': '',
  'date-order': '',
  reverse: '',
  follow: '',
  'walk-reflogs': 'g',
  'left-right': '',
  'cherry-pick': '',
  cc: 'c',
  'show-signature': '',
  source: '',
  'S=': 'S',
  'G=': 'G',
  'L=': 'L',
  'full-history': '',
  'simplify-by-decoration': '',
  boundary: '',
  parents: '',
  children: '',
};

export const unknownArgument = (word: string): Fatal => new Fatal(`fatal: unrecognized argument: ${word}`);

/** Revisions and paths told apart as git does: after `--` all are paths; before, a word that names a commit is one. */
export function readRange(git: Git, given: Given, argv: readonly string[]): { readonly range: Range; readonly specs: readonly Pathspec[]; readonly named: boolean } {
  const range: Range = { starts: [], hidden: [], symmetric: null };
  const paths: string[] = [];
  const groups = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined).filter((word) => ['--all', '--branches', '--tags', '--remotes'].includes(word));
  const bases = (one: string, other: string) => mergeBases(git.repository, one, other);
  for (const word of groups) addToRange(git.names, range, word, bases);
  let named = groups.length > 0;
  for (const word of given.words) {
    const isPath = git.process.disk.stat(word) !== null;
    if (paths.length === 0 && addToRange(git.names, range, word, bases)) {
      if (isPath && given.after === null && word !== 'HEAD')
        throw new Fatal(
          `fatal: ambiguous argument '${word}': both revision and filename\nUse '--' to separate paths from revisions, like this:\n'git <command> [<revision>...] -- [<file>...]'`,
        );
      named = true;
    } else if (given.after !== null) throw new Fatal(`fatal: bad revision '${word}'`);
    else if (isPath || /[*?[]|^:/.test(word)) paths.push(word);
    else throw unknownRevision(word);
  }
  if (!named) {
    const head = headId(git);
    if (head !== null) range.starts.push(head);
  } else if (range.starts.length === 0 && range.hidden.length > 0 && groups.length === 0) {
    const head = headId(git);
    if (head !== null) range.starts.push(head);
  }
  return { range, specs: pathspecs(git, [...paths, ...(given.after ?? [])]), named };
}

/** Whether a commit passes `--author`, `--grep`, dates and `--merges`. */
export function filterOf(git: Git, given: Given): (commit: Commit) => boolean {
  const pattern = (text: string) => {
    const source = given.has('fixed-strings')
      ? text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      : given.has('extended-regexp')
        ? text
        : text.replace(/\\?([+?{}()|])/g, (whole, letter: string) => (whole.startsWith('\\') ? letter : `\\${letter}`));
    try {
      return new RegExp(source, given.has('regexp-ignore-case') ? 'im' : 'm');
    } catch {
      throw new Fatal(`fatal: command line, '${text}': Unmatched [, [^, [:, [., or [=`);
    }
  };
  const patterns = (name: string) => given.values(name).map(pattern);
  const [authors, committers, greps] = [patterns('author'), patterns('committer'), patterns('grep')];
  const date = (...names: string[]) => {
    const text = names.map((name) => given.value(name)).find((value) => value !== undefined);
    return text === undefined ? null : (readDate(text, git.process.time.now, git.process.env.TZ) ?? Math.floor(git.process.time.now / 1000));
  };
  const [since, until] = [date('since', 'after'), date('until', 'before')];
  const some = (list: readonly RegExp[], text: string) => list.length === 0 || list.some((each) => each.test(text));
  return (commit) =>
    some(authors, `${commit.author.name} <${commit.author.email}>`) &&
    some(committers, `${commit.committer.name} <${commit.committer.email}>`) &&
    (greps.length === 0 || some(greps, commit.message) !== given.has('invert-grep')) &&
    (since === null || commit.committer.at >= since) &&
    (until === null || commit.committer.at <= until) &&
    !(given.order.includes('no-merges') && commit.parents.length > 1) &&
    !(given.has('merges') && commit.parents.length < 2);
}
