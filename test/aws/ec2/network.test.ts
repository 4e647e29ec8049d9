import { expect, test } from 'vitest';
import { call } from '../../../src/aws/call.ts';
import { peek } from '../../../src/aws/cloud.ts';
import { INTERFACES } from '../../../src/aws/ec2/interface.ts';
import { reachesFromOutside } from '../../../src/aws/ec2/reach.ts';
import type { Params } from '../../../src/aws/operation.ts';
import { bench, MIN } from '../account.ts';

const network = (b: ReturnType<typeof bench>, name = 'courses') => {
  const tags = (kind: string) => [{ ResourceType: kind, Tags: [{ Key: 'Name', Value: name }] }];
  const vpc = b.ok('ec2', 'CreateVpc', { CidrBlock: '10.0.0.0/16', TagSpecifications: tags('vpc') }).Vpc.VpcId as string;
  const subnet = (CidrBlock: string, zone: string) => b.ok('ec2', 'CreateSubnet', { VpcId: vpc, CidrBlock, AvailabilityZone: `eu-west-1${zone}` }).Subnet.SubnetId as string;
  const publics = [subnet('10.0.1.0/24', 'a'), subnet('10.0.2.0/24', 'b')];
  const igw = b.ok('ec2', 'CreateInternetGateway').InternetGateway.InternetGatewayId as string;
  b.ok('ec2', 'AttachInternetGateway', { InternetGatewayId: igw, VpcId: vpc });
  return { vpc, publics, igw };
};

test('a new account has a default VPC with three subnets', () => {
  const b = bench();
  const [vpc] = b.ok('ec2', 'DescribeVpcs').Vpcs;
  expect(vpc).toMatchObject({ IsDefault: true, CidrBlock: '172.31.0.0/16', OwnerId: '123456789012' });
  expect(b.ok('ec2', 'DescribeSubnets', { Filters: [{ Name: 'vpc-id', Values: [vpc.VpcId] }] }).Subnets).toHaveLength(3);
});

test('a second VPC with the same CIDR and tags is accepted, and filters find both', () => {
  const b = bench();
  network(b);
  network(b);
  const found = b.ok('ec2', 'DescribeVpcs', { Filters: [{ Name: 'tag:Name', Values: ['cour*'] }] }).Vpcs;
  expect(found).toHaveLength(2);
  expect(found[0].VpcId).not.toBe(found[1].VpcId);
});

test('a VPC cannot go while something is in it; then it takes its own parts along', () => {
  const b = bench();
  const { vpc, publics, igw } = network(b);
  expect(b.no('ec2', 'DeleteVpc', { VpcId: vpc })).toBe(`DependencyViolation: The vpc '${vpc}' has dependencies and cannot be deleted.`);
  for (const SubnetId of publics) b.ok('ec2', 'DeleteSubnet', { SubnetId });
  expect(b.no('ec2', 'DeleteVpc', { VpcId: vpc })).toMatch(/DependencyViolation/);
  b.ok('ec2', 'DetachInternetGateway', { InternetGatewayId: igw, VpcId: vpc });
  b.ok('ec2', 'DeleteVpc', { VpcId: vpc });
  expect(b.no('ec2', 'DescribeVpcs', { VpcIds: [vpc] })).toBe(`InvalidVpcID.NotFound: The vpc ID '${vpc}' does not exist`);
  expect(b.ok('ec2', 'DescribeSecurityGroups', { Filters: [{ Name: 'vpc-id', Values: [vpc] }] }).SecurityGroups).toEqual([]);
  expect(b.ok('ec2', 'DescribeRouteTables', { Filters: [{ Name: 'vpc-id', Values: [vpc] }] }).RouteTables).toEqual([]);
});

