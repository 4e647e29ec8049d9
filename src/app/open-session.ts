// Makes the session of a case: on the ground it begins with, the kept run played again, and the recorded evening for the first minute.
import type { Scenario } from '../lesson/scenario/schema.ts';
import { type Ground, recordedSession } from './ground.ts';
import { PlaySession } from './play-session.ts';
import type { Opened, RunRecord } from './session.ts';

/** Opens a case on its ground. A record is played again where it fits case and ground; otherwise the evening begins anew, with a remark that says so. */
export function openSession(scenario: Scenario, record: RunRecord | null, ground: Ground): Opened {
  const version = String(scenario.version);
  const { seed, world, recorded } = ground;
  const fits = record !== null && record.scenario === scenario.slug && record.version === version && record.seed === seed;
  const prologue = () => {
    const { prologue: said } = scenario;
    return said && recorded ? { session: recordedSession(scenario, ground), terminal: said.terminal, line: said.line } : null;
  };
  const parts = { scenario, world, seed, version, guided: true, prologue };
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
export { computeGround, readGround } from './ground.ts';
