// A difference as text: patches with hunks, and the bars of `--stat`.
import { strFromU8, strToU8 } from 'fflate';
import type { FileChange } from './compare.ts';
import { type LineChange, lineChanges, linesOf } from './linediff.ts';
import { NOTHING } from './objects.ts';
import { abbreviate, contentOf, hasObject, type Side, type Store } from './store.ts';

export interface PatchStyle {
  readonly colour: boolean;
  /** Lines of context; 3 unless told. */
  readonly context?: number;
  /** Makes lines equal that count as equal (`-w`, `-b`). */
  readonly fold?: (line: string) => string;
  /** The words before paths: `a/` and `b/`. */
  readonly prefixes?: readonly [string, string];
  readonly fullIndex?: boolean;
}

/** Git takes a file for binary when there is a zero byte among its first 8000. */
export const isBinary = (bytes: Uint8Array): boolean => bytes.subarray(0, 8000).includes(0);

export const codes = {
  bold: '1',
  red: '31',
  green: '32',
  yellow: '33',
  blue: '34',
  magenta: '35',
  cyan: '36',
  boldRed: '1;31',
  boldGreen: '1;32',
  boldCyan: '1;36',
  boldYellow: '1;33',
  boldBlue: '1;34',
  boldMagenta: '1;35',
} as const;
export type Colour = keyof typeof codes;

/** A text in a colour; as it is where colours are not wanted, and when it is empty. */
export const painted = (wanted: boolean, colour: Colour, text: string): string => (wanted && text !== '' ? `\x1b[${codes[colour]}m${text}\x1b[m` : text);

