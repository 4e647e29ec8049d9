import { describe, expect, test } from 'vitest';
import { rows } from '../../src/aws/cloud.ts';
import { rowsAt, tableOf } from '../../src/aws/rds/contents.ts';
import { reachDatabase, readsOnly } from '../../src/aws/rds/reach.ts';
import { INSTANCES } from '../../src/aws/rds/tables.ts';
import { DAY, HOUR, iso, MINUTE } from '../../src/engine/clock.ts';
import { ACCOUNT, admin, newMember, newWorld, out, pass, REGION, refusal, type World } from './fixture.ts';

const C = { DBClusterIdentifier: 'courses' };
const CLUSTER = { ...C, Engine: 'aurora-postgresql', EngineVersion: '16.4', MasterUsername: 'courses', MasterUserPassword: 'correct-horse', DatabaseName: 'prod' };
const one = (name: string) => ({ ...C, DBInstanceIdentifier: name, DBInstanceClass: 'db.t4g.medium', Engine: 'aurora-postgresql' });

/** A cluster with an instance, three days old, with 100 answers at the start and 6 more an hour. */
function withCluster(more = {}): World {
  const world = newWorld();
  out(world, 'rds', 'CreateDBCluster', { ...CLUSTER, BackupRetentionPeriod: 7, PreferredBackupWindow: '01:00-01:30', ...more });
  pass(world, 5 * MINUTE);
  out(world, 'rds', 'CreateDBInstance', one('courses-1'));
  pass(world, 20 * MINUTE);
  instance(world, 'courses-1').contents.databases.prod = { answers: tableOf(100, world.time.now, 6) };
  pass(world, 3 * DAY);
  return world;
}
const instance = (world: World, name: string) => Object.values(rows(world.cloud.accounts[ACCOUNT]!, REGION, INSTANCES)).find((found) => found.identifier === name)!;
const cluster = (world: World, name = 'courses') => out(world, 'rds', 'DescribeDBClusters', { DBClusterIdentifier: name }).DBClusters[0];
const answers = (world: World, name: string) => rowsAt(instance(world, name).contents, 'prod', 'answers', world.time.now);
const snapshots = (world: World): { DBClusterSnapshotIdentifier: string; SnapshotType: string; Status: string }[] =>
  out(world, 'rds', 'DescribeDBClusterSnapshots').DBClusterSnapshots;
const empty = (world: World) => {
  out(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'courses-1' });
  pass(world, 10 * MINUTE);
};

