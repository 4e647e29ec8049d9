// Makes what a recorded session takes for granted: the objects of `foreign.ts`, through the calls with which somebody would have made them.
import type { Account, CloudContext } from '../aws/cloud.ts';
import { newVpc } from '../aws/ec2/vpc.ts';
import type { Json } from '../engine/json.ts';
import type { Timeline } from '../engine/moment.ts';
import { type Api, Refusal } from '../provider-aws/core/api.ts';
import { pick, text } from '../provider-aws/core/members.ts';
import type { Foreign, NamedKind } from './foreign.ts';

/** Wide enough for whatever a session puts into a network that it has not made. */
const CIDR = '10.0.0.0/8';

/** Gives something the id that a recording knows it by, wherever the account and what is to come mention it. */
export function rename(account: Account, time: Timeline, from: string, to: string): void {
  account.tables = JSON.parse(JSON.stringify(account.tables).replaceAll(from, to)) as Account['tables'];
  time.jobs = JSON.parse(JSON.stringify(time.jobs).replaceAll(from, to)) as Timeline['jobs'];
}

/** A trust policy for a service of AWS, or for several. */
export const trust = (...services: readonly string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: services } }] });

const SERVICES = ['ec2', 'ecs-tasks', 'ecs', 'lambda', 'backup', 'events', 'monitoring.rds'].map((name) => `${name}.amazonaws.com`);
const ALLOW = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });

type Given = { readonly context: () => CloudContext; readonly account: Account; readonly api: Api };

