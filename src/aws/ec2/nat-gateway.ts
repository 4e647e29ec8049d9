// NAT gateways: about two minutes to come, about one to go; paid by the hour all the while.
//   pending -> available -> deleting -> deleted (listed for an hour)
//   pending -> failed, when the VPC has no internet gateway or the address belongs to somebody else
import { between } from '../../engine/chance.ts';
import { HOUR, iso, SECOND } from '../../engine/clock.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, having, rowAt, rows, table } from '../cloud.ts';
import { ec2Id } from '../ids.ts';
import { given } from '../input.ts';
import type { CloudJob, Operation } from '../operation.ts';
import { type Tags, tagList } from '../tags.ts';
import { ADDRESSES, addressOf, mapAddress } from './address.ts';
import { describe, type Kind } from './describe.ts';
import { INTERFACES, placeInterface, removeInterface } from './interface.ts';
import { gatewayOfVpc } from './internet-gateway.ts';
import { read, refusal } from './refusal.ts';
import { ROUTE_TABLES } from './route-table.ts';
import { subnetOf } from './subnet.ts';
import { tagsFor } from './tags.ts';

export interface NatGateway {
  readonly id: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly allocationId: string | null;
  readonly connectivity: 'public' | 'private';
  readonly createdAt: number;
  state: 'pending' | 'available' | 'deleting' | 'deleted' | 'failed';
  interfaceId: string | null;
  privateIp: string | null;
  publicIp: string | null;
  associationId: string | null;
  deletedAt: number | null;
  failure: { readonly code: string; readonly message: string } | null;
  tags: Tags;
}

export const NAT_GATEWAYS = table<NatGateway>('ec2.nat-gateway');

const notFound = (id: string) => refusal('NatGatewayNotFound', `The Nat Gateway ${id} was not found`);

export const NAT_GATEWAY: Kind<NatGateway> = {
  table: NAT_GATEWAYS,
  ids: 'NatGatewayIds',
  result: 'NatGateways',
  filterParam: 'Filter',
  id: (gateway) => gateway.id,
  tags: (gateway) => gateway.tags,
  notFound: (id) => refusal('NatGatewayNotFound', `NatGateway ${id} was not found`),
  filters: { 'nat-gateway-id': (gateway) => gateway.id, state: (gateway) => gateway.state, 'subnet-id': (gateway) => gateway.subnetId, 'vpc-id': (gateway) => gateway.vpcId },
  print: (_, gateway) =>
    given({
      CreateTime: iso(gateway.createdAt),
      DeleteTime: gateway.deletedAt === null ? undefined : iso(gateway.deletedAt),
      FailureCode: gateway.failure?.code,
      FailureMessage: gateway.failure?.message,
      NatGatewayAddresses: [
        given({
          AllocationId: gateway.allocationId,
          NetworkInterfaceId: gateway.interfaceId,
          PrivateIp: gateway.privateIp,
          PublicIp: gateway.publicIp,
          AssociationId: gateway.associationId,
          IsPrimary: true,
          Status: gateway.state === 'available' ? 'succeeded' : undefined,
        }),
      ],
      NatGatewayId: gateway.id,
      State: gateway.state,
      SubnetId: gateway.subnetId,
      VpcId: gateway.vpcId,
      Tags: tagList(gateway.tags),
      ConnectivityType: gateway.connectivity,
    }),
};

export const describeNatGateways: Operation = {
  kind: 'read',
  run: (context, params) => describe(NAT_GATEWAY).run(context, params.Filters !== undefined && params.Filter === undefined ? { ...params, Filter: params.Filters } : params),
};

const where = (context: CloudContext, id: string) => ({ account: context.account.id, region: context.region, id });

export const createNatGateway: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const subnet = subnetOf(context, request.text('SubnetId'));
    const connectivity = request.optional('ConnectivityType') === 'private' ? 'private' : 'public';
    const allocationId = connectivity === 'public' ? request.text('AllocationId') : null;
    const address = allocationId ? addressOf(context, allocationId) : null;
    const tags = tagsFor(params, 'natgateway');
    const failure = address?.associationId
      ? { code: 'Resource.AlreadyAssociated', message: `Elastic IP address [${address.id}] is already associated` }
      : connectivity === 'public' && !gatewayOfVpc(context, subnet.vpcId)
        ? { code: 'Gateway.NotAttached', message: `Network ${subnet.vpcId} has no Internet gateway attached` }
        : null;
    const id = ec2Id(context.time, 'nat');
    const face = placeInterface(context, {
      subnetId: subnet.id,
      groups: [],
      description: `Interface for NAT Gateway ${id}`,
      interfaceType: 'nat_gateway',
      requester: 'amazon-aws',
    });
    const gateway: NatGateway = {
      id,
      subnetId: subnet.id,
      vpcId: subnet.vpcId,
      allocationId,
      connectivity,
      createdAt: context.time.now,
      state: 'pending',
      interfaceId: face.id,
      privateIp: face.privateIp,
      publicIp: null,
      associationId: null,
      deletedAt: null,
      failure,
      tags,
    };
    rows(context.account, context.region, NAT_GATEWAYS)[id] = gateway;
    if (allocationId && !failure) {
      gateway.associationId = mapAddress(context, allocationId, face.id);
      gateway.publicIp = address?.publicIp ?? null;
    }
    const seconds = failure ? between(context.time.chance, 'ec2.nat', 8, 20) : between(context.time.chance, 'ec2.nat', 88, 118);
    schedule(context.time, context.time.now + seconds * SECOND, 'ec2.nat-gateway.settle', where(context, id));
    note(context.time, 'ec2.nat-gateway.created', { ...where(context, id), name: tags.Name, subnet: subnet.id });
    return given({ ClientToken: request.optional('ClientToken'), NatGateway: NAT_GATEWAY.print(context, gateway) });
  },
};