/** A path as git writes it: in quotes with escapes where it has letters that need them. */
export function quotedPath(path: string): string {
  if (!/["\\\x00-\x1f\x7f-\uffff]/.test(path)) return path;
  const bytes = [...strToU8(path)];
  const named: Readonly<Record<number, string>> = { 7: 'a', 8: 'b', 9: 't', 10: 'n', 11: 'v', 12: 'f', 13: 'r', 34: '"', 92: '\\' };
  return `"${bytes.map((byte) => (named[byte] !== undefined ? `\\${named[byte]}` : byte < 32 || byte > 126 ? `\\${byte.toString(8).padStart(3, '0')}` : String.fromCharCode(byte))).join('')}"`;
}

const octal = (mode: number): string => mode.toString(8).padStart(6, '0');

function shortId(store: Store, side: Side | null, full: boolean): string {
  const id = side?.id ?? NOTHING;
  return full ? id : side && hasObject(store, id) ? abbreviate(store, id) : id.slice(0, 7);
}

/** The last line above `at` that begins like a declaration, for the end of a hunk's head. */
function headingAbove(lines: readonly string[], at: number): string {
  for (let i = at - 1; i >= 0; i--) if (/^[A-Za-z_$]/.test(lines[i] as string)) return ` ${(lines[i] as string).slice(0, 80).trimEnd()}`;
  return '';
}

/** Where an added line has blanks at its end, which git marks with a red ground. */
function addedLine(text: string): string {
  const lead = /^[ \t]*\t/.exec(text)?.[0] ?? '';
  const trailing = /[ \t]+$/.exec(text);
  const body = text.slice(lead.length, trailing ? Math.max(lead.length, trailing.index) : undefined);
  if (trailing && trailing.index === 0) return `\x1b[32m+\x1b[m\x1b[41m${text}\x1b[m`;
  return `\x1b[32m+\x1b[m${lead}${body === '' ? '' : `\x1b[32m${body}\x1b[m`}${trailing ? `\x1b[41m${trailing[0]}\x1b[m` : ''}`;
}

function line(mark: ' ' | '+' | '-', text: string, colour: boolean): string {
  const whole = text.endsWith('\n');
  const body = whole ? text.slice(0, -1) : text;
  const shown = !colour || mark === ' ' ? `${mark}${body}` : mark === '-' ? `\x1b[31m-${body}\x1b[m` : addedLine(body);
  return `${shown}\n${whole ? '' : '\\ No newline at end of file\n'}`;
}

/** Hunks in the unified form. */
export function hunksOf(one: readonly string[], other: readonly string[], changes: readonly LineChange[], style: PatchStyle): string {
  const around = style.context ?? 3;
  const hunks: LineChange[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1)?.at(-1);
    if (last && change.a - (last.a + last.aCount) <= around * 2) hunks.at(-1)?.push(change);
    else hunks.push([change]);
  }
  let text = '';
  for (const hunk of hunks) {
    const [first, last] = [hunk[0] as LineChange, hunk.at(-1) as LineChange];
    const lead = Math.min(around, first.a, first.b);
    const tail = Math.max(0, Math.min(around, one.length - (last.a + last.aCount), other.length - (last.b + last.bCount)));
    const from = first.a - lead;
    const countA = last.a + last.aCount + tail - from;
    const countB = last.b + last.bCount + tail - (first.b - lead);
    const range = (start: number, count: number) => (count === 1 ? `${start + 1}` : `${count === 0 ? start : start + 1},${count}`);
    text += `${painted(style.colour, 'cyan', `@@ -${range(from, countA)} +${range(first.b - lead, countB)} @@`)}${headingAbove(one, from)}\n`;
    let [a, b] = [from, first.b - lead];
    for (const change of hunk) {
      for (; a < change.a; a++, b++) text += line(' ', other[b] as string, style.colour);
      for (; a < change.a + change.aCount; a++) text += line('-', one[a] as string, style.colour);
      for (; b < change.b + change.bCount; b++) text += line('+', other[b] as string, style.colour);
    }
    for (const end = a + tail; a < end; a++, b++) text += line(' ', other[b] as string, style.colour);
  }
  return text;
}

const textOf = (store: Store, side: Side | null): string => (side ? strFromU8(contentOf(store, side)) : '');

/** One file's patch; empty when nothing is left of the difference (`-w`). */
export function filePatch(store: Store, change: FileChange, style: PatchStyle): string {
  const { before, after, status } = change;
  if (status === 'U') return `* Unmerged path ${quotedPath(change.path)}\n`;
  if (status === 'T') return filePatch(store, { ...change, status: 'D', after: null }, style) + filePatch(store, { ...change, status: 'A', before: null }, style);
  const [left, right] = style.prefixes ?? ['a/', 'b/'];
  const [from, to] = [quotedPath(left + (change.from ?? change.path)), quotedPath(right + change.path)];
  const head = [`diff --git ${from} ${to}`];
  if (!before) head.push(`new file mode ${octal((after as Side).mode)}`);
  else if (!after) head.push(`deleted file mode ${octal(before.mode)}`);
  else if (before.mode !== after.mode) head.push(`old mode ${octal(before.mode)}`, `new mode ${octal(after.mode)}`);
  if (status === 'R') head.push(`similarity index ${change.alike}%`, `rename from ${quotedPath(change.from as string)}`, `rename to ${quotedPath(change.path)}`);
  const same = before?.id === after?.id;
  if (!same) {
    const mode = before && after && before.mode === after.mode ? ` ${octal(after.mode)}` : '';
    head.push(`index ${shortId(store, before, style.fullIndex === true)}..${shortId(store, after, style.fullIndex === true)}${mode}`);
  }
  const bold = (lines: readonly string[]) => lines.map((each) => `${painted(style.colour, 'bold', each)}\n`).join('');
  if (same) return bold(head);
  const [nameA, nameB] = [before ? from : '/dev/null', after ? to : '/dev/null'];
  if ((before && isBinary(contentOf(store, before))) || (after && isBinary(contentOf(store, after)))) return `${bold(head)}Binary files ${nameA} and ${nameB} differ\n`;
  const [one, other] = [linesOf(textOf(store, before)), linesOf(textOf(store, after))];
  const hunks = hunksOf(one, other, lineChanges(one, other, style.fold), style);
  if (hunks === '' && style.fold) return '';
  const blank = (name: string) => (/ /.test(name) && !name.startsWith('"') ? `${name}\t` : name);
  return `${bold(head)}${hunks === '' ? '' : bold([`--- ${blank(nameA)}`, `+++ ${blank(nameB)}`])}${hunks}`;
}

export const patchOf = (store: Store, changes: readonly FileChange[], style: PatchStyle): string => changes.map((change) => filePatch(store, change, style)).join('');

export interface FileCount {
  readonly change: FileChange;
  readonly added: number;
  readonly removed: number;
  /** Sizes of a binary file before and after. */
  readonly binary: readonly [number, number] | null;
}

export function countsOf(store: Store, changes: readonly FileChange[], fold?: (line: string) => string): FileCount[] {
  return changes.map((change) => {
    const [before, after] = [change.before ? contentOf(store, change.before) : new Uint8Array(), change.after ? contentOf(store, change.after) : new Uint8Array()];
    if (isBinary(before) || isBinary(after)) return { change, added: 0, removed: 0, binary: [before.length, after.length] };
    const lines = lineChanges(linesOf(strFromU8(before)), linesOf(strFromU8(after)), fold);
    return { change, added: lines.reduce((sum, each) => sum + each.bCount, 0), removed: lines.reduce((sum, each) => sum + each.aCount, 0), binary: null };
  });
}

/** `{old => new}` around the parts of two paths that differ. */
export function renamedPath(from: string, to: string): string {
  const [one, other] = [quotedPath(from), quotedPath(to)];
  if (one !== from || other !== to) return `${one} => ${other}`;
  let head = 0;
  for (let at = 0; at < from.length && from[at] === to[at]; at++) if (from[at] === '/') head = at + 1;
  let tail = 0;
  const least = head > 0 ? head - 1 : 0;
  for (let count = 1; from.length - count >= least && to.length - count >= least && from[from.length - count] === to[to.length - count]; count++)
    if (from[from.length - count] === '/') tail = count;
  const [a, b] = [from.slice(head, Math.max(head, from.length - tail)), to.slice(head, Math.max(head, to.length - tail))];
  return head + tail === 0 ? `${a} => ${b}` : `${from.slice(0, head)}{${a} => ${b}}${tail > 0 ? from.slice(from.length - tail) : ''}`;
}

const some = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** ` 2 files changed, 3 insertions(+), 1 deletion(-)`. */
export function summaryOf(counts: readonly FileCount[]): string {
  if (counts.length === 0) return '';
  const sum = (key: 'added' | 'removed') => counts.reduce((total, each) => total + each[key], 0);
  const [added, removed] = [sum('added'), sum('removed')];
  const parts = [`${some(counts.length, 'file')} changed`];
  if (added > 0 || removed === 0) parts.push(`${some(added, 'insertion')}(+)`);
  if (removed > 0 || added === 0) parts.push(`${some(removed, 'deletion')}(-)`);
  return ` ${parts.join(', ')}\n`;
}

/** The table of `--stat` with its summary, `columns` wide at most. */
export function statOf(store: Store, changes: readonly FileChange[], style: { readonly colour: boolean; readonly columns: number }): string {
  const counts = countsOf(store, changes);
  if (counts.length === 0) return '';
  const names = counts.map(({ change }) => (change.from === undefined ? quotedPath(change.path) : renamedPath(change.from, change.path)));
  const most = Math.max(...counts.map((each) => each.added + each.removed));
  const binary = Math.max(0, ...counts.map(({ binary: sizes }) => (sizes ? `Bin ${sizes[0]} -> ${sizes[1]} bytes`.length - 4 : 0)));
  const numberWidth = Math.max(String(most).length, counts.some((each) => each.binary) ? 3 : 0);
  const longest = Math.max(...names.map((name) => name.length));
  const width = Math.max(style.columns, 16 + 6 + numberWidth);
  let graph = Math.max(most, binary > 0 ? binary - numberWidth + 4 : 0);
  if (binary > graph + numberWidth) graph = binary - numberWidth;
  graph = Math.max(most, binary);
  let nameWidth = longest;
  if (nameWidth + numberWidth + 6 + graph > width) {
    if (graph > Math.floor((width * 3) / 8) - numberWidth - 6) graph = Math.max(6, Math.floor((width * 3) / 8) - numberWidth - 6);
    if (nameWidth > width - numberWidth - 6 - graph) nameWidth = width - numberWidth - 6 - graph;
    else graph = width - numberWidth - 6 - nameWidth;
  }
  const scale = (count: number) => (count === 0 ? 0 : 1 + Math.floor((count * (graph - 1)) / most));
  const rows = counts.map(({ added, removed, binary: sizes }, index) => {
    let name = names[index] as string;
    if (name.length > nameWidth) {
      const cut = name.slice(name.length - nameWidth + 3);
      name = `...${cut.includes('/') ? cut.slice(cut.indexOf('/')) : cut}`;
    }
    name = name.padEnd(nameWidth);
    if (sizes) {
      const [was, is] = [painted(style.colour, 'red', String(sizes[0])), painted(style.colour, 'green', String(sizes[1]))];
      return ` ${name} | ${'Bin'.padStart(numberWidth)}${sizes[0] === sizes[1] && sizes[0] === 0 ? '' : ` ${was} -> ${is} bytes`}\n`;
    }
    let [plus, minus] = [added, removed];
    if (graph <= most) {
      let total = scale(added + removed);
      if (total < 2 && added > 0 && removed > 0) total = 2;
      if (added < removed) {
        plus = scale(added);
        minus = total - plus;
      } else {
        minus = scale(removed);
        plus = total - minus;
      }
    }
    const bar = `${painted(style.colour, 'green', '+'.repeat(plus))}${painted(style.colour, 'red', '-'.repeat(minus))}`;
    return ` ${name} | ${String(added + removed).padStart(numberWidth)}${bar === '' ? '' : ` ${bar}`}\n`;
  });
  return rows.join('') + summaryOf(counts);
}

/** ` create mode 100644 a` and its kin, as commit and merge print them. */
export const modeChanges = (changes: readonly FileChange[]): string =>
  changes
    .map((change) => {
      const { before, after, status } = change;
      if (status === 'A' && after) return ` create mode ${octal(after.mode)} ${quotedPath(change.path)}\n`;
      if (status === 'D' && before) return ` delete mode ${octal(before.mode)} ${quotedPath(change.path)}\n`;
      const modes = before && after && before.mode !== after.mode ? ` mode change ${octal(before.mode)} => ${octal(after.mode)}` : '';
      if (status === 'R') return ` rename ${renamedPath(change.from as string, change.path)} (${change.alike}%)\n${modes === '' ? '' : `${modes}\n`}`;
      return modes === '' ? '' : `${modes} ${quotedPath(change.path)}\n`;
    })
    .join('');
