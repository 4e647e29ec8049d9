// State machines: a restore test that really restores, counts and deletes, and the language it is written in.
import { expect, test } from 'vitest';
import { allow, house, ROWS } from './house.ts';

const MIN = 60_000;
const IN = '{"database":"courses-db"}';
const sdk = (action: string) => `arn:aws:states:::aws-sdk:${action}`;

const restoreTest = (h: ReturnType<typeof house>, minimum: number) => ({
  StartAt: 'Restore',
  States: {
    Restore: {
      Type: 'Task',
      Resource: sdk('rds:restoreDBInstanceToPointInTime'),
      Parameters: {
        'TargetDbInstanceIdentifier.$': "States.Format('{}-test', $.database)",
        'SourceDbInstanceIdentifier.$': '$.database',
        UseLatestRestorableTime: true,
        DbSubnetGroupName: 'main',
        VpcSecurityGroupIds: [h.groups.db],
      },
      ResultPath: null,
      Next: 'Wait',
    },
    Wait: { Type: 'Wait', Seconds: 60, Next: 'Look' },
    Look: { Type: 'Task', Resource: sdk('rds:describeDBInstances'), Parameters: { DbInstanceIdentifier: 'courses-db-test' }, ResultPath: '$.made', Next: 'There' },
    There: { Type: 'Choice', Choices: [{ Variable: '$.made.DbInstances[0].DbInstanceStatus', StringEquals: 'available', Next: 'Count' }], Default: 'Wait' },
    Count: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'count', Payload: { 'host.$': '$.made.DbInstances[0].Endpoint.Address', minimum } },
      ResultSelector: { 'rows.$': '$.Payload.rows' },
      ResultPath: '$.counted',
      Catch: [{ ErrorEquals: ['AssertionError'], ResultPath: '$.failure', Next: 'Clean' }],
      Next: 'Clean',
    },
    Clean: {
      Type: 'Task',
      Resource: sdk('rds:deleteDBInstance'),
      Parameters: { DbInstanceIdentifier: 'courses-db-test', SkipFinalSnapshot: true },
      ResultPath: null,
      Next: 'Verdict',
    },
    Verdict: { Type: 'Choice', Choices: [{ Variable: '$.failure', IsPresent: true, Next: 'Failed' }], Default: 'Passed' },
    Passed: { Type: 'Succeed', OutputPath: '$.counted' },
    Failed: { Type: 'Fail', Error: 'RestoreTestFailed', Cause: 'Too few rows' },
  },
});

function machine(h: ReturnType<typeof house>, definition: object, name = 'test') {
  const roleArn = h.role(`${name}-machine`, ['states.amazonaws.com'], [], { all: allow(['rds:*', 'lambda:InvokeFunction']) });
  return h.ok('stepfunctions', 'CreateStateMachine', { name, definition: JSON.stringify(definition), roleArn }).stateMachineArn as string;
}

const run = (h: ReturnType<typeof house>, stateMachineArn: string, minutes: number, input = '{}') => {
  const { executionArn } = h.ok('stepfunctions', 'StartExecution', { stateMachineArn, input });
  expect(h.ok('stepfunctions', 'DescribeExecution', { executionArn }).status).toBe('RUNNING');
  h.pass(minutes * MIN);
  return h.ok('stepfunctions', 'DescribeExecution', { executionArn });
};

test('a restore test restores, counts and cleans up; and fails when the rows are too few', () => {
  const h = house();
  h.fn('count', 'count_rows');
  h.pass(24 * 60 * MIN);
  expect(run(h, machine(h, restoreTest(h, ROWS)), 60, IN)).toMatchObject({ status: 'SUCCEEDED', output: JSON.stringify({ rows: ROWS }) });
  expect(run(h, machine(h, restoreTest(h, ROWS + 1), 'strict'), 60, IN)).toMatchObject({ status: 'FAILED', error: 'RestoreTestFailed', cause: 'Too few rows' });
  expect(h.ok('rds', 'DescribeDBInstances').DBInstances).toHaveLength(1);
  const [, execution] = h.ok('stepfunctions', 'ListExecutions', { stateMachineArn: `arn:aws:states:${h.region}:${h.id}:stateMachine:test` }).executions;
  expect(execution).toBeUndefined();
});

test('errors are retried, caught or end the execution; rights are those of the role', () => {
  const h = house();
  const call = { Type: 'Task', Resource: sdk('rds:describeDBInstances'), Parameters: { DbInstanceIdentifier: 'none' } };
  const caught = machine(
    h,
    {
      StartAt: 'A',
      States: { A: { ...call, Catch: [{ ErrorEquals: ['Rds.DbInstanceNotFoundException'], ResultPath: '$.e', Next: 'B' }], End: true }, B: { Type: 'Pass', End: true } },
    },
    'caught',
  );
  expect(JSON.parse(run(h, caught, 1).output)).toMatchObject({ e: { Error: 'Rds.DbInstanceNotFoundException' } });
  const retried = machine(
    h,
    { StartAt: 'A', States: { A: { ...call, Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 10, MaxAttempts: 2, BackoffRate: 2 }], End: true } } },
    'retried',
  );
  const ended = run(h, retried, 5);
  expect(ended).toMatchObject({ status: 'FAILED', error: 'Rds.DbInstanceNotFoundException' });
  expect(Date.parse(ended.stopDate) - Date.parse(ended.startDate)).toBe(30_000);
  const denied = machine(h, { StartAt: 'A', States: { A: { Type: 'Task', Resource: sdk('s3:listBuckets'), End: true } } }, 'denied');
  expect(run(h, denied, 1)).toMatchObject({ status: 'FAILED', error: 'S3.AccessDeniedException' });
  const loop = machine(h, { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } } }, 'loop');
  expect(run(h, loop, 1)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
});

test('definitions are checked when they are given', () => {
  const h = house();
  const roleArn = h.role('m', ['states.amazonaws.com'], [], {});
  const no = (definition: unknown) =>
    h.no('stepfunctions', 'CreateStateMachine', { name: 'x', roleArn, definition: typeof definition === 'string' ? definition : JSON.stringify(definition) });
  expect(no('{')).toContain('INVALID_JSON_DESCRIPTION');
  expect(no({ StartAt: 'B', States: { A: { Type: 'Succeed' } } })).toContain("MISSING_TRANSITION_TARGET: Missing 'Next' target: B");
  expect(no({ StartAt: 'A', States: { A: { Type: 'Pass' } } })).toContain("'Next' or 'End'");
  expect(no({ StartAt: 'A', States: { A: { Type: 'Map', End: true } } })).toContain('is a simulation');
  expect(h.no('stepfunctions', 'CreateStateMachine', { name: 'x', roleArn: h.worker, definition: '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}' })).toContain(
    'authorized to assume the provided role',
  );
});
