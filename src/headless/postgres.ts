// The Postgres of the headless program.
import { type PostgresDevice, postgresDevice } from '../app/postgres/server.ts';
import type { SqlQuestion } from '../aws/rds/sql.ts';
import { learn, type Question } from '../engine/device.ts';
import type { Json } from '../engine/json.ts';
import { postgresImage } from './postgres-image.ts';

async function start() {
  const [{ PGlite }, image] = await Promise.all([import('@electric-sql/pglite'), postgresImage()]);
  return PGlite.create({ loadDataDir: new Blob([image], { type: 'application/gzip' }) });
}

let device: PostgresDevice | null = null;

/** Computes the answer to a question and keeps it. */
export async function consult(question: Question): Promise<void> {
  device ??= postgresDevice(start);
  learn(question, (await device.ask(question.about as unknown as SqlQuestion)) as unknown as Json);
}

/** Runs what has questions to its end, asking each one. */
export async function answered<T>(steps: Generator<Question, T, void>): Promise<T> {
  for (;;) {
    const next = steps.next();
    if (next.done) return next.value;
    await consult(next.value);
  }
}
