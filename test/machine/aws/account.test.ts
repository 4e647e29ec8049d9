// The aws program in front of the simulated account: what a learner types, and what comes of it.
import { strToU8, zipSync } from 'fflate';
import { beforeEach, expect, test } from 'vitest';
import { type Bench, bench } from './bench.ts';

let at: Bench;
beforeEach(() => {
  at = bench();
});

const DATABASE =
  'aws rds create-db-instance --db-instance-identifier shop --db-instance-class db.t4g.small --engine postgres --allocated-storage 20 --master-username app --master-user-password hunter2hunter2 --backup-retention-period 7';

test('who one is', () => {
  expect(at.run('aws sts get-caller-identity --query Arn --output text')).toBe('arn:aws:iam::123456789012:user/ann\n');
});

test('a database is made, protected, not deleted, then deleted and restored', () => {
  expect(at.run(`${DATABASE} --deletion-protection --query DBInstance.DBInstanceStatus --output text`)).toBe('creating\n');
  expect(at.run('aws rds wait db-instance-available --db-instance-identifier shop')).toBe('');
  expect(at.passed()).toBeGreaterThan(60_000);
  expect(at.run("aws rds describe-db-instances --query 'DBInstances[].[DBInstanceIdentifier,DBInstanceStatus,DeletionProtection]' --output text")).toBe('shop\tavailable\tTrue\n');
  expect(at.run('aws rds delete-db-instance --db-instance-identifier shop --skip-final-snapshot')).toBe(
    '\nAn error occurred (InvalidParameterCombination) when calling the DeleteDBInstance operation: Cannot delete protected DB Instance, please disable deletion protection and try again.\n',
  );
  expect(at.exit).toBe(254);
  at.run('aws rds modify-db-instance --db-instance-identifier shop --no-deletion-protection');
  expect(at.run('aws rds delete-db-instance --db-instance-identifier shop --final-db-snapshot-identifier last --query DBInstance.DBInstanceStatus')).toBe('"deleting"\n');
  at.run('aws rds wait db-instance-deleted --db-instance-identifier shop');
  expect(at.exit).toBe(0);
  expect(at.run("aws rds describe-db-snapshots --snapshot-type manual --query 'DBSnapshots[].[DBSnapshotIdentifier,Status]' --output text")).toBe('last\tavailable\n');
  at.run('aws rds restore-db-instance-from-db-snapshot --db-instance-identifier shop --db-snapshot-identifier last');
  at.run('aws rds wait db-instance-available --db-instance-identifier shop');
  expect(at.exit).toBe(0);
});

test('a waiter that sees no such thing fails at once', () => {
  expect(at.run('aws rds wait db-instance-available --db-instance-identifier gone')).toBe(
    '\nWaiter DBInstanceAvailable failed: An error occurred (DBInstanceNotFound): DBInstance gone not found.\n',
  );
  expect(at.exit).toBe(255);
});

test('parameters as shorthand, as JSON and from files', () => {
  at.write('policy.json', '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"rds:Delete*","Resource":"*"}]}');
  at.run('aws iam create-policy --policy-name keep --policy-document file://policy.json --tags Key=a,Value=b');
  const shown = at.run("aws iam get-policy-version --policy-arn arn:aws:iam::123456789012:policy/keep --version-id v1 --query 'PolicyVersion.Document.Statement[0]' --output json");
  expect(JSON.parse(shown)).toEqual({ Effect: 'Deny', Action: 'rds:Delete*', Resource: '*' });
  expect(at.run("aws ec2 create-vpc --cidr-block 10.9.0.0/16 --tag-specifications 'ResourceType=vpc,Tags=[{Key=Name,Value=nine}]' --query Vpc.CidrBlock --output text")).toBe(
    '10.9.0.0/16\n',
  );
  expect(at.run(`aws ec2 describe-vpcs --filters Name=tag:Name,Values=nine,ten --query "Vpcs[].Tags[?Key=='Name'].Value[]" --output text`)).toBe('nine\n');
  expect(at.run(`aws ec2 describe-vpcs --filters '[{"Name":"tag:Name","Values":["nine"]}]' --query 'length(Vpcs)'`)).toBe('1\n');
  expect(at.run('aws ec2 describe-vpcs --cli-input-json \'{"Filters":[{"Name":"tag:Name","Values":["ten"]}]}\' --query Vpcs')).toBe('[]\n');
});

