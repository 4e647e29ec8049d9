// What a service operation is: its rights, whether it changes anything, and what it does. One table per service lists them.
import type { Json } from '../engine/json.ts';
import type { CloudContext } from './cloud.ts';

/** Who calls: resolved by the door from an access key, or given for services that act by themselves. */
export interface Principal {
  readonly type: 'root' | 'user' | 'role-session' | 'service';
  readonly account: string;
  /** `arn:aws:iam::123456789012:user/ann`, `arn:aws:sts::...:assumed-role/role/session`, or a service name. */
  readonly arn: string;
  readonly userId: string;
  readonly name: string;
  readonly accessKeyId?: string;
  readonly mfa?: boolean;
}

export type Params = { readonly [name: string]: Json | undefined };

/** Thrown by an operation to refuse. Refusals come before the first change: a refused call leaves the cloud as it was. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    /** Whether the operation's service model lists this code: decides how Terraform's SDK writes it. */
    readonly modelled = true,
    /** Extra members of the error, as the service model names them. */
    readonly fields: Params = {},
  ) {
    super(message);
  }
}

export interface OperationContext extends CloudContext {
  readonly principal: Principal;
  readonly requestId: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  /** Calls another operation as the same principal, or as a service. Goes through the door like any other call. */
  call(service: string, operation: string, params: Params, as?: Principal): Params;
  /** The same, and nothing is thrown: for calls that may take a while, with what they came to or are still to come to. */
  ask(service: string, operation: string, params: Params, as?: Principal): CloudAnswer;
  /** What an earlier call came to, of which the reply was still to come. */
  answerTo(pending: Pending): CloudAnswer;
  /** Whether the caller has one more right, for operations that answer item by item; null when so, else the refusal. */
  refuses(ask: Ask): AwsError | null;
  /** The answer is not there yet: it is what the service's `replyTo` gives for `token`, when it does. The output of this run is nobody's. */
  answerLater(token: string): void;
  /** Makes a new account with what AWS puts into one. Only Organizations does that. */
  addAccount(id: string, alias: string): void;
}

/** A right that a call needs. `tags` are those of the resource, `keys` further condition keys (`s3:prefix`). */
export interface Ask {
  /** The service that asks for the caller (`rds`): a policy sees it by `aws:CalledVia`, and sees no address of the caller's. */
  readonly via?: string;
  readonly action: string;
  readonly resource: string;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly keys?: Readonly<Record<string, string | readonly string[]>>;
}

export interface Operation {
  /** `read` operations change nothing, ever. */
  readonly kind: 'read' | 'write';
  /** IAM action and the ARNs it is asked for. Default: `service:Operation` on `*`. */
  readonly authorise?: (context: CloudContext, params: Params) => readonly Ask[];
  /** Works on data, not on the account (an S3 object, a table's item): a trail does not show it unless it was asked to. */
  readonly dataEvent?: boolean;
  /** A button of the console without an API behind it: the `aws` program refuses it. */
  readonly consoleOnly?: boolean;
  /** What CloudTrail names as touched resources. */
  readonly touches?: (context: CloudContext, params: Params, output: Params | null) => readonly { readonly type: string; readonly name: string }[];
  /** Member names as in the service model (`DBInstanceIdentifier`); the result has the output shape of the model. */
  readonly run: (context: OperationContext, params: Params) => Params;
  /** How CloudTrail writes request and response where it is not simply first-letter-lower-case. */
  readonly trail?: (params: Params, output: Params | null) => { readonly request: Json; readonly response: Json };
}

/** What a job works on: it may call operations too, as a role that a service wears. */
export interface JobContext extends CloudContext {
  /** Through the door, with the rights of `as`. Throws what AWS refuses with. */
  call(service: string, operation: string, params: Params, as: Principal): Params;
  /** The same, and nothing is thrown. */
  ask(service: string, operation: string, params: Params, as: Principal): CloudAnswer;
  /** What an earlier call came to, of which the reply was still to come. */
  answerTo(pending: Pending): CloudAnswer;
}

/** A reply that is still to come. `at` is the instant at which to ask for it, which may be again and again. */
export interface Pending {
  readonly service: string;
  readonly account: string;
  readonly region: string;
  readonly token: string;
  readonly at: number;
}

export type CloudAnswer =
  | {
      readonly ok: true;
      readonly output: Params;
      readonly requestId: string;
      readonly pending?: Pending;
    }
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      readonly status: number;
      readonly modelled: boolean;
      readonly fields: Params;
      readonly requestId: string;
    };

/** Handles a job that the service scheduled. */
export type CloudJob = (context: JobContext, data: Params) => void;

export interface ResourcePolicy {
  readonly account: string;
  readonly policy: string | null;
  /** Actions that the root user of the account keeps, whatever the policy denies: the way back out of a lock. */
  readonly rootKeeps?: readonly string[];
}

export interface Service {
  /** As in the CLI and the SDK: `rds`, `ec2`, `elbv2`, `route53`, `s3`. */
  readonly name: string;
  /** `rds.amazonaws.com` */
  readonly eventSource: string;
  /** IAM prefix: `elasticloadbalancing` for elbv2. */
  readonly iamPrefix: string;
  readonly operations: { readonly [name: string]: Operation };
  /** Job kinds start with the service name: `rds.instance.settle`. Job data carries `account` and `region`. */
  readonly jobs: { readonly [kind: string]: CloudJob };
  /** Written by a global service to us-east-1, whatever the caller's region: IAM, Route 53, Support. */
  readonly global?: boolean;
  /** How bad credentials and missing rights are worded. Default `query`. */
  readonly dialect?: 'query' | 'json' | 'ec2' | 's3';
  /** The reply to a call that takes a while, or the instant at which to ask again. Refuses as an operation does. */
  readonly replyTo?: (context: CloudContext, token: string) => Params | number;
  /** The policy on a resource itself (bucket, key, vault), with the account that owns it; null when it has none. */
  readonly resourcePolicy?: (context: CloudContext, resource: string) => ResourcePolicy | null;
  /** What a new account has in a region before anybody made anything: a default VPC. */
  readonly prepare?: (context: CloudContext) => void;
}
