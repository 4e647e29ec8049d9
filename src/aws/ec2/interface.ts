// Network interfaces: what hangs in a subnet and holds its groups and addresses. Load balancers, NAT gateways, tasks, functions,
// instances and databases all live behind one, which is why subnets and groups cannot be deleted under them.
import { hex } from '../../engine/chance.ts';
import { iso } from '../../engine/clock.ts';
import { type CloudContext, listed, rowAt, rows, table } from '../cloud.ts';
import { ec2Id } from '../ids.ts';
import { given } from '../input.ts';
import type { Operation } from '../operation.ts';
import { type Tags, tagList } from '../tags.ts';
import { publicAddress, publicName } from './address-pool.ts';
import { describe, type Kind } from './describe.ts';
import { read, refusal } from './refusal.ts';
import { groupOf } from './security-group.ts';
import { freeAddress, subnetOf } from './subnet.ts';
import { tagsFor } from './tags.ts';

export interface NetworkInterface {
  readonly id: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly zone: string;
  readonly privateIp: string;
  readonly mac: string;
  readonly createdAt: number;
  readonly description: string;
  /** `interface`, `nat_gateway`, `lambda`. */
  readonly interfaceType: string;
  /** Which service keeps it (`amazon-elb`, `amazon-rds`); null when the account itself does. */
  readonly requester: string | null;
  groups: string[];
  attachment: { readonly id: string; readonly instanceId: string | null; readonly deviceIndex: number; readonly attachedAt: number; deleteOnTermination: boolean } | null;
  /** The public address mapped to it. `allocationId` is null for one that AWS lends. */
  association: { readonly publicIp: string; readonly allocationId: string | null; readonly associationId: string | null } | null;
  sourceDestCheck: boolean;
  tags: Tags;
}

export const INTERFACES = table<NetworkInterface>('ec2.network-interface');

