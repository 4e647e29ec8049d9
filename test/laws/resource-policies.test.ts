// A policy on the thing itself can refuse everybody, for every operation on every kind of thing that has one.
import { produce } from 'immer';
import { expect, test } from 'vitest';
import type { CloudContext } from '../../src/aws/cloud.ts';
import type { Operation, Params, Service } from '../../src/aws/operation.ts';
import { SERVICES } from '../../src/aws/services.ts';
import { ACCOUNT, admin, furnished, out, REGION, type World } from '../aws/fixture.ts';
import { zipOf } from '../aws/nightly/house.ts';
import { trials } from './trial.ts';

const { world, ids } = furnished();
out(world, 'ecr', 'CreateRepository', { repositoryName: 'app' });
const Role = out(world, 'iam', 'CreateRole', {
  RoleName: 'worker',
  AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] }),
}).Role.Arn as string;
out(world, 'lambda', 'CreateFunction', { FunctionName: 'nightly', Runtime: 'python3.12', Handler: 'main.handler', Role, Code: { ZipFile: zipOf({ 'main.py': '' }) } });
const ADMIN = admin(world);

const deny = (more: object) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', ...more }] });

/** How each kind of thing is locked for all: by the service whose things they are. A service with policies of its own that is missing here fails the law. */
const LOCKS: { readonly [service: string]: (made: World) => void } = {
  backup: (made) => out(made, 'backup', 'PutBackupVaultAccessPolicy', { BackupVaultName: 'vault', Policy: deny({ Action: 'backup:*', Resource: '*' }) }),
  ecr: (made) => out(made, 'ecr', 'SetRepositoryPolicy', { repositoryName: 'app', policyText: deny({ Action: 'ecr:*' }) }),
  kms: (made) =>
    out(made, 'kms', 'PutKeyPolicy', { KeyId: ids.KeyId, PolicyName: 'default', Policy: deny({ Action: 'kms:*', Resource: '*' }), BypassPolicyLockoutSafetyCheck: true } as Params),
  // No request can write a denial into a function's policy.
  lambda: (made) => {
    const rows = made.cloud.accounts[ACCOUNT]?.tables[`${REGION}/lambda.function`] as Record<string, { permissions: Record<string, object> }>;
    (rows.nightly as { permissions: Record<string, object> }).permissions.lock = { Effect: 'Deny', Principal: '*', Action: 'lambda:*', Resource: '*' };
  },
  s3: (made) =>
    out(made, 's3', 'PutBucketPolicy', {
      Bucket: 'fixture-bucket',
      Policy: deny({ Action: 's3:*', Resource: ['arn:aws:s3:::fixture-bucket', 'arn:aws:s3:::fixture-bucket/*'] }),
    }),
  secretsmanager: (made) =>
    out(made, 'secretsmanager', 'PutResourcePolicy', { SecretId: ids.SecretId, ResourcePolicy: deny({ Action: 'secretsmanager:*', Resource: '*' }) } as Params),
  sts: (made) => out(made, 'iam', 'UpdateAssumeRolePolicy', { RoleName: 'runner', PolicyDocument: deny({ Action: 'sts:AssumeRole' }) }),
};

const locked: World = produce(world, (draft) => {
  for (const lock of Object.values(LOCKS)) lock(draft as World);
});
const { attempt, breaches, validFor } = trials(locked, ids);

/** Whether a call asks a right on a thing that has been locked. */
function onLocked(service: Service, operation: Operation, params: Params): boolean {
  const context = { cloud: locked.cloud, time: locked.time, account: locked.cloud.accounts[ACCOUNT], region: REGION } as CloudContext;
  try {
    const asked = operation.authorise?.(context, params) ?? [];
    return asked.some((ask) => service.resourcePolicy?.(context, ask.resource)?.policy?.includes('"Deny"'));
  } catch {
    return false;
  }
}

const guarded = Object.values(SERVICES).filter((service) => service.resourcePolicy);

test('every service whose things have policies is tried', () => {
  expect(guarded.map((service) => service.name).sort()).toEqual(Object.keys(LOCKS).sort());
});

test.each(guarded.map((service) => [service.name, service] as const))(
  'what is locked in %s is refused to an administrator, in words that say why, and stays as it was',
  (name, service) => {
    const tried = Object.entries(service.operations).filter(
      ([operation, { consoleOnly }]) => !consoleOnly && onLocked(service, service.operations[operation] as Operation, validFor(name, operation)),
    );
    const found = tried.flatMap(([operation, definition]) => {
      const params = validFor(name, operation);
      const { answer } = attempt(name, operation, params, ADMIN);
      const words = answer.ok ? JSON.stringify(answer.output) : answer.message;
      const why = /with an explicit deny in a resource-based policy/.test(words);
      return [...(why ? [] : [`${operation}: ${words}`]), ...breaches(name, operation, definition, params, ADMIN)];
    });
    expect(found).toEqual([]);
    expect(tried.length).toBeGreaterThanOrEqual(name === 'sts' ? 1 : 5);
  },
);

test('nobody but the root user can open a locked bucket again', () => {
  expect(attempt('s3', 'DeleteBucketPolicy', { Bucket: 'fixture-bucket' }, ADMIN).answer).toMatchObject({ ok: false, code: 'AccessDenied' });
  expect(attempt('s3', 'DeleteBucketPolicy', { Bucket: 'fixture-bucket' }).answer).toMatchObject({ ok: true });
});

test('a key that would lock out whoever writes its policy is refused', () => {
  const { Account } = out(structuredClone(world), 'sts', 'GetCallerIdentity', {}, ADMIN);
  const only = (principal: string) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: principal }, Action: 'kms:*', Resource: '*' }] });
  const words = 'The new key policy will not allow you to update the key policy in the future.';
  const put = (Policy: string) => attempt('kms', 'PutKeyPolicy', { KeyId: ids.KeyId, PolicyName: 'default', Policy } as Params, ADMIN).answer;
  const free = trials(world, ids);
  const before = (Policy: string) => free.attempt('kms', 'PutKeyPolicy', { KeyId: ids.KeyId, PolicyName: 'default', Policy } as Params, ADMIN).answer;
  expect(before(only(`arn:aws:iam::${Account}:user/ann`))).toMatchObject({ ok: false, code: 'MalformedPolicyDocumentException', message: words });
  expect(before(only(`arn:aws:iam::${Account}:root`))).toMatchObject({ ok: true });
  expect(put(only(`arn:aws:iam::${Account}:root`))).toMatchObject({ ok: false, code: 'AccessDeniedException' });
  expect(free.attempt('kms', 'CreateKey', { Policy: only(`arn:aws:iam::${Account}:user/ann`) }, ADMIN).answer).toMatchObject({ ok: false, message: words });
});
