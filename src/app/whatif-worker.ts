// Plays the same evening again with one guardrail at a time, beside the page: each replay takes a moment, and the debrief can be read meanwhile.
import { load } from 'virtual:cases';
import { GUARDRAILS } from '../guardrails/index.ts';
import { outcomeOf } from '../lesson/outcome.ts';
import { replay, tryGuardrail } from '../whatif/replay.ts';
import { evening } from '../world/genesis.ts';
import { foundationOf, readFoundation, SEED } from './ground.ts';
import type { Trial, TrialAnswer } from './session.ts';

const answer = (message: TrialAnswer) => (self as unknown as { postMessage(message: TrialAnswer): void }).postMessage(message);

self.onmessage = async (event: MessageEvent<Trial>) => {
  const { slug, seed, guided, actions, until } = event.data;
  const parts = load[slug];
  if (!parts) return;
  const [{ default: scenario }, { default: text }] = await Promise.all([parts.scenario(), parts.foundation()]);
  const ground = seed === SEED ? readFoundation(text) : foundationOf(scenario, seed);
  const base = replay(scenario, evening(ground), guided, actions, until);
  const outcome = outcomeOf(scenario, base);
  for (const guardrail of Object.keys(GUARDRAILS)) {
    try {
      answer({ verdict: tryGuardrail(scenario, ground, guardrail, guided, actions, base, outcome) });
    } catch (error) {
      answer({ guardrail, failed: error instanceof Error ? error.message : String(error) });
    }
  }
};
