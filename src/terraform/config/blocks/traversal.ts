// References given literally, as in depends_on, ignore_changes, moved: no calculation, only names and constant keys.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import type { Attribute, Expression, Traversal } from '../../hcl/ast.ts';
import { parseExpression } from '../../hcl/parse.ts';

/** What is said of an expression that is no plain reference. */
export const STATIC_REFERENCE =
  'A single static variable reference is required: only attribute access and indexing with constant keys. No calculations, function calls, template expressions, etc are allowed here.';

/** The traversal that an expression is, or null with a complaint. */
export function staticTraversal(expression: Expression, diagnostics: Diagnostic[]): Traversal | null {
  const found = traversalOf(expression.range.filename.endsWith('.json') ? unquoted(expression, diagnostics) : expression);
  if (!found) diagnostics.push({ severity: 'error', summary: 'Invalid expression', detail: STATIC_REFERENCE, subject: expression.range });
  return found;
}

function traversalOf(expression: Expression): Traversal | null {
  if (expression.kind === 'traversal') return expression.traversal;
  if (expression.kind === 'parens') return traversalOf(expression.expression);
  if (expression.kind === 'index') {
    const base = traversalOf(expression.collection);
    const key = literalKey(expression.key);
    return base && key !== null ? [...base, { kind: 'index', key, range: expression.bracketRange }] : null;
  }
  return null;
}

function literalKey(expression: Expression): string | number | null {
  if (expression.kind === 'number') return Number(expression.text);
  return literalText(expression);
}

/** The text of a quoted literal without interpolations, else null. */
export function literalText(expression: Expression): string | null {
  if (expression.kind !== 'template') return null;
  let text = '';
  for (const part of expression.parts) {
    if (part.kind !== 'literal') return null;
    text += part.value;
  }
  return text;
}

/** A quoted reference is read as a reference, with a warning (a relic of Terraform 0.11). */
export function unquoted(expression: Expression, diagnostics: Diagnostic[]): Expression {
  const text = literalText(expression);
  if (text === null) return expression;
  const inner = parseExpression(expression.range.filename, text, expression.range.start);
  if (inner.diagnostics.length || !inner.expression || !traversalOf(inner.expression)) return expression;
  // In JSON there is no other way to write one.
  if (!expression.range.filename.endsWith('.json')) {
    diagnostics.push({
      severity: 'warning',
      summary: 'Quoted references are deprecated',
      detail:
        'In this context, references are expected literally rather than in quotes. Terraform 0.11 and earlier required quotes, but quoted references are now deprecated and will be removed in a future version of Terraform. Remove the quotes surrounding this reference to silence this warning.',
      subject: expression.range,
    });
  }
  return { ...inner.expression, range: expression.range } as Expression;
}

/** The items of a literal list, or null with a complaint. */
export function staticList(expression: Expression, diagnostics: Diagnostic[]): readonly Expression[] | null {
  if (expression.kind === 'tuple') return expression.items;
  if (expression.kind === 'parens') return staticList(expression.expression, diagnostics);
  diagnostics.push({ severity: 'error', summary: 'Invalid expression', detail: 'A static list expression is required.', subject: expression.range });
  return null;
}

/** `depends_on = [...]`. */
export function dependsOn(attribute: Attribute | undefined, diagnostics: Diagnostic[]): readonly Traversal[] {
  if (!attribute) return [];
  const list: Traversal[] = [];
  for (const item of staticList(attribute.expression, diagnostics) ?? []) {
    const traversal = staticTraversal(unquoted(item, diagnostics), diagnostics);
    if (traversal) list.push(traversal);
  }
  return list;
}

/** The word that an expression is, as in `when = destroy`; quotes are tolerated. */
export function keyword(expression: Expression): string | null {
  if (expression.kind === 'traversal' && expression.traversal.length === 1 && expression.traversal[0]?.kind === 'root') return expression.traversal[0].name;
  return literalText(expression);
}
