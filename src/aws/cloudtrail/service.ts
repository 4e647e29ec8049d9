// AWS CloudTrail: the event history of the last 90 days, management events only. The records are the door's own.
import { DAY, iso, MINUTE } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { entry } from '../../engine/log.ts';
import { type Account, type CloudContext, GLOBAL, peek } from '../cloud.ts';
import { roleName } from '../iam/authorise.ts';
import { ROLES, SESSIONS } from '../iam/tables.ts';
import { input, isRecord } from '../input.ts';
import { AwsError, type Operation, type Params, type Principal, type Service } from '../operation.ts';
import { page } from '../page.ts';
import { jsonWords, moment } from '../wording.ts';
import { TRAIL, TRAIL_KEY, type TrailRecord } from './record.ts';

const ATTRIBUTES = ['EventId', 'EventName', 'ReadOnly', 'Username', 'ResourceType', 'ResourceName', 'EventSource', 'AccessKeyId'];
/** An event can be looked up some minutes after it happened. */
const DELAY = 2 * MINUTE;

const nameOf = (principal: Readonly<Principal>) => (principal.type === 'root' ? 'root' : principal.name);

function value(record: Readonly<TrailRecord>, key: string): readonly string[] {
  switch (key) {
    case 'EventId':
      return [record.id];
    case 'EventName':
      return [record.name];
    case 'ReadOnly':
      return [String(record.readOnly)];
    case 'Username':
      return [nameOf(record.principal)];
    case 'ResourceType':
      return record.resources.map((resource) => resource.type);
    case 'ResourceName':
      return record.resources.map((resource) => resource.name);
    case 'EventSource':
      return [record.source];
    default:
      return record.principal.accessKeyId ? [record.principal.accessKeyId] : [];
  }
}

/** Where a session comes from, and whether a second factor was shown. */
function sessionOf(account: Account, principal: Readonly<Principal>): Params {
  const session = principal.accessKeyId ? peek(account, GLOBAL, SESSIONS)[principal.accessKeyId] : undefined;
  const role = principal.type === 'role-session' ? peek(account, GLOBAL, ROLES)[roleName(principal.arn)] : undefined;
  if (!session && !role) return {};
  return {
    sessionContext: {
      ...(role ? { sessionIssuer: { type: 'Role', principalId: role.id, arn: role.arn, accountId: principal.account, userName: role.name } } : {}),
      attributes: { ...(session ? { creationDate: iso(session.createdAt) } : {}), mfaAuthenticated: String(session?.mfaAt != null) },
    },
  };
}

/** Parameters as each service logs them: S3 names its bucket and host, EC2 puts lists into sets. */
function parametersOf(record: Readonly<TrailRecord>): Json {
  const { request } = record;
  if (!isRecord(request)) return request;
  if (record.source === 's3.amazonaws.com' && typeof request.bucket === 'string') {
    const { bucket, ...rest } = request;
    return { bucketName: bucket, ...rest, Host: `${bucket}.s3.${record.region}.amazonaws.com` } as Json;
  }
  if (record.source === 'ec2.amazonaws.com' && Array.isArray(request.instanceIds)) {
    const { instanceIds, ...rest } = request;
    return { ...rest, instancesSet: { items: instanceIds.map((instanceId) => ({ instanceId })) } } as Json;
  }
  return request;
}

function identity(account: Account, principal: Readonly<Principal>): Params {
  const type = { root: 'Root', user: 'IAMUser', 'role-session': 'AssumedRole', service: 'AWSService' }[principal.type];
  if (principal.type === 'service') return { type, invokedBy: principal.name };
  return {
    type,
    principalId: principal.userId,
    arn: principal.arn,
    accountId: principal.account,
    ...(principal.accessKeyId ? { accessKeyId: principal.accessKeyId } : {}),
    ...(principal.type === 'user' ? { userName: principal.name } : {}),
    ...sessionOf(account, principal),
  };
}

