// Chance is data: the same seed gives the same evening, and a draw here does not change what is drawn there.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { between, type Chance, draw, hex, newChance, uuid, word } from '../../src/engine/chance.ts';

const many = (chance: Chance, stream: string, count = 50) => Array.from({ length: count }, () => draw(chance, stream));

test('the same seed and stream give the same numbers; another seed or stream gives others', () => {
  const first = many(newChance(7), 'ids');
  expect(many(newChance(7), 'ids')).toEqual(first);
  expect(many(newChance(8), 'ids')).not.toEqual(first);
  expect(many(newChance(7), 'names')).not.toEqual(first);
});

test('streams do not touch one another, whatever the order of draws', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 60 }), fc.integer(), (order, seed) => {
      const mixed = newChance(seed);
      const drawn: Record<string, number[]> = { a: [], b: [], c: [] };
      for (const stream of order) drawn[stream]?.push(draw(mixed, stream));
      for (const stream of ['a', 'b', 'c']) expect(drawn[stream]).toEqual(many(newChance(seed), stream, drawn[stream]?.length ?? 0));
    }),
    { seed: 12, numRuns: 100 },
  );
});

test('a chance that was written as JSON goes on where it was', () => {
  const chance = newChance(41);
  many(chance, 'ids', 9);
  uuid(chance, 'requests');
  const again = JSON.parse(JSON.stringify(chance)) as Chance;
  expect(again).toEqual(chance);
  expect([many(again, 'ids'), uuid(again, 'requests')]).toEqual([many(chance, 'ids'), uuid(chance, 'requests')]);
});

test('draws are unsigned 32-bit integers, spread over their range, and do not repeat soon', () => {
  const numbers = many(newChance(3), 'spread', 4000);
  expect(numbers.every((value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32)).toBe(true);
  expect(new Set(numbers).size).toBeGreaterThan(3990);
  const quarters = [0, 0, 0, 0];
  for (const value of numbers) quarters[Math.floor(value / 2 ** 30)]! += 1;
  for (const count of quarters) expect(count).toBeGreaterThan(850);
});

test('between keeps both ends, and reaches them', () => {
  const chance = newChance(5);
  const found = new Set(Array.from({ length: 300 }, () => between(chance, 'dice', 1, 6)));
  expect([...found].sort()).toEqual([1, 2, 3, 4, 5, 6]);
  expect(between(chance, 'dice', 4, 4)).toBe(4);
});

test('words have their length and alphabet, and a UUID says that it is random', () => {
  const chance = newChance(9);
  expect(word(chance, 'w', 12, 'ab')).toMatch(/^[ab]{12}$/);
  expect(hex(chance, 'h', 17)).toMatch(/^[0-9a-f]{17}$/);
  for (let count = 0; count < 20; count++) expect(uuid(chance, 'u')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
