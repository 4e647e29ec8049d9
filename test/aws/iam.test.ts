import { describe, expect, test } from 'vitest';
import type { Params } from '../../src/aws/operation.ts';
import { DAY } from '../../src/engine/clock.ts';
import { since } from '../../src/engine/log.ts';
import { ACCOUNT, admin, ask, DATABASE, furnished, newMember, newWorld, out, pass, REGION, refusal, TRUST, type World } from './fixture.ts';

const DB = `arn:aws:rds:${REGION}:${ACCOUNT}:db:dev-courses-db`;
const policy = (...Statement: Params[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const allowAll = { Effect: 'Allow', Action: '*', Resource: '*' };

function user(world: World, ...statements: Params[]): string {
  out(world, 'iam', 'CreateUser', { UserName: 'bob' });
  if (statements.length > 0) out(world, 'iam', 'PutUserPolicy', { UserName: 'bob', PolicyName: 'own', PolicyDocument: policy(...statements) });
  return out(world, 'iam', 'CreateAccessKey', { UserName: 'bob' }).AccessKey.AccessKeyId;
}

const modify = { DBInstanceIdentifier: 'dev-courses-db', DeletionProtection: true };

describe('refusals', () => {
  test('nothing allows it', () => {
    const { world } = furnished();
    const key = user(world);
    expect(refusal(world, 'rds', 'ModifyDBInstance', modify, key)).toBe(
      `AccessDenied: User: arn:aws:iam::${ACCOUNT}:user/bob is not authorized to perform: rds:ModifyDBInstance on resource: ${DB} because no identity-based policy allows the rds:ModifyDBInstance action`,
    );
    expect(refusal(world, 's3', 'DeleteObject', { Bucket: 'fixture-bucket', Key: 'a.txt' }, key)).toBe(
      `AccessDenied: User: arn:aws:iam::${ACCOUNT}:user/bob is not authorized to perform: s3:DeleteObject on resource: "arn:aws:s3:::fixture-bucket/a.txt" because no identity-based policy allows the s3:DeleteObject action`,
    );
    expect(refusal(world, 'ec2', 'DescribeVpcs', {}, key)).toMatch(
      /^UnauthorizedOperation: You are not authorized to perform this operation\. User: arn:aws:iam::\d+:user\/bob is not authorized to perform: ec2:DescribeVpcs .*Encoded authorization failure message: /,
    );
    expect(out(world, 'sts', 'GetCallerIdentity', {}, key).Arn).toBe(`arn:aws:iam::${ACCOUNT}:user/bob`);
  });

  test('a deny beats every allow', () => {
    const { world } = furnished();
    const key = user(world, allowAll, { Effect: 'Deny', Action: 'rds:Delete*', Resource: '*' });
    out(world, 'rds', 'DescribeDBInstances', {}, key);
    expect(refusal(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'dev-courses-db', SkipFinalSnapshot: true }, key)).toContain(
      'with an explicit deny in an identity-based policy',
    );
    // The attempt is in the history, and in the trail, all the same.
    const facts = since(world.time.facts);
    expect(facts.some((fact) => fact.kind === 'aws.call' && fact.data.operation === 'DeleteDBInstance')).toBe(true);
    pass(world, 600_000);
    const found = out(world, 'cloudtrail', 'LookupEvents', { LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'DeleteDBInstance' }] }).Events;
    expect(JSON.parse(found[0].CloudTrailEvent)).toMatchObject({
      errorCode: 'AccessDenied',
      requestParameters: { dBInstanceIdentifier: 'dev-courses-db', skipFinalSnapshot: true },
      userIdentity: { type: 'IAMUser', userName: 'bob', accessKeyId: key },
    });
  });

  test('a boundary limits, NotAction and NotResource leave out', () => {
    const { world } = furnished();
    const key = user(world, { Effect: 'Allow', NotAction: 'iam:*', NotResource: 'arn:aws:s3:::fixture-bucket/*' });
    expect(refusal(world, 'iam', 'ListUsers', {}, key)).toContain('AccessDenied');
    expect(refusal(world, 's3', 'GetObject', { Bucket: 'fixture-bucket', Key: 'a.txt' }, key)).toContain('AccessDenied');
    out(world, 's3', 'ListBuckets', {}, key);
    out(world, 'iam', 'PutUserPermissionsBoundary', { UserName: 'bob', PermissionsBoundary: 'arn:aws:iam::aws:policy/AmazonRDSReadOnlyAccess' });
    out(world, 'rds', 'DescribeDBInstances', {}, key);
    expect(refusal(world, 'rds', 'ModifyDBInstance', modify, key)).toContain('because no permissions boundary allows the rds:ModifyDBInstance action');
  });

  test('conditions: tags, region, second factor', () => {
    const { world } = furnished();
    out(world, 'rds', 'AddTagsToResource', { ResourceName: DB, Tags: [{ Key: 'Env', Value: 'prod' }] });
    const key = user(
      world,
      allowAll,
      { Effect: 'Deny', Action: 'rds:ModifyDBInstance', Resource: '*', Condition: { StringEquals: { 'aws:ResourceTag/Env': 'prod' } } },
      { Effect: 'Deny', Action: 's3:*', Resource: '*', Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } },
      { Effect: 'Deny', Action: 'kms:*', Resource: '*', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } },
      { Effect: 'Deny', Action: 'secretsmanager:*', Resource: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': ['us-east-1'] } } },
    );
    expect(refusal(world, 'rds', 'ModifyDBInstance', modify, key)).toContain('explicit deny');
    // Long-term keys carry no such key: Bool misses them, BoolIfExists does not.
    expect(refusal(world, 's3', 'ListBuckets', {}, key)).toContain('explicit deny');
    out(world, 'kms', 'ListKeys', {}, key);
    expect(refusal(world, 'secretsmanager', 'ListSecrets', {}, key)).toContain('AccessDeniedException');
    out(world, 'secretsmanager', 'ListSecrets', {}, key, 'us-east-1');
  });

  test('a service control policy binds members, root too, but not the management account', () => {
    const world = newWorld();
    out(world, 'organizations', 'CreateOrganization');
    const member = newMember(world, 'prod');
    const scp = out(world, 'organizations', 'CreatePolicy', {
      Name: 'keep',
      Description: '',
      Type: 'SERVICE_CONTROL_POLICY',
      Content: policy({ Effect: 'Deny', Action: 'rds:DeleteDBInstance', Resource: '*', Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/BreakGlass' } } }),
    }).Policy.PolicySummary;
    out(world, 'organizations', 'AttachPolicy', { PolicyId: scp.Id, TargetId: member });
    const root = { type: 'root', account: member, arn: `arn:aws:iam::${member}:root`, userId: member, name: 'root' } as const;
    expect(refusal(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'x', SkipFinalSnapshot: true }, root)).toContain(
      `with an explicit deny in a service control policy: arn:aws:organizations::${ACCOUNT}:policy/`,
    );
    expect(refusal(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'x', SkipFinalSnapshot: true })).toContain('DBInstanceNotFound');
    out(world, 'iam', 'CreateRole', { RoleName: 'BreakGlass', AssumeRolePolicyDocument: TRUST.replace(ACCOUNT, member) }, root);
    out(world, 'iam', 'AttachRolePolicy', { RoleName: 'BreakGlass', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }, root);
    out(world, 'iam', 'CreateUser', { UserName: 'breaker' }, root);
    out(world, 'iam', 'AttachUserPolicy', { UserName: 'breaker', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }, root);
    const breaker = out(world, 'iam', 'CreateAccessKey', { UserName: 'breaker' }, root).AccessKey.AccessKeyId;
    const session = out(world, 'sts', 'AssumeRole', { RoleArn: `arn:aws:iam::${member}:role/BreakGlass`, RoleSessionName: 'ann' }, breaker).Credentials.AccessKeyId;
    expect(refusal(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'x', SkipFinalSnapshot: true }, session)).toContain('DBInstanceNotFound');
  });

  test('a bucket policy allows by itself in the account, and denies the administrator', () => {
    const { world } = furnished();
    const key = user(world);
    const arn = `arn:aws:iam::${ACCOUNT}:user/bob`;
    const grant = { Effect: 'Allow', Principal: { AWS: arn }, Action: 's3:GetObject', Resource: 'arn:aws:s3:::fixture-bucket/*' };
    out(world, 's3', 'PutBucketPolicy', { Bucket: 'fixture-bucket', Policy: policy(grant) });
    expect(out(world, 's3', 'GetObject', { Bucket: 'fixture-bucket', Key: 'a.txt' }, key).Body).toBe('hello');
    out(world, 's3', 'PutBucketPolicy', {
      Bucket: 'fixture-bucket',
      Policy: policy(grant, { Effect: 'Deny', Principal: '*', Action: 's3:DeleteObject', Resource: 'arn:aws:s3:::fixture-bucket/*' }),
    });
    expect(refusal(world, 's3', 'DeleteObject', { Bucket: 'fixture-bucket', Key: 'a.txt' })).toContain('with an explicit deny in a resource-based policy');
  });
});

