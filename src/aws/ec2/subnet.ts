// Subnets of a VPC and the private addresses that are still free in them.
import { between } from '../../engine/chance.ts';
import { note } from '../../engine/moment.ts';
import { type CloudContext, having, rowAt, rows, table } from '../cloud.ts';
import { arn, ec2Id } from '../ids.ts';
import { given } from '../input.ts';
import type { Operation } from '../operation.ts';
import { type Tags, tagList } from '../tags.ts';
import { addressText, blockText, contains, overlaps, parseBlock } from './cidr.ts';
import { describe, type Kind } from './describe.ts';
import { INTERFACES } from './interface.ts';
import { dependent, read, refusal } from './refusal.ts';
import { ROUTE_TABLES } from './route-table.ts';
import { tagsFor } from './tags.ts';
import { vpcOf } from './vpc.ts';
import { zonesOf } from './zone.ts';

export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly cidr: string;
  readonly zone: string;
  readonly zoneId: string;
  readonly defaultForZone: boolean;
  readonly createdAt: number;
  mapPublicIp: boolean;
  /** What names and addresses its instances get beside the usual; absent while nobody asked for more. */
  naming?: { readonly [member in 'EnableDns64' | 'EnableResourceNameDnsARecord' | 'EnableResourceNameDnsAAAARecord']?: boolean };
  tags: Tags;
}

export const SUBNETS = table<Subnet>('ec2.subnet');

const notFound = (id: string) => refusal('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`);

/** The subnet with that id; throws InvalidSubnetID.NotFound. For reading. */
export function subnetOf(context: CloudContext, id: string): Readonly<Subnet> {
  const subnet = rowAt(context.account, context.region, SUBNETS, id);
  if (!subnet) throw notFound(id);
  return subnet;
}

const interfacesIn = (context: CloudContext, id: string) => having(context.account, context.region, INTERFACES, 'subnetId', id);

export const SUBNET: Kind<Subnet> = {
  table: SUBNETS,
  ids: 'SubnetIds',
  result: 'Subnets',
  id: (subnet) => subnet.id,
  tags: (subnet) => subnet.tags,
  notFound,
  filters: {
    'subnet-id': (subnet) => subnet.id,
    'vpc-id': (subnet) => subnet.vpcId,
    'cidr-block': (subnet) => subnet.cidr,
    cidr: (subnet) => subnet.cidr,
    'availability-zone': (subnet) => subnet.zone,
    availabilityZone: (subnet) => subnet.zone,
    'availability-zone-id': (subnet) => subnet.zoneId,
    'default-for-az': (subnet) => subnet.defaultForZone,
    'map-public-ip-on-launch': (subnet) => subnet.mapPublicIp,
    state: () => 'available',
    'owner-id': (_, context) => context.account.id,
  },
  print: (context, subnet) =>
    given({
      AvailabilityZone: subnet.zone,
      AvailabilityZoneId: subnet.zoneId,
      AvailableIpAddressCount: (parseBlock(subnet.cidr)?.size ?? 5) - 5 - interfacesIn(context, subnet.id).length,
      CidrBlock: subnet.cidr,
      DefaultForAz: subnet.defaultForZone,
      MapPublicIpOnLaunch: subnet.mapPublicIp,
      MapCustomerOwnedIpOnLaunch: false,
      State: 'available',
      SubnetId: subnet.id,
      VpcId: subnet.vpcId,
      OwnerId: context.account.id,
      AssignIpv6AddressOnCreation: false,
      Ipv6CidrBlockAssociationSet: [],
      Tags: Object.keys(subnet.tags).length > 0 ? tagList(subnet.tags) : undefined,
      SubnetArn: arn('ec2', context.region, context.account.id, `subnet/${subnet.id}`),
      EnableDns64: subnet.naming?.EnableDns64 ?? false,
      Ipv6Native: false,
      PrivateDnsNameOptionsOnLaunch: {
        HostnameType: 'ip-name',
        EnableResourceNameDnsARecord: subnet.naming?.EnableResourceNameDnsARecord ?? false,
        EnableResourceNameDnsAAAARecord: subnet.naming?.EnableResourceNameDnsAAAARecord ?? false,
      },
    }),
};

/** Makes a subnet without checking: for the default VPC and CreateSubnet. */
export function newSubnet(context: CloudContext, vpcId: string, cidr: string, zone: string, options: { readonly default?: boolean; readonly tags?: Tags } = {}): Subnet {
  const subnet: Subnet = {
    id: ec2Id(context.time, 'subnet'),
    vpcId,
    cidr,
    zone,
    zoneId: zonesOf(context.region).find((known) => known.name === zone)?.id ?? '',
    defaultForZone: options.default ?? false,
    createdAt: context.time.now,
    mapPublicIp: options.default ?? false,
    tags: options.tags ?? {},
  };
  rows(context.account, context.region, SUBNETS)[subnet.id] = subnet;
  note(context.time, 'ec2.subnet.created', { account: context.account.id, region: context.region, id: subnet.id, name: subnet.tags.Name, vpc: vpcId, cidr });
  return subnet;
}

export const createSubnet: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const vpc = vpcOf(context, request.text('VpcId'));
    const cidr = request.text('CidrBlock');
    const block = parseBlock(cidr);
    if (!block) throw refusal('InvalidParameterValue', `Value (${cidr}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`);
    const outer = parseBlock(vpc.cidr);
    if (block.bits < 16 || block.bits > 28 || !outer || !contains(outer, block)) throw refusal('InvalidSubnet.Range', `The CIDR '${cidr}' is invalid.`);
    const siblings = having(context.account, context.region, SUBNETS, 'vpcId', vpc.id);
    for (const sibling of siblings) {
      const other = parseBlock(sibling.cidr);
      if (other && overlaps(block, other)) throw refusal('InvalidSubnet.Conflict', `The CIDR '${cidr}' conflicts with another subnet`);
    }
    const zones = zonesOf(context.region);
    const zone =
      request.optional('AvailabilityZone') ?? zones.find((known) => known.id === request.optional('AvailabilityZoneId'))?.name ?? (zones[0] as { readonly name: string }).name;
    if (!zones.some((known) => known.name === zone)) {
      const last = zones.map((known) => known.name);
      throw refusal(
        'InvalidParameterValue',
        `Value (${zone}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${last.join(', ')}.`,
      );
    }
    return { Subnet: SUBNET.print(context, newSubnet(context, vpc.id, blockText(block), zone, { tags: tagsFor(params, 'subnet') })) };
  },
};

