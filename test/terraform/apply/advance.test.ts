import { expect, test } from 'vitest';
import { actions, apply, type Cloud, nothing, plan } from '../plan/project.ts';

const TWO = `
resource "slow_thing" "a" {
  name = "a"
}
resource "slow_thing" "b" {
  name = "b-\${slow_thing.a.id}"
}
output "b" {
  value = slow_thing.b.name
}
`;

test('creates in order, with a notice every ten seconds, and finds nothing to do afterwards', () => {
  const cloud: Cloud = new Map();
  const { run, state, lines } = apply(plan(TWO, nothing(), cloud), cloud);
  expect(lines).toEqual([
    '0s start create slow_thing.a',
    '10s progress create slow_thing.a',
    '20s progress create slow_thing.a',
    '25s done create slow_thing.a',
    '25s start create slow_thing.b',
    '35s progress create slow_thing.b',
    '45s progress create slow_thing.b',
    '50s done create slow_thing.b',
  ]);
  expect(run.counts).toEqual({ imported: 0, added: 2, changed: 0, destroyed: 0 });
  expect(state.outputs.b?.value).toMatch(/^b-t-/);
  expect(state.resources['slow_thing.b']?.instances[0]?.current?.dependencies).toEqual(['slow_thing.a']);
  expect(actions(plan(TWO, state, cloud))).toEqual([]);
});

test('destroys in reverse', () => {
  const cloud: Cloud = new Map();
  const { state } = apply(plan(TWO, nothing(), cloud), cloud);
  const { run, lines } = apply(plan(TWO, state, cloud, { mode: 'destroy' }), cloud);
  expect(lines.filter((line) => line.includes('done'))).toEqual(['25s done delete slow_thing.b', '50s done delete slow_thing.a']);
  expect(run.state.resources).toEqual({});
  expect(run.state.outputs).toEqual({});
  expect(cloud.size).toBe(0);
});

test('a failure stops what depends on it and nothing else; what half exists is tainted', () => {
  const files = `
resource "slow_thing" "bad" {
  name = "bad"
}
resource "slow_thing" "after" {
  name = slow_thing.bad.id
}
resource "slow_thing" "half" {
  name = "half"
}
resource "slow_thing" "fine" {
  name = "fine"
}
`;
  const cloud: Cloud = new Map();
  const { run, state } = apply(plan(files, nothing(), cloud), cloud);
  expect(run.diagnostics.map((d) => d.summary).sort()).toEqual(['creating thing (bad): refused', 'creating thing (half): refused']);
  expect(run.finished['create slow_thing.after']).toBe('skipped');
  expect(Object.keys(state.resources).sort()).toEqual(['slow_thing.fine', 'slow_thing.half']);
  expect(state.resources['slow_thing.half']?.instances[0]?.current?.status).toBe('tainted');
  const again = plan(files, state, cloud);
  expect(again.plan?.changes.find((change) => change.address === 'slow_thing.half')).toMatchObject({ action: 'delete-create', reason: 'replace-because-tainted' });
});

test('create_before_destroy sets the old object aside, and keeps it when it cannot be destroyed', () => {
  const files = (name: string) => `
resource "slow_thing" "a" {
  name = "${name}"
  lifecycle {
    create_before_destroy = true
  }
}
`;
  const cloud: Cloud = new Map();
  const first = apply(plan(files('sticky'), nothing(), cloud), cloud);
  const second = apply(plan(files('new'), first.state, cloud), cloud);
  expect(second.lines.filter((line) => !line.includes('progress'))).toEqual([
    '0s start create slow_thing.a',
    '25s done create slow_thing.a',
    '25s start delete slow_thing.a (deposed)',
    '50s error delete slow_thing.a (deposed)',
  ]);
  const instance = second.state.resources['slow_thing.a']?.instances[0];
  expect(instance?.current?.attributes).toMatchObject({ name: 'new' });
  expect(Object.keys(instance?.deposed ?? {})).toHaveLength(1);
  const third = plan(files('new'), second.state, cloud);
  expect(third.plan?.changes.map((change) => [change.action, change.deposed !== undefined])).toEqual([
    ['no-op', false],
    ['delete', true],
  ]);
});

test('a replacement that cannot be made gives its place back', () => {
  const files = (name: string) => `
resource "slow_thing" "a" {
  name = "${name}"
  lifecycle {
    create_before_destroy = true
  }
}
`;
  const cloud: Cloud = new Map();
  const first = apply(plan(files('old'), nothing(), cloud), cloud);
  const second = apply(plan(files('bad'), first.state, cloud), cloud);
  expect(second.state.resources['slow_thing.a']?.instances[0]).toMatchObject({ current: { attributes: { name: 'old' } }, deposed: {} });
});

test('the first interrupt lets what runs finish, the second leaves it', () => {
  const cloud: Cloud = new Map();
  const once = apply(plan(TWO.replace('"a"\n', '"patient"\n'), nothing(), cloud), cloud, [12]);
  expect(once.run.diagnostics.map((d) => d.summary)).toEqual(['execution halted', 'execution halted']);
  expect(Object.keys(once.state.resources)).toEqual(['slow_thing.a']);
  const other: Cloud = new Map();
  const twice = apply(plan(TWO.replace('"a"\n', '"patient"\n'), nothing(), other), other, [12, 13]);
  expect(twice.run.diagnostics.map((d) => d.summary)).toEqual(['operation canceled']);
  expect(twice.state.resources).toEqual({});
});

test('no more than ten at a time', () => {
  const files = 'resource "slow_thing" "a" {\n  count = 12\n  name  = "n${count.index}"\n}\n';
  const cloud: Cloud = new Map();
  const { lines } = apply(plan(files, nothing(), cloud), cloud);
  expect(lines.filter((line) => line.startsWith('0s start'))).toHaveLength(10);
  expect(lines.filter((line) => line.startsWith('25s start'))).toHaveLength(2);
});
