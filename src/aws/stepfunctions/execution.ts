// An execution, run state by state. States that need no time follow one another at once; a Wait or a retry is a job. Everything that a running
// execution is lies in its row.
import { DAY, iso, parseIso, SECOND } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, rows } from '../cloud.ts';
import { putPoint } from '../cloudwatch/metric.ts';
import { worn } from '../iam/service-role.ts';
import { isRecord } from '../input.ts';
import type { CloudJob, JobContext } from '../operation.ts';
import { holds } from './choice.ts';
import { readDefinition, type State } from './definition.ts';
import { fill, lookUp, putAt, type Scope, StateError, valueAt } from './path.ts';
import { EXECUTIONS, type Execution, type HistoryEvent } from './tables.ts';
import { collected, type Performed, perform } from './task.ts';

const KEPT = 90 * DAY;
/** Steps that an execution takes at one instant, at most. More is a loop without a Wait. */
const AT_ONCE = 200;

const tell = (context: CloudContext, execution: Execution, type: string, details: HistoryEvent['details'] = {}): void => {
  execution.history.push({ at: context.time.now, type, details });
};

const count = (context: CloudContext, execution: Readonly<Execution>, metric: string) => putPoint(context, 'AWS/States', metric, { StateMachineArn: execution.machine }, 1);

/** Makes the row of an execution and plans its first step. */
export function begin(
  context: CloudContext,
  execution: Omit<Execution, 'status' | 'stoppedAt' | 'output' | 'error' | 'cause' | 'state' | 'data' | 'pending' | 'tries' | 'history'>,
): void {
  const executions = rows(context.account, context.region, EXECUTIONS);
  for (const [arn, old] of Object.entries(executions)) {
    if (old.startedAt >= context.time.now - KEPT) break;
    delete executions[arn];
  }
  const made: Execution = {
    ...execution,
    status: 'RUNNING',
    stoppedAt: null,
    output: null,
    error: null,
    cause: null,
    state: readDefinition(execution.definition).startAt,
    data: JSON.parse(execution.input) as Json,
    pending: null,
    tries: {},
    history: [],
  };
  tell(context, made, 'ExecutionStarted', { executionStartedEventDetails: { input: execution.input, roleArn: execution.roleArn } });
  executions[execution.arn] = made;
  count(context, made, 'ExecutionsStarted');
  note(context.time, 'stepfunctions.execution.started', { account: context.account.id, region: context.region, execution: execution.arn });
  goOn(context, execution.arn, context.time.now);
}

const goOn = (context: CloudContext, arn: string, at: number) =>
  schedule(context.time, at, 'stepfunctions.execution.due', { account: context.account.id, region: context.region, execution: arn });

export function finish(
  context: CloudContext,
  execution: Execution,
  status: Execution['status'],
  end: { readonly output?: Json; readonly error?: string; readonly cause?: string },
): void {
  execution.status = status;
  execution.stoppedAt = context.time.now;
  execution.state = null;
  execution.output = end.output === undefined ? null : JSON.stringify(end.output);
  execution.error = end.error ?? null;
  execution.cause = end.cause ?? null;
  const details: { [member: string]: Json } = {};
  if (execution.output !== null) details.output = execution.output;
  if (end.error !== undefined) details.error = end.error;
  if (end.cause !== undefined) details.cause = end.cause;
  const name = { SUCCEEDED: 'Succeeded', FAILED: 'Failed', TIMED_OUT: 'TimedOut', ABORTED: 'Aborted', RUNNING: '' }[status];
  tell(context, execution, `Execution${name}`, { [`execution${name}EventDetails`]: details });
  count(context, execution, `Executions${name}`);
  note(context.time, `stepfunctions.execution.${name.toLowerCase()}`, {
    account: context.account.id,
    region: context.region,
    execution: execution.arn,
    machine: execution.machine,
    ...(end.error ? { error: end.error } : {}),
  });
}

/** Carries an execution on from where it is. */
const due: CloudJob = (context, data) => {
  const execution = rows(context.account, context.region, EXECUTIONS)[String(data.execution)];
  if (execution?.status !== 'RUNNING' || execution.state === null) return;
  const { states } = readDefinition(execution.definition);
  for (let step = 0; step < AT_ONCE; step++) {
    const name: string | null = execution.state;
    if (name === null) return;
    const state = states[name] as State;
    if (!enter(context, execution, name, state, data.resumed === name && step === 0)) return;
  }
  finish(context, execution, 'FAILED', { error: 'States.Runtime', cause: 'The execution reached the maximum number of history events.' });
};

