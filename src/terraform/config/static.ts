// Arguments that must be plain values: no references, no functions.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import type { Expression } from '../hcl/ast.ts';
import { variables } from '../hcl/variables.ts';
import { startRange } from '../lang/call.ts';
import { convert } from '../lang/convert.ts';
import { evaluate } from '../lang/evaluate.ts';
import type { Type } from '../lang/type.ts';
import { UNKNOWN, type Value } from '../lang/value.ts';

/** In JSON a string is a template only where it may refer to something. */
function asWritten(expression: Expression): Expression {
  const { range } = expression;
  if (expression.json !== undefined) return { kind: 'template', parts: [{ kind: 'literal', value: expression.json.normalize('NFC'), range }], quoted: true, range };
  if (expression.kind === 'tuple') return { ...expression, items: expression.items.map(asWritten) };
  if (expression.kind === 'object') return { ...expression, items: expression.items.map((item) => ({ ...item, key: asWritten(item.key), value: asWritten(item.value) })) };
  return expression;
}

/** The value of an expression that may refer to nothing; null after a complaint. */
export function staticValue(given: Expression, diagnostics: Diagnostic[]): Value | null {
  const expression = asWritten(given);
  const found: Diagnostic[] = [];
  for (const traversal of variables(expression)) {
    // Of `var.p` only `var` is marked, as in the real one.
    const [root] = traversal;
    if (root) found.push({ severity: 'error', summary: 'Variables not allowed', detail: 'Variables may not be used here.', subject: root.range });
  }
  const call = firstCall(expression);
  if (call) found.push({ severity: 'error', summary: 'Function calls not allowed', detail: 'Functions may not be called here.', subject: call });
  if (found.length) {
    diagnostics.push(...found);
    return null;
  }
  const value = evaluate(expression, { data: { resolve: () => ({ value: UNKNOWN }) }, diagnostics: found });
  diagnostics.push(...found);
  return found.some((d) => d.severity === 'error') ? null : value;
}

function firstCall(node: unknown): Expression['range'] | null {
  if (Array.isArray(node)) {
    for (const item of node) {
      const found = firstCall(item);
      if (found) return found;
    }
    return null;
  }
  if (!node || typeof node !== 'object') return null;
  const expression = node as Expression;
  if (expression.kind === 'call') return { ...expression.nameRange, end: expression.closeRange.end };
  for (const [key, child] of Object.entries(node)) {
    if (key.endsWith('ange') || typeof child !== 'object') continue;
    const found = firstCall(child);
    if (found) return found;
  }
  return null;
}

function typed(expression: Expression, type: Type, diagnostics: Diagnostic[]): Value | null {
  const value = staticValue(expression, diagnostics);
  const unfit = (error: string) => ({ error });
  const converted = !value || value.k === 'unknown' ? unfit('value must be known') : value.k === 'null' ? unfit('null value is not allowed') : convert(value, type);
  if ('error' in converted) {
    diagnostics.push({
      severity: 'error',
      summary: 'Unsuitable value type',
      detail: `Unsuitable value: ${converted.error}`,
      subject: startRange(expression),
      context: expression.range,
    });
    return null;
  }
  return converted;
}

export function staticBool(expression: Expression, diagnostics: Diagnostic[]): boolean | null {
  const value = typed(expression, 'bool', diagnostics);
  return value?.k === 'bool' ? value.v : null;
}

export function staticText(expression: Expression, diagnostics: Diagnostic[]): string | null {
  const value = typed(expression, 'string', diagnostics);
  return value?.k === 'string' ? value.v : null;
}
