// Draws the sections of a table in one box of dashes: titles and headers centred, cells to the left, everything stretched to the widest section.
import { Unprintable } from './text.ts';
import { width } from './width.ts';

/** Two blanks at either side of a cell, edges aside. */
const PADDING = 4;

export class Section {
  headers: readonly string[] = [];
  readonly rows: (readonly string[])[] = [];
  private count: number | null = null;
  private widest: number[] = [];

  constructor(
    readonly title: string,
    readonly indent: number,
  ) {}

  addHeaders(headers: readonly string[]): void {
    // Rows of a list may have gone before, in the same section.
    if (this.widest.length && headers.length > this.widest.length) throw new Unprintable('list index out of range');
    this.measure(headers);
    this.count ??= headers.length;
    this.headers = headers;
  }

  addRow(row: readonly string[]): void {
    this.count ??= row.length;
    if (row.length !== this.count) throw new Unprintable(`Row should have ${this.count} elements, instead it has ${row.length}`);
    this.rows.push(row);
    this.measure(row);
  }

  private measure(row: readonly string[]): void {
    this.widest = this.widest.length ? this.widest.map((so, index) => Math.max(so, width(row[index] ?? ''))) : row.map(width);
  }

  width(): number {
    const columns = this.widest.reduce((sum, one) => sum + one + PADDING, 2);
    return Math.max(width(this.title) + 2, columns) + this.indent * 2;
  }

  /** Widths of the columns when all together are `total` wide: scaled, rounded half to even, the rest taken or given one by one. */
  columns(total: number): number[] {
    const natural = this.widest.map((one) => one + PADDING);
    if (!natural.length) return natural;
    const scale = total / natural.reduce((sum, one) => sum + one, 0);
    const made = natural.map((one) => halfToEven(scale * one));
    let over = made.reduce((sum, one) => sum + one, 0) - total;
    while (over !== 0) {
      for (let step = 0; step < made.length && over !== 0; step++) {
        const index = over < 0 ? made.length - 1 - step : step;
        const by = over > 0 ? -1 : 1;
        made[index] = (made[index] as number) + by;
        over += by;
      }
    }
    return made;
  }

  /** Headers and their one row as rows of two. */
  upright(): Section {
    const made = new Section(this.title, this.indent);
    this.headers.forEach((header, index) => {
      made.addRow([header, this.rows[0]?.[index] ?? '']);
    });
    return made;
  }
}

function halfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

const blanks = (count: number) => ' '.repeat(Math.max(0, count));

/** `|   title   |` in `total` columns; only the first cell of a row has a left edge. */
function centred(text: string, total: number, edge: string): string {
  const left = Math.floor(total / 2) - Math.floor(width(text) / 2) - 1;
  return `${edge}${blanks(left)}${text}${blanks(total - 1 - edge.length - left - width(text))}|`;
}

function cell(text: string, total: number, edge: string, style: (text: string) => string): string {
  const padding = width(text) + 2 + edge.length + 1 <= total ? 2 : 0;
  return `${edge}${blanks(padding)}${style(text)}${blanks(total - edge.length - padding - width(text) - 1)}|`;
}

const RESET = '\u001b[0m';

export function draw(given: readonly Section[], terminal: number, coloured: boolean): string {
  const widthOf = (sections: readonly Section[]) => Math.max(...sections.map((section) => section.width()));
  const tooWide = widthOf(given) > terminal;
  const sections = tooWide ? given.map((section) => (section.rows.length === 1 && section.headers.length ? section.upright() : section)) : given;
  const total = widthOf(sections);
  let out = '';
  // Colours come with a reset behind everything that is written.
  const write = (text: string) => {
    out += coloured ? text + RESET : text;
  };
  const style = (text: string) => (coloured ? `\u001b[1m\u001b[34m${text}${RESET}` : text);
  const bar = coloured ? `\u001b[2m\u001b[33m|${RESET}` : '|';
  write(`${'-'.repeat(total)}\n`);
  for (const section of sections) {
    const bars = bar.repeat(section.indent);
    const inner = total - section.indent * 2;
    const line = (text: string) => {
      for (const part of [bars, text, bars, '\n']) write(part);
    };
    const columns = section.columns(inner);
    const rule = columns.map((one, index) => (index ? `${'-'.repeat(Math.max(0, one - 1))}+` : `+${'-'.repeat(Math.max(0, one - 2))}+`)).join('');
    if (section.title) {
      line(centred(section.title, inner, '|'));
      if (!section.headers.length && !section.rows.length) line(`+${'-'.repeat(inner - 2)}+`);
    }
    if (section.headers.length) {
      line(rule);
      line(section.headers.map((header, index) => centred(header, columns[index] as number, index ? '' : '|')).join(''));
    }
    if (section.rows.length && columns.length) {
      line(rule);
      for (const row of section.rows) line(row.map((text, index) => cell(text, columns[index] as number, index ? '' : '|', style)).join(''));
      line(rule);
    }
  }
  return out;
}