test('a rule of a security group from its short options', () => {
  const vpc = at.run('aws ec2 create-vpc --cidr-block 10.9.0.0/16 --query Vpc.VpcId --output text').trim();
  const group = at.run(`aws ec2 create-security-group --group-name web --description web --vpc-id ${vpc} --query GroupId --output text`).trim();
  at.run(`aws ec2 authorize-security-group-ingress --group-id ${group} --protocol tcp --port 443 --cidr 0.0.0.0/0`);
  expect(
    at.run(`aws ec2 describe-security-groups --group-ids ${group} --query 'SecurityGroups[0].IpPermissions[].[IpProtocol,FromPort,ToPort,IpRanges[0].CidrIp]' --output text`),
  ).toBe('tcp\t443\t443\t0.0.0.0/0\n');
});

test('objects go up, are listed, come down and go away', () => {
  at.write('notes/a.txt', 'one\n');
  at.write('notes/deep/b.txt', 'two\n');
  expect(at.run('aws s3 mb s3://ann-notes')).toBe('make_bucket: ann-notes\n');
  expect(at.run('aws s3 sync notes s3://ann-notes/x --no-progress')).toBe(
    'upload: notes/a.txt to s3://ann-notes/x/a.txt\nupload: notes/deep/b.txt to s3://ann-notes/x/deep/b.txt\n',
  );
  expect(at.run('aws s3 sync notes s3://ann-notes/x')).toBe('');
  expect(at.run('aws s3 ls s3://ann-notes/x/')).toBe('                           PRE deep/\n2026-02-26 20:00:00          4 a.txt\n');
  expect(at.run('aws s3 cp s3://ann-notes/x/a.txt -')).toBe('one\n');
  expect(at.run('aws s3 cp s3://ann-notes/x/nope.txt .')).toBe('fatal error: An error occurred (404) when calling the HeadObject operation: Key "x/nope.txt" does not exist\n');
  expect(at.run('aws s3 cp s3://ann-notes/x/ back --recursive --no-progress')).toBe(
    'download: s3://ann-notes/x/a.txt to back/a.txt\ndownload: s3://ann-notes/x/deep/b.txt to back/deep/b.txt\n',
  );
  expect(at.read('back/deep/b.txt')).toBe('two\n');
  expect(at.run('aws s3 rb s3://ann-notes')).toBe(
    'remove_bucket failed: s3://ann-notes An error occurred (BucketNotEmpty) when calling the DeleteBucket operation: The bucket you tried to delete is not empty\n',
  );
  expect(at.run('aws s3 rb s3://ann-notes --force')).toBe('delete: s3://ann-notes/x/a.txt\ndelete: s3://ann-notes/x/deep/b.txt\nremove_bucket: ann-notes\n');
});

test('a transfer takes its time, says how far it is, and can be given up', () => {
  at.run('aws s3 mb s3://ann-notes');
  at.write('dump.sql', 'x'.repeat(600 * 1024));
  const began = at.passed();
  expect(at.run('aws s3 cp dump.sql s3://ann-notes/').split('\r')).toEqual([
    'Completed 256.0 KiB/600.0 KiB (7.6 MiB/s) with 1 file(s) remaining',
    'Completed 512.0 KiB/600.0 KiB (8.6 MiB/s) with 1 file(s) remaining',
    'Completed 600.0 KiB/600.0 KiB (8.7 MiB/s) with 1 file(s) remaining',
    'upload: ./dump.sql to s3://ann-notes/dump.sql                     \n',
  ]);
  expect(at.passed() - began).toBe(67);
  at.run('aws configure set default.s3.max_concurrent_requests 1');
  expect(at.run('aws s3 mv s3://ann-notes/dump.sql copy.sql --no-progress', [], 100)).toBe('cancelled: ctrl-c received\n');
  expect(at.exit).toBe(1);
  expect(at.run('aws s3 ls s3://ann-notes --summarize')).toContain('Total Size: 614400');
  expect(() => at.read('copy.sql')).toThrow('ENOENT');
});

test('body of an object from and to a file', () => {
  at.run('aws s3 mb s3://ann-notes');
  at.write('plan.txt', 'Plan: 1 to add\n');
  expect(JSON.parse(at.run('aws s3api put-object --bucket ann-notes --key plan --body plan.txt'))).toHaveProperty('ETag');
  expect(JSON.parse(at.run('aws s3api get-object --bucket ann-notes --key plan copy.txt'))).toHaveProperty('ContentLength', 15);
  expect(at.read('copy.txt')).toBe('Plan: 1 to add\n');
  expect(at.run('aws s3api head-object --bucket ann-notes --key gone')).toBe('\nAn error occurred (404) when calling the HeadObject operation: Not Found\n');
});

test('what the account does not carry out is said, not made up', () => {
  expect(at.run('aws gamelift list-builds')).toBe('\nThis account is a simulation, and aws gamelift is not part of it.\n');
  expect(at.run('aws rds create-db-proxy --db-proxy-name p')).toBe('\nThis account is a simulation, and aws rds create-db-proxy is not part of it.\n');
  expect(at.exit).toBe(255);
});

