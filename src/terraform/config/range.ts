// Places in files as Terraform writes them inside of sentences.
import type { SourceRange } from '../../engine/diagnostic.ts';

/** `main.tf:1,1-30`, or `main.tf:1,1-3,2` over several lines. */
export function rangeText(range: SourceRange): string {
  const { start, end } = range;
  if (start.line === end.line) return `${range.filename}:${start.line},${start.column}${start.column === end.column ? '' : `-${end.column}`}`;
  return `${range.filename}:${start.line},${start.column}-${end.line},${end.column}`;
}

/** Only where it begins: `main.tf:1,1`. */
export const startText = (range: SourceRange): string => `${range.filename}:${range.start.line},${range.start.column}`;
