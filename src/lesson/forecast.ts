// Predictions before a `yes`, in guided mode: asked of whatever plan stands before its question, and answered afterwards by what the world then is.
// None of it stops anybody from typing: who answers the terminal first has simply not predicted.
import { since } from '../engine/log.ts';
import { advance, step } from '../engine/step.ts';
import { planAwaiting } from '../machine/programs/terraform/awaiting.ts';
import { statusOf } from '../machine/terminal.ts';
import type { Plan } from '../terraform/plan/plan.ts';
import { copiesOf, duplicatesOf, productionOf } from '../world/measure.ts';
import { siteUp } from '../world/site-now.ts';
import { rules } from '../world/step.ts';
import type { World } from '../world/world.ts';
import { holds } from './conditions.ts';
import { beatOf, type Stage, still } from './director.ts';
import type { Forecast, Play } from './progress.ts';

/** What can come of it, by what is asked: the same words offer it and tell it. */
const OUTCOMES: Readonly<Record<Forecast['asks'], Readonly<Record<string, string>>>> = {
  data: {
    nothing: 'Production stays as it is',
    servers: 'The site goes down, the database stays',
    database: 'The database goes, its automated backups stay',
    backups: 'The database goes, and its automated backups with it',
  },
  twice: {
    new: 'New things only, and no errors',
    twice: 'Some things stand there a second time',
    refused: 'It ends in errors: the names are taken',
    both: 'Some things a second time, errors for the others',
  },
  site: { up: 'The site answers', down: 'The site does not answer' },
};
export const SKIP = 'skip';

/** The choices of a forecast, in the order in which they are shown. */
export const forecastChoices = (forecast: Forecast): readonly { readonly id: string; readonly label: string }[] => [
  ...Object.entries(OUTCOMES[forecast.asks]).map(([id, label]) => ({ id, label })),
  { id: SKIP, label: 'Skip the prediction' },
];

/** The question, with the plan's own numbers. */
export function forecastTitle({ asks, adds, destroys }: Forecast): string {
  const parts = [adds > 0 ? `${adds} to add` : '', destroys > 0 ? `${destroys} to destroy` : ''].filter(Boolean);
  const plan = parts.length ? parts.join(', ') : 'Changes only';
  return `${plan}. ${asks === 'twice' ? 'What will the account say?' : asks === 'data' ? 'What of production will go?' : 'And the site, afterwards?'}`;
}

interface Standing {
  readonly database: boolean;
  readonly automated: number;
  readonly site: boolean;
  readonly duplicates: number;
}
const standing = (world: World): Standing => ({
  database: productionOf(world).status === 'there',
  automated: copiesOf(world).filter((copy) => copy.kind === 'automated').length,
  site: siteUp(world),
  duplicates: duplicatesOf(world).length,
});

/** What came of it, as one of the outcomes. `exit` is the command's. */
function cameOf(forecast: Forecast, world: World, exit: number): string {
  const { before } = forecast;
  const now = standing(world);
  if (forecast.asks === 'site') return now.site ? 'up' : 'down';
  if (forecast.asks === 'twice') {
    const twice = now.duplicates > before.duplicates;
    return twice ? (exit === 0 ? 'twice' : 'both') : exit === 0 ? 'new' : 'refused';
  }
  if (before.database && !now.database) return now.automated < before.automated ? 'backups' : 'database';
  return before.site && !now.site ? 'servers' : 'nothing';
}

function counts(plan: Plan): { readonly adds: number; readonly destroys: number; readonly changes: number } {
  const of = (...actions: string[]) => plan.changes.filter((change) => change.mode === 'managed' && actions.includes(change.action)).length;
  return { adds: of('create', 'delete-create', 'create-delete'), destroys: of('delete', 'delete-create', 'create-delete'), changes: of('update') };
}

/** Longest a rehearsal waits for the question, in milliseconds: a refresh of a large state. */
const REHEARSAL = 600_000;

/** The plan that a command line would ask a `yes` for, if it were typed now: tried on this world, and the outcome thrown away. */
function rehearse(world: World, terminal: string, command: string): Plan | null {
  let now = step(rules, world, { type: 'line', terminal, text: command.replace(/\s-{1,2}(auto-approve(=true)?|input=false)(?=\s|$)/g, ''), by: 'agent' });
  const until = now.time.now + REHEARSAL;
  for (;;) {
    const found = now.computers.terminals[terminal];
    if (!found) return null;
    const status = statusOf(found, now.computers);
    if (status === 'question') return planAwaiting(found);
    if (status !== 'running') return null;
    const next = advance(rules, now, until);
    if (next.done) return null;
    now = next.world;
  }
}

const APPLIES = /\bterraform\b[^|;&]*\s(apply|destroy)\b/;

