// The loop: an action, the step, what the assistant and the case make of it, until all is quiet. One way in, for the screen and for the headless program alike.
import { createDraft, current, finishDraft } from 'immer';
import { newAgent, type Seen } from '../agent/state.ts';
import { hear, permit, type Sight, take } from '../agent/turn.ts';
import type { SqlAnswer } from '../aws/rds/sql.ts';
import { answerTo, Unanswered } from '../engine/device.ts';
import { since } from '../engine/log.ts';
import { type Fact, nextJob } from '../engine/moment.ts';
import { advance, step } from '../engine/step.ts';
import { statusOf } from '../machine/terminal.ts';
import type { Action } from '../world/actions.ts';
import { openQuestion } from '../world/postgres.ts';
import { rules } from '../world/step.ts';
import type { World } from '../world/world.ts';
import { beatOf, choose, look, offered, type Stage, workHands } from './director.ts';
import { foresee, predict } from './forecast.ts';
import { intent } from './intent.ts';
import { newProgress, type Play } from './progress.ts';
import type { Scenario } from './scenario/schema.ts';
import { kept, untilAnswered } from './trail.ts';

/** Reactions to one action; more than this is a case that chases its own tail. */
const MOST_REACTIONS = 400;

/** The evening at its first instant. */
export function begin(scenario: Scenario, world: World, guided: boolean): Play {
  const machine = scenario.world.machines.find((one) => one.name === scenario.agent.machine);
  const home = `/home/${machine?.user ?? 'you'}`;
  const play: Play = {
    world,
    agent: newAgent(scenario.agent.machine, scenario.agent.terminal, home, scenario.agent.mode),
    progress: { ...newProgress(guided), read: world.time.facts.length },
  };
  return react(scenario, play);
}

/** Tries one action of the player's and everything that follows from it at this instant. A `wait` lets time pass, with every reaction at its own instant. */
export function dispatch(scenario: Scenario, play: Play, action: Action): Play {
  if (action.type === 'wait') return passTime(scenario, play, action.until);
  return untilAnswered(() => react(scenario, play, [action]));
}

/** Lets time pass until an instant, or until `stop` says so. */
export function passTime(scenario: Scenario, play: Play, until: number, stop?: (play: Play) => boolean): Play {
  return untilAnswered(() => {
    let now = react(scenario, play);
    for (;;) {
      if (stop?.(now)) return now;
      const { world } = now;
      const { world: later, done } = kept(world, ['advance', until], () => advance(rules, world, until));
      if (later !== world) now = react(scenario, { ...now, world: later });
      if (done) return now;
    }
  });
}

/** When the next thing happens by itself, or null. */
export const nextAt = (play: Play): number | null => nextJob(play.world.time)?.at ?? null;

/** Whether something is under way that the player would wait for: a program that runs, the assistant at work, a choice being carried out. */
export function underWay(play: Play): boolean {
  if (play.agent.thinking || play.agent.running || play.progress.hands.length > 0) return true;
  return Object.values(play.world.computers.terminals).some((terminal) => statusOf(terminal, play.world.computers) === 'running');
}

/** Plays at which everything has been made of what had happened: there is nothing to react to until something changes. */
const atRest = new WeakSet<Play>();

/** Works on drafts of the lesson's slices; the world is only changed by steps. */
function react(scenario: Scenario, before: Play, first: readonly Action[] = []): Play {
  if (first.length === 0 && atRest.has(before)) return before;
  return kept(before.world, ['react', scenario, before.agent, before.progress, ...first], () => reacting(scenario, before, first));
}

function reacting(scenario: Scenario, before: Play, first: readonly Action[]): Play {
  let world = before.world;
  const agent = createDraft(before.agent);
  const progress = createDraft(before.progress);
  const queue: Action[] = [...first];
  const stage = (): Stage => ({ scenario, play: { world, agent: agent as Play['agent'], progress: progress as Play['progress'] } as Stage['play'], actions: queue });

  /** Programs that wait for a Postgres get their answers at the instant at which they ask. */
  const answerAll = () => {
    for (;;) {
      const from = world;
      world = kept(from, ['answer'], () => {
        const open = openQuestion(from);
        if (!open) return from;
        const answer = 'question' in open ? answerTo(open.question) : open.answer;
        if ('question' in open && answer === undefined) throw new Unanswered(open.question, { world: from, agent: current(agent), progress: current(progress) });
        return step(rules, from, { type: 'answer', terminal: open.terminal, answer: (answer ?? null) as SqlAnswer | null });
      });
      if (world === from) return;
    }
  };
  answerAll();

  for (let count = 0; ; count++) {
    if (count > MOST_REACTIONS) throw new Error(`The case ${scenario.slug} does not come to rest: ${queue.map((action) => action.type).join(', ') || 'beats keep firing'}.`);
    const action = queue.shift();
    if (action) {
      if (ofTheLesson(stage(), action)) continue;
      const from = world.computers.terminals[agent.terminal]?.output.length ?? 0;
      const now = world;
      world = kept(now, ['step', ...Object.values(action)], () => step(rules, now, action));
      answerAll();
      if (action.type === 'line' && action.by === 'agent' && agent.running) agent.running = { ...agent.running, from, line: lastLine(world, progress.read) };
    } else {
      const facts = since(world.time.facts, progress.read);
      if (facts.length) {
        progress.read = world.time.facts.length;
        for (const fact of facts) queue.push(...listen(stage(), fact));
        continue;
      }
      if (!workHands(stage()) && !look(stage()) && !foresee(stage())) break;
    }
  }
  const after: Play = { world, agent: finishDraft(agent) as Play['agent'], progress: finishDraft(progress) as Play['progress'] };
  atRest.add(after);
  return after;
}

