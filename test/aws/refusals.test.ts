import { expect, test } from 'vitest';
import { bench, MIN } from './account.ts';
import { zipOf } from './nightly/house.ts';
import { platform } from './platform.ts';

test('route 53 takes a batch as a whole or not at all', () => {
  const b = bench();
  const zone = b.ok('route53', 'CreateHostedZone', { Name: 'example.org', CallerReference: 'one' });
  const change = (...sets: [string, string, string][]) => ({
    HostedZoneId: zone.HostedZone.Id,
    ChangeBatch: { Changes: sets.map(([Action, Name, Value]) => ({ Action, ResourceRecordSet: { Name, Type: 'A', TTL: 60, ResourceRecords: [{ Value }] } })) },
  });
  expect(zone.DelegationSet.NameServers).toHaveLength(4);
  b.ok('route53', 'ChangeResourceRecordSets', change(['CREATE', 'a.example.org', '192.0.2.1']));
  expect(b.no('route53', 'ChangeResourceRecordSets', change(['CREATE', 'b.example.org', '192.0.2.2'], ['CREATE', 'a.example.org', '192.0.2.2']))).toBe(
    "InvalidChangeBatch: [Tried to create resource record set [name='a.example.org.', type='A'] but it already exists]",
  );
  expect(b.no('route53', 'ChangeResourceRecordSets', change(['DELETE', 'c.example.org', '192.0.2.2']))).toBe(
    "InvalidChangeBatch: [Tried to delete resource record set [name='c.example.org.', type='A'] but it was not found]",
  );
  expect(b.no('route53', 'ChangeResourceRecordSets', change(['CREATE', 'a.example.net', '192.0.2.2']))).toMatch(/is not permitted in zone example\.org\.\]$/);
  expect(
    b.ok('route53', 'ListResourceRecordSets', { HostedZoneId: zone.HostedZone.Id }).ResourceRecordSets.map((set: { Name: string; Type: string }) => `${set.Name} ${set.Type}`),
  ).toEqual(['example.org. NS', 'example.org. SOA', 'a.example.org. A']);
  b.ok('route53', 'ChangeResourceRecordSets', change(['UPSERT', 'a.example.org', '192.0.2.9'], ['CREATE', '*.example.org', '192.0.2.9']));
  expect(b.no('route53', 'GetHostedZone', { Id: 'Z0' })).toBe('NoSuchHostedZone: No hosted zone found with ID: Z0');
});

test('load balancing: deletion protection, listener and rule conflicts, unready certificates', () => {
  const p = platform();
  p.ok('elbv2', 'ModifyLoadBalancerAttributes', { LoadBalancerArn: p.balancer, Attributes: [{ Key: 'deletion_protection.enabled', Value: 'true' }] });
  expect(p.no('elbv2', 'DeleteLoadBalancer', { LoadBalancerArn: p.balancer })).toBe(
    `OperationNotPermitted: Load balancer '${p.balancer}' cannot be deleted because deletion protection is enabled`,
  );
  const DefaultActions = [{ Type: 'forward', TargetGroupArn: p.targetGroup }];
  expect(p.no('elbv2', 'CreateListener', { LoadBalancerArn: p.balancer, Port: 443, Protocol: 'HTTP', DefaultActions })).toMatch(/^DuplicateListener/);
  const pending = p.ok('acm', 'RequestCertificate', { DomainName: 'dev.example.org', ValidationMethod: 'DNS' }).CertificateArn;
  const wish = { LoadBalancerArn: p.balancer, Port: 8443, Protocol: 'HTTPS', DefaultActions, Certificates: [{ CertificateArn: pending }] };
  expect(p.no('elbv2', 'CreateListener', wish)).toMatch(/^UnsupportedCertificate/);
  p.pass(30 * MIN);
  expect(p.ok('acm', 'DescribeCertificate', { CertificateArn: pending }).Certificate.Status).toBe('PENDING_VALIDATION');
  const Conditions = [{ Field: 'path-pattern', Values: ['/x/*'] }];
  expect(p.no('elbv2', 'CreateRule', { ListenerArn: p.listeners[0]!, Priority: 10, Conditions, Actions: DefaultActions })).toBe("PriorityInUse: Priority '10' is currently in use");
  const fallback = p.ok('elbv2', 'DescribeRules', { ListenerArn: p.listeners[0]! }).Rules.find((rule: { IsDefault: boolean }) => rule.IsDefault).RuleArn;
  expect(p.no('elbv2', 'DeleteRule', { RuleArn: fallback })).toBe(`OperationNotPermitted: Default rule '${fallback}' cannot be deleted`);
});

