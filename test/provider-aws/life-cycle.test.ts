// Every type: created, read back without a difference, planned again without a change, destroyed, gone.
import { expect, test } from 'vitest';
import { type Attrs, records } from '../../src/provider-aws/core/members.ts';
import { RESOURCE_TYPES } from '../../src/provider-aws/index.ts';
import { sameValue } from '../../src/terraform/lang/equal.ts';
import type { Value } from '../../src/terraform/lang/value.ts';
import { type Bench, bench, of } from './bench.ts';

type Made = { readonly [name: string]: Attrs };

/** Something of every type, after what it needs. Attributes may come from what was made before. */
const THINGS: readonly (readonly [name: string, type: string, attrs: (made: Made) => Attrs])[] = [
  ['vpc', 'aws_vpc', () => ({ cidr_block: '10.20.0.0/16', enable_dns_hostnames: true, tags: { Name: 'main' } })],
  ['a', 'aws_subnet', (m) => ({ vpc_id: m.vpc?.id, cidr_block: '10.20.1.0/24', availability_zone: 'eu-west-1a', map_public_ip_on_launch: true })],
  ['b', 'aws_subnet', (m) => ({ vpc_id: m.vpc?.id, cidr_block: '10.20.2.0/24', availability_zone: 'eu-west-1b' })],
  ['igw', 'aws_internet_gateway', (m) => ({ vpc_id: m.vpc?.id })],
  ['eip', 'aws_eip', () => ({ domain: 'vpc' })],
  ['nat', 'aws_nat_gateway', (m) => ({ allocation_id: m.eip?.id, subnet_id: m.a?.id })],
  ['public', 'aws_route_table', (m) => ({ vpc_id: m.vpc?.id, route: [{ cidr_block: '0.0.0.0/0', gateway_id: m.igw?.id as string }] })],
  ['private', 'aws_route_table', (m) => ({ vpc_id: m.vpc?.id })],
  ['route', 'aws_route', (m) => ({ route_table_id: m.private?.id, destination_cidr_block: '0.0.0.0/0', nat_gateway_id: m.nat?.id })],
  ['assoc', 'aws_route_table_association', (m) => ({ subnet_id: m.a?.id, route_table_id: m.public?.id })],
  [
    'web',
    'aws_security_group',
    (m) => ({
      name: 'web',
      vpc_id: m.vpc?.id,
      ingress: [{ from_port: 443, to_port: 443, protocol: 'tcp', cidr_blocks: ['0.0.0.0/0'] }],
      egress: [{ from_port: 0, to_port: 0, protocol: '-1', cidr_blocks: ['0.0.0.0/0'] }],
    }),
  ],
  ['db', 'aws_security_group', (m) => ({ name: 'db', vpc_id: m.vpc?.id })],
  [
    'in',
    'aws_vpc_security_group_ingress_rule',
    (m) => ({ security_group_id: m.db?.id, referenced_security_group_id: m.web?.id, ip_protocol: 'tcp', from_port: 5432, to_port: 5432 }),
  ],
  ['out', 'aws_vpc_security_group_egress_rule', (m) => ({ security_group_id: m.db?.id, cidr_ipv4: '0.0.0.0/0', ip_protocol: '-1' })],
  ['key', 'aws_key_pair', () => ({ key_name: 'bastion', public_key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExam ann' })],
  [
    'instance',
    'aws_instance',
    (m) => ({ ami: m.ami?.id, instance_type: 't3.micro', subnet_id: m.a?.id, key_name: 'bastion', vpc_security_group_ids: [m.web?.id as string], tags: { Name: 'bastion' } }),
  ],
  ['dbsubnets', 'aws_db_subnet_group', (m) => ({ name: 'main', subnet_ids: [m.a?.id as string, m.b?.id as string] })],
  ['params', 'aws_db_parameter_group', () => ({ name: 'pg16', family: 'postgres16', parameter: [{ name: 'log_min_duration_statement', value: '500' }] })],
  [
    'database',
    'aws_db_instance',
    (m) => ({
      identifier: 'main',
      engine: 'postgres',
      engine_version: '16.3',
      instance_class: 'db.t4g.micro',
      allocated_storage: 20,
      username: 'app',
      password: 'a-long-password',
      skip_final_snapshot: true,
      backup_retention_period: 7,
      backup_window: '01:00-01:30',
      db_subnet_group_name: 'main',
      parameter_group_name: 'pg16',
      vpc_security_group_ids: [m.db?.id as string],
    }),
  ],
  ['snapshot', 'aws_db_snapshot', () => ({ db_instance_identifier: 'main', db_snapshot_identifier: 'before' })],
  ['bucket', 'aws_s3_bucket', () => ({ bucket: 'courses-media-example', tags: { Name: 'media' } })],
  ['versioning', 'aws_s3_bucket_versioning', () => ({ bucket: 'courses-media-example', versioning_configuration: [{ status: 'Enabled' }] })],
  ['block', 'aws_s3_bucket_public_access_block', () => ({ bucket: 'courses-media-example', block_public_acls: true, block_public_policy: true })],
  [
    'lifecycle',
    'aws_s3_bucket_lifecycle_configuration',
    () => ({ bucket: 'courses-media-example', rule: [{ id: 'tmp', status: 'Enabled', filter: [{ prefix: 'tmp/' }], expiration: [{ days: 30 }] }] }),
  ],
  [
    'policy',
    'aws_s3_bucket_policy',
    () => ({
      bucket: 'courses-media-example',
      policy:
        '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:DeleteBucket","Resource":"arn:aws:s3:::courses-media-example","Condition":{"StringEquals":{"aws:username":"nobody"}}}]}',
    }),
  ],
  ['locked', 'aws_s3_bucket', () => ({ bucket: 'courses-locked-example', object_lock_enabled: true })],
  ['lock', 'aws_s3_bucket_object_lock_configuration', () => ({ bucket: 'courses-locked-example', rule: [{ default_retention: [{ mode: 'GOVERNANCE', days: 7 }] }] })],
  ['object', 'aws_s3_object', () => ({ bucket: 'courses-media-example', key: 'hello.txt', content: 'hello', content_type: 'text/plain' })],
  ['cluster', 'aws_ecs_cluster', () => ({ name: 'courses' })],
  ['repository', 'aws_ecr_repository', () => ({ name: 'courses/app' })],
  ['logs', 'aws_cloudwatch_log_group', () => ({ name: '/ecs/courses', retention_in_days: 30 })],
  [
    'role',
    'aws_iam_role',
    () => ({
      name: 'task',
      assume_role_policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ecs-tasks.amazonaws.com"}}]}',
    }),
  ],
  ['managed', 'aws_iam_policy', () => ({ name: 'media', policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject"],"Resource":"*"}]}' })],
  ['attach', 'aws_iam_role_policy_attachment', (m) => ({ role: 'task', policy_arn: m.managed?.arn })],
  ['inline', 'aws_iam_role_policy', () => ({ role: 'task', name: 'logs', policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:*","Resource":"*"}]}' })],
  ['profile', 'aws_iam_instance_profile', () => ({ name: 'bastion', role: 'task' })],
  ['user', 'aws_iam_user', () => ({ name: 'ci' })],
  [
    'task',
    'aws_ecs_task_definition',
    (m) => ({
      family: 'courses',
      requires_compatibilities: ['FARGATE'],
      network_mode: 'awsvpc',
      cpu: '256',
      memory: '512',
      execution_role_arn: m.role?.arn,
      container_definitions: '[{"name":"app","image":"x:latest","essential":true,"portMappings":[{"containerPort":8000}]}]',
    }),
  ],
  ['lb', 'aws_lb', (m) => ({ name: 'courses', load_balancer_type: 'application', subnets: [m.a?.id as string, m.b?.id as string], security_groups: [m.web?.id as string] })],
  ['tg', 'aws_lb_target_group', (m) => ({ name: 'courses', port: 8000, protocol: 'HTTP', target_type: 'ip', vpc_id: m.vpc?.id, health_check: [{ path: '/health' }] })],
  ['tg2', 'aws_lb_target_group', (m) => ({ name: 'courses-2', port: 8000, protocol: 'HTTP', target_type: 'ip', vpc_id: m.vpc?.id })],
  [
    'listener',
    'aws_lb_listener',
    (m) => ({ load_balancer_arn: m.lb?.arn, port: 80, protocol: 'HTTP', default_action: [{ type: 'forward', target_group_arn: m.tg?.arn as string }] }),
  ],
  [
    'rule',
    'aws_lb_listener_rule',
    (m) => ({
      listener_arn: m.listener?.arn,
      priority: 10,
      action: [{ type: 'forward', target_group_arn: m.tg2?.arn as string }],
      condition: [{ host_header: [{ values: ['dev.example.org'] }] }],
    }),
  ],
  [
    'service',
    'aws_ecs_service',
    (m) => ({
      name: 'courses',
      cluster: m.cluster?.id,
      task_definition: m.task?.arn,
      desired_count: 1,
      launch_type: 'FARGATE',
      network_configuration: [{ subnets: [m.a?.id as string], security_groups: [m.web?.id as string] }],
      load_balancer: [{ target_group_arn: m.tg?.arn as string, container_name: 'app', container_port: 8000 }],
    }),
  ],
  ['zone', 'aws_route53_zone', () => ({ name: 'courses.example.org' })],
  ['record', 'aws_route53_record', (m) => ({ zone_id: m.zone?.zone_id, name: 'www', type: 'CNAME', ttl: 300, records: ['courses.example.org'] })],
  [
    'alias',
    'aws_route53_record',
    (m) => ({
      zone_id: m.zone?.zone_id,
      name: 'courses.example.org',
      type: 'A',
      alias: [{ name: m.lb?.dns_name as string, zone_id: m.lb?.zone_id as string, evaluate_target_health: true }],
    }),
  ],
  ['cert', 'aws_acm_certificate', () => ({ domain_name: 'courses.example.org', validation_method: 'DNS' })],
  [
    'certrecord',
    'aws_route53_record',
    (m) => {
      const option = records(m.cert?.domain_validation_options)[0];
      return { zone_id: m.zone?.zone_id, name: option?.resource_record_name, type: 'CNAME', ttl: 60, records: [option?.resource_record_value as string] };
    },
  ],
  [
    'alarm',
    'aws_cloudwatch_metric_alarm',
    () => ({
      alarm_name: 'cpu',
      comparison_operator: 'GreaterThanThreshold',
      evaluation_periods: 2,
      metric_name: 'CPUUtilization',
      namespace: 'AWS/RDS',
      period: 300,
      statistic: 'Average',
      threshold: 80,
      dimensions: { DBInstanceIdentifier: 'main' },
    }),
  ],
  [
    'lambdarole',
    'aws_iam_role',
    () => ({
      name: 'nightly',
      assume_role_policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"lambda.amazonaws.com"}}]}',
    }),
  ],
  ['function', 'aws_lambda_function', (m) => ({ function_name: 'nightly', role: m.lambdarole?.arn, handler: 'index.handler', runtime: 'python3.12', filename: 'nightly.zip' })],
  ['schedule', 'aws_cloudwatch_event_rule', () => ({ name: 'nightly', schedule_expression: 'cron(0 2 * * ? *)' })],
  ['target', 'aws_cloudwatch_event_target', (m) => ({ rule: 'nightly', target_id: 'export', arn: m.function?.arn })],
  ['vault', 'aws_backup_vault', () => ({ name: 'vault' })],
  ['vaultlock', 'aws_backup_vault_lock_configuration', () => ({ backup_vault_name: 'vault', min_retention_days: 7 })],
  [
    'plan',
    'aws_backup_plan',
    () => ({ name: 'daily', rule: [{ rule_name: 'daily', target_vault_name: 'vault', schedule: 'cron(0 5 * * ? *)', lifecycle: [{ delete_after: 30 }] }] }),
  ],
  ['selection', 'aws_backup_selection', (m) => ({ name: 'dbs', plan_id: m.plan?.id, iam_role_arn: m.role?.arn, resources: ['arn:aws:rds:*:*:db:*'] })],
  ['kms', 'aws_kms_key', () => ({ description: 'exports' })],
  ['secret', 'aws_secretsmanager_secret', () => ({ name: 'courses/db' })],
  ['secretvalue', 'aws_secretsmanager_secret_version', (m) => ({ secret_id: m.secret?.id, secret_string: '{"password":"a-long-password"}' })],
  ['locks', 'aws_dynamodb_table', () => ({ name: 'terraform-locks', billing_mode: 'PAY_PER_REQUEST', hash_key: 'LockID', attribute: [{ name: 'LockID', type: 'S' }] })],
];

const difference = (a: Value, b: Value): string => {
  const [x, y] = [of(a), of(b)];
  return Object.keys(x)
    .filter((name) => JSON.stringify(x[name]) !== JSON.stringify(y[name]))
    .map((name) => `${name}: ${JSON.stringify(x[name])} -> ${JSON.stringify(y[name])}`)
    .join('; ');
};

/** Settings that can only be weakened, not taken away. */
const LASTING = ['aws_s3_bucket_versioning', 'aws_s3_bucket_object_lock_configuration', 'aws_secretsmanager_secret_version'];

/** Attributes that AWS itself moves on. */
const MOVING = ['status', 'latest_restorable_time', 'attachment_count', 'recovery_points', 'load_balancer_arns', 'route'];
const settledPart = (state: Value): Value =>
  state.k === 'object' ? { ...state, v: Object.fromEntries(Object.entries(state.v).filter(([name]) => !MOVING.includes(name))) } : state;

test('every type lives and dies', () => {
  const b: Bench = bench({ default_tags: [{ tags: { Project: 'courses' } }] });
  const image = b.provider.readData('aws_ami', b.config('aws_ami', {}));
  void image;
  const images = b.call('ec2', 'DescribeImages', { Owners: ['amazon'] });
  const ami = images.ok ? (images.output.Images as { ImageId: string }[])[0]?.ImageId : undefined;
  const made: Record<string, Attrs> = { ami: { id: ami ?? '' } };
  const states: [string, string, Value][] = [];
  const problems: string[] = [];
  for (const [name, type, attrs] of THINGS) {
    try {
      const given = attrs(made);
      const created = b.apply(type, null, given);
      if (created.diagnostics.length) {
        problems.push(`${type} create: ${created.diagnostics[0]?.summary} ${created.diagnostics[0]?.detail}`);
        continue;
      }
      made[name] = of(created.state);
      states.push([name, type, created.state]);
      const again = b.read(type, created.state);
      if (again.k === 'null') problems.push(`${type} is not found after its creation`);
      else if (!sameValue(settledPart(again), settledPart(created.state)))
        problems.push(`${type} reads differently: ${difference(settledPart(created.state), settledPart(again))}`);
      const next = b.plan(type, again, given);
      if (!sameValue(next.planned, again)) problems.push(`${type} is to be changed: ${difference(again, next.planned)}`);
      if (next.requiresReplace.length) problems.push(`${type} is to be replaced: ${JSON.stringify(next.requiresReplace)}`);
      const imported = of(b.provider.importState(type, String(made[name]?.id)).imported[0]?.state ?? again);
      void imported;
    } catch (error) {
      problems.push(`${type}: ${(error as Error).stack?.split('\n').slice(0, 4).join(' | ')}`);
    }
  }
  for (const [, type, state] of [...states].reverse()) {
    try {
      const gone = b.apply(type, state, null);
      if (gone.diagnostics.length) problems.push(`${type} destroy: ${gone.diagnostics[0]?.summary}`);
      else if (b.read(type, state).k !== 'null' && !LASTING.includes(type)) problems.push(`${type} is still there after its destruction`);
    } catch (error) {
      problems.push(`${type} destroy: ${(error as Error).stack?.split('\n').slice(0, 4).join(' | ')}`);
    }
  }
  expect(problems).toEqual([]);
  expect(new Set(THINGS.map(([, type]) => type)).size + 1).toBe(Object.keys(RESOURCE_TYPES).length);
});
