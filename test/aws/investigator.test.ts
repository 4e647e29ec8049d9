// What an investigator asks on such a night: parameters, budgets, quotas, advice, a search, EBS snapshots with their bin and lock, subscriptions.
import { expect, test } from 'vitest';
import { accrue } from '../../src/aws/cost/bill.ts';
import { since } from '../../src/engine/log.ts';
import { bench, MIN } from './account.ts';

const HOUR = 60 * MIN;
const DAY = 24 * HOUR;

test('parameters have versions, secure ones are read in clear only on demand, and the trail does not tell them', () => {
  const b = bench();
  const put = (Value: string, more: object = {}) => b.ok('ssm', 'PutParameter', { Name: '/courses/prod/password', Value, Type: 'SecureString', ...more });
  expect(put('one').Version).toBe(1);
  expect(b.no('ssm', 'PutParameter', { Name: '/courses/prod/password', Value: 'x', Type: 'SecureString' })).toMatch(/^ParameterAlreadyExists: /);
  expect(put('two', { Overwrite: true }).Version).toBe(2);
  const get = (Name: string, WithDecryption = true) => b.ok('ssm', 'GetParameter', { Name, WithDecryption }).Parameter;
  expect([get('/courses/prod/password').Value, get('/courses/prod/password:1').Value]).toEqual(['two', 'one']);
  expect(get('/courses/prod/password', false).Value).not.toContain('two');
  b.ok('ssm', 'PutParameter', { Name: '/courses/other', Value: 'x', Type: 'String' });
  const names = (Path: string, Recursive: boolean) => b.ok('ssm', 'GetParametersByPath', { Path, Recursive }).Parameters.map((one: { Name: string }) => one.Name);
  expect([names('/courses', false), names('/courses', true)]).toEqual([['/courses/other'], ['/courses/other', '/courses/prod/password']]);
  expect(b.ok('ssm', 'GetParameterHistory', { Name: '/courses/prod/password' }).Parameters).toHaveLength(2);
  b.pass(5 * MIN);
  const trail = JSON.stringify(b.ok('cloudtrail', 'LookupEvents', { LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'PutParameter' }] }).Events);
  expect(trail).toContain('/courses/prod/password');
  expect(trail).not.toContain('\\"two\\"');
  b.ok('ssm', 'DeleteParameter', { Name: '/courses/other' });
  expect(b.no('ssm', 'GetParameter', { Name: '/courses/other' })).toBe('ParameterNotFound: Parameter /courses/other not found.');
  expect(b.no('ssm', 'StartSession', { Target: 'i-0123456789abcdef0' })).toBe('TargetNotConnected: i-0123456789abcdef0 is not connected.');
});

test('a budget looks three times a day and tells once a month, when the money is gone already', () => {
  const b = bench();
  const budget = (Amount: string) => ({ BudgetName: 'monthly', BudgetLimit: { Amount, Unit: 'USD' }, TimeUnit: 'MONTHLY', BudgetType: 'COST' });
  const NotificationsWithSubscribers = [
    {
      Notification: { NotificationType: 'ACTUAL', ComparisonOperator: 'GREATER_THAN', Threshold: 80, ThresholdType: 'PERCENTAGE' },
      Subscribers: [{ SubscriptionType: 'EMAIL', Address: 'ann@example.org' }],
    },
  ];
  expect(b.no('budgets', 'CreateBudget', { AccountId: b.id, Budget: budget('0') })).toMatch(/^InvalidParameterException: /);
  b.ok('budgets', 'CreateBudget', { AccountId: b.id, Budget: budget('0.5'), NotificationsWithSubscribers });
  expect(b.no('budgets', 'CreateBudget', { AccountId: b.id, Budget: budget('1') })).toMatch(/^DuplicateRecordException: /);
  const mails = () => since(b.time.facts, 0).filter((fact) => fact.kind === 'mail.sent');
  b.pass(DAY);
  expect(mails()).toEqual([]);
  // Half a cent an hour: 40 cents are gone in less than four days, in November and again in December.
  b.ok('ec2', 'AllocateAddress', { Domain: 'vpc' });
  accrue(b.cloud.accounts[b.id]!, b.time.now);
  b.pass(3 * DAY);
  expect(mails()).toEqual([]);
  b.pass(36 * DAY);
  expect(mails()).toHaveLength(2);
  expect(mails()[0]?.data).toMatchObject({ to: 'ann@example.org', subject: 'AWS Budgets: monthly has exceeded your alert threshold' });
  expect(Number(b.ok('budgets', 'DescribeBudget', { AccountId: b.id, BudgetName: 'monthly' }).Budget.CalculatedSpend.ActualSpend.Amount)).toBeCloseTo(0.005 * 24 * 12.3, 0);
  b.ok('budgets', 'DeleteBudget', { AccountId: b.id, BudgetName: 'monthly' });
  expect(b.no('budgets', 'DescribeBudget', { AccountId: b.id, BudgetName: 'monthly' })).toBe("NotFoundException: Unable to get budget: monthly - the budget doesn't exist.");
});

