// Calls through the cloud's door, with refusals in the words in which the AWS SDK for Go writes them.
import type { Json } from '../../engine/json.ts';
import type { Timeline } from '../../engine/moment.ts';
import { type CloudRequest, type Connection, type Members, USER_AGENT } from '../connection.ts';
import { knownAccount } from './identity.ts';

/** How the SDK names the services in its errors. */
const SDK_NAMES: { readonly [service: string]: string } = {
  acm: 'ACM',
  backup: 'Backup',
  cloudwatch: 'CloudWatch',
  dynamodb: 'DynamoDB',
  ec2: 'EC2',
  ecr: 'ECR',
  ecs: 'ECS',
  elbv2: 'Elastic Load Balancing v2',
  events: 'EventBridge',
  iam: 'IAM',
  kms: 'KMS',
  lambda: 'Lambda',
  logs: 'CloudWatch Logs',
  rds: 'RDS',
  route53: 'Route 53',
  s3: 'S3',
  secretsmanager: 'Secrets Manager',
  sts: 'STS',
};

/** Services whose operations are answered in one place, whatever the provider's region. */
const GLOBAL_SERVICES: { readonly [service: string]: string } = { iam: 'us-east-1', route53: 'us-east-1' };

/** A refusal of the cloud. The message is the SDK's: `operation error RDS: DeleteDBInstance, https response error StatusCode: 400, ...`. */
export class Refusal extends Error {
  constructor(
    readonly service: string,
    readonly code: string,
    readonly status: number,
    /** The service's own words. */
    readonly said: string,
    text: string,
    /** The message begins with what the provider was doing: nothing is to be put in front. */
    readonly told = false,
  ) {
    super(text);
  }

  /** The same refusal as the provider words it: `deleting EC2 VPC (vpc-1): ...`. */
  within(doing: string, told = true): Refusal {
    return new Refusal(this.service, this.code, this.status, this.said, `${doing}: ${this.message}`, told);
  }

  is(...codes: readonly string[]): boolean {
    return codes.includes(this.code);
  }
}

/** Something the provider itself refuses; shown as it is. */
export class Complaint extends Error {
  constructor(
    message: string,
    readonly detail = '',
    readonly attribute?: string,
    /** What else is wrong, one message each. */
    readonly also: readonly string[] = [],
  ) {
    super(message);
  }
}

/** The S3 host id that comes with a request id: made from it, so that the same reply reads the same. */
const hostId = (requestId: string): string => `${requestId.replaceAll('-', '').repeat(3).slice(0, 75)}=`;

/**
 * Writes a refusal as aws-sdk-go-v2 does. `api error ` stands before codes that the operation's service model does not list
 * (recorded: EC2 always, RDS InvalidParameterCombination, S3 BucketNotEmpty); modelled ones print bare.
 */
export function sdkError(service: string, operation: string, reply: { code: string; message: string; status: number; modelled: boolean; requestId: string }): string {
  const host = service === 's3' ? `, HostID: ${hostId(reply.requestId)}` : '';
  // A listing models the missing bucket; other calls do not.
  const modelled = (reply.modelled && service !== 'ec2') || (operation === 'ListObjectsV2' && reply.code === 'NoSuchBucket');
  // The SDK reads no message of S3's modelled errors.
  const message = service === 's3' && modelled ? '' : reply.message;
  return `operation error ${SDK_NAMES[service] ?? service}: ${operation}, https response error StatusCode: ${reply.status}, RequestID: ${reply.requestId}${host}, ${modelled ? '' : 'api error '}${reply.code}: ${message}`;
}

/** Runs a call whose refusal is told with a beginning of its own; `told` false lets the type's usual beginning come in front of that. */
export function doing<T>(what: string, work: () => T, told = true): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Refusal ? error.within(what, told) : error;
  }
}

export interface Api {
  readonly time: Timeline;
  readonly now: number;
  readonly region: string;
  /** The account of the credentials. */
  account(): string;
  /** Calls an operation and returns its output. Throws a Refusal. */
  call(service: string, operation: string, params: Members, region?: string): Members;
  /** Like `call`, but null when the cloud refuses with one of `codes`. */
  find(service: string, operation: string, params: Members, codes: readonly string[]): Members | null;
  arn(service: string, resource: string): string;
  /** A file that the configuration names, in base64. Throws what opening it says. */
  file(path: string, doing: string): string;
}

/** The door, for one provider configuration. */
export function apiOf(connection: Connection, settings: { readonly region: string; readonly accessKeyId: string; readonly signature?: CloudRequest['signature'] }): Api {
  let account: string | null = null;
  const api: Api = {
    time: connection.time,
    get now() {
      return connection.time.now;
    },
    region: settings.region,
    file(path, doing) {
      const found = connection.readBase64?.(path.replace(/^~(?=\/|$)/, connection.home)) ?? null;
      if (found === null) throw new Complaint(`${doing} (${path}): open ${path}: no such file or directory`);
      return found;
    },
    account() {
      account ??= knownAccount(connection.time, settings.accessKeyId) ?? String(api.call('sts', 'GetCallerIdentity', {}).Account);
      return account;
    },
    call(service, operation, params, region) {
      const given: Record<string, Json | undefined> = {};
      for (const [name, value] of Object.entries(params)) if (value !== undefined && value !== null) given[name] = value;
      const reply = connection.cloud({
        service,
        operation,
        params: given,
        region: region ?? GLOBAL_SERVICES[service] ?? settings.region,
        accessKeyId: settings.accessKeyId,
        ...(settings.signature ? { signature: settings.signature } : {}),
        userAgent: USER_AGENT,
      });
      if (reply.ok) return reply.output;
      throw new Refusal(service, reply.code, reply.status, reply.message, sdkError(service, operation, reply));
    },
    find(service, operation, params, codes) {
      try {
        return api.call(service, operation, params);
      } catch (error) {
        if (error instanceof Refusal && error.is(...codes)) return null;
        throw error;
      }
    },
    arn: (service, resource) => `arn:aws:${service}:${settings.region}:${api.account()}:${resource}`,
  };
  return api;
}
