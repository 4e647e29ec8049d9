// What of a bucket may never be public.
import { bucketSetting, deletion } from './core/bucket-setting.ts';
import { fromMembers, pick, toMembers } from './core/members.ts';

const TABLE = {
  block_public_acls: 'BlockPublicAcls',
  block_public_policy: 'BlockPublicPolicy',
  ignore_public_acls: 'IgnorePublicAcls',
  restrict_public_buckets: 'RestrictPublicBuckets',
};

export const awsS3BucketPublicAccessBlock = bucketSetting({
  name: 'aws_s3_bucket_public_access_block',
  label: 'S3 Bucket Public Access Block',
  put: 'PutPublicAccessBlock',
  get: 'GetPublicAccessBlock',
  absent: ['NoSuchPublicAccessBlockConfiguration'],
  request: (planned) => ({ PublicAccessBlockConfiguration: toMembers(planned, TABLE) }),
  attrs: (reply) => fromMembers(pick(reply, 'PublicAccessBlockConfiguration'), TABLE),
  remove: deletion('DeletePublicAccessBlock'),
});
