// How fast the evening goes: what one heartbeat asks of the world. Pure, so that it can be tested without a clock.
import type { DeskView } from '../views/desk.ts';

/** Simulated seconds per real second. */
export const SPEEDS = [1, 10, 60, 600] as const;
export type Speed = (typeof SPEEDS)[number];

export interface Pace {
  /** The learner lets time run even when nothing is under way. */
  readonly running: boolean;
  /** The learner holds time even though something is under way. */
  readonly held: boolean;
  readonly speed: Speed;
  /** The speed to go back to once a pressing decision is answered; null when none slows time. */
  readonly slowedFrom: Speed | null;
}

export const CALM: Pace = { running: false, held: false, speed: 10, slowedFrom: null };

/** Something goes on by itself in front of the learner: a program runs, or the agent is at work. */
export const underWay = (view: DeskView): boolean => !view.finished && (view.agent.busy || view.terminals.some((terminal) => terminal.status === 'running'));

/** A night that the learner chose to wait for goes by in half a minute. */
const WAITING = 3600;

/** Whether time passes at this moment. */
export const ticking = (view: DeskView, pace: Pace): boolean => !view.finished && !pace.held && (pace.running || underWay(view));

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
 * guided mode. Answering gives back what was before. Time let run by hand stops when the case is over.
 */
export function afterChange(pace: Pace, before: DeskView, after: DeskView, guided: boolean): Pace {
  if (after.finished) return { ...pace, running: false, held: false, slowedFrom: null };
  const asked = after.decision?.id ?? null;
  if (asked === (before.decision?.id ?? null)) return pace;
  const free: Pace = { ...pace, held: false, speed: pace.slowedFrom ?? pace.speed, slowedFrom: null };
  if (after.decision === null) return free;
  if (after.decision.kind === 'choice' && after.decision.pressing) return { ...free, speed: 1, slowedFrom: free.speed };
  return guided ? { ...free, held: true } : free;
}
