// Alarms. PutMetricAlarm for a name that exists overwrites it, as in AWS. No metrics are measured, so an alarm stays at INSUFFICIENT_DATA
// until somebody sets its state.
import { iso } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note } from '../../engine/moment.ts';
import { type CloudContext, peek, rows, table } from '../cloud.ts';
import { arn } from '../ids.ts';
import { given, input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { readTags, type Tags, tagList } from '../tags.ts';

export interface Alarm {
  readonly name: string;
  readonly arn: string;
  /** Members of the API: MetricName, Namespace, Threshold and the like. */
  body: { [name: string]: Json };
  updatedAt: number;
  state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  reason: string;
  stateAt: number;
  tags: Tags;
}

/** Keyed by name. */
export const ALARMS = table<Alarm>('cloudwatch.alarm');

const refusal = (code: string, message: string) => new AwsError(code, message, 400, true);
const read = (params: Params) =>
  input(params, (problem, name) => new AwsError('ValidationError', problem === 'missing' ? `The parameter ${name} is required.` : `Invalid value for ${name}.`, 400, false));

const MEMBERS = [
  'AlarmDescription',
  'ActionsEnabled',
  'OKActions',
  'AlarmActions',
  'InsufficientDataActions',
  'MetricName',
  'Namespace',
  'Statistic',
  'ExtendedStatistic',
  'Dimensions',
  'Period',
  'Unit',
  'EvaluationPeriods',
  'DatapointsToAlarm',
  'Threshold',
  'ComparisonOperator',
  'TreatMissingData',
  'EvaluateLowSampleCountPercentile',
  'Metrics',
  'ThresholdMetricId',
];

export const putMetricAlarm: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const name = request.text('AlarmName');
    request.text('ComparisonOperator');
    if (request.number('EvaluationPeriods') === null) throw new AwsError('ValidationError', 'The parameter EvaluationPeriods is required.', 400, false);
    const body: { [member: string]: Json } = { ActionsEnabled: true, OKActions: [], AlarmActions: [], InsufficientDataActions: [], Dimensions: [] };
    for (const member of MEMBERS) if (request.has(member)) body[member] = JSON.parse(JSON.stringify(params[member])) as Json;
    const tags = readTags(params.Tags);
    const alarms = rows(context.account, context.region, ALARMS);
    const present = alarms[name];
    if (present) {
      present.body = body;
      present.updatedAt = context.time.now;
    } else {
      alarms[name] = {
        name,
        arn: arn('cloudwatch', context.region, context.account.id, `alarm:${name}`),
        body,
        updatedAt: context.time.now,
        state: 'INSUFFICIENT_DATA',
        reason: 'Unchecked: Initial alarm creation',
        stateAt: context.time.now,
        tags,
      };
      note(context.time, 'cloudwatch.alarm.created', { account: context.account.id, region: context.region, name });
    }
    return {};
  },
};

const print = (alarm: Readonly<Alarm>): Json => ({
  AlarmName: alarm.name,
  AlarmArn: alarm.arn,
  AlarmConfigurationUpdatedTimestamp: iso(alarm.updatedAt, true),
  ...(JSON.parse(JSON.stringify(alarm.body)) as { [name: string]: Json }),
  StateValue: alarm.state,
  StateReason: alarm.reason,
  StateUpdatedTimestamp: iso(alarm.stateAt, true),
  StateTransitionedTimestamp: iso(alarm.stateAt, true),
});

export const describeAlarms: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const names = request.texts('AlarmNames');
    const prefix = request.optional('AlarmNamePrefix') ?? '';
    const state = request.optional('StateValue');
    const types = request.texts('AlarmTypes');
    const all = Object.values(peek(context.account, context.region, ALARMS)).filter(
      (alarm) => (names.length === 0 || names.includes(alarm.name)) && alarm.name.startsWith(prefix) && (state === null || alarm.state === state),
    );
    const cut = page(types.length === 0 || types.includes('MetricAlarm') ? all : [], params.NextToken, params.MaxRecords, 100, 'InvalidNextToken');
    return given({ MetricAlarms: cut.items.map(print), CompositeAlarms: [], NextToken: cut.next });
  },
};

/** Unknown names are refused, unless they come with none that is known. */
export const deleteAlarms: Operation = {
  kind: 'write',
  run(context, params) {
    const names = read(params).texts('AlarmNames');
    if (names.length === 0) throw new AwsError('ValidationError', 'The parameter AlarmNames is required.', 400, false);
    const alarms = peek(context.account, context.region, ALARMS);
    const unknown = names.filter((name) => !alarms[name]);
    if (unknown.length > 0 && unknown.length < names.length) throw refusal('ResourceNotFound', `Alarms not found: [${unknown.join(', ')}]`);
    for (const name of names) {
      if (!alarms[name]) continue;
      delete rows(context.account, context.region, ALARMS)[name];
      note(context.time, 'cloudwatch.alarm.deleted', { account: context.account.id, region: context.region, name });
    }
    return {};
  },
};

export const setAlarmState: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const name = request.text('AlarmName');
    const state = request.text('StateValue');
    const reason = request.text('StateReason');
    if (state !== 'OK' && state !== 'ALARM' && state !== 'INSUFFICIENT_DATA') throw new AwsError('ValidationError', `Invalid state value: ${state}`, 400, false);
    if (!peek(context.account, context.region, ALARMS)[name]) throw refusal('ResourceNotFound', `Alarm not found: ${name}`);
    Object.assign(rows(context.account, context.region, ALARMS)[name] as Alarm, { state, reason, stateAt: context.time.now });
    return {};
  },
};

function ofArn(context: CloudContext, params: Params): Readonly<Alarm> {
  const wanted = read(params).text('ResourceARN');
  const alarm = Object.values(peek(context.account, context.region, ALARMS)).find((candidate) => candidate.arn === wanted);
  if (!alarm) throw refusal('ResourceNotFoundException', `Unknown resource: ${wanted}`);
  return alarm;
}

export const listTagsForResource: Operation = { kind: 'read', run: (context, params) => ({ Tags: tagList(ofArn(context, params).tags) }) };

export const tagResource: Operation = {
  kind: 'write',
  run(context, params) {
    const { name } = ofArn(context, params);
    const tags = readTags(params.Tags);
    Object.assign((rows(context.account, context.region, ALARMS)[name] as Alarm).tags, tags);
    return {};
  },
};

export const untagResource: Operation = {
  kind: 'write',
  run(context, params) {
    const { name } = ofArn(context, params);
    const keys = read(params).texts('TagKeys');
    for (const key of keys) delete (rows(context.account, context.region, ALARMS)[name] as Alarm).tags[key];
    return {};
  },
};

/** Nothing is measured: the answer that AWS gives for a metric without data. */
export const getMetricStatistics: Operation = {
  kind: 'read',
  run(_, params) {
    const request = read(params);
    request.text('Namespace');
    return { Label: request.text('MetricName'), Datapoints: [] };
  },
};
