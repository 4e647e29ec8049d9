// A state in S3 as it is lived through: the backend is put in, the state moves, locks stand in the way, versions bring a state back.
// Words and outcomes are those of Terraform 1.11.4, whose backend was run against a bucket that is not there.
import { expect, test } from 'vitest';
import { runTranscript } from '../../../src/headless/transcript.ts';
import { parseCase } from '../../../src/headless/txtar.ts';

const LOCAL = 'resource "terraform_data" "a" {\n  input = "v1"\n}\n';
const BACKEND = (more = 'use_lockfile = true') =>
  `terraform {\n  backend "s3" {\n    bucket = "courses-state"\n    key    = "t/terraform.tfstate"\n    region = "eu-west-1"\n    ${more}\n  }\n}\n`;
const LOCK = JSON.stringify({
  ID: '4a63ec3b-901a-b95d-ac9c-c9d9d293ab8b',
  Operation: 'OperationTypeApply',
  Info: '',
  Who: 'ann@laptop',
  Version: '1.11.4',
  Created: '2026-11-22T05:47:17.940509388Z',
  Path: 'courses-state/t/terraform.tfstate',
});

/** What each line printed and how it ended, without colours; a line beginning with `? ` is an answer to the line before. */
async function session(lines: readonly string[], files: Readonly<Record<string, string>> = {}): Promise<Record<string, string>> {
  const steps = lines.map((line) => (line.startsWith('? ') ? line : `$ ${line}`)).join('\n');
  const all = { 'main.tf': LOCAL, 'backend.txt': BACKEND(), 'lock.json': LOCK, ...files };
  const texts = Object.entries(all).map(([name, text]) => `-- ${name} --\n${text.trimEnd()}\n`);
  const out = await runTranscript(parseCase(`# A state in S3\n${steps}\n${texts.join('')}`), 'aws');
  const plain = out.replace(/\u001b\[[0-9;]*m/g, '').replace(/^[│╷╵] ?/gm, '');
  return Object.fromEntries(
    plain
      .split(/^\$ /m)
      .slice(1)
      .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]),
  );
}

const BUCKET = ['aws s3 mb s3://courses-state', 'aws s3api put-bucket-versioning --bucket courses-state --versioning-configuration Status=Enabled'];
const PUT_IN = 'cat backend.txt >> main.tf';

test('a bucket that is not there is said, with and without a state to move', async () => {
  const without = await session([PUT_IN, 'terraform plan', 'terraform init']);
  expect(without['terraform plan']).toContain('Backend initialization required, please run "terraform init"\n\nReason: Initial configuration of the requested backend "s3"');
  expect(without['terraform init']).toMatch(
    /Error: Failed to get existing workspaces: S3 bucket "courses-state" does not exist\.\n\nThe referenced S3 bucket must have been[\s\S]*Error: operation error S3: ListObjectsV2, https response error StatusCode: 404, RequestID: \S+, HostID: \S+, NoSuchBucket: \n/,
  );
  const moving = await session(['terraform apply -auto-approve', PUT_IN, 'terraform init']);
  expect(moving['terraform init']).toMatch(
    /Error: Error inspecting states in the "local" backend:\n {4}S3 bucket "courses-state" does not exist\.[\s\S]*destination remain unmodified\. Please resolve the above error and try again\.\n[\s\S]*\[exit 1\]/,
  );
});

test.each(['yes', 'no'])('asked whether to copy, %s: the local file is empty afterwards, and a backup has what was in it', async (answer) => {
  const said = await session([
    'terraform apply -auto-approve',
    PUT_IN,
    ...BUCKET,
    'terraform init',
    `? ${answer}`,
    'wc -c terraform.tfstate',
    'terraform plan',
    'grep -c v1 terraform.tfstate.backup',
    'head -5 .terraform/terraform.tfstate',
  ]);
  expect(said['terraform init']).toContain('Pre-existing state was found while migrating the previous "local" backend to the\n  newly configured "s3" backend.');
  expect(said['terraform init']).toContain('Successfully configured the backend "s3"! Terraform will automatically\nuse this backend unless the backend configuration changes.');
  expect(said['wc -c terraform.tfstate']).toBe('0 terraform.tfstate\n');
  expect(Number(said['grep -c v1 terraform.tfstate.backup'])).toBeGreaterThan(0);
  expect(said['terraform plan']).toContain(answer === 'yes' ? 'No changes.' : '1 to add, 0 to change, 0 to destroy.');
  // What lies in .terraform is not a state.
  expect(said['head -5 .terraform/terraform.tfstate']).toBe('{\n  "version": 3,\n  "terraform_version": "1.11.4",\n  "backend": {\n    "type": "s3",\n');
});

