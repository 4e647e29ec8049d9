// Waiting for a lock that somebody else holds: when to try again, when to say so, when to give up.
import type { Diagnostic } from '../../../engine/diagnostic.ts';

/** A wait for a lock; instants in simulated milliseconds. */
export interface LockWait {
  /** When it is given up. */
  readonly until: number;
  /** When the next try is due, and how long the wait after that one is. */
  readonly next: number;
  readonly delay: number;
  /** When the user is told that it takes a while; null once that is done. */
  readonly tell: number | null;
  /** What the last try found. */
  readonly diagnostic: Diagnostic;
}

/** The real tool says nothing of a lock that it gets sooner, in milliseconds. */
const THRESHOLD = 400;
const FIRST_DELAY = 1000;
const LONGEST_DELAY = 16_000;

export const LOCKING = 'Acquiring state lock. This may take a few moments...';

export const startWait = (now: number, timeout: number, diagnostic: Diagnostic): LockWait => ({
  until: now + timeout,
  next: now + FIRST_DELAY,
  delay: FIRST_DELAY * 2,
  tell: now + THRESHOLD,
  diagnostic,
});

/** After a try that failed: the waits between tries double, up to 16 seconds. */
export const waitOn = (wait: LockWait, now: number, diagnostic: Diagnostic): LockWait => ({
  ...wait,
  next: now + wait.delay,
  delay: Math.min(wait.delay * 2, LONGEST_DELAY),
  diagnostic,
});

/** The next instant at which something is to be done. */
export const wakeAt = (wait: LockWait): number => Math.min(wait.until, wait.next, wait.tell ?? wait.until);
