// What the metrics that are read off the account were, and since when: noted where one changes, and kept when the thing itself is gone. A database
// that grows is noted with its pace, so that a number is not needed for every minute.
import { DAY, HOUR } from '../../engine/clock.ts';
import { snapshot } from '../../engine/draft.ts';
import type { Timeline } from '../../engine/moment.ts';
import { type Account, type Cloud, type CloudView, listed, peek, places, rowAt, rows, table } from '../cloud.ts';
import { INSTANCES as MACHINES } from '../ec2/instance.ts';
import { LOAD_BALANCERS } from '../elbv2/load-balancer.ts';
import { nextTurn } from '../elbv2/target.ts';
import { balancersOf, TARGET_GROUPS } from '../elbv2/target-group.ts';
import { type Finding, find } from '../finding.ts';
import { INSTANCES } from '../rds/tables.ts';
import type { Known } from './answers.ts';
import { gauge, isMoving } from './gauge.ts';
import { type Dimension, metricKey } from './planning.ts';

export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
}

/** From `at` on the metric was `value`, and more by `perHour`; null while nothing reported it. */
export interface Span {
  readonly at: number;
  readonly value: number | null;
  readonly perHour: number;
}

export interface Recorded extends MetricName {
  /** Oldest first. */
  spans: Span[];
}

/** Keyed by metric. */
export const HISTORY = table<Recorded>('cloudwatch.history');

/** How long anything is kept. */
export const RETENTION = 455 * DAY;

const named = (values: Readonly<Record<string, string>>): Dimension[] => Object.entries(values).map(([Name, Value]) => ({ Name, Value }));

const RDS = ['CPUUtilization', 'DatabaseConnections', 'FreeStorageSpace'];
const BALANCER = ['RequestCount', 'HTTPCode_ELB_5XX_Count', 'HTTPCode_ELB_503_Count', 'HTTPCode_ELB_504_Count', 'HTTPCode_Target_2XX_Count', 'HTTPCode_Target_5XX_Count'];
const GROUP = ['HealthyHostCount', 'UnHealthyHostCount'];

/** Every metric that is read off what there is at a place. */
function reported(view: CloudView): MetricName[] {
  const { account, region } = view;
  const of = (namespace: string, names: readonly string[], dimensions: Readonly<Record<string, string>>) =>
    names.map((name): MetricName => ({ namespace, name, dimensions: named(dimensions) }));
  const balancers = listed(account, region, LOAD_BALANCERS);
  const shortOf = (arn: string) => arn.split(':loadbalancer/')[1] ?? '';
  return [
    ...listed(account, region, INSTANCES).flatMap((one) => of('AWS/RDS', RDS, { DBInstanceIdentifier: one.identifier })),
    ...balancers.flatMap((one) => of('AWS/ApplicationELB', BALANCER, { LoadBalancer: shortOf(one.arn) })),
    ...listed(account, region, TARGET_GROUPS).flatMap((group) =>
      balancersOf(view, group.arn).flatMap((arn) =>
        of('AWS/ApplicationELB', [...GROUP, ...BALANCER], { TargetGroup: group.arn.split(':').pop() ?? '', LoadBalancer: shortOf(arn) }),
      ),
    ),
    ...listed(account, region, MACHINES).flatMap((one) => of('AWS/EC2', ['StatusCheckFailed'], { InstanceId: one.id })),
  ];
}

const keyOf = (metric: MetricName) => metricKey(metric.namespace, metric.name, metric.dimensions);

/** The value of a metric in a span at an instant; null while nothing reported it. */
const valueIn = (span: Span, at: number): number | null => (span.value === null ? null : span.value + (span.perHour * (at - span.at)) / HOUR);

function standing(view: CloudView, metric: MetricName, known: Known): Omit<Span, 'at'> {
  const dimensions = Object.fromEntries(metric.dimensions.map((one) => [one.Name, one.Value]));
  const value = gauge(view, metric.namespace, metric.name, dimensions, known);
  if (value === null || !isMoving(metric.namespace, metric.name)) return { value, perHour: 0 };
  const later = gauge({ ...view, time: { ...view.time, now: view.time.now + 100 * HOUR } }, metric.namespace, metric.name, dimensions);
  return { value, perHour: later === null ? 0 : (later - value) / 100 };
}

/** Whether a metric is what was noted last: a pace is only as fine as whole rows are. */
const stands = (last: Span | undefined, now: Omit<Span, 'at'>, at: number): boolean => {
  if (!last || last.value === null || now.value === null) return (last?.value ?? null) === now.value;
  const expected = valueIn(last, at) as number;
  return last.perHour === 0 && now.perHour === 0 ? expected === now.value : Math.abs(expected - now.value) < 1e6 && Math.abs(last.perHour - now.perHour) < 1e4;
};

interface Change extends MetricName {
  readonly key: string;
  readonly span: Span;
}

/** Metrics at a place that are not as they were noted last. */
function changes(view: CloudView): Change[] {
  const known = peek(view.account, view.region, HISTORY);
  const seen = new Set<string>();
  const found: Change[] = [];
  const answers: Known = new Map();
  const look = (metric: MetricName, key: string): void => {
    seen.add(key);
    const now = standing(view, metric, answers);
    if (!stands(known[key]?.spans.at(-1), now, view.time.now)) found.push({ ...metric, key, span: { at: view.time.now, ...now } });
  };
  for (const metric of reported(view)) look(metric, keyOf(metric));
  for (const [key, metric] of Object.entries(known)) if (!seen.has(key) && (metric.spans.at(-1)?.value ?? null) !== null) look(metric, key);
  return found;
}

interface Looked {
  readonly finding: Finding<{ readonly changed: boolean; readonly until: number }>;
  readonly from: number;
}

let looked: Looked | null = null;

/** Whether `recordMetrics` would note anything. Asked of the plain cloud after each step. */
export function unrecorded(cloud: Cloud, now: number): boolean {
  if (!Object.isFrozen(cloud)) return places(cloud, now).some((view) => changes(view).length > 0);
  if (!looked || now < looked.from || now >= looked.finding.value.until || !looked.finding.holds(cloud)) {
    const finding = find(cloud, (seen) => {
      const all = places(seen, now);
      return { changed: all.some((view) => changes(view).length > 0), until: Math.min(...all.map(nextTurn)) };
    });
    looked = { finding, from: now };
  }
  return looked.finding.value.changed;
}

/** Notes metrics where they changed. To be called after each change of the account. Mutates. */
export function recordMetrics(cloud: Cloud, time: Timeline): void {
  for (const view of places(snapshot(cloud), time.now)) {
    for (const { key, span, namespace, name, dimensions } of changes(view)) {
      const history = rows(cloud.accounts[view.account.id] as Account, view.region, HISTORY);
      history[key] ??= { namespace, name, dimensions: dimensions.map((one) => ({ ...one })), spans: [] };
      const { spans } = history[key] as Recorded;
      spans.push(span);
      if ((spans[1]?.at ?? time.now) < time.now - RETENTION) spans.shift();
    }
  }
}

/** What was noted of a metric; undefined when nothing was. */
export const recorded = (view: Pick<CloudView, 'account' | 'region'>, key: string): Readonly<Recorded> | undefined => rowAt(view.account, view.region, HISTORY, key);

/** A metric at an instant of the past; null without data. */
export function valueAt({ spans }: Readonly<Recorded>, at: number): number | null {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle] as Span).at <= at) low = middle + 1;
    else high = middle;
  }
  const span = spans[low - 1];
  return span ? valueIn(span, at) : null;
}
