// Results as psql prints them: aligned, unaligned, CSV, expanded.
import { htmlSheet } from './html.ts';

export interface Style {
  readonly format: 'aligned' | 'unaligned' | 'csv' | 'html';
  readonly unicode: boolean;
  /** Stands above every result (`\C`). */
  readonly title: string | null;
  readonly expanded: 'on' | 'off' | 'auto';
  readonly border: number;
  readonly tuplesOnly: boolean;
  readonly separator: string;
  readonly nullText: string;
  readonly footer: boolean;
}

export const PLAIN: Style = { format: 'aligned', unicode: false, title: null, expanded: 'off', border: 1, tuplesOnly: false, separator: '|', nullText: '', footer: true };

export interface Sheet {
  readonly title?: string;
  readonly columns: readonly { readonly name: string; readonly right: boolean }[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Lines below the table in place of the number of rows. */
  readonly footers?: readonly string[];
}

/** Oids of the types whose values stand to the right: numbers, oids and money. */
const RIGHT = new Set([20, 21, 23, 26, 28, 29, 700, 701, 790, 1700, 5069]);
export const standsRight = (type: number): boolean => RIGHT.has(type);

const widthOf = (text: string): number => {
  let width = 0;
  for (const letter of text) width += letter >= '\u0300' && letter <= '\u036f' ? 0 : 1;
  return width;
};
const pad = (text: string, width: number) => text + ' '.repeat(Math.max(0, width - widthOf(text)));
const padLeft = (text: string, width: number) => ' '.repeat(Math.max(0, width - widthOf(text))) + text;
/** The lines of a value; a tab goes to the next eighth column. */
const linesOf = (text: string): string[] =>
  text
    .replaceAll('\r', '\\r')
    .split('\n')
    .map((line) => (line.includes('\t') ? line.split('\t').reduce((done, piece) => done + ' '.repeat(8 - (widthOf(done) % 8)) + piece) : line));

const count = (rows: number) => `(${rows} row${rows === 1 ? '' : 's'})`;

function aligned(sheet: Sheet, style: Style): string {
  const { border } = style;
  const cells = sheet.rows.map((row) => row.map((value) => linesOf(value ?? style.nullText)));
  const heads = sheet.columns.map((column) => linesOf(column.name));
  const widths = heads.map((head) => Math.max(0, ...head.map(widthOf)));
  for (const row of cells) for (let index = 0; index < widths.length; index++) for (const line of row[index] ?? []) widths[index] = Math.max(widths[index] ?? 0, widthOf(line));
  const total = widths.reduce((sum, width) => sum + width, 0) + (border === 0 ? widths.length : border === 1 ? widths.length * 3 - 1 : widths.length * 3 + 1);
  const out: string[] = [];
  const rule = (force = false) => {
    if (border === 0) out.push(widths.map((width) => '-'.repeat(width)).join(' '));
    else if (border === 1) out.push(widths.map((width) => '-'.repeat(width + 2)).join('+') || '--');
    else if (force || border >= 2) out.push(`+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`);
  };
  if (!style.tuplesOnly) {
    if (sheet.title) out.push(widthOf(sheet.title) >= total ? sheet.title : ' '.repeat(Math.floor((total - widthOf(sheet.title)) / 2)) + sheet.title);
    if (border >= 2) rule();
    const deep = Math.max(1, ...heads.map((head) => head.length));
    for (let line = 0; line < deep; line++) {
      const parts = heads.map((head, index) => {
        const space = (widths[index] ?? 0) - widthOf(head[line] ?? '');
        return `${' '.repeat(Math.floor(space / 2))}${head[line] ?? ''}${' '.repeat(Math.ceil(space / 2))}`;
      });
      out.push(border === 0 ? parts.join(' ') : border === 1 ? ` ${parts.join(' | ')} ` : `| ${parts.join(' | ')} |`);
    }
    rule();
  } else if (border >= 2) rule();
  for (const row of cells) {
    const deep = Math.max(1, ...row.map((cell) => cell.length));
    for (let line = 0; line < deep; line++) {
      let text = border >= 2 ? '|' : '';
      for (const [index, cell] of row.entries()) {
        const last = index === row.length - 1;
        const width = widths[index] ?? 0;
        const piece = cell[line] ?? '';
        const goesOn = line < cell.length - 1;
        const right = sheet.columns[index]?.right ?? false;
        const closes = border >= 2 || !last;
        const shown = right && (line < cell.length || closes) ? padLeft(piece, width) : closes || goesOn ? pad(piece, width) : piece;
        text += `${border === 0 && index === 0 ? '' : border === 0 ? '' : ' '}${shown}${goesOn ? '+' : closes ? ' ' : ''}${border > 0 && closes ? '|' : ''}`;
      }
      out.push(text);
    }
  }
  if (border >= 2) rule();
  if (!style.tuplesOnly && style.footer) out.push(...(sheet.footers ?? [count(sheet.rows.length)]));
  return `${out.join('\n')}${out.length > 0 ? '\n' : ''}\n`;
}

function expanded(sheet: Sheet, style: Style): string {
  const { border } = style;
  if (sheet.rows.length === 0) return style.tuplesOnly ? '' : `${(sheet.footers ?? [count(0)]).join('\n')}\n\n`;
  const names = sheet.columns.map((column) => column.name);
  const left = Math.max(0, ...names.map(widthOf));
  let right = 0;
  for (const row of sheet.rows) for (const value of row) for (const line of linesOf(value ?? style.nullText)) right = Math.max(right, widthOf(line));
  const out: string[] = [];
  if (sheet.title && !style.tuplesOnly) out.push(sheet.title);
  for (const [index, row] of sheet.rows.entries()) {
    if (!style.tuplesOnly) {
      const label = border === 0 ? `* Record ${index + 1}` : `[ RECORD ${index + 1} ]`;
      let line = border >= 2 ? '+-' : border === 1 ? '-' : '';
      line += label;
      let length = label.length + (border === 2 ? 0 : 1);
      line += (border > 0 ? '-' : ' ').repeat(Math.max(0, left - length));
      length -= left;
      if (border > 0) {
        if (length-- <= 0) line += '-';
        if (length-- <= 0) line += '+';
        if (length-- <= 0) line += '-';
      } else if (length-- <= 0) line += ' ';
      line += (border > 0 ? '-' : ' ').repeat(Math.max(0, right - Math.max(0, length)));
      out.push(border >= 2 ? `${line}-+` : line);
    } else if (index > 0) out.push('');
    for (const [column, name] of names.entries()) {
      const lines = linesOf(row[column] ?? style.nullText);
      for (const [at, text] of lines.entries()) {
        const head = pad(at === 0 ? name : '', left);
        const more = at < lines.length - 1;
        if (border === 0) out.push(`${head} ${text}`);
        else if (border === 1) out.push(`${head} | ${more ? `${pad(text, right)}+` : text}`);
        else out.push(`| ${head} | ${pad(text, right)}${more ? '+' : ' '}|`);
      }
    }
  }
  if (sheet.footers && !style.tuplesOnly) out.push(...sheet.footers);
  return `${out.join('\n')}\n\n`;
}

const csvField = (text: string): string => (/[",\n\r]|^\\\.$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Lines drawn with `-+|` as lines. Rules are found by their form, and the bars of other lines by where those of the rules stand. */
function drawn(text: string, border: number): string {
  const lines = text.split('\n');
  const rules = lines.flatMap((line, index) => (/^\+?-[-+]*$/.test(line) ? [index] : []));
  const first = lines[rules[0] ?? -1];
  if (first === undefined || border === 0) return text;
  const bars = [...first].flatMap((letter, at) => (letter === '+' ? [at] : []));
  const last = rules.at(-1) ?? 0;
  return lines
    .map((line, index) => {
      if (rules.includes(index)) {
        const [left, middle, right] = border < 2 ? ['─', '┼', '─'] : index === rules[0] ? ['┌', '┬', '┐'] : index === last ? ['└', '┴', '┘'] : ['├', '┼', '┤'];
        return [...line].map((letter, at) => (letter === '-' ? '─' : border >= 2 && at === 0 ? left : border >= 2 && at === line.length - 1 ? right : middle)).join('');
      }
      const inside = border >= 2 ? index > (rules[0] ?? 0) && index < last : index <= last || line.length > (bars[0] ?? 0);
      return inside ? [...line].map((letter, at) => (bars.includes(at) && letter === '|' ? '│' : letter)).join('') : line;
    })
    .join('\n');
}

/** One result as text, with the empty line that follows it. */
export function printSheet(given: Sheet, style: Style, columns = 80): string {
  const sheet = given.title === undefined && style.title !== null ? { ...given, title: style.title } : given;
  if (style.format === 'html') return htmlSheet(sheet, style);
  if (style.format === 'csv') {
    const lines = [...(style.tuplesOnly ? [] : [sheet.columns.map((column) => column.name)]), ...sheet.rows.map((row) => row.map((value) => value ?? style.nullText))];
    return lines.map((line) => `${line.map(csvField).join(',')}\n`).join('');
  }
  if (style.format === 'unaligned') {
    const rows = sheet.rows.map((row) => row.map((value) => value ?? style.nullText));
    if (style.expanded === 'on') {
      const records = rows.map((row) => row.map((value, index) => `${sheet.columns[index]?.name}${style.separator}${value}\n`).join('')).join('\n');
      return records || style.tuplesOnly ? records : `${count(0)}\n`;
    }
    const head = style.tuplesOnly ? [] : [...(sheet.title ? [sheet.title] : []), sheet.columns.map((column) => column.name).join(style.separator)];
    const foot = style.tuplesOnly || !style.footer ? [] : (sheet.footers ?? [count(rows.length)]);
    return [...head, ...rows.map((row) => row.join(style.separator)), ...foot].map((line) => `${line}\n`).join('');
  }
  if (style.expanded === 'on') return expanded(sheet, style);
  const text = style.unicode ? drawn(aligned(sheet, style), style.border) : aligned(sheet, style);
  const wide = style.expanded === 'auto' && text.split('\n').some((line) => widthOf(line) > columns);
  return wide ? expanded(sheet, style) : text;
}
