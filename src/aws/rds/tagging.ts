// Tags of anything that RDS keeps, by its ARN.
import { type CloudContext, recordOf, rows } from '../cloud.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { readTags, type Tags, tagList } from '../tags.ts';
import { queryWords } from '../wording.ts';
import { clusterRow, findCluster, notFound as noCluster } from './cluster/cluster.ts';
import { notFound as noClusterSnapshot } from './cluster/snapshot.ts';
import { findInstance, instanceRow, notFound } from './instance.ts';
import { snapshotNotFound } from './snapshot.ts';
import { CLUSTER_SNAPSHOTS, PARAMETER_GROUPS, SNAPSHOTS, SUBNET_GROUPS } from './tables.ts';

/** The thing behind an ARN. Throws the not-found error of its kind. */
function tagged(context: CloudContext, arn: string): { tags: Tags } {
  const [, , service, region, account, kind, ...rest] = arn.split(':');
  const name = rest.join(':');
  if (service !== 'rds' || region !== context.region || account !== context.account.id || !kind || name === '') {
    throw new AwsError('InvalidParameterValue', `The specified resource name does not match an RDS resource in this region.`, 400, false);
  }
  // The kinds' own tables are looked into, never made: a table that is missing holds nothing.
  const has = (table: { readonly name: string }) => recordOf(context.account.tables[`${context.region}/${table.name}`])[name] !== undefined;
  switch (kind) {
    case 'db': {
      const found = findInstance(context, name);
      const row = found && instanceRow(context, found.resourceId);
      if (!row) throw notFound(name);
      return row;
    }
    case 'snapshot':
      if (!has(SNAPSHOTS)) throw snapshotNotFound(name);
      return rows(context.account, context.region, SNAPSHOTS)[name]!;
    case 'cluster': {
      const found = findCluster(context, name);
      const row = found && clusterRow(context, found.resourceId);
      if (!row) throw noCluster(name);
      return row;
    }
    case 'cluster-snapshot':
      if (!has(CLUSTER_SNAPSHOTS)) throw noClusterSnapshot(name);
      return rows(context.account, context.region, CLUSTER_SNAPSHOTS)[name]!;
    case 'subgrp':
      if (!has(SUBNET_GROUPS)) throw new AwsError('DBSubnetGroupNotFoundFault', `DB subnet group '${name}' does not exist.`, 404);
      return rows(context.account, context.region, SUBNET_GROUPS)[name]!;
    case 'pg':
      if (!has(PARAMETER_GROUPS)) throw new AwsError('DBParameterGroupNotFound', `DBParameterGroup not found: ${name}`, 404);
      return rows(context.account, context.region, PARAMETER_GROUPS)[name]!;
    default:
      throw new AwsError('InvalidParameterValue', `Unknown resource type: ${kind}`, 400, false);
  }
}

const asked = (action: string) => (_context: CloudContext, params: Params) => [{ action: `rds:${action}`, resource: input(params, queryWords).optional('ResourceName') ?? '*' }];

export const listTags: Operation = {
  kind: 'read',
  authorise: asked('ListTagsForResource'),
  run: (context, params) => ({ TagList: tagList(tagged(context, input(params, queryWords).text('ResourceName')).tags) }),
};

export const addTags: Operation = {
  kind: 'write',
  authorise: asked('AddTagsToResource'),
  run(context, params) {
    const from = input(params, queryWords);
    const arn = from.text('ResourceName');
    if (from.records('Tags').length === 0) throw queryWords('missing', 'Tags');
    const tags = readTags(params.Tags);
    Object.assign(tagged(context, arn).tags, tags);
    return {};
  },
};

export const removeTags: Operation = {
  kind: 'write',
  authorise: asked('RemoveTagsFromResource'),
  run(context, params) {
    const from = input(params, queryWords);
    const arn = from.text('ResourceName');
    const keys = from.texts('TagKeys');
    if (keys.length === 0) throw queryWords('missing', 'TagKeys');
    const found = tagged(context, arn);
    for (const key of keys) delete found.tags[key];
    return {};
  },
};
