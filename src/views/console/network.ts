// The console's pages of networks, servers, containers and names.
import { cell, type Page } from './page.ts';

export const vpcs: Page = {
  id: 'vpc-vpcs',
  service: 'VPC',
  title: 'Your VPCs',
  source: { service: 'ec2', operation: 'DescribeVpcs', rows: ['Vpcs'] },
  key: 'VpcId',
  columns: [
    { title: 'VPC', path: 'VpcId' },
    { title: 'Name', path: 'Tags.0.Value' },
    { title: 'CIDR', path: 'CidrBlock' },
    { title: 'State', path: 'State' },
  ],
  empty: 'No VPCs.',
  actions: (item) => [{ id: 'delete', label: 'Delete', service: 'ec2', operation: 'DeleteVpc', params: { VpcId: cell(item, 'VpcId') }, fields: [], tone: 'destructive' }],
};

export const subnets: Page = {
  id: 'vpc-subnets',
  service: 'VPC',
  title: 'Subnets',
  source: { service: 'ec2', operation: 'DescribeSubnets', rows: ['Subnets'] },
  key: 'SubnetId',
  columns: [
    { title: 'Subnet', path: 'SubnetId' },
    { title: 'VPC', path: 'VpcId' },
    { title: 'CIDR', path: 'CidrBlock' },
    { title: 'Zone', path: 'AvailabilityZone' },
  ],
  empty: 'No subnets.',
};

export const instances: Page = {
  id: 'ec2-instances',
  service: 'EC2',
  title: 'Instances',
  source: { service: 'ec2', operation: 'DescribeInstances', rows: ['Reservations', 'Instances'] },
  key: 'InstanceId',
  columns: [
    { title: 'Instance', path: 'InstanceId' },
    { title: 'Type', path: 'InstanceType' },
    { title: 'State', path: 'State.Name' },
    { title: 'Launched', path: 'LaunchTime' },
    { title: 'Public address', path: 'PublicIpAddress' },
  ],
  state: 'State.Name',
  empty: 'No instances.',
  actions: (item) => [
    { id: 'terminate', label: 'Terminate', service: 'ec2', operation: 'TerminateInstances', params: { InstanceIds: [cell(item, 'InstanceId')] }, fields: [], tone: 'destructive' },
  ],
};

export const balancers: Page = {
  id: 'ec2-balancers',
  service: 'EC2',
  title: 'Load balancers',
  source: { service: 'elbv2', operation: 'DescribeLoadBalancers', rows: ['LoadBalancers'] },
  key: 'LoadBalancerArn',
  columns: [
    { title: 'Name', path: 'LoadBalancerName' },
    { title: 'State', path: 'State.Code' },
    { title: 'DNS name', path: 'DNSName' },
    { title: 'Created', path: 'CreatedTime' },
  ],
  state: 'State.Code',
  empty: 'No load balancers.',
  actions: (item) => [
    {
      id: 'delete',
      label: 'Delete',
      service: 'elbv2',
      operation: 'DeleteLoadBalancer',
      params: { LoadBalancerArn: cell(item, 'LoadBalancerArn') },
      fields: [],
      tone: 'destructive',
    },
  ],
};

export const clusters: Page = {
  id: 'ecs-clusters',
  service: 'ECS',
  title: 'Clusters',
  source: { service: 'ecs', operation: 'DescribeClusters', rows: ['clusters'] },
  key: 'clusterArn',
  columns: [
    { title: 'Cluster', path: 'clusterName' },
    { title: 'Status', path: 'status' },
    { title: 'Running tasks', path: 'runningTasksCount', align: 'right' },
    { title: 'Services', path: 'activeServicesCount', align: 'right' },
  ],
  state: 'status',
  empty: 'No clusters.',
};

export const zones: Page = {
  id: 'route53-zones',
  service: 'Route 53',
  title: 'Hosted zones',
  source: { service: 'route53', operation: 'ListHostedZones', rows: ['HostedZones'] },
  key: 'Id',
  columns: [
    { title: 'Zone', path: 'Name' },
    { title: 'Id', path: 'Id' },
    { title: 'Records', path: 'ResourceRecordSetCount', align: 'right' },
  ],
  empty: 'No hosted zones.',
};

export const buckets: Page = {
  id: 's3-buckets',
  service: 'S3',
  title: 'Buckets',
  source: { service: 's3', operation: 'ListBuckets', rows: ['Buckets'] },
  key: 'Name',
  columns: [
    { title: 'Bucket', path: 'Name' },
    { title: 'Created', path: 'CreationDate' },
  ],
  empty: 'No buckets.',
};
