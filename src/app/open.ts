// Which cases there are, and how one is opened. The world and its cases are loaded when a case is entered, not before.
import { cards, load } from 'virtual:cases';
import type { CaseCard, OpenCase } from './session.ts';

export const CASES: readonly CaseCard[] = cards;

/** Opens a case on the computed world. Throws with a sentence for the learner when it cannot. */
export const openCase: OpenCase = async (slug, record) => {
  const loader = Object.hasOwn(load, slug) ? load[slug] : undefined;
  if (!loader) throw new Error(`There is no case called “${slug}” in this build.`);
  const [{ default: scenario }, { openSession }] = await Promise.all([loader(), import('./open-session.ts')]);
  return openSession(scenario, record);
};
