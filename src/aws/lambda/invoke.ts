// Invoke: at once for who waits for the answer, or a moment later and up to three times for events.
import { strFromU8 } from 'fflate';
import type { Json } from '../../engine/json.ts';
import { type CloudContext, rowAt } from '../cloud.ts';
import { uuidOf } from '../ids.ts';
import { isRecord } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { bytesOf, toBase64, utf8 } from '../s3/bytes.ts';
import { throttled } from './concurrency.ts';
import { invokeLater } from './event.ts';
import { functionOf, onFunction } from './function.ts';
import { begin, INVOCATIONS } from './invocation.ts';
import { read } from './refusal.ts';

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
    if (type === 'DryRun') return { StatusCode: 204, Payload: '' };
    const full = type === 'Event' ? null : throttled(context, found);
    if (full) throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, true, { Reason: full, Type: 'User' });
    if (found.state === 'Pending') {
      throw new AwsError('ResourceConflictException', 'The operation cannot be performed at this time. The function is currently in the following state: Pending', 409);
    }
    if (type === 'Event') {
      invokeLater(context, found.name, event);
      return { StatusCode: 202, Payload: '' };
    }
    const id = uuidOf(context.time, 'lambda.request');
    begin(context, found.name, { id, event, attempt: null, acceptedAt: context.time.now });
    context.answerLater(request.optional('LogType') === 'Tail' ? `${id} tail` : id);
    return {};
  },
};

/** The reply to an Invoke that is waited for, or the instant at which to ask again. */
export function replyTo(context: CloudContext, token: string): Params | number {
  const [id = '', tail] = token.split(' ');
  const one = rowAt(context.account, context.region, INVOCATIONS, id);
  if (!one) throw new AwsError('ServiceException', 'The service encountered an internal error.', 500);
  if (!one.ended) return Math.max(one.due, context.time.now);
  return {
    StatusCode: 200,
    ...(one.ended.failed ? { FunctionError: one.ended.failed } : {}),
    ...(tail ? { LogResult: toBase64(utf8(one.ended.log.slice(-4096))) } : {}),
    ExecutedVersion: '$LATEST',
    Payload: JSON.stringify(one.ended.payload),
  };
}