test('an EBS snapshot goes into the bin where a rule says so, comes back, and is locked as its mode says', () => {
  const b = bench();
  const SubnetId = b.ok('ec2', 'DescribeSubnets').Subnets[0].SubnetId;
  const { ImageId } = b.ok('ec2', 'DescribeImages').Images[0];
  b.ok('ec2', 'RunInstances', { ImageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1, SubnetId });
  b.pass(2 * MIN);
  const { VolumeId } = b.ok('ec2', 'DescribeVolumes').Volumes[0];
  const made = () => b.ok('ec2', 'CreateSnapshot', { VolumeId, TagSpecifications: [{ ResourceType: 'snapshot', Tags: [{ Key: 'keep', Value: 'yes' }] }] }).SnapshotId as string;
  const ids = () => b.ok('ec2', 'DescribeSnapshots', { OwnerIds: ['self'] }).Snapshots.map((one: { SnapshotId: string }) => one.SnapshotId);
  const first = made();
  expect(b.ok('ec2', 'DescribeSnapshots', { SnapshotIds: [first] }).Snapshots[0].State).toBe('pending');
  b.pass(5 * MIN);
  expect(b.ok('ec2', 'DescribeSnapshots', { SnapshotIds: [first] }).Snapshots[0].State).toBe('completed');
  b.ok('ec2', 'DeleteSnapshot', { SnapshotId: first });
  expect([ids(), b.ok('ec2', 'ListSnapshotsInRecycleBin').Snapshots]).toEqual([[], []]);
  b.ok('rbin', 'CreateRule', {
    ResourceType: 'EBS_SNAPSHOT',
    RetentionPeriod: { RetentionPeriodValue: 7, RetentionPeriodUnit: 'DAYS' },
    ResourceTags: [{ ResourceTagKey: 'keep' }],
  });
  const second = made();
  b.ok('ec2', 'DeleteSnapshot', { SnapshotId: second });
  expect(ids()).toEqual([]);
  expect(b.no('ec2', 'DescribeSnapshots', { SnapshotIds: [second] })).toMatch(/^InvalidSnapshot.NotFound: /);
  b.ok('ec2', 'RestoreSnapshotFromRecycleBin', { SnapshotId: second });
  expect(ids()).toEqual([second]);
  b.ok('ec2', 'DeleteSnapshot', { SnapshotId: second });
  b.pass(8 * DAY);
  expect(b.no('ec2', 'RestoreSnapshotFromRecycleBin', { SnapshotId: second })).toMatch(/^InvalidSnapshot.NotFound: /);

  const third = made();
  const lock = (LockMode: string, LockDuration: number, CoolOffPeriod?: number) =>
    b.ask('ec2', 'LockSnapshot', { SnapshotId: third, LockMode, LockDuration, ...(CoolOffPeriod ? { CoolOffPeriod } : {}) });
  expect(lock('governance', 1)).toMatchObject({ ok: true, output: { LockState: 'governance' } });
  expect(b.no('ec2', 'DeleteSnapshot', { SnapshotId: third })).toMatch(/^SnapshotLocked: /);
  b.ok('ec2', 'UnlockSnapshot', { SnapshotId: third });
  expect(lock('compliance', 2, 1)).toMatchObject({ ok: true, output: { LockState: 'compliance-cooloff' } });
  b.pass(2 * HOUR);
  expect(b.no('ec2', 'UnlockSnapshot', { SnapshotId: third })).toMatch(/^SnapshotLocked: .* compliance mode/);
  expect(lock('compliance', 1)).toMatchObject({ ok: false, code: 'SnapshotLocked' });
  expect(lock('governance', 9)).toMatchObject({ ok: false, code: 'SnapshotLocked' });
  expect(lock('compliance', 3)).toMatchObject({ ok: true, output: { LockState: 'compliance' } });
  b.pass(4 * DAY);
  b.ok('ec2', 'DeleteSnapshot', { SnapshotId: third });
});

