import { gunzipSync, strFromU8 } from 'fflate';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, iso, MINUTE } from '../../src/engine/clock.ts';
import { ACCOUNT, admin, ask, DATABASE, newWorld, out, pass, REGION, refusal, type World } from './fixture.ts';

const B = { Bucket: 'audit-logs' };
const T = { Name: 'audit' };
const policy = (prefix = '') =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 's3:GetBucketAcl', Resource: 'arn:aws:s3:::audit-logs' },
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: `arn:aws:s3:::audit-logs/${prefix}AWSLogs/${ACCOUNT}/*`,
        Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/audit` } },
      },
    ],
  });

function withBucket(): World {
  const world = newWorld();
  out(world, 's3', 'CreateBucket', { ...B, CreateBucketConfiguration: { LocationConstraint: REGION } });
  return world;
}

function withTrail(more = {}): World {
  const world = withBucket();
  out(world, 's3', 'PutBucketPolicy', { ...B, Policy: policy() });
  out(world, 'cloudtrail', 'CreateTrail', { ...T, S3BucketName: B.Bucket, ...more });
  out(world, 'cloudtrail', 'StartLogging', T);
  return world;
}

/** Keys of the delivered objects, and the events in them. */
function delivered(world: World): { readonly keys: string[]; readonly events: { eventName: string; awsRegion: string; readOnly: boolean }[] } {
  const keys: string[] = (out(world, 's3', 'ListObjectsV2', B).Contents ?? []).map((one: { Key: string }) => one.Key);
  const events = keys.flatMap((Key) => {
    const { Body } = out(world, 's3', 'GetObject', { ...B, Key });
    return JSON.parse(strFromU8(gunzipSync(Uint8Array.from(Buffer.from(Body.base64, 'base64'))))).Records;
  });
  return { keys, events };
}
const names = (world: World) => delivered(world).events.map((event) => event.eventName);
const status = (world: World) => out(world, 'cloudtrail', 'GetTrailStatus', T);

describe('a trail', () => {
  test('is refused without a name, without a bucket, and where the bucket does not let CloudTrail write', () => {
    const world = withBucket();
    const create = (params: object) => refusal(world, 'cloudtrail', 'CreateTrail', { ...T, S3BucketName: B.Bucket, ...params });
    expect(create({})).toBe('InsufficientS3BucketPolicyException: Incorrect S3 bucket policy is detected for bucket: audit-logs');
    out(world, 's3', 'PutBucketPolicy', { ...B, Policy: policy() });
    expect(create({ S3KeyPrefix: 'elsewhere' })).toContain('InsufficientS3BucketPolicyException');
    expect(create({ Name: 'my' })).toBe('InvalidTrailNameException: Trail name must have a minimum of 3 characters.');
    expect(create({ S3BucketName: 'no-such-bucket' })).toBe('S3BucketDoesNotExistException: S3 bucket no-such-bucket does not exist!');
    expect(create({ IsMultiRegionTrail: true, IncludeGlobalServiceEvents: false })).toContain('InvalidParameterCombinationException');
    out(world, 'cloudtrail', 'CreateTrail', { ...T, S3BucketName: B.Bucket });
    expect(create({})).toBe(`TrailAlreadyExistsException: Trail audit already exists for customer: ${ACCOUNT}`);
    expect(refusal(world, 'cloudtrail', 'GetTrailStatus', { Name: 'other' })).toBe(
      `TrailNotFoundException: Unknown trail: arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/other for the user: ${ACCOUNT}`,
    );
    expect(status(world).IsLogging).toBe(false);
  });

  test('delivers management events of its Region every few minutes, data events only when asked to, and nothing before it logged or after it stopped', () => {
    const world = withTrail();
    out(world, 'rds', 'CreateDBInstance', DATABASE);
    out(world, 's3', 'PutObject', { Bucket: B.Bucket, Key: 'mine/a.txt', Body: 'x' });
    out(world, 'ec2', 'DescribeVpcs', {}, undefined, 'us-east-1');
    out(world, 's3', 'DeleteObject', { Bucket: B.Bucket, Key: 'mine/a.txt' });
    pass(world, 6 * MINUTE);
    const { keys } = delivered(world);
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatch(new RegExp(`^AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/2026/02/20/${ACCOUNT}_CloudTrail_${REGION}_20260220T0905Z_[A-Za-z0-9]{16}\\.json\\.gz$`));
    expect(names(world)).toEqual(['StartLogging', 'CreateDBInstance']);
    expect(status(world)).toMatchObject({ IsLogging: true, LatestDeliveryTime: iso(world.time.now - MINUTE, true) });

    out(world, 'cloudtrail', 'PutEventSelectors', {
      TrailName: 'audit',
      EventSelectors: [{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true, DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::audit-logs/mine/'] }] }],
    });
    out(world, 's3', 'PutObject', { Bucket: B.Bucket, Key: 'mine/b.txt', Body: 'x' });
    out(world, 's3', 'DeleteObject', { Bucket: B.Bucket, Key: 'mine/b.txt' });
    out(world, 'rds', 'DescribeDBInstances');
    out(world, 'cloudtrail', 'StopLogging', T);
    pass(world, MINUTE);
    out(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: DATABASE.DBInstanceIdentifier, SkipFinalSnapshot: true });
    pass(world, HOUR);
    expect(names(world).slice(2)).toEqual(['PutEventSelectors', 'PutObject', 'DeleteObject', 'StopLogging']);
    expect(status(world)).toMatchObject({ IsLogging: false, StopLoggingTime: expect.any(String) });
    // Whoever stops the trail is seen in the event history all the same, and so is what came after.
    const seen = out(world, 'cloudtrail', 'LookupEvents', {}).Events.map((event: { EventName: string }) => event.EventName);
    expect(seen).toEqual(expect.arrayContaining(['StopLogging', 'DeleteDBInstance']));
  });

  test('of all Regions has the global services too, and is told of where it is not at home', () => {
    const world = withTrail({ IsMultiRegionTrail: true });
    out(world, 'iam', 'CreateUser', { UserName: 'eve' });
    out(world, 'ec2', 'DescribeVpcs', {}, undefined, 'eu-central-1');
    pass(world, 6 * MINUTE);
    expect(new Set(delivered(world).events.map((event) => `${event.awsRegion} ${event.eventName}`))).toEqual(
      new Set([`${REGION} StartLogging`, 'us-east-1 CreateUser', 'eu-central-1 DescribeVpcs']),
    );
    expect(out(world, 'cloudtrail', 'DescribeTrails', {}, undefined, 'us-east-1').trailList).toMatchObject([{ Name: 'audit', HomeRegion: REGION }]);
    expect(out(world, 'cloudtrail', 'DescribeTrails', { includeShadowTrails: false }, undefined, 'us-east-1').trailList).toEqual([]);
    expect(refusal(world, 'cloudtrail', 'StopLogging', { Name: `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/audit` }, undefined, 'us-east-1')).toContain(
      'InvalidHomeRegionException',
    );
  });

  test('that cannot write says so, and writes what it kept when it can again', () => {
    const world = withTrail();
    out(world, 's3', 'DeleteBucketPolicy', B);
    pass(world, 6 * MINUTE);
    expect(status(world).LatestDeliveryError).toBe('AccessDenied');
    out(world, 's3', 'PutBucketPolicy', { ...B, Policy: policy() });
    pass(world, 6 * MINUTE);
    expect(names(world)).toEqual(['StartLogging', 'DeleteBucketPolicy', 'GetTrailStatus', 'PutBucketPolicy']);
    expect(status(world).LatestDeliveryError).toBeUndefined();
  });

  test('deleted leaves the objects that it delivered', () => {
    const world = withTrail();
    pass(world, 6 * MINUTE);
    out(world, 'cloudtrail', 'DeleteTrail', T);
    pass(world, DAY);
    expect(names(world)).toEqual(['StartLogging']);
    expect(out(world, 'cloudtrail', 'ListTrails').Trails).toEqual([]);
  });
});

test('the event history ends after 90 days, starts some minutes late, and shows no data events', () => {
  const world = withBucket();
  const key = admin(world);
  out(world, 'rds', 'DescribeDBInstances', {}, key);
  out(world, 's3', 'PutObject', { ...B, Key: 'a', Body: 'x' }, key);
  const mine = () => out(world, 'cloudtrail', 'LookupEvents', { LookupAttributes: [{ AttributeKey: 'AccessKeyId', AttributeValue: key }] }).Events;
  expect(mine()).toEqual([]);
  pass(world, 3 * MINUTE);
  expect(mine().map((event: { EventName: string }) => event.EventName)).toEqual(['DescribeDBInstances']);
  pass(world, 91 * DAY);
  expect(mine()).toEqual([]);
  expect(ask(world, 'cloudtrail', 'LookupEvents', { MaxResults: 51 })).toMatchObject({ ok: false, code: 'InvalidMaxResultsException' });
});
