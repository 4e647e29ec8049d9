// Subnets in which RDS may place an instance.

import type { Json } from '../engine/json.ts';
import type { Api } from './core/api.ts';
import { longerThan, needs, quoted, rules, without } from './core/checks.ts';
import { differ, firstOf, fromMembers, pick, text } from './core/members.ts';
import { nameOr } from './core/naming.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagsFor, tagsIn } from './core/tagging.ts';

const NOT_FOUND = ['DBSubnetGroupNotFoundFault'];
const READ = {
  arn: 'DBSubnetGroupArn',
  description: 'DBSubnetGroupDescription',
  name: 'DBSubnetGroupName',
  subnet_ids: 'Subnets[].SubnetIdentifier',
  vpc_id: 'VpcId',
  supported_network_types: 'SupportedNetworkTypes',
};

/** Tags of something of RDS, by its ARN. */
export const rdsTags = (api: Api, arn: Json | undefined) => tagsIn(pick(api.call('rds', 'ListTagsForResource', { ResourceName: arn }) as Json, 'TagList'));

const CHARACTERS = needs(/^[0-9a-z_ .-]+$/, (key) => `only lowercase alphanumeric characters, hyphens, underscores, periods, and spaces allowed in ${quoted(key)}`);
const longest = (limit: number) => longerThan(limit, (key) => `${quoted(key)} cannot be longer than ${limit} characters`);

export const awsDbSubnetGroup: ResourceType = {
  name: 'aws_db_subnet_group',
  label: 'RDS DB Subnet Group',
  checks: {
    values: {
      name: rules(
        'main',
        ['Main', 'default', 'a'.repeat(256)],
        CHARACTERS,
        longest(255),
        without(/^default$/i, (key) => `"Default" is not allowed as ${quoted(key)}`),
      ),
      name_prefix: rules('main-', ['Main', 'a'.repeat(230)], CHARACTERS, longest(229)),
    },
    conflicts: { name: ['name_prefix'], name_prefix: ['name'] },
  },
  create(api, planned) {
    const name = nameOr(api, planned).toLowerCase();
    api.call('rds', 'CreateDBSubnetGroup', { DBSubnetGroupName: name, DBSubnetGroupDescription: planned.description, SubnetIds: planned.subnet_ids, Tags: tagsFor(planned) });
    return { id: name, name };
  },
  read(api, state) {
    const group = firstOf(api.find('rds', 'DescribeDBSubnetGroups', { DBSubnetGroupName: text(state.id) }, NOT_FOUND), 'DBSubnetGroups');
    if (!group) return null;
    const found = fromMembers(group, READ);
    return { ...found, name_prefix: state.name_prefix ?? '', supported_network_types: found.supported_network_types ?? ['IPV4'], tags_all: rdsTags(api, found.arn) };
  },
  update(api, prior, planned) {
    if (differ(prior, planned, 'description', 'subnet_ids')) {
      api.call('rds', 'ModifyDBSubnetGroup', { DBSubnetGroupName: prior.id, DBSubnetGroupDescription: planned.description, SubnetIds: planned.subnet_ids });
    }
  },
  delete(api, prior) {
    api.find('rds', 'DeleteDBSubnetGroup', { DBSubnetGroupName: prior.id }, NOT_FOUND);
  },
  takes: { create: [0.8, 2], delete: [0.1, 0.6] },
  tags: TAGS.rds,
};
