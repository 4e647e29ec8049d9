// A commit as text: the named forms of `--pretty`, and placeholders.
import { type Git, paint, short } from './context.ts';
import { type DateView, dateText } from './dates.ts';
import { Fatal } from './fatal.ts';
import { type Commit, type Signature, subjectOf } from './objects.ts';
import { type Colour, codes } from './patch.ts';
import { headOf, refsBelow, shortName } from './refs.ts';
import { peel } from './revision.ts';
import { abbreviate } from './store.ts';

/** Names to write after a commit: where HEAD is, branches, tags. */
export interface Decoration {
  readonly text: string;
  readonly colour: Colour;
}

/** All names by the commit that they lead to, in git's order. */
export function decorationsOf(git: Git, full = false): ReadonlyMap<string, readonly Decoration[]> {
  const { repository } = git;
  const found = new Map<string, Decoration[]>();
  const add = (id: string | null, text: string, colour: Colour) => {
    if (id !== null) found.set(id, [...(found.get(id) ?? []), { text, colour }]);
  };
  const head = headOf(repository);
  add(head.id, 'HEAD', 'boldCyan');
  const refs = refsBelow(repository, 'refs/');
  const commit = (id: string) => peel(repository, id, 'commit');
  const name = (ref: string) => (full ? ref : shortName(ref));
  const colours: Readonly<Record<string, Colour>> = { tags: 'boldYellow', remotes: 'boldRed', heads: 'boldGreen', stash: 'boldMagenta' };
  for (const [ref, id] of [...refs].reverse()) {
    const kind = ref.split('/')[1] as string;
    const colour = colours[kind];
    if (colour) add(commit(id), kind === 'tags' ? `tag: ${name(ref)}` : kind === 'stash' ? ref : name(ref), colour);
  }
  return found;
}