const contextOf = (execution: Readonly<Execution>, state: string): Json => ({
  Execution: { Id: execution.arn, Name: execution.name, StartTime: iso(execution.startedAt, true), Input: JSON.parse(execution.input) as Json, RoleArn: execution.roleArn },
  StateMachine: { Id: execution.machine, Name: execution.machine.split(':').pop() ?? '' },
  State: { Name: state },
});

/** One state. False when the execution has to wait or has ended. `resumed` says that its waiting is over. */
function enter(context: JobContext, execution: Execution, name: string, state: State, resumed: boolean): boolean {
  const type = String(state.Type);
  const whole: Scope = { data: execution.data, context: contextOf(execution, name) };
  if (!resumed && Object.keys(execution.tries).length === 0) {
    tell(context, execution, `${type}StateEntered`, { stateEnteredEventDetails: { name, input: JSON.stringify(execution.data) } });
  }
  try {
    const input = typeof state.InputPath === 'string' ? valueAt(state.InputPath, whole) : state.InputPath === null ? {} : execution.data;
    const scope: Scope = { ...whole, data: input };
    switch (type) {
      case 'Succeed':
        finish(context, execution, 'SUCCEEDED', { output: outputOf(state, { ...whole, data: input }) });
        return false;
      case 'Fail':
        finish(context, execution, 'FAILED', {
          error: typeof state.ErrorPath === 'string' ? String(valueAt(state.ErrorPath, scope)) : String(state.Error ?? ''),
          cause: typeof state.CausePath === 'string' ? String(valueAt(state.CausePath, scope)) : String(state.Cause ?? ''),
        });
        return false;
      case 'Choice': {
        const chosen = (state.Choices as readonly Json[]).find((rule) => holds(rule, scope));
        const next = isRecord(chosen) ? chosen.Next : state.Default;
        if (typeof next !== 'string') throw new StateError('States.NoChoiceMatched', `No choice rule of the state '${name}' holds.`);
        return leave(context, execution, name, type, outputOf(state, scope), next);
      }
      case 'Wait': {
        if (resumed) return leave(context, execution, name, type, outputOf(state, scope), state);
        wait(context, execution, name, untilOf(context, state, scope));
        return false;
      }
      case 'Task': {
        const resource = String(state.Resource);
        if (resumed) return performed(context, execution, name, state, whole, awaited(context, execution, resource));
        const given = state.Parameters === undefined ? input : fill(state.Parameters, scope);
        const role = worn(context.cloud, execution.roleArn, 'states.amazonaws.com', execution.name);
        tell(context, execution, 'TaskScheduled', { taskScheduledEventDetails: { resource, parameters: JSON.stringify(given), region: context.region } });
        tell(context, execution, 'TaskStarted', { taskStartedEventDetails: { resource } });
        return performed(context, execution, name, state, whole, perform(context, role, resource, given));
      }
      default: {
        const result = state.Result !== undefined ? state.Result : state.Parameters !== undefined ? fill(state.Parameters, scope) : input;
        return leave(context, execution, name, type, output(state, result, whole), state);
      }
    }
  } catch (problem) {
    if (!(problem instanceof StateError)) throw problem;
    execution.pending = null;
    if (type === 'Task') tell(context, execution, 'TaskFailed', { taskFailedEventDetails: { resource: String(state.Resource), error: problem.error, cause: problem.message } });
    return recover(context, execution, name, type, state, problem);
  }
}

/** The call that a state waits for. Throws when it has waited for as long as the state allows. */
function awaited(context: JobContext, execution: Execution, resource: string): Performed {
  const { call, until } = execution.pending as NonNullable<Execution['pending']>;
  const found = collected(context, resource, call);
  if ('pending' in found && until !== null && context.time.now >= until) {
    execution.pending = null;
    throw new StateError('States.Timeout', '');
  }
  return found;
}

