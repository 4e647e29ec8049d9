// An evening is its seed and its actions: played again under a seal, with the host's clock, chance and timers replaced by throwers, every run gives the same world to the byte.
// The runs themselves are in sealed-runs.ts.
import { afterEach, expect, test } from 'vitest';
import { canonical } from '../../src/engine/json.ts';
import { since } from '../../src/engine/log.ts';
import { foundation } from '../../src/world/genesis.ts';
import { theCase, theFoundation } from '../lesson/evening.ts';
import { sealed, unseal } from './seal.ts';
import { expected, runs } from './sealed-runs.ts';

const LONG = 240_000;

afterEach(unseal);

test('the seal holds: each of the forbidden things throws under it', () => {
  const tries: readonly (() => unknown)[] = [
    () => new Date(),
    () => Date.now(),
    () => Math.random(),
    () => performance.now(),
    () => setTimeout(() => {}, 1),
    () => setInterval(() => {}, 1),
    () => queueMicrotask(() => {}),
    () => crypto.randomUUID(),
    () => fetch('http://localhost'),
  ];
  for (const attempt of tries) expect(() => sealed(attempt), String(attempt)).toThrow(/under the seal/);
  expect(typeof Date.now()).toBe('number');
});

test(
  'a world begins the same twice, under the seal',
  () => {
    const again = sealed(() => foundation({ ...theCase().world, zone: theCase().zone }, theCase().disk, theFoundation().time.chance.seed));
    expect(canonical(again)).toBe(canonical(theFoundation()));
  },
  LONG,
);

test(
  'another seed gives another world, with the same things in it',
  () => {
    const other = foundation({ ...theCase().world, zone: theCase().zone }, theCase().disk, 5);
    expect(canonical(other)).not.toBe(canonical(theFoundation()));
    // How often a program looks whether something is ready is chance; what it made is not.
    const kinds = (world: typeof other) =>
      since(world.time.facts)
        .map((fact) => fact.kind)
        .filter((kind) => kind !== 'aws.call')
        .sort();
    expect(kinds(other)).toEqual(kinds(theFoundation()));
  },
  LONG,
);

test('every run has its expectation, and every expectation its run', () => {
  expect(Object.keys(expected).sort()).toEqual([...runs].sort());
  expect(new Set(Object.values(expected).map((one) => one.ending))).toEqual(new Set(['avoided', 'half', 'own-copy', 'support', 'lost']));
});

const half = (name: string) => expected[name]!.points;
test('the disaster scores below half, listening well above, and nothing above a hundred', () => {
  expect(half('disaster')).toBeLessThan(50);
  expect(half('listened')).toBeGreaterThan(70);
  for (const name of Object.keys(expected)) expect(half(name)).toBeLessThanOrEqual(100);
  expect(half('lost')).toBeLessThanOrEqual(half('disaster'));
});