/** ` (HEAD -> main, tag: v1)`, or nothing. */
export function decorationText(git: Git, names: ReadonlyMap<string, readonly Decoration[]>, id: string, bare = false): string {
  const list = names.get(id);
  if (!list) return '';
  const branch = headOf(git.repository).branch;
  const current = branch === null ? null : shortName(branch);
  const yellow = (text: string) => paint(git, 'yellow', text);
  const onBranch = list.find((each) => each.colour === 'boldGreen' && each.text.replace(/^refs\/heads\//, '') === current);
  const headHere = list.some((each) => each.text === 'HEAD');
  const parts = list.flatMap((each) => {
    if (each === onBranch && headHere) return [];
    if (each.text === 'HEAD' && onBranch) return [paint(git, 'boldCyan', 'HEAD -> ') + paint(git, 'boldGreen', onBranch.text)];
    const tag = /^(tag: )(.*)$/.exec(each.text);
    return [tag ? paint(git, each.colour, tag[1] as string) + paint(git, each.colour, tag[2] as string) : paint(git, each.colour, each.text)];
  });
  return bare ? parts.join(yellow(', ')) : `${yellow(' (')}${parts.join(yellow(', '))}${yellow(')')}`;
}

export interface PrettyStyle {
  readonly form: string;
  readonly date: string;
  readonly names: ReadonlyMap<string, readonly Decoration[]> | null;
  readonly abbreviated: boolean;
  /** `%gd`, `%gs` of a reflog entry. */
  readonly reflog?: { readonly selector: string; readonly message: string } | null;
}

/** Forms that end each commit with a line break instead of standing between two. */
export const isOneline = (form: string): boolean => form === 'oneline' || form === 'reference' || form.startsWith('tformat:') || (!isNamed(form) && form.includes('%'));

const NAMED = ['oneline', 'short', 'medium', 'full', 'fuller', 'reference', 'raw', 'email'];
const isNamed = (form: string): boolean => NAMED.includes(form) || form.startsWith('format:') || form.startsWith('tformat:');

export function checkForm(form: string): string {
  const name = form === '' ? 'medium' : form;
  if (isNamed(name) || name.includes('%')) return name;
  const found = NAMED.find((each) => each.startsWith(name));
  if (!found) throw new Fatal(`fatal: invalid --pretty format: ${form}`);
  return found;
}

const bodyOf = (message: string): string =>
  message
    .replace(/^\n+/, '')
    .split(/\n\s*\n/)
    .slice(1)
    .join('\n\n')
    .replace(/\n+$/, '');
/** Tabs as blanks up to the next eighth column. */
const expanded = (line: string): string => {
  let out = '';
  for (const letter of line) out += letter === '\t' ? ' '.repeat(8 - (out.length % 8)) : letter;
  return out;
};

const indented = (message: string): string =>
  message
    .replace(/^\n+|\n+$/g, '')
    .split('\n')
    .map((line) => `    ${expanded(line)}\n`)
    .join('');

const COLOURS: Readonly<Record<string, string>> = {
  red: codes.red,
  green: codes.green,
  blue: codes.blue,
  yellow: codes.yellow,
  magenta: codes.magenta,
  cyan: codes.cyan,
  bold: '1',
  reset: '',
  normal: '',
  dim: '2',
  white: '37',
  black: '30',
};

/** `%C(bold red)`: an escape sequence, where there are colours. */
function colourCode(git: Git, words: string): string {
  if (!git.colour && !words.startsWith('always,')) return '';
  const list = words
    .replace(/^(auto|always),?/, '')
    .split(/[ ,]+/)
    .filter((word) => word !== '');
  if (list.length === 0 || list[0] === 'reset') return list[0] === 'reset' ? '\x1b[m' : '\x1b[33m';
  return `\x1b[${list
    .map((word) => COLOURS[word] ?? '')
    .filter((code) => code !== '')
    .join(';')}m`;
}

/** Replaces the placeholders of a format. */
export function expandFormat(git: Git, format: string, id: string, commit: Commit, style: PrettyStyle): string {
  const view: DateView = { now: git.process.time.now, zone: git.process.env.TZ };
  const person = (who: Signature, key: string): string | undefined => {
    const dates: Readonly<Record<string, string>> = { d: style.date, D: 'rfc', r: 'relative', t: 'unix', i: 'iso', I: 'iso-strict', s: 'short' };
    if (key === 'n' || key === 'N') return who.name;
    if (key === 'e' || key === 'E') return who.email;
    if (key === 'l') return who.email.split('@')[0];
    return dates[key] === undefined ? undefined : dateText(who, dates[key], view);
  };
  const brief = (each: string) => abbreviate(git.repository, each);
  let width: { readonly kind: string; readonly count: number } | null = null;
  const aligned = (text: string): string => {
    const wanted = width;
    width = null;
    if (!wanted) return text;
    const cut = text.length > wanted.count && wanted.kind.includes('trunc') ? `${text.slice(0, wanted.count - 2)}..` : text;
    return wanted.kind.startsWith('>') ? cut.padStart(wanted.count) : cut.padEnd(wanted.count);
  };
  const value = (key: string): string | undefined => {
    const message = commit.message;
    switch (key) {
      case 'H':
        return id;
      case 'h':
        return brief(id);
      case 'T':
        return commit.tree;
      case 't':
        return brief(commit.tree);
      case 'P':
        return commit.parents.join(' ');
      case 'p':
        return commit.parents.map(brief).join(' ');
      case 's':
        return subjectOf(message);
      case 'b':
        return bodyOf(message) === '' ? '' : `${bodyOf(message)}\n`;
      case 'B':
        return message.replace(/^\n+/, '');
      case 'd':
        return decorationText(git, style.names ?? decorationsOf(git), id);
      case 'D':
        return decorationText({ ...git, colour: false }, style.names ?? decorationsOf(git), id, true);
      case 'gd':
        return style.reflog?.selector ?? '';
      case 'gD':
        return style.reflog?.selector ?? '';
      case 'gs':
        return style.reflog?.message ?? '';
      case 'n':
        return '\n';
      case 'N':
        return '';
      case 'e':
        return '';
      case 'G?':
        return 'N';
      case 'm':
        return '>';
      case '%':
        return '%';
    }
    if (key.startsWith('a')) return person(commit.author, key.slice(1));
    if (key.startsWith('c')) return person(commit.committer, key.slice(1));
    if (key.startsWith('x')) return String.fromCharCode(Number.parseInt(key.slice(1), 16));
    return undefined;
  };
  return format.replace(
    /%(C\(([^)]*)\)|C(red|green|blue|reset)|(>>?|<)(\|?)\((\d+)(?:,(\w+))?\)|w\([^)]*\)|[+ -]?(?:a[a-zA-Z]|c[a-zA-Z]|g[a-zA-Z]|G\?|x[0-9a-fA-F]{2}|[a-zA-Z%]))/g,
    (whole, key: string, words: string | undefined, named: string | undefined, align: string | undefined, _bar, count: string | undefined, how: string | undefined) => {
      if (words !== undefined) return colourCode(git, words);
      if (named !== undefined) return colourCode(git, named);
      if (align !== undefined) {
        width = { kind: `${align}${how ?? ''}`, count: Number(count) };
        return '';
      }
      if (key.startsWith('w(')) return '';
      const mark = /^[+ -]/.test(key) ? (key[0] as string) : '';
      const text = value(mark === '' ? key : key.slice(1));
      if (text === undefined) return whole;
      return mark === '+' && text !== '' ? `\n${text}` : mark === ' ' && text !== '' ? ` ${text}` : aligned(text);
    },
  );
}

