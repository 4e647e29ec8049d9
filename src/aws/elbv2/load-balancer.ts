// Load balancers: their names are unique in a Region, they take minutes to come, and their interfaces linger a little after they are gone.
//   provisioning -> active -> (gone at once from describe; interfaces a little later)
import { between, draw } from '../../engine/chance.ts';
import { iso, SECOND } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, having, listed, peek, rowAt, rows, table } from '../cloud.ts';
import { INTERFACES, placeInterface, removeInterface } from '../ec2/interface.ts';
import { gatewayOfVpc } from '../ec2/internet-gateway.ts';
import { defaultGroupOf, groupOf } from '../ec2/security-group.ts';
import { SUBNETS } from '../ec2/subnet.ts';
import { arn, hexId } from '../ids.ts';
import { given } from '../input.ts';
import type { CloudJob, Operation } from '../operation.ts';
import { page } from '../page.ts';
import { readTags, type Tags } from '../tags.ts';
import { type Attributes, LOAD_BALANCER_ATTRIBUTES, printAttributes, readAttributes } from './attribute.ts';
import { dropListenersOf } from './listener.ts';
import { invalid, read, refusal } from './refusal.ts';

export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly dnsName: string;
  readonly zoneId: string;
  readonly type: 'application' | 'network';
  readonly scheme: 'internet-facing' | 'internal';
  readonly vpcId: string;
  readonly createdAt: number;
  state: 'provisioning' | 'active';
  subnets: string[];
  groups: string[];
  interfaces: string[];
  ipAddressType: string;
  attributes: Attributes;
  tags: Tags;
}

/** Keyed by ARN. */
export const LOAD_BALANCERS = table<LoadBalancer>('elbv2.load-balancer');

/** Hosted zones that Elastic Load Balancing's names lie in (public list of service endpoints). */
const ZONES: Record<string, { readonly application: string; readonly network: string }> = {
  'eu-west-1': { application: 'Z32O12XQLNTSW2', network: 'Z2IFOLAFXWLO4F' },
  'eu-central-1': { application: 'Z215JYRZR1TBD5', network: 'Z3F0SRJ5LGBH90' },
  'us-east-1': { application: 'Z35SXDOTRQ7X7K', network: 'Z26RNL4JYFTOTI' },
  'eu-west-2': { application: 'ZHURV8PSTC4K8', network: 'ZD4D7Y8KGAS4G' },
  'us-west-2': { application: 'Z1H1FL5HABSF5', network: 'Z18D5FSROUN65G' },
};

export const loadBalancerMissing = (arnText: string) => refusal('LoadBalancerNotFound', `Load balancer '${arnText}' not found`);

export function loadBalancerOf(context: CloudContext, arnText: string): Readonly<LoadBalancer> {
  const balancer = rowAt(context.account, context.region, LOAD_BALANCERS, arnText);
  if (!balancer) throw loadBalancerMissing(arnText);
  return balancer;
}

const zoneNames = (context: CloudContext, subnets: readonly string[]): Json =>
  subnets.map((SubnetId) => ({ ZoneName: rowAt(context.account, context.region, SUBNETS, SubnetId)?.zone ?? '', SubnetId, LoadBalancerAddresses: [] }));

export const printLoadBalancer = (context: CloudContext, balancer: Readonly<LoadBalancer>): Json =>
  given({
    LoadBalancerArn: balancer.arn,
    DNSName: balancer.dnsName,
    CanonicalHostedZoneId: balancer.zoneId,
    CreatedTime: iso(balancer.createdAt, true),
    LoadBalancerName: balancer.name,
    Scheme: balancer.scheme,
    VpcId: balancer.vpcId,
    State: { Code: balancer.state },
    Type: balancer.type,
    AvailabilityZones: zoneNames(context, balancer.subnets),
    SecurityGroups: balancer.type === 'application' || balancer.groups.length > 0 ? [...balancer.groups] : undefined,
    IpAddressType: balancer.ipAddressType,
  });

function subnetsAsked(context: CloudContext, request: ReturnType<typeof read>, type: string): string[] {
  const mapped = request.records('SubnetMappings').map((mapping) => read(mapping).text('SubnetId'));
  const ids = mapped.length > 0 ? mapped : request.texts('Subnets');
  if (ids.length === 0) throw invalid('You must specify subnets');
  const subnets = ids.map((id) => {
    const subnet = rowAt(context.account, context.region, SUBNETS, id);
    if (!subnet) throw refusal('SubnetNotFound', `The subnet ID '${id}' does not exist`);
    return subnet;
  });
  if (new Set(subnets.map((subnet) => subnet.zone)).size !== subnets.length) {
    throw refusal('InvalidConfigurationRequest', 'A load balancer cannot be attached to multiple subnets in the same Availability Zone');
  }
  if (type === 'application' && subnets.length < 2) throw invalid('At least two subnets in two different Availability Zones must be specified');
  if (new Set(subnets.map((subnet) => subnet.vpcId)).size > 1) throw refusal('InvalidConfigurationRequest', 'All subnets must belong to the same VPC');
  return ids;
}

