// Objects and their versions: put, get, copy, with conditions. An overwrite in a versioned bucket loses nothing.
import { DAY, iso } from '../../engine/clock.ts';
import { note } from '../../engine/moment.ts';
import type { CloudContext } from '../cloud.ts';
import { mixedId } from '../ids.ts';
import { given, type Input, input, isRecord } from '../input.ts';
import { type Ask, AwsError, type Operation, type Params } from '../operation.ts';
import { readTags, type Tags } from '../tags.ts';
import { moment, s3Words } from '../wording.ts';
import { type Bucket, bucketArn, bucketOf, keyRows, type ObjectVersion, peekKeys, type StoredKey } from './bucket.ts';
import { bytesOf, type Content, md5 } from './bytes.ts';
import { replicate } from './replication.ts';

export const objectArn = (bucket: string, key: string) => `${bucketArn(bucket)}/${key}`;
const noSuchKey = () => new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
const noSuchVersion = () => new AwsError('NoSuchVersion', 'The specified version does not exist.', 404, false);
/** The refusal of a lock. */
export const locked = () => new AwsError('AccessDenied', 'Access Denied because object protected by object lock.', 403, false);

/** The right on the object that a request names; another one when it names a version. */
export const onObject =
  (action: string, versioned?: string) =>
  (_context: CloudContext, params: Params): readonly Ask[] => {
    const from = input(params, s3Words);
    const asks: Ask[] = [{ action: `s3:${versioned && from.optional('VersionId') !== null ? versioned : action}`, resource: objectArn(from.text('Bucket'), from.text('Key')) }];
    if (from.flag('BypassGovernanceRetention')) asks.push({ action: 's3:BypassGovernanceRetention', resource: objectArn(from.text('Bucket'), from.text('Key')) });
    return asks;
  };

export const newest = (stored: Readonly<StoredKey> | undefined): Readonly<ObjectVersion> | undefined => stored?.versions[stored.versions.length - 1];

/** The object as a request names it. Throws NoSuchKey, NoSuchVersion, or MethodNotAllowed for a delete marker. For reading. */
export function versionOf(context: CloudContext, bucket: string, key: string, id: string | null): Readonly<ObjectVersion> {
  bucketOf(context, bucket);
  const keys = peekKeys(context, bucket);
  const stored = Object.hasOwn(keys, key) ? keys[key] : undefined;
  const found = id === null ? newest(stored) : stored?.versions.find((version) => version.id === id);
  if (!found) throw id === null ? noSuchKey() : noSuchVersion();
  if (found.marker) throw id === null ? noSuchKey() : new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405, false);
  return found;
}

/** Whether a lock keeps this version from being deleted now. */
export const held = (version: Readonly<ObjectVersion>, now: number, bypass: boolean) =>
  version.legalHold || (version.retention !== null && version.retention.until > now && (version.retention.mode === 'COMPLIANCE' || !bypass));

function readBody(params: Params): Content {
  const body = params.Body;
  if (body === undefined || body === null) return '';
  if (typeof body === 'string') return body;
  if (isRecord(body) && typeof body.base64 === 'string') return { base64: body.base64 };
  throw s3Words('invalid', 'Body');
}

