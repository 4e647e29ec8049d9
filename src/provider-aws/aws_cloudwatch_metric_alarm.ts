// Alarms on metrics. Putting one of an existing name overwrites it: AWS has no refusal for that.

import type { Json } from '../engine/json.ts';
import type { Api } from './core/api.ts';
import { all, any, atLeast, check, enumOf, length, match, needs, oneOfAnyCase, oneOfNumbers, quoted, rules } from './core/checks.ts';
import { arn } from './core/formats.ts';
import { type Attrs, fromMembers, map, pick, records, text, texts, toMembers } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagsFor, tagsIn } from './core/tagging.ts';

const TABLE = {
  actions_enabled: 'ActionsEnabled',
  alarm_actions: 'AlarmActions',
  alarm_description: 'AlarmDescription',
  alarm_name: 'AlarmName',
  comparison_operator: 'ComparisonOperator',
  datapoints_to_alarm: 'DatapointsToAlarm',
  evaluate_low_sample_count_percentiles: 'EvaluateLowSampleCountPercentile',
  evaluation_periods: 'EvaluationPeriods',
  extended_statistic: 'ExtendedStatistic',
  insufficient_data_actions: 'InsufficientDataActions',
  metric_name: 'MetricName',
  namespace: 'Namespace',
  ok_actions: 'OKActions',
  period: 'Period',
  statistic: 'Statistic',
  threshold: 'Threshold',
  treat_missing_data: 'TreatMissingData',
  unit: 'Unit',
};

function put(api: Api, attrs: Attrs, tags: Json[] | undefined): void {
  const dimensions = map(attrs.dimensions);
  const given = toMembers(Object.fromEntries(Object.entries(attrs).filter(([, value]) => value !== '')), TABLE);
  const lists = { AlarmActions: texts(attrs.alarm_actions), OKActions: texts(attrs.ok_actions), InsufficientDataActions: texts(attrs.insufficient_data_actions) };
  api.call('cloudwatch', 'PutMetricAlarm', {
    ...given,
    ...Object.fromEntries(Object.entries(lists).filter(([, actions]) => actions.length > 0)),
    Dimensions: Object.keys(dimensions).length
      ? Object.keys(dimensions)
          .sort()
          .map((Name) => ({ Name, Value: dimensions[Name] as string }))
      : undefined,
    Tags: tags,
  });
}

const UNITS = [
  ...['Seconds', 'Microseconds', 'Milliseconds', 'Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes', 'Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits'],
  ...['Percent', 'Count', 'Bytes/Second', 'Kilobytes/Second', 'Megabytes/Second', 'Gigabytes/Second', 'Terabytes/Second', 'Bits/Second', 'Kilobits/Second'],
  ...['Megabits/Second', 'Gigabits/Second', 'Terabits/Second', 'Count/Second', 'None'],
];
const AUTOMATION = '^arn:[\\w-]+:automate:[\\w-]+:ec2:(reboot|recover|stop|terminate)$';
const ACTION = any(
  'mail',
  arn,
  rules(
    'arn:aws:automate:eu-west-1:ec2:recover',
    ['mail'],
    needs(new RegExp(AUTOMATION), (key, value) => `${quoted(key)} does not match EC2 automation ARN (${quoted(AUTOMATION)}): ${quoted(value)}`),
  ),
);
const PERIOD = (...allowed: readonly number[]) =>
  any(
    45,
    oneOfNumbers(...allowed),
    check((value, at) => (Number(value) % 60 === 0 ? [] : [`expected ${at.key} to be divisible by 60, got: ${text(value)}`]), [60, 300], [45]),
  );

