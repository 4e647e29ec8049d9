// Task definitions: nearly every change is a new revision, and the old one is deregistered.

import type { Json } from '../engine/json.ts';
import { jsonFault } from '../terraform/lang/functions/json.ts';
import { Complaint } from './core/api.ts';
import { all, between, enumOf, length, match, port } from './core/checks.ts';
import { arn } from './core/formats.ts';
import { sameContainers } from './core/json.ts';
import { type Attrs, fromMembers, pick, records, single, text, texts, toMembers } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagsFor, tagsIn } from './core/tagging.ts';

const PLAIN = {
  cpu: 'cpu',
  memory: 'memory',
  network_mode: 'networkMode',
  execution_role_arn: 'executionRoleArn',
  task_role_arn: 'taskRoleArn',
  ipc_mode: 'ipcMode',
  pid_mode: 'pidMode',
  family: 'family',
};
const READ = { ...PLAIN, arn: 'taskDefinitionArn', revision: 'revision', requires_compatibilities: 'requiresCompatibilities', enable_fault_injection: 'enableFaultInjection' };

function volumes(attrs: Attrs): Json[] | undefined {
  const given = records(attrs.volume).map((volume) => {
    const efs = single(volume.efs_volume_configuration);
    return {
      name: text(volume.name),
      ...(text(volume.host_path) ? { host: { sourcePath: text(volume.host_path) } } : {}),
      ...(efs ? { efsVolumeConfiguration: { fileSystemId: text(efs.file_system_id), rootDirectory: text(efs.root_directory) || '/' } } : {}),
    };
  });
  return given.length ? given : undefined;
}

/** What the provider's decoder says of a text that is no list of containers. */
function definitionsFault(definitions: string): string | null {
  const fault = jsonFault(definitions);
  if (fault) return fault.message === 'unexpected end of JSON input' ? 'unexpected EOF' : fault.message;
  const decoded = JSON.parse(definitions) as Json;
  const cannot = (kind: string) => `json: cannot unmarshal ${kind} into Go value of type []types.ContainerDefinition`;
  if (!Array.isArray(decoded)) return decoded === null ? null : cannot(typeof decoded === 'object' ? 'object' : typeof decoded === 'boolean' ? 'bool' : typeof decoded);
  const empty = decoded.indexOf(null);
  return empty < 0 ? null : `invalid container definition supplied at index (${empty})`;
}

