// The main case's evening for tests: its foundation takes seconds, so a test file builds it once.

import { SEED } from '../../src/headless/play.ts';
import { loadCase } from '../../src/headless/scenarios.ts';
import { begin } from '../../src/lesson/play.ts';
import type { Play } from '../../src/lesson/progress.ts';
import type { Scenario } from '../../src/lesson/scenario/schema.ts';
import { parseScript, playScript } from '../../src/lesson/script.ts';
import { guarded } from '../../src/whatif/replay.ts';
import { foundation } from '../../src/world/genesis.ts';
import type { World } from '../../src/world/world.ts';

export const SLUG = 'wheres-my-database';

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

export const theCase = once((): Scenario => loadCase(SLUG));

/** The world some hours before the evening. `guarded` copies it; nothing else may change it. */
export const theFoundation = once((): World => foundation({ ...theCase().world, zone: theCase().zone }, theCase().disk, SEED));

/** The world as the evening begins. */
export const theWorld = once((): World => guarded(theFoundation(), []));

export interface Frame {
  readonly play: Play;
}

/** Plays script text from the beginning and keeps the play at its start, before each choice, and at its end. */
function played(script: string, guided: boolean, world: World) {
  const start = begin(theCase(), world, guided);
  const frames: Frame[] = [{ play: start }];
  const { play, actions } = playScript(theCase(), start, parseScript(script), (now) => {
    frames.push({ play: now });
    return false;
  });
  frames.push({ play });
  return { frames, play, actions };
}

const kept = new Map<string, ReturnType<typeof played>>();

/** The same; an evening on the case's own world is played once for all test files of a worker. */
export function framesOf(script: string, guided = false, world?: World): ReturnType<typeof played> {
  if (world) return played(script, guided, world);
  const name = `${guided} ${script}`;
  const known = kept.get(name) ?? played(script, guided, theWorld());
  kept.set(name, known);
  return known;
}

/** A run's lines up to and with the first one that is this. */
export function linesUpTo(run: string, last: string): string {
  const lines = (theCase().runs[`${run}.txt`] ?? '').split('\n');
  const end = lines.indexOf(last);
  if (end < 0) throw new Error(`the run ${run} has no line "${last}"`);
  return lines.slice(0, end + 1).join('\n');
}
