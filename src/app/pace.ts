// How fast the evening goes: what one heartbeat asks of the world. Pure, so that it can be tested without a clock.
import type { DeskView } from '../views/desk.ts';
import type { Action } from '../world/actions.ts';

/** Simulated seconds per real second. */
export const SPEEDS = [1, 10, 60, 600] as const;
export type Speed = (typeof SPEEDS)[number];

export interface Pace {
  /** The learner lets time run even when nothing is under way. */
  readonly running: boolean;
  /** Time stands even though something is under way: the learner holds it, or a decision is to be read in peace. */
  readonly held: 'by hand' | 'to decide' | null;
  /** What the learner has set going while a decision stands: for it time runs all the same, until it is done. */
  readonly errands: Errands;
  readonly speed: Speed;
  /** The speed to go back to once a pressing decision is answered; null when none slows time. */
  readonly slowedFrom: Speed | null;
}

export interface Errands {
  /** Terminals with a line of the learner's, by id. */
  readonly terminals: readonly string[];
  /** The agent was spoken to. */
  readonly agent: boolean;
}

const NONE: Errands = { terminals: [], agent: false };

export const CALM: Pace = { running: false, held: null, errands: NONE, speed: 10, slowedFrom: null };

/** Something goes on by itself in front of the learner: a program runs, or the agent is at work. */
export const underWay = (view: DeskView): boolean => !view.finished && (view.agent.busy || view.terminals.some((terminal) => terminal.status === 'running'));

/** A night that the learner chose to wait for goes by in a few seconds. */
const WAITING = 7200;

const runs = (view: DeskView, terminal: string): boolean => view.terminals.some((one) => one.id === terminal && one.status === 'running');

/** What of the errands is still being done. */
const stillDone = ({ terminals, agent }: Errands, view: DeskView): Errands => ({ terminals: terminals.filter((id) => runs(view, id)), agent: agent && view.agent.busy });

const onErrand = (view: DeskView, { errands }: Pace): boolean => (errands.agent && view.agent.busy) || errands.terminals.some((id) => runs(view, id));

/** Whether time passes at this moment. */
export function ticking(view: DeskView, pace: Pace): boolean {
  if (view.finished || pace.held === 'by hand') return false;
  return pace.held === 'to decide' ? onErrand(view, pace) : pace.running || underWay(view);
}

/** The pace as the learner tries something: what is typed into a terminal or said to the agent while a decision stands is an errand. */
export function afterAction(pace: Pace, action: Action): Pace {
  if (pace.held !== 'to decide') return pace;
  const { terminals, agent } = pace.errands;
  if (action.type === 'line' || action.type === 'interrupt' || action.type === 'end')
    return terminals.includes(action.terminal) ? pace : { ...pace, errands: { terminals: [...terminals, action.terminal], agent } };
  return action.type === 'say' || action.type === 'permit' ? { ...pace, errands: { terminals, agent: true } } : pace;
}

/**
 * The instant to wait for after `elapsed` real milliseconds, or null when time stands still.
 * A tab that slept does not let the evening run away: one heartbeat counts at most a second.
 */
export function waitUntil(view: DeskView, pace: Pace, elapsed: number): number | null {
  if (!ticking(view, pace) || elapsed <= 0) return null;
  const speed = view.waitingUntil === null ? pace.speed : Math.max(pace.speed, WAITING);
  return view.clock.at + Math.round(Math.min(elapsed, 1000) * speed);
}

/** Real milliseconds between two heartbeats: often enough to see each thing go, seldom enough to keep the run short. */
export const beatLength = (speed: Speed): number => (speed === 1 ? 500 : 125);

/**
 * After a change. A pressing decision lets time run, but at its own pace, so that it can be read; any other decision holds time in
 * guided mode, but for the learner's errands. Answering gives back what was before. Time let run by hand stops when the case is over.
 */
export function afterChange(pace: Pace, before: DeskView, after: DeskView, guided: boolean): Pace {
  if (after.finished) return { ...pace, running: false, held: null, errands: NONE, slowedFrom: null };
  const asked = after.decision?.id ?? null;
  if (asked === (before.decision?.id ?? null)) return { ...pace, errands: stillDone(pace.errands, after) };
  const free: Pace = { ...pace, held: null, errands: NONE, speed: pace.slowedFrom ?? pace.speed, slowedFrom: null };
  if (after.decision === null) return free;
  if (after.decision.kind === 'choice' && after.decision.pressing) return { ...free, speed: 1, slowedFrom: free.speed };
  return guided ? { ...free, held: 'to decide' } : free;
}
