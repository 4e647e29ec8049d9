// Calls whose parameters only a person would put together: names from small pools, so that calls meet one another.
import type { Params } from '../../../src/aws/operation.ts';
import { ACCOUNT, DATABASE, REGION } from '../fixture.ts';
import { allow, trust, zipOf } from '../nightly/house.ts';

export type Pick = (list: readonly string[]) => string;
export type Make = (pick: Pick) => Params;

const DATABASES = ['dev-courses-db', 'second', 'third'];
const NAMES = ['one', 'two', 'three'];
const KEYS = ['a', 'b', 'c/d'];
const BUCKETS = ['fixture-bucket', 'random-one', 'random-two'];
const snapshots = ['by-hand', 'snap-one', 'snap-two'];
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const CODE = { ZipFile: zipOf({ 'job.py': 'from dbjobs import count_rows as handler\n' }) };
const DEFINITION = JSON.stringify({
  StartAt: 'W',
  States: { W: { Type: 'Wait', Seconds: 60, Next: 'D' }, D: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:rds:describeDBInstances', End: true } },
});
const target = {
  Arn: 'arn:aws:scheduler:::aws-sdk:rds:createDBSnapshot',
  RoleArn: role('service'),
  Input: JSON.stringify({ DBInstanceIdentifier: 'second', DBSnapshotIdentifier: 'scheduled' }),
};

/** `service Operation` -> parameters. */
export const CALLS: { readonly [call: string]: Make } = {
  'rds CreateDBInstance': (pick) => ({ ...DATABASE, DBInstanceIdentifier: pick(DATABASES), DeletionProtection: pick(NAMES) === 'one' }),
  'rds DeleteDBInstance': (pick) => ({ DBInstanceIdentifier: pick(DATABASES), SkipFinalSnapshot: true, DeleteAutomatedBackups: pick(NAMES) !== 'one' }),
  'rds ModifyDBInstance': (pick) => ({
    DBInstanceIdentifier: pick(DATABASES),
    DeletionProtection: pick(NAMES) === 'one',
    BackupRetentionPeriod: NAMES.indexOf(pick(NAMES)) * 3,
    ApplyImmediately: true,
  }),
  'rds CreateDBSnapshot': (pick) => ({ DBInstanceIdentifier: pick(DATABASES), DBSnapshotIdentifier: pick(snapshots) }),
  'rds DeleteDBSnapshot': (pick) => ({ DBSnapshotIdentifier: pick(snapshots) }),
  'rds CopyDBSnapshot': (pick) => ({ SourceDBSnapshotIdentifier: pick(snapshots), TargetDBSnapshotIdentifier: pick(snapshots) }),
  'rds RestoreDBInstanceFromDBSnapshot': (pick) => ({ DBInstanceIdentifier: pick(DATABASES), DBSnapshotIdentifier: pick(snapshots) }),
  'rds RestoreDBInstanceToPointInTime': (pick) => ({ SourceDBInstanceIdentifier: pick(DATABASES), TargetDBInstanceIdentifier: pick(DATABASES), UseLatestRestorableTime: true }),
  'rds RebootDBInstance': (pick) => ({ DBInstanceIdentifier: pick(DATABASES) }),
  'rds StopDBInstance': (pick) => ({ DBInstanceIdentifier: pick(DATABASES) }),
  'rds StartDBInstance': (pick) => ({ DBInstanceIdentifier: pick(DATABASES) }),
  'rds DescribeDBInstances': () => ({}),
  'rds DescribeDBSnapshots': () => ({}),
  'rds DescribeDBInstanceAutomatedBackups': () => ({}),
  's3 CreateBucket': (pick) => ({ Bucket: pick(BUCKETS), CreateBucketConfiguration: { LocationConstraint: REGION } }),
  's3 DeleteBucket': (pick) => ({ Bucket: pick(BUCKETS) }),
  's3 PutBucketVersioning': (pick) => ({ Bucket: pick(BUCKETS), VersioningConfiguration: { Status: pick(['Enabled', 'Suspended']) } }),
  's3 PutObject': (pick) => ({ Bucket: pick(BUCKETS), Key: pick(KEYS), Body: pick(NAMES) }),
  's3 GetObject': (pick) => ({ Bucket: pick(BUCKETS), Key: pick(KEYS) }),
  's3 DeleteObject': (pick) => ({ Bucket: pick(BUCKETS), Key: pick(KEYS) }),
  's3 ListObjectsV2': (pick) => ({ Bucket: pick(BUCKETS) }),
  'ec2 CreateVpc': () => ({ CidrBlock: '10.9.0.0/16' }),
  'ec2 AllocateAddress': () => ({ Domain: 'vpc' }),
  'ec2 DescribeVpcs': () => ({}),
  'iam CreateRole': (pick) => ({ RoleName: pick(NAMES), AssumeRolePolicyDocument: trust('lambda.amazonaws.com') }),
  'iam DeleteRole': (pick) => ({ RoleName: pick(NAMES) }),
  'iam CreateUser': (pick) => ({ UserName: pick(NAMES) }),
  'iam DeleteUser': (pick) => ({ UserName: pick(NAMES) }),
  'iam PutUserPolicy': (pick) => ({ UserName: pick(['deny', ...NAMES]), PolicyName: 'p', PolicyDocument: allow(pick(['rds:*', 's3:*'])) }),
  'lambda CreateFunction': (pick) => ({
    FunctionName: pick(NAMES),
    Runtime: 'python3.12',
    Handler: 'job.handler',
    Role: role('service'),
    Code: CODE,
    Environment: { Variables: { TABLE: 't', PGHOST: 'nowhere' } },
  }),
  'lambda DeleteFunction': (pick) => ({ FunctionName: pick(NAMES) }),
  'lambda Invoke': (pick) => ({ FunctionName: pick(NAMES), InvocationType: pick(['Event', 'RequestResponse']) }),
  'events PutRule': (pick) => ({ Name: pick(NAMES), ...(pick(NAMES) === 'one' ? { EventPattern: '{"source":["aws.rds"]}' } : { ScheduleExpression: 'rate(6 hours)' }) }),
  'events PutTargets': (pick) => ({ Rule: pick(NAMES), Targets: [{ Id: 'x', Arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${pick(NAMES)}` }] }),
  'events RemoveTargets': (pick) => ({ Rule: pick(NAMES), Ids: ['x'] }),
  'events DeleteRule': (pick) => ({ Name: pick(NAMES) }),
  'scheduler CreateSchedule': (pick) => ({ Name: pick(NAMES), ScheduleExpression: 'rate(12 hours)', FlexibleTimeWindow: { Mode: 'OFF' }, Target: target }),
  'scheduler DeleteSchedule': (pick) => ({ Name: pick(NAMES) }),
  'stepfunctions CreateStateMachine': (pick) => ({ name: pick(NAMES), definition: DEFINITION, roleArn: role('service') }),
  'stepfunctions DeleteStateMachine': (pick) => ({ stateMachineArn: `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${pick(NAMES)}` }),
  'stepfunctions StartExecution': (pick) => ({ stateMachineArn: `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${pick(NAMES)}` }),
  'sns CreateTopic': (pick) => ({ Name: pick(NAMES) }),
  'sns DeleteTopic': (pick) => ({ TopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:${pick(NAMES)}` }),
  'sns Publish': (pick) => ({ TopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:${pick(NAMES)}`, Message: 'x' }),
  'cloudwatch PutMetricAlarm': (pick) => ({
    AlarmName: pick(NAMES),
    Namespace: 'AWS/RDS',
    MetricName: 'FreeStorageSpace',
    Statistic: 'Average',
    Period: 300,
    EvaluationPeriods: 2,
    Threshold: 2 ** 34,
    ComparisonOperator: 'LessThanThreshold',
    Dimensions: [{ Name: 'DBInstanceIdentifier', Value: pick(DATABASES) }],
  }),
  'cloudwatch DeleteAlarms': (pick) => ({ AlarmNames: [pick(NAMES)] }),
  'cloudwatch PutMetricData': (pick) => ({ Namespace: 'X', MetricData: [{ MetricName: pick(NAMES), Value: 1 }] }),
  'logs CreateLogGroup': (pick) => ({ logGroupName: pick(NAMES) }),
  'logs DeleteLogGroup': (pick) => ({ logGroupName: pick(NAMES) }),
  'secretsmanager CreateSecret': (pick) => ({ Name: pick(NAMES), SecretString: 'x' }),
  'secretsmanager DeleteSecret': (pick) => ({ SecretId: pick(NAMES), ForceDeleteWithoutRecovery: true }),
  'dynamodb PutItem': (pick) => ({ TableName: 'locks', Item: { LockID: { S: pick(NAMES) } } }),
  'dynamodb DeleteItem': (pick) => ({ TableName: 'locks', Key: { LockID: { S: pick(NAMES) } } }),
  'backup CreateBackupVault': (pick) => ({ BackupVaultName: pick(NAMES) }),
  'backup DeleteBackupVault': (pick) => ({ BackupVaultName: pick(NAMES) }),
  'kms CreateKey': () => ({}),
  'support UpgradePlan': () => ({ plan: 'business' }),
};