describe('a cluster', () => {
  test('is made without instances, and its instances have neither storage nor backups nor a password of their own', () => {
    const world = newWorld();
    expect(out(world, 'rds', 'CreateDBCluster', CLUSTER).DBCluster).toMatchObject({
      Status: 'creating',
      DBClusterMembers: [],
      BackupRetentionPeriod: 1,
      DeletionProtection: false,
    });
    expect(refusal(world, 'rds', 'CreateDBCluster', CLUSTER)).toBe('DBClusterAlreadyExistsFault: DB Cluster already exists');
    pass(world, 5 * MINUTE);
    expect(cluster(world).Status).toBe('available');
    expect(refusal(world, 'rds', 'CreateDBInstance', { ...one('x'), MasterUsername: 'me' })).toBe(
      'InvalidParameterCombination: The requested DB Instance will be a member of a DB Cluster. Set master user name for the DB Cluster.',
    );
    expect(refusal(world, 'rds', 'CreateDBInstance', { ...one('x'), DBInstanceClass: 'db.t4g.micro' })).toContain('RDS does not support creating a DB instance');
    expect(refusal(world, 'rds', 'CreateDBInstance', { ...one('x'), DBClusterIdentifier: 'nope' })).toBe('DBClusterNotFoundFault: DBCluster nope not found.');
    out(world, 'rds', 'CreateDBInstance', one('courses-1'));
    pass(world, 15 * MINUTE);
    expect(out(world, 'rds', 'DescribeDBInstances').DBInstances).toMatchObject([{ DBClusterIdentifier: 'courses', AllocatedStorage: 1, StorageType: 'aurora' }]);
    expect(cluster(world).DBClusterMembers).toMatchObject([{ DBInstanceIdentifier: 'courses-1', IsClusterWriter: true }]);
    expect(refusal(world, 'rds', 'CreateDBSnapshot', { DBInstanceIdentifier: 'courses-1', DBSnapshotIdentifier: 's' })).toContain('Please use the CreateDBClusterSnapshot API');
  });

  test('is reached by its own name, whichever instance writes; what is in it outlives every instance', () => {
    const world = withCluster();
    const { Endpoint } = cluster(world);
    expect(Endpoint).toMatch(/^courses\.cluster-[a-z0-9]{12}\.eu-west-1\.rds\.amazonaws\.com$/);
    const { interfaceId } = instance(world, 'courses-1');
    const view = { cloud: world.cloud, account: world.cloud.accounts[ACCOUNT]!, region: REGION, time: world.time };
    const reached = () => reachDatabase({ view, interfaceId }, { host: Endpoint, port: 5432, user: 'courses', password: 'correct-horse', database: 'prod' });
    expect(reached()).toMatchObject({ ok: true, instance: { identifier: 'courses-1' } });
    out(world, 'rds', 'CreateDBInstance', one('courses-2'));
    pass(world, 15 * MINUTE);
    const held = answers(world, 'courses-1');
    out(world, 'rds', 'FailoverDBCluster', C);
    expect(cluster(world).DBClusterMembers[0]).toMatchObject({ DBInstanceIdentifier: 'courses-2', IsClusterWriter: true });
    expect(answers(world, 'courses-2')).toBe(held);
    expect(reached()).toMatchObject({ ok: true, instance: { identifier: 'courses-2' } });
    out(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'courses-2' });
    expect(answers(world, 'courses-1')).toBe(held);
    empty(world);
    expect(cluster(world)).toMatchObject({ Status: 'available', DBClusterMembers: [] });
    out(world, 'rds', 'CreateDBInstance', one('courses-3'));
    pass(world, 15 * MINUTE);
    expect(answers(world, 'courses-3')).toBeGreaterThanOrEqual(held!);
  });

  test('every refusal of a deletion', () => {
    const world = withCluster({ DeletionProtection: true });
    const remove = (more: object) => refusal(world, 'rds', 'DeleteDBCluster', { ...C, ...more });
    expect(remove({ SkipFinalSnapshot: true })).toBe('InvalidParameterCombination: Cannot delete protected Cluster, please disable deletion protection and try again.');
    out(world, 'rds', 'ModifyDBCluster', { ...C, DeletionProtection: false });
    expect(remove({})).toBe('InvalidParameterCombination: FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.');
    expect(remove({ SkipFinalSnapshot: true })).toBe('InvalidDBClusterStateFault: Cluster cannot be deleted, it still contains DB instances in non-deleting state.');
    expect(refusal(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'courses-1', FinalDBSnapshotIdentifier: 'x' })).toBe(
      'InvalidParameterCombination: FinalDBSnapshotIdentifier can not be specified when deleting a cluster instance',
    );
    expect(refusal(world, 'rds', 'DeleteDBClusterSnapshot', { DBClusterSnapshotIdentifier: snapshots(world)[0]!.DBClusterSnapshotIdentifier })).toBe(
      'InvalidDBClusterSnapshotStateFault: Only manual snapshots may be deleted.',
    );
  });

  test('deleted takes its nightly snapshots along, leaves manual ones, and support may find one', () => {
    const world = withCluster();
    out(world, 'rds', 'CreateDBClusterSnapshot', { ...C, DBClusterSnapshotIdentifier: 'by-hand' });
    pass(world, 10 * MINUTE);
    expect(snapshots(world).filter((found) => found.SnapshotType === 'automated')).toHaveLength(3);
    empty(world);
    const at = world.time.now;
    expect(out(world, 'rds', 'DeleteDBCluster', { ...C, SkipFinalSnapshot: true }).DBCluster.Status).toBe('deleting');
    expect(snapshots(world).map((found) => found.DBClusterSnapshotIdentifier)).toEqual(['by-hand']);
    pass(world, 10 * MINUTE);
    expect(out(world, 'rds', 'DescribeDBClusters').DBClusters).toEqual([]);
    out(world, 'support', 'UpgradePlan', { plan: 'business' });
    out(world, 'support', 'CreateCase', { subject: 'Cluster gone', communicationBody: `The cluster courses was deleted at ${iso(at)}.`, severityCode: 'urgent' });
    pass(world, 30 * HOUR);
    const back = snapshots(world).find((found) => found.DBClusterSnapshotIdentifier.endsWith('-support'))!;
    expect(back).toMatchObject({ SnapshotType: 'manual', Status: 'available' });
    out(world, 'rds', 'RestoreDBClusterFromSnapshot', { DBClusterIdentifier: 'again', SnapshotIdentifier: back.DBClusterSnapshotIdentifier, Engine: 'aurora-postgresql' });
    pass(world, 5 * MINUTE);
    expect(cluster(world, 'again')).toMatchObject({ Status: 'available', DBClusterMembers: [] });
    out(world, 'rds', 'CreateDBInstance', { ...one('again-1'), DBClusterIdentifier: 'again' });
    pass(world, 15 * MINUTE);
    expect(answers(world, 'again-1')).toBeGreaterThan(100);
  });

  test('backups that are kept give any instant back until they expire', () => {
    const world = withCluster();
    const then = world.time.now - DAY;
    const held = rowsAt(instance(world, 'courses-1').contents, 'prod', 'answers', then);
    const { DbClusterResourceId } = cluster(world);
    empty(world);
    out(world, 'rds', 'DeleteDBCluster', { ...C, SkipFinalSnapshot: true, DeleteAutomatedBackups: false });
    pass(world, HOUR);
    expect(out(world, 'rds', 'DescribeDBClusterAutomatedBackups').DBClusterAutomatedBackups).toMatchObject([{ Status: 'retained', DBClusterIdentifier: 'courses' }]);
    out(world, 'rds', 'RestoreDBClusterToPointInTime', { DBClusterIdentifier: 'back', SourceDbClusterResourceId: DbClusterResourceId, RestoreToTime: iso(then) });
    pass(world, 5 * MINUTE);
    out(world, 'rds', 'CreateDBInstance', { ...one('back-1'), DBClusterIdentifier: 'back' });
    pass(world, 15 * MINUTE);
    expect(answers(world, 'back-1')).toBe(held);
    pass(world, 8 * DAY);
    expect(out(world, 'rds', 'DescribeDBClusterAutomatedBackups').DBClusterAutomatedBackups.map((found: { Status: string }) => found.Status)).toEqual(['active']);
  });

  test('a snapshot shared with another account is restored there', () => {
    const world = withCluster();
    out(world, 'organizations', 'CreateOrganization');
    const other = newMember(world, 'backups');
    out(world, 'rds', 'CreateDBClusterSnapshot', { ...C, DBClusterSnapshotIdentifier: 'shared' });
    pass(world, 10 * MINUTE);
    out(world, 'rds', 'ModifyDBClusterSnapshotAttribute', { DBClusterSnapshotIdentifier: 'shared', AttributeName: 'restore', ValuesToAdd: [other] });
    const key = out(world, 'sts', 'AssumeRole', { RoleArn: `arn:aws:iam::${other}:role/OrganizationAccountAccessRole`, RoleSessionName: 'ann' }, admin(world)).Credentials
      .AccessKeyId;
    const arn = `arn:aws:rds:${REGION}:${ACCOUNT}:cluster-snapshot:shared`;
    out(world, 'rds', 'CopyDBClusterSnapshot', { SourceDBClusterSnapshotIdentifier: arn, TargetDBClusterSnapshotIdentifier: 'mine' }, key);
    expect(refusal(world, 'rds', 'CopyDBClusterSnapshot', { SourceDBClusterSnapshotIdentifier: `${arn}x`, TargetDBClusterSnapshotIdentifier: 'other' }, key)).toContain(
      'DBClusterSnapshotNotFoundFault',
    );
    pass(world, 10 * MINUTE);
    expect(out(world, 'rds', 'DescribeDBClusterSnapshots', {}, key).DBClusterSnapshots).toMatchObject([{ DBClusterSnapshotIdentifier: 'mine', Status: 'available' }]);
  });

  test('stops and starts with its instances, and by itself after seven days', () => {
    const world = withCluster();
    expect(refusal(world, 'rds', 'StopDBInstance', { DBInstanceIdentifier: 'courses-1' })).toContain('is a member of a cluster');
    out(world, 'rds', 'StopDBCluster', C);
    pass(world, 10 * MINUTE);
    expect([cluster(world).Status, instance(world, 'courses-1').status]).toEqual(['stopped', 'stopped']);
    pass(world, 8 * DAY);
    expect([cluster(world).Status, instance(world, 'courses-1').status]).toEqual(['available', 'available']);
  });
});

test('a reader endpoint leads to instances that only read, a cluster of one excepted', () => {
  const world = withCluster();
  const reads = (address: string) => readsOnly(world.cloud, world.time.now, address);
  const { Endpoint, ReaderEndpoint } = cluster(world);
  expect([reads(Endpoint), reads(ReaderEndpoint)]).toEqual([false, false]);
  out(world, 'rds', 'CreateDBInstance', one('courses-2'));
  pass(world, 20 * MINUTE);
  const own = (name: string) => reads(out(world, 'rds', 'DescribeDBInstances', { DBInstanceIdentifier: name }).DBInstances[0].Endpoint.Address);
  expect([reads(Endpoint), reads(ReaderEndpoint), own('courses-1'), own('courses-2')]).toEqual([false, true, false, true]);
  out(world, 'rds', 'FailoverDBCluster', { ...C, TargetDBInstanceIdentifier: 'courses-2' });
  pass(world, 5 * MINUTE);
  expect([own('courses-1'), own('courses-2')]).toEqual([true, false]);
});
