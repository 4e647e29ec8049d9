// ECS clusters. A deleted one is still described for a while, as INACTIVE.

import { MINUTE, SECOND } from '../engine/clock.ts';
import type { Json } from '../engine/json.ts';
import type { Api } from './core/api.ts';
import { all, enumOf, length, match } from './core/checks.ts';
import { arn } from './core/formats.ts';
import { type Attrs, differ, need, pick, records, single, text } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagsFor, tagsIn } from './core/tagging.ts';

const find = (api: Api, attrs: Attrs) => {
  const reply = api.find('ecs', 'DescribeClusters', { clusters: [text(attrs.id)], include: ['TAGS', 'CONFIGURATIONS', 'SETTINGS'] }, ['ClusterNotFoundException']);
  const cluster = records(pick((reply ?? {}) as Json, 'clusters'))[0];
  return cluster && cluster.status !== 'INACTIVE' ? cluster : null;
};
const settings = (attrs: Attrs): Json[] | undefined => {
  const given = records(attrs.setting).map((setting) => ({ name: text(setting.name), value: text(setting.value) }));
  return given.length ? given : undefined;
};

/** How `aws ecs execute-command` is logged. */
const configuration = (attrs: Attrs): Json | undefined => {
  const command = single(single(attrs.configuration)?.execute_command_configuration);
  const log = single(command?.log_configuration);
  if (!command) return undefined;
  return {
    executeCommandConfiguration: {
      logging: text(command.logging) || 'DEFAULT',
      ...(text(command.kms_key_id) ? { kmsKeyId: text(command.kms_key_id) } : {}),
      ...(log
        ? { logConfiguration: { cloudWatchLogGroupName: text(log.cloud_watch_log_group_name), cloudWatchEncryptionEnabled: log.cloud_watch_encryption_enabled === true } }
        : {}),
    },
  };
};

const clusterName = all('app', length(1, 255), match(/[0-9A-Za-z_-]+/, 'The cluster name must consist of alphanumerics, hyphens, and underscores.', 'app', '!'));

export const awsEcsCluster: ResourceType = {
  name: 'aws_ecs_cluster',
  label: 'ECS Cluster',
  checks: {
    values: {
      'configuration.execute_command_configuration.logging': enumOf('NONE', 'DEFAULT', 'OVERRIDE'),
      name: clusterName,
      'service_connect_defaults.namespace': arn,
      'setting.name': enumOf('containerInsights'),
    },
  },
  shown: (attrs) => text(attrs.id) || text(attrs.name),
  create: (api, planned) => ({
    id: need(
      api.call('ecs', 'CreateCluster', { clusterName: planned.name, settings: settings(planned), configuration: configuration(planned), tags: tagsFor(planned, 'key', 'value') }),
      'cluster.clusterArn',
    ),
  }),
  read(api, state) {
    const cluster = find(api, state);
    if (!cluster) return null;
    return {
      arn: cluster.clusterArn,
      id: cluster.clusterArn,
      name: cluster.clusterName,
      setting: records(cluster.settings).map((setting) => ({ name: setting.name ?? null, value: setting.value ?? null })),
      tags_all: tagsIn(cluster.tags),
    };
  },
  update(api, prior, planned) {
    if (differ(prior, planned, 'configuration')) api.call('ecs', 'UpdateCluster', { cluster: prior.id, configuration: configuration(planned) });
    if (differ(prior, planned, 'setting')) api.call('ecs', 'UpdateClusterSettings', { cluster: prior.id, settings: settings(planned) });
  },
  delete(api, prior) {
    api.find('ecs', 'DeleteCluster', { cluster: prior.id }, ['ClusterNotFoundException']);
  },
  imported: (api, id) => ({ id: id.startsWith('arn:') ? id : api.arn('ecs', `cluster/${id}`) }),
  retryDelete: {
    codes: ['ClusterContainsContainerInstancesException', 'ClusterContainsServicesException', 'ClusterContainsTasksException', 'UpdateInProgressException'],
    timeout: 10 * MINUTE,
  },
  created: {
    delay: 10 * SECOND,
    poll: 5 * SECOND,
    timeout: 10 * MINUTE,
    what: 'ECS Cluster',
    target: ['ACTIVE'],
    pending: ['PROVISIONING'],
    status: (api, attrs) => text(find(api, attrs)?.status) || null,
  },
  deleted: { poll: 5 * SECOND, timeout: 10 * MINUTE, what: 'ECS Cluster', target: [], status: (api, attrs) => text(find(api, attrs)?.status) || null },
  tags: TAGS.ecs,
};