const notFound = (id: string) => refusal('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${id}' does not exist`);

export interface InterfaceWish {
  readonly subnetId: string;
  readonly groups: readonly string[];
  readonly description: string;
  readonly interfaceType?: string;
  readonly requester?: string | null;
  /** Set for an interface of an instance. */
  readonly instanceId?: string | null;
  /** In use by a service from the start (`true`, the default for a requester), or free. */
  readonly attached?: boolean;
  /** Lend it a public address. */
  readonly lendPublicIp?: boolean;
  readonly privateIp?: string | null;
  readonly tags?: Tags;
}

/**
 * Hangs an interface into a subnet. For other services: an RDS instance, a task, a load balancer calls this and later `removeInterface`.
 * Throws InvalidSubnetID.NotFound, InvalidGroup.NotFound, InsufficientFreeAddressesInSubnet.
 */
export function placeInterface(context: CloudContext, wish: InterfaceWish): NetworkInterface {
  const subnet = subnetOf(context, wish.subnetId);
  for (const group of wish.groups) groupOf(context, group);
  const requester = wish.requester ?? null;
  const attached = wish.attached ?? (requester !== null || Boolean(wish.instanceId));
  const mac = hex(context.time.chance, 'ec2.mac', 10);
  const face: NetworkInterface = {
    id: ec2Id(context.time, 'eni'),
    subnetId: subnet.id,
    vpcId: subnet.vpcId,
    zone: subnet.zone,
    privateIp: wish.privateIp ?? freeAddress(context, subnet),
    mac: `02:${(mac.match(/../g) ?? []).join(':')}`,
    createdAt: context.time.now,
    description: wish.description,
    interfaceType: wish.interfaceType ?? 'interface',
    requester,
    groups: [...wish.groups],
    attachment: attached
      ? {
          id: ec2Id(context.time, 'eni-attach'),
          instanceId: wish.instanceId ?? null,
          deviceIndex: wish.instanceId ? 0 : 1,
          attachedAt: context.time.now,
          deleteOnTermination: true,
        }
      : null,
    association: wish.lendPublicIp ? { publicIp: publicAddress(context), allocationId: null, associationId: null } : null,
    sourceDestCheck: true,
    tags: wish.tags ?? {},
  };
  rows(context.account, context.region, INTERFACES)[face.id] = face;
  return face;
}

/** Takes an interface away, with what is mapped to it. Unknown ids are ignored. */
export function removeInterface(context: CloudContext, id: string): void {
  const faces = rows(context.account, context.region, INTERFACES);
  const face = faces[id];
  if (!face) return;
  unmap(context, face);
  delete faces[id];
}

/** Loosens the public address of an interface; an elastic one is free again afterwards. */
export function unmap(context: CloudContext, face: NetworkInterface): void {
  const allocation = face.association?.allocationId;
  face.association = null;
  if (!allocation) return;
  const address = rows(
    context.account,
    context.region,
    table<{ associationId: string | null; interfaceId: string | null; instanceId: string | null; privateIp: string | null }>('ec2.address'),
  )[allocation];
  if (address) Object.assign(address, { associationId: null, interfaceId: null, instanceId: null, privateIp: null });
}

export function interfaceOf(context: CloudContext, id: string): Readonly<NetworkInterface> {
  const face = rowAt(context.account, context.region, INTERFACES, id);
  if (!face) throw notFound(id);
  return face;
}

export const privateName = (context: CloudContext, ip: string): string =>
  context.region === 'us-east-1' ? `ip-${ip.replaceAll('.', '-')}.ec2.internal` : `ip-${ip.replaceAll('.', '-')}.${context.region}.compute.internal`;

const associationOf = (context: CloudContext, face: Readonly<NetworkInterface>) =>
  face.association
    ? given({
        AllocationId: face.association.allocationId,
        AssociationId: face.association.associationId,
        IpOwnerId: face.association.allocationId ? context.account.id : face.requester && face.requester !== 'amazon-aws' ? face.requester : 'amazon',
        PublicDnsName: publicName(context, face.association.publicIp),
        PublicIp: face.association.publicIp,
      })
    : undefined;

/** As DescribeNetworkInterfaces prints it. */
export const INTERFACE: Kind<NetworkInterface> = {
  table: INTERFACES,
  ids: 'NetworkInterfaceIds',
  result: 'NetworkInterfaces',
  id: (face) => face.id,
  tags: (face) => face.tags,
  notFound,
  filters: {
    'network-interface-id': (face) => face.id,
    'subnet-id': (face) => face.subnetId,
    'vpc-id': (face) => face.vpcId,
    'group-id': (face) => face.groups,
    'availability-zone': (face) => face.zone,
    description: (face) => face.description,
    'interface-type': (face) => face.interfaceType,
    'requester-id': (face) => face.requester,
    'requester-managed': (face) => face.requester !== null,
    status: (face) => (face.attachment ? 'in-use' : 'available'),
    'private-ip-address': (face) => face.privateIp,
    'addresses.private-ip-address': (face) => face.privateIp,
    'association.public-ip': (face) => face.association?.publicIp ?? null,
    'association.allocation-id': (face) => face.association?.allocationId ?? null,
    'attachment.instance-id': (face) => face.attachment?.instanceId ?? null,
    'attachment.attachment-id': (face) => face.attachment?.id ?? null,
    'attachment.status': (face) => (face.attachment ? 'attached' : null),
    'owner-id': (_, context) => context.account.id,
  },
  print: (context, face) => {
    const association = associationOf(context, face);
    const name = privateName(context, face.privateIp);
    return given({
      Association: association,
      Attachment: face.attachment
        ? given({
            AttachTime: iso(face.attachment.attachedAt),
            AttachmentId: face.attachment.id,
            DeleteOnTermination: face.attachment.deleteOnTermination,
            DeviceIndex: face.attachment.deviceIndex,
            NetworkCardIndex: 0,
            InstanceId: face.attachment.instanceId,
            InstanceOwnerId: face.attachment.instanceId ? context.account.id : (face.requester ?? 'amazon-aws'),
            Status: 'attached',
          })
        : undefined,
      AvailabilityZone: face.zone,
      Description: face.description,
      Groups: face.groups.map((id) => ({ GroupName: groupOf(context, id).name, GroupId: id })),
      InterfaceType: face.interfaceType,
      Ipv6Addresses: [],
      MacAddress: face.mac,
      NetworkInterfaceId: face.id,
      OwnerId: context.account.id,
      PrivateDnsName: name,
      PrivateIpAddress: face.privateIp,
      PrivateIpAddresses: [given({ Association: association, Primary: true, PrivateDnsName: name, PrivateIpAddress: face.privateIp })],
      RequesterId: face.requester,
      RequesterManaged: face.requester !== null,
      SourceDestCheck: face.sourceDestCheck,
      Status: face.attachment ? 'in-use' : 'available',
      SubnetId: face.subnetId,
      TagSet: tagList(face.tags),
      VpcId: face.vpcId,
    });
  },
};

export const describeNetworkInterfaces = describe(INTERFACE);

export const createNetworkInterface: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const subnet = subnetOf(context, request.text('SubnetId'));
    const groups = request.texts('Groups');
    for (const group of groups) groupOf(context, group);
    const face = placeInterface(context, {
      subnetId: subnet.id,
      groups,
      description: request.optional('Description') ?? '',
      privateIp: request.optional('PrivateIpAddress'),
      tags: tagsFor(params, 'network-interface'),
    });
    return { NetworkInterface: INTERFACE.print(context, face) };
  },
};

export const deleteNetworkInterface: Operation = {
  kind: 'write',
  run(context, params) {
    const face = interfaceOf(context, read(params).text('NetworkInterfaceId'));
    if (face.attachment) throw refusal('InvalidParameterValue', `Network interface '${face.id}' is currently in use.`);
    removeInterface(context, face.id);
    return {};
  },
};

export const detachNetworkInterface: Operation = {
  kind: 'write',
  run(context, params) {
    const id = read(params).text('AttachmentId');
    const face = listed(context.account, context.region, INTERFACES).find((candidate) => candidate.attachment?.id === id);
    if (!face) throw refusal('InvalidAttachmentID.NotFound', `The attachment ID '${id}' does not exist`);
    if (face.requester) throw refusal('OperationNotPermitted', `You are not allowed to manage '${face.attachment?.id.replace('eni-attach', 'ela-attach')}' attachments.`);
    if (face.attachment?.deviceIndex === 0) throw refusal('OperationNotPermitted', `The network interface at device index 0 cannot be detached.`);
    (rows(context.account, context.region, INTERFACES)[face.id] as NetworkInterface).attachment = null;
    return {};
  },
};

export const modifyNetworkInterfaceAttribute: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const { id } = interfaceOf(context, request.text('NetworkInterfaceId'));
    const groups = request.texts('Groups');
    for (const group of groups) groupOf(context, group);
    const check = request.record('SourceDestCheck');
    const face = rows(context.account, context.region, INTERFACES)[id] as NetworkInterface;
    if (groups.length > 0) face.groups = groups;
    if (check) face.sourceDestCheck = read(check).flag('Value') ?? true;
    return {};
  },
};
