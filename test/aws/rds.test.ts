import { describe, expect, test } from 'vitest';
import { rows } from '../../src/aws/cloud.ts';
import { contentsAt, emptyContents, rowsAt, setGrowing, setTable, tableOf } from '../../src/aws/rds/contents.ts';
import { INSTANCES, type Instance } from '../../src/aws/rds/tables.ts';
import { DAY, HOUR, iso, MINUTE } from '../../src/engine/clock.ts';
import { since } from '../../src/engine/log.ts';
import { ACCOUNT, admin, ask, DATABASE, newMember, newWorld, out, pass, REGION, refusal, type World } from './fixture.ts';

const NAME = 'dev-courses-db';

/** Three days old, with 100 answers at the start and 6 more an hour. */
function withDatabase(more = {}): World {
  const world = newWorld();
  out(world, 'rds', 'CreateDBInstance', { ...DATABASE, ...more });
  pass(world, HOUR);
  instance(world).contents.databases = { prod: { answers: tableOf(100, world.time.now, 6) }, dev: { answers: tableOf(3, world.time.now) } };
  pass(world, 3 * DAY);
  return world;
}

const instance = (world: World): Instance => Object.values(rows(world.cloud.accounts[ACCOUNT]!, REGION, INSTANCES)).find((one) => one.identifier === NAME)!;
const described = (world: World, name = NAME) => out(world, 'rds', 'DescribeDBInstances', { DBInstanceIdentifier: name }).DBInstances[0];
const status = (world: World, name = NAME) => described(world, name).DBInstanceStatus;
const snapshots = (world: World, type?: string): { DBSnapshotIdentifier: string; Status: string }[] =>
  out(world, 'rds', 'DescribeDBSnapshots', type ? { SnapshotType: type } : {}).DBSnapshots;
const answers = (world: World, name: string) => {
  const found = Object.values(rows(world.cloud.accounts[ACCOUNT]!, REGION, INSTANCES)).find((one) => one.identifier === name)!;
  return rowsAt(found.contents, 'prod', 'answers', world.time.now);
};

