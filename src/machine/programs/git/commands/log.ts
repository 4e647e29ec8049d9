// git log and show.
import { strFromU8 } from 'fflate';
import { combinedPatch } from '../combined.ts';
import { changesBetween, type FileChange } from '../compare.ts';
import { branchName, type Command, filesOf, type Git, headId, paint } from '../context.ts';
import { dateText, readDate } from '../dates.ts';
import { DIFF_OPTIONS, type DiffStyle, differencesText, diffStyle, selected } from '../differences.ts';
import { Fatal, missing } from '../fatal.ts';
import { Graph } from '../graph.ts';
import type { Commit } from '../objects.ts';
import { MODE } from '../objects.ts';
import { type Given, readOptions } from '../options.ts';
import { type Pathspec, pathspecs, selects } from '../pathspec.ts';
import { checkForm, decorationsOf, isOneline, type PrettyStyle, prettyCommit } from '../pretty.ts';
import { headOf, reflogOf, shortName } from '../refs.ts';
import { addToRange, objectNamed, type Range, unknownRevision } from '../revision.ts';
import { bytesOf, commitAt, kindOf, listingOf, type Side, tagAt, treeAt } from '../store.ts';
import { commitsFrom, mergeBases, type Visit } from '../walk.ts';

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

const unknown = (word: string): Fatal => new Fatal(`fatal: unrecognized argument: ${word}`);

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

/** The changes that a commit made to its first parent. */
export const changesOf = (git: Git, commit: Commit, select: (path: string) => boolean): FileChange[] =>
  changesBetween(filesOf(git, commit.parents[0] ?? null), listingOf(git.repository, commit.tree)).filter((change) => select(change.path));

/** What a commit changed, as log and show print it below the message. */
function changesText(git: Git, commit: Commit, style: DiffStyle, select: (path: string) => boolean, merges: 'none' | 'combined' | 'first'): string {
  if (style.forms.length === 0) return '';
  if (commit.parents.length < 2 || merges === 'first') return differencesText(git, selected(git, changesOf(git, commit, select), style), style);
  if (merges === 'none') return '';
  const tables = style.forms.filter((form) => form !== 'patch');
  const [one, other] = commit.parents.map((id) => filesOf(git, id)) as [ReadonlyMap<string, Side>, ReadonlyMap<string, Side>];
  const result = listingOf(git.repository, commit.tree);
  const differs = (path: string) => [one, other].every((tree) => tree.get(path)?.id !== result.get(path)?.id || tree.get(path)?.mode !== result.get(path)?.mode);
  const paths = [...new Set([...one.keys(), ...other.keys(), ...result.keys()])].filter((path) => differs(path) && select(path)).sort();
  const table =
    tables.length > 0
      ? differencesText(
          git,
          tables.includes('stat') || tables.includes('shortstat') ? selected(git, changesOf(git, commit, select), style) : changesOf(git, commit, (path) => paths.includes(path)),
          { ...style, forms: tables },
        )
      : '';
  const patch = style.forms.includes('patch')
    ? paths.map((path) => combinedPatch(git.repository, path, [one.get(path) ?? null, other.get(path) ?? null], result.get(path) ?? null, style)).join('')
    : '';
  return [table, patch].filter((part) => part !== '').join('\n');
}

interface LogStyle {
  readonly pretty: PrettyStyle;
  readonly diff: DiffStyle;
}

