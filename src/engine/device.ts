// Devices: what cannot be ordinary code in a step (a Postgres). A device is a function from a question to an answer, both plain data; whoever stands
// at the edge of the program computes it. Here an answer is either known or it is not: nothing below `app` waits for anything.
import { canonical, fingerprint, type Json } from './json.ts';

/** What a device is asked. Equal questions have equal answers, whenever and wherever they are asked. */
export interface Question {
  readonly device: 'postgres';
  readonly about: Json;
}

/** Thrown out of a step's caller when a device has to be asked first. Nothing has been changed: ask, `learn`, and try the same again. */
export class Unanswered extends Error {
  constructor(
    readonly question: Question,
    /** How far things have come, for a screen to show meanwhile. */
    readonly soFar: unknown,
  ) {
    super(`The ${question.device} has not been asked yet.`);
  }
}

/** Answers that have been computed, newest last. Only a memory: what is not in it is asked again. */
const known = new Map<string, Json>();
const MOST_KNOWN = 2000;

/** Fingerprints of frozen values: what has once been done to a database is part of every later question about it, and can be large. */
const marks = new WeakMap<object, string>();

/** A short text that stands for a value: equal values have equal marks. */
function markOf(value: Json | undefined): string {
  if (value === null || typeof value !== 'object') return typeof value === 'string' && value.length > 200 ? `#${value.length}.${fingerprint(value)}` : canonical(value);
  const found = marks.get(value);
  if (found !== undefined) return found;
  const members = Array.isArray(value)
    ? value.map(markOf)
    : Object.keys(value)
        .sort()
        .flatMap((name) => {
          const member = (value as { readonly [name: string]: Json | undefined })[name];
          return member === undefined ? [] : [JSON.stringify(name), markOf(member)];
        });
  const text = `${Array.isArray(value) ? '[' : '{'}${members.join(',')}`;
  const mark = text.length > 200 ? `#${text.length}.${fingerprint(text)}` : text;
  if (Object.isFrozen(value)) marks.set(value, mark);
  return mark;
}

const keyOf = (question: Question): string => fingerprint(markOf(question.about));

/** The answer to a question, if it has been asked before. */
export const answerTo = (question: Question): Json | undefined => known.get(keyOf(question));

/** Keeps an answer that the device gave. Only who has a device may call this. */
export function learn(question: Question, answer: Json): void {
  if (known.size >= MOST_KNOWN) for (const key of [...known.keys()].slice(0, MOST_KNOWN / 2)) known.delete(key);
  known.set(keyOf(question), answer);
}

/** Forgets all answers, so that the next questions are really asked. */
export const forgetAnswers = (): void => known.clear();

/** Tries `work` until no question is open in it; each question on the way is yielded, and is expected to be known when it goes on. */
export function* patient<T>(work: () => T): Generator<Question, T, void> {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      yield error.question;
    }
  }
}

/** Runs what may have questions, where nobody can answer: throws `Unanswered` at the first one that is not known. */
export function impatient<T>(steps: Generator<Question, T, void>): T {
  const next = steps.next();
  if (next.done) return next.value;
  throw new Unanswered(next.value, null);
}
