import { expect, test } from 'vitest';
import { MIN } from './account.ts';
import { HOST, platform } from './platform.ts';

test('the platform comes up: certificate issued, balancer active, two healthy targets', () => {
  const p = platform();
  expect(p.ok('acm', 'DescribeCertificate', { CertificateArn: p.certificate }).Certificate.Status).toBe('ISSUED');
  expect(p.ok('elbv2', 'DescribeLoadBalancers').LoadBalancers[0]).toMatchObject({ State: { Code: 'active' }, Scheme: 'internet-facing' });
  const service = p.ok('ecs', 'DescribeServices', { cluster: 'courses', services: ['courses-prod'] }).services[0];
  expect(service).toMatchObject({ status: 'ACTIVE', desiredCount: 2, runningCount: 2, pendingCount: 0 });
  expect(service.events[0].message).toContain('has reached a steady state');
  const health = p.ok('elbv2', 'DescribeTargetHealth', { TargetGroupArn: p.targetGroup }).TargetHealthDescriptions;
  expect(health.map((target: { TargetHealth: { State: string } }) => target.TargetHealth.State)).toEqual(['healthy', 'healthy']);
  expect(p.ok('logs', 'FilterLogEvents', { logGroupName: '/ecs/courses-prod', filterPattern: 'Listening' }).events).toHaveLength(2);
});

test('a second apply of the same project collides exactly where names are unique', () => {
  const p = platform();
  expect(p.no('elbv2', 'CreateTargetGroup', { Name: 'courses-prod', Protocol: 'HTTP', Port: 8000, VpcId: 'vpc-0' })).toMatch(/ValidationError/);
  const other = p.ok('ec2', 'CreateVpc', { CidrBlock: '10.0.0.0/16' }).Vpc.VpcId;
  expect(p.no('elbv2', 'CreateTargetGroup', { Name: 'courses-prod', Protocol: 'HTTP', Port: 8000, VpcId: other, TargetType: 'ip' })).toBe(
    "DuplicateTargetGroupName: A target group with the same name 'courses-prod' exists, but with different settings",
  );
  const subnets = ['a', 'b'].map((zone, i) => p.ok('ec2', 'CreateSubnet', { VpcId: other, CidrBlock: `10.0.${i}.0/24`, AvailabilityZone: `eu-west-1${zone}` }).Subnet.SubnetId);
  expect(p.no('elbv2', 'CreateLoadBalancer', { Name: 'courses', Subnets: subnets })).toBe(
    "DuplicateLoadBalancerName: A load balancer with the same name 'courses' exists, but with different settings",
  );
  expect(p.no('logs', 'CreateLogGroup', { logGroupName: '/ecs/courses-prod' })).toBe('ResourceAlreadyExistsException: The specified log group already exists');
  expect(p.no('ecr', 'CreateRepository', { repositoryName: 'courses/app' })).toBe(
    "RepositoryAlreadyExistsException: The repository with name 'courses/app' already exists in the registry with id '123456789012'",
  );
  expect(p.ok('ecs', 'CreateCluster', { clusterName: 'courses' }).cluster.activeServicesCount).toBe(1);
  expect(p.no('ecs', 'CreateService', { cluster: 'courses', serviceName: 'courses-prod', taskDefinition: p.definition, desiredCount: 1 })).toBe(
    'InvalidParameterException: Creation of service was not idempotent.',
  );
  const again = p.ok('route53', 'CreateHostedZone', { Name: 'example.org', CallerReference: 'two' });
  expect(again.HostedZone.Id).not.toBe(p.zone);
  expect(
    p.no('route53', 'ChangeResourceRecordSets', {
      HostedZoneId: p.zone,
      ChangeBatch: { Changes: [{ Action: 'CREATE', ResourceRecordSet: { Name: HOST, Type: 'A', TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] } }] },
    }),
  ).toBe(`InvalidChangeBatch: [Tried to create resource record set [name='${HOST}.', type='A'] but it already exists]`);
});

