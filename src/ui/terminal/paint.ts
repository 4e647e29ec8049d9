// The line being typed as terminal text: prompt, line, completions below, and where the cursor ends.
import { advance, type Spot, stripEscapes } from './cells.ts';
import type { Line } from './line.ts';

export interface Frame {
  /** Column at which the output before it ends. */
  readonly column: number;
  readonly columns: number;
  readonly prompt: string;
  /** No echo at all, as a password prompt. */
  readonly secret: boolean;
}

export interface Painted {
  readonly text: string;
  /** Rows from the origin down to the cursor. */
  readonly cursorRow: number;
}

const NOTHING: Painted = { text: '', cursorRow: 0 };

/** Text that takes the painted line away again and leaves the cursor at its origin. */
export function erasePainted(painted: Painted | null, column: number): string {
  if (!painted) return '';
  const up = painted.cursorRow > 0 ? `\x1b[${painted.cursorRow}A` : '';
  return `${up}\r${column > 0 ? `\x1b[${column}C` : ''}\x1b[J`;
}

export function paint(line: Line, frame: Frame): Painted {
  if (frame.secret) return NOTHING;
  const { columns } = frame;
  const prompt = line.search ? `(${line.search.found === null && line.search.query ? 'failed ' : ''}reverse-i-search)\`${line.search.query}': ` : frame.prompt;
  const start: Spot = advance({ row: 0, column: frame.column }, stripEscapes(prompt), columns);
  const cursor = advance(start, line.text.slice(0, line.cursor), columns);
  const end = advance(start, line.text, columns);
  // A row that is exactly full leaves the emulator's cursor in it: step over explicitly.
  let text = prompt + line.text + (end.column === 0 && end.row > 0 ? '\r\n' : '');
  let bottom = end;
  if (line.offered.length > 0) {
    const listed = inColumns(line.offered, columns);
    text += `\r\n\x1b[2m${listed.join('\r\n')}\x1b[22m`;
    bottom = { row: end.row + listed.length, column: 1 };
  }
  const up = bottom.row - cursor.row;
  text += `${up > 0 ? `\x1b[${up}A` : ''}\r${cursor.column > 0 ? `\x1b[${cursor.column}C` : ''}`;
  return { text, cursorRow: cursor.row };
}

/** Options in as many columns as fit, read downwards, at most eight rows and a count of the rest. */
function inColumns(options: readonly string[], columns: number): string[] {
  const width = Math.min(columns, Math.max(...options.map((option) => option.length)) + 2);
  const across = Math.max(1, Math.floor(columns / width));
  const rows = Math.min(8, Math.ceil(options.length / across));
  const lines = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: across }, (_, column) => (options[column * rows + row] ?? '').slice(0, columns - 1).padEnd(width))
      .join('')
      .trimEnd()
      .slice(0, columns),
  );
  const shown = rows * across;
  return options.length > shown ? [...lines, `… and ${options.length - shown} more`] : lines;
}