test('a NAT gateway takes about 1m40s to come and under a minute to go, and holds its address, subnet and gateway meanwhile', () => {
  const b = bench();
  const { vpc, publics, igw } = network(b);
  const eip = b.ok('ec2', 'AllocateAddress', { Domain: 'vpc' });
  const nat = b.ok('ec2', 'CreateNatGateway', { SubnetId: publics[0], AllocationId: eip.AllocationId }).NatGateway.NatGatewayId;
  const state = () => b.ok('ec2', 'DescribeNatGateways', { NatGatewayIds: [nat] }).NatGateways[0].State;
  expect(state()).toBe('pending');
  b.pass(2 * MIN);
  expect(state()).toBe('available');
  expect(b.no('ec2', 'ReleaseAddress', { AllocationId: eip.AllocationId })).toBe(`InvalidIPAddress.InUse: Address ${eip.PublicIp} is in use.`);
  expect(b.no('ec2', 'DeleteSubnet', { SubnetId: publics[0] })).toBe(`DependencyViolation: The subnet '${publics[0]}' has dependencies and cannot be deleted.`);
  expect(b.no('ec2', 'DetachInternetGateway', { InternetGatewayId: igw, VpcId: vpc })).toBe(
    `DependencyViolation: Network ${vpc} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
  );
  b.ok('ec2', 'DeleteNatGateway', { NatGatewayId: nat });
  expect(state()).toBe('deleting');
  b.pass(MIN);
  expect(state()).toBe('deleted');
  b.ok('ec2', 'ReleaseAddress', { AllocationId: eip.AllocationId });
  b.ok('ec2', 'DetachInternetGateway', { InternetGatewayId: igw, VpcId: vpc });
});

test('a NAT gateway without an internet gateway fails', () => {
  const b = bench();
  const vpc = b.ok('ec2', 'CreateVpc', { CidrBlock: '10.0.0.0/16' }).Vpc.VpcId;
  const subnet = b.ok('ec2', 'CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.1.0/24' }).Subnet.SubnetId;
  const eip = b.ok('ec2', 'AllocateAddress', {}).AllocationId;
  const nat = b.ok('ec2', 'CreateNatGateway', { SubnetId: subnet, AllocationId: eip }).NatGateway.NatGatewayId;
  b.pass(MIN);
  expect(b.ok('ec2', 'DescribeNatGateways', { Filter: [{ Name: 'nat-gateway-id', Values: [nat] }] }).NatGateways[0]).toMatchObject({
    State: 'failed',
    FailureCode: 'Gateway.NotAttached',
    FailureMessage: `Network ${vpc} has no Internet gateway attached`,
  });
});

test('routes, associations and their refusals', () => {
  const b = bench();
  const { vpc, publics, igw } = network(b);
  const table = b.ok('ec2', 'CreateRouteTable', { VpcId: vpc }).RouteTable.RouteTableId;
  b.ok('ec2', 'CreateRoute', { RouteTableId: table, DestinationCidrBlock: '0.0.0.0/0', GatewayId: igw });
  const association = b.ok('ec2', 'AssociateRouteTable', { RouteTableId: table, SubnetId: publics[0] }).AssociationId;
  expect(b.no('ec2', 'DeleteRouteTable', { RouteTableId: table })).toBe(`DependencyViolation: The routeTable '${table}' has dependencies and cannot be deleted.`);
  const other = b.ok('ec2', 'CreateRouteTable', { VpcId: vpc }).RouteTable.RouteTableId;
  expect(b.no('ec2', 'AssociateRouteTable', { RouteTableId: other, SubnetId: publics[0] })).toMatch(/^Resource.AlreadyAssociated/);
  expect(b.ok('ec2', 'DescribeRouteTables', { RouteTableIds: [table] }).RouteTables[0].Routes).toEqual([
    { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' },
    { DestinationCidrBlock: '0.0.0.0/0', GatewayId: igw, Origin: 'CreateRoute', State: 'active' },
  ]);
  b.ok('ec2', 'DisassociateRouteTable', { AssociationId: association });
  b.ok('ec2', 'DeleteRoute', { RouteTableId: table, DestinationCidrBlock: '0.0.0.0/0' });
  b.ok('ec2', 'DeleteRouteTable', { RouteTableId: table });
  expect(b.no('ec2', 'DeleteRoute', { RouteTableId: other, DestinationCidrBlock: '0.0.0.0/0' })).toBe(
    `InvalidRoute.NotFound: no route with destination-cidr-block 0.0.0.0/0 in route table ${other}`,
  );
});

test('security groups: names are unique in a VPC, rules have ids, users keep them', () => {
  const b = bench();
  const { vpc } = network(b);
  const group = (name: string) => b.ok('ec2', 'CreateSecurityGroup', { GroupName: name, Description: name, VpcId: vpc }).GroupId as string;
  const lb = group('courses-lb');
  const app = group('courses-app');
  expect(b.no('ec2', 'CreateSecurityGroup', { GroupName: 'courses-lb', Description: 'x', VpcId: vpc })).toBe(
    `InvalidGroup.Duplicate: The security group 'courses-lb' already exists for VPC '${vpc}'`,
  );
  const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 8000, ToPort: 8000, UserIdGroupPairs: [{ GroupId: lb }] }];
  const rule = b.ok('ec2', 'AuthorizeSecurityGroupIngress', { GroupId: app, IpPermissions }).SecurityGroupRules[0];
  expect(rule).toMatchObject({ IsEgress: false, FromPort: 8000, ReferencedGroupInfo: { GroupId: lb } });
  expect(b.no('ec2', 'AuthorizeSecurityGroupIngress', { GroupId: app, IpPermissions })).toBe(
    `InvalidPermission.Duplicate: the specified rule "peer: ${lb}, TCP, from port: 8000, to port: 8000, ALLOW" already exists`,
  );
  expect(b.no('ec2', 'DeleteSecurityGroup', { GroupId: lb })).toBe(`DependencyViolation: resource ${lb} has a dependent object`);
  b.ok('ec2', 'RevokeSecurityGroupIngress', { GroupId: app, SecurityGroupRuleIds: [rule.SecurityGroupRuleId] });
  b.ok('ec2', 'DeleteSecurityGroup', { GroupId: lb });
  expect(b.ok('ec2', 'DescribeSecurityGroupRules', { Filters: [{ Name: 'group-id', Values: [app] }] }).SecurityGroupRules).toHaveLength(1);
});

test('an instance comes, holds its group and goes', () => {
  const b = bench();
  const { vpc, publics } = network(b);
  b.ok('ec2', 'ImportKeyPair', { KeyName: 'ops', PublicKeyMaterial: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA ops' });
  expect(b.no('ec2', 'ImportKeyPair', { KeyName: 'ops', PublicKeyMaterial: 'ssh-ed25519 AAAA' })).toMatch(/^InvalidKeyPair.Duplicate/);
  const sg = b.ok('ec2', 'CreateSecurityGroup', { GroupName: 'bastion', Description: 'ssh', VpcId: vpc }).GroupId;
  const image = b.ok('ec2', 'DescribeImages', { Owners: ['amazon'], Filters: [{ Name: 'name', Values: ['al2023-ami-*-x86_64'] }] }).Images[0];
  const launch = { ImageId: image.ImageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1, KeyName: 'ops', SubnetId: publics[0], SecurityGroupIds: [sg] };
  const id = b.ok('ec2', 'RunInstances', launch).Instances[0].InstanceId;
  const now = () => b.ok('ec2', 'DescribeInstances', { InstanceIds: [id] }).Reservations[0].Instances[0];
  expect(now().State.Name).toBe('pending');
  b.pass(30_000);
  expect(now()).toMatchObject({ State: { Name: 'running' }, KeyName: 'ops', VpcId: vpc });
  const volume = now().BlockDeviceMappings[0].Ebs.VolumeId;
  expect(b.ok('ec2', 'DescribeVolumes', { VolumeIds: [volume] }).Volumes[0]).toMatchObject({ Size: 8, VolumeType: 'gp3', State: 'in-use' });
  const eip = b.ok('ec2', 'AllocateAddress').AllocationId;
  b.ok('ec2', 'AssociateAddress', { AllocationId: eip, InstanceId: id });
  b.ok('ec2', 'ModifyInstanceAttribute', { InstanceId: id, DisableApiTermination: { Value: true } });
  expect(b.no('ec2', 'TerminateInstances', { InstanceIds: [id] })).toBe(
    `OperationNotPermitted: The instance '${id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
  );
  b.ok('ec2', 'ModifyInstanceAttribute', { InstanceId: id, DisableApiTermination: { Value: false } });
  b.ok('ec2', 'TerminateInstances', { InstanceIds: [id] });
  expect(b.no('ec2', 'DeleteSecurityGroup', { GroupId: sg })).toMatch(/DependencyViolation/);
  b.pass(MIN);
  expect(now().State.Name).toBe('terminated');
  b.ok('ec2', 'DeleteSecurityGroup', { GroupId: sg });
  b.ok('ec2', 'ReleaseAddress', { AllocationId: eip });
  expect(b.no('ec2', 'DescribeVolumes', { VolumeIds: [volume] })).toMatch(/^InvalidVolume.NotFound/);
});

