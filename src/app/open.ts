// Which cases there are, and how one is opened. The world and its cases are loaded when a case is entered, not before.
import { cards, load } from 'virtual:cases';
import type { CaseCard, OpenCase } from './session.ts';

export const CASES: readonly CaseCard[] = cards;

/** Opens a case on the computed world. Throws with a sentence for the learner when it cannot. */
export const openCase: OpenCase = async (slug, record, opening) => {
  const parts = Object.hasOwn(load, slug) ? load[slug] : undefined;
  if (!parts) throw new Error(`There is no case called “${slug}” in this build.`);
  const [{ default: scenario }, { default: text }, { computeGround, openSession, readGround }] = await Promise.all([
    parts.scenario(),
    opening ? parts.recorded() : parts.evening(),
    import('./open-session.ts'),
  ]);
  const carried = readGround(text);
  const otherSeed = record !== null && record.version === String(scenario.version) && record.seed !== carried.seed;
  return openSession(scenario, record, otherSeed ? computeGround(scenario, record.seed, false) : carried);
};