/** A task that is done leaves its state; one that is not is looked at again when there may be something to see. */
function performed(context: CloudContext, execution: Execution, name: string, state: State, whole: Scope, found: Performed): boolean {
  const resource = String(state.Resource);
  if ('pending' in found) {
    const until = execution.pending ? execution.pending.until : typeof state.TimeoutSeconds === 'number' ? context.time.now + state.TimeoutSeconds * SECOND : null;
    execution.pending = { call: found.pending, until };
    wait(context, execution, name, Math.min(Math.max(found.pending.at, context.time.now + 1), until ?? Number.POSITIVE_INFINITY));
    return false;
  }
  execution.pending = null;
  tell(context, execution, 'TaskSucceeded', { taskSucceededEventDetails: { resource, output: JSON.stringify(found.result) } });
  return leave(context, execution, name, 'Task', output(state, found.result, whole), state);
}

/** The part of a state's data that it passes on (OutputPath). */
const outputOf = (state: State, scope: Scope): Json => (typeof state.OutputPath === 'string' ? valueAt(state.OutputPath, scope) : state.OutputPath === null ? {} : scope.data);

function output(state: State, result: Json, whole: Scope): Json {
  const selected = state.ResultSelector === undefined ? result : fill(state.ResultSelector, { ...whole, data: result });
  return outputOf(state, { ...whole, data: putAt(whole.data, state.ResultPath as string | null | undefined, selected) });
}

function leave(context: CloudContext, execution: Execution, name: string, type: string, data: Json, to: State | string): boolean {
  execution.tries = {};
  execution.data = data;
  tell(context, execution, `${type}StateExited`, { stateExitedEventDetails: { name, output: JSON.stringify(data) } });
  const next = typeof to === 'string' ? to : to.Next;
  if (typeof next === 'string') {
    execution.state = next;
    return true;
  }
  finish(context, execution, 'SUCCEEDED', { output: data });
  return false;
}

function untilOf(context: CloudContext, state: State, scope: Scope): number {
  const seconds = state.Seconds ?? (typeof state.SecondsPath === 'string' ? valueAt(state.SecondsPath, scope) : null);
  if (seconds !== null) {
    if (typeof seconds !== 'number' || seconds < 0) throw new StateError('States.Runtime', 'The seconds of a Wait state must be a number.');
    return context.time.now + seconds * SECOND;
  }
  const text = state.Timestamp ?? lookUp(String(state.TimestampPath), scope);
  const at = typeof text === 'string' ? parseIso(text) : null;
  if (at === null) throw new StateError('States.Runtime', 'The timestamp of a Wait state must be an ISO text.');
  return Math.max(at, context.time.now);
}

const wait = (context: CloudContext, execution: Readonly<Execution>, name: string, until: number) =>
  schedule(context.time, until, 'stepfunctions.execution.due', { account: context.account.id, region: context.region, execution: execution.arn, resumed: name });

const names = (rule: State): readonly string[] => (Array.isArray(rule.ErrorEquals) ? rule.ErrorEquals.map(String) : []);
const covers = (rule: State, error: string) => names(rule).some((one) => one === error || one === 'States.ALL' || (one === 'States.TaskFailed' && !error.startsWith('States.')));

/** Tries again, goes where an error is caught, or fails the execution. */
function recover(context: CloudContext, execution: Execution, name: string, type: string, state: State, problem: StateError): boolean {
  const retriers = (Array.isArray(state.Retry) ? state.Retry : []) as readonly State[];
  const retrier = retriers.findIndex((rule) => covers(rule, problem.error));
  const rule = retriers[retrier];
  if (rule) {
    const tried = execution.tries[retrier] ?? 0;
    if (tried < Number(rule.MaxAttempts ?? 3)) {
      execution.tries[retrier] = tried + 1;
      goOn(context, execution.arn, context.time.now + Number(rule.IntervalSeconds ?? 1) * Number(rule.BackoffRate ?? 2) ** tried * SECOND);
      return false;
    }
  }
  const catcher = ((Array.isArray(state.Catch) ? state.Catch : []) as readonly State[]).find((one) => covers(one, problem.error));
  if (catcher) {
    const caught = putAt(execution.data, catcher.ResultPath as string | null | undefined, { Error: problem.error, Cause: problem.message });
    return leave(context, execution, name, type, caught, String(catcher.Next));
  }
  finish(context, execution, 'FAILED', { error: problem.error, cause: problem.message });
  return false;
}

export const executionJobs = { 'stepfunctions.execution.due': due };
