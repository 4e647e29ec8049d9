// Every night a state machine restores the database under another name, counts its rows, and deletes it again. A test that fails is an alarm.
import { peek } from '../aws/cloud.ts';
import { SCHEDULES } from '../aws/scheduler/schedule.ts';
import { readDefinition } from '../aws/stepfunctions/definition.ts';
import { MACHINES } from '../aws/stepfunctions/tables.ts';
import { accountOf, productionOf } from '../world/measure.ts';
import type { World } from '../world/world.ts';
import type { Guardrail, Step } from './guardrail.ts';
import { functionOf, mayReadSecret, NETWORK, roleFor, secretOf } from './nightly-export.ts';

const NAME = 'restore-test';
const COUNTER = 'restore-count';
const sdk = (action: string) => `arn:aws:states:::aws-sdk:rds:${action}`;

/** Restore to the latest moment, wait, count, delete whatever came of it, and only then say how it went. */
const definition = (world: World, minimum: number) => {
  const { database } = world.setting;
  const named = { DbInstanceIdentifier: NAME };
  return {
    StartAt: 'Source',
    States: {
      Source: { Type: 'Task', Resource: sdk('describeDBInstances'), Parameters: { DbInstanceIdentifier: database.instance }, ResultPath: '$.source', Next: 'Restore' },
      Restore: {
        Type: 'Task',
        Resource: sdk('restoreDBInstanceToPointInTime'),
        Parameters: {
          SourceDBInstanceIdentifier: database.instance,
          TargetDBInstanceIdentifier: NAME,
          UseLatestRestorableTime: true,
          'DbSubnetGroupName.$': '$.source.DbInstances[0].DbSubnetGroup.DbSubnetGroupName',
          'VpcSecurityGroupIds.$': '$.groups',
          BackupRetentionPeriod: 0,
        },
        ResultPath: null,
        Next: 'Wait',
      },
      Wait: { Type: 'Wait', Seconds: 60, Next: 'Look' },
      Look: { Type: 'Task', Resource: sdk('describeDBInstances'), Parameters: named, ResultPath: '$.made', Next: 'Available' },
      Available: { Type: 'Choice', Choices: [{ Variable: '$.made.DbInstances[0].DbInstanceStatus', StringEquals: 'available', Next: 'Count' }], Default: 'Wait' },
      Count: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: { FunctionName: COUNTER, Payload: { 'host.$': '$.made.DbInstances[0].Endpoint.Address', minimum } },
        ResultPath: '$.counted',
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Delete' }],
        Next: 'Delete',
      },
      Delete: {
        Type: 'Task',
        Resource: sdk('deleteDBInstance'),
        Parameters: { ...named, SkipFinalSnapshot: true },
        ResultPath: null,
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 60, MaxAttempts: 5 }],
        Next: 'Verdict',
      },
      Verdict: { Type: 'Choice', Choices: [{ Variable: '$.failure', IsPresent: true, Next: 'Failed' }], Default: 'Restored' },
      Restored: { Type: 'Succeed', OutputPath: '$.counted.Payload' },
      Failed: { Type: 'Fail', Error: 'RestoreTestFailed', CausePath: '$.failure.Cause' },
    },
  };
};

/** Whether a machine restores an instance, counts, and deletes it. */
function tests(text: string): boolean {
  const resources = Object.values(readDefinition(text).states).map((state) => String(state.Resource ?? ''));
  const uses = (pattern: RegExp) => resources.some((resource) => pattern.test(resource));
  return uses(/:restoreDBInstance/) && uses(/lambda/) && uses(/:deleteDBInstance/);
}

function inPlace(world: World): boolean {
  const [account, { region }] = [accountOf(world), world.setting];
  const machines = peek(account, region, MACHINES);
  return Object.values(peek(account, region, SCHEDULES)).some((schedule) => {
    const machine = machines[String(schedule.target.Arn).split(':stateMachine:')[1] ?? ''];
    return schedule.state === 'ENABLED' && machine !== undefined && tests(machine.definition);
  });
}

export const restoreTest: Guardrail = {
  id: 'restore-test',
  name: 'A restore test every night',
  monthly: 1.3,
  minutes: 5,
  price: 'A database for half an hour a night, about a dollar a month, and somebody who sees the red one.',
  hole: 'It shows that a restore works, not that anything is left to restore: what it tests dies by the same call.',
  inPlace,
  putInPlace(world, place): readonly Step[] {
    const { account, region, database } = world.setting;
    const machine = `arn:aws:states:${region}:${account}:stateMachine:${NAME}`;
    // A restore is some minutes old, and rows come in all the time; a tenth fewer than now means that something was lost.
    const minimum = Math.floor((productionOf(world).rows ?? 1) * 0.9);
    const type = (line: string): Step => ({ line, terminal: place.terminal });
    const passes = { Effect: 'Allow', Action: ['rds:Describe*', 'rds:RestoreDBInstanceToPointInTime', 'rds:AddTagsToResource'], Resource: '*' };
    const deletes = { Effect: 'Allow', Action: 'rds:DeleteDBInstance', Resource: `arn:aws:rds:${region}:${account}:db:${NAME}` };
    const invokes = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: `arn:aws:lambda:${region}:${account}:function:${COUNTER}` };
    const starts = { Effect: 'Allow', Action: 'states:StartExecution', Resource: machine };
    const target = { Arn: machine, RoleArn: `arn:aws:iam::${account}:role/${NAME}-start`, Input: '' };
    return [
      type(roleFor(COUNTER, 'lambda.amazonaws.com', ['AWSLambdaVPCAccessExecutionRole'], [mayReadSecret(world)])),
      type(roleFor(NAME, 'states.amazonaws.com', [], [passes, deletes, invokes])),
      type(roleFor(`${NAME}-start`, 'scheduler.amazonaws.com', [], [starts])),
      type(`${NETWORK(world)} && ${functionOf(COUNTER, COUNTER, 'count_rows', world, { DATABASE_SECRET: secretOf(world), TABLE: database.table })}`),
      { free: place.terminal },
      type(
        [
          `printf '%s' '${JSON.stringify(definition(world, minimum))}' > ~/${NAME}.json`,
          `aws stepfunctions create-state-machine --name ${NAME} --role-arn arn:aws:iam::${account}:role/${NAME} --definition file://~/${NAME}.json --query stateMachineArn --output text`,
          `input=$(aws rds describe-db-instances --db-instance-identifier ${database.instance} --query '{groups: DBInstances[0].VpcSecurityGroups[].VpcSecurityGroupId}' --output json)`,
          `aws stepfunctions start-execution --state-machine-arn ${machine} --input "$input" --query executionArn --output text`,
          `jq -n --arg input "$input" '${JSON.stringify(target).replace('"Input":""', '"Input":$input')}' > ~/${NAME}-target.json`,
          `aws scheduler create-schedule --name ${NAME} --schedule-expression 'cron(30 3 * * ? *)' --flexible-time-window Mode=OFF --target file://~/${NAME}-target.json --query ScheduleArn --output text`,
        ].join(' && '),
      ),
    ];
  },
};
