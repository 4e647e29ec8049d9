// Policies as IAM evaluates them: conditions, variables, and the same evaluator behind the simulator. And tags by the API that has them all.
import { expect, test } from 'vitest';
import { holds, wild } from '../../src/aws/iam/match.ts';
import { ACCOUNT, furnished, newWorld, out, pass, refusal, type World } from './fixture.ts';

const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const user = (world: World, ...statements: object[]): string => {
  out(world, 'iam', 'CreateUser', { UserName: 'bob', Tags: [{ Key: 'team', Value: 'data' }] });
  out(world, 'iam', 'PutUserPolicy', { UserName: 'bob', PolicyName: 'own', PolicyDocument: policy(...statements) });
  return out(world, 'iam', 'CreateAccessKey', { UserName: 'bob' }).AccessKey.AccessKeyId;
};
const is = (operator: string, value: string | string[], have: Record<string, string | string[]>) =>
  holds({ operator, key: 'aws:Some', values: Array.isArray(value) ? value : [value] }, Object.fromEntries(Object.entries(have).map(([key, one]) => [key.toLowerCase(), one])));

test('operators: missing keys, several values, sets, parts of an ARN, dates as seconds', () => {
  const some = (value: string | string[]) => ({ 'aws:Some': value });
  expect(is('StringNotEquals', 'a', {})).toBe(true);
  expect(is('StringEquals', 'a', {})).toBe(false);
  expect(is('StringEqualsIfExists', 'a', {})).toBe(true);
  expect(is('StringNotEquals', ['a', 'b'], some('b'))).toBe(false);
  expect(is('ForAllValues:StringEquals', ['a', 'b'], {})).toBe(true);
  expect(is('ForAllValues:StringEquals', ['a', 'b'], some(['a', 'c']))).toBe(false);
  expect(is('ForAnyValue:StringLike', 'c*', some(['a', 'cd']))).toBe(true);
  expect(is('Null', 'true', {})).toBe(true);
  expect(is('ArnLike', 'arn:aws:iam::*:role/x', some('arn:aws:iam::1:role/x'))).toBe(true);
  expect(is('ArnLike', 'arn:*:role/x', some('arn:aws:iam::1:role/x'))).toBe(false);
  expect(is('DateLessThan', '1700000001', some('1700000000'))).toBe(true);
  expect(is('NumericLessThanEquals', '3', some('3'))).toBe(true);
  expect(is('IpAddress', '203.0.113.0/24', some('203.0.113.9'))).toBe(true);
  const among: readonly [block: string, address: string, inside: boolean][] = [
    ['2001:db8::/32', '2001:db8:1:2::9', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1', true],
    ['::/0', '203.0.113.9', false],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['2001:db8:::/32', '2001:db8::1', false],
    ['203.0.113.0/33', '203.0.113.0', false],
    ['203.0.113.9', '203.0.113.9', true],
  ];
  for (const [block, address, inside] of among) expect([block, address, is('IpAddress', block, some(address))]).toEqual([block, address, inside]);
  expect(is('NotIpAddress', '2001:db8::/32', some('203.0.113.9'))).toBe(true);
  expect(is('StringEquals', '${*}', some('*'))).toBe(true);
  expect(is('StringLike', '${*}', some('anything'))).toBe(false);
  expect(is('NoSuchOperator', 'a', some('a'))).toBe(false);
  expect(wild('arn:aws:s3:::b?cket/*', 'arn:aws:s3:::bucket/a/b')).toBe(true);
});

test('tags of the request, of the thing and of the caller decide', () => {
  const { world } = furnished();
  const key = user(world, {
    Effect: 'Allow',
    Action: ['rds:AddTagsToResource', 'rds:DeleteDBSnapshot', 's3:GetObject'],
    Resource: '*',
    Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['owner'] }, StringEqualsIfExists: { 'aws:RequestTag/owner': '${aws:PrincipalTag/team}' } },
  });
  const tag = (Key: string, Value: string) => ({ ResourceName: `arn:aws:rds:eu-west-1:${ACCOUNT}:snapshot:by-hand`, Tags: [{ Key, Value }] });
  expect(refusal(world, 'rds', 'AddTagsToResource', tag('other', 'data'), key)).toContain('AccessDenied');
  expect(refusal(world, 'rds', 'AddTagsToResource', tag('owner', 'web'), key)).toContain('AccessDenied');
  out(world, 'rds', 'AddTagsToResource', tag('owner', 'data'), key);
  out(world, 'iam', 'PutUserPolicy', {
    UserName: 'bob',
    PolicyName: 'keep',
    PolicyDocument: policy({ Effect: 'Deny', Action: 'rds:Delete*', Resource: '*', Condition: { StringEquals: { 'aws:ResourceTag/owner': 'data' } } }),
  });
  expect(refusal(world, 'rds', 'DeleteDBSnapshot', { DBSnapshotIdentifier: 'by-hand' }, key)).toContain('with an explicit deny in an identity-based policy');
});

