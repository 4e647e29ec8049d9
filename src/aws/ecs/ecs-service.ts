// Services of a cluster: so many tasks of one definition, behind target groups.
//   ACTIVE -> DRAINING (while its tasks stop) -> INACTIVE (described for an hour)
import { word } from '../../engine/chance.ts';
import { iso, SECOND } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, having, listed, peek, rowAt, rows } from '../cloud.ts';
import { SECURITY_GROUPS } from '../ec2/security-group.ts';
import { SUBNETS } from '../ec2/subnet.ts';
import { balancersOf, TARGET_GROUPS } from '../elbv2/target-group.ts';
import { given } from '../input.ts';
import type { Operation, Params } from '../operation.ts';
import { page } from '../page.ts';
import { CAMEL, readTags, tagList } from '../tags.ts';
import { clusterName, clusterOf } from './cluster.ts';
import { invalid, plain, read, refusal } from './refusal.ts';
import { tasksOf } from './service-life.ts';
import { type Deployment, type EcsService, SERVICES, type ServiceLink } from './service-table.ts';
import { containersOf, type TaskDefinition, usableDefinition } from './task-definition.ts';

/** The end of a service ARN, or the name as given. */
const serviceName = (text: string): string => text.split('/').pop() ?? text;

const keyOf = (params: Params): string => {
  const request = read(params);
  return `${clusterName(request.optional('cluster'))}/${serviceName(request.text('service'))}`;
};

const DEFAULT_CONFIGURATION = { deploymentCircuitBreaker: { enable: false, rollback: false }, maximumPercent: 200, minimumHealthyPercent: 100 };

