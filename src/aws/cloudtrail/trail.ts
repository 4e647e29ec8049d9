// Trails: who wants the records kept beyond the event history, in which bucket. A trail that is stopped or deleted leaves what it has delivered.
import { iso } from '../../engine/clock.ts';
import { type CloudContext, listed, peek, rowAt, rows, table } from '../cloud.ts';
import { decide } from '../iam/authorise.ts';
import { worn } from '../iam/service-role.ts';
import { given, type Input, input } from '../input.ts';
import { findKey } from '../kms/key.ts';
import { LOG_GROUPS } from '../logs/group.ts';
import { type Ask, AwsError, type Operation, type OperationContext, type Params, type Principal } from '../operation.ts';
import { organizationOf } from '../organizations/organization.ts';
import { page } from '../page.ts';
import { BUCKETS } from '../s3/bucket.ts';
import { TOPICS } from '../sns/topic.ts';
import { readTags, type Tags, tagList } from '../tags.ts';
import { jsonWords } from '../wording.ts';

export interface Trail {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  bucket: string;
  prefix: string | null;
  topic: string | null;
  globalEvents: boolean;
  multiRegion: boolean;
  organization: boolean;
  validation: boolean;
  kmsKeyId: string | null;
  logGroup: string | null;
  logRole: string | null;
  /** `EventSelectors` as they were put. */
  selectors: Params[];
  logging: boolean;
  startedAt: number | null;
  stoppedAt: number | null;
  deliveredAt: number | null;
  /** Code of the last delivery's refusal; null when it went well. */
  problem: string | null;
  /** `account/region` -> how many of that log's records have been looked at. */
  seen: Record<string, number>;
  /** The planned delivery. */
  job: number | null;
  tags: Tags;
}

export const TRAILS = table<Trail>('cloudtrail.trail');
const MOST = 5;

const arnOf = (context: CloudContext, name: string) => `arn:aws:cloudtrail:${context.region}:${context.account.id}:trail/${name}`;
const unknown = (context: CloudContext, asked: string) =>
  new AwsError('TrailNotFoundException', `Unknown trail: ${asked.startsWith('arn:') ? asked : arnOf(context, asked)} for the user: ${context.account.id}`, 400);

