// Task definitions: nearly every change is a new revision, and the old one is deregistered.
import type { Json } from '../engine/json.ts';
import { Complaint } from './core/api.ts';
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

export const awsEcsTaskDefinition: ResourceType = {
  name: 'aws_ecs_task_definition',
  label: 'ECS Task Definition',
  message: (verb, attrs) =>
    verb === 'creating'
      ? `creating ECS Task Definition (${text(attrs.family)})`
      : `${verb === 'deleting' ? 'deregistering' : verb} ECS Task Definition (${text(attrs.arn) || text(attrs.id)})`,
  validate(config) {
    const definitions = config.container_definitions;
    if (typeof definitions !== 'string') return [];
    try {
      if (Array.isArray(JSON.parse(definitions))) return [];
    } catch {
      // Falls through to the provider's words.
    }
    return [
      [
        'container_definitions',
        `ECS Task Definition container_definitions is invalid: Error decoding JSON: json: cannot unmarshal object into Go value of type []types.ContainerDefinition`,
      ],
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
    if (!family) throw new Complaint(`unexpected format of ID (${id}), expected an ARN of a task definition`);
    return { id: family, arn: id };
  },
  tags: TAGS.ecs,
};