/** Retention of a new version: what the request says, else the bucket's default. */
function retentionFor(bucket: Readonly<Bucket>, from: Input, params: Params, now: number): ObjectVersion['retention'] {
  const mode = from.optional('ObjectLockMode');
  const until = moment(params, s3Words, 'ObjectLockRetainUntilDate');
  if ((mode === null) !== (until === null))
    throw new AwsError('InvalidArgument', 'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied', 400, false);
  if (mode !== null && until !== null) {
    if (!bucket.objectLock && !bucket.config.objectLock) throw new AwsError('InvalidRequest', 'Bucket is missing Object Lock Configuration', 400, false);
    if (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') throw new AwsError('InvalidArgument', 'Unknown wormMode directive.', 400, false);
    if (until <= now) throw new AwsError('InvalidArgument', 'The retain until date must be in the future!', 400, false);
    return { mode, until };
  }
  const lock = bucket.config.objectLock;
  const rule = isRecord(lock) && isRecord(lock.Rule) && isRecord(lock.Rule.DefaultRetention) ? lock.Rule.DefaultRetention : null;
  if (!rule) return null;
  const days = typeof rule.Days === 'number' ? rule.Days : typeof rule.Years === 'number' ? rule.Years * 365 : 0;
  return { mode: rule.Mode === 'COMPLIANCE' ? 'COMPLIANCE' : 'GOVERNANCE', until: now + days * DAY };
}

/** Adds a version to a key as the bucket's versioning wants it; without versioning the old one is lost. */
export function store(context: CloudContext, bucket: Readonly<Bucket>, key: string, version: Omit<ObjectVersion, 'id'>): ObjectVersion {
  const id = bucket.versioning === 'Enabled' ? mixedId(context.time, 's3', 32) : 'null';
  const keys = keyRows(context, bucket.name);
  if (!Object.hasOwn(keys, key)) keys[key] = { versions: [] };
  const stored = keys[key] as StoredKey;
  if (id === 'null') stored.versions = stored.versions.filter((one) => one.id !== 'null');
  const made = { ...version, id };
  stored.versions.push(made);
  const row = stored.versions[stored.versions.length - 1] as ObjectVersion;
  replicate(context, bucket, key, row);
  return row;
}

/** Hides a key behind a delete marker. */
export const storeMarker = (context: CloudContext, bucket: Readonly<Bucket>, key: string): ObjectVersion =>
  store(context, bucket, key, {
    at: context.time.now,
    marker: true,
    size: 0,
    etag: '',
    content: '',
    contentType: '',
    metadata: {},
    storageClass: 'STANDARD',
    encryption: 'AES256',
    tags: {},
    retention: null,
    legalHold: false,
  });

/** Writes an object for a service that acts by itself (an export), without conditions. Throws NoSuchBucket. */
export function deposit(context: CloudContext, bucketName: string, key: string, content: Content, encryption = 'aws:kms'): void {
  const bytes = bytesOf(content);
  store(context, bucketOf(context, bucketName), key, {
    at: context.time.now,
    marker: false,
    size: bytes.length,
    etag: `"${md5(bytes)}"`,
    content,
    contentType: 'binary/octet-stream',
    metadata: {},
    storageClass: 'STANDARD',
    encryption,
    tags: {},
    retention: retentionFor(bucketOf(context, bucketName), input({}, s3Words), {}, context.time.now),
    legalHold: false,
  });
}

function putVersion(
  context: CloudContext,
  bucketName: string,
  key: string,
  from: Input,
  params: Params,
  content: Content,
  base: { readonly contentType: string; readonly metadata: Record<string, string>; readonly tags: Tags },
): ObjectVersion {
  const bucket = bucketOf(context, bucketName);
  if (bytesOf(key).length > 1024) throw new AwsError('KeyTooLongError', 'Your key is too long', 400, false);
  const stored = peekKeys(context, bucketName);
  const present = Object.hasOwn(stored, key) ? newest(stored[key]) : undefined;
  const exists = present !== undefined && !present.marker;
  const [noneMatch, match] = [from.optional('IfNoneMatch'), from.optional('IfMatch')];
  if (noneMatch !== null && noneMatch !== '*') throw new AwsError('NotImplemented', 'A header you provided implies functionality that is not implemented', 501, false);
  if ((noneMatch !== null && exists) || (match !== null && exists && match.replace(/"/g, '') !== present.etag.replace(/"/g, ''))) {
    throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, false, {
      Condition: noneMatch !== null ? 'If-None-Match' : 'If-Match',
    });
  }
  if (match !== null && !exists) throw noSuchKey();
  const retention = retentionFor(bucket, from, params, context.time.now);
  const bytes = bytesOf(content);
  return store(context, bucket, key, {
    at: context.time.now,
    marker: false,
    size: bytes.length,
    etag: `"${md5(bytes)}"`,
    content,
    contentType: base.contentType,
    metadata: base.metadata,
    storageClass: from.optional('StorageClass') ?? 'STANDARD',
    encryption: from.optional('ServerSideEncryption') ?? 'AES256',
    tags: base.tags,
    retention,
    legalHold: from.optional('ObjectLockLegalHoldStatus') === 'ON',
  });
}

function textMap(from: Input, name: string): Record<string, string> {
  const record = from.record(name) ?? {};
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => {
      if (typeof value !== 'string') throw s3Words('invalid', name);
      return [key.toLowerCase(), value];
    }),
  );
}

/** Tags as the `x-amz-tagging` header writes them: `a=1&b=2`. */
function headerTags(text: string | null): Tags {
  if (!text) return {};
  return readTags(text.split('&').map((pair) => ({ Key: decode(pair.split('=')[0] ?? ''), Value: decode(pair.split('=').slice(1).join('=')) })));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    throw s3Words('invalid', 'Tagging');
  }
}

export const putObject: Operation = {
  kind: 'write',
  dataEvent: true,
  authorise: onObject('PutObject'),
  run(context, params) {
    const from = input(params, s3Words);
    const [bucket, key] = [from.text('Bucket'), from.text('Key')];
    const made = putVersion(context, bucket, key, from, params, readBody(params), {
      contentType: from.optional('ContentType') ?? 'binary/octet-stream',
      metadata: textMap(from, 'Metadata'),
      tags: headerTags(from.optional('Tagging')),
    });
    note(context.time, 's3.object.put', { bucket, key, version: made.id, size: made.size });
    return given({ ETag: made.etag, ServerSideEncryption: made.encryption, VersionId: made.id === 'null' ? null : made.id });
  },
};

