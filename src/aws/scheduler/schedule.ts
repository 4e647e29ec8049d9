// Schedules of EventBridge Scheduler: rate, cron or once, each with one target and the role that is worn for it. Universal targets
// (`arn:aws:scheduler:::aws-sdk:rds:createDBSnapshot`) call any operation of the account.
import { iso } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { cancel, note, schedule } from '../../engine/moment.ts';
import { type CloudContext, listed, peek, rows, table } from '../cloud.ts';
import { putPoint } from '../cloudwatch/metric.ts';
import { deliver, Undelivered } from '../events/target.ts';
import { roleOfArn, trusts } from '../iam/service-role.ts';
import { arn } from '../ids.ts';
import { given, input, isRecord } from '../input.ts';
import { type Ask, AwsError, type CloudJob, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { nextDue, readSchedule } from '../schedule.ts';
import { jsonWords } from '../wording.ts';

export interface ScheduleRow {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  updatedAt: number;
  expression: string;
  state: string;
  description: string | null;
  /** With the member names of the API. */
  target: { [member: string]: Json };
  window: { [member: string]: Json };
  after: string;
  job: number | null;
}

/** Keyed by name: there is the group `default` alone. */
export const SCHEDULES = table<ScheduleRow>('scheduler.schedule');

const read = (params: Params) => input(params, jsonWords);
const invalid = (message: string) => new AwsError('ValidationException', message, 400);

const onSchedule =
  (action: string) =>
  (context: CloudContext, params: Params): readonly Ask[] => [
    { action: `scheduler:${action}`, resource: arn('scheduler', context.region, context.account.id, `schedule/default/${read(params).optional('Name') ?? '*'}`) },
  ];

function found(context: CloudContext, params: Params): Readonly<ScheduleRow> {
  const name = read(params).text('Name');
  const group = read(params).optional('GroupName') ?? 'default';
  const all = peek(context.account, context.region, SCHEDULES);
  if (group !== 'default' || !Object.hasOwn(all, name)) throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
  return all[name] as ScheduleRow;
}

/** What a request says of a schedule, checked. */
function asked(context: CloudContext, params: Params): Pick<ScheduleRow, 'expression' | 'state' | 'description' | 'target' | 'window' | 'after'> {
  const request = read(params);
  const expression = request.text('ScheduleExpression');
  if (!readSchedule(expression)) throw invalid(`Invalid Schedule Expression ${expression}.`);
  const zone = request.optional('ScheduleExpressionTimezone') ?? 'UTC';
  if (!['UTC', 'Etc/UTC', 'GMT'].includes(zone)) throw invalid(`This account is a simulation, and schedules in the time zone ${zone} are not part of it.`);
  const target = request.record('Target');
  const window = request.record('FlexibleTimeWindow');
  if (!target) throw jsonWords('missing', 'Target');
  if (!window) throw jsonWords('missing', 'FlexibleTimeWindow');
  const [targetArn, roleArn] = [read(target).text('Arn'), read(target).text('RoleArn')];
  if (!targetArn.startsWith('arn:')) throw invalid(`Provided Arn is not in correct format.`);
  const role = roleOfArn(context.cloud, roleArn);
  if (!role || !trusts(role, 'scheduler.amazonaws.com')) throw invalid('The execution role you provide must allow AWS EventBridge Scheduler to assume the role.');
  const text = read(target).optional('Input');
  if (text !== null && targetArn.startsWith('arn:aws:scheduler:::')) {
    try {
      JSON.parse(text);
    } catch {
      throw invalid('Input must be valid JSON for the universal target.');
    }
  }
  const state = request.optional('State') ?? 'ENABLED';
  if (state !== 'ENABLED' && state !== 'DISABLED') throw invalid(`Invalid State ${state}.`);
  const copy = (value: Params) => JSON.parse(JSON.stringify(value)) as { [member: string]: Json };
  return {
    expression,
    state,
    description: request.optional('Description'),
    target: copy(target),
    window: copy(window),
    after: request.optional('ActionAfterCompletion') ?? 'NONE',
  };
}

function plan(context: CloudContext, row: ScheduleRow): void {
  if (row.job !== null) cancel(context.time, row.job);
  row.job = null;
  const expression = row.state === 'ENABLED' ? readSchedule(row.expression) : null;
  const at = expression && nextDue(expression, row.createdAt, context.time.now);
  if (at !== null) row.job = schedule(context.time, at, 'scheduler.schedule.due', { account: context.account.id, region: context.region, name: row.name });
}

export const createSchedule: Operation = {
  kind: 'write',
  authorise: onSchedule('CreateSchedule'),
  run(context, params) {
    const name = read(params).text('Name');
    if (!/^[0-9a-zA-Z-_.]{1,64}$/.test(name)) throw invalid(`Invalid schedule name ${name}.`);
    const group = read(params).optional('GroupName') ?? 'default';
    if (group !== 'default') throw new AwsError('ResourceNotFoundException', `Schedule group ${group} does not exist.`, 404);
    const wish = asked(context, params);
    if (Object.hasOwn(peek(context.account, context.region, SCHEDULES), name)) throw new AwsError('ConflictException', `Schedule ${name} already exists.`, 409);
    const made: ScheduleRow = {
      name,
      arn: arn('scheduler', context.region, context.account.id, `schedule/default/${name}`),
      createdAt: context.time.now,
      updatedAt: context.time.now,
      job: null,
      ...wish,
    };
    const all = rows(context.account, context.region, SCHEDULES);
    all[name] = made;
    plan(context, all[name] as ScheduleRow);
    note(context.time, 'scheduler.schedule.created', { account: context.account.id, region: context.region, name });
    return { ScheduleArn: made.arn };
  },
};

export const updateSchedule: Operation = {
  kind: 'write',
  authorise: onSchedule('UpdateSchedule'),
  run(context, params) {
    const { name } = found(context, params);
    const wish = asked(context, params);
    const row = rows(context.account, context.region, SCHEDULES)[name] as ScheduleRow;
    Object.assign(row, wish, { updatedAt: context.time.now });
    plan(context, row);
    return { ScheduleArn: row.arn };
  },
};

export const deleteSchedule: Operation = {
  kind: 'write',
  authorise: onSchedule('DeleteSchedule'),
  run(context, params) {
    const row = found(context, params);
    if (row.job !== null) cancel(context.time, row.job);
    delete rows(context.account, context.region, SCHEDULES)[row.name];
    note(context.time, 'scheduler.schedule.deleted', { account: context.account.id, region: context.region, name: row.name });
    return {};
  },
};

export const getSchedule: Operation = {
  kind: 'read',
  authorise: onSchedule('GetSchedule'),
  run(context, params) {
    const row = found(context, params);
    return given({
      Arn: row.arn,
      GroupName: 'default',
      Name: row.name,
      ScheduleExpression: row.expression,
      ScheduleExpressionTimezone: 'UTC',
      State: row.state,
      Description: row.description,
      CreationDate: iso(row.createdAt, true),
      LastModificationDate: iso(row.updatedAt, true),
      Target: { ...row.target },
      FlexibleTimeWindow: { ...row.window },
      ActionAfterCompletion: row.after,
    });
  },
};

/** There is the default group alone. */
export const listScheduleGroups: Operation = {
  kind: 'read',
  run: (context) => ({
    ScheduleGroups: [
      { Arn: arn('scheduler', context.region, context.account.id, 'schedule-group/default'), Name: 'default', State: 'ACTIVE', CreationDate: iso(context.account.createdAt, true) },
    ],
  }),
};

export const listSchedules: Operation = {
  kind: 'read',
  run(context, params) {
    const prefix = read(params).optional('NamePrefix') ?? '';
    const all = listed(context.account, context.region, SCHEDULES)
      .filter((row) => row.name.startsWith(prefix))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const cut = page(all, params.NextToken, params.MaxResults, 100, 'ValidationException');
    return given({
      Schedules: cut.items.map((row) => ({
        Arn: row.arn,
        Name: row.name,
        GroupName: 'default',
        State: row.state,
        CreationDate: iso(row.createdAt, true),
        LastModificationDate: iso(row.updatedAt, true),
        Target: { Arn: row.target.Arn ?? '' },
      })),
      NextToken: cut.next,
    });
  },
};

const due: CloudJob = (context, data) => {
  const all = rows(context.account, context.region, SCHEDULES);
  const row = all[String(data.name)];
  if (row?.state !== 'ENABLED') return;
  row.job = null;
  plan(context, row);
  const count = (metric: string) => putPoint(context, 'AWS/Scheduler', metric, { ScheduleGroup: 'default' }, 1);
  count('InvocationAttemptCount');
  note(context.time, 'scheduler.schedule.fired', { account: context.account.id, region: context.region, name: row.name });
  try {
    deliver(context, { target: row.target, event: eventOf(row), source: row.arn, service: 'scheduler.amazonaws.com' });
  } catch (problem) {
    if (!(problem instanceof Undelivered)) throw problem;
    count('TargetErrorCount');
    note(context.time, 'scheduler.delivery.failed', { account: context.account.id, region: context.region, name: row.name, reason: problem.message });
  }
  if (row.job === null && row.after === 'DELETE') delete all[row.name];
};

function eventOf(row: Readonly<ScheduleRow>): Json {
  if (typeof row.target.Input !== 'string') return {};
  try {
    const value = JSON.parse(row.target.Input) as Json;
    return isRecord(value) || Array.isArray(value) ? value : row.target.Input;
  } catch {
    return row.target.Input;
  }
}

export const scheduleJobs = { 'scheduler.schedule.due': due };
