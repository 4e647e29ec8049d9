// What the cloud or the provider refuses: the state stays, and nothing in the account has changed.
import { expect, test } from 'vitest';
import type { Attrs } from '../../src/provider-aws/core/members.ts';
import { type Bench, bench, of, peekAccount } from './bench.ts';

const DATABASE = { identifier: 'main', engine: 'postgres', instance_class: 'db.t4g.micro', allocated_storage: 20, username: 'app', password: 'a-long-password' };
const TRUST = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ec2.amazonaws.com"}}]}';

/** A network with a machine in it that has a public address. */
function machine(b: Bench, more: Attrs = {}) {
  const vpc = b.apply('aws_vpc', null, { cidr_block: '10.0.0.0/16' }).state;
  const gateway = b.apply('aws_internet_gateway', null, { vpc_id: of(vpc).id }).state;
  const inZone = (zone: string, net: number) =>
    b.apply('aws_subnet', null, { vpc_id: of(vpc).id, cidr_block: `10.0.${net}.0/24`, availability_zone: `eu-west-1${zone}`, map_public_ip_on_launch: true }).state;
  const [subnet, second] = [inZone('a', 1), inZone('b', 2)];
  const group = b.apply('aws_security_group', null, { name: 'web', vpc_id: of(vpc).id }).state;
  const images = b.call('ec2', 'DescribeImages', { Owners: ['amazon'] });
  const ami = images.ok ? ((images.output.Images as { ImageId: string }[])[0]?.ImageId ?? '') : '';
  const wish = { ami, instance_type: 't3.micro', subnet_id: of(subnet).id, vpc_security_group_ids: [String(of(group).id)], ...more };
  const instance = b.apply('aws_instance', null, wish).state;
  return { vpc, gateway, subnet, group, instance, subnets: [String(of(subnet).id), String(of(second).id)] };
}

