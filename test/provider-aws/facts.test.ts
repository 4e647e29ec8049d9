// What is known of the provider and its types as figures and forms: ids, what replaces, what stands in the state by default, how long things take.
import { describe, expect, test } from 'vitest';
import { type Attrs, text } from '../../src/provider-aws/core/members.ts';
import { awsSchema, resourceTraits } from '../../src/provider-aws/schema/schema.ts';
import { ACCOUNT, bench, of, REGION } from './bench.ts';
import { THINGS } from './things.ts';

const arn = (service: string, rest: string, region: string = REGION, account: string = ACCOUNT) => new RegExp(`^arn:aws:${service}:${region}:${account}:${rest}$`);
const ec2 = (prefix: string) => new RegExp(`^${prefix}-[0-9a-f]{17}$`);
const seconds = (from: number, to: number) => [from, to] as const;

interface Known {
  readonly id: RegExp;
  readonly arn?: RegExp;
  /** Attributes that are there after a creation although nobody set them. */
  readonly computed?: readonly string[];
  readonly forceNew?: readonly string[];
  /** Seconds; what logs of real applies show, with some room. */
  readonly create: readonly [number, number];
  readonly destroy: readonly [number, number];
}

const KNOWN: { readonly [type: string]: Known } = {
  aws_vpc: {
    id: ec2('vpc'),
    arn: arn('ec2', 'vpc/vpc-[0-9a-f]{17}'),
    computed: ['default_network_acl_id', 'default_route_table_id', 'default_security_group_id', 'main_route_table_id', 'dhcp_options_id', 'owner_id'],
    forceNew: ['ipv4_ipam_pool_id'],
    create: seconds(1, 13),
    destroy: seconds(0, 2),
  },
  aws_subnet: {
    id: ec2('subnet'),
    arn: arn('ec2', 'subnet/subnet-[0-9a-f]{17}'),
    computed: ['availability_zone_id', 'owner_id'],
    forceNew: ['vpc_id', 'cidr_block', 'availability_zone'],
    create: seconds(0, 12),
    destroy: seconds(0, 2),
  },
  aws_internet_gateway: { id: ec2('igw'), computed: ['owner_id'], create: seconds(0, 2), destroy: seconds(0, 60) },
  aws_eip: { id: ec2('eipalloc'), computed: ['public_ip'], create: seconds(0, 2), destroy: seconds(0, 2) },
  aws_nat_gateway: { id: ec2('nat'), forceNew: ['subnet_id', 'allocation_id'], create: seconds(60, 150), destroy: seconds(30, 75) },
  aws_security_group: {
    id: ec2('sg'),
    arn: arn('ec2', 'security-group/sg-[0-9a-f]{17}'),
    computed: ['owner_id', 'description'],
    forceNew: ['name', 'name_prefix', 'description', 'vpc_id'],
    create: seconds(1, 5),
    destroy: seconds(0, 2),
  },
  aws_instance: {
    id: ec2('i'),
    arn: arn('ec2', 'instance/i-[0-9a-f]{17}'),
    computed: ['private_ip', 'primary_network_interface_id', 'instance_state'],
    forceNew: ['ami', 'subnet_id', 'availability_zone', 'key_name'],
    create: seconds(10, 40),
    destroy: seconds(30, 75),
  },
  aws_lb: {
    id: arn('elasticloadbalancing', 'loadbalancer/app/\\w+/[0-9a-f]{16}'),
    computed: ['arn_suffix', 'dns_name', 'zone_id', 'vpc_id'],
    forceNew: ['name', 'name_prefix', 'internal', 'load_balancer_type', 'customer_owned_ipv4_pool'],
    create: seconds(120, 200),
    destroy: seconds(10, 160),
  },
  aws_lb_target_group: {
    id: arn('elasticloadbalancing', 'targetgroup/[\\w-]+/[0-9a-f]{16}'),
    computed: ['arn_suffix'],
    forceNew: ['name', 'port', 'protocol', 'vpc_id', 'target_type'],
    create: seconds(0, 2),
    destroy: seconds(0, 2),
  },
  aws_lb_listener: {
    id: arn('elasticloadbalancing', 'listener/app/\\w+/[0-9a-f]{16}/[0-9a-f]{16}'),
    forceNew: ['load_balancer_arn'],
    create: seconds(0, 2),
    destroy: seconds(0, 2),
  },
  aws_ecs_cluster: { id: arn('ecs', 'cluster/\\w+'), computed: ['arn'], forceNew: ['name'], create: seconds(5, 15), destroy: seconds(0, 11) },
  aws_ecs_service: {
    id: arn('ecs', 'service/\\w+/\\w+'),
    computed: ['launch_type', 'cluster'],
    forceNew: ['name', 'cluster', 'launch_type', 'iam_role', 'scheduling_strategy'],
    create: seconds(0, 2),
    // With tasks that run, longer.
    destroy: seconds(10, 420),
  },
  aws_ecs_task_definition: {
    id: /^\w+$/,
    arn: arn('ecs', 'task-definition/\\w+:\\d+'),
    computed: ['revision'],
    forceNew: ['family', 'container_definitions', 'cpu', 'memory'],
    create: seconds(0, 2),
    destroy: seconds(0, 2),
  },
  aws_route53_zone: {
    id: /^Z[A-Z0-9]{13,31}$/,
    computed: ['zone_id', 'name_servers', 'primary_name_server'],
    forceNew: ['name', 'delegation_set_id'],
    create: seconds(25, 60),
    destroy: seconds(0, 60),
  },
  aws_route53_record: { id: /^Z[A-Z0-9]+_.+_[A-Z]+$/, computed: ['fqdn'], forceNew: ['zone_id'], create: seconds(25, 60), destroy: seconds(25, 60) },
  aws_s3_bucket: {
    id: /^[a-z0-9.-]{3,63}$/,
    arn: /^arn:aws:s3:::[a-z0-9.-]+$/,
    computed: ['bucket_domain_name', 'hosted_zone_id', 'region'],
    forceNew: ['bucket', 'bucket_prefix', 'object_lock_enabled'],
    create: seconds(0, 5),
    destroy: seconds(0, 2),
  },
  aws_iam_role: {
    id: /^[\w+=,.@-]+$/,
    arn: arn('iam', 'role/.+', ''),
    computed: ['unique_id', 'create_date'],
    forceNew: ['name', 'path'],
    create: seconds(0, 2),
    destroy: seconds(0, 2),
  },
  aws_iam_policy: { id: arn('iam', 'policy/.+', ''), computed: ['policy_id'], forceNew: ['name', 'path', 'description'], create: seconds(0, 2), destroy: seconds(0, 2) },
  aws_iam_instance_profile: { id: /^\w+$/, computed: ['unique_id', 'create_date'], create: seconds(0, 2), destroy: seconds(0, 2) },
  aws_backup_vault: { id: /^[\w-]+$/, computed: ['recovery_points'], forceNew: ['name', 'kms_key_arn'], create: seconds(0, 3), destroy: seconds(0, 3) },
  aws_backup_plan: { id: /^[0-9a-f-]{36}$/, computed: ['version'], create: seconds(0, 3), destroy: seconds(0, 3) },
  aws_backup_vault_lock_configuration: {
    id: /^[\w-]+$/,
    computed: ['backup_vault_arn'],
    forceNew: ['backup_vault_name', 'changeable_for_days', 'max_retention_days', 'min_retention_days'],
    create: seconds(0, 2),
    destroy: seconds(0, 2),
  },
  aws_cloudwatch_event_rule: { id: /^[\w.-]+$/, arn: arn('events', 'rule/.+'), forceNew: ['name'], create: seconds(0, 2), destroy: seconds(0, 2) },
  aws_cloudwatch_event_target: { id: /^[\w.-]+-.+$/, create: seconds(0, 2), destroy: seconds(0, 2) },
  aws_lambda_function: {
    id: /^\w+$/,
    arn: arn('lambda', 'function:\\w+'),
    computed: ['invoke_arn', 'version', 'source_code_hash'],
    forceNew: ['function_name', 'package_type'],
    create: seconds(5, 20),
    destroy: seconds(0, 2),
  },
  aws_dynamodb_table: { id: /^[\w.-]+$/, arn: arn('dynamodb', 'table/.+'), forceNew: ['name', 'hash_key', 'range_key'], create: seconds(5, 15), destroy: seconds(1, 10) },
  aws_db_subnet_group: { id: /^[\w-]+$/, arn: arn('rds', 'subgrp:.+'), computed: ['vpc_id'], create: seconds(0, 3), destroy: seconds(0, 2) },
  aws_db_instance: {
    id: /^db-[A-Z0-9]{26}$/,
    arn: arn('rds', 'db:main'),
    computed: ['address', 'endpoint', 'hosted_zone_id', 'resource_id', 'status', 'replicas'],
    forceNew: [
      'availability_zone',
      'backup_target',
      'character_set_name',
      'custom_iam_instance_profile',
      'db_name',
      'engine',
      'kms_key_id',
      'nchar_character_set_name',
      'snapshot_identifier',
      'storage_encrypted',
      'timezone',
      'username',
    ],
    create: seconds(300, 840),
    destroy: seconds(80, 360),
  },
};

