// What waits for a few stands for what waits for all: leaving out implied edges changes no order.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { directAmong } from '../../../src/terraform/apply/direct.ts';

/** Blocks made from some of those before them, with all that those were made from; some have no part in the apply. */
const parts = fc.array(fc.record({ from: fc.array(fc.nat(20), { maxLength: 3 }), part: fc.boolean() }), { minLength: 1, maxLength: 20 }).map((list) => {
  const all: (readonly string[])[] = [];
  for (const [index, { from }] of list.entries()) {
    const near = index === 0 ? [] : from.map((far) => far % index);
    all.push([...new Set(near.flatMap((other) => [`b${other}`, ...(all[other] as readonly string[])]))].sort());
  }
  return list.map(({ part }, index) => ({ block: `b${index}`, dependencies: all[index] as readonly string[], part }));
});

test('the direct ones lead to all that have a part, and none of them to another', () => {
  fc.assert(
    fc.property(parts, (list) => {
      const taking = list.filter(({ part }) => part);
      const direct = directAmong(taking);
      const needs = new Map(taking.map(({ block, dependencies }) => [block, direct(dependencies)]));
      const reach = (starts: readonly string[]): Set<string> => new Set(starts.flatMap((block) => [block, ...reach(needs.get(block) ?? [])]));
      for (const { dependencies } of list) {
        expect([...reach(direct(dependencies))].sort()).toEqual(dependencies.filter((block) => needs.has(block)));
        for (const block of direct(dependencies)) expect(direct(dependencies).some((other) => other !== block && reach(needs.get(other) ?? []).has(block))).toBe(false);
      }
    }),
    { numRuns: 100 },
  );
});

test('the end of a chain waits for the last of it', () => {
  const chain = Array.from({ length: 100 }, (_, index) => ({ block: `b${index}`, dependencies: Array.from({ length: index }, (_, before) => `b${before}`).sort() }));
  const direct = directAmong(chain);
  for (let index = 1; index < 100; index++) expect(direct(chain[index]?.dependencies ?? [])).toEqual([`b${index - 1}`]);
});
