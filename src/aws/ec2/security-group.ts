// Security groups. A name is unique within its VPC; a group cannot go while an interface or another group's rule needs it.

import type { Json } from '../../engine/json.ts';
import { note } from '../../engine/moment.ts';
import { type CloudContext, having, listed, rowAt, rows, table } from '../cloud.ts';
import { arn, ec2Id } from '../ids.ts';
import { given } from '../input.ts';
import type { Operation } from '../operation.ts';
import { type Tags, tagList } from '../tags.ts';
import { choose, type Kind, paged } from './describe.ts';
import { INTERFACES } from './interface.ts';
import { read, refusal } from './refusal.ts';
import { addRule, RULES, type SecurityGroupRule } from './security-group-rule.ts';
import { tagsFor } from './tags.ts';
import { VPCS, vpcOf } from './vpc.ts';

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  readonly createdAt: number;
  tags: Tags;
}

export const SECURITY_GROUPS = table<SecurityGroup>('ec2.security-group');

const notFound = (id: string) => refusal('InvalidGroup.NotFound', `The security group '${id}' does not exist`);

/** The group with that id; throws InvalidGroup.NotFound. For reading. */
export function groupOf(context: CloudContext, id: string): Readonly<SecurityGroup> {
  const group = rowAt(context.account, context.region, SECURITY_GROUPS, id);
  if (!group) throw notFound(id);
  return group;
}

/** The `default` group of a VPC. */
export const defaultGroupOf = (context: CloudContext, vpcId: string): Readonly<SecurityGroup> | null =>
  having(context.account, context.region, SECURITY_GROUPS, 'name', 'default').find((group) => group.vpcId === vpcId) ?? null;

const rulesOf = (context: CloudContext, groupId: string, egress: boolean) =>
  having(context.account, context.region, RULES, 'groupId', groupId).filter((rule) => rule.egress === egress);

/** Rules as describe-security-groups has them: one permission for each protocol and range of ports. */
function permissions(context: CloudContext, groupId: string, egress: boolean): Json {
  const grouped = new Map<string, SecurityGroupRule[]>();
  for (const rule of rulesOf(context, groupId, egress)) {
    const key = `${rule.protocol}/${rule.fromPort}/${rule.toPort}`;
    grouped.set(key, [...(grouped.get(key) ?? []), rule as SecurityGroupRule]);
  }
  return [...grouped.values()].map((group) => {
    const first = group[0] as SecurityGroupRule;
    return given({
      FromPort: first.protocol === '-1' ? undefined : first.fromPort,
      IpProtocol: first.protocol,
      IpRanges: group.filter((rule) => rule.cidr4).map((rule) => given({ CidrIp: rule.cidr4, Description: rule.description })),
      Ipv6Ranges: group.filter((rule) => rule.cidr6).map((rule) => given({ CidrIpv6: rule.cidr6, Description: rule.description })),
      PrefixListIds: group.filter((rule) => rule.prefixList).map((rule) => given({ PrefixListId: rule.prefixList, Description: rule.description })),
      ToPort: first.protocol === '-1' ? undefined : first.toPort,
      UserIdGroupPairs: group.filter((rule) => rule.peerGroup).map((rule) => given({ GroupId: rule.peerGroup, UserId: context.account.id, Description: rule.description })),
    });
  });
}

export const SECURITY_GROUP: Kind<SecurityGroup> = {
  table: SECURITY_GROUPS,
  ids: 'GroupIds',
  result: 'SecurityGroups',
  id: (group) => group.id,
  tags: (group) => group.tags,
  notFound,
  filters: {
    'group-id': (group) => group.id,
    'group-name': (group) => group.name,
    description: (group) => group.description,
    'vpc-id': (group) => group.vpcId,
    'owner-id': (_, context) => context.account.id,
    'ip-permission.cidr': (group, context) => rulesOf(context, group.id, false).flatMap((rule) => rule.cidr4 ?? []),
    'ip-permission.group-id': (group, context) => rulesOf(context, group.id, false).flatMap((rule) => rule.peerGroup ?? []),
    'ip-permission.from-port': (group, context) => rulesOf(context, group.id, false).map((rule) => String(rule.fromPort)),
    'ip-permission.to-port': (group, context) => rulesOf(context, group.id, false).map((rule) => String(rule.toPort)),
    'ip-permission.protocol': (group, context) => rulesOf(context, group.id, false).map((rule) => rule.protocol),
    'egress.ip-permission.group-id': (group, context) => rulesOf(context, group.id, true).flatMap((rule) => rule.peerGroup ?? []),
  },
  print: (context, group) =>
    given({
      Description: group.description,
      GroupName: group.name,
      IpPermissions: permissions(context, group.id, false),
      OwnerId: context.account.id,
      GroupId: group.id,
      IpPermissionsEgress: permissions(context, group.id, true),
      Tags: Object.keys(group.tags).length > 0 ? tagList(group.tags) : undefined,
      VpcId: group.vpcId,
      SecurityGroupArn: arn('ec2', context.region, context.account.id, `security-group/${group.id}`),
    }),
};

