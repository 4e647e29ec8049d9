// Tasks: an interface in a subnet, an image that must be pulled, secrets that must be there, and then a process that serves.
//   PENDING -> RUNNING -> DEPROVISIONING -> STOPPED (listed for an hour)
//   PENDING -> STOPPED, when the image, a secret, the log group, the role or the way out is missing
import { between } from '../../engine/chance.ts';
import { HOUR, iso, SECOND } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, GLOBAL, having, rowAt, rows } from '../cloud.ts';
import { INTERFACES, placeInterface, removeInterface } from '../ec2/interface.ts';
import { reachesInternet } from '../ec2/nat-gateway.ts';
import { pullProblem } from '../ecr/repository.ts';
import { deregisterTarget, registerTarget } from '../elbv2/target-group.ts';
import { ROLES } from '../iam/tables.ts';
import { hexId, uuidOf } from '../ids.ts';
import { given } from '../input.ts';
import { LOG_GROUPS } from '../logs/group.ts';
import { writeLog } from '../logs/stream.ts';
import type { CloudJob, Params } from '../operation.ts';
import { read } from './refusal.ts';
import { secretValue } from './secret.ts';
import { type EcsService, SERVICES } from './service-table.ts';
import { containersOf, findDefinition, type TaskDefinition } from './task-definition.ts';
import { TASKS, type Task } from './task-table.ts';

const where = (context: CloudContext, id: string) => ({ account: context.account.id, region: context.region, id });

export interface TaskWish {
  readonly cluster: { readonly name: string; readonly arn: string };
  readonly definition: Readonly<TaskDefinition>;
  readonly network: { readonly subnets: readonly string[]; readonly securityGroups: readonly string[]; readonly assignPublicIp: string } | null;
  readonly service: Readonly<EcsService> | null;
  readonly deployment: string | null;
  readonly launchType: string;
  readonly startedBy: string | null;
  readonly once?: boolean;
}

/** Begins a task; a job says later whether it runs. Throws what EC2 refuses when a subnet or group is gone. */
export function launch(context: CloudContext, wish: TaskWish): Task {
  const id = hexId(context.time, 'ecs.task', 32);
  const { network } = wish;
  const subnetId = network ? (network.subnets[between(context.time.chance, 'ecs.subnet', 0, network.subnets.length - 1)] ?? null) : null;
  const face =
    network && subnetId
      ? placeInterface(context, {
          subnetId,
          groups: network.securityGroups,
          description: `arn:aws:ecs:${context.region}:${context.account.id}:attachment/${uuidOf(context.time, 'ecs.attachment')}`,
          requester: 'amazon-ecs',
          lendPublicIp: network.assignPublicIp === 'ENABLED',
        })
      : null;
  const task: Task = {
    id,
    arn: `${wish.cluster.arn.replace(':cluster/', ':task/')}/${id}`,
    cluster: wish.cluster.name,
    service: wish.service?.key ?? null,
    deployment: wish.deployment,
    definition: wish.definition.arn,
    createdAt: context.time.now,
    launchType: wish.launchType,
    startedBy: wish.startedBy,
    once: wish.once ?? false,
    status: 'PENDING',
    startedAt: null,
    stoppingAt: null,
    stoppedAt: null,
    stopCode: null,
    reason: null,
    interfaceId: face?.id ?? null,
    subnetId,
    privateIp: face?.privateIp ?? null,
    environment: {},
  };
  rows(context.account, context.region, TASKS)[id] = task;
  schedule(context.time, context.time.now + between(context.time.chance, task.once ? 'ecs.once' : 'ecs.task', 30, 58) * SECOND, 'ecs.task.started', where(context, id));
  return task;
}

/** Environment of all containers, secrets filled in; or why it cannot be had. */
function environmentOf(context: CloudContext, definition: Readonly<TaskDefinition>): { readonly values: Record<string, string> } | { readonly problem: string } {
  const values: Record<string, string> = {};
  for (const container of containersOf(definition)) {
    for (const entry of read(container).records('environment')) values[String(entry.name)] = String(entry.value ?? '');
    for (const entry of read(container).records('secrets')) {
      const from = String(entry.valueFrom);
      const value = secretValue(context, from);
      if (value === null) {
        return {
          problem: `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${from} from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.`,
        };
      }
      values[String(entry.name)] = value;
    }
  }
  return { values };
}

