// Internet gateways. One cannot be detached while a public address in its VPC is mapped.
import { note } from '../../engine/moment.ts';
import { type CloudContext, type CloudView, having, rowAt, rows, table } from '../cloud.ts';
import { ec2Id } from '../ids.ts';
import type { Operation } from '../operation.ts';
import { type Tags, tagList } from '../tags.ts';
import { describe, type Kind } from './describe.ts';
import { INTERFACES } from './interface.ts';
import { dependent, read, refusal } from './refusal.ts';
import { tagsFor } from './tags.ts';
import { vpcOf } from './vpc.ts';

export interface InternetGateway {
  readonly id: string;
  readonly createdAt: number;
  vpcId: string | null;
  tags: Tags;
}

export const INTERNET_GATEWAYS = table<InternetGateway>('ec2.internet-gateway');

const notFound = (id: string) => refusal('InvalidInternetGatewayID.NotFound', `The internetGateway ID '${id}' does not exist`);

function gatewayOf(context: CloudContext, id: string): Readonly<InternetGateway> {
  const gateway = rowAt(context.account, context.region, INTERNET_GATEWAYS, id);
  if (!gateway) throw notFound(id);
  return gateway;
}

/** The gateway attached to a VPC, or null. */
export const gatewayOfVpc = (context: CloudView, vpcId: string): Readonly<InternetGateway> | null =>
  having(context.account, context.region, INTERNET_GATEWAYS, 'vpcId', vpcId)[0] ?? null;

export const INTERNET_GATEWAY: Kind<InternetGateway> = {
  table: INTERNET_GATEWAYS,
  ids: 'InternetGatewayIds',
  result: 'InternetGateways',
  id: (gateway) => gateway.id,
  tags: (gateway) => gateway.tags,
  notFound,
  filters: {
    'internet-gateway-id': (gateway) => gateway.id,
    'attachment.vpc-id': (gateway) => gateway.vpcId,
    'attachment.state': (gateway) => (gateway.vpcId ? 'available' : null),
    'owner-id': (_, context) => context.account.id,
  },
  print: (context, gateway) => ({
    Attachments: gateway.vpcId ? [{ State: 'available', VpcId: gateway.vpcId }] : [],
    InternetGatewayId: gateway.id,
    OwnerId: context.account.id,
    Tags: tagList(gateway.tags),
  }),
};

export function newInternetGateway(context: CloudContext, tags: Tags, vpcId: string | null = null): InternetGateway {
  const gateway: InternetGateway = { id: ec2Id(context.time, 'igw'), createdAt: context.time.now, vpcId, tags };
  rows(context.account, context.region, INTERNET_GATEWAYS)[gateway.id] = gateway;
  note(context.time, 'ec2.internet-gateway.created', { account: context.account.id, region: context.region, id: gateway.id, name: tags.Name });
  return gateway;
}

export const createInternetGateway: Operation = {
  kind: 'write',
  run: (context, params) => ({ InternetGateway: INTERNET_GATEWAY.print(context, newInternetGateway(context, tagsFor(params, 'internet-gateway'))) }),
};

export const describeInternetGateways = describe(INTERNET_GATEWAY);

export const attachInternetGateway: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const gateway = gatewayOf(context, request.text('InternetGatewayId'));
    const vpc = vpcOf(context, request.text('VpcId'));
    if (gateway.vpcId) throw refusal('Resource.AlreadyAssociated', `resource ${gateway.id} is already attached to network ${gateway.vpcId}`);
    if (gatewayOfVpc(context, vpc.id)) throw refusal('InvalidParameterValue', `Network ${vpc.id} already has an internet gateway attached`);
    (rows(context.account, context.region, INTERNET_GATEWAYS)[gateway.id] as InternetGateway).vpcId = vpc.id;
    note(context.time, 'ec2.internet-gateway.attached', { account: context.account.id, region: context.region, id: gateway.id, vpc: vpc.id });
    return {};
  },
};

export const detachInternetGateway: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const gateway = gatewayOf(context, request.text('InternetGatewayId'));
    const vpc = vpcOf(context, request.text('VpcId'));
    if (gateway.vpcId !== vpc.id) throw refusal('Gateway.NotAttached', `resource ${gateway.id} is not attached to network ${vpc.id}`);
    const mapped = having(context.account, context.region, INTERFACES, 'vpcId', vpc.id).some((face) => face.association !== null);
    if (mapped) {
      throw refusal('DependencyViolation', `Network ${vpc.id} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`);
    }
    (rows(context.account, context.region, INTERNET_GATEWAYS)[gateway.id] as InternetGateway).vpcId = null;
    note(context.time, 'ec2.internet-gateway.detached', { account: context.account.id, region: context.region, id: gateway.id, vpc: vpc.id });
    return {};
  },
};

export const deleteInternetGateway: Operation = {
  kind: 'write',
  run(context, params) {
    const gateway = gatewayOf(context, read(params).text('InternetGatewayId'));
    if (gateway.vpcId) throw dependent('internetGateway', gateway.id);
    note(context.time, 'ec2.internet-gateway.deleted', { account: context.account.id, region: context.region, id: gateway.id, name: gateway.tags.Name });
    delete rows(context.account, context.region, INTERNET_GATEWAYS)[gateway.id];
    return {};
  },
};
