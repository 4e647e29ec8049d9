// How an evening ended, computed from the world: which of the five endings, rows lost, minutes down, money, what was met of the objectives.
import { rowsAt } from '../aws/rds/contents.ts';
import { since } from '../engine/log.ts';
import type { Fact } from '../engine/moment.ts';
import { billOf } from '../world/bill.ts';
import { productionOf, things } from '../world/measure.ts';
import { minutesDownUntil, siteUp } from '../world/site-now.ts';
import type { World } from '../world/world.ts';
import { factMatches, holds } from './conditions.ts';
import type { Play } from './progress.ts';
import type { Scenario } from './scenario/schema.ts';

export const ENDINGS = ['avoided', 'half', 'own-copy', 'support', 'lost'] as const;
export type Ending = (typeof ENDINGS)[number];

export interface Finding {
  readonly objective: string;
  readonly title: string;
  readonly verdict: 'met' | 'missed' | 'not reached';
  readonly points: number;
  /** Ids of the facts that it rests on. */
  readonly evidence: readonly number[];
  readonly comment: string;
}

export interface Outcome {
  readonly ending: Ending;
  readonly score: { readonly points: number; readonly outOf: number };
  readonly rowsLost: number;
  readonly minutesDown: number;
  /** The site had not come back when it was looked at. */
  readonly stillDown: boolean;
  /** US dollars: once is what the evening cost beyond the ordinary, monthly what it goes on costing. */
  readonly money: { readonly once: number; readonly monthly: number };
  readonly findings: readonly Finding[];
}

const evening = (world: World): Fact[] => since(world.time.facts, world.setting.firstFact);

/** The fact that the production instance was handed to its deletion, or null. */
export const lossOf = (world: World): Fact | null =>
  evening(world).find((fact) => fact.kind === 'rds.instance.deleting' && fact.data.resourceId === world.setting.database.resourceId) ?? null;

/** Kinds of things that a destroy of the platform takes along. */
const STRUCTURE = /^(ec2\.(vpc|subnet|instance|nat-gateway)|elbv2\.load-balancer|ecs\.(cluster|service)|route53\.zone)/;

/** Whether production was hit: visitors met an error, or something that it stood on when the evening began is gone. */
export function damaged(world: World): boolean {
  if (minutesDownUntil(world, world.time.now) > 0) return true;
  const there = new Set(things(world).map((thing) => `${thing.table}/${thing.key}`));
  return Object.keys(world.setting.inventory).some((key) => STRUCTURE.test(key) && !there.has(key));
}

export function endingOf(world: World): Ending {
  if (!lossOf(world)) return damaged(world) ? 'half' : 'avoided';
  if (productionOf(world).status !== 'there') return 'lost';
  const restores = evening(world).filter((fact) => fact.kind === 'aws.call' && /^RestoreDBInstance/.test(String(fact.data.operation)));
  const from = JSON.stringify(restores[restores.length - 1]?.data.params ?? {});
  return from.includes('-support') ? 'support' : 'own-copy';
}

/** Answers that had been handed in and are not there now. */
export function rowsLost(world: World): number {
  const loss = lossOf(world);
  if (!loss) return 0;
  const { database, table } = world.setting.database;
  const census = loss.data.rows as Record<string, number> | undefined;
  const before = Number(census?.[`${database}.${table}`] ?? 0);
  const now = productionOf(world);
  if (now.status !== 'there' || !now.instance) return before;
  return Math.max(0, before - (rowsAt(now.instance.contents, database, table, now.instance.createdAt ?? world.time.now) ?? 0));
}

/** Everything that a grader, a debrief and a proof say of a play. */
export function outcomeOf(scenario: Scenario, play: Play): Outcome {
  const { world } = play;
  const facts = evening(world);
  const findings = scenario.objectives.map((objective): Finding => {
    const reached = !objective.reached || holds(play, objective.reached);
    const met = holds(play, objective.met);
    const evidence = facts.filter((fact) => objective.evidence.some((kind) => factMatches(fact, kind, undefined) && relevant(fact))).slice(-4);
    return {
      objective: objective.id,
      title: objective.title,
      verdict: met ? 'met' : reached ? 'missed' : 'not reached',
      points: met || !reached ? objective.points : 0,
      evidence: evidence.map((fact) => fact.id),
      comment: objective.comment,
    };
  });
  const bill = billOf(world);
  return {
    ending: endingOf(world),
    score: { points: findings.reduce((sum, finding) => sum + finding.points, 0), outOf: scenario.objectives.reduce((sum, objective) => sum + objective.points, 0) },
    rowsLost: rowsLost(world),
    minutesDown: Math.round(minutesDownUntil(world, world.time.now)),
    stillDown: !siteUp(world),
    money: { once: cents(Math.max(0, bill.beyond)), monthly: cents(bill.monthly - bill.monthlyAtStart) },
    findings,
  };
}

const cents = (value: number) => Math.round(value * 100) / 100;
/** Reads of the cloud prove little; calls that change something do. */
const relevant = (fact: Fact) => fact.kind !== 'aws.call' || fact.data.kind === 'write';
