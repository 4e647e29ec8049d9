import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { bytesOf, md5, toBase64 } from '../../src/aws/s3/bytes.ts';
import { DAY, iso } from '../../src/engine/clock.ts';
import { newWorld, out, REGION, refusal, type World } from './fixture.ts';

const B = { Bucket: 'courses-state' };

function withBucket(more = {}): World {
  const world = newWorld();
  out(world, 's3', 'CreateBucket', { ...B, CreateBucketConfiguration: { LocationConstraint: REGION }, ...more });
  return world;
}
const versioned = (world: World) => out(world, 's3', 'PutBucketVersioning', { ...B, VersioningConfiguration: { Status: 'Enabled' } });
const put = (world: World, Key: string, Body: string, more = {}) => out(world, 's3', 'PutObject', { ...B, Key, Body, ...more });

test('md5 and base64 are the real ones', () => {
  for (const text of ['', 'a', 'äöü €😀', 'x'.repeat(55), 'x'.repeat(56), 'x'.repeat(64), 'y'.repeat(1000)]) {
    expect(md5(bytesOf(text))).toBe(createHash('md5').update(text, 'utf8').digest('hex'));
    const base64 = Buffer.from(text, 'utf8').toString('base64');
    expect(toBase64(bytesOf(text))).toBe(base64);
    expect(bytesOf({ base64 })).toEqual([...Buffer.from(text, 'utf8')]);
  }
});

describe('buckets', () => {
  test('names are one namespace; a bucket with something in it stays', () => {
    const world = withBucket();
    expect(refusal(world, 's3', 'CreateBucket', { ...B, CreateBucketConfiguration: { LocationConstraint: REGION } })).toMatch(/^BucketAlreadyOwnedByYou: /);
    expect(refusal(world, 's3', 'CreateBucket', { Bucket: 'other-bucket' })).toMatch(/^IllegalLocationConstraintException: The unspecified location constraint/);
    put(world, 'a', 'x');
    expect(refusal(world, 's3', 'DeleteBucket', B)).toBe('BucketNotEmpty: The bucket you tried to delete is not empty');
    versioned(world);
    out(world, 's3', 'DeleteObject', { ...B, Key: 'a' });
    expect(refusal(world, 's3', 'DeleteBucket', B)).toBe('BucketNotEmpty: The bucket you tried to delete is not empty. You must delete all versions in the bucket.');
    const left = out(world, 's3', 'ListObjectVersions', B);
    for (const one of [...left.Versions, ...left.DeleteMarkers]) out(world, 's3', 'DeleteObject', { ...B, Key: one.Key, VersionId: one.VersionId });
    out(world, 's3', 'DeleteBucket', B);
    expect(refusal(world, 's3', 'HeadBucket', B)).toBe('404: Not Found');
  });

  test('settings: what was put comes back, what was not is an error of its own', () => {
    const world = withBucket();
    expect(refusal(world, 's3', 'GetBucketLifecycleConfiguration', B)).toBe('NoSuchLifecycleConfiguration: The lifecycle configuration does not exist');
    expect(refusal(world, 's3', 'GetBucketTagging', B)).toBe('NoSuchTagSet: The TagSet does not exist');
    expect(out(world, 's3', 'GetBucketVersioning', B)).toEqual({});
    const rules = { Rules: [{ ID: 'old', Status: 'Enabled', Filter: {}, Expiration: { Days: 30 } }] };
    out(world, 's3', 'PutBucketLifecycleConfiguration', { ...B, LifecycleConfiguration: rules });
    expect(out(world, 's3', 'GetBucketLifecycleConfiguration', B)).toEqual(rules);
  });
});