test('a dry run says that it would have worked, and does nothing', () => {
  const b = bench();
  const { publics } = network(b);
  expect(b.no('ec2', 'DeleteSubnet', { SubnetId: publics[0]!, DryRun: true })).toBe('DryRunOperation: Request would have succeeded, but DryRun flag is set.');
  expect(b.ok('ec2', 'DescribeSubnets', { SubnetIds: [publics[0]!] }).Subnets).toHaveLength(1);
});

test('rights are asked for on the thing itself, so that a policy can protect one by its tag', () => {
  const b = bench();
  const { vpc, publics } = network(b, 'prod');
  b.ok('iam', 'CreateUser', { UserName: 'agent' });
  const statement = [
    { Effect: 'Allow', Action: 'ec2:*', Resource: '*' },
    { Effect: 'Deny', Action: 'ec2:Delete*', Resource: '*', Condition: { StringEquals: { 'aws:ResourceTag/Name': 'prod' } } },
  ];
  b.ok('iam', 'PutUserPolicy', { UserName: 'agent', PolicyName: 'careful', PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: statement }) });
  const key = b.ok('iam', 'CreateAccessKey', { UserName: 'agent' }).AccessKey.AccessKeyId as string;
  const as = (operation: string, params: Params) => call(b.cloud, b.time, { service: 'ec2', operation, params, region: b.region, accessKeyId: key });
  expect(as('DeleteSubnet', { SubnetId: publics[0]! })).toMatchObject({ ok: true });
  expect(as('DeleteSubnet', { SubnetId: publics[1]! })).toMatchObject({ ok: true });
  const answer = as('DeleteVpc', { VpcId: vpc });
  expect(answer).toMatchObject({ ok: false, code: 'UnauthorizedOperation' });
  expect(!answer.ok && answer.message).toContain(`ec2:DeleteVpc on resource: arn:aws:ec2:eu-west-1:123456789012:vpc/${vpc} with an explicit deny in an identity-based policy`);
});

