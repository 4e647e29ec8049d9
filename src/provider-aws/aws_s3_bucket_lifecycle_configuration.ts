// Lifecycle rules of a bucket: what moves to cheaper storage and what expires when.

import { SECOND } from '../engine/clock.ts';
import type { Json } from '../engine/json.ts';
import { bucketSetting, deletion } from './core/bucket-setting.ts';
import { check, frameworkAtLeast, frameworkEnum, frameworkLength, frameworkOneOf } from './core/checks.ts';
import { type Attrs, map, pick, records, single, text, unlessEmpty } from './core/members.ts';
import { tagList, tagsIn } from './core/tagging.ts';

const defined = (members: { readonly [name: string]: Json | undefined }): Json =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null)) as Json;
const some = (value: Json | undefined) => unlessEmpty(value);

function filterRequest(filter: Attrs | undefined): Json | undefined {
  if (!filter) return undefined;
  const and = single(filter.and);
  const tag = single(filter.tag);
  const sizes = (of: Attrs) => ({ ObjectSizeGreaterThan: some(of.object_size_greater_than), ObjectSizeLessThan: some(of.object_size_less_than) });
  if (and) return { And: defined({ Prefix: some(and.prefix), ...sizes(and), Tags: Object.keys(map(and.tags)).length ? tagList(map(and.tags)) : undefined }) };
  return defined({
    Prefix: typeof filter.prefix === 'string' ? filter.prefix : undefined,
    ...sizes(filter),
    Tag: tag ? { Key: text(tag.key), Value: text(tag.value) } : undefined,
  });
}

const time = (block: Attrs): { readonly [name: string]: Json | undefined } => ({ Date: some(block.date), Days: block.days ?? undefined });

function ruleRequest(rule: Attrs): Json {
  const expiration = single(rule.expiration);
  const old = single(rule.noncurrent_version_expiration);
  const abort = single(rule.abort_incomplete_multipart_upload);
  return defined({
    ID: rule.id,
    Status: rule.status,
    Prefix: single(rule.filter) ? undefined : text(rule.prefix),
    Filter: filterRequest(single(rule.filter)),
    Expiration: expiration ? defined({ ...time(expiration), ExpiredObjectDeleteMarker: expiration.expired_object_delete_marker === true ? true : undefined }) : undefined,
    NoncurrentVersionExpiration: old ? defined({ NoncurrentDays: old.noncurrent_days, NewerNoncurrentVersions: some(old.newer_noncurrent_versions) }) : undefined,
    AbortIncompleteMultipartUpload: abort ? defined({ DaysAfterInitiation: abort.days_after_initiation }) : undefined,
    Transitions: records(rule.transition).length ? records(rule.transition).map((t) => defined({ ...time(t), StorageClass: t.storage_class })) : undefined,
    NoncurrentVersionTransitions: records(rule.noncurrent_version_transition).length
      ? records(rule.noncurrent_version_transition).map((t) =>
          defined({ NoncurrentDays: t.noncurrent_days, NewerNoncurrentVersions: some(t.newer_noncurrent_versions), StorageClass: t.storage_class }),
        )
      : undefined,
  });
}

const moment = (of: Attrs | undefined): { readonly [name: string]: Json } => ({ date: of?.Date ?? null, days: of?.Days ?? 0 });
const block = (of: Json | undefined, attrs: (found: Attrs) => Json): Json => (of && typeof of === 'object' && !Array.isArray(of) ? [attrs(of as Attrs)] : []);

function ruleAttrs(rule: Attrs): Json {
  const filter = rule.Filter as Attrs | undefined;
  const sizes = (of: Attrs | undefined): { readonly [name: string]: Json } => ({
    object_size_greater_than: of?.ObjectSizeGreaterThan ?? null,
    object_size_less_than: of?.ObjectSizeLessThan ?? null,
  });
  return {
    id: rule.ID ?? null,
    status: rule.Status ?? null,
    prefix: rule.Prefix ?? '',
    filter: filter
      ? [
          {
            prefix: filter.Prefix ?? '',
            ...sizes(filter),
            tag: block(filter.Tag, (tag) => ({ key: tag.Key ?? null, value: tag.Value ?? null })),
            and: block(filter.And, (and) => ({ prefix: and.Prefix ?? '', ...sizes(and), tags: tagsIn(and.Tags) })),
          },
        ]
      : [],
    expiration: block(rule.Expiration, (e) => ({ ...moment(e), expired_object_delete_marker: e.ExpiredObjectDeleteMarker ?? false })),
    noncurrent_version_expiration: block(rule.NoncurrentVersionExpiration, (e) => ({
      noncurrent_days: e.NoncurrentDays ?? null,
      newer_noncurrent_versions: e.NewerNoncurrentVersions ?? null,
    })),
    abort_incomplete_multipart_upload: block(rule.AbortIncompleteMultipartUpload, (a) => ({ days_after_initiation: a.DaysAfterInitiation ?? null })),
    transition: records(rule.Transitions).map((t) => ({ ...moment(t), storage_class: t.StorageClass ?? null })),
    noncurrent_version_transition: records(rule.NoncurrentVersionTransitions).map((t) => ({
      noncurrent_days: t.NoncurrentDays ?? null,
      newer_noncurrent_versions: t.NewerNoncurrentVersions ?? null,
      storage_class: t.StorageClass ?? null,
    })),
  };
}

