// A small account with one of most things, for tests of the cloud.

import { addAccount, call, emptyCloud, rootOf } from '../../src/aws/call.ts';
import type { Cloud } from '../../src/aws/cloud.ts';
import { runCloudJob } from '../../src/aws/jobs.ts';
import type { CloudAnswer, Params, Principal } from '../../src/aws/operation.ts';
import { newChance } from '../../src/engine/chance.ts';
import { DAY, instant, MINUTE } from '../../src/engine/clock.ts';
import { emptyLog } from '../../src/engine/log.ts';
import { because, nextJob, type Timeline } from '../../src/engine/moment.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';

export interface World {
  cloud: Cloud;
  time: Timeline;
}

export function newWorld(seed = 7): World {
  const world: World = {
    cloud: emptyCloud(),
    time: { now: instant(2026, 2, 20, 9), chance: newChance(seed), facts: emptyLog(), jobs: {}, nextJob: 1, cause: null },
  };
  addAccount(world.cloud, world.time, { id: ACCOUNT, alias: 'courses', region: REGION });
  return world;
}

/** Lets time pass, jobs and all. */
export function pass(world: World, duration: number): void {
  const until = world.time.now + duration;
  for (let job = nextJob(world.time); job && job.at <= until; job = nextJob(world.time)) {
    const due = job;
    delete world.time.jobs[due.id];
    world.time.now = Math.max(world.time.now, due.at);
    because(world.time, due.cause, () => runCloudJob(world.cloud, world.time, due));
  }
  world.time.now = until;
}

export const ask = (world: World, service: string, operation: string, params: Params = {}, as: Principal | string = rootOf(ACCOUNT), region = REGION): CloudAnswer =>
  call(world.cloud, world.time, { service, operation, params, region, ...(typeof as === 'string' ? { accessKeyId: as } : { principal: as }) });

/** The output of a call that has to succeed. */
// biome-ignore lint/suspicious/noExplicitAny: outputs are looked into by tests
export function out(world: World, service: string, operation: string, params: Params = {}, as?: Principal | string, region?: string): any {
  const answer = ask(world, service, operation, params, as, region);
  if (!answer.ok) throw new Error(`${service} ${operation}: ${answer.code}: ${answer.message} ${JSON.stringify(answer.fields)}`);
  return answer.output;
}

/** `CODE: message` of a call that has to be refused. */
export function refusal(world: World, service: string, operation: string, params: Params = {}, as?: Principal | string, region?: string): string {
  const answer = ask(world, service, operation, params, as, region);
  if (answer.ok) throw new Error(`${service} ${operation} was not refused`);
  return `${answer.code}: ${answer.message}`;
}

/** The access key of a new user who may do everything. */
export function admin(world: World, name = 'admin', as?: Principal | string): string {
  out(world, 'iam', 'CreateUser', { UserName: name }, as);
  out(world, 'iam', 'AttachUserPolicy', { UserName: name, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }, as);
  return out(world, 'iam', 'CreateAccessKey', { UserName: name }, as).AccessKey.AccessKeyId;
}

/** A new account of the caller's organisation, when it can be used. Gives its id. */
export function newMember(world: World, name: string): string {
  const { Id } = out(world, 'organizations', 'CreateAccount', { AccountName: name, Email: `${name}@example.com` }).CreateAccountStatus;
  pass(world, MINUTE);
  return out(world, 'organizations', 'DescribeCreateAccountStatus', { CreateAccountRequestId: Id }).CreateAccountStatus.AccountId;
}

export const DATABASE = {
  DBInstanceIdentifier: 'dev-courses-db',
  DBInstanceClass: 'db.t4g.small',
  Engine: 'postgres',
  EngineVersion: '16.3',
  MasterUsername: 'courses',
  MasterUserPassword: 'correct-horse',
  AllocatedStorage: 20,
  BackupRetentionPeriod: 7,
  PreferredBackupWindow: '01:00-01:30',
  PubliclyAccessible: false,
} satisfies Params;

const ALLOW = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] });
export const TRUST = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' }] });

/** A trail that has been made but does not log, and its bucket. */
function withTrail(world: World): void {
  const Bucket = 'fixture-trail';
  out(world, 's3', 'CreateBucket', { Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } });
  const lets = (Action: string, Resource: string) => ({
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action,
    Resource: `arn:aws:s3:::${Bucket}${Resource}`,
  });
  out(world, 's3', 'PutBucketPolicy', { Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement: [lets('s3:GetBucketAcl', ''), lets('s3:PutObject', '/*')] }) });
  out(world, 'cloudtrail', 'CreateTrail', { Name: 'fixture-trail', S3BucketName: Bucket });
}

/** An account in use for three days: a database with backups, a bucket, people, keys. Gives the ids that were made up. */
export function furnished(): { world: World; ids: { [parameter: string]: string } } {
  const world = newWorld();
  out(world, 'rds', 'CreateDBInstance', DATABASE);
  out(world, 's3', 'CreateBucket', { Bucket: 'fixture-bucket', CreateBucketConfiguration: { LocationConstraint: REGION } });
  out(world, 's3', 'PutObject', { Bucket: 'fixture-bucket', Key: 'a.txt', Body: 'hello' });
  out(world, 'iam', 'CreateUser', { UserName: 'ann' });
  const key = out(world, 'iam', 'CreateAccessKey', { UserName: 'ann' }).AccessKey.AccessKeyId;
  out(world, 'iam', 'CreateRole', { RoleName: 'runner', AssumeRolePolicyDocument: TRUST });
  const policy = out(world, 'iam', 'CreatePolicy', { PolicyName: 'buckets', PolicyDocument: ALLOW }).Policy.Arn;
  out(world, 'iam', 'CreateInstanceProfile', { InstanceProfileName: 'machine' });
  const kms = out(world, 'kms', 'CreateKey').KeyMetadata.KeyId;
  const secret = out(world, 'secretsmanager', 'CreateSecret', { Name: 'site/password', SecretString: 'x' }).ARN;
  out(world, 'dynamodb', 'CreateTable', {
    TableName: 'locks',
    AttributeDefinitions: [{ AttributeName: 'LockID', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'LockID', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  out(world, 'backup', 'CreateBackupVault', { BackupVaultName: 'vault' });
  out(world, 'support', 'UpgradePlan', { plan: 'business' });
  const support = out(world, 'support', 'CreateCase', { subject: 'Question', communicationBody: 'Hello', severityCode: 'low' }).caseId;
  withTrail(world);
  out(world, 'rds', 'CreateDBCluster', {
    DBClusterIdentifier: 'fixture-cluster',
    Engine: 'aurora-postgresql',
    MasterUsername: 'courses',
    MasterUserPassword: 'correct-horse',
  });
  pass(world, 3 * DAY);
  out(world, 'rds', 'CreateDBSnapshot', { DBInstanceIdentifier: 'dev-courses-db', DBSnapshotIdentifier: 'by-hand' });
  out(world, 'rds', 'CreateDBClusterSnapshot', { DBClusterIdentifier: 'fixture-cluster', DBClusterSnapshotIdentifier: 'cluster-by-hand' });
  pass(world, DAY / 4);
  return { world, ids: { AccessKeyId: key, PolicyArn: policy, KeyId: kms, SecretId: secret, caseId: support } };
}
