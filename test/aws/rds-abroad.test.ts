// Backups in another Region, clusters that there are none of, and what RDS has on offer.
import { expect, test } from 'vitest';
import { rows } from '../../src/aws/cloud.ts';
import { rowsAt, tableOf } from '../../src/aws/rds/contents.ts';
import { INSTANCES } from '../../src/aws/rds/tables.ts';
import { DAY, HOUR } from '../../src/engine/clock.ts';
import { ACCOUNT, DATABASE, newWorld, out, pass, REGION, refusal, type World } from './fixture.ts';

const ABROAD = 'eu-central-1';
const SOURCE = `arn:aws:rds:${REGION}:${ACCOUNT}:db:dev-courses-db`;

function replicated(): World {
  const world = newWorld();
  out(world, 'rds', 'CreateDBInstance', DATABASE);
  pass(world, HOUR);
  const instance = Object.values(rows(world.cloud.accounts[ACCOUNT]!, REGION, INSTANCES))[0]!;
  instance.contents.databases = { prod: { answers: tableOf(100, world.time.now, 6) } };
  out(world, 'rds', 'StartDBInstanceAutomatedBackupsReplication', { SourceDBInstanceArn: SOURCE, BackupRetentionPeriod: 5 }, undefined, ABROAD);
  pass(world, 2 * DAY);
  return world;
}
const abroad = (world: World) => out(world, 'rds', 'DescribeDBInstanceAutomatedBackups', {}, undefined, ABROAD).DBInstanceAutomatedBackups;

test('automated backups in another Region outlive the instance and everything in its own, and can be restored there', () => {
  const world = replicated();
  const [copy] = abroad(world);
  expect(copy).toMatchObject({ Status: 'replicating', Region: REGION, BackupRetentionPeriod: 5, DBInstanceIdentifier: 'dev-courses-db' });
  const { DBInstances } = out(world, 'rds', 'DescribeDBInstances');
  expect(DBInstances[0].DBInstanceAutomatedBackupsReplications).toEqual([{ DBInstanceAutomatedBackupsArn: copy.DBInstanceAutomatedBackupsArn }]);
  expect(copy.DBInstanceAutomatedBackupsArn).toContain(`:${ABROAD}:`);
  out(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'dev-courses-db', SkipFinalSnapshot: true });
  pass(world, HOUR);
  expect(out(world, 'rds', 'DescribeDBInstanceAutomatedBackups').DBInstanceAutomatedBackups).toEqual([]);
  expect(out(world, 'rds', 'DescribeDBSnapshots').DBSnapshots).toEqual([]);
  const [kept] = abroad(world);
  expect(kept.Status).toBe('retained');
  const restore = { SourceDBInstanceAutomatedBackupsArn: kept.DBInstanceAutomatedBackupsArn, TargetDBInstanceIdentifier: 'again', UseLatestRestorableTime: true };
  // There is no network there yet.
  expect(refusal(world, 'rds', 'RestoreDBInstanceToPointInTime', restore, undefined, ABROAD)).toMatch(/VPC|subnet/i);
  const vpc = out(world, 'ec2', 'CreateVpc', { CidrBlock: '10.0.0.0/16' }, undefined, ABROAD).Vpc.VpcId;
  const subnets = ['a', 'b'].map(
    (zone, i) => out(world, 'ec2', 'CreateSubnet', { VpcId: vpc, CidrBlock: `10.0.${i}.0/24`, AvailabilityZone: `${ABROAD}${zone}` }, undefined, ABROAD).Subnet.SubnetId,
  );
  out(world, 'rds', 'CreateDBSubnetGroup', { DBSubnetGroupName: 'abroad', DBSubnetGroupDescription: 'x', SubnetIds: subnets }, undefined, ABROAD);
  out(world, 'rds', 'RestoreDBInstanceToPointInTime', { ...restore, DBSubnetGroupName: 'abroad' }, undefined, ABROAD);
  pass(world, HOUR);
  const again = Object.values(rows(world.cloud.accounts[ACCOUNT]!, ABROAD, INSTANCES))[0]!;
  // What was written up to some minutes before the deletion is there.
  expect(rowsAt(again.contents, 'prod', 'answers', again.createdAt!)).toBeGreaterThan(100 + 47 * 6);
  pass(world, 5 * DAY);
  expect(abroad(world).map((one: { Status: string }) => one.Status)).toEqual(['active']);
});

