// What each kind of call costs when the table that it works on holds a hundred, a thousand and ten thousand things: by the processor's time, and against the smallest.
import { type Draft, produce } from 'immer';
import type { Params } from '../../src/aws/operation.ts';
import { furnished, out, REGION, type World } from '../aws/fixture.ts';
import { multiply, settled, step } from './big-account.ts';
import { print } from './measure.ts';

type Make = (i: number) => readonly [service: string, operation: string, params: Params];

const TRUST = '{"Version":"2012-10-17","Statement":[]}';
const SIZES = [100, 1000, 10_000];

/** Kind of call -> its calls on four services. `i` counts up; things are called `model` and `copy-<number>`. */
const kinds = (vpc: string, ids: { readonly group: string; readonly secret: string }): { readonly [kind: string]: readonly Make[] } => ({
  get: [
    () => ['iam', 'GetRole', { RoleName: 'model' }],
    () => ['secretsmanager', 'DescribeSecret', { SecretId: 'model' }],
    () => ['ec2', 'DescribeSecurityGroups', { GroupIds: [ids.group] }],
    () => ['s3', 'HeadObject', { Bucket: 'fixture-bucket', Key: 'model' }],
  ],
  'list a page': [
    () => ['iam', 'ListRoles', { MaxItems: 20 }],
    () => ['logs', 'DescribeLogGroups', { limit: 20 }],
    () => ['ec2', 'DescribeSecurityGroups', { MaxResults: 20 }],
    () => ['s3', 'ListObjectsV2', { Bucket: 'fixture-bucket', MaxKeys: 20 }],
  ],
  create: [
    (i) => ['iam', 'CreateRole', { RoleName: `new-${i}`, AssumeRolePolicyDocument: TRUST }],
    (i) => ['logs', 'CreateLogGroup', { logGroupName: `new-${i}` }],
    (i) => ['ec2', 'CreateSecurityGroup', { GroupName: `new-${i}`, Description: 'x', VpcId: vpc }],
    (i) => ['s3', 'PutObject', { Bucket: 'fixture-bucket', Key: `new-${i}`, Body: 'x' }],
  ],
  tag: [
    (i) => ['iam', 'TagRole', { RoleName: 'model', Tags: [{ Key: 'n', Value: `${i}` }] }],
    (i) => ['secretsmanager', 'TagResource', { SecretId: 'model', Tags: [{ Key: 'n', Value: `${i}` }] }],
    (i) => ['ec2', 'CreateTags', { Resources: [ids.group], Tags: [{ Key: 'n', Value: `${i}` }] }],
    (i) => ['s3', 'PutObjectTagging', { Bucket: 'fixture-bucket', Key: 'model', Tagging: { TagSet: [{ Key: 'n', Value: `${i}` }] } }],
  ],
  delete: [
    (i) => ['iam', 'DeleteRole', { RoleName: `new-${i}` }],
    (i) => ['logs', 'DeleteLogGroup', { logGroupName: `new-${i}` }],
    (i) => ['ec2', 'DeleteSecurityGroup', { GroupName: `new-${i}` }],
    (i) => ['s3', 'DeleteObject', { Bucket: 'fixture-bucket', Key: `new-${i}` }],
  ],
});

const ROUNDS = 60;
const smallest = new Map<string, number>();
for (const size of SIZES) {
  const { world: begun } = furnished();
  const [vpc] = out(begun, 'ec2', 'DescribeVpcs', {}).Vpcs.map((one: { VpcId: string }) => one.VpcId);
  const ids = {
    group: out(begun, 'ec2', 'CreateSecurityGroup', { GroupName: 'model', Description: 'x', VpcId: vpc }).GroupId,
    secret: out(begun, 'secretsmanager', 'CreateSecret', { Name: 'model', SecretString: 'x' }).ARN,
  };
  out(begun, 'iam', 'CreateRole', { RoleName: 'model', AssumeRolePolicyDocument: TRUST });
  out(begun, 'logs', 'CreateLogGroup', { logGroupName: 'model' });
  out(begun, 's3', 'PutObject', { Bucket: 'fixture-bucket', Key: 'model', Body: 'x' });
  for (const shard of ['aws-global/iam.role', `${REGION}/logs.group`, `${REGION}/ec2.security-group`, `${REGION}/secretsmanager.secret`, `${REGION}/s3.objects/fixture-bucket`])
    multiply(begun, shard, size);
  let world: World = settled(produce(begun, (_: Draft<World>) => {}));
  for (const [kind, calls] of Object.entries(kinds(vpc, ids))) {
    const each = calls.map((make) => {
      for (let i = 0; i < 5 && !/^(create|delete)$/.test(kind); i++) world = step(world, ...make(i));
      const cpu = process.cpuUsage();
      for (let i = 0; i < ROUNDS; i++) world = step(world, ...make(i));
      const used = process.cpuUsage(cpu);
      const microseconds = (used.user + used.system) / ROUNDS;
      const name = make(0)[1];
      const least = smallest.get(name) ?? microseconds;
      smallest.set(name, least);
      return `${name} ${Math.round(microseconds)} (x ${(microseconds / least).toFixed(1)})`;
    });
    print(`${size.toLocaleString('en')} things; ${kind}, microseconds`, each.join(', '));
  }
}
