// Terraform in a terminal: questions, progress while the cloud works, the lock, and Ctrl-C at each of them.
import { expect, test } from 'vitest';
import { bench } from './bench.ts';

const MAIN = 'resource "slow_thing" "a" {\n  name = "a"\n}\nresource "slow_thing" "b" {\n  name = slow_thing.a.id\n}\n';
const ANSI = /\x1b\[[0-9;]*m/g;
const plain = (text: string): string => text.replace(ANSI, '');

function applying() {
  const one = bench({ 'main.tf': MAIN });
  one.type('terraform init');
  one.type('terraform apply');
  expect(one.status()).toBe('question');
  return one;
}

test('an apply asks, works in simulated time, and writes the state as it goes', () => {
  const one = applying();
  const begun = plain(one.type('yes'));
  expect(begun).toContain('yes\n\nslow_thing.a: Creating...\n');
  expect(one.status()).toBe('running');
  expect(plain(one.pass(25_000))).toBe('slow_thing.a: Still creating... [10s elapsed]\nslow_thing.a: Still creating... [20s elapsed]\n');
  expect(one.file('.terraform.tfstate.lock.info')).toContain('OperationTypeApply');
  const first = plain(one.pass(36_000));
  expect(first).toContain('slow_thing.a: Creation complete after 1m0s [id=thing-a]\nslow_thing.b: Creating...\n');
  expect(JSON.parse(one.file('terraform.tfstate') ?? '').resources).toHaveLength(1);
  const last = plain(one.pass(61_000));
  expect(last).toContain('Apply complete! Resources: 2 added, 0 changed, 0 destroyed.');
  expect(one.status()).toBe('prompt');
  expect(JSON.parse(one.file('terraform.tfstate') ?? '').resources).toHaveLength(2);
  expect(one.file('.terraform.tfstate.lock.info')).toBeNull();
});

test('anything but yes cancels, and nothing was touched', () => {
  const one = applying();
  expect(plain(one.type('y'))).toContain('Apply cancelled.\n');
  expect(one.status()).toBe('prompt');
  expect(one.file('terraform.tfstate')).toBeNull();
  expect(one.file('.terraform.tfstate.lock.info')).toBeNull();
  expect(plain(one.type('echo $?'))).toContain('\n1\n');
});

test('Ctrl-C at the question ends with an error and gives the lock back', () => {
  const one = applying();
  expect(plain(one.interrupt())).toContain('Error: error asking for approval: interrupted');
  expect(one.status()).toBe('prompt');
  expect(one.file('.terraform.tfstate.lock.info')).toBeNull();
});

test('Ctrl-C while it works lets what runs finish, starts nothing new, and saves the state', () => {
  const one = applying();
  one.type('yes');
  one.pass(15_000);
  expect(plain(one.interrupt())).toContain(
    'Interrupt received.\nPlease wait for Terraform to exit or data loss may occur.\nGracefully shutting down...\n\nStopping operation...\n',
  );
  const rest = plain(one.pass(120_000));
  expect(rest).not.toContain('slow_thing.b: Creating');
  expect(rest).toContain('Error: execution halted');
  expect(one.status()).toBe('prompt');
  expect(one.file('.terraform.tfstate.lock.info')).toBeNull();
});

test('a second terminal finds the state locked', () => {
  const one = applying();
  one.open('two');
  const text = plain(one.type('terraform plan -no-color', 'two'));
  expect(text).toContain('Error: Error acquiring the state lock\n\nError message: resource temporarily unavailable\nLock Info:\n');
  expect(text).toContain('  Who:       ann@laptop\n');
  expect(plain(one.type('terraform plan -lock=false -no-color', 'two'))).toContain('Plan: 2 to add, 0 to change, 0 to destroy.');
});

test('-no-color leaves no escape codes, also after a question', () => {
  const one = bench({ 'main.tf': MAIN });
  const init = one.type('terraform init -no-color');
  expect(init.slice(init.indexOf('\n'))).not.toMatch(ANSI);
  const plan = one.type('terraform apply -no-color');
  expect(plan.slice(plan.indexOf('\n'))).not.toMatch(ANSI);
  expect(one.type('yes')).not.toMatch(ANSI);
  expect(one.pass(200_000)).not.toMatch(ANSI);
});

test('a provider is installed once, then found in the lock file', () => {
  const one = bench({ 'main.tf': MAIN });
  const first = plain(one.type('terraform init'));
  expect(first).toContain('- Finding latest version of hashicorp/slow...\n- Installing hashicorp/slow v1.0.0...\n- Installed hashicorp/slow v1.0.0 (signed by HashiCorp)\n');
  expect(first).toContain('Terraform has created a lock file .terraform.lock.hcl to record the provider\n');
  const second = plain(one.type('terraform init'));
  expect(second).toContain('- Reusing previous version of hashicorp/slow from the dependency lock file\n- Using previously-installed hashicorp/slow v1.0.0\n');
});

test('without init the lock file is missing, and the way out is said', () => {
  const one = bench({ 'main.tf': MAIN });
  const text = plain(one.type('terraform plan'));
  expect(text).toContain('Error: Inconsistent dependency lock file');
  expect(text).toContain('  - provider registry.terraform.io/hashicorp/slow: required by this configuration but no version is selected');
});

test('an unknown command gets a suggestion', () => {
  const one = bench({});
  expect(plain(one.type('terraform destory'))).toContain('Terraform has no command named "destory". Did you mean "destroy"?\n');
});

test('arguments come from the environment too', () => {
  const one = bench({ 'main.tf': 'output "o" {\n  value = 1\n}\n' });
  expect(one.type('TF_CLI_ARGS_plan=-no-color terraform plan').replace(/^.*\n/, '')).not.toMatch(ANSI);
});

test('a folder in which nobody may write is refused in the words of the system', () => {
  const one = bench({ 'main.tf': 'resource "terraform_data" "a" {}\n' });
  one.computers.machines.laptop!.disk['/home/ann/infra'] = { type: 'folder', mode: 0o555, mtime: 0 };
  const text = plain(one.type('terraform apply -auto-approve -no-color'));
  expect(text).toContain('Error message: open .terraform.tfstate.lock.info: permission denied');
  expect(one.status()).toBe('prompt');
});

test('workspaces that do not exist or may not', () => {
  const one = bench({ 'main.tf': 'output "o" {\n  value = terraform.workspace\n}\n' });
  expect(plain(one.type('terraform workspace new a/b'))).toContain(
    '\nThe workspace name "a/b" is not allowed. The name must contain only URL safe\ncharacters, and no path separators.\n',
  );
  expect(plain(one.type('terraform workspace select nope'))).toContain(
    '\nWorkspace "nope" doesn\'t exist.\n\nYou can create this workspace with the "new" subcommand \nor include the "-or-create" flag',
  );
  expect(plain(one.type('terraform workspace new dev'))).toContain('Created and switched to workspace "dev"!');
  expect(one.file('.terraform/environment')).toBe('dev');
});