export const awsCloudwatchMetricAlarm: ResourceType = {
  name: 'aws_cloudwatch_metric_alarm',
  label: 'CloudWatch Metric Alarm',
  checks: {
    values: {
      alarm_actions: ACTION,
      alarm_description: length(0, 1024),
      alarm_name: length(1, 255),
      comparison_operator: enumOf(
        ...['GreaterThanOrEqualToThreshold', 'GreaterThanThreshold', 'LessThanThreshold', 'LessThanOrEqualToThreshold'],
        ...['LessThanLowerOrGreaterThanUpperThreshold', 'LessThanLowerThreshold', 'GreaterThanUpperThreshold'],
      ),
      datapoints_to_alarm: atLeast(1),
      evaluate_low_sample_count_percentiles: oneOfAnyCase('evaluate', 'ignore'),
      evaluation_periods: atLeast(1),
      extended_statistic: match(
        /^((p|(tm)|(wm)|(tc)|(ts))((\d{1,2}(\.\d{1,2})?)|(100))|(IQM)|(((TM)|(WM)|(PR)|(TC)|(TS)))\((\d+(\.\d+)?%?)?:(\d+(\.\d+)?%?)?\))$/,
        'invalid statistic, see: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html',
        'p99',
        'median',
      ),
      insufficient_data_actions: ACTION,
      metric_name: length(1, 255),
      'metric_query.account_id': length(1, 255),
      'metric_query.expression': length(1, 1024),
      'metric_query.id': length(1, 255),
      'metric_query.period': PERIOD(1, 5, 10, 20, 30),
      namespace: all('AWS/EC2', length(1, 255), match(/[^:].*/, 'must not contain colon characters', 'a', ':')),
      ok_actions: ACTION,
      period: PERIOD(10, 20, 30),
      statistic: enumOf('SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'),
      threshold_metric_id: length(1, 255),
      treat_missing_data: oneOfAnyCase('breaching', 'ignore', 'missing', 'notBreaching'),
      unit: enumOf(...UNITS),
    },
    conflicts: {
      dimensions: ['metric_query'],
      extended_statistic: ['statistic', 'metric_query'],
      metric_name: ['metric_query'],
      metric_query: ['metric_name'],
      namespace: ['metric_query'],
      period: ['metric_query'],
      statistic: ['extended_statistic', 'metric_query'],
      threshold: ['threshold_metric_id'],
      threshold_metric_id: ['threshold'],
    },
  },
  shown: (attrs) => text(attrs.id) || text(attrs.alarm_name),
  create(api, planned) {
    put(api, planned, tagsFor(planned));
    return { id: text(planned.alarm_name) };
  },
  read(api, state) {
    const alarm = records(pick(api.call('cloudwatch', 'DescribeAlarms', { AlarmNames: [text(state.id)] }) as Json, 'MetricAlarms'))[0];
    if (!alarm) return null;
    const found = fromMembers(alarm, TABLE);
    return {
      ...found,
      alarm_actions: texts(found.alarm_actions),
      ok_actions: texts(found.ok_actions),
      insufficient_data_actions: texts(found.insufficient_data_actions),
      treat_missing_data: found.treat_missing_data ?? 'missing',
      arn: alarm.AlarmArn,
      dimensions: Object.fromEntries(records(alarm.Dimensions).map((one) => [text(one.Name), text(one.Value)])),
      tags_all: tagsIn(pick(api.call('cloudwatch', 'ListTagsForResource', { ResourceARN: alarm.AlarmArn }) as Json, 'Tags')),
    };
  },
  update(api, prior, planned) {
    const shape = (attrs: Attrs) => JSON.stringify([toMembers(attrs, TABLE), attrs.dimensions ?? null]);
    if (shape(prior) !== shape(planned)) put(api, planned, undefined);
  },
  delete(api, prior) {
    api.find('cloudwatch', 'DeleteAlarms', { AlarmNames: [text(prior.id)] }, ['ResourceNotFound']);
  },
  refuses({ config, unknown }) {
    const given = ['statistic', 'extended_statistic'].filter((name) => unknown(name) || text(config[name]));
    return text(config.metric_name) && given.length !== 1 ? 'One of `statistic` or `extended_statistic` must be set for a cloudwatch metric alarm' : null;
  },
  tags: TAGS.cloudwatch,
};
