// The policy of a bucket.
import { bucketSetting, deletion } from './core/bucket-setting.ts';
import { policy } from './core/formats.ts';
import { pick } from './core/members.ts';

export const awsS3BucketPolicy = bucketSetting({
  name: 'aws_s3_bucket_policy',
  label: 'S3 Bucket Policy',
  checks: { values: { policy } },
  put: 'PutBucketPolicy',
  get: 'GetBucketPolicy',
  absent: ['NoSuchBucketPolicy'],
  request: (planned) => ({ Policy: planned.policy }),
  attrs: (reply) => ({ policy: pick(reply, 'Policy') ?? '' }),
  remove: deletion('DeleteBucketPolicy'),
  more: { json: ['policy'] },
});
