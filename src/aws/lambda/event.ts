// Events for a function: queued, tried up to three times, and told to a destination when they are done for. Nobody waits for them.
import { HOUR, iso, MINUTE, SECOND } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, rows } from '../cloud.ts';
import { putPoint } from '../cloudwatch/metric.ts';
import { worn } from '../iam/service-role.ts';
import { parseArn, uuidOf } from '../ids.ts';
import { isRecord } from '../input.ts';
import { AwsError, type CloudJob, type JobContext, type Params } from '../operation.ts';
import { toBase64, utf8 } from '../s3/bytes.ts';
import { throttled } from './concurrency.ts';
import type { LambdaFunction } from './function.ts';
import { begin, carryOn, functionNow, INVOCATIONS, type Invocation } from './invocation.ts';

/** Minutes until the second and the third try of an event that failed. */
const RETRIES = [1, 2];
const LONGEST = 6 * HOUR;

/** An event for a function, run in a moment. The function is there. */
export function invokeLater(context: CloudContext, name: string, event: Json): void {
  putPoint(context, 'AWS/Lambda', 'AsyncEventsReceived', { FunctionName: name }, 1);
  queue(context, context.time.now + SECOND, { name, event, attempt: 0, id: uuidOf(context.time, 'lambda.request'), acceptedAt: context.time.now, throttles: 0 });
}

interface Queued {
  readonly name: string;
  readonly event: Json;
  readonly attempt: number;
  readonly id: string;
  readonly acceptedAt: number;
  /** How often in a row there was no room for it. */
  readonly throttles: number;
}

const queue = (context: CloudContext, at: number, queued: Queued) =>
  schedule(context.time, at, 'lambda.event.due', { account: context.account.id, region: context.region, queued: queued as unknown as Json });

const due: CloudJob = (context, data) => {
  const queued = data.queued as unknown as Queued;
  const found = functionNow(context, queued.name);
  if (!found) return;
  const { now } = context.time;
  if (found.state === 'Pending') {
    queue(context, now + MINUTE, queued);
    return;
  }
  const age = Math.min(LONGEST, Number(found.events?.MaximumEventAgeInSeconds ?? LONGEST / SECOND) * SECOND);
  if (now - queued.acceptedAt > age) {
    drop(context, found, queued, { condition: 'EventAgeExceeded', ended: null });
    return;
  }
  // The switch that stops a function stops its events for good.
  if (found.concurrency === 0) {
    drop(context, found, queued, { condition: 'ZeroReservedConcurrency', ended: null });
    return;
  }
  if (throttled(context, found)) {
    putPoint(context, 'AWS/Lambda', 'Throttles', { FunctionName: found.name }, 1);
    // From a second to five minutes in between.
    queue(context, now + Math.min(5 * MINUTE, SECOND * 2 ** queued.throttles), { ...queued, throttles: queued.throttles + 1 });
    return;
  }
  begin(context, found.name, { id: queued.id, event: queued.event, attempt: queued.attempt, acceptedAt: queued.acceptedAt });
};

/** A phase of an invocation is over. */
const phased: CloudJob = (context, data) => {
  const ended = carryOn(context, String(data.id));
  if (ended && ended.attempt !== null) {
    settle(context, ended, ended.attempt);
    delete rows(context.account, context.region, INVOCATIONS)[ended.id];
  }
};

/** An event was tried: again in a while, or it is done with. */
function settle(context: JobContext, one: Readonly<Invocation>, attempt: number): void {
  const found = functionNow(context, one.name);
  if (!found) return;
  const queued: Queued = { name: one.name, event: one.event, attempt, id: one.id, acceptedAt: one.acceptedAt, throttles: 0 };
  const most = Math.min(RETRIES.length, Number(found.events?.MaximumRetryAttempts ?? RETRIES.length));
  if (!one.ended?.failed) tell(context, found, queued, 'OnSuccess', { condition: 'Success', ended: one.ended });
  else if (attempt < most) queue(context, context.time.now + (RETRIES[attempt] as number) * MINUTE, { ...queued, attempt: attempt + 1 });
  else drop(context, found, queued, { condition: 'RetriesExhausted', ended: one.ended });
}

interface Outcome {
  readonly condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency';
  readonly ended: Invocation['ended'];
}

function drop(context: JobContext, found: Readonly<LambdaFunction>, queued: Queued, outcome: Outcome): void {
  putPoint(context, 'AWS/Lambda', 'AsyncEventsDropped', { FunctionName: found.name }, 1);
  const letters = isRecord(found.settings.DeadLetterConfig) ? found.settings.DeadLetterConfig.TargetArn : null;
  if (typeof letters === 'string' && letters !== '') {
    send(context, found, letters, JSON.stringify(queued.event), 'DeadLetterErrors', outcome.condition);
  }
  tell(context, found, queued, 'OnFailure', outcome);
}

function tell(context: JobContext, found: Readonly<LambdaFunction>, queued: Queued, which: 'OnSuccess' | 'OnFailure', { condition, ended }: Outcome): void {
  const destinations = isRecord(found.events?.DestinationConfig) ? found.events.DestinationConfig : {};
  const destination = isRecord(destinations[which]) ? destinations[which].Destination : null;
  if (typeof destination !== 'string' || destination === '') return;
  const record = {
    version: '1.0',
    timestamp: iso(context.time.now, true),
    requestContext: { requestId: queued.id, functionArn: `${found.arn}:$LATEST`, condition, approximateInvokeCount: queued.attempt + (ended ? 1 : 0) },
    requestPayload: queued.event,
    ...(ended
      ? { responseContext: { statusCode: 200, executedVersion: '$LATEST', ...(ended.failed ? { functionError: ended.failed } : {}) }, responsePayload: ended.payload }
      : {}),
  };
  send(context, found, destination, JSON.stringify(record), 'DestinationDeliveryFailures', condition);
}

/** Hands a text to a topic, a function or the event bus, with the rights of the function's role; counts what was refused. */
function send(context: JobContext, found: Readonly<LambdaFunction>, to: string, message: string, metric: string, reason: string): void {
  const role = worn(context.cloud, String(found.settings.Role ?? ''), 'lambda.amazonaws.com', found.name);
  const place = { account: context.account.id, region: context.region, name: found.name, to, reason };
  const calls: { readonly [service: string]: readonly [string, string, Params] } = {
    sns: ['sns', 'Publish', { TopicArn: to, Message: message }],
    lambda: ['lambda', 'Invoke', { FunctionName: to, InvocationType: 'Event', Payload: { base64: toBase64(utf8(message)) } }],
  };
  const [service, operation, params] = calls[parseArn(to)?.service ?? ''] ?? [];
  try {
    if (!role || !service || !operation || !params) throw new AwsError('InvalidParameterValueException', `Nothing can be sent to ${to}.`);
    context.call(service, operation, params, role);
    note(context.time, 'lambda.event.handed-on', place);
  } catch (refused) {
    if (!(refused instanceof AwsError)) throw refused;
    putPoint(context, 'AWS/Lambda', metric, { FunctionName: found.name }, 1);
    note(context.time, 'lambda.event.lost', { ...place, refusal: refused.message });
  }
}

export const eventJobs = { 'lambda.event.due': due, 'lambda.invocation.due': phased };
