// Elastic addresses: paid for while nobody uses them, and five to a Region.
import { note } from '../../engine/moment.ts';
import { type CloudContext, having, peek, rowAt, rows, table } from '../cloud.ts';
import { ec2Id } from '../ids.ts';
import { given } from '../input.ts';
import type { Operation } from '../operation.ts';
import { type Tags, tagList } from '../tags.ts';
import { publicAddress } from './address-pool.ts';
import { describe, type Kind } from './describe.ts';
import { instanceOf } from './instance.ts';
import { INTERFACES, interfaceOf, type NetworkInterface, unmap } from './interface.ts';
import { gatewayOfVpc } from './internet-gateway.ts';
import { read, refusal } from './refusal.ts';
import { tagsFor } from './tags.ts';

export interface Address {
  readonly id: string;
  readonly publicIp: string;
  readonly createdAt: number;
  associationId: string | null;
  interfaceId: string | null;
  instanceId: string | null;
  privateIp: string | null;
  tags: Tags;
}

export const ADDRESSES = table<Address>('ec2.address');

const notFound = (id: string) => refusal('InvalidAllocationID.NotFound', `The allocation ID '${id}' does not exist`);

export function addressOf(context: CloudContext, id: string): Readonly<Address> {
  const address = rowAt(context.account, context.region, ADDRESSES, id);
  if (!address) throw notFound(id);
  return address;
}

export const ADDRESS: Kind<Address> = {
  table: ADDRESSES,
  ids: 'AllocationIds',
  result: 'Addresses',
  id: (address) => address.id,
  tags: (address) => address.tags,
  notFound,
  filters: {
    'allocation-id': (address) => address.id,
    'association-id': (address) => address.associationId,
    'public-ip': (address) => address.publicIp,
    'instance-id': (address) => address.instanceId,
    'network-interface-id': (address) => address.interfaceId,
    'private-ip-address': (address) => address.privateIp,
    domain: () => 'vpc',
  },
  print: (context, address) =>
    given({
      InstanceId: address.instanceId,
      PublicIp: address.publicIp,
      AllocationId: address.id,
      AssociationId: address.associationId,
      Domain: 'vpc',
      NetworkInterfaceId: address.interfaceId,
      NetworkInterfaceOwnerId: address.interfaceId ? context.account.id : undefined,
      PrivateIpAddress: address.privateIp,
      Tags: Object.keys(address.tags).length > 0 ? tagList(address.tags) : undefined,
      PublicIpv4Pool: 'amazon',
      NetworkBorderGroup: context.region,
    }),
};

/** The Region's quota of elastic addresses for a new account. */
const QUOTA = 5;

export const allocateAddress: Operation = {
  kind: 'write',
  run(context, params) {
    const tags = tagsFor(params, 'elastic-ip');
    if (Object.keys(peek(context.account, context.region, ADDRESSES)).length >= QUOTA) {
      throw refusal('AddressLimitExceeded', 'The maximum number of addresses has been reached.');
    }
    const address: Address = {
      id: ec2Id(context.time, 'eipalloc'),
      publicIp: publicAddress(context),
      createdAt: context.time.now,
      associationId: null,
      interfaceId: null,
      instanceId: null,
      privateIp: null,
      tags,
    };
    rows(context.account, context.region, ADDRESSES)[address.id] = address;
    note(context.time, 'ec2.address.allocated', { account: context.account.id, region: context.region, id: address.id, publicIp: address.publicIp });
    return { PublicIp: address.publicIp, AllocationId: address.id, PublicIpv4Pool: 'amazon', NetworkBorderGroup: context.region, Domain: 'vpc' };
  },
};

export const describeAddresses: Operation = {
  kind: 'read',
  run(context, params) {
    const ips = read(params).texts('PublicIps');
    const output = describe(ADDRESS).run(context, params) as { readonly Addresses: readonly { readonly PublicIp: string }[] };
    const unknown = ips.find((ip) => !output.Addresses.some((address) => address.PublicIp === ip));
    if (unknown) throw refusal('InvalidAddress.NotFound', `Address '${unknown}' not found.`);
    return { Addresses: output.Addresses.filter((address) => ips.length === 0 || ips.includes(address.PublicIp)).map((address) => ({ ...address })) };
  },
};

/** Maps an address to an interface. The caller has made sure that both are free for it. */
export function mapAddress(context: CloudContext, allocationId: string, interfaceId: string): string {
  const address = rows(context.account, context.region, ADDRESSES)[allocationId] as Address;
  const face = rows(context.account, context.region, INTERFACES)[interfaceId] as NetworkInterface;
  const associationId = ec2Id(context.time, 'eipassoc');
  Object.assign(address, { associationId, interfaceId, instanceId: face.attachment?.instanceId ?? null, privateIp: face.privateIp });
  face.association = { publicIp: address.publicIp, allocationId, associationId };
  return associationId;
}

export const associateAddress: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const address = addressOf(context, request.text('AllocationId'));
    const instanceId = request.optional('InstanceId');
    const faceId = instanceId ? instanceOf(context, instanceId).interfaceId : request.text('NetworkInterfaceId');
    if (!faceId) throw refusal('IncorrectInstanceState', `The instance '${instanceId}' is not in a valid state for this operation.`);
    const face = interfaceOf(context, faceId);
    if (!gatewayOfVpc(context, face.vpcId)) throw refusal('Gateway.NotAttached', `Network ${face.vpcId} is not attached to any internet gateway`);
    if (address.associationId && request.flag('AllowReassociation') === false) {
      throw refusal('Resource.AlreadyAssociated', `resource ${address.id} is already associated with associate-id ${address.associationId}`);
    }
    const faces = rows(context.account, context.region, INTERFACES);
    const before = address.interfaceId ? faces[address.interfaceId] : undefined;
    if (before) unmap(context, before);
    unmap(context, faces[face.id] as NetworkInterface);
    return { AssociationId: mapAddress(context, address.id, face.id) };
  },
};

export const disassociateAddress: Operation = {
  kind: 'write',
  run(context, params) {
    const id = read(params).text('AssociationId');
    const address = having(context.account, context.region, ADDRESSES, 'associationId', id)[0];
    if (!address?.interfaceId) throw refusal('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`);
    const face = rows(context.account, context.region, INTERFACES)[address.interfaceId] as NetworkInterface;
    if (face.interfaceType === 'nat_gateway') throw refusal('AuthFailure', 'You do not have permission to access the specified resource.');
    unmap(context, face);
    return {};
  },
};

export const releaseAddress: Operation = {
  kind: 'write',
  run(context, params) {
    const address = addressOf(context, read(params).text('AllocationId'));
    if (address.associationId) throw refusal('InvalidIPAddress.InUse', `Address ${address.publicIp} is in use.`);
    note(context.time, 'ec2.address.released', { account: context.account.id, region: context.region, id: address.id, publicIp: address.publicIp });
    delete rows(context.account, context.region, ADDRESSES)[address.id];
    return {};
  },
};

/** Reverse DNS of addresses: nobody has set any. */
export const describeAddressesAttribute: Operation = {
  kind: 'read',
  run(context, params) {
    const ids = read(params).texts('AllocationIds');
    for (const id of ids) addressOf(context, id);
    return { Addresses: ids.map((id) => ({ PublicIp: addressOf(context, id).publicIp, AllocationId: id })) };
  },
};
