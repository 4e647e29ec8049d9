// Buckets. A name belongs to whoever took it first, in the whole world; a bucket with anything in it is not deleted unless the state says force_destroy.

import { MINUTE } from '../engine/clock.ts';
import type { Json } from '../engine/json.ts';
import { type Api, Complaint, Refusal } from './core/api.ts';
import { atLeast, enumOf, length, needs, oneOf, quoted, rules } from './core/checks.ts';
import { arn, json } from './core/formats.ts';
import { map, pick, records, text } from './core/members.ts';
import { uniqueName } from './core/naming.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagList, tagsIn } from './core/tagging.ts';

const GONE = ['NoSuchBucket', 'NotFound', '404'];
/** Hosted zones of S3's own names, by Region (published by AWS). */
const ZONES: { readonly [region: string]: string } = {
  'eu-west-1': 'Z1BKCTXD74EZPE',
  'eu-west-2': 'Z3GKZC51ZF0DB4',
  'eu-west-3': 'Z3R1K369G5AVDG',
  'eu-central-1': 'Z21DNDUVLTQW6Q',
  'eu-north-1': 'Z3BAZG2TWCNX0D',
  'us-east-1': 'Z3AQBSTGFYJSTF',
  'us-east-2': 'Z2O1EMRO9K5GLX',
  'us-west-1': 'Z2F56UZL2M1ACD',
  'us-west-2': 'Z3BJ6K6RIION7M',
};

/** Deletes everything in a bucket: objects, versions, delete markers. */
function empty(api: Api, bucket: string): void {
  for (;;) {
    const page = api.find('s3', 'ListObjectVersions', { Bucket: bucket, MaxKeys: 1000 }, GONE);
    const found = [...records(page?.Versions), ...records(page?.DeleteMarkers)].map((version) => ({
      Key: text(version.Key),
      ...(version.VersionId !== undefined ? { VersionId: text(version.VersionId) } : {}),
    }));
    if (found.length === 0) return;
    const reply = api.call('s3', 'DeleteObjects', { Bucket: bucket, Delete: { Objects: found, Quiet: true } });
    const failed = records(reply.Errors)[0];
    if (failed) throw new Complaint(`emptying S3 Bucket (${bucket}): deleting: S3 object (${text(failed.Key)}): ${text(failed.Code)}: ${text(failed.Message)}`);
  }
}

const CLASSES = ['GLACIER', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'DEEP_ARCHIVE', 'GLACIER_IR'];
const lifecycleDate = rules(
  '2026-11-22',
  ['tomorrow'],
  needs(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, (_key, value) => `${quoted(value)} cannot be parsed as RFC3339 Timestamp Format`),
);
/** Settings that have become resources of their own. */
const NOW_APART: { readonly [argument: string]: string } = {
  acceleration_status: 'aws_s3_bucket_accelerate_configuration',
  acl: 'aws_s3_bucket_acl',
  cors_rule: 'aws_s3_bucket_cors_configuration',
  grant: 'aws_s3_bucket_acl',
  lifecycle_rule: 'aws_s3_bucket_lifecycle_configuration',
  logging: 'aws_s3_bucket_logging',
  object_lock_configuration: 'aws_s3_bucket_object_lock_configuration',
  policy: 'aws_s3_bucket_policy',
  replication_configuration: 'aws_s3_bucket_replication_configuration',
  request_payer: 'aws_s3_bucket_request_payment_configuration',
  server_side_encryption_configuration: 'aws_s3_bucket_server_side_encryption_configuration',
  versioning: 'aws_s3_bucket_versioning',
  website: 'aws_s3_bucket_website_configuration',
};

