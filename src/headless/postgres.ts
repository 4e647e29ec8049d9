// The Postgres of the headless program.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import { startEngine } from '../app/postgres/engine.ts';
import { type PostgresDevice, postgresDevice } from '../app/postgres/server.ts';
import type { SqlQuestion } from '../aws/rds/sql.ts';
import { learn, type Question } from '../engine/device.ts';
import type { Json } from '../engine/json.ts';
import { postgresImage } from './postgres-image.ts';

/** What all servers begin with: the program, compiled once, and the data directory. */
async function parts() {
  const [{ PGlite }, image] = await Promise.all([import('@electric-sql/pglite'), postgresImage()]);
  const program = createRequire(import.meta.url)
    .resolve('@electric-sql/pglite')
    .replace(/[^/\\]+$/, 'pglite.wasm');
  const pgliteWasmModule = await WebAssembly.compile(readFileSync(program));
  const loadDataDir = new Blob([gunzipSync(image)], { type: 'application/x-tar' });
  return () => startEngine(PGlite, { loadDataDir, pgliteWasmModule });
}

let made: ReturnType<typeof parts> | null = null;

async function start() {
  made ??= parts();
  return (await made)();
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
