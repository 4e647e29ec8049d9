// NAT gateways: slow to come, slow to go, paid by the hour.

import { MINUTE, SECOND } from '../engine/clock.ts';
import type { Api } from './core/api.ts';
import { enumOf } from './core/checks.ts';
import { ipv4Address } from './core/formats.ts';
import { type Attrs, firstOf, need, pick, text, texts } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagSpecification, tagsIn } from './core/tagging.ts';

const NOT_FOUND = ['NatGatewayNotFound', 'InvalidNatGatewayID.NotFound'];
const find = (api: Api, attrs: Attrs) => firstOf(api.find('ec2', 'DescribeNatGateways', { NatGatewayIds: [text(attrs.id)] }, NOT_FOUND), 'NatGateways');

export const awsNatGateway: ResourceType = {
  name: 'aws_nat_gateway',
  label: 'EC2 NAT Gateway',
  checks: {
    values: {
      connectivity_type: enumOf('private', 'public'),
      private_ip: ipv4Address,
    },
    conflicts: { secondary_private_ip_address_count: ['secondary_private_ip_addresses'], secondary_private_ip_addresses: ['secondary_private_ip_address_count'] },
  },
  create: (api, planned) => ({
    id: need(
      api.call('ec2', 'CreateNatGateway', {
        SubnetId: planned.subnet_id,
        AllocationId: text(planned.allocation_id) || undefined,
        ConnectivityType: planned.connectivity_type,
        PrivateIpAddress: text(planned.private_ip) || undefined,
        TagSpecifications: tagSpecification('natgateway', planned),
      }),
      'NatGateway.NatGatewayId',
    ),
  }),
  read(api, state) {
    const gateway = find(api, state);
    if (!gateway || gateway.State === 'deleted') return null;
    const address = (member: string) => pick(gateway, `NatGatewayAddresses[0].${member}`) ?? '';
    return {
      allocation_id: address('AllocationId'),
      association_id: address('AssociationId'),
      connectivity_type: gateway.ConnectivityType ?? 'public',
      network_interface_id: address('NetworkInterfaceId'),
      private_ip: address('PrivateIp'),
      public_ip: address('PublicIp'),
      secondary_allocation_ids: [],
      secondary_private_ip_address_count: 0,
      secondary_private_ip_addresses: texts([]),
      subnet_id: gateway.SubnetId,
      tags_all: tagsIn(gateway.Tags),
    };
  },
  delete(api, prior) {
    api.find('ec2', 'DeleteNatGateway', { NatGatewayId: prior.id }, NOT_FOUND);
  },
  created: {
    delay: 15 * SECOND,
    poll: 10 * SECOND,
    timeout: 10 * MINUTE,
    what: 'EC2 NAT Gateway',
    target: ['available'],
    pending: ['pending'],
    status: (api, attrs) => text(find(api, attrs)?.State) || null,
  },
  deleted: {
    delay: 15 * SECOND,
    poll: 10 * SECOND,
    timeout: 30 * MINUTE,
    what: 'EC2 NAT Gateway',
    target: [],
    status: (api, attrs) => {
      const state = text(find(api, attrs)?.State);
      return state && state !== 'deleted' ? state : null;
    },
  },
  tags: TAGS.ec2,
};
