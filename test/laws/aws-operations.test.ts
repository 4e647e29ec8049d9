// Rules for every operation of every service, present and to come. Each rule is shown to fail on an operation that breaks it.
import { produce } from 'immer';
import { describe, expect, test } from 'vitest';
import { call, rootOf } from '../../src/aws/call.ts';
import { type Cloud, type CloudContext, recordOf } from '../../src/aws/cloud.ts';
import { TRAIL, TRAIL_KEY, type TrailRecord } from '../../src/aws/cloudtrail/record.ts';
import type { CloudAnswer } from '../../src/aws/operation.ts';
import { AwsError, type Operation, type Params, type Principal, type Service } from '../../src/aws/operation.ts';
import { SERVICES } from '../../src/aws/services.ts';
import { type Log, since } from '../../src/engine/log.ts';
import { ACCOUNT, furnished, newMember, out, REGION, type World } from '../aws/fixture.ts';

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

/** Values that name things of the fixture, so that calls get further than their first check. */
const KNOWN: { readonly [parameter: string]: unknown } = {
  ...ids,
  DBInstanceIdentifier: 'dev-courses-db',
  SourceDBInstanceIdentifier: 'dev-courses-db',
  TargetDBInstanceIdentifier: 'second',
  DBSnapshotIdentifier: 'by-hand',
  SourceDBSnapshotIdentifier: 'by-hand',
  TargetDBSnapshotIdentifier: 'copied',
  DBClusterIdentifier: 'fixture-cluster',
  DBClusterSnapshotIdentifier: 'cluster-by-hand',
  SourceDBClusterSnapshotIdentifier: 'cluster-by-hand',
  TargetDBClusterSnapshotIdentifier: 'cluster-copied',
  SourceDBClusterIdentifier: 'fixture-cluster',
  SnapshotIdentifier: 'cluster-by-hand',
  DBInstanceClass: 'db.t4g.small',
  Engine: 'postgres',
  DBSubnetGroupName: 'default',
  DBParameterGroupName: 'default.postgres16',
  Bucket: 'fixture-bucket',
  Key: 'a.txt',
  CopySource: 'fixture-bucket/a.txt',
  UserName: 'ann',
  RoleName: 'runner',
  RoleArn: `arn:aws:iam::${ACCOUNT}:role/runner`,
  RoleSessionName: 'session',
  InstanceProfileName: 'machine',
  PolicyName: 'buckets',
  TableName: 'locks',
  BackupVaultName: 'vault',
  TrailName: 'fixture-trail',
  S3BucketName: 'fixture-trail',
  ResourceId: `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/fixture-trail`,
  Name: 'fixture-trail',
  subject: 'x',
  communicationBody: 'x',
};

/** Empty, unknown, out of range, of another type, too long, a member of every object, of another account, and no ARN at all. */
const JUNK: readonly unknown[] = [
  '',
  'no-such-thing',
  -42.5,
  ['x'],
  [{}],
  {},
  'x'.repeat(3000),
  'constructor',
  `arn:aws:rds:${REGION}:999999999999:db:none`,
  'arn:aws:s3',
  10 ** 12,
  true,
];

/** Finds out which parameters an operation looks at, by running it on parameters that remember what they were asked for. */
function parametersOf(service: string, operation: string): readonly string[] {
  const asked = new Set<string>();
  for (const values of [{}, KNOWN]) {
    const spy = new Proxy({} as Record<string, unknown>, {
      get(_, name) {
        if (typeof name !== 'string') return undefined;
        asked.add(name);
        return (values as Record<string, unknown>)[name];
      },
    });
    attempt(service, operation, spy as Params);
  }
  asked.delete('toJSON');
  return [...asked];
}

function attempt(service: string, operation: string, params: Params, as: Principal | string = rootOf(ACCOUNT)): { answer: CloudAnswer; after: World } {
  let answer: CloudAnswer | undefined;
  const after = produce(base, (draft) => {
    const world = draft as World;
    answer = call(world.cloud, world.time, { service, operation, params, region: REGION, ...(typeof as === 'string' ? { accessKeyId: as } : { principal: as }) });
  });
  // Outputs must outlive the step: a leaked draft throws here.
  JSON.stringify(answer);
  return { answer: answer as CloudAnswer, after };
}

