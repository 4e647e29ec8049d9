// Metrics as operations: putting data, asking for statistics.
import { iso, SECOND } from '../../engine/clock.ts';
import { listed, rowAt } from '../cloud.ts';
import { given } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { moment } from '../wording.ts';
import { gauge, isGauge } from './gauge.ts';
import { METRICS, pointsBetween, putPoint, STATISTICS, statistic } from './metric.ts';
import { metricKey } from './planning.ts';
import { complain, read } from './refusal.ts';

const dimensionsOf = (params: Params) =>
  read(params)
    .records('Dimensions')
    .map((one) => ({ Name: read(one).text('Name'), Value: read(one).text('Value') }));

/** What was put, and of a metric that is read off the account the present number: its past is not kept. */
export const getMetricStatistics: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const [namespace, name] = [request.text('Namespace'), request.text('MetricName')];
    const [from, to] = [moment(params, complain, 'StartTime'), moment(params, complain, 'EndTime')];
    if (from === null || to === null) throw complain('missing', from === null ? 'StartTime' : 'EndTime');
    if (from >= to) throw new AwsError('InvalidParameterValue', 'The parameter StartTime must be less than the parameter EndTime.', 400);
    const period = request.number('Period');
    if (period === null || period < 1 || (period >= 60 && period % 60 !== 0)) throw new AwsError('InvalidParameterValue', `Invalid value for Period: ${period}`, 400);
    if ((to - from) / (period * SECOND) > 1440) throw new AwsError('InvalidParameterCombination', 'You have requested more than the limit of 1,440 datapoints.', 400);
    const wanted = request.texts('Statistics');
    for (const one of wanted) if (!STATISTICS.includes(one)) throw new AwsError('InvalidParameterValue', `Invalid value for Statistics: ${one}`, 400);
    const dimensions = dimensionsOf(params);
    const now = isGauge(namespace, name) ? gauge(context, namespace, name, Object.fromEntries(dimensions.map((one) => [one.Name, one.Value]))) : null;
    const points =
      now === null
        ? pointsBetween(context, metricKey(namespace, name, dimensions), from, to)
        : [{ at: context.time.now - 1, value: now }].filter((point) => point.at >= from && point.at < to);
    const buckets = new Map<number, number[]>();
    for (const point of points) {
      const at = Math.floor(point.at / (period * SECOND)) * period * SECOND;
      buckets.set(at, [...(buckets.get(at) ?? []), point.value]);
    }
    const unit = rowAt(context.account, context.region, METRICS, metricKey(namespace, name, dimensions))?.unit ?? 'None';
    return {
      Label: name,
      Datapoints: [...buckets].map(([at, values]) => ({ Timestamp: iso(at), ...Object.fromEntries(wanted.map((one) => [one, statistic(one, values)])), Unit: unit })),
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
          dimensions: dimensionsOf(one),
          at: moment(one, complain, 'Timestamp') ?? context.time.now,
        };
      });
    for (const one of data) putPoint(context, namespace, one.name, Object.fromEntries(one.dimensions.map(({ Name, Value }) => [Name, Value])), one.value, one.unit, one.at);
    return {};
  },
};

export const listMetrics: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const [namespace, name] = [request.optional('Namespace'), request.optional('MetricName')];
    const all = listed(context.account, context.region, METRICS).filter(
      (metric) => (namespace === null || metric.namespace === namespace) && (name === null || metric.name === name),
    );
    const cut = page(all, params.NextToken, null, 500, 'InvalidParameterValue');
    return given({
      Metrics: cut.items.map((metric) => ({ Namespace: metric.namespace, MetricName: metric.name, Dimensions: metric.dimensions.map((one) => ({ ...one })) })),
      NextToken: cut.next,
    });
  },
};
