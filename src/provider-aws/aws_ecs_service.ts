// ECS services. A destroy sets the count to zero, deletes, and waits until the last task has drained.

import { MINUTE, SECOND } from '../engine/clock.ts';
import type { Json } from '../engine/json.ts';
import { type Api, Complaint } from './core/api.ts';
import { between, enumOf } from './core/checks.ts';
import { arn } from './core/formats.ts';
import { type Attrs, differ, need, pick, records, single, text, texts } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagsFor, tagsIn } from './core/tagging.ts';

const ABSENT = ['ServiceNotFoundException', 'ClusterNotFoundException'];

function find(api: Api, attrs: Attrs) {
  const reply = api.find('ecs', 'DescribeServices', { cluster: text(attrs.cluster) || undefined, services: [text(attrs.id) || text(attrs.name)], include: ['TAGS'] }, ABSENT);
  return records(pick((reply ?? {}) as Json, 'services'))[0] ?? null;
}
const status = (api: Api, attrs: Attrs): string | null => {
  const found = text(find(api, attrs)?.status);
  return found && found !== 'INACTIVE' ? found : null;
};

const network = (attrs: Attrs): Json | undefined => {
  const block = single(attrs.network_configuration);
  if (!block) return undefined;
  return {
    awsvpcConfiguration: {
      subnets: texts(block.subnets),
      ...(texts(block.security_groups).length ? { securityGroups: texts(block.security_groups) } : {}),
      assignPublicIp: block.assign_public_ip === true ? 'ENABLED' : 'DISABLED',
    },
  };
};
const balancers = (attrs: Attrs): Json[] | undefined => {
  const given = records(attrs.load_balancer).map((lb) => ({
    ...(text(lb.target_group_arn) ? { targetGroupArn: text(lb.target_group_arn) } : {}),
    ...(text(lb.elb_name) ? { loadBalancerName: text(lb.elb_name) } : {}),
    containerName: text(lb.container_name),
    containerPort: lb.container_port ?? null,
  }));
  return given.length ? given : undefined;
};
const deployment = (attrs: Attrs): Json => {
  const breaker = single(attrs.deployment_circuit_breaker);
  return {
    maximumPercent: attrs.deployment_maximum_percent ?? 200,
    minimumHealthyPercent: attrs.deployment_minimum_healthy_percent ?? 100,
    ...(breaker ? { deploymentCircuitBreaker: { enable: breaker.enable ?? false, rollback: breaker.rollback ?? false } } : {}),
  };
};

/** AWS tells of a breaker that is off too; without a block for it in the state that is nothing. */
function breakerOf(service: Attrs, state: Attrs): Json {
  const found = pick(service as Json, 'deploymentConfiguration.deploymentCircuitBreaker');
  const [enable, rollback] = [pick(found, 'enable') === true, pick(found, 'rollback') === true];
  return enable || rollback || single(state.deployment_circuit_breaker) ? [{ enable, rollback }] : [];
}

