// Writes problems to standard error, as boxes; in the compact form of warnings when asked for.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import { wrapWords } from '../../../terraform/print/words.ts';
import { errWidth, readText, type Session } from './session.ts';

/** Gives the text of a source file by the name that ranges use; null when it is not at hand. */
export type SourceText = (filename: string) => string | null;

export interface ReportOptions {
  /** `-compact-warnings`: when there are only warnings, their summaries. */
  readonly compact?: boolean;
  /** Where sources come from, when not from the working folder as it is now. */
  readonly source?: SourceText;
}

/** Writes problems, warnings first. Writes nothing when there is none. */
export function report(session: Session, diagnostics: readonly Diagnostic[], options: ReportOptions = {}): void {
  if (!diagnostics.length) return;
  const sorted = inOrder(diagnostics);
  if (options.compact && sorted.every((diagnostic) => diagnostic.severity === 'warning')) {
    session.process.out(compactWarnings(session, sorted));
    return;
  }
  const source = options.source ?? ((filename: string) => readText(session, filename));
  for (const diagnostic of sorted) session.process.err(TEMP(session, diagnostic, source));
}

function TEMP(session: Session, d: Diagnostic, source: SourceText): string {
  let body = `${d.severity === 'error' ? 'Error' : 'Warning'}: ${d.summary}\n\n`;
  if (d.address) body += `  with ${d.address},\n`;
  if (d.subject) {
    const line = (source(d.subject.filename) ?? '').split('\n')[d.subject.start.line - 1];
    body += `  on ${d.subject.filename} line ${d.subject.start.line}:\n  ${d.subject.start.line}: ${line}\n\n`;
  }
  body += wrapWords(d.detail, errWidth(session) - 2);
  return `╷\n${body.split('\n').map((l) => `│ ${l}\n`).join('')}╵\n`;
}

/** Warnings before errors, then those without a place, then by place. */
function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const rank = (diagnostic: Diagnostic): number => (diagnostic.severity === 'warning' ? 0 : 1);
  return diagnostics
    .map((diagnostic, index) => ({ diagnostic, index }))
    .sort((a, b) => {
      const left = a.diagnostic;
      const right = b.diagnostic;
      if (rank(left) !== rank(right)) return rank(left) - rank(right);
      if (!left.subject || !right.subject) return Number(left.subject !== undefined) - Number(right.subject !== undefined) || a.index - b.index;
      if (left.subject.filename !== right.subject.filename) return left.subject.filename < right.subject.filename ? -1 : 1;
      return left.subject.start.byte - right.subject.start.byte || left.subject.end.byte - right.subject.end.byte || a.index - b.index;
    })
    .map((entry) => entry.diagnostic);
}

function compactWarnings(session: Session, warnings: readonly Diagnostic[]): string {
  const lines = [...new Set(warnings.map((warning) => `- ${warning.summary}\n`))].join('');
  return `\n${session.ink.bold(session.ink.yellow('Warnings:'))}\n\n${lines}\nTo see the full warning notes, run Terraform without -compact-warnings.\n`;
}
