// S3 by the clock: what lifecycle rules remove and what locks keep, and what replication carries into another account.
import { expect, test } from 'vitest';
import { addAccount } from '../../src/aws/call.ts';
import type { Principal } from '../../src/aws/operation.ts';
import { DAY, MINUTE } from '../../src/engine/clock.ts';
import { ACCOUNT, newWorld, out, pass, REGION, refusal, type World } from './fixture.ts';

const OTHER = '900000000001';
const there: Principal = { type: 'root', account: OTHER, arn: `arn:aws:iam::${OTHER}:root`, userId: OTHER, name: 'root' };
const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });

function bucket(world: World, Bucket: string, as?: Principal, more: object = {}): void {
  out(world, 's3', 'CreateBucket', { Bucket, CreateBucketConfiguration: { LocationConstraint: REGION }, ...more }, as);
  out(world, 's3', 'PutBucketVersioning', { Bucket, VersioningConfiguration: { Status: 'Enabled' } }, as);
}
const put = (world: World, Bucket: string, Key: string, Body = Key) => out(world, 's3', 'PutObject', { Bucket, Key, Body }).VersionId as string;
const versions = (world: World, Bucket: string, as?: Principal) => {
  const found = out(world, 's3', 'ListObjectVersions', { Bucket }, as);
  return { versions: (found.Versions ?? []).map((one: { Key: string; VersionId: string }) => `${one.Key}:${one.VersionId}`), markers: (found.DeleteMarkers ?? []).length };
};
const rules = (world: World, Bucket: string, ...Rules: object[]) =>
  out(world, 's3', 'PutBucketLifecycleConfiguration', { Bucket, LifecycleConfiguration: { Rules: Rules.map((rule) => ({ Status: 'Enabled', Filter: {}, ...rule })) } } as never);

test('an expiry hides in a versioned bucket; what is no longer current goes later, and a marker that stands alone at last', () => {
  const world = newWorld();
  bucket(world, 'shelf');
  put(world, 'shelf', 'old');
  rules(
    world,
    'shelf',
    { ID: 'expire', Expiration: { Days: 2 } },
    { ID: 'past', NoncurrentVersionExpiration: { NoncurrentDays: 3 } },
    { ID: 'markers', Expiration: { ExpiredObjectDeleteMarker: true } },
  );
  pass(world, 2 * DAY);
  expect(versions(world, 'shelf')).toMatchObject({ markers: 0 });
  pass(world, DAY);
  expect(versions(world, 'shelf').versions).toHaveLength(1);
  expect(versions(world, 'shelf').markers).toBe(1);
  expect(refusal(world, 's3', 'GetObject', { Bucket: 'shelf', Key: 'old' })).toContain('NoSuchKey');
  pass(world, 4 * DAY);
  expect(versions(world, 'shelf')).toEqual({ versions: [], markers: 0 });
});

test('without versioning an expiry is for good, by prefix and tag; other things stay, and move to a cheaper class', () => {
  const world = newWorld();
  out(world, 's3', 'CreateBucket', { Bucket: 'plain', CreateBucketConfiguration: { LocationConstraint: REGION } });
  for (const key of ['logs/a', 'logs/b', 'keep']) put(world, 'plain', key);
  out(world, 's3', 'PutObjectTagging', { Bucket: 'plain', Key: 'logs/b', Tagging: { TagSet: [{ Key: 'keep', Value: 'no' }] } });
  rules(
    world,
    'plain',
    { Filter: { And: { Prefix: 'logs/', Tags: [{ Key: 'keep', Value: 'no' }] } }, Expiration: { Days: 1 } },
    { Filter: { Prefix: 'keep' }, Transitions: [{ Days: 1, StorageClass: 'GLACIER' }] },
  );
  pass(world, 3 * DAY);
  const found = out(world, 's3', 'ListObjectsV2', { Bucket: 'plain' }).Contents.map((one: { Key: string; StorageClass: string }) => [one.Key, one.StorageClass]);
  expect(found).toEqual([
    ['keep', 'GLACIER'],
    ['logs/a', 'STANDARD'],
  ]);
});

test('a lock is stronger than a rule, until its date', () => {
  const world = newWorld();
  bucket(world, 'locked', undefined, { ObjectLockEnabledForBucket: true });
  const first = put(world, 'locked', 'a', 'one');
  out(world, 's3', 'PutObjectRetention', {
    Bucket: 'locked',
    Key: 'a',
    VersionId: first,
    Retention: { Mode: 'COMPLIANCE', RetainUntilDate: new Date(world.time.now + 10 * DAY).toISOString() },
  });
  put(world, 'locked', 'a', 'two');
  rules(world, 'locked', { NoncurrentVersionExpiration: { NoncurrentDays: 1 } });
  pass(world, 5 * DAY);
  expect(versions(world, 'locked').versions).toHaveLength(2);
  pass(world, 7 * DAY);
  expect(versions(world, 'locked').versions).toHaveLength(1);
});

