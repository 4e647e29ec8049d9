// Some hundred random calls of every operation by random principals keep all laws. The bench makes two hundred thousand.
import { expect, test } from 'vitest';
import { rows } from '../../../src/aws/cloud.ts';
import type { Operation } from '../../../src/aws/operation.ts';
import { SNAPSHOTS, type Snapshot } from '../../../src/aws/rds/tables.ts';
import { SERVICES } from '../../../src/aws/services.ts';
import { randomCalls } from './calls.ts';

test('random calls: refusals and reads change nothing, each leaves one record, snapshots keep their rows, nothing deleted is listed, the bill only grows', () => {
  const tally = randomCalls(20260226, 600);
  expect(tally.breaches).toEqual([]);
  expect(tally.refused).toBeGreaterThan(150);
  expect(tally.refused).toBeLessThan(540);
  expect(tally.succeeded.size).toBeGreaterThan(40);
  expect(tally.codes.size).toBeGreaterThan(25);
  expect(tally.jobs).toBeGreaterThan(100);
  expect(tally.spent).toBeGreaterThan(0);
}, 60_000);

test('the laws can be broken', () => {
  const operations = SERVICES.logs?.operations as { CreateLogGroup: Operation };
  const kept = operations.CreateLogGroup;
  const broken = (run: Operation['run']) => {
    operations.CreateLogGroup = { ...kept, run };
    try {
      return randomCalls(1, 250, ['logs CreateLogGroup', 'rds DescribeDBInstances']).breaches.join('\n');
    } finally {
      operations.CreateLogGroup = kept;
    }
  };
  expect(
    broken((context) => {
      for (const snapshot of Object.values(rows(context.account, context.region, SNAPSHOTS)) as Snapshot[])
        snapshot.contents.databases.planted = { t: { count: context.time.now, asOf: 0, perHour: 0, growing: false, past: [], spells: [], shift: 0, gone: false } };
      return {};
    }),
  ).toContain('the rows of');
  expect(
    broken((context) => {
      delete context.account.tables['aws-global/cost.meter'];
      return {};
    }),
  ).toMatch(/the bill of \d+ went from/);
}, 60_000);
