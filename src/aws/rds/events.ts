// The event list of RDS: what it says to its customers about instances, snapshots and groups. Fourteen days can be asked for.
import { DAY, iso, MINUTE } from '../../engine/clock.ts';
import { append, emptyLog, type Log, since } from '../../engine/log.ts';
import { type CloudContext, peek, rows, table } from '../cloud.ts';
import { publish } from '../events/firing.ts';
import { input } from '../input.ts';
import { AwsError, type Operation } from '../operation.ts';
import { page } from '../page.ts';
import { choice, moment, queryWords } from '../wording.ts';
import { tellSubscribers } from './subscription.ts';

export const SOURCE_TYPES = [
  'db-instance',
  'db-parameter-group',
  'db-security-group',
  'db-snapshot',
  'db-cluster',
  'db-cluster-snapshot',
  'custom-engine-version',
  'db-proxy',
  'blue-green-deployment',
] as const;

export interface RdsEvent {
  readonly at: number;
  readonly source: string;
  readonly type: (typeof SOURCE_TYPES)[number];
  readonly message: string;
  readonly categories: readonly string[];
  readonly arn: string;
}

const EVENTS = table<Log<RdsEvent>>('rds.events');

export const instanceArn = (context: CloudContext, identifier: string): string => `arn:aws:rds:${context.region}:${context.account.id}:db:${identifier}`;
export const clusterArn = (context: CloudContext, identifier: string): string => `arn:aws:rds:${context.region}:${context.account.id}:cluster:${identifier}`;
export const clusterSnapshotArn = (context: CloudContext, identifier: string): string => `arn:aws:rds:${context.region}:${context.account.id}:cluster-snapshot:${identifier}`;
export const snapshotArn = (context: CloudContext, identifier: string): string => `arn:aws:rds:${context.region}:${context.account.id}:snapshot:${identifier}`;

/** Of an instance's automated backups, in the Region that holds them. */
export const backupArn = (context: Pick<CloudContext, 'account' | 'region'>, resourceId: string): string =>
  `arn:aws:rds:${context.region}:${context.account.id}:auto-backup:ab-${resourceId.replace(/^db-/, '').toLowerCase()}`;

function say(context: CloudContext, type: RdsEvent['type'], source: string, message: string, categories: readonly string[], arn: string): void {
  const kept = rows(context.account, context.region, EVENTS);
  kept.log ??= emptyLog<RdsEvent>();
  append(kept.log as Log<RdsEvent>, { at: context.time.now, source, type, message, categories, arn });
  tellSubscribers(context, { type, source, message, categories, arn });
  publish(context, {
    source: 'aws.rds',
    detailType: DETAIL_TYPES[type] ?? 'RDS Event',
    resources: [arn],
    detail: {
      EventCategories: [...categories],
      SourceType: type.replace(/^db-/, '').replace(/-/g, '_').toUpperCase(),
      SourceArn: arn,
      Date: iso(context.time.now, true),
      Message: message,
      SourceIdentifier: source,
    },
  });
}

const DETAIL_TYPES: { readonly [type: string]: string } = {
  'db-instance': 'RDS DB Instance Event',
  'db-snapshot': 'RDS DB Snapshot Event',
  'db-cluster': 'RDS DB Cluster Event',
  'db-cluster-snapshot': 'RDS DB Cluster Snapshot Event',
  'db-parameter-group': 'RDS DB Parameter Group Event',
};

export const instanceEvent = (context: CloudContext, identifier: string, message: string, ...categories: string[]): void =>
  say(context, 'db-instance', identifier, message, categories, instanceArn(context, identifier));

export const snapshotEvent = (context: CloudContext, identifier: string, message: string, ...categories: string[]): void =>
  say(context, 'db-snapshot', identifier, message, categories, snapshotArn(context, identifier));

export const clusterEvent = (context: CloudContext, identifier: string, message: string, ...categories: string[]): void =>
  say(context, 'db-cluster', identifier, message, categories, clusterArn(context, identifier));

export const clusterSnapshotEvent = (context: CloudContext, identifier: string, message: string, ...categories: string[]): void =>
  say(context, 'db-cluster-snapshot', identifier, message, categories, clusterSnapshotArn(context, identifier));

/** Default: the last 60 minutes; `Duration` in minutes; at most 14 days back. Oldest first. */
export const describeEvents: Operation = {
  kind: 'read',
  run(context, params) {
    const from = input(params, queryWords);
    const source = from.optional('SourceIdentifier');
    const type = from.optional('SourceType') === null ? null : choice(from, queryWords, 'SourceType', SOURCE_TYPES);
    if (source !== null && type === null) throw new AwsError('InvalidParameterCombination', 'SourceIdentifier requires SourceType', 400, false);
    const duration = from.number('Duration');
    if (duration !== null && (duration < 1 || duration > 20160))
      throw new AwsError('InvalidParameterValue', `Invalid duration: ${duration}. Must be between 1 and 20160.`, 400, false);
    const now = context.time.now;
    const end = moment(params, queryWords, 'EndTime') ?? now;
    const start = moment(params, queryWords, 'StartTime') ?? (duration === null ? Math.min(now, end) - 60 * MINUTE : now - duration * MINUTE);
    if (start < now - 14 * DAY) throw new AwsError('InvalidParameterValue', 'The start time is more than 14 days in the past.', 400, false);
    if (start > end) throw new AwsError('InvalidParameterCombination', 'StartTime must be before EndTime.', 400, false);
    const categories = from.texts('EventCategories');
    const kept = peek(context.account, context.region, EVENTS).log;
    const found = (kept ? since(kept) : []).filter(
      (event) =>
        event.at >= start &&
        event.at <= end &&
        (type === null || event.type === type) &&
        (source === null || event.source === source) &&
        (categories.length === 0 || event.categories.some((category) => categories.includes(category))),
    );
    const cut = page(found, params.Marker, params.MaxRecords);
    return {
      ...(cut.next ? { Marker: cut.next } : {}),
      Events: cut.items.map((event) => ({
        SourceIdentifier: event.source,
        SourceType: event.type,
        Message: event.message,
        EventCategories: [...event.categories],
        Date: iso(event.at, true),
        SourceArn: event.arn,
      })),
    };
  },
};