const lastLine = (world: World, from: number): number | null => since(world.time.facts, from).find((fact) => fact.kind === 'shell.line')?.id ?? null;

/** Actions that concern the lesson's slices. True when the action was one of these; what it does to the world is queued. */
function ofTheLesson(stage: Stage, action: Action): boolean {
  const { play, actions } = stage;
  const now = play.world.time.now;
  switch (action.type) {
    case 'choose':
      choose(stage, action.beat, action.choice, 'click');
      return true;
    case 'predict':
      predict(stage, action.prediction, action.answer);
      return true;
    case 'hint': {
      const open = play.progress.open;
      const hints = open ? (beatOf(stage.scenario, open.beat)?.decision?.hints ?? []) : [];
      if (open && (play.progress.hints[open.beat] ?? 0) < hints.length) {
        play.progress.hints[open.beat] = (play.progress.hints[open.beat] ?? 0) + 1;
        actions.push({ type: 'remark', kind: 'hint.given', data: { beat: open.beat, step: play.progress.hints[open.beat] }, by: 'you' });
      }
      return true;
    }
    case 'guide':
      play.progress.guided = action.guided;
      return true;
    case 'permit':
      actions.push(...permit(play.agent, now, action.answer, null));
      return true;
    case 'answer':
      // Only the loop brings a Postgres's answer; one that comes from outside is nobody's.
      return true;
    case 'say':
      actions.push({ type: 'remark', kind: 'you.said', data: { text: action.text }, by: 'you' }, ...answerWords(stage, action.text));
      return true;
    default:
      return false;
  }
}

/** Words alone, in small letters, with a blank before and behind each: what is said can then hold a label as a whole. */
const plainWords = (text: string): string =>
  ` ${
    text
      .toLowerCase()
      .match(/[\p{L}\p{N}']+/gu)
      ?.join(' ') ?? text
  } `;

/** What follows from words to the assistant: an open choice that they name, or one of the few things it always understands. */
function answerWords(stage: Stage, text: string): Action[] {
  const { play, scenario } = stage;
  const open = play.progress.open;
  const beat = open?.part === 'decision' ? beatOf(scenario, open.beat) : undefined;
  if (play.agent.pending && /^(no|don'?t|stop|deny|nein)\b/i.test(text.trim())) return permit(play.agent, play.world.time.now, 'no', text);
  if (play.agent.pending && /^(yes|ok|okay|go|do it|sure)\b/i.test(text.trim())) return permit(play.agent, play.world.time.now, 'yes', text);
  if (beat) {
    const said = plainWords(text);
    const choices = offered(play, beat);
    const named =
      choices.find((choice) => said.includes(plainWords(choice.label))) ?? choices.find((choice) => (choice.hears ?? []).some((words) => new RegExp(words, 'i').test(text)));
    if (named) {
      choose(stage, beat.id, named.id, 'words');
      return [];
    }
  }
  return intent(play, text);
}

/** What the assistant and the case make of a fact. */
function listen(stage: Stage, fact: Fact): Action[] {
  const { play } = stage;
  const { agent, world } = play;
  if (fact.kind === 'cue' && fact.data.name === `agent.turn.${agent.turns}`) return take(agent, sightOf(play));
  if (fact.kind === 'agent.finished') play.progress.asks = typeof fact.data.asks === 'string' ? fact.data.asks : play.progress.asks;
  if (fact.kind === 'decision.made') play.progress.asks = null;
  if (fact.kind === 'shell.exit' && agent.running && fact.data.terminal === agent.terminal && fact.data.by === 'agent') {
    const interrupted = since(world.time.facts, agent.running.line ?? fact.id).some(
      (other) => other.kind === 'shell.interrupt' && other.data.terminal === agent.terminal && other.data.by !== 'agent',
    );
    const seen: Seen = {
      command: agent.running.command,
      output: outputOf(play),
      exit: typeof fact.data.exit === 'number' ? fact.data.exit : null,
      outcome: interrupted ? 'interrupted' : 'done',
      words: null,
    };
    return hear(agent, world.time.now, seen);
  }
  return [];
}

/** What the terminal has shown since the assistant's command was typed, without colours and without the echoed line. */
function outputOf(play: Play): string {
  const { agent, world } = play;
  const terminal = world.computers.terminals[agent.terminal];
  if (!terminal || !agent.running) return '';
  const text = since(terminal.output, agent.running.from).join('').replaceAll(SGR, '').replaceAll('\r', '');
  const at = text.indexOf(`${agent.running.command}\n`);
  return at < 0 ? text : text.slice(at + agent.running.command.length + 1);
}
const SGR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

const sightOf = (play: Play): Sight => ({
  now: play.world.time.now,
  settings: () => {
    const entry = play.world.computers.machines[play.agent.machine]?.disk[`${play.agent.home}/.agent/settings.json`];
    return entry?.type === 'file' ? (entry.text ?? null) : null;
  },
  terminal: {
    status: statusOf(play.world.computers.terminals[play.agent.terminal] as never, play.world.computers),
    length: play.world.computers.terminals[play.agent.terminal]?.output.length ?? 0,
  },
});
