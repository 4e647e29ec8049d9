// Support, the bill, and the other places where a copy may be.
import { describe, expect, test } from 'vitest';
import { accrue, billBetween, monthlyRate } from '../../src/aws/cost/bill.ts';
import { DAY, HOUR, MINUTE } from '../../src/engine/clock.ts';
import { ACCOUNT, DATABASE, newWorld, out, pass, REGION, refusal, type World } from './fixture.ts';

/** The database is gone, with everything that its owner can see. */
function afterTheLoss(): World {
  const world = newWorld();
  out(world, 'rds', 'CreateDBInstance', DATABASE);
  pass(world, 3 * DAY);
  out(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'dev-courses-db', SkipFinalSnapshot: true });
  pass(world, HOUR);
  return world;
}

const snapshots = (world: World): string[] => out(world, 'rds', 'DescribeDBSnapshots').DBSnapshots.map((one: { DBSnapshotIdentifier: string }) => one.DBSnapshotIdentifier);
const CASE = { subject: 'Production database deleted', serviceCode: 'amazon-relational-database-service', severityCode: 'urgent', categoryCode: 'backup-and-restore' };
const talk = (world: World, id: string): string[] =>
  out(world, 'support', 'DescribeCases', { caseIdList: [id] }).cases[0].recentCommunications.communications.map((one: { body: string }) => one.body);

describe('support', () => {
  test('no cases on the Basic plan', () => {
    const world = afterTheLoss();
    const sentence = 'SubscriptionRequiredException: Amazon Web Services Premium Support Subscription is required to use this service.';
    expect(refusal(world, 'support', 'CreateCase', { ...CASE, communicationBody: 'Help' })).toBe(sentence);
    expect(refusal(world, 'support', 'DescribeCases')).toBe(sentence);
    expect(refusal(world, 'support', 'OpenCase', { ...CASE, communicationBody: 'Help' })).toContain('SubscriptionRequiredException');
  });

  test('a case that names the database and the time: an answer within the hour, the copy a day later, once', () => {
    const world = afterTheLoss();
    out(world, 'support', 'UpgradePlan', { plan: 'business' });
    const id = out(world, 'support', 'CreateCase', { ...CASE, communicationBody: 'dev-courses-db in eu-west-1 was deleted at 09:05 UTC.' }).caseId;
    pass(world, 30 * MINUTE);
    expect(talk(world, id)).toHaveLength(1);
    pass(world, 20 * MINUTE);
    expect(talk(world, id)[0]).toMatch(/DeleteDBInstance call for dev-courses-db .*"skipFinalSnapshot":true.*rds:dev-courses-db-2026-02-23-01-/s);
    // What they saw cannot be seen from here.
    expect(snapshots(world)).toEqual([]);
    out(world, 'support', 'AddCommunicationToCase', { caseId: id, communicationBody: 'Please call me.' });
    pass(world, 20 * HOUR);
    expect(snapshots(world)).toEqual([]);
    pass(world, 4 * HOUR);
    const [name] = snapshots(world);
    expect(name).toMatch(/^dev-courses-db-2026-02-23-01-\d\d-support$/);
    out(world, 'rds', 'RestoreDBInstanceFromDBSnapshot', { DBInstanceIdentifier: 'dev-courses-db', DBSnapshotIdentifier: name });
    out(world, 'rds', 'DeleteDBSnapshot', { DBSnapshotIdentifier: name });
    out(world, 'support', 'AddCommunicationToCase', { caseId: id, communicationBody: 'dev-courses-db again please, 09:05' });
    pass(world, 3 * DAY);
    expect(snapshots(world).filter((one) => one.endsWith('support'))).toEqual([]);
  });

  test('a case that names nothing is asked back, until it does', () => {
    const world = afterTheLoss();
    out(world, 'support', 'UpgradePlan', { plan: 'business' });
    const id = out(world, 'support', 'CreateCase', { ...CASE, communicationBody: 'My database is gone!!!' }).caseId;
    pass(world, HOUR);
    expect(talk(world, id)[0]).toMatch(/identifier of the DB instance.*time of the deletion/s);
    out(world, 'support', 'AddCommunicationToCase', { caseId: id, communicationBody: 'It is dev-courses-db.' });
    pass(world, HOUR);
    expect(talk(world, id)[0]).toMatch(/time of the deletion/);
    expect(talk(world, id)[0]).not.toMatch(/identifier of the DB instance/);
    pass(world, 2 * DAY);
    expect(snapshots(world)).toEqual([]);
    out(world, 'support', 'AddCommunicationToCase', { caseId: id, communicationBody: 'Last backup rds:dev-courses-db-2026-02-23-01-07' });
    pass(world, 26 * HOUR);
    expect(snapshots(world)).toHaveLength(1);
  });

  test('luck does not last', () => {
    const world = afterTheLoss();
    pass(world, 6 * DAY);
    out(world, 'support', 'UpgradePlan', { plan: 'business' });
    const id = out(world, 'support', 'CreateCase', { ...CASE, communicationBody: 'dev-courses-db was deleted, 09:05.' }).caseId;
    pass(world, 2 * DAY);
    expect(talk(world, id)[0]).toContain('cannot be recovered');
    expect(snapshots(world)).toEqual([]);
  });
});

