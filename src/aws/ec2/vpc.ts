// VPCs. Names, tags and CIDR blocks are not unique: a second VPC that looks like the first is fine, as it is in AWS.
import { note } from '../../engine/moment.ts';
import { type CloudContext, peek, rowAt, rows, table } from '../cloud.ts';
import { ec2Id } from '../ids.ts';
import { given } from '../input.ts';
import type { Operation } from '../operation.ts';
import { type Tags, tagList } from '../tags.ts';
import { blockText, parseBlock } from './cidr.ts';
import { describe, type Kind } from './describe.ts';
import { INTERFACES } from './interface.ts';
import { INTERNET_GATEWAYS } from './internet-gateway.ts';
import { NAT_GATEWAYS } from './nat-gateway.ts';
import { NETWORK_ACLS, newDefaultAcl } from './network-acl.ts';
import { dependent, read, refusal } from './refusal.ts';
import { newRouteTable, ROUTE_TABLES } from './route-table.ts';
import { newDefaultGroup, SECURITY_GROUPS } from './security-group.ts';
import { RULES } from './security-group-rule.ts';
import { SUBNETS } from './subnet.ts';
import { tagsFor } from './tags.ts';

export interface Vpc {
  readonly id: string;
  readonly cidr: string;
  readonly cidrAssociationId: string;
  readonly isDefault: boolean;
  readonly tenancy: string;
  readonly createdAt: number;
  dhcpOptionsId: string;
  dnsSupport: boolean;
  dnsHostnames: boolean;
  networkAddressUsageMetrics: boolean;
  tags: Tags;
}

export const VPCS = table<Vpc>('ec2.vpc');

const notFound = (id: string) => refusal('InvalidVpcID.NotFound', `The vpc ID '${id}' does not exist`);

/** The VPC with that id; throws InvalidVpcID.NotFound. For reading. */
export function vpcOf(context: CloudContext, id: string): Readonly<Vpc> {
  const vpc = rowAt(context.account, context.region, VPCS, id);
  if (!vpc) throw notFound(id);
  return vpc;
}

export const VPC: Kind<Vpc> = {
  table: VPCS,
  ids: 'VpcIds',
  result: 'Vpcs',
  id: (vpc) => vpc.id,
  tags: (vpc) => vpc.tags,
  notFound,
  filters: {
    'vpc-id': (vpc) => vpc.id,
    cidr: (vpc) => vpc.cidr,
    'cidr-block-association.cidr-block': (vpc) => vpc.cidr,
    'dhcp-options-id': (vpc) => vpc.dhcpOptionsId,
    'is-default': (vpc) => vpc.isDefault,
    isDefault: (vpc) => vpc.isDefault,
    state: () => 'available',
    'owner-id': (_, context) => context.account.id,
  },
  print: (context, vpc) =>
    given({
      CidrBlock: vpc.cidr,
      DhcpOptionsId: vpc.dhcpOptionsId,
      State: 'available',
      VpcId: vpc.id,
      OwnerId: context.account.id,
      InstanceTenancy: vpc.tenancy,
      CidrBlockAssociationSet: [{ AssociationId: vpc.cidrAssociationId, CidrBlock: vpc.cidr, CidrBlockState: { State: 'associated' } }],
      IsDefault: vpc.isDefault,
      Tags: Object.keys(vpc.tags).length > 0 ? tagList(vpc.tags) : undefined,
    }),
};

/** Makes a VPC with what comes with every one: a main route table, a default group and a default ACL. */
export function newVpc(context: CloudContext, cidr: string, options: { readonly isDefault?: boolean; readonly tenancy?: string; readonly tags?: Tags } = {}): Vpc {
  const vpc: Vpc = {
    id: ec2Id(context.time, 'vpc'),
    cidr,
    cidrAssociationId: ec2Id(context.time, 'vpc-cidr-assoc'),
    isDefault: options.isDefault ?? false,
    tenancy: options.tenancy ?? 'default',
    createdAt: context.time.now,
    dhcpOptionsId: dhcpOptionsId(context),
    dnsSupport: true,
    dnsHostnames: options.isDefault ?? false,
    networkAddressUsageMetrics: false,
    tags: options.tags ?? {},
  };
  rows(context.account, context.region, VPCS)[vpc.id] = vpc;
  newRouteTable(context, vpc, {}, true);
  newDefaultGroup(context, vpc.id);
  newDefaultAcl(context, vpc.id);
  note(context.time, 'ec2.vpc.created', { account: context.account.id, region: context.region, id: vpc.id, name: vpc.tags.Name, cidr });
  return vpc;
}

interface DhcpOptions {
  readonly id: string;
  tags: Tags;
}
export const DHCP_OPTIONS = table<DhcpOptions>('ec2.dhcp-options');

/** The Region's default DHCP options set, made with its first VPC. */
function dhcpOptionsId(context: CloudContext): string {
  const sets = rows(context.account, context.region, DHCP_OPTIONS);
  const known = Object.keys(sets)[0];
  if (known) return known;
  const id = ec2Id(context.time, 'dopt');
  sets[id] = { id, tags: {} };
  return id;
}