export const describeSubnets = describe(SUBNET);

export const deleteSubnet: Operation = {
  kind: 'write',
  run(context, params) {
    const { id } = subnetOf(context, read(params).text('SubnetId'));
    if (interfacesIn(context, id).length > 0) throw dependent('subnet', id);
    for (const route of Object.values(rows(context.account, context.region, ROUTE_TABLES))) {
      const at = route.associations.findIndex((association) => association.subnetId === id);
      if (at >= 0) route.associations.splice(at, 1);
    }
    const subnets = rows(context.account, context.region, SUBNETS);
    note(context.time, 'ec2.subnet.deleted', { account: context.account.id, region: context.region, id, name: subnets[id]?.tags.Name });
    delete subnets[id];
    return {};
  },
};

/** Members of a change, and of what is kept. */
const NAMING = [
  ['EnableDns64', 'EnableDns64'],
  ['EnableResourceNameDnsARecordOnLaunch', 'EnableResourceNameDnsARecord'],
  ['EnableResourceNameDnsAAAARecordOnLaunch', 'EnableResourceNameDnsAAAARecord'],
] as const;

export const modifySubnetAttribute: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const { id } = subnetOf(context, request.text('SubnetId'));
    const change = request.record('MapPublicIpOnLaunch');
    const subnet = rows(context.account, context.region, SUBNETS)[id] as Subnet;
    if (change) subnet.mapPublicIp = read(change).flag('Value') ?? false;
    for (const [asked, member] of NAMING) {
      const wanted = request.record(asked);
      if (wanted) subnet.naming = { ...subnet.naming, [member]: read(wanted).flag('Value') ?? false };
    }
    return {};
  },
};

/** A private address of the subnet that nothing has. The first four and the last are AWS's. Throws InsufficientFreeAddressesInSubnet. */
export function freeAddress(context: CloudContext, subnet: Readonly<Subnet>): string {
  const block = parseBlock(subnet.cidr) as NonNullable<ReturnType<typeof parseBlock>>;
  const taken = new Set(interfacesIn(context, subnet.id).map((face) => face.privateIp));
  const room = block.size - 5;
  if (taken.size >= room) throw refusal('InsufficientFreeAddressesInSubnet', 'The specified subnet does not have enough free addresses to satisfy the request.');
  let offset = between(context.time.chance, 'ec2.address', 0, room - 1);
  while (taken.has(addressText(block.base + 4 + offset))) offset = (offset + 1) % room;
  return addressText(block.base + 4 + offset);
}
