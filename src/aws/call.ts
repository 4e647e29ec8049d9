// The only door to the cloud: authenticate, authorise, note the attempt, operate, write the trail. Terraform, the `aws` program, the console,
// scripts and nightly jobs all come through here, so rights, protection, audit and cost hold for all of them.
import { isDraft } from 'immer';
import { snapshot } from '../engine/draft.ts';
import type { Json } from '../engine/json.ts';
import { truncate } from '../engine/log.ts';
import { because, note, type Timeline } from '../engine/moment.ts';
import { type Account, type Cloud, type CloudContext, GLOBAL, rowAt } from './cloud.ts';
import { record, trailCase } from './cloudtrail/record.ts';
import { authenticate, type Signature } from './credentials.ts';
import { commonKeys } from './iam/authorise.ts';
import { passedRoles } from './iam/pass-role.ts';
import { requestTagKeys } from './iam/request-tags.ts';
import { USERS } from './iam/tables.ts';
import { uuidOf } from './ids.ts';
import { type Ask, AwsError, type CloudAnswer, type Operation, type OperationContext, type Params, type Pending, type Principal, type Service } from './operation.ts';
import { authorise } from './rights.ts';
import { SERVICES, serviceOfAction } from './services.ts';

export interface CloudCall {
  readonly service: string;
  /** As in the service model: `DeleteDBInstance`. */
  readonly operation: string;
  readonly params: Params;
  readonly region: string;
  /** Credentials of the caller, or the principal itself for the console and for services. */
  readonly accessKeyId?: string;
  readonly principal?: Principal;
  readonly signature?: Signature;
  readonly sourceIp?: string;
  readonly userAgent?: string;
}

export const emptyCloud = (): Cloud => ({ partition: 'aws', accounts: {}, bucketOwners: {} });

/** A new account with what AWS puts into one: a root user and each service's own beginnings in `region`. */
export function addAccount(cloud: Cloud, time: Timeline, given: { readonly id: string; readonly alias: string; readonly region: string }): Account {
  cloud.accounts[given.id] = { id: given.id, alias: given.alias, createdAt: time.now, tables: {} };
  const account = cloud.accounts[given.id] as Account;
  for (const service of Object.values(SERVICES)) service.prepare?.({ cloud, time, account, region: given.region });
  return account;
}

export const rootOf = (account: string): Principal => ({ type: 'root', account, arn: `arn:aws:iam::${account}:root`, userId: account, name: 'root' });

/** An IAM user as a principal, for the console. `mfa` says that the second factor was shown at sign-in. Null when there is no such user. */
export function userOf(account: Account, name: string, mfa = false): Principal | null {
  const user = rowAt(account, GLOBAL, USERS, name);
  return user ? { type: 'user', account: account.id, arn: user.arn, userId: user.id, name, mfa } : null;
}

/** A service that acts by itself. It is asked for no rights. */
export const serviceOf = (account: string, name: string): Principal => ({ type: 'service', account, arn: name, userId: name, name });

const refusalOf = (error: AwsError, requestId: string): CloudAnswer => ({
  ok: false,
  code: error.code,
  message: error.message,
  status: error.status,
  modelled: error.modelled,
  fields: error.fields,
  requestId,
});

/** What an earlier call came to, of which the reply was still to come. Pending again when it still is. */
export function replyTo(cloud: Cloud, time: Timeline, pending: Pending, requestId = ''): CloudAnswer {
  const account = cloud.accounts[pending.account];
  try {
    if (!account) throw new AwsError('InternalFailure', 'The account is gone.', 500, false);
    const reply = SERVICES[pending.service]?.replyTo?.({ cloud, time, account, region: pending.region }, pending.token) ?? {};
    return typeof reply === 'number' ? { ok: true, output: {}, requestId, pending: { ...pending, at: reply } } : { ok: true, output: plain(reply) as Params, requestId };
  } catch (thrown) {
    return refusalOf(thrown instanceof AwsError ? thrown : failure(thrown), requestId);
  }
}

