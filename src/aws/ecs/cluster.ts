// Clusters. CreateCluster for a name that exists gives the cluster that exists: here, two configurations share one thing without noticing.
import { HOUR } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, having, peek, rowAt, rows, table } from '../cloud.ts';
import { arn } from '../ids.ts';
import { given } from '../input.ts';
import type { CloudJob, Operation, Params } from '../operation.ts';
import { page } from '../page.ts';
import { CAMEL, readTags, type Tags, tagList } from '../tags.ts';
import { invalid, plain, read, refusal } from './refusal.ts';
import { SERVICES } from './service-table.ts';
import { TASKS } from './task-table.ts';

export interface Cluster {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  /** A deleted cluster can still be described for a while, as INACTIVE. */
  status: 'ACTIVE' | 'INACTIVE';
  settings: { name: string; value: string }[];
  configuration: Json;
  serviceConnect: Json;
  capacityProviders: string[];
  strategy: Json[];
  tags: Tags;
}

/** Keyed by name. */
export const CLUSTERS = table<Cluster>('ecs.cluster');

/** `arn:...:cluster/courses` or `courses` -> `courses`; without a name, `default`. */
export const clusterName = (text: string | null): string => (text === null ? 'default' : (text.split('/').pop() ?? text));

/** The active cluster; throws ClusterNotFoundException. */
export function clusterOf(context: CloudContext, text: string | null): Readonly<Cluster> {
  const cluster = rowAt(context.account, context.region, CLUSTERS, clusterName(text));
  if (cluster?.status !== 'ACTIVE') throw refusal('ClusterNotFoundException', 'Cluster not found.');
  return cluster;
}

const printCluster = (context: CloudContext, cluster: Readonly<Cluster>, include: readonly string[] = ['SETTINGS', 'CONFIGURATIONS', 'TAGS']): Json => {
  const tasks = having(context.account, context.region, TASKS, 'cluster', cluster.name);
  const services = having(context.account, context.region, SERVICES, 'cluster', cluster.name).filter((service) => service.status !== 'INACTIVE');
  return given({
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    configuration: include.includes('CONFIGURATIONS') ? plain(cluster.configuration) : undefined,
    status: cluster.status,
    registeredContainerInstancesCount: 0,
    runningTasksCount: tasks.filter((task) => task.status === 'RUNNING').length,
    pendingTasksCount: tasks.filter((task) => task.status === 'PENDING').length,
    activeServicesCount: services.length,
    statistics: [],
    tags: include.includes('TAGS') ? tagList(cluster.tags, CAMEL) : [],
    settings: include.includes('SETTINGS') ? plain(cluster.settings) : [],
    capacityProviders: [...cluster.capacityProviders],
    defaultCapacityProviderStrategy: plain(cluster.strategy),
    serviceConnectDefaults: plain(cluster.serviceConnect),
  });
};

const settingsAsked = (params: Params) => {
  const settings = read(params)
    .records('settings')
    .map((setting) => ({ name: read(setting).text('name'), value: read(setting).text('value') }));
  return settings.length > 0 ? settings : [{ name: 'containerInsights', value: 'disabled' }];
};

export const createCluster: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const name = request.optional('clusterName') ?? 'default';
    if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) throw invalid('Cluster name must be between 1 and 255 characters: letters, numbers, hyphens and underscores.');
    const settings = settingsAsked(params);
    const tags = readTags(params.tags, CAMEL);
    const present = rowAt(context.account, context.region, CLUSTERS, name);
    if (present?.status === 'ACTIVE') return { cluster: printCluster(context, present) };
    const cluster: Cluster = {
      name,
      arn: arn('ecs', context.region, context.account.id, `cluster/${name}`),
      createdAt: context.time.now,
      status: 'ACTIVE',
      settings,
      configuration: plain(request.record('configuration')),
      serviceConnect: plain(request.record('serviceConnectDefaults')),
      capacityProviders: request.texts('capacityProviders'),
      strategy: plain(request.records('defaultCapacityProviderStrategy')) as Json[],
      tags,
    };
    rows(context.account, context.region, CLUSTERS)[name] = cluster;
    note(context.time, 'ecs.cluster.created', { account: context.account.id, region: context.region, name });
    return { cluster: printCluster(context, cluster) };
  },
};