test('a lock that was left lies in the way until it is taken off, and locks leave versions behind', async () => {
  const said = await session([
    ...BUCKET,
    PUT_IN,
    'terraform init',
    'terraform apply -auto-approve',
    "aws s3api list-object-versions --bucket courses-state --query '[Versions[].Key,DeleteMarkers[].Key][]' --output text",
    'aws s3 cp lock.json s3://courses-state/t/terraform.tfstate.tflock',
    'terraform apply',
    'terraform plan -lock=false',
    'terraform force-unlock 00000000-0000-0000-0000-000000000000',
    '? yes',
    'terraform force-unlock -no-color 4a63ec3b-901a-b95d-ac9c-c9d9d293ab8b',
    '? no',
    'terraform force-unlock 4a63ec3b-901a-b95d-ac9c-c9d9d293ab8b',
    '? yes',
    'terraform plan',
  ]);
  expect(said["aws s3api list-object-versions --bucket courses-state --query '[Versions[].Key,DeleteMarkers[].Key][]' --output text"]?.split(/\s+/).sort().join(' ').trim()).toBe(
    't/terraform.tfstate t/terraform.tfstate.tflock t/terraform.tfstate.tflock',
  );
  expect(said['terraform apply']?.replace(/\s+/g, ' ')).toMatch(
    /Error: Error acquiring the state lock Error message: operation error S3: PutObject, https response error StatusCode: 412, RequestID: \S+, HostID: \S+ api error PreconditionFailed: At least one of the pre-conditions you specified did not hold Lock Info: ID: 4a63ec3b-\S+ Path: courses-state\/t\/terraform.tfstate Operation: OperationTypeApply Who: ann@laptop Version: 1.11.4 Created: 2026-11-22 05:47:17.940509388 \+0000 UTC/,
  );
  expect(said['terraform plan -lock=false']).toContain('No changes.');
  expect(said['terraform force-unlock 00000000-0000-0000-0000-000000000000']).toContain(
    "Failed to unlock state: lock ID '00000000-0000-0000-0000-000000000000' does not match the existing lock ID '4a63ec3b-901a-b95d-ac9c-c9d9d293ab8b'\nLock Info:",
  );
  const no = said['terraform force-unlock -no-color 4a63ec3b-901a-b95d-ac9c-c9d9d293ab8b'];
  expect(no).toContain('Do you really want to force-unlock?\n  Terraform will remove the lock on the remote state.');
  expect(no?.trimEnd()).toMatch(/force-unlock cancelled\.\n\[exit 1\]$/);
  expect(said['terraform force-unlock 4a63ec3b-901a-b95d-ac9c-c9d9d293ab8b']).toContain('Terraform state has been successfully unlocked!');
  expect(said['terraform plan']).toContain('No changes.');
});

const OLDER =
  'v=$(aws s3api list-object-versions --bucket courses-state --query \'Versions[?Key==`t/terraform.tfstate`]|[1].VersionId\' --output text); aws s3api copy-object --bucket courses-state --key t/terraform.tfstate --copy-source "courses-state/t/terraform.tfstate?versionId=$v" > copied';

