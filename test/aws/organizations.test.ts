// Several accounts in one world: how they come together, and what binds them.
import { expect, test } from 'vitest';
import { addAccount } from '../../src/aws/call.ts';
import type { Principal } from '../../src/aws/operation.ts';
import { DAY } from '../../src/engine/clock.ts';
import { ACCOUNT, newMember, newWorld, out, pass, REGION, refusal, type World } from './fixture.ts';

const OTHER = '900000000001';
const root = (account: string): Principal => ({ type: 'root', account, arn: `arn:aws:iam::${account}:root`, userId: account, name: 'root' });
const KEEP = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: ['s3:DeleteBucket', 'rds:Delete*'], Resource: '*' }] });

function organised(): World {
  const world = newWorld();
  addAccount(world.cloud, world.time, { id: OTHER, alias: 'older', region: REGION });
  out(world, 'organizations', 'CreateOrganization');
  return world;
}
const control = (world: World, target: string): string => {
  const { Id } = out(world, 'organizations', 'CreatePolicy', { Name: `keep-${target}`, Description: '', Type: 'SERVICE_CONTROL_POLICY', Content: KEEP }).Policy.PolicySummary;
  out(world, 'organizations', 'AttachPolicy', { PolicyId: Id, TargetId: target });
  return Id;
};

test('an account that is there comes in by invitation, and both sides have to want it', () => {
  const world = organised();
  const sent = out(world, 'organizations', 'InviteAccountToOrganization', { Target: { Id: OTHER, Type: 'ACCOUNT' } }).Handshake;
  expect(sent.State).toBe('OPEN');
  expect(refusal(world, 'organizations', 'InviteAccountToOrganization', { Target: { Id: OTHER, Type: 'ACCOUNT' } })).toContain('DuplicateHandshakeException');
  expect(refusal(world, 'organizations', 'AcceptHandshake', { HandshakeId: sent.Id })).toContain('AccessDeniedException');
  expect(out(world, 'organizations', 'ListAccounts').Accounts).toHaveLength(1);
  const seen = out(world, 'organizations', 'ListHandshakesForAccount', {}, root(OTHER)).Handshakes;
  expect(seen).toHaveLength(1);
  expect(out(world, 'organizations', 'AcceptHandshake', { HandshakeId: seen[0].Id }, root(OTHER)).Handshake.State).toBe('ACCEPTED');
  expect(out(world, 'organizations', 'ListAccounts').Accounts.map((one: { Id: string; JoinedMethod: string }) => [one.Id, one.JoinedMethod])).toEqual([
    [ACCOUNT, 'INVITED'],
    [OTHER, 'INVITED'],
  ]);
  expect(refusal(world, 'organizations', 'CreateOrganization', {}, root(OTHER))).toContain('AlreadyInOrganizationException');
});

test('an invitation ends after fifteen days', () => {
  const world = organised();
  const { Id } = out(world, 'organizations', 'InviteAccountToOrganization', { Target: { Id: OTHER, Type: 'ACCOUNT' } }).Handshake;
  pass(world, 15 * DAY);
  expect(refusal(world, 'organizations', 'AcceptHandshake', { HandshakeId: Id }, root(OTHER))).toContain('InvalidHandshakeTransitionException');
  expect(out(world, 'organizations', 'DescribeHandshake', { HandshakeId: Id }).Handshake.State).toBe('EXPIRED');
});

test('a policy on a unit binds the accounts in it, their root users too, and no others', () => {
  const world = organised();
  const member = newMember(world, 'prod');
  const { Id: top } = out(world, 'organizations', 'ListRoots').Roots[0];
  const unit = out(world, 'organizations', 'CreateOrganizationalUnit', { ParentId: top, Name: 'production' }).OrganizationalUnit.Id;
  control(world, unit);
  out(world, 's3', 'CreateBucket', { Bucket: 'kept-here', CreateBucketConfiguration: { LocationConstraint: REGION } }, root(member));
  const gone = () => refusal(world, 's3', 'DeleteBucket', { Bucket: 'kept-there' }, root(member));
  expect(gone()).toContain('NoSuchBucket');
  out(world, 'organizations', 'MoveAccount', { AccountId: member, SourceParentId: top, DestinationParentId: unit });
  expect(gone()).toContain('with an explicit deny in a service control policy: arn:aws:organizations::');
  expect(refusal(world, 's3', 'DeleteBucket', { Bucket: 'kept-there' })).toContain('NoSuchBucket');
  expect(refusal(world, 'organizations', 'DeleteOrganizationalUnit', { OrganizationalUnitId: unit })).toContain('OrganizationalUnitNotEmptyException');
  expect(out(world, 'organizations', 'ListParents', { ChildId: member }).Parents).toEqual([{ Id: unit, Type: 'ORGANIZATIONAL_UNIT' }]);
  out(world, 'organizations', 'DisablePolicyType', { RootId: top, PolicyType: 'SERVICE_CONTROL_POLICY' });
  expect(gone()).toContain('NoSuchBucket');
});

test('the management account is never bound, and a level without any allow allows nothing', () => {
  const world = organised();
  const member = newMember(world, 'prod');
  const { Id: top } = out(world, 'organizations', 'ListRoots').Roots[0];
  control(world, top);
  expect(refusal(world, 's3', 'DeleteBucket', { Bucket: 'kept-there' })).toContain('NoSuchBucket');
  out(world, 'organizations', 'DetachPolicy', { PolicyId: 'p-FullAWSAccess', TargetId: top });
  expect(refusal(world, 's3', 'ListBuckets', {}, root(member))).toContain('because no service control policy allows the s3:ListAllMyBuckets action');
});

test('a member can go unless it is forbidden, and the management account cannot', () => {
  const world = organised();
  const member = newMember(world, 'prod');
  expect(refusal(world, 'organizations', 'LeaveOrganization')).toContain('MasterCannotLeaveOrganizationException');
  expect(refusal(world, 'organizations', 'ListAccounts', {}, root(member))).toContain('AccessDeniedException');
  out(world, 'organizations', 'LeaveOrganization', {}, root(member));
  expect(refusal(world, 'organizations', 'DescribeOrganization', {}, root(member))).toContain('AWSOrganizationsNotInUseException');
});