/** One call, from credentials to reply. Never throws; a refused call leaves the cloud's tables as they were, but for the trail. */
export function call(cloud: Cloud, time: Timeline, request: CloudCall): CloudAnswer {
  const requestId = uuidOf(time, 'request');
  const refuse = (error: AwsError) => refusalOf(error, requestId);
  const service = Object.hasOwn(SERVICES, request.service) ? (SERVICES[request.service] as Service) : undefined;
  const operation = service && Object.hasOwn(service.operations, request.operation) ? (service.operations[request.operation] as Operation) : undefined;
  // A button of the console has no API: keys do not open it.
  if (!service || !operation || (operation.consoleOnly && request.accessKeyId)) {
    return refuse(new AwsError('NotSimulated', `This account is a simulation, and ${request.service} ${request.operation} is not part of it.`, 501, false));
  }
  // No plain object can have a member of this name, so nothing here can be called so.
  if (Object.values(request.params).includes('__proto__'))
    return refuse(new AwsError('NotSimulated', 'This account is a simulation, and nothing in it can be called __proto__.', 501, false));
  // Rights are looked up in a plain copy: they are many small members, and reading those of a draft is slow.
  const before = snapshot(cloud);
  const principal = request.principal ?? authenticate(before, time.now, request.accessKeyId, request.signature, service);
  if (principal instanceof AwsError) return refuse(principal);
  const account = cloud.accounts[principal.account];
  if (!account) return refuse(new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403, false));
  const region = request.region;
  const sourceIp = request.sourceIp ?? (principal.type === 'service' ? principal.name : '203.0.113.10');
  const userAgent = request.userAgent ?? (principal.type === 'service' ? principal.name : 'console.amazonaws.com');
  const context: CloudContext = { cloud, time, account, region };
  const keys = principal.type === 'service' ? {} : { ...commonKeys(before, time, principal, { region, sourceIp, userAgent }), ...requestTagKeys(request.params) };
  const asked = asks(service, request, operation, context);
  const attempt = note(time, 'aws.call', {
    service: request.service,
    operation: request.operation,
    kind: operation.kind,
    account: account.id,
    region,
    principal: principal.arn,
    ...(principal.accessKeyId ? { accessKeyId: principal.accessKeyId } : {}),
    resource: asked instanceof AwsError ? '*' : (asked[0]?.resource ?? '*'),
    userAgent,
    requestId,
    ...(operation.kind === 'write' ? { params: trailCase(request.params as Json) } : {}),
  });

  return because(time, attempt, () => {
    let output: Params | null = null;
    const later: { token: string | null } = { token: null };
    let error: AwsError | null = asked instanceof AwsError ? asked : allowed(context, before, service, principal, asked, keys);
    // Names are looked up before the operation runs: afterwards a deleted thing has none.
    const touched = touches(operation, context, request.params, null);
    if (!error) {
      const undo = operation.kind === 'write' ? remember(cloud, before, time) : null;
      try {
        output = plain(
          operation.run(
            operationContext(context, principal, requestId, sourceIp, userAgent, {
              refuses: (ask) => authorise(context, before, serviceOfAction(ask.action) ?? service, principal, [ask], keys),
              answerLater: (token) => void (later.token = token),
            }),
            request.params,
          ),
        ) as Params;
      } catch (thrown) {
        if (!(thrown instanceof AwsError)) undo?.();
        error = thrown instanceof AwsError ? thrown : failure(thrown);
      }
    }
    const written = operation.trail?.(request.params, output);
    record(cloud.accounts[account.id] as Account, service.global ? 'us-east-1' : region, {
      id: uuidOf(time, 'event'),
      at: time.now,
      source: service.eventSource,
      name: request.operation,
      region: service.global ? 'us-east-1' : region,
      readOnly: operation.kind === 'read',
      data: operation.dataEvent === true,
      principal,
      sourceIp,
      userAgent,
      requestId,
      request: written ? written.request : Object.keys(request.params).length > 0 ? trailCase(request.params as Json) : null,
      response: operation.kind === 'read' || error ? null : written ? written.response : output && Object.keys(output).length > 0 ? trailCase(output as Json) : null,
      resources: touched.length > 0 ? touched : touches(operation, context, request.params, output),
      error: error ? { code: error.code, message: error.message } : null,
    });
    if (error) {
      note(time, 'aws.refused', { service: request.service, operation: request.operation, account: account.id, code: error.code, message: error.message });
      return refuse(error);
    }
    const pending = later.token === null ? null : { service: service.name, account: account.id, region, token: later.token, at: time.now };
    return { ok: true, output: output as Params, requestId, ...(pending ? { pending } : {}) };
  });
}

