import { expect, test } from 'vitest';
import { isApplicable, totals } from '../../../src/terraform/plan/plan.ts';
import { actions, apply, type Cloud, nothing, plan } from './project.ts';

const made = (files: string, cloud: Cloud) => apply(plan(files, nothing(), cloud), cloud).state;
const change = (planning: ReturnType<typeof plan>, address: string) => planning.plan?.changes.find((candidate) => candidate.address === address);

test('updates in place, replaces where the provider must, and counts both', () => {
  const cloud: Cloud = new Map();
  const state = made('resource "slow_thing" "a" {\n  name = "a"\n}\nresource "slow_thing" "b" {\n  name = "b"\n}\n', cloud);
  const next = plan('resource "slow_thing" "a" {\n  name = "a"\n  size = "big"\n}\nresource "slow_thing" "b" {\n  name = "c"\n}\n', state, cloud);
  expect(actions(next)).toEqual(['update slow_thing.a', 'delete-create slow_thing.b']);
  expect(change(next, 'slow_thing.b')).toMatchObject({ reason: 'replace-because-cannot-update', requiresReplace: [['name']] });
  expect(next.plan && totals(next.plan)).toMatchObject({ add: 1, change: 1, destroy: 1 });
});

test('what is not in the configuration goes, each with its reason', () => {
  const cloud: Cloud = new Map();
  const before = `
resource "slow_thing" "n" {
  count = 2
  name  = "n"
}
resource "slow_thing" "e" {
  for_each = toset(["x", "y"])
  name     = each.key
}
resource "slow_thing" "gone" {
  name = "gone"
}
`;
  const after = before
    .replace('count = 2', 'count = 1')
    .replace('"x", "y"', '"x"')
    .replace(/resource "slow_thing" "gone"[^}]*}\n/, '');
  const next = plan(after, made(before, cloud), cloud);
  expect(next.plan?.changes.filter((c) => c.action === 'delete').map((c) => [c.address, c.reason])).toEqual([
    ['slow_thing.e["y"]', 'delete-because-each-key'],
    ['slow_thing.gone', 'delete-because-no-resource-config'],
    ['slow_thing.n[1]', 'delete-because-count-index'],
  ]);
});

test("another project's state: everything in it is to be destroyed, and nothing says that it is not ours", () => {
  const cloud: Cloud = new Map();
  const theirs = made('resource "slow_thing" "database" {\n  name = "prod"\n}\n', cloud);
  const ours = plan('resource "slow_thing" "web" {\n  name = "web"\n}\n', theirs, cloud);
  expect(actions(ours)).toEqual(['delete slow_thing.database', 'create slow_thing.web']);
  expect(ours.diagnostics).toEqual([]);
});

test('prevent_destroy stops the plan, unless the block is gone', () => {
  const cloud: Cloud = new Map();
  const files = 'resource "slow_thing" "a" {\n  name = "a"\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n';
  const state = made(files, cloud);
  const kept = plan(files, state, cloud, { mode: 'destroy' });
  expect(kept.plan?.errored).toBe(true);
  expect(kept.plan && isApplicable(kept.plan)).toBe(false);
  expect(kept.diagnostics.map((d) => d.summary)).toEqual(['Instance cannot be destroyed']);
  expect(actions(plan('', state, cloud))).toEqual(['delete slow_thing.a']);
});

test('drift is read, noted and undone; what was deleted by hand is made again', () => {
  const cloud: Cloud = new Map();
  const files = 'resource "slow_thing" "a" {\n  name = "a"\n  size = "small"\n}\nresource "slow_thing" "b" {\n  name = "b"\n}\n';
  const state = made(files, cloud);
  const [a, b] = [...cloud.keys()];
  cloud.set(a as string, { name: 'a', size: 'huge' });
  cloud.delete(b as string);
  const next = plan(files, state, cloud);
  expect(next.plan?.drift.map((entry) => `${entry.action} ${entry.address}`)).toEqual(['update slow_thing.a', 'delete slow_thing.b']);
  expect(actions(next)).toEqual(['update slow_thing.a', 'create slow_thing.b']);
  expect(actions(plan(files, state, cloud, { refresh: false }))).toEqual([]);
  const only = plan(files, state, cloud, { mode: 'refresh-only' });
  expect(actions(only)).toEqual([]);
  expect(only.plan && isApplicable(only.plan)).toBe(true);
});

