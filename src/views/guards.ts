// The guardrails as the learner meets them after the loss: which are in place in this world, what each costs, where its hole is, and the lines that put it in.
import { GUARDRAILS } from '../guardrails/index.ts';
import { beatOf } from '../lesson/director.ts';
import type { Play } from '../lesson/progress.ts';
import type { Scenario } from '../lesson/scenario/schema.ts';
import { statusOf } from '../machine/terminal.ts';
import type { GuardsView } from './desk.ts';

/** A case speaks of guardrails from the beat on that offers the first one. */
const spokenOf = (scenario: Scenario, { progress }: Play): boolean =>
  Object.keys(progress.told).some((id) => beatOf(scenario, id)?.decision?.choices.some((choice) => choice.do?.some((deed) => 'guardrail' in deed)));

const known = new WeakMap<object, { readonly cloud: object; readonly list: GuardsView['list'] }>();

function listOf({ world }: Play): GuardsView['list'] {
  const { computers, cloud } = world;
  const found = known.get(computers);
  if (found?.cloud === cloud) return found.list;
  const place = { terminal: world.setting.project.machine, copies: [] };
  const list = Object.values(GUARDRAILS).map((guardrail) => ({
    id: guardrail.id,
    name: guardrail.name,
    inPlace: guardrail.inPlace(world),
    monthly: guardrail.monthly,
    minutes: guardrail.minutes,
    price: guardrail.price,
    hole: guardrail.hole,
    lines: guardrail.putInPlace(world, place).flatMap((step) => ('line' in step ? [step] : [])),
  }));
  known.set(computers, { cloud, list });
  return list;
}

/** Null as long as the case has not come to them. */
export function guardsView(scenario: Scenario, play: Play): GuardsView | null {
  if (!spokenOf(scenario, play)) return null;
  const list = listOf(play);
  const held = list.filter((one) => one.inPlace);
  const { computers } = play.world;
  return {
    list,
    monthly: held.reduce((sum, one) => sum + one.monthly, 0),
    minutes: held.reduce((sum, one) => sum + one.minutes, 0),
    free: Object.keys(computers.terminals).filter((id) => {
      const terminal = computers.terminals[id];
      return terminal !== undefined && statusOf(terminal, computers) === 'prompt';
    }),
  };
}
