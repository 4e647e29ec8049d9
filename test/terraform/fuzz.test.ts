import { expect, test } from 'vitest';
import { Chance } from '../recorded/tool/random/chance.ts';
import { fuzz, mutated } from './fuzz.ts';

test('what reads text takes or refuses anything, with a reason', async () => {
  const { inputs, faults } = await fuzz(11, 800);
  expect(inputs).toBeGreaterThanOrEqual(800);
  expect(faults.slice(0, 5)).toEqual([]);
}, 60_000);

test('texts are really changed', () => {
  const chance = new Chance(1);
  const text = 'locals {\n  a = [1, 2]\n}\n';
  expect(Array.from({ length: 50 }, () => mutated(text, chance)).filter((other) => other !== text).length).toBeGreaterThan(40);
});
