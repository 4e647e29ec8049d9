// Who is in an account and how far each may go: groups, boundaries, linked roles, tagged and limited sessions, the account in one reply.
import { expect, test } from 'vitest';
import { DAY } from '../../src/engine/clock.ts';
import { ACCOUNT, admin, DATABASE, furnished, newMember, newWorld, out, pass, refusal, type World } from './fixture.ts';

const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };

function user(world: World, ...statements: object[]): string {
  out(world, 'iam', 'CreateUser', { UserName: 'bob' });
  if (statements.length > 0) out(world, 'iam', 'PutUserPolicy', { UserName: 'bob', PolicyName: 'own', PolicyDocument: policy(...statements) });
  return out(world, 'iam', 'CreateAccessKey', { UserName: 'bob' }).AccessKey.AccessKeyId;
}

test('a group gives its policies to its members, keeps them under a new name, and goes only when it is empty', () => {
  const { world } = furnished();
  const key = user(world);
  out(world, 'iam', 'CreateGroup', { GroupName: 'readers' });
  out(world, 'iam', 'PutGroupPolicy', { GroupName: 'readers', PolicyName: 'read', PolicyDocument: policy({ Effect: 'Allow', Action: 'rds:Describe*', Resource: '*' }) });
  expect(refusal(world, 'rds', 'DescribeDBInstances', {}, key)).toContain('AccessDenied');
  out(world, 'iam', 'AddUserToGroup', { GroupName: 'readers', UserName: 'bob' });
  out(world, 'rds', 'DescribeDBInstances', {}, key);
  out(world, 'iam', 'UpdateGroup', { GroupName: 'readers', NewGroupName: 'lookers', NewPath: '/all/' });
  expect(out(world, 'iam', 'ListGroups').Groups).toMatchObject([{ GroupName: 'lookers', Path: '/all/', Arn: `arn:aws:iam::${ACCOUNT}:group/all/lookers` }]);
  expect(out(world, 'iam', 'ListGroupsForUser', { UserName: 'bob' }).Groups).toMatchObject([{ GroupName: 'lookers' }]);
  out(world, 'rds', 'DescribeDBInstances', {}, key);
  expect(refusal(world, 'iam', 'DeleteGroup', { GroupName: 'lookers' })).toBe('DeleteConflict: Cannot delete entity, must remove users from group first.');
  out(world, 'iam', 'RemoveUserFromGroup', { GroupName: 'lookers', UserName: 'bob' });
  expect(refusal(world, 'rds', 'DescribeDBInstances', {}, key)).toContain('AccessDenied');
  expect(refusal(world, 'iam', 'DeleteGroup', { GroupName: 'lookers' })).toBe('DeleteConflict: Cannot delete entity, must delete policies first.');
  out(world, 'iam', 'DeleteGroupPolicy', { GroupName: 'lookers', PolicyName: 'read' });
  out(world, 'iam', 'DeleteGroup', { GroupName: 'lookers' });
  expect(out(world, 'iam', 'ListGroups').Groups).toEqual([]);
});

test('who may make roles only within a boundary cannot make one without it', () => {
  const { world, ids } = furnished();
  const key = user(world, {
    Effect: 'Allow',
    Action: ['iam:CreateRole', 'iam:PutRolePermissionsBoundary'],
    Resource: '*',
    Condition: { StringEquals: { 'iam:PermissionsBoundary': ids.PolicyArn } },
  });
  const role = (RoleName: string, more: object) => ({
    RoleName,
    AssumeRolePolicyDocument: policy({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }),
    ...more,
  });
  expect(refusal(world, 'iam', 'CreateRole', role('free', {}), key)).toContain('AccessDenied');
  expect(refusal(world, 'iam', 'CreateRole', role('free', { PermissionsBoundary: 'arn:aws:iam::aws:policy/AdministratorAccess' }), key)).toContain('AccessDenied');
  expect(out(world, 'iam', 'CreateRole', role('bound', { PermissionsBoundary: ids.PolicyArn as string }), key).Role.PermissionsBoundary).toEqual({
    PermissionsBoundaryType: 'Policy',
    PermissionsBoundaryArn: ids.PolicyArn,
  });
  const gone = `arn:aws:iam::${ACCOUNT}:policy/gone`;
  expect(refusal(world, 'iam', 'PutUserPermissionsBoundary', { UserName: 'bob', PermissionsBoundary: gone })).toBe(
    `NoSuchEntity: Scope ARN: ${gone} does not exist or is not attachable.`,
  );
  expect(refusal(world, 'iam', 'AttachUserPolicy', { UserName: 'bob', PolicyArn: gone })).toBe(`NoSuchEntity: Policy ${gone} does not exist or is not attachable.`);
  // A boundary is in use, and its policy stays.
  expect(out(world, 'iam', 'GetPolicy', { PolicyArn: ids.PolicyArn as string }).Policy.PermissionsBoundaryUsageCount).toBe(1);
  expect(refusal(world, 'iam', 'DeletePolicy', { PolicyArn: ids.PolicyArn as string })).toBe('DeleteConflict: Cannot delete a policy attached to entities.');
});