const b = bench();
const images = b.call('ec2', 'DescribeImages', { Owners: ['amazon'] });
const made: Record<string, Attrs> = { ami: { id: images.ok ? ((images.output.Images as { ImageId: string }[])[0]?.ImageId ?? '') : '' } };
const all = THINGS.map(([name, type, attrs]) => {
  const { state, took, diagnostics } = b.apply(type, null, attrs(made));
  if (diagnostics.length > 0) throw new Error(`${type}: ${diagnostics[0]?.summary}`);
  made[name] = of(state);
  return { type, state, create: took / 1000, destroy: Number.NaN };
});
const stateThen = new Map(all.map((thing) => [thing.type, of(thing.state)]));
for (const thing of [...all].reverse()) thing.destroy = b.apply(thing.type, thing.state, null).took / 1000;

describe.each(Object.entries(KNOWN))('%s', (type, known) => {
  const attrs = stateThen.get(type) as Attrs;
  test('has the id, the ARN and the computed attributes that it has', () => {
    expect(text(attrs.id)).toMatch(known.id);
    if (known.arn) expect(text(attrs.arn)).toMatch(known.arn);
    expect((known.computed ?? []).filter((name) => attrs[name] === null || attrs[name] === undefined || attrs[name] === '')).toEqual([]);
  });

  test('is replaced by a change of just what cannot be changed', () => {
    const traits = resourceTraits[type];
    const arguments_ = awsSchema.resource_schemas[type]?.block.attributes ?? {};
    expect((known.forceNew ?? []).filter((name) => arguments_[name] && !traits?.forceNew.has(name))).toEqual([]);
    expect((known.forceNew ?? []).filter((name) => !arguments_[name])).toEqual([]);
  });

  test('takes as long as it takes', () => {
    for (const thing of all.filter((one) => one.type === type)) {
      expect(thing.create, 'create').toBeGreaterThanOrEqual(known.create[0]);
      expect(thing.create, 'create').toBeLessThanOrEqual(known.create[1]);
      expect(thing.destroy, 'destroy').toBeGreaterThanOrEqual(known.destroy[0]);
      expect(thing.destroy, 'destroy').toBeLessThanOrEqual(known.destroy[1]);
    }
  });
});

