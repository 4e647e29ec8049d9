// Task definitions: a family and its revisions. Nothing is ever changed, a new revision is registered.
import { iso } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note } from '../../engine/moment.ts';
import { type CloudContext, type CloudView, listed, peek, rows, table } from '../cloud.ts';
import { arn } from '../ids.ts';
import { given, isRecord } from '../input.ts';
import type { Operation, Params } from '../operation.ts';
import { page } from '../page.ts';
import { CAMEL, readTags, type Tags, tagList } from '../tags.ts';
import { invalid, plain, read, refusal } from './refusal.ts';

export interface TaskDefinition {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  readonly registeredAt: number;
  readonly registeredBy: string;
  status: 'ACTIVE' | 'INACTIVE';
  deregisteredAt: number | null;
  /** Everything else, with the member names of the API. */
  readonly body: { readonly [name: string]: Json };
  tags: Tags;
}

/** Keyed by ARN. */
export const TASK_DEFINITIONS = table<TaskDefinition>('ecs.task-definition');
/** Family -> its last revision, which grows for ever. */
const REVISIONS = table<{ last: number }>('ecs.family');

const KEPT = [
  'taskRoleArn',
  'executionRoleArn',
  'networkMode',
  'volumes',
  'placementConstraints',
  'cpu',
  'memory',
  'pidMode',
  'ipcMode',
  'proxyConfiguration',
  'inferenceAccelerators',
  'ephemeralStorage',
  'runtimePlatform',
  'enableFaultInjection',
];

/** Fills a container definition in as ECS does when it is registered. */
function container(definition: Params): Json {
  const asked = read(definition);
  const name = asked.optional('name');
  if (!name) throw refusal('ClientException', 'Container.name should not be null or empty.');
  if (!asked.optional('image')) throw refusal('ClientException', 'Container.image should not be null or empty.');
  const ports = asked.records('portMappings').map((mapping) => ({ ...plain(mapping), hostPort: mapping.hostPort ?? mapping.containerPort, protocol: mapping.protocol ?? 'tcp' }));
  return { cpu: 0, essential: true, environment: [], mountPoints: [], volumesFrom: [], systemControls: [], ...plain(definition), portMappings: ports } as Json;
}

const FARGATE: Record<string, readonly [number, number]> = { '256': [512, 2048], '512': [1024, 4096], '1024': [2048, 8192], '2048': [4096, 16384], '4096': [8192, 30720] };

export const registerTaskDefinition: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const family = request.text('family');
    if (!/^[A-Za-z0-9_-]{1,255}$/.test(family)) throw refusal('ClientException', 'Family contains invalid characters.');
    const containers = request.records('containerDefinitions').map(container);
    if (containers.length === 0) throw refusal('ClientException', 'Container list cannot be empty.');
    const compatibilities = request.texts('requiresCompatibilities');
    if (compatibilities.includes('FARGATE')) {
      if (params.networkMode !== 'awsvpc') throw refusal('ClientException', 'Fargate only supports network mode ‘awsvpc’.');
      const range = FARGATE[String(params.cpu)];
      const memory = Number(params.memory);
      if (!params.cpu || !params.memory) throw refusal('ClientException', "Fargate requires that 'cpu' and 'memory' be defined at the task level.");
      if (!range || !(memory >= range[0] && memory <= range[1]))
        throw refusal('ClientException', `No Fargate configuration exists for given values: ${String(params.cpu)} CPU, ${String(params.memory)} memory.`);
    }
    const tags = readTags(params.tags, CAMEL);
    const families = rows(context.account, context.region, REVISIONS);
    const revision = (families[family]?.last ?? 0) + 1;
    families[family] = { last: revision };
    const body: Record<string, Json> = { containerDefinitions: containers, volumes: [], placementConstraints: [] };
    for (const name of KEPT) if (request.has(name)) body[name] = plain(params[name] as Json);
    body.compatibilities = compatibilities.includes('FARGATE') || params.networkMode === 'awsvpc' ? ['EC2', 'FARGATE'] : ['EC2'];
    if (compatibilities.length > 0) body.requiresCompatibilities = compatibilities;
    const definition: TaskDefinition = {
      arn: arn('ecs', context.region, context.account.id, `task-definition/${family}:${revision}`),
      family,
      revision,
      registeredAt: context.time.now,
      registeredBy: context.principal.arn,
      status: 'ACTIVE',
      deregisteredAt: null,
      body,
      tags,
    };
    rows(context.account, context.region, TASK_DEFINITIONS)[definition.arn] = definition;
    note(context.time, 'ecs.task-definition.registered', { account: context.account.id, region: context.region, arn: definition.arn });
    return given({ taskDefinition: printDefinition(definition), tags: tagList(tags, CAMEL) });
  },
};