test('replication is refused where it makes no sense, and stopping it keeps what is there', () => {
  const world = replicated();
  const start = (params: object, region = ABROAD) =>
    refusal(world, 'rds', 'StartDBInstanceAutomatedBackupsReplication', { SourceDBInstanceArn: SOURCE, ...params }, undefined, region);
  expect(start({})).toMatch(/^InvalidDBInstanceState: .* are replicated to eu-central-1 already\.$/);
  expect(start({}, REGION)).toMatch(/^InvalidParameterValue: .*another AWS Region/);
  expect(start({ BackupRetentionPeriod: 36 }, 'eu-west-2')).toMatch(/^InvalidParameterValue: /);
  expect(start({ SourceDBInstanceArn: `${SOURCE}x` })).toBe('DBInstanceNotFound: DBInstance dev-courses-dbx not found.');
  out(world, 'rds', 'StopDBInstanceAutomatedBackupsReplication', { SourceDBInstanceArn: SOURCE }, undefined, ABROAD);
  const [kept] = abroad(world);
  expect(kept.Status).toBe('retained');
  out(world, 'rds', 'DeleteDBInstanceAutomatedBackup', { DBInstanceAutomatedBackupsArn: kept.DBInstanceAutomatedBackupsArn }, undefined, ABROAD);
  expect(abroad(world)).toEqual([]);
});

test('there are no clusters: lists are empty, a name is refused', () => {
  const world = newWorld();
  expect(out(world, 'rds', 'DescribeDBClusters')).toEqual({ DBClusters: [] });
  expect(refusal(world, 'rds', 'DescribeDBClusters', { DBClusterIdentifier: 'dev-courses' })).toBe('DBClusterNotFoundFault: DBCluster dev-courses not found.');
  expect(refusal(world, 'rds', 'DeleteDBCluster', { DBClusterIdentifier: 'dev-courses', SkipFinalSnapshot: true })).toBe(
    'DBClusterNotFoundFault: DBCluster dev-courses not found.',
  );
  expect(refusal(world, 'rds', 'DescribeDBClusterSnapshots', { DBClusterSnapshotIdentifier: 's' })).toBe('DBClusterSnapshotNotFoundFault: DBClusterSnapshot s not found.');
});

test('what is on offer can be created', () => {
  const world = newWorld();
  const { OrderableDBInstanceOptions: offers } = out(world, 'rds', 'DescribeOrderableDBInstanceOptions', {
    Engine: 'postgres',
    EngineVersion: '16',
    DBInstanceClass: 'db.t4g.micro',
  });
  expect(offers.length).toBeGreaterThan(3);
  for (const { EngineVersion, DBInstanceClass } of offers)
    out(world, 'rds', 'CreateDBInstance', { ...DATABASE, EngineVersion, DBInstanceClass, DBInstanceIdentifier: `db-${EngineVersion.replace('.', '-')}` });
  const [group] = out(world, 'rds', 'DescribeOptionGroups', { OptionGroupName: 'default:postgres-16' }).OptionGroupsList;
  expect(out(world, 'rds', 'DescribeDBInstances').DBInstances[0].OptionGroupMemberships[0].OptionGroupName).toBe(group.OptionGroupName);
  expect(refusal(world, 'rds', 'DescribeOptionGroups', { OptionGroupName: 'mine' })).toBe('OptionGroupNotFoundFault: Specified OptionGroupName: mine not found.');
});
