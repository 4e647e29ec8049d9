// Objects in a bucket, from a text or a file's content.

import type { Json } from '../engine/json.ts';
import { type Api, Complaint } from './core/api.ts';
import { enumOf, notZero } from './core/checks.ts';
import { arn, rfc3339 } from './core/formats.ts';
import { type Attrs, differ, map, pick, records, text } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';
import { tagList, tagsIn } from './core/tagging.ts';

const WRITE = {
  cache_control: 'CacheControl',
  content_disposition: 'ContentDisposition',
  content_encoding: 'ContentEncoding',
  content_language: 'ContentLanguage',
  content_type: 'ContentType',
  storage_class: 'StorageClass',
  object_lock_mode: 'ObjectLockMode',
  object_lock_retain_until_date: 'ObjectLockRetainUntilDate',
  object_lock_legal_hold_status: 'ObjectLockLegalHoldStatus',
  server_side_encryption: 'ServerSideEncryption',
  kms_key_id: 'SSEKMSKeyId',
};
const CONTENT = [...Object.keys(WRITE), 'content', 'content_base64', 'source', 'source_hash', 'etag', 'metadata', 'bucket_key_enabled'];

function bodyOf(api: Api, planned: Attrs): Json {
  if (text(planned.source)) return { base64: api.file(text(planned.source), 'opening S3 object source') };
  return text(planned.content_base64) ? { base64: text(planned.content_base64) } : text(planned.content);
}

function put(api: Api, planned: Attrs): void {
  const members: Record<string, Json | undefined> = {};
  for (const [attribute, member] of Object.entries(WRITE)) if (text(planned[attribute])) members[member] = planned[attribute];
  const tags = map(planned.tags_all);
  api.call('s3', 'PutObject', {
    Bucket: planned.bucket,
    Key: planned.key,
    Body: bodyOf(api, planned),
    ...members,
    Metadata: Object.keys(map(planned.metadata)).length ? map(planned.metadata) : undefined,
    Tagging: Object.keys(tags).length
      ? Object.keys(tags)
          .sort()
          .map((key) => `${encodeURIComponent(key)}=${encodeURIComponent(tags[key] as string)}`)
          .join('&')
      : undefined,
  });
}

const retagObject = (api: Api, attrs: Attrs, all: { readonly [key: string]: string }) =>
  void api.call('s3', 'PutObjectTagging', { Bucket: attrs.bucket, Key: attrs.key, Tagging: { TagSet: tagList(all) } });

export const awsS3Object: ResourceType = {
  name: 'aws_s3_object',
  label: 'S3 Object',
  checks: {
    values: {
      acl: enumOf('private', 'public-read', 'public-read-write', 'authenticated-read', 'aws-exec-read', 'bucket-owner-read', 'bucket-owner-full-control'),
      bucket: notZero,
      checksum_algorithm: enumOf('CRC32', 'CRC32C', 'SHA1', 'SHA256', 'CRC64NVME'),
      key: notZero,
      kms_key_id: arn,
      object_lock_legal_hold_status: enumOf('ON', 'OFF'),
      object_lock_mode: enumOf('GOVERNANCE', 'COMPLIANCE'),
      object_lock_retain_until_date: rfc3339,
      server_side_encryption: enumOf('AES256', 'aws:kms', 'aws:kms:dsse'),
      storage_class: enumOf(
        ...['STANDARD', 'REDUCED_REDUNDANCY', 'GLACIER', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'DEEP_ARCHIVE', 'OUTPOSTS', 'GLACIER_IR', 'SNOW', 'EXPRESS_ONEZONE'],
      ),
    },
    conflicts: {
      content: ['source', 'content_base64'],
      content_base64: ['source', 'content'],
      etag: ['kms_key_id'],
      source: ['content', 'content_base64'],
    },
  },
  message: (verb, attrs) =>
    verb === 'creating' || verb === 'updating'
      ? `uploading S3 Object (${text(attrs.key)}) to Bucket (${text(attrs.bucket)})`
      : `${verb} S3 Bucket (${text(attrs.bucket)}) Object (${text(attrs.key)})`,
  create(api, planned) {
    put(api, planned);
    return { id: text(planned.key) };
  },
  read(api, state) {
    const [bucket, key] = [text(state.bucket), text(state.key)];
    const head = api.find('s3', 'HeadObject', { Bucket: bucket, Key: key }, ['NotFound', 'NoSuchKey', 'NoSuchBucket', '404']);
    if (!head) return null;
    const at = (member: string, none: Json = '') => pick(head as Json, member) ?? none;
    return {
      arn: `arn:aws:s3:::${bucket}/${key}`,
      bucket_key_enabled: at('BucketKeyEnabled', false),
      cache_control: at('CacheControl'),
      content_disposition: at('ContentDisposition'),
      content_encoding: at('ContentEncoding'),
      content_language: at('ContentLanguage'),
      content_type: at('ContentType', 'binary/octet-stream'),
      etag: text(at('ETag')).replaceAll('"', ''),
      metadata: at('Metadata', {}),
      object_lock_legal_hold_status: at('ObjectLockLegalHoldStatus'),
      object_lock_mode: at('ObjectLockMode'),
      object_lock_retain_until_date: at('ObjectLockRetainUntilDate'),
      server_side_encryption: at('ServerSideEncryption', 'AES256'),
      storage_class: at('StorageClass', 'STANDARD'),
      version_id: at('VersionId'),
      website_redirect: at('WebsiteRedirectLocation'),
      tags_all: tagsIn(pick(api.call('s3', 'GetObjectTagging', { Bucket: bucket, Key: key }) as Json, 'TagSet')),
    };
  },
  update(api, prior, planned) {
    if (differ(prior, planned, ...CONTENT)) put(api, planned);
  },
  delete(api, prior) {
    const where = { Bucket: prior.bucket, Key: prior.key };
    const versions = prior.version_id
      ? records(pick((api.find('s3', 'ListObjectVersions', { Bucket: prior.bucket, Prefix: prior.key }, ['NoSuchBucket']) ?? {}) as Json, 'Versions'))
      : [];
    const own = versions.filter((version) => version.Key === prior.key && text(version.VersionId) !== 'null');
    if (own.length === 0) api.find('s3', 'DeleteObject', where, ['NoSuchBucket', 'NoSuchKey']);
    for (const version of own)
      api.call('s3', 'DeleteObject', { ...where, VersionId: version.VersionId, BypassGovernanceRetention: prior.force_destroy === true ? true : undefined });
  },
  recomputed: { version_id: CONTENT, etag: ['content', 'content_base64', 'source', 'source_hash'] },
  imported(_api, id) {
    const [, bucket, key] = /^(?:s3:\/\/)?([^/]+)\/(.+)$/.exec(id) ?? [];
    if (!bucket || !key) throw new Complaint(`id ${id} should be in format <bucket>/<key> or s3://<bucket>/<key>`);
    return { id: key, bucket, key };
  },
  tags: { set: (api, attrs, _tags, all) => retagObject(api, attrs, all), remove: (api, attrs, _keys, all) => retagObject(api, attrs, all) },
};
