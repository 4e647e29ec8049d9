// What every run of the main case must keep, in two test files of about half the runs each, so that two workers can share them: the plays are long.
// What they must come to (expected.json beside the scripts) is asserted here as well.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { canonical } from '../../src/engine/json.ts';
import { since } from '../../src/engine/log.ts';
import { hashOf, type PlayedCase, playCase } from '../../src/headless/play.ts';
import { scenariosFolder } from '../../src/headless/scenarios.ts';
import type { Outcome } from '../../src/lesson/outcome.ts';
import { replay } from '../../src/whatif/replay.ts';
import { SLUG, theCase, theWorld } from '../lesson/evening.ts';
import { sealed, unseal } from './seal.ts';

const folder = join(scenariosFolder(), SLUG, 'runs');
type Expected = Readonly<Record<string, Pick<Outcome, 'ending' | 'rowsLost' | 'minutesDown'> & { readonly points: number }>>;
export const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;
export const runs = Object.keys(theCase().runs)
  .flatMap((file) => (file.endsWith('.txt') ? [file.slice(0, -4)] : []))
  .sort();

/** Every second run, from the first (0) or the second (1). */
export function testRuns(from: 0 | 1): void {
  afterEach(unseal);

  test.each(runs.filter((_, index) => index % 2 === from))(
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
    240_000,
  );
}