export const awsEcsService: ResourceType = {
  name: 'aws_ecs_service',
  label: 'ECS Service',
  checks: {
    values: {
      availability_zone_rebalancing: enumOf('ENABLED', 'DISABLED'),
      'capacity_provider_strategy.base': between(0, 100000),
      'capacity_provider_strategy.weight': between(0, 1000),
      'deployment_controller.type': enumOf('ECS', 'CODE_DEPLOY', 'EXTERNAL'),
      health_check_grace_period_seconds: between(0, 2147483647),
      launch_type: enumOf('EC2', 'FARGATE', 'EXTERNAL'),
      'load_balancer.container_port': between(0, 65536),
      'load_balancer.target_group_arn': arn,
      'ordered_placement_strategy.type': enumOf('random', 'spread', 'binpack'),
      'placement_constraints.type': enumOf('distinctInstance', 'memberOf'),
      propagate_tags: enumOf('TASK_DEFINITION', 'SERVICE', 'NONE'),
      scheduling_strategy: enumOf('REPLICA', 'DAEMON'),
      'service_connect_configuration.log_configuration.log_driver': enumOf('json-file', 'syslog', 'journald', 'gelf', 'fluentd', 'awslogs', 'splunk', 'awsfirelens'),
      'service_connect_configuration.service.client_alias.port': between(0, 65535),
      'service_connect_configuration.service.ingress_port_override': between(0, 65535),
      'service_connect_configuration.service.timeout.idle_timeout_seconds': between(0, 2147483647),
      'service_connect_configuration.service.timeout.per_request_timeout_seconds': between(0, 2147483647),
      'service_connect_configuration.service.tls.issuer_cert_authority.aws_pca_authority_arn': arn,
      'service_connect_configuration.service.tls.role_arn': arn,
      'service_registries.container_port': between(0, 65536),
      'service_registries.port': between(0, 65536),
      'service_registries.registry_arn': arn,
      'volume_configuration.managed_ebs_volume.file_system_type': enumOf('ext3', 'ext4', 'xfs', 'ntfs'),
      'volume_configuration.managed_ebs_volume.role_arn': arn,
      'volume_configuration.managed_ebs_volume.throughput': between(0, 1000),
      'vpc_lattice_configurations.role_arn': arn,
      'vpc_lattice_configurations.target_group_arn': arn,
    },
  },
  message: (verb, attrs) => `${verb} ECS Service (${verb === 'creating' ? text(attrs.name) : text(attrs.id)})`,
  create(api, planned) {
    const reply = api.call('ecs', 'CreateService', {
      cluster: text(planned.cluster) || undefined,
      serviceName: planned.name,
      taskDefinition: text(planned.task_definition) || undefined,
      desiredCount: planned.scheduling_strategy === 'DAEMON' ? undefined : (planned.desired_count ?? 0),
      launchType: text(planned.launch_type) || undefined,
      platformVersion: text(planned.platform_version) || undefined,
      schedulingStrategy: planned.scheduling_strategy,
      networkConfiguration: network(planned),
      loadBalancers: balancers(planned),
      healthCheckGracePeriodSeconds: planned.health_check_grace_period_seconds,
      deploymentConfiguration: deployment(planned),
      enableExecuteCommand: planned.enable_execute_command === true,
      enableECSManagedTags: planned.enable_ecs_managed_tags === true,
      propagateTags: text(planned.propagate_tags) || undefined,
      tags: tagsFor(planned, 'key', 'value'),
    });
    return { id: need(reply, 'service.serviceArn') };
  },
  read(api, state) {
    const service = find(api, state);
    if (!service || service.status === 'INACTIVE') return null;
    const vpc = pick(service, 'networkConfiguration.awsvpcConfiguration');
    // The state keeps the form in which the configuration names the task definition: an ARN, or family:revision.
    const definition = text(service.taskDefinition);
    const short = definition.split('/').at(-1) ?? '';
    const written = text(state.task_definition);
    return {
      cluster: text(state.cluster) && !text(state.cluster).startsWith('arn:') ? state.cluster : service.clusterArn,
      deployment_maximum_percent: pick(service, 'deploymentConfiguration.maximumPercent') ?? 200,
      deployment_minimum_healthy_percent: pick(service, 'deploymentConfiguration.minimumHealthyPercent') ?? 100,
      deployment_circuit_breaker: breakerOf(service, state),
      deployment_controller: [{ type: pick(service, 'deploymentController.type') ?? 'ECS' }],
      desired_count: service.desiredCount ?? 0,
      enable_ecs_managed_tags: service.enableECSManagedTags ?? false,
      enable_execute_command: service.enableExecuteCommand ?? false,
      health_check_grace_period_seconds: service.healthCheckGracePeriodSeconds ?? 0,
      iam_role: text(service.roleArn).includes('AWSServiceRoleForECS') || !service.roleArn ? '/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS' : service.roleArn,
      id: service.serviceArn,
      launch_type: service.launchType ?? '',
      load_balancer: records(service.loadBalancers).map((lb) => ({
        container_name: lb.containerName ?? '',
        container_port: lb.containerPort ?? 0,
        elb_name: lb.loadBalancerName ?? '',
        target_group_arn: lb.targetGroupArn ?? '',
      })),
      name: service.serviceName,
      network_configuration: vpc
        ? [{ assign_public_ip: pick(vpc, 'assignPublicIp') === 'ENABLED', security_groups: texts(pick(vpc, 'securityGroups')), subnets: texts(pick(vpc, 'subnets')) }]
        : [],
      platform_version: service.platformVersion ?? '',
      propagate_tags: service.propagateTags ?? 'NONE',
      scheduling_strategy: service.schedulingStrategy ?? 'REPLICA',
      task_definition: written && !written.startsWith('arn:') && !written.includes(':') ? short.split(':')[0] : written.startsWith('arn:') || !written ? definition : short,
      triggers: state.triggers ?? {},
      tags_all: tagsIn(service.tags),
    };
  },
  update(api, prior, planned) {
    const changed = (...names: readonly string[]) => differ(prior, planned, ...names);
    const change = {
      desiredCount: changed('desired_count') ? planned.desired_count : undefined,
      taskDefinition: changed('task_definition') ? planned.task_definition : undefined,
      networkConfiguration: changed('network_configuration') ? network(planned) : undefined,
      loadBalancers: changed('load_balancer') ? (balancers(planned) ?? []) : undefined,
      deploymentConfiguration: changed('deployment_maximum_percent', 'deployment_minimum_healthy_percent', 'deployment_circuit_breaker') ? deployment(planned) : undefined,
      healthCheckGracePeriodSeconds: changed('health_check_grace_period_seconds') ? planned.health_check_grace_period_seconds : undefined,
      enableExecuteCommand: changed('enable_execute_command') ? planned.enable_execute_command === true : undefined,
      enableECSManagedTags: changed('enable_ecs_managed_tags') ? planned.enable_ecs_managed_tags === true : undefined,
      propagateTags: changed('propagate_tags') ? text(planned.propagate_tags) || 'NONE' : undefined,
      platformVersion: changed('platform_version') ? planned.platform_version : undefined,
      forceNewDeployment: planned.force_new_deployment === true || changed('triggers') ? true : undefined,
    };
    if (Object.values(change).some((value) => value !== undefined)) api.call('ecs', 'UpdateService', { cluster: prior.cluster, service: prior.id, ...change });
  },
  delete(api, prior) {
    const now = find(api, prior);
    if (!now || now.status === 'INACTIVE') return;
    const where = { cluster: text(prior.cluster) || undefined, service: text(prior.id) };
    if (now.status !== 'DRAINING' && now.schedulingStrategy !== 'DAEMON') api.find('ecs', 'UpdateService', { ...where, desiredCount: 0 }, [...ABSENT, 'ServiceNotActiveException']);
    api.find('ecs', 'DeleteService', { ...where, force: prior.force_delete === true ? true : undefined }, ABSENT);
  },
  // A target group gets its load balancer from a listener, which may be made in the same apply.
  retryCreate: {
    codes: ['ClusterNotFoundException', 'InvalidParameterException'],
    saying: ['Cluster not found', 'does not have an associated load balancer', 'verify that the ECS service role being passed has the proper permissions'],
    timeout: 4 * MINUTE,
  },
  retryDelete: { codes: ['InvalidParameterException'], timeout: 20 * MINUTE },
  created: {
    delay: 0,
    poll: 10 * SECOND,
    timeout: 20 * MINUTE,
    what: 'ECS Service',
    target: ['ready'],
    // Without wait_for_steady_state nobody waits for the tasks.
    status(api, attrs) {
      const service = find(api, attrs);
      if (!service) return null;
      return attrs.wait_for_steady_state !== true || service.runningCount === service.desiredCount ? 'ready' : 'pending';
    },
  },
  deleted: { delay: 0, poll: 10 * SECOND, timeout: 20 * MINUTE, what: 'ECS Service', target: [], pending: ['ACTIVE', 'DRAINING'], status },
  imported(api, id) {
    const [cluster, name, more] = id.split('/');
    if (!cluster || !name || more !== undefined) throw new Complaint(`wrong format of resource: ${id}, expecting 'cluster-name/service-name'`);
    return { id: api.arn('ecs', `service/${cluster}/${name}`), cluster: api.arn('ecs', `cluster/${cluster}`), name };
  },
  keeps: ['propagate_tags', 'deployment_controller'],
  tags: TAGS.ecsService,
};