describe('the bill', () => {
  test('grows with time and with what exists, and never runs backwards', () => {
    const world = newWorld();
    const account = () => world.cloud.accounts[ACCOUNT]!;
    const from = world.time.now;
    accrue(account(), world.time.now);
    expect(monthlyRate(account())).toBe(0);
    out(world, 'rds', 'CreateDBInstance', DATABASE);
    pass(world, HOUR);
    accrue(account(), world.time.now);
    const rate = monthlyRate(account());
    // db.t4g.small and 20 GiB.
    expect(rate).toBeCloseTo(0.035 * 730 + 20 * 0.127, 1);
    pass(world, DAY);
    const day = billBetween(account(), from, world.time.now);
    expect(day).toBeCloseTo((rate * 24) / 730, 2);
    out(world, 'support', 'UpgradePlan', { plan: 'business' });
    expect(monthlyRate(account())).toBeCloseTo(rate + 100, 1);
    out(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'dev-courses-db', SkipFinalSnapshot: true });
    accrue(account(), world.time.now);
    pass(world, DAY);
    expect(billBetween(account(), from, world.time.now)).toBeGreaterThan(day);
    const told = out(world, 'ce', 'GetCostAndUsage', {
      TimePeriod: { Start: '2026-02-20', End: '2026-02-23' },
      Granularity: 'DAILY',
      Metrics: ['UnblendedCost'],
      GroupBy: [{ Type: 'DIMENSION', Key: 'SERVICE' }],
    });
    const sum = told.ResultsByTime.flatMap((one: { Groups: { Metrics: { UnblendedCost: { Amount: string } } }[] }) => one.Groups).reduce(
      (total: number, group: { Metrics: { UnblendedCost: { Amount: string } } }) => total + Number(group.Metrics.UnblendedCost.Amount),
      0,
    );
    expect(sum).toBeCloseTo(billBetween(account(), from, world.time.now), 4);
  });
});

test('a locked vault keeps a copy through the loss; governance can be lifted, compliance cannot', () => {
  const world = newWorld();
  out(world, 'rds', 'CreateDBInstance', DATABASE);
  pass(world, DAY);
  const vault = { BackupVaultName: 'safe' };
  out(world, 'backup', 'CreateBackupVault', vault);
  out(world, 'backup', 'PutBackupVaultLockConfiguration', { ...vault, MinRetentionDays: 7 });
  const plan = out(world, 'backup', 'CreateBackupPlan', {
    BackupPlan: {
      BackupPlanName: 'nightly',
      Rules: [{ RuleName: 'r', TargetBackupVaultName: 'safe', ScheduleExpression: 'cron(0 3 * * ? *)', Lifecycle: { DeleteAfterDays: 14 } }],
    },
  });
  out(world, 'backup', 'CreateBackupSelection', {
    BackupPlanId: plan.BackupPlanId,
    BackupSelection: { SelectionName: 's', IamRoleArn: `arn:aws:iam::${ACCOUNT}:role/backup`, Resources: [`arn:aws:rds:${REGION}:${ACCOUNT}:db:*`] },
  });
  pass(world, DAY);
  out(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'dev-courses-db', SkipFinalSnapshot: true });
  pass(world, HOUR);
  const points = out(world, 'backup', 'ListRecoveryPointsByBackupVault', vault).RecoveryPoints;
  expect(points).toMatchObject([{ Status: 'COMPLETED', ResourceType: 'RDS' }]);
  const point = { ...vault, RecoveryPointArn: points[0].RecoveryPointArn };
  expect(refusal(world, 'backup', 'DeleteRecoveryPoint', point)).toContain('is locked');
  expect(refusal(world, 'backup', 'DeleteBackupVault', vault)).toContain('contains recovery points');
  out(world, 'rds', 'RestoreDBInstanceFromDBSnapshot', { DBInstanceIdentifier: 'back', DBSnapshotIdentifier: points[0].RecoveryPointArn.split(':snapshot:')[1] });
  out(world, 'backup', 'PutBackupVaultLockConfiguration', { ...vault, ChangeableForDays: 3 });
  pass(world, 3 * DAY);
  expect(refusal(world, 'backup', 'DeleteBackupVaultLockConfiguration', vault)).toContain('cannot be removed');
  expect(refusal(world, 'backup', 'DeleteRecoveryPoint', point)).toContain('is locked');
});

test('the lock that Terraform kept in DynamoDB', () => {
  const world = newWorld();
  out(world, 'dynamodb', 'CreateTable', {
    TableName: 'locks',
    AttributeDefinitions: [{ AttributeName: 'LockID', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'LockID', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  pass(world, MINUTE);
  const item = { TableName: 'locks', Item: { LockID: { S: 'b/k' }, Info: { S: '{}' } }, ConditionExpression: 'attribute_not_exists(LockID)' };
  out(world, 'dynamodb', 'PutItem', item);
  expect(refusal(world, 'dynamodb', 'PutItem', item)).toBe('ConditionalCheckFailedException: The conditional request failed');
  expect(out(world, 'dynamodb', 'GetItem', { TableName: 'locks', Key: { LockID: { S: 'b/k' } } }).Item.Info).toEqual({ S: '{}' });
  out(world, 'dynamodb', 'DeleteItem', { TableName: 'locks', Key: { LockID: { S: 'b/k' } } });
  out(world, 'dynamodb', 'PutItem', item);
});
