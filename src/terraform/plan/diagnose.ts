// Gives the problems that a provider reports their place in the configuration.
import type { Diagnostic, SourceRange } from '../../engine/diagnostic.ts';
import type { Body } from '../hcl/ast.ts';

const NONE: readonly Diagnostic[] = [];

/** Adds the address, and the place of the attribute (or of the block). What says that it has no place keeps none. */
export function placed(diagnostics: readonly Diagnostic[], address: string, body: Body | null, range: SourceRange | null): readonly Diagnostic[] {
  if (diagnostics.length === 0) return NONE;
  return diagnostics.map((diagnostic) => {
    if (diagnostic.subject || diagnostic.extra?.sourceless) return diagnostic;
    const steps = diagnostic.attribute?.split(/[.[\]]+/).filter((step) => step !== '') ?? [];
    const subject = (body ? within(body, steps) : null) ?? range;
    return { ...diagnostic, address, ...(subject ? { subject } : {}) };
  });
}

/** The expression of the attribute at the end of a path; else the beginning of the innermost body that the path leads into. */
function within(body: Body, steps: readonly string[]): SourceRange {
  const [name, index, ...inner] = steps;
  if (index === undefined) return body.attributes.find((candidate) => candidate.name === name)?.expression.range ?? body.endRange;
  const block = body.blocks.filter((candidate) => candidate.type === name)[Number(index)];
  if (block && inner.length > 0) return within(block.body, inner);
  return body.attributes.find((candidate) => candidate.name === name)?.expression.range ?? body.endRange;
}
