import fc from 'fast-check';
import { createDraft, finishDraft } from 'immer';
import { expect, test } from 'vitest';
import { canonical } from '../../src/engine/json.ts';
import { pack, same, unpack } from '../../src/engine/shared.ts';

/** What JSON keeps: among other things no -0. */
const plain = fc
  .jsonValue({ maxDepth: 4 })
  .map((value): unknown => JSON.parse(JSON.stringify(value)))
  .filter((value) => !JSON.stringify(value).includes('"$"'));

test('whatever is plain data comes back equal, in the same order, and packs to the same text again', () => {
  fc.assert(
    fc.property(fc.array(plain), (values) => {
      const text = pack([...values, ...values]);
      const back = unpack(text);
      expect(JSON.stringify(back)).toBe(JSON.stringify([...values, ...values]));
      expect(pack(back)).toBe(text);
    }),
    { numRuns: 200 },
  );
});

test('what was shared is shared again, and frozen to the bottom', () => {
  const part = { deep: { list: [1, 2, { undefined: undefined }] } };
  const [first, second] = unpack(pack([{ part }, { other: [part] }])) as [{ part: typeof part }, { other: (typeof part)[] }];
  expect(first).toEqual({ part });
  expect(first.part).toBe(second.other[0]);
  expect(Object.hasOwn(first.part.deep.list[2] as object, 'undefined')).toBe(true);
  const unfrozen: string[] = [];
  const look = (at: unknown, path: string): void => {
    if (at === null || typeof at !== 'object') return;
    if (!Object.isFrozen(at)) unfrozen.push(path);
    for (const [name, member] of Object.entries(at)) look(member, `${path}/${name}`);
  };
  look([first, second], '');
  expect(unfrozen).toEqual(['']);
});

test('a long text that lies in several places is written once', () => {
  const text = 'resource '.repeat(100);
  expect(pack({ a: text, b: [text, text] }).length).toBeLessThan(text.length + 100);
});

test('what is read can be worked on like what was written', () => {
  const draft = createDraft(unpack(pack({ rows: { a: { count: 1 } } })) as { rows: Record<string, { count: number }> });
  (draft.rows.a as { count: number }).count++;
  expect(finishDraft(draft)).toEqual({ rows: { a: { count: 2 } } });
});

test('what no plain text keeps is refused, with where it is', () => {
  expect(() => pack({ a: [new Map()] })).toThrow('/a/0 is no plain data.');
  expect(() => pack({ a: Number.NaN })).toThrow('/a is NaN');
  expect(() => pack({ a: -0 })).toThrow('/a is -0');
  expect(() => pack({ a: () => 1 })).toThrow('/a is ');
  expect(() => pack({ a: { $: 1 } })).toThrow('/a has a member called $');
});

test("on a base, what is part of it is named, and comes back as the base's own", () => {
  const base = unpack(pack({ rows: { a: { text: 'resource '.repeat(20) }, b: [1, 2, { c: 3 }] } })) as { rows: { a: { text: string }; b: unknown[] } };
  const next = { rows: { ...base.rows, d: { copy: 'resource '.repeat(20), of: base.rows.a } }, none: undefined };
  const text = pack(next, base);
  expect(text).not.toContain('resource');
  const back = unpack(text, base) as typeof next;
  expect(back).toEqual(next);
  expect(back.rows.a).toBe(base.rows.a);
  expect(back.rows.b).toBe(base.rows.b);
  expect(Object.hasOwn(back, 'none')).toBe(true);
  expect(() => unpack(text)).toThrow('which is not there');
  expect(() => unpack('[{"$":7}]', base)).toThrow('names part 7');
});

test('values are the same when packing tells them apart by nothing but order and sharing', () => {
  fc.assert(
    fc.property(plain, plain, (one, other) => {
      expect(same(one, JSON.parse(JSON.stringify(one)))).toBe(true);
      expect(same(one, other)).toBe(canonical(one) === canonical(other));
    }),
    { numRuns: 200 },
  );
  expect(same({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
  expect(same({ a: undefined }, {})).toBe(false);
  expect(same([], {})).toBe(false);
  expect(same({ a: 1 }, { b: 1 })).toBe(false);
});
