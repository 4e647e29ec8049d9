// Subnets of a VPC.

import { MINUTE } from '../engine/clock.ts';
import { enumOf } from './core/checks.ts';
import { arn, cidr4, cidr6 } from './core/formats.ts';
import { firstOf, fromMembers, need, text } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagSpecification, tagsIn } from './core/tagging.ts';

const READ = {
  arn: 'SubnetArn',
  assign_ipv6_address_on_creation: 'AssignIpv6AddressOnCreation',
  availability_zone: 'AvailabilityZone',
  availability_zone_id: 'AvailabilityZoneId',
  cidr_block: 'CidrBlock',
  enable_dns64: 'EnableDns64',
  ipv6_native: 'Ipv6Native',
  map_public_ip_on_launch: 'MapPublicIpOnLaunch',
  owner_id: 'OwnerId',
  private_dns_hostname_type_on_launch: 'PrivateDnsNameOptionsOnLaunch.HostnameType',
  enable_resource_name_dns_a_record_on_launch: 'PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsARecord',
  enable_resource_name_dns_aaaa_record_on_launch: 'PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsAAAARecord',
  vpc_id: 'VpcId',
};
const SWITCHES = {
  map_public_ip_on_launch: 'MapPublicIpOnLaunch',
  assign_ipv6_address_on_creation: 'AssignIpv6AddressOnCreation',
  enable_dns64: 'EnableDns64',
  enable_resource_name_dns_a_record_on_launch: 'EnableResourceNameDnsARecordOnLaunch',
  enable_resource_name_dns_aaaa_record_on_launch: 'EnableResourceNameDnsAAAARecordOnLaunch',
};

export const awsSubnet: ResourceType = {
  name: 'aws_subnet',
  label: 'EC2 Subnet',
  checks: {
    values: { cidr_block: cidr4, ipv6_cidr_block: cidr6, outpost_arn: arn, private_dns_hostname_type_on_launch: enumOf('ip-name', 'resource-name') },
    conflicts: { availability_zone: ['availability_zone_id'], availability_zone_id: ['availability_zone'] },
    together: {
      customer_owned_ipv4_pool: ['map_customer_owned_ip_on_launch', 'outpost_arn'],
      map_customer_owned_ip_on_launch: ['customer_owned_ipv4_pool', 'outpost_arn'],
    },
  },
  create(api, planned) {
    const reply = api.call('ec2', 'CreateSubnet', {
      VpcId: planned.vpc_id,
      CidrBlock: planned.cidr_block,
      AvailabilityZone: planned.availability_zone,
      AvailabilityZoneId: planned.availability_zone_id,
      TagSpecifications: tagSpecification('subnet', planned),
    });
    const id = need(reply, 'Subnet.SubnetId');
    for (const [attribute, name] of Object.entries(SWITCHES)) if (planned[attribute] === true) api.call('ec2', 'ModifySubnetAttribute', { SubnetId: id, [name]: { Value: true } });
    return { id };
  },
  read(api, state) {
    const subnet = firstOf(api.find('ec2', 'DescribeSubnets', { SubnetIds: [text(state.id)] }, ['InvalidSubnetID.NotFound']), 'Subnets');
    if (!subnet) return null;
    const found = fromMembers(subnet, READ);
    for (const name of [
      'assign_ipv6_address_on_creation',
      'enable_dns64',
      'ipv6_native',
      'enable_resource_name_dns_a_record_on_launch',
      'enable_resource_name_dns_aaaa_record_on_launch',
    ])
      found[name] ??= false;
    return {
      ...found,
      arn: found.arn ?? api.arn('ec2', `subnet/${text(state.id)}`),
      private_dns_hostname_type_on_launch: found.private_dns_hostname_type_on_launch ?? 'ip-name',
      ipv6_cidr_block_association_id: '',
      tags_all: tagsIn(subnet.Tags),
    };
  },
  update(api, prior, planned) {
    for (const [attribute, name] of Object.entries(SWITCHES)) {
      if (prior[attribute] !== planned[attribute]) api.call('ec2', 'ModifySubnetAttribute', { SubnetId: prior.id, [name]: { Value: planned[attribute] === true } });
    }
  },
  delete(api, prior) {
    api.find('ec2', 'DeleteSubnet', { SubnetId: prior.id }, ['InvalidSubnetID.NotFound']);
  },
  retryDelete: { codes: ['DependencyViolation'], timeout: 20 * MINUTE },
  takes: { create: [0.7, 1.4], delete: [0.3, 1.2] },
  tags: TAGS.ec2,
};
