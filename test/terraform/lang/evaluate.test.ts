// biome-ignore-all lint/suspicious/noTemplateCurlyInString: interpolations of the language under test.
// Expected values are what terraform 1.11.4's console printed for the same expressions.
import { expect, test } from 'vitest';
import { mark } from '../../../src/terraform/lang/marks.ts';
import { numberOf, stringOf, tupleOf, unknownOf } from '../../../src/terraform/lang/value.ts';
import { shown } from './evaluating.ts';

test.each([
  ['0.1 + 0.2', '0.3'],
  ['9007199254740992 + 1', '9007199254740993'],
  ['1 / 0', '+Inf'],
  ['-0', '-0'],
  ['-7 % 3', '-1'],
  ['pow(2, 64)', '18446744073709550000'],
  ['18446744073709551616 * 18446744073709551616', '340282366920938463463374607431768211456'],
  ['1e-20', '0.00000000000000000001'],
])('number: %s', (expression, wanted) => expect(shown(expression)).toBe(wanted));

test.each([
  ['true ? [1, "a"] : [2]', 'tolist([\n  "1",\n  "a",\n])'],
  ['true ? { a = 1 } : { a = 1, b = 2 }', 'tomap({\n  "a" = 1\n})'],
  ['true ? [null] : [1]', '[\n  tonumber(null),\n]'],
  ['false ? upper(1, 2) : 3', '3'],
  ['keys({ "10" = 1, "9" = 2, a = 3, B = 4 })', '[\n  "10",\n  "9",\n  "B",\n  "a",\n]'],
  ['toset([[2, 1], [1, 2]])', 'toset([\n  [\n    1,\n    2,\n  ],\n  [\n    2,\n    1,\n  ],\n])'],
  ['[[{ a = 1 }], [{ a = 2 }]][*][0].a', '[\n  1,\n  2,\n]'],
  ['null[*]', '[]'],
  ['length("👩‍👩‍👧")', '1'],
  ['"%{ for x in ["a", "b"] ~} ${x} %{ endfor ~}"', '"a b "'],
  ['{ "__proto__" = 1 }', '{\n  "__proto__" = 1\n}'],
  ['cidrsubnet("10.0.0.0/16", 8, -1)', '"0.0.1.0/24"'],
  ['regexall("a*", "baaac")', 'tolist([\n  "",\n  "aaa",\n  "",\n])'],
])('value: %s', (expression, wanted) => expect(shown(expression)).toBe(wanted));

test.each([
  ['1 + "x"', 'error: Invalid operand: Unsuitable value for right operand: a number is required.'],
  ['[][0]', 'error: Invalid index: The given key does not identify an element in this collection value: the collection has no elements.'],
  [
    'true ? "a" : {}',
    "error: Inconsistent conditional result types: The true and false result expressions must have consistent types. The 'true' value is string, but the 'false' value is object.",
  ],
  ['uper("a")', 'error: Call to unknown function: There is no function named "uper". Did you mean "upper"?'],
  ['sort([null])', 'error: Error in function call: Call to function "sort" failed: given list element 0 is null; a null string cannot be sorted.'],
  ['"x${{a=1}}"', 'error: Invalid template interpolation value: Cannot include the given value in a string template: string required.'],
  [
    '{ for x in [1, 1] : x => x }',
    'error: Duplicate object key: Two different items produced the key "1" in this \'for\' expression. If duplicates are expected, use the ellipsis (...) after the value expression to enable grouping by key.',
  ],
])('error: %s', (expression, wanted) => expect(shown(expression)).toBe(wanted));

test('marks travel, unknown comes first', () => {
  const locals = { secret: mark(stringOf('hunter2'), 'sensitive'), later: unknownOf('string'), list: tupleOf([numberOf(1)]) };
  expect(shown('"pw=${local.secret}"', locals)).toBe('(sensitive value)');
  expect(shown('[local.secret, 2]', locals)).toBe('[\n  (sensitive value),\n  2,\n]');
  expect(shown('local.secret == "x" ? 1 : 2', locals)).toBe('(sensitive value)');
  expect(shown('upper(local.later)', locals)).toBe('(known after apply)');
  expect(shown('length([local.later])', locals)).toBe('1');
  expect(shown('nonsensitive(local.secret)', locals)).toBe('"hunter2"');
  expect(shown('try(local.list[9], local.later)', locals)).toBe('(known after apply)');
});

test('nothing is evaluated when a reference leads nowhere', () => {
  expect(shown('try(local.nope, 1)')).toBe('error: Undeclared: It does not exist.');
});

test('bcrypt gives the known hash', async () => {
  const { bcrypt } = await import('../../../src/terraform/lang/functions/bcrypt.ts');
  // From the test vectors of the original implementation: "" with this salt at cost 6.
  const salt = [0x14, 0x4b, 0x3d, 0x69, 0x1a, 0x7b, 0x4e, 0xcf, 0x39, 0xcf, 0x73, 0x5c, 0x7f, 0xa7, 0xa7, 0x9c];
  expect(bcrypt([], salt, 6)).toBe('$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.');
});
