// Tells the case: looks at what has become true, tells the beats it makes true, opens and closes decisions. It changes the world only by actions that anybody could take.

import type { AgentState } from '../agent/state.ts';
import { isBusy } from '../agent/state.ts';
import { drop, give } from '../agent/turn.ts';
import { snapshot } from '../engine/draft.ts';
import type { Json } from '../engine/json.ts';
import { GUARDRAILS } from '../guardrails/index.ts';
import { statusOf } from '../machine/terminal.ts';
import type { Action } from '../world/actions.ts';
import { holds, instants } from './conditions.ts';
import type { Play, Progress } from './progress.ts';
import type { Beat, Deed, Scenario, ScenarioChoice } from './scenario/schema.ts';
import { fill } from './words.ts';

/** A play whose lesson slices may be changed, with the actions that the change asks for. */
export interface Stage {
  readonly scenario: Scenario;
  readonly play: Play & { readonly agent: AgentState; readonly progress: Progress };
  readonly actions: Action[];
}

/** The play as it is now, without drafts: conditions read much, and reading a draft is slow. */
export const still = (play: Play): Play => ({ world: play.world, agent: snapshot(play.agent), progress: snapshot(play.progress) });

export const beatOf = (scenario: Scenario, id: string): Beat | undefined => scenario.beats.find((beat) => beat.id === id);

/** The choices of a beat that are offered now. */
export const offered = (play: Play, beat: Beat): ScenarioChoice[] => (beat.decision?.choices ?? []).filter((choice) => !choice.if || holds(play, choice.if));

/** One look: closes what was decided by hand, tells at most one beat. True when something changed. */
export function look(stage: Stage): boolean {
  const now = still(stage.play);
  return closeByHand(stage, now) || tellNext(stage, now);
}

/** A decision whose choice has been made by typing counts as made; one whose time has passed is withdrawn. */
function closeByHand(stage: Stage, play: Play): boolean {
  const { scenario } = stage;
  const open = play.progress.open;
  const beat = open ? beatOf(scenario, open.beat) : undefined;
  if (!beat?.decision) return false;
  const byHand = beat.decision.choices.find((choice) => choice.when && holds(play, choice.when));
  if (byHand) {
    record(stage, beat, byHand, 'hand');
    return true;
  }
  if (beat.decision.lapses && holds(play, beat.decision.lapses)) {
    stage.play.progress.open = null;
    stage.actions.push({ type: 'remark', kind: 'decision.lapsed', data: { beat: beat.id }, by: 'cast' });
    return true;
  }
  return false;
}

function tellNext(stage: Stage, play: Play): boolean {
  const { scenario } = stage;
  const { progress } = play;
  for (const beat of scenario.beats) {
    if (progress.told[beat.id] && !beat.again) continue;
    if (beat.act < progress.act && !beat.again) continue;
    // A decision that waits is not covered by another one.
    if (beat.decision && progress.open) continue;
    if (!holds(play, beat.when)) {
      for (const at of instants(play, beat.when)) {
        const name = `beat.${beat.id}.${at}`;
        if (at > play.world.time.now && !stage.play.progress.cued[name]) {
          stage.play.progress.cued[name] = true;
          stage.actions.push({ type: 'cue', name, at });
        }
      }
      continue;
    }
    tell(stage, beat);
    return true;
  }
  return false;
}

/** Tells a beat: its prose, its mail and its card become facts; its deeds become actions; its decision opens. */
function tell(stage: Stage, beat: Beat): void {
  const { scenario, play } = stage;
  const { progress, world } = play;
  if (beat.begins || beat.act > progress.act) progress.act = beat.act;
  progress.told[beat.id] = { at: world.time.now, fact: world.time.facts.length };
  const text = scenario.story[beat.id];
  const data: Record<string, Json> = { beat: beat.id, act: beat.act };
  if (beat.begins) data.begins = true;
  if (text) data.text = fill(text, stage);
  if (beat.mail) data.mail = { from: beat.mail.from, subject: fill(beat.mail.subject, stage) };
  if (beat.card) data.card = { title: fill(beat.card.title, stage), tone: beat.card.tone, facts: [...beat.card.facts] };
  stage.actions.push({ type: 'remark', kind: 'beat.told', data, by: 'cast' });
  if (progress.asks && JSON.stringify(beat.when).includes(`"asks":"${progress.asks}"`)) progress.asks = null;
  plan(stage, beat.do);
  if (beat.decision) progress.open = { beat: beat.id, part: beat.predict && progress.guided && !progress.predicted[beat.id] ? 'prediction' : 'decision' };
  if (beat.ends) {
    progress.finished = true;
    progress.open = null;
    drop(play.agent);
  }
}

