// The long form of a record: what CloudTrail shows as JSON, and writes to a trail's bucket.
import { iso } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { type Account, GLOBAL, rowAt } from '../cloud.ts';
import { roleName } from '../iam/authorise.ts';
import { ROLES, SESSIONS } from '../iam/tables.ts';
import { isRecord } from '../input.ts';
import type { Params, Principal } from '../operation.ts';
import type { TrailRecord } from './record.ts';

/** Where a session comes from, and whether a second factor was shown. */
function sessionOf(account: Account, principal: Readonly<Principal>): Params {
  const session = principal.accessKeyId ? rowAt(account, GLOBAL, SESSIONS, principal.accessKeyId) : undefined;
  const role = principal.type === 'role-session' ? rowAt(account, GLOBAL, ROLES, roleName(principal.arn)) : undefined;
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
