// Tasks that are run by themselves, and asking for tasks.
import type { Json } from '../../engine/json.ts';
import { type CloudContext, listed, rowAt, rows } from '../cloud.ts';
import { given } from '../input.ts';
import type { Ask, Operation, Params } from '../operation.ts';
import { page } from '../page.ts';
import { clusterName, clusterOf } from './cluster.ts';
import { invalid, read } from './refusal.ts';
import { launch, printTask, stop } from './task.ts';
import { findDefinition, usableDefinition } from './task-definition.ts';
import { TASKS, type Task } from './task-table.ts';

const taskId = (text: string): string => text.split('/').pop() ?? text;

/** Running a definition hands its roles to the tasks, so passing them is asked for too. What is not there is asked for as it was named. */
export function rightsToRun(context: CloudContext, params: Params): readonly Ask[] {
  const named = typeof params.taskDefinition === 'string' ? params.taskDefinition : '';
  const found = findDefinition(context, named);
  const resource = found?.arn ?? (named.startsWith('arn:') ? named : `arn:aws:ecs:${context.region}:${context.account.id}:task-definition/${named || '*'}`);
  const roles = [found?.body.taskRoleArn, found?.body.executionRoleArn].filter((role): role is string => typeof role === 'string' && role.startsWith('arn:'));
  return [
    { action: 'ecs:RunTask', resource },
    ...[...new Set(roles)].map((role) => ({ action: 'iam:PassRole', resource: role, keys: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } })),
  ];
}

export const runTask: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const cluster = clusterOf(context, request.optional('cluster'));
    const definition = usableDefinition(context, request.text('taskDefinition'));
    const count = request.number('count') ?? 1;
    if (count < 1 || count > 10) throw invalid('Count must be between 1 and 10.');
    const config = read(request.record('networkConfiguration') ?? {}).record('awsvpcConfiguration');
    if (definition.body.networkMode === 'awsvpc' && !config) throw invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
    const asked = config ? read(config) : null;
    const network = asked
      ? { subnets: asked.texts('subnets'), securityGroups: asked.texts('securityGroups'), assignPublicIp: asked.optional('assignPublicIp') ?? 'DISABLED' }
      : null;
    const command = read(request.record('overrides') ?? {})
      .records('containerOverrides')
      .some((override) => read(override).texts('command').length > 0);
    const tasks: Json[] = [];
    for (let i = 0; i < count; i++) {
      const wish = {
        cluster,
        definition,
        network,
        service: null,
        deployment: null,
        launchType: request.optional('launchType') ?? 'EC2',
        startedBy: request.optional('startedBy'),
        once: command,
      };
      tasks.push(printTask(context, launch(context, wish)));
    }
    return { tasks, failures: [] };
  },
};

function taskOf(context: CloudContext, params: Params): Readonly<Task> {
  const request = read(params);
  const cluster = clusterOf(context, request.optional('cluster'));
  const task = rowAt(context.account, context.region, TASKS, taskId(request.text('task')));
  if (task?.cluster !== cluster.name) throw invalid('The referenced task was not found.');
  return task;
}

export const stopTask: Operation = {
  kind: 'write',
  run(context, params) {
    const { id } = taskOf(context, params);
    const task = rows(context.account, context.region, TASKS)[id] as Task;
    stop(context, task, 'UserInitiated', read(params).optional('reason') ?? 'Task stopped by user');
    return { task: printTask(context, task) };
  },
};

export const listTasks: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const { name } = clusterOf(context, request.optional('cluster'));
    const service = request.optional('serviceName');
    const family = request.optional('family');
    const wanted = request.optional('desiredStatus') ?? 'RUNNING';
    const chosen = listed(context.account, context.region, TASKS).filter(
      (task) =>
        task.cluster === name &&
        (service === null || task.service === `${name}/${taskId(service)}`) &&
        (family === null || task.definition.includes(`:task-definition/${family}:`)) &&
        (wanted === 'STOPPED') === (task.stoppingAt !== null),
    );
    const cut = page(chosen, params.nextToken, params.maxResults, 100, 'InvalidParameterException');
    return given({ taskArns: cut.items.map((task) => task.arn), nextToken: cut.next });
  },
};

export const describeTasks: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const cluster = clusterName(request.optional('cluster'));
    clusterOf(context, cluster);
    const asked = request.texts('tasks');
    if (asked.length === 0) throw invalid('Tasks cannot be empty.');
    const tasks: Json[] = [];
    const failures: Json[] = [];
    for (const text of asked) {
      const task = rowAt(context.account, context.region, TASKS, taskId(text));
      if (task?.cluster === cluster) tasks.push(printTask(context, task));
      else failures.push({ arn: `arn:aws:ecs:${context.region}:${context.account.id}:task/${cluster}/${taskId(text)}`, reason: 'MISSING' });
    }
    return { tasks, failures };
  },
};
