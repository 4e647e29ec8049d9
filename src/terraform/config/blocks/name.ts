// Names that Terraform accepts for its objects.
import type { Diagnostic, SourceRange } from '../../../engine/diagnostic.ts';

const NAME = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

export const isName = (text: string): boolean => NAME.test(text);

/** Complains with the given summary when `name` is not an identifier. */
export function checkName(name: string, range: SourceRange | undefined, summary: string, diagnostics: Diagnostic[]): void {
  if (isName(name)) return;
  diagnostics.push({
    severity: 'error',
    summary,
    detail: 'A name must start with a letter or underscore and may contain only letters, digits, underscores, and dashes.',
    subject: range,
  });
}