export const deleteNatGateway: Operation = {
  kind: 'write',
  run(context, params) {
    const id = read(params).text('NatGatewayId');
    const known = rowAt(context.account, context.region, NAT_GATEWAYS, id);
    if (!known) throw notFound(id);
    if (known.state === 'deleting' || known.state === 'deleted') return { NatGatewayId: id };
    const gateway = rows(context.account, context.region, NAT_GATEWAYS)[id] as NatGateway;
    gateway.state = 'deleting';
    const seconds = between(context.time.chance, 'ec2.nat', 38, 56);
    schedule(context.time, context.time.now + seconds * SECOND, 'ec2.nat-gateway.gone', where(context, id));
    note(context.time, 'ec2.nat-gateway.deleting', { ...where(context, id), name: gateway.tags.Name });
    return { NatGatewayId: id };
  },
};

const settle: CloudJob = (context, data) => {
  const gateway = rows(context.account, context.region, NAT_GATEWAYS)[String(data.id)];
  if (gateway?.state !== 'pending') return;
  if (gateway.failure) {
    gateway.state = 'failed';
    if (gateway.interfaceId) removeInterface(context, gateway.interfaceId);
    schedule(context.time, context.time.now + HOUR, 'ec2.nat-gateway.forget', where(context, gateway.id));
  } else gateway.state = 'available';
  note(context.time, `ec2.nat-gateway.${gateway.state}`, { ...where(context, gateway.id), name: gateway.tags.Name, reason: gateway.failure?.message });
};

const gone: CloudJob = (context, data) => {
  const gateway = rows(context.account, context.region, NAT_GATEWAYS)[String(data.id)];
  if (gateway?.state !== 'deleting') return;
  gateway.state = 'deleted';
  gateway.deletedAt = context.time.now;
  if (gateway.interfaceId) removeInterface(context, gateway.interfaceId);
  schedule(context.time, context.time.now + HOUR, 'ec2.nat-gateway.forget', where(context, gateway.id));
  note(context.time, 'ec2.nat-gateway.deleted', { ...where(context, gateway.id), name: gateway.tags.Name });
};

const forget: CloudJob = (context, data) => {
  delete rows(context.account, context.region, NAT_GATEWAYS)[String(data.id)];
};

export const natGatewayJobs = { 'ec2.nat-gateway.settle': settle, 'ec2.nat-gateway.gone': gone, 'ec2.nat-gateway.forget': forget };

/** Whether what runs in a subnet can reach the internet: through a NAT gateway, or an internet gateway when it has a public address. */
export function reachesInternet(context: CloudContext, subnetId: string, publicIp: boolean): boolean {
  const subnet = subnetOf(context, subnetId);
  const tables = having(context.account, context.region, ROUTE_TABLES, 'vpcId', subnet.vpcId);
  const own = tables.find((candidate) => candidate.associations.some((association) => association.subnetId === subnetId));
  const main = tables.find((candidate) => candidate.associations.some((association) => association.main));
  const route = (own ?? main)?.routes.find((candidate) => candidate.destination === '0.0.0.0/0');
  if (!route) return false;
  if (route.target.startsWith('igw-')) return publicIp && gatewayOfVpc(context, subnet.vpcId)?.id === route.target;
  const nat = rowAt(context.account, context.region, NAT_GATEWAYS, route.target);
  if (nat?.state !== 'available') return false;
  const natInterface = nat.interfaceId ? rowAt(context.account, context.region, INTERFACES, nat.interfaceId) : undefined;
  const mapped = nat.allocationId ? rowAt(context.account, context.region, ADDRESSES, nat.allocationId)?.associationId : null;
  return Boolean(natInterface && mapped && gatewayOfVpc(context, nat.vpcId));
}
