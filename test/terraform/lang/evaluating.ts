// A small scope for tests: locals by name, everything else undeclared.
import type { Diagnostic } from '../../../src/engine/diagnostic.ts';
import { parseExpression } from '../../../src/terraform/hcl/parse.ts';
import { evaluate } from '../../../src/terraform/lang/evaluate.ts';
import type { Scope } from '../../../src/terraform/lang/scope.ts';
import { UNKNOWN, type Value } from '../../../src/terraform/lang/value.ts';
import { formatValue } from '../../../src/terraform/print/value.ts';

export function scopeOf(locals: { readonly [name: string]: Value }, diagnostics: Diagnostic[]): Scope {
  return {
    diagnostics,
    data: {
      resolve: (reference, found) => {
        const value = reference.kind === 'local' && Object.hasOwn(locals, reference.name) ? locals[reference.name] : undefined;
        if (value) return { value };
        found.push({ severity: 'error', summary: 'Undeclared', detail: 'It does not exist.', subject: reference.range });
        return { value: UNKNOWN };
      },
    },
  };
}

/** The value of an expression as the console prints it, or `error: SUMMARY: DETAIL`. */
export function shown(text: string, locals: { readonly [name: string]: Value } = {}): string {
  const { expression, diagnostics } = parseExpression('test', text);
  const found: Diagnostic[] = [...diagnostics];
  const value = found.length > 0 ? UNKNOWN : evaluate(expression, scopeOf(locals, found));
  return found.length > 0 ? found.map((item) => `error: ${item.summary}: ${item.detail}`).join('\n') : formatValue(value);
}
