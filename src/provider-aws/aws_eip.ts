// Elastic addresses, alone or with an instance.

import { MINUTE } from '../engine/clock.ts';
import type { Api } from './core/api.ts';
import { enumOf } from './core/checks.ts';
import type { Attrs } from './core/members.ts';
import { firstOf, fromMembers, need, text } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagSpecification, tagsIn } from './core/tagging.ts';

const NOT_FOUND = ['InvalidAllocationID.NotFound', 'InvalidAddress.NotFound'];
const READ = {
  allocation_id: 'AllocationId',
  association_id: 'AssociationId',
  carrier_ip: 'CarrierIp',
  customer_owned_ip: 'CustomerOwnedIp',
  customer_owned_ipv4_pool: 'CustomerOwnedIpv4Pool',
  domain: 'Domain',
  instance: 'InstanceId',
  network_border_group: 'NetworkBorderGroup',
  network_interface: 'NetworkInterfaceId',
  private_ip: 'PrivateIpAddress',
  public_ip: 'PublicIp',
  public_ipv4_pool: 'PublicIpv4Pool',
};

function associate(api: Api, id: string, attrs: Attrs): void {
  if (!text(attrs.instance) && !text(attrs.network_interface)) return;
  api.call('ec2', 'AssociateAddress', {
    AllocationId: id,
    InstanceId: text(attrs.instance) || undefined,
    NetworkInterfaceId: text(attrs.instance) ? undefined : text(attrs.network_interface),
    AllowReassociation: true,
    PrivateIpAddress: text(attrs.associate_with_private_ip) || undefined,
  });
}

export const awsEip: ResourceType = {
  name: 'aws_eip',
  label: 'EC2 EIP',
  checks: {
    values: { domain: enumOf('vpc', 'standard') },
    conflicts: { domain: ['vpc'], vpc: ['domain'] },
    deprecated: { vpc: 'vpc is deprecated. Use domain instead.' },
  },
  create(api, planned) {
    const id = need(api.call('ec2', 'AllocateAddress', { Domain: 'vpc', TagSpecifications: tagSpecification('elastic-ip', planned) }), 'AllocationId');
    associate(api, id, planned);
    return { id };
  },
  read(api, state) {
    const address = firstOf(api.find('ec2', 'DescribeAddresses', { AllocationIds: [text(state.id)] }, NOT_FOUND), 'Addresses');
    if (!address) return null;
    const found = fromMembers(address, READ);
    for (const name of Object.keys(READ)) found[name] ??= '';
    const dashed = (ip: unknown) => text(ip as string).replaceAll('.', '-');
    return {
      ...found,
      arn: api.arn('ec2', `elastic-ip/${text(state.id)}`),
      ptr_record: '',
      private_dns: found.private_ip ? `ip-${dashed(found.private_ip)}.${api.region}.compute.internal` : null,
      public_dns: `ec2-${dashed(found.public_ip)}.${api.region}.compute.amazonaws.com`,
      vpc: true,
      tags_all: tagsIn(address.Tags),
    };
  },
  update(api, prior, planned) {
    if (prior.instance === planned.instance && prior.network_interface === planned.network_interface) return;
    if (text(prior.association_id)) api.find('ec2', 'DisassociateAddress', { AssociationId: prior.association_id }, ['InvalidAssociationID.NotFound']);
    associate(api, text(prior.id), planned);
  },
  delete(api, prior) {
    const now = firstOf(api.find('ec2', 'DescribeAddresses', { AllocationIds: [text(prior.id)] }, NOT_FOUND), 'Addresses');
    if (!now) return;
    // The provider disassociates only what it had associated itself (an instance or an interface in the state).
    if (text(prior.instance) && text(now.AssociationId)) api.find('ec2', 'DisassociateAddress', { AssociationId: now.AssociationId }, ['InvalidAssociationID.NotFound']);
    api.find('ec2', 'ReleaseAddress', { AllocationId: prior.id }, NOT_FOUND);
  },
  retryDelete: { codes: ['InvalidIPAddress.InUse', 'AuthFailure'], timeout: 3 * MINUTE },
  recomputed: {
    association_id: ['instance', 'network_interface'],
    network_interface: ['instance'],
    private_ip: ['instance', 'network_interface'],
    private_dns: ['instance', 'network_interface'],
  },
  tags: TAGS.ec2,
};
