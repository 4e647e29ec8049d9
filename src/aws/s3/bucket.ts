// Buckets: one namespace for everybody in the world. What hangs on one (versioning, policy, locks) and when it can be deleted.
import { iso } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note } from '../../engine/moment.ts';
import { type Account, type CloudContext, keysInOrder, peek, rowAt, rows, table } from '../cloud.ts';
import { input } from '../input.ts';
import { type Ask, AwsError, type Operation, type Params } from '../operation.ts';
import type { Tags } from '../tags.ts';
import { s3Words } from '../wording.ts';
import type { Content } from './bytes.ts';

export interface Bucket {
  readonly name: string;
  readonly region: string;
  readonly createdAt: number;
  versioning: 'Enabled' | 'Suspended' | null;
  objectLock: boolean;
  policy: string | null;
  tags: Tags;
  /** Further configurations as they were put: `lifecycle`, `encryption`, `publicAccessBlock`, `objectLock`, ... */
  config: Record<string, Json>;
}

export interface ObjectVersion {
  /** `null` when it was written without versioning. */
  readonly id: string;
  readonly at: number;
  readonly marker: boolean;
  readonly size: number;
  readonly etag: string;
  readonly content: Content;
  readonly contentType: string;
  readonly metadata: Record<string, string>;
  storageClass: string;
  readonly encryption: string;
  tags: Tags;
  retention: { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly until: number } | null;
  legalHold: boolean;
  /** How far its copying has come; `REPLICA` is a copy itself. Missing when no rule wants it. */
  replication?: 'PENDING' | 'COMPLETED' | 'FAILED' | 'REPLICA';
}

/** All versions of one key, oldest first. */
export interface StoredKey {
  versions: ObjectVersion[];
}

export const BUCKETS = table<Bucket>('s3.bucket');
/** The keys of one bucket: a table of its own, so that a change copies little. */
export const keysOf = (bucket: string) => table<StoredKey>(`s3.objects/${bucket}`);

export const bucketArn = (name: string): string => `arn:aws:s3:::${name}`;

const noSuchBucket = () => new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, false);

/** Where a bucket is: its owner's account and region. Throws NoSuchBucket. */
export function placeOf(context: CloudContext, name: string): { readonly account: Account; readonly region: string } {
  const owner = Object.hasOwn(context.cloud.bucketOwners, name) ? context.cloud.bucketOwners[name] : undefined;
  const account = owner && context.cloud.accounts[owner.account];
  if (!owner || !account) throw noSuchBucket();
  return { account, region: owner.region };
}

/** For reading. Throws NoSuchBucket. */
export function bucketOf(context: CloudContext, name: string): Readonly<Bucket> {
  const place = placeOf(context, name);
  const found = rowAt(place.account, place.region, BUCKETS, name);
  if (!found) throw noSuchBucket();
  return found;
}

/** To change. Throws NoSuchBucket. */
export function bucketRow(context: CloudContext, name: string): Bucket {
  bucketOf(context, name);
  const place = placeOf(context, name);
  return rows(place.account, place.region, BUCKETS)[name] as Bucket;
}

/** Keys of a bucket for reading. */
export function peekKeys(context: CloudContext, name: string): Readonly<Record<string, StoredKey>> {
  const place = placeOf(context, name);
  return peek(place.account, place.region, keysOf(name));
}

/** The names of a bucket's keys, in order. */
export function keyNames(context: CloudContext, name: string): readonly string[] {
  const place = placeOf(context, name);
  return keysInOrder(place.account, place.region, keysOf(name));
}

export function keyRows(context: CloudContext, name: string): Record<string, StoredKey> {
  const place = placeOf(context, name);
  return rows(place.account, place.region, keysOf(name));
}

/** The right to `action` on the bucket that a request names. */
export const onBucket =
  (action: string) =>
  (_context: CloudContext, params: Params): readonly Ask[] => {
    const from = input(params, s3Words);
    const prefix = from.optional('Prefix');
    return [{ action: `s3:${action}`, resource: bucketArn(from.text('Bucket')), ...(prefix === null ? {} : { keys: { 's3:prefix': prefix } }) }];
  };

export const touchesBucket = (_context: CloudContext, params: Params) => (typeof params.Bucket === 'string' ? [{ type: 'AWS::S3::Bucket', name: params.Bucket }] : []);

