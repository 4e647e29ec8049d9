// Alarms on metrics. Putting one of an existing name overwrites it: AWS has no refusal for that.
import type { Json } from '../engine/json.ts';
import type { Api } from './core/api.ts';
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

export const awsCloudwatchMetricAlarm: ResourceType = {
  name: 'aws_cloudwatch_metric_alarm',
  label: 'CloudWatch Metric Alarm',
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
  tags: TAGS.cloudwatch,
};