/** Why a task cannot start, in the words of its stopped reason; null when it can. */
function startProblem(context: CloudContext, task: Readonly<Task>, definition: Readonly<TaskDefinition>): string | null {
  const role = definition.body.executionRoleArn;
  if (typeof role === 'string' && role.includes(`:${context.account.id}:`) && having(context.account, GLOBAL, ROLES, 'arn', role).length === 0) {
    return `ECS was unable to assume the role '${role}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.`;
  }
  for (const container of containersOf(definition)) {
    const logging = read(container).record('logConfiguration');
    const group = logging && logging.logDriver === 'awslogs' ? read(read(logging).record('options') ?? {}).optional('awslogs-group') : null;
    const makes = logging ? read(read(logging).record('options') ?? {}).optional('awslogs-create-group') === 'true' : false;
    if (group && !makes && !rowAt(context.account, context.region, LOG_GROUPS, group)) {
      return `ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1`;
    }
  }
  const face = task.interfaceId ? rowAt(context.account, context.region, INTERFACES, task.interfaceId) : undefined;
  if (task.subnetId && face && !reachesInternet(context, task.subnetId, face.association !== null)) {
    const image = String(containersOf(definition)[0]?.image ?? '');
    return `CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref ${image}: failed to do request: dial tcp: i/o timeout`;
  }
  for (const container of containersOf(definition)) {
    const problem = pullProblem(context, String(container.image));
    if (problem) return problem;
  }
  return null;
}

const started: CloudJob = (context, data) => {
  const task = rows(context.account, context.region, TASKS)[String(data.id)];
  if (task?.status !== 'PENDING') return;
  const definition = findDefinition(context, task.definition);
  const environment = definition ? environmentOf(context, definition) : { problem: 'TaskDefinition not found.' };
  const problem = definition ? (startProblem(context, task, definition) ?? ('problem' in environment ? environment.problem : null)) : 'TaskDefinition not found.';
  const service = task.service ? rows(context.account, context.region, SERVICES)[task.service] : undefined;
  if (problem) {
    end(context, task, 'TaskFailedToStart', problem);
    if (service?.status === 'ACTIVE') {
      service.failures++;
      const deployment = service.deployments.find((candidate) => candidate.id === task.deployment);
      if (deployment) deployment.failed++;
      tell(context, service, `(service ${service.name}) was unable to place a task. Reason: ${problem}`);
      if (service.failures === 4) tell(context, service, `(service ${service.name}) is unable to consistently start tasks successfully.`);
      const wait = Math.min(600, 20 * 2 ** Math.min(service.failures, 5));
      schedule(context.time, context.time.now + wait * SECOND, 'ecs.service.reconcile', { account: context.account.id, region: context.region, key: service.key });
    }
    return;
  }
  task.status = 'RUNNING';
  task.startedAt = context.time.now;
  task.environment = 'values' in environment ? environment.values : {};
  note(context.time, 'ecs.task.started', { ...where(context, task.id), cluster: task.cluster, service: task.service });
  if (task.once) schedule(context.time, context.time.now + between(context.time.chance, 'ecs.once', 8, 40) * SECOND, 'ecs.task.exited', where(context, task.id));
  for (const container of definition && !task.once ? containersOf(definition) : []) {
    const options = read(read(read(container).record('logConfiguration') ?? {}).record('options') ?? {});
    const group = options.optional('awslogs-group');
    if (group) {
      writeLog(context, group, `${options.optional('awslogs-stream-prefix') ?? 'ecs'}/${String(container.name)}/${task.id}`, [
        '[INFO] Starting gunicorn 23.0.0',
        `[INFO] Listening at: http://0.0.0.0:${String(read(container).records('portMappings')[0]?.containerPort ?? 8000)} (1)`,
      ]);
    }
  }
  if (service?.status !== 'ACTIVE') {
    if (service) stop(context, task, 'ServiceSchedulerInitiated', `Scaling activity initiated by (deployment ${task.deployment})`);
    return;
  }
  service.failures = 0;
  tell(context, service, `(service ${service.name}) has started 1 tasks: (task ${task.id}).`);
  for (const link of service.links) if (task.privateIp) registerTarget(context, link.targetGroupArn, task.privateIp, link.containerPort);
  schedule(context.time, context.time.now + 10 * SECOND, 'ecs.service.reconcile', { account: context.account.id, region: context.region, key: service.key });
};

/** Adds to a service's events, newest first, of which it keeps a hundred. */
export function tell(context: CloudContext, service: EcsService, message: string): void {
  service.events.unshift({ id: uuidOf(context.time, 'ecs.event'), at: context.time.now, message });
  if (service.events.length > 100) service.events.length = 100;
}

function end(context: CloudContext, task: Task, code: string, reason: string): void {
  task.status = 'STOPPED';
  task.stopCode = code;
  task.reason = reason;
  task.stoppingAt ??= context.time.now;
  task.stoppedAt = context.time.now;
  if (task.interfaceId) removeInterface(context, task.interfaceId);
  task.interfaceId = null;
  schedule(context.time, context.time.now + HOUR, 'ecs.task.forget', where(context, task.id));
  note(context.time, 'ecs.task.stopped', { ...where(context, task.id), cluster: task.cluster, service: task.service, reason });
}

