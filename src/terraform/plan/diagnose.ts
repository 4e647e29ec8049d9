// Gives the problems that a provider reports their place in the configuration.
import type { Diagnostic, SourceRange } from '../../engine/diagnostic.ts';
import type { Body } from '../hcl/ast.ts';

const NONE: readonly Diagnostic[] = [];

/** Adds the address, and the place of the attribute (or of the block). What says that it has no place keeps none. */
export function placed(diagnostics: readonly Diagnostic[], address: string, body: Body | null, range: SourceRange | null): readonly Diagnostic[] {
  if (diagnostics.length === 0) return NONE;
  return diagnostics.map((diagnostic) => {
    if (diagnostic.subject || diagnostic.extra?.sourceless) return diagnostic;
    const name = diagnostic.attribute?.split(/[.[]/)[0];
    const attribute = name ? body?.attributes.find((candidate) => candidate.name === name) : undefined;
    const block = name ? body?.blocks.find((candidate) => candidate.type === name) : undefined;
    const subject = attribute?.expression.range ?? block?.defRange ?? body?.endRange ?? range;
    return { ...diagnostic, address, ...(subject ? { subject } : {}) };
  });
}
