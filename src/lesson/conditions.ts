// Whether a condition of a case holds now. Conditions look at the world and at what happened, never at what a script wishes.
import { isBusy } from '../agent/state.ts';
import { entry, since } from '../engine/log.ts';
import type { Fact } from '../engine/moment.ts';
import { GUARDRAILS } from '../guardrails/index.ts';
import { statusOf } from '../machine/terminal.ts';
import { copiesOf, duplicatesOf, productionOf, stateAt } from '../world/measure.ts';
import { siteUp } from '../world/site-now.ts';
import type { Play } from './progress.ts';
import type { Bound, Condition } from './scenario/schema.ts';

/** Whether a number or a text keeps within a bound. */
export function within(value: unknown, bound: Bound): boolean {
  if (bound.is !== undefined && value !== bound.is) return false;
  if (bound.gte !== undefined && !(typeof value === 'number' && value >= bound.gte)) return false;
  if (bound.lt !== undefined && !(typeof value === 'number' && value < bound.lt)) return false;
  if (bound.matches !== undefined && !(typeof value === 'string' && new RegExp(bound.matches).test(value))) return false;
  return true;
}

const memberOf = (fact: Fact, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value && typeof value === 'object' ? (value as Record<string, unknown>)[name] : undefined), fact.data);

/** Whether a fact is of a kind and has the members asked for. */
export function factMatches(fact: Fact, kind: string, where: Readonly<Record<string, unknown>> | undefined): boolean {
  if (fact.kind !== kind && !(kind.endsWith('*') && fact.kind.startsWith(kind.slice(0, -1)))) return false;
  for (const [path, wanted] of Object.entries(where ?? {})) {
    const value = memberOf(fact, path);
    if (wanted !== null && typeof wanted === 'object' ? !within(value, wanted as Bound) : value !== wanted) return false;
  }
  return true;
}

interface Found {
  readonly from: number;
  /** Facts before this one have been looked at, and `last` is the last of them. */
  upTo: number;
  last: Fact | undefined;
  readonly facts: Fact[];
}

/** What the last look found, by condition. Facts are only appended, so the same last fact means the same facts before it, and a look goes on from there. */
const found = new WeakMap<object, Found>();

/** The facts that a `fact` condition speaks of. */
export function factsFor(play: Play, of: Extract<Condition, { readonly fact: string }>): readonly Fact[] {
  const from = of.since ? play.progress.told[of.since]?.fact : play.world.setting.firstFact;
  if (from === undefined) return [];
  const log = play.world.time.facts;
  let known = found.get(of);
  if (!known || known.from !== from || known.upTo > log.length || (known.last && entry(log, known.upTo - 1) !== known.last)) {
    known = { from, upTo: from, last: undefined, facts: [] };
    found.set(of, known);
  }
  if (log.length > known.upTo) {
    for (const fact of since(log, known.upTo)) if (factMatches(fact, of.fact, of.where)) known.facts.push(fact);
    known.upTo = log.length;
    known.last = entry(log, log.length - 1);
  }
  return known.facts;
}

/** Evaluates a condition. */
export function holds(play: Play, condition: Condition): boolean {
  const { world, progress, agent } = play;
  if ('all' in condition) return condition.all.every((part) => holds(play, part));
  if ('any' in condition) return condition.any.some((part) => holds(play, part));
  if ('not' in condition) return !holds(play, condition.not);
  if ('fired' in condition) return progress.told[condition.fired] !== undefined;
  if ('chosen' in condition) return progress.made.some((made) => `${made.beat}/${made.choice}` === condition.chosen);
  if ('fact' in condition) return factsFor(play, condition).length >= (condition.count ?? 1);
  if ('asks' in condition) return progress.asks === condition.asks;
  if ('agent' in condition) return isBusy(agent) === (condition.agent === 'busy');
  if ('site' in condition) return siteUp(world) === (condition.site === 'up');
  if ('database' in condition) return productionOf(world).status === condition.database;
  if ('copies' in condition) return within(copiesOf(world).filter((copy) => copy.restorable).length, condition.copies);
  if ('state' in condition) {
    const state = stateAt(world, condition.state.machine, condition.state.path);
    if (condition.state.instances && !within(state?.instances ?? 0, condition.state.instances)) return false;
    return condition.state.knowsProduction === undefined || (state?.knowsProduction ?? false) === condition.state.knowsProduction;
  }
  if ('file' in condition) {
    const found = world.computers.machines[condition.file.machine]?.disk[condition.file.path];
    if (condition.file.contains !== undefined) return found?.type === 'file' && (found.text ?? '').includes(condition.file.contains);
    return (found !== undefined) === (condition.file.exists ?? true);
  }
  if ('terminal' in condition) {
    const terminal = world.computers.terminals[condition.terminal];
    return (terminal ? statusOf(terminal, world.computers) : 'closed') === condition.status;
  }
  if ('after' in condition) {
    const told = progress.told[condition.after];
    return told !== undefined && world.time.now >= told.at + condition.seconds * 1000;
  }
  if ('duplicates' in condition) return within(duplicatesOf(world).length, condition.duplicates);
  if ('guardrail' in condition) return GUARDRAILS[condition.guardrail]?.inPlace(world) ?? false;
  return false;
}

type Clock = Extract<Condition, { readonly after: string }>;

/** The clocks in a condition, by condition: most have none, and all are asked after every step. */
const clocks = new WeakMap<object, readonly Clock[]>();

function clocksIn(condition: Condition): readonly Clock[] {
  const known = clocks.get(condition);
  if (known) return known;
  const parts = 'all' in condition ? condition.all : 'any' in condition ? condition.any : 'not' in condition ? [condition.not] : [];
  const found = 'after' in condition ? [condition] : parts.flatMap(clocksIn);
  clocks.set(condition, found);
  return found;
}

/** The instants at which a condition may become true by itself, of those whose clock already runs. */
export function instants(play: Play, condition: Condition): number[] {
  const found: number[] = [];
  for (const clock of clocksIn(condition)) {
    const told = play.progress.told[clock.after];
    if (told) found.push(told.at + clock.seconds * 1000);
  }
  return found;
}
