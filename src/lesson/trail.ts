// What has been computed of something that stopped at a question. It is tried again from its beginning when the answer is there, and a long script asks
// hundreds: so the way that has been gone already is kept, and gone again at once. Only a memory: without it the same comes out, later.
import { Unanswered } from '../engine/device.ts';

type Kept = { readonly how: readonly unknown[]; readonly made: unknown };

/** By the frozen value that a piece of work began with. Null while nothing has stopped: then nothing is kept. */
let trail: Map<object, Kept[]> | null = null;

/** The outcome of a piece of work that depends on `from` and `how` alone, compared by identity. */
export function kept<T>(from: object, how: readonly unknown[], work: () => T): T {
  if (!trail) return work();
  const before = trail.get(from) ?? [];
  const found = before.find((one) => one.how.length === how.length && one.how.every((value, index) => value === how[index]));
  if (found) return found.made as T;
  const made = work();
  trail.set(from, [...before, { how, made }]);
  return made;
}

/** Runs what may stop at a question, and will be tried again then. */
export function untilAnswered<T>(work: () => T): T {
  try {
    const made = work();
    trail = null;
    return made;
  } catch (error) {
    if (error instanceof Unanswered) trail ??= new Map();
    else trail = null;
    throw error;
  }
}