export const createBucket: Operation = {
  kind: 'write',
  authorise: onBucket('CreateBucket'),
  touches: touchesBucket,
  run(context, params) {
    const from = input(params, s3Words);
    const name = from.text('Bucket');
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) || name.includes('..') || /^\d+\.\d+\.\d+\.\d+$/.test(name)) {
      throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', 400, false);
    }
    const wanted = input(from.record('CreateBucketConfiguration') ?? {}, s3Words).optional('LocationConstraint') ?? 'us-east-1';
    if (wanted !== context.region) {
      const named = wanted === 'us-east-1' ? 'unspecified' : wanted;
      throw new AwsError(
        'IllegalLocationConstraintException',
        `The ${named} location constraint is incompatible for the region specific endpoint this request was sent to.`,
        400,
        false,
      );
    }
    const owner = Object.hasOwn(context.cloud.bucketOwners, name) ? context.cloud.bucketOwners[name] : undefined;
    if (owner && owner.account !== context.account.id) {
      throw new AwsError(
        'BucketAlreadyExists',
        'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
        409,
      );
    }
    if (owner) throw new AwsError('BucketAlreadyOwnedByYou', 'Your previous request to create the named bucket succeeded and you already own it.', 409);
    const objectLock = from.flag('ObjectLockEnabledForBucket') ?? false;
    context.cloud.bucketOwners[name] = { account: context.account.id, region: context.region };
    rows(context.account, context.region, BUCKETS)[name] = {
      name,
      region: context.region,
      createdAt: context.time.now,
      versioning: objectLock ? 'Enabled' : null,
      objectLock,
      policy: null,
      tags: {},
      config: {
        publicAccessBlock: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
        encryption: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }] },
        ownership: { Rules: [{ ObjectOwnership: from.optional('ObjectOwnership') ?? 'BucketOwnerEnforced' }] },
        ...(objectLock ? { objectLock: { ObjectLockEnabled: 'Enabled' } } : {}),
      },
    };
    note(context.time, 's3.bucket.created', { account: context.account.id, region: context.region, bucket: name });
    return { Location: context.region === 'us-east-1' ? `/${name}` : `http://${name}.s3.amazonaws.com/` };
  },
};

export const deleteBucket: Operation = {
  kind: 'write',
  authorise: onBucket('DeleteBucket'),
  touches: touchesBucket,
  run(context, params) {
    const name = input(params, s3Words).text('Bucket');
    const bucket = bucketOf(context, name);
    if (keyNames(context, name).length > 0) {
      const suffix = bucket.versioning === 'Enabled' ? '. You must delete all versions in the bucket.' : '';
      throw new AwsError('BucketNotEmpty', `The bucket you tried to delete is not empty${suffix}`, 409, false);
    }
    const place = placeOf(context, name);
    delete place.account.tables[`${place.region}/${keysOf(name).name}`];
    delete rows(place.account, place.region, BUCKETS)[name];
    delete context.cloud.bucketOwners[name];
    note(context.time, 's3.bucket.deleted', { account: place.account.id, region: place.region, bucket: name });
    return {};
  },
};

export const headBucket: Operation = {
  kind: 'read',
  authorise: onBucket('ListBucket'),
  run(context, params) {
    const name = input(params, s3Words).text('Bucket');
    if (!Object.hasOwn(context.cloud.bucketOwners, name)) throw new AwsError('404', 'Not Found', 404, false);
    return { BucketRegion: bucketOf(context, name).region, AccessPointAlias: false };
  },
};

export const ownerView = (account: string): Params => ({ ID: [...Array(4)].map((_, i) => hash(`${account}${i}`)).join('') });

const hash = (text: string) => {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (const letter of text) {
    a = Math.imul(a ^ letter.charCodeAt(0), 0x01000193) >>> 0;
    b = Math.imul(b ^ letter.charCodeAt(0), 0x85ebca6b) >>> 0;
  }
  return a.toString(16).padStart(8, '0') + b.toString(16).padStart(8, '0');
};

export const listBuckets: Operation = {
  kind: 'read',
  authorise: () => [{ action: 's3:ListAllMyBuckets', resource: '*' }],
  run(context) {
    const found = Object.keys(context.cloud.bucketOwners)
      .filter((name) => context.cloud.bucketOwners[name]?.account === context.account.id)
      .sort()
      .map((name) => bucketOf(context, name));
    return { Buckets: found.map((bucket) => ({ Name: bucket.name, CreationDate: iso(bucket.createdAt) })), Owner: ownerView(context.account.id) };
  },
};

export const getLocation: Operation = {
  kind: 'read',
  authorise: onBucket('GetBucketLocation'),
  run(context, params) {
    const { region } = bucketOf(context, input(params, s3Words).text('Bucket'));
    return { LocationConstraint: region === 'us-east-1' ? null : region };
  },
};