describe('objects', () => {
  test('the conditional put that a state lock needs', () => {
    const world = withBucket();
    put(world, 'main.tflock', '{}', { IfNoneMatch: '*' });
    expect(refusal(world, 's3', 'PutObject', { ...B, Key: 'main.tflock', Body: '{}', IfNoneMatch: '*' })).toBe(
      'PreconditionFailed: At least one of the pre-conditions you specified did not hold',
    );
    out(world, 's3', 'DeleteObject', { ...B, Key: 'main.tflock' });
    put(world, 'main.tflock', '{}', { IfNoneMatch: '*' });
  });

  test('versions: overwritten and deleted things come back', () => {
    const world = withBucket();
    versioned(world);
    const first = put(world, 'k', 'one').VersionId;
    put(world, 'k', 'two');
    const { VersionId: marker, DeleteMarker } = out(world, 's3', 'DeleteObject', { ...B, Key: 'k' });
    expect(DeleteMarker).toBe(true);
    expect(refusal(world, 's3', 'GetObject', { ...B, Key: 'k' })).toBe('NoSuchKey: The specified key does not exist.');
    expect(refusal(world, 's3', 'HeadObject', { ...B, Key: 'k' })).toBe('404: Not Found');
    expect(out(world, 's3', 'GetObject', { ...B, Key: 'k', VersionId: first }).Body).toBe('one');
    out(world, 's3', 'DeleteObject', { ...B, Key: 'k', VersionId: marker });
    expect(out(world, 's3', 'GetObject', { ...B, Key: 'k' }).Body).toBe('two');
    out(world, 's3', 'CopyObject', { ...B, Key: 'k', CopySource: `${B.Bucket}/k?versionId=${first}` });
    expect(out(world, 's3', 'GetObject', { ...B, Key: 'k' }).Body).toBe('one');
    expect(out(world, 's3', 'ListObjectVersions', B).Versions.map((one: { IsLatest: boolean }) => one.IsLatest)).toEqual([true, false, false]);
  });

  test('lists: prefixes, delimiters, pages', () => {
    const world = withBucket();
    for (const key of ['a/1', 'a/2', 'b', 'c/1', 'c/d/2']) put(world, key, key);
    const top = out(world, 's3', 'ListObjectsV2', { ...B, Delimiter: '/' });
    expect(top.CommonPrefixes).toEqual([{ Prefix: 'a/' }, { Prefix: 'c/' }]);
    expect(top.Contents.map((one: { Key: string }) => one.Key)).toEqual(['b']);
    const keys: string[] = [];
    let token: string | undefined;
    do {
      const found = out(world, 's3', 'ListObjectsV2', { ...B, MaxKeys: 2, ...(token ? { ContinuationToken: token } : {}) });
      keys.push(...found.Contents.map((one: { Key: string }) => one.Key));
      token = found.NextContinuationToken;
    } while (token);
    expect(keys).toEqual(['a/1', 'a/2', 'b', 'c/1', 'c/d/2']);
  });

  test('object lock: compliance holds everybody, governance who may not bypass it', () => {
    const world = withBucket({ ObjectLockEnabledForBucket: true });
    const until = iso(world.time.now + DAY);
    const hard = put(world, 'hard', 'x', { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until }).VersionId;
    const soft = put(world, 'soft', 'x', { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: until }).VersionId;
    const remove = (Key: string, VersionId: string, BypassGovernanceRetention = false) => ['s3', 'DeleteObject', { ...B, Key, VersionId, BypassGovernanceRetention }] as const;
    expect(refusal(world, ...remove('hard', hard, true))).toBe('AccessDenied: Access Denied because object protected by object lock.');
    expect(refusal(world, ...remove('soft', soft))).toContain('object lock');
    out(world, ...remove('soft', soft, true));
    // A marker hides it, and takes nothing away.
    out(world, 's3', 'DeleteObject', { ...B, Key: 'hard' });
    expect(out(world, 's3', 'GetObject', { ...B, Key: 'hard', VersionId: hard }).Body).toBe('x');
    expect(refusal(world, 's3', 'PutBucketVersioning', { ...B, VersioningConfiguration: { Status: 'Suspended' } })).toContain('InvalidBucketState');
  });
});
