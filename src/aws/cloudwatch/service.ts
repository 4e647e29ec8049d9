// CloudWatch: metrics and alarms.
import type { Service } from '../operation.ts';
import { unused } from '../unused.ts';
import * as alarm from './alarm.ts';
import { alarmJobs } from './evaluate.ts';
import * as statistics from './statistics.ts';

export const cloudwatch: Service = {
  name: 'cloudwatch',
  eventSource: 'monitoring.amazonaws.com',
  iamPrefix: 'cloudwatch',
  operations: {
    ...unused('cloudwatch'),
    DeleteAlarms: alarm.deleteAlarms,
    DescribeAlarmHistory: alarm.describeAlarmHistory,
    DescribeAlarms: alarm.describeAlarms,
    DescribeAlarmsForMetric: alarm.describeAlarmsForMetric,
    DisableAlarmActions: alarm.disableAlarmActions,
    EnableAlarmActions: alarm.enableAlarmActions,
    GetMetricStatistics: statistics.getMetricStatistics,
    ListMetrics: statistics.listMetrics,
    ListTagsForResource: alarm.listTagsForResource,
    PutMetricData: statistics.putMetricData,
    PutMetricAlarm: alarm.putMetricAlarm,
    SetAlarmState: alarm.setAlarmState,
    TagResource: alarm.tagging.set,
    UntagResource: alarm.tagging.drop,
  },
  jobs: alarmJobs,
};
