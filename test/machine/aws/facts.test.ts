// How the aws program prints and ends: what is known of every command, whatever it is about.
import { beforeEach, expect, test } from 'vitest';
import { type Bench, bench } from './bench.ts';

let at: Bench;
beforeEach(() => {
  at = bench();
});

const NO_KEYS = { AWS_SHARED_CREDENTIALS_FILE: '/none', AWS_CONFIG_FILE: '/none' };

test('the status says what kind of thing went wrong', () => {
  const ends = (line: string) => {
    at.run(line);
    return at.exit;
  };
  expect(ends('aws sts get-caller-identity')).toBe(0);
  expect(ends('aws rds delete-db-instance')).toBe(252);
  expect(ends('aws rds no-such-thing')).toBe(252);
  expect(ends('aws rds describe-db-instances --db-instance-identifier gone')).toBe(254);
  expect(ends('aws rds wait db-instance-available --db-instance-identifier gone')).toBe(255);
  expect(ends('aws s3 cp s3://no-such-bucket-here/a .')).toBe(1);
  expect(ends('aws s3 ls s3://no-such-bucket-here')).toBe(254);
  at.env = NO_KEYS;
  expect(ends('aws sts get-caller-identity --region eu-west-1')).toBe(253);
});

test('what is missing is told in the words of before 2.34: no mark in front, and what to do', () => {
  expect(at.run('aws rds delete-db-instance')).toMatch(/^\nusage: aws \[options\] [\s\S]*\naws: error: the following arguments are required: --db-instance-identifier\n\n$/);
  expect(at.run('aws rds describe-db-instances --db-instance-identifier gone')).toBe(
    '\nAn error occurred (DBInstanceNotFound) when calling the DescribeDBInstances operation: DBInstance gone not found.\n',
  );
  at.env = NO_KEYS;
  expect(at.run('aws sts get-caller-identity --region eu-west-1')).toBe('\nUnable to locate credentials. You can configure credentials by running "aws configure".\n');
  expect(at.run('aws ec2 describe-vpcs')).toBe('\nYou must specify a region. You can also configure your region by running "aws configure".\n');
});

test('JSON in the order of the model with four blanks, nothing for nothing, null for what a query does not find', () => {
  at.run('aws ec2 create-vpc --cidr-block 10.9.0.0/16');
  expect(at.run("aws ec2 describe-vpcs --query 'Vpcs[0].{Id:VpcId,Cidr:CidrBlock}'")).toMatch(/^\{\n {4}"Id": "vpc-\w+",\n {4}"Cidr": "[\d./]+"\n\}\n$/);
  expect(at.run("aws ec2 describe-vpcs --query 'Vpcs[0].Nope'")).toBe('null\n');
  expect(at.run("aws ec2 describe-vpcs --query 'Vpcs[0].Nope' --output text")).toBe('None\n');
  expect(at.run('aws sts get-caller-identity --query Account')).toBe('"123456789012"\n');
  const id = at.run("aws ec2 describe-vpcs --query 'Vpcs[?CidrBlock==`10.9.0.0/16`].VpcId' --output text").trim();
  expect(at.run(`aws ec2 delete-vpc --vpc-id ${id}`)).toBe('');
  expect(at.run('aws iam get-user --user-name ann --query User.CreateDate')).toMatch(/^"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00"\n$/);
  expect(at.run("aws ec2 describe-vpcs --query 'Vpcs#'")).toMatch(/^\n?Bad value for --query Vpcs#: Bad jmespath expression: /);
});

test('text is parted by tabs with sorted members and names of lists; a table sorts its columns', () => {
  const text = at.run('aws ec2 describe-vpcs --output text');
  expect(text).toMatch(/^VPCS\t172\.31\.0\.0\/16\tdopt-\w+\tdefault\tTrue\t123456789012\tavailable\tvpc-\w+\n/);
  expect(at.run("aws ec2 describe-vpcs --output text --query 'Vpcs[].[VpcId,IsDefault,CidrBlock]'")).toMatch(/^vpc-\w+\tTrue\t172\.31\.0\.0\/16\n$/);
  const table = at.run("aws ec2 describe-vpcs --output table --query 'Vpcs[].{ID:VpcId,CIDR:CidrBlock,Default:IsDefault}'").split('\n');
  expect(table[1]).toMatch(/^\| +DescribeVpcs +\|$/);
  expect(table[3]).toMatch(/^\| +CIDR +\| +Default +\| +ID +\|$/);
  expect(table[5]).toMatch(/^\| {2}172\.31\.0\.0\/16 \| {2}True +\| {2}vpc-\w+ {2}\|$/);
});

test('YAML too, and nothing is paged where nobody looks', () => {
  expect(at.run('aws sts get-caller-identity --output yaml')).toBe(
    `Account: '123456789012'\nArn: arn:aws:iam::123456789012:user/ann\nUserId: ${at.run('aws sts get-caller-identity --query UserId --output text')}`,
  );
  expect(at.run('aws sts get-caller-identity --query Account --no-cli-pager --output text')).toBe('123456789012\n');
  at.env = { AWS_PAGER: '' };
  expect(at.run('aws sts get-caller-identity --query Account --output text')).toBe('123456789012\n');
});