test('a second certificate for a domain has the same validation record, and is issued by it', () => {
  const p = platform();
  const first = p.ok('acm', 'DescribeCertificate', { CertificateArn: p.certificate }).Certificate;
  const CertificateArn = p.ok('acm', 'RequestCertificate', { DomainName: first.DomainName, ValidationMethod: 'DNS' }).CertificateArn;
  const second = () => p.ok('acm', 'DescribeCertificate', { CertificateArn }).Certificate;
  expect(second().DomainValidationOptions[0].ResourceRecord).toEqual(first.DomainValidationOptions[0].ResourceRecord);
  expect(second().Status).toBe('PENDING_VALIDATION');
  p.pass(2 * MIN);
  expect(second().Status).toBe('ISSUED');
});

test('a function takes its role seriously, its name is unique, and its interfaces outlive it', () => {
  const p = platform();
  const role = (name: string, service: string) =>
    p.ok('iam', 'CreateRole', {
      RoleName: name,
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }] }),
    }).Role.Arn as string;
  const wish = {
    FunctionName: 'nightly',
    Runtime: 'python3.12',
    Handler: 'main.handler',
    Code: { ZipFile: zipOf({ 'main.py': '' }) },
    VpcConfig: { SubnetIds: [p.privates[0]!], SecurityGroupIds: [p.groups.app] },
  };
  expect(p.no('lambda', 'CreateFunction', { ...wish, Role: role('wrong', 'ecs-tasks.amazonaws.com') })).toBe(
    'InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda.',
  );
  const Role = role('nightly', 'lambda.amazonaws.com');
  p.ok('iam', 'AttachRolePolicy', { RoleName: 'nightly', PolicyArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole' });
  expect(p.ok('lambda', 'CreateFunction', { ...wish, Role }).State).toBe('Pending');
  expect(p.no('lambda', 'CreateFunction', { ...wish, Role })).toBe('ResourceConflictException: Function already exist: nightly');
  p.pass(MIN);
  expect(p.ok('lambda', 'GetFunction', { FunctionName: 'nightly' }).Configuration.State).toBe('Active');
  p.ok('lambda', 'DeleteFunction', { FunctionName: 'nightly' });
  const lingering = () => p.ok('ec2', 'DescribeNetworkInterfaces', { Filters: [{ Name: 'interface-type', Values: ['lambda'] }] }).NetworkInterfaces.length;
  p.pass(5 * MIN);
  expect(lingering()).toBe(1);
  p.pass(30 * MIN);
  expect(lingering()).toBe(0);
});

test('rules and alarms are overwritten by a second maker, and a rule with targets stays', () => {
  const b = bench();
  const put = (ScheduleExpression: string) => b.ok('events', 'PutRule', { Name: 'nightly', ScheduleExpression });
  expect(put('rate(1 day)').RuleArn).toBe('arn:aws:events:eu-west-1:123456789012:rule/nightly');
  b.ok('events', 'PutTargets', { Rule: 'nightly', Targets: [{ Id: 'one', Arn: 'arn:aws:lambda:eu-west-1:123456789012:function:x' }] });
  put('rate(2 days)');
  expect(b.ok('events', 'DescribeRule', { Name: 'nightly' }).ScheduleExpression).toBe('rate(2 days)');
  expect(b.no('events', 'DeleteRule', { Name: 'nightly' })).toBe("ValidationException: Rule can't be deleted since it has targets.");
  b.ok('events', 'RemoveTargets', { Rule: 'nightly', Ids: ['one'] });
  b.ok('events', 'DeleteRule', { Name: 'nightly' });
  expect(b.no('events', 'DescribeRule', { Name: 'nightly' })).toBe('ResourceNotFoundException: Rule nightly does not exist on EventBus default.');
  const alarm = (Threshold: number) =>
    b.ok('cloudwatch', 'PutMetricAlarm', {
      AlarmName: 'cpu',
      Namespace: 'AWS/RDS',
      MetricName: 'CPUUtilization',
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      Threshold,
    });
  alarm(80);
  alarm(90);
  expect(b.ok('cloudwatch', 'DescribeAlarms').MetricAlarms).toMatchObject([{ AlarmName: 'cpu', Threshold: 90, StateValue: 'INSUFFICIENT_DATA' }]);
});

test('quotas of a new account end a careless evening', () => {
  const b = bench();
  for (let i = 0; i < 4; i++) b.ok('ec2', 'CreateVpc', { CidrBlock: '10.0.0.0/16' });
  expect(b.no('ec2', 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).toBe('VpcLimitExceeded: The maximum number of VPCs has been reached.');
  for (let i = 0; i < 5; i++) b.ok('ec2', 'AllocateAddress');
  expect(b.no('ec2', 'AllocateAddress')).toBe('AddressLimitExceeded: The maximum number of addresses has been reached.');
});
