// When an alarm is looked at next: at the end of the period in which its metric changed.
import { SECOND } from '../../engine/clock.ts';
import { cancel, schedule } from '../../engine/moment.ts';
import { type CloudContext, listed, rows } from '../cloud.ts';
import { isRecord } from '../input.ts';
import { ALARMS, type Alarm } from './alarm-table.ts';

export type Dimension = { readonly Name: string; readonly Value: string };

/** The key of a metric: dimensions in order of their names. */
export const metricKey = (namespace: string, name: string, dimensions: readonly Dimension[]): string =>
  [namespace, name, ...dimensions.map((one) => `${one.Name}=${one.Value}`).sort()].join('|');

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export const dimensionsOf = (alarm: Readonly<Alarm>): Dimension[] =>
  (Array.isArray(alarm.body.Dimensions) ? alarm.body.Dimensions : []).flatMap((one) => (isRecord(one) ? [{ Name: text(one.Name), Value: text(one.Value) }] : []));

/** The metric that an alarm watches. */
export const keyOf = (alarm: Readonly<Alarm>): string => metricKey(text(alarm.body.Namespace), text(alarm.body.MetricName), dimensionsOf(alarm));

/** Milliseconds of one period. */
export const periodOf = (alarm: Readonly<Alarm>): number => Math.max(10, typeof alarm.body.Period === 'number' ? alarm.body.Period : 60) * SECOND;

/** Plans the evaluation at the end of the present period, unless one is planned. Mutates the alarm. */
export function plan(context: CloudContext, alarm: Alarm): void {
  if (alarm.job !== null) return;
  const at = (Math.floor(context.time.now / periodOf(alarm)) + 1) * periodOf(alarm);
  alarm.job = schedule(context.time, at, 'cloudwatch.alarm.due', { account: context.account.id, region: context.region, name: alarm.name });
}

/** Forgets what was planned. Mutates. */
export function unplan(context: CloudContext, alarm: Alarm): void {
  if (alarm.job !== null) cancel(context.time, alarm.job);
  alarm.job = null;
}

/** Alarms on a metric that just got a data point are evaluated when the period ends. */
export function pointPut(context: CloudContext, key: string): void {
  for (const alarm of listed(context.account, context.region, ALARMS)) {
    if (alarm.job === null && keyOf(alarm) === key) plan(context, rows(context.account, context.region, ALARMS)[alarm.name] as Alarm);
  }
}
