// --output table: sections with a title, headers and rows in a box of dashes; nested members are sections of their own, indented by bars.
import { byCodePoint, isMap, isScalar, str } from './python.ts';
import { width } from './width.ts';

interface Section {
  title: string;
  headers: string[];
  rows: string[][];
  indent: number;
}

/** The table of a result. Nothing for what counts as false. */
export function table(title: string, value: unknown, columns: number): string {
  if (value === null || value === undefined || value === false || value === 0 || value === '' || (Array.isArray(value) && !value.length) || (isMap(value) && !Object.keys(value).length)) return '';
  const sections: Section[] = [];
  const begin = (name: string, indent: number): Section => {
    const section: Section = { title: name, headers: [], rows: [], indent };
    sections.push(section);
    return section;
  };
  build(title, value, 0, begin, () => sections[sections.length - 1] as Section, true);
  return render(sections, columns);
}

type Begin = (name: string, indent: number) => Section;

function build(title: string, value: unknown, indent: number, begin: Begin, last: () => Section, first = false): boolean {
  if (!value || (typeof value === 'object' && !Object.keys(value as object).length)) return false;
  if (isMap(value)) {
    begin(title, indent);
    return buildMap(value, indent, begin, last);
  }
  if (Array.isArray(value)) return buildList(title, value, indent, begin, last);
  begin(title, indent);
  if (!first) last().rows.push([str(value)]);
  return true;
}

function buildMap(value: Readonly<Record<string, unknown>>, indent: number, begin: Begin, last: () => Section): boolean {
  const own = Object.keys(value).filter((key) => value[key] !== undefined).sort(byCodePoint);
  const scalars = own.filter((key) => isScalar(value[key]));
  if (scalars.length === 1) addRow(last(), [scalars[0] as string, str(value[scalars[0] as string])]);
  else if (scalars.length) {
    last().headers = scalars;
    addRow(last(), scalars.map((key) => str(value[key])));
  }
  for (const key of own) if (!isScalar(value[key])) build(key, value[key], indent + 1, begin, last);
  return true;
}

function buildList(title: string, items: readonly unknown[], indent: number, begin: Begin, last: () => Section): boolean {
  if (items.some(isMap)) {
    const maps = items.filter(isMap);
    const keys = [...new Set(maps.flatMap((item) => Object.keys(item).filter((key) => item[key] !== undefined && isScalar(item[key]))))].sort(byCodePoint);
    const nested = [...new Set(maps.flatMap((item) => Object.keys(item).filter((key) => item[key] !== undefined && !isScalar(item[key]))))].sort(byCodePoint);
    begin(title, indent);
    last().headers = keys;
    let again = false;
    for (const item of maps) {
      if (again) {
        begin(title, indent);
        last().headers = keys;
        again = false;
      }
      if (keys.length) addRow(last(), keys.map((key) => (key in item && item[key] !== undefined ? str(item[key]) : '')));
      for (const key of nested) if (key in item && build(key, item[key], indent + 1, begin, last)) again = true;
    }
    return true;
  }
  if (items.some(Array.isArray)) {
    begin(title, indent);
    for (const item of items) {
      if (Array.isArray(item) && item.every(isScalar)) addRow(last(), item.map(str));
      else if (Array.isArray(item)) build(title, item, indent, begin, last);
      else addRow(last(), [str(item)]);
    }
    return true;
  }
  begin(title, indent);
  for (const item of items) addRow(last(), [str(item)]);
  return true;
}

function addRow(section: Section, row: string[]): void {
  const expected = section.headers.length || section.rows[0]?.length;
  if (expected && row.length !== expected) throw new Error(`Row should have ${expected} elements, instead it has ${row.length}`);
  section.rows.push(row);
}

const columnsOf = (section: Section): number[] => {
  const all = [...(section.headers.length ? [section.headers] : []), ...section.rows];
  const count = all[0]?.length ?? 0;
  return Array.from({ length: count }, (_, index) => Math.max(...all.map((row) => width(row[index] ?? '') + 4)));
};

const widthOf = (section: Section): number => {
  const columns = columnsOf(section);
  const sum = columns.reduce((total, one) => total + one, 0);
  return Math.max(width(section.title) + 4, columns.length ? sum + columns.length - (columns.length - 1) + 1 : 0) + section.indent * 2;
};

/** Scales columns to a width, by Python's rounding (half to even), and gives or takes what is left one by one. */
function scaled(columns: readonly number[], to: number): number[] {
  const sum = columns.reduce((total, one) => total + one, 0);
  if (!sum || sum === to) return [...columns];
  const made = columns.map((one) => {
    const exact = (one * to) / sum;
    const floor = Math.floor(exact);
    const rest = exact - floor;
    return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
  });
  let off = to - made.reduce((total, one) => total + one, 0);
  for (let index = 0; off < 0; index = (index + 1) % made.length, off++) (made[index] as number)--;
  for (let index = made.length - 1; off > 0; index = (index - 1 + made.length) % made.length, off--) (made[index] as number)++;
  return made;
}

const centred = (text: string, space: number): string => {
  const left = Math.max(0, Math.floor(space / 2) - Math.floor(width(text) / 2) - 1);
  return ' '.repeat(left) + text;
};

function cell(text: string, space: number, centre: boolean): string {
  const inner = space - 1;
  if (centre) {
    const left = Math.floor(space / 2) - Math.floor(width(text) / 2) - 1;
    const padded = ' '.repeat(Math.max(0, left)) + text;
    return padded + ' '.repeat(Math.max(0, inner - width(padded)));
  }
  const margin = width(text) + 2 <= inner ? '  ' : '';
  return margin + text + ' '.repeat(Math.max(0, inner - width(text) - margin.length));
}

function render(sections: readonly Section[], terminal: number): string {
  let widest = Math.max(...sections.map(widthOf));
  if (widest > terminal) {
    for (const section of sections) {
      if (section.rows.length === 1 && section.headers.length) {
        section.rows = section.headers.map((header, index) => [header, section.rows[0]?.[index] ?? '']);
        section.headers = [];
      }
    }
    widest = Math.max(...sections.map(widthOf));
  }
  const lines: string[] = [`${'-'.repeat(widest)}`];
  for (const section of sections) {
    const bars = '|'.repeat(section.indent);
    const inner = widest - section.indent * 2;
    const write = (line: string) => lines.push(`${bars}${line}${bars}`);
    if (section.title) {
      const title = centred(section.title, inner);
      write(`|${title}${' '.repeat(Math.max(0, inner - 2 - width(title)))}|`);
    }
    if (!section.headers.length && !section.rows.length) {
      write(`+${'-'.repeat(inner - 2)}+`);
      continue;
    }
    const columns = scaled(columnsOf(section), inner - 1);
    const rule = `+${columns.map((one) => '-'.repeat(one - 1)).join('+')}+`;
    write(rule);
    if (section.headers.length) {
      write(`|${section.headers.map((header, index) => cell(header, columns[index] as number, true)).join('|')}|`);
      write(rule);
    }
    for (const row of section.rows) write(`|${row.map((text, index) => cell(text, columns[index] as number, false)).join('|')}|`);
    if (section.rows.length) write(rule);
  }
  return `${lines.join('\n')}\n`;
}
