// Running a function: at once for who waits for the answer, or a moment later and up to three times for events. What it does goes through the
// door with its role's rights; what it prints goes to its log group, if the role may write there.
import { strFromU8 } from 'fflate';
import { HOUR, iso, MINUTE, SECOND } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, rowAt, rows } from '../cloud.ts';
import { putPoint } from '../cloudwatch/metric.ts';
import { charge } from '../cost/bill.ts';
import { LAMBDA_GB_SECOND, LAMBDA_REQUEST } from '../cost/prices.ts';
import { reachesInternet } from '../ec2/nat-gateway.ts';
import { worn } from '../iam/service-role.ts';
import { hexId, uuidOf } from '../ids.ts';
import { isRecord } from '../input.ts';
import { LOG_GROUPS } from '../logs/group.ts';
import { AwsError, type CloudJob, type JobContext, type Operation, type Params, type Principal } from '../operation.ts';
import { bytesOf, toBase64, utf8 } from '../s3/bytes.ts';
import { handlerOf } from './code.ts';
import { clientError, JOBS, Raised } from './dbjobs.ts';
import { FUNCTIONS, functionOf, type LambdaFunction, onFunction } from './function.ts';
import { read } from './refusal.ts';

/** What an invocation came to. `payload` is the answer, or the error as the runtime writes it. */
interface Ended {
  readonly payload: Json;
  readonly failed: 'Unhandled' | null;
  readonly log: string;
}

type Door = (service: string, operation: string, params: Params, as: Principal) => Params;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Hyperplane interfaces of a function carry no public address. */
const online = (context: CloudContext, found: Readonly<LambdaFunction>) => {
  try {
    return !found.vpc || found.vpc.subnets.some((subnet) => reachesInternet(context, subnet, false));
  } catch {
    return false; // A subnet that is gone.
  }
};

function run(context: CloudContext, door: Door, name: string, event: Json, requestId: string): Ended {
  const found = functionOf(context, name);
  const timeout = Number(found.settings.Timeout ?? 3);
  const memory = Number(found.settings.MemorySize ?? 128);
  const variables = isRecord(found.settings.Environment) && isRecord(found.settings.Environment.Variables) ? found.settings.Environment.Variables : {};
  const environment = Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)]));
  const role = worn(context.cloud, text(found.settings.Role), 'lambda.amazonaws.com', name);
  const lines = [`START RequestId: ${requestId} Version: $LATEST`];
  let used = 0;
  const spend = (milliseconds: number) => {
    used = Math.min(used + milliseconds, timeout * SECOND);
    if (used >= timeout * SECOND) throw new Raised('Sandbox.Timedout', `RequestId: ${requestId} Error: Task timed out after ${timeout.toFixed(2)} seconds`);
  };
  const aws = (service: string, operation: string, params: Params): Params => {
    if (!role) throw new Raised('ClientError', `An error occurred (AccessDeniedException): The role of ${name} cannot be assumed by Lambda.`);
    if (!online(context, found)) spend(Number.POSITIVE_INFINITY);
    spend(45);
    try {
      return door(service, operation, params, role);
    } catch (refused) {
      if (refused instanceof AwsError) throw clientError(operation, refused);
      throw refused;
    }
  };
  let payload: Json = null;
  let failed: Ended['failed'] = null;
  try {
    const handler = handlerOf(found.sources, text(found.settings.Runtime), text(found.settings.Handler));
    if ('errorType' in handler) throw new Raised(handler.errorType, handler.errorMessage);
    payload = JOBS[handler.job]({
      context,
      environment,
      event: isRecord(event) ? event : {},
      interfaceId: found.interfaces[0] ?? null,
      aws,
      spend,
      print: (line) => void lines.push(line),
    });
  } catch (raised) {
    if (!(raised instanceof Raised)) throw raised;
    failed = 'Unhandled';
    const runtime = /^(Runtime\.|Sandbox\.)/.test(raised.type);
    payload =
      raised.type === 'Sandbox.Timedout'
        ? { errorType: raised.type, errorMessage: raised.message }
        : { errorMessage: raised.message, errorType: raised.type, requestId, stackTrace: [] };
    lines.push(
      raised.type === 'Sandbox.Timedout'
        ? `${iso(context.time.now + used, true)} ${requestId} Task timed out after ${timeout.toFixed(2)} seconds`
        : `[ERROR] ${raised.type}: ${raised.message}${runtime ? '' : '\nTraceback (most recent call last):'}`,
    );
  }
  const cold = warmStream(context, found) === null;
  const init = cold ? 180 + (memory < 512 ? 60 : 0) : 0;
  lines.push(
    `END RequestId: ${requestId}`,
    `REPORT RequestId: ${requestId}\tDuration: ${used.toFixed(2)} ms\tBilled Duration: ${Math.ceil(used + init)} ms\tMemory Size: ${memory} MB\tMax Memory Used: ${Math.min(memory, 58)} MB${cold ? `\tInit Duration: ${init.toFixed(2)} ms` : ''}`,
  );
  charge(context.account, {
    at: context.time.now,
    id: 'lambda',
    service: 'AWS Lambda',
    label: 'Lambda functions',
    amount: (Math.ceil(used + init) / 1000) * (memory / 1024) * LAMBDA_GB_SECOND + LAMBDA_REQUEST,
  });
  writeDown(context, door, found, role, lines);
  for (const [metric, value, unit] of [
    ['Invocations', 1, 'Count'],
    ['Errors', failed ? 1 : 0, 'Count'],
    ['Duration', used, 'Milliseconds'],
  ] as const)
    putPoint(context, 'AWS/Lambda', metric, { FunctionName: name }, value, unit);
  note(context.time, failed ? 'lambda.function.failed' : 'lambda.function.ran', {
    account: context.account.id,
    region: context.region,
    name,
    ...(failed && isRecord(payload) ? { error: text(payload.errorType), message: text(payload.errorMessage) } : {}),
  });
  return { payload, failed, log: lines.join('\n') };
}

