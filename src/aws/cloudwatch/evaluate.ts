// Alarms by the clock: what an alarm's metric was in each of its periods, the state that follows, and what is told of a change. An alarm is
// evaluated at the end of a period, and only as long as something in its window differs: a metric that stands still needs no looking at.
import { calendar, iso } from '../../engine/clock.ts';
import { snapshot } from '../../engine/draft.ts';
import { note, type Timeline } from '../../engine/moment.ts';
import { type Account, type Cloud, type CloudContext, type CloudView, listed, peek, places, rows } from '../cloud.ts';
import { nextTurn } from '../elbv2/target.ts';
import { publish } from '../events/firing.ts';
import { type Finding, find } from '../finding.ts';
import type { CloudJob } from '../operation.ts';
import { send, TOPICS } from '../sns/topic.ts';
import { ALARMS, type Alarm, type AlarmState, type Seen } from './alarm-table.ts';
import { gauge, isGauge, isMoving } from './gauge.ts';
import { pointsBetween, statistic } from './metric.ts';
import { dimensionsOf, keyOf, periodOf, plan } from './planning.ts';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

const watchesGauge = (alarm: Readonly<Alarm>) => isGauge(text(alarm.body.Namespace), text(alarm.body.MetricName));

const periodsOf = (alarm: Readonly<Alarm>) => Math.max(1, number(alarm.body.EvaluationPeriods, 1));

const SIGNS: Readonly<Record<string, readonly [words: string, breaches: (value: number, threshold: number) => boolean]>> = {
  GreaterThanThreshold: ['greater than', (value, threshold) => value > threshold],
  GreaterThanOrEqualToThreshold: ['greater than or equal to', (value, threshold) => value >= threshold],
  LessThanThreshold: ['less than', (value, threshold) => value < threshold],
  LessThanOrEqualToThreshold: ['less than or equal to', (value, threshold) => value <= threshold],
};
export const OPERATORS = Object.keys(SIGNS);

const breaches = (alarm: Readonly<Alarm>, value: number) => SIGNS[text(alarm.body.ComparisonOperator)]?.[1](value, number(alarm.body.Threshold, 0)) ?? false;

function standing(view: CloudView, alarm: Readonly<Alarm>): Seen {
  const dimensions = Object.fromEntries(dimensionsOf(alarm).map((one) => [one.Name, one.Value]));
  const value = gauge(view, text(alarm.body.Namespace), text(alarm.body.MetricName), dimensions);
  return { at: view.time.now, value, as: value === null ? 'missing' : breaches(alarm, value) ? 'breaching' : 'fine' };
}

const stirs = (view: CloudView, alarm: Readonly<Alarm>) => standing(view, alarm).as !== (alarm.seen.at(-1)?.as ?? null);

/** The alarms at a place that watch a gauge which moves, or does not move, by the passing of time alone. */
const watching = (view: CloudView, moving: boolean): Readonly<Alarm>[] =>
  listed(view.account, view.region, ALARMS).filter((alarm) => watchesGauge(alarm) && isMoving(text(alarm.body.Namespace), text(alarm.body.MetricName)) === moving);

interface Looked {
  /** Whether an alarm stirs at all that changes with the account only, and where those are that change with time as well. */
  readonly finding: Finding<{ readonly stirring: boolean; readonly moving: boolean; readonly until: number }>;
  readonly from: number;
}

let looked: Looked | null = null;

/** Whether `observe` would note anything. Asked of the plain cloud after each step. */
export function stirring(cloud: Cloud, now: number): boolean {
  if (!Object.isFrozen(cloud)) return places(cloud, now).some((view) => [true, false].some((moving) => watching(view, moving).some((alarm) => stirs(view, alarm))));
  if (!looked || now < looked.from || now >= looked.finding.value.until || !looked.finding.holds(cloud)) {
    const finding = find(cloud, (seen) => {
      const all = places(seen, now);
      return {
        stirring: all.some((view) => watching(view, false).some((alarm) => stirs(view, alarm))),
        moving: all.some((view) => watching(view, true).length > 0),
        until: Math.min(...all.map(nextTurn)),
      };
    });
    looked = { finding, from: now };
  }
  const { value } = looked.finding;
  return value.stirring || (value.moving && places(cloud, now).some((view) => watching(view, true).some((alarm) => stirs(view, alarm))));
}

