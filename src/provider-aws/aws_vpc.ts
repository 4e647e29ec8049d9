// Virtual networks. Their names are tags: a second one of the same name and range is nothing unusual to AWS.

import { MINUTE } from '../engine/clock.ts';
import { all, any, between, oneOf, oneOfNumbers } from './core/checks.ts';
import { cidr6, cidrSized, emptyText } from './core/formats.ts';
import { firstOf, need, pick, text } from './core/members.ts';
import { filters } from './core/naming.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagSpecification, tagsIn } from './core/tagging.ts';

const SWITCHES = { enable_dns_support: 'EnableDnsSupport', enable_dns_hostnames: 'EnableDnsHostnames', enable_network_address_usage_metrics: 'EnableNetworkAddressUsageMetrics' };
const member = (name: string) => `${name[0]?.toLowerCase()}${name.slice(1)}`;

const vpc6 = all('2001:db8:1234::/56', cidr6, cidrSized(44, 60, '2001:db8:1234::/56'));

export const awsVpc: ResourceType = {
  name: 'aws_vpc',
  label: 'EC2 VPC',
  checks: {
    values: {
      cidr_block: cidrSized(16, 28, '10.0.0.0/16'),
      instance_tenancy: oneOf('default', 'dedicated'),
      ipv4_netmask_length: between(16, 28),
      ipv6_cidr_block: any('10.0.0.0/16', emptyText, vpc6),
      ipv6_netmask_length: oneOfNumbers(44, 48, 52, 56, 60),
    },
    conflicts: {
      assign_generated_ipv6_cidr_block: ['ipv6_cidr_block', 'ipv6_ipam_pool_id', 'ipv6_netmask_length'],
      cidr_block: ['ipv4_netmask_length'],
      ipv4_netmask_length: ['cidr_block'],
      ipv6_cidr_block: ['ipv6_netmask_length', 'assign_generated_ipv6_cidr_block'],
      ipv6_ipam_pool_id: ['assign_generated_ipv6_cidr_block'],
      ipv6_netmask_length: ['ipv6_cidr_block', 'assign_generated_ipv6_cidr_block'],
    },
    together: {
      ipv4_netmask_length: ['ipv4_ipam_pool_id'],
      ipv6_cidr_block: ['ipv6_ipam_pool_id'],
      ipv6_cidr_block_network_border_group: ['assign_generated_ipv6_cidr_block'],
      ipv6_netmask_length: ['ipv6_ipam_pool_id'],
    },
  },
  create(api, planned) {
    const reply = api.call('ec2', 'CreateVpc', {
      CidrBlock: planned.cidr_block,
      InstanceTenancy: planned.instance_tenancy,
      AmazonProvidedIpv6CidrBlock: planned.assign_generated_ipv6_cidr_block === true ? true : undefined,
      TagSpecifications: tagSpecification('vpc', planned),
    });
    const id = need(reply, 'Vpc.VpcId');
    if (planned.enable_dns_hostnames === true) api.call('ec2', 'ModifyVpcAttribute', { VpcId: id, EnableDnsHostnames: { Value: true } });
    if (planned.enable_dns_support === false) api.call('ec2', 'ModifyVpcAttribute', { VpcId: id, EnableDnsSupport: { Value: false } });
    if (planned.enable_network_address_usage_metrics === true) api.call('ec2', 'ModifyVpcAttribute', { VpcId: id, EnableNetworkAddressUsageMetrics: { Value: true } });
    return { id };
  },
  read(api, state) {
    const id = text(state.id);
    const vpc = firstOf(api.find('ec2', 'DescribeVpcs', { VpcIds: [id] }, ['InvalidVpcID.NotFound']), 'Vpcs');
    if (!vpc) return null;
    const switched = (name: string) => pick(api.call('ec2', 'DescribeVpcAttribute', { VpcId: id, Attribute: member(name) }), `${name}.Value`) ?? null;
    const inVpc = (more: { readonly [name: string]: string }) => ({ Filters: filters({ 'vpc-id': id, ...more }) });
    const routeTable = firstOf(api.call('ec2', 'DescribeRouteTables', inVpc({ 'association.main': 'true' })), 'RouteTables')?.RouteTableId ?? null;
    return {
      arn: api.arn('ec2', `vpc/${id}`),
      cidr_block: vpc.CidrBlock,
      instance_tenancy: vpc.InstanceTenancy,
      dhcp_options_id: vpc.DhcpOptionsId,
      owner_id: vpc.OwnerId ?? api.account(),
      enable_dns_support: switched(SWITCHES.enable_dns_support),
      enable_dns_hostnames: switched(SWITCHES.enable_dns_hostnames),
      enable_network_address_usage_metrics: switched(SWITCHES.enable_network_address_usage_metrics) ?? false,
      main_route_table_id: routeTable,
      default_route_table_id: routeTable,
      default_network_acl_id: firstOf(api.call('ec2', 'DescribeNetworkAcls', inVpc({ default: 'true' })), 'NetworkAcls')?.NetworkAclId ?? null,
      default_security_group_id: firstOf(api.call('ec2', 'DescribeSecurityGroups', inVpc({ 'group-name': 'default' })), 'SecurityGroups')?.GroupId ?? null,
      ipv6_association_id: '',
      ipv6_cidr_block: '',
      ipv6_cidr_block_network_border_group: '',
      tags_all: tagsIn(vpc.Tags),
    };
  },
  update(api, prior, planned) {
    for (const [attribute, name] of Object.entries(SWITCHES)) {
      if (prior[attribute] !== planned[attribute] && typeof planned[attribute] === 'boolean')
        api.call('ec2', 'ModifyVpcAttribute', { VpcId: prior.id, [name]: { Value: planned[attribute] } });
    }
  },
  delete(api, prior) {
    api.find('ec2', 'DeleteVpc', { VpcId: prior.id }, ['InvalidVpcID.NotFound']);
  },
  retryDelete: { codes: ['DependencyViolation'], timeout: 5 * MINUTE },
  takes: { create: [2, 12], delete: [0, 1] },
  tags: TAGS.ec2,
};
