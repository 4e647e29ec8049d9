// Alarms. PutMetricAlarm for a name that exists overwrites it, as in AWS. `evaluate.ts` sets their states.
import { iso } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note } from '../../engine/moment.ts';
import { type CloudContext, having, listed, peek, rowAt, rows } from '../cloud.ts';
import { arn } from '../ids.ts';
import { given } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { tagOperations } from '../tag-operations.ts';
import { readTags, tagList } from '../tags.ts';
import { ALARMS, type Alarm } from './alarm-table.ts';
import { become, OPERATORS } from './evaluate.ts';
import { keyOf, metricKey, plan, unplan } from './planning.ts';
import { complain, read } from './refusal.ts';

const refusal = (code: string, message: string) => new AwsError(code, message, 400, true);

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
    const operator = request.text('ComparisonOperator');
    if (!OPERATORS.includes(operator)) throw new AwsError('ValidationError', `Invalid value for ComparisonOperator: ${operator}`, 400, false);
    if (request.number('EvaluationPeriods') === null) throw new AwsError('ValidationError', 'The parameter EvaluationPeriods is required.', 400, false);
    const body: { [member: string]: Json } = { ActionsEnabled: true, OKActions: [], AlarmActions: [], InsufficientDataActions: [], Dimensions: [] };
    for (const member of MEMBERS) if (request.has(member)) body[member] = JSON.parse(JSON.stringify(params[member])) as Json;
    const tags = readTags(params.Tags);
    const alarms = rows(context.account, context.region, ALARMS);
    const present = alarms[name];
    if (present) {
      present.body = body;
      present.updatedAt = context.time.now;
      present.seen = [];
      plan(context, present);
    } else {
      alarms[name] = {
        name,
        arn: arn('cloudwatch', context.region, context.account.id, `alarm:${name}`),
        body,
        updatedAt: context.time.now,
        state: 'INSUFFICIENT_DATA',
        reason: 'Unchecked: Initial alarm creation',
        stateAt: context.time.now,
        seen: [],
        job: null,
        history: [],
        tags,
      };
      plan(context, alarms[name] as Alarm);
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
    const all = listed(context.account, context.region, ALARMS).filter(
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
      unplan(context, rows(context.account, context.region, ALARMS)[name] as Alarm);
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
    if (!rowAt(context.account, context.region, ALARMS, name)) throw refusal('ResourceNotFound', `Alarm not found: ${name}`);
    const alarm = rows(context.account, context.region, ALARMS)[name] as Alarm;
    become(context, alarm, state, reason);
    // It is soon put right by what is measured.
    plan(context, alarm);
    return {};
  },
};

function ofArn(context: CloudContext, params: Params): Readonly<Alarm> {
  const wanted = read(params).text('ResourceARN');
  const alarm = having(context.account, context.region, ALARMS, 'arn', wanted)[0];
  if (!alarm) throw refusal('ResourceNotFoundException', `Unknown resource: ${wanted}`);
  return alarm;
}

export const listTagsForResource: Operation = { kind: 'read', run: (context, params) => ({ Tags: tagList(ofArn(context, params).tags) }) };

export const tagging = tagOperations({
  check: ofArn,
  row: (context, params) => rows(context.account, context.region, ALARMS)[ofArn(context, params).name] as Alarm,
  words: complain,
});

export const describeAlarmHistory: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const name = request.optional('AlarmName');
    const found = listed(context.account, context.region, ALARMS)
      .filter((alarm) => name === null || alarm.name === name)
      .flatMap((alarm) => alarm.history.map((item) => ({ alarm: alarm.name, ...item })))
      .sort((a, b) => b.at - a.at);
    const cut = page(found, params.NextToken, params.MaxRecords, 100, 'InvalidNextToken');
    return given({
      AlarmHistoryItems: cut.items.map((item) => ({
        AlarmName: item.alarm,
        AlarmType: 'MetricAlarm',
        Timestamp: iso(item.at, true),
        HistoryItemType: 'StateUpdate',
        HistorySummary: `Alarm updated from ${item.from} to ${item.to}`,
        HistoryData: JSON.stringify({ version: '1.0', oldState: { stateValue: item.from }, newState: { stateValue: item.to, stateReason: item.reason } }),
      })),
      NextToken: cut.next,
    });
  },
};

/** Whether alarms do something when they change: what AWS calls their actions. Unknown names are passed over. */
const actions = (enabled: boolean): Operation => ({
  kind: 'write',
  run(context, params) {
    const names = read(params).texts('AlarmNames');
    if (names.length === 0) throw new AwsError('ValidationError', 'The parameter AlarmNames is required.', 400, false);
    for (const name of names)
      if (rowAt(context.account, context.region, ALARMS, name)) (rows(context.account, context.region, ALARMS)[name] as Alarm).body.ActionsEnabled = enabled;
    return {};
  },
});

export const enableAlarmActions = actions(true);
export const disableAlarmActions = actions(false);

export const describeAlarmsForMetric: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const dimensions = request.records('Dimensions').map((one) => ({ Name: read(one).text('Name'), Value: read(one).text('Value') }));
    const key = metricKey(request.text('Namespace'), request.text('MetricName'), dimensions);
    return { MetricAlarms: listed(context.account, context.region, ALARMS).flatMap((alarm) => (keyOf(alarm) === key ? [print(alarm)] : [])) };
  },
};