export const describeSecurityGroups: Operation = {
  kind: 'read',
  run(context, params) {
    const names = read(params).texts('GroupNames');
    let chosen = choose(context, SECURITY_GROUP, params);
    if (names.length > 0) {
      const vpc = having(context.account, context.region, VPCS, 'isDefault', true)[0];
      chosen = chosen.filter((group) => names.includes(group.name) && group.vpcId === vpc?.id);
      const unknown = names.find((name) => !chosen.some((group) => group.name === name));
      if (unknown) throw refusal('InvalidGroup.NotFound', `The security group '${unknown}' does not exist in default VPC '${vpc?.id ?? ''}'`);
    }
    return paged(params, 'SecurityGroups', chosen, (group) => SECURITY_GROUP.print(context, group));
  },
};

function newGroup(context: CloudContext, vpcId: string, name: string, description: string, tags: Tags): SecurityGroup {
  const group: SecurityGroup = { id: ec2Id(context.time, 'sg'), name, description, vpcId, createdAt: context.time.now, tags };
  rows(context.account, context.region, SECURITY_GROUPS)[group.id] = group;
  addRule(context, group.id, { egress: true, protocol: '-1', fromPort: -1, toPort: -1, cidr4: '0.0.0.0/0' });
  return group;
}

export function newDefaultGroup(context: CloudContext, vpcId: string): void {
  const group = newGroup(context, vpcId, 'default', 'default VPC security group', {});
  addRule(context, group.id, { egress: false, protocol: '-1', fromPort: -1, toPort: -1, peerGroup: group.id });
}

export const createSecurityGroup: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const name = request.text('GroupName');
    const description = request.text('Description');
    const defaultVpc = having(context.account, context.region, VPCS, 'isDefault', true)[0];
    const vpcId = request.optional('VpcId') ?? defaultVpc?.id;
    if (!vpcId) throw refusal('VPCIdNotSpecified', 'No default VPC for this user');
    const vpc = vpcOf(context, vpcId);
    if (name.startsWith('sg-')) throw refusal('InvalidParameterValue', `Value (${name}) for parameter GroupName is invalid. Group names may not be in the format sg-*.`);
    if (name.toLowerCase() === 'default') throw refusal('InvalidParameterValue', `Cannot use reserved security group name: default`);
    if (!/^[ -~]{1,255}$/.test(description)) {
      throw refusal('InvalidParameterValue', `Value (${description}) for parameter GroupDescription is invalid. Character sets beyond ASCII are not supported.`);
    }
    const taken = having(context.account, context.region, SECURITY_GROUPS, 'name', name).some((group) => group.vpcId === vpc.id);
    if (taken) throw refusal('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${vpc.id}'`);
    const group = newGroup(context, vpc.id, name, description, tagsFor(params, 'security-group'));
    note(context.time, 'ec2.security-group.created', { account: context.account.id, region: context.region, id: group.id, name, vpc: vpc.id });
    return given({
      GroupId: group.id,
      Tags: Object.keys(group.tags).length > 0 ? tagList(group.tags) : undefined,
      SecurityGroupArn: arn('ec2', context.region, context.account.id, `security-group/${group.id}`),
    });
  },
};

export const deleteSecurityGroup: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const name = request.optional('GroupName');
    const inDefault = name ? having(context.account, context.region, SECURITY_GROUPS, 'name', name)[0] : undefined;
    if (name && !inDefault) throw notFound(name);
    const group = inDefault ?? groupOf(context, request.text('GroupId'));
    if (group.name === 'default') throw refusal('CannotDelete', `the specified group: "${group.id}" name: "default" cannot be deleted by a user`);
    const used = listed(context.account, context.region, INTERFACES).some((face) => face.groups.includes(group.id));
    const referenced = having(context.account, context.region, RULES, 'peerGroup', group.id).some((rule) => rule.groupId !== group.id);
    if (used || referenced) throw refusal('DependencyViolation', `resource ${group.id} has a dependent object`);
    const rules = rows(context.account, context.region, RULES);
    for (const rule of having(context.account, context.region, RULES, 'groupId', group.id)) delete rules[rule.id];
    note(context.time, 'ec2.security-group.deleted', { account: context.account.id, region: context.region, id: group.id, name: group.name });
    delete rows(context.account, context.region, SECURITY_GROUPS)[group.id];
    return { Return: true, GroupId: group.id };
  },
};
