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

/** A second terminal holds the lock at its question. */
function lockedElsewhere() {
  const one = bench({ 'main.tf': MAIN });
  one.type('terraform init');
  one.open('two');
  one.type('terraform apply', 'two');
  expect(one.status('two')).toBe('question');
  return one;
}

const TAKES_A_WHILE = 'Acquiring state lock. This may take a few moments...\n';

test('-lock-timeout waits for a lock, says so, and goes on when it is free', () => {
  const one = lockedElsewhere();
  expect(plain(one.type('terraform plan -lock-timeout=1m'))).not.toContain('Acquiring');
  expect(plain(one.pass(399))).toBe('');
  expect(plain(one.pass(1))).toBe(TAKES_A_WHILE);
  expect(plain(one.pass(5_000))).toBe('');
  one.type('no', 'two');
  expect(one.status()).toBe('running');
  const text = plain(one.pass(1_600));
  expect(text).toContain('Plan: 2 to add, 0 to change, 0 to destroy.');
  expect(one.status()).toBe('prompt');
  expect(one.file('.terraform.tfstate.lock.info')).toBeNull();
});

test('-lock-timeout gives up when its time is over, or at Ctrl-C', () => {
  const one = lockedElsewhere();
  one.type('terraform plan -lock-timeout=3s');
  expect(plain(one.pass(2_999))).toBe(TAKES_A_WHILE);
  expect(plain(one.pass(1))).toContain('Error: Error acquiring the state lock\n');
  expect(one.status()).toBe('prompt');
  one.type('terraform plan -lock-timeout=3s');
  one.pass(500);
  expect(plain(one.interrupt())).toContain('Error: Error acquiring the state lock\n');
  expect(one.status()).toBe('prompt');
  expect(one.file('.terraform.tfstate.lock.info')).toContain('OperationTypeApply');
});

test('state replace-provider asks, keeps the lock while it does, and Ctrl-C changes nothing', () => {
  const one = bench({ 'main.tf': 'resource "terraform_data" "a" {\n}\n' });
  one.type('terraform apply -auto-approve');
  const before = one.file('terraform.tfstate');
  const ask = () => plain(one.type('terraform state replace-provider terraform.io/builtin/terraform acme/slow'));
  expect(ask()).toContain("Only 'yes' will be accepted to continue.\n\nEnter a value: ");
  expect(one.file('.terraform.tfstate.lock.info')).toContain('state-replace-provider');
  expect(plain(one.interrupt())).toContain('Error asking for approval: interrupted\n');
  expect(one.file('terraform.tfstate')).toBe(before);
  expect(one.file('.terraform.tfstate.lock.info')).toBeNull();
  ask();
  expect(plain(one.type('yes'))).toContain('\nSuccessfully replaced provider for 1 resources.\n');
  expect(one.file('terraform.tfstate')).toContain('provider[\\"registry.terraform.io/acme/slow\\"]');
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

test('SIGTERM from another terminal is taken like Ctrl-C', () => {
  const one = applying();
  one.open('t2');
  one.type('yes');
  one.pass(15_000);
  one.type('pkill terraform', 't2');
  expect(plain(one.pass(1))).toBe('');
  expect(one.status()).toBe('running');
  const rest = plain(one.pass(120_000));
  expect(rest).toContain('Error: execution halted');
  expect(one.file('.terraform.tfstate.lock.info')).toBeNull();
});

test('SIGKILL leaves what was made out of the state, a lock file that nobody holds, and a cloud that goes on', () => {
  const one = applying();
  one.open('t2');
  one.type('yes');
  one.pass(75_000);
  one.type('pkill -9 terraform', 't2');
  expect(one.status()).toBe('prompt');
  expect(JSON.parse(one.file('terraform.tfstate') ?? '').resources).toHaveLength(1);
  expect(one.file('.terraform.tfstate.lock.info')).toContain('OperationTypeApply');
  const again = plain(one.type('terraform plan'));
  expect(again).not.toContain('Error acquiring the state lock');
  expect(again).toContain('Plan: 1 to add, 0 to change, 0 to destroy.');
});