/** What stands before a `yes` now: a question in a terminal, or the assistant's prompt for an apply. */
function before({ play }: Stage): { readonly id: string; readonly terminal: string; readonly from: Forecast['from']; readonly plan: () => Plan | null } | null {
  const { world, agent } = play;
  for (const terminal of Object.values(world.computers.terminals)) {
    if (terminal.by === 'agent' || statusOf(terminal, world.computers) !== 'question') continue;
    const plan = planAwaiting(terminal);
    if (plan) return { id: `yes-${terminal.id}-${terminal.output.length}`, terminal: terminal.id, from: 'question', plan: () => plan };
  }
  const { pending } = agent;
  if (pending && !pending.edit && APPLIES.test(pending.command))
    return { id: `permission-${agent.asked}`, terminal: agent.terminal, from: 'permission', plan: () => rehearse(world, agent.terminal, pending.command) };
  return null;
}

/** One look: asks a prediction where a `yes` is due, and tells how it came out once the command has ended. True when something changed. */
export function foresee(stage: Stage): boolean {
  const { progress } = stage.play;
  if (progress.forecast) return settleForecast(stage, progress.forecast);
  if (tellPredicted(stage)) return true;
  if (!progress.guided) return false;
  const found = before(stage);
  if (!found || progress.foreseen === found.id) return false;
  progress.foreseen = found.id;
  const plan = found.plan();
  const { world } = stage.play;
  const now = standing(world);
  if (!plan) return true;
  const { adds, destroys, changes } = counts(plan);
  if (adds + destroys + changes === 0) return true;
  const asks = destroys > 0 && now.database ? 'data' : destroys === 0 && adds > 0 ? 'twice' : 'site';
  progress.forecast = { id: found.id, terminal: found.terminal, from: found.from, asks, adds, destroys, before: now, fact: world.time.facts.length, answer: null };
  return true;
}

/** A forecast whose command has ended is told; one whose question was answered with no, or whose command was broken off, is dropped. */
function settleForecast(stage: Stage, forecast: Forecast): boolean {
  const { world, agent, progress } = stage.play;
  const facts = since(world.time.facts, forecast.fact);
  const drop = () => {
    progress.forecast = null;
    return true;
  };
  const terminal = world.computers.terminals[forecast.terminal];
  if (!terminal) return drop();
  const answeredNo = forecast.from === 'permission' && facts.some((fact) => fact.kind === 'agent.permitted' && fact.data.answer === 'no');
  if (answeredNo || (forecast.from === 'permission' && !agent.pending && !facts.some((fact) => fact.kind === 'agent.permitted'))) return drop();
  const exit = facts.find((fact) => fact.kind === 'shell.exit' && fact.data.terminal === forecast.terminal);
  if (!exit) return false;
  const interrupted = facts.some((fact) => fact.kind === 'shell.interrupt' && fact.data.terminal === forecast.terminal);
  const touched = facts.some((fact) => fact.kind === 'aws.call' && fact.data.kind === 'write');
  if (forecast.answer === null || forecast.answer === SKIP || interrupted || !touched) return drop();
  const happened = cameOf(forecast, world, Number(exit.data.exit));
  tell(stage, forecastTitle(forecast), OUTCOMES[forecast.asks][forecast.answer] ?? '', OUTCOMES[forecast.asks][happened] ?? '');
  return drop();
}

/** A prediction of the case's own is told once what was decided after it has come to rest. */
function tellPredicted({ scenario, play, actions }: Stage): boolean {
  const { progress, world, agent } = still(play);
  const id = Object.keys(progress.predicted).find((beat) => !progress.predicted[beat]?.told && progress.made.some((made) => made.beat === beat));
  const made = id && progress.predicted[id];
  if (!made || progress.hands.length > 0 || agent.running || agent.thinking) return false;
  if (Object.values(world.computers.terminals).some((terminal) => statusOf(terminal, world.computers) === 'running')) return false;
  play.progress.predicted[id] = { ...made, told: true };
  const predict = beatOf(scenario, id)?.predict;
  const label = (choice: string) => predict?.choices.find((one) => one.id === choice)?.label ?? '';
  if (predict) tell({ scenario, play, actions }, predict.title, label(made.choice), label(made.right));
  return true;
}

function tell(stage: Stage, title: string, predicted: string, happened: string): void {
  stage.actions.push({ type: 'remark', kind: 'prediction.told', data: { title, predicted, happened }, by: 'cast' });
}

/** Takes an answer to the prediction that is asked now. False when none of that name is. */
export function predict(stage: Stage, id: string, answer: string): boolean {
  const { scenario, play, actions } = stage;
  const { progress, world } = play;
  const { forecast, open } = progress;
  if (forecast?.id === id && forecast.answer === null) {
    if (!forecastChoices(forecast).some((choice) => choice.id === answer)) return false;
    progress.forecast = { ...forecast, answer };
    if (answer !== SKIP) actions.push({ type: 'remark', kind: 'prediction.made', data: { forecast: id, answer }, by: 'you' });
    return true;
  }
  if (open?.part !== 'prediction' || open.beat !== id) return false;
  const choices = beatOf(scenario, id)?.predict?.choices ?? [];
  if (!choices.some((choice) => choice.id === answer)) return false;
  const right = choices.find((choice) => holds(play as Play, choice.right))?.id ?? '';
  progress.predicted[id] = { choice: answer, at: world.time.now, right, told: false };
  progress.open = { beat: id, part: 'decision' };
  actions.push({ type: 'remark', kind: 'prediction.made', data: { beat: id, answer }, by: 'you' });
  return true;
}
