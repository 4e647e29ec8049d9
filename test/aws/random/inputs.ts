// What an operation may be given: the parameters that it looks at, and values for them by their names, gathered from what the cloud has answered, with bad ones among them.
import { type Draft, produce } from 'immer';
import { call, rootOf } from '../../../src/aws/call.ts';
import type { Params } from '../../../src/aws/operation.ts';
import { SERVICES } from '../../../src/aws/services.ts';
import { between, type Chance } from '../../../src/engine/chance.ts';
import type { Json } from '../../../src/engine/json.ts';
import { ACCOUNT, REGION, type World } from '../fixture.ts';
import { allow, trust } from '../nightly/house.ts';

/** Values that were seen, by the last words of the names of their members: `SourceDBInstanceIdentifier` finds what a `DBInstanceIdentifier` was. */
export type Pool = Map<string, Json[]>;

const KEPT = 12;

const words = (name: string): string[] => name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [name];

/** `LoadBalancerArn` -> loadbalancerarn, balancerarn, arn. */
const endings = (name: string): string[] => words(name).map((_, i, all) => all.slice(i).join('').toLowerCase());

/** Notes all names and ids in what was answered or given. Mutates. */
export function gather(pool: Pool, value: Json | undefined, name = ''): void {
  if (Array.isArray(value)) for (const item of value) gather(pool, item, name.replace(/s$/, ''));
  else if (value !== null && typeof value === 'object') for (const [member, inner] of Object.entries(value)) gather(pool, inner, member);
  else if ((typeof value === 'string' && value !== '' && value.length < 300) || typeof value === 'number') {
    const [whole = '', ...rest] = endings(name);
    for (const key of rest.length > 0 ? [whole, rest.at(-1) as string] : [whole]) {
      const seen = pool.get(key) ?? [];
      if (!seen.includes(value)) pool.set(key, [value, ...seen].slice(0, KEPT));
    }
  }
}

