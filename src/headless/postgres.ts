// The Postgres of the headless program. What initdb makes is kept in `.cache`, because making it takes seconds.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Engine, postgresDevice } from '../app/postgres/server.ts';
import type { SqlQuestion } from '../aws/rds/sql.ts';
import { learn, type Question } from '../engine/device.ts';
import type { Json } from '../engine/json.ts';

async function start(): Promise<Engine> {
  const { PGlite } = await import('@electric-sql/pglite');
  const folder = join(process.cwd(), '.cache', 'postgres');
  const kept = join(folder, 'initdb-0.5.16.tar.gz');
  if (!existsSync(kept)) {
    const made = await PGlite.create();
    const bytes = Buffer.from(await (await made.dumpDataDir('gzip')).arrayBuffer());
    await made.close();
    mkdirSync(folder, { recursive: true });
    const part = `${kept}.${process.pid}`;
    writeFileSync(part, bytes);
    renameSync(part, kept);
  }
  return PGlite.create({ loadDataDir: new Blob([readFileSync(kept)]) });
}

let ask: ((question: SqlQuestion) => Promise<unknown>) | null = null;

/** Computes the answer to a question and keeps it. */
export async function consult(question: Question): Promise<void> {
  ask ??= postgresDevice(start);
  learn(question, (await ask(question.about as unknown as SqlQuestion)) as Json);
}

/** Runs what has questions to its end, asking each one. */
export async function answered<T>(steps: Generator<Question, T, void>): Promise<T> {
  for (;;) {
    const next = steps.next();
    if (next.done) return next.value;
    await consult(next.value);
  }
}