const CLASSES = ['GLACIER', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'DEEP_ARCHIVE', 'GLACIER_IR'];
const frameworkAccount = check(
  (value, at) =>
    value === '' || /^\d{12}$/.test(text(value))
      ? []
      : [{ summary: 'Invalid Attribute Value', detail: `Attribute ${at.path} value must be a valid AWS account ID, got: ${text(value)}` }],
  ['123456789012', ''],
  ['me'],
);

export const awsS3BucketLifecycleConfiguration = bucketSetting({
  name: 'aws_s3_bucket_lifecycle_configuration',
  label: 'S3 Bucket Lifecycle Configuration',
  checks: {
    values: {
      bucket: frameworkLength(1, 63),
      expected_bucket_owner: frameworkAccount,
      'rule.abort_incomplete_multipart_upload.days_after_initiation': frameworkAtLeast(1),
      'rule.filter.and.object_size_greater_than': frameworkAtLeast(0),
      'rule.filter.and.object_size_less_than': frameworkAtLeast(1),
      'rule.id': frameworkLength(1, 255),
      'rule.noncurrent_version_expiration.newer_noncurrent_versions': frameworkAtLeast(1),
      'rule.noncurrent_version_expiration.noncurrent_days': frameworkAtLeast(1),
      'rule.noncurrent_version_transition.newer_noncurrent_versions': frameworkAtLeast(1),
      'rule.noncurrent_version_transition.noncurrent_days': frameworkAtLeast(0),
      'rule.noncurrent_version_transition.storage_class': frameworkEnum(...CLASSES),
      'rule.status': frameworkOneOf('Disabled', 'Enabled'),
      'rule.transition.storage_class': frameworkEnum(...CLASSES),
      transition_default_minimum_object_size: frameworkEnum('varies_by_storage_class', 'all_storage_classes_128K'),
    },
    deprecated: { 'rule.prefix': "Specify a prefix using 'filter' instead" },
  },
  put: 'PutBucketLifecycleConfiguration',
  get: 'GetBucketLifecycleConfiguration',
  absent: ['NoSuchLifecycleConfiguration'],
  request: (planned) => ({ LifecycleConfiguration: { Rules: records(planned.rule).map(ruleRequest) } }),
  attrs: (reply) => ({
    rule: records(pick(reply, 'Rules')).map((rule) => ruleAttrs(rule)),
    transition_default_minimum_object_size: pick(reply, 'TransitionDefaultMinimumObjectSize') ?? 'all_storage_classes_128K',
  }),
  remove: deletion('DeleteBucketLifecycle'),
  // The provider waits until it reads back what it wrote, several times over.
  more: {
    framework: true,
    validate: (config) =>
      records(config.rule).flatMap((rule, i) => {
        const given = ['filter', 'prefix'].filter((name) => rule[name] === undefined || (name === 'prefix' ? rule.prefix !== null : records(rule.filter).length > 0));
        if (given.length === 1 || rule.prefix === undefined) return [];
        return [
          {
            severity: 'warning',
            summary: 'Invalid Attribute Combination',
            detail: `${given.length === 0 ? 'No attribute' : '2 attributes'} specified when one (and only one) of [rule[${i}].filter,rule[${i}].prefix] is required\n\nThis will be an error in a future version of the provider`,
            attribute: `rule[${i}]`,
          },
        ];
      }),
    message: (verb, attrs) =>
      verb === 'creating'
        ? `creating S3 Bucket (${text(attrs.bucket)}) Lifecycle Configuration`
        : `${verb} S3 Bucket Lifecycle Configuration (${text(attrs.bucket) || text(attrs.id)})`,
    takes: { create: [10, 30], update: [10, 30], delete: [1, 4] },
    created: { delay: 0, poll: 5 * SECOND, timeout: 180 * SECOND, what: 'S3 Bucket Lifecycle Configuration', target: ['there'], status: () => 'there' },
  },
});