/** Names of the shards that are not the same object any more; the trail aside. */
function changed(after: Cloud): string[] {
  const names = base.cloud.bucketOwners === after.bucketOwners ? [] : ['bucketOwners'];
  for (const id of new Set([...Object.keys(base.cloud.accounts), ...Object.keys(after.accounts)])) {
    const [a, b] = [base.cloud.accounts[id]?.tables ?? {}, after.accounts[id]?.tables ?? {}];
    for (const shard of new Set([...Object.keys(a), ...Object.keys(b)])) if (!shard.endsWith(TRAIL.name) && a[shard] !== b[shard]) names.push(`${id}/${shard}`);
  }
  return names;
}

/** Records that `after` has and the fixture had not. */
function newRecords(after: Cloud): TrailRecord[] {
  return Object.entries(after.accounts).flatMap(([id, { tables }]) =>
    Object.entries(tables).flatMap(([shard, rows]) => {
      if (!shard.endsWith(`/${TRAIL.name}`)) return [];
      const old = recordOf(base.cloud.accounts[id]?.tables[shard])[TRAIL_KEY] as Log<TrailRecord> | undefined;
      return since(recordOf(rows)[TRAIL_KEY] as Log<TrailRecord>, old?.length ?? 0);
    }),
  );
}

/** What one call does against the rules; empty when it keeps them. */
function breaches(service: string, name: string, operation: Operation, params: Params, as?: Principal | string): string[] {
  const { answer, after } = attempt(service, name, params, as);
  const said = `${service} ${name} ${JSON.stringify(params)}`;
  const found: string[] = [];
  if (!answer.ok && answer.status >= 500 && answer.code === 'InternalFailure') found.push(`${said} broke down: ${JSON.stringify(answer.fields)}`);
  if (!answer.ok && answer.code !== 'InternalFailure') {
    // What answers a HEAD has no body, and its code is its status.
    if (!/^(404|403|[A-Z][A-Za-z0-9]*(\.[A-Z][A-Za-z0-9]*)*)$/.test(answer.code) || answer.status < 400 || answer.status > 501)
      found.push(`${said} is refused with ${answer.status} ${answer.code}`);
    if (answer.message === '' || /undefined|\[object|\bNaN\b|native code/.test(answer.message.replaceAll(JSON.stringify(params), '')))
      found.push(`${said} is refused in these words: ${answer.message}`);
  }
  const touched = changed(after.cloud);
  if (touched.length > 0 && operation.kind === 'read') found.push(`${said} is a read and changed ${touched.join(', ')}`);
  if (touched.length > 0 && !answer.ok) found.push(`${said} was refused (${answer.code}) and changed ${touched.join(', ')}`);
  if (!answer.ok && operation.kind === 'write' && Object.keys(after.time.jobs).length !== Object.keys(base.time.jobs).length) found.push(`${said} was refused and left a job`);
  const records = newRecords(after.cloud).filter((record) => record.requestId === answer.requestId);
  if (records.length !== 1) found.push(`${said} left ${records.length} records in the trail`);
  else if ((records[0]?.error === null) !== answer.ok) found.push(`${said}: the trail does not say how it went`);
  return found;
}

const validOnes = new Map<string, Params>();

/** Parameters of which all that the fixture has are right. */
function validFor(service: string, name: string): Params {
  const key = `${service} ${name}`;
  const known = validOnes.get(key) ?? (inputsFor(service, name)[1] as Params);
  validOnes.set(key, known);
  return known;
}

function inputsFor(service: string, name: string): Params[] {
  const names = parametersOf(service, name);
  const valid = Object.fromEntries(names.filter((one) => one in KNOWN).map((one) => [one, KNOWN[one]]));
  const inputs: Params[] = [{}, valid as Params];
  // Two kinds of junk for each parameter, another two for the next: all come up in every service.
  names.forEach((one, i) => {
    for (const junk of [JUNK[(2 * i) % JUNK.length], JUNK[(2 * i + 1) % JUNK.length]]) inputs.push({ ...valid, [one]: junk } as Params);
  });
  return inputs;
}

function check(service: string, name: string, operation: Operation): string[] {
  return inputsFor(service, name).flatMap((params) => breaches(service, name, operation, params));
}

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
