// Writes problems to standard error, as boxes; in the compact form of warnings when asked for.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import { drawDiagnostic, sortDiagnostics } from '../../../terraform/print/diagnostic.ts';
import { diagnosticLine } from '../../../terraform/print/json-lines.ts';
import type { SourceText } from '../../../terraform/print/snippet.ts';
import { errWidth, readText, type Session } from './session.ts';

export interface ReportOptions {
  /** `-compact-warnings`: when there are only warnings, their summaries. */
  readonly compact?: boolean;
  /** Where sources come from, when not from the working folder as it is now. */
  readonly source?: SourceText;
  /** The same problem of the same place more than once is meant. */
  readonly repeated?: boolean;
}

/** Writes problems, warnings first. Writes nothing when there is none. */
export function report(session: Session, diagnostics: readonly Diagnostic[], options: ReportOptions = {}): void {
  if (!diagnostics.length) return;
  const sorted = consolidated(sortDiagnostics(options.repeated ? diagnostics : distinct(diagnostics)));
  if (options.compact && sorted.every((diagnostic) => diagnostic.severity === 'warning')) {
    session.process.out(compactWarnings(session, sortDiagnostics(distinct(diagnostics))));
    return;
  }
  const source = options.source ?? ((filename: string) => readText(session, filename));
  if (session.stream) {
    for (const diagnostic of sorted) session.process.out(diagnosticLine(session.process.time.now, diagnostic, source));
    return;
  }
  const look = { color: session.color, plain: !session.color, width: errWidth(session) };
  for (const diagnostic of sorted) session.process.err(drawDiagnostic(diagnostic, source, look) + (session.spaced ? '\n' : ''));
}

function distinct(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((diagnostic) => {
    if (!diagnostic.subject || diagnostic.severity === 'error' || diagnostic.summary.startsWith('Error message refers')) return true;
    const key = `${diagnostic.summary}|${diagnostic.subject.filename}|${diagnostic.subject.start.byte}|${diagnostic.address ?? ''}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** What warnings are grouped by; null for those that stand alone. */
const similar = (diagnostic: Diagnostic): string | null =>
  diagnostic.severity === 'warning' && diagnostic.subject && diagnostic.summary !== 'Check block assertion failed' ? diagnostic.summary : null;

/** Warnings that say the same are shown once, and the others counted; those without a place are left as they are. */
function consolidated(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const count = new Map<string, number>();
  for (const diagnostic of diagnostics) {
    const key = similar(diagnostic);
    if (key !== null) count.set(key, (count.get(key) ?? 0) + 1);
  }
  const shown = new Set<string>();
  return diagnostics.flatMap((diagnostic) => {
    const key = similar(diagnostic);
    if (key === null) return [diagnostic];
    if (shown.has(key)) return [];
    shown.add(key);
    const others = (count.get(key) ?? 1) - 1;
    if (others === 0) return [diagnostic];
    const note = others === 1 ? '(and one more similar warning elsewhere)' : `(and ${others} more similar warnings elsewhere)`;
    return [{ ...diagnostic, detail: `${diagnostic.detail}\n\n${note}` }];
  });
}

function compactWarnings(session: Session, warnings: readonly Diagnostic[]): string {
  const shown = new Set<string>();
  const lines = warnings
    .map((warning) => {
      const key = similar(warning);
      if (key !== null && shown.has(key)) return '';
      if (key !== null) shown.add(key);
      const more = key === null ? 0 : warnings.filter((other) => similar(other) === key).length - 1;
      const { subject } = warning;
      const place = subject ? `  on ${subject.filename} line ${subject.start.line}${more ? ` (and ${more} more)` : ''}\n` : '';
      return `- ${warning.summary}\n${place}`;
    })
    .join('');
  return `\n${session.ink.bold(session.ink.yellow('Warnings:'))}\n\n${lines}\nTo see the full warning notes, run Terraform without -compact-warnings.\n`;
}
