// Makes the session of a case: on the ground it begins with, the kept run played again, and the recorded evening for the first minute.
import { patient, type Question } from '../engine/device.ts';
import type { Scenario } from '../lesson/scenario/schema.ts';
import { type Ground, recordedSession } from './ground.ts';
import { type KeptFrame, readKept, unpackFrame } from './kept-frame.ts';
import { PlaySession } from './play-session.ts';
import type { Opened, RunRecord } from './session.ts';
import { difference } from './standing.ts';

/**
 * Opens a case on its ground. `consult` asks a device, where the record has asked one. A record is opened at the frame that was kept with it where this
 * engine made that; otherwise it is played again where it fits case and ground, and comes out as it did; otherwise the evening begins anew.
 */
export async function openSession(
  scenario: Scenario,
  record: RunRecord | null,
  ground: Ground,
  consult: (question: Question) => Promise<void>,
  kept: KeptFrame | null = null,
  engine?: string,
): Promise<Opened> {
  const version = String(scenario.version);
  const { seed, world, recorded } = ground;
  const fits = record !== null && record.scenario === scenario.slug && record.version === version && record.seed === seed;
  const prologue = () => {
    const { prologue: said } = scenario;
    return said && recorded ? { session: recordedSession(scenario, ground), terminal: said.terminal, line: said.line } : null;
  };
  const parts = { scenario, world, seed, version, guided: true, prologue, ...(engine ? { engine } : {}) };
  const anew = () => {
    const session = new PlaySession(parts, null);
    session.catchUp();
    return session;
  };
  /** Plays what has not been played, asking on the way. */
  const caughtUp = async (session: PlaySession): Promise<PlaySession> => {
    for (const steps = patient(() => session.catchUp()); ; ) {
      const next = steps.next();
      if (next.done) return session;
      await consult(next.value);
    }
  };
  if (!record) return { session: anew(), refused: null };
  if (!fits) return { session: anew(), refused: 'It was kept on another version of the case and cannot be played on this one.' };
  const known = kept && readKept(kept, record);
  if (known && known.engine === engine) {
    try {
      return { session: await caughtUp(new PlaySession(parts, record, [unpackFrame(known, record, world)], true)), refused: null };
    } catch {
      // What was kept is of no use. The actions are all there.
    }
  }
  try {
    const session = await caughtUp(new PlaySession(parts, record));
    const now = known && known.engine !== engine ? session.standing(known.actions, known.standing.at) : null;
    const other = known && now ? difference(known.standing, now) : null;
    if (other) return { session: anew(), refused: `The app has changed since, and played again on this version it comes out differently: ${other}.` };
    return { session, refused: null, played: true };
  } catch (error) {
    return { session: anew(), refused: `It could not be played again (${error instanceof Error ? error.message : String(error)}).` };
  }
}
export { computeGround, readGround } from './ground.ts';
