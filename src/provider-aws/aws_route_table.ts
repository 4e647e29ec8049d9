// Route tables with the routes written inside them.

import { MINUTE } from '../engine/clock.ts';
import type { Json } from '../engine/json.ts';
import { any } from './core/checks.ts';
import { arn, cidr4, cidr6, emptyText } from './core/formats.ts';
import { type Attrs, firstOf, need, records, text, texts } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';
import { destinationOf, isOwn, targetAttrs, targetOf } from './core/routes.ts';
import { TAGS, tagSpecification, tagsIn } from './core/tagging.ts';

const NOT_FOUND = ['InvalidRouteTableID.NotFound'];
const where = (route: Attrs) => (text(route.cidr_block) ? { DestinationCidrBlock: route.cidr_block } : { DestinationIpv6CidrBlock: route.ipv6_cidr_block });
const key = (route: Attrs) => text(route.cidr_block) || text(route.ipv6_cidr_block) || text(route.destination_prefix_list_id);

export const awsRouteTable: ResourceType = {
  name: 'aws_route_table',
  label: 'Route Table',
  checks: {
    values: {
      'route.cidr_block': any('10.0.0.1/16', emptyText, cidr4),
      'route.core_network_arn': arn,
      'route.ipv6_cidr_block': any('2001:db8::1/32', emptyText, cidr6),
    },
  },
  create(api, planned) {
    const id = need(api.call('ec2', 'CreateRouteTable', { VpcId: planned.vpc_id, TagSpecifications: tagSpecification('route-table', planned) }), 'RouteTable.RouteTableId');
    for (const route of records(planned.route)) api.call('ec2', 'CreateRoute', { RouteTableId: id, ...where(route), ...targetOf(route) });
    return { id };
  },
  read(api, state) {
    const id = text(state.id);
    const table = firstOf(api.find('ec2', 'DescribeRouteTables', { RouteTableIds: [id] }, NOT_FOUND), 'RouteTables');
    if (!table) return null;
    const routes = records(table.Routes)
      .filter(isOwn)
      .map((route) => ({
        ...targetAttrs(route, ''),
        cidr_block: route.DestinationCidrBlock ?? '',
        ipv6_cidr_block: route.DestinationIpv6CidrBlock ?? '',
        destination_prefix_list_id: '',
      }));
    return {
      arn: api.arn('ec2', `route-table/${id}`),
      owner_id: table.OwnerId ?? api.account(),
      vpc_id: table.VpcId,
      propagating_vgws: records(table.PropagatingVgws).map((gateway) => gateway.GatewayId ?? ''),
      route: routes as Json,
      tags_all: tagsIn(table.Tags),
    };
  },
  update(api, prior, planned) {
    const old = new Map(records(prior.route).map((route) => [key(route), route]));
    const wanted = new Map(records(planned.route).map((route) => [key(route), route]));
    for (const [destination, route] of old) if (!wanted.has(destination)) api.call('ec2', 'DeleteRoute', { RouteTableId: prior.id, ...where(route) });
    for (const [destination, route] of wanted) {
      const before = old.get(destination);
      if (before && JSON.stringify(targetOf(before)) === JSON.stringify(targetOf(route))) continue;
      api.call('ec2', before ? 'ReplaceRoute' : 'CreateRoute', { RouteTableId: prior.id, ...where(route), ...targetOf(route) });
    }
  },
  delete(api, prior) {
    const table = firstOf(api.find('ec2', 'DescribeRouteTables', { RouteTableIds: [text(prior.id)] }, NOT_FOUND), 'RouteTables');
    if (!table) return;
    for (const association of texts(records(table.Associations).map((a) => a.RouteTableAssociationId ?? ''))) {
      api.find('ec2', 'DisassociateRouteTable', { AssociationId: association }, ['InvalidAssociationID.NotFound']);
    }
    api.find('ec2', 'DeleteRouteTable', { RouteTableId: prior.id }, NOT_FOUND);
  },
  retryDelete: { codes: ['DependencyViolation'], timeout: 5 * MINUTE },
  tags: TAGS.ec2,
};

/** The route of a table that goes to a destination. */
export const routeTo = (table: Attrs | null, destination: string): Attrs | undefined =>
  table ? records(table.Routes).find((route) => destinationOf(route) === destination) : undefined;
