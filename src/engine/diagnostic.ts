// Problems are values: what is wrong in one line, why in a paragraph, and where.

/** A place in a text. Lines and columns count from 1 (columns in grapheme clusters), bytes from 0 (UTF-8). */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly byte: number;
}

export interface SourceRange {
  readonly filename: string;
  readonly start: Position;
  readonly end: Position;
}

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail: string;
  /** The part to underline. */
  readonly subject?: SourceRange;
  /** The construct around it, shown as lines. */
  readonly context?: SourceRange;
  /** Address of the object it speaks of: the `with ...,` line. */
  readonly address?: string;
  /** Path inside that object when there is no source for it. */
  readonly attribute?: string;
  /** Values of the references in the expression, already written as the tool writes them: `local.x is "a"`. */
  readonly values?: readonly string[];
  readonly extra?: { readonly [key: string]: unknown };
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some((d) => d.severity === 'error');
