// Rules for every operation of every service, present and to come. Each rule is shown to fail on an operation that breaks it.
import { produce } from 'immer';
import { describe, expect, test } from 'vitest';
import type { CloudContext } from '../../src/aws/cloud.ts';
import { AwsError, type Operation, type Params, type Service } from '../../src/aws/operation.ts';
import { SERVICES } from '../../src/aws/services.ts';
import { ACCOUNT, furnished, newMember, out, type World } from '../aws/fixture.ts';
import { trials } from './trial.ts';

const { world: made, ids } = furnished();
const DENY_ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] };
out(made, 'iam', 'CreateUser', { UserName: 'barred' });
out(made, 'iam', 'AttachUserPolicy', { UserName: 'barred', PolicyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' });
const BARRED: string = out(made, 'iam', 'CreateAccessKey', { UserName: 'barred' }).AccessKey.AccessKeyId;

/** Those who are barred from everything, each by another kind of policy. */
const barred: { readonly [by: string]: string } = {
  'a policy of her own': BARRED,
  'a boundary': keyOf('bounded', { PermissionsBoundary: 'arn:aws:iam::aws:policy/AWSDenyAll' }),
  'a policy of the session': sessionOf('arn:aws:iam::aws:policy/AdministratorAccess', JSON.stringify(DENY_ALL)),
  'a control policy': memberKey(),
};

function keyOf(UserName: string, more: Params): string {
  out(made, 'iam', 'CreateUser', { UserName, ...more });
  out(made, 'iam', 'AttachUserPolicy', { UserName, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' });
  return out(made, 'iam', 'CreateAccessKey', { UserName }).AccessKey.AccessKeyId;
}

function sessionOf(policy: string, Policy: string): string {
  out(made, 'iam', 'AttachRolePolicy', { RoleName: 'runner', PolicyArn: policy });
  const as = keyOf('wearer', {});
  return out(made, 'sts', 'AssumeRole', { RoleArn: `arn:aws:iam::${ACCOUNT}:role/runner`, RoleSessionName: 'less', Policy }, as).Credentials.AccessKeyId;
}

/** A role's session in an account of an organisation that denies it everything. */
function memberKey(): string {
  out(made, 'organizations', 'CreateOrganization', { FeatureSet: 'ALL' });
  const member = newMember(made, 'member');
  const { Id } = out(made, 'organizations', 'CreatePolicy', { Name: 'nothing', Description: 'x', Type: 'SERVICE_CONTROL_POLICY', Content: JSON.stringify(DENY_ALL) }).Policy
    .PolicySummary;
  const key = out(made, 'sts', 'AssumeRole', { RoleArn: `arn:aws:iam::${member}:role/OrganizationAccountAccessRole`, RoleSessionName: 'abroad' }, keyOf('traveller', {}));
  out(made, 'organizations', 'AttachPolicy', { PolicyId: Id, TargetId: member });
  return key.Credentials.AccessKeyId;
}
const base: World = produce(made, () => {});

const { attempt, breaches, check, newRecords, validFor } = trials(base, ids);

const everything = Object.values(SERVICES).flatMap((service) => Object.entries(service.operations).map(([name, operation]) => ({ service, name, operation })));

/** Operations that keys can call; the others are buttons of the console. */
const withApi = (service: Service) => Object.entries(service.operations).filter(([, operation]) => !operation.consoleOnly);

describe.each(Object.values(SERVICES).map((service) => [service.name, service] as const))('every operation of %s', (_, service) => {
  test('refuses bad input with an error of its own, changes nothing when it refuses or reads, and leaves one record', () => {
    const found = Object.entries(service.operations).flatMap(([name, operation]) => check(service.name, name, operation));
    expect(found.slice(0, 5)).toEqual([]);
  }, 60_000);

  test.each(Object.entries(barred))('is refused to who is barred from everything by %s', (_, who) => {
    const found = withApi(service).flatMap(([name, operation]) => {
      const valid = validFor(service.name, name);
      const { answer } = attempt(service.name, name, valid, who);
      const refused = !answer.ok && /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|MissingParameter|Validation|Invalid|Missing)/.test(answer.code);
      // An answer item by item refuses each of them.
      const items = answer.ok && Array.isArray(answer.output.Errors) && answer.output.Deleted === undefined ? (answer.output.Errors as { readonly Code?: string }[]) : [];
      if (items.length > 0 && items.every((item) => item.Code === 'AccessDenied')) return breaches(service.name, name, operation, valid, who);
      // Who one is, and credentials that last less long, need no right: AWS lets nobody deny them.
      return refused || name === 'GetCallerIdentity' || name === 'GetSessionToken'
        ? breaches(service.name, name, operation, valid, who)
        : [`${service.name} ${name} was not refused: ${answer.ok ? 'ok' : answer.code}`];
    });
    expect(found).toEqual([]);
  });

  test('is refused to a key that nobody has, and nothing is recorded', () => {
    for (const [name] of withApi(service)) {
      const { answer, after } = attempt(service.name, name, {}, 'AKIAAAAAAAAAAAAAAAAA');
      expect(answer).toMatchObject({ ok: false });
      expect(['InvalidClientTokenId', 'UnrecognizedClientException', 'AuthFailure', 'InvalidAccessKeyId']).toContain(answer.ok ? '' : answer.code);
      expect(after.cloud).toBe(base.cloud);
    }
  });
});

test('no key opens a button of the console', () => {
  const buttons = everything.filter(({ operation }) => operation.consoleOnly);
  expect(buttons.length).toBeGreaterThan(0);
  for (const { service, name } of buttons) expect(attempt(service.name, name, {}, ids.AccessKeyId).answer).toMatchObject({ ok: false, code: 'NotSimulated' });
});

test('services are what they say: jobs begin with the name, every operation is a read or a write', () => {
  for (const service of Object.values(SERVICES)) {
    for (const kind of Object.keys(service.jobs)) expect(kind.startsWith(`${service.name}.`), kind).toBe(true);
    for (const [name, operation] of Object.entries(service.operations)) {
      expect(['read', 'write']).toContain(operation.kind);
      if (/^(Describe|List|Get|Head|Lookup)/.test(name) && !['GetAuthorizationToken', 'GetSessionToken'].includes(name))
        expect(operation.kind, `${service.name} ${name}`).toBe('read');
      if (/^(Create|Delete|Put|Modify|Update|Attach|Detach)/.test(name)) expect(operation.kind, `${service.name} ${name}`).toBe('write');
    }
  }
  expect(everything.length).toBeGreaterThan(250);
});

test('the rules are able to fail', () => {
  const touch = (context: CloudContext) => {
    context.account.tables['eu-west-1/planted'] = { row: 1 };
  };
  const planted: { readonly [name: string]: Operation } = {
    Throws: {
      kind: 'write',
      run() {
        throw new TypeError('no such thing');
      },
    },
    ReadThatWrites: {
      kind: 'read',
      run(context) {
        touch(context);
        return {};
      },
    },
    RefusesTooLate: {
      kind: 'write',
      run(context) {
        touch(context);
        throw new AwsError('Late', 'Too late');
      },
    },
    HalfWay: {
      kind: 'write',
      run(context) {
        touch(context);
        throw new TypeError('half way');
      },
    },
  };
  const services = SERVICES as { [name: string]: Service };
  services.planted = { name: 'planted', eventSource: 'planted.amazonaws.com', iamPrefix: 'planted', operations: planted, jobs: {} };
  try {
    const verdict = (name: string) => breaches('planted', name, planted[name] as Operation, {}).join();
    expect(verdict('Throws')).toContain('broke down');
    expect(verdict('ReadThatWrites')).toContain('is a read and changed');
    expect(verdict('RefusesTooLate')).toContain('was refused (Late) and changed');
    // A breakdown in the middle of a change is a breach, but the door has undone the change.
    expect(verdict('HalfWay')).toContain('broke down');
    expect(verdict('HalfWay')).not.toContain('changed');
    // A trail that misses a call would be seen.
    expect(newRecords(attempt('planted', 'ReadThatWrites', {}).after.cloud)).toHaveLength(1);
    expect(newRecords(base.cloud)).toHaveLength(0);
  } finally {
    delete services.planted;
  }
});
