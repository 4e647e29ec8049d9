// Default retention of a bucket's objects.
import { bucketSetting } from './core/bucket-setting.ts';
import { enumOf } from './core/checks.ts';
import { accountId } from './core/formats.ts';
import { pick, records, single, text } from './core/members.ts';

export const awsS3BucketObjectLockConfiguration = bucketSetting({
  name: 'aws_s3_bucket_object_lock_configuration',
  label: 'S3 Bucket Object Lock Configuration',
  checks: {
    values: {
      expected_bucket_owner: accountId,
      object_lock_enabled: enumOf('Enabled'),
      'rule.default_retention.mode': enumOf('GOVERNANCE', 'COMPLIANCE'),
    },
    conflicts: {
      'rule.default_retention.days': ['rule.0.default_retention.0.years'],
      'rule.default_retention.years': ['rule.0.default_retention.0.days'],
    },
  },
  put: 'PutObjectLockConfiguration',
  get: 'GetObjectLockConfiguration',
  absent: ['ObjectLockConfigurationNotFoundError'],
  request: (planned) => {
    const rule = single(single(planned.rule)?.default_retention);
    return {
      ObjectLockConfiguration: {
        ObjectLockEnabled: text(planned.object_lock_enabled) || 'Enabled',
        ...(rule ? { Rule: { DefaultRetention: { Mode: text(rule.mode), ...(rule.days ? { Days: rule.days } : {}), ...(rule.years ? { Years: rule.years } : {}) } } } : {}),
      },
    };
  },
  attrs: (reply) => {
    const retention = records([pick(reply, 'ObjectLockConfiguration.Rule.DefaultRetention') ?? null])[0];
    return {
      object_lock_enabled: pick(reply, 'ObjectLockConfiguration.ObjectLockEnabled') ?? null,
      rule: retention ? [{ default_retention: [{ mode: retention.Mode ?? null, days: retention.Days ?? 0, years: retention.Years ?? 0 }] }] : [],
    };
  },
  remove: (api, bucket) =>
    void api.find('s3', 'PutObjectLockConfiguration', { Bucket: bucket, ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } }, [
      'NoSuchBucket',
      'ObjectLockConfigurationNotFoundError',
    ]),
});