/** The trail by name, in this Region, or by ARN. For reading. Throws TrailNotFoundException. */
export function trailOf(context: CloudContext, asked: string): Readonly<Trail> {
  const [, , , region = '', account = '', path = ''] = asked.startsWith('arn:') ? asked.split(':') : ['', '', '', context.region, context.account.id, `trail/${asked}`];
  const trails = account === context.account.id ? peek(context.account, region, TRAILS) : {};
  const name = path.replace(/^trail\//, '');
  if (!Object.hasOwn(trails, name)) throw unknown(context, asked);
  return trails[name] as Trail;
}

/** The same to change. A trail of many Regions is changed in its own. */
export function trailRow(context: CloudContext, asked: string): Trail {
  const found = trailOf(context, asked);
  if (found.region !== context.region)
    throw new AwsError('InvalidHomeRegionException', `Trail ${found.arn} can only be updated in its home region, which is ${found.region}.`, 400);
  return rows(context.account, found.region, TRAILS)[found.name] as Trail;
}

export const onTrail =
  (action: string, member = 'Name') =>
  (context: CloudContext, params: Params): readonly Ask[] => {
    const name = input(params, jsonWords).optional(member) ?? '*';
    return [{ action: `cloudtrail:${action}`, resource: name === '*' || name.startsWith('arn:') ? name : arnOf(context, name) }];
  };

export const touching = (_context: CloudContext, params: Params) => (typeof params.Name === 'string' ? [{ type: 'AWS::CloudTrail::Trail', name: params.Name }] : []);

/** CloudTrail itself, as bucket policies know it. */
export const deliverer = (account: string): Principal => ({
  type: 'service',
  account,
  arn: 'cloudtrail.amazonaws.com',
  userId: 'cloudtrail.amazonaws.com',
  name: 'cloudtrail.amazonaws.com',
});

/** The folder of one account in a trail's bucket. */
export function folderOf(context: CloudContext, trail: Readonly<Trail>, account: string): string {
  const organization = trail.organization ? organizationOf(context.cloud, context.account.id) : null;
  return `${trail.prefix === null ? '' : `${trail.prefix}/`}AWSLogs/${organization ? `${organization.id}/` : ''}${account}/CloudTrail`;
}

/** Why the records of an account cannot be written into the bucket; null when they can. */
export function barred(context: CloudContext, trail: Readonly<Trail>, account = context.account.id): 'NoSuchBucket' | 'AccessDenied' | null {
  const place = context.cloud.bucketOwners[trail.bucket];
  const owner = place && context.cloud.accounts[place.account];
  const bucket = owner && rowAt(owner, place.region, BUCKETS, trail.bucket);
  if (!owner || !bucket) return 'NoSuchBucket';
  const may = (action: string, resource: string) =>
    decide(
      context.cloud,
      deliverer(context.account.id),
      { action, resource, keys: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:sourcearn': trail.arn, 'aws:sourceaccount': context.account.id } },
      { 'aws:securetransport': 'true', 'aws:sourcearn': trail.arn, 'aws:sourceaccount': context.account.id },
      { account: owner.id, policy: bucket.policy },
    ).verdict === 'allowed';
  const written = `arn:aws:s3:::${trail.bucket}/${folderOf(context, trail, account)}/${trail.region}/`;
  return may('s3:GetBucketAcl', `arn:aws:s3:::${trail.bucket}`) && may('s3:PutObject', written) ? null : 'AccessDenied';
}

function check(context: OperationContext, trail: Readonly<Trail>): void {
  if (trail.multiRegion && !trail.globalEvents) throw new AwsError('InvalidParameterCombinationException', 'Multi-Region trail must include global service events.', 400);
  if (trail.organization) {
    const organization = organizationOf(context.cloud, context.account.id);
    if (!organization) throw new AwsError('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.', 400, false);
    if (organization.master !== context.account.id)
      throw new AwsError('NotOrganizationMasterAccountException', 'This operation can only be called by the management account of an organization.', 400);
  }
  const problem = barred(context, trail);
  if (problem === 'NoSuchBucket') throw new AwsError('S3BucketDoesNotExistException', `S3 bucket ${trail.bucket} does not exist!`, 400);
  if (problem !== null) throw new AwsError('InsufficientS3BucketPolicyException', `Incorrect S3 bucket policy is detected for bucket: ${trail.bucket}`, 400);
  const topic = trail.topic?.split(':').pop() ?? null;
  if (topic !== null && !Object.hasOwn(peek(context.account, context.region, TOPICS), topic))
    throw new AwsError('InsufficientSnsTopicPolicyException', 'SNS Topic does not exist or the topic policy is incorrect!', 400);
  if (trail.kmsKeyId !== null && !findKey(context, trail.kmsKeyId)) throw new AwsError('KmsKeyNotFoundException', `KMS key ${trail.kmsKeyId} was not found.`, 400);
  if ((trail.logGroup === null) !== (trail.logRole === null))
    throw new AwsError('InvalidCloudWatchLogsLogGroupArnException', 'You must specify both a log group ARN and a role ARN.', 400);
  if (trail.logGroup !== null && !Object.hasOwn(peek(context.account, context.region, LOG_GROUPS), groupName(trail.logGroup)))
    throw new AwsError('InvalidCloudWatchLogsLogGroupArnException', 'CloudTrail cannot validate the specified log group ARN.', 400);
  if (trail.logRole !== null && !worn(context.cloud, trail.logRole, 'cloudtrail.amazonaws.com', 'CloudTrail'))
    throw new AwsError('InvalidCloudWatchLogsRoleArnException', 'Access denied. Check the trust relationships for your role.', 400);
}

/** `arn:aws:logs:R:A:log-group:NAME:*` */
export const groupName = (arn: string): string => arn.split(':')[6] ?? '';

/** What a request says over what there is. */
function settings(from: Input, old: Trail): Trail {
  const text = (member: string, present: string | null) => {
    const value = from.optional(member);
    return value === null ? present : value === '' ? null : value;
  };
  return {
    ...old,
    bucket: from.optional('S3BucketName') ?? old.bucket,
    prefix: text('S3KeyPrefix', old.prefix),
    topic: text('SnsTopicName', old.topic),
    globalEvents: from.flag('IncludeGlobalServiceEvents') ?? old.globalEvents,
    multiRegion: from.flag('IsMultiRegionTrail') ?? old.multiRegion,
    organization: from.flag('IsOrganizationTrail') ?? old.organization,
    validation: from.flag('EnableLogFileValidation') ?? old.validation,
    kmsKeyId: text('KmsKeyId', old.kmsKeyId),
    logGroup: text('CloudWatchLogsLogGroupArn', old.logGroup),
    logRole: text('CloudWatchLogsRoleArn', old.logRole),
  };
}

const view = (context: CloudContext, trail: Readonly<Trail>): Params => {
  const topic = trail.topic?.split(':').pop() ?? null;
  return given({
    Name: trail.name,
    S3BucketName: trail.bucket,
    S3KeyPrefix: trail.prefix,
    SnsTopicName: topic,
    SnsTopicARN: topic === null ? null : `arn:aws:sns:${trail.region}:${context.account.id}:${topic}`,
    IncludeGlobalServiceEvents: trail.globalEvents,
    IsMultiRegionTrail: trail.multiRegion,
    TrailARN: trail.arn,
    LogFileValidationEnabled: trail.validation,
    CloudWatchLogsLogGroupArn: trail.logGroup,
    CloudWatchLogsRoleArn: trail.logRole,
    KmsKeyId: trail.kmsKeyId,
    IsOrganizationTrail: trail.organization,
  });
};

/** As `describe-trails` and `get-trail` show it, with what only they tell. */
const longView = (context: CloudContext, trail: Readonly<Trail>): Params => ({
  ...view(context, trail),
  HomeRegion: trail.region,
  HasCustomEventSelectors: trail.selectors.length > 0,
  HasInsightSelectors: false,
});

export const createTrail: Operation = {
  kind: 'write',
  authorise: onTrail('CreateTrail'),
  touches: touching,
  run(context, params) {
    const from = input(params, jsonWords);
    const name = from.text('Name');
    if (name.length < 3) throw new AwsError('InvalidTrailNameException', 'Trail name must have a minimum of 3 characters.', 400);
    if (name.length > 128) throw new AwsError('InvalidTrailNameException', 'Trail name cannot be longer than 128 characters.', 400);
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]$/.test(name))
      throw new AwsError(
        'InvalidTrailNameException',
        'Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_), and must start and end with a letter or number.',
        400,
      );
    const tags = readTags(params.TagsList);
    const present = peek(context.account, context.region, TRAILS);
    if (Object.hasOwn(present, name)) throw new AwsError('TrailAlreadyExistsException', `Trail ${name} already exists for customer: ${context.account.id}`, 400);
    if (Object.keys(present).length >= MOST)
      throw new AwsError('MaximumNumberOfTrailsExceededException', `User: ${context.account.id} already has ${MOST} trails in ${context.region}.`, 403);
    const made = settings(from, {
      name,
      arn: arnOf(context, name),
      region: context.region,
      bucket: from.text('S3BucketName'),
      prefix: null,
      topic: null,
      globalEvents: true,
      multiRegion: false,
      organization: false,
      validation: false,
      kmsKeyId: null,
      logGroup: null,
      logRole: null,
      selectors: [],
      logging: false,
      startedAt: null,
      stoppedAt: null,
      deliveredAt: null,
      problem: null,
      seen: {},
      job: null,
      tags,
    });
    check(context, made);
    rows(context.account, context.region, TRAILS)[name] = made;
    return view(context, made);
  },
};

