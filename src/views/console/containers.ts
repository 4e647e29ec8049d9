// The console's pages of containers: ECS and the images in ECR.

import type { Ask } from './page.ts';
import { action, cell, column, from, type Item, number, type Page, removal, rowsOf, valuesAt } from './page.ts';

const SERVICE = 'ECS';

const clusterArns = (ask: Ask): readonly string[] => valuesAt({ list: rowsOf(ask, 'ecs', 'ListClusters', 'clusterArns') }, 'list') as unknown as readonly string[];

/** Lists and then describes, cluster by cluster, as the console does. */
const inClusters =
  (list: string, arns: string, describe: string, member: string): Page['rows'] =>
  (ask) =>
    clusterArns(ask).flatMap((cluster): readonly Item[] => {
      const found = rowsOf(ask, 'ecs', list, arns, { cluster });
      return found.length ? rowsOf(ask, 'ecs', describe, member, { cluster, [member]: found }) : [];
    });

export const clusters: Page = {
  id: 'ecs-clusters',
  service: SERVICE,
  title: 'Clusters',
  rows: (ask) => {
    const found = clusterArns(ask);
    return found.length ? rowsOf(ask, 'ecs', 'DescribeClusters', 'clusters', { clusters: found }) : [];
  },
  key: 'clusterArn',
  columns: [
    column('Cluster', 'clusterName'),
    column('Status', 'status', 'state'),
    column('Services', 'activeServicesCount', 'number'),
    column('Running tasks', 'runningTasksCount', 'number'),
  ],
  empty: 'No clusters.',
  actions: (item) => [removal('ecs', 'DeleteCluster', { cluster: cell(item, 'clusterName') }, { confirm: `delete ${cell(item, 'clusterName')}` })],
};

export const services: Page = {
  id: 'ecs-services',
  service: SERVICE,
  title: 'Services',
  rows: inClusters('ListServices', 'serviceArns', 'DescribeServices', 'services'),
  key: 'serviceArn',
  columns: [
    column('Service', 'serviceName'),
    column('Status', 'status', 'state'),
    column('Running', 'runningCount', 'number'),
    column('Wanted', 'desiredCount', 'number'),
    column('Task definition', 'taskDefinition', 'last'),
    column('Cluster', 'clusterArn', 'last'),
  ],
  empty: 'No services.',
  actions: (item) => {
    const own = { cluster: cell(item, 'clusterArn'), service: cell(item, 'serviceName') };
    return [
      action('ecs', 'UpdateService', 'Update', own, { fields: [number('desiredCount', 'Desired tasks', Number(item.desiredCount ?? 0))] }),
      removal('ecs', 'DeleteService', { ...own, force: true }),
    ];
  },
};

export const tasks: Page = {
  id: 'ecs-tasks',
  service: SERVICE,
  title: 'Tasks',
  rows: inClusters('ListTasks', 'taskArns', 'DescribeTasks', 'tasks'),
  key: 'taskArn',
  columns: [
    column('Task', 'taskArn', 'last'),
    column('Last status', 'lastStatus', 'state'),
    column('Task definition', 'taskDefinitionArn', 'last'),
    column('Started', 'startedAt', 'time'),
  ],
  empty: 'No tasks.',
  actions: (item) => [action('ecs', 'StopTask', 'Stop', { cluster: cell(item, 'clusterArn'), task: cell(item, 'taskArn') })],
};

export const repositories: Page = {
  id: 'ecr-repositories',
  service: 'ECR',
  title: 'Private repositories',
  rows: from('ecr', 'DescribeRepositories', 'repositories'),
  key: 'repositoryArn',
  columns: [column('Repository', 'repositoryName'), column('URI', 'repositoryUri'), column('Created', 'createdAt', 'time')],
  empty: 'No repositories.',
  actions: (item) => [removal('ecr', 'DeleteRepository', { repositoryName: cell(item, 'repositoryName'), force: true }, { warning: 'The images in it are deleted with it.' })],
};

export const images: Page = {
  id: 'ecr-images',
  service: 'ECR',
  title: 'Images',
  rows: (ask) =>
    rowsOf(ask, 'ecr', 'DescribeRepositories', 'repositories').flatMap((repository) =>
      rowsOf(ask, 'ecr', 'DescribeImages', 'imageDetails', { repositoryName: repository.repositoryName }),
    ),
  key: 'imageDigest',
  columns: [column('Repository', 'repositoryName'), column('Tags', 'imageTags'), column('Pushed', 'imagePushedAt', 'time'), column('Digest', 'imageDigest')],
  empty: 'No images.',
  actions: (item) => [removal('ecr', 'BatchDeleteImage', { repositoryName: cell(item, 'repositoryName'), imageIds: [{ imageDigest: cell(item, 'imageDigest') }] })],
};