export function logStyle(git: Git, given: Given, fallback: DiffStyle['forms']): LogStyle {
  const form = given.has('oneline') ? 'oneline' : checkForm(given.value('format') ?? given.value('pretty') ?? git.config.get('format.pretty') ?? 'medium');
  const asked = given.value('decorate');
  const setting = git.config.get('log.decorate');
  const wanted =
    given.order.includes('no-decorate') || given.flag('decorate') === false
      ? false
      : given.has('decorate')
        ? asked !== 'no' && (asked !== 'auto' || git.process.terminal.out)
        : setting !== undefined
          ? setting !== 'no' && setting !== 'false' && (setting !== 'auto' || git.process.terminal.out)
          : git.process.terminal.out;
  const abbreviated =
    (given.has('oneline') && !given.order.includes('no-abbrev-commit')) ||
    given.has('abbrev-commit') ||
    (git.config.flag('log.abbrevcommit') === true && !given.order.includes('no-abbrev-commit'));
  const diff = diffStyle(git, given, fallback);
  return {
    diff,
    pretty: {
      form,
      date: given.has('relative-date') ? 'relative' : (given.value('date') ?? git.config.get('log.date') ?? 'default'),
      names: wanted ? decorationsOf(git, asked === 'full') : null,
      abbreviated,
    },
  };
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

export const log: Command = (git, argv) => {
  const given = readOptions({ usage: ['git log [<options>] [<revision-range>] [[--] <path>...]'], options: LOG_OPTIONS, number: 'max-count', unknown }, argv);
  for (const option of ['left-right', 'cherry-pick', 'source', 'boundary', 'simplify-by-decoration', 'L', 'children'])
    if (given.has(option)) throw missing(`'log ${option.length === 1 ? '-' : '--'}${option}'`);
  const { range, specs, named } = readRange(git, given, argv);
  if (range.starts.length === 0 && !named) throw new Fatal(`fatal: your current branch '${branchName(git) ?? 'HEAD'}' does not have any commits yet`);
  const style = logStyle(git, given, []);
  const select = specs.length > 0 ? (path: string) => selects(specs, path) : null;
  const graph = given.has('graph');
  const passes = filterOf(git, given);
  let visits: Visit[] | null = null;
  let reflogs: { readonly selector: string; readonly message: string }[] | null = null;
  if (given.has('walk-reflogs')) {
    const branch = given.words[0];
    const log = reflogOf(git.repository, branch === undefined || branch === 'HEAD' ? 'HEAD' : `refs/heads/${branch}`);
    visits = log.map((each) => ({ id: each.to, commit: commitAt(git.repository, each.to), parents: [] }));
    reflogs = log.map((each, index) => ({
      selector: `${branch ?? 'HEAD'}@{${given.has('date') ? dateText(each.who, style.pretty.date, { now: git.process.time.now, zone: git.process.env.TZ }) : index}}`,
      message: each.message,
    }));
  }
  const follow = given.has('follow') && specs.length === 1 ? followed(git, range, specs[0]?.path as string) : null;
  visits ??=
    follow?.visits ?? commitsFrom(git.repository, range.starts, range.hidden, { select, firstParent: given.has('first-parent'), topological: graph || given.has('topo-order') });
  const needles = [...given.values('S').map((text) => ({ text, lines: false })), ...given.values('G').map((text) => ({ text, lines: true }))];
  const order = new Map(visits.map((visit, index) => [visit, index]));
  const passing = visits.filter((visit) => passes(visit.commit) && needles.every((needle) => touches(git, visit.commit, needle)));
  const [skip, most] = [Number(given.value('skip') ?? 0), given.value('max-count')];
  if (most !== undefined && !/^-?\d+$/.test(most)) throw new Fatal(`fatal: '${most}': not an integer`);
  const chosen = passing.slice(skip, most === undefined || Number(most) < 0 ? undefined : skip + Number(most));
  if (given.has('reverse')) chosen.reverse();
  const drawn = new Set(passing.map((visit) => visit.id));
  const lanes = graph ? new Graph(git.colour) : null;
  const oneline = isOneline(style.pretty.form);
  chosen.forEach((visit, index) => {
    const reflog = reflogs?.[order.get(visit) as number] ?? null;
    const text = prettyCommit(git, visit.id, visit.commit, { ...style.pretty, reflog });
    const pick = follow ? (path: string) => follow.paths.get(visit.id)?.includes(path) === true : (select ?? (() => true));
    const changes = changesText(git, visit.commit, style.diff, pick, given.has('first-parent') ? 'first' : given.has('cc') ? 'combined' : 'none');
    const separate = style.diff.forms.includes('patch') && style.diff.forms.includes('stat') && !oneline ? '---\n' : style.pretty.form === 'oneline' ? '' : '\n';
    const block = text + (changes === '' ? '' : separate + changes);
    const between = index > 0 && !oneline ? '\n' : '';
    const format = style.pretty.form.startsWith('format:');
    if (lanes)
      git.out(lanes.block({ ...visit, parents: visit.parents.filter((id) => drawn.has(id)) }, text, changes === '' ? '' : separate + changes, !oneline && !format && index > 0));
    else if (format && changes === '') git.out(`${text.slice(0, -1)}\n`);
    else git.out((format ? '' : between) + block);
  });
  return 0;
};

/** Whether a commit changed how often a text occurs (`-S`), or a line that a pattern fits (`-G`). */
function touches(git: Git, commit: Commit, needle: { readonly text: string; readonly lines: boolean }): boolean {
  return changesOf(git, commit, () => true).some((change) => {
    const text = (side: Side | null) => (side ? strFromU8(bytesOf(git.repository, side.id)) : '');
    const [before, after] = [text(change.before), text(change.after)];
    if (!needle.lines) return before.split(needle.text).length !== after.split(needle.text).length;
    const pattern = new RegExp(needle.text);
    const fitting = (all: string) =>
      all
        .split('\n')
        .filter((line) => pattern.test(line))
        .sort()
        .join('\n');
    return fitting(before) !== fitting(after);
  });
}

/** The commits that changed a file under any of its names. */
function followed(git: Git, range: Range, path: string): { readonly visits: Visit[]; readonly paths: ReadonlyMap<string, readonly string[]> } {
  let name = path;
  const paths = new Map<string, readonly string[]>();
  const visits = commitsFrom(git.repository, range.starts, range.hidden).filter(({ id, commit }) => {
    if (commit.parents.length > 1) return false;
    const change = selected(
      git,
      changesOf(git, commit, () => true),
      { renames: true, filter: null },
    ).find((each) => each.path === name);
    if (!change) return false;
    paths.set(id, change.from === undefined ? [name] : [name, change.from]);
    name = change.from ?? name;
    return true;
  });
  return { visits, paths };
}

export const show: Command = (git, argv) => {
  const given = readOptions({ usage: ['git show [<options>] [<object>...]'], options: LOG_OPTIONS, number: 'max-count', unknown }, argv);
  const style = logStyle(git, given, ['patch']);
  const words = given.words.filter((word) => given.after !== null || objectNamed(git.names, word) !== null || !git.process.disk.stat(word));
  const specs = pathspecs(git, [...given.words.filter((word) => !words.includes(word)), ...(given.after ?? [])]);
  const select = (path: string) => selects(specs, path);
  const { branch } = headOf(git.repository);
  if (words.length === 0 && headId(git) === null) throw new Fatal(`fatal: your current branch '${shortName(branch ?? '')}' does not have any commits yet`);
  let first = true;
  for (const word of words.length > 0 ? words : ['HEAD']) {
    if (word.includes('..')) {
      const { range } = readRange(git, { ...given, words: [word], after: null }, []);
      for (const visit of commitsFrom(git.repository, range.starts, range.hidden)) {
        git.out(`${first ? '' : '\n'}${commitText(git, visit.id, style, select)}`);
        first = false;
      }
      continue;
    }
    const id = objectNamed(git.names, word);
    if (id === null) {
      const [, commit, path] = /^([^:]*):(.+)$/.exec(word) ?? [];
      if (path !== undefined && commit !== undefined && (commit === '' || objectNamed(git.names, commit) !== null))
        throw new Fatal(
          commit === ''
            ? `fatal: path '${path}' does not exist (neither on disk nor in the index)`
            : `fatal: path '${path}' ${git.process.disk.stat(`${git.repository.root}/${path}`) ? 'exists on disk, but not' : 'does not exist'} in '${commit}'`,
        );
      throw unknownRevision(word);
    }
    git.out(objectText(git, id, word, style, select, first));
    first = false;
  }
  return 0;
};

function commitText(git: Git, id: string, style: LogStyle, select: (path: string) => boolean): string {
  const commit = commitAt(git.repository, id);
  const changes = changesText(git, commit, style.diff, select, 'combined');
  const text = prettyCommit(git, id, commit, style.pretty);
  const oneline = isOneline(style.pretty.form) || style.pretty.form.startsWith('format:');
  const separate = style.diff.forms.includes('patch') && style.diff.forms.includes('stat') ? '---\n' : style.pretty.form === 'oneline' ? '' : '\n';
  return text + (changes === '' ? (commit.parents.length > 1 && style.diff.forms.includes('patch') && !oneline ? '\n' : '') : separate + changes);
}

function objectText(git: Git, id: string, word: string, style: LogStyle, select: (path: string) => boolean, first: boolean): string {
  const { repository } = git;
  const kind = kindOf(repository, id);
  if (kind === 'blob') return strFromU8(bytesOf(repository, id));
  if (kind === 'tree') {
    const entries = treeAt(repository, id).map((entry) => `${entry.name}${entry.mode === MODE.folder ? '/' : ''}\n`);
    return `${paint(git, 'yellow', `tree ${word}`)}\n\n${entries.join('')}`;
  }
  if (kind === 'tag') {
    const tag = tagAt(repository, id);
    const view = { now: git.process.time.now, zone: git.process.env.TZ };
    const head = `${paint(git, 'yellow', `tag ${tag.name}`)}\n${tag.tagger ? `Tagger: ${tag.tagger.name} <${tag.tagger.email}>\nDate:   ${dateText(tag.tagger, style.pretty.date, view)}\n` : ''}\n${tag.message}\n`;
    return head + objectText(git, tag.object, word, style, select, true);
  }
  return `${first ? '' : '\n'}${commitText(git, id, style, select)}`;
}
