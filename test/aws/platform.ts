// The course platform as its owner's Terraform builds it, made by calls through the door: for tests of what hangs on what.
import { type Bench, bench, MIN } from './account.ts';

export interface Platform extends Bench {
  readonly vpc: string;
  readonly publics: readonly string[];
  readonly privates: readonly string[];
  readonly igw: string;
  readonly nat: string;
  readonly eip: string;
  readonly groups: { readonly lb: string; readonly app: string; readonly db: string };
  readonly balancer: string;
  readonly targetGroup: string;
  readonly listeners: readonly string[];
  readonly rule: string;
  readonly certificate: string;
  readonly zone: string;
  readonly definition: string;
  readonly tables: readonly { readonly id: string; readonly association: string[] }[];
}

export const HOST = 'courses.example.org';

/** Everything up to the running service; the database is left to the test. */
export function platform(
  databaseUrl = 'postgres://app:secret@courses-db.c0ffee.eu-west-1.rds.amazonaws.com:5432/prod',
  build: (b: Bench, parts: { privates: string[]; db: string }) => string = () => databaseUrl,
  b: Bench = bench(),
): Platform {
  const tags = (kind: string, Name: string) => [{ ResourceType: kind, Tags: [{ Key: 'Name', Value: Name }] }];
  const vpc = b.ok('ec2', 'CreateVpc', { CidrBlock: '10.0.0.0/16', TagSpecifications: tags('vpc', 'courses') }).Vpc.VpcId;
  const subnet = (cidr: string, zone: string) => b.ok('ec2', 'CreateSubnet', { VpcId: vpc, CidrBlock: cidr, AvailabilityZone: `eu-west-1${zone}` }).Subnet.SubnetId as string;
  const publics = [subnet('10.0.1.0/24', 'a'), subnet('10.0.2.0/24', 'b')];
  const privates = [subnet('10.0.11.0/24', 'a'), subnet('10.0.12.0/24', 'b')];
  const igw = b.ok('ec2', 'CreateInternetGateway').InternetGateway.InternetGatewayId;
  b.ok('ec2', 'AttachInternetGateway', { InternetGatewayId: igw, VpcId: vpc });
  const eip = b.ok('ec2', 'AllocateAddress', { Domain: 'vpc' }).AllocationId;
  const nat = b.ok('ec2', 'CreateNatGateway', { SubnetId: publics[0], AllocationId: eip }).NatGateway.NatGatewayId;
  const routed = (subnets: string[], target: object) => {
    const id = b.ok('ec2', 'CreateRouteTable', { VpcId: vpc }).RouteTable.RouteTableId as string;
    b.ok('ec2', 'CreateRoute', { RouteTableId: id, DestinationCidrBlock: '0.0.0.0/0', ...target });
    return { id, association: subnets.map((SubnetId) => b.ok('ec2', 'AssociateRouteTable', { RouteTableId: id, SubnetId }).AssociationId as string) };
  };
  b.pass(2 * MIN);
  const tables = [routed(publics, { GatewayId: igw }), routed(privates, { NatGatewayId: nat })];
  const group = (name: string) => b.ok('ec2', 'CreateSecurityGroup', { GroupName: name, Description: name, VpcId: vpc }).GroupId as string;
  const groups = { lb: group('courses-lb'), app: group('courses-app'), db: group('courses-db') };
  const open = (GroupId: string, port: number, from: object) =>
    b.ok('ec2', 'AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, ...from }] });
  open(groups.lb, 443, { IpRanges: [{ CidrIp: '0.0.0.0/0' }] });
  open(groups.app, 8000, { UserIdGroupPairs: [{ GroupId: groups.lb }] });
  open(groups.db, 5432, { UserIdGroupPairs: [{ GroupId: groups.app }] });
  const url = build(b, { privates, db: groups.db });

  const made = b.ok('route53', 'CreateHostedZone', { Name: 'example.org', CallerReference: 'one' });
  const zone = made.HostedZone.Id as string;
  const certificate = b.ok('acm', 'RequestCertificate', { DomainName: HOST, ValidationMethod: 'DNS' }).CertificateArn as string;
  const record = b.ok('acm', 'DescribeCertificate', { CertificateArn: certificate }).Certificate.DomainValidationOptions[0].ResourceRecord;
  const put = (set: object) =>
    b.ok('route53', 'ChangeResourceRecordSets', { HostedZoneId: zone, ChangeBatch: { Changes: [{ Action: 'CREATE', ResourceRecordSet: set }] } } as never);
  put({ Name: record.Name, Type: 'CNAME', TTL: 60, ResourceRecords: [{ Value: record.Value }] });
  b.pass(2 * MIN);
  const lb = b.ok('elbv2', 'CreateLoadBalancer', { Name: 'courses', Subnets: publics, SecurityGroups: [groups.lb] }).LoadBalancers[0];
  const balancer = lb.LoadBalancerArn as string;
  b.pass(4 * MIN);
  const targetGroup = b.ok('elbv2', 'CreateTargetGroup', { Name: 'courses-prod', Protocol: 'HTTP', Port: 8000, VpcId: vpc, TargetType: 'ip', HealthCheckPath: '/health/' })
    .TargetGroups[0].TargetGroupArn as string;
  const forward = [{ Type: 'forward', TargetGroupArn: targetGroup }];
  const https = b.ok('elbv2', 'CreateListener', {
    LoadBalancerArn: balancer,
    Port: 443,
    Protocol: 'HTTPS',
    Certificates: [{ CertificateArn: certificate }],
    DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404', ContentType: 'text/plain' } }],
  }).Listeners[0].ListenerArn as string;
  const rule = b.ok('elbv2', 'CreateRule', { ListenerArn: https, Priority: 10, Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: [HOST] } }], Actions: forward })
    .Rules[0].RuleArn as string;
  put({ Name: HOST, Type: 'A', AliasTarget: { HostedZoneId: lb.CanonicalHostedZoneId, DNSName: lb.DNSName, EvaluateTargetHealth: true } });
  b.ok('logs', 'CreateLogGroup', { logGroupName: '/ecs/courses-prod' });
  const uri = b.ok('ecr', 'CreateRepository', { repositoryName: 'courses/app' }).repository.repositoryUri;
  b.ok('ecr', 'PutImage', { repositoryName: 'courses/app', imageManifest: '{"schemaVersion":2}', imageTag: 'v1' });
  b.ok('ecs', 'CreateCluster', { clusterName: 'courses' });
  const definition = b.ok('ecs', 'RegisterTaskDefinition', {
    family: 'courses-prod',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    containerDefinitions: [
      {
        name: 'app',
        image: `${uri}:v1`,
        portMappings: [{ containerPort: 8000 }],
        environment: [{ name: 'DATABASE_URL', value: url }],
        logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/ecs/courses-prod', 'awslogs-region': 'eu-west-1', 'awslogs-stream-prefix': 'app' } },
      },
    ],
  }).taskDefinition.taskDefinitionArn as string;
  b.ok('ecs', 'CreateService', {
    cluster: 'courses',
    serviceName: 'courses-prod',
    taskDefinition: definition,
    desiredCount: 2,
    launchType: 'FARGATE',
    loadBalancers: [{ targetGroupArn: targetGroup, containerName: 'app', containerPort: 8000 }],
    networkConfiguration: { awsvpcConfiguration: { subnets: privates, securityGroups: [groups.app], assignPublicIp: 'DISABLED' } },
  });
  b.pass(3 * MIN);
  return {
    ...b,
    cloud: b.cloud,
    time: b.time,
    vpc,
    publics,
    privates,
    igw,
    nat,
    eip,
    groups,
    balancer,
    targetGroup,
    listeners: [https],
    rule,
    certificate,
    zone,
    definition,
    tables,
  };
}