function groupsAsked(context: CloudContext, ids: readonly string[], vpcId: string): string[] {
  for (const id of ids) {
    let group: ReturnType<typeof groupOf>;
    try {
      group = groupOf(context, id);
    } catch {
      throw refusal('InvalidSecurityGroup', `One or more security groups are invalid`);
    }
    if (group.vpcId !== vpcId) throw refusal('InvalidConfigurationRequest', 'One or more security groups are invalid');
  }
  return [...ids];
}

const sameSet = (one: readonly string[], other: readonly string[]) => one.length === other.length && one.every((value) => other.includes(value));

function attach(context: CloudContext, balancer: { readonly arn: string; readonly scheme: string; readonly groups: readonly string[] }, subnetId: string): string {
  return placeInterface(context, {
    subnetId,
    groups: balancer.groups,
    description: `ELB ${balancer.arn.split(':loadbalancer/')[1]}`,
    requester: 'amazon-elb',
    lendPublicIp: balancer.scheme === 'internet-facing',
  }).id;
}

export const createLoadBalancer: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const name = request.text('Name');
    if (!/^(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name)) {
      throw invalid(
        name.length > 32
          ? `Load balancer name '${name}' cannot be longer than '32' characters`
          : `Load balancer name '${name}' can only contain characters that are alphanumeric characters and hyphens(-)`,
      );
    }
    const type = request.optional('Type') === 'network' ? 'network' : 'application';
    const scheme = request.optional('Scheme') === 'internal' ? 'internal' : 'internet-facing';
    const subnets = subnetsAsked(context, request, type);
    const vpcId = peek(context.account, context.region, SUBNETS)[subnets[0] as string]?.vpcId as string;
    const asked = groupsAsked(context, request.texts('SecurityGroups'), vpcId);
    const groups = asked.length > 0 || type === 'network' ? asked : [defaultGroupOf(context, vpcId)?.id as string];
    const tags = readTags(params.Tags);
    const present = having(context.account, context.region, LOAD_BALANCERS, 'name', name)[0];
    if (present) {
      const same = present.type === type && present.scheme === scheme && sameSet(present.subnets, subnets) && sameSet(present.groups, groups);
      if (!same) throw refusal('DuplicateLoadBalancerName', `A load balancer with the same name '${name}' exists, but with different settings`);
      return { LoadBalancers: [printLoadBalancer(context, present)] };
    }
    if (scheme === 'internet-facing' && !gatewayOfVpc(context, vpcId)) throw refusal('InvalidSubnet', `VPC ${vpcId} has no internet gateway`);
    const suffix = hexId(context.time, 'elbv2', 16);
    const balancerArn = arn('elasticloadbalancing', context.region, context.account.id, `loadbalancer/${type === 'network' ? 'net' : 'app'}/${name}/${suffix}`);
    const number = type === 'network' ? suffix : String(1 + draw(context.time.chance, 'elbv2.dns') + (draw(context.time.chance, 'elbv2.dns') % 4) * 100000000);
    const balancer: LoadBalancer = {
      arn: balancerArn,
      name,
      dnsName: `${scheme === 'internal' ? 'internal-' : ''}${name}-${number}.${type === 'network' ? `elb.${context.region}` : `${context.region}.elb`}.amazonaws.com`,
      zoneId: ZONES[context.region]?.[type] ?? 'Z32O12XQLNTSW2',
      type,
      scheme,
      vpcId,
      createdAt: context.time.now,
      state: 'provisioning',
      subnets,
      groups,
      interfaces: subnets.map((subnetId) => attach(context, { arn: balancerArn, scheme, groups }, subnetId)),
      ipAddressType: request.optional('IpAddressType') ?? 'ipv4',
      attributes: { ...LOAD_BALANCER_ATTRIBUTES },
      tags,
    };
    rows(context.account, context.region, LOAD_BALANCERS)[balancerArn] = balancer;
    const seconds = between(context.time.chance, 'elbv2', 128, 182);
    schedule(context.time, context.time.now + seconds * SECOND, 'elbv2.load-balancer.active', { account: context.account.id, region: context.region, arn: balancerArn });
    note(context.time, 'elbv2.load-balancer.created', { account: context.account.id, region: context.region, arn: balancerArn, name });
    return { LoadBalancers: [printLoadBalancer(context, balancer)] };
  },
};

export const describeLoadBalancers: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const arns = request.texts('LoadBalancerArns');
    const names = request.texts('Names');
    const all = listed(context.account, context.region, LOAD_BALANCERS);
    const missing = arns.find((wanted) => !all.some((balancer) => balancer.arn === wanted)) ?? names.find((name) => !all.some((balancer) => balancer.name === name));
    if (missing) throw refusal('LoadBalancerNotFound', `Load balancers '[${missing}]' not found`);
    const chosen = all.filter((balancer) => (arns.length === 0 || arns.includes(balancer.arn)) && (names.length === 0 || names.includes(balancer.name)));
    const cut = page(chosen, params.Marker, params.PageSize, 400, 'ValidationError');
    return given({ LoadBalancers: cut.items.map((balancer) => printLoadBalancer(context, balancer)), NextMarker: cut.next });
  },
};