test('what is in use cannot go, and everything can go in the right order', () => {
  const p = platform();
  expect(p.no('ecs', 'DeleteCluster', { cluster: 'courses' })).toBe('ClusterContainsServicesException: The Cluster cannot be deleted while Services are active.');
  expect(p.no('ecs', 'DeleteService', { cluster: 'courses', service: 'courses-prod' })).toBe(
    'InvalidParameterException: The service cannot be stopped while it is scaled above 0.',
  );
  expect(p.no('elbv2', 'DeleteTargetGroup', { TargetGroupArn: p.targetGroup })).toBe(`ResourceInUse: Target group '${p.targetGroup}' is currently in use by a listener or a rule`);
  expect(p.no('acm', 'DeleteCertificate', { CertificateArn: p.certificate })).toMatch(/^ResourceInUseException/);
  expect(p.no('ecr', 'DeleteRepository', { repositoryName: 'courses/app' })).toMatch(/^RepositoryNotEmptyException: .* cannot be deleted because it still contains images$/);
  expect(p.no('route53', 'DeleteHostedZone', { Id: p.zone })).toBe(
    'HostedZoneNotEmpty: The specified hosted zone contains non-required resource record sets and so cannot be deleted.',
  );
  expect(p.no('ec2', 'DeleteSecurityGroup', { GroupId: p.groups.app })).toBe(`DependencyViolation: resource ${p.groups.app} has a dependent object`);
  p.ok('ecs', 'UpdateService', { cluster: 'courses', service: 'courses-prod', desiredCount: 0 });
  p.ok('ecs', 'DeleteService', { cluster: 'courses', service: 'courses-prod' });
  expect(p.ok('ecs', 'DescribeServices', { cluster: 'courses', services: ['courses-prod'] }).services[0].status).toBe('DRAINING');
  p.ok('elbv2', 'DeleteRule', { RuleArn: p.rule });
  p.ok('elbv2', 'DeleteTargetGroup', { TargetGroupArn: p.targetGroup });
  p.ok('elbv2', 'DeleteLoadBalancer', { LoadBalancerArn: p.balancer });
  expect(p.no('elbv2', 'DescribeLoadBalancers', { LoadBalancerArns: [p.balancer] })).toBe(`LoadBalancerNotFound: Load balancers '[${p.balancer}]' not found`);
  expect(p.no('ec2', 'DeleteSubnet', { SubnetId: p.publics[1]! })).toMatch(/DependencyViolation/);
  p.pass(2 * MIN);
  expect(p.ok('ecs', 'DescribeServices', { cluster: 'courses', services: ['courses-prod'] }).services[0].status).toBe('INACTIVE');
  p.ok('ecs', 'DeleteCluster', { cluster: 'courses' });
  p.ok('ecs', 'DeregisterTaskDefinition', { taskDefinition: p.definition });
  p.ok('ec2', 'DeleteNatGateway', { NatGatewayId: p.nat });
  p.pass(MIN);
  p.ok('ec2', 'ReleaseAddress', { AllocationId: p.eip });
  for (const group of [p.groups.db, p.groups.app, p.groups.lb]) p.ok('ec2', 'DeleteSecurityGroup', { GroupId: group });
  for (const table of p.tables) for (const AssociationId of table.association) p.ok('ec2', 'DisassociateRouteTable', { AssociationId });
  for (const table of p.tables) p.ok('ec2', 'DeleteRouteTable', { RouteTableId: table.id });
  for (const SubnetId of [...p.publics, ...p.privates]) p.ok('ec2', 'DeleteSubnet', { SubnetId });
  p.ok('ec2', 'DetachInternetGateway', { InternetGatewayId: p.igw, VpcId: p.vpc });
  p.ok('ec2', 'DeleteInternetGateway', { InternetGatewayId: p.igw });
  p.ok('ec2', 'DeleteVpc', { VpcId: p.vpc });
  p.ok('ecr', 'DeleteRepository', { repositoryName: 'courses/app', force: true });
  expect(p.ok('ec2', 'DescribeVpcs').Vpcs).toHaveLength(1);
  expect(p.ok('ec2', 'DescribeNetworkInterfaces').NetworkInterfaces).toEqual([]);
});

test('a task whose image is missing does not start, is tried again, and starts when the image is pushed', () => {
  const p = platform();
  const uri = p.ok('ecr', 'DescribeRepositories').repositories[0].repositoryUri;
  const old = p.ok('ecs', 'DescribeTaskDefinition', { taskDefinition: p.definition }).taskDefinition;
  const next = p.ok('ecs', 'RegisterTaskDefinition', {
    family: 'courses-prod',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    containerDefinitions: [{ ...old.containerDefinitions[0], image: `${uri}:v2` }],
  }).taskDefinition;
  expect(next.revision).toBe(2);
  p.ok('ecs', 'UpdateService', { cluster: 'courses', service: 'courses-prod', taskDefinition: 'courses-prod' });
  p.pass(3 * MIN);
  const service = () => p.ok('ecs', 'DescribeServices', { cluster: 'courses', services: ['courses-prod'] }).services[0];
  expect(service().deployments[0].failedTasks).toBeGreaterThan(0);
  expect(service().deployments[1].runningCount).toBe(2);
  expect(service().events[0].message).toContain('CannotPullContainerError');
  p.ok('ecr', 'PutImage', { repositoryName: 'courses/app', imageManifest: '{"schemaVersion":2,"v":2}', imageTag: 'v2' });
  p.pass(20 * MIN);
  expect(service().deployments).toHaveLength(1);
  expect(service()).toMatchObject({ runningCount: 2, taskDefinition: next.taskDefinitionArn });
});