test('documents of the old version know no variables', () => {
  const { world } = furnished();
  const key = user(world, { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::fixture-bucket/${aws:username}.txt' });
  out(world, 's3', 'PutObject', { Bucket: 'fixture-bucket', Key: 'bob.txt', Body: 'mine' });
  expect(out(world, 's3', 'GetObject', { Bucket: 'fixture-bucket', Key: 'bob.txt' }, key).Body).toBe('mine');
  const old = policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::fixture-bucket/${aws:username}.txt' }).replace('2012-10-17', '2008-10-17');
  out(world, 'iam', 'PutUserPolicy', { UserName: 'bob', PolicyName: 'own', PolicyDocument: old });
  expect(refusal(world, 's3', 'GetObject', { Bucket: 'fixture-bucket', Key: 'bob.txt' }, key)).toContain('AccessDenied');
});

test('written policies are tried without anybody having them', () => {
  const world = newWorld();
  const simulate = (more: object) =>
    out(world, 'iam', 'SimulateCustomPolicy', {
      PolicyInputList: [policy({ Effect: 'Allow', Action: 'rds:*', Resource: '*', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })],
      ActionNames: ['rds:DeleteDBInstance', 'rds:DescribeDBInstances'],
      ...more,
    }).EvaluationResults as { EvalDecision: string; MissingContextValues: string[]; PermissionsBoundaryDecisionDetail?: object }[];
  expect(simulate({}).map((one) => [one.EvalDecision, one.MissingContextValues])).toEqual(Array(2).fill(['implicitDeny', ['aws:MultiFactorAuthPresent']]));
  const shown = { ContextEntries: [{ ContextKeyName: 'aws:MultiFactorAuthPresent', ContextKeyType: 'boolean', ContextKeyValues: ['true'] }] };
  expect(simulate(shown).map((one) => one.EvalDecision)).toEqual(['allowed', 'allowed']);
  const bounded = simulate({ ...shown, PermissionsBoundaryPolicyInputList: [policy({ Effect: 'Allow', Action: 'rds:Describe*', Resource: '*' })] });
  expect(bounded.map((one) => [one.EvalDecision, one.PermissionsBoundaryDecisionDetail])).toEqual([
    ['implicitDeny', { AllowedByPermissionsBoundary: false }],
    ['allowed', { AllowedByPermissionsBoundary: true }],
  ]);
  expect(
    out(world, 'iam', 'GetContextKeysForCustomPolicy', { PolicyInputList: [policy({ Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::${aws:username}' })] }).ContextKeyNames,
  ).toEqual(['aws:username']);
  expect(refusal(world, 'iam', 'SimulateCustomPolicy', { PolicyInputList: ['{'], ActionNames: ['rds:X'] })).toContain('InvalidInput');
});

test('the trail says whose session it was, and how each service writes what was asked', () => {
  const { world } = furnished();
  const key = user(world, { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' });
  const { AccessKeyId } = out(world, 'sts', 'AssumeRole', { RoleArn: `arn:aws:iam::${ACCOUNT}:role/runner`, RoleSessionName: 'bob' }, key).Credentials;
  refusal(world, 'ec2', 'TerminateInstances', { InstanceIds: ['i-0123456789abcdef0'] }, AccessKeyId);
  out(world, 's3', 'PutBucketTagging', { Bucket: 'fixture-bucket', Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } });
  pass(world, 600_000);
  const found = (name: string) =>
    JSON.parse(out(world, 'cloudtrail', 'LookupEvents', { LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: name }] }).Events[0].CloudTrailEvent);
  expect(found('TerminateInstances')).toMatchObject({
    errorCode: 'Client.UnauthorizedOperation',
    requestParameters: { instancesSet: { items: [{ instanceId: 'i-0123456789abcdef0' }] } },
    userIdentity: {
      type: 'AssumedRole',
      sessionContext: { sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${ACCOUNT}:role/runner`, userName: 'runner' }, attributes: { mfaAuthenticated: 'false' } },
    },
  });
  expect(found('PutBucketTagging').requestParameters).toMatchObject({ bucketName: 'fixture-bucket', Host: 'fixture-bucket.s3.eu-west-1.amazonaws.com' });
});

test('tags by ARN: set where both rights are there, and told one by one where not', () => {
  const { world } = furnished();
  const snapshot = `arn:aws:rds:eu-west-1:${ACCOUNT}:snapshot:by-hand`;
  const bucket = 'arn:aws:s3:::fixture-bucket';
  const key = user(world, { Effect: 'Allow', Action: ['tag:*', 'rds:AddTagsToResource'], Resource: '*' });
  const { FailedResourcesMap } = out(world, 'resourcegroupstaggingapi', 'TagResources', { ResourceARNList: [snapshot, bucket, `${snapshot}x`], Tags: { keep: 'yes' } }, key);
  expect(Object.keys(FailedResourcesMap).sort()).toEqual([`${snapshot}x`, bucket].sort());
  expect(FailedResourcesMap[bucket].ErrorCode).toBe('AccessDenied');
  expect(out(world, 'rds', 'ListTagsForResource', { ResourceName: snapshot }).TagList).toEqual([{ Key: 'keep', Value: 'yes' }]);
  expect(out(world, 'resourcegroupstaggingapi', 'GetTagValues', { Key: 'keep' }).TagValues).toEqual(['yes']);
  out(world, 'resourcegroupstaggingapi', 'UntagResources', { ResourceARNList: [snapshot], TagKeys: ['keep'] });
  expect(out(world, 'resourcegroupstaggingapi', 'GetTagKeys').TagKeys).not.toContain('keep');
});

test('an operator that IAM does not have is refused when the policy is written', () => {
  const { world } = furnished();
  out(world, 'iam', 'CreateUser', { UserName: 'bob' });
  const put = (operator: string) => ({
    UserName: 'bob',
    PolicyName: 'own',
    PolicyDocument: policy({ Effect: 'Deny', Action: 'rds:*', Resource: '*', Condition: { [operator]: { 'rds:db-tag/env': 'prod' } } }),
  });
  for (const known of ['StringEquals', 'ForAnyValue:StringNotLikeIfExists', 'DateGreaterThanEquals', 'Null', 'NotIpAddress', 'ArnNotLike', 'BoolIfExists'])
    out(world, 'iam', 'PutUserPolicy', put(known));
  for (const unknown of ['StringEqual', 'ForEveryValue:StringLike', 'NullIfExists', 'NumericNotLessThan'])
    expect(refusal(world, 'iam', 'PutUserPolicy', put(unknown))).toBe(`MalformedPolicyDocument: Invalid Condition type : ${unknown}.`);
});

test("a database's own tags are keys of rds", () => {
  const { world } = furnished();
  const key = user(
    world,
    { Effect: 'Allow', Action: 'rds:*', Resource: '*' },
    { Effect: 'Deny', Action: 'rds:Delete*', Resource: '*', Condition: { StringEquals: { 'rds:snapshot-tag/keep': 'yes' } } },
  );
  out(world, 'rds', 'AddTagsToResource', { ResourceName: `arn:aws:rds:eu-west-1:${ACCOUNT}:snapshot:by-hand`, Tags: [{ Key: 'keep', Value: 'yes' }] });
  expect(refusal(world, 'rds', 'DeleteDBSnapshot', { DBSnapshotIdentifier: 'by-hand' }, key)).toContain('explicit deny');
  out(world, 'rds', 'RemoveTagsFromResource', { ResourceName: `arn:aws:rds:eu-west-1:${ACCOUNT}:snapshot:by-hand`, TagKeys: ['keep'] });
  out(world, 'rds', 'DeleteDBSnapshot', { DBSnapshotIdentifier: 'by-hand' }, key);
});
