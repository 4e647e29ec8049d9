// A problem as Terraform shows it: summary, source with the guilty part underlined, values, explanation; in a box, or plain.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import type { Ink } from './ink.ts';
import { inkFor } from './ink.ts';
import type { Snippet, SourceText } from './snippet.ts';
import { snippetOf } from './snippet.ts';
import { NO_TERMINAL, wrapWords } from './words.ts';

export interface DiagnosticLook {
  /** With escape codes for a terminal. */
  readonly color?: boolean;
  /** Columns; 78 without a terminal. */
  readonly width?: number;
  /** `-no-color` leaves the box away too. */
  readonly plain?: boolean;
}

/** The text of a problem, ended by a line end. Sources are looked up by the names in its ranges. */
export function drawDiagnostic(diagnostic: Diagnostic, source: SourceText, look: DiagnosticLook = {}): string {
  const ink = inkFor(look.color ?? false);
  const width = look.width ?? NO_TERMINAL;
  const snippet = snippetOf(diagnostic, source);
  const wrapped = (columns: number): string =>
    diagnostic.detail === ''
      ? diagnostic.subject || diagnostic.address || diagnostic.extra?.bare
        ? ''
        : '\n'
      : `${columns > 0 ? wrapWords(diagnostic.detail, columns) : diagnostic.detail}\n`;
  const word = diagnostic.severity === 'error' ? 'Error: ' : 'Warning: ';
  const tint = diagnostic.severity === 'error' ? ink.red : ink.yellow;
  if (look.plain) return `\n${word}${diagnostic.summary}\n\n${place(diagnostic, snippet, inkFor(false))}${wrapped(width - 1)}`;
  const body = `${ink.bold(tint(word))}${ink.bold(diagnostic.summary)}\n\n${place(diagnostic, snippet, ink)}${wrapped(width - 3)}`;
  const lines = body.replace(/\n$/, '').split('\n');
  const bar = tint('│');
  return `${tint('╷')}\n${lines.map((line) => `${bar} ${line}\n`).join('')}${tint('╵')}\n`;
}

/** Where it is: address, file, source lines and values, with an empty line behind them. */
function place(diagnostic: Diagnostic, snippet: Snippet | null, ink: Ink): string {
  const { subject } = diagnostic;
  const address = diagnostic.address ? `  with ${diagnostic.address},\n` : '';
  if (!subject) return address === '' ? '' : `${address}\n`;
  const at = `  on ${subject.filename} line ${subject.start.line}`;
  if (!snippet) return `${address}${at}:\n  (source code not available)\n\n`;
  return `${address}${at}${snippet.context === null ? '' : `, in ${snippet.context}`}:\n${sourceLines(snippet, ink)}${valueLines(diagnostic.values ?? [], ink)}\n`;
}

/** The underline begins and ends where the guilty part does, even lines below: the bar in front of the next line ends it (observed with 1.11.4). */
function sourceLines({ code, startLine, highlightStart, highlightEnd }: Snippet, ink: Ink): string {
  const guilty = highlightEnd > highlightStart ? ink.underline(code.slice(highlightStart, highlightEnd)) : '';
  return `${code.slice(0, highlightStart)}${guilty}${code.slice(highlightEnd)}`
    .split('\n')
    .map((line, index) => `${String(startLine + index).padStart(4)}: ${line}\n`)
    .join('');
}

/** The name and what is said of it, of a line such as `local.x is "a"`. */
export function splitValue(line: string): { readonly traversal: string; readonly statement: string } {
  const match = /^((?:[^\s"]|"(?:[^"\\]|\\.)*")+) (.*)$/s.exec(line);
  return match ? { traversal: match[1]!, statement: match[2]! } : { traversal: line, statement: '' };
}

function valueLines(values: readonly string[], ink: Ink): string {
  if (values.length === 0) return '';
  const lines = values.map((line) => {
    const call = /^while calling ([^(]+)(\(.*)$/s.exec(line);
    if (call) return `    ${ink.gray('│')} while calling ${ink.bold(call[1]!)}${call[2]}\n`;
    const { traversal, statement } = splitValue(line);
    return `    ${ink.gray('│')} ${ink.bold(traversal)} ${statement}\n`;
  });
  return `    ${ink.gray('├────────────────')}\n${lines.join('')}`;
}

/** Problems in the order in which Terraform prints them: warnings first, those without a place first, then by place and words. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const depth = (name: string): number => name.split('/').length;
  const order = (a: Diagnostic, b: Diagnostic): number => {
    if (a.severity !== b.severity) return a.severity === 'warning' ? -1 : 1;
    if (!a.subject || !b.subject) return Number(a.subject !== undefined) - Number(b.subject !== undefined);
    const [x, y] = [a.subject, b.subject];
    if (x.filename !== y.filename) return depth(x.filename) - depth(y.filename) || (x.filename < y.filename ? -1 : 1);
    return x.start.byte - y.start.byte || x.end.byte - y.end.byte;
  };
  return diagnostics
    .map((item, index) => ({ item, index }))
    .sort((a, b) => order(a.item, b.item) || a.index - b.index)
    .map(({ item }) => item);
}
