// One turn of the assistant: from what it has seen to the next action in the world. It has no door of its own: every action is one that a person could have made.
import type { Action } from '../world/actions.ts';
import { GOALS } from './goals/index.ts';
import { judge, readRules } from './permissions.ts';
import type { AgentState, Memory, Move, Seen } from './state.ts';

/** What the assistant can see of the world. */
export interface Sight {
  readonly now: number;
  /** Text of a file on its machine, or null. Used for its own settings file only; anything else it reads with commands. */
  settings(): string | null;
  /** Status of its terminal, and how many chunks of output there are. */
  readonly terminal: { readonly status: 'prompt' | 'running' | 'question' | 'closed'; readonly length: number };
}

/** Seconds it takes to think, by what it is about to do: a model that answers briskly. */
const THINKING = { say: 2, run: 3, save: 4, finish: 1 } as const;

const cue = (agent: AgentState, now: number, seconds: number): Action => {
  agent.turns++;
  agent.thinking = true;
  return { type: 'cue', name: `agent.turn.${agent.turns}`, at: now + seconds * 1000 };
};

/** Gives it a goal. One that is under way is dropped, unless `keep` says to take it up again afterwards. */
export function give(agent: AgentState, now: number, name: string, params: Memory, keep = false): Action[] {
  const goal = GOALS[name];
  if (!goal) throw new Error(`There is no goal called ${name}. The goals are: ${Object.keys(GOALS).join(', ')}.`);
  if (keep && agent.goal && !agent.running) agent.later.push(agent.goal);
  agent.goal = { name, memory: goal.begin(params) };
  agent.queue = [];
  agent.pending = null;
  agent.seen = null;
  return [cue(agent, now, THINKING.say)];
}

/** Drops what it was about to do. A command that already runs goes on until somebody interrupts it. */
export function drop(agent: AgentState): void {
  agent.goal = null;
  agent.queue = [];
  agent.pending = null;
  agent.later = [];
  agent.seen = null;
}

/** Its command has ended: it looks at the output, and thinks. */
export function hear(agent: AgentState, now: number, seen: Seen): Action[] {
  agent.running = null;
  agent.seen = seen;
  return agent.goal ? [cue(agent, now, THINKING.say)] : [];
}

/** The player's answer to a permission prompt. `always` allows the command's first two words from now on. */
export function permit(agent: AgentState, now: number, answer: 'yes' | 'always' | 'no', words: string | null): Action[] {
  const pending = agent.pending;
  if (!pending) return [];
  agent.pending = null;
  const said: Action = { type: 'remark', kind: 'agent.permitted', data: { command: pending.command, answer }, by: 'you' };
  if (answer === 'no') return [said, ...hear(agent, now, { command: pending.command, output: '', exit: null, outcome: 'denied', words: words ?? 'no' })];
  if (answer === 'always') agent.allowed.push(pending.command.split(/\s+/).slice(0, 2).join(' '));
  return [
    said,
    ...perform(
      agent,
      now,
      pending.edit ? { do: 'save', path: pending.edit.path, text: pending.edit.text, why: pending.why } : { do: 'run', command: pending.command, why: pending.why },
    ),
  ];
}

/** Does what needs no further permission. */
function perform(agent: AgentState, now: number, move: Extract<Move, { do: 'run' | 'save' }>): Action[] {
  if (move.do === 'save') return [{ type: 'save', machine: agent.machine, path: move.path, text: move.text, by: 'agent' }, cue(agent, now, THINKING.say)];
  agent.running = { command: move.command, from: -1, line: null };
  return [
    { type: 'remark', kind: 'agent.runs', data: { command: move.command, why: move.why, terminal: agent.terminal }, by: 'agent' },
    { type: 'line', terminal: agent.terminal, text: move.command, by: 'agent' },
  ];
}

/** Its cue has come: makes the next moves, up to one that takes time. Returns the actions in order. */
export function take(agent: AgentState, sight: Sight): Action[] {
  agent.thinking = false;
  const actions: Action[] = [];
  for (let count = 0; count < 20; count++) {
    if (!agent.queue.length) {
      if (!agent.goal) {
        const resumed = agent.later.pop();
        if (!resumed) return actions;
        agent.goal = { name: resumed.name, memory: resumed.memory };
      }
      const goal = GOALS[agent.goal.name];
      if (!goal) return actions;
      const answer = goal.next(agent.goal.memory, agent.seen);
      agent.goal = { name: agent.goal.name, memory: answer.memory };
      agent.seen = null;
      agent.queue = [...answer.moves];
    }
    const move = agent.queue.shift();
    if (!move) return actions;
    if (move.do === 'say') {
      actions.push({ type: 'remark', kind: 'agent.said', data: { text: move.text }, by: 'agent' });
      if (agent.queue[0] && agent.queue[0].do !== 'say') return [...actions, cue(agent, sight.now, THINKING[agent.queue[0].do === 'pause' ? 'say' : agent.queue[0].do])];
      continue;
    }
    if (move.do === 'pause') return [...actions, cue(agent, sight.now, move.seconds)];
    if (move.do === 'finish') {
      const name = agent.goal?.name ?? '';
      agent.goal = null;
      agent.queue = [];
      actions.push({ type: 'remark', kind: 'agent.finished', data: { goal: name, result: move.result, asks: move.asks ?? null, ...move.data }, by: 'agent' });
      continue;
    }
    if (sight.terminal.status !== 'prompt') {
      // Somebody else is using the terminal: look again in a while.
      agent.queue.unshift(move);
      return [...actions, cue(agent, sight.now, 5)];
    }
    return [...actions, ...attempt(agent, sight, move)];
  }
  return actions;
}

/** Asks the mode and the rules, then does it, asks the player, or hears a no. */
function attempt(agent: AgentState, sight: Sight, move: Extract<Move, { do: 'run' | 'save' }>): Action[] {
  const { rules, error } = readRules(sight.settings());
  const broken: Action[] = error
    ? [{ type: 'remark', kind: 'agent.said', data: { text: `My settings file does not parse (${error}), so its rules do not count.` }, by: 'agent' }]
    : [];
  const mode = rules.bypassDisabled && agent.mode === 'skip permissions' ? (rules.mode ?? 'ask') : agent.mode;
  const shown = move.do === 'run' ? move.command : `edit ${move.path}`;
  const { verdict, rule } =
    move.do === 'save'
      ? { verdict: mode === 'skip permissions' || mode === 'accept edits' ? ('allow' as const) : mode === 'plan' ? ('deny' as const) : ('ask' as const), rule: null }
      : judge(move.command, mode, rules, agent.allowed);
  if (verdict === 'deny')
    return [
      ...broken,
      { type: 'remark', kind: 'agent.denied', data: { command: shown, rule }, by: 'agent' },
      ...hear(agent, sight.now, { command: shown, output: 'Permission to use Bash has been denied.', exit: null, outcome: 'denied', words: null }),
    ];
  if (verdict === 'ask') {
    agent.asked++;
    agent.pending = { command: shown, why: move.why, edit: move.do === 'save' ? { path: move.path, text: move.text } : null };
    return [...broken, { type: 'remark', kind: 'agent.asked', data: { command: shown, why: move.why, terminal: agent.terminal, count: agent.asked }, by: 'agent' }];
  }
  return [...broken, ...perform(agent, sight.now, move)];
}
