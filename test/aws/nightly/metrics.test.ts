// Metrics over time: what a database reported stays readable when it is gone, statistics of any period, and expressions over them.
import { expect, test } from 'vitest';
import { compute } from '../../../src/aws/cloudwatch/expression.ts';
import { recordMetrics } from '../../../src/aws/cloudwatch/history.ts';
import { iso } from '../../../src/engine/clock.ts';
import { house } from './house.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;

/** A house whose metrics are noted after each minute, as a world does after each step. */
function noted() {
  const h = house();
  const pass = (by: number) => {
    const until = h.time.now + by;
    while (h.time.now < until) {
      h.pass(Math.min(MIN, until - h.time.now));
      recordMetrics(h.cloud, h.time);
    }
  };
  recordMetrics(h.cloud, h.time);
  const ask = (MetricName: string, from: number, to: number, Period: number, more: object) =>
    h.ok('cloudwatch', 'GetMetricStatistics', {
      Namespace: 'AWS/RDS',
      MetricName,
      Dimensions: [{ Name: 'DBInstanceIdentifier', Value: 'courses-db' }],
      StartTime: iso(from),
      EndTime: iso(to),
      Period,
      ...more,
    }).Datapoints as Record<string, unknown>[];
  return { ...h, pass, statistics: ask, time: h.time };
}