export const describeClusters: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const asked = request.texts('clusters');
    const clusters = peek(context.account, context.region, CLUSTERS);
    const found: Json[] = [];
    const failures: Json[] = [];
    for (const text of asked.length > 0 ? asked : ['default']) {
      const cluster = clusters[clusterName(text)];
      if (cluster) found.push(printCluster(context, cluster, request.texts('include')));
      else failures.push({ arn: arn('ecs', context.region, context.account.id, `cluster/${clusterName(text)}`), reason: 'MISSING' });
    }
    return { clusters: found, failures };
  },
};

export const listClusters: Operation = {
  kind: 'read',
  run(context, params) {
    const active = having(context.account, context.region, CLUSTERS, 'status', 'ACTIVE');
    const cut = page(active, params.nextToken, params.maxResults, 100, 'InvalidParameterException');
    return given({ clusterArns: cut.items.map((cluster) => cluster.arn), nextToken: cut.next });
  },
};

export const updateCluster: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const { name } = clusterOf(context, request.text('cluster'));
    const settings = request.has('settings') ? settingsAsked(params) : null;
    const configuration = request.record('configuration');
    const connect = request.record('serviceConnectDefaults');
    const cluster = rows(context.account, context.region, CLUSTERS)[name] as Cluster;
    if (settings) cluster.settings = settings;
    if (configuration) cluster.configuration = plain(configuration);
    if (connect) cluster.serviceConnect = plain(connect);
    return { cluster: printCluster(context, cluster) };
  },
};

export const updateClusterSettings: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const { name } = clusterOf(context, request.text('cluster'));
    if (request.records('settings').length === 0) throw invalid('Settings cannot be empty.');
    const settings = settingsAsked(params);
    const cluster = rows(context.account, context.region, CLUSTERS)[name] as Cluster;
    cluster.settings = settings;
    return { cluster: printCluster(context, cluster) };
  },
};

export const putClusterCapacityProviders: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const { name } = clusterOf(context, request.text('cluster'));
    const providers = request.texts('capacityProviders');
    const strategy = plain(request.records('defaultCapacityProviderStrategy')) as Json[];
    const cluster = rows(context.account, context.region, CLUSTERS)[name] as Cluster;
    cluster.capacityProviders = providers;
    cluster.strategy = strategy;
    return { cluster: printCluster(context, cluster) };
  },
};

export const deleteCluster: Operation = {
  kind: 'write',
  run(context, params) {
    const { name } = clusterOf(context, read(params).text('cluster'));
    const { account, region } = context;
    if (having(account, region, SERVICES, 'cluster', name).some((service) => service.status !== 'INACTIVE')) {
      throw refusal('ClusterContainsServicesException', 'The Cluster cannot be deleted while Services are active.');
    }
    if (having(account, region, TASKS, 'cluster', name).some((task) => task.status !== 'STOPPED')) {
      throw refusal('ClusterContainsTasksException', 'The Cluster cannot be deleted while Tasks are active.');
    }
    const cluster = rows(account, region, CLUSTERS)[name] as Cluster;
    cluster.status = 'INACTIVE';
    schedule(context.time, context.time.now + HOUR, 'ecs.cluster.forget', { account: account.id, region, name });
    note(context.time, 'ecs.cluster.deleted', { account: account.id, region, name });
    return { cluster: printCluster(context, cluster) };
  },
};

const forget: CloudJob = (context, data) => {
  const clusters = rows(context.account, context.region, CLUSTERS);
  if (clusters[String(data.name)]?.status === 'INACTIVE') delete clusters[String(data.name)];
};

export const clusterJobs = { 'ecs.cluster.forget': forget };