const printDefinition = (definition: Readonly<TaskDefinition>): Json => {
  const { containerDefinitions, ...rest } = plain(definition.body);
  return given({
    taskDefinitionArn: definition.arn,
    containerDefinitions,
    family: definition.family,
    ...rest,
    revision: definition.revision,
    status: definition.status,
    requiresAttributes: [{ name: 'com.amazonaws.ecs.capability.docker-remote-api.1.18' }, { name: 'ecs.capability.task-eni' }],
    registeredAt: iso(definition.registeredAt, true),
    deregisteredAt: definition.deregisteredAt === null ? undefined : iso(definition.deregisteredAt, true),
    registeredBy: definition.registeredBy,
  });
};

/** By ARN, `family:revision`, or a family for its newest active revision. Null when there is none. */
export function findDefinition(context: CloudView, text: string): Readonly<TaskDefinition> | null {
  const all = peek(context.account, context.region, TASK_DEFINITIONS);
  const name = text.split('task-definition/').pop() ?? text;
  if (name.includes(':')) return Object.values(all).find((definition) => `${definition.family}:${definition.revision}` === name) ?? null;
  const active = Object.values(all).filter((definition) => definition.family === name && definition.status === 'ACTIVE');
  return active.sort((one, other) => other.revision - one.revision)[0] ?? null;
}

/** The definition a service or task may use; throws ClientException. */
export function usableDefinition(context: CloudContext, text: string): Readonly<TaskDefinition> {
  const definition = findDefinition(context, text);
  if (!definition) throw refusal('ClientException', 'TaskDefinition not found.');
  if (definition.status === 'INACTIVE') throw refusal('ClientException', 'TaskDefinition is inactive');
  return definition;
}

export const describeTaskDefinition: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const definition = findDefinition(context, request.text('taskDefinition'));
    if (!definition) throw refusal('ClientException', 'Unable to describe task definition.');
    return given({ taskDefinition: printDefinition(definition), tags: request.texts('include').includes('TAGS') ? tagList(definition.tags, CAMEL) : undefined });
  },
};

export const deregisterTaskDefinition: Operation = {
  kind: 'write',
  run(context, params) {
    const text = read(params).text('taskDefinition');
    const known = text.includes(':') ? findDefinition(context, text) : null;
    if (!known) throw text.includes(':') ? refusal('ClientException', 'The specified task definition does not exist.') : invalid(`Missing version for task definition: ${text}`);
    const definition = rows(context.account, context.region, TASK_DEFINITIONS)[known.arn] as TaskDefinition;
    definition.status = 'INACTIVE';
    definition.deregisteredAt = context.time.now;
    note(context.time, 'ecs.task-definition.deregistered', { account: context.account.id, region: context.region, arn: definition.arn });
    return { taskDefinition: printDefinition(definition) };
  },
};

export const listTaskDefinitions: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const family = request.optional('familyPrefix');
    const status = request.optional('status') ?? 'ACTIVE';
    const down = request.optional('sort') === 'DESC';
    const chosen = listed(context.account, context.region, TASK_DEFINITIONS).filter(
      (definition) => definition.status === status && (family === null || definition.family === family),
    );
    chosen.sort((one, other) => (one.family === other.family ? one.revision - other.revision : one.family < other.family ? -1 : 1) * (down ? -1 : 1));
    const cut = page(chosen, params.nextToken, params.maxResults, 100, 'InvalidParameterException');
    return given({ taskDefinitionArns: cut.items.map((definition) => definition.arn), nextToken: cut.next });
  },
};

export const listTaskDefinitionFamilies: Operation = {
  kind: 'read',
  run(context, params) {
    const prefix = read(params).optional('familyPrefix') ?? '';
    const families = new Set(listed(context.account, context.region, TASK_DEFINITIONS).map((definition) => definition.family));
    return { families: [...families].filter((family) => family.startsWith(prefix)).sort() };
  },
};

/** The container definitions, as records. */
export const containersOf = (definition: Readonly<TaskDefinition>): readonly Params[] => {
  const list = definition.body.containerDefinitions;
  return Array.isArray(list) ? list.filter(isRecord) : [];
};
