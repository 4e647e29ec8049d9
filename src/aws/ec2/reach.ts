// Whether a connection gets to an interface: within its VPC by private addresses, from anywhere else over the internet gateway.
import { type CloudView, having } from '../cloud.ts';
import type { NetworkInterface } from './interface.ts';
import { gatewayOfVpc } from './internet-gateway.ts';
import { ROUTE_TABLES } from './route-table.ts';
import { allowed, letsIn, type Wanted } from './security-group-rule.ts';

/** Whether the subnet's route table leads to the VPC's internet gateway. */
export function routedOut(view: CloudView, vpcId: string, subnetId: string): boolean {
  const gateway = gatewayOfVpc(view, vpcId);
  if (!gateway) return false;
  const tables = having(view.account, view.region, ROUTE_TABLES, 'vpcId', vpcId);
  const own = tables.find((table) => table.associations.some(({ subnetId: of }) => of === subnetId)) ?? tables.find((table) => table.associations.some(({ main }) => main));
  return own?.routes.some((route) => route.destination === '0.0.0.0/0' && route.target === gateway.id) ?? false;
}

/** From somewhere on the internet to an interface's public address. */
export const reachesFromOutside = (view: CloudView, ip: string, to: Readonly<NetworkInterface>, wanted: Wanted): boolean =>
  to.association !== null && routedOut(view, to.vpcId, to.subnetId) && letsIn(view, { groups: [], ip }, { groups: to.groups, ip: to.privateIp }, wanted);

/** From one interface of the VPC to another by its private address. */
export const reachesWithin = (view: CloudView, from: Readonly<NetworkInterface>, to: Readonly<NetworkInterface>, wanted: Wanted): boolean =>
  from.vpcId === to.vpcId && allowed(view, { groups: from.groups, ip: from.privateIp }, { groups: to.groups, ip: to.privateIp }, wanted);