export const describeDhcpOptions: Operation = describe<DhcpOptions>({
  table: DHCP_OPTIONS,
  ids: 'DhcpOptionsIds',
  result: 'DhcpOptions',
  id: (set) => set.id,
  tags: (set) => set.tags,
  notFound: (id) => refusal('InvalidDhcpOptionID.NotFound', `The dhcpOption ID '${id}' does not exist`),
  filters: { 'dhcp-options-id': (set) => set.id },
  print: (context, set) => ({
    DhcpConfigurations: [
      { Key: 'domain-name', Values: [{ Value: `${context.region}.compute.internal` }] },
      { Key: 'domain-name-servers', Values: [{ Value: 'AmazonProvidedDNS' }] },
    ],
    DhcpOptionsId: set.id,
    OwnerId: context.account.id,
    Tags: tagList(set.tags),
  }),
});

/** Five VPCs in a Region is the quota of a new account. */
const QUOTA = 5;

export const createVpc: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const cidr = request.text('CidrBlock');
    const block = parseBlock(cidr);
    if (!block) throw refusal('InvalidParameterValue', `Value (${cidr}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`);
    if (block.bits < 16 || block.bits > 28) throw refusal('InvalidVpc.Range', `The CIDR '${cidr}' is invalid.`);
    const tenancy = request.optional('InstanceTenancy') ?? 'default';
    const tags = tagsFor(params, 'vpc');
    if (Object.keys(peek(context.account, context.region, VPCS)).length >= QUOTA) throw refusal('VpcLimitExceeded', 'The maximum number of VPCs has been reached.');
    const vpc = newVpc(context, blockText(block), { tenancy, tags });
    return { Vpc: { ...(VPC.print(context, vpc) as object), State: 'pending' } };
  },
};

export const describeVpcs = describe(VPC);

/** What keeps a VPC from being deleted, as ids. Empty when it can go. */
export function vpcDependents(context: CloudContext, id: string): string[] {
  const all = <T extends { readonly id: string }>(of: Parameters<typeof peek<T>>[2]) => Object.values(peek(context.account, context.region, of)) as Readonly<T>[];
  return [
    ...all(SUBNETS).filter((subnet) => subnet.vpcId === id),
    ...all(INTERNET_GATEWAYS).filter((gateway) => gateway.vpcId === id),
    ...all(NAT_GATEWAYS).filter((gateway) => gateway.vpcId === id && gateway.state !== 'deleted' && gateway.state !== 'failed'),
    ...all(ROUTE_TABLES).filter((route) => route.vpcId === id && !route.associations.some((association) => association.main)),
    ...all(SECURITY_GROUPS).filter((group) => group.vpcId === id && group.name !== 'default'),
    ...all(INTERFACES).filter((face) => face.vpcId === id),
    ...all(NETWORK_ACLS).filter((acl) => acl.vpcId === id && !acl.isDefault),
  ].map((thing) => thing.id);
}

export const deleteVpc: Operation = {
  kind: 'write',
  run(context, params) {
    const { id } = vpcOf(context, read(params).text('VpcId'));
    if (vpcDependents(context, id).length > 0) throw dependent('vpc', id);
    const { account, region } = context;
    for (const of of [ROUTE_TABLES, SECURITY_GROUPS, NETWORK_ACLS]) {
      const things = rows<{ readonly id: string; readonly vpcId: string }>(account, region, of);
      for (const thing of Object.values(things)) if (thing.vpcId === id) delete things[thing.id];
    }
    const rules = rows(account, region, RULES);
    for (const rule of Object.values(rules)) if (!rows(account, region, SECURITY_GROUPS)[rule.groupId]) delete rules[rule.id];
    const vpcs = rows(account, region, VPCS);
    note(context.time, 'ec2.vpc.deleted', { account: account.id, region, id, name: vpcs[id]?.tags.Name, cidr: vpcs[id]?.cidr });
    delete vpcs[id];
    return {};
  },
};

const ATTRIBUTES = { enableDnsSupport: 'dnsSupport', enableDnsHostnames: 'dnsHostnames', enableNetworkAddressUsageMetrics: 'networkAddressUsageMetrics' } as const;

export const describeVpcAttribute: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const vpc = vpcOf(context, request.text('VpcId'));
    const name = request.text('Attribute') as keyof typeof ATTRIBUTES;
    const field = ATTRIBUTES[name];
    if (!field) throw refusal('InvalidParameterValue', `Value (${name}) for parameter attribute is invalid. Unknown attribute.`);
    return { VpcId: vpc.id, [name.charAt(0).toUpperCase() + name.slice(1)]: { Value: vpc[field] } };
  },
};

/** One attribute a call, as `{ EnableDnsHostnames: { Value: true } }`. */
export const modifyVpcAttribute: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const { id } = vpcOf(context, request.text('VpcId'));
    const changes = Object.entries(ATTRIBUTES).flatMap(([name, field]) => {
      const given = request.record(name.charAt(0).toUpperCase() + name.slice(1));
      return given ? [{ field, value: read(given).flag('Value') ?? false }] : [];
    });
    const change = changes[0];
    if (changes.length > 1) throw refusal('InvalidParameterCombination', 'Fields for multiple attribute types specified');
    if (!change) throw refusal('InvalidParameterCombination', 'No attributes specified.');
    (rows(context.account, context.region, VPCS)[id] as Vpc)[change.field] = change.value;
    return {};
  },
};
