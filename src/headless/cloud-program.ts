// A simulated account behind recorded cases: what exists before the first command, and the `cloud` program that changes it behind Terraform's back,
// as a person in the web console would. For the headless runner only.

import { CERTIFICATES } from '../aws/acm/certificate.ts';
import { POINTS } from '../aws/backup/vault.ts';
import { addAccount, call, emptyCloud, rootOf } from '../aws/call.ts';
import { type Account, rows } from '../aws/cloud.ts';
import { runCloudJob } from '../aws/jobs.ts';
import type { Json } from '../engine/json.ts';
import type { Timeline } from '../engine/moment.ts';
import type { Process, Program } from '../machine/program.ts';
import { type Api, apiOf, Complaint, Refusal } from '../provider-aws/core/api.ts';
import { type Attrs, isRecord, map, pick, records, text } from '../provider-aws/core/members.ts';
import { RESOURCE_TYPES } from '../provider-aws/index.ts';
import { foreignIn } from './foreign.ts';
import { furnishForeign, rename, trust } from './furnish.ts';
import type { TranscriptCloud } from './transcript.ts';
import type { CaseFile } from './txtar.ts';

const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';

/** How the objects of a type are found: an operation, the list in its reply, the member that is the id; and which of them nobody made. */
interface Listing {
  readonly service: string;
  readonly operation: string;
  readonly params?: { readonly [name: string]: Json };
  readonly path: string;
  readonly id: string;
  readonly state?: (found: Attrs) => Attrs;
  readonly standing?: (found: Attrs) => boolean;
}

