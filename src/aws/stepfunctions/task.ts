// What a Task state does: a function, or any operation of the account by its SDK integration. Both with the machine's role, through the door.
import type { Json } from '../../engine/json.ts';
import { SDK_NAMES } from '../events/target.ts';
import { parseArn } from '../ids.ts';
import { isRecord } from '../input.ts';
import { AwsError, type JobContext, type Pending, type Principal } from '../operation.ts';
import { toBase64, utf8 } from '../s3/bytes.ts';
import { StateError } from './path.ts';

/** Step Functions writes the members of SDK calls as the Java SDK does: `DBInstances` is `DbInstances`. */
const toJava = (name: string) => name.replace(/^([A-Z])([A-Z]+)(?=[A-Z][a-z])/, (_, first: string, rest: string) => first + rest.toLowerCase());
const fromJava = (name: string) => name.replace(/^(Source|Target|Final|Use|New)?Db(?=[A-Z])/, (_, before = '') => `${before}DB`).replace(/^Iam(?=[A-Z])/, 'IAM');

function renamed(value: Json | undefined, rename: (name: string) => string): Json {
  if (Array.isArray(value)) return value.map((one) => renamed(one as Json, rename));
  if (!isRecord(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [rename(name), renamed(member, rename)]));
}

const LAMBDA_INVOKE = 'arn:aws:states:::lambda:invoke';

const OPTIMISED: Readonly<Record<string, readonly [service: string, operation: string]>> = {
  'ecs:runTask': ['ecs', 'RunTask'],
  'sns:publish': ['sns', 'Publish'],
  'states:startExecution': ['stepfunctions', 'StartExecution'],
};

/** What a task came to, or the call that it waits for. */
export type Performed = { readonly result: Json } | { readonly pending: Pending };

/** Begins a task. Throws `StateError` with the name that Retry and Catch look at. */
export function perform(context: JobContext, role: Principal | null, resource: string, parameters: Json): Performed {
  if (!role) throw new StateError('States.Runtime', 'The role of the state machine cannot be assumed by states.amazonaws.com.');
  const what = parseArn(resource);
  if (what?.service === 'lambda') return invoke(context, role, resource, parameters);
  const [, integration = ''] = /^arn:aws:states:::(.+)$/.exec(resource) ?? [];
  if (resource === LAMBDA_INVOKE) {
    const given = isRecord(parameters) ? parameters : {};
    return invoke(context, role, String(given.FunctionName ?? ''), given.Payload ?? {});
  }
  const sdk = /^aws-sdk:([a-z0-9]+):(\w+)$/.exec(integration);
  const [service, operation] = sdk
    ? [
        SDK_NAMES[sdk[1] as string] ?? (sdk[1] as string),
        `${(sdk[2] as string).charAt(0).toUpperCase()}${(sdk[2] as string).slice(1)}`.replace(/DB/g, 'DB').replace(/Db(?=[A-Z])/g, 'DB'),
      ]
    : (OPTIMISED[integration] ?? ['', '']);
  if (service === '') throw new StateError('States.Runtime', `This account is a simulation, and the integration ${resource} is not part of it.`);
  try {
    const given = renamed(parameters, fromJava);
    return { result: renamed(context.call(service, operation, isRecord(given) ? given : {}, role) as Json, toJava) };
  } catch (refused) {
    if (!(refused instanceof AwsError)) throw refused;
    const name = `${service.charAt(0).toUpperCase()}${service.slice(1)}`;
    throw new StateError(`${name}.${toJava(refused.code.replace(/(Fault|Exception)$/, ''))}Exception`, `${refused.message} (Service: ${name}, Status Code: ${refused.status})`);
  }
}

function invoke(context: JobContext, role: Principal, name: string, payload: Json): Performed {
  const answer = context.ask('lambda', 'Invoke', { FunctionName: name, Payload: { base64: toBase64(utf8(JSON.stringify(payload))) } }, role);
  if (!answer.ok) throw refusedBy(answer);
  return answer.pending ? { pending: answer.pending } : { result: answer.output as Json };
}

const refusedBy = ({ code, message }: { readonly code: string; readonly message: string }): StateError =>
  new StateError(`Lambda.${code.endsWith('Exception') ? code : `${code}Exception`}`, message);

/** What the function of a task answered, or the call as it is still to be answered. Throws what the function raised. */
export function collected(context: JobContext, resource: string, pending: Pending): Performed {
  const answer = context.answerTo(pending);
  if (!answer.ok) throw refusedBy(answer);
  if (answer.pending) return { pending: answer.pending };
  const result = JSON.parse(String(answer.output.Payload ?? 'null')) as Json;
  if (answer.output.FunctionError) throw new StateError(isRecord(result) && typeof result.errorType === 'string' ? result.errorType : 'Lambda.Unknown', JSON.stringify(result));
  return { result: resource === LAMBDA_INVOKE ? { ExecutedVersion: '$LATEST', Payload: result, StatusCode: 200 } : result };
}