function operationContext(
  context: CloudContext,
  principal: Principal,
  requestId: string,
  sourceIp: string,
  userAgent: string,
  own: Pick<OperationContext, 'refuses' | 'answerLater'>,
): OperationContext {
  const ask: OperationContext['ask'] = (service, operation, params, as = principal) =>
    call(context.cloud, context.time, { service, operation, params, region: context.region, principal: as, sourceIp, userAgent });
  return {
    ...context,
    ...own,
    ask,
    answerTo: (pending) => replyTo(context.cloud, context.time, pending),
    principal,
    requestId,
    sourceIp,
    userAgent,
    addAccount: (id, alias) => void addAccount(context.cloud, context.time, { id, alias, region: context.region }),
    call(service, operation, params, as = principal) {
      const answer = ask(service, operation, params, as);
      if (answer.ok) return answer.output;
      throw new AwsError(answer.code, answer.message, answer.status, answer.modelled, answer.fields);
    },
  };
}

/** A copy that shares nothing with the cloud: a reply outlives the step in which it was given. */
function plain(value: Json | undefined): Json {
  if (value === undefined || value === null || typeof value !== 'object') return value ?? null;
  if (Array.isArray(value)) return value.map(plain);
  const copied: { [name: string]: Json } = {};
  for (const name in value) {
    const member = (value as Params)[name];
    if (member !== undefined) copied[name] = plain(member);
  }
  return copied;
}

function failure(thrown: unknown): AwsError {
  const cause = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return new AwsError('InternalFailure', 'The request processing has failed because of an unknown error, exception or failure.', 500, false, { Cause: cause });
}

/** As `authorise`, and a policy that cannot be read breaks the call, not the world. */
function allowed(...given: Parameters<typeof authorise>): AwsError | null {
  try {
    return authorise(...given);
  } catch (thrown) {
    return failure(thrown);
  }
}

function touches(operation: Operation, context: CloudContext, params: Params, output: Params | null) {
  try {
    return operation.touches?.(context, params, output) ?? [];
  } catch {
    return []; // Bad parameters; the operation itself will say so.
  }
}

function asks(service: Service, request: CloudCall, operation: Operation, context: CloudContext): readonly Ask[] | AwsError {
  try {
    const own = operation.authorise ? operation.authorise(context, request.params) : [{ action: `${service.iamPrefix}:${request.operation}`, resource: '*' }];
    return [...own, ...passedRoles(context, service.name, request.operation, request.params)];
  } catch (thrown) {
    return thrown instanceof AwsError ? thrown : failure(thrown);
  }
}

const copy = <T extends object>(value: T): T => (isDraft(value) ? snapshot(value) : (JSON.parse(JSON.stringify(value)) as T));

/** What it takes to undo a call that broke down in the middle: a bug leaves no half change behind. */
function remember(cloud: Cloud, before: Cloud, time: Timeline): () => void {
  // A draft's `current` copies only what this step has changed already. Outside a step (authoring, tests) the caller has no draft to spare.
  if (!isDraft(cloud)) {
    const accounts = JSON.stringify(cloud.accounts);
    const owners = JSON.stringify(cloud.bucketOwners);
    const clock = rememberTime(time);
    return () => {
      cloud.accounts = JSON.parse(accounts) as Cloud['accounts'];
      cloud.bucketOwners = JSON.parse(owners) as Cloud['bucketOwners'];
      clock();
    };
  }
  const clock = rememberTime(time);
  return () => {
    cloud.accounts = before.accounts;
    cloud.bucketOwners = before.bucketOwners;
    clock();
  };
}

function rememberTime(time: Timeline): () => void {
  const jobs = copy(time.jobs);
  const drawn = copy(time.chance.drawn);
  const next = time.nextJob;
  const facts = time.facts.length;
  return () => {
    time.jobs = jobs;
    time.chance.drawn = drawn;
    time.nextJob = next;
    truncate(time.facts, facts);
  };
}
