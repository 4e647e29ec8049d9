// Where an instance lives: subnets of its group, its security groups, and the network interface that keeps both from being deleted under it.
import { type CloudContext, listed, peek, rowAt, rows } from '../cloud.ts';
import { INTERFACES, placeInterface, removeInterface } from '../ec2/interface.ts';
import { SECURITY_GROUPS } from '../ec2/security-group.ts';
import { SUBNETS } from '../ec2/subnet.ts';
import { VPCS } from '../ec2/vpc.ts';
import { AwsError } from '../operation.ts';
import { type Instance, SUBNET_GROUPS, type SubnetGroup } from './tables.ts';

/** Checks subnet ids and gives them with zones and their VPC. Throws InvalidSubnet, or DBSubnetGroupDoesNotCoverEnoughAZs below two zones. */
export function subnetsFor(context: CloudContext, ids: readonly string[]): { readonly vpcId: string; readonly subnets: SubnetGroup['subnets'] } {
  const known = peek(context.account, context.region, SUBNETS);
  const bad = ids.filter((id) => !known[id]);
  if (bad.length > 0 || ids.length === 0) throw new AwsError('InvalidSubnet', `Some input subnets in :[${bad.join(', ')}] are invalid.`, 400);
  const subnets = ids.map((id) => known[id]!);
  const vpcId = subnets[0]!.vpcId;
  if (subnets.some((subnet) => subnet.vpcId !== vpcId)) throw new AwsError('InvalidParameterValue', 'The subnets must all be in the same VPC.', 400, false);
  const zones = [...new Set(subnets.map((subnet) => subnet.zone))];
  if (zones.length < 2) {
    throw new AwsError(
      'DBSubnetGroupDoesNotCoverEnoughAZs',
      `The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: ${zones.join(', ')}. Add subnets to cover at least 2 AZs.`,
      400,
    );
  }
  return { vpcId, subnets: subnets.map((subnet) => ({ id: subnet.id, zone: subnet.zone })) };
}

/** The group that was asked for, or the one named `default`, as it would be made from the default VPC. Reads only. */
export function groupFor(context: CloudContext, name: string | null): SubnetGroup {
  const groups = peek(context.account, context.region, SUBNET_GROUPS);
  if (name !== null) {
    const group = groups[name.toLowerCase()];
    if (group) return group;
    if (name !== 'default') throw new AwsError('DBSubnetGroupNotFoundFault', `DB subnet group '${name}' does not exist.`, 404);
  }
  if (groups.default) return groups.default;
  const subnets = listed(context.account, context.region, SUBNETS).filter((subnet) => subnet.defaultForZone);
  if (subnets.length === 0) {
    throw new AwsError('InvalidSubnet', 'No default subnet detected in VPC. Please contact AWS Support to recreate default Subnets.', 400);
  }
  return { name: 'default', description: 'default', vpcId: subnets[0]!.vpcId, subnets: subnets.map((subnet) => ({ id: subnet.id, zone: subnet.zone })), tags: {} };
}

/** RDS makes the group `default` when an instance first uses it. */
export function keepGroup(context: CloudContext, group: SubnetGroup): void {
  const groups = rows(context.account, context.region, SUBNET_GROUPS);
  groups[group.name] ??= group;
}

/** The security groups that were asked for, checked, or the VPC's default one. */
export function securityGroupsFor(context: CloudContext, vpcId: string, ids: readonly string[]): string[] {
  const known = peek(context.account, context.region, SECURITY_GROUPS);
  if (ids.length === 0) {
    const standard = Object.values(known).find((group) => group.vpcId === vpcId && group.name === 'default');
    return standard ? [standard.id] : [];
  }
  for (const id of ids) {
    if (!known[id]) throw new AwsError('InvalidParameterValue', `Invalid security group , groupId= ${id}, groupName=.`, 400, false);
    if (known[id].vpcId !== vpcId) {
      throw new AwsError('InvalidParameterCombination', 'The DB instance and EC2 security group are in different VPCs.', 400, false);
    }
  }
  return [...ids];
}

/** Throws InvalidVPCNetworkStateFault when the group's VPC or subnets are gone. */
export function checkStanding(context: CloudContext, group: SubnetGroup): void {
  const subnets = peek(context.account, context.region, SUBNETS);
  if (!rowAt(context.account, context.region, VPCS, group.vpcId) || !group.subnets.some((subnet) => subnets[subnet.id])) {
    throw new AwsError('InvalidVPCNetworkStateFault', `The DB subnet group '${group.name}' has no usable subnet: its VPC does not cover all of its Availability Zones.`, 400);
  }
}

/** Puts the instance's interface into the subnet of its zone. */
export function connect(context: CloudContext, instance: Instance): void {
  const group = groupFor(context, instance.subnetGroup);
  const subnet = group.subnets.find((one) => one.zone === instance.zone) ?? group.subnets[0];
  if (!subnet) return;
  instance.interfaceId = placeInterface(context, { subnetId: subnet.id, groups: instance.securityGroups, description: 'RDSNetworkInterface', requester: 'amazon-rds' }).id;
}

export function disconnect(context: CloudContext, instance: Instance): void {
  if (instance.interfaceId) removeInterface(context, instance.interfaceId);
  instance.interfaceId = null;
}

/** Gives the instance's interface its present security groups. */
export function regroup(context: CloudContext, instance: Instance): void {
  const face = instance.interfaceId ? rows(context.account, context.region, INTERFACES)[instance.interfaceId] : undefined;
  if (face) face.groups = [...instance.securityGroups];
}
