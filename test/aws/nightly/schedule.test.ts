// Rules and schedules that fire: what they start, with whose rights, and what is said when it does not arrive.
import { expect, test } from 'vitest';
import { matches } from '../../../src/aws/events/pattern.ts';
import { nextDue, readSchedule } from '../../../src/aws/schedule.ts';
import { since } from '../../../src/engine/log.ts';
import { allow, house } from './house.ts';

const MIN = 60_000;
const DAY = 24 * 60 * MIN;
const at = (text: string) => Date.parse(text);
const due = (expression: string, now: string, from = now) => {
  const found = nextDue(readSchedule(expression)!, at(from), at(now));
  return found === null ? null : new Date(found).toISOString();
};

test('schedule expressions', () => {
  expect(due('cron(0 2 * * ? *)', '2026-02-26T02:00:00Z')).toBe('2026-02-27T02:00:00.000Z');
  expect(due('cron(15 10 ? * MON-FRI *)', '2026-02-27T11:00:00Z')).toBe('2026-03-02T10:15:00.000Z');
  expect(due('cron(0/15 8-9 * * ? *)', '2026-02-26T08:46:00Z')).toBe('2026-02-26T09:00:00.000Z');
  expect(due('cron(0 0 29 2 ? *)', '2026-03-01T00:00:00Z')).toBe('2028-02-29T00:00:00.000Z');
  expect(due('cron(0 0 L * ? *)', '2026-02-01T00:00:00Z')).toBe('2026-02-28T00:00:00.000Z');
  expect(due('cron(0 0 1 1 ? 2020)', '2026-02-01T00:00:00Z')).toBeNull();
  expect(due('rate(5 minutes)', '2026-02-26T08:07:00Z', '2026-02-26T08:00:00Z')).toBe('2026-02-26T08:10:00.000Z');
  expect(due('at(2026-03-01T00:00:00)', '2026-02-26T08:07:00Z')).toBe('2026-03-01T00:00:00.000Z');
  for (const bad of ['rate(1 minutes)', 'rate(2 minute)', 'rate(0 days)', 'cron(0 2 * * * *)', 'cron(0 2 * * ?)', 'cron(61 2 * * ? *)', 'every day', 'cron(0 2 ? * ? *)'])
    expect(readSchedule(bad), bad).toBeNull();
});

test('patterns', () => {
  const event = { source: 'aws.rds', detail: { SourceIdentifier: 'courses-db', n: 5 }, resources: ['a', 'b'] };
  for (const good of [
    { source: ['aws.rds', 'x'] },
    { resources: ['b'] },
    { detail: { SourceIdentifier: [{ prefix: 'courses' }] } },
    { detail: { n: [{ numeric: ['>', 4, '<=', 5] }] } },
    { detail: { gone: [{ exists: false }] } },
    { source: [{ 'anything-but': ['aws.s3'] }] },
  ])
    expect(matches(good, event), JSON.stringify(good)).toBe(true);
  for (const bad of [
    { source: ['aws.s3'] },
    { detail: { n: ['5'] } },
    { detail: { gone: [{ exists: true }] } },
    { source: [{ 'anything-but': { prefix: 'aws' } }] },
    { other: { x: ['y'] } },
  ])
    expect(matches(bad, event), JSON.stringify(bad)).toBe(false);
});

test('a rule invokes a function every night, if the function lets it in', () => {
  const h = house();
  const Arn = h.fn('export', 'dump_to_s3');
  const rule = h.ok('events', 'PutRule', { Name: 'nightly', ScheduleExpression: 'cron(0 2 * * ? *)' }).RuleArn;
  h.ok('events', 'PutTargets', { Rule: 'nightly', Targets: [{ Id: 'export', Arn }] });
  h.pass(DAY);
  expect(h.keys()).toEqual([]);
  const failed = since(h.time.facts).filter((fact) => fact.kind === 'events.delivery.failed');
  expect(failed).toHaveLength(1);
  h.ok('lambda', 'AddPermission', { FunctionName: 'export', StatementId: 'rule', Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com', SourceArn: rule });
  h.pass(3 * DAY);
  expect(h.keys()).toHaveLength(3);
  expect(h.keys().every((key) => key.includes('T02-00-01Z'))).toBe(true);
  h.ok('events', 'DisableRule', { Name: 'nightly' });
  h.pass(3 * DAY);
  expect(h.keys()).toHaveLength(3);
  h.ok('events', 'EnableRule', { Name: 'nightly' });
  h.ok('events', 'PutRule', { Name: 'nightly', ScheduleExpression: 'rate(12 hours)' });
  h.pass(DAY + MIN);
  expect(h.keys()).toHaveLength(5);
});

test('an event of RDS reaches a function; its cause is the call that made it', () => {
  const h = house();
  const Arn = h.fn('export', 'dump_to_s3');
  const rule = h.ok('events', 'PutRule', { Name: 'gone', EventPattern: JSON.stringify({ source: ['aws.rds'], detail: { EventCategories: ['deletion'] } }) }).RuleArn;
  h.ok('events', 'PutTargets', { Rule: 'gone', Targets: [{ Id: 'export', Arn }] });
  h.ok('lambda', 'AddPermission', { FunctionName: 'export', StatementId: 'rule', Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com', SourceArn: rule });
  h.ok('rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'courses-db', SkipFinalSnapshot: true });
  h.pass(20 * MIN);
  const facts = since(h.time.facts);
  const fired = facts.find((fact) => fact.kind === 'events.rule.fired');
  expect(facts.find((fact) => fact.id === fired?.cause)?.data.operation).toBe('DeleteDBInstance');
});

test('the Scheduler calls any operation with the rights of its role', () => {
  const h = house();
  const role = (inline: Record<string, string>, name: string) => h.role(name, ['scheduler.amazonaws.com'], [], inline);
  const schedule = (Name: string, RoleArn: string, snapshot: string) =>
    h.ok('scheduler', 'CreateSchedule', {
      Name,
      ScheduleExpression: 'rate(1 day)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: 'arn:aws:scheduler:::aws-sdk:rds:createDBSnapshot', RoleArn, Input: JSON.stringify({ DBInstanceIdentifier: 'courses-db', DBSnapshotIdentifier: snapshot }) },
    });
  schedule('may', role({ rds: allow('rds:CreateDBSnapshot') }, 'may'), 'scheduled');
  schedule('may-not', role({}, 'may-not'), 'refused');
  h.pass(DAY + 20 * MIN);
  const names = h.ok('rds', 'DescribeDBSnapshots', { SnapshotType: 'manual' }).DBSnapshots.map((one: { DBSnapshotIdentifier: string }) => one.DBSnapshotIdentifier);
  expect(names).toEqual(['scheduled']);
  const failed = since(h.time.facts).filter((fact) => fact.kind === 'scheduler.delivery.failed');
  expect(failed.map((fact) => String(fact.data.reason))).toEqual([expect.stringContaining('rds:CreateDBSnapshot')]);
  expect(
    h.no('scheduler', 'CreateSchedule', {
      Name: 'x',
      ScheduleExpression: 'rate(1 day)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: 'arn:aws:lambda:x', RoleArn: h.worker },
    }),
  ).toContain('must allow AWS EventBridge Scheduler to assume the role');
});
