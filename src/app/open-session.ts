// Makes the session of a case: its world from the beginning, the kept run played again on it, and the recorded evening for the first minute.
import { parseIso } from '../engine/clock.ts';
import { begin } from '../lesson/play.ts';
import type { Scenario } from '../lesson/scenario/schema.ts';
import { parseScript, playScript } from '../lesson/script.ts';
import { evening, foundation } from '../world/genesis.ts';
import { PlaySession } from './play-session.ts';
import type { Opened, Prologue, RunRecord } from './session.ts';

/** Graded questions need one world for everybody: the seed is the day. */
const SEED = 20260226;

export function openSession(scenario: Scenario, record: RunRecord | null): Opened {
  const version = String(scenario.version);
  const fits = record !== null && record.scenario === scenario.slug && record.version === version;
  const seed = fits ? record.seed : SEED;
  const ground = foundation({ ...scenario.world, zone: scenario.zone }, scenario.disk, seed);
  const world = evening(ground);
  const parts = { scenario, world, foundation: ground, seed, version, guided: true, prologue: () => recorded(scenario, parts) };
  const remark =
    record && !fits
      ? 'This run was kept on another version of the case. It cannot be played on this one, so the evening begins anew; the old run is kept and can be downloaded.'
      : null;
  try {
    return { session: new PlaySession(parts, fits ? record : null), remark };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { session: new PlaySession(parts, null), remark: `The kept run could not be played again (${why}). The evening begins anew.` };
  }
}

/** The evening as it really went, up to the empty list of backups: a session of its own, played by the same engine. */
function recorded(scenario: Scenario, parts: ConstructorParameters<typeof PlaySession>[0]): Prologue | null {
  const { prologue } = scenario;
  const script = prologue ? scenario.runs[prologue.run] : undefined;
  if (!prologue || !script) return null;
  const { actions, play } = playScript(scenario, begin(scenario, parts.world, false), parseScript(script), (now) => now.progress.told[prologue.until] !== undefined);
  const until = Math.max(play.world.time.now, parseIso(prologue.at) ?? 0);
  const last = { at: play.world.time.now, action: { type: 'wait' as const, until } };
  const session = new PlaySession(
    { ...parts, guided: false },
    {
      scenario: scenario.slug,
      version: parts.version,
      seed: parts.seed,
      branches: [{ id: 'b1', parent: null, label: 'The recorded evening', actions: [...actions, last] }],
      current: 'b1',
      settings: { guided: false },
    },
  );
  return { session, terminal: prologue.terminal, line: prologue.line };
}
