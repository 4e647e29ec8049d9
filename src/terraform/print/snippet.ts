// The excerpt of a source file below a problem: its lines, what to underline, and in which block it is.
import type { Diagnostic, SourceRange } from '../../engine/diagnostic.ts';
import { jsonContext } from '../hcl/json-read.ts';
import { parseConfig } from '../hcl/parse.ts';
import { quote } from '../lang/quote.ts';

export interface Snippet {
  /** `resource "aws_instance" "web"`, or null outside of blocks. */
  readonly context: string | null;
  /** Lines of source, joined. Blank lines are left out, as the real tool does. */
  readonly code: string;
  readonly startLine: number;
  /** Places in `code` (UTF-16). */
  readonly highlightStart: number;
  readonly highlightEnd: number;
}

/** Gives the text of a source file by the name that ranges use; null when it is not at hand. */
export type SourceText = (filename: string) => string | null;

/** An empty range is shown as one character. */
export function shownRange(range: SourceRange): SourceRange {
  if (range.start.byte !== range.end.byte) return range;
  return { ...range, end: { ...range.end, column: range.end.column + 1, byte: range.end.byte + 1 } };
}

interface Line {
  readonly text: string;
  /** Bytes, the end without the line end. */
  readonly start: number;
  readonly end: number;
}

const ASCII = /^[\x00-\x7f]*$/;

function byteLength(text: string): number {
  if (ASCII.test(text)) return text.length;
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** How many UTF-16 units the first `bytes` bytes of a text are. */
function unitsOf(text: string, bytes: number): number {
  if (ASCII.test(text)) return Math.max(0, Math.min(bytes, text.length));
  let left = bytes;
  let units = 0;
  for (const char of text) {
    if (left <= 0) break;
    left -= byteLength(char);
    units += char.length;
  }
  return units;
}

function linesOf(source: string): Line[] {
  let at = 0;
  return source.split('\n').map((raw) => {
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const start = at;
    at += byteLength(raw) + 1;
    return { text, start, end: start + byteLength(text) };
  });
}

const contains = (start: number, end: number, offset: number): boolean => offset >= start && offset < end;

/** As ranges overlap in the real tool: a range that ends where a line begins takes that line in. */
function overlaps(line: Line, start: number, end: number): boolean {
  if (line.start === line.end || start === end) return false;
  return contains(line.start, line.end, start) || contains(line.start, line.end, end) || contains(start, end, line.start) || contains(start, end, line.end);
}

/** The excerpt for a diagnostic; null without a place or its source. */
export function snippetOf(diagnostic: Diagnostic, source: SourceText): Snippet | null {
  if (!diagnostic.subject) return null;
  const text = diagnostic.subject.filename === '' ? null : source(diagnostic.subject.filename);
  if (text === null) return null;
  const highlight = shownRange(diagnostic.subject);
  const around = diagnostic.context ? shownRange(diagnostic.context) : highlight;
  const start = Math.min(around.start.byte, highlight.start.byte);
  const end = Math.max(around.end.byte, highlight.end.byte);
  const lines = linesOf(text).filter((line) => overlaps(line, start, end));
  const code = lines.map((line) => line.text).join('\n');
  const first = lines[0]?.start ?? 0;
  // Bytes within the excerpt, kept inside it.
  const size = byteLength(code);
  const from = Math.max(0, Math.min(size, highlight.start.byte - first));
  const to = Math.max(from, Math.min(size, from + (highlight.end.byte - highlight.start.byte)));
  const startLine = around.start.byte <= highlight.start.byte ? around.start.line : highlight.start.line;
  return { context: contextAt(highlight, text), code, startLine, highlightStart: unitsOf(code, from), highlightEnd: unitsOf(code, to) };
}

interface Outline {
  readonly filename: string;
  readonly text: string;
  readonly blocks: readonly { readonly start: number; readonly end: number; readonly title: string }[];
}

/** The outline of the file that was asked for last: problems come in groups. */
let last: Outline | null = null;

function contextAt({ filename, start }: SourceRange, text: string): string | null {
  if (filename.endsWith('.json')) return jsonContext(filename, text, start.byte - 1);
  if (last?.filename !== filename || last.text !== text) {
    const { blocks } = parseConfig(filename, text).body;
    last = {
      filename,
      text,
      blocks: blocks.map((block) => ({
        start: block.typeRange.start.byte,
        end: block.closeBrace.end.byte,
        title: [block.type, ...block.labels.map(quote)].join(' '),
      })),
    };
  }
  // What counts is the byte before: a place at the very beginning of a block is not yet in it, one right behind its end still is.
  return last.blocks.find((block) => contains(block.start, block.end, start.byte - 1))?.title ?? null;
}
