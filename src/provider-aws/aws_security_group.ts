// Security groups with the rules written inside them. AWS lets everything out by default; the provider takes that away at creation.

import { MINUTE } from '../engine/clock.ts';
import type { Json } from '../engine/json.ts';
import type { Api } from './core/api.ts';
import { length, longerThan, needs, quoted, rules } from './core/checks.ts';
import { cidr } from './core/formats.ts';
import { firstOf, need, pick, text } from './core/members.ts';
import { nameOr } from './core/naming.ts';
import type { ResourceType } from './core/resource.ts';
import { difference, rulesIn } from './core/security.ts';
import { TAGS, tagSpecification, tagsIn } from './core/tagging.ts';

const NOT_FOUND = ['InvalidGroup.NotFound', 'InvalidGroupId.NotFound'];
const find = (api: Api, id: string) => firstOf(api.find('ec2', 'DescribeSecurityGroups', { GroupIds: [id] }, NOT_FOUND), 'SecurityGroups');

function change(api: Api, id: string, direction: 'Ingress' | 'Egress', from: Json | undefined, to: Json | undefined): void {
  const { revoke, authorise } = difference(id, from, to);
  if (revoke) api.call('ec2', `RevokeSecurityGroup${direction}`, { GroupId: id, IpPermissions: revoke });
  if (authorise) api.call('ec2', `AuthorizeSecurityGroup${direction}`, { GroupId: id, IpPermissions: authorise });
}

const DESCRIPTION = rules(
  'web',
  ['a’s', 'a'.repeat(256)],
  longerThan(255, (key, value) => `${quoted(key)} cannot be longer than 255 characters: ${quoted(value)}`),
  needs(
    /^[0-9A-Za-z_ .:/()#,@[\]+=&;{}!$*-]*$/,
    (key, value) => `${quoted(key)} doesn't comply with restrictions ("^[0-9A-Za-z_ .:/()#,@\\\\[\\\\]+=&;\\\\{\\\\}!$*-]*$"): ${quoted(value)}`,
  ),
);

export const awsSecurityGroup: ResourceType = {
  name: 'aws_security_group',
  label: 'Security Group',
  checks: {
    values: {
      description: length(0, 255),
      'egress.cidr_blocks': cidr,
      'egress.description': DESCRIPTION,
      'egress.ipv6_cidr_blocks': cidr,
      'ingress.cidr_blocks': cidr,
      'ingress.description': DESCRIPTION,
      'ingress.ipv6_cidr_blocks': cidr,
      name: length(0, 255),
      name_prefix: length(0, 229),
    },
    conflicts: { name: ['name_prefix'], name_prefix: ['name'] },
  },
  create(api, planned) {
    const name = nameOr(api, planned);
    const reply = api.call('ec2', 'CreateSecurityGroup', {
      GroupName: name,
      Description: planned.description,
      VpcId: text(planned.vpc_id) || undefined,
      TagSpecifications: tagSpecification('security-group', planned),
    });
    const id = need(reply, 'GroupId');
    const group = find(api, id);
    const open = pick(group ?? null, 'IpPermissionsEgress');
    if (Array.isArray(open) && open.length > 0) api.call('ec2', 'RevokeSecurityGroupEgress', { GroupId: id, IpPermissions: open as Json });
    change(api, id, 'Ingress', [], planned.ingress);
    change(api, id, 'Egress', [], planned.egress);
    return { id, name };
  },
  message: (verb, attrs) => `${verb} Security Group (${verb === 'creating' ? text(attrs.name) : text(attrs.id)})`,
  read(api, state) {
    const id = text(state.id);
    const group = find(api, id);
    if (!group) return null;
    return {
      arn: group.SecurityGroupArn ?? api.arn('ec2', `security-group/${id}`),
      description: group.Description,
      name: group.GroupName,
      name_prefix: state.name_prefix ?? '',
      owner_id: group.OwnerId,
      vpc_id: group.VpcId,
      ingress: rulesIn(group.IpPermissions, id, state.ingress),
      egress: rulesIn(group.IpPermissionsEgress, id, state.egress),
      tags_all: tagsIn(group.Tags),
    };
  },
  update(api, prior, planned) {
    change(api, text(prior.id), 'Ingress', prior.ingress, planned.ingress);
    change(api, text(prior.id), 'Egress', prior.egress, planned.egress);
  },
  delete(api, prior) {
    api.find('ec2', 'DeleteSecurityGroup', { GroupId: prior.id }, NOT_FOUND);
  },
  retryDelete: { codes: ['DependencyViolation', 'InvalidGroup.InUse'], timeout: 15 * MINUTE },
  takes: { create: [1.6, 2.8], delete: [0.4, 1.1] },
  tags: TAGS.ec2,
};
