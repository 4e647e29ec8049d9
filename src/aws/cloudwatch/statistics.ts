// Metrics as operations: putting data, asking for statistics, listing.
import { DAY, HOUR, iso } from '../../engine/clock.ts';
import { type CloudContext, listed } from '../cloud.ts';
import { given } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { moment } from '../wording.ts';
import { HISTORY, type MetricName } from './history.ts';
import { METRICS, putPoint, STATISTICS } from './metric.ts';
import { type Dimension, metricKey } from './planning.ts';
import { complain, read } from './refusal.ts';
import { isExtended, periodAsked, periodsOf, reckoned, unitOf } from './series.ts';

export const dimensionsAsked = (params: Params): Dimension[] =>
  read(params)
    .records('Dimensions')
    .map((one) => ({ Name: read(one).text('Name'), Value: read(one).text('Value') }));

export const getMetricStatistics: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const metric: MetricName = { namespace: request.text('Namespace'), name: request.text('MetricName'), dimensions: dimensionsAsked(params) };
    const [from, to] = [moment(params, complain, 'StartTime'), moment(params, complain, 'EndTime')];
    if (from === null || to === null) throw complain('missing', from === null ? 'StartTime' : 'EndTime');
    if (from >= to) throw new AwsError('InvalidParameterValue', 'The parameter StartTime must be less than the parameter EndTime.', 400);
    const period = periodAsked(request.number('Period'));
    if ((to - from) / period > 1440) {
      const asked = Math.ceil((to - from) / period);
      throw new AwsError(
        'InvalidParameterCombination',
        `You have requested up to ${asked} datapoints, which exceeds the limit of 1440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
        400,
      );
    }
    const [wanted, extended] = [request.texts('Statistics'), request.texts('ExtendedStatistics')];
    if (wanted.length === 0 && extended.length === 0) throw new AwsError('MissingParameter', 'Must specify either Statistics or ExtendedStatistics', 400);
    for (const one of wanted) if (!STATISTICS.includes(one)) throw new AwsError('InvalidParameterValue', `Invalid value for Statistics: ${one}`, 400);
    for (const one of extended) if (!isExtended(one)) throw new AwsError('InvalidParameterValue', `The value ${one} for parameter ExtendedStatistics is not supported.`, 400);
    const unit = unitOf(context, metric);
    const asked = request.optional('Unit');
    const periods = asked !== null && asked !== unit ? [] : periodsOf(context, metric, period, from, to);
    return {
      Label: metric.name,
      Datapoints: [...periods].map(([at, values]) => ({
        Timestamp: iso(at),
        ...Object.fromEntries(wanted.map((one) => [one, reckoned(one, values)])),
        Unit: unit,
        ...(extended.length > 0 ? { ExtendedStatistics: Object.fromEntries(extended.map((one) => [one, reckoned(one, values)])) } : {}),
      })),
    };
  },
};

export const putMetricData: Operation = {
  kind: 'write',
  dataEvent: true,
  run(context, params) {
    const namespace = read(params).text('Namespace');
    if (namespace.startsWith('AWS/')) throw new AwsError('InvalidParameterValue', 'The value AWS/ for parameter Namespace is invalid.', 400);
    const data = read(params)
      .records('MetricData')
      .map((one) => {
        const request = read(one);
        const value = request.number('Value');
        if (value === null) throw new AwsError('MissingParameter', 'At least one of the parameters must be specified.', 400);
        return {
          name: request.text('MetricName'),
          value,
          unit: request.optional('Unit') ?? 'None',
          dimensions: dimensionsAsked(one),
          at: moment(one, complain, 'Timestamp') ?? context.time.now,
        };
      });
    for (const one of data) putPoint(context, namespace, one.name, Object.fromEntries(one.dimensions.map(({ Name, Value }) => [Name, Value])), one.value, one.unit, one.at);
    return {};
  },
};

/** Metrics that had data in the last two weeks, by name. */
export function metricsHere(context: CloudContext, within = 14 * DAY): MetricName[] {
  const since = context.time.now - within;
  const put = listed(context.account, context.region, METRICS).filter((metric) => (metric.points.at(-1)?.at ?? 0) >= since);
  const noted = listed(context.account, context.region, HISTORY).filter(({ spans }) => {
    const last = spans.at(-1);
    return last !== undefined && (last.value !== null || (last.at >= since && spans.length > 1));
  });
  const all = [...put, ...noted].map(({ namespace, name, dimensions }) => ({ namespace, name, dimensions, key: metricKey(namespace, name, dimensions) }));
  return all.sort((a, b) => (a.key < b.key ? -1 : 1));
}

export const listMetrics: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const [namespace, name] = [request.optional('Namespace'), request.optional('MetricName')];
    const recently = request.optional('RecentlyActive');
    if (recently !== null && recently !== 'PT3H') throw new AwsError('InvalidParameterValue', `Invalid value for RecentlyActive: ${recently}`, 400);
    const filters = request.records('Dimensions').map((one) => ({ name: read(one).text('Name'), value: read(one).optional('Value') }));
    const all = metricsHere(context, recently ? 3 * HOUR : undefined).filter(
      (metric) =>
        (namespace === null || metric.namespace === namespace) &&
        (name === null || metric.name === name) &&
        filters.every((filter) => metric.dimensions.some((one) => one.Name === filter.name && (filter.value === null || one.Value === filter.value))),
    );
    const cut = page(all, params.NextToken, null, 500, 'InvalidParameterValue');
    return given({
      Metrics: cut.items.map((metric) => ({ Namespace: metric.namespace, MetricName: metric.name, Dimensions: metric.dimensions.map((one) => ({ ...one })) })),
      NextToken: cut.next,
    });
  },
};
