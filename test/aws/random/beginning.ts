// An account in use, with an organisation around it, and all kinds of people who call: some may, some may not, and some have nothing that is valid.
import { type Draft, produce } from 'immer';
import { type CloudCall, rootOf, serviceOf } from '../../../src/aws/call.ts';
import type { Account } from '../../../src/aws/cloud.ts';
import { accrue } from '../../../src/aws/cost/bill.ts';
import type { Params } from '../../../src/aws/operation.ts';
import { MINUTE } from '../../../src/engine/clock.ts';
import type { Bench } from '../account.ts';
import { ACCOUNT, ask, furnished, newMember, out, pass, REGION, refusal, type World } from '../fixture.ts';
import { allow, trust } from '../nightly/house.ts';
import { platform } from '../platform.ts';

/** With what a caller comes. */
export type Caller = Pick<CloudCall, 'accessKeyId' | 'principal' | 'signature'>;

const benchOf = (world: World): Bench => ({
  cloud: world.cloud,
  time: world.time,
  region: REGION,
  id: ACCOUNT,
  ask: (service, operation, params) => ask(world, service, operation, params),
  ok: (service, operation, params) => out(world, service, operation, params),
  no: (service, operation, params) => refusal(world, service, operation, params),
  pass: (by) => pass(world, by),
});

const BUT = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: ['rds:Delete*', 's3:Delete*', 'lambda:Delete*', 'iam:Delete*', 'events:Delete*', 'logs:Delete*', 'rds:ModifyDBInstance'], Resource: '*' },
  ],
});
const CONTROL = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: ['rds:Delete*', 'ec2:Create*'], Resource: '*' }] });

export interface Beginning {
  readonly world: World;
  readonly callers: readonly Caller[];
  /** Sessions run out as time goes by: these are made anew, now and then. */
  readonly sessions: readonly { readonly from: Caller; readonly params: Params }[];
}

let begun: Beginning | null = null;

/** The same each time: it is made once. */
export function beginning(): Beginning {
  begun ??= made();
  return begun;
}

function made(): Beginning {
  const { world } = furnished();
  platform(undefined, undefined, benchOf(world));
  const user = (name: string, document: string | null, boundary?: string): Caller => {
    out(world, 'iam', 'CreateUser', { UserName: name, ...(boundary ? { PermissionsBoundary: boundary } : {}) });
    if (document) out(world, 'iam', 'PutUserPolicy', { UserName: name, PolicyName: 'own', PolicyDocument: document });
    return { accessKeyId: out(world, 'iam', 'CreateAccessKey', { UserName: name }).AccessKey.AccessKeyId as string };
  };
  const root: Caller = { principal: rootOf(ACCOUNT) };
  const admin = user('admin', allow('*'));
  const idle = user('idle', allow('*'));
  out(world, 'iam', 'UpdateAccessKey', { UserName: 'idle', AccessKeyId: idle.accessKeyId as string, Status: 'Inactive' });
  out(world, 'iam', 'CreateRole', {
    RoleName: 'service',
    AssumeRolePolicyDocument: trust('lambda.amazonaws.com', 'scheduler.amazonaws.com', 'states.amazonaws.com', 'backup.amazonaws.com'),
  });
  out(world, 'iam', 'PutRolePolicy', { RoleName: 'service', PolicyName: 'own', PolicyDocument: allow(['rds:*', 'logs:*']) });
  out(world, 'iam', 'PutRolePolicy', { RoleName: 'runner', PolicyName: 'own', PolicyDocument: allow('*') });
  out(world, 'organizations', 'CreateOrganization', { FeatureSet: 'ALL' });
  const member = newMember(world, 'member');
  const control = out(world, 'organizations', 'CreatePolicy', { Name: 'no-deleting', Description: 'x', Type: 'SERVICE_CONTROL_POLICY', Content: CONTROL }).Policy.PolicySummary.Id;
  out(world, 'organizations', 'AttachPolicy', { PolicyId: control, TargetId: member });
  const abroad = { RoleArn: `arn:aws:iam::${member}:role/OrganizationAccountAccessRole`, RoleSessionName: 'abroad' };
  const home = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/runner`, RoleSessionName: 'home' };
  const callers: Caller[] = [
    ...Array.from({ length: 12 }, () => root),
    admin,
    admin,
    admin,
    admin,
    user('reader', allow(['rds:Describe*', 's3:Get*', 's3:List*', 'ec2:Describe*', 'iam:List*', 'iam:Get*'])),
    user('mixed', allow(['rds:*', 'lambda:*', 'ec2:*', 'logs:*'])),
    user('bounded', allow('*'), 'arn:aws:iam::aws:policy/ReadOnlyAccess'),
    user('deny', BUT),
    user('nobody', null),
    idle,
    { principal: serviceOf(ACCOUNT, 'backup.amazonaws.com') },
    { principal: rootOf(member) },
    { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' },
    { accessKeyId: admin.accessKeyId as string, signature: { secret: 'wrong', token: null } },
    {},
  ];
  pass(world, MINUTE);
  return {
    world: produce(world, (draft: Draft<World>) => {
      for (const account of Object.values(draft.cloud.accounts)) accrue(account as Account, draft.time.now);
    }),
    callers,
    sessions: [
      { from: admin, params: home },
      { from: admin, params: abroad },
      { from: admin, params: { ...home, Policy: allow(['s3:*', 'rds:*']), RoleSessionName: 'less' } },
    ],
  };
}
