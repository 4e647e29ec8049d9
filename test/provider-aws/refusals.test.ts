// What the cloud or the provider refuses: the state stays, and nothing in the account has changed.
import { expect, test } from 'vitest';
import { type Bench, bench, of, peekAccount } from './bench.ts';

const DATABASE = { identifier: 'main', engine: 'postgres', instance_class: 'db.t4g.micro', allocated_storage: 20, username: 'app', password: 'a-long-password' };
const TRUST = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ec2.amazonaws.com"}}]}';

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
];

test.each(REFUSALS)('%s', (_name, prepare, words) => {
  const b = bench();
  const tries = prepare(b);
  const before = peekAccount(b);
  const { diagnostics } = tries();
  expect(diagnostics.map(({ summary }) => summary)).toEqual([expect.stringMatching(words)]);
  expect(peekAccount(b)).toEqual(before);
});