/** Of each refusal: what is there, what is tried, and the words. */
const REFUSALS: readonly (readonly [name: string, prepare: (b: Bench) => () => ReturnType<Bench['apply']>, words: string | RegExp])[] = [
  [
    'a database without a word on its final snapshot',
    (b) => {
      const { state } = b.apply('aws_db_instance', null, DATABASE);
      return () => b.apply('aws_db_instance', state, null);
    },
    'final_snapshot_identifier is required when skip_final_snapshot is false',
  ],
  [
    'a protected database',
    (b) => {
      const { state } = b.apply('aws_db_instance', null, { ...DATABASE, deletion_protection: true, skip_final_snapshot: true });
      return () => b.apply('aws_db_instance', state, null);
    },
    /^deleting RDS DB Instance \(main\): operation error RDS: DeleteDBInstance, https response error StatusCode: 400, RequestID: [0-9a-f-]{36}, api error InvalidParameterCombination: Cannot delete protected DB Instance, please disable deletion protection and try again\.$/,
  ],
  [
    'a bucket with something in it',
    (b) => {
      const { state } = b.apply('aws_s3_bucket', null, { bucket: 'example-full' });
      b.apply('aws_s3_object', null, { bucket: 'example-full', key: 'a', content: 'a' });
      return () => b.apply('aws_s3_bucket', state, null);
    },
    /^deleting S3 Bucket \(example-full\): operation error S3: DeleteBucket, https response error StatusCode: 409, RequestID: [^,]+, HostID: [^,]+, api error BucketNotEmpty: The bucket you tried to delete is not empty$/,
  ],
  [
    'a network with a subnet',
    (b) => {
      const { state } = b.apply('aws_vpc', null, { cidr_block: '10.0.0.0/16' });
      b.apply('aws_subnet', null, { vpc_id: of(state).id, cidr_block: '10.0.1.0/24' });
      return () => b.apply('aws_vpc', state, null);
    },
    /^deleting EC2 VPC \((vpc-\w+)\): operation error EC2: DeleteVpc, https response error StatusCode: 400, RequestID: [^,]+, api error DependencyViolation: The vpc '\1' has dependencies and cannot be deleted\.$/,
  ],
  [
    'a role of a name that is taken',
    (b) => {
      b.apply('aws_iam_role', null, { name: 'web', assume_role_policy: TRUST });
      return () => b.apply('aws_iam_role', null, { name: 'web', assume_role_policy: TRUST });
    },
    /^creating IAM Role \(web\): operation error IAM: CreateRole, https response error StatusCode: 409, RequestID: [^,]+, EntityAlreadyExists: Role with name web already exists\.$/,
  ],
  [
    'a versioned bucket of which only versions are left',
    (b) => {
      const { state } = b.apply('aws_s3_bucket', null, { bucket: 'example-full' });
      b.apply('aws_s3_bucket_versioning', null, { bucket: 'example-full', versioning_configuration: [{ status: 'Enabled' }] });
      b.apply('aws_s3_object', null, { bucket: 'example-full', key: 'a', content: 'a' });
      b.call('s3', 'DeleteObject', { Bucket: 'example-full', Key: 'a' });
      return () => b.apply('aws_s3_bucket', state, null);
    },
    /api error BucketNotEmpty: The bucket you tried to delete is not empty\. You must delete all versions in the bucket\.$/,
  ],
  [
    'a subnet with a machine in it',
    (b) => {
      const { subnet } = machine(b);
      return () => b.apply('aws_subnet', subnet, null);
    },
    /^deleting EC2 Subnet \((subnet-\w+)\): operation error EC2: DeleteSubnet, https response error StatusCode: 400, RequestID: [^,]+, api error DependencyViolation: The subnet '\1' has dependencies and cannot be deleted\.$/,
  ],
  [
    'a security group that a machine has',
    (b) => {
      const { group } = machine(b);
      return () => b.apply('aws_security_group', group, null);
    },
    /^deleting Security Group \((sg-\w+)\): operation error EC2: DeleteSecurityGroup, https response error StatusCode: 400, RequestID: [^,]+, api error DependencyViolation: resource \1 has a dependent object$/,
  ],
  [
    'a gateway through which a machine has a public address',
    (b) => {
      const { gateway } = machine(b);
      return () => b.apply('aws_internet_gateway', gateway, null);
    },
    /^deleting EC2 Internet Gateway \((igw-\w+)\): detaching EC2 Internet Gateway \(\1\) from VPC \((vpc-\w+)\): operation error EC2: DetachInternetGateway, https response error StatusCode: 400, RequestID: [^,]+, api error DependencyViolation: Network \2 has some mapped public address\(es\)\. Please unmap those public address\(es\) before detaching the gateway\.$/,
  ],
  [
    'a machine that is protected',
    (b) => {
      const { instance } = machine(b, { disable_api_termination: true });
      return () => b.apply('aws_instance', instance, null);
    },
    /api error OperationNotPermitted: The instance '(i-\w+)' may not be terminated\. Modify its 'disableApiTermination' instance attribute and try again\.$/,
  ],
  [
    'a balancer that is protected',
    (b) => {
      const { subnets, group } = machine(b);
      const { state } = b.apply('aws_lb', null, { name: 'web', subnets, security_groups: [String(of(group).id)], enable_deletion_protection: true });
      return () => b.apply('aws_lb', state, null);
    },
    /^deleting ELBv2 Load Balancer \((arn:\S+)\): operation error Elastic Load Balancing v2: DeleteLoadBalancer, https response error StatusCode: 400, RequestID: [^,]+, OperationNotPermitted: Load balancer '\1' cannot be deleted because deletion protection is enabled$/,
  ],
  [
    'a zone with a record',
    (b) => {
      const { state } = b.apply('aws_route53_zone', null, { name: 'example.org' });
      b.apply('aws_route53_record', null, { zone_id: of(state).zone_id, name: 'www', type: 'A', ttl: 300, records: ['192.0.2.1'] });
      return () => b.apply('aws_route53_zone', state, null);
    },
    /, HostedZoneNotEmpty: The specified hosted zone contains non-required resource record sets and so cannot be deleted\.$/,
  ],
  [
    'a role with a policy that it did not attach',
    (b) => {
      const { state } = b.apply('aws_iam_role', null, { name: 'web', assume_role_policy: TRUST });
      b.call('iam', 'AttachRolePolicy', { RoleName: 'web', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' });
      return () => b.apply('aws_iam_role', state, null);
    },
    /^deleting IAM Role \(web\): operation error IAM: DeleteRole, https response error StatusCode: 409, RequestID: [^,]+, DeleteConflict: Cannot delete entity, must detach all policies first\.$/,
  ],
  [
    'a subnet group of a database',
    (b) => {
      const { subnets } = machine(b);
      const { state } = b.apply('aws_db_subnet_group', null, { name: 'main', subnet_ids: subnets });
      b.apply('aws_db_instance', null, { ...DATABASE, db_subnet_group_name: 'main', skip_final_snapshot: true });
      return () => b.apply('aws_db_subnet_group', state, null);
    },
    /, InvalidDBSubnetGroupStateFault: Cannot delete the subnet group 'main' because at least one database instance: main is still using it\.$/,
  ],
];

test('a database of which too little is said is told all that is missing', () => {
  const said = bench().apply('aws_db_instance', null, { identifier: 'main', instance_class: 'db.t4g.micro', engine: 'postgres' }).diagnostics;
  expect(said.map(({ summary }) => summary)).toEqual(['"allocated_storage": required field is not set', '"username": required field is not set']);
});

test('a restore that is refused says what it restores from', () => {
  const b = bench();
  const from = (attrs: Parameters<Bench['apply']>[2]) => b.apply('aws_db_instance', null, { ...DATABASE, identifier: 'back', ...attrs }).diagnostics[0]?.summary.split(': ')[0];
  expect(from({ snapshot_identifier: 'gone' })).toBe('creating RDS DB Instance (restore from snapshot) (back)');
  expect(from({ restore_to_point_in_time: [{ source_db_instance_identifier: 'gone', use_latest_restorable_time: true }] })).toBe(
    'creating RDS DB Instance (restore to point-in-time) (back)',
  );
  expect(from({ username: null, replicate_source_db: 'gone' })).toBe('creating RDS DB Instance (read replica) (back)');
});

test.each(REFUSALS)('%s', (_name, prepare, words) => {
  const b = bench();
  const tries = prepare(b);
  const before = peekAccount(b);
  const { diagnostics } = tries();
  expect(diagnostics.map(({ summary }) => summary)).toEqual([expect.stringMatching(words)]);
  expect(peekAccount(b)).toEqual(before);
});