test('a database without settings has those of the provider: no backups, no protection, no final snapshot but none skipped either', () => {
  const fresh = bench();
  const DATABASE = { identifier: 'bare', engine: 'postgres', instance_class: 'db.t4g.micro', allocated_storage: 20, username: 'app', password: 'a-long-password' };
  const { state, took } = fresh.apply('aws_db_instance', null, DATABASE);
  expect(of(state)).toMatchObject({
    skip_final_snapshot: false,
    delete_automated_backups: true,
    backup_retention_period: 0,
    publicly_accessible: false,
    copy_tags_to_snapshot: false,
    auto_minor_version_upgrade: true,
    monitoring_interval: 0,
    password: 'a-long-password',
    endpoint: `${of(state).address}:5432`,
  });
  for (const off of ['deletion_protection', 'storage_encrypted', 'apply_immediately']) expect(of(state)[off] ?? false, off).toBe(false);
  expect(took).toBeGreaterThan(80_000);
  // What is not applied at once waits in AWS; protection does not.
  const changed = fresh.apply('aws_db_instance', state, { ...DATABASE, instance_class: 'db.t4g.small', deletion_protection: true });
  const reply = fresh.call('rds', 'DescribeDBInstances', { DBInstanceIdentifier: 'bare' });
  expect(reply.ok && (reply.output.DBInstances as Attrs[])[0]).toMatchObject({
    DBInstanceClass: 'db.t4g.micro',
    PendingModifiedValues: { DBInstanceClass: 'db.t4g.small' },
    DeletionProtection: true,
  });
  expect(changed.diagnostics).toEqual([]);
});

