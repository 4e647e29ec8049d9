// An evening is its seed and its actions: played again under a seal, with the host's clock, chance and timers replaced by throwers, every run gives the same world to the byte.
// The plays are long, so what they must come to (expected.json beside the scripts) is asserted here as well.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { canonical } from '../../src/engine/json.ts';
import { since } from '../../src/engine/log.ts';
import { hashOf, type PlayedCase, playCase } from '../../src/headless/play.ts';
import { scenariosFolder } from '../../src/headless/scenarios.ts';
import type { Outcome } from '../../src/lesson/outcome.ts';
import { replay } from '../../src/whatif/replay.ts';
import { foundation } from '../../src/world/genesis.ts';
import { SLUG, theCase, theFoundation, theWorld } from '../lesson/evening.ts';
import { sealed, unseal } from './seal.ts';

const LONG = 240_000;
const folder = join(scenariosFolder(), SLUG, 'runs');
type Expected = Readonly<Record<string, Pick<Outcome, 'ending' | 'rowsLost' | 'minutesDown'> & { readonly points: number }>>;
const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;
const runs = Object.keys(theCase().runs).flatMap((file) => (file.endsWith('.txt') ? [file.slice(0, -4)] : []));

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

test.each(runs)(
  '%s: comes to its end as expected, and again to the same world under the seal',
  (name) => {
    const script = theCase().runs[`${name}.txt`] ?? '';
    const world = theWorld();
    const played: PlayedCase = sealed(() => playCase(theCase(), script, { world }));
    const { play, outcome } = played;
    expect(play.progress.finished).toBe(true);
    expect({ ending: outcome.ending, rowsLost: outcome.rowsLost, minutesDown: outcome.minutesDown, points: outcome.score.points }).toEqual(expected[name]);
    expect(outcome.score.outOf).toBe(100);

    const facts = since(play.world.time.facts);
    facts.forEach((fact, index) => {
      if (fact.id !== index || (fact.cause !== null && fact.cause >= fact.id)) throw new Error(`fact ${index} is ${JSON.stringify(fact)}`);
    });
    for (const finding of outcome.findings) for (const id of finding.evidence) expect(facts[id]?.id).toBe(id);

    const text = JSON.stringify(play.world);
    expect(canonical(JSON.parse(text))).toBe(canonical(play.world));
    const again = sealed(() => replay(theCase(), theWorld(), false, played.actions, play.world.time.now));
    expect(hashOf(again)).toBe(played.worldHash);
    expect(JSON.stringify(again.world)).toBe(text);
    expect(canonical({ agent: again.agent, progress: again.progress })).toBe(canonical({ agent: play.agent, progress: play.progress }));
  },
  LONG,
);