describe('life of an instance', () => {
  test('creating, backing-up, available; no endpoint until it exists', () => {
    const world = newWorld();
    const made = out(world, 'rds', 'CreateDBInstance', DATABASE).DBInstance;
    expect(made.DBInstanceStatus).toBe('creating');
    expect(made.Endpoint).toBeUndefined();
    expect(made.PendingModifiedValues).toEqual({ MasterUserPassword: '****' });
    pass(world, 5 * MINUTE);
    expect(status(world)).toBe('backing-up');
    pass(world, 5 * MINUTE);
    const ready = described(world);
    expect(ready.DBInstanceStatus).toBe('available');
    expect(ready.Endpoint.Address).toMatch(/^dev-courses-db\.[a-z0-9]{12}\.eu-west-1\.rds\.amazonaws\.com$/);
    expect(ready.InstanceCreateTime).toMatch(/\.\d{3}Z$/);
  });

  test('refusals of a creation', () => {
    const world = withDatabase();
    expect(refusal(world, 'rds', 'CreateDBInstance', DATABASE)).toBe('DBInstanceAlreadyExists: DB instance already exists');
    expect(refusal(world, 'rds', 'CreateDBInstance', { ...DATABASE, DBInstanceIdentifier: '9x' })).toContain('is not a valid identifier');
    expect(refusal(world, 'rds', 'CreateDBInstance', { ...DATABASE, DBInstanceIdentifier: 'x', DBInstanceClass: 'db.t9.huge' })).toBe(
      'InvalidParameterValue: Invalid DB Instance class: db.t9.huge',
    );
    expect(refusal(world, 'rds', 'CreateDBInstance', { ...DATABASE, DBInstanceIdentifier: 'x', MasterUserPassword: 'short' })).toContain('shorter than 8');
    expect(refusal(world, 'rds', 'DescribeDBInstances', { DBInstanceIdentifier: 'nope' })).toBe('DBInstanceNotFound: DBInstance nope not found.');
  });

  test('nightly backups in the window, kept for the retention period, with their events', () => {
    const world = withDatabase();
    pass(world, 10 * DAY);
    const kept = snapshots(world, 'automated');
    expect(kept.length).toBeGreaterThanOrEqual(7);
    expect(kept.length).toBeLessThanOrEqual(8);
    for (const one of kept) expect(one.DBSnapshotIdentifier).toMatch(/^rds:dev-courses-db-2026-0\d-\d\d-01-[0-2]\d$/);
    const events = out(world, 'rds', 'DescribeEvents', { SourceIdentifier: NAME, SourceType: 'db-instance', Duration: 1440 }).Events;
    expect(events.map((event: { Message: string }) => event.Message)).toEqual(['Backing up DB instance', 'Finished DB Instance backup']);
    const restorable = Date.parse(described(world).LatestRestorableTime);
    expect(world.time.now - restorable).toBeLessThanOrEqual(5 * MINUTE);
  });

  test('changes wait for the window unless they are to be applied at once; protection never waits', () => {
    const world = withDatabase();
    const waiting = out(world, 'rds', 'ModifyDBInstance', { DBInstanceIdentifier: NAME, DBInstanceClass: 'db.t4g.medium', DeletionProtection: true }).DBInstance;
    expect(waiting).toMatchObject({
      DBInstanceStatus: 'available',
      DBInstanceClass: 'db.t4g.small',
      PendingModifiedValues: { DBInstanceClass: 'db.t4g.medium' },
      DeletionProtection: true,
    });
    pass(world, 8 * DAY);
    expect(described(world)).toMatchObject({ DBInstanceClass: 'db.t4g.medium', PendingModifiedValues: {} });
    out(world, 'rds', 'ModifyDBInstance', { DBInstanceIdentifier: NAME, NewDBInstanceIdentifier: 'renamed', ApplyImmediately: true });
    pass(world, 10 * MINUTE);
    expect(described(world, 'renamed').Endpoint.Address).toMatch(/^renamed\./);
  });

  test('retention 0 deletes every automated backup', () => {
    const world = withDatabase();
    out(world, 'rds', 'ModifyDBInstance', { DBInstanceIdentifier: NAME, BackupRetentionPeriod: 0, ApplyImmediately: true });
    pass(world, 5 * MINUTE);
    expect(snapshots(world)).toEqual([]);
    expect(described(world).LatestRestorableTime).toBeUndefined();
    expect(refusal(world, 'rds', 'RestoreDBInstanceToPointInTime', { SourceDBInstanceIdentifier: NAME, TargetDBInstanceIdentifier: 'y', UseLatestRestorableTime: true })).toContain(
      'PointInTimeRestoreNotEnabled',
    );
  });
});