export const awsEcsTaskDefinition: ResourceType = {
  name: 'aws_ecs_task_definition',
  label: 'ECS Task Definition',
  checks: {
    values: {
      'ephemeral_storage.size_in_gib': between(21, 200),
      execution_role_arn: arn,
      family: all('app', length(1, 255), match(/^[0-9A-Za-z_-]+$/, 'see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html', 'app', 'my app')),
      ipc_mode: enumOf('host', 'task', 'none'),
      network_mode: enumOf('bridge', 'host', 'awsvpc', 'none'),
      pid_mode: enumOf('host', 'task'),
      'placement_constraints.type': enumOf('memberOf'),
      'proxy_configuration.type': enumOf('APPMESH'),
      requires_compatibilities: enumOf('EC2', 'FARGATE', 'EXTERNAL'),
      'runtime_platform.cpu_architecture': enumOf('X86_64', 'ARM64'),
      'runtime_platform.operating_system_family': enumOf(
        ...['WINDOWS_SERVER_2019_FULL', 'WINDOWS_SERVER_2019_CORE', 'WINDOWS_SERVER_2016_FULL', 'WINDOWS_SERVER_2004_CORE', 'WINDOWS_SERVER_2022_CORE'],
        ...['WINDOWS_SERVER_2022_FULL', 'WINDOWS_SERVER_2025_CORE', 'WINDOWS_SERVER_2025_FULL', 'WINDOWS_SERVER_20H2_CORE', 'LINUX'],
      ),
      task_role_arn: arn,
      'volume.docker_volume_configuration.scope': enumOf('task', 'shared'),
      'volume.efs_volume_configuration.authorization_config.iam': enumOf('ENABLED', 'DISABLED'),
      'volume.efs_volume_configuration.transit_encryption': enumOf('ENABLED', 'DISABLED'),
      'volume.efs_volume_configuration.transit_encryption_port': port(0),
      'volume.fsx_windows_file_server_volume_configuration.authorization_config.credentials_parameter': arn,
    },
  },
  message: (verb, attrs) =>
    verb === 'creating'
      ? `creating ECS Task Definition (${text(attrs.family)})`
      : `${verb === 'deleting' ? 'deregistering' : verb} ECS Task Definition (${text(attrs.arn) || text(attrs.id)})`,
  validate(config) {
    const definitions = config.container_definitions;
    if (typeof definitions !== 'string') return [];
    if (!definitionsFault(definitions)) return [];
    return [
      {
        severity: 'error',
        attribute: 'container_definitions',
        summary: `ECS Task Definition container_definitions is invalid: ${definitionsFault(definitions)}`,
        detail: '',
      },
    ];
  },
  create(api, planned) {
    const runtime = single(planned.runtime_platform);
    const storage = single(planned.ephemeral_storage);
    const reply = api.call('ecs', 'RegisterTaskDefinition', {
      ...toMembers(planned, PLAIN),
      containerDefinitions: JSON.parse(text(planned.container_definitions)) as Json,
      requiresCompatibilities: texts(planned.requires_compatibilities).length ? texts(planned.requires_compatibilities) : undefined,
      runtimePlatform: runtime ? { cpuArchitecture: runtime.cpu_architecture ?? undefined, operatingSystemFamily: runtime.operating_system_family ?? undefined } : undefined,
      ephemeralStorage: storage ? { sizeInGiB: storage.size_in_gib } : undefined,
      volumes: volumes(planned),
      tags: tagsFor(planned, 'key', 'value'),
    });
    const definition = pick(reply as Json, 'taskDefinition');
    return { id: text(planned.family), arn: pick(definition, 'taskDefinitionArn') ?? null, revision: pick(definition, 'revision') ?? null };
  },
  read(api, state) {
    const reply = api.find('ecs', 'DescribeTaskDefinition', { taskDefinition: text(state.arn) || text(state.id), include: ['TAGS'] }, ['ClientException']);
    const definition = pick((reply ?? {}) as Json, 'taskDefinition');
    if (!definition || pick(definition, 'status') === 'INACTIVE') return null;
    const found = fromMembers(definition, READ);
    for (const name of ['cpu', 'memory', 'network_mode', 'execution_role_arn', 'task_role_arn', 'ipc_mode', 'pid_mode']) found[name] ??= '';
    const runtime = pick(definition, 'runtimePlatform');
    return {
      ...found,
      arn_without_revision: text(found.arn).replace(/:\d+$/, ''),
      container_definitions: JSON.stringify(pick(definition, 'containerDefinitions') ?? []),
      enable_fault_injection: found.enable_fault_injection ?? false,
      id: found.family,
      requires_compatibilities: found.requires_compatibilities ?? [],
      runtime_platform: runtime ? [{ cpu_architecture: pick(runtime, 'cpuArchitecture') ?? '', operating_system_family: pick(runtime, 'operatingSystemFamily') ?? '' }] : [],
      tags_all: tagsIn(pick(reply as Json, 'tags')),
    };
  },
  delete(api, prior) {
    if (prior.skip_destroy !== true) api.call('ecs', 'DeregisterTaskDefinition', { taskDefinition: text(prior.arn) });
  },
  same: { container_definitions: sameContainers },
  imported(_api, id) {
    const family = /:task-definition\/([^:]+):\d+$/.exec(id)?.[1];
    if (!family) throw new Complaint(`Expected ID in format of arn:PARTITION:ecs:REGION:ACCOUNTID:task-definition/FAMILY:REVISION and provided: ${id}`);
    return { id: family, arn: id };
  },
  tags: TAGS.ecs,
};
