// An invocation while it runs: which phase of its job is next and what it has used so far. Each phase is a job in time, so a database that goes away
// in the middle of a copy is gone for the copy too. `invoke.ts` begins them; what an ended one is told to is there and in `event.ts`.
//   begun -> phase, phase … -> ended (done | raised | timed out | out of memory)
import { MINUTE, SECOND } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, having, listed, rowAt, rows, table } from '../cloud.ts';
import { putPoint } from '../cloudwatch/metric.ts';
import { charge } from '../cost/bill.ts';
import { LAMBDA_GB_SECOND, LAMBDA_REQUEST } from '../cost/prices.ts';
import { reachesInternet } from '../ec2/nat-gateway.ts';
import { worn } from '../iam/service-role.ts';
import { isRecord } from '../input.ts';
import { AwsError, type JobContext, type Params } from '../operation.ts';
import { handlerOf } from './code.ts';
import { clientError, JOBS, type Phase, Raised, type Running } from './dbjobs.ts';
import { FUNCTIONS, functionOf, type LambdaFunction } from './function.ts';
import { type Lines, reportLine, timedOutLine, writeLines } from './output.ts';
import { returnSandbox, takeSandbox } from './sandbox.ts';

/** What an invocation came to. `payload` is the answer, or the error as the runtime writes it. */
export interface Ended {
  readonly at: number;
  readonly payload: Json;
  readonly failed: 'Unhandled' | null;
  readonly log: string;
}

export interface Invocation {
  /** Its request id. */
  readonly id: string;
  readonly name: string;
  readonly event: Json;
  /** How often the event was tried before; null for who waits for the answer. */
  readonly attempt: number | null;
  /** When the event was accepted. */
  readonly acceptedAt: number;
  /** When its code began; before that the sandbox was made, if there was none (milliseconds in `init`). */
  readonly startedAt: number;
  readonly init: number;
  /** Log stream of the sandbox. */
  readonly stream: string;
  /** The function as it was: members of the API, code, network. */
  readonly as: Pick<LambdaFunction, 'settings' | 'sources' | 'interfaces' | 'vpc' | 'revision'>;
  phase: number;
  memo: Json;
  /** Milliseconds of its own time at the end of the present phase. */
  used: number;
  /** Bytes that it held at most, beyond the runtime. */
  held: number;
  log: string[];
  /** Why it ends when the present phase is over. */
  ending: { readonly payload: Json; readonly failed: 'Unhandled' | null; readonly sandboxLost: boolean } | null;
  /** When it is looked at next. */
  due: number;
  ended: Ended | null;
}

/** Keyed by request id. Ended ones stay for a while, for who waits for the answer. */
export const INVOCATIONS = table<Invocation>('lambda.invocation');

const MiB = 2 ** 20;
/** Bytes of an idle Python runtime. */
const RUNTIME = 58 * MiB;
const KEPT = 10 * MINUTE;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const timeoutOf = (one: Readonly<Invocation>) => Number(one.as.settings.Timeout ?? 3) * SECOND;
export const memoryOf = (settings: Readonly<Record<string, Json>>) => Number(settings.MemorySize ?? 128);

export const runningOf = (context: CloudContext, name?: string): number =>
  (name === undefined ? listed(context.account, context.region, INVOCATIONS) : having(context.account, context.region, INVOCATIONS, 'name', name)).filter(
    (one) => one.ended === null,
  ).length;

/** Begins one, whatever else runs. The function is there. */
export function begin(context: CloudContext, name: string, asked: Pick<Invocation, 'id' | 'event' | 'attempt' | 'acceptedAt'>): Readonly<Invocation> {
  const found = functionOf(context, name);
  const { now } = context.time;
  const invocations = rows(context.account, context.region, INVOCATIONS);
  for (const old of listed(context.account, context.region, INVOCATIONS)) if (old.ended && old.ended.at < now - KEPT) delete invocations[old.id];
  const sandbox = takeSandbox(context, found);
  const init = sandbox.cold ? 180 + (memoryOf(found.settings) < 512 ? 60 : 0) : 0;
  const { settings, sources, interfaces, vpc, revision } = JSON.parse(JSON.stringify(found)) as LambdaFunction;
  const made: Invocation = {
    ...asked,
    name,
    startedAt: now + init,
    init,
    stream: sandbox.stream,
    as: { settings, sources, interfaces, vpc, revision },
    phase: 0,
    memo: null,
    used: 0,
    held: 0,
    log: [],
    ending: null,
    due: now + init,
    ended: null,
  };
  invocations[made.id] = made;
  putPoint(context, 'AWS/Lambda', 'ConcurrentExecutions', { FunctionName: name }, runningOf(context, name));
  goOn(context, made);
  return made;
}

const goOn = (context: CloudContext, one: Readonly<Invocation>) =>
  schedule(context.time, one.due, 'lambda.invocation.due', { account: context.account.id, region: context.region, id: one.id });

/** Hyperplane interfaces of a function carry no public address. */
const online = (context: CloudContext, { vpc }: Pick<LambdaFunction, 'vpc'>): boolean => {
  try {
    return !vpc || vpc.subnets.some((subnet) => reachesInternet(context, subnet, false));
  } catch {
    return false; // A subnet that is gone.
  }
};

