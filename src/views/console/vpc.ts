// The console's pages of networks.
import { action, cell, column, from, type Page, removal } from './page.ts';

const SERVICE = 'VPC';

export const vpcs: Page = {
  id: 'vpc-vpcs',
  service: SERVICE,
  title: 'Your VPCs',
  rows: from('ec2', 'DescribeVpcs', 'Vpcs'),
  key: 'VpcId',
  columns: [column('VPC', 'VpcId'), column('Name', 'tag:Name'), column('State', 'State', 'state'), column('IPv4 CIDR', 'CidrBlock'), column('Default', 'IsDefault')],
  empty: 'No VPCs.',
  actions: (item) => [removal('ec2', 'DeleteVpc', { VpcId: cell(item, 'VpcId') })],
};

export const subnets: Page = {
  id: 'vpc-subnets',
  service: SERVICE,
  title: 'Subnets',
  rows: from('ec2', 'DescribeSubnets', 'Subnets'),
  key: 'SubnetId',
  columns: [
    column('Subnet', 'SubnetId'),
    column('Name', 'tag:Name'),
    column('VPC', 'VpcId'),
    column('IPv4 CIDR', 'CidrBlock'),
    column('Zone', 'AvailabilityZone'),
    column('Free addresses', 'AvailableIpAddressCount', 'number'),
  ],
  empty: 'No subnets.',
  actions: (item) => [removal('ec2', 'DeleteSubnet', { SubnetId: cell(item, 'SubnetId') })],
};

export const routeTables: Page = {
  id: 'vpc-route-tables',
  service: SERVICE,
  title: 'Route tables',
  rows: from('ec2', 'DescribeRouteTables', 'RouteTables'),
  key: 'RouteTableId',
  columns: [column('Route table', 'RouteTableId'), column('Name', 'tag:Name'), column('VPC', 'VpcId'), column('Routes to', 'Routes.DestinationCidrBlock')],
  empty: 'No route tables.',
  actions: (item) => [removal('ec2', 'DeleteRouteTable', { RouteTableId: cell(item, 'RouteTableId') })],
};

export const internetGateways: Page = {
  id: 'vpc-internet-gateways',
  service: SERVICE,
  title: 'Internet gateways',
  rows: from('ec2', 'DescribeInternetGateways', 'InternetGateways'),
  key: 'InternetGatewayId',
  columns: [column('Gateway', 'InternetGatewayId'), column('Name', 'tag:Name'), column('State', 'Attachments.State', 'state'), column('VPC', 'Attachments.VpcId')],
  empty: 'No internet gateways.',
  actions: (item) => {
    const own = { InternetGatewayId: cell(item, 'InternetGatewayId') };
    const vpc = cell(item, 'Attachments.VpcId');
    return [...(vpc ? [action('ec2', 'DetachInternetGateway', 'Detach', { ...own, VpcId: vpc })] : []), removal('ec2', 'DeleteInternetGateway', own)];
  },
};

export const natGateways: Page = {
  id: 'vpc-nat-gateways',
  service: SERVICE,
  title: 'NAT gateways',
  rows: from('ec2', 'DescribeNatGateways', 'NatGateways'),
  key: 'NatGatewayId',
  columns: [
    column('Gateway', 'NatGatewayId'),
    column('Name', 'tag:Name'),
    column('State', 'State', 'state'),
    column('Address', 'NatGatewayAddresses.PublicIp'),
    column('VPC', 'VpcId'),
    column('Created', 'CreateTime', 'time'),
  ],
  empty: 'No NAT gateways.',
  actions: (item) => [removal('ec2', 'DeleteNatGateway', { NatGatewayId: cell(item, 'NatGatewayId') })],
};
