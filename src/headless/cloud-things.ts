// What exists in the account behind a recorded session, as objects of Terraform's types: for the `cloud` program, which lists and changes them.
import type { Json } from '../engine/json.ts';
import type { Api } from '../provider-aws/core/api.ts';
import { type Attrs, isRecord, map, pick, records, text } from '../provider-aws/core/members.ts';
import { RESOURCE_TYPES } from '../provider-aws/index.ts';

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

export const LISTINGS: { readonly [type: string]: Listing } = {
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

export interface Thing {
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
export function thingsOf(api: Api, type: string): Thing[] {
  if (type === 'aws_ecs_service') return servicesIn(api);
  const listing = LISTINGS[type];
  if (!listing) return [];
  const found = pick(api.call(listing.service, listing.operation, listing.params ?? {}) as Json, listing.path);
  const items = Array.isArray(found) ? (found as Json[]) : [];
  return items.filter((item) => !(isRecord(item) && listing.standing?.(item))).flatMap((item) => thing(api, type, { id: isRecord(item) ? text(item[listing.id]) : text(item) }));
}

export const nameOf = ({ attrs }: Thing): string => map(attrs.tags).Name || text(attrs.name) || text(attrs.bucket) || text(attrs.id);
export const keyOf = ({ type, attrs }: Thing): string => `${type} ${text(attrs.id)}`;

/** Whether a thing is meant by `attribute=value` or `tags.Key=value`. */
export function selected(attrs: Attrs, selector: string): boolean {
  const at = selector.indexOf('=');
  const [name, value] = [selector.slice(0, at), selector.slice(at + 1)];
  return name.startsWith('tags.') ? map(attrs.tags)[name.slice(5)] === value : text(attrs[name]) === value;
}
