// Which cases there are, and how one is opened. The world and its cases are loaded when a case is entered, not before.
import { cards, load } from 'virtual:cases';
import { consult } from './postgres/device.ts';
import type { CaseCard, OpenCase } from './session.ts';

export const CASES: readonly CaseCard[] = cards;

/** Begins to load what a case needs, for somebody who is about to open it. A part that fails to load says so when the case is opened. */
export function prepareCase(slug: string, opening: boolean): void {
  const parts = Object.hasOwn(load, slug) ? load[slug] : undefined;
  if (!parts) return;
  for (const part of [import('./open-session.ts'), parts.scenario(), opening ? parts.recorded() : parts.evening()]) part.catch(() => undefined);
}

/** Opens a case on the computed world. Throws with a sentence for the learner when it cannot. */
export const openCase: OpenCase = async (slug, record, opening, kept = null) => {
  const parts = Object.hasOwn(load, slug) ? load[slug] : undefined;
  if (!parts) throw new Error(`There is no case called “${slug}” in this build.`);
  const [{ default: scenario }, { default: text, engine }, { computeGround, openSession, readGround }] = await Promise.all([
    parts.scenario(),
    opening ? parts.recorded() : parts.evening(),
    import('./open-session.ts'),
  ]).catch((error: unknown) => {
    throw new Error(
      `A part of the app could not be loaded (${error instanceof Error ? error.message : String(error)}). Is there a network? If the app has been updated meanwhile, load the page again.`,
    );
  });
  const carried = readGround(text);
  const otherSeed = record !== null && record.version === String(scenario.version) && record.seed !== carried.seed;
  return openSession(scenario, record, otherSeed ? computeGround(scenario, record.seed, false) : carried, consult, kept, engine);
};