function runningWith(context: JobContext, one: Invocation): Running {
  const { settings, interfaces } = one.as;
  const variables = isRecord(settings.Environment) && isRecord(settings.Environment.Variables) ? settings.Environment.Variables : {};
  const limit = timeoutOf(one);
  const memory = memoryOf(settings) * MiB;
  const role = worn(context.cloud, text(settings.Role), 'lambda.amazonaws.com', one.name);
  const spend = (milliseconds: number) => {
    one.used = Math.min(one.used + milliseconds, limit);
    if (one.used >= limit) throw new Raised('Sandbox.Timedout', `RequestId: ${one.id} Error: Task timed out after ${(limit / SECOND).toFixed(2)} seconds`);
  };
  return {
    context,
    environment: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
    event: isRecord(one.event) ? one.event : {},
    interfaceId: interfaces[0] ?? null,
    spend,
    print: (line) => void one.log.push(line),
    hold(bytes) {
      one.held = Math.max(one.held, Math.min(bytes, memory - RUNTIME));
      if (RUNTIME + bytes > memory) throw new Raised('Runtime.ExitError', `RequestId: ${one.id} Error: Runtime exited with error: signal: killed`);
    },
    aws(service, operation, params): Params {
      if (!role) throw new Raised('ClientError', `An error occurred (AccessDeniedException): The role of ${one.name} cannot be assumed by Lambda.`);
      if (!online(context, one.as)) spend(Number.POSITIVE_INFINITY);
      spend(45);
      try {
        return context.call(service, operation, params, role);
      } catch (refused) {
        if (refused instanceof AwsError) throw clientError(operation, refused);
        throw refused;
      }
    },
  };
}

/** Carries one on from where it is: to the next phase, or to its end. Null while it runs; mutates. */
export function carryOn(context: JobContext, id: string): Readonly<Invocation> | null {
  const one = rows(context.account, context.region, INVOCATIONS)[id];
  if (!one || one.ended) return null;
  const lines: Lines = { at: context.time.now, messages: [] };
  if (one.phase === 0) lines.messages.push(`START RequestId: ${id} Version: $LATEST`);
  if (one.ending) {
    end(context, one, one.ending);
    return one;
  }
  const before = one.log.length;
  try {
    const { settings, sources } = one.as;
    const handler = handlerOf(sources, text(settings.Runtime), text(settings.Handler));
    if ('errorType' in handler) throw new Raised(handler.errorType, handler.errorMessage);
    const phases: readonly Phase[] = JOBS[handler.job];
    one.memo = (phases[one.phase] as Phase)(runningWith(context, one), one.memo);
    one.phase += 1;
    if (one.phase === phases.length) one.ending = { payload: one.memo, failed: null, sandboxLost: false };
  } catch (raised) {
    if (!(raised instanceof Raised)) throw raised;
    one.ending = endingOf(one, raised);
    one.phase += 1;
  }
  lines.messages.push(...one.log.slice(before));
  one.log = [...one.log.slice(0, before), ...lines.messages];
  writeLines(context, one, lines);
  one.due = one.startedAt + Math.ceil(one.used);
  goOn(context, one);
  return null;
}

/** Errors of the sandbox itself have no request in them, and end it. */
function endingOf(one: Readonly<Invocation>, { type, message }: Raised): NonNullable<Invocation['ending']> {
  const sandboxLost = /^(Sandbox\.Timedout|Runtime\.ExitError)$/.test(type);
  return {
    failed: 'Unhandled',
    sandboxLost,
    payload: sandboxLost ? { errorType: type, errorMessage: message } : { errorMessage: message, errorType: type, requestId: one.id, stackTrace: [] },
  };
}

function end(context: JobContext, one: Invocation, { payload, failed, sandboxLost }: NonNullable<Invocation['ending']>): void {
  const { now } = context.time;
  const memory = memoryOf(one.as.settings);
  const error = failed && isRecord(payload) ? { type: text(payload.errorType), message: text(payload.errorMessage) } : null;
  const messages: string[] = [];
  if (error?.type === 'Sandbox.Timedout') messages.push(timedOutLine(now, one.id, timeoutOf(one) / SECOND));
  else if (error?.type === 'Runtime.ExitError') messages.push(`${error.message}`, error.type);
  else if (error) messages.push(`[ERROR] ${error.type}: ${error.message}${error.type.startsWith('Runtime.') ? '' : '\nTraceback (most recent call last):'}`);
  const used = Math.min(memory, Math.ceil((RUNTIME + one.held) / MiB));
  messages.push(`END RequestId: ${one.id}`, reportLine({ id: one.id, duration: one.used, init: one.init, memory, used, status: error?.type ?? null }));
  one.log.push(...messages);
  writeLines(context, one, { at: now, messages });
  returnSandbox(context, one, sandboxLost);
  charge(context.account, {
    at: now,
    id: 'lambda',
    service: 'AWS Lambda',
    label: 'Lambda functions',
    amount: (Math.ceil(one.used + one.init) / SECOND) * (memory / 1024) * LAMBDA_GB_SECOND + LAMBDA_REQUEST,
  });
  for (const [metric, value, unit] of [
    ['Invocations', 1, 'Count'],
    ['Errors', error ? 1 : 0, 'Count'],
    ['Duration', one.used, 'Milliseconds'],
  ] as const)
    putPoint(context, 'AWS/Lambda', metric, { FunctionName: one.name }, value, unit);
  note(context.time, error ? 'lambda.function.failed' : 'lambda.function.ran', {
    account: context.account.id,
    region: context.region,
    name: one.name,
    ...(error ? { error: error.type, message: error.message } : {}),
  });
  one.ended = { at: now, payload, failed, log: one.log.join('\n') };
  one.memo = null;
}

/** The function of an invocation, if it is still there. */
export const functionNow = (context: CloudContext, name: string): Readonly<LambdaFunction> | undefined => rowAt(context.account, context.region, FUNCTIONS, name);
