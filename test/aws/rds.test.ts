import { describe, expect, test } from 'vitest';
import { rows } from '../../src/aws/cloud.ts';
import { contentsAt, emptyContents, noteStatements, rowsAt, setGrowing, setTable, tableOf } from '../../src/aws/rds/contents.ts';
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

describe('what the event list says', () => {
  const messages = (world: World, SourceIdentifier: string, SourceType = 'db-instance'): string[] =>
    out(world, 'rds', 'DescribeEvents', { SourceIdentifier, SourceType, Duration: 600 }).Events.map((event: { Message: string }) => event.Message);
  const change = (world: World, params: object) => {
    out(world, 'rds', 'ModifyDBInstance', { DBInstanceIdentifier: NAME, ApplyImmediately: true, ...params });
    pass(world, 15 * MINUTE);
  };

  test('of changes: when they begin, and when they are done', () => {
    const world = withDatabase();
    pass(world, 2 * HOUR);
    change(world, { DBInstanceClass: 'db.t4g.medium' });
    change(world, { AllocatedStorage: 40 });
    change(world, { MultiAZ: true });
    change(world, { MasterUserPassword: 'another-horse' });
    change(world, { BackupRetentionPeriod: 0 });
    expect(messages(world, NAME)).toEqual([
      'Applying modification to database instance class',
      'Finished applying modification to DB instance class',
      'Applying modification to allocated storage',
      'Finished applying modification to allocated storage',
      'Applying modification to convert to a Multi-AZ DB instance',
      'Finished applying modification to convert to a Multi-AZ DB instance',
      'Reset master credentials',
      'Disabled automated backups',
    ]);
  });

  test('of a failover, which only an instance in two zones has', () => {
    const world = withDatabase();
    expect(refusal(world, 'rds', 'RebootDBInstance', { DBInstanceIdentifier: NAME, ForceFailover: true })).toContain("isn't configured for Multi-AZ");
    change(world, { MultiAZ: true });
    out(world, 'rds', 'RebootDBInstance', { DBInstanceIdentifier: NAME, ForceFailover: true });
    pass(world, 5 * MINUTE);
    expect(messages(world, NAME).slice(-3)).toEqual(['Multi-AZ instance failover started', 'DB instance restarted', 'Multi-AZ instance failover completed']);
  });

  test('of copies of snapshots', () => {
    const world = withDatabase();
    const [first] = snapshots(world, 'automated');
    out(world, 'rds', 'CopyDBSnapshot', { SourceDBSnapshotIdentifier: first!.DBSnapshotIdentifier, TargetDBSnapshotIdentifier: 'kept' });
    pass(world, 10 * MINUTE);
    expect(messages(world, 'kept', 'db-snapshot')).toEqual([
      `Started copy of snapshot ${first!.DBSnapshotIdentifier} in region ${REGION}`,
      `Finished copy of snapshot ${first!.DBSnapshotIdentifier} in region ${REGION}`,
    ]);
  });
});

test('windows do not overlap, and one that nobody chose lies in the night of its Region', () => {
  const world = newWorld();
  const windows = { PreferredBackupWindow: '01:00-01:30', PreferredMaintenanceWindow: 'sun:01:15-sun:01:45' };
  expect(refusal(world, 'rds', 'CreateDBInstance', { ...DATABASE, ...windows })).toBe('InvalidParameterValue: The backup window and maintenance window must not overlap.');
  out(world, 'rds', 'CreateDBInstance', DATABASE);
  pass(world, HOUR);
  expect(refusal(world, 'rds', 'ModifyDBInstance', { DBInstanceIdentifier: NAME, PreferredMaintenanceWindow: 'mon:00:45-mon:01:15' })).toContain('must not overlap');
  const { PreferredBackupWindow: _, ...unsaid } = DATABASE;
  for (let i = 0; i < 12; i++) {
    const made = out(world, 'rds', 'CreateDBInstance', { ...unsaid, DBInstanceIdentifier: `night-${i}` }).DBInstance;
    const hour = Number(made.PreferredBackupWindow.slice(0, 2));
    expect(hour >= 22 || hour < 7, made.PreferredBackupWindow).toBe(true);
    const [from, to] = made.PreferredMaintenanceWindow.split('-').map((text: string) => text.slice(4));
    const [start, end] = made.PreferredBackupWindow.split('-');
    expect(start === from || (start > from && start < to) || (from > start && from < end), `${made.PreferredBackupWindow} ${made.PreferredMaintenanceWindow}`).toBe(false);
  }
});

test('the log of the server tells what was written and, where the parameters want it, the statements; it goes with the instance', () => {
  const world = withDatabase();
  const file = `error/postgresql.log.${iso(world.time.now - HOUR)
    .slice(0, 13)
    .replace('T', '-')}`;
  const listed = out(world, 'rds', 'DescribeDBLogFiles', { DBInstanceIdentifier: NAME }).DescribeDBLogFiles;
  expect(listed.length).toBeGreaterThan(70);
  const text = (name: string) => out(world, 'rds', 'DownloadDBLogFilePortion', { DBInstanceIdentifier: NAME, LogFileName: name }).LogFileData as string;
  expect(text(file)).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC::@:\[533\]:LOG: {2}checkpoint starting: time\n/);
  expect(listed.find((one: { LogFileName: string }) => one.LogFileName === file).Size).toBe(text(file).length);
  expect(refusal(world, 'rds', 'DownloadDBLogFilePortion', { DBInstanceIdentifier: NAME, LogFileName: 'error/nothing' })).toContain('DBLogFileNotFoundFault');

  const done = { database: 'prod', user: 'courses', run: [{ at: world.time.now, sql: 'DROP TABLE answers', input: null }] };
  noteStatements(instance(world).contents, world.time.now, done, {});
  const now = `error/postgresql.log.${iso(world.time.now).slice(0, 13).replace('T', '-')}`;
  expect(text(now)).not.toContain('DROP TABLE');
  out(world, 'rds', 'CreateDBParameterGroup', { DBParameterGroupName: 'told', DBParameterGroupFamily: 'postgres16', Description: 'x' });
  out(world, 'rds', 'ModifyDBParameterGroup', { DBParameterGroupName: 'told', Parameters: [{ ParameterName: 'log_statement', ParameterValue: 'ddl', ApplyMethod: 'immediate' }] });
  out(world, 'rds', 'ModifyDBInstance', { DBInstanceIdentifier: NAME, DBParameterGroupName: 'told', ApplyImmediately: true });
  expect(text(now)).toContain('courses@prod');
  expect(text(now)).toContain('LOG:  statement: DROP TABLE answers');

  out(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: NAME, SkipFinalSnapshot: true });
  pass(world, HOUR);
  expect(refusal(world, 'rds', 'DescribeDBLogFiles', { DBInstanceIdentifier: NAME })).toContain('DBInstanceNotFound');
});