/** Notes how the metrics stand that alarms watch, where that changed. To be called after each change of the account. Mutates. */
export function observe(cloud: Cloud, time: Timeline): void {
  // Looked at in a plain copy: what is asked leads through much of the account, and reading a draft is slow.
  for (const view of places(snapshot(cloud), time.now)) {
    for (const [name, alarm] of Object.entries(peek(view.account, view.region, ALARMS))) {
      if (!watchesGauge(alarm)) continue;
      const seen = standing(view, alarm);
      if (seen.as === (alarm.seen.at(-1)?.as ?? null)) continue;
      const account = cloud.accounts[view.account.id] as Account;
      const row = rows(account, view.region, ALARMS)[name] as Alarm;
      const from = time.now - (periodsOf(alarm) + 1) * periodOf(alarm);
      const kept = row.seen.findLastIndex((one) => one.at <= from);
      row.seen = [...row.seen.slice(Math.max(0, kept)).map((one) => ({ ...one })), seen];
      plan({ cloud, time, account, region: view.region }, row);
    }
  }
}

/** What one period came to: a value, or null without data. */
function datapoint(context: CloudContext, alarm: Readonly<Alarm>, from: number, to: number): number | null {
  const name = text(alarm.body.Statistic) || 'Average';
  if (!watchesGauge(alarm)) {
    const values = pointsBetween(context, keyOf(alarm), from, to).map((point) => point.value);
    return values.length ? statistic(name, values) : null;
  }
  // Each stretch of the metric counts for as long as it lasted within the period.
  const parts = alarm.seen.flatMap((seen, i) => {
    const [start, end] = [Math.max(seen.at, from), Math.min(alarm.seen[i + 1]?.at ?? to, to)];
    return end > start && seen.value !== null ? [{ value: seen.value, lasted: end - start }] : [];
  });
  if (parts.length === 0) return null;
  if (name !== 'Average')
    return statistic(
      name === 'Sum' || name === 'SampleCount' ? 'Maximum' : name,
      parts.map((part) => part.value),
    );
  const whole = parts.reduce((sum, part) => sum + part.lasted, 0);
  return parts.reduce((sum, part) => sum + part.value * part.lasted, 0) / whole;
}

interface Verdict {
  readonly state: AlarmState;
  readonly reason: string;
}

function verdict(alarm: Readonly<Alarm>, points: readonly { readonly at: number; readonly value: number | null }[]): Verdict {
  const missing = text(alarm.body.TreatMissingData) || 'missing';
  const there = points.filter((point): point is { at: number; value: number } => point.value !== null);
  const needed = number(alarm.body.DatapointsToAlarm, periodsOf(alarm));
  if (there.length === 0) {
    const said = `no datapoints were received for ${points.length} period${points.length === 1 ? '' : 's'}`;
    if (missing === 'ignore') return { state: alarm.state, reason: alarm.reason };
    if (missing === 'missing') return { state: 'INSUFFICIENT_DATA', reason: `Insufficient Data: ${points.length} datapoint${points.length === 1 ? ' was' : 's were'} unknown.` };
    return {
      state: missing === 'breaching' ? 'ALARM' : 'OK',
      reason: `Threshold Crossed: ${said} and ${points.length} missing datapoint${points.length === 1 ? ' was' : 's were'} treated as [${missing === 'breaching' ? 'Breaching' : 'NonBreaching'}].`,
    };
  }
  const over = points.filter((point) => (point.value === null ? missing === 'breaching' : breaches(alarm, point.value))).length;
  const alarming = over >= Math.min(needed, missing === 'missing' ? Math.max(there.length, needed) : needed);
  const words = SIGNS[text(alarm.body.ComparisonOperator)]?.[0] ?? '';
  const list = there.map((point) => `${point.value} (${stamp(point.at)})`).join(', ');
  return {
    state: alarming ? 'ALARM' : 'OK',
    reason: `Threshold Crossed: ${there.length} datapoint${there.length === 1 ? '' : 's'} [${list}] ${there.length === 1 ? 'was' : 'were'} ${alarming ? '' : 'not '}${words} the threshold (${number(alarm.body.Threshold, 0).toFixed(1)}).`,
  };
}

