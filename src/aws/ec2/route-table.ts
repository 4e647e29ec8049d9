// Route tables, their routes and the subnets that follow them.
import { note } from '../../engine/moment.ts';
import { type CloudContext, listed, rowAt, rows, table } from '../cloud.ts';
import { ec2Id } from '../ids.ts';
import { given } from '../input.ts';
import type { Operation } from '../operation.ts';
import { type Tags, tagList } from '../tags.ts';
import { blockText, parseBlock } from './cidr.ts';
import { describe, type Kind } from './describe.ts';
import { INTERFACES } from './interface.ts';
import { INTERNET_GATEWAYS } from './internet-gateway.ts';
import { NAT_GATEWAYS } from './nat-gateway.ts';
import { dependent, read, refusal } from './refusal.ts';
import { subnetOf } from './subnet.ts';
import { tagsFor } from './tags.ts';
import { vpcOf } from './vpc.ts';

export interface Route {
  readonly destination: string;
  /** `local`, or the id of a gateway, NAT gateway or network interface. */
  target: string;
  readonly origin: 'CreateRouteTable' | 'CreateRoute';
}

export interface RouteAssociation {
  readonly id: string;
  readonly main: boolean;
  readonly subnetId: string | null;
  readonly gatewayId: string | null;
}

export interface RouteTable {
  readonly id: string;
  readonly vpcId: string;
  readonly createdAt: number;
  routes: Route[];
  associations: RouteAssociation[];
  tags: Tags;
}

export const ROUTE_TABLES = table<RouteTable>('ec2.route-table');

const notFound = (id: string) => refusal('InvalidRouteTableID.NotFound', `The routeTable ID '${id}' does not exist`);

export function routeTableOf(context: CloudContext, id: string): Readonly<RouteTable> {
  const found = rowAt(context.account, context.region, ROUTE_TABLES, id);
  if (!found) throw notFound(id);
  return found;
}

/** `active`, or `blackhole` when the target is gone. */
export function routeState(context: CloudContext, route: Readonly<Route>): 'active' | 'blackhole' {
  const { account, region } = context;
  const { target } = route;
  if (target === 'local') return 'active';
  if (target.startsWith('igw-')) return rowAt(account, region, INTERNET_GATEWAYS, target)?.vpcId ? 'active' : 'blackhole';
  if (target.startsWith('nat-')) return ['pending', 'available'].includes(rowAt(account, region, NAT_GATEWAYS, target)?.state ?? '') ? 'active' : 'blackhole';
  if (target.startsWith('eni-')) return rowAt(account, region, INTERFACES, target)?.attachment ? 'active' : 'blackhole';
  return 'blackhole';
}

const targetMember = (target: string): string => (target.startsWith('nat-') ? 'NatGatewayId' : target.startsWith('eni-') ? 'NetworkInterfaceId' : 'GatewayId');

export const ROUTE_TABLE: Kind<RouteTable> = {
  table: ROUTE_TABLES,
  ids: 'RouteTableIds',
  result: 'RouteTables',
  id: (found) => found.id,
  tags: (found) => found.tags,
  notFound,
  filters: {
    'route-table-id': (found) => found.id,
    'vpc-id': (found) => found.vpcId,
    'association.main': (found) => found.associations.some((association) => association.main),
    'association.subnet-id': (found) => found.associations.flatMap((association) => association.subnetId ?? []),
    'association.gateway-id': (found) => found.associations.flatMap((association) => association.gatewayId ?? []),
    'association.route-table-association-id': (found) => found.associations.map((association) => association.id),
    'association.route-table-id': (found) => found.id,
    'route.destination-cidr-block': (found) => found.routes.map((route) => route.destination),
    'route.gateway-id': (found) => found.routes.map((route) => route.target),
    'route.nat-gateway-id': (found) => found.routes.map((route) => route.target),
    'owner-id': (_, context) => context.account.id,
  },
  print: (context, found) => ({
    Associations: found.associations.map((association) =>
      given({
        Main: association.main,
        RouteTableAssociationId: association.id,
        RouteTableId: found.id,
        SubnetId: association.subnetId,
        GatewayId: association.gatewayId,
        AssociationState: { State: 'associated' },
      }),
    ),
    PropagatingVgws: [],
    RouteTableId: found.id,
    Routes: found.routes.map((route) => ({
      DestinationCidrBlock: route.destination,
      [targetMember(route.target)]: route.target,
      Origin: route.origin,
      State: routeState(context, route),
    })),
    Tags: tagList(found.tags),
    VpcId: found.vpcId,
    OwnerId: context.account.id,
  }),
};