/** The long form: what the member `CloudTrailEvent` holds as a text. */
export const trailEvent = (record: Readonly<TrailRecord>, account: Account): Params => ({
  eventVersion: '1.11',
  userIdentity: identity(account, record.principal),
  eventTime: iso(record.at),
  eventSource: record.source,
  eventName: record.name,
  awsRegion: record.region,
  sourceIPAddress: record.sourceIp,
  userAgent: record.userAgent,
  ...(record.error ? { errorCode: `${record.source === 'ec2.amazonaws.com' ? 'Client.' : ''}${record.error.code}`, errorMessage: record.error.message } : {}),
  requestParameters: parametersOf(record),
  responseElements: record.response,
  requestID: record.requestId,
  eventID: record.id,
  readOnly: record.readOnly,
  eventType: 'AwsApiCall',
  managementEvent: !record.data,
  recipientAccountId: account.id,
  eventCategory: record.data ? 'Data' : 'Management',
});

/** Management records of a region that can be looked up now, newest first. */
export function lookUp(context: Pick<CloudContext, 'account' | 'region' | 'time'>, from: number, to: number): readonly Readonly<TrailRecord>[] {
  const log = peek(context.account, context.region, TRAIL)[TRAIL_KEY];
  const found: TrailRecord[] = [];
  for (let i = (log?.length ?? 0) - 1; log && i >= 0; i--) {
    const record = entry(log, i) as TrailRecord;
    if (record.at < from) break;
    if (!record.data && record.at <= to && record.at <= context.time.now - DELAY) found.push(record);
  }
  return found;
}

const lookupEvents: Operation = {
  kind: 'read',
  run(context, params) {
    const from = input(params, jsonWords);
    const attributes = from.records('LookupAttributes');
    if (attributes.length > 1) throw new AwsError('InvalidLookupAttributesException', 'You can only specify one lookup attribute.', 400);
    const wanted = attributes.map((attribute) => {
      const item = input(attribute, jsonWords);
      const key = item.text('AttributeKey');
      if (!ATTRIBUTES.includes(key)) throw new AwsError('InvalidLookupAttributesException', `${key} is not a valid lookup attribute.`, 400);
      return { key, value: item.text('AttributeValue') };
    })[0];
    const now = context.time.now;
    const start = Math.max(moment(params, jsonWords, 'StartTime') ?? now - 90 * DAY, now - 90 * DAY);
    const end = moment(params, jsonWords, 'EndTime') ?? now;
    if (start > end) throw new AwsError('InvalidTimeRangeException', 'Start time must be before end time.', 400);
    const size = from.number('MaxResults');
    if (size !== null && (size < 1 || size > 50)) throw new AwsError('InvalidMaxResultsException', 'Max results must be between 1 and 50.', 400);
    const found = lookUp(context, start, end).filter((record) => !wanted || value(record, wanted.key).includes(wanted.value));
    const cut = page(found, params.NextToken, size, 50, 'InvalidNextTokenException');
    return {
      Events: cut.items.map((record) => ({
        EventId: record.id,
        EventName: record.name,
        ReadOnly: String(record.readOnly),
        ...(record.principal.accessKeyId ? { AccessKeyId: record.principal.accessKeyId } : {}),
        EventTime: iso(record.at),
        EventSource: record.source,
        Username: nameOf(record.principal),
        Resources: record.resources.map((resource) => ({ ResourceType: resource.type, ResourceName: resource.name })),
        CloudTrailEvent: JSON.stringify(trailEvent(record, context.account)),
      })),
      ...(cut.next ? { NextToken: cut.next } : {}),
    };
  },
};

export const cloudtrail: Service = {
  name: 'cloudtrail',
  eventSource: 'cloudtrail.amazonaws.com',
  iamPrefix: 'cloudtrail',
  dialect: 'json',
  operations: { LookupEvents: lookupEvents, DescribeTrails: { kind: 'read', run: () => ({ trailList: [] }) } },
  jobs: {},
};