/** Shapes that no answer shows. */
const SHAPES: { readonly [parameter: string]: readonly Json[] } = {
  Tags: [[{ Key: 'env', Value: 'prod' }], [{ TagKey: 'env', TagValue: 'dev' }], { env: 'prod' }, [{ key: 'env', value: 'x' }]],
  tags: [[{ key: 'env', value: 'prod' }], { env: 'prod' }, ['env']],
  TagKeys: [['env']],
  tagKeys: [['env']],
  TagKeyList: [['env']],
  TagsList: [[{ Key: 'env', Value: 'prod' }]],
  ResourceTags: [{ env: 'prod' }],
  Tagging: [{ TagSet: [{ Key: 'env', Value: 'prod' }] }],
  Filters: [[], [{ Name: 'vpc-id', Values: ['*'] }], [{ Name: 'tag:env', Values: ['prod'] }], [{ Name: 'engine', Values: ['postgres'] }]],
  PolicyDocument: [allow('*'), allow('s3:*'), '{"Version":"2012-10-17"}'],
  AssumeRolePolicyDocument: [trust('lambda.amazonaws.com'), trust('ecs-tasks.amazonaws.com')],
  Policy: [JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: '*' }] }), allow('*')],
  ResourcePolicy: [JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'secretsmanager:GetSecretValue', Resource: '*' }] })],
  Content: [allow(['ec2:*', 's3:*']), '{}'],
  CidrBlock: ['10.0.50.0/24', '10.0.0.0/16', '10.7.0.0/16', '10.0.300.0/24'],
  DestinationCidrBlock: ['0.0.0.0/0', '10.99.0.0/16'],
  IpPermissions: [[{ IpProtocol: 'tcp', FromPort: 80, ToPort: 81, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }], [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0/8' }] }]],
  InstanceType: ['t3.micro', 't4g.small', 'm5.large'],
  StartTime: ['2026-01-01T00:00:00Z', '2026-02-21T00:00:00Z'],
  EndTime: ['2026-03-01T00:00:00Z', '2026-02-22T00:00:00Z'],
  TimePeriod: [{ Start: '2026-02-01', End: '2026-03-01' }],
  Granularity: ['MONTHLY', 'DAILY'],
  Metrics: [['UnblendedCost']],
  Item: [{ LockID: { S: 'one' } }],
  ExpressionAttributeValues: [{ ':a': { S: 'one' } }],
  KeyConditionExpression: ['LockID = :a'],
  UpdateExpression: ['SET Info = :a', 'REMOVE Info'],
  ScheduleExpression: ['rate(1 hour)', 'cron(0 3 * * ? *)', 'rate(0 hours)'],
  BackupPlan: [
    {
      BackupPlanName: 'nightly',
      Rules: [{ RuleName: 'r', TargetBackupVaultName: 'vault', ScheduleExpression: 'cron(0 5 * * ? *)', Lifecycle: { DeleteAfterDays: 10 } }],
    },
  ],
  BackupSelection: [{ SelectionName: 'all', IamRoleArn: `arn:aws:iam::${ACCOUNT}:role/service`, Resources: [`arn:aws:rds:${REGION}:${ACCOUNT}:db:dev-courses-db`] }],
  Lifecycle: [{ DeleteAfterDays: 30 }],
  MinRetentionDays: [1, 7],
  MaxRetentionDays: [30, 100],
  ChangeableForDays: [3, 30],
  VersioningConfiguration: [{ Status: 'Enabled' }, { Status: 'Suspended' }],
  PublicAccessBlockConfiguration: [{ BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true }],
  ServerSideEncryptionConfiguration: [{ Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] }],
  LifecycleConfiguration: [{ Rules: [{ ID: 'old', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 3 } }] }],
  OwnershipControls: [{ Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] }],
  CORSConfiguration: [{ CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] }],
  WebsiteConfiguration: [{ IndexDocument: { Suffix: 'index.html' } }],
  ObjectLockConfiguration: [{ ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } } }],
  Retention: [{ Mode: 'GOVERNANCE', RetainUntilDate: '2026-04-01T00:00:00Z' }],
  LegalHold: [{ Status: 'ON' }, { Status: 'OFF' }],
  Delete: [{ Objects: [{ Key: 'a.txt' }, { Key: 'a' }] }],
  CreateBucketConfiguration: [{ LocationConstraint: REGION }],
  CopySource: ['fixture-bucket/a.txt', 'fixture-bucket/none'],
  ChangeBatch: [
    { Changes: [{ Action: 'UPSERT', ResourceRecordSet: { Name: 'a.example.org', Type: 'A', TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] } }] },
    { Changes: [{ Action: 'DELETE', ResourceRecordSet: { Name: 'a.example.org', Type: 'A', TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] } }] },
  ],
  Nameservers: [[{ Name: 'ns-1.awsdns-01.org' }, { Name: 'ns-2.awsdns-02.com' }]],
  Plaintext: ['aGVsbG8='],
  Operations: [['Encrypt', 'Decrypt']],
  GranteePrincipal: [`arn:aws:iam::${ACCOUNT}:role/service`],
  RoleArn: [`arn:aws:iam::${ACCOUNT}:role/service`, `arn:aws:iam::${ACCOUNT}:role/runner`],
  KeySpec: ['AES_256'],
  PendingWindowInDays: [7, 3],
  DefaultActions: [[{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404', ContentType: 'text/plain' } }]],
  Actions: [[{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404', ContentType: 'text/plain' } }]],
  Conditions: [[{ Field: 'path-pattern', Values: ['/x/*'] }], [{ Field: 'host-header', Values: ['x.example.org'] }]],
  Targets: [[{ Id: '10.0.11.9', Port: 8000 }], [{ Id: 'x', Arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:one` }]],
  containerDefinitions: [[{ name: 'app', image: 'nginx', portMappings: [{ containerPort: 80 }] }]],
  imageManifest: ['{"schemaVersion":2}', '{"schemaVersion":2,"x":1}'],
  lifecyclePolicyText: ['{"rules":[{"rulePriority":1,"selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":1},"action":{"type":"expire"}}]}'],
  policyText: [JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'ecr:*' }] })],
  logEvents: [[{ timestamp: 1771600000000, message: 'a line' }]],
  MetricData: [[{ MetricName: 'one', Value: 1 }]],
  EventSelectors: [[{ ReadWriteType: 'All', IncludeManagementEvents: true }]],
  Parameters: [[{ ParameterName: 'log_connections', ParameterValue: '1', ApplyMethod: 'immediate' }]],
  Target: [
    { Id: '222222222222', Type: 'ACCOUNT' },
    { Arn: 'arn:aws:scheduler:::aws-sdk:rds:stopDBInstance', RoleArn: `arn:aws:iam::${ACCOUNT}:role/service`, Input: '{}' },
  ],
  FlexibleTimeWindow: [{ Mode: 'OFF' }],
  ActionNames: [['rds:DeleteDBInstance', 's3:GetObject']],
  PolicyInputList: [[allow('*')]],
  PublicKeyMaterial: ['c3NoLXJzYSBBQUFBIHg='],
  plan: ['business'],
  DryRun: [false, true],
};

const JUNK: readonly Json[] = [
  '',
  'no-such-thing',
  -42.5,
  ['x'],
  [{}],
  {},
  'x'.repeat(2000),
  'constructor',
  '__proto__',
  true,
  'arn:aws:s3:::',
  `arn:aws:rds:${REGION}:999999999999:db:none`,
  10 ** 12,
];

const of = <T>(chance: Chance, list: readonly T[]): T => list[between(chance, 'value', 0, list.length - 1)] as T;

/** A value that suits a parameter of that name, as far as was seen; undefined when nothing was. */
export function suitable(chance: Chance, pool: Pool, name: string): Json | undefined {
  const shapes = SHAPES[name];
  if (shapes && between(chance, 'shape', 0, 4) > 0) return of(chance, shapes);
  const many = /[a-z]s$/.test(name) && !/(Status|Address|Class|Alias|Is|Progress)$/.test(name);
  for (const ending of endings(many ? name.replace(/s$/, '') : name.replace(/(Name|Id)?List$/, '$1'))) {
    const seen = pool.get(ending);
    if (seen) return many || /List$/.test(name) ? [of(chance, seen)] : of(chance, seen);
  }
  return many ? ['one'] : of(chance, ['one', 'two', true, 1, 5]);
}

export const junk = (chance: Chance): Json => of(chance, JUNK);

/** Which parameters each operation looks at, found by giving it ones that remember what they were asked for. */
export function parametersOf(world: World, pool: Pool, chance: Chance, rounds = 1): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const service of Object.values(SERVICES)) {
    for (const name of Object.keys(service.operations)) {
      const asked = new Set<string>();
      for (let round = 0; round <= rounds; round++) {
        const given = new Map<string, Json | undefined>();
        const spy = new Proxy({} as Record<string, unknown>, {
          get(_, parameter) {
            if (typeof parameter !== 'string' || parameter === 'toJSON') return undefined;
            asked.add(parameter);
            if (!given.has(parameter)) given.set(parameter, round === 0 ? undefined : suitable(chance, pool, parameter));
            return given.get(parameter);
          },
        });
        produce(
          world,
          (draft: Draft<World>) =>
            void call(draft.cloud, draft.time, { service: service.name, operation: name, params: spy as Params, region: REGION, principal: rootOf(ACCOUNT) }),
        );
      }
      found.set(`${service.name} ${name}`, [...asked]);
    }
  }
  return found;
}

/** Names under which a call says where to go on, or that it does not mean it: rarely of use. */
const RARE = /(Token|Marker|DryRun)$/i;

/**
 * Parameters for a call: few or many of those that the operation looks at, mostly with values that suit them, sometimes with a bad one.
 * `proven` are names with which the operation has succeeded before.
 */
export function paramsFor(chance: Chance, pool: Pool, names: readonly string[], proven: readonly string[] | undefined): Params {
  const given: { [name: string]: Json } = {};
  const share = of(chance, [1, 3, 6, 9]);
  const bad = names.length > 0 && between(chance, 'mood', 0, 5) === 0 ? of(chance, names) : null;
  const base = proven && between(chance, 'proven', 0, 2) > 0 ? proven : null;
  for (const name of names) {
    if (name === bad) given[name] = junk(chance);
    else if (base ? base.includes(name) || between(chance, 'more', 0, 19) === 0 : between(chance, 'leave', 0, 9) < (RARE.test(name) ? 1 : share)) {
      const value = suitable(chance, pool, name);
      if (value !== undefined) given[name] = value;
    }
  }
  return given;
}
