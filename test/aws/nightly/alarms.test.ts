// Alarms by the clock, on what the account really is.
import { expect, test } from 'vitest';
import { observe, stirring } from '../../../src/aws/cloudwatch/evaluate.ts';
import { since } from '../../../src/engine/log.ts';
import { house } from './house.ts';

const MIN = 60_000;

/** Time passes minute by minute, and the gauges are looked at, as a world does after each step. */
function live(h: ReturnType<typeof house>, minutes: number) {
  for (let i = 0; i < minutes; i++) {
    observe(h.cloud, h.time);
    h.pass(MIN);
  }
  observe(h.cloud, h.time);
}

const alarm = (h: ReturnType<typeof house>, body: object) =>
  h.ok('cloudwatch', 'PutMetricAlarm', {
    AlarmName: 'a',
    Statistic: 'Average',
    Period: 60,
    EvaluationPeriods: 3,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    ...body,
  });
const state = (h: ReturnType<typeof house>) => h.ok('cloudwatch', 'DescribeAlarms').MetricAlarms[0].StateValue as string;

test('unhealthy hosts: three whole periods until it rings, three until it is quiet, and none after the target group is gone', () => {
  const h = house();
  const suffix = (arn: string, word: string) => arn.slice(arn.indexOf(word));
  alarm(h, {
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'UnHealthyHostCount',
    Statistic: 'Minimum',
    Dimensions: [
      { Name: 'TargetGroup', Value: suffix(h.targetGroup, 'targetgroup/') },
      { Name: 'LoadBalancer', Value: suffix(h.balancer, 'app/') },
    ],
  });
  expect(state(h)).toBe('INSUFFICIENT_DATA');
  live(h, 5);
  expect(state(h)).toBe('OK');
  expect(stirring(h.cloud, h.time.now)).toBe(false);
  const rule = { GroupId: h.groups.app, IpPermissions: [{ IpProtocol: 'tcp', FromPort: 8000, ToPort: 8000, UserIdGroupPairs: [{ GroupId: h.groups.lb }] }] };
  h.ok('ec2', 'RevokeSecurityGroupIngress', rule);
  const broken = h.time.now;
  live(h, 2);
  expect(state(h)).toBe('OK');
  live(h, 4);
  expect(state(h)).toBe('ALARM');
  const rang = since(h.time.facts).findLast((fact) => fact.kind === 'cloudwatch.alarm.state')!;
  expect((rang.at - broken) / MIN).toBeGreaterThan(2.9);
  expect((rang.at - broken) / MIN).toBeLessThan(5);
  expect(rang.data.reason).toMatch(/^Threshold Crossed: 3 datapoints \[2 \(.*\] were greater than the threshold \(0\.0\)\.$/);
  h.ok('ec2', 'AuthorizeSecurityGroupIngress', rule);
  live(h, 6);
  expect(state(h)).toBe('OK');
  expect(
    h
      .ok('cloudwatch', 'DescribeAlarmHistory', { AlarmName: 'a' })
      .AlarmHistoryItems.map((one: { HistorySummary: string }) => one.HistorySummary.replace('Alarm updated from ', '')),
  ).toEqual(['ALARM to OK', 'OK to ALARM', 'INSUFFICIENT_DATA to OK']);
});

test('a metric of a database that is deleted has no data; missing data is what the alarm says that it is', () => {
  for (const [TreatMissingData, then] of [
    ['missing', 'INSUFFICIENT_DATA'],
    ['breaching', 'ALARM'],
    ['notBreaching', 'OK'],
    ['ignore', 'OK'],
  ]) {
    const h = house();
    alarm(h, {
      Namespace: 'AWS/RDS',
      MetricName: 'FreeStorageSpace',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 5 * 2 ** 30,
      Dimensions: [{ Name: 'DBInstanceIdentifier', Value: 'courses-db' }],
      TreatMissingData,
    });
    live(h, 5);
    expect(state(h)).toBe('OK');
    h.ok('rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'courses-db', SkipFinalSnapshot: true });
    live(h, 20);
    expect(state(h), TreatMissingData).toBe(then);
  }
});

test('errors of a function ring an alarm, which tells a topic, which mails who confirmed; and it goes quiet by itself', () => {
  const h = house();
  h.fn('export', 'dump_to_s3', {}, { PGPASSWORD: 'x' });
  const topic = h.ok('sns', 'CreateTopic', { Name: 'alerts' }).TopicArn;
  h.ok('sns', 'Subscribe', { TopicArn: topic, Protocol: 'email', Endpoint: 'you@example.org' });
  const mails = () => since(h.time.facts).filter((fact) => fact.kind === 'mail.sent');
  const token = String(mails()[0]?.data.token);
  const rings = {
    Namespace: 'AWS/Lambda',
    MetricName: 'Errors',
    Statistic: 'Sum',
    Period: 300,
    EvaluationPeriods: 1,
    Dimensions: [{ Name: 'FunctionName', Value: 'export' }],
    AlarmActions: [topic],
    TreatMissingData: 'notBreaching',
  };
  alarm(h, rings);
  live(h, 6);
  h.invoke('export');
  live(h, 6);
  expect(state(h)).toBe('ALARM');
  expect(mails()).toHaveLength(1);
  live(h, 11);
  expect(state(h)).toBe('OK');
  h.ok('sns', 'ConfirmSubscription', { TopicArn: topic, Token: token });
  h.invoke('export');
  live(h, 6);
  expect(mails()).toHaveLength(2);
  expect(mails()[1]?.data).toMatchObject({ to: 'you@example.org', subject: 'ALARM: "a" in eu-west-1' });
  // Nothing is planned any more once all is quiet.
  live(h, 20);
  expect(Object.values(h.time.jobs).filter((job) => job.kind.startsWith('cloudwatch'))).toEqual([]);
});

test('metrics of one’s own: statistics over periods', () => {
  const h = house();
  const start = new Date(h.time.now).toISOString();
  for (const Value of [1, 2, 6]) h.ok('cloudwatch', 'PutMetricData', { Namespace: 'Backups', MetricData: [{ MetricName: 'Rows', Value, Unit: 'Count' }] });
  h.pass(MIN);
  const ask = {
    Namespace: 'Backups',
    MetricName: 'Rows',
    StartTime: start,
    EndTime: new Date(h.time.now).toISOString(),
    Period: 3600,
    Statistics: ['Sum', 'Average', 'Maximum', 'SampleCount'],
  };
  expect(h.ok('cloudwatch', 'GetMetricStatistics', ask).Datapoints).toMatchObject([{ Sum: 9, Average: 3, Maximum: 6, SampleCount: 3, Unit: 'Count' }]);
  expect(h.ok('cloudwatch', 'ListMetrics', { Namespace: 'Backups' }).Metrics).toEqual([{ Namespace: 'Backups', MetricName: 'Rows', Dimensions: [] }]);
  expect(h.no('cloudwatch', 'PutMetricData', { Namespace: 'AWS/RDS', MetricData: [] })).toContain('InvalidParameterValue');
});

test('what visitors get is counted: answers of the application, its errors without a database, and those of the balancer without targets', () => {
  const h = house();
  const dimensions = [{ Name: 'LoadBalancer', Value: h.balancer.slice(h.balancer.indexOf('app/')) }];
  const counted = () =>
    ['RequestCount', 'HTTPCode_Target_2XX_Count', 'HTTPCode_Target_5XX_Count', 'HTTPCode_ELB_5XX_Count'].map((MetricName) => {
      const asked = { Namespace: 'AWS/ApplicationELB', MetricName, Dimensions: dimensions, Period: 60, Statistics: ['Sum'] };
      const times = { StartTime: new Date(h.time.now - 10 * MIN).toISOString(), EndTime: new Date(h.time.now).toISOString() };
      return h.ok('cloudwatch', 'GetMetricStatistics', { ...asked, ...times }).Datapoints[0]?.Sum ?? null;
    });
  expect(counted()).toEqual([30, 30, null, null]);
  alarm(h, {
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'HTTPCode_ELB_5XX_Count',
    Statistic: 'Sum',
    Dimensions: dimensions,
    EvaluationPeriods: 1,
    Threshold: 10,
    TreatMissingData: 'notBreaching',
  });
  live(h, 3);
  expect(state(h)).toBe('OK');
  const from = { IpPermissions: [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, UserIdGroupPairs: [{ GroupId: h.groups.app }] }] };
  h.ok('ec2', 'RevokeSecurityGroupIngress', { GroupId: h.groups.db, ...from });
  expect(counted()).toEqual([30, null, 30, null]);
  h.ok('ec2', 'RevokeSecurityGroupIngress', {
    GroupId: h.groups.app,
    IpPermissions: [{ IpProtocol: 'tcp', FromPort: 8000, ToPort: 8000, UserIdGroupPairs: [{ GroupId: h.groups.lb }] }],
  });
  expect(counted()).toEqual([30, null, null, 30]);
  live(h, 3);
  expect(state(h)).toBe('ALARM');
  const metric = { Namespace: 'AWS/ApplicationELB', MetricName: 'HTTPCode_ELB_5XX_Count', Dimensions: dimensions };
  const found = () => h.ok('cloudwatch', 'DescribeAlarmsForMetric', metric).MetricAlarms as { AlarmName: string; ActionsEnabled: boolean }[];
  h.ok('cloudwatch', 'DisableAlarmActions', { AlarmNames: ['a', 'no-such-alarm'] });
  expect(found()).toMatchObject([{ AlarmName: 'a', ActionsEnabled: false }]);
  h.ok('cloudwatch', 'EnableAlarmActions', { AlarmNames: ['a'] });
  expect(found()).toMatchObject([{ ActionsEnabled: true }]);
  expect(h.ok('cloudwatch', 'DescribeAlarmsForMetric', { ...metric, MetricName: 'RequestCount' }).MetricAlarms).toEqual([]);
});
