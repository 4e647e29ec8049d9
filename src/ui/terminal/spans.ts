// Terminal text as styled spans, for places without an emulator: the plain terminal, the debrief, a quoted line.
import { onlyColours } from './output.ts';

export interface Span {
  readonly text: string;
  readonly bold: boolean;
  readonly dim: boolean;
  /** 0 to 7 as the eight terminal colours (bright ones folded in); null for the ordinary one. */
  readonly colour: number | null;
}

/** Lines of spans. Carriage returns overwrite as they do on a screen; `clear` empties it. */
export function spansOf(raw: string): Span[][] {
  const text = onlyColours(raw);
  const cleared = Math.max(text.lastIndexOf('\x1b[2J'), text.lastIndexOf('\x1b[3J'));
  const lines: Span[][] = [];
  let style: Omit<Span, 'text'> = { bold: false, dim: false, colour: null };
  for (const line of (cleared < 0 ? text : text.slice(cleared + 4)).split('\r\n')) {
    const spans: Span[] = [];
    const parts = line.slice(line.lastIndexOf('\r') + 1).split(/(\x1b\[[0-9;:]*[A-Za-z])/);
    for (const part of parts) {
      if (part.startsWith('\x1b')) {
        if (part.endsWith('m')) style = apply(style, part.slice(2, -1));
      } else if (part) spans.push({ text: part, ...style });
    }
    lines.push(spans);
  }
  return lines;
}

function apply(style: Omit<Span, 'text'>, numbers: string): Omit<Span, 'text'> {
  let next = style;
  for (const number of numbers.split(/[;:]/).map(Number)) {
    if (number === 0) next = { bold: false, dim: false, colour: null };
    else if (number === 1) next = { ...next, bold: true };
    else if (number === 2) next = { ...next, dim: true };
    else if (number === 22) next = { ...next, bold: false, dim: false };
    else if (number >= 30 && number <= 37) next = { ...next, colour: number - 30 };
    else if (number >= 90 && number <= 97) next = { ...next, colour: number - 90, dim: number === 90 ? true : next.dim };
    else if (number === 39) next = { ...next, colour: null };
  }
  return next;
}
