// AWS Cost Explorer: the bill by day, month or hour, in all or in groups, and what is to come if everything stays as it is.
import { calendar, DAY, HOUR, instant, iso } from '../../engine/clock.ts';
import type { CloudContext } from '../cloud.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Params, type Service } from '../operation.ts';
import { unused } from '../unused.ts';
import { jsonWords, moment } from '../wording.ts';
import { monthlyRate, spent } from './bill.ts';
import { COMMITMENTS } from './commitment.ts';
import { dimension, grouping, type Item, readFilter } from './filter.ts';
import { HOURS_IN_MONTH } from './prices.ts';

const METRICS = ['AmortizedCost', 'BlendedCost', 'NetAmortizedCost', 'NetUnblendedCost', 'NormalizedUsageAmount', 'UnblendedCost', 'UsageQuantity'];
const USAGE = ['NormalizedUsageAmount', 'UsageQuantity'];
const FORECASTS = ['AMORTIZED_COST', 'BLENDED_COST', 'NET_AMORTIZED_COST', 'NET_UNBLENDED_COST', 'UNBLENDED_COST'];
/** How far the bounds of a forecast of a steady account are from its mean, as a share of it. A choice of ours: AWS tells no formula. */
const SPREAD = 0.05;

const wrong = (words: string) => new AwsError('ValidationException', words, 400, false);

function next(granularity: string, at: number): number {
  if (granularity === 'HOURLY') return at + HOUR;
  if (granularity === 'DAILY') return at + DAY;
  const c = calendar(at);
  return c.month === 12 ? instant(c.year + 1, 1, 1) : instant(c.year, c.month + 1, 1);
}

const dollars = (amount: number): Params => ({ Amount: amount === 0 ? '0' : String(Math.round(amount * 1e10) / 1e10), Unit: 'USD' });

/** `TimePeriod` as two instants, the end exclusive. */
function periodOf(params: Params): { readonly start: number; readonly end: number } {
  const period = input(params, jsonWords).record('TimePeriod');
  if (!period) throw jsonWords('missing', 'TimePeriod');
  const [start, end] = [moment(period, jsonWords, 'Start'), moment(period, jsonWords, 'End')];
  if (start === null || end === null) throw jsonWords('missing', 'TimePeriod');
  if (start >= end) throw wrong('Start date (and hour) should be before end date (and hour)');
  return { start, end };
}

function granularityOf(params: Params, allowed: readonly string[]): string {
  const granularity = input(params, jsonWords).text('Granularity');
  if (!allowed.includes(granularity)) throw wrong(`Invalid granularity ${granularity}`);
  return granularity;
}

/** What was spent in a stretch of time, line by line. */
const items = (context: CloudContext, from: number, to: number): readonly (Item & { readonly amount: number; readonly quantity: number })[] =>
  Object.entries(spent(context.account, from, Math.min(to, context.time.now))).map(([line, { service, amount, quantity }]) => ({
    line,
    service,
    account: context.account.id,
    region: context.region,
    amount,
    quantity,
  }));

interface Sum {
  readonly amount: number;
  readonly quantity: number;
}

const total = (found: readonly Sum[]): Sum => ({ amount: found.reduce((sum, item) => sum + item.amount, 0), quantity: found.reduce((sum, item) => sum + item.quantity, 0) });

