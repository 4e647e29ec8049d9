// Makes the session of a case: on the ground it begins with, the kept run played again, and the recorded evening for the first minute.
import { patient, type Question } from '../engine/device.ts';
import type { Scenario } from '../lesson/scenario/schema.ts';
import { type Ground, recordedSession } from './ground.ts';
import { PlaySession } from './play-session.ts';
import type { Opened, RunRecord } from './session.ts';

/** Opens a case on its ground. `consult` asks a device, where the record has asked one. A record is played again where it fits case and ground; otherwise the evening begins anew. */
export async function openSession(scenario: Scenario, record: RunRecord | null, ground: Ground, consult: (question: Question) => Promise<void>): Promise<Opened> {
  const version = String(scenario.version);
  const { seed, world, recorded } = ground;
  const fits = record !== null && record.scenario === scenario.slug && record.version === version && record.seed === seed;
  const prologue = () => {
    const { prologue: said } = scenario;
    return said && recorded ? { session: recordedSession(scenario, ground), terminal: said.terminal, line: said.line } : null;
  };
  const parts = { scenario, world, seed, version, guided: true, prologue };
  const anew = () => {
    const session = new PlaySession(parts, null);
    session.catchUp();
    return session;
  };
  if (record && !fits) return { session: anew(), refused: 'It was kept on another version of the case and cannot be played on this one.' };
  try {
    const session = new PlaySession(parts, record);
    for (const steps = patient(() => session.catchUp()); ; ) {
      const next = steps.next();
      if (next.done) return { session, refused: null };
      await consult(next.value);
    }
  } catch (error) {
    return { session: anew(), refused: `It could not be played again (${error instanceof Error ? error.message : String(error)}).` };
  }
}
export { computeGround, readGround } from './ground.ts';
