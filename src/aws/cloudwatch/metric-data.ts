// GetMetricData: several metrics at once, and expressions over them.
import { iso } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import type { CloudContext } from '../cloud.ts';
import { given } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { moment } from '../wording.ts';
import { compute, type Series, type Value } from './expression.ts';
import type { MetricName } from './history.ts';
import { complain, read } from './refusal.ts';
import { isStatistic, periodAsked, periodsOf, reckoned } from './series.ts';
import { dimensionsAsked, metricsHere } from './statistics.ts';

interface Query {
  readonly id: string;
  readonly label: string | null;
  readonly shown: boolean;
  readonly expression: string | null;
  readonly metric: { readonly of: MetricName; readonly statistic: string } | null;
  /** Milliseconds. */
  readonly period: number | null;
}

const invalid = (message: string) => new AwsError('ValidationError', message, 400, false);

function queryOf(params: Params): Query {
  const request = read(params);
  const id = request.text('Id');
  if (!/^[a-z][a-zA-Z0-9_]*$/.test(id)) throw invalid(`The value ${id} for parameter MetricDataQueries.member.1.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`);
  const stat = request.record('MetricStat');
  const expression = request.optional('Expression');
  if ((stat === null) === (expression === null)) throw invalid(`Exactly one of the parameters MetricStat and Expression must be given for the query ${id}.`);
  const asked = request.number('Period');
  const base = { id, label: request.optional('Label'), shown: request.flag('ReturnData') ?? true, expression, period: asked === null ? null : periodAsked(asked) };
  if (!stat) return { ...base, metric: null };
  const metric = read(stat).record('Metric');
  if (!metric) throw complain('missing', 'Metric');
  const statistic = read(stat).text('Stat');
  if (!isStatistic(statistic)) throw invalid(`The value ${statistic} for parameter MetricDataQueries.member.1.MetricStat.Stat is not supported.`);
  return {
    ...base,
    period: periodAsked(read(stat).number('Period')),
    metric: { of: { namespace: read(metric).text('Namespace'), name: read(metric).text('MetricName'), dimensions: dimensionsAsked(metric) }, statistic },
  };
}

/** `{AWS/RDS,DBInstanceIdentifier} MetricName="CPUUtilization" words`: metrics of a namespace with exactly these dimensions in which all the words occur. */
function searched(context: CloudContext, text: string): MetricName[] {
  const schema = /\{([^}]*)\}/.exec(text);
  const [namespace, ...names] = (schema?.[1] ?? '').split(',').map((part) => part.trim().replace(/^"|"$/g, ''));
  const words = text.replace(/\{[^}]*\}/, ' ').match(/(?:\w+=)?"[^"]*"|\S+/g) ?? [];
  return metricsHere(context).filter((metric) => {
    if (
      schema &&
      (metric.namespace !== namespace ||
        names.sort().join() !==
          metric.dimensions
            .map((one) => one.Name)
            .sort()
            .join())
    )
      return false;
    const all = [metric.namespace, metric.name, ...metric.dimensions.flatMap((one) => [one.Name, one.Value])].join(' ').toLowerCase();
    return words.every((word) => {
      const [, key, value] = /^(\w+)="?([^"]*)"?$/.exec(word) ?? [];
      if (key === 'MetricName') return metric.name === value;
      if (key === 'Namespace') return metric.namespace === value;
      if (key) return metric.dimensions.some((one) => one.Name === key && one.Value === value);
      return all.includes(word.replace(/"/g, '').toLowerCase());
    });
  });
}

export const getMetricData: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const [from, to] = [moment(params, complain, 'StartTime'), moment(params, complain, 'EndTime')];
    const queries = request.records('MetricDataQueries').map(queryOf);
    if (queries.length === 0) throw complain('missing', 'MetricDataQueries');
    if (from === null || to === null) throw complain('missing', from === null ? 'StartTime' : 'EndTime');
    if (from >= to) throw invalid('The parameter EndTime must be greater than StartTime.');
    const twice = queries.find((one, i) => queries.findIndex((other) => other.id === one.id) < i);
    if (twice) throw invalid(`The values for parameter id in MetricDataQueries are not unique: ${twice.id}`);
    const period = Math.max(...queries.map((one) => one.period ?? 0), 0) || 300_000;
    const seriesOf = (metric: MetricName, statistic: string, by: number): Series =>
      new Map([...periodsOf(context, metric, by, from, to)].map(([at, values]) => [at, reckoned(statistic, values)]));
    const known = new Map<string, Value>();
    const busy = new Set<string>();
    const answerOf = (query: Query): Value => {
      const made = known.get(query.id);
      if (made !== undefined) return made;
      if (busy.has(query.id)) throw invalid(`Error in expression '${query.expression}': Circular dependency`);
      busy.add(query.id);
      const value = query.metric ? seriesOf(query.metric.of, query.metric.statistic, query.period as number) : computed(query.expression as string, query.period ?? period);
      known.set(query.id, value);
      return value;
    };
    const computed = (expression: string, by: number): Value => {
      const times: number[] = [];
      for (let at = Math.floor(from / by) * by; at < to && times.length < 100_000; at += by) times.push(at);
      return compute(expression, {
        period: by,
        times,
        series: (id) => {
          const found = queries.find((one) => one.id === id);
          return found ? answerOf(found) : null;
        },
        metrics: (part) => queries.filter((one) => one.metric && one.id.includes(part)).map((one) => answerOf(one) as Series),
        search: (words, statistic, seconds) => {
          if (!isStatistic(statistic)) throw invalid(`Error in expression '${expression}': Invalid statistic`);
          return searched(context, words).map((metric) => seriesOf(metric, statistic, seconds === null ? by : periodAsked(seconds)));
        },
      });
    };
    const up = request.optional('ScanBy') === 'TimestampAscending';
    const results = queries.flatMap((query): Json[] => {
      const value = answerOf(query);
      if (!query.shown) return [];
      if (typeof value === 'number' && query.expression !== null)
        throw invalid(`Error in expression '${query.expression}': The expression for id ${query.id} does not return a time series.`);
      const all = value instanceof Map ? [value as Series] : (value as readonly Series[]);
      return all.map((series) => {
        const sorted = [...series].sort(([a], [b]) => (a - b) * (up ? 1 : -1));
        return {
          Id: query.id,
          Label: query.label ?? query.metric?.of.name ?? query.id,
          Timestamps: sorted.map(([at]) => iso(at)),
          Values: sorted.map(([, one]) => one),
          StatusCode: 'Complete',
        };
      });
    });
    return given({ MetricDataResults: results, Messages: [] });
  },
};