/** A commit in one of the forms, ending with a line break. */
export function prettyCommit(git: Git, id: string, commit: Commit, style: PrettyStyle): string {
  const { form } = style;
  const names = style.names ? decorationText(git, style.names, id) : '';
  const shownId = style.abbreviated ? short(git, id) : id;
  const reflog = style.reflog;
  if (form === 'oneline') return `${paint(git, 'yellow', shownId)}${names} ${reflog ? `${reflog.selector}: ${reflog.message}` : subjectOf(commit.message)}\n`;
  if (form === 'reference')
    return `${paint(git, 'yellow', short(git, id))} (${subjectOf(commit.message)}, ${dateText(commit.author, style.date === 'default' ? 'short' : style.date, { now: git.process.time.now, zone: git.process.env.TZ })})\n`;
  if (form.startsWith('format:') || form.startsWith('tformat:') || !isNamed(form)) return `${expandFormat(git, form.replace(/^t?format:/, ''), id, commit, style)}\n`;
  const view: DateView = { now: git.process.time.now, zone: git.process.env.TZ };
  const who = (each: Signature) => `${each.name} <${each.email}>`;
  let text = `${paint(git, 'yellow', `commit ${shownId}`)}${names}\n`;
  if (form === 'raw') {
    const sign = (each: Signature) => `${who(each)} ${each.at} ${each.zone}`;
    text += `tree ${commit.tree}\n${commit.parents.map((parent) => `parent ${parent}\n`).join('')}author ${sign(commit.author)}\ncommitter ${sign(commit.committer)}\n`;
    return `${text}\n${indented(commit.message)}`;
  }
  if (reflog) text += `Reflog: ${reflog.selector} (${who(commit.committer)})\nReflog message: ${reflog.message}\n`;
  if (commit.parents.length > 1) text += `Merge: ${commit.parents.map((parent) => short(git, parent)).join(' ')}\n`;
  if (form === 'fuller') {
    text += `Author:     ${who(commit.author)}\nAuthorDate: ${dateText(commit.author, style.date, view)}\nCommit:     ${who(commit.committer)}\nCommitDate: ${dateText(commit.committer, style.date, view)}\n`;
  } else {
    text += `Author: ${who(commit.author)}\n`;
    if (form === 'full') text += `Commit: ${who(commit.committer)}\n`;
    if (form === 'medium') text += `Date:   ${dateText(commit.author, style.date, view)}\n`;
  }
  if (form === 'email') throw new Fatal("git: '--pretty=email' is not part of this simulation.", 1);
  if (commit.message === '') return `${text}\n`;
  return `${text}\n${indented(form === 'short' ? subjectOf(commit.message) : commit.message)}`;
}
