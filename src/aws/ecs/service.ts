// Elastic Container Service: clusters, task definitions, services, tasks.
import { type CloudContext, type peek, rowAt, rows } from '../cloud.ts';
import type { Operation, Params, Service } from '../operation.ts';
import { tagOperations } from '../tag-operations.ts';
import { CAMEL, type Tags, tagList } from '../tags.ts';
import { unused } from '../unused.ts';
import * as cluster from './cluster.ts';
import * as service from './ecs-service.ts';
import * as exec from './exec.ts';
import { complain, invalid, read, refusal } from './refusal.ts';
import * as run from './run-task.ts';
import { serviceJobs } from './service-life.ts';
import { SERVICES } from './service-table.ts';
import { taskJobs } from './task.ts';
import * as definition from './task-definition.ts';

/** The table and key of the thing with an ARN. */
function home(context: CloudContext, params: Params) {
  const arn = read(params).text('resourceArn');
  const end = arn.split(':')[5] ?? '';
  const places = [
    { part: 'cluster/', table: cluster.CLUSTERS, key: end.slice('cluster/'.length), missing: () => refusal('ClusterNotFoundException', 'Cluster not found.') },
    {
      part: 'service/',
      table: SERVICES,
      key: end.slice('service/'.length),
      missing: () => refusal('ResourceNotFoundException', 'The specified service is inactive. Specify an active service and try again.'),
    },
    {
      part: 'task-definition/',
      table: definition.TASK_DEFINITIONS,
      key: arn,
      missing: () => refusal('ResourceNotFoundException', 'The specified task definition does not exist.'),
    },
  ];
  const place = places.find((candidate) => end.startsWith(candidate.part));
  if (!place) throw invalid('Invalid identifier: Unexpected number of separators');
  const table = place.table as unknown as Parameters<typeof peek<{ tags: Tags }>>[2];
  if (!rowAt(context.account, context.region, table, place.key)) throw place.missing();
  return { table, key: place.key };
}

const listTagsForResource: Operation = {
  kind: 'read',
  run(context, params) {
    const { table, key } = home(context, params);
    return { tags: tagList(rowAt(context.account, context.region, table, key)?.tags ?? {}, CAMEL) };
  },
};

const tagging = tagOperations({
  check: home,
  row(context, params) {
    const { table, key } = home(context, params);
    return rows(context.account, context.region, table)[key] as { tags: Tags };
  },
  tags: 'tags',
  keys: 'tagKeys',
  style: CAMEL,
  words: complain,
});

const OPERATIONS: { readonly [name: string]: Operation } = {
  CreateCluster: cluster.createCluster,
  CreateService: service.createService,
  DeleteCluster: cluster.deleteCluster,
  DeleteService: service.deleteService,
  DeregisterTaskDefinition: definition.deregisterTaskDefinition,
  DescribeClusters: cluster.describeClusters,
  DescribeContainerInstances: exec.describeContainerInstances,
  DescribeServices: service.describeServices,
  DescribeTaskDefinition: definition.describeTaskDefinition,
  DescribeTasks: run.describeTasks,
  ExecuteCommand: exec.executeCommand,
  ListAccountSettings: exec.listAccountSettings,
  ListAttributes: exec.listAttributes,
  ListClusters: cluster.listClusters,
  ListServices: service.listServices,
  ListTagsForResource: listTagsForResource,
  ListTaskDefinitionFamilies: definition.listTaskDefinitionFamilies,
  ListTaskDefinitions: definition.listTaskDefinitions,
  ListTasks: run.listTasks,
  PutClusterCapacityProviders: cluster.putClusterCapacityProviders,
  RegisterTaskDefinition: definition.registerTaskDefinition,
  RunTask: run.runTask,
  StopTask: run.stopTask,
  TagResource: tagging.set,
  UntagResource: tagging.drop,
  UpdateCluster: cluster.updateCluster,
  UpdateClusterSettings: cluster.updateClusterSettings,
  UpdateService: service.updateService,
};

/** ECS asks for rights on the cluster or the service that a call names. */
function withRights(name: string, operation: Operation): Operation {
  return {
    authorise(context, params) {
      const base = `arn:aws:ecs:${context.region}:${context.account.id}`;
      const named = cluster.clusterName(typeof params.cluster === 'string' ? params.cluster : null);
      const own = typeof params.service === 'string' ? params.service : typeof params.serviceName === 'string' ? params.serviceName : null;
      if (name === 'RunTask') return run.rightsToRun(context, params);
      const tagged = typeof params.resourceArn === 'string' ? params.resourceArn : null;
      const resource = tagged
        ? tagged
        : /^(Describe|List)/.test(name)
          ? '*'
          : own
            ? `${base}:service/${named}/${own.split('/').pop()}`
            : typeof params.cluster === 'string'
              ? `${base}:cluster/${named}`
              : '*';
      return [{ action: `ecs:${name}`, resource }];
    },
    ...operation,
  };
}

export const ecs: Service = {
  name: 'ecs',
  eventSource: 'ecs.amazonaws.com',
  iamPrefix: 'ecs',
  dialect: 'json',
  operations: Object.fromEntries(Object.entries({ ...unused('ecs'), ...OPERATIONS }).map(([name, operation]) => [name, withRights(name, operation)])),
  jobs: { ...cluster.clusterJobs, ...serviceJobs, ...taskJobs },
};