test('which policies somebody may attach is decided by their ARNs', () => {
  const { world, ids } = furnished();
  const key = user(world, { Effect: 'Allow', Action: 'iam:AttachUserPolicy', Resource: '*', Condition: { ArnEquals: { 'iam:PolicyARN': ids.PolicyArn } } });
  expect(refusal(world, 'iam', 'AttachUserPolicy', { UserName: 'bob', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }, key)).toContain('AccessDenied');
  out(world, 'iam', 'AttachUserPolicy', { UserName: 'bob', PolicyArn: ids.PolicyArn as string }, key);
});

test('a role that is linked to a service is changed by nobody, and stays while the service has something', () => {
  const { world } = furnished();
  const { Role } = out(world, 'iam', 'CreateServiceLinkedRole', { AWSServiceName: 'rds.amazonaws.com' });
  expect(Role).toMatchObject({ RoleName: 'AWSServiceRoleForRDS', Path: '/aws-service-role/rds.amazonaws.com/' });
  expect(refusal(world, 'iam', 'CreateServiceLinkedRole', { AWSServiceName: 'rds.amazonaws.com' })).toBe(
    'InvalidInput: Service role name AWSServiceRoleForRDS has been taken in this account, please try a different suffix.',
  );
  const words = "UnmodifiableEntity: Cannot perform the operation on the protected role 'AWSServiceRoleForRDS' - this role is only modifiable by AWS";
  const RoleName = 'AWSServiceRoleForRDS';
  expect(refusal(world, 'iam', 'DeleteRole', { RoleName })).toBe(words);
  expect(refusal(world, 'iam', 'PutRolePolicy', { RoleName, PolicyName: 'x', PolicyDocument: policy(EVERYTHING) })).toBe(words);
  expect(refusal(world, 'iam', 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument: policy({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }) })).toBe(words);
  expect(refusal(world, 'sts', 'AssumeRole', { RoleArn: Role.Arn, RoleSessionName: 'bob' }, admin(world))).toContain('AccessDenied');
  const gone = () => out(world, 'iam', 'GetServiceLinkedRoleDeletionStatus', { DeletionTaskId: out(world, 'iam', 'DeleteServiceLinkedRole', { RoleName }).DeletionTaskId }).Status;
  expect(gone()).toBe('FAILED');
  out(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'dev-courses-db', SkipFinalSnapshot: true });
  out(world, 'rds', 'DeleteDBCluster', { DBClusterIdentifier: 'fixture-cluster', SkipFinalSnapshot: true });
  pass(world, DAY / 4);
  expect(gone()).toBe('SUCCEEDED');
  expect(refusal(world, 'iam', 'GetRole', { RoleName })).toContain('NoSuchEntity');
});

test('a control policy that denies everything does not stop what a service does by itself', () => {
  const world = newWorld();
  out(world, 'organizations', 'CreateOrganization');
  const member = newMember(world, 'prod');
  const root = { type: 'root', account: member, arn: `arn:aws:iam::${member}:root`, userId: member, name: 'root' } as const;
  out(world, 'rds', 'CreateDBInstance', DATABASE, root);
  pass(world, DAY / 2);
  const { Id } = out(world, 'organizations', 'CreatePolicy', {
    Name: 'nothing',
    Description: '',
    Type: 'SERVICE_CONTROL_POLICY',
    Content: policy({ Effect: 'Deny', Action: '*', Resource: '*' }),
  }).Policy.PolicySummary;
  const backups = () => out(world, 'rds', 'DescribeDBSnapshots', { SnapshotType: 'automated' }, root).DBSnapshots.length as number;
  const before = backups();
  out(world, 'organizations', 'AttachPolicy', { PolicyId: Id, TargetId: member });
  expect(refusal(world, 'rds', 'CreateDBSnapshot', { DBInstanceIdentifier: 'dev-courses-db', DBSnapshotIdentifier: 'x' }, root)).toContain('service control policy');
  pass(world, 3 * DAY);
  out(world, 'organizations', 'DetachPolicy', { PolicyId: Id, TargetId: member });
  expect(backups()).toBeGreaterThan(before + 1);
});

