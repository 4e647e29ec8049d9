// Kinds of things that nobody can make in this cloud and that somebody looks for all the same, when a VPC does not go away: their lists are empty, an id is refused.
import type { Operation } from '../operation.ts';
import { read, refusal } from './refusal.ts';

const none = (result: string, ids: string, code: string, kind: string): Operation => ({
  kind: 'read',
  run(_context, params) {
    const [id] = read(params).texts(ids);
    if (id !== undefined) throw refusal(`${code}.NotFound`, `The ${kind} '${id}' does not exist`);
    return { [result]: [] };
  },
});

export const ABSENT: { readonly [name: string]: Operation } = {
  DescribeEgressOnlyInternetGateways: none('EgressOnlyInternetGateways', 'EgressOnlyInternetGatewayIds', 'InvalidEgressOnlyInternetGatewayId', 'egress only internet gateway ID'),
  DescribeFlowLogs: none('FlowLogs', 'FlowLogIds', 'InvalidFlowLogId', 'flow log ID'),
  DescribeLaunchTemplates: none('LaunchTemplates', 'LaunchTemplateIds', 'InvalidLaunchTemplateId', 'launch template ID'),
  DescribeTransitGateways: none('TransitGateways', 'TransitGatewayIds', 'InvalidTransitGatewayID', 'transit gateway ID'),
  DescribeVpcEndpoints: none('VpcEndpoints', 'VpcEndpointIds', 'InvalidVpcEndpointId', 'Vpc Endpoint Id'),
  DescribeVpcPeeringConnections: none('VpcPeeringConnections', 'VpcPeeringConnectionIds', 'InvalidVpcPeeringConnectionID', 'vpcPeeringConnection ID'),
  DescribeVpnGateways: none('VpnGateways', 'VpnGatewayIds', 'InvalidVpnGatewayID', 'vpnGateway ID'),
};
