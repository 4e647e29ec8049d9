// Plays the same evening again with one guardrail at a time, beside the page: each replay takes a moment, and the debrief can be read meanwhile.
import { patient } from '../engine/device.ts';
import { GUARDRAILS } from '../guardrails/index.ts';
import { outcomeOf } from '../lesson/outcome.ts';
import type { Scenario } from '../lesson/scenario/schema.ts';
import { replaying, tryGuardrail } from '../whatif/replay.ts';
import { evening } from '../world/genesis.ts';
import { foundationOf, readFoundation, SEED } from './ground.ts';
import { answered } from './postgres/device.ts';
import type { Trial, TrialAnswer } from './session.ts';

/** What the page hands over: the evening to try, its case, and the text of the world some hours before (`packGround`). */
export interface TrialOrder {
  readonly trial: Trial;
  readonly scenario: Scenario;
  readonly foundation: string;
}

const answer = (message: TrialAnswer) => (self as unknown as { postMessage(message: TrialAnswer): void }).postMessage(message);

self.onmessage = async ({ data }: MessageEvent<TrialOrder>) => {
  const { scenario, foundation } = data;
  const { seed, guided, actions, until } = data.trial;
  const ground = seed === SEED ? readFoundation(foundation) : foundationOf(scenario, seed);
  const base = await answered(replaying(scenario, evening(ground), guided, actions, until));
  const outcome = outcomeOf(scenario, base);
  for (const guardrail of Object.keys(GUARDRAILS)) {
    try {
      answer({ verdict: await answered(patient(() => tryGuardrail(scenario, ground, guardrail, guided, actions, base, outcome))) });
    } catch (error) {
      answer({ guardrail, failed: error instanceof Error ? error.message : String(error) });
    }
  }
};
