// The same evening with something changed beforehand: a recorded run is played again on a world in which a guardrail is in place.

import { impatient, patient, type Question } from '../engine/device.ts';
import { since } from '../engine/log.ts';
import type { Fact } from '../engine/moment.ts';
import { GUARDRAILS } from '../guardrails/index.ts';
import { lossOf, type Outcome, outcomeOf } from '../lesson/outcome.ts';
import { begin, dispatch, passTime } from '../lesson/play.ts';
import type { Play } from '../lesson/progress.ts';
import type { Scenario } from '../lesson/scenario/schema.ts';
import type { Action } from '../world/actions.ts';
import { evening, type Preparation } from '../world/genesis.ts';
import { copiesOf } from '../world/measure.ts';
import type { World } from '../world/world.ts';

export interface TimedAction {
  readonly at: number;
  readonly action: Action;
}

/** Plays actions at their instants. One that is not possible any more (a choice that is not offered, say) does nothing, as in life. */
export const replay = (scenario: Scenario, world: World, guided: boolean, actions: readonly TimedAction[], until?: number): Play =>
  impatient(replaying(scenario, world, guided, actions, until));

/** The same, where somebody can answer what a device is asked on the way. */
export function* replaying(scenario: Scenario, world: World, guided: boolean, actions: readonly TimedAction[], until?: number): Generator<Question, Play, void> {
  let play = begin(scenario, world, guided);
  for (const { at, action } of actions) {
    play = yield* patient(() => passTime(scenario, play, at));
    if (play.progress.finished) return play;
    play = yield* patient(() => dispatch(scenario, play, action));
  }
  return until === undefined ? play : yield* patient(() => passTime(scenario, play, until));
}

/** The evening's world with guardrails put in place some hours before. */
export function guarded(foundation: World, guardrails: readonly string[]): World {
  return evening(
    foundation,
    guardrails.map(
      (id) =>
        (world: World): readonly Preparation[] =>
          GUARDRAILS[id]?.putInPlace(world, { terminal: 'old-laptop', copies: [world.setting.project.machine] }) ?? [],
    ),
  );
}

export interface Verdict {
  readonly guardrail: string;
  readonly outcome: Outcome;
  /** It made a difference to what was lost or how long the site was down. */
  readonly stops: boolean;
  /** The first thing that was refused, and was not in the evening without it. */
  readonly at: Fact | null;
  /** Where the database was lost all the same: the newest copy that was left because of it, and how many rows were missing in that. */
  readonly left: { readonly name: string; readonly asOf: number; readonly missing: number } | null;
}

/** What a fact is, for the comparison of two evenings: refusals and failures only; null for anything else. */
function refusal(fact: Fact): string | null {
  if (fact.kind === 'aws.refused') return `refused ${String(fact.data.operation)} ${String(fact.data.code)}`;
  if (fact.kind === 'agent.denied' || fact.kind === 'agent.asked') return `${fact.kind} ${String(fact.data.command)}`;
  if (fact.kind === 'shell.exit' && fact.data.exit !== 0 && fact.data.exit !== 130) return `failed ${String(fact.data.text)}`;
  return null;
}

/** Tries one guardrail against a run. `base` is the same run without it. */
export function tryGuardrail(
  scenario: Scenario,
  foundation: World,
  guardrail: string,
  guided: boolean,
  actions: readonly TimedAction[],
  base: Play,
  baseOutcome: Outcome,
): Verdict {
  const play = replay(scenario, guarded(foundation, [guardrail]), guided, actions, base.world.time.now);
  const outcome = outcomeOf(scenario, play);
  const known = new Set(since(base.world.time.facts, base.world.setting.firstFact).map(refusal));
  const at = since(play.world.time.facts, play.world.setting.firstFact).find((fact) => {
    const what = refusal(fact);
    return what !== null && !known.has(what);
  });
  const better = outcome.rowsLost < baseOutcome.rowsLost || RANK[outcome.ending] < RANK[baseOutcome.ending];
  return { guardrail, outcome, stops: better, at: at ?? null, left: leftOver(play.world, base.world) };
}

/** What one evening has left to restore or load from, and the other has not. Copies that support brought back are luck, and do not count. */
function leftOver(world: World, without: World): Verdict['left'] {
  const loss = lossOf(world);
  if (!loss) return null;
  const others = new Set(copiesOf(without).map((copy) => copy.id));
  const copy = copiesOf(world)
    .filter((one) => one.kind !== 'live' && one.kind !== 'hidden' && !one.bySupport && one.asOf <= loss.at && !others.has(one.id))
    .sort((a, b) => b.asOf - a.asOf)[0];
  const { database, table } = world.setting.database;
  const rows = Number((loss.data.rows as Record<string, number> | undefined)?.[`${database}.${table}`] ?? 0);
  return copy ? { name: copy.name, asOf: copy.asOf, missing: Math.max(0, rows - copy.rows) } : null;
}

const RANK: Readonly<Record<Outcome['ending'], number>> = { avoided: 0, half: 1, 'own-copy': 2, support: 3, lost: 4 };
