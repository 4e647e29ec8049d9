// An account with a database in a private network, a bucket, and a function that copies the one into the other.
import { strToU8, zipSync } from 'fflate';
import { rows } from '../../../src/aws/cloud.ts';
import { setTable } from '../../../src/aws/rds/contents.ts';
import { INSTANCES, type Instance } from '../../../src/aws/rds/tables.ts';
import type { Json } from '../../../src/engine/json.ts';
import { MIN } from '../account.ts';
import { platform } from '../platform.ts';

export const ROWS = 90_000;

export const zipOf = (files: { readonly [path: string]: string }): string =>
  Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])))).toString('base64');

export const trust = (...services: string[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: services } }] });

export const allow = (Action: string | string[], Resource: string | string[] = '*') =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });

export function house() {
  let address = '';
  const p = platform('', (b, { privates, db }) => {
    b.ok('rds', 'CreateDBSubnetGroup', { DBSubnetGroupName: 'main', DBSubnetGroupDescription: 'x', SubnetIds: privates });
    b.ok('rds', 'CreateDBInstance', {
      DBInstanceIdentifier: 'courses-db',
      DBInstanceClass: 'db.t4g.small',
      Engine: 'postgres',
      MasterUsername: 'app',
      MasterUserPassword: 'correct-horse',
      AllocatedStorage: 20,
      BackupRetentionPeriod: 7,
      DBName: 'prod',
      DBSubnetGroupName: 'main',
      VpcSecurityGroupIds: [db],
    });
    b.pass(12 * MIN);
    address = b.ok('rds', 'DescribeDBInstances').DBInstances[0].Endpoint.Address;
    return `postgres://app:correct-horse@${address}:5432/prod`;
  });
  const account = p.cloud.accounts[p.id]!;
  const instance = (name = 'courses-db') => Object.values(rows(account, p.region, INSTANCES)).find((one) => one.identifier === name) as Instance;
  setTable(instance().contents, p.time.now, 'prod', 'courses_answer', { count: ROWS, perHour: 0 });
  p.ok('s3', 'CreateBucket', { Bucket: 'exports', CreateBucketConfiguration: { LocationConstraint: p.region } });
  const role = (name: string, services: string[], policies: string[], inline: Record<string, string>) => {
    const arn: string = p.ok('iam', 'CreateRole', { RoleName: name, AssumeRolePolicyDocument: trust(...services) }).Role.Arn;
    for (const policy of policies) p.ok('iam', 'AttachRolePolicy', { RoleName: name, PolicyArn: `arn:aws:iam::aws:policy/${policy}` });
    for (const [PolicyName, PolicyDocument] of Object.entries(inline)) p.ok('iam', 'PutRolePolicy', { RoleName: name, PolicyName, PolicyDocument });
    return arn;
  };
  const worker = role('worker', ['lambda.amazonaws.com'], ['service-role/AWSLambdaVPCAccessExecutionRole'], {
    s3: allow(['s3:PutObject', 's3:GetObject', 's3:ListBucket'], ['arn:aws:s3:::exports', 'arn:aws:s3:::exports/*']),
  });
  const environment = { PGHOST: address, PGDATABASE: 'prod', PGUSER: 'app', PGPASSWORD: 'correct-horse', BUCKET: 'exports', PREFIX: 'nightly', TABLE: 'courses_answer' };
  const fn = (name: string, job: string, change: { readonly [name: string]: Json } = {}, env: Record<string, string> = {}) => {
    p.ok('lambda', 'CreateFunction', {
      FunctionName: name,
      Runtime: 'python3.12',
      Handler: 'job.handler',
      Role: worker,
      Timeout: 60,
      Code: { ZipFile: zipOf({ 'job.py': `"""A job."""\nfrom dbjobs import ${job} as handler  # the whole of it\n` }) },
      VpcConfig: { SubnetIds: [...p.privates], SecurityGroupIds: [p.groups.app] },
      Environment: { Variables: { ...environment, ...env } },
      ...change,
    });
    p.pass(MIN);
    return p.ok('lambda', 'GetFunction', { FunctionName: name }).Configuration.FunctionArn as string;
  };
  const invoke = (name: string, event: Json = {}): { readonly error: boolean; readonly payload: { readonly [member: string]: Json } } => {
    const answer = p.ok('lambda', 'Invoke', { FunctionName: name, Payload: { base64: Buffer.from(JSON.stringify(event)).toString('base64') } });
    return { error: answer.FunctionError !== undefined, payload: JSON.parse(answer.Payload) };
  };
  const keys = () => ((p.ok('s3', 'ListObjectsV2', { Bucket: 'exports' }).Contents ?? []) as { Key: string }[]).map((object) => object.Key);
  return { ...p, cloud: p.cloud, time: p.time, address, instance, role, worker, fn, invoke, keys, environment };
}
