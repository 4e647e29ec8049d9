// Support plans as they are in 2026, and the policies that people are told to put in front of production.
import { expect, test } from 'vitest';
import { accrue, billBetween, monthlyRate } from '../../src/aws/cost/bill.ts';
import { PLANS } from '../../src/aws/support/plan.ts';
import { DAY, HOUR, MINUTE } from '../../src/engine/clock.ts';
import { ACCOUNT, admin, furnished, newMember, newWorld, out, pass, refusal, type World } from './fixture.ts';

const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });

function user(world: World, ...statements: object[]): string {
  out(world, 'iam', 'CreateUser', { UserName: 'bob' });
  out(world, 'iam', 'PutUserPolicy', { UserName: 'bob', PolicyName: 'own', PolicyDocument: policy(...statements) });
  return out(world, 'iam', 'CreateAccessKey', { UserName: 'bob' }).AccessKey.AccessKeyId;
}

test.each([
  ['basic', 0, 0, null, null],
  ['developer', 29, 0.03, null, null],
  ['business', 100, 0.1, HOUR, null],
  ['business-support-plus', 29, 0.09, HOUR, 30 * MINUTE],
  ['enterprise-on-ramp', 5500, 0.1, HOUR, 30 * MINUTE],
  ['enterprise', 5000, 0.1, HOUR, 15 * MINUTE],
  ['unified-operations', 50_000, 0.1, HOUR, 5 * MINUTE],
])('%s costs and answers as it is sold', (id, minimum, share, down, critical) => {
  const plan = PLANS[id];
  expect([plan?.minimum, plan?.share, plan?.within.urgent, plan?.within.critical]).toEqual([minimum, share, down, critical]);
  if (plan?.api) expect(plan.within).toMatchObject({ high: 4 * HOUR, normal: 12 * HOUR, low: DAY });
  expect(plan?.technical).toBe(id !== 'basic');
});

test('a plan counts from the moment it is chosen, and thirty days of it are paid in any case', () => {
  const world = newWorld();
  const account = world.cloud.accounts[ACCOUNT]!;
  const from = world.time.now;
  const before = monthlyRate(account);
  out(world, 'support', 'UpgradePlan', { plan: 'business' });
  expect(monthlyRate(account) - before).toBeCloseTo(100, 1);
  accrue(account, world.time.now);
  pass(world, 3 * DAY);
  out(world, 'support', 'UpgradePlan', { plan: 'basic' });
  accrue(account, world.time.now);
  pass(world, MINUTE);
  expect(monthlyRate(account)).toBeCloseTo(before, 1);
  expect(billBetween(account, from, world.time.now)).toBeGreaterThan(98);
  expect(billBetween(account, from, world.time.now)).toBeLessThan(102);
});

/** Reading everything, and nothing that takes away. */
const READER = [
  {
    Sid: 'Read',
    Effect: 'Allow',
    Action: [
      'rds:Describe*',
      'rds:ListTagsForResource',
      'ec2:Describe*',
      'ecs:Describe*',
      'ecs:List*',
      'route53:Get*',
      'route53:List*',
      'iam:Get*',
      'iam:List*',
      'tag:GetResources',
    ],
    Resource: '*',
  },
  { Sid: 'StateRead', Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: ['arn:aws:s3:::fixture-bucket', 'arn:aws:s3:::fixture-bucket/*'] },
  {
    Sid: 'NeverDestroy',
    Effect: 'Deny',
    Action: [
      'rds:Delete*',
      'rds:ModifyDBInstance',
      'ec2:Delete*',
      'ec2:TerminateInstances',
      's3:DeleteObject*',
      's3:DeleteBucket',
      'backup:Delete*',
      'route53:ChangeResourceRecordSets',
    ],
    Resource: '*',
  },
];

test('who may read everything and destroy nothing: the state can be read, and a lock on it cannot be taken', () => {
  const { world } = furnished();
  const key = user(world, ...READER);
  for (const [service, operation, params] of [
    ['rds', 'DescribeDBInstances', {}],
    ['ec2', 'DescribeVpcs', {}],
    ['ecs', 'ListClusters', {}],
    ['iam', 'ListRoles', {}],
    ['route53', 'ListHostedZones', {}],
    ['s3', 'GetObject', { Bucket: 'fixture-bucket', Key: 'a.txt' }],
    ['s3', 'ListObjectsV2', { Bucket: 'fixture-bucket' }],
    ['resourcegroupstaggingapi', 'GetResources', {}],
  ] as const)
    out(world, service, operation, params, key);
  for (const [service, operation, params] of [
    ['rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'dev-courses-db', SkipFinalSnapshot: true }],
    ['rds', 'ModifyDBInstance', { DBInstanceIdentifier: 'dev-courses-db', DeletionProtection: false }],
    ['rds', 'DeleteDBSnapshot', { DBSnapshotIdentifier: 'by-hand' }],
    ['s3', 'DeleteObject', { Bucket: 'fixture-bucket', Key: 'a.txt' }],
    ['backup', 'DeleteBackupVault', { BackupVaultName: 'vault' }],
  ] as const)
    expect(refusal(world, service, operation, params, key)).toContain('with an explicit deny in an identity-based policy');
  expect(refusal(world, 's3', 'PutObject', { Bucket: 'fixture-bucket', Key: 'terraform.tfstate.tflock', Body: '{}' }, key)).toContain(
    'because no identity-based policy allows the s3:PutObject action',
  );
});

test('a policy from above keeps database, snapshots and recovery points, until protection is lifted by who may modify', () => {
  const world = newWorld();
  out(world, 'organizations', 'CreateOrganization');
  const member = newMember(world, 'prod');
  const root = { type: 'root', account: member, arn: `arn:aws:iam::${member}:root`, userId: member, name: 'root' } as const;
  const key = admin(world, 'ann', root);
  const { Id } = out(world, 'organizations', 'CreatePolicy', {
    Name: 'keep',
    Description: '',
    Type: 'SERVICE_CONTROL_POLICY',
    Content: policy({
      Effect: 'Deny',
      Action: ['rds:DeleteDBInstance', 'rds:DeleteDBSnapshot', 'rds:DeleteDBInstanceAutomatedBackup', 'backup:DeleteRecoveryPoint'],
      Resource: '*',
      Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/BreakGlass' } },
    }),
  }).Policy.PolicySummary;
  out(world, 'organizations', 'AttachPolicy', { PolicyId: Id, TargetId: member });
  for (const [service, operation, params] of [
    ['rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'x', SkipFinalSnapshot: true }],
    ['rds', 'DeleteDBSnapshot', { DBSnapshotIdentifier: 'x' }],
    ['rds', 'DeleteDBInstanceAutomatedBackup', { DbiResourceId: 'db-X' }],
    ['backup', 'DeleteRecoveryPoint', { BackupVaultName: 'Default', RecoveryPointArn: 'arn:aws:rds:eu-west-1:1:snapshot:x' }],
  ] as const)
    for (const who of [root, key]) expect(refusal(world, service, operation, params, who)).toContain('with an explicit deny in a service control policy');
  // What is not denied goes on: lifting protection is a change, no deletion.
  expect(refusal(world, 'rds', 'ModifyDBInstance', { DBInstanceIdentifier: 'x', DeletionProtection: false }, key)).toContain('DBInstanceNotFound');
});
