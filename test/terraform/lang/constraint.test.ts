import { expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/engine/diagnostic.ts';
import { parseExpression } from '../../../src/terraform/hcl/parse.ts';
import { applyDefaults, decodeConstraint } from '../../../src/terraform/lang/constraint.ts';
import { convert, isConversionError } from '../../../src/terraform/lang/convert.ts';
import { evaluate } from '../../../src/terraform/lang/evaluate.ts';
import { formatValue } from '../../../src/terraform/print/value.ts';
import { scopeOf } from './evaluating.ts';

function through(type: string, value: string): string {
  const found: Diagnostic[] = [];
  const constraint = decodeConstraint(parseExpression('t', type).expression, found);
  if (!constraint) return found.map((item) => item.detail).join('\n');
  const result = convert(applyDefaults(evaluate(parseExpression('t', value).expression, scopeOf({}, found)), constraint), constraint.type);
  return isConversionError(result) ? `${result.path.join('.')}: ${result.error}` : formatValue(result).replace(/\n\s*/g, ' ');
}

test('optional attributes take their defaults, deep inside collections too', () => {
  expect(through('object({ name = string, size = optional(number, 10), on = optional(bool) })', '{ name = "x" }')).toBe('{ "name" = "x" "on" = tobool(null) "size" = 10 }');
  expect(through('list(object({ n = optional(string, "d") }))', '[{}, { n = "x" }]')).toBe('tolist([ { "n" = "d" }, { "n" = "x" }, ])');
  expect(through('map(object({ in = optional(object({ a = optional(number, 1) }), {}) }))', '{ k = {} }')).toBe('tomap({ "k" = { "in" = { "a" = 1 } } })');
});

test('words of what does not fit', () => {
  expect(through('object({ a = string, b = number })', '{}')).toBe(': attributes "a" and "b" are required');
  expect(through('list(number)', '["x"]')).toBe('0: a number is required');
  expect(through('map(list(string))', '{ a = "x" }')).toBe(': element "a": list of string required');
  expect(through('lst(string)', '1')).toBe('Keyword "lst" is not a valid type constructor.');
  expect(through('list', '1')).toBe('The list type constructor requires one argument specifying the element type.');
});