/** Makes the objects that a session names. What is there already stays. */
export function furnishForeign({ context, account, api }: Given, foreign: Foreign): void {
  const make = (service: string, operation: string, params: { readonly [name: string]: Json }, path = ''): string => {
    try {
      const reply = api.call(service, operation, params) as Json;
      return path ? text(pick(reply, path)) : '';
    } catch (error) {
      if (error instanceof Refusal) return '';
      throw error;
    }
  };
  const called = (id: string, made: string): string => {
    if (made) rename(account, api.time, made, id);
    return id;
  };
  const beginning = (prefix: string) => foreign.ids.filter((id) => id.startsWith(prefix));
  const inNetwork = ['subnet-', 'sg-', 'rtb-', 'igw-', 'arn:aws:elasticloadbalancing:'].some((prefix) => beginning(prefix).length > 0) || foreign.named.subnets.length > 0;
  const vpcs = beginning('vpc-').map((id) => called(id, newVpc(context(), CIDR).id));
  const vpc = vpcs[0] ?? (inNetwork ? newVpc(context(), CIDR).id : '');
  const zone = (index: number) => `${api.region}${'abc'[index % 3]}`;
  const subnet = (index: number) => make('ec2', 'CreateSubnet', { VpcId: vpc, CidrBlock: `10.255.${index}.0/24`, AvailabilityZone: zone(index) }, 'Subnet.SubnetId');

  if (vpc && foreign.gateway)
    make('ec2', 'AttachInternetGateway', { InternetGatewayId: make('ec2', 'CreateInternetGateway', {}, 'InternetGateway.InternetGatewayId'), VpcId: vpc });
  for (const [index, id] of beginning('subnet-').entries()) called(id, subnet(index));
  for (const [index, id] of beginning('sg-').entries())
    called(id, make('ec2', 'CreateSecurityGroup', { GroupName: `foreign-${index}`, Description: 'foreign', VpcId: vpc }, 'GroupId'));
  for (const id of beginning('rtb-')) called(id, make('ec2', 'CreateRouteTable', { VpcId: vpc }, 'RouteTable.RouteTableId'));
  for (const id of beginning('igw-')) {
    called(id, make('ec2', 'CreateInternetGateway', {}, 'InternetGateway.InternetGatewayId'));
    make('ec2', 'AttachInternetGateway', { InternetGatewayId: id, VpcId: vpc });
  }
  for (const id of beginning('eipalloc-')) called(id, make('ec2', 'AllocateAddress', { Domain: 'vpc' }, 'AllocationId'));
  for (const id of beginning('Z')) called(id, make('route53', 'CreateHostedZone', { Name: 'example.org', CallerReference: id }, 'HostedZone.Id').split('/').at(-1) ?? '');
  for (const arn of foreign.ids) {
    const [, , service = '', , , ...rest] = arn.split(':');
    const [kind = '', ...path] = rest.join(':').split('/');
    const name = path.at(-1) ?? '';
    const inside = path.length > 1 ? `/${path.slice(0, -1).join('/')}/` : '/';
    if (service === 'iam' && !arn.includes('::aws:')) {
      if (kind === 'role') make('iam', 'CreateRole', { RoleName: name, Path: inside, AssumeRolePolicyDocument: trust(...SERVICES) });
      if (kind === 'policy') make('iam', 'CreatePolicy', { PolicyName: name, Path: inside, PolicyDocument: ALLOW });
    } else if (service === 'acm') called(arn, make('acm', 'RequestCertificate', { DomainName: 'example.org', ValidationMethod: 'DNS' }, 'CertificateArn'));
    else if (service === 'kms' && kind === 'key') called(name, make('kms', 'CreateKey', {}, 'KeyMetadata.KeyId'));
    else if (service === 'elasticloadbalancing' && kind === 'targetgroup') {
      called(arn, make('elbv2', 'CreateTargetGroup', { Name: path[0] ?? '', Protocol: 'HTTP', Port: 80, VpcId: vpc, TargetType: 'ip' }, 'TargetGroups[0].TargetGroupArn'));
    } else if (service === 'elasticloadbalancing' && (kind === 'loadbalancer' || kind === 'listener')) {
      const balancer = arn.split('/').slice(0, 4).join('/').replace(':listener/', ':loadbalancer/');
      called(balancer, make('elbv2', 'CreateLoadBalancer', { Name: path[1] ?? '', Subnets: [subnet(200), subnet(201)] }, 'LoadBalancers[0].LoadBalancerArn'));
      const answer = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }];
      if (kind === 'listener')
        called(arn, make('elbv2', 'CreateListener', { LoadBalancerArn: balancer, Protocol: 'HTTP', Port: 80, DefaultActions: answer }, 'Listeners[0].ListenerArn'));
    }
  }
  const making: { readonly [kind in NamedKind]: (name: string) => void } = {
    bucket: (name) => make('s3', 'CreateBucket', { Bucket: name, CreateBucketConfiguration: { LocationConstraint: api.region } }),
    role: (name) => make('iam', 'CreateRole', { RoleName: name, AssumeRolePolicyDocument: trust(...SERVICES) }),
    profile: (name) => make('iam', 'CreateInstanceProfile', { InstanceProfileName: name }),
    key: (name) => make('ec2', 'CreateKeyPair', { KeyName: name }),
    subnets: (name) => make('rds', 'CreateDBSubnetGroup', { DBSubnetGroupName: name, DBSubnetGroupDescription: 'foreign', SubnetIds: [subnet(210), subnet(211)] }),
    parameters: (name) => make('rds', 'CreateDBParameterGroup', { DBParameterGroupName: name, DBParameterGroupFamily: 'postgres16', Description: 'foreign' }),
    cluster: (name) => make('ecs', 'CreateCluster', { clusterName: name }),
    family: (name) => make('ecs', 'RegisterTaskDefinition', { family: name.split(':')[0] as string, containerDefinitions: [{ name: 'app', image: 'nginx', memory: 128 }] }),
    vault: (name) => make('backup', 'CreateBackupVault', { BackupVaultName: name }),
    rule: (name) => make('events', 'PutRule', { Name: name, ScheduleExpression: 'rate(1 day)' }),
  };
  for (const [kind, names] of Object.entries(foreign.named)) for (const name of names) making[kind as NamedKind](name);
}
