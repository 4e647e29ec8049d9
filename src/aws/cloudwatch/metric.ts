// Metrics that were put: by customers with PutMetricData, by services that count what they do. What can be read off the account is in gauge.ts.
import { type CloudContext, rowAt, rows, table } from '../cloud.ts';
import { type Dimension, metricKey, pointPut } from './planning.ts';

export interface Point {
  readonly at: number;
  readonly value: number;
}

export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly unit: string;
  /** Oldest first; the newest few hundred. */
  points: Point[];
}

/** Keyed by namespace, name and dimensions. */
export const METRICS = table<Metric>('cloudwatch.metric');

const KEPT = 400;

/** Adds a data point now, and has the alarms on it evaluated. */
export function putPoint(
  context: CloudContext,
  namespace: string,
  name: string,
  dimensions: Readonly<Record<string, string>>,
  value: number,
  unit = 'Count',
  at = context.time.now,
): void {
  const named = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const key = metricKey(namespace, name, named);
  const metrics = rows(context.account, context.region, METRICS);
  metrics[key] ??= { namespace, name, dimensions: named, unit, points: [] };
  const { points } = metrics[key] as Metric;
  points.push({ at, value });
  if (points.length > KEPT) points.splice(0, points.length - KEPT);
  pointPut(context, key);
}

/** Points of a metric from an instant on, up to another and without it. */
export function pointsBetween(context: Pick<CloudContext, 'account' | 'region'>, key: string, from: number, to: number): readonly Point[] {
  const found = rowAt(context.account, context.region, METRICS, key);
  return found ? found.points.filter((point) => point.at >= from && point.at < to) : [];
}

const SUMS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  Average: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  Minimum: (values) => Math.min(...values),
  Maximum: (values) => Math.max(...values),
  SampleCount: (values) => values.length,
};
export const STATISTICS = Object.keys(SUMS);

/** One statistic over values, of which there is at least one. */
export const statistic = (name: string, values: readonly number[]): number => SUMS[name]?.(values) ?? Number.NaN;