describe('deletion', () => {
  const remove = { DBInstanceIdentifier: NAME, SkipFinalSnapshot: true };

  test('every refusal in the words of RDS', () => {
    const world = withDatabase({ DeletionProtection: true });
    expect(refusal(world, 'rds', 'DeleteDBInstance', remove)).toBe(
      'InvalidParameterCombination: Cannot delete protected DB Instance, please disable deletion protection and try again.',
    );
    out(world, 'rds', 'ModifyDBInstance', { DBInstanceIdentifier: NAME, DeletionProtection: false });
    expect(refusal(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: NAME })).toBe(
      'InvalidParameterCombination: FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.',
    );
    expect(refusal(world, 'rds', 'DeleteDBInstance', { ...remove, DBInstanceIdentifier: 'nope' })).toBe('DBInstanceNotFound: DBInstance nope not found.');
    out(world, 'rds', 'DeleteDBInstance', remove);
    expect(refusal(world, 'rds', 'DeleteDBInstance', remove)).toBe('InvalidDBInstanceState: Instance dev-courses-db is already being deleted.');
  });

  test('with the defaults automated backups go at once, manual snapshots stay, the instance takes minutes', () => {
    const world = withDatabase();
    out(world, 'rds', 'CreateDBSnapshot', { DBInstanceIdentifier: NAME, DBSnapshotIdentifier: 'by-hand' });
    pass(world, 10 * MINUTE);
    const at = world.time.now;
    expect(out(world, 'rds', 'DeleteDBInstance', remove).DBInstance.DBInstanceStatus).toBe('deleting');
    expect(snapshots(world).map((one) => one.DBSnapshotIdentifier)).toEqual(['by-hand']);
    expect(out(world, 'rds', 'DescribeDBInstanceAutomatedBackups')).toEqual({ DBInstanceAutomatedBackups: [] });
    pass(world, 2 * MINUTE);
    expect(status(world)).toBe('deleting');
    pass(world, 6 * MINUTE);
    expect(refusal(world, 'rds', 'DescribeDBInstances', { DBInstanceIdentifier: NAME })).toContain('DBInstanceNotFound');
    // Every consequence points back to the call.
    const facts = since(world.time.facts);
    const attempt = facts.find((fact) => fact.at === at && fact.kind === 'aws.call' && fact.data.operation === 'DeleteDBInstance')!;
    const gone = facts.filter((fact) => fact.cause === attempt.id).map((fact) => fact.kind);
    expect(gone).toContain('rds.instance.deleting');
    expect(gone).toContain('rds.instance.deleted');
    expect(gone.filter((kind) => kind === 'rds.snapshot.deleted').length).toBeGreaterThanOrEqual(3);
    // The event list still tells of the nightly backup.
    const told = out(world, 'rds', 'DescribeEvents', { Duration: 1440 }).Events.map((event: { Message: string }) => event.Message);
    expect(told).toContain('Finished DB Instance backup');
    expect(told).toContain('DB instance deleted');
  });

  test('a final snapshot holds what was there at the call and lets the instance go only when it is made', () => {
    const world = withDatabase();
    const before = answers(world, NAME);
    out(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: NAME, FinalDBSnapshotIdentifier: 'Last-One' });
    expect(snapshots(world)).toMatchObject([{ DBSnapshotIdentifier: 'last-one', Status: 'creating' }]);
    pass(world, 15 * MINUTE);
    expect(snapshots(world)).toMatchObject([{ DBSnapshotIdentifier: 'last-one', Status: 'available' }]);
    out(world, 'rds', 'RestoreDBInstanceFromDBSnapshot', { DBInstanceIdentifier: NAME, DBSnapshotIdentifier: 'last-one' });
    pass(world, 20 * MINUTE);
    expect(answers(world, NAME)).toBe(before);
  });

  test('backups that are to be kept are retained, can be restored, and expire', () => {
    const world = withDatabase();
    const { DbiResourceId } = described(world);
    out(world, 'rds', 'DeleteDBInstance', { ...remove, DeleteAutomatedBackups: false });
    pass(world, HOUR);
    const kept = out(world, 'rds', 'DescribeDBInstanceAutomatedBackups', { DbiResourceId }).DBInstanceAutomatedBackups;
    expect(kept).toMatchObject([{ Status: 'retained', DBInstanceIdentifier: NAME }]);
    out(world, 'rds', 'RestoreDBInstanceToPointInTime', { SourceDbiResourceId: DbiResourceId, TargetDBInstanceIdentifier: 'back', UseLatestRestorableTime: true });
    pass(world, 9 * DAY);
    expect(out(world, 'rds', 'DescribeDBInstanceAutomatedBackups', {}).DBInstanceAutomatedBackups.map((one: { Status: string }) => one.Status)).toEqual(['active']);
  });
});

describe('restore', () => {
  test('a point in time gives the rows of that time, in a new instance with defaults', () => {
    const world = withDatabase({ DeletionProtection: true, MultiAZ: true });
    const at = world.time.now - DAY;
    const then = rowsAt(instance(world).contents, 'prod', 'answers', at);
    expect(answers(world, NAME)! - then!).toBe(24 * 6);
    const made = out(world, 'rds', 'RestoreDBInstanceToPointInTime', { SourceDBInstanceIdentifier: NAME, TargetDBInstanceIdentifier: 'back', RestoreTime: iso(at) }).DBInstance;
    expect(made).toMatchObject({ DBInstanceStatus: 'creating', MultiAZ: false, DeletionProtection: false, BackupRetentionPeriod: 7 });
    expect(made.DbiResourceId).not.toBe(described(world).DbiResourceId);
    pass(world, 20 * MINUTE);
    expect(status(world, 'back')).toBe('available');
    expect(answers(world, 'back')).toBe(then);
    expect(
      refusal(world, 'rds', 'RestoreDBInstanceToPointInTime', { SourceDBInstanceIdentifier: NAME, TargetDBInstanceIdentifier: 'z', RestoreTime: iso(at - 30 * DAY) }),
    ).toContain('InvalidRestoreFault');
  });

  test('never onto a name that is taken', () => {
    const world = withDatabase();
    const [first] = snapshots(world);
    expect(refusal(world, 'rds', 'RestoreDBInstanceFromDBSnapshot', { DBInstanceIdentifier: NAME, DBSnapshotIdentifier: first!.DBSnapshotIdentifier })).toContain(
      'DBInstanceAlreadyExists',
    );
  });
});

