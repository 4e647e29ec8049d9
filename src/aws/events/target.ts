// Handing an event to a target: a function, tasks of a cluster, a state machine, a topic, a log group. Functions and topics have to let EventBridge
// in by their own policies; for the others EventBridge wears the target's role.
import type { Json } from '../../engine/json.ts';
import { peek, rowAt } from '../cloud.ts';
import { worn } from '../iam/service-role.ts';
import { parseArn } from '../ids.ts';
import { isRecord } from '../input.ts';
import { invokeLater } from '../lambda/event.ts';
import { FUNCTIONS } from '../lambda/function.ts';
import { letsIn } from '../lambda/permission.ts';
import { LOG_GROUPS } from '../logs/group.ts';
import { writeLog } from '../logs/stream.ts';
import { AwsError, type JobContext, type Params } from '../operation.ts';
import { toBase64, utf8 } from '../s3/bytes.ts';

export interface Delivery {
  /** Of the target, with the member names of the API. */
  readonly target: Params;
  readonly event: Json;
  /** The rule or schedule. */
  readonly source: string;
  /** Who asks: `events.amazonaws.com` or `scheduler.amazonaws.com`. */
  readonly service: string;
}

/** Why an event did not reach its target. */
export class Undelivered extends Error {}

/** `{ awsvpcConfiguration: … }` in the member names of ECS. */
const lower = (value: Json | undefined): Json =>
  Array.isArray(value)
    ? value.map(lower)
    : isRecord(value)
      ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name.charAt(0).toLowerCase() + name.slice(1), lower(member)]))
      : (value ?? null);

const textOf = (event: Json): string => (typeof event === 'string' ? event : JSON.stringify(event));

/** Delivers, or throws `Undelivered` with the reason. */
export function deliver(context: JobContext, delivery: Delivery): void {
  const { target, event, source, service } = delivery;
  const arn = String(target.Arn ?? '');
  const parts = parseArn(arn);
  const role = typeof target.RoleArn === 'string' ? worn(context.cloud, target.RoleArn, service, 'event') : null;
  const wear = () => {
    if (!role) throw new Undelivered(`The role of the target ${arn} cannot be assumed by ${service}.`);
    return role;
  };
  const call = (name: string, operation: string, params: Params) => {
    try {
      context.call(name, operation, params, wear());
    } catch (refused) {
      if (refused instanceof AwsError) throw new Undelivered(`${refused.code}: ${refused.message}`);
      throw refused;
    }
  };
  switch (parts?.service) {
    case 'lambda': {
      const name = parts.resource.split(':')[1] ?? '';
      const found = Object.hasOwn(peek(context.account, context.region, FUNCTIONS), name) ? rowAt(context.account, context.region, FUNCTIONS, name) : undefined;
      if (!found) throw new Undelivered(`There is no function ${name}.`);
      // The Scheduler wears a role; rules are let in by the function's own policy.
      if (service === 'scheduler.amazonaws.com') call('lambda', 'Invoke', { FunctionName: name, InvocationType: 'Event', ...payload(event) });
      else if (letsIn(found, service, source)) invokeLater(context, name, event);
      else throw new Undelivered(`${name} has no permission for ${service} and ${source}.`);
      return;
    }
    case 'ecs': {
      const ecs = isRecord(target.EcsParameters) ? target.EcsParameters : {};
      const given = typeof target.Input === 'string' ? (JSON.parse(target.Input) as Json) : {};
      call('ecs', 'RunTask', {
        cluster: arn,
        taskDefinition: ecs.TaskDefinitionArn,
        count: ecs.TaskCount ?? 1,
        launchType: ecs.LaunchType ?? 'EC2',
        startedBy: `events-rule/${source.split('/').pop() ?? ''}`.slice(0, 36),
        ...(ecs.NetworkConfiguration ? { networkConfiguration: lower(ecs.NetworkConfiguration) } : {}),
        ...(isRecord(given) && Array.isArray(given.containerOverrides) ? { overrides: given } : {}),
      });
      return;
    }
    case 'states':
      call('stepfunctions', 'StartExecution', { stateMachineArn: arn, input: textOf(event) });
      return;
    case 'sns':
      call('sns', 'Publish', { TopicArn: arn, Message: textOf(event) });
      return;
    case 'logs': {
      const group = parts.resource.replace(/^log-group:/, '').replace(/:\*$/, '');
      if (!rowAt(context.account, context.region, LOG_GROUPS, group)) throw new Undelivered(`There is no log group ${group}.`);
      writeLog(context, group, source.split('/').pop() ?? 'events', [textOf(event)]);
      return;
    }
    case 'scheduler': {
      const [, name = '', operation = ''] = /^aws-sdk:([a-z0-9]+):(\w+)$/.exec(parts.resource) ?? [];
      call(SDK_NAMES[name] ?? name, operation.charAt(0).toUpperCase() + operation.slice(1), isRecord(event) ? event : {});
      return;
    }
    default:
      throw new Undelivered(`Targets of the kind ${parts?.service ?? arn} are not simulated.`);
  }
}

/** Names of the SDK integrations where they are not those of the service folders. */
export const SDK_NAMES: Readonly<Record<string, string>> = {
  sfn: 'stepfunctions',
  cloudwatchlogs: 'logs',
  elasticloadbalancingv2: 'elbv2',
  eventbridge: 'events',
  costexplorer: 'ce',
};

/** An event as the blob that Invoke takes. */
const payload = (event: Json): Params => ({ Payload: { base64: toBase64(utf8(textOf(event))) } });