test('roles: trust decides who may assume, the session has the rights of the role', () => {
  const { world } = furnished();
  const key = user(world, { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' });
  out(world, 'iam', 'AttachRolePolicy', { RoleName: 'runner', PolicyArn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess' });
  const { Credentials, AssumedRoleUser } = out(world, 'sts', 'AssumeRole', { RoleArn: `arn:aws:iam::${ACCOUNT}:role/runner`, RoleSessionName: 'bob' }, key);
  expect(AssumedRoleUser.Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/runner/bob`);
  out(world, 's3', 'ListBuckets', {}, Credentials.AccessKeyId);
  expect(refusal(world, 's3', 'PutObject', { Bucket: 'fixture-bucket', Key: 'x', Body: '' }, Credentials.AccessKeyId)).toContain('AccessDenied');
  pass(world, 3_600_000);
  expect(refusal(world, 's3', 'ListBuckets', {}, Credentials.AccessKeyId)).toContain('ExpiredToken');
});

test('simulation agrees with the door', () => {
  const { world } = furnished();
  const key = user(world, allowAll, { Effect: 'Deny', Action: 'rds:DeleteDBInstance', Resource: '*' });
  const said = out(world, 'iam', 'SimulatePrincipalPolicy', {
    PolicySourceArn: `arn:aws:iam::${ACCOUNT}:user/bob`,
    ActionNames: ['rds:DeleteDBInstance', 'rds:DescribeDBInstances'],
    ResourceArns: [DB],
  });
  expect(said.EvaluationResults.map((one: { EvalDecision: string }) => one.EvalDecision)).toEqual(['explicitDeny', 'allowed']);
  expect(ask(world, 'rds', 'DescribeDBInstances', {}, key).ok).toBe(true);
});

test('a switched-off key is no key; names and attachments hold each other', () => {
  const { world } = furnished();
  const key = user(world, allowAll);
  out(world, 'iam', 'UpdateAccessKey', { UserName: 'bob', AccessKeyId: key, Status: 'Inactive' });
  expect(refusal(world, 'rds', 'CreateDBInstance', DATABASE, key)).toBe('InvalidClientTokenId: The security token included in the request is invalid.');
  expect(refusal(world, 'iam', 'CreateRole', { RoleName: 'runner', AssumeRolePolicyDocument: TRUST })).toBe('EntityAlreadyExists: Role with name runner already exists.');
  out(world, 'iam', 'AttachRolePolicy', { RoleName: 'runner', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' });
  expect(refusal(world, 'iam', 'DeleteRole', { RoleName: 'runner' })).toBe('DeleteConflict: Cannot delete entity, must detach all policies first.');
  expect(refusal(world, 'iam', 'DeleteUser', { UserName: 'bob' })).toContain('DeleteConflict');
});

test('the credential report says whose keys are old and who has a second factor, as it was when it was made', () => {
  const world = newWorld();
  expect(refusal(world, 'iam', 'GetCredentialReport')).toContain('ReportNotPresent');
  const key = admin(world, 'ann');
  pass(world, DAY);
  out(world, 'sts', 'GetCallerIdentity', {}, key);
  expect(out(world, 'iam', 'GenerateCredentialReport').State).toBe('STARTED');
  out(world, 'iam', 'CreateUser', { UserName: 'late' });
  expect(out(world, 'iam', 'GenerateCredentialReport').State).toBe('COMPLETE');
  const lines = Buffer.from(out(world, 'iam', 'GetCredentialReport').Content, 'base64')
    .toString()
    .split('\n');
  const rows = lines.slice(1).map((line) => Object.fromEntries(line.split(',').map((cell, i) => [lines[0]!.split(',')[i]!, cell])));
  expect(rows.map((row) => row.user)).toEqual(['<root_account>', 'ann']);
  expect(rows[1]).toMatchObject({ mfa_active: 'false', access_key_1_active: 'true', access_key_1_last_used_service: 'sts', access_key_2_active: 'false' });
  pass(world, DAY);
  out(world, 'iam', 'GenerateCredentialReport');
  expect(Buffer.from(out(world, 'iam', 'GetCredentialReport').Content, 'base64').toString()).toContain('\nlate,');
  expect(out(world, 'iam', 'GetAccountSummary').SummaryMap).toMatchObject({ Users: 2, AccountMFAEnabled: 0 });
});