/** Notes that a choice was made and closes its decision. */
function record(stage: Stage, beat: Beat, choice: ScenarioChoice, by: 'click' | 'hand' | 'words'): void {
  const { progress, world } = stage.play;
  progress.made.push({ beat: beat.id, choice: choice.id, at: world.time.now, by, fact: world.time.facts.length });
  progress.open = null;
  stage.actions.push({ type: 'remark', kind: 'decision.made', data: { beat: beat.id, choice: choice.id, label: fill(choice.label, stage), by }, by: 'you' });
}

/** The learner picks an offered choice. False when it is not offered now. */
export function choose(stage: Stage, beatId: string, choiceId: string, by: 'click' | 'words'): boolean {
  const { scenario, play } = stage;
  const beat = beatOf(scenario, beatId);
  if (!beat || play.progress.open?.beat !== beatId) return false;
  const choice = offered(play, beat).find((one) => one.id === choiceId);
  if (!choice) return false;
  record(stage, beat, choice, by);
  // Whoever chose by words has said it already.
  plan(stage, by === 'words' ? choice.do?.filter((deed) => !('say' in deed)) : choice.do);
  return true;
}

const plan = (stage: Stage, deeds: readonly Deed[] | undefined) => {
  for (const deed of deeds ?? []) stage.play.progress.hands.push({ deed, until: null });
};

/** Does the next deeds of a choice, as far as they can be done now: a line waits for its terminal, a wait for its time. True when something was done. */
export function workHands(stage: Stage): boolean {
  const { progress, world, agent } = stage.play;
  const hand = progress.hands[0];
  if (!hand) return false;
  const { deed } = hand;
  const status = (id: string) => (world.computers.terminals[id] ? statusOf(world.computers.terminals[id], world.computers) : 'closed');
  if ('line' in deed) {
    const terminal = deed.terminal ?? agent.terminal;
    if (status(terminal) === 'running') return false;
    if (status(terminal) !== 'closed') stage.actions.push({ type: 'line', terminal, text: fill(deed.line, stage), by: 'you' });
  } else if ('free' in deed) {
    if (status(deed.free) === 'running') return false;
  } else if ('wait' in deed) {
    if (hand.until === null) {
      const until = world.time.now + deed.wait * 1000;
      progress.hands[0] = { deed, until };
      stage.actions.push({ type: 'cue', name: `hands.${until}`, at: until });
      return true;
    }
    const busy = isBusy(agent) || Object.keys(world.computers.terminals).some((id) => status(id) === 'running');
    // Something that is asked of the learner ends the wait.
    if (world.time.now < hand.until && !(deed.quiet && !busy) && !progress.open) return false;
  } else perform(stage, deed);
  progress.hands.shift();
  return true;
}

/** Turns a deed into actions, or into a goal for the assistant. */
function perform(stage: Stage, deed: Deed): void {
  const { play, scenario } = stage;
  const { agent, progress, world } = play;
  if ('agent' in deed) {
    stage.actions.push(
      ...give(
        agent,
        world.time.now,
        deed.agent,
        Object.fromEntries(Object.entries(deed.with ?? {}).map(([key, value]) => [key, typeof value === 'string' ? fill(value, stage) : value])),
        deed.keep,
      ),
    );
  } else if ('interrupt' in deed) stage.actions.push({ type: 'interrupt', terminal: deed.interrupt, by: 'you' });
  else if ('drop' in deed) drop(agent);
  else if ('mode' in deed) {
    agent.mode = deed.mode;
    stage.actions.push({ type: 'remark', kind: 'agent.mode', data: { mode: deed.mode }, by: 'you' });
  } else if ('save' in deed) stage.actions.push({ type: 'save', machine: deed.save.machine, path: deed.save.path, text: scenario.disk[deed.save.file] ?? '', by: 'you' });
  else if ('console' in deed)
    stage.actions.push({ type: 'console', service: deed.console, operation: deed.operation, params: fillParams(deed.params, stage) as Record<string, unknown>, by: 'you' });
  else if ('guardrail' in deed) {
    const steps = GUARDRAILS[deed.guardrail]?.putInPlace(world, { terminal: world.setting.project.machine, copies: [] }) ?? [];
    progress.hands.splice(1, 0, ...steps.map((step) => ({ deed: step, until: null })));
  } else if ('say' in deed) stage.actions.push({ type: 'remark', kind: 'you.said', data: { text: fill(deed.say, stage) }, by: 'you' });
}

const fillParams = (value: unknown, stage: Stage): unknown =>
  typeof value === 'string'
    ? fill(value, stage)
    : Array.isArray(value)
      ? value.map((item) => fillParams(item, stage))
      : value && typeof value === 'object'
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillParams(item, stage)]))
        : value;