test('subnet groups in use cannot be deleted', () => {
  const world = withDatabase();
  expect(refusal(world, 'rds', 'DeleteDBSubnetGroup', { DBSubnetGroupName: 'default' })).toBe(
    "InvalidDBSubnetGroupStateFault: Cannot delete the subnet group 'default' because at least one database instance: dev-courses-db is still using it.",
  );
});

test('a copy in another account survives', () => {
  const world = withDatabase();
  out(world, 'organizations', 'CreateOrganization');
  const other = newMember(world, 'backups');
  out(world, 'rds', 'CreateDBSnapshot', { DBInstanceIdentifier: NAME, DBSnapshotIdentifier: 'shared' });
  pass(world, HOUR);
  out(world, 'rds', 'ModifyDBSnapshotAttribute', { DBSnapshotIdentifier: 'shared', AttributeName: 'restore', ValuesToAdd: [other] });
  const keys = out(world, 'sts', 'AssumeRole', { RoleArn: `arn:aws:iam::${other}:role/OrganizationAccountAccessRole`, RoleSessionName: 'ann' }, admin(world)).Credentials;
  const source = `arn:aws:rds:${REGION}:${ACCOUNT}:snapshot:shared`;
  out(world, 'rds', 'CopyDBSnapshot', { SourceDBSnapshotIdentifier: source, TargetDBSnapshotIdentifier: 'mine' }, keys.AccessKeyId);
  out(world, 'rds', 'DeleteDBSnapshot', { DBSnapshotIdentifier: 'shared' });
  pass(world, HOUR / 2);
  expect(out(world, 'rds', 'DescribeDBSnapshots', {}, keys.AccessKeyId).DBSnapshots).toMatchObject([{ DBSnapshotIdentifier: 'mine', Status: 'available' }]);
  pass(world, HOUR);
  expect(ask(world, 'rds', 'DescribeDBSnapshots', {}, keys.AccessKeyId)).toMatchObject({ ok: false, code: 'ExpiredToken' });
});

test('contents: growth pauses and history stays', () => {
  const contents = { ...emptyContents('x', []), databases: { prod: { answers: tableOf(10, 0, 60) } } };
  setGrowing(contents, HOUR, false);
  setTable(contents, 3 * HOUR, 'prod', 'answers', { count: 5 });
  setGrowing(contents, 4 * HOUR, true);
  const at = (hours: number) => rowsAt(contents, 'prod', 'answers', hours * HOUR);
  expect([0, 0.5, 1, 2, 3, 4, 5].map(at)).toEqual([10, 40, 70, 70, 5, 5, 65]);
  const frozen = contentsAt(contents, HOUR / 2);
  expect(rowsAt(frozen, 'prod', 'answers', 100 * HOUR)).toBe(40);
});

test('a replica outlives its source and holds what the source held', () => {
  const world = withDatabase();
  out(world, 'rds', 'CreateDBInstanceReadReplica', { DBInstanceIdentifier: 'replica', SourceDBInstanceIdentifier: NAME });
  pass(world, HOUR);
  expect(described(world).ReadReplicaDBInstanceIdentifiers).toEqual(['replica']);
  expect(refusal(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'replica', FinalDBSnapshotIdentifier: 'x' })).toContain(
    'can not be specified when deleting a replica instance',
  );
  const held = answers(world, NAME);
  out(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: NAME, SkipFinalSnapshot: true });
  pass(world, HOUR);
  expect(answers(world, 'replica')).toBe(held);
  expect(described(world, 'replica').ReadReplicaSourceDBInstanceIdentifier).toBeUndefined();
});
