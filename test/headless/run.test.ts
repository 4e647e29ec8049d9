// `sim play` and `sim run`: a saved run is replayed and its claim checked; nothing that a save says of its score is believed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { pack } from '../../src/engine/shared.ts';
import { keepEvening } from '../../src/headless/kept-world.ts';
import { playCase, playVerb, SEED } from '../../src/headless/play.ts';
import { runVerb } from '../../src/headless/run.ts';
import { readCase } from '../../src/headless/scenarios.ts';
import { SLUG, theCase, theWorld } from '../lesson/evening.ts';

const LONG = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'undestroy-test-'));
const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const exitCode = process.exitCode;
// As between two runs of the program: the evening's world is kept in its folder, and read from there.
beforeAll(() => {
  process.env.UNDESTROY_SIM = folder;
  keepEvening(SLUG, SEED, pack({ seed: SEED, world: theWorld(), recorded: null }));
});
afterEach(() => {
  process.exitCode = exitCode;
});
afterAll(() => {
  delete process.env.UNDESTROY_SIM;
  rmSync(folder, { recursive: true, force: true });
});

const script = theCase().runs['listened.txt'] ?? '';

test(
  'a saved run verifies; one whose claim is not what it leads to does not',
  async () => {
    const played = playCase(theCase(), script, { world: theWorld() });
    const saved = { scenario: SLUG, version: theCase().version, seed: SEED, actions: played.actions, until: played.play.world.time.now, worldHash: played.worldHash };
    const result = JSON.parse(await runVerb([write('good.json', JSON.stringify(saved))])) as Record<string, unknown>;
    expect(result).toMatchObject({ verified: true, ending: played.outcome.ending, score: played.outcome.score, rowsLost: 0, worldHash: played.worldHash });
    expect(process.exitCode).toBe(exitCode);

    const forged = JSON.parse(
      await runVerb([write('forged.json', JSON.stringify({ ...saved, score: { points: 100, outOf: 100 }, actions: saved.actions.slice(0, 1) }))]),
    ) as Record<string, unknown>;
    expect(forged.verified).toBe(false);
    expect(forged.score).not.toEqual({ points: 100, outOf: 100 });
    expect(process.exitCode).toBe(1);
  },
  LONG,
);

test(
  'a script that does not fit says which line',
  async () => {
    await expect(playVerb([SLUG, '--script', write('odd.txt', '> skip\n> no-such-choice\n')])).rejects.toThrow(/line 2: .*no-such-choice/);
  },
  LONG,
);

test('what is no run, and what is no case, is refused in words', async () => {
  await expect(runVerb([])).rejects.toThrow('usage: sim run');
  await expect(runVerb([write('list.json', '[]')])).rejects.toThrow('is no saved run');
  await expect(runVerb([write('other.json', '{"scenario":"no-such-case","seed":1,"version":1,"actions":[]}')])).rejects.toThrow('there is no case called no-such-case');
  await expect(playVerb([])).rejects.toThrow('usage: sim play');
  expect(readCase('no-such-case').problems[0]?.message).toContain(SLUG);
});