/** A sandbox that was used in the last ten minutes is used again. */
function warmStream(context: CloudContext, found: Readonly<LambdaFunction>): string | null {
  const { sandbox } = found;
  return sandbox && sandbox.revision === found.revision && context.time.now - sandbox.usedAt < 10 * MINUTE ? sandbox.stream : null;
}

function writeDown(context: CloudContext, door: Door, found: Readonly<LambdaFunction>, role: Principal | null, lines: readonly string[]): void {
  const day = iso(context.time.now).slice(0, 10).replace(/-/g, '/');
  const stream = warmStream(context, found) ?? `${day}/[$LATEST]${hexId(context.time, 'lambda.sandbox', 32)}`;
  const row = rows(context.account, context.region, FUNCTIONS)[found.name] as LambdaFunction;
  row.sandbox = { stream, revision: found.revision, usedAt: context.time.now };
  if (!role) return;
  const logging = isRecord(found.settings.LoggingConfig) ? found.settings.LoggingConfig : {};
  const logGroupName = text(logging.LogGroup) || `/aws/lambda/${found.name}`;
  const place = { logGroupName, logStreamName: stream };
  try {
    if (!rowAt(context.account, context.region, LOG_GROUPS, logGroupName)) door('logs', 'CreateLogGroup', { logGroupName }, role);
    if (!rowAt(context.account, context.region, LOG_GROUPS, logGroupName)?.streams[stream]) door('logs', 'CreateLogStream', place, role);
    door('logs', 'PutLogEvents', { ...place, logEvents: lines.map((message) => ({ timestamp: context.time.now, message })) }, role);
  } catch (refused) {
    if (!(refused instanceof AwsError)) throw refused; // A role that may not write there leaves no log.
  }
}

function eventOf(params: Params): Json {
  const given = params.Payload;
  if (given === undefined || given === null || given === '') return {};
  const bytes = typeof given === 'string' ? bytesOf({ base64: given }) : isRecord(given) && typeof given.base64 === 'string' ? bytesOf({ base64: given.base64 }) : [];
  try {
    return JSON.parse(strFromU8(Uint8Array.from(bytes))) as Json;
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json: Could not parse payload into json', 400, true);
  }
}

export const invoke: Operation = {
  kind: 'write',
  dataEvent: true,
  authorise: onFunction('InvokeFunction'),
  run(context, params) {
    const request = read(params);
    const found = functionOf(context, request.text('FunctionName'));
    const type = request.optional('InvocationType') ?? 'RequestResponse';
    if (!['RequestResponse', 'Event', 'DryRun'].includes(type)) {
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: Value '${type}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]`,
        400,
        false,
      );
    }
    const event = eventOf(params);
    // The switch that stops a function: nothing of it may run at once.
    if (type !== 'DryRun' && found.concurrency === 0)
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, true, { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded', Type: 'User' });
    if (type === 'DryRun') return { StatusCode: 204, Payload: '' };
    if (found.state === 'Pending') {
      throw new AwsError('ResourceConflictException', 'The operation cannot be performed at this time. The function is currently in the following state: Pending', 409);
    }
    if (type === 'Event') {
      invokeLater(context, found.name, event);
      return { StatusCode: 202, Payload: '' };
    }
    const ended = run(context, (service, operation, given, as) => context.call(service, operation, given, as), found.name, event, uuidOf(context.time, 'lambda.request'));
    return {
      StatusCode: 200,
      ...(ended.failed ? { FunctionError: ended.failed } : {}),
      ...(request.optional('LogType') === 'Tail' ? { LogResult: toBase64(utf8(ended.log.slice(-4096))) } : {}),
      ExecutedVersion: '$LATEST',
      Payload: JSON.stringify(ended.payload),
    };
  },
};

/** An event for a function, run in a moment. The function is there. */
export function invokeLater(context: CloudContext, name: string, event: Json): void {
  schedule(context.time, context.time.now + SECOND, 'lambda.invocation.due', {
    account: context.account.id,
    region: context.region,
    name,
    event,
    attempt: 0,
    requestId: uuidOf(context.time, 'lambda.request'),
  });
}

/** Minutes until the second and the third try of an event that failed. */
const RETRIES = [1, 2];

const due: CloudJob = (context: JobContext, data) => {
  const name = String(data.name);
  const found = rowAt(context.account, context.region, FUNCTIONS, name);
  if (!found) return;
  const attempt = Number(data.attempt);
  const again = (minutes: number, next: number) => schedule(context.time, context.time.now + minutes * MINUTE, 'lambda.invocation.due', { ...data, attempt: next });
  if (found.state === 'Pending') {
    again(1, attempt);
    return;
  }
  if (found.concurrency === 0) {
    // Events that are throttled are tried again for six hours.
    const since = Number(data.since ?? context.time.now);
    if (context.time.now - since < 6 * HOUR) schedule(context.time, context.time.now + MINUTE, 'lambda.invocation.due', { ...data, since });
    return;
  }
  const ended = run(context, context.call, name, data.event ?? {}, String(data.requestId));
  const wait = RETRIES[attempt];
  if (ended.failed && wait !== undefined) again(wait, attempt + 1);
};

export const invocationJobs = { 'lambda.invocation.due': due };

/** A function that another service waits for (Step Functions): its answer, or what it raised. */
export const runFor = (context: JobContext, name: string, event: Json): Ended => run(context, context.call, name, event, uuidOf(context.time, 'lambda.request'));