const LISTINGS: { readonly [type: string]: Listing } = {
  aws_vpc: { service: 'ec2', operation: 'DescribeVpcs', path: 'Vpcs', id: 'VpcId' },
  aws_subnet: { service: 'ec2', operation: 'DescribeSubnets', path: 'Subnets', id: 'SubnetId' },
  aws_internet_gateway: { service: 'ec2', operation: 'DescribeInternetGateways', path: 'InternetGateways', id: 'InternetGatewayId' },
  aws_nat_gateway: { service: 'ec2', operation: 'DescribeNatGateways', path: 'NatGateways', id: 'NatGatewayId' },
  aws_eip: { service: 'ec2', operation: 'DescribeAddresses', path: 'Addresses', id: 'AllocationId' },
  aws_route_table: {
    service: 'ec2',
    operation: 'DescribeRouteTables',
    path: 'RouteTables',
    id: 'RouteTableId',
    standing: (found) => records(found.Associations).some((one) => one.Main === true),
  },
  aws_security_group: { service: 'ec2', operation: 'DescribeSecurityGroups', path: 'SecurityGroups', id: 'GroupId', standing: (found) => found.GroupName === 'default' },
  aws_instance: { service: 'ec2', operation: 'DescribeInstances', path: 'Reservations[].Instances[0]', id: 'InstanceId' },
  aws_key_pair: { service: 'ec2', operation: 'DescribeKeyPairs', path: 'KeyPairs', id: 'KeyName' },
  aws_db_instance: { service: 'rds', operation: 'DescribeDBInstances', path: 'DBInstances', id: 'DbiResourceId' },
  aws_db_snapshot: { service: 'rds', operation: 'DescribeDBSnapshots', params: { SnapshotType: 'manual' }, path: 'DBSnapshots', id: 'DBSnapshotIdentifier' },
  aws_db_subnet_group: {
    service: 'rds',
    operation: 'DescribeDBSubnetGroups',
    path: 'DBSubnetGroups',
    id: 'DBSubnetGroupName',
    standing: (found) => found.DBSubnetGroupName === 'default',
  },
  aws_db_parameter_group: {
    service: 'rds',
    operation: 'DescribeDBParameterGroups',
    path: 'DBParameterGroups',
    id: 'DBParameterGroupName',
    standing: (found) => text(found.DBParameterGroupName).startsWith('default.'),
  },
  aws_s3_bucket: { service: 's3', operation: 'ListBuckets', path: 'Buckets', id: 'Name' },
  aws_ecs_cluster: { service: 'ecs', operation: 'ListClusters', path: 'clusterArns', id: '' },
  aws_ecr_repository: { service: 'ecr', operation: 'DescribeRepositories', path: 'repositories', id: 'repositoryName' },
  aws_lb: { service: 'elbv2', operation: 'DescribeLoadBalancers', path: 'LoadBalancers', id: 'LoadBalancerArn' },
  aws_lb_target_group: { service: 'elbv2', operation: 'DescribeTargetGroups', path: 'TargetGroups', id: 'TargetGroupArn' },
  aws_route53_zone: { service: 'route53', operation: 'ListHostedZones', path: 'HostedZones', id: 'Id' },
  aws_acm_certificate: { service: 'acm', operation: 'ListCertificates', path: 'CertificateSummaryList', id: 'CertificateArn' },
  aws_iam_role: { service: 'iam', operation: 'ListRoles', path: 'Roles', id: 'RoleName', standing: (found) => text(found.Path).startsWith('/aws-service-role/') },
  aws_iam_policy: { service: 'iam', operation: 'ListPolicies', params: { Scope: 'Local' }, path: 'Policies', id: 'Arn' },
  aws_iam_user: { service: 'iam', operation: 'ListUsers', path: 'Users', id: 'UserName' },
  aws_iam_instance_profile: { service: 'iam', operation: 'ListInstanceProfiles', path: 'InstanceProfiles', id: 'InstanceProfileName' },
  aws_cloudwatch_log_group: { service: 'logs', operation: 'DescribeLogGroups', path: 'logGroups', id: 'logGroupName' },
  aws_cloudwatch_event_rule: { service: 'events', operation: 'ListRules', path: 'Rules', id: 'Name' },
  aws_lambda_function: { service: 'lambda', operation: 'ListFunctions', path: 'Functions', id: 'FunctionName' },
  aws_backup_vault: { service: 'backup', operation: 'ListBackupVaults', path: 'BackupVaultList', id: 'BackupVaultName' },
  aws_backup_plan: { service: 'backup', operation: 'ListBackupPlans', path: 'BackupPlansList', id: 'BackupPlanId' },
  aws_kms_key: { service: 'kms', operation: 'ListKeys', path: 'Keys', id: 'KeyId' },
  aws_secretsmanager_secret: { service: 'secretsmanager', operation: 'ListSecrets', path: 'SecretList', id: 'ARN' },
  aws_dynamodb_table: { service: 'dynamodb', operation: 'ListTables', path: 'TableNames', id: '' },
};

interface Thing {
  readonly type: string;
  readonly attrs: Attrs;
}

/** Services of every cluster: ECS lists them by cluster only. */
const servicesIn = (api: Api): Thing[] =>
  thingsOf(api, 'aws_ecs_cluster').flatMap((cluster) =>
    ((api.call('ecs', 'ListServices', { cluster: cluster.attrs.id }).serviceArns as string[] | undefined) ?? []).flatMap((arn) =>
      thing(api, 'aws_ecs_service', { id: arn, cluster: cluster.attrs.id }),
    ),
  );

function thing(api: Api, type: string, state: Attrs): Thing[] {
  const found = RESOURCE_TYPES[type]?.read(api, state);
  return found ? [{ type, attrs: { ...state, ...found, tags: map(found.tags_all) } }] : [];
}

/** The objects of a type that exist. Empty for a type that cannot be listed. */
function thingsOf(api: Api, type: string): Thing[] {
  if (type === 'aws_ecs_service') return servicesIn(api);
  const listing = LISTINGS[type];
  if (!listing) return [];
  const found = pick(api.call(listing.service, listing.operation, listing.params ?? {}) as Json, listing.path);
  const items = Array.isArray(found) ? (found as Json[]) : [];
  return items.filter((item) => !(isRecord(item) && listing.standing?.(item))).flatMap((item) => thing(api, type, { id: isRecord(item) ? text(item[listing.id]) : text(item) }));
}