test('a default VPC is made anew when there is none', () => {
  const b = bench();
  expect(b.no('ec2', 'CreateDefaultVpc')).toMatch(/^DefaultVpcAlreadyExists: /);
  const vpcs = () => b.ok('ec2', 'DescribeVpcs').Vpcs as { VpcId: string; IsDefault: boolean }[];
  const { VpcId } = vpcs()[0]!;
  for (const { SubnetId } of b.ok('ec2', 'DescribeSubnets').Subnets) b.ok('ec2', 'DeleteSubnet', { SubnetId });
  for (const { InternetGatewayId } of b.ok('ec2', 'DescribeInternetGateways').InternetGateways) {
    b.ok('ec2', 'DetachInternetGateway', { InternetGatewayId, VpcId });
    b.ok('ec2', 'DeleteInternetGateway', { InternetGatewayId });
  }
  b.ok('ec2', 'DeleteVpc', { VpcId });
  expect(vpcs()).toEqual([]);
  expect(b.ok('ec2', 'CreateDefaultVpc').Vpc).toMatchObject({ IsDefault: true, State: 'pending', CidrBlock: '172.31.0.0/16' });
  expect(b.ok('ec2', 'DescribeSubnets').Subnets).toHaveLength(3);
});

test('what RDS says is told to the topics that want it, and to no other', () => {
  const b = bench();
  const topic = (Name: string) => b.ok('sns', 'CreateTopic', { Name }).TopicArn as string;
  const [deletions, all] = [topic('deletions'), topic('all')];
  const subscribe = (SubscriptionName: string, SnsTopicArn: string, more: object = {}) => b.ok('rds', 'CreateEventSubscription', { SubscriptionName, SnsTopicArn, ...more });
  subscribe('deletions', deletions, { SourceType: 'db-instance', EventCategories: ['deletion'] });
  subscribe('all', all);
  expect(b.no('rds', 'CreateEventSubscription', { SubscriptionName: 'x', SnsTopicArn: `${all}-none` })).toMatch(/^SNSTopicArnNotFound: /);
  b.ok('rds', 'CreateDBInstance', {
    DBInstanceIdentifier: 'shop',
    DBInstanceClass: 'db.t4g.small',
    Engine: 'postgres',
    MasterUsername: 'app',
    MasterUserPassword: 'correct-horse',
    AllocatedStorage: 20,
  });
  b.pass(20 * MIN);
  const told = () => since(b.time.facts, 0).flatMap((fact) => (fact.kind === 'sns.published' ? [fact.data.topic] : []));
  expect(told()).toContain('all');
  expect(told()).not.toContain('deletions');
  b.ok('rds', 'ModifyEventSubscription', { SubscriptionName: 'all', Enabled: false });
  const before = told().length;
  b.ok('rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'shop', SkipFinalSnapshot: true });
  b.pass(20 * MIN);
  expect(new Set(told().slice(before))).toEqual(new Set(['deletions']));
});

test('advice and health belong to the larger plans; advice is computed from what is there', () => {
  const b = bench();
  expect(b.no('support', 'DescribeTrustedAdvisorChecks', { language: 'en' })).toMatch(/^SubscriptionRequiredException: /);
  expect(b.no('health', 'DescribeEvents')).toMatch(/^SubscriptionRequiredException: /);
  b.ok('support', 'UpgradePlan', { plan: 'business' });
  expect(b.ok('health', 'DescribeEvents')).toEqual({ events: [] });
  const { checks } = b.ok('support', 'DescribeTrustedAdvisorChecks', { language: 'en' });
  const idle = checks.find((one: { name: string }) => one.name === 'Unassociated Elastic IP Addresses').id;
  const status = () => b.ok('support', 'DescribeTrustedAdvisorCheckResult', { checkId: idle }).result.status;
  expect(status()).toBe('ok');
  b.ok('ec2', 'AllocateAddress', { Domain: 'vpc' });
  expect(status()).toBe('warning');
  const limits = checks.find((one: { name: string }) => one.name === 'Service Limits').id;
  for (let i = 0; i < 4; i++) b.ok('ec2', 'AllocateAddress', { Domain: 'vpc' });
  expect(b.ok('support', 'DescribeTrustedAdvisorCheckResult', { checkId: limits }).result.status).toBe('error');
  const quota = b.ok('service-quotas', 'GetServiceQuota', { ServiceCode: 'ec2', QuotaCode: 'L-0263D0A3' }).Quota;
  expect(quota).toMatchObject({ QuotaName: 'EC2-VPC Elastic IPs', Value: 5 });
  expect(b.ok('resource-explorer-2', 'Search', { QueryString: 'resourcetype:ec2:elastic-ip' }).Resources).toHaveLength(5);
});