test('an older version that is copied back is the state; a deleted object is an empty one', async () => {
  const said = await session([
    ...BUCKET,
    PUT_IN,
    'terraform init',
    'terraform apply -auto-approve',
    'sed -i s/v1/v2/ main.tf',
    'terraform apply -auto-approve -no-color',
    OLDER,
    'terraform plan',
    'aws s3 rm s3://courses-state/t/terraform.tfstate',
    'terraform plan -no-color',
    'terraform workspace new prod',
    'terraform apply -auto-approve -input=false',
    'aws s3 ls s3://courses-state --recursive',
  ]);
  expect(said['terraform plan']).toMatch(/~ input {2}= "v1" -> "v2"[\s\S]*0 to add, 1 to change/);
  expect(said['terraform plan -no-color']).toContain('1 to add, 0 to change, 0 to destroy.');
  expect(said['aws s3 ls s3://courses-state --recursive']).toMatch(/ env:\/prod\/t\/terraform\.tfstate\n$/);
});

test('with a DynamoDB table the digest notices another version, and says what to write', async () => {
  const said = await session(
    [
      ...BUCKET,
      'aws dynamodb create-table --table-name locks --attribute-definitions AttributeName=LockID,AttributeType=S --key-schema AttributeName=LockID,KeyType=HASH --billing-mode PAY_PER_REQUEST > made',
      'sleep 30',
      PUT_IN,
      'terraform init',
      'terraform apply -auto-approve',
      'sed -i s/v1/v2/ main.tf',
      'terraform apply -auto-approve -no-color',
      OLDER,
      'terraform plan',
      "aws dynamodb scan --table-name locks --query 'Items[].LockID.S' --output text",
    ],
    { 'backend.txt': BACKEND('dynamodb_table = "locks"') },
  );
  expect(said['terraform plan']).toMatch(
    /state data in S3 does not have the expected content\.[\s\S]*Bucket: courses-state\nKey: {4}t\/terraform\.tfstate\nCalculated checksum: (\w{32})\nStored checksum: {5}\w{32}\n[\s\S]*to the following value:\s+\1/,
  );
  expect(said["aws dynamodb scan --table-name locks --query 'Items[].LockID.S' --output text"]).toBe('courses-state/t/terraform.tfstate-md5\n');
});

test('another key wants to be told what to do about the state; taking the block out moves the state home', async () => {
  const said = await session([
    ...BUCKET,
    PUT_IN,
    'terraform init',
    'terraform apply -auto-approve',
    'sed -i s#t/terraform#u/terraform# main.tf',
    'terraform plan',
    'terraform init -no-color',
    'terraform init -reconfigure',
    'sed -i s#u/terraform#t/terraform# main.tf',
    'terraform init -reconfigure -no-color',
    "sed -i '/^terraform/,$d' main.tf",
    'terraform init -migrate-state',
    '? yes',
    'terraform plan -no-color',
  ]);
  expect(said['terraform plan']).toContain('Reason: Backend configuration block has changed');
  expect(said['terraform init -no-color']).toMatch(/Error: Backend configuration changed[\s\S]*-migrate-state[\s\S]*-reconfigure/);
  expect(said['terraform init -reconfigure']).toContain('Successfully configured the backend "s3"!');
  expect(said['terraform init -migrate-state']).toMatch(
    /Terraform has detected you're unconfiguring your previously set "s3" backend\.[\s\S]*Successfully unset the backend "s3"\. Terraform will now operate locally\./,
  );
  expect(said['terraform plan -no-color']).toContain('No changes.');
});

test('a state that cannot be written lies beside the configuration, and can be pushed later', async () => {
  const deny = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::courses-state/t/terraform.tfstate' }],
  });
  const said = await session(
    [
      ...BUCKET,
      PUT_IN,
      'terraform init',
      'aws s3api put-bucket-policy --bucket courses-state --policy file://deny.json',
      'terraform apply -auto-approve',
      'ls errored.tfstate',
      'aws s3api delete-bucket-policy --bucket courses-state',
      'terraform state push errored.tfstate',
      'terraform plan',
    ],
    { 'deny.json': deny },
  );
  expect(said['terraform apply -auto-approve']).toMatch(
    /Error: Failed to save state[\s\S]*AccessDenied[\s\S]*Error: Failed to persist state to backend[\s\S]*terraform state push errored\.tfstate/,
  );
  expect(said['ls errored.tfstate']).toBe('errored.tfstate\n');
  expect(said['terraform state push errored.tfstate']?.trim()).toBe('');
  expect(said['terraform plan']).toContain('No changes.');
});