/** Asks a task to end. Its target drains at once; its interface goes when it is gone, 20 to 50 seconds later. */
export function stop(context: CloudContext, task: Task, code: string, reason: string): void {
  if (task.status === 'STOPPED' || task.status === 'DEPROVISIONING') return;
  task.status = 'DEPROVISIONING';
  task.stoppingAt = context.time.now;
  task.stopCode = code;
  task.reason = reason;
  const service = task.service ? rowAt(context.account, context.region, SERVICES, task.service) : undefined;
  for (const link of service?.links ?? []) if (task.privateIp) deregisterTarget(context, link.targetGroupArn, task.privateIp, link.containerPort);
  schedule(context.time, context.time.now + between(context.time.chance, 'ecs.task', 20, 50) * SECOND, 'ecs.task.stopped', where(context, task.id));
}

const stopped: CloudJob = (context, data) => {
  const task = rows(context.account, context.region, TASKS)[String(data.id)];
  if (task?.status !== 'DEPROVISIONING') return;
  end(context, task, task.stopCode ?? 'EssentialContainerExited', task.reason ?? '');
  if (task.service) schedule(context.time, context.time.now, 'ecs.service.reconcile', { account: context.account.id, region: context.region, key: task.service });
};

/** The command of a task that was given one has come to its end. */
const exited: CloudJob = (context, data) => {
  const task = rows(context.account, context.region, TASKS)[String(data.id)];
  if (task?.status === 'RUNNING') end(context, task, 'EssentialContainerExited', 'Essential container in task exited');
};

const forget: CloudJob = (context, data) => {
  delete rows(context.account, context.region, TASKS)[String(data.id)];
};

export const taskJobs = { 'ecs.task.started': started, 'ecs.task.stopped': stopped, 'ecs.task.exited': exited, 'ecs.task.forget': forget };

export function printTask(context: CloudContext, task: Readonly<Task>): Params {
  const definition = findDefinition(context, task.definition);
  const face = task.interfaceId ? rowAt(context.account, context.region, INTERFACES, task.interfaceId) : undefined;
  const done = task.status === 'STOPPED';
  return given({
    attachments: task.subnetId
      ? [
          {
            id: task.id.slice(0, 8),
            type: 'ElasticNetworkInterface',
            status: done ? 'DELETED' : task.status === 'PENDING' ? 'PRECREATED' : 'ATTACHED',
            details: [
              { name: 'subnetId', value: task.subnetId },
              ...(face ? [{ name: 'networkInterfaceId', value: face.id }] : []),
              ...(task.privateIp ? [{ name: 'privateIPv4Address', value: task.privateIp }] : []),
            ],
          },
        ]
      : [],
    availabilityZone: face?.zone,
    clusterArn: `arn:aws:ecs:${context.region}:${context.account.id}:cluster/${task.cluster}`,
    connectivity: task.status === 'RUNNING' ? 'CONNECTED' : undefined,
    containers: (definition ? containersOf(definition) : []).map(
      (container): Json =>
        given({
          containerArn: `${task.arn.replace(':task/', ':container/')}/${task.id.slice(0, 8)}`,
          taskArn: task.arn,
          name: String(container.name),
          image: String(container.image),
          lastStatus: done ? 'STOPPED' : task.status === 'RUNNING' ? 'RUNNING' : 'PENDING',
          reason: done && !task.once ? task.reason : undefined,
          exitCode: done && task.once && task.startedAt !== null ? 0 : undefined,
          networkInterfaces: task.privateIp ? [{ attachmentId: task.id.slice(0, 8), privateIpv4Address: task.privateIp }] : [],
          healthStatus: 'UNKNOWN',
        }),
    ),
    cpu: definition?.body.cpu,
    createdAt: iso(task.createdAt, true),
    desiredStatus: task.stoppingAt === null ? 'RUNNING' : 'STOPPED',
    group: task.service ? `service:${task.service.split('/')[1]}` : `family:${definition?.family ?? ''}`,
    healthStatus: 'UNKNOWN',
    lastStatus: task.status,
    launchType: task.launchType,
    memory: definition?.body.memory,
    platformFamily: 'Linux',
    platformVersion: '1.4.0',
    startedAt: task.startedAt === null ? undefined : iso(task.startedAt, true),
    startedBy: task.startedBy ?? task.deployment,
    stopCode: task.stopCode,
    stoppedAt: task.stoppedAt === null ? undefined : iso(task.stoppedAt, true),
    stoppedReason: task.reason,
    stoppingAt: task.stoppingAt === null ? undefined : iso(task.stoppingAt, true),
    tags: [],
    taskArn: task.arn,
    taskDefinitionArn: task.definition,
    version: task.status === 'RUNNING' ? 3 : 2,
  });
}