const nameOf = ({ attrs }: Thing): string => map(attrs.tags).Name || text(attrs.name) || text(attrs.bucket) || text(attrs.id);
const keyOf = ({ type, attrs }: Thing): string => `${type} ${text(attrs.id)}`;

/** Whether a thing is meant by `attribute=value` or `tags.Key=value`. */
function selected(attrs: Attrs, selector: string): boolean {
  const at = selector.indexOf('=');
  const [name, value] = [selector.slice(0, at), selector.slice(at + 1)];
  return name.startsWith('tags.') ? map(attrs.tags)[name.slice(5)] === value : text(attrs[name]) === value;
}

const assignments = (words: readonly string[]): Record<string, Json> =>
  Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=');
      const value = word.slice(at + 1);
      try {
        return [word.slice(0, at), JSON.parse(value) as Json];
      } catch {
        return [word.slice(0, at), value];
      }
    }),
  );

/** `cloud delete|set|add|list ...`: see the README of the recordings. */
function cloudProgram(api: Api, account: Account, before: ReadonlySet<string>): Program {
  const usage = 'usage: cloud delete TYPE ATTR=VALUE | set TYPE ATTR=VALUE NAME=JSON ... | add TYPE NAME=JSON ... | list [TYPE]\n';
  const run = (process: Process, argv: readonly string[]): number => {
    const [verb, type = '', ...rest] = argv;
    if (verb === 'list') {
      process.out(
        listed(type)
          .map((line) => `${line}\n`)
          .join(''),
      );
      return 0;
    }
    if (verb === 'add' && type === 'aws_s3_object') {
      const given = assignments(rest);
      api.call('s3', 'PutObject', { Bucket: given.bucket, Key: given.key, Body: text(given.content) || 'x' });
      return 0;
    }
    if (verb === 'add' && type === 'recovery_point') {
      addRecoveryPoint(api, account, text(assignments(rest).backup_vault_name));
      return 0;
    }
    const resource = RESOURCE_TYPES[type];
    const found = resource ? thingsOf(api, type).find(({ attrs }) => selected(attrs, rest[0] ?? '')) : undefined;
    if (!resource || !found || (verb !== 'delete' && verb !== 'set')) {
      process.err(resource && rest[0] ? `cloud: no ${type} with ${rest[0]}\n` : usage);
      return 1;
    }
    if (verb === 'delete') resource.delete(api, found.attrs);
    else resource.update?.(api, found.attrs, { ...found.attrs, ...assignments(rest.slice(1)) });
    return 0;
  };
  const listed = (type: string): string[] => {
    if (type === 'automated_backup') {
      // Those that stand alone: while its instance lives, an automated backup is a part of the instance.
      return records(api.call('rds', 'DescribeDBInstanceAutomatedBackups', {}).DBInstanceAutomatedBackups)
        .filter((backup) => backup.Status === 'retained')
        .map((backup) => `automated_backup ${text(backup.DBInstanceIdentifier)}`)
        .sort();
    }
    const types = type ? [type] : [...Object.keys(LISTINGS), 'aws_ecs_service'];
    return types
      .flatMap((one) => thingsOf(api, one))
      .filter((one) => !before.has(keyOf(one)))
      .map((one) => `${one.type} ${nameOf(one)}`)
      .sort();
  };
  return {
    name: 'cloud',
    summary: 'changes what exists in the cloud, past Terraform',
    start(process, argv) {
      try {
        return { exit: run(process, argv) };
      } catch (error) {
        if (!(error instanceof Refusal) && !(error instanceof Complaint)) throw error;
        process.err(`cloud: ${error.message}\n`);
        return { exit: 1 };
      }
    },
  };
}

