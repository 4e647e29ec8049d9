// Trying any operation of any service on a world that stays as it was: what a call does against the rules that hold for all of them.
import { produce } from 'immer';
import { call, rootOf } from '../../src/aws/call.ts';
import { type Cloud, recordOf } from '../../src/aws/cloud.ts';
import { TRAIL, TRAIL_KEY, type TrailRecord } from '../../src/aws/cloudtrail/record.ts';
import type { CloudAnswer, Operation, Params, Principal } from '../../src/aws/operation.ts';
import { type Log, since } from '../../src/engine/log.ts';
import { ACCOUNT, REGION, type World } from '../aws/fixture.ts';

/** Values that name things of the fixture, so that calls get further than their first check. */
const knownWith = (ids: { readonly [parameter: string]: string }): { readonly [parameter: string]: unknown } => ({
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
  FunctionName: 'nightly',
  repositoryName: 'app',
  BackupVaultName: 'vault',
  TrailName: 'fixture-trail',
  S3BucketName: 'fixture-trail',
  ResourceId: `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/fixture-trail`,
  Name: 'fixture-trail',
  subject: 'x',
  communicationBody: 'x',
});

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

/** Trials on one world. `ids` are names that were made up in it, by parameter. */
export function trials(base: World, ids: { readonly [parameter: string]: string }) {
  const KNOWN = knownWith(ids);

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

  return { attempt, breaches, check, newRecords, validFor };
}
