// Routes, as route tables hold them and as resources of their own.
import type { Json } from '../../engine/json.ts';
import { type Attrs, text } from './members.ts';

/** Targets of a route: attribute -> member. */
export const TARGETS = {
  carrier_gateway_id: 'CarrierGatewayId',
  core_network_arn: 'CoreNetworkArn',
  egress_only_gateway_id: 'EgressOnlyInternetGatewayId',
  gateway_id: 'GatewayId',
  local_gateway_id: 'LocalGatewayId',
  nat_gateway_id: 'NatGatewayId',
  network_interface_id: 'NetworkInterfaceId',
  transit_gateway_id: 'TransitGatewayId',
  vpc_endpoint_id: 'VpcEndpointId',
  vpc_peering_connection_id: 'VpcPeeringConnectionId',
};

type Route = { readonly [member: string]: Json | undefined };

/** Target members of a request. */
export function targetOf(route: Attrs): Record<string, Json | undefined> {
  const members: Record<string, Json | undefined> = {};
  for (const [attribute, name] of Object.entries(TARGETS)) if (text(route[attribute])) members[name] = route[attribute];
  return members;
}

/** Target attributes of a route in a reply. */
export const targetAttrs = (route: Route, none: Json): Record<string, Json> =>
  Object.fromEntries(Object.entries(TARGETS).map(([attribute, name]) => [attribute, route[name] ?? none]));

/** Where a route goes, as an attribute name and a value. */
export const destinationOf = (route: Route): string => text(route.DestinationCidrBlock) || text(route.DestinationIpv6CidrBlock) || text(route.DestinationPrefixListId);

/** Routes that nobody made: the network itself, and those of gateway endpoints. */
export const isOwn = (route: Route): boolean =>
  route.GatewayId !== 'local' && route.Origin !== 'EnableVgwRoutePropagation' && !text(route.DestinationPrefixListId).startsWith('pl-');
