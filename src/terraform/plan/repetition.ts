// How often a resource or module repeats: count and for_each, with Terraform's complaints about what they may be.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import type { InstanceKey } from '../config/address.ts';
import type { Expression } from '../hcl/ast.ts';
import { convert } from '../lang/convert.ts';
import { evaluate } from '../lang/evaluate.ts';
import { containsMarked, mark, unmark } from '../lang/marks.ts';
import { sign, toInt64 } from '../lang/number.ts';
import type { Scope } from '../lang/scope.ts';
import { typeName } from '../lang/type.ts';
import { isWhollyKnown, keysOf, stringOf, typeOf, UNKNOWN, unknownOf, type Value } from '../lang/value.ts';
import { describeCause, describeReferences } from './describe.ts';

/** What `count.index`, `each.key` and `each.value` are. */
export interface Repetition {
  readonly count?: Value;
  readonly each?: { readonly key: Value; readonly value: Value };
}

export interface Expansion {
  readonly kind: 'single' | 'count' | 'each' | 'unknown';
  /** In order. */
  readonly keys: readonly InstanceKey[];
  /** The count or for_each was wrong: there is nothing, and its users are in the dark. */
  readonly failed?: boolean;
  repetition(key: InstanceKey): Repetition;
}

/** Nothing of it is in the state, and nothing plans it: the console can say nothing of it. */
export const NOT_THERE: Expansion = { kind: 'unknown', keys: [], repetition: () => ({}) };

const FAILED: Expansion = { kind: 'unknown', keys: [], failed: true, repetition: () => ({}) };

const failed = (scope: Scope, summary: string, detail: string, expression: Expression, extra: Partial<Diagnostic> = {}): Expansion => {
  scope.diagnostics.push({ severity: 'error', summary, detail, subject: expression.range, ...extra });
  return FAILED;
};

const causeOf = (expression: Expression, scope: Scope, kind: 'sensitive' | 'ephemeral' | 'unknown'): Partial<Diagnostic> => {
  const values = describeCause(expression, scope, kind);
  return values.length ? { values } : {};
};

const COUNT_UNKNOWN =
  'The "count" value depends on resource attributes that cannot be determined until apply, so Terraform cannot predict how many instances will be created. To work around this, use the -target argument to first apply only the resources that the count depends on.';

const COUNT_EPHEMERAL =
  'The given "count" is derived from an ephemeral value, which means that Terraform cannot persist it between plan/apply rounds. Use only non-ephemeral values to specify the number of resource instances.';
const FOR_EACH_EPHEMERAL =
  'The given "for_each" value is derived from an ephemeral value, which means that Terraform cannot persist it between plan/apply rounds. Use only non-ephemeral values to specify a resource\'s instance keys.';

/** Evaluates `count`. While validating nothing is known: one instance stands for all. */
export function countOf(expression: Expression, scope: Scope, validating: boolean): Expansion {
  const before = scope.diagnostics.length;
  const [value, marks] = unmark(evaluate(expression, scope));
  if (scope.diagnostics.slice(before).some((d) => d.severity === 'error')) return FAILED;
  const invalid = (detail: string) => failed(scope, 'Invalid count argument', detail, expression);
  if (marks.includes('ephemeral')) return invalid(COUNT_EPHEMERAL);
  if (value.k === 'null') return invalid('The given "count" argument value is null. An integer is required.');
  const converted = convert(value, 'number');
  if ('error' in converted) {
    const values = describeReferences(expression, scope);
    return failed(scope, 'Incorrect value type', `Invalid expression value: ${converted.error}.`, expression, values.length ? { values } : {});
  }
  const number = converted;
  if (number.k !== 'number') {
    if (validating) return { kind: 'unknown', keys: [null], repetition: () => ({ count: unknownOf('number') }) };
    return failed(scope, 'Invalid count argument', COUNT_UNKNOWN, expression);
  }
  const count = toInt64(number.v);
  if (count === null) return invalid('The given "count" argument value is unsuitable: value must be a whole number, between -9223372036854775808 and 9223372036854775807.');
  if (sign(number.v) < 0) return invalid('The given "count" argument value is unsuitable: must be greater than or equal to zero.');
  if (validating) return { kind: 'unknown', keys: [null], repetition: () => ({ count: unknownOf('number') }) };
  return {
    kind: 'count',
    keys: Array.from({ length: count }, (_, index) => index),
    repetition: (key) => ({ count: { k: 'number', v: typeof key === 'number' ? key : 0 } }),
  };
}

