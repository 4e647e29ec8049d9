// Provisioners run commands in real shells of the simulated machines: here, and where ssh leads.
import { expect, test } from 'vitest';
import { bench, KEY } from './bench.ts';

const plain = (text: string): string => text.replace(/\x1b\[[0-9;]*m/g, '');
const local = (command: string, more = ''): string => `resource "terraform_data" "a" {\n  provisioner "local-exec" {\n    command = ${JSON.stringify(command)}\n${more}  }\n}\n`;

function applied(main: string, files: Readonly<Record<string, string>> = {}) {
  const one = bench({ 'main.tf': main, ...files });
  one.type('terraform init');
  return { one, said: plain(one.type('terraform apply -auto-approve')) };
}

test('a command works on the disk, in the folder, with the environment it was given', () => {
  const { one, said } = applied(local('echo "$WHO in $(pwd)" | tee made.txt; export LEAK=1', '    environment = { WHO = "ann" }\n'));
  expect(said).toContain('terraform_data.a (local-exec): ann in /home/ann/infra\nterraform_data.a: Creation complete');
  expect(one.file('made.txt')).toBe('ann in /home/ann/infra\n');
  expect(one.type('echo "[$LEAK$WHO]"')).toContain('[]');
});

test('time passes in it, and what waits for the object waits too', () => {
  const { one, said } = applied(`${local('sleep 12; echo up')}resource "terraform_data" "b" {\n  input = terraform_data.a.id\n}\n`);
  expect(said).not.toContain('(local-exec): up');
  expect(one.status()).toBe('running');
  const rest = plain(one.pass(13_000));
  expect(rest.indexOf('terraform_data.a: Still creating... [10s elapsed]')).toBeLessThan(rest.indexOf('(local-exec): up'));
  expect(rest).toContain('terraform_data.a: Creation complete after 12s');
  expect(rest.indexOf('terraform_data.b: Creating...')).toBeGreaterThan(rest.indexOf('Creation complete after 12s'));
});

test('Ctrl-C ends the command, not Terraform: the object is tainted, the state saved, the lock given back', () => {
  const { one } = applied(local('sleep 100; echo never'));
  one.pass(5000);
  const said = plain(one.interrupt());
  expect(said).toContain('Gracefully shutting down...');
  expect(said).toContain("Error running command 'sleep 100; echo never': signal: interrupt.");
  expect(said).not.toContain('(local-exec): never');
  expect(one.status()).toBe('prompt');
  expect(JSON.parse(one.file('terraform.tfstate') ?? '').resources[0].instances[0].status).toBe('tainted');
  expect(one.file('.terraform.tfstate.lock.info')).toBeNull();
});

const remote = (key: string, body: string): string =>
  `resource "terraform_data" "a" {\n  connection {\n    host = "10.0.0.5"\n    user = "ubuntu"\n    timeout = "30s"\n    private_key = file("${key}")\n  }\n${body}}\n`;

test('remote-exec and file work on the machine that the connection reaches', () => {
  const main = remote(
    'id',
    '  provisioner "file" {\n    content = "hello"\n    destination = "/home/ubuntu/note"\n  }\n  provisioner "remote-exec" {\n    inline = ["cat note", "hostname", "touch done"]\n  }\n',
  );
  const { one } = applied(main, { id: KEY });
  const said = plain(one.pass(5000));
  expect(said).toContain('terraform_data.a (remote-exec):   Host: 10.0.0.5\n');
  expect(said).toContain('terraform_data.a (remote-exec): Connected!\nterraform_data.a (remote-exec): hello');
  expect(said).toContain('Apply complete!');
  expect(one.computers.machines.server?.disk['/home/ubuntu/done']).toBeDefined();
  expect(one.computers.machines.laptop?.disk['/home/ann/infra/done']).toBeUndefined();
});

test('a key that does not open the machine is refused when the patience is over', () => {
  const main = remote('id', '  provisioner "remote-exec" {\n    inline = ["touch done"]\n  }\n');
  const { one } = applied(main, { id: KEY.replace('server', 'other') });
  const said = plain(one.pass(31_000)).replace(/\s*\n│ +/g, ' ');
  expect(said).toContain('attempted methods [none publickey], no supported methods remain');
  expect(said.match(/Connecting to remote host via SSH/g)).toHaveLength(5);
  expect(one.computers.machines.server?.disk['/home/ubuntu/done']).toBeUndefined();
});

const two = (first: string, second: string): string =>
  [first, second]
    .map((command, index) => `resource "terraform_data" "${'ab'[index]}" {\n  provisioner "local-exec" {\n    command = ${JSON.stringify(command)}\n  }\n}\n`)
    .join('');

test('those of independent resources run at the same time, and each is told of when it ends', () => {
  const { one } = applied(two('sleep 12; date +%S > a; echo slow', 'sleep 5; date +%S > b; echo quick'));
  const said = plain(one.pass(13_000));
  expect(said).toMatch(/\(local-exec\): quick\n.*b: Creation complete after 5s/);
  expect(said.indexOf('b: Creation complete after 5s')).toBeLessThan(said.indexOf('a: Still creating... [10s elapsed]'));
  expect(said).toMatch(/a: Still creating[^\n]*\n.*\(local-exec\): slow\n.*a: Creation complete after 12s/);
  expect((Number(one.file('a')) - Number(one.file('b')) + 60) % 60).toBe(7);
  expect(one.status()).toBe('prompt');
});

test('no more of them at a time than -parallelism says', () => {
  const one = bench({ 'main.tf': two('sleep 5', 'sleep 5') });
  one.type('terraform init');
  one.type('terraform apply -auto-approve -parallelism=1');
  expect(plain(one.pass(6000))).not.toContain('Apply complete!');
  expect(plain(one.pass(5000))).toContain('Apply complete!');
});

test('Ctrl-C ends them all, and counts once', () => {
  const { one } = applied(two('sleep 100; echo never', 'sleep 50; echo never'));
  one.pass(5000);
  const said = plain(one.interrupt());
  expect(said.match(/Gracefully shutting down/g)).toHaveLength(1);
  expect(said).not.toContain('Two interrupts received');
  expect(said.match(/signal: interrupt/g)).toHaveLength(2);
  expect(one.status()).toBe('prompt');
  expect(JSON.parse(one.file('terraform.tfstate') ?? '').resources.map((each: { instances: { status?: string }[] }) => each.instances[0]?.status)).toEqual(['tainted', 'tainted']);
});
