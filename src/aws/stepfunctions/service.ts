// AWS Step Functions: state machines in the Amazon States Language, and their executions.
import { DAY, iso } from '../../engine/clock.ts';
import { note } from '../../engine/moment.ts';
import { type CloudContext, listed, peek, rowAt, rows } from '../cloud.ts';

import { roleOfArn, trusts } from '../iam/service-role.ts';
import { arn, uuidOf } from '../ids.ts';
import { given, input } from '../input.ts';
import { AwsError, type Operation, type Params, type Service } from '../operation.ts';
import { page } from '../page.ts';
import { unused } from '../unused.ts';
import { jsonWords } from '../wording.ts';
import { readDefinition } from './definition.ts';
import { begin, executionJobs, finish } from './execution.ts';
import { EXECUTIONS, type Execution, MACHINES, type StateMachine } from './tables.ts';

const read = (params: Params) => input(params, jsonWords);
const named = (context: CloudContext, name: string) => arn('states', context.region, context.account.id, `stateMachine:${name}`);

const on = (action: string, member: string) => (_context: CloudContext, params: Params) => [
  { action: `states:${action}`, resource: typeof params[member] === 'string' ? (params[member] as string) : '*' },
];

function machineOf(context: CloudContext, text: string): Readonly<StateMachine> {
  if (!text.startsWith('arn:')) throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${text}'`, 400);
  const name = text.split(':stateMachine:')[1] ?? '';
  const found = Object.hasOwn(peek(context.account, context.region, MACHINES), name) ? rowAt(context.account, context.region, MACHINES, name) : undefined;
  if (found?.arn !== text) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${text}'`, 400);
  return found;
}

function executionOf(context: CloudContext, text: string): Readonly<Execution> {
  if (!text.startsWith('arn:')) throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${text}'`, 400);
  const found = Object.hasOwn(peek(context.account, context.region, EXECUTIONS), text) ? rowAt(context.account, context.region, EXECUTIONS, text) : undefined;
  if (!found) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${text}'`, 400);
  return found;
}

function roleAsked(context: CloudContext, role: string): string {
  if (!role.startsWith('arn:')) throw new AwsError('InvalidArn', `Invalid Role Arn: '${role}'`, 400);
  const found = roleOfArn(context.cloud, role);
  if (!found || !trusts(found, 'states.amazonaws.com')) {
    throw new AwsError(
      'AccessDeniedException',
      `Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.`,
      400,
      false,
    );
  }
  return role;
}

const create: Operation = {
  kind: 'write',
  authorise: (context, params) => [{ action: 'states:CreateStateMachine', resource: named(context, read(params).optional('name') ?? '*') }],
  run(context, params) {
    const request = read(params);
    const name = request.text('name');
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`, 400);
    const definition = request.text('definition');
    readDefinition(definition);
    const role = roleAsked(context, request.text('roleArn'));
    if (request.optional('type') === 'EXPRESS')
      throw new AwsError('StateMachineTypeNotSupported', 'This account is a simulation, and express state machines are not part of it.', 400);
    const present = rowAt(context.account, context.region, MACHINES, name);
    if (present && (present.definition !== definition || present.roleArn !== role))
      throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${present.arn}'`, 400);
    if (present) return { stateMachineArn: present.arn, creationDate: iso(present.createdAt, true) };
    const made: StateMachine = {
      arn: named(context, name),
      name,
      createdAt: context.time.now,
      type: 'STANDARD',
      definition,
      roleArn: role,
      updatedAt: context.time.now,
      revision: uuidOf(context.time, 'stepfunctions'),
    };
    rows(context.account, context.region, MACHINES)[name] = made;
    note(context.time, 'stepfunctions.machine.created', { account: context.account.id, region: context.region, name });
    return { stateMachineArn: made.arn, creationDate: iso(made.createdAt, true) };
  },
};

const update: Operation = {
  kind: 'write',
  authorise: on('UpdateStateMachine', 'stateMachineArn'),
  run(context, params) {
    const request = read(params);
    const { name } = machineOf(context, request.text('stateMachineArn'));
    const [definition, role] = [request.optional('definition'), request.optional('roleArn')];
    if (definition === null && role === null)
      throw new AwsError('MissingRequiredParameter', 'Either the definition, the role ARN, the logging configuration or the tracing configuration must be specified', 400);
    if (definition !== null) readDefinition(definition);
    if (role !== null) roleAsked(context, role);
    const machine = rows(context.account, context.region, MACHINES)[name] as StateMachine;
    if (definition !== null) machine.definition = definition;
    if (role !== null) machine.roleArn = role;
    machine.updatedAt = context.time.now;
    machine.revision = uuidOf(context.time, 'stepfunctions');
    return { updateDate: iso(machine.updatedAt, true), revisionId: machine.revision };
  },
};

const describe: Operation = {
  kind: 'read',
  authorise: on('DescribeStateMachine', 'stateMachineArn'),
  run(context, params) {
    const machine = machineOf(context, read(params).text('stateMachineArn'));
    return {
      stateMachineArn: machine.arn,
      name: machine.name,
      status: 'ACTIVE',
      definition: machine.definition,
      roleArn: machine.roleArn,
      type: machine.type,
      creationDate: iso(machine.createdAt, true),
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
      tracingConfiguration: { enabled: false },
      revisionId: machine.revision,
    };
  },
};

