// What can be put on a bucket and read again: each kind with its member, its right, and the error when there is none.
import type { Json } from '../../engine/json.ts';
import { note } from '../../engine/moment.ts';
import type { CloudContext } from '../cloud.ts';
import { readPolicy } from '../iam/document.ts';
import { input, isRecord } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { readTags, tagList } from '../tags.ts';
import { s3Words } from '../wording.ts';
import { type Bucket, bucketOf, bucketRow, onBucket, touchesBucket } from './bucket.ts';
import { checkLifecycle, planLifecycle } from './lifecycle.ts';
import { checkReplication } from './replication.ts';

const bucketName = (params: Params) => input(params, s3Words).text('Bucket');
const none = (code: string, message: string) => new AwsError(code, message, 404, false);

/** A stored configuration: put checks, get gives back what was put, delete forgets it. */
function setting(
  kind: string,
  member: string,
  rights: { readonly get: string; readonly put: string },
  missing: AwsError | Params,
  check: (value: Params, bucket: Readonly<Bucket>, context: CloudContext) => void,
  flat = false,
  then: (context: CloudContext, bucket: string) => void = () => {},
) {
  const get: Operation = {
    kind: 'read',
    authorise: onBucket(rights.get),
    run(context, params) {
      const value = bucketOf(context, bucketName(params)).config[kind];
      if (value !== undefined) return flat ? (value as Params) : { [member]: value };
      if (missing instanceof AwsError) throw missing;
      return missing;
    },
  };
  const put: Operation = {
    kind: 'write',
    authorise: onBucket(rights.put),
    touches: touchesBucket,
    run(context, params) {
      const from = input(params, s3Words);
      const value = from.record(member);
      if (!value) throw s3Words('missing', member);
      const name = from.text('Bucket');
      check(value, bucketOf(context, name), context);
      bucketRow(context, name).config[kind] = value as Json;
      then(context, name);
      return {};
    },
  };
  const remove: Operation = {
    kind: 'write',
    authorise: onBucket(rights.put),
    touches: touchesBucket,
    run(context, params) {
      const name = bucketName(params);
      bucketOf(context, name);
      delete bucketRow(context, name).config[kind];
      return {};
    },
  };
  return { get, put, remove };
}

const malformed = () => new AwsError('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema', 400, false);
const hasRules = (value: Params) => {
  if (!Array.isArray(value.Rules) || value.Rules.length === 0 || !value.Rules.every(isRecord)) throw malformed();
};

export const lifecycle = setting(
  'lifecycle',
  'LifecycleConfiguration',
  { get: 'GetLifecycleConfiguration', put: 'PutLifecycleConfiguration' },
  none('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'),
  checkLifecycle,
  true,
  planLifecycle,
);
export const replication = setting(
  'replication',
  'ReplicationConfiguration',
  { get: 'GetReplicationConfiguration', put: 'PutReplicationConfiguration' },
  none('ReplicationConfigurationNotFoundError', 'The replication configuration was not found'),
  (value, bucket, context) => checkReplication(context, value, bucket),
);
export const encryption = setting(
  'encryption',
  'ServerSideEncryptionConfiguration',
  { get: 'GetEncryptionConfiguration', put: 'PutEncryptionConfiguration' },
  none('ServerSideEncryptionConfigurationNotFoundError', 'The server side encryption configuration was not found'),
  hasRules,
);
export const accessBlock = setting(
  'publicAccessBlock',
  'PublicAccessBlockConfiguration',
  { get: 'GetBucketPublicAccessBlock', put: 'PutBucketPublicAccessBlock' },
  none('NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found'),
  () => {},
);
export const ownership = setting(
  'ownership',
  'OwnershipControls',
  { get: 'GetBucketOwnershipControls', put: 'PutBucketOwnershipControls' },
  none('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found'),
  hasRules,
);
export const website = setting(
  'website',
  'WebsiteConfiguration',
  { get: 'GetBucketWebsite', put: 'PutBucketWebsite' },
  none('NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration'),
  () => {},
  true,
);
export const cors = setting(
  'cors',
  'CORSConfiguration',
  { get: 'GetBucketCORS', put: 'PutBucketCORS' },
  none('NoSuchCORSConfiguration', 'The CORS configuration does not exist'),
  () => {},
  true,
);
export const lockConfiguration = setting(
  'objectLock',
  'ObjectLockConfiguration',
  { get: 'GetBucketObjectLockConfiguration', put: 'PutBucketObjectLockConfiguration' },
  none('ObjectLockConfigurationNotFoundError', 'Object Lock configuration does not exist for this bucket'),
  (value, bucket) => {
    if (value.ObjectLockEnabled !== 'Enabled') throw malformed();
    if (bucket.versioning !== 'Enabled') throw new AwsError('InvalidBucketState', "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration", 409, false);
    if (value.Rule !== undefined && value.Rule !== null) {
      const rule = isRecord(value.Rule) && isRecord(value.Rule.DefaultRetention) ? value.Rule.DefaultRetention : null;
      if (!rule || (rule.Mode !== 'GOVERNANCE' && rule.Mode !== 'COMPLIANCE') || (typeof rule.Days === 'number') === (typeof rule.Years === 'number')) throw malformed();
    }
  },
);