/** `26/02/26 22:05:00`, as CloudWatch writes instants in reasons. */
function stamp(at: number): string {
  const c = calendar(at);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(c.day)}/${two(c.month)}/${two(c.year % 100)} ${two(c.hour)}:${two(c.minute)}:00`;
}

const due: CloudJob = (context, data) => {
  const alarm = rows(context.account, context.region, ALARMS)[String(data.name)];
  if (!alarm) return;
  alarm.job = null;
  const [period, periods] = [periodOf(alarm), periodsOf(alarm)];
  const end = Math.floor(context.time.now / period) * period;
  const points = Array.from({ length: periods }, (_, i) => {
    const at = end - (i + 1) * period;
    return { at, value: datapoint(context, alarm, at, at + period) };
  });
  const found = verdict(alarm, points);
  if (found.state !== alarm.state) become(context, alarm, found.state, found.reason);
  if (!still(context, alarm, end - periods * period, points)) plan(context, alarm);
};

/** Whether nothing in the window will look different a period later. */
function still(context: CloudContext, alarm: Readonly<Alarm>, from: number, points: readonly { readonly value: number | null }[]): boolean {
  if (!watchesGauge(alarm)) return points.every((point) => point.value === null) && pointsBetween(context, keyOf(alarm), from, context.time.now + 1).length === 0;
  return (alarm.seen.at(-1)?.at ?? 0) <= from;
}

/** Changes an alarm's state, tells the bus, and does what the alarm does then. Mutates. */
export function become(context: CloudContext, alarm: Alarm, state: AlarmState, reason: string): void {
  const from = alarm.state;
  Object.assign(alarm, { state, reason, stateAt: context.time.now });
  if (from === state) return;
  alarm.history.unshift({ at: context.time.now, from, to: state, reason });
  if (alarm.history.length > 100) alarm.history.length = 100;
  note(context.time, 'cloudwatch.alarm.state', { account: context.account.id, region: context.region, name: alarm.name, from, to: state, reason });
  publish(context, {
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm State Change',
    resources: [alarm.arn],
    detail: { alarmName: alarm.name, state: { value: state, reason, timestamp: iso(context.time.now, true) }, previousState: { value: from } },
  });
  if (alarm.body.ActionsEnabled === false) return;
  const actions = alarm.body[state === 'ALARM' ? 'AlarmActions' : state === 'OK' ? 'OKActions' : 'InsufficientDataActions'];
  for (const action of Array.isArray(actions) ? actions : []) {
    const topic = peek(context.account, context.region, TOPICS)[String(action).split(':')[5] ?? ''];
    if (!topic || topic.arn !== action) continue;
    const message = {
      AlarmName: alarm.name,
      AlarmDescription: text(alarm.body.AlarmDescription) || null,
      AWSAccountId: context.account.id,
      NewStateValue: state,
      NewStateReason: reason,
      StateChangeTime: iso(context.time.now, true),
      OldStateValue: from,
      Trigger: { MetricName: text(alarm.body.MetricName), Namespace: text(alarm.body.Namespace), Period: number(alarm.body.Period, 60), EvaluationPeriods: periodsOf(alarm) },
    };
    send(context, topic, `${state}: "${alarm.name}" in ${context.region}`, JSON.stringify(message));
  }
}

export const alarmJobs = { 'cloudwatch.alarm.due': due };