/** A bucket whose new versions go to another account's. */
function replicated(grant = true): World {
  const world = newWorld();
  addAccount(world.cloud, world.time, { id: OTHER, alias: 'older', region: REGION });
  bucket(world, 'here');
  bucket(world, 'far-away', there);
  out(world, 'iam', 'CreateRole', {
    RoleName: 'copier',
    AssumeRolePolicyDocument: policy({ Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sts:AssumeRole' }),
  });
  const Role = `arn:aws:iam::${ACCOUNT}:role/copier`;
  out(world, 'iam', 'PutRolePolicy', { RoleName: 'copier', PolicyName: 'copy', PolicyDocument: policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' }) });
  if (grant)
    out(
      world,
      's3',
      'PutBucketPolicy',
      {
        Bucket: 'far-away',
        Policy: policy({ Effect: 'Allow', Principal: { AWS: Role }, Action: ['s3:ReplicateObject', 's3:ReplicateDelete'], Resource: 'arn:aws:s3:::far-away/*' }),
      },
      there,
    );
  const rule = { ID: 'all', Priority: 1, Status: 'Enabled', Filter: {}, DeleteMarkerReplication: { Status: 'Disabled' }, Destination: { Bucket: 'arn:aws:s3:::far-away' } };
  out(world, 's3', 'PutBucketReplication', { Bucket: 'here', ReplicationConfiguration: { Role, Rules: [rule] } });
  return world;
}

test('new versions are copied to another account, and no deletion reaches them there', () => {
  const world = replicated();
  const id = put(world, 'here', 'export.sql', 'rows');
  expect(out(world, 's3', 'HeadObject', { Bucket: 'here', Key: 'export.sql' }).ReplicationStatus).toBe('PENDING');
  pass(world, 2 * MINUTE);
  expect(out(world, 's3', 'HeadObject', { Bucket: 'here', Key: 'export.sql' }).ReplicationStatus).toBe('COMPLETED');
  out(world, 's3', 'DeleteObject', { Bucket: 'here', Key: 'export.sql' });
  out(world, 's3', 'DeleteObject', { Bucket: 'here', Key: 'export.sql', VersionId: id });
  pass(world, 2 * MINUTE);
  const copy = out(world, 's3', 'GetObject', { Bucket: 'far-away', Key: 'export.sql' }, there);
  expect([copy.Body, copy.VersionId, copy.ReplicationStatus]).toEqual(['rows', id, 'REPLICA']);
  expect(refusal(world, 's3', 'DeleteObject', { Bucket: 'far-away', Key: 'export.sql', VersionId: id })).toBe('AccessDenied: Access Denied');
});

test('a role that the other side has not let in copies nothing', () => {
  const world = replicated(false);
  put(world, 'here', 'export.sql');
  pass(world, 2 * MINUTE);
  expect(out(world, 's3', 'HeadObject', { Bucket: 'here', Key: 'export.sql' }).ReplicationStatus).toBe('FAILED');
  expect(versions(world, 'far-away', there).versions).toEqual([]);
});

test('many deletions at once are refused key by key, and a bypass needs its own right', () => {
  const world = newWorld();
  bucket(world, 'locked', undefined, { ObjectLockEnabledForBucket: true });
  out(world, 's3', 'PutObjectLockConfiguration', {
    Bucket: 'locked',
    ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 30 } } },
  });
  const [a, b] = [put(world, 'locked', 'a'), put(world, 'locked', 'b')];
  out(world, 'iam', 'CreateUser', { UserName: 'bob' });
  const key = out(world, 'iam', 'CreateAccessKey', { UserName: 'bob' }).AccessKey.AccessKeyId;
  const grant = (...Action: string[]) =>
    out(world, 'iam', 'PutUserPolicy', { UserName: 'bob', PolicyName: 'some', PolicyDocument: policy({ Effect: 'Allow', Action, Resource: 'arn:aws:s3:::locked/a' }) });
  const remove = () =>
    out(
      world,
      's3',
      'DeleteObjects',
      {
        Bucket: 'locked',
        BypassGovernanceRetention: true,
        Delete: {
          Objects: [
            { Key: 'a', VersionId: a },
            { Key: 'b', VersionId: b },
          ],
        },
      },
      key,
    );
  grant('s3:DeleteObjectVersion');
  expect(remove().Errors.map((one: { Key: string; Code: string; Message: string }) => [one.Key, /perform: (\S+)/.exec(one.Message)?.[1]])).toEqual([
    ['a', 's3:BypassGovernanceRetention'],
    ['b', 's3:DeleteObjectVersion'],
  ]);
  grant('s3:DeleteObjectVersion', 's3:BypassGovernanceRetention');
  const done = remove();
  expect([done.Deleted.length, done.Errors.length, versions(world, 'locked').versions]).toEqual([1, 1, [`b:${b}`]]);
});
