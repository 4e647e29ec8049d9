// The lines below a source excerpt, for problems that are found outside of an evaluation.
import type { Expression, Traversal } from '../hcl/ast.ts';
import { variables } from '../hcl/variables.ts';
import { describeValues } from '../lang/describe.ts';
import { evaluate } from '../lang/evaluate.ts';
import { hasMark } from '../lang/marks.ts';
import { traversalText } from '../lang/references.ts';
import type { Scope } from '../lang/scope.ts';
import { typeName } from '../lang/type.ts';
import type { Value } from '../lang/value.ts';

const peek = (traversal: Traversal, range: Expression['range'], scope: Scope): Value | undefined => {
  const diagnostics: Scope['diagnostics'] = [];
  const value = evaluate({ kind: 'traversal', traversal, range }, { ...scope, diagnostics });
  return diagnostics.length ? undefined : value;
};

/** `local.x is "a"`, for each reference of the expression that says something. */
export const describeReferences = (expression: Expression, scope: Scope): string[] =>
  describeValues(variables(expression), (steps) => peek(steps as Traversal, expression.range, scope));

/** The same for a problem that comes from a value being sensitive, or not known before apply: then these are named too. */
export function describeCause(expression: Expression, scope: Scope, cause: 'sensitive' | 'ephemeral' | 'unknown'): string[] {
  const lines = new Set(describeReferences(expression, scope));
  for (const traversal of variables(expression)) {
    const value = peek(traversal, expression.range, scope);
    const name = traversalText(traversal);
    if (!value) continue;
    if (cause === 'sensitive' && hasMark(value, 'sensitive')) lines.add(`${name} has a sensitive value`);
    if (cause === 'ephemeral' && hasMark(value, 'ephemeral')) lines.add(`${name} has an ephemeral value`);
    if (cause === 'unknown' && value.k === 'unknown') {
      lines.delete(`${name} is a ${typeName(value.type)}`);
      lines.add(value.type === 'dynamic' ? `${name} will be known only after apply` : `${name} is a ${typeName(value.type)}, known only after apply`);
    }
  }
  return [...lines].sort();
}
