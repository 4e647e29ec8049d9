// Versioning of a bucket. It cannot be taken away again, only suspended.
import { bucketSetting } from './core/bucket-setting.ts';
import { enumOf, oneOf } from './core/checks.ts';
import { accountId } from './core/formats.ts';
import { pick, single, text } from './core/members.ts';

export const awsS3BucketVersioning = bucketSetting({
  name: 'aws_s3_bucket_versioning',
  label: 'S3 Bucket Versioning',
  checks: {
    values: {
      expected_bucket_owner: accountId,
      'versioning_configuration.mfa_delete': enumOf('Enabled', 'Disabled'),
      'versioning_configuration.status': oneOf('Enabled', 'Suspended', 'Disabled'),
    },
  },
  put: 'PutBucketVersioning',
  get: 'GetBucketVersioning',
  absent: [],
  request: (planned) => {
    const wanted = single(planned.versioning_configuration);
    return {
      VersioningConfiguration: {
        Status: wanted?.status === 'Disabled' ? undefined : text(wanted?.status),
        ...(text(wanted?.mfa_delete) ? { MFADelete: text(wanted?.mfa_delete) } : {}),
      },
      MFA: text(planned.mfa) || undefined,
    };
  },
  attrs: (reply, state) => {
    const status = text(pick(reply, 'Status')) || (single(state.versioning_configuration)?.status === 'Disabled' ? 'Disabled' : '');
    return status ? { versioning_configuration: [{ status, mfa_delete: text(pick(reply, 'MFADelete')) }] } : null;
  },
  remove: (api, bucket, prior) => {
    if (single(prior.versioning_configuration)?.status === 'Disabled') return;
    api.find('s3', 'PutBucketVersioning', { Bucket: bucket, VersioningConfiguration: { Status: 'Suspended' } }, ['NoSuchBucket', 'InvalidBucketState']);
  },
  more: { takes: { create: [1.5, 2.6], delete: [0.4, 1] } },
});