/** A recovery point of something that is not there any more: it is only to be in the vault. */
function addRecoveryPoint(api: Api, account: Account, vault: string): void {
  const arn = `arn:aws:rds:${REGION}:${ACCOUNT}:snapshot:awsbackup:job-00000000-0000-0000-0000-000000000000`;
  rows(account, REGION, POINTS)[`${vault}/${arn}`] = {
    arn,
    vault,
    resourceArn: `arn:aws:rds:${REGION}:${ACCOUNT}:db:old`,
    jobId: '00000000-0000-0000-0000-000000000000',
    roleArn: `arn:aws:iam::${ACCOUNT}:role/backup`,
    snapshot: 'awsbackup:job-00000000-0000-0000-0000-000000000000',
    createdAt: api.now,
    completedAt: api.now,
    status: 'COMPLETED',
    deleteAt: null,
    keepDays: null,
    plan: null,
  };
}

/** Makes what `cloud.json` lists: `[{ type, id, attributes }]`. */
function seed(account: Account, api: Api, given: readonly { readonly type: string; readonly id: string; readonly attributes: Attrs }[]): void {
  for (const { type, id, attributes } of given) {
    const resource = RESOURCE_TYPES[type];
    if (!resource) throw new Error(`cloud.json: no type ${type}`);
    const attrs =
      type === 'aws_iam_role' && !text(attributes.assume_role_policy).includes('Statement')
        ? { ...attributes, path: '/', assume_role_policy: trust('ec2.amazonaws.com') }
        : attributes;
    const made = text(resource.create(api, { ...attrs, id }).id);
    if (made !== id) rename(account, made, id);
  }
}

/** A zip without files. */
const EMPTY_ZIP = 'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==';

type Params = Parameters<Process['cloud']>[0]['params'];

/** The recordings are about Terraform: their cloud took any file for a function's zip, and a password of any length, where AWS wants eight characters. */
function lenient(params: Params): Params {
  const { Code: code, MasterUserPassword: password } = params;
  if (isRecord(code) && typeof code.ZipFile === 'string' && !code.ZipFile.startsWith('UEs')) return { ...params, Code: { ...code, ZipFile: EMPTY_ZIP } };
  return typeof password === 'string' && password ? { ...params, MasterUserPassword: password.padEnd(8, '-') } : params;
}

/** The cloud of a case with these files, the `cloud.json` among them if it has one. */
export function transcriptCloud(files: readonly CaseFile[], time: Timeline): TranscriptCloud {
  const given = files.find((entry) => entry.name === 'cloud.json')?.text;
  const cloud = emptyCloud();
  const account = addAccount(cloud, time, { id: ACCOUNT, alias: 'example', region: REGION });
  const door = (request: Parameters<Process['cloud']>[0]) => {
    const reply = call(cloud, time, { ...request, params: lenient(request.params), principal: rootOf(ACCOUNT) });
    // In the recordings somebody answers the validation mail at once.
    if (reply.ok && request.operation === 'RequestCertificate') {
      const certificate = rows(account, REGION, CERTIFICATES)[text(reply.output.CertificateArn)];
      if (certificate) Object.assign(certificate, { status: 'ISSUED', issuedAt: time.now });
    }
    return reply;
  };
  const machine = { time, env: {}, home: '/', readFile: () => null, cloud: door };
  const api = apiOf(machine, { region: REGION, accessKeyId: 'AKIAEXAMPLE' });
  furnishForeign({ context: () => ({ cloud, account, time, region: REGION }), account, api }, foreignIn(files));
  const before = new Set([...Object.keys(LISTINGS), 'aws_ecs_service'].flatMap((type) => thingsOf(api, type)).map(keyOf));
  if (given) seed(account, api, JSON.parse(given) as never);
  return {
    env: { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example', AWS_REGION: REGION },
    outside: { cloud: door as never, programs: { cloud: cloudProgram(api, account, before) } },
    work: (job) => runCloudJob(cloud, time, job),
  };
}
