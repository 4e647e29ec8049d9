// A route of its own, in a table that another resource made.

import { MINUTE } from '../engine/clock.ts';
import { routeTo } from './aws_route_table.ts';
import { Complaint } from './core/api.ts';
import { any } from './core/checks.ts';
import { arn, cidr4, cidr6, emptyText } from './core/formats.ts';
import { type Attrs, firstOf, text } from './core/members.ts';
import { crc32 } from './core/naming.ts';
import type { ResourceType } from './core/resource.ts';
import { targetAttrs, targetOf } from './core/routes.ts';

const destination = (attrs: Attrs) => text(attrs.destination_cidr_block) || text(attrs.destination_ipv6_cidr_block) || text(attrs.destination_prefix_list_id);
const where = (attrs: Attrs) =>
  text(attrs.destination_cidr_block) ? { DestinationCidrBlock: attrs.destination_cidr_block } : { DestinationIpv6CidrBlock: attrs.destination_ipv6_cidr_block };
const routeId = (table: string, to: string) => `r-${table}${crc32(to)}`;

export const awsRoute: ResourceType = {
  name: 'aws_route',
  label: 'Route',
  checks: {
    values: {
      core_network_arn: arn,
      destination_cidr_block: any('10.0.0.1/16', emptyText, cidr4),
      destination_ipv6_cidr_block: any('2001:db8::1/32', emptyText, cidr6),
    },
    exactlyOne: [
      ['destination_cidr_block', 'destination_ipv6_cidr_block', 'destination_prefix_list_id'],
      [
        ...['carrier_gateway_id', 'core_network_arn', 'egress_only_gateway_id', 'gateway_id', 'local_gateway_id', 'nat_gateway_id', 'network_interface_id'],
        ...['transit_gateway_id', 'vpc_endpoint_id', 'vpc_peering_connection_id'],
      ],
    ],
  },
  message: (verb, attrs) => `${verb} Route in Route Table (${text(attrs.route_table_id)}) with destination (${destination(attrs)})`,
  create(api, planned) {
    api.call('ec2', 'CreateRoute', { RouteTableId: planned.route_table_id, ...where(planned), ...targetOf(planned) });
    return { id: routeId(text(planned.route_table_id), destination(planned)) };
  },
  read(api, state) {
    const table = firstOf(api.find('ec2', 'DescribeRouteTables', { RouteTableIds: [text(state.route_table_id)] }, ['InvalidRouteTableID.NotFound']), 'RouteTables');
    const route = routeTo(table, destination(state));
    if (!route) return null;
    return {
      ...targetAttrs(route, ''),
      destination_cidr_block: route.DestinationCidrBlock ?? '',
      destination_ipv6_cidr_block: route.DestinationIpv6CidrBlock ?? '',
      destination_prefix_list_id: route.DestinationPrefixListId ?? '',
      instance_id: route.InstanceId ?? '',
      instance_owner_id: route.InstanceOwnerId ?? '',
      origin: route.Origin ?? 'CreateRoute',
      state: route.State ?? 'active',
    };
  },
  update(api, prior, planned) {
    api.call('ec2', 'ReplaceRoute', { RouteTableId: prior.route_table_id, ...where(prior), ...targetOf(planned) });
  },
  delete(api, prior) {
    api.find('ec2', 'DeleteRoute', { RouteTableId: prior.route_table_id, ...where(prior) }, ['InvalidRoute.NotFound', 'InvalidRouteTableID.NotFound']);
  },
  retryCreate: { codes: ['InvalidTransitGatewayID.NotFound', 'InvalidNatGatewayID.NotFound'], timeout: 5 * MINUTE },
  imported(_api, id) {
    const [table, to] = id.split('_');
    if (!table || !to) throw new Complaint(`unexpected format of ID ("${id}"), expected ROUTETABLEID_DESTINATION`);
    return { id: routeId(table, to), route_table_id: table, [to.includes(':') ? 'destination_ipv6_cidr_block' : 'destination_cidr_block']: to };
  },
};