const costAndUsage: Operation = {
  kind: 'read',
  run(context, params) {
    const from = input(params, jsonWords);
    const { start, end } = periodOf(params);
    const granularity = granularityOf(params, ['DAILY', 'MONTHLY', 'HOURLY']);
    if ((end - start) / (granularity === 'HOURLY' ? HOUR : DAY) > 1200) throw wrong('The time range is too long for the granularity.');
    const metrics = from.texts('Metrics');
    if (metrics.length === 0) throw wrong('At least one metric is required.');
    for (const metric of metrics) if (!METRICS.includes(metric)) throw wrong(`Invalid metric ${metric}`);
    const groups = from.records('GroupBy');
    if (groups.length > 2) throw wrong('You can group by at most two dimensions or tags.');
    const keysOf = groups.map(grouping);
    const wanted = readFilter(params.Filter);
    const results: Params[] = [];
    const text = (at: number) => (granularity === 'HOURLY' ? iso(at) : iso(at).slice(0, 10));
    const named = ({ amount, quantity }: Sum) =>
      Object.fromEntries(metrics.map((metric) => [metric, USAGE.includes(metric) ? { ...dollars(quantity), Unit: 'N/A' } : dollars(amount)]));
    for (let at = start; at < end; at = next(granularity, at)) {
      const to = Math.min(next(granularity, at), end);
      const found = items(context, at, to).filter(wanted);
      const grouped = new Map<string, { readonly keys: readonly string[]; amount: number; quantity: number }>();
      for (const item of groups.length > 0 ? found : []) {
        const keys = keysOf.map((key) => key(item));
        const known = grouped.get(keys.join('\n')) ?? { keys, amount: 0, quantity: 0 };
        known.amount += item.amount;
        known.quantity += item.quantity;
        grouped.set(keys.join('\n'), known);
      }
      results.push({
        TimePeriod: { Start: text(at), End: text(to) },
        Total: groups.length > 0 ? {} : named(total(found)),
        Groups: [...grouped].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { keys, ...sum }]) => ({ Keys: [...keys], Metrics: named(sum) })),
        Estimated: to > context.time.now - 3 * DAY,
      });
    }
    const definitions = groups.map((group) => ({ Type: String(group.Type), Key: String(group.Key) }));
    return { ...(groups.length > 0 ? { GroupDefinitions: definitions } : {}), ResultsByTime: results, DimensionValueAttributes: [] };
  },
};

/** The present rate, for as long as is asked. */
const costForecast: Operation = {
  kind: 'read',
  run(context, params) {
    const from = input(params, jsonWords);
    const { start, end } = periodOf(params);
    const granularity = granularityOf(params, ['DAILY', 'MONTHLY']);
    const metric = from.text('Metric');
    if (!FORECASTS.includes(metric)) throw wrong(`Invalid metric ${metric}`);
    if (params.Filter !== undefined && params.Filter !== null) throw wrong('Forecasts of a part of the bill are not kept in this simulated account.');
    const today = Math.floor(context.time.now / DAY) * DAY;
    if (start < today) throw wrong('Start date must be on or after the current date');
    if (context.time.now - context.account.createdAt < 30 * DAY)
      throw new AwsError('DataUnavailableException', 'Insufficient amount of historical data to generate forecast. Try again in 24-48 hours.', 400);
    const perHour = monthlyRate(context.account) / HOURS_IN_MONTH;
    const cost = (at: number, to: number) => (perHour * (to - at)) / HOUR;
    const results: Params[] = [];
    for (let at = start; at < end; at = next(granularity, at)) {
      const to = Math.min(next(granularity, at), end);
      results.push({
        TimePeriod: { Start: iso(at).slice(0, 10), End: iso(to).slice(0, 10) },
        MeanValue: String(cost(at, to)),
        ...(from.number('PredictionIntervalLevel') === null
          ? {}
          : { PredictionIntervalLowerBound: String(cost(at, to) * (1 - SPREAD)), PredictionIntervalUpperBound: String(cost(at, to) * (1 + SPREAD)) }),
      });
    }
    return { Total: dollars(cost(start, end)), ForecastResultsByTime: results };
  },
};

const dimensionValues: Operation = {
  kind: 'read',
  run(context, params) {
    const { start, end } = periodOf(params);
    const of = dimension(input(params, jsonWords).text('Dimension'));
    const values = [...new Set(items(context, start, end).map(of))].sort();
    return { DimensionValues: values.map((Value) => ({ Value, Attributes: {} })), ReturnSize: values.length, TotalSize: values.length };
  },
};

/** Tags come into the bill when they are activated, which nobody can do here. */
const tags: Operation = {
  kind: 'read',
  run(_context, params) {
    periodOf(params);
    return { Tags: [], ReturnSize: 0, TotalSize: 0 };
  },
};

export const ce: Service = {
  name: 'ce',
  eventSource: 'ce.amazonaws.com',
  iamPrefix: 'ce',
  dialect: 'json',
  global: true,
  operations: {
    ...unused('ce'),
    GetCostAndUsage: costAndUsage,
    GetCostForecast: costForecast,
    ...COMMITMENTS,
    GetDimensionValues: dimensionValues,
    GetTags: tags,
  },
  jobs: {},
};