test('a deleted database reports nothing more, and what it reported stays', () => {
  const h = noted();
  const began = h.time.now;
  h.pass(30 * MIN);
  h.ok('rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'courses-db', SkipFinalSnapshot: true });
  h.pass(90 * MIN);
  const points = h.statistics('FreeStorageSpace', began, h.time.now, 300, { Statistics: ['Average', 'SampleCount'] });
  const counted = points.reduce((sum, point) => sum + Number(point.SampleCount), 0);
  expect(counted).toBeGreaterThanOrEqual(29);
  expect(counted).toBeLessThanOrEqual(31);
  expect(points.every((point) => point.Unit === 'Bytes' && Number(point.Average) > 1e10)).toBe(true);
  const names = () => (h.ok('cloudwatch', 'ListMetrics', { Namespace: 'AWS/RDS' }).Metrics as { MetricName: string }[]).map((one) => one.MetricName);
  expect(names()).toEqual(['CPUUtilization', 'DatabaseConnections', 'FreeStorageSpace']);
  expect(h.ok('cloudwatch', 'ListMetrics', { Namespace: 'AWS/RDS', Dimensions: [{ Name: 'DBInstanceIdentifier', Value: 'other' }] }).Metrics).toEqual([]);
  // After two weeks a metric is not listed any more, and is there for who asks by its name; of minutes nothing is left then.
  h.time.now += 16 * 24 * HOUR;
  expect(names()).toEqual([]);
  expect(h.statistics('FreeStorageSpace', began, began + HOUR, 300, { Statistics: ['Average'] })).not.toEqual([]);
  expect(h.statistics('FreeStorageSpace', began, began + HOUR, 60, { Statistics: ['Average'] })).toEqual([]);
});

test('statistics of what was put, by any period, and percentiles', () => {
  const h = house();
  const from = h.time.now;
  for (const value of [1, 2, 3, 4, 10]) {
    h.ok('cloudwatch', 'PutMetricData', { Namespace: 'N', MetricData: [{ MetricName: 'm', Value: value }] });
    h.pass(MIN);
  }
  const ask = (more: object) =>
    h.ok('cloudwatch', 'GetMetricStatistics', { Namespace: 'N', MetricName: 'm', StartTime: iso(from), EndTime: iso(h.time.now), Period: 600, ...more });
  expect(ask({ Statistics: ['Sum', 'SampleCount', 'Minimum', 'Maximum', 'Average'] }).Datapoints).toEqual([
    { Timestamp: iso(Math.floor(from / (10 * MIN)) * 10 * MIN), Sum: 20, SampleCount: 5, Minimum: 1, Maximum: 10, Average: 4, Unit: 'None' },
  ]);
  expect(ask({ ExtendedStatistics: ['p50', 'p90', 'tm75'] }).Datapoints[0].ExtendedStatistics).toEqual({ p50: 3, p90: expect.closeTo(7.6), tm75: 2.5 });
  expect(ask({ Statistics: ['Sum'], Unit: 'Bytes' }).Datapoints).toEqual([]);
  const no = (more: object) => h.no('cloudwatch', 'GetMetricStatistics', { Namespace: 'N', MetricName: 'm', StartTime: iso(from), EndTime: iso(h.time.now), Period: 600, ...more });
  expect(no({})).toBe('MissingParameter: Must specify either Statistics or ExtendedStatistics');
  expect(no({ ExtendedStatistics: ['p101'] })).toMatch(/^InvalidParameterValue: /);
  expect(no({ Statistics: ['Sum'], Period: 45 })).toMatch(/^InvalidParameterValue: /);
  expect(no({ Statistics: ['Sum'], StartTime: '2020-01-01', Period: 60 })).toMatch(/^InvalidParameterCombination: You have requested up to \d+ datapoints/);
});

test('several metrics and expressions at once', () => {
  const h = house();
  const from = h.time.now;
  for (const [ok, failed] of [
    [8, 2],
    [5, 5],
  ]) {
    h.ok('cloudwatch', 'PutMetricData', {
      Namespace: 'N',
      MetricData: [
        { MetricName: 'ok', Value: ok! },
        { MetricName: 'failed', Value: failed! },
      ],
    });
    h.pass(MIN);
  }
  const metric = (Id: string, MetricName: string, shown = false) => ({ Id, ReturnData: shown, MetricStat: { Metric: { Namespace: 'N', MetricName }, Period: 60, Stat: 'Sum' } });
  const query = (...MetricDataQueries: object[]) => ({
    StartTime: iso(from),
    EndTime: iso(h.time.now),
    ScanBy: 'TimestampAscending',
    MetricDataQueries: MetricDataQueries as never,
  });
  const results = (...queries: object[]) =>
    (h.ok('cloudwatch', 'GetMetricData', query(...queries)).MetricDataResults as { Label: string; Values: number[] }[]).map((one) => [one.Label, one.Values]);
  expect(results(metric('a', 'ok', true), metric('b', 'failed'), { Id: 'e', Expression: '100 * b / (a + b)', Label: 'errors' })).toEqual([
    ['ok', [8, 5]],
    ['errors', [20, 50]],
  ]);
  expect(results(metric('a', 'ok'), metric('b', 'failed'), { Id: 's', Expression: 'SUM(METRICS())' }, { Id: 't', Expression: 's - MAX([a,b])' })).toEqual([
    ['s', [10, 10]],
    ['t', [2, 5]],
  ]);
  expect(results({ Id: 'q', Expression: `SEARCH('Namespace="N" failed', 'Maximum', 60)` })).toEqual([['q', [2, 5]]]);
  const no = (...queries: object[]) => h.no('cloudwatch', 'GetMetricData', query(...queries));
  expect(no({ Id: 'e', Expression: 'x + 1' })).toBe("ValidationError: Error in expression 'x + 1': Unknown id: x");
  expect(no({ Id: 'e', Expression: 'e + 1' })).toMatch(/Circular dependency$/);
  expect(no({ Id: 'e', Expression: '1 +' })).toMatch(/Invalid syntax$/);
  expect(no({ Id: 'e', Expression: '1 + 1' })).toMatch(/does not return a time series\.$/);
  expect(no(metric('a', 'ok'), metric('a', 'failed'))).toMatch(/not unique: a$/);
});

test('metric math by hand', () => {
  const times = [0, 60_000, 120_000, 180_000];
  const a = new Map([
    [0, 1],
    [60_000, 4],
    [180_000, 10],
  ]);
  const value = (expression: string) => {
    const found = compute(expression, { period: 60_000, times, series: (id) => (id === 'a' ? a : null), metrics: () => [a, a], search: () => [] });
    return found instanceof Map ? [...(found as Map<number, number>).values()] : found;
  };
  expect(value('2 + 3 * 2 ^ 2')).toBe(14);
  expect(value('-(1 + 2) * 2')).toBe(-6);
  expect(value('a > 2 && a < 9')).toEqual([0, 1, 0]);
  expect(value('IF(a > 2, a, 0)')).toEqual([0, 4, 10]);
  expect(value('FILL(a, 0)')).toEqual([1, 4, 0, 10]);
  expect(value('FILL(a, REPEAT)')).toEqual([1, 4, 4, 10]);
  expect(value('FILL(a, LINEAR)')).toEqual([1, 4, 7, 10]);
  expect(value('RATE(a)')).toEqual([0.05, 0.05]);
  expect(value('DIFF(a)')).toEqual([3, 6]);
  expect(value('RUNNING_SUM(a)')).toEqual([1, 5, 15]);
  expect(value('AVG(a)')).toBe(5);
  expect(value('SUM(METRICS())')).toEqual([2, 8, 20]);
  expect(value('PERIOD(a)')).toBe(60);
  expect(() => value('NOPE(a)')).toThrow('Unknown function: NOPE');
});
