// Keeps a service at its number of tasks: starts what is missing, stops what is too much, and ends it when it was deleted.
import { HOUR, SECOND } from '../../engine/clock.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, having, rowAt, rows } from '../cloud.ts';
import { AwsError, type CloudJob } from '../operation.ts';
import { CLUSTERS } from './cluster.ts';
import { type Deployment, type EcsService, SERVICES } from './service-table.ts';
import { launch, stop, tell } from './task.ts';
import { findDefinition } from './task-definition.ts';
import { TASKS, type Task } from './task-table.ts';

const where = (context: CloudContext, key: string) => ({ account: context.account.id, region: context.region, key });

/** Tasks of a service that are not on their way out. */
export const tasksOf = (context: CloudContext, key: string): Readonly<Task>[] =>
  having(context.account, context.region, TASKS, 'service', key).filter((task) => task.status === 'PENDING' || task.status === 'RUNNING');

/** Begins to work off the difference between what is wanted and what runs. */
export function reconcile(context: CloudContext, key: string): void {
  const service = rows(context.account, context.region, SERVICES)[key];
  if (!service) return;
  const tasks = rows(context.account, context.region, TASKS);
  const live = tasksOf(context, key).map((task) => tasks[task.id] as Task);
  if (service.status === 'DRAINING') {
    for (const task of live) stop(context, task, 'ServiceSchedulerInitiated', `Scaling activity initiated by (deployment ${task.deployment})`);
    const left = Object.values(tasks).some((task) => task.service === key && task.status !== 'STOPPED');
    if (!left) retire(context, service);
    return;
  }
  if (service.status !== 'ACTIVE') return;
  const primary = service.deployments[0] as Deployment;
  const current = live.filter((task) => task.deployment === primary.id);
  const older = live.filter((task) => task.deployment !== primary.id);
  const surplus = current.length - service.desired;
  for (const task of surplus > 0 ? current.slice(-surplus) : []) stop(context, task, 'ServiceSchedulerInitiated', `Scaling activity initiated by (deployment ${primary.id})`);
  for (let missing = -surplus; missing > 0; missing--) if (!begin(context, service, primary)) break;
  const running = current.filter((task) => task.status === 'RUNNING').length;
  if (running >= service.desired) {
    for (const task of older) stop(context, task, 'ServiceSchedulerInitiated', `Scaling activity initiated by (deployment ${primary.id})`);
    if (older.length > 0) tell(context, service, `(service ${service.name}) has stopped ${older.length} running tasks: ${older.map((task) => `(task ${task.id})`).join(' ')}.`);
    service.deployments = [primary];
    if (primary.rollout === 'IN_PROGRESS') {
      primary.rollout = 'COMPLETED';
      primary.updatedAt = context.time.now;
      tell(context, service, `(service ${service.name}) (deployment ${primary.id}) deployment completed.`);
      tell(context, service, `(service ${service.name}) has reached a steady state.`);
      note(context.time, 'ecs.service.steady', { ...where(context, key), running });
    }
  }
}

/** False when the network refuses, which is tried again after a minute. */
function begin(context: CloudContext, service: EcsService, deployment: Deployment): boolean {
  const cluster = rowAt(context.account, context.region, CLUSTERS, service.cluster);
  const definition = findDefinition(context, deployment.taskDefinition);
  if (!cluster || !definition) return false;
  try {
    launch(context, { cluster, definition, network: service.network, service, deployment: deployment.id, launchType: service.launchType, startedBy: deployment.id });
    return true;
  } catch (problem) {
    if (!(problem instanceof AwsError)) throw problem;
    tell(context, service, `(service ${service.name}) was unable to place a task. Reason: ${problem.message}`);
    schedule(context.time, context.time.now + 60 * SECOND, 'ecs.service.reconcile', where(context, service.key));
    return false;
  }
}

function retire(context: CloudContext, service: EcsService): void {
  service.status = 'INACTIVE';
  service.deployments = [];
  schedule(context.time, context.time.now + HOUR, 'ecs.service.forget', where(context, service.key));
  note(context.time, 'ecs.service.deleted', { ...where(context, service.key), name: service.name });
}

const work: CloudJob = (context, data) => reconcile(context, String(data.key));

const forget: CloudJob = (context, data) => {
  const services = rows(context.account, context.region, SERVICES);
  if (services[String(data.key)]?.status === 'INACTIVE') delete services[String(data.key)];
};

export const serviceJobs = { 'ecs.service.reconcile': work, 'ecs.service.forget': forget };
