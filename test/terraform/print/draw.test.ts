import { expect, test } from 'vitest';
import type { Value } from '../../../src/terraform/lang/value.ts';
import { compareBlock } from '../../../src/terraform/print/diff/block.ts';
import { compareGeneric } from '../../../src/terraform/print/diff/compare.ts';
import { draw } from '../../../src/terraform/print/diff/draw.ts';
import { commonSubsequence, pairElements } from '../../../src/terraform/print/diff/sequence.ts';
import { inkFor } from '../../../src/terraform/print/ink.ts';
import { duration } from '../../../src/terraform/print/progress.ts';
import { wrapWords } from '../../../src/terraform/print/words.ts';
import type { BlockSchema } from '../../../src/terraform/provider.ts';

const value = (json: unknown): Value => {
  if (json === null) return { k: 'null', type: 'dynamic' };
  if (typeof json === 'string') return { k: 'string', v: json };
  if (typeof json === 'number') return { k: 'number', v: json };
  if (typeof json === 'boolean') return { k: 'bool', v: json };
  if (Array.isArray(json)) return { k: 'tuple', v: json.map(value) };
  return { k: 'object', v: Object.fromEntries(Object.entries(json as object).map(([name, item]) => [name, value(item)])) };
};

const ink = inkFor(false);
const pair = (before: unknown, after: unknown) => ({ before: value(before), after: value(after), beforeSet: false, afterSet: false, replace: [], relevant: null });
const generic = (before: unknown, after: unknown): string => draw(compareGeneric(pair(before, after)), 0, { ink });

test('lists of equal length are compared by position', () => {
  expect(generic(['a', 'b', 'c', 'd'], ['x', 'b', 'd', 'e'])).toBe('[\n      ~ "a" -> "x",\n        "b",\n      ~ "c" -> "d",\n      ~ "d" -> "e",\n    ]');
});

test('other lists keep one unchanged element around a change', () => {
  expect(generic([1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 5, 6, 7])).toBe(
    '[\n        # (2 unchanged elements hidden)\n        3,\n      - 4,\n        5,\n        # (2 unchanged elements hidden)\n    ]',
  );
});

test('a change of type is shown as both', () => {
  expect(generic({ a: null, b: '', c: [], d: {} }, { a: '', b: null, c: {}, d: [] })).toBe(
    '{\n      ~ a = null -> ""\n      ~ b = "" -> null\n      ~ c = [] -> {}\n      ~ d = {} -> []\n    }',
  );
});

test('JSON in a text is compared inside', () => {
  expect(generic('{"a":1,"b":{"c":2,"d":3}}', '{"b":{"c":2}}')).toBe(
    'jsonencode(\n      ~ {\n          - a = 1\n          ~ b = {\n              - d = 3\n                # (1 unchanged attribute hidden)\n            }\n        }\n    )',
  );
});

const BLOCK: BlockSchema = {
  attributes: { id: { type: 'string' }, name: { type: 'string' }, note: { type: 'string' }, tags: { type: ['map', 'string'] }, secret: { type: 'string', sensitive: true } },
  block_types: { rule: { nesting_mode: 'list', block: { attributes: { port: { type: 'number' } } } } },
};
const tags = (entries: Record<string, string>): Value => ({ k: 'map', elem: 'string', v: Object.fromEntries(Object.entries(entries).map(([key, text]) => [key, value(text)])) });
const object = (name: string, given: Record<string, Value>): Value => ({ k: 'object', v: { id: value('i'), name: value(name), ...given } });
const rules = (...ports: number[]): Value => ({ k: 'list', elem: 'dynamic', v: ports.map((port) => value({ port })) });

test('a block counts what does not change, always shows id and name, and says what a removed tag becomes', () => {
  const before = object('n', { note: value('same'), tags: tags({ a: '1', b: '2' }), secret: value('x'), rule: rules(80, 443) });
  const after = object('n', { note: value('same'), tags: tags({ b: '2' }), secret: value('y'), rule: rules(80, 8443) });
  const text = draw(compareBlock({ before, after, beforeSet: false, afterSet: false, replace: [], relevant: null }, BLOCK), 0, { ink });
  expect(text).toBe(
    '{\n        id     = "i"\n        name   = "n"\n      ~ secret = (sensitive value)\n      ~ tags   = {\n          - "a" = "1" -> null\n            "b" = "2"\n        }\n        # (1 unchanged attribute hidden)\n\n      ~ rule {\n          ~ port = 443 -> 8443\n        }\n\n        # (1 unchanged block hidden)\n    }',
  );
});

test('what forces replacement says so', () => {
  const before = object('n', { note: value('one') });
  const after = object('n', { note: value('two') });
  const text = draw(compareBlock({ before, after, beforeSet: false, afterSet: false, replace: [['note']], relevant: null }, BLOCK), 0, { ink });
  expect(text).toContain('~ note = "one" -> "two" # forces replacement\n');
});

test('the longest common subsequence', () => {
  expect(commonSubsequence([...'abcd'], [...'xbyd'], (a, b) => a === b)).toEqual([
    [1, 1],
    [3, 3],
  ]);
  expect(
    pairElements(
      ['a'],
      ['a', 'b'],
      (a, b) => a === b,
      () => false,
    ),
  ).toEqual([
    { before: 0, after: 0 },
    { before: null, after: 1 },
  ]);
});

test('durations and wrapping', () => {
  expect([0, 11_000, 60_000, 71_400, 3_605_000].map(duration)).toEqual(['0s', '11s', '1m0s', '1m11s', '1h0m5s']);
  expect(wrapWords('one two three\n  left as it is', 7)).toBe('one two\nthree\n  left as it is');
});