const list: Operation = {
  kind: 'read',
  run(context, params) {
    const all = [...listed(context.account, context.region, MACHINES)].sort((a, b) => (a.name < b.name ? -1 : 1));
    const cut = page(all, params.nextToken, params.maxResults, 1000, 'InvalidToken');
    return given({
      stateMachines: cut.items.map((machine) => ({ stateMachineArn: machine.arn, name: machine.name, type: machine.type, creationDate: iso(machine.createdAt, true) })),
      nextToken: cut.next,
    });
  },
};

/** Succeeds also when there is no such machine. Executions that run are aborted. */
const remove: Operation = {
  kind: 'write',
  authorise: on('DeleteStateMachine', 'stateMachineArn'),
  run(context, params) {
    const text = read(params).text('stateMachineArn');
    if (!text.startsWith('arn:')) throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${text}'`, 400);
    const name = text.split(':stateMachine:')[1] ?? '';
    if (!rowAt(context.account, context.region, MACHINES, name)) return {};
    for (const execution of Object.values(rows(context.account, context.region, EXECUTIONS))) {
      if (execution.machine === text && execution.status === 'RUNNING') finish(context, execution, 'ABORTED', {});
    }
    delete rows(context.account, context.region, MACHINES)[name];
    note(context.time, 'stepfunctions.machine.deleted', { account: context.account.id, region: context.region, name });
    return {};
  },
};

const start: Operation = {
  kind: 'write',
  authorise: on('StartExecution', 'stateMachineArn'),
  run(context, params) {
    const request = read(params);
    const machine = machineOf(context, request.text('stateMachineArn'));
    const text = request.optional('input') ?? '{}';
    try {
      JSON.parse(text);
    } catch {
      throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: 'Could not parse the input as JSON'`, 400);
    }
    const name = request.optional('name') ?? uuidOf(context.time, 'stepfunctions');
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`, 400);
    const executionArn = arn('states', context.region, context.account.id, `execution:${machine.name}:${name}`);
    const present = rowAt(context.account, context.region, EXECUTIONS, executionArn);
    if (present && present.status === 'RUNNING' && present.input === text) return { executionArn, startDate: iso(present.startedAt, true) };
    if (present) throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`, 400);
    begin(context, { arn: executionArn, name, machine: machine.arn, definition: machine.definition, roleArn: machine.roleArn, input: text, startedAt: context.time.now });
    return { executionArn, startDate: iso(context.time.now, true) };
  },
};

const stop: Operation = {
  kind: 'write',
  authorise: on('StopExecution', 'executionArn'),
  run(context, params) {
    const request = read(params);
    const { arn: executionArn, status } = executionOf(context, request.text('executionArn'));
    if (status === 'RUNNING') {
      const [error, cause] = [request.optional('error'), request.optional('cause')];
      finish(context, rows(context.account, context.region, EXECUTIONS)[executionArn] as Execution, 'ABORTED', { ...(error ? { error } : {}), ...(cause ? { cause } : {}) });
    }
    return { stopDate: iso(context.time.now, true) };
  },
};

/** What a list tells of an execution, and its description as well. */
const briefly = (one: Readonly<Execution>) => ({
  executionArn: one.arn,
  stateMachineArn: one.machine,
  name: one.name,
  status: one.status,
  startDate: iso(one.startedAt, true),
  stopDate: one.stoppedAt === null ? null : iso(one.stoppedAt, true),
});

const describeExecution: Operation = {
  kind: 'read',
  authorise: on('DescribeExecution', 'executionArn'),
  run(context, params) {
    const one = executionOf(context, read(params).text('executionArn'));
    return given({
      ...briefly(one),
      input: one.input,
      inputDetails: { included: true },
      output: one.output,
      outputDetails: one.output === null ? null : { included: true },
      error: one.error,
      cause: one.cause,
    });
  },
};

const listExecutions: Operation = {
  kind: 'read',
  authorise: on('ListExecutions', 'stateMachineArn'),
  run(context, params) {
    const request = read(params);
    const machine = machineOf(context, request.text('stateMachineArn'));
    const status = request.optional('statusFilter');
    const found = listed(context.account, context.region, EXECUTIONS)
      .filter((one) => one.machine === machine.arn && (status === null || one.status === status) && one.startedAt > context.time.now - 90 * DAY)
      .sort((a, b) => b.startedAt - a.startedAt);
    const cut = page(found, params.nextToken, params.maxResults, 1000, 'InvalidToken');
    return given({
      executions: cut.items.map((one) => given(briefly(one))),
      nextToken: cut.next,
    });
  },
};

const history: Operation = {
  kind: 'read',
  authorise: on('GetExecutionHistory', 'executionArn'),
  run(context, params) {
    const request = read(params);
    const one = executionOf(context, request.text('executionArn'));
    const events = one.history.map((event, i) => ({ timestamp: iso(event.at, true), type: event.type, id: i + 1, previousEventId: i, ...event.details }));
    if (request.flag('reverseOrder')) events.reverse();
    const cut = page(events, params.nextToken, params.maxResults, 1000, 'InvalidToken');
    return given({ events: cut.items.map((event) => ({ ...event })), nextToken: cut.next });
  },
};

export const stepfunctions: Service = {
  name: 'stepfunctions',
  eventSource: 'states.amazonaws.com',
  iamPrefix: 'states',
  dialect: 'json',
  operations: {
    ...unused('stepfunctions'),
    CreateStateMachine: create,
    DeleteStateMachine: remove,
    DescribeExecution: describeExecution,
    DescribeStateMachine: describe,
    GetExecutionHistory: history,
    ListExecutions: listExecutions,
    ListStateMachines: list,
    StartExecution: start,
    StopExecution: stop,
    UpdateStateMachine: update,
  },
  jobs: executionJobs,
};