/** Succeeds also when the load balancer is gone already, as the API reference says. */
export const deleteLoadBalancer: Operation = {
  kind: 'write',
  run(context, params) {
    const arnText = read(params).text('LoadBalancerArn');
    const balancer = rowAt(context.account, context.region, LOAD_BALANCERS, arnText);
    if (!balancer) {
      if (!arnText.includes(':loadbalancer/')) throw invalid(`'${arnText}' is not a valid load balancer ARN`);
      return {};
    }
    if (balancer.attributes['deletion_protection.enabled'] === 'true') {
      throw refusal('OperationNotPermitted', `Load balancer '${arnText}' cannot be deleted because deletion protection is enabled`);
    }
    const { account, region } = context;
    dropListenersOf(context, arnText);
    const seconds = between(context.time.chance, 'elbv2', 12, 27);
    schedule(context.time, context.time.now + seconds * SECOND, 'elbv2.load-balancer.released', { account: account.id, region, interfaces: [...balancer.interfaces] });
    note(context.time, 'elbv2.load-balancer.deleted', { account: account.id, region, arn: arnText, name: balancer.name });
    delete rows(account, region, LOAD_BALANCERS)[arnText];
    return {};
  },
};

export const describeLoadBalancerAttributes: Operation = {
  kind: 'read',
  run: (context, params) => ({ Attributes: printAttributes(loadBalancerOf(context, read(params).text('LoadBalancerArn')).attributes) }),
};

export const modifyLoadBalancerAttributes: Operation = {
  kind: 'write',
  run(context, params) {
    const { arn: key } = loadBalancerOf(context, read(params).text('LoadBalancerArn'));
    const changes = readAttributes(params, LOAD_BALANCER_ATTRIBUTES, 'Load balancer', ['dns_record.', 'ipv6.']);
    const balancer = rows(context.account, context.region, LOAD_BALANCERS)[key] as LoadBalancer;
    Object.assign(balancer.attributes, changes);
    return { Attributes: printAttributes(balancer.attributes) };
  },
};

export const setSecurityGroups: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const known = loadBalancerOf(context, request.text('LoadBalancerArn'));
    const groups = groupsAsked(context, request.texts('SecurityGroups'), known.vpcId);
    if (groups.length === 0) throw invalid('You must specify at least one security group');
    const balancer = rows(context.account, context.region, LOAD_BALANCERS)[known.arn] as LoadBalancer;
    balancer.groups = groups;
    for (const id of balancer.interfaces) {
      const face = rows(context.account, context.region, INTERFACES)[id];
      if (face) face.groups = [...groups];
    }
    return { SecurityGroupIds: [...groups] };
  },
};

export const setSubnets: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const known = loadBalancerOf(context, request.text('LoadBalancerArn'));
    const subnets = subnetsAsked(context, request, known.type);
    const faces = peek(context.account, context.region, INTERFACES);
    const kept = known.interfaces.filter((id) => subnets.includes(faces[id]?.subnetId ?? ''));
    const dropped = known.interfaces.filter((id) => !kept.includes(id));
    const added = subnets.filter((subnet) => !kept.some((id) => faces[id]?.subnetId === subnet));
    const balancer = rows(context.account, context.region, LOAD_BALANCERS)[known.arn] as LoadBalancer;
    for (const id of dropped) removeInterface(context, id);
    balancer.subnets = subnets;
    balancer.interfaces = [...kept, ...added.map((subnet) => attach(context, balancer, subnet))];
    return { AvailabilityZones: zoneNames(context, subnets), IpAddressType: balancer.ipAddressType };
  },
};

export const setIpAddressType: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const { arn: key } = loadBalancerOf(context, request.text('LoadBalancerArn'));
    const IpAddressType = request.text('IpAddressType');
    (rows(context.account, context.region, LOAD_BALANCERS)[key] as LoadBalancer).ipAddressType = IpAddressType;
    return { IpAddressType };
  },
};

const active: CloudJob = (context, data) => {
  const balancer = rows(context.account, context.region, LOAD_BALANCERS)[String(data.arn)];
  if (balancer?.state !== 'provisioning') return;
  balancer.state = 'active';
  note(context.time, 'elbv2.load-balancer.active', { account: context.account.id, region: context.region, arn: balancer.arn, name: balancer.name });
};

const released: CloudJob = (context, data) => {
  for (const id of Array.isArray(data.interfaces) ? data.interfaces : []) removeInterface(context, String(id));
};

export const loadBalancerJobs = { 'elbv2.load-balancer.active': active, 'elbv2.load-balancer.released': released };
