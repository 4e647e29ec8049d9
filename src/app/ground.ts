// What a case stands on when it is opened: the world at the evening's first instant, and the recorded evening of the first minute. Computed by the
// same engine at build time, carried by the build as packed text and read in a moment; or computed here where no such text fits (another seed).
import { parseIso } from '../engine/clock.ts';
import { pack, unpack } from '../engine/shared.ts';
import { begin } from '../lesson/play.ts';
import type { Scenario } from '../lesson/scenario/schema.ts';
import { parseScript, playScript } from '../lesson/script.ts';
import { evening, foundation, genesis } from '../world/genesis.ts';
import type { World } from '../world/world.ts';
import { type Frame, PlaySession } from './play-session.ts';
import type { TimedAction } from './session.ts';

/** Graded questions need one world for everybody: the seed is the day. */
export const SEED = 20260226;

/** The evening as it really went, up to the empty list of backups. */
export interface RecordedEvening {
  readonly actions: readonly TimedAction[];
  readonly frames: readonly Frame[];
}

export interface Ground {
  readonly seed: number;
  readonly world: World;
  /** Null where the case has none, or where none is asked for. */
  readonly recorded: RecordedEvening | null;
}

/** The packed texts of a case, by what they hold: the evening's world; that and the recorded evening; the world some hours before. */
export interface GroundTexts {
  readonly evening: string;
  readonly recorded: string;
  readonly foundation: string;
}

export const foundationOf = (scenario: Scenario, seed: number): World => foundation({ ...scenario.world, zone: scenario.zone }, scenario.disk, seed);

export const worldOf = (scenario: Scenario, seed: number): World => genesis({ ...scenario.world, zone: scenario.zone }, scenario.disk, seed);

/** Plays the run that the case names as its recorded evening, from the evening's world. Null for a case that names none. */
export function recordedEvening(scenario: Scenario, world: World): RecordedEvening | null {
  const { prologue } = scenario;
  const script = prologue ? scenario.runs[prologue.run] : undefined;
  if (!prologue || !script) return null;
  const { actions, play } = playScript(scenario, begin(scenario, world, false), parseScript(script), (now) => now.progress.told[prologue.until] !== undefined);
  const until = Math.max(play.world.time.now, parseIso(prologue.at) ?? 0);
  const all: TimedAction[] = [...actions, { at: play.world.time.now, action: { type: 'wait', until } }];
  return { actions: all, frames: recordedSession(scenario, { seed: SEED, world, recorded: { actions: all, frames: [] } }).frames() };
}

/** A session of its own that stands at the recorded evening's end. */
export function recordedSession(scenario: Scenario, { seed, world, recorded }: Ground): PlaySession {
  const version = String(scenario.version);
  const session = new PlaySession(
    { scenario, world, seed, version, guided: false },
    {
      scenario: scenario.slug,
      version,
      seed,
      branches: [{ id: 'b1', parent: null, label: 'The recorded evening', actions: recorded?.actions ?? [] }],
      current: 'b1',
      settings: { guided: false },
    },
    recorded?.frames,
  );
  session.catchUp();
  return session;
}

/** Makes the texts that a build carries. */
export function packGround(scenario: Scenario, base: World = foundationOf(scenario, SEED)): GroundTexts {
  const world = evening(base);
  const recorded = recordedEvening(scenario, world);
  return { evening: pack({ seed: SEED, world, recorded: null }), recorded: pack({ seed: SEED, world, recorded }), foundation: pack(base) };
}

/** Reads the first or the second of `packGround`'s texts. */
export const readGround = (text: string): Ground => unpack(text) as Ground;

/** Reads the third. */
export const readFoundation = (text: string): World => unpack(text) as World;

/** Computes what no text of the build fits. */
export const computeGround = (scenario: Scenario, seed: number, opening: boolean): Ground => {
  const world = worldOf(scenario, seed);
  return { seed, world, recorded: opening ? recordedEvening(scenario, world) : null };
};