test('tags of a session count before those of its role, need their own right, and go on where they are said to', () => {
  const { world } = furnished();
  const role = (RoleName: string, Action: string[], statement: object) => {
    out(world, 'iam', 'CreateRole', {
      RoleName,
      AssumeRolePolicyDocument: policy({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action }),
      Tags: [{ Key: 'team', Value: 'none' }],
    });
    out(world, 'iam', 'PutRolePolicy', { RoleName, PolicyName: 'own', PolicyDocument: policy(statement) });
    return `arn:aws:iam::${ACCOUNT}:role/${RoleName}`;
  };
  const onlyData = { Effect: 'Allow', Action: ['rds:*', 'sts:*'], Resource: '*', Condition: { StringEquals: { 'aws:PrincipalTag/team': 'data' } } };
  const plain = role('plain', ['sts:AssumeRole'], onlyData);
  const open = role('open', ['sts:AssumeRole', 'sts:TagSession'], onlyData);
  const key = user(world, { Effect: 'Allow', Action: 'sts:*', Resource: '*' });
  const wear = (RoleArn: string, more: object, as = key) =>
    out(world, 'sts', 'AssumeRole', { RoleArn, RoleSessionName: 'bob', ...more } as never, as).Credentials.AccessKeyId as string;
  const tags = { Tags: [{ Key: 'team', Value: 'data' }], TransitiveTagKeys: ['team'] };
  expect(refusal(world, 'sts', 'AssumeRole', { RoleArn: plain, RoleSessionName: 'bob', ...tags }, key)).toContain('sts:TagSession');
  expect(refusal(world, 'rds', 'DescribeDBInstances', {}, wear(open, {}))).toContain('AccessDenied');
  const tagged = wear(open, tags);
  out(world, 'rds', 'DescribeDBInstances', {}, tagged);
  // A chain: the next session has the tag without asking.
  out(world, 'rds', 'DescribeDBInstances', {}, wear(plain, {}, tagged));
  expect(refusal(world, 'sts', 'AssumeRole', { RoleArn: open, RoleSessionName: 'bob', Tags: [{ Key: 'team', Value: 'web' }] }, tagged)).toContain('InvalidParameterValue');
});

test('a session is limited by managed policies that are named for it', () => {
  const { world } = furnished();
  out(world, 'iam', 'AttachRolePolicy', { RoleName: 'runner', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' });
  const key = user(world, { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' });
  const wish = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/runner`, RoleSessionName: 'bob' };
  const less = out(world, 'sts', 'AssumeRole', { ...wish, PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/AmazonRDSReadOnlyAccess' }] }, key).Credentials.AccessKeyId;
  out(world, 'rds', 'DescribeDBInstances', {}, less);
  expect(refusal(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'dev-courses-db', SkipFinalSnapshot: true }, less)).toContain('because no session policy allows');
  expect(refusal(world, 'sts', 'AssumeRole', { ...wish, PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/NoSuch' }] }, key)).toContain('MalformedPolicyDocument');
});

test('the whole account in one reply says what the single questions say', () => {
  const { world, ids } = furnished();
  user(world, EVERYTHING);
  out(world, 'iam', 'AttachRolePolicy', { RoleName: 'runner', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' });
  out(world, 'iam', 'CreateGroup', { GroupName: 'all' });
  out(world, 'iam', 'AddUserToGroup', { GroupName: 'all', UserName: 'bob' });
  const whole = out(world, 'iam', 'GetAccountAuthorizationDetails');
  expect(whole.UserDetailList.map((one: { UserName: string }) => one.UserName)).toEqual(out(world, 'iam', 'ListUsers').Users.map((one: { UserName: string }) => one.UserName));
  expect(whole.UserDetailList.find((one: { UserName: string }) => one.UserName === 'bob')).toMatchObject({
    UserPolicyList: [{ PolicyName: 'own', PolicyDocument: { Statement: [EVERYTHING] } }],
    GroupList: ['all'],
    AttachedManagedPolicies: [],
  });
  expect(whole.RoleDetailList).toMatchObject([{ RoleName: 'runner', AttachedManagedPolicies: [{ PolicyName: 'ReadOnlyAccess' }], InstanceProfileList: [] }]);
  // The account's own, and of AWS's those that somebody has.
  expect(whole.Policies.map((one: { Arn: string }) => one.Arn)).toEqual([ids.PolicyArn, 'arn:aws:iam::aws:policy/ReadOnlyAccess']);
  expect(out(world, 'iam', 'GetAccountAuthorizationDetails', { Filter: ['Group'] })).toEqual({ ...whole, UserDetailList: [], RoleDetailList: [], Policies: [] });
  const first = out(world, 'iam', 'GetAccountAuthorizationDetails', { MaxItems: 2 });
  expect([first.IsTruncated, first.UserDetailList.length]).toEqual([true, 2]);
  expect(out(world, 'iam', 'GetAccountAuthorizationDetails', { Marker: first.Marker }).RoleDetailList).toEqual(whole.RoleDetailList);
});