export const updateTrail: Operation = {
  kind: 'write',
  authorise: onTrail('UpdateTrail'),
  touches: touching,
  run(context, params) {
    const from = input(params, jsonWords);
    const found = trailRow(context, from.text('Name'));
    const wanted = settings(from, found);
    check(context, wanted);
    Object.assign(found, wanted);
    return view(context, found);
  },
};

/** Trails of this Region, and those of others that log here too. */
const trailsHere = (context: CloudContext, shadows: boolean): Readonly<Trail>[] =>
  Object.keys(context.account.tables)
    .filter((shard) => shard.endsWith(`/${TRAILS.name}`))
    .flatMap((shard) => listed(context.account, shard.slice(0, shard.indexOf('/')), TRAILS))
    .filter((trail) => trail.region === context.region || (shadows && trail.multiRegion));

export const describeTrails: Operation = {
  kind: 'read',
  run(context, params) {
    const from = input(params, jsonWords);
    const names = from.texts('trailNameList');
    const found = trailsHere(context, from.flag('includeShadowTrails') ?? true).filter((trail) => names.length === 0 || names.includes(trail.name) || names.includes(trail.arn));
    return { trailList: found.map((trail) => longView(context, trail)) };
  },
};

export const getTrail: Operation = {
  kind: 'read',
  authorise: onTrail('GetTrail'),
  run: (context, params) => ({ Trail: longView(context, trailOf(context, input(params, jsonWords).text('Name'))) }),
};