const EITHER_WAY =
  'Alternatively, you could use the -target planning option to first apply only the resources that the for_each value depends on, and then apply a second time to fully converge.';
const MAP_UNKNOWN = `The "for_each" map includes keys derived from resource attributes that cannot be determined until apply, and so Terraform cannot determine the full set of keys that will identify the instances of this resource.\n\nWhen working with unknown values in for_each, it's better to define the map keys statically in your configuration and place apply-time results only in the map values.\n\n${EITHER_WAY}`;
const SET_UNKNOWN = `The "for_each" set includes values derived from resource attributes that cannot be determined until apply, and so Terraform cannot determine the full set of keys that will identify the instances of this resource.\n\nWhen working with unknown values in for_each, it's better to use a map value where the keys are defined statically in your configuration and where only the values contain apply-time results.\n\n${EITHER_WAY}`;

const SOME: Expansion = { kind: 'unknown', keys: [null], repetition: () => ({ each: { key: unknownOf('string'), value: UNKNOWN } }) };

/** Evaluates `for_each`. */
export function forEachOf(expression: Expression, scope: Scope, validating: boolean): Expansion {
  const before = scope.diagnostics.length;
  const marked = evaluate(expression, scope);
  if (scope.diagnostics.slice(before).some((d) => d.severity === 'error')) return FAILED;
  const cause = (kind: 'sensitive' | 'ephemeral' | 'unknown') => causeOf(expression, scope, kind);
  const invalid = (detail: string, summary = 'Invalid for_each argument', extra: Partial<Diagnostic> = {}) => failed(scope, summary, detail, expression, extra);
  const [value, marks] = unmark(marked);
  if (marks.includes('sensitive') || (value.k === 'set' && value.v.some((item) => containsMarked(item, 'sensitive')))) {
    return invalid(
      'Sensitive values, or values derived from sensitive values, cannot be used as for_each arguments. If used, the sensitive value could be exposed as a resource instance key.',
      'Invalid for_each argument',
      cause('sensitive'),
    );
  }
  if (marks.includes('ephemeral') || (value.k === 'set' && value.v.some((item) => containsMarked(item, 'ephemeral')))) {
    return invalid(FOR_EACH_EPHEMERAL, 'Invalid for_each argument', cause('ephemeral'));
  }
  if (value.k === 'null') return invalid('The given "for_each" argument value is unsuitable: the given "for_each" argument value is null. A map, or set of strings is allowed.');
  if (value.k === 'unknown') {
    const { type } = value;
    const kind = typeof type === 'object' ? ('set' in type ? 'set' : 'map' in type || 'object' in type ? 'map' : 'no') : type === 'dynamic' ? 'map' : 'no';
    if (kind !== 'no') return validating ? SOME : invalid(kind === 'set' ? SET_UNKNOWN : MAP_UNKNOWN, 'Invalid for_each argument', cause('unknown'));
  }
  if (value.k !== 'map' && value.k !== 'object' && value.k !== 'set') {
    return invalid(
      `The given "for_each" argument value is unsuitable: the "for_each" argument must be a map, or set of strings, and you have provided a value of type ${typeName(typeOf(value))}.`,
    );
  }
  if (value.k === 'set') {
    if (!isWhollyKnown(value)) return validating ? SOME : invalid(SET_UNKNOWN, 'Invalid for_each argument', cause('unknown'));
    if (value.v.length > 0 && value.elem !== 'string') {
      return invalid(
        `The given "for_each" argument value is unsuitable: "for_each" supports maps and sets of strings, but you have provided a set containing type ${typeName(value.elem)}.`,
        'Invalid for_each set argument',
      );
    }
    if (value.v.some((item) => item.k === 'null')) {
      return invalid('The given "for_each" argument value is unsuitable: "for_each" sets must not contain null values.', 'Invalid for_each set argument');
    }
  }
  if (validating) return SOME;
  const table = new Map<InstanceKey, Value>();
  if (value.k === 'set') for (const item of value.v) table.set(item.k === 'string' ? item.v : '', item);
  else for (const key of keysOf(value.v)) table.set(key, value.v[key] as Value);
  return {
    kind: 'each',
    keys: [...table.keys()],
    repetition: (key) => ({ each: { key: stringOf(String(key)), value: mark(table.get(key) ?? UNKNOWN, marks) } }),
  };
}
