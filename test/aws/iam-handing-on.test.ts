// Rights that go through other hands: roles that are passed to services, keys that a service uses for somebody, tags of what is asked for, a lock on a bucket.
import { expect, test } from 'vitest';
import { PASSING } from '../../src/aws/iam/pass-role.ts';
import { SERVICES } from '../../src/aws/services.ts';
import { ACCOUNT, DATABASE, furnished, newWorld, out, REGION, refusal, type World } from './fixture.ts';
import { zipOf } from './nightly/house.ts';
import { platform } from './platform.ts';

const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };
const trust = (service: string) => policy({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' });

function user(world: World, ...statements: object[]): string {
  out(world, 'iam', 'CreateUser', { UserName: 'bob' });
  out(world, 'iam', 'PutUserPolicy', { UserName: 'bob', PolicyName: 'own', PolicyDocument: policy(...statements) });
  return out(world, 'iam', 'CreateAccessKey', { UserName: 'bob' }).AccessKey.AccessKeyId;
}

test('every operation that passes a role is one that there is', () => {
  for (const [service = '', operation = ''] of PASSING.map((one) => one.split(' ')))
    expect(Object.keys(SERVICES[service]?.operations ?? {}), `${service} ${operation}`).toContain(operation);
});

test('who makes a function lends it a role, and needs the right to; to whom decides too', () => {
  const { world } = furnished();
  out(world, 'iam', 'CreateRole', { RoleName: 'strong', AssumeRolePolicyDocument: trust('lambda.amazonaws.com') });
  const strong = `arn:aws:iam::${ACCOUNT}:role/strong`;
  const key = user(world, { Effect: 'Allow', Action: 'lambda:*', Resource: '*' });
  const wish = { FunctionName: 'f', Runtime: 'python3.12', Handler: 'main.handler', Role: strong, Code: { ZipFile: zipOf({ 'main.py': '' }) } };
  expect(refusal(world, 'lambda', 'CreateFunction', wish, key)).toBe(
    `AccessDeniedException: User: arn:aws:iam::${ACCOUNT}:user/bob is not authorized to perform: iam:PassRole on resource: ${strong} because no identity-based policy allows the iam:PassRole action`,
  );
  const pass = (to: string) =>
    out(world, 'iam', 'PutUserPolicy', {
      UserName: 'bob',
      PolicyName: 'pass',
      PolicyDocument: policy({ Effect: 'Allow', Action: 'iam:PassRole', Resource: strong, Condition: { StringEquals: { 'iam:PassedToService': to } } }),
    });
  pass('ecs-tasks.amazonaws.com');
  expect(refusal(world, 'lambda', 'CreateFunction', wish, key)).toContain('iam:PassRole');
  pass('lambda.amazonaws.com');
  expect(out(world, 'lambda', 'CreateFunction', wish, key).Role).toBe(strong);
});

test('a machine with a profile, a task with a role, an export with a role: each asks whether the role may be passed', () => {
  const p = platform();
  const world: World = { cloud: p.cloud, time: p.time };
  const role = (name: string, service: string) => p.ok('iam', 'CreateRole', { RoleName: name, AssumeRolePolicyDocument: trust(service) }).Role.Arn as string;
  role('machine', 'ec2.amazonaws.com');
  p.ok('iam', 'CreateInstanceProfile', { InstanceProfileName: 'machine' });
  p.ok('iam', 'AddRoleToInstanceProfile', { InstanceProfileName: 'machine', RoleName: 'machine' });
  const taskRole = role('task', 'ecs-tasks.amazonaws.com');
  const definition = {
    family: 'roled',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    taskRoleArn: taskRole,
    containerDefinitions: [{ name: 'app', image: 'nginx' }],
  };
  p.ok('ecs', 'RegisterTaskDefinition', definition);
  const key = user(world, EVERYTHING, { Effect: 'Deny', Action: 'iam:PassRole', Resource: '*' });
  const denied = (service: string, operation: string, params: object, named: string) => {
    const words = refusal(world, service, operation, params as never, key);
    expect(words).toContain(`iam:PassRole on resource: arn:aws:iam::${ACCOUNT}:role/${named} with an explicit deny in an identity-based policy`);
    return words;
  };
  const image = p.ok('ec2', 'DescribeImages', { Owners: ['amazon'] }).Images[0].ImageId;
  const machine = { ImageId: image, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1, SubnetId: p.privates[0], IamInstanceProfile: { Name: 'machine' } };
  expect(denied('ec2', 'RunInstances', machine, 'machine')).toMatch(/^UnauthorizedOperation: You are not authorized .* Encoded authorization failure message: /);
  expect(denied('ecs', 'RegisterTaskDefinition', definition, 'task')).toMatch(/^AccessDeniedException: /);
  denied('ecs', 'RunTask', { cluster: 'courses', taskDefinition: 'roled', launchType: 'FARGATE' }, 'task');
  denied('iam', 'AddRoleToInstanceProfile', { InstanceProfileName: 'machine', RoleName: 'task' }, 'task');
  const exporting = { ExportTaskIdentifier: 'e', SourceArn: 'x', S3BucketName: 'b', IamRoleArn: taskRole, KmsKeyId: 'k' };
  expect(denied('rds', 'StartExportTask', exporting, 'task')).toMatch(/^AccessDenied: /);
  denied('events', 'PutTargets', { Rule: 'r', Targets: [{ Id: '1', Arn: 'arn:aws:states:x', RoleArn: taskRole }] }, 'task');
  expect(p.ok('ec2', 'DescribeInstances').Reservations).toEqual([]);
});

test('a key that a service uses for somebody: a policy sees the service, and no address of the caller', () => {
  const { world, ids } = furnished();
  const database = { ...DATABASE, DBInstanceIdentifier: 'veiled', StorageEncrypted: true, KmsKeyId: ids.KeyId };
  const key = user(world, EVERYTHING, {
    Effect: 'Deny',
    Action: 'kms:*',
    Resource: '*',
    Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' }, Bool: { 'aws:ViaAWSService': 'false' } },
  });
  // From the right address, and through the service from none at all.
  out(world, 'kms', 'DescribeKey', { KeyId: ids.KeyId }, key);
  out(world, 'rds', 'CreateDBInstance', { ...database, DBInstanceIdentifier: 'veiled-one' }, key);
  const only = (Condition: object) =>
    out(world, 'iam', 'PutUserPolicy', { UserName: 'bob', PolicyName: 'own', PolicyDocument: policy(EVERYTHING, { Effect: 'Deny', Action: 'kms:*', Resource: '*', Condition }) });
  only({ NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } });
  out(world, 'kms', 'DescribeKey', { KeyId: ids.KeyId }, key);
  expect(refusal(world, 'rds', 'CreateDBInstance', database, key)).toContain('KMSKeyNotAccessibleFault');
  only({ 'ForAnyValue:StringEquals': { 'aws:CalledVia': ['rds.amazonaws.com'] } });
  out(world, 'kms', 'DescribeKey', { KeyId: ids.KeyId }, key);
  expect(refusal(world, 'rds', 'CreateDBInstance', database, key)).toContain('KMSKeyNotAccessibleFault');
});

test('whoever locks a bucket for all has locked out all but the root user of the account, who may take the policy away', () => {
  const { world } = furnished();
  const key = user(world, EVERYTHING);
  const Bucket = 'fixture-bucket';
  const Policy = policy({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`] });
  out(world, 's3', 'PutBucketPolicy', { Bucket, Policy }, key);
  for (const operation of ['GetBucketPolicy', 'DeleteBucketPolicy', 'ListObjectsV2', 'DeleteBucket'])
    expect(refusal(world, 's3', operation, { Bucket }, key)).toContain('with an explicit deny in a resource-based policy');
  expect(refusal(world, 's3', 'ListObjectsV2', { Bucket })).toContain('with an explicit deny in a resource-based policy');
  expect(out(world, 's3', 'GetBucketPolicy', { Bucket }).Policy).toBe(Policy);
  out(world, 's3', 'DeleteBucketPolicy', { Bucket });
  expect(out(world, 's3', 'ListObjectsV2', { Bucket }, key).KeyCount).toBe(1);
});

/** Things of every service that knows tags of its things, with the call that tags each and a call that a deny on the tag must stop. */
function tagged(world: World, p: ReturnType<typeof platform>) {
  const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
  const make = (service: string, operation: string, params: object) => out(world, service, operation, params as never);
  make('dynamodb', 'CreateTable', {
    TableName: 'table',
    AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  const secret = make('secretsmanager', 'CreateSecret', { Name: 's', SecretString: 'x' }).ARN;
  make('backup', 'CreateBackupVault', { BackupVaultName: 'vault' });
  const topic = make('sns', 'CreateTopic', { Name: 'topic' }).TopicArn;
  make('events', 'PutRule', { Name: 'rule', ScheduleExpression: 'rate(1 day)' });
  const key = make('kms', 'CreateKey', {}).KeyMetadata;
  make('rds', 'CreateDBInstance', { ...DATABASE });
  return [
    ['dynamodb', 'DeleteTable', { TableName: 'table' }, arn('dynamodb', 'table/table')],
    ['secretsmanager', 'DeleteSecret', { SecretId: 's' }, secret],
    ['backup', 'DeleteBackupVault', { BackupVaultName: 'vault' }, arn('backup', 'backup-vault:vault')],
    ['sns', 'DeleteTopic', { TopicArn: topic }, topic],
    ['events', 'DeleteRule', { Name: 'rule' }, arn('events', 'rule/rule')],
    ['kms', 'ScheduleKeyDeletion', { KeyId: key.KeyId }, key.Arn],
    ['rds', 'DeleteDBInstance', { DBInstanceIdentifier: DATABASE.DBInstanceIdentifier, SkipFinalSnapshot: true }, arn('rds', `db:${DATABASE.DBInstanceIdentifier}`)],
    ['ec2', 'DeleteVpc', { VpcId: p.vpc }, arn('ec2', `vpc/${p.vpc}`)],
    ['elbv2', 'DeleteLoadBalancer', { LoadBalancerArn: p.balancer }, p.balancer],
    ['ecs', 'DeleteService', { cluster: 'courses', service: 'courses-prod', force: true }, arn('ecs', 'service/courses/courses-prod')],
    ['ecs', 'DeleteCluster', { cluster: 'courses' }, arn('ecs', 'cluster/courses')],
    ['ecr', 'DeleteRepository', { repositoryName: 'courses/app', force: true }, arn('ecr', 'repository/courses/app')],
    ['logs', 'DeleteLogGroup', { logGroupName: '/ecs/courses-prod' }, arn('logs', 'log-group:/ecs/courses-prod')],
    ['acm', 'DeleteCertificate', { CertificateArn: p.certificate }, p.certificate],
  ] as const;
}

test('a deny on a tag stops a deletion, whichever service it is', () => {
  const p = platform();
  const world: World = { cloud: p.cloud, time: p.time };
  const things = tagged(world, p);
  const key = user(world, EVERYTHING, { Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringEquals: { 'aws:ResourceTag/env': 'prod' } } });
  const stopped = (service: string, operation: string, params: object) => {
    try {
      return refusal(world, service, operation, params as never, key).includes('explicit deny');
    } catch {
      return 'not refused';
    }
  };
  for (const [service, operation, params, arn] of things) {
    const { FailedResourcesMap } = out(world, 'resourcegroupstaggingapi', 'TagResources', { ResourceARNList: [arn], Tags: { env: 'prod' } });
    expect(FailedResourcesMap, arn).toEqual({});
    expect([operation, arn, stopped(service, operation, params)]).toEqual([operation, arn, true]);
    out(world, 'resourcegroupstaggingapi', 'UntagResources', { ResourceARNList: [arn], TagKeys: ['env'] });
  }
  // Without the tag the same call goes through to the service, which may have reasons of its own.
  for (const [service, operation, params] of things) expect(stopped(service, operation, params), operation).not.toBe(true);
});

test("nobody's tags are looked for in an account that is not there", () => {
  const world = newWorld();
  const key = user(world, EVERYTHING, { Effect: 'Deny', Action: 'rds:*', Resource: '*', Condition: { StringEquals: { 'aws:ResourceTag/env': 'prod' } } });
  expect(refusal(world, 'events', 'DescribeRule', { Name: 'none' }, key)).toContain('ResourceNotFoundException');
  expect(refusal(world, 'acm', 'DescribeCertificate', { CertificateArn: 'arn:aws:acm:eu-west-1:999999999999:certificate/x' }, key)).not.toContain('InternalFailure');
});
