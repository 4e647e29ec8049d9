// Every type: created, read back without a difference, planned again without a change, destroyed, gone.
import { expect, test } from 'vitest';
import type { Attrs } from '../../src/provider-aws/core/members.ts';
import { RESOURCE_TYPES } from '../../src/provider-aws/index.ts';
import { sameValue } from '../../src/terraform/lang/equal.ts';
import type { Value } from '../../src/terraform/lang/value.ts';
import { type Bench, bench, of } from './bench.ts';
import { THINGS } from './things.ts';

const difference = (a: Value, b: Value): string => {
  const [x, y] = [of(a), of(b)];
  return Object.keys(x)
    .filter((name) => JSON.stringify(x[name]) !== JSON.stringify(y[name]))
    .map((name) => `${name}: ${JSON.stringify(x[name])} -> ${JSON.stringify(y[name])}`)
    .join('; ');
};

/** Settings that can only be weakened, not taken away. */
const LASTING = ['aws_s3_bucket_versioning', 'aws_s3_bucket_object_lock_configuration', 'aws_secretsmanager_secret_version'];

/** Attributes that AWS itself moves on. */
const MOVING = ['status', 'latest_restorable_time', 'attachment_count', 'recovery_points', 'load_balancer_arns', 'route'];
const settledPart = (state: Value): Value =>
  state.k === 'object' ? { ...state, v: Object.fromEntries(Object.entries(state.v).filter(([name]) => !MOVING.includes(name))) } : state;

test('every type lives and dies', () => {
  const b: Bench = bench({ default_tags: [{ tags: { Project: 'courses' } }] });
  const image = b.provider.readData('aws_ami', b.config('aws_ami', {}));
  void image;
  const images = b.call('ec2', 'DescribeImages', { Owners: ['amazon'] });
  const ami = images.ok ? (images.output.Images as { ImageId: string }[])[0]?.ImageId : undefined;
  const made: Record<string, Attrs> = { ami: { id: ami ?? '' } };
  const states: [string, string, Value][] = [];
  const problems: string[] = [];
  for (const [name, type, attrs] of THINGS) {
    try {
      const given = attrs(made);
      const created = b.apply(type, null, given);
      if (created.diagnostics.length) {
        problems.push(`${type} create: ${created.diagnostics[0]?.summary} ${created.diagnostics[0]?.detail}`);
        continue;
      }
      made[name] = of(created.state);
      states.push([name, type, created.state]);
      const again = b.read(type, created.state);
      if (again.k === 'null') problems.push(`${type} is not found after its creation`);
      else if (!sameValue(settledPart(again), settledPart(created.state)))
        problems.push(`${type} reads differently: ${difference(settledPart(created.state), settledPart(again))}`);
      const next = b.plan(type, again, given);
      if (!sameValue(next.planned, again)) problems.push(`${type} is to be changed: ${difference(again, next.planned)}`);
      if (next.requiresReplace.length) problems.push(`${type} is to be replaced: ${JSON.stringify(next.requiresReplace)}`);
      const imported = of(b.provider.importState(type, String(made[name]?.id)).imported[0]?.state ?? again);
      void imported;
    } catch (error) {
      problems.push(`${type}: ${(error as Error).stack?.split('\n').slice(0, 4).join(' | ')}`);
    }
  }
  for (const [, type, state] of [...states].reverse()) {
    try {
      const gone = b.apply(type, state, null);
      if (gone.diagnostics.length) problems.push(`${type} destroy: ${gone.diagnostics[0]?.summary}`);
      else if (b.read(type, state).k !== 'null' && !LASTING.includes(type)) problems.push(`${type} is still there after its destruction`);
    } catch (error) {
      problems.push(`${type} destroy: ${(error as Error).stack?.split('\n').slice(0, 4).join(' | ')}`);
    }
  }
  expect(problems).toEqual([]);
  expect(new Set(THINGS.map(([, type]) => type)).size + 1).toBe(Object.keys(RESOURCE_TYPES).length);
});
