// CloudWatch alarms.
import type { Service } from '../operation.ts';
import * as alarm from './alarm.ts';

export const cloudwatch: Service = {
  name: 'cloudwatch',
  eventSource: 'monitoring.amazonaws.com',
  iamPrefix: 'cloudwatch',
  operations: {
    DeleteAlarms: alarm.deleteAlarms,
    DescribeAlarms: alarm.describeAlarms,
    GetMetricStatistics: alarm.getMetricStatistics,
    ListTagsForResource: alarm.listTagsForResource,
    PutMetricAlarm: alarm.putMetricAlarm,
    SetAlarmState: alarm.setAlarmState,
    TagResource: alarm.tagResource,
    UntagResource: alarm.untagResource,
  },
  jobs: {},
};