test('moved blocks and a new count keep objects', () => {
  const cloud: Cloud = new Map();
  const state = made('resource "slow_thing" "a" {\n  name = "a"\n}\nresource "slow_thing" "c" {\n  name = "c"\n}\n', cloud);
  const next = plan(
    'resource "slow_thing" "b" {\n  name = "a"\n}\nmoved {\n  from = slow_thing.a\n  to   = slow_thing.b\n}\nresource "slow_thing" "c" {\n  count = 1\n  name  = "c"\n}\n',
    state,
    cloud,
  );
  expect(actions(next)).toEqual([]);
  expect(next.plan?.changes.map((c) => [c.previousAddress, c.address])).toEqual([
    ['slow_thing.a', 'slow_thing.b'],
    ['slow_thing.c', 'slow_thing.c[0]'],
  ]);
});

test('targets take along what they need, and a targeted destroy what needs them', () => {
  const files = 'resource "slow_thing" "a" {\n  name = "a"\n}\nresource "slow_thing" "b" {\n  name = slow_thing.a.id\n}\nresource "slow_thing" "c" {\n  name = "c"\n}\n';
  const cloud: Cloud = new Map();
  expect(actions(plan(files, nothing(), cloud, { targets: ['slow_thing.b'] }))).toEqual(['create slow_thing.a', 'create slow_thing.b']);
  const state = made(files, cloud);
  expect(actions(plan(files, state, cloud, { mode: 'destroy', targets: ['slow_thing.a'] }))).toEqual(['delete slow_thing.a', 'delete slow_thing.b']);
});

test('removed without destroy forgets', () => {
  const cloud: Cloud = new Map();
  const state = made('resource "slow_thing" "a" {\n  name = "a"\n}\n', cloud);
  const next = plan('removed {\n  from = slow_thing.a\n  lifecycle {\n    destroy = false\n  }\n}\n', state, cloud);
  expect(actions(next)).toEqual(['forget slow_thing.a']);
  expect(apply(next, cloud).state.resources).toEqual({});
  expect(cloud.size).toBe(1);
});

test('an import block takes an object over', () => {
  const cloud: Cloud = new Map([['t-9', { name: 'a', size: '' }]]);
  const files = 'import {\n  to = slow_thing.a\n  id = "t-9"\n}\nresource "slow_thing" "a" {\n  name = "a"\n}\n';
  const next = plan(files, nothing(), cloud);
  expect(change(next, 'slow_thing.a')).toMatchObject({ action: 'no-op', importing: { id: 't-9' } });
  expect(apply(next, cloud).run.counts.imported).toBe(1);
});

test('a data source waits for what it depends on', () => {
  const files =
    'resource "slow_thing" "a" {\n  name = "a"\n}\ndata "slow_list" "all" {\n  depends_on = [slow_thing.a]\n}\noutput "names" {\n  value = data.slow_list.all.names\n}\n';
  const cloud: Cloud = new Map();
  const first = plan(files, nothing(), cloud);
  expect(actions(first)).toEqual(['read data.slow_list.all', 'create slow_thing.a']);
  const { state } = apply(first, cloud);
  expect(state.outputs.names?.value).toEqual(['a']);
  const second = plan(files, state, cloud);
  expect(actions(second)).toEqual([]);
  expect(second.events.map((event) => event.kind)).toEqual(['refreshing', 'reading', 'read']);
});

test('modules, for_each over them, and their outputs', () => {
  const files = {
    'main.tf': 'module "m" {\n  source   = "./m"\n  for_each = toset(["x", "y"])\n  name     = each.key\n}\noutput "ids" {\n  value = { for k, m in module.m : k => m.name }\n}\n',
    'm/main.tf': 'variable "name" {\n  type = string\n}\nresource "slow_thing" "t" {\n  name = var.name\n}\noutput "name" {\n  value = slow_thing.t.name\n}\n',
  };
  const next = plan(files, nothing());
  expect(actions(next)).toEqual(['create module.m["x"].slow_thing.t', 'create module.m["y"].slow_thing.t']);
  expect(next.plan?.outputs[0]?.after).toMatchObject({ k: 'object', v: { x: { v: 'x' }, y: { v: 'y' } } });
});

test('an object of a provider configuration that is gone cannot be destroyed', () => {
  const cloud: Cloud = new Map();
  const state = made('provider "slow" {\n  alias = "x"\n}\nresource "slow_thing" "a" {\n  provider = slow.x\n  name     = "a"\n}\n', cloud);
  const next = plan('', state, cloud);
  expect(next.diagnostics.map((d) => d.summary)).toEqual(['Provider configuration not present']);
});

test('plans are plain data', () => {
  const cloud: Cloud = new Map();
  const { plan: first } = plan('resource "slow_thing" "a" {\n  name = "a"\n}\n', nothing(), cloud);
  expect(JSON.parse(JSON.stringify(first))).toEqual(first);
});
