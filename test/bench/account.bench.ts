// What a call costs on accounts of a hundred, a thousand and ten thousand resources, with what a world does after each; and a year of nights.
import { type Draft, produce } from 'immer';
import { type Account, recordOf, rows } from '../../src/aws/cloud.ts';
import { runCloudJob } from '../../src/aws/jobs.ts';
import type { Params } from '../../src/aws/operation.ts';
import { setTable } from '../../src/aws/rds/contents.ts';
import { INSTANCES } from '../../src/aws/rds/tables.ts';
import { DAY, iso } from '../../src/engine/clock.ts';
import { because, nextJob } from '../../src/engine/moment.ts';
import { furnished, out, REGION, type World } from '../aws/fixture.ts';
import { house, ROWS } from '../aws/nightly/house.ts';
import { multiply, settled, step } from './big-account.ts';
import { heap, measure, print } from './measure.ts';

/** An account with about so many things of fourteen kinds. */
function accountOf(size: number): World {
  const { world } = furnished();
  const vpc = out(world, 'ec2', 'CreateVpc', { CidrBlock: '10.0.0.0/16' }).Vpc.VpcId;
  // Made once through the door, then copied under other names: the door itself is what is measured later.
  const models: [string, string, string, Params, string?][] = [
    ['ec2.security-group', 'ec2', 'CreateSecurityGroup', { GroupName: 'model', Description: 'x', VpcId: vpc }],
    ['ec2.subnet', 'ec2', 'CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.1.0/24' }],
    ['ec2.address', 'ec2', 'AllocateAddress', {}],
    ['iam.role', 'iam', 'CreateRole', { RoleName: 'model', AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}' }, 'aws-global'],
    ['iam.user', 'iam', 'CreateUser', { UserName: 'model' }, 'aws-global'],
    ['logs.group', 'logs', 'CreateLogGroup', { logGroupName: 'model' }],
    ['secretsmanager.secret', 'secretsmanager', 'CreateSecret', { Name: 'model', SecretString: 'x' }],
    ['events.rule', 'events', 'PutRule', { Name: 'model', ScheduleExpression: 'rate(1 day)', State: 'DISABLED' }],
    ['sns.topic', 'sns', 'CreateTopic', { Name: 'model' }],
    ['ecr.repository', 'ecr', 'CreateRepository', { repositoryName: 'model' }],
    ['kms.key', 'kms', 'CreateKey', {}],
    ['s3.objects/fixture-bucket', 's3', 'PutObject', { Bucket: 'fixture-bucket', Key: 'model', Body: 'x' }],
    ['rds.snapshot', 'rds', 'CreateDBSnapshot', { DBInstanceIdentifier: 'dev-courses-db', DBSnapshotIdentifier: 'model' }],
  ];
  for (const [name, service, operation, params, scope] of models) {
    out(world, service, operation, params);
    multiply(world, `${scope ?? REGION}/${name}`, size / models.length);
  }
  return settled(produce(world, (_: Draft<World>) => {}));
}

const MIX: readonly (readonly [string, string, (i: number) => Params])[] = [
  ['s3', 'PutObject', (i) => ({ Bucket: 'fixture-bucket', Key: `k${i % 50}`, Body: 'x' })],
  ['s3', 'GetObject', () => ({ Bucket: 'fixture-bucket', Key: 'a.txt' })],
  ['rds', 'DescribeDBInstances', () => ({})],
  ['rds', 'ModifyDBInstance', (i) => ({ DBInstanceIdentifier: 'dev-courses-db', DeletionProtection: i % 2 === 0 })],
  ['iam', 'GetRole', () => ({ RoleName: 'runner' })],
  ['logs', 'PutRetentionPolicy', (i) => ({ logGroupName: 'model', retentionInDays: i % 2 ? 7 : 14 })],
  ['sts', 'GetCallerIdentity', () => ({})],
  ['events', 'PutRule', () => ({ Name: 'model', ScheduleExpression: 'rate(1 day)', State: 'DISABLED' })],
  ['dynamodb', 'PutItem', (i) => ({ TableName: 'locks', Item: { LockID: { S: `l${i % 20}` } } })],
];

let alone = 0;
for (const size of [100, 1000, 10_000]) {
  let world = accountOf(size);
  const round = (count: number) => {
    for (let i = 0; i < count; i++) {
      const [service, operation, params] = MIX[i % MIX.length] as (typeof MIX)[number];
      world = step(world, service, operation, params(i));
    }
  };
  round(200);
  const cpu = process.cpuUsage();
  measure(`900 calls on an account of ${size.toLocaleString('en')} resources`, () => round(900));
  // By the processor's time: other work on the machine does not count.
  const used = process.cpuUsage(cpu);
  const each = (used.user + used.system) / 1000 / 2700;
  alone ||= each;
  print('  calls a second of the processor; against the smallest', `${Math.round(1000 / each).toLocaleString('en')}; x ${(each / alone).toFixed(1)}`);
}

const h = house();
const arn = h.fn('export', 'dump_to_s3');
const rule = h.ok('events', 'PutRule', { Name: 'nightly', ScheduleExpression: 'cron(0 2 * * ? *)' }).RuleArn;
h.ok('events', 'PutTargets', { Rule: 'nightly', Targets: [{ Id: 'export', Arn: arn }] });
h.ok('lambda', 'AddPermission', { FunctionName: 'export', StatementId: 'rule', Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com', SourceArn: rule });
setTable(h.instance().contents, h.time.now, 'prod', 'courses_answer', { count: ROWS, perHour: 13.8 });
let year: World = produce({ cloud: h.cloud, time: h.time } as World, () => {});
const [until, before] = [year.time.now + 365 * DAY, heap()];
let jobs = 0;
measure(
  'a year of nightly backups and exports, job by job',
  () => {
    for (let job = nextJob(year.time); job && job.at <= until; job = nextJob(year.time)) {
      const due = job;
      year = settled(
        produce(year, (draft: Draft<World>) => {
          delete draft.time.jobs[due.id];
          draft.time.now = Math.max(draft.time.now, due.at);
          because(draft.time, due.cause, () => runCloudJob(draft.cloud, draft.time, due));
        }),
      );
      jobs++;
    }
  },
  1,
);
const account = year.cloud.accounts[h.id] as Account;
const objects = Object.keys(recordOf(account.tables[`${h.region}/s3.objects/exports`])).length;
const [instance] = Object.values(rows({ ...account, tables: { ...account.tables } }, h.region, INSTANCES));
print('  jobs; exports; until', `${jobs.toLocaleString('en')}; ${objects}; ${iso(year.time.now).slice(0, 10)}, ${instance?.status ?? 'no database'}`);
print('  memory that the year added', `${((heap() - before) / 2 ** 20).toFixed(1)} MB, ${(JSON.stringify(year).length / 2 ** 20).toFixed(1)} MB of JSON`);
