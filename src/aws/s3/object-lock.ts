// What hangs on one version of an object: tags, retention, legal hold.
import { iso } from '../../engine/clock.ts';
import type { CloudContext } from '../cloud.ts';
import { type Input, input } from '../input.ts';
import { AwsError, type Operation } from '../operation.ts';
import { readTags, tagList } from '../tags.ts';
import { moment, s3Words } from '../wording.ts';
import { bucketOf, keyRows, type ObjectVersion } from './bucket.ts';
import { locked, onObject, versionOf } from './object.ts';

/** The version of a request, to change. */
function rowOf(context: CloudContext, from: Input): ObjectVersion {
  const [bucket, key] = [from.text('Bucket'), from.text('Key')];
  const found = versionOf(context, bucket, key, from.optional('VersionId'));
  return keyRows(context, bucket)[key]?.versions.find((version) => version.id === found.id) as ObjectVersion;
}

export const getObjectTags: Operation = {
  kind: 'read',
  dataEvent: true,
  authorise: onObject('GetObjectTagging', 'GetObjectVersionTagging'),
  run(context, params) {
    const from = input(params, s3Words);
    return { TagSet: tagList(versionOf(context, from.text('Bucket'), from.text('Key'), from.optional('VersionId')).tags) };
  },
};

export const putObjectTags: Operation = {
  kind: 'write',
  dataEvent: true,
  authorise: onObject('PutObjectTagging', 'PutObjectVersionTagging'),
  run(context, params) {
    const from = input(params, s3Words);
    const set = from.record('Tagging');
    if (!set) throw s3Words('missing', 'Tagging');
    const tags = readTags(set.TagSet);
    rowOf(context, from).tags = tags;
    return {};
  },
};

export const deleteObjectTags: Operation = {
  kind: 'write',
  dataEvent: true,
  authorise: onObject('DeleteObjectTagging', 'DeleteObjectVersionTagging'),
  run(context, params) {
    rowOf(context, input(params, s3Words)).tags = {};
    return {};
  },
};

export const getRetention: Operation = {
  kind: 'read',
  dataEvent: true,
  authorise: onObject('GetObjectRetention'),
  run(context, params) {
    const from = input(params, s3Words);
    const { retention } = versionOf(context, from.text('Bucket'), from.text('Key'), from.optional('VersionId'));
    if (!retention) throw new AwsError('NoSuchObjectLockConfiguration', 'The specified object does not have a ObjectLock configuration', 404, false);
    return { Retention: { Mode: retention.mode, RetainUntilDate: iso(retention.until) } };
  },
};

/** Compliance can only be made longer; governance can be shortened by who may bypass it. */
export const putRetention: Operation = {
  kind: 'write',
  dataEvent: true,
  authorise: onObject('PutObjectRetention'),
  run(context, params) {
    const from = input(params, s3Words);
    const asked = from.record('Retention') ?? {};
    const until = moment(asked, s3Words, 'RetainUntilDate');
    const { Mode: mode } = asked;
    if ((mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') || until === null)
      throw new AwsError('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema', 400, false);
    const bucket = bucketOf(context, from.text('Bucket'));
    if (!bucket.config.objectLock) throw new AwsError('InvalidRequest', 'Bucket is missing Object Lock Configuration', 400, false);
    const found = versionOf(context, bucket.name, from.text('Key'), from.optional('VersionId'));
    if (until <= context.time.now) throw new AwsError('InvalidArgument', 'The retain until date must be in the future!', 400, false);
    const now = found.retention;
    const weaker = now !== null && now.until > context.time.now && (until < now.until || (now.mode === 'COMPLIANCE' && mode === 'GOVERNANCE'));
    if (now && weaker && (now.mode === 'COMPLIANCE' || from.flag('BypassGovernanceRetention') !== true)) throw locked();
    rowOf(context, from).retention = { mode, until };
    return {};
  },
};

export const getLegalHold: Operation = {
  kind: 'read',
  dataEvent: true,
  authorise: onObject('GetObjectLegalHold'),
  run(context, params) {
    const from = input(params, s3Words);
    return { LegalHold: { Status: versionOf(context, from.text('Bucket'), from.text('Key'), from.optional('VersionId')).legalHold ? 'ON' : 'OFF' } };
  },
};

export const putLegalHold: Operation = {
  kind: 'write',
  dataEvent: true,
  authorise: onObject('PutObjectLegalHold'),
  run(context, params) {
    const from = input(params, s3Words);
    const status = from.record('LegalHold')?.Status;
    if (status !== 'ON' && status !== 'OFF')
      throw new AwsError('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema', 400, false);
    if (!bucketOf(context, from.text('Bucket')).config.objectLock) throw new AwsError('InvalidRequest', 'Bucket is missing Object Lock Configuration', 400, false);
    rowOf(context, from).legalHold = status === 'ON';
    return {};
  },
};