test('configure asks for four values and keeps what is not answered', () => {
  expect(at.run('aws configure', ['', '', 'us-east-1', 'text'])).toContain('Default region name [eu-west-1]: ');
  expect(at.run('aws configure get region')).toBe('us-east-1\n');
  at.run('aws configure set region eu-central-1 --profile other');
  expect(at.run('aws configure list-profiles')).toBe('default\nother\n');
  expect(at.run('aws sts get-caller-identity --query Account')).toBe('123456789012\n');
});

test('help shows the options in the manual’s layout', () => {
  const page = at.run('aws rds delete-db-instance help');
  expect(page).toContain(
    'SYNOPSIS\n            delete-db-instance\n          --db-instance-identifier <value>\n          [--skip-final-snapshot | --no-skip-final-snapshot]\n          [--final-db-snapshot-identifier <value>]\n',
  );
  expect(at.run('aws rds wait help')).toContain('o db-instance-available');
});

test('a region without the service, or none at all, cannot be reached', () => {
  expect(at.run('aws rds describe-db-instances --region mars-1')).toBe('\nCould not connect to the endpoint URL: "https://rds.mars-1.amazonaws.com/"\n');
  expect(at.run('aws route53domains list-domains')).toBe('\nCould not connect to the endpoint URL: "https://route53domains.eu-west-1.amazonaws.com/"\n');
  expect(at.run('aws rds describe-db-instances --region us-east-1 --query DBInstances')).toBe('[]\n');
});

test('the events of a log group as lines', () => {
  at.run('aws logs create-log-group --log-group-name /app');
  at.run('aws logs create-log-stream --log-group-name /app --log-stream-name one');
  at.run(`aws logs put-log-events --log-group-name /app --log-stream-name one --log-events timestamp=${Date.UTC(2026, 1, 26, 20)},message=hello`);
  expect(at.run('aws logs tail /app --since 1h')).toBe('2026-02-26T20:00:00.000000+00:00 one hello\n');
  expect(at.run('aws logs tail /gone')).toBe(
    '\nAn error occurred (ResourceNotFoundException) when calling the FilterLogEvents operation: The specified log group does not exist.\n',
  );
});

test('lambda invoke waits for the function, gives up after --cli-read-timeout and asks twice more', () => {
  const trust = '{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"lambda.amazonaws.com"}}]}';
  at.run(`aws iam create-role --role-name worker --assume-role-policy-document '${trust}'`);
  at.run('aws iam attach-role-policy --role-name worker --policy-arn arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole');
  const zip = zipSync({ 'job.py': strToU8('from dbjobs import dump_to_s3 as handler\n') });
  at.write('/home/ann/work/job.b64', Buffer.from(zip).toString('base64'));
  const code = JSON.stringify({ ZipFile: at.read('/home/ann/work/job.b64') });
  at.run(
    `aws lambda create-function --function-name slow --runtime python3.12 --handler job.handler --timeout 20 --role arn:aws:iam::123456789012:role/worker --code '${code}' --environment 'Variables={BUCKET=x,DATABASE_SECRET=none}'`,
  );
  at.pass(60_000);
  const before = at.passed();
  // The role may not read the secret: 45 ms, after the sandbox is made.
  expect(JSON.parse(at.run('aws lambda invoke --function-name slow out.json'))).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
  expect(at.passed() - before).toBe(285);
  expect(JSON.parse(at.read('/home/ann/work/out.json')).errorMessage).toContain('secretsmanager:GetSecretValue');
  // A function outside the network of a private database waits for an answer until its time is over, which is longer than the client's.
  at.run(DATABASE);
  at.run('aws rds wait db-instance-available --db-instance-identifier shop');
  const host = at.run("aws rds describe-db-instances --query 'DBInstances[0].Endpoint.Address' --output text").trim();
  at.run(`aws lambda update-function-configuration --function-name slow --environment 'Variables={BUCKET=x,PGHOST=${host},PGUSER=a,PGPASSWORD=b,PGDATABASE=c}'`);
  const asked = at.passed();
  expect(at.run('aws lambda invoke --function-name slow --cli-read-timeout 10 out.json')).toBe(
    '\nRead timeout on endpoint URL: "https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/slow/invocations"\n',
  );
  expect([at.exit, at.passed() - asked]).toEqual([255, 30_000]);
  at.pass(60_000);
  expect(at.run('aws logs tail /aws/lambda/slow --since 10m --format short').match(/Status: timeout/g)).toHaveLength(3);
});