export const awsS3Bucket: ResourceType = {
  name: 'aws_s3_bucket',
  label: 'S3 Bucket',
  checks: {
    values: {
      acceleration_status: enumOf('Enabled', 'Suspended'),
      acl: oneOf('private', 'public-read', 'public-read-write', 'authenticated-read', 'aws-exec-read', 'log-delivery-write'),
      bucket: length(0, 63),
      bucket_prefix: length(0, 37),
      'grant.permissions': enumOf('FULL_CONTROL', 'WRITE', 'WRITE_ACP', 'READ', 'READ_ACP'),
      'grant.type': oneOf('CanonicalUser', 'Group'),
      'lifecycle_rule.expiration.date': lifecycleDate,
      'lifecycle_rule.expiration.days': atLeast(0),
      'lifecycle_rule.id': length(0, 255),
      'lifecycle_rule.noncurrent_version_expiration.days': atLeast(1),
      'lifecycle_rule.noncurrent_version_transition.days': atLeast(0),
      'lifecycle_rule.noncurrent_version_transition.storage_class': enumOf(...CLASSES),
      'lifecycle_rule.transition.date': lifecycleDate,
      'lifecycle_rule.transition.days': atLeast(0),
      'lifecycle_rule.transition.storage_class': enumOf(...CLASSES),
      'object_lock_configuration.object_lock_enabled': enumOf('Enabled'),
      'object_lock_configuration.rule.default_retention.days': atLeast(1),
      'object_lock_configuration.rule.default_retention.mode': enumOf('GOVERNANCE', 'COMPLIANCE'),
      'object_lock_configuration.rule.default_retention.years': atLeast(1),
      policy: json,
      'replication_configuration.role': arn,
      'replication_configuration.rules.status': enumOf('Enabled', 'Disabled'),
      request_payer: enumOf('Requester', 'BucketOwner'),
      'server_side_encryption_configuration.rule.apply_server_side_encryption_by_default.sse_algorithm': enumOf('AES256', 'aws:kms', 'aws:kms:dsse'),
      'website.routing_rules': json,
    },
    conflicts: { acl: ['grant'], bucket: ['bucket_prefix'], bucket_prefix: ['bucket'], grant: ['acl'] },
    deprecated: Object.fromEntries(Object.entries(NOW_APART).map(([name, other]) => [name, `${name} is deprecated. Use the ${other} resource instead.`])),
  },
  shown: (attrs) => text(attrs.id) || text(attrs.bucket),
  create(api, planned) {
    const bucket = text(planned.bucket) || uniqueName(api, text(planned.bucket_prefix) || 'terraform-');
    api.call('s3', 'CreateBucket', {
      Bucket: bucket,
      CreateBucketConfiguration: api.region === 'us-east-1' ? undefined : { LocationConstraint: api.region },
      ObjectLockEnabledForBucket: planned.object_lock_enabled === true ? true : undefined,
    });
    const tags = map(planned.tags_all);
    if (Object.keys(tags).length) api.call('s3', 'PutBucketTagging', { Bucket: bucket, Tagging: { TagSet: tagList(tags) } });
    return { id: bucket, bucket };
  },
  read(api, state) {
    const bucket = text(state.id);
    if (!api.find('s3', 'HeadBucket', { Bucket: bucket }, GONE)) return null;
    const get = (operation: string, ...absent: readonly string[]) => api.find('s3', operation, { Bucket: bucket }, absent) as Json | null;
    const region = text(pick(get('GetBucketLocation'), 'LocationConstraint')) || 'us-east-1';
    const lock = text(pick(get('GetObjectLockConfiguration', 'ObjectLockConfigurationNotFoundError') ?? {}, 'ObjectLockConfiguration.ObjectLockEnabled'));
    return {
      arn: `arn:aws:s3:::${bucket}`,
      bucket,
      bucket_domain_name: `${bucket}.s3.amazonaws.com`,
      bucket_prefix: state.bucket_prefix ?? '',
      bucket_regional_domain_name: `${bucket}.s3.${region}.amazonaws.com`,
      hosted_zone_id: ZONES[region] ?? '',
      object_lock_enabled: lock === 'Enabled',
      policy: text(pick(get('GetBucketPolicy', 'NoSuchBucketPolicy') ?? {}, 'Policy')),
      region,
      request_payer: 'BucketOwner',
      acceleration_status: '',
      acl: state.acl ?? '',
      website_domain: '',
      website_endpoint: '',
      // The bucket's settings are told by resources of their own.
      grant: [],
      versioning: [],
      server_side_encryption_configuration: [],
      cors_rule: [],
      lifecycle_rule: [],
      logging: [],
      object_lock_configuration: [],
      replication_configuration: [],
      website: [],
      tags_all: tagsIn(pick(get('GetBucketTagging', 'NoSuchTagSet') ?? {}, 'TagSet')),
    };
  },
  delete(api, prior) {
    const bucket = text(prior.id);
    try {
      api.find('s3', 'DeleteBucket', { Bucket: bucket }, GONE);
    } catch (error) {
      if (!(error instanceof Refusal) || !error.is('BucketNotEmpty') || prior.force_destroy !== true) throw error;
      empty(api, bucket);
      api.find('s3', 'DeleteBucket', { Bucket: bucket }, GONE);
    }
  },
  retryCreate: { codes: ['OperationAborted'], timeout: 20 * MINUTE },
  // `force_destroy` is Terraform's own: a change of it calls nobody.
  update: () => {},
  takes: { create: [1, 3.6], delete: [0.2, 0.9] },
  tags: TAGS.s3Bucket,
};