export const listTrails: Operation = {
  kind: 'read',
  run(context, params) {
    const cut = page(trailsHere(context, true), params.NextToken, null, 100, 'InvalidTokenException');
    return { Trails: cut.items.map(({ arn, name, region }) => ({ TrailARN: arn, Name: name, HomeRegion: region })), ...(cut.next ? { NextToken: cut.next } : {}) };
  },
};

export const getTrailStatus: Operation = {
  kind: 'read',
  authorise: onTrail('GetTrailStatus'),
  run(context, params) {
    const trail = trailOf(context, input(params, jsonWords).text('Name'));
    const at = (time: number | null) => (time === null ? null : iso(time, true));
    const plain = (time: number | null) => (time === null ? '' : iso(time));
    return given({
      IsLogging: trail.logging,
      LatestDeliveryError: trail.problem,
      LatestDeliveryTime: at(trail.deliveredAt),
      StartLoggingTime: at(trail.startedAt),
      StopLoggingTime: at(trail.stoppedAt),
      LatestDeliveryAttemptTime: plain(trail.deliveredAt),
      LatestNotificationAttemptTime: '',
      LatestNotificationAttemptSucceeded: '',
      LatestDeliveryAttemptSucceeded: trail.problem === null ? plain(trail.deliveredAt) : '',
      TimeLoggingStarted: plain(trail.startedAt),
      TimeLoggingStopped: plain(trail.stoppedAt),
    });
  },
};

const onId =
  (action: string) =>
  (_context: CloudContext, params: Params): readonly Ask[] => [{ action: `cloudtrail:${action}`, resource: input(params, jsonWords).optional('ResourceId') ?? '*' }];

export const addTags: Operation = {
  kind: 'write',
  authorise: onId('AddTags'),
  run(context, params) {
    const tags = readTags(params.TagsList);
    Object.assign(trailRow(context, input(params, jsonWords).text('ResourceId')).tags, tags);
    return {};
  },
};

export const removeTags: Operation = {
  kind: 'write',
  authorise: onId('RemoveTags'),
  run(context, params) {
    const keys = Object.keys(readTags(params.TagsList));
    const trail = trailRow(context, input(params, jsonWords).text('ResourceId'));
    for (const key of keys) delete trail.tags[key];
    return {};
  },
};

export const listTags: Operation = {
  kind: 'read',
  run(context, params) {
    const ids = input(params, jsonWords).texts('ResourceIdList');
    if (ids.length === 0) throw jsonWords('missing', 'ResourceIdList');
    return { ResourceTagList: ids.map((id) => ({ ResourceId: id, TagsList: tagList(trailOf(context, id).tags) })) };
  },
};
