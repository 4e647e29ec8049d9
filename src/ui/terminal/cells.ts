// How many cells a character takes, agreeing with xterm's default tables: what the line editor reckons must be what the emulator draws.

const ESCAPES = /\x1b\[[0-9;:?]*[A-Za-z]|\x1b\][^\x07]*\x07/g;

export const stripEscapes = (text: string): string => text.replace(ESCAPES, '');

/** Cells of one code point: 0 for marks that combine, 2 for wide East Asian ones, else 1. */
export function cellWidth(code: number): 0 | 1 | 2 {
  if (code === 0x200b || code === 0x200c || code === 0x200d || code === 0xfeff) return 0;
  if (code < 0x300) return 1;
  if ((code >= 0x300 && code <= 0x36f) || (code >= 0x483 && code <= 0x489) || (code >= 0x591 && code <= 0x5bd)) return 0;
  if (
    (code >= 0x610 && code <= 0x61a) ||
    (code >= 0x64b && code <= 0x65f) ||
    (code >= 0x20d0 && code <= 0x20ff) ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    (code >= 0xfe20 && code <= 0xfe2f)
  )
    return 0;
  if (code >= 0x1100 && code <= 0x115f) return 2;
  if ((code >= 0x2e80 && code <= 0x303e) || (code >= 0x3041 && code <= 0x33ff) || (code >= 0x3400 && code <= 0x4dbf) || (code >= 0x4e00 && code <= 0xa4cf)) return 2;
  if (
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6)
  )
    return 2;
  if (code >= 0x20000 && code <= 0x3fffd) return 2;
  return 1;
}

export interface Spot {
  readonly row: number;
  readonly column: number;
}

/**
 * Where the cursor stands after `text` (no escapes) is written from `start` in a terminal of `columns`.
 * A row that is exactly full is taken as ended: the spot is the start of the next one.
 */
export function advance(start: Spot, text: string, columns: number): Spot {
  let { row, column } = start;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (character === '\n') {
      row++;
      column = 0;
      continue;
    }
    if (character === '\r') {
      column = 0;
      continue;
    }
    const width = cellWidth(code);
    if (column + width > columns) {
      row++;
      column = 0;
    }
    column += width;
    if (column === columns && width > 0) {
      row++;
      column = 0;
    }
  }
  return { row, column };
}

/** The column at which the next character after `output` stands (escapes allowed in it). */
export function columnAfter(output: string, columns: number): number {
  const tail = output.slice(Math.max(output.lastIndexOf('\n'), output.lastIndexOf('\r')) + 1);
  return advance({ row: 0, column: 0 }, stripEscapes(tail), columns).column;
}