/** Makes a route table with its local route; `main` when it is the VPC's own. */
export function newRouteTable(context: CloudContext, vpc: { readonly id: string; readonly cidr: string }, tags: Tags, main = false): RouteTable {
  const made: RouteTable = {
    id: ec2Id(context.time, 'rtb'),
    vpcId: vpc.id,
    createdAt: context.time.now,
    routes: [{ destination: vpc.cidr, target: 'local', origin: 'CreateRouteTable' }],
    associations: main ? [{ id: ec2Id(context.time, 'rtbassoc'), main: true, subnetId: null, gatewayId: null }] : [],
    tags,
  };
  rows(context.account, context.region, ROUTE_TABLES)[made.id] = made;
  if (!main) note(context.time, 'ec2.route-table.created', { account: context.account.id, region: context.region, id: made.id, name: tags.Name });
  return made;
}

export const createRouteTable: Operation = {
  kind: 'write',
  run(context, params) {
    const vpc = vpcOf(context, read(params).text('VpcId'));
    return { RouteTable: ROUTE_TABLE.print(context, newRouteTable(context, vpc, tagsFor(params, 'route-table'))) };
  },
};

export const describeRouteTables = describe(ROUTE_TABLE);

export const deleteRouteTable: Operation = {
  kind: 'write',
  run(context, params) {
    const found = routeTableOf(context, read(params).text('RouteTableId'));
    if (found.associations.length > 0) throw dependent('routeTable', found.id);
    note(context.time, 'ec2.route-table.deleted', { account: context.account.id, region: context.region, id: found.id, name: found.tags.Name });
    delete rows(context.account, context.region, ROUTE_TABLES)[found.id];
    return {};
  },
};

export const associateRouteTable: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const found = routeTableOf(context, request.text('RouteTableId'));
    const gatewayId = request.optional('GatewayId');
    const subnet = gatewayId ? null : subnetOf(context, request.text('SubnetId'));
    if (subnet && subnet.vpcId !== found.vpcId) {
      throw refusal('InvalidParameterValue', `Route table ${found.id} and subnet ${subnet.id} belong to different networks`);
    }
    for (const other of listed(context.account, context.region, ROUTE_TABLES)) {
      const present = other.associations.find((association) => (subnet ? association.subnetId === subnet.id : association.gatewayId === gatewayId));
      if (present && other.id === found.id) return { AssociationId: present.id, AssociationState: { State: 'associated' } };
      if (present) throw refusal('Resource.AlreadyAssociated', `the specified association for route table ${found.id} conflicts with an existing association`);
    }
    const association: RouteAssociation = { id: ec2Id(context.time, 'rtbassoc'), main: false, subnetId: subnet?.id ?? null, gatewayId };
    (rows(context.account, context.region, ROUTE_TABLES)[found.id] as RouteTable).associations.push(association);
    return { AssociationId: association.id, AssociationState: { State: 'associated' } };
  },
};

function associationOf(context: CloudContext, id: string): { readonly tableId: string; readonly association: RouteAssociation } {
  for (const found of listed(context.account, context.region, ROUTE_TABLES)) {
    const association = found.associations.find((candidate) => candidate.id === id);
    if (association) return { tableId: found.id, association };
  }
  throw refusal('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`);
}

const drop = (context: CloudContext, tableId: string, id: string) => {
  const found = rows(context.account, context.region, ROUTE_TABLES)[tableId] as RouteTable;
  found.associations = found.associations.filter((association) => association.id !== id);
};

export const disassociateRouteTable: Operation = {
  kind: 'write',
  run(context, params) {
    const { tableId, association } = associationOf(context, read(params).text('AssociationId'));
    if (association.main) throw refusal('InvalidParameterValue', 'cannot disassociate the main route table association');
    drop(context, tableId, association.id);
    return {};
  },
};

export const replaceRouteTableAssociation: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const { tableId, association } = associationOf(context, request.text('AssociationId'));
    const found = routeTableOf(context, request.text('RouteTableId'));
    drop(context, tableId, association.id);
    const fresh: RouteAssociation = { ...association, id: ec2Id(context.time, 'rtbassoc') };
    (rows(context.account, context.region, ROUTE_TABLES)[found.id] as RouteTable).associations.push(fresh);
    return { NewAssociationId: fresh.id, AssociationState: { State: 'associated' } };
  },
};