export function printService(context: CloudContext, service: Readonly<EcsService>, withTags = true): Params {
  const live = tasksOf(context, service.key);
  const count = (status: string, deployment?: string) => live.filter((task) => task.status === status && (!deployment || task.deployment === deployment)).length;
  const network = service.network
    ? { awsvpcConfiguration: { subnets: [...service.network.subnets], securityGroups: [...service.network.securityGroups], assignPublicIp: service.network.assignPublicIp } }
    : undefined;
  const fargate = service.launchType === 'FARGATE';
  return given({
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: service.arn.replace(':service/', ':cluster/').slice(0, -service.name.length - 1),
    loadBalancers: service.links.map((link) => ({ ...link })),
    serviceRegistries: [],
    status: service.status,
    desiredCount: service.status === 'ACTIVE' ? service.desired : 0,
    runningCount: count('RUNNING'),
    pendingCount: count('PENDING'),
    launchType: service.strategy.length > 0 ? undefined : service.launchType,
    capacityProviderStrategy: service.strategy.length > 0 ? plain(service.strategy) : undefined,
    platformVersion: fargate ? service.platformVersion : undefined,
    platformFamily: fargate ? 'Linux' : undefined,
    taskDefinition: service.taskDefinition,
    deploymentConfiguration: plain(service.configuration),
    deployments: service.deployments.map(
      (deployment): Json =>
        given({
          id: deployment.id,
          status: deployment.status,
          taskDefinition: deployment.taskDefinition,
          desiredCount: service.desired,
          pendingCount: count('PENDING', deployment.id),
          runningCount: count('RUNNING', deployment.id),
          failedTasks: deployment.failed,
          createdAt: iso(deployment.createdAt, true),
          updatedAt: iso(deployment.updatedAt, true),
          launchType: service.launchType,
          platformVersion: fargate ? '1.4.0' : undefined,
          platformFamily: fargate ? 'Linux' : undefined,
          networkConfiguration: network,
          rolloutState: deployment.rollout,
          rolloutStateReason: `ECS deployment ${deployment.id} ${deployment.rollout === 'COMPLETED' ? 'completed' : 'in progress'}.`,
        }),
    ),
    roleArn: `arn:aws:iam::${context.account.id}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
    events: service.events.map((event) => ({ id: event.id, createdAt: iso(event.at, true), message: event.message })),
    createdAt: iso(service.createdAt, true),
    placementConstraints: [],
    placementStrategy: [],
    networkConfiguration: network,
    healthCheckGracePeriodSeconds: service.graceSeconds,
    schedulingStrategy: service.scheduling,
    deploymentController: { type: service.controller },
    tags: withTags && Object.keys(service.tags).length > 0 ? tagList(service.tags, CAMEL) : undefined,
    createdBy: service.createdBy,
    enableECSManagedTags: service.managedTags,
    propagateTags: service.propagateTags,
    enableExecuteCommand: service.executeCommand,
    availabilityZoneRebalancing: 'DISABLED',
  });
}

function linksAsked(context: CloudContext, params: Params, definition: Readonly<TaskDefinition>): ServiceLink[] {
  return read(params)
    .records('loadBalancers')
    .map((item) => {
      const asked = read(item);
      const targetGroupArn = asked.text('targetGroupArn');
      const containerName = asked.text('containerName');
      const containerPort = asked.number('containerPort') ?? 0;
      const container = containersOf(definition).find((candidate) => candidate.name === containerName);
      if (!container) throw invalid(`The container ${containerName} does not exist in the task definition.`);
      const ports = read(container)
        .records('portMappings')
        .map((mapping) => Number(mapping.containerPort));
      if (!ports.includes(containerPort)) throw invalid(`The container ${containerName} did not have a container port ${containerPort} defined.`);
      if (!rowAt(context.account, context.region, TARGET_GROUPS, targetGroupArn)) throw invalid(`The specified target group does not exist: ${targetGroupArn}`);
      if (balancersOf(context, targetGroupArn).length === 0) throw invalid(`The target group with targetGroupArn ${targetGroupArn} does not have an associated load balancer.`);
      return { targetGroupArn, containerName, containerPort };
    });
}

function networkAsked(context: CloudContext, params: Params): EcsService['network'] {
  const config = read(params).record('networkConfiguration');
  const vpc = config ? read(config).record('awsvpcConfiguration') : null;
  if (!vpc) return null;
  const asked = read(vpc);
  const subnets = asked.texts('subnets');
  if (subnets.length === 0) throw invalid('subnets can not be empty.');
  for (const id of subnets) {
    if (!rowAt(context.account, context.region, SUBNETS, id))
      throw invalid(`Error retrieving subnet information for [${id}]: The subnet ID '${id}' does not exist (ErrorCode: InvalidSubnetID.NotFound)`);
  }
  const groups = asked.texts('securityGroups');
  for (const id of groups) {
    if (!rowAt(context.account, context.region, SECURITY_GROUPS, id)) {
      throw invalid(`Error retrieving security group information for [${id}]: The security group '${id}' does not exist (ErrorCode: InvalidGroup.NotFound)`);
    }
  }
  const vpcId = peek(context.account, context.region, SUBNETS)[subnets[0] as string]?.vpcId;
  const standard = having(context.account, context.region, SECURITY_GROUPS, 'name', 'default').find((group) => group.vpcId === vpcId);
  return {
    subnets,
    securityGroups: groups.length > 0 ? groups : standard ? [standard.id] : [],
    assignPublicIp: asked.optional('assignPublicIp') === 'ENABLED' ? 'ENABLED' : 'DISABLED',
  };
}

const newDeployment = (context: CloudContext, taskDefinition: string): Deployment => ({
  id: `ecs-svc/${word(context.time.chance, 'ecs.deployment', 19, '0123456789').replace(/^0/, '7')}`,
  status: 'PRIMARY',
  taskDefinition,
  createdAt: context.time.now,
  updatedAt: context.time.now,
  failed: 0,
  rollout: 'IN_PROGRESS',
});

/** The service's scheduler looks a few seconds later. */
const soon = (context: CloudContext, key: string) =>
  schedule(context.time, context.time.now + 2 * SECOND, 'ecs.service.reconcile', { account: context.account.id, region: context.region, key });

export const createService: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const cluster = clusterOf(context, request.optional('cluster'));
    const name = request.text('serviceName');
    if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) throw invalid('Service names may only contain letters, numbers, hyphens and underscores.');
    const definition = usableDefinition(context, request.text('taskDefinition'));
    const key = `${cluster.name}/${name}`;
    const present = rowAt(context.account, context.region, SERVICES, key);
    if (present?.status === 'ACTIVE') throw invalid('Creation of service was not idempotent.');
    if (present?.status === 'DRAINING') throw invalid('Unable to Start a service that is still Draining.');
    const network = networkAsked(context, params);
    if (definition.body.networkMode === 'awsvpc' && !network) throw invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
    const links = linksAsked(context, params, definition);
    const strategy = plain(request.records('capacityProviderStrategy')) as Json[];
    const tags = readTags(params.tags, CAMEL);
    const deployment = newDeployment(context, definition.arn);
    const configuration = request.record('deploymentConfiguration');
    const service: EcsService = {
      key,
      name,
      cluster: cluster.name,
      arn: `${cluster.arn.replace(':cluster/', ':service/')}/${name}`,
      createdAt: context.time.now,
      createdBy: context.principal.arn,
      launchType: request.optional('launchType') ?? (strategy.length > 0 ? 'FARGATE' : 'EC2'),
      strategy,
      scheduling: request.optional('schedulingStrategy') ?? 'REPLICA',
      controller: (request.record('deploymentController')?.type as string | undefined) ?? 'ECS',
      status: 'ACTIVE',
      desired: request.number('desiredCount') ?? 0,
      taskDefinition: definition.arn,
      platformVersion: request.optional('platformVersion') ?? 'LATEST',
      links,
      network,
      configuration: { ...DEFAULT_CONFIGURATION, ...(configuration ? plain(configuration) : {}) } as Json,
      deployments: [deployment],
      events: [],
      graceSeconds: request.number('healthCheckGracePeriodSeconds') ?? (links.length > 0 ? 0 : null),
      executeCommand: request.flag('enableExecuteCommand') ?? false,
      managedTags: request.flag('enableECSManagedTags') ?? false,
      propagateTags: request.optional('propagateTags') ?? 'NONE',
      failures: 0,
      tags,
    };
    rows(context.account, context.region, SERVICES)[key] = service;
    soon(context, key);
    note(context.time, 'ecs.service.created', { account: context.account.id, region: context.region, key, name, desired: service.desired });
    return { service: printService(context, service) };
  },
};

/** An active service; throws ServiceNotFoundException or ServiceNotActiveException. */
function serviceOf(context: CloudContext, params: Params): Readonly<EcsService> {
  const key = keyOf(params);
  clusterOf(context, read(params).optional('cluster'));
  const service = rowAt(context.account, context.region, SERVICES, key);
  if (!service) throw refusal('ServiceNotFoundException', 'Service not found.');
  if (service.status !== 'ACTIVE') throw refusal('ServiceNotActiveException', 'Service was not ACTIVE.');
  return service;
}

export const updateService: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const known = serviceOf(context, params);
    const asked = request.optional('taskDefinition');
    const definition = asked ? usableDefinition(context, asked) : null;
    const network = request.has('networkConfiguration') ? networkAsked(context, params) : null;
    const links = request.has('loadBalancers') ? linksAsked(context, params, definition ?? usableDefinition(context, known.taskDefinition)) : null;
    const desired = request.number('desiredCount');
    const configuration = request.record('deploymentConfiguration');
    const grace = request.number('healthCheckGracePeriodSeconds');
    const service = rows(context.account, context.region, SERVICES)[known.key] as EcsService;
    if (desired !== null) service.desired = desired;
    if (network) service.network = network;
    if (links) service.links = links;
    if (configuration) service.configuration = { ...(service.configuration as object), ...plain(configuration) } as Json;
    if (grace !== null) service.graceSeconds = grace;
    service.executeCommand = request.flag('enableExecuteCommand') ?? service.executeCommand;
    service.managedTags = request.flag('enableECSManagedTags') ?? service.managedTags;
    service.propagateTags = request.optional('propagateTags') ?? service.propagateTags;
    service.platformVersion = request.optional('platformVersion') ?? service.platformVersion;
    const redeploy = request.flag('forceNewDeployment') === true || network !== null || links !== null || (definition !== null && definition.arn !== service.taskDefinition);
    if (definition) service.taskDefinition = definition.arn;
    if (redeploy) {
      for (const deployment of service.deployments) deployment.status = 'ACTIVE';
      service.deployments.unshift(newDeployment(context, service.taskDefinition));
      service.failures = 0;
    }
    soon(context, service.key);
    note(context.time, 'ecs.service.updated', { account: context.account.id, region: context.region, key: service.key, desired: service.desired, redeploy });
    return { service: printService(context, service) };
  },
};

export const deleteService: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const known = serviceOf(context, params);
    if (known.desired > 0 && request.flag('force') !== true) throw invalid('The service cannot be stopped while it is scaled above 0.');
    const service = rows(context.account, context.region, SERVICES)[known.key] as EcsService;
    service.status = 'DRAINING';
    service.desired = 0;
    soon(context, service.key);
    note(context.time, 'ecs.service.draining', { account: context.account.id, region: context.region, key: service.key, name: service.name });
    return { service: printService(context, service) };
  },
};

export const describeServices: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const cluster = clusterName(request.optional('cluster'));
    const names = request.texts('services');
    if (names.length === 0) throw invalid('Services cannot be empty.');
    clusterOf(context, cluster);
    const services: Json[] = [];
    const failures: Json[] = [];
    for (const name of names) {
      const service = rowAt(context.account, context.region, SERVICES, `${cluster}/${serviceName(name)}`);
      if (service) services.push(printService(context, service, request.texts('include').includes('TAGS')));
      else failures.push({ arn: `arn:aws:ecs:${context.region}:${context.account.id}:service/${cluster}/${serviceName(name)}`, reason: 'MISSING' });
    }
    return { services, failures };
  },
};

export const listServices: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const { name } = clusterOf(context, request.optional('cluster'));
    const launchType = request.optional('launchType');
    const chosen = listed(context.account, context.region, SERVICES).filter(
      (service) => service.cluster === name && service.status !== 'INACTIVE' && (launchType === null || service.launchType === launchType),
    );
    const cut = page(chosen, params.nextToken, params.maxResults, 100, 'InvalidParameterException');
    return given({ serviceArns: cut.items.map((service) => service.arn), nextToken: cut.next });
  },
};
