// AWS Cost Explorer: the bill by day, month or hour, in all or by service.
import { calendar, DAY, HOUR, instant, iso } from '../../engine/clock.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Params, type Service } from '../operation.ts';
import { jsonWords, moment } from '../wording.ts';
import { spent } from './bill.ts';

const METRICS = ['AmortizedCost', 'BlendedCost', 'NetAmortizedCost', 'NetUnblendedCost', 'NormalizedUsageAmount', 'UnblendedCost', 'UsageQuantity'];

function next(granularity: string, at: number): number {
  if (granularity === 'HOURLY') return at + HOUR;
  if (granularity === 'DAILY') return at + DAY;
  const c = calendar(at);
  return c.month === 12 ? instant(c.year + 1, 1, 1) : instant(c.year, c.month + 1, 1);
}

const dollars = (amount: number): Params => ({ Amount: amount === 0 ? '0' : String(Math.round(amount * 1e10) / 1e10), Unit: 'USD' });

const costAndUsage: Operation = {
  kind: 'read',
  run(context, params) {
    const from = input(params, jsonWords);
    const period = from.record('TimePeriod');
    if (!period) throw jsonWords('missing', 'TimePeriod');
    const [start, end] = [moment(period, jsonWords, 'Start'), moment(period, jsonWords, 'End')];
    if (start === null || end === null) throw jsonWords('missing', 'TimePeriod');
    if (start >= end) throw new AwsError('ValidationException', 'Start date (and hour) should be before end date (and hour)', 400, false);
    const granularity = from.text('Granularity');
    if (!['DAILY', 'MONTHLY', 'HOURLY'].includes(granularity)) throw new AwsError('ValidationException', `Invalid granularity ${granularity}`, 400, false);
    if ((end - start) / (granularity === 'HOURLY' ? HOUR : DAY) > 1200) throw new AwsError('ValidationException', 'The time range is too long for the granularity.', 400, false);
    const metrics = from.texts('Metrics');
    if (metrics.length === 0) throw new AwsError('ValidationException', 'At least one metric is required.', 400, false);
    for (const metric of metrics) if (!METRICS.includes(metric)) throw new AwsError('ValidationException', `Invalid metric ${metric}`, 400, false);
    const groups = from.records('GroupBy').map((group) => ({ Type: input(group, jsonWords).text('Type'), Key: input(group, jsonWords).text('Key') }));
    if (groups.some((group) => group.Type !== 'DIMENSION' || group.Key !== 'SERVICE'))
      throw new AwsError('ValidationException', 'Only the dimension SERVICE is kept in this simulated account.', 400, false);
    const results: Params[] = [];
    const text = (at: number) => (granularity === 'HOURLY' ? iso(at) : iso(at).slice(0, 10));
    for (let at = start; at < end; at = next(granularity, at)) {
      const to = Math.min(next(granularity, at), end);
      const byService: { [name: string]: number } = {};
      for (const line of Object.values(spent(context.account, at, Math.min(to, context.time.now)))) byService[line.service] = (byService[line.service] ?? 0) + line.amount;
      const total = Object.values(byService).reduce((sum, amount) => sum + amount, 0);
      const named = (amount: number) => Object.fromEntries(metrics.map((metric) => [metric, dollars(amount)]));
      results.push({
        TimePeriod: { Start: text(at), End: text(to) },
        Total: groups.length > 0 ? {} : named(total),
        Groups:
          groups.length > 0
            ? Object.keys(byService)
                .sort()
                .map((name) => ({ Keys: [name], Metrics: named(byService[name] ?? 0) }))
            : [],
        Estimated: to > context.time.now - 3 * DAY,
      });
    }
    return { ...(groups.length > 0 ? { GroupDefinitions: groups } : {}), ResultsByTime: results, DimensionValueAttributes: [] };
  },
};

export const ce: Service = { name: 'ce', eventSource: 'ce.amazonaws.com', iamPrefix: 'ce', dialect: 'json', global: true, operations: { GetCostAndUsage: costAndUsage }, jobs: {} };
