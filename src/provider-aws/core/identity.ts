// The provider asks who it is once in a run. A run is many steps here, each with a provider of its own: the answer of a minute ago is found in the history.
import { MINUTE } from '../../engine/clock.ts';
import { snapshot } from '../../engine/draft.ts';
import { entry } from '../../engine/log.ts';
import type { Timeline } from '../../engine/moment.ts';

/** How far to look back, in facts. */
const DEPTH = 400;

/** The account that the cloud named for these credentials within the last minute; null when it was not asked. */
export function knownAccount(time: Timeline, accessKeyId: string): string | null {
  const facts = snapshot(time.facts);
  for (let i = facts.length - 1; i >= Math.max(0, facts.length - DEPTH); i--) {
    const fact = entry(facts, i);
    if (!fact || time.now - fact.at > MINUTE) return null;
    if (fact.kind === 'aws.call' && fact.data.operation === 'GetCallerIdentity' && fact.data.accessKeyId === accessKeyId)
      return typeof fact.data.account === 'string' ? fact.data.account : null;
  }
  return null;
}
