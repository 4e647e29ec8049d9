// What domain code may know of time and history: the present instant, facts to note, jobs to schedule, chance to draw.
import type { Chance } from './chance.ts';
import type { Json } from './json.ts';
import { append, type Log } from './log.ts';

/** Something that happened. `cause` is the id of the fact that led to it; null for what nobody in the world caused. */
export interface Fact {
  readonly id: number;
  /** Milliseconds since the epoch, simulated. */
  readonly at: number;
  /** `noun.verb` in the past tense, such as `rds.instance.deleted`. */
  readonly kind: string;
  readonly cause: number | null;
  readonly data: { readonly [key: string]: Json | undefined };
}

/** A consequence still to come. Run in order of time, then id. */
export interface Job {
  readonly id: number;
  readonly at: number;
  readonly kind: string;
  readonly cause: number | null;
  readonly data: { readonly [key: string]: Json | undefined };
}

/** The part of a world that the engine owns. */
export interface Timeline {
  now: number;
  chance: Chance;
  facts: Log<Fact>;
  jobs: Record<string, Job>;
  nextJob: number;
  /** The fact that newly noted facts and scheduled jobs point back to. */
  cause: number | null;
}

/** Notes a fact under the current cause and returns its id. */
export function note(time: Timeline, kind: string, data: Fact['data'] = {}): number {
  const id = time.facts.length;
  append(time.facts, { id, at: time.now, kind, cause: time.cause, data });
  return id;
}

/** Runs `work` so that what it notes and schedules points back to `cause`. */
export function because<T>(time: Timeline, cause: number | null, work: () => T): T {
  const before = time.cause;
  time.cause = cause;
  try {
    return work();
  } finally {
    time.cause = before;
  }
}

/** Schedules a job; `at` in the past means as soon as time moves. Returns its id. */
export function schedule(time: Timeline, at: number, kind: string, data: Job['data'] = {}): number {
  const id = time.nextJob++;
  time.jobs[id] = { id, at: Math.max(at, time.now), kind, cause: time.cause, data };
  return id;
}

export function cancel(time: Timeline, id: number): void {
  delete time.jobs[id];
}

/** The job to run next, or null. */
export function nextJob(time: Timeline): Job | null {
  let next: Job | null = null;
  for (const key in time.jobs) {
    const job = time.jobs[key] as Job;
    if (!next || job.at < next.at || (job.at === next.at && job.id < next.id)) next = job;
  }
  return next;
}
