// The options by which diff, log and show print what changed, and the printing.
import { type FileChange, withRenames } from './compare.ts';
import type { Git } from './context.ts';
import { Fatal, missing } from './fatal.ts';
import type { Given } from './options.ts';
import { countsOf, modeChanges, patchOf, quotedPath, renamedPath, statOf, summaryOf } from './patch.ts';

export const DIFF_OPTIONS: Readonly<Record<string, string>> = {
  patch: 'pu',
  'no-patch': 's',
  'unified=': 'U',
  'stat=?': '',
  shortstat: '',
  numstat: '',
  summary: '',
  'compact-summary': '',
  'patch-with-stat': '',
  'name-only': '',
  'name-status': '',
  raw: '',
  'color=?': '',
  'no-color': '',
  'ignore-all-space': 'w',
  'ignore-space-change': 'b',
  'ignore-space-at-eol': '',
  'find-renames=?': 'M',
  'no-renames': '',
  'diff-filter=': '',
  'word-diff=?': '',
  'color-words=?': '',
  'full-index': '',
  'no-prefix': '',
  'exit-code': '',
  quiet: '',
  reverse: 'R',
  minimal: '',
  'no-ext-diff': '',
  text: 'a',
  check: '',
  relative: '',
  'function-context': 'W',
  'no-indent-heuristic': '',
};

export interface DiffStyle {
  readonly forms: readonly ('patch' | 'stat' | 'shortstat' | 'numstat' | 'summary' | 'name-only' | 'name-status' | 'raw')[];
  readonly colour: boolean;
  readonly context: number;
  readonly fold: ((line: string) => string) | undefined;
  readonly renames: boolean;
  readonly filter: string | null;
  readonly prefixes: readonly [string, string];
  readonly fullIndex: boolean;
}

/** Reads the options; `fallback` is what is printed when none of them says. */
export function diffStyle(git: Git, given: Given, fallback: DiffStyle['forms']): DiffStyle {
  for (const option of ['word-diff', 'color-words', 'check', 'function-context', 'relative', 'compact-summary']) if (given.has(option)) throw missing(`'--${option}'`);
  const forms: DiffStyle['forms'][number][] = [];
  if (given.has('raw')) forms.push('raw');
  if (given.has('numstat')) forms.push('numstat');
  if (given.has('stat') || given.has('patch-with-stat')) forms.push('stat');
  if (given.has('shortstat')) forms.push('shortstat');
  if (given.has('summary')) forms.push('summary');
  if (given.has('name-only')) forms.push('name-only');
  if (given.has('name-status')) forms.push('name-status');
  if (given.has('patch') || given.has('unified') || given.has('patch-with-stat')) forms.push('patch');
  const unified = given.value('unified');
  if (unified !== undefined && !/^\d+$/.test(unified)) throw new Fatal(`error: unified expects a numerical value`, 129);
  const when = given.value('color');
  const fold = given.has('ignore-all-space')
    ? (line: string) => line.replace(/\s+/g, '')
    : given.has('ignore-space-change')
      ? (line: string) => line.replace(/[ \t]+/g, ' ').trimEnd()
      : given.has('ignore-space-at-eol')
        ? (line: string) => line.trimEnd()
        : undefined;
  return {
    forms: given.order.includes('no-patch') && forms.length === 0 ? [] : forms.length > 0 ? forms : fallback,
    colour: given.has('no-color') || when === 'never' || given.flag('color') === false ? false : when === 'always' || (given.has('color') && when === '') || git.colour,
    context: unified === undefined ? Number(git.config.get('diff.context') ?? 3) : Number(unified),
    fold,
    renames: given.flag('find-renames') !== false && !given.order.includes('no-renames') && git.config.flag('diff.renames') !== false,
    filter: given.value('diff-filter') ?? null,
    prefixes: given.has('no-prefix') ? ['', ''] : ['a/', 'b/'],
    fullIndex: given.has('full-index'),
  };
}

/** Renames found and the filter applied. */
export function selected(git: Git, changes: readonly FileChange[], style: Pick<DiffStyle, 'renames' | 'filter'>): FileChange[] {
  const found = style.renames ? withRenames(git.repository, changes) : [...changes];
  const { filter } = style;
  if (filter === null) return found;
  const [wanted, unwanted] = [filter.replace(/[a-z]/g, ''), filter.replace(/[A-Z]/g, '').toUpperCase()];
  return found.filter((change) => (wanted === '' || wanted.includes(change.status)) && !unwanted.includes(change.status));
}

/** What changed, in the forms that were asked for, with an empty line between a table and a patch. */
export function differencesText(git: Git, changes: readonly FileChange[], style: DiffStyle): string {
  const { repository } = git;
  const parts: string[] = [];
  const names = (change: FileChange) => quotedPath(change.path);
  let table = '';
  for (const form of style.forms) {
    if (form === 'stat') table += statOf(repository, changes, { colour: style.colour, columns: git.process.terminal.out ? git.process.columns : 80 });
    else if (form === 'shortstat') table += summaryOf(countsOf(repository, changes, style.fold));
    else if (form === 'numstat')
      table += countsOf(repository, changes, style.fold)
        .map(
          ({ change, added, removed, binary }) =>
            `${binary ? '-' : added}\t${binary ? '-' : removed}\t${change.from === undefined ? names(change) : renamedPath(change.from, change.path)}\n`,
        )
        .join('');
    else if (form === 'summary') table += modeChanges(changes);
    else if (form === 'name-only') table += changes.map((change) => `${names(change)}\n`).join('');
    else if (form === 'name-status')
      table += changes
        .map((change) =>
          change.status === 'R' ? `R${String(change.alike).padStart(3, '0')}\t${quotedPath(change.from as string)}\t${names(change)}\n` : `${change.status}\t${names(change)}\n`,
        )
        .join('');
    else if (form === 'raw')
      table += changes
        .map((change) => {
          const mode = (side: FileChange['before']) => (side?.mode ?? 0).toString(8).padStart(6, '0');
          const id = (side: FileChange['before']) => (side && !side.bytes ? side.id.slice(0, 7) : '0000000');
          return `:${mode(change.before)} ${mode(change.after)} ${id(change.before)} ${id(change.after)} ${change.status === 'R' ? `R${String(change.alike).padStart(3, '0')}\t${change.from}` : change.status}\t${names(change)}\n`;
        })
        .join('');
  }
  if (table !== '') parts.push(table);
  if (style.forms.includes('patch')) {
    const patch = patchOf(repository, changes, style);
    if (patch !== '') parts.push(patch);
  }
  return parts.join('\n');
}