export const copyObject: Operation = {
  kind: 'write',
  dataEvent: true,
  authorise(context, params) {
    const source = sourceOf(input(params, s3Words).text('CopySource'));
    return [
      ...onObject('PutObject')(context, { Bucket: params.Bucket, Key: params.Key }),
      { action: source.version === null ? 's3:GetObject' : 's3:GetObjectVersion', resource: objectArn(source.bucket, source.key) },
    ];
  },
  run(context, params) {
    const from = input(params, s3Words);
    const [bucket, key] = [from.text('Bucket'), from.text('Key')];
    const source = sourceOf(from.text('CopySource'));
    bucketOf(context, bucket);
    const found = versionOf(context, source.bucket, source.key, source.version);
    const replace = from.optional('MetadataDirective') === 'REPLACE';
    if (source.bucket === bucket && source.key === key && source.version === null && !replace && from.optional('StorageClass') === null) {
      throw new AwsError(
        'InvalidRequest',
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
        400,
        false,
      );
    }
    const content = typeof found.content === 'string' ? found.content : { base64: found.content.base64 };
    const made = putVersion(context, bucket, key, from, params, content, {
      contentType: replace ? (from.optional('ContentType') ?? found.contentType) : found.contentType,
      metadata: replace ? textMap(from, 'Metadata') : { ...found.metadata },
      tags: { ...found.tags },
    });
    note(context.time, 's3.object.put', { bucket, key, version: made.id, size: made.size, from: `${source.bucket}/${source.key}` });
    return given({
      CopySourceVersionId: found.id === 'null' ? null : found.id,
      VersionId: made.id === 'null' ? null : made.id,
      ServerSideEncryption: made.encryption,
      CopyObjectResult: { ETag: made.etag, LastModified: iso(made.at) },
    });
  },
};

/** `bucket/key?versionId=V`, or an object with those members. */
function sourceOf(text: string): { readonly bucket: string; readonly key: string; readonly version: string | null } {
  const [path = '', query] = text.split('?versionId=');
  const clean = decode(path.replace(/\+/g, '%2B').replace(/^\//, ''));
  const cut = clean.indexOf('/');
  if (cut < 1 || cut === clean.length - 1) throw new AwsError('InvalidArgument', 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey', 400, false);
  return { bucket: clean.slice(0, cut), key: clean.slice(cut + 1), version: query ?? null };
}

function describeVersion(version: Readonly<ObjectVersion>): Params {
  return given({
    AcceptRanges: 'bytes',
    LastModified: iso(version.at),
    ContentLength: version.size,
    ETag: version.etag,
    VersionId: version.id === 'null' ? null : version.id,
    ContentType: version.contentType,
    ServerSideEncryption: version.encryption,
    Metadata: { ...version.metadata },
    StorageClass: version.storageClass === 'STANDARD' ? null : version.storageClass,
    TagCount: Object.keys(version.tags).length || null,
    ReplicationStatus: version.replication ?? null,
    ObjectLockMode: version.retention?.mode ?? null,
    ObjectLockRetainUntilDate: version.retention ? iso(version.retention.until) : null,
    ObjectLockLegalHoldStatus: version.legalHold ? 'ON' : null,
  });
}

export const getObject: Operation = {
  kind: 'read',
  dataEvent: true,
  authorise: onObject('GetObject', 'GetObjectVersion'),
  run(context, params) {
    const from = input(params, s3Words);
    const found = versionOf(context, from.text('Bucket'), from.text('Key'), from.optional('VersionId'));
    return { Body: typeof found.content === 'string' ? found.content : { base64: found.content.base64 }, ...describeVersion(found) };
  },
};

export const headObject: Operation = {
  kind: 'read',
  dataEvent: true,
  authorise: onObject('GetObject', 'GetObjectVersion'),
  run(context, params) {
    const from = input(params, s3Words);
    const [bucket, key, version] = [from.text('Bucket'), from.text('Key'), from.optional('VersionId')];
    try {
      return describeVersion(versionOf(context, bucket, key, version));
    } catch (thrown) {
      // An answer to HEAD has no body, so there is no code but the status.
      if (thrown instanceof AwsError) throw new AwsError(String(thrown.status), thrown.status === 405 ? 'Method Not Allowed' : 'Not Found', thrown.status, false);
      throw thrown;
    }
  },
};
