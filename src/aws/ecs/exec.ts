// A shell in a running container, and what ECS keeps of machines that it runs tasks on: there are none, as everything here runs on Fargate.
import type { Json } from '../../engine/json.ts';
import { type CloudContext, rowAt } from '../cloud.ts';
import { arn } from '../ids.ts';
import { AwsError, type Operation } from '../operation.ts';
import { CLUSTERS, clusterName } from './cluster.ts';
import { invalid, read, refusal } from './refusal.ts';
import { SERVICES } from './service-table.ts';
import { TASKS } from './task-table.ts';

const clusterAsked = (context: CloudContext, text: string | null): string => {
  const name = clusterName(text);
  if (!rowAt(context.account, context.region, CLUSTERS, name)) throw refusal('ClusterNotFoundException', 'Cluster not found.');
  return name;
};

/** The agent beside a container lets a session in where the service was made so. The session itself is carried by a plug-in of the client. */
export const executeCommand: Operation = {
  kind: 'write',
  authorise: (context, params) => [
    {
      action: 'ecs:ExecuteCommand',
      resource: arn('ecs', context.region, context.account.id, `task/${clusterName(read(params).optional('cluster'))}/${read(params).optional('task') ?? '*'}`),
    },
  ],
  run(context, params) {
    const request = read(params);
    const cluster = clusterAsked(context, request.optional('cluster'));
    const id = request.text('task').split('/').pop() ?? '';
    request.text('command');
    if (request.flag('interactive') !== true) throw invalid('Interactive is the only mode supported currently.');
    const task = rowAt(context.account, context.region, TASKS, id);
    if (!task || task.cluster !== cluster || task.status !== 'RUNNING') throw invalid('The specified task was not found or is not running.');
    const service = task.service === null ? undefined : rowAt(context.account, context.region, SERVICES, task.service);
    if (!service?.executeCommand)
      throw invalid(
        'The execute command failed because execute command was not enabled when the task was run or the execute command agent isn’t running. Wait and try again or run a new task with execute command enabled and try again.',
      );
    throw new AwsError('TargetNotConnectedException', 'The execute command failed due to an internal error. Try again later.', 400);
  },
};

export const describeContainerInstances: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const cluster = clusterAsked(context, request.optional('cluster'));
    const ids = request.texts('containerInstances');
    if (ids.length === 0) throw invalid('Container instance cannot be empty.');
    return {
      containerInstances: [],
      failures: ids.map(
        (id): Json => ({ arn: id.startsWith('arn:') ? id : arn('ecs', context.region, context.account.id, `container-instance/${cluster}/${id}`), reason: 'MISSING' }),
      ),
    };
  },
};

export const listAttributes: Operation = {
  kind: 'read',
  run(context, params) {
    clusterAsked(context, read(params).optional('cluster'));
    return { attributes: [] };
  },
};

/** What the console shows under account settings; nobody has changed any. */
const SETTINGS: { readonly [name: string]: string } = {
  awsvpcTrunking: 'disabled',
  containerInsights: 'disabled',
  containerInstanceLongArnFormat: 'enabled',
  fargateFIPSMode: 'disabled',
  serviceLongArnFormat: 'enabled',
  tagResourceAuthorization: 'off',
  taskLongArnFormat: 'enabled',
};

export const listAccountSettings: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const name = request.optional('name');
    if (name !== null && !Object.hasOwn(SETTINGS, name)) throw invalid(`Invalid setting name: ${name}`);
    if (request.flag('effectiveSettings') !== true) return { settings: [] };
    return {
      settings: Object.entries(SETTINGS).flatMap(([one, value]) =>
        name === null || one === name ? [{ name: one, value, principalArn: `arn:aws:iam::${context.account.id}:root` }] : [],
      ),
    };
  },
};