export const getVersioning: Operation = {
  kind: 'read',
  authorise: onBucket('GetBucketVersioning'),
  run(context, params) {
    const { versioning } = bucketOf(context, bucketName(params));
    return versioning ? { Status: versioning } : {};
  },
};

export const putVersioning: Operation = {
  kind: 'write',
  authorise: onBucket('PutBucketVersioning'),
  touches: touchesBucket,
  run(context, params) {
    const from = input(params, s3Words);
    const status = from.record('VersioningConfiguration')?.Status;
    if (status !== 'Enabled' && status !== 'Suspended') throw new AwsError('IllegalVersioningConfigurationException', 'The Versioning element must be specified', 400, false);
    const name = from.text('Bucket');
    // Only the root user, with a device of its own, can turn it on; the root user of this account has bound none.
    if (from.record('VersioningConfiguration')?.MFADelete === 'Enabled')
      throw context.principal.type === 'root'
        ? new AwsError('AccessDenied', 'Mfa Authentication must be used for this request', 403, false)
        : new AwsError('AccessDenied', 'Access Denied', 403, false);
    if (bucketOf(context, name).objectLock && status === 'Suspended') {
      throw new AwsError('InvalidBucketState', 'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.', 409, false);
    }
    bucketRow(context, name).versioning = status;
    note(context.time, 's3.bucket.versioning', { bucket: name, status });
    return {};
  },
};

export const getPolicy: Operation = {
  kind: 'read',
  authorise: onBucket('GetBucketPolicy'),
  run(context, params) {
    const { policy } = bucketOf(context, bucketName(params));
    if (policy === null) throw none('NoSuchBucketPolicy', 'The bucket policy does not exist');
    return { Policy: policy };
  },
};

export const putPolicy: Operation = {
  kind: 'write',
  authorise: onBucket('PutBucketPolicy'),
  touches: touchesBucket,
  run(context, params) {
    const from = input(params, s3Words);
    const [name, text] = [from.text('Bucket'), from.text('Policy')];
    const bucket = bucketOf(context, name);
    let document: ReturnType<typeof readPolicy>;
    try {
      document = readPolicy(text);
    } catch (thrown) {
      throw new AwsError(
        'MalformedPolicy',
        thrown instanceof AwsError && thrown.message.includes('Json') ? "Policies must be valid JSON and the first byte must be '{'" : 'Policy has invalid resource',
        400,
        false,
      );
    }
    for (const statement of document.statements) {
      if (!statement.principals && !statement.notPrincipals) throw new AwsError('MalformedPolicy', 'Missing required field Principal', 400, false);
      const resources = statement.resources ?? statement.notResources;
      if (!resources?.every((resource) => resource === `arn:aws:s3:::${name}` || resource.startsWith(`arn:aws:s3:::${name}/`) || resource.includes('*'))) {
        throw new AwsError('MalformedPolicy', 'Policy has invalid resource', 400, false);
      }
      const block = bucket.config.publicAccessBlock;
      if (isRecord(block) && block.BlockPublicPolicy === true && statement.effect === 'Allow' && statement.principals?.aws.includes('*') && statement.conditions.length === 0) {
        throw new AwsError(
          'AccessDenied',
          `User: ${context.principal.arn} is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::${name}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
          403,
          false,
        );
      }
    }
    bucketRow(context, name).policy = text;
    return {};
  },
};

export const deletePolicy: Operation = {
  kind: 'write',
  authorise: onBucket('DeleteBucketPolicy'),
  touches: touchesBucket,
  run(context, params) {
    const name = bucketName(params);
    bucketOf(context, name);
    bucketRow(context, name).policy = null;
    return {};
  },
};

export const getTags: Operation = {
  kind: 'read',
  authorise: onBucket('GetBucketTagging'),
  run(context, params) {
    const { tags } = bucketOf(context, bucketName(params));
    if (Object.keys(tags).length === 0) throw none('NoSuchTagSet', 'The TagSet does not exist');
    return { TagSet: tagList(tags) };
  },
};

export const putTags: Operation = {
  kind: 'write',
  authorise: onBucket('PutBucketTagging'),
  touches: touchesBucket,
  run(context, params) {
    const from = input(params, s3Words);
    const set = from.record('Tagging');
    if (!set) throw s3Words('missing', 'Tagging');
    const tags = readTags(set.TagSet);
    bucketOf(context, from.text('Bucket'));
    bucketRow(context, from.text('Bucket')).tags = tags;
    return {};
  },
};

export const deleteTags: Operation = {
  kind: 'write',
  authorise: onBucket('PutBucketTagging'),
  touches: touchesBucket,
  run(context, params) {
    const name = bucketName(params);
    bucketOf(context, name);
    bucketRow(context, name).tags = {};
    return {};
  },
};

/** Settings that this cloud knows only in their default: Terraform asks for all of them. */
export const fixed = (right: string, answer: (bucket: Readonly<Bucket>, account: string) => Params): Operation => ({
  kind: 'read',
  authorise: onBucket(right),
  run: (context, params) => answer(bucketOf(context, bucketName(params)), context.cloud.bucketOwners[bucketName(params)]?.account ?? context.account.id),
});
