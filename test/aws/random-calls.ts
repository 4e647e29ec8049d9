// Random calls by random principals on one account, and the laws that hold whatever they are. Used by a test with a few thousand, by the bench with many.
import { type Draft, produce } from 'immer';
import { type CloudAnswer, call, rootOf } from '../../src/aws/call.ts';
import { type Account, type Cloud, recordOf, tidy } from '../../src/aws/cloud.ts';
import { TRAIL, TRAIL_KEY, type TrailRecord } from '../../src/aws/cloudtrail/record.ts';
import { observe } from '../../src/aws/cloudwatch/evaluate.ts';
import { accrue, billBetween } from '../../src/aws/cost/bill.ts';
import { runCloudJob } from '../../src/aws/jobs.ts';
import type { Params, Principal } from '../../src/aws/operation.ts';
import { census } from '../../src/aws/rds/contents.ts';
import type { Snapshot } from '../../src/aws/rds/tables.ts';
import { SERVICES } from '../../src/aws/services.ts';
import { between, type Chance, newChance } from '../../src/engine/chance.ts';
import { HOUR } from '../../src/engine/clock.ts';
import { entry, type Log } from '../../src/engine/log.ts';
import { because, nextJob } from '../../src/engine/moment.ts';
import { ACCOUNT, DATABASE, furnished, out, REGION, type World } from './fixture.ts';
import { allow, trust, zipOf } from './nightly/house.ts';

type Pick = (list: readonly string[]) => string;
type Make = (pick: Pick) => Params;

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

/** `service Operation` -> parameters. Names come from small pools, so that calls meet one another. */
const CALLS: { readonly [call: string]: Make } = {
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
const NAMED = Object.keys(CALLS);

/** After a successful call: where the thing must not be listed, and under which name. */
const LISTS: { readonly [call: string]: readonly [operation: string, params: (given: Params) => Params, name: (given: Params) => string] } = {
  'rds DeleteDBSnapshot': ['DescribeDBSnapshots', () => ({}), (given) => `"DBSnapshotIdentifier":"${String(given.DBSnapshotIdentifier)}"`],
  's3 DeleteBucket': ['ListBuckets', () => ({}), (given) => `"Name":"${String(given.Bucket)}"`],
  's3 DeleteObject': ['ListObjectsV2', (given) => ({ Bucket: given.Bucket }), (given) => `"Key":"${String(given.Key)}"`],
  'iam DeleteRole': ['ListRoles', () => ({}), (given) => `"RoleName":"${String(given.RoleName)}"`],
  'iam DeleteUser': ['ListUsers', () => ({}), (given) => `"UserName":"${String(given.UserName)}"`],
  'lambda DeleteFunction': ['ListFunctions', () => ({}), (given) => `"FunctionName":"${String(given.FunctionName)}"`],
  'events DeleteRule': ['ListRules', () => ({}), (given) => `"Name":"${String(given.Name)}"`],
  'scheduler DeleteSchedule': ['ListSchedules', () => ({}), (given) => `"Name":"${String(given.Name)}"`],
  'stepfunctions DeleteStateMachine': ['ListStateMachines', () => ({}), (given) => String(given.stateMachineArn)],
  'sns DeleteTopic': ['ListTopics', () => ({}), (given) => `${String(given.TopicArn)}"`],
  'cloudwatch DeleteAlarms': ['DescribeAlarms', () => ({}), (given) => `"AlarmName":"${String((given.AlarmNames as string[])[0])}"`],
  'logs DeleteLogGroup': ['DescribeLogGroups', () => ({}), (given) => `"logGroupName":"${String(given.logGroupName)}"`],
  'backup DeleteBackupVault': ['ListBackupVaults', () => ({}), (given) => `"BackupVaultName":"${String(given.BackupVaultName)}"`],
};

/** An account to call on, and those who call: root, an administrator, a reader, one with rights of her own, one barred from deleting, one without any. */
export function beginning(): { readonly world: World; readonly principals: readonly (Principal | string)[] } {
  const { world } = furnished();
  const user = (name: string, document: string | null) => {
    out(world, 'iam', 'CreateUser', { UserName: name });
    if (document) out(world, 'iam', 'PutUserPolicy', { UserName: name, PolicyName: 'own', PolicyDocument: document });
    return out(world, 'iam', 'CreateAccessKey', { UserName: name }).AccessKey.AccessKeyId as string;
  };
  const but = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: ['rds:Delete*', 's3:Delete*', 'lambda:Delete*', 'iam:Delete*', 'events:Delete*', 'logs:Delete*', 'rds:ModifyDBInstance'], Resource: '*' },
    ],
  });
  const principals = [
    rootOf(ACCOUNT),
    rootOf(ACCOUNT),
    user('admin', allow('*')),
    user('reader', allow(['rds:Describe*', 's3:Get*', 's3:List*'])),
    user('mixed', allow(['rds:*', 'lambda:*'])),
    user('deny', but),
    user('nobody', null),
  ];
  out(world, 'iam', 'CreateRole', { RoleName: 'service', AssumeRolePolicyDocument: trust('lambda.amazonaws.com', 'scheduler.amazonaws.com', 'states.amazonaws.com') });
  out(world, 'iam', 'PutRolePolicy', { RoleName: 'service', PolicyName: 'own', PolicyDocument: allow(['rds:*', 'logs:*']) });
  return { world: produce(world, (draft: Draft<World>) => void accrue(draft.cloud.accounts[ACCOUNT] as Account, draft.time.now)), principals };
}

