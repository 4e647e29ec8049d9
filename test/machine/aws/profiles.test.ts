// Profiles of the aws program: whose keys a command is signed with.
import { beforeEach, expect, test } from 'vitest';
import { codeAt, fromBase32 } from '../../../src/aws/iam/totp.ts';
import { HOUR } from '../../../src/engine/clock.ts';
import { type Bench, bench } from './bench.ts';

const ACCOUNT = '123456789012';
const CONFIG = '/home/ann/.aws/config';
const trust = (condition = {}) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole', ...condition }] });

let at: Bench;
beforeEach(() => {
  at = bench();
  at.run(`aws iam create-role --role-name deploy --assume-role-policy-document '${trust()}'`);
  at.run('aws iam attach-role-policy --role-name deploy --policy-arn arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess');
});
const add = (text: string) => at.write(CONFIG, `${at.read(CONFIG)}\n${text}\n`);
const who = (options = '') => at.run(`aws sts get-caller-identity --query Arn --output text ${options}`);

test('a profile assumes its role, keeps the credentials, and fetches new ones when they end', () => {
  add(`[profile deploy]\nrole_arn = arn:aws:iam::${ACCOUNT}:role/deploy\nsource_profile = default\nrole_session_name = ann\nregion = eu-central-1`);
  expect(who('--profile deploy')).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/deploy/ann\n`);
  expect(at.run('aws configure get region --profile deploy')).toBe('eu-central-1\n');
  const key = () => /AccessKeyId": "(\w+)/.exec(at.run('aws configure export-credentials --profile deploy'))?.[1];
  const first = key();
  expect(first).toMatch(/^ASIA/);
  expect(key()).toBe(first);
  at.pass(HOUR);
  expect(key()).not.toBe(first);
  expect(at.run('aws s3 mb s3://not-for-readers --profile deploy')).toContain('is not authorized to perform: s3:CreateBucket');
  expect(at.run('aws configure list --profile deploy')).toMatch(/access_key {5}\*{16}\w{4} {6}assume-role {4}\n/);
});

test('exported credentials work, and stop when they end', () => {
  add(`[profile deploy]\nrole_arn = arn:aws:iam::${ACCOUNT}:role/deploy\nsource_profile = default`);
  const lines = at.run('aws configure export-credentials --format env-no-export --profile deploy').trim().split('\n');
  at.env = Object.fromEntries(lines.map((line) => line.split('=', 2) as [string, string]));
  expect(who()).toContain(':assumed-role/deploy/botocore-session-');
  at.pass(2 * HOUR);
  expect(who()).toBe('\nAn error occurred (ExpiredToken) when calling the GetCallerIdentity operation: The security token included in the request is expired\n');
  expect(at.exit).toBe(254);
  expect(who('--profile default')).toBe(`arn:aws:iam::${ACCOUNT}:user/ann\n`);
});

test('a second factor is asked for, once', () => {
  const made = JSON.parse(at.run('aws iam create-virtual-mfa-device --virtual-mfa-device-name ann --outfile seed --bootstrap-method Base32StringSeed'));
  const serial = made.VirtualMFADevice.SerialNumber as string;
  expect(made.VirtualMFADevice.Base32StringSeed).toBeUndefined();
  const code = (ago = 0) => codeAt(fromBase32(at.read('seed')) as number[], at.now() - ago);
  at.run(`aws iam enable-mfa-device --user-name ann --serial-number ${serial} --authentication-code1 ${code(30_000)} --authentication-code2 ${code()}`);
  expect(at.exit).toBe(0);
  at.run(`aws iam update-assume-role-policy --role-name deploy --policy-document '${trust({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })}'`);
  add(`[profile careful]\nrole_arn = arn:aws:iam::${ACCOUNT}:role/deploy\nsource_profile = default\nmfa_serial = ${serial}`);
  const wrong = code() === '123456' ? '654321' : '123456';
  expect(at.run('aws sts get-caller-identity --profile careful', [wrong])).toContain(
    'An error occurred (AccessDenied) when calling the AssumeRole operation: MultiFactorAuthentication failed',
  );
  expect(at.run('aws sts get-caller-identity --profile careful --query Account', [code()])).toBe(`Enter MFA code for ${serial}: "${ACCOUNT}"\n`);
  expect(who('--profile careful')).toContain('assumed-role/deploy');
});

test('profiles that make no sense say so', () => {
  const role = `role_arn = arn:aws:iam::${ACCOUNT}:role/deploy`;
  add(
    `[profile a]\n${role}\n[profile b]\n${role}\nsource_profile = nobody\n[profile c]\n${role}\nsource_profile = d\n[profile d]\n${role}\nsource_profile = c\n[profile e]\naws_access_key_id = AKIA\n[profile f]\n${role}\nsource_profile = g\n[profile g]\nregion = eu-west-1`,
  );
  expect(who('--profile a')).toBe('\nPartial credentials found in assume-role, missing: source_profile or credential_source\n');
  expect(who('--profile b')).toBe('\nThe source_profile "nobody" referenced in the profile "b" does not exist.\n');
  expect(who('--profile c')).toContain('Infinite loop in credential configuration detected. Attempting to load from profile c which has already been visited.');
  expect(who('--profile e')).toBe('\nPartial credentials found in config-file, missing: aws_secret_access_key\n');
  expect(who('--profile f')).toBe('\nThe source profile "g" must have credentials.\n');
  expect(at.exit).toBe(255);
  expect(who('--profile h')).toBe('\nThe config profile (h) could not be found\n');
});

test('keys from another program', () => {
  const [id, secret] = [/id = (\w+)/, /key = (\S+)/].map((part) => part.exec(at.read('/home/ann/.aws/credentials'))?.[1]);
  const asked: (readonly string[])[] = [];
  const prints = (output: string, exit = 0) => {
    at.other = (argv) => {
      asked.push(argv);
      return { output, exit };
    };
  };
  add('[profile vault]\ncredential_process = vault read "my keys" --as=json');
  prints(JSON.stringify({ Version: 1, AccessKeyId: id, SecretAccessKey: secret }));
  expect(who('--profile vault')).toBe(`arn:aws:iam::${ACCOUNT}:user/ann\n`);
  expect(asked).toEqual([['vault', 'read', 'my keys', '--as=json']]);
  add(`[profile above]\nrole_arn = arn:aws:iam::${ACCOUNT}:role/deploy\nsource_profile = vault`);
  expect(who('--profile above')).toContain('assumed-role/deploy');
  // Recorded from the real program.
  const failure = 'Error when retrieving credentials from custom-process: ';
  for (const [output, exit, words] of [
    ['', 127, "[Errno 2] No such file or directory: 'vault'"],
    ['', 1, failure],
    ['host\n', 0, 'Expecting value: line 1 column 1 (char 0)'],
    ['{"Version":2}', 0, `${failure}Unsupported version '2' for credential process provider, supported versions: 1`],
    ['{"Version":1}', 0, `${failure}Missing required key in response: 'AccessKeyId'`],
  ] as const) {
    prints(output, exit);
    expect(who('--profile vault')).toBe(`\n${words}\n`);
  }
});

test('a profile that signs in through a browser has not', () => {
  const own = 'sso_account_id = 123456789012\nsso_role_name = Admin';
  add(
    `[profile old]\nsso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1\n${own}\n[profile new]\nsso_session = my\n${own}\n[profile gone]\nsso_session = no\n${own}`,
  );
  add('[sso-session my]\nsso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1');
  // Recorded from the real program.
  expect(who('--profile old')).toBe('\nError loading SSO Token: Token for https://x.awsapps.com/start does not exist\n');
  expect(who('--profile new')).toBe('\nError loading SSO Token: Token for my does not exist\n');
  expect(who('--profile gone')).toBe('\nThe specified sso-session does not exist: "no"\n');
  expect(at.exit).toBe(255);
  expect(at.run('aws sso login')).toContain('Missing the following required SSO configuration values: sso_start_url, sso_region.');
  expect(at.run('aws sso login --profile old')).toBe('\nThis account is a simulation, and aws sso login is not part of it.\n');
  expect(at.run('aws configure list-profiles')).toBe('default\nold\nnew\ngone\n');
});

test('Tab offers what options take', () => {
  add('[profile deploy]\nregion = eu-west-1');
  expect(at.complete('aws rds describe-db-instances --output ', 't')).toEqual(['table', 'text']);
  expect(at.complete('aws --profile ', '')).toEqual(['default', 'deploy']);
  expect(at.complete('aws --profile deploy rds describe-db-insta', 'describe-db-insta')).toEqual(['describe-db-instance-automated-backups', 'describe-db-instances']);
  expect(at.complete('aws s3 cp --storage-class ', 'GL')).toEqual(['GLACIER', 'GLACIER_IR']);
  expect(at.complete('aws s3 ls --h', '--h')).toEqual(['--human-readable']);
  expect(at.complete('aws ec2 run-instances --region ', 'eu-n')).toEqual(['eu-north-1']);
  expect(at.complete('aws rds delete-db-instance --skip', '--skip')).toEqual(['--skip-final-snapshot']);
});

test('values are set where they belong', () => {
  at.run(`aws configure set profile.copies.role_arn arn:aws:iam::${ACCOUNT}:role/deploy`);
  at.run('aws configure set profile.copies.source_profile default');
  at.run('aws configure set s3.max_concurrent_requests 4');
  at.run('aws configure set default.s3.max_queue_size 9');
  at.run('aws configure set aws_session_token x --profile temporary');
  expect(at.read(CONFIG)).toBe(
    `[default]\nregion = eu-west-1\ns3 =\n    max_concurrent_requests = 4\n    max_queue_size = 9\n[profile copies]\nrole_arn = arn:aws:iam::${ACCOUNT}:role/deploy\nsource_profile = default\n`,
  );
  expect(at.run('aws configure get s3.max_concurrent_requests')).toBe('4\n');
  expect(at.run('aws configure get copies.source_profile')).toBe('default\n');
  expect(at.run('aws configure get profile.copies.source_profile')).toBe('default\n');
  expect(who('--profile copies')).toContain('assumed-role/deploy');
  at.run('aws configure set aws_secret_access_key wrong');
  expect(who()).toContain('(SignatureDoesNotMatch)');
});

test('an address is signed as Signature Version 4 has it', () => {
  at.write('/home/ann/.aws/credentials', '[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n');
  at.pass(Date.UTC(2027, 1, 27) - at.now());
  const query = (signature: string, expires = 3600) =>
    `?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20270227%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20270227T000000Z&X-Amz-Expires=${expires}&X-Amz-SignedHeaders=host&X-Amz-Signature=${signature}\n`;
  // Recorded from the real program at that instant.
  expect(at.run('aws s3 presign s3://courses-assets/a.txt')).toBe(
    `https://courses-assets.s3.eu-west-1.amazonaws.com/a.txt${query('b545b5bcbd9b809aab91c36267693fa39a9b96c4e0af710112e6a766ed5d221f')}`,
  );
  expect(at.run('aws s3 presign s3://my.dotted.bucket/x --expires-in 60')).toBe(
    `https://s3.eu-west-1.amazonaws.com/my.dotted.bucket/x${query('94bdba6abd6e2b4dfd5d1baaf124231376d00aebba0827d35c33cc1c28e63bc8', 60)}`,
  );
});
