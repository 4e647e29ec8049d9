// The browser's Postgres: a worker that is started at the first question, and what it answered is kept.
import postgres from 'worker:src/app/postgres/postgres-worker.ts';
import type { SqlAnswer, SqlQuestion } from '../../aws/rds/sql.ts';
import { learn, type Question } from '../../engine/device.ts';
import type { Json } from '../../engine/json.ts';

/** To the worker: a question, or one that is likely to come. */
export type ToWorker = { readonly id: number; readonly question: SqlQuestion } | { readonly prepare: SqlQuestion | null };

/** From the worker: the answer, or why there is none. */
export type FromWorker = { readonly id: number; readonly answer: SqlAnswer } | { readonly id: number; readonly failed: string };

let worker: Worker | null = null;
let asked = 0;
const waiting = new Map<number, { resolve(answer: SqlAnswer): void; reject(error: Error): void }>();

/** Ends the worker; the next question starts another. */
function giveUp(why: string): void {
  worker?.terminate();
  worker = null;
  for (const one of waiting.values()) one.reject(new Error(why));
  waiting.clear();
}

function started(): Worker {
  if (worker) return worker;
  worker = new Worker(postgres, { type: 'module' });
  worker.onmessage = (event: MessageEvent<FromWorker>) => {
    const { data } = event;
    const one = waiting.get(data.id);
    waiting.delete(data.id);
    if ('answer' in data) one?.resolve(data.answer);
    else one?.reject(new Error(data.failed));
  };
  worker.onerror = (event) => giveUp(event.message || 'Postgres could not be loaded');
  return worker;
}

const post = (message: ToWorker): void => started().postMessage(message);

/** Lets the rows be made that a question is likely to need; for null, loads Postgres. */
export const prepare = (question: Question | null): void => post({ prepare: question && (question.about as unknown as SqlQuestion) });

/** Computes the answer to a question and keeps it. Rejects with a sentence when Postgres cannot be loaded. */
export async function consult(question: Question): Promise<void> {
  const answer = await new Promise<SqlAnswer>((resolve, reject) => {
    const id = ++asked;
    waiting.set(id, { resolve, reject });
    post({ id, question: question.about as unknown as SqlQuestion });
  });
  learn(question, answer as unknown as Json);
}

/** Runs what has questions to its end, asking each one. */
export async function answered<T>(steps: Generator<Question, T, void>): Promise<T> {
  for (;;) {
    const next = steps.next();
    if (next.done) return next.value;
    await consult(next.value);
  }
}