const frozenRows = (cloud: Cloud): Map<string, string> => {
  const found = new Map<string, string>();
  const all = recordOf<Snapshot>(cloud.accounts[ACCOUNT]?.tables[`${REGION}/rds.snapshot`]);
  for (const snapshot of Object.values(all))
    found.set(`${snapshot.identifier} ${snapshot.resourceId} ${snapshot.startedAt}`, JSON.stringify(census(snapshot.contents, snapshot.dataAt)));
  return found;
};

const logOf = (cloud: Cloud, region: string) => recordOf(cloud.accounts[ACCOUNT]?.tables[`${region}/${TRAIL.name}`])[TRAIL_KEY] as Log<TrailRecord> | undefined;

/** Records of a request among those made since `before`. */
function recordsOf(before: Cloud, after: Cloud, requestId: string): number {
  let found = 0;
  for (const region of [REGION, 'us-east-1']) {
    const log = logOf(after, region);
    for (let i = logOf(before, region)?.length ?? 0; log && i < log.length; i++) if (entry(log, i)?.requestId === requestId) found++;
  }
  return found;
}

/** Shards that are not the same object any more, the trail aside. */
const changed = (before: Cloud, after: Cloud): string[] => {
  const [a, b] = [before.accounts[ACCOUNT]?.tables ?? {}, after.accounts[ACCOUNT]?.tables ?? {}];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((shard) => !shard.endsWith(TRAIL.name) && a[shard] !== b[shard]);
};

export interface Tally {
  readonly calls: number;
  readonly refused: number;
  readonly jobs: number;
  readonly breaches: readonly string[];
  readonly spent: number;
}

/** Makes `count` random calls, with time passing in between, and says which laws were broken. */
export function randomCalls(seed: number, count: number): Tally {
  const begun = beginning();
  let world = begun.world;
  const chance: Chance = newChance(seed);
  const pick: Pick = (list) => list[between(chance, 'pick', 0, list.length - 1)] as string;
  const breaches: string[] = [];
  const began = world.time.now;
  let [refused, jobs, spent] = [0, 0, 0];
  let settled = 0;
  let held = frozenRows(world.cloud);
  const settle = () => {
    world = produce(world, (draft: Draft<World>) => {
      observe(draft.cloud, draft.time);
      accrue(draft.cloud.accounts[ACCOUNT] as Account, draft.time.now);
      tidy(draft.cloud);
    });
    const now = frozenRows(world.cloud);
    for (const [id, rows] of held) if (now.has(id) && now.get(id) !== rows) breaches.push(`the rows of ${id} changed from ${rows} to ${now.get(id)}`);
    held = now;
    // Summing a long meter takes long: now and then is enough, since what was noted is never changed.
    if (settled++ % 20 !== 0) return;
    const bill = billBetween(world.cloud.accounts[ACCOUNT] as Account, began, world.time.now);
    if (bill < spent - 1e-9) breaches.push(`the bill went from ${spent} to ${bill}`);
    spent = bill;
  };
  for (let i = 0; i < count && breaches.length < 10; i++) {
    if (between(chance, 'wait', 0, 3) === 0) {
      const until = world.time.now + between(chance, 'hours', 1, 300) * (HOUR / 100);
      for (let job = nextJob(world.time); job && job.at <= until; job = nextJob(world.time)) {
        const due = job;
        world = produce(world, (draft: Draft<World>) => {
          delete draft.time.jobs[due.id];
          draft.time.now = Math.max(draft.time.now, due.at);
          because(draft.time, due.cause, () => runCloudJob(draft.cloud, draft.time, due));
        });
        jobs++;
      }
      world = produce(world, (draft: Draft<World>) => void (draft.time.now = until));
      settle();
    }
    const name = pick(NAMED);
    const [service = '', operation = ''] = name.split(' ');
    const params = (CALLS[name] as Make)(pick);
    const as = begun.principals[between(chance, 'who', 0, begun.principals.length - 1)] as Principal | string;
    const before = world;
    let answer: CloudAnswer | undefined;
    world = produce(before, (draft: Draft<World>) => {
      answer = call(draft.cloud, draft.time, { service, operation, params, region: REGION, ...(typeof as === 'string' ? { accessKeyId: as } : { principal: as }) });
    });
    const replied = answer as unknown as CloudAnswer;
    const kind = SERVICES[service]?.operations[operation]?.kind;
    const touched = changed(before.cloud, world.cloud);
    if (!replied.ok) refused++;
    if (!replied.ok && replied.code === 'InternalFailure') breaches.push(`${name} broke down: ${JSON.stringify(replied.fields)}`);
    if (touched.length > 0 && (!replied.ok || kind === 'read'))
      breaches.push(`${name} was ${replied.ok ? 'a read' : `refused (${replied.code})`} and changed ${touched.join(', ')}`);
    if (!replied.ok && Object.keys(world.time.jobs).length !== Object.keys(before.time.jobs).length) breaches.push(`${name} was refused and left a job`);
    if (!(!replied.ok && replied.code === 'NotSimulated') && recordsOf(before.cloud, world.cloud, replied.requestId) !== 1) breaches.push(`${name} left no single record`);
    const list = LISTS[name];
    if (replied.ok && list) {
      let shown = '';
      produce(world, (draft: Draft<World>) => {
        const looked = call(draft.cloud, draft.time, { service, operation: list[0], params: list[1](params), region: REGION, principal: rootOf(ACCOUNT) });
        shown = JSON.stringify(looked.ok ? looked.output : looked);
      });
      if (shown.includes(list[2](params))) breaches.push(`${name} ${JSON.stringify(params)} succeeded, and ${list[0]} lists it: ${shown}`);
    }
    if (touched.length > 0) settle();
  }
  return { calls: count, refused, jobs, breaches, spent };
}
