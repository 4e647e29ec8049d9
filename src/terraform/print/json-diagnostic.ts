// A problem in the form of `validate -json` and of the JSON streams of plan and apply.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import type { Json } from '../../engine/json.ts';
import { utf8 } from '../lang/functions/utf8.ts';
import { splitValue } from './diagnostic.ts';
import type { SourceText } from './snippet.ts';
import { shownRange, snippetOf } from './snippet.ts';

/** The JSON object, keys in the real order. Offsets count bytes. */
export function diagnosticJson(diagnostic: Diagnostic, source: SourceText): { readonly [key: string]: Json } {
  const { severity, summary, detail, address, subject } = diagnostic;
  const base = { severity, summary, detail, ...(address ? { address } : {}) };
  if (!subject) return base;
  const range = shownRange(subject);
  const place = ({ line, column, byte }: (typeof range)['start']): Json => ({ line, column, byte });
  const where: Json = { filename: range.filename, start: place(range.start), end: place(range.end) };
  const snippet = snippetOf(diagnostic, source);
  if (!snippet) return { ...base, range: where };
  const bytes = (end: number): number => utf8(snippet.code.slice(0, end)).length;
  const values = diagnostic.values ?? [];
  const call = /^while calling ([^(]+)\(/.exec(values[0] ?? '');
  return {
    ...base,
    range: where,
    snippet: {
      context: snippet.context,
      code: snippet.code,
      start_line: snippet.startLine,
      highlight_start_offset: bytes(snippet.highlightStart),
      highlight_end_offset: bytes(snippet.highlightEnd),
      values: values.filter((line) => !line.startsWith('while calling ')).map((line) => ({ ...splitValue(line) })),
      ...(call ? { function_call: { called_as: call[1]! } } : {}),
    },
  };
}