test('from outside an interface is reached at its public address, through the gateway, as its groups say', () => {
  const b = bench();
  const { vpc, publics, igw } = network(b);
  const group = b.ok('ec2', 'CreateSecurityGroup', { GroupName: 'ssh', Description: 'ssh', VpcId: vpc }).GroupId;
  const face = b.ok('ec2', 'CreateNetworkInterface', { SubnetId: publics[0], Groups: [group] }).NetworkInterface.NetworkInterfaceId as string;
  const address = b.ok('ec2', 'AllocateAddress', {}).AllocationId;
  const reached = (ip: string, wanted: number | 'icmp' = 22) => {
    const view = { cloud: b.cloud, account: b.cloud.accounts[b.id]!, region: b.region, time: b.time };
    return reachesFromOutside(view, ip, peek(view.account, b.region, INTERFACES)[face]!, wanted);
  };
  const steps = [
    () => b.ok('ec2', 'AssociateAddress', { AllocationId: address, NetworkInterfaceId: face }),
    () =>
      b.ok('ec2', 'AuthorizeSecurityGroupIngress', { GroupId: group, IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '198.51.100.0/24' }] }] }),
    () => {
      const [table] = b.ok('ec2', 'DescribeRouteTables', { Filters: [{ Name: 'vpc-id', Values: [vpc] }] }).RouteTables;
      b.ok('ec2', 'CreateRoute', { RouteTableId: table.RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: igw });
    },
  ];
  for (const step of steps) {
    expect(reached('198.51.100.24')).toBe(false);
    step();
  }
  expect(reached('198.51.100.24')).toBe(true);
  expect([reached('203.0.113.9'), reached('198.51.100.24', 80), reached('198.51.100.24', 'icmp')]).toEqual([false, false, false]);
});
