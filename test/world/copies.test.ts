import { expect, test } from 'vitest';
import { rows } from '../../src/aws/cloud.ts';
import { tableOf } from '../../src/aws/rds/contents.ts';
import { INSTANCES } from '../../src/aws/rds/tables.ts';
import { DAY, HOUR } from '../../src/engine/clock.ts';
import { copiesOf } from '../../src/world/measure.ts';
import type { World } from '../../src/world/world.ts';
import { ACCOUNT, admin, DATABASE, newMember, newWorld, out, pass, REGION } from '../aws/fixture.ts';

test('copies of the rows are found in every Region and every account, and outlive the database that they are of', () => {
  const cloud = newWorld();
  const world = { ...cloud, setting: { account: ACCOUNT, region: REGION, database: { database: 'prod', table: 'answers' } } } as unknown as World;
  const kinds = () => copiesOf(world).map(({ kind, id, restorable }) => `${kind} ${id} ${restorable ? 'restorable' : 'not'}`);
  out(cloud, 'rds', 'CreateDBInstance', DATABASE);
  pass(cloud, HOUR);
  const [instance] = Object.values(rows(cloud.cloud.accounts[ACCOUNT]!, REGION, INSTANCES));
  instance!.contents.databases = { prod: { answers: tableOf(100, cloud.time.now, 6) } };
  expect(kinds()).toEqual([`live ${instance!.resourceId} not`]);

  pass(cloud, DAY);
  const arn = `arn:aws:rds:${REGION}:${ACCOUNT}`;
  out(cloud, 'rds', 'CreateDBSnapshot', { DBInstanceIdentifier: DATABASE.DBInstanceIdentifier, DBSnapshotIdentifier: 'by-hand' });
  pass(cloud, HOUR);
  out(cloud, 'rds', 'CopyDBSnapshot', { SourceDBSnapshotIdentifier: `${arn}:snapshot:by-hand`, TargetDBSnapshotIdentifier: 'away' }, undefined, 'eu-central-1');
  out(cloud, 'rds', 'StartDBInstanceAutomatedBackupsReplication', { SourceDBInstanceArn: `${arn}:db:${DATABASE.DBInstanceIdentifier}` }, undefined, 'us-east-1');
  out(cloud, 'organizations', 'CreateOrganization');
  const other = newMember(cloud, 'backups');
  out(cloud, 'rds', 'ModifyDBSnapshotAttribute', { DBSnapshotIdentifier: 'by-hand', AttributeName: 'restore', ValuesToAdd: [other] });
  const key = out(cloud, 'sts', 'AssumeRole', { RoleArn: `arn:aws:iam::${other}:role/OrganizationAccountAccessRole`, RoleSessionName: 'ann' }, admin(cloud)).Credentials
    .AccessKeyId;
  out(cloud, 'rds', 'CopyDBSnapshot', { SourceDBSnapshotIdentifier: `${arn}:snapshot:by-hand`, TargetDBSnapshotIdentifier: 'kept' }, key);
  pass(cloud, HOUR / 2);
  out(cloud, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: DATABASE.DBInstanceIdentifier, SkipFinalSnapshot: true });
  pass(cloud, HOUR);
  const left = kinds();
  expect(left.map((copy) => copy.replace(/arn:\S+/, 'ARN'))).toEqual([
    'manual by-hand restorable',
    'manual eu-central-1/away restorable',
    'replicated us-east-1/ARN restorable',
    `elsewhere ${other}/kept not`,
  ]);
  expect(new Set(copiesOf(world).map(({ id }) => id)).size).toBe(left.length);
});
