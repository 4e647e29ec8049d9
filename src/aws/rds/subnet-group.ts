// Subnet groups: the subnets, in two zones or more, among which RDS places an instance.
import { type CloudContext, having, listed, peek, rowAt, rows } from '../cloud.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { readTags } from '../tags.ts';
import { queryWords } from '../wording.ts';
import { subnetsFor } from './network.ts';
import { INSTANCES, SUBNET_GROUPS, type SubnetGroup } from './tables.ts';

export const subnetGroupArn = (context: CloudContext, name: string): string => `arn:aws:rds:${context.region}:${context.account.id}:subgrp:${name}`;

export const groupView = (context: CloudContext, group: SubnetGroup, withArn = true): Params => ({
  DBSubnetGroupName: group.name,
  DBSubnetGroupDescription: group.description,
  VpcId: group.vpcId,
  SubnetGroupStatus: 'Complete',
  Subnets: group.subnets.map((subnet) => ({ SubnetIdentifier: subnet.id, SubnetAvailabilityZone: { Name: subnet.zone }, SubnetOutpost: {}, SubnetStatus: 'Active' })),
  ...(withArn ? { DBSubnetGroupArn: subnetGroupArn(context, group.name), SupportedNetworkTypes: ['IPV4'] } : {}),
});

const asked = (action: string) => (context: CloudContext, params: Params) => [
  { action: `rds:${action}`, resource: subnetGroupArn(context, input(params, queryWords).optional('DBSubnetGroupName')?.toLowerCase() ?? '*') },
];

const notFound = (name: string) => new AwsError('DBSubnetGroupNotFoundFault', `DB subnet group '${name}' does not exist.`, 404);

export const createSubnetGroup: Operation = {
  kind: 'write',
  authorise: asked('CreateDBSubnetGroup'),
  run(context, params) {
    const from = input(params, queryWords);
    const name = from.text('DBSubnetGroupName').toLowerCase();
    const description = from.text('DBSubnetGroupDescription');
    if (!/^[a-z0-9 ._-]{1,255}$/.test(name) || name === 'default') {
      throw new AwsError('InvalidParameterValue', 'The parameter DBSubnetGroupName must be provided and must not be blank, too long, or named default.', 400, false);
    }
    if (rowAt(context.account, context.region, SUBNET_GROUPS, name)) throw new AwsError('DBSubnetGroupAlreadyExists', `The DB subnet group '${name}' already exists.`, 400);
    const placed = subnetsFor(context, from.texts('SubnetIds'));
    const group: SubnetGroup = { name, description, ...placed, tags: readTags(params.Tags) };
    rows(context.account, context.region, SUBNET_GROUPS)[name] = group;
    return { DBSubnetGroup: groupView(context, group) };
  },
};

export const modifySubnetGroup: Operation = {
  kind: 'write',
  authorise: asked('ModifyDBSubnetGroup'),
  run(context, params) {
    const from = input(params, queryWords);
    const name = from.text('DBSubnetGroupName').toLowerCase();
    const found = rowAt(context.account, context.region, SUBNET_GROUPS, name);
    if (!found) throw notFound(name);
    const placed = subnetsFor(context, from.texts('SubnetIds'));
    const lost = found.subnets.filter((subnet) => !placed.subnets.some((kept) => kept.id === subnet.id));
    const used = listed(context.account, context.region, INSTANCES).find(
      (instance) => instance.subnetGroup === name && lost.some((subnet) => subnet.zone === instance.zone) && !placed.subnets.some((subnet) => subnet.zone === instance.zone),
    );
    if (used) throw new AwsError('SubnetAlreadyInUse', `Some of the subnets to be deleted are currently in use: ${lost.map((subnet) => subnet.id).join(', ')}.`, 400);
    const group = rows(context.account, context.region, SUBNET_GROUPS)[name]!;
    Object.assign(group, placed);
    const description = from.optional('DBSubnetGroupDescription');
    if (description !== null) group.description = description;
    return { DBSubnetGroup: groupView(context, group) };
  },
};

export const deleteSubnetGroup: Operation = {
  kind: 'write',
  authorise: asked('DeleteDBSubnetGroup'),
  run(context, params) {
    const name = input(params, queryWords).text('DBSubnetGroupName').toLowerCase();
    if (!rowAt(context.account, context.region, SUBNET_GROUPS, name)) throw notFound(name);
    const user = having(context.account, context.region, INSTANCES, 'subnetGroup', name)[0];
    if (user) {
      throw new AwsError(
        'InvalidDBSubnetGroupStateFault',
        `Cannot delete the subnet group '${name}' because at least one database instance: ${user.identifier} is still using it.`,
        400,
      );
    }
    delete rows(context.account, context.region, SUBNET_GROUPS)[name];
    return {};
  },
};

export const describeSubnetGroups: Operation = {
  kind: 'read',
  authorise: asked('DescribeDBSubnetGroups'),
  run(context, params) {
    const name = input(params, queryWords).optional('DBSubnetGroupName')?.toLowerCase();
    const groups = peek(context.account, context.region, SUBNET_GROUPS);
    if (name !== undefined && !groups[name]) throw notFound(name);
    const found = Object.values(groups).filter((group) => name === undefined || group.name === name);
    const cut = page(found, params.Marker, params.MaxRecords);
    return { ...(cut.next ? { Marker: cut.next } : {}), DBSubnetGroups: cut.items.map((group) => groupView(context, group)) };
  },
};
