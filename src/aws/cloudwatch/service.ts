// CloudWatch: metrics and alarms.
import type { CloudContext } from '../cloud.ts';
import { arn } from '../ids.ts';
import type { Params, Service } from '../operation.ts';
import { onResources, textsIn } from '../resource-rights.ts';
import { unused } from '../unused.ts';
import * as alarm from './alarm.ts';
import { alarmJobs } from './evaluate.ts';
import { getMetricData } from './metric-data.ts';
import * as statistics from './statistics.ts';

/** The alarms that a call names. */
const alarms = (context: CloudContext, params: Params): readonly string[] => [
  ...textsIn(params.ResourceARN),
  ...textsIn(params.AlarmName, params.AlarmNames).map((name) => arn('cloudwatch', context.region, context.account.id, `alarm:${name}`)),
];

export const cloudwatch: Service = {
  name: 'cloudwatch',
  eventSource: 'monitoring.amazonaws.com',
  iamPrefix: 'cloudwatch',
  operations: onResources(
    'cloudwatch',
    {
      ...unused('cloudwatch'),
      DeleteAlarms: alarm.deleteAlarms,
      DescribeAlarmHistory: alarm.describeAlarmHistory,
      DescribeAlarms: alarm.describeAlarms,
      DescribeAlarmsForMetric: alarm.describeAlarmsForMetric,
      DisableAlarmActions: alarm.disableAlarmActions,
      EnableAlarmActions: alarm.enableAlarmActions,
      GetMetricData: getMetricData,
      GetMetricStatistics: statistics.getMetricStatistics,
      ListMetrics: statistics.listMetrics,
      ListTagsForResource: alarm.listTagsForResource,
      PutMetricData: statistics.putMetricData,
      PutMetricAlarm: alarm.putMetricAlarm,
      SetAlarmState: alarm.setAlarmState,
      TagResource: alarm.tagging.set,
      UntagResource: alarm.tagging.drop,
    },
    alarms,
  ),
  jobs: alarmJobs,
};