test('a snapshot to restore from replaces when it is named or another one is, and not when it is taken out', () => {
  const fresh = bench();
  const DATABASE = {
    identifier: 'bare',
    engine: 'postgres',
    instance_class: 'db.t4g.micro',
    allocated_storage: 20,
    username: 'app',
    password: 'a-long-password',
    skip_final_snapshot: true,
  };
  const { state } = fresh.apply('aws_db_instance', null, DATABASE);
  fresh.call('rds', 'CreateDBSnapshot', { DBInstanceIdentifier: 'bare', DBSnapshotIdentifier: 'one' });
  fresh.until(fresh.time.now + 3_600_000);
  const named = { ...DATABASE, snapshot_identifier: 'one' };
  expect(fresh.plan('aws_db_instance', state, named).requiresReplace).toEqual([['snapshot_identifier']]);
  const restored = fresh.apply('aws_db_instance', null, { ...named, identifier: 'back' });
  expect(restored.diagnostics).toEqual([]);
  expect(fresh.plan('aws_db_instance', restored.state, { ...DATABASE, identifier: 'back' }).requiresReplace).toEqual([]);
});

test('what is in use is waited for as long as the provider waits, and then given up', () => {
  const fresh = bench();
  const vpc = fresh.apply('aws_vpc', null, { cidr_block: '10.0.0.0/16' }).state;
  const subnet = fresh.apply('aws_subnet', null, { vpc_id: of(vpc).id, cidr_block: '10.0.1.0/24' }).state;
  const group = fresh.apply('aws_security_group', null, { name: 'web', vpc_id: of(vpc).id }).state;
  const found = fresh.call('ec2', 'DescribeImages', { Owners: ['amazon'] });
  const ami = found.ok ? (found.output.Images as { ImageId: string }[])[0]?.ImageId : '';
  fresh.apply('aws_instance', null, { ami: ami ?? '', instance_type: 't3.micro', subnet_id: of(subnet).id, vpc_security_group_ids: [text(of(group).id)] });
  for (const [type, state, minutes] of [
    ['aws_vpc', vpc, 5],
    ['aws_subnet', subnet, 20],
    ['aws_security_group', group, 15],
  ] as const) {
    const { took, diagnostics } = fresh.apply(type, state, null);
    expect(diagnostics[0]?.summary).toContain('DependencyViolation');
    expect([type, Math.round(took / 60_000)]).toEqual([type, minutes]);
  }
});

test('a zone that is made again has other name servers', () => {
  const fresh = bench();
  const servers = () => of(fresh.apply('aws_route53_zone', null, { name: 'example.org' }).state).name_servers;
  const [one, other] = [servers(), servers()];
  expect(one).toHaveLength(4);
  expect(other).not.toEqual(one);
});

test('a bucket is emptied of all versions and markers when the state says so, and not when only the configuration does', () => {
  const fresh = bench();
  const wish = { bucket: 'courses-full' };
  const { state } = fresh.apply('aws_s3_bucket', null, wish);
  fresh.apply('aws_s3_bucket_versioning', null, { bucket: 'courses-full', versioning_configuration: [{ status: 'Enabled' }] });
  for (const Body of ['one', 'two']) fresh.call('s3', 'PutObject', { Bucket: 'courses-full', Key: 'a', Body });
  fresh.call('s3', 'DeleteObject', { Bucket: 'courses-full', Key: 'a' });
  // A destroy reads the state: what was only written into the configuration does not count.
  expect(fresh.apply('aws_s3_bucket', state, null).diagnostics[0]?.summary).toContain('BucketNotEmpty');
  const changed = fresh.apply('aws_s3_bucket', state, { ...wish, force_destroy: true });
  expect(fresh.apply('aws_s3_bucket', changed.state, null).diagnostics).toEqual([]);
  expect(fresh.call('s3', 'HeadBucket', { Bucket: 'courses-full' }).ok).toBe(false);
});
