// What a destroy does to a database is decided by the state, and by one thing the provider does on its own.
import { expect, test } from 'vitest';
import type { Attrs } from '../../src/provider-aws/core/members.ts';
import { bench, of } from './bench.ts';

const DATABASE = {
  identifier: 'main',
  engine: 'postgres',
  engine_version: '16.3',
  instance_class: 'db.t4g.micro',
  allocated_storage: 20,
  username: 'app',
  password: 'a-long-password',
};

const made = (attrs: Attrs) => {
  const b = bench();
  const created = b.apply('aws_db_instance', null, { ...DATABASE, ...attrs });
  expect(created.diagnostics).toEqual([]);
  return { b, state: created.state };
};

test('without a choice about the final snapshot nothing is even asked of AWS', () => {
  const { b, state } = made({});
  const facts = b.time.facts.length;
  const { diagnostics } = b.apply('aws_db_instance', state, null);
  expect(diagnostics.map((d) => d.summary)).toEqual(['final_snapshot_identifier is required when skip_final_snapshot is false']);
  expect(b.time.facts.length).toBe(facts);
});

test('deletion protection refuses in the SDK words', () => {
  const { b, state } = made({ skip_final_snapshot: true, deletion_protection: true, apply_immediately: true });
  const { diagnostics } = b.apply('aws_db_instance', state, null);
  expect(diagnostics[0]?.summary).toMatch(
    /^deleting RDS DB Instance \(main\): operation error RDS: DeleteDBInstance, https response error StatusCode: 400, RequestID: [0-9a-f-]{36}, api error InvalidParameterCombination: Cannot delete protected DB Instance, please disable deletion protection and try again\.$/,
  );
});

test('protection put on in the console alone is lifted by the provider when the state says apply_immediately', () => {
  for (const [apply_immediately, gone] of [
    [true, true],
    [false, false],
  ] as const) {
    const { b, state } = made({ skip_final_snapshot: true, apply_immediately });
    b.call('rds', 'ModifyDBInstance', { DBInstanceIdentifier: 'main', DeletionProtection: true, ApplyImmediately: true });
    const { diagnostics } = b.apply('aws_db_instance', state, null);
    expect(diagnostics.length === 0).toBe(gone);
  }
});

test('a destroy takes the automated backups along unless the state says otherwise, and leaves the final snapshot', () => {
  const kept = made({ backup_retention_period: 7, delete_automated_backups: false, final_snapshot_identifier: 'last-one' });
  kept.b.until(kept.b.time.now + 26 * 3_600_000);
  expect(kept.b.apply('aws_db_instance', kept.state, null).diagnostics).toEqual([]);
  const retained = kept.b.call('rds', 'DescribeDBInstanceAutomatedBackups', {});
  expect(retained.ok && (retained.output.DBInstanceAutomatedBackups as unknown[])).toHaveLength(1);
  const snapshots = kept.b.call('rds', 'DescribeDBSnapshots', { SnapshotType: 'manual' });
  expect(snapshots.ok && (snapshots.output.DBSnapshots as { DBSnapshotIdentifier: string }[]).map((s) => s.DBSnapshotIdentifier)).toEqual(['last-one']);

  const lost = made({ backup_retention_period: 7, skip_final_snapshot: true });
  lost.b.until(lost.b.time.now + 26 * 3_600_000);
  expect(lost.b.apply('aws_db_instance', lost.state, null).diagnostics).toEqual([]);
  for (const operation of ['DescribeDBInstanceAutomatedBackups', 'DescribeDBSnapshots']) {
    const reply = lost.b.call('rds', operation, {});
    expect(reply.ok && Object.values(reply.output).find(Array.isArray)).toEqual([]);
  }
});

test('an import takes the settings that lose the data; a rename keeps the instance; another engine replaces it', () => {
  const { b, state } = made({ final_snapshot_identifier: 'last-one' });
  const imported = b.provider.importState('aws_db_instance', 'main').imported[0]?.state;
  expect(of(b.read('aws_db_instance', imported ?? state))).toMatchObject({ identifier: 'main', skip_final_snapshot: true, delete_automated_backups: true, id: of(state).id });
  expect(b.plan('aws_db_instance', state, { ...DATABASE, identifier: 'renamed', final_snapshot_identifier: 'last-one' }).requiresReplace).toEqual([]);
  expect(b.plan('aws_db_instance', state, { ...DATABASE, engine: 'mysql', final_snapshot_identifier: 'last-one' }).requiresReplace).toEqual([['engine']]);
});

test('an interrupted wait leaves the instance in the state', () => {
  const { b, state } = made({ skip_final_snapshot: true });
  const step = b.provider.apply('aws_db_instance', state, b.plan('aws_db_instance', state, null).planned, state);
  if (step.done) throw new Error('a deletion takes time');
  b.until(step.wakeAt);
  const stopped = b.provider.resume('aws_db_instance', step.data, true);
  expect(stopped.done && stopped.diagnostics[0]?.summary).toBe('waiting for RDS DB Instance (main) delete: context canceled');
  expect(stopped.done && stopped.state.k).toBe('object');
});
