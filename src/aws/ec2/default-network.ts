// The default VPC that a Region of a new account comes with: three public subnets and an internet gateway.
import { type CloudContext, listed, rows } from '../cloud.ts';
import { newInternetGateway } from './internet-gateway.ts';
import { ROUTE_TABLES } from './route-table.ts';
import { newSubnet } from './subnet.ts';
import { newVpc, VPCS } from './vpc.ts';
import { zonesOf } from './zone.ts';

/** Does nothing when the Region has a default VPC already. */
export function newDefaultNetwork(context: CloudContext): void {
  if (listed(context.account, context.region, VPCS).some((vpc) => vpc.isDefault)) return;
  const vpc = newVpc(context, '172.31.0.0/16', { isDefault: true });
  const gateway = newInternetGateway(context, {}, vpc.id);
  zonesOf(context.region).forEach((zone, i) => {
    newSubnet(context, vpc.id, `172.31.${16 * i}.0/20`, zone.name, { default: true });
  });
  const main = Object.values(rows(context.account, context.region, ROUTE_TABLES)).find((found) => found.vpcId === vpc.id);
  main?.routes.push({ destination: '0.0.0.0/0', target: gateway.id, origin: 'CreateRoute' });
}
