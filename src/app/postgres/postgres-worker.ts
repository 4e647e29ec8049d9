// Postgres beside the page: loading it and computing rows must not hold up the screen, and its clock is not the page's.
import { PGlite } from '@electric-sql/pglite';
import type { SqlQuestion } from '../../aws/rds/sql.ts';
import type { FromWorker } from './device.ts';
import { postgresDevice } from './server.ts';

const ask = postgresDevice(() => PGlite.create());

self.onmessage = async (event: MessageEvent<{ readonly id: number; readonly question: SqlQuestion }>) => {
  const { id, question } = event.data;
  const say = (message: FromWorker) => (self as unknown as { postMessage(message: FromWorker): void }).postMessage(message);
  try {
    say({ id, answer: await ask(question) });
  } catch (error) {
    say({ id, failed: error instanceof Error ? error.message : String(error) });
  }
};
