// What the provider refuses while it plans, and texts that it keeps in another form than they are written.
import { expect, test } from 'vitest';
import { hex, sha1 } from '../../src/engine/digest.ts';
import type { Json } from '../../src/engine/json.ts';
import { type Attrs, pick, text } from '../../src/provider-aws/core/members.ts';
import { utf8 } from '../../src/terraform/lang/functions/utf8.ts';
import { bench, of } from './bench.ts';

const GROUP = { name: 'web', port: 80, protocol: 'HTTP', vpc_id: 'vpc-1' };
const TABLE = { name: 'orders', billing_mode: 'PAY_PER_REQUEST', hash_key: 'id', attribute: [{ name: 'id', type: 'S' }] };
const ALARM = {
  alarm_name: 'cpu',
  comparison_operator: 'GreaterThanThreshold',
  evaluation_periods: 1,
  metric_name: 'CPUUtilization',
  namespace: 'AWS/EC2',
  period: 60,
  threshold: 80,
};
const DATABASE = { identifier: 'main', engine: 'postgres', instance_class: 'db.t4g.micro', allocated_storage: 20, username: 'app', password: 'a-long-password' };

/** A configuration that is planned, a change to it that is not, and why. */
const REFUSED: readonly (readonly [type: string, fine: Attrs, change: Attrs, words: string])[] = [
  ['aws_lb_target_group', GROUP, { port: null }, 'Invalid Attribute Combination\n\nAttribute "port" must be specified when "target_type" is "instance".'],
  ['aws_lb_target_group', { ...GROUP, target_type: 'ip' }, { vpc_id: null }, 'Invalid Attribute Combination\n\nAttribute "vpc_id" must be specified when "target_type" is "ip".'],
  [
    'aws_lb_target_group',
    { ...GROUP, protocol: 'TCP', health_check: [{ protocol: 'TCP' }] },
    { health_check: [{ protocol: 'TCP', path: '/' }] },
    'Invalid Attribute Combination\n\nAttribute "health_check[0].path" cannot be specified when "health_check[0].protocol" is "TCP".',
  ],
  ['aws_lb_target_group', GROUP, { health_check: [{ protocol: 'tcp' }] }, 'Attribute "health_check[0].protocol" cannot have value "TCP" when "protocol" is "HTTP".'],
  [
    'aws_lb_target_group',
    { name: 'web', target_type: 'lambda' },
    { health_check: [{ protocol: 'TCP' }] },
    'Attribute "health_check[0].protocol" cannot have value "TCP" when "target_type" is "lambda".',
  ],
  [
    'aws_dynamodb_table',
    TABLE,
    {
      attribute: [
        { name: 'id', type: 'S' },
        { name: 'day', type: 'S' },
      ],
    },
    'all attributes must be indexed. Unused attributes: ["day"]',
  ],
  ['aws_dynamodb_table', TABLE, { range_key: 'day' }, 'all indexes must match a defined attribute. Unmatched indexes: ["day"]'],
  ['aws_cloudwatch_metric_alarm', { ...ALARM, statistic: 'Average' }, { statistic: null }, 'One of `statistic` or `extended_statistic` must be set for a cloudwatch metric alarm'],
  [
    'aws_db_instance',
    { ...DATABASE, blue_green_update: [{ enabled: true }] },
    { engine: 'sqlserver-ex' },
    '"blue_green_update.enabled" cannot be set when "engine" is "sqlserver-ex".',
  ],
];

test.each(REFUSED)('%s is refused while it is planned', (type, fine, change, words) => {
  const b = bench();
  expect(b.plan(type, null, fine).diagnostics).toEqual([]);
  expect(b.plan(type, null, { ...fine, ...change }).diagnostics.map(({ severity, summary }) => [severity, summary])).toEqual([['error', words]]);
});

test('a database is planned with its engine and kept with its window in small letters', () => {
  const b = bench();
  expect(of(b.plan('aws_db_instance', null, { ...DATABASE, engine: 'Postgres' }).planned).engine).toBe('postgres');
  const given = { ...DATABASE, maintenance_window: 'Sun:03:00-Sun:04:00', skip_final_snapshot: true };
  expect(of(b.plan('aws_db_instance', null, given).planned)).toMatchObject({ maintenance_window: 'sun:03:00-sun:04:00' });
  const { state, diagnostics } = b.apply('aws_db_instance', null, given);
  expect(diagnostics).toEqual([]);
  expect(of(b.plan('aws_db_instance', state, given).planned)).toEqual(of(state));
});

test('the state has the hash of an instance’s user data, the cloud the data, and an import finds the same hash', () => {
  const b = bench();
  const output = (operation: string, params: Attrs) => {
    const reply = b.call('ec2', operation, params);
    return (reply.ok ? reply.output : {}) as Attrs;
  };
  const ami = text(pick(output('DescribeImages', {}) as Json, 'Images[0].ImageId'));
  const data = '#!/bin/sh\napt-get update\n';
  const hash = hex(sha1(utf8(data)));
  const given = { ami, instance_type: 't3.micro', user_data: data };
  expect(of(b.plan('aws_instance', null, given).planned).user_data).toBe(hash);
  const { state } = b.apply('aws_instance', null, given);
  expect(of(state).user_data).toBe(hash);
  expect(pick(output('DescribeInstanceAttribute', { InstanceId: of(state).id, Attribute: 'userData' }) as Json, 'UserData.Value')).toBe(data);
  expect(of(b.plan('aws_instance', state, given).planned)).toEqual(of(state));
  expect(of(b.plan('aws_instance', state, { ...given, user_data: 'another' }).planned).user_data).toBe(hex(sha1(utf8('another'))));
  const { imported } = b.provider.importState('aws_instance', of(state).id as string);
  expect(of(b.read('aws_instance', imported[0]?.state as never)).user_data).toBe(hash);
  // Base64 is hashed by what it holds.
  expect(of(b.plan('aws_instance', null, { ...given, user_data: 'aGVsbG8=' }).planned).user_data).toBe(hex(sha1(utf8('hello'))));
});

const WRONG_IDS: readonly (readonly [type: string, id: string, words: string])[] = [
  ['aws_ecs_task_definition', 'web', 'Expected ID in format of arn:PARTITION:ecs:REGION:ACCOUNTID:task-definition/FAMILY:REVISION and provided: web'],
  ['aws_ecs_service', 'web', "wrong format of resource: web, expecting 'cluster-name/service-name'"],
  ['aws_route', 'rtb-1', 'unexpected format of ID ("rtb-1"), expected ROUTETABLEID_DESTINATION'],
  ['aws_iam_role_policy_attachment', 'web', 'unexpected format of ID ("web"), expected <role-name>/<policy_arn>'],
  ['aws_s3_object', 'key', 'id key should be in format <bucket>/<key> or s3://<bucket>/<key>'],
  ['aws_backup_selection', 'all', 'unexpected format of ID ("all"), expected <plan-id>|<selection-id>'],
];
test.each(WRONG_IDS)('%s is not imported by %s', (type, id, words) => {
  expect(
    bench()
      .provider.importState(type, id)
      .diagnostics.map((problem) => problem.summary),
  ).toEqual([words]);
});
