// Data sources: what they find, and what they say when they find nothing.
import { expect, test } from 'vitest';
import type { Json } from '../../src/engine/json.ts';
import { fromPlain } from '../../src/provider-aws/core/plain.ts';
import { DATA_SOURCES } from '../../src/provider-aws/index.ts';
import { awsSchema, blockType } from '../../src/provider-aws/schema/schema.ts';
import { type Bench, bench, of } from './bench.ts';

const read = (b: Bench, type: string, attrs: { readonly [name: string]: Json }) => {
  const reading = b.provider.readData(type, fromPlain(blockType(awsSchema.data_source_schemas[type]?.block ?? {}), attrs));
  return { attrs: of(reading.state), problem: reading.diagnostics[0]?.summary };
};

test('every data source of the schema is there', () => {
  expect(Object.keys(DATA_SOURCES).sort()).toEqual(Object.keys(awsSchema.data_source_schemas).sort());
});

test('a policy document is written as the provider writes it', () => {
  const statement = {
    sid: 'Read',
    actions: ['s3:GetObject', 's3:ListBucket'],
    resources: ['arn:aws:s3:::media/&{aws:username}'],
    condition: [{ test: 'StringEquals', variable: 'aws:RequestedRegion', values: ['eu-west-1'] }],
    principals: [{ type: 'Service', identifiers: ['ecs-tasks.amazonaws.com'] }],
  };
  expect(read(bench(), 'aws_iam_policy_document', { statement: [statement] }).attrs.json).toBe(`{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Action": [
        "s3:ListBucket",
        "s3:GetObject"
      ],
      "Resource": "arn:aws:s3:::media/\${aws:username}",
      "Principal": {
        "Service": "ecs-tasks.amazonaws.com"
      },
      "Condition": {
        "StringEquals": {
          "aws:RequestedRegion": "eu-west-1"
        }
      }
    }
  ]
}`);
});

test('zones, identity, Region and images of the account', () => {
  const b = bench();
  expect(read(b, 'aws_availability_zones', { state: 'available' }).attrs.names).toEqual(['eu-west-1a', 'eu-west-1b', 'eu-west-1c']);
  expect(read(b, 'aws_caller_identity', {}).attrs.account_id).toBe('123456789012');
  expect(read(b, 'aws_region', {}).attrs).toMatchObject({ name: 'eu-west-1', description: 'Europe (Ireland)' });
  const image = read(b, 'aws_ami', { most_recent: true, owners: ['amazon'], filter: [{ name: 'name', values: ['al2023-ami-2023.*-x86_64'] }] });
  expect(image.attrs.id).toMatch(/^ami-[0-9a-f]{17}$/);
});

test('what is not there, and what is there twice', () => {
  const b = bench();
  expect(read(b, 'aws_vpc', { tags: { Name: 'missing' } }).problem).toBe('no matching EC2 VPC found');
  expect(read(b, 'aws_s3_bucket', { bucket: 'missing-bucket' }).problem).toBe("reading S3 Bucket (missing-bucket): couldn't find resource");
  for (const cidr_block of ['10.1.0.0/16', '10.2.0.0/16']) b.apply('aws_vpc', null, { cidr_block, tags: { Name: 'main' } });
  expect(read(b, 'aws_vpc', { tags: { Name: 'main' } }).problem).toBe('multiple EC2 VPCs matched; use additional constraints to reduce matches to a single EC2 VPC');
  expect(read(b, 'aws_vpc', { cidr_block: '10.2.0.0/16' }).attrs).toMatchObject({ cidr_block: '10.2.0.0/16', enable_dns_support: true, default: false });
});