/** The one target that a request names, checked to exist. */
function targetOf(context: CloudContext, params: Parameters<Operation['run']>[1], vpcId: string): string {
  const request = read(params);
  const { account, region } = context;
  const gateway = request.optional('GatewayId');
  const nat = request.optional('NatGatewayId');
  const face = request.optional('NetworkInterfaceId');
  const target = gateway ?? nat ?? face;
  if (!target) throw refusal('MissingParameter', 'The request must contain exactly one of gatewayId, natGatewayId, networkInterfaceId, vpcPeeringConnectionId or transitGatewayId');
  if (gateway) {
    const known = rowAt(account, region, INTERNET_GATEWAYS, gateway);
    if (!known) throw refusal('InvalidGatewayID.NotFound', `The gateway ID '${gateway}' does not exist`);
    if (known.vpcId !== vpcId) throw refusal('InvalidParameterValue', `route table and network gateway ${gateway} belong to different networks`);
  } else if (nat && !['pending', 'available'].includes(rowAt(account, region, NAT_GATEWAYS, nat)?.state ?? '')) {
    throw refusal('InvalidNatGatewayID.NotFound', `The natGateway ID '${nat}' does not exist`);
  } else if (face && !rowAt(account, region, INTERFACES, face)) {
    throw refusal('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${face}' does not exist`);
  }
  return target;
}

function destinationOf(params: Parameters<Operation['run']>[1]): string {
  const text = read(params).text('DestinationCidrBlock');
  const block = parseBlock(text);
  if (!block) throw refusal('InvalidParameterValue', `Value (${text}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.`);
  return blockText(block);
}

export const createRoute: Operation = {
  kind: 'write',
  run(context, params) {
    const found = routeTableOf(context, read(params).text('RouteTableId'));
    const destination = destinationOf(params);
    const target = targetOf(context, params, found.vpcId);
    const present = found.routes.find((route) => route.destination === destination);
    if (present && present.target === target) return { Return: true };
    if (present) throw refusal('RouteAlreadyExists', `The route identified by ${destination} already exists.`);
    (rows(context.account, context.region, ROUTE_TABLES)[found.id] as RouteTable).routes.push({ destination, target, origin: 'CreateRoute' });
    return { Return: true };
  },
};

const noRoute = (destination: string, id: string) => refusal('InvalidRoute.NotFound', `no route with destination-cidr-block ${destination} in route table ${id}`);

export const replaceRoute: Operation = {
  kind: 'write',
  run(context, params) {
    const found = routeTableOf(context, read(params).text('RouteTableId'));
    const destination = destinationOf(params);
    const target = targetOf(context, params, found.vpcId);
    const at = found.routes.findIndex((route) => route.destination === destination);
    if (at < 0) throw noRoute(destination, found.id);
    ((rows(context.account, context.region, ROUTE_TABLES)[found.id] as RouteTable).routes[at] as Route).target = target;
    return {};
  },
};

export const deleteRoute: Operation = {
  kind: 'write',
  run(context, params) {
    const found = routeTableOf(context, read(params).text('RouteTableId'));
    const destination = destinationOf(params);
    const route = found.routes.find((candidate) => candidate.destination === destination);
    if (!route) throw noRoute(destination, found.id);
    if (route.target === 'local') throw refusal('InvalidParameterValue', `cannot remove local route ${destination} in route table ${found.id}`);
    const changed = rows(context.account, context.region, ROUTE_TABLES)[found.id] as RouteTable;
    changed.routes = changed.routes.filter((candidate) => candidate.destination !== destination);
    return {};
  },
};
