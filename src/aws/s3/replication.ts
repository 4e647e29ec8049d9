// Replication: each new version is copied to another bucket, in this account or another, by a role that has to be allowed on both sides.
// Deletions of versions are never copied: what is destroyed here stays there.
import { between } from '../../engine/chance.ts';
import { SECOND } from '../../engine/clock.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, rowAt } from '../cloud.ts';
import { commonKeys, decide } from '../iam/authorise.ts';
import { worn } from '../iam/service-role.ts';
import { input, isRecord } from '../input.ts';
import { AwsError, type CloudJob, type Params, type Principal } from '../operation.ts';
import { s3Words } from '../wording.ts';
import { BUCKETS, type Bucket, bucketOf, keyRows, type ObjectVersion, peekKeys, type StoredKey } from './bucket.ts';

const JOB = 's3.replicate';
const nameOf = (arn: unknown): string => (typeof arn === 'string' ? arn.replace(/^arn:aws:s3:::/, '') : '');
const list = (value: unknown): Params[] => (Array.isArray(value) ? value.filter(isRecord) : []);
const malformed = () => new AwsError('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema', 400, false);

/** A bucket of anybody's, or null. For reading. */
function anyBucket(context: CloudContext, name: string): Readonly<Bucket> | null {
  const place = Object.hasOwn(context.cloud.bucketOwners, name) ? context.cloud.bucketOwners[name] : undefined;
  const account = place && context.cloud.accounts[place.account];
  return (account && rowAt(account, place.region, BUCKETS, name)) || null;
}

/** Throws for a configuration that S3 would not take. */
export function checkReplication(context: CloudContext, value: Params, bucket: Readonly<Bucket>): void {
  if (bucket.versioning !== 'Enabled') throw new AwsError('InvalidRequest', "Versioning must be 'Enabled' on the bucket to apply a replication configuration", 400, false);
  const role = input(value, s3Words).optional('Role') ?? '';
  const rules = list(value.Rules);
  if (rules.length === 0) throw malformed();
  if (!/^arn:aws:iam::\d{12}:role\/.+$/.test(role)) throw new AwsError('InvalidArgument', 'Invalid Role specified in replication configuration', 400, false);
  for (const rule of rules) {
    if (rule.Status !== 'Enabled' && rule.Status !== 'Disabled') throw malformed();
    const to = isRecord(rule.Destination) ? nameOf(rule.Destination.Bucket) : '';
    if (to === '') throw malformed();
    if (to === bucket.name) throw new AwsError('InvalidRequest', 'Destination bucket cannot be the same as the source bucket', 400, false);
    const destination = anyBucket(context, to);
    if (!destination) throw new AwsError('InvalidRequest', 'Destination bucket must exist.', 400, false);
    if (destination.versioning !== 'Enabled') throw new AwsError('InvalidRequest', 'Destination bucket must have versioning enabled.', 400, false);
  }
}

/** The enabled rule for a key with the highest priority, or null. */
function ruleFor(bucket: Readonly<Bucket>, key: string, version: Readonly<ObjectVersion>): Params | null {
  const body = bucket.config.replication;
  if (!isRecord(body)) return null;
  const fits = list(body.Rules).filter((rule) => {
    const filter = isRecord(rule.Filter) ? rule.Filter : {};
    const both = isRecord(filter.And) ? filter.And : filter;
    const prefix = typeof both.Prefix === 'string' ? both.Prefix : typeof rule.Prefix === 'string' ? rule.Prefix : '';
    const tags = isRecord(filter.Tag) ? [filter.Tag] : list(both.Tags);
    const markers = isRecord(rule.DeleteMarkerReplication) ? rule.DeleteMarkerReplication.Status === 'Enabled' : rule.Filter === undefined;
    return rule.Status === 'Enabled' && key.startsWith(prefix) && tags.every((tag) => version.tags[String(tag.Key)] === tag.Value) && (!version.marker || markers);
  });
  return fits.sort((a, b) => Number(b.Priority ?? 0) - Number(a.Priority ?? 0))[0] ?? null;
}

/** Begins the copying of a new version, when a rule wants it. A version that is a copy itself goes no further. */
export function replicate(context: CloudContext, bucket: Readonly<Bucket>, key: string, version: ObjectVersion): void {
  if (version.replication === 'REPLICA' || !ruleFor(bucket, key, version)) return;
  version.replication = 'PENDING';
  const place = context.cloud.bucketOwners[bucket.name];
  const data = { account: place?.account ?? context.account.id, region: place?.region ?? context.region, bucket: bucket.name, key, version: version.id };
  schedule(context.time, context.time.now + between(context.time.chance, 's3.replicate', 5, 60) * SECOND, JOB, data);
}

/** Whether the role may do something in a bucket, asked of both accounts. */
function may(context: CloudContext, principal: Principal, action: string, bucket: Readonly<Bucket>, key: string): boolean {
  const owner = context.cloud.bucketOwners[bucket.name]?.account ?? '';
  const keys = commonKeys(context.cloud, context.time, principal, { region: bucket.region, sourceIp: 's3.amazonaws.com', userAgent: 's3.amazonaws.com' });
  return decide(context.cloud, principal, { action, resource: `arn:aws:s3:::${bucket.name}/${key}` }, keys, { account: owner, policy: bucket.policy }).verdict === 'allowed';
}

export const replicationDue: CloudJob = (context, data) => {
  const [name, key, id] = [String(data.bucket), String(data.key), String(data.version)];
  if (!context.cloud.bucketOwners[name]) return;
  const bucket = bucketOf(context, name);
  const version = peekKeys(context, name)[key]?.versions.find((one) => one.id === id);
  // Deleted meanwhile, or no longer wanted.
  const rule = version ? ruleFor(bucket, key, version) : null;
  if (!version || !rule || !isRecord(bucket.config.replication)) return;
  const to = isRecord(rule.Destination) ? rule.Destination : {};
  const destination = anyBucket(context, nameOf(to.Bucket));
  const principal = worn(context.cloud, String(bucket.config.replication.Role), 's3.amazonaws.com', 's3-replication');
  const allowed =
    principal !== null &&
    destination?.versioning === 'Enabled' &&
    may(context, principal, 's3:GetObjectVersionForReplication', bucket, key) &&
    may(context, principal, version.marker ? 's3:ReplicateDelete' : 's3:ReplicateObject', destination, key);
  const mark = (status: 'COMPLETED' | 'FAILED') => {
    const row = keyRows(context, name)[key]?.versions.find((one) => one.id === id);
    if (row) row.replication = status;
  };
  if (!allowed || !destination) {
    mark('FAILED');
    note(context.time, 's3.replication.failed', { bucket: name, key, version: id });
    return;
  }
  mark('COMPLETED');
  const keys = keyRows(context, destination.name);
  if (!Object.hasOwn(keys, key)) keys[key] = { versions: [] };
  const stored = keys[key] as StoredKey;
  if (!stored.versions.some((one) => one.id === id)) {
    stored.versions.push({
      ...version,
      metadata: { ...version.metadata },
      tags: { ...version.tags },
      storageClass: typeof to.StorageClass === 'string' ? to.StorageClass : version.storageClass,
      replication: 'REPLICA',
    });
    stored.versions.sort((a, b) => a.at - b.at);
  }
  note(context.time, 's3.object.replicated', { bucket: name, key, version: id, to: destination.name, marker: version.marker });
};
