// The lines below a source excerpt that say what its references are worth: `local.x is "a"`.
import type { Traversal, TraversalStep } from '../hcl/ast.ts';
import { formatNumber } from './number-text.ts';
import { quote } from './quote.ts';
import { traversalText } from './references.ts';
import { typeName } from './type.ts';
import type { Value } from './value.ts';
import { compareText, keysOf, typeOf } from './value.ts';

/** One line for each reference that says something, sorted, without repetition. Sensitive, ephemeral and unknown values are passed over. */
export function describeValues(traversals: readonly Traversal[], valueAt: (steps: readonly TraversalStep[]) => Value | undefined): string[] {
  const lines = new Map<string, string>();
  for (const full of traversals) {
    for (let length = full.length; length > 1; length--) {
      const steps = full.slice(0, length);
      const value = valueAt(steps);
      if (value === undefined) continue;
      const name = traversalText(steps);
      if (lines.has(name)) break;
      const statement = describe(value);
      if (statement !== null) lines.set(name, `${name} ${statement}`);
      break;
    }
    // A name alone, such as that of a `for`, is explained too when it stands alone.
  }
  return [...lines].sort(([a], [b]) => compareText(a, b)).map(([, line]) => line);
}

function describe(value: Value): string | null {
  if (value.marks?.includes('ephemeral') || value.marks?.includes('sensitive')) return null;
  if (value.k === 'unknown') return value.type === 'dynamic' ? null : `is a ${typeName(value.type)}`;
  return `is ${compact(value)}`;
}

/** A value in few words. */
export function compact(value: Value): string {
  switch (value.k) {
    case 'null':
      return 'null';
    case 'unknown':
      return '(not yet known)';
    case 'bool':
      return value.v ? 'true' : 'false';
    case 'number':
      return formatNumber(value.v, 'g', 10);
    case 'string':
      return quote(value.v);
    case 'object': {
      const names = keysOf(value.v);
      if (names.length === 0) return 'object with no attributes';
      return names.length === 1 ? `object with 1 attribute ${quote(names[0]!)}` : `object with ${names.length} attributes`;
    }
    default: {
      const count = Array.isArray(value.v) ? value.v.length : Object.keys(value.v).length;
      const name = typeName(typeOf(value));
      if (count === 0) return `empty ${name}`;
      return count === 1 ? `${name} with 1 element` : `${name} with ${count} elements`;
    }
  }
}
