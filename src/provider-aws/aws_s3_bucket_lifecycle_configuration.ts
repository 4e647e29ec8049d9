// Lifecycle rules of a bucket: what moves to cheaper storage and what expires when.
import { SECOND } from '../engine/clock.ts';
import type { Json } from '../engine/json.ts';
import { bucketSetting, deletion } from './core/bucket-setting.ts';
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

export const awsS3BucketLifecycleConfiguration = bucketSetting({
  name: 'aws_s3_bucket_lifecycle_configuration',
  label: 'S3 Bucket Lifecycle Configuration',
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
    takes: { create: [10, 30], update: [10, 30], delete: [1, 4] },
    created: { delay: 0, poll: 5 * SECOND, timeout: 180 * SECOND, what: 'S3 Bucket Lifecycle Configuration', target: ['there'], status: () => 'there' },
  },
});
