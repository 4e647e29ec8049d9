// A metric's data points over a stretch of time: what was put, and what was noted of the metrics that are read off the account. CloudWatch keeps points
// of a minute for fifteen days, of five minutes for 63 days, of an hour for 455.
import { DAY, HOUR, MINUTE, SECOND } from '../../engine/clock.ts';
import { type CloudView, rowAt } from '../cloud.ts';
import { AwsError } from '../operation.ts';
import { gauge, isGauge } from './gauge.ts';
import { type MetricName, recorded, valueAt } from './history.ts';
import { METRICS, pointsBetween, STATISTICS, statistic } from './metric.ts';
import { metricKey } from './planning.ts';

export interface Datapoint {
  readonly at: number;
  readonly value: number;
}

/** Values of a metric that fall into one period, by the period's beginning. */
export type Periods = ReadonlyMap<number, readonly number[]>;

const unitOfGauge = (name: string): string => (name === 'FreeStorageSpace' ? 'Bytes' : name === 'CPUUtilization' ? 'Percent' : 'Count');

export const unitOf = (view: CloudView, { namespace, name, dimensions }: MetricName): string =>
  isGauge(namespace, name) ? unitOfGauge(name) : (rowAt(view.account, view.region, METRICS, metricKey(namespace, name, dimensions))?.unit ?? 'None');

/** The oldest instant of which there are points of so fine a period. */
const oldest = (now: number, period: number): number => now - (period < 5 * MINUTE ? 15 * DAY : period < HOUR ? 63 * DAY : 455 * DAY);

/** Values by period (milliseconds), from an instant on, up to another and without it. */
export function periodsOf(view: CloudView, metric: MetricName, period: number, from: number, to: number): Periods {
  const { now } = view.time;
  const periods = new Map<number, number[]>();
  const begin = Math.max(Math.floor(from / period) * period, oldest(now, period));
  const add = (at: number, value: number): void => {
    const start = Math.floor(at / period) * period;
    const values = periods.get(start);
    if (values) values.push(value);
    else periods.set(start, [value]);
  };
  const key = metricKey(metric.namespace, metric.name, metric.dimensions);
  if (!isGauge(metric.namespace, metric.name)) {
    for (const point of pointsBetween(view, key, begin, to)) add(point.at, point.value);
    return periods;
  }
  const history = recorded(view, key);
  if (!history) {
    const value = gauge(view, metric.namespace, metric.name, Object.fromEntries(metric.dimensions.map((one) => [one.Name, one.Value])));
    if (value !== null && now - 1 >= from && now - 1 < to) add(now - 1, value);
    return periods;
  }
  // A thing reports once a minute; for long periods a look every so often gives the same.
  const step = Math.max(MINUTE, Math.floor(period / 60 / MINUTE) * MINUTE);
  const first = Math.max(begin, Math.floor((history.spans[0]?.at ?? now) / step) * step);
  for (let at = Math.ceil(first / step) * step; at < Math.min(to, now); at += step) {
    const value = valueAt(history, at);
    if (value !== null) for (let times = step / MINUTE; times > 0; times -= 1) add(at, value);
  }
  return periods;
}

/** A percentile by linear interpolation between the values on both sides. */
function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (percent / 100) * (sorted.length - 1);
  const below = sorted[Math.floor(place)] as number;
  return below + ((sorted[Math.ceil(place)] as number) - below) * (place - Math.floor(place));
}

/** Whether there is such a statistic: the five, `p95`, `tm90`. */
export const isStatistic = (name: string): boolean => STATISTICS.includes(name) || isExtended(name);
export const isExtended = (name: string): boolean => /^(p|tm)(100|\d{1,2})(\.\d{1,10})?$/.test(name);

/** One statistic over the values of a period. */
export function reckoned(name: string, values: readonly number[]): number {
  if (!isExtended(name)) return statistic(name, values);
  const percent = Number(name.replace(/^[a-z]+/, ''));
  if (name.startsWith('p')) return percentile(values, percent);
  const most = percentile(values, percent);
  return statistic(
    'Average',
    values.filter((value) => value <= most),
  );
}

/** Checks a period in seconds and gives it in milliseconds. */
export function periodAsked(seconds: number | null): number {
  if (seconds === null || seconds < 1 || !([1, 5, 10, 20, 30].includes(seconds) || seconds % 60 === 0))
    throw new AwsError('InvalidParameterValue', `The parameter Period must be a value in the set [1, 5, 10, 20, 30], or a multiple of 60.`, 400);
  return seconds * SECOND;
}
