// Event subscriptions: what RDS says about databases, told to a topic.
import { iso } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note } from '../../engine/moment.ts';
import { type CloudContext, listed, rowAt, rows, table } from '../cloud.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { send, TOPICS } from '../sns/topic.ts';
import { readTags, type Tags } from '../tags.ts';
import { queryWords } from '../wording.ts';

export interface Subscription {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  topic: string;
  sourceType: string | null;
  sources: string[];
  categories: string[];
  enabled: boolean;
  tags: Tags;
}

/** Keyed by name. */
export const SUBSCRIPTIONS = table<Subscription>('rds.subscription');

const TYPES = ['db-instance', 'db-cluster', 'db-parameter-group', 'db-security-group', 'db-snapshot', 'db-cluster-snapshot', 'db-proxy', 'blue-green-deployment'];

const read = (params: Params) => input(params, queryWords);
const missing = (name: string) => new AwsError('SubscriptionNotFound', `Event subscription ${name} not found.`, 404);

const arnOf = (context: CloudContext, name: string) => `arn:aws:rds:${context.region}:${context.account.id}:es:${name}`;

const onSubscription = (action: string) => (context: CloudContext, params: Params) => [
  { action: `rds:${action}`, resource: arnOf(context, read(params).optional('SubscriptionName') ?? '*') },
];

const view = (one: Readonly<Subscription>): Params => ({
  CustomerAwsId: one.arn.split(':')[4],
  CustSubscriptionId: one.name,
  SnsTopicArn: one.topic,
  Status: 'active',
  SubscriptionCreationTime: iso(one.createdAt, true),
  ...(one.sourceType ? { SourceType: one.sourceType } : {}),
  ...(one.sources.length > 0 ? { SourceIdsList: [...one.sources] } : {}),
  ...(one.categories.length > 0 ? { EventCategoriesList: [...one.categories] } : {}),
  Enabled: one.enabled,
  EventSubscriptionArn: one.arn,
});

function topicAsked(context: CloudContext, arn: string): string {
  const topic = rowAt(context.account, context.region, TOPICS, arn.split(':')[5] ?? '');
  if (topic?.arn !== arn) throw new AwsError('SNSTopicArnNotFound', `SNS topic ARN ${arn} does not exist.`, 404);
  return arn;
}

function typeAsked(params: Params): string | null {
  const type = read(params).optional('SourceType');
  if (type !== null && !TYPES.includes(type)) throw new AwsError('InvalidParameterValue', `Invalid source type: ${type}`, 400, false);
  return type;
}

const create: Operation = {
  kind: 'write',
  authorise: onSubscription('CreateEventSubscription'),
  run(context, params) {
    const request = read(params);
    const name = request.text('SubscriptionName');
    if (!/^[A-Za-z][A-Za-z0-9-]{0,254}$/.test(name)) throw new AwsError('InvalidParameterValue', `Invalid subscription name: ${name}`, 400, false);
    const topic = topicAsked(context, request.text('SnsTopicArn'));
    const sourceType = typeAsked(params);
    const [sources, categories] = [request.texts('SourceIds'), request.texts('EventCategories')];
    if (sources.length > 0 && sourceType === null) throw new AwsError('InvalidParameterCombination', 'SourceIds requires SourceType.', 400, false);
    const tags = readTags(params.Tags);
    if (rowAt(context.account, context.region, SUBSCRIPTIONS, name)) throw new AwsError('SubscriptionAlreadyExist', `Event subscription ${name} already exists.`, 400);
    const made: Subscription = {
      name,
      arn: arnOf(context, name),
      createdAt: context.time.now,
      topic,
      sourceType,
      sources,
      categories,
      enabled: request.flag('Enabled') ?? true,
      tags,
    };
    rows(context.account, context.region, SUBSCRIPTIONS)[name] = made;
    note(context.time, 'rds.subscription.created', { account: context.account.id, region: context.region, name });
    return { EventSubscription: { ...view(made), Status: 'creating' } };
  },
};

const modify: Operation = {
  kind: 'write',
  authorise: onSubscription('ModifyEventSubscription'),
  run(context, params) {
    const request = read(params);
    const name = request.text('SubscriptionName');
    if (!rowAt(context.account, context.region, SUBSCRIPTIONS, name)) throw missing(name);
    const topic = request.optional('SnsTopicArn') === null ? null : topicAsked(context, request.text('SnsTopicArn'));
    const type = typeAsked(params);
    const [enabled, categories] = [request.flag('Enabled'), request.has('EventCategories') ? request.texts('EventCategories') : null];
    const row = rows(context.account, context.region, SUBSCRIPTIONS)[name] as Subscription;
    if (topic !== null) row.topic = topic;
    if (type !== null) row.sourceType = type;
    if (enabled !== null) row.enabled = enabled;
    if (categories !== null) row.categories = categories;
    return { EventSubscription: { ...view(row), Status: 'modifying' } };
  },
};

const remove: Operation = {
  kind: 'write',
  authorise: onSubscription('DeleteEventSubscription'),
  run(context, params) {
    const name = read(params).text('SubscriptionName');
    const found = rowAt(context.account, context.region, SUBSCRIPTIONS, name);
    if (!found) throw missing(name);
    const shown = { ...view(found), Status: 'deleting' };
    delete rows(context.account, context.region, SUBSCRIPTIONS)[name];
    note(context.time, 'rds.subscription.deleted', { account: context.account.id, region: context.region, name });
    return { EventSubscription: shown };
  },
};

const describe: Operation = {
  kind: 'read',
  authorise: onSubscription('DescribeEventSubscriptions'),
  run(context, params) {
    const name = read(params).optional('SubscriptionName');
    const all = listed(context.account, context.region, SUBSCRIPTIONS).filter((one) => name === null || one.name === name);
    if (name !== null && all.length === 0) throw missing(name);
    const cut = page(all, params.Marker, params.MaxRecords);
    return { ...(cut.next ? { Marker: cut.next } : {}), EventSubscriptionsList: cut.items.map(view) };
  },
};

/** What was said is sent to the topics of those who want it. */
export function tellSubscribers(
  context: CloudContext,
  event: { readonly type: string; readonly source: string; readonly message: string; readonly categories: readonly string[]; readonly arn: string },
): void {
  for (const one of listed(context.account, context.region, SUBSCRIPTIONS)) {
    const wanted =
      one.enabled &&
      (one.sourceType === null || one.sourceType === event.type) &&
      (one.sources.length === 0 || one.sources.includes(event.source)) &&
      (one.categories.length === 0 || event.categories.some((category) => one.categories.includes(category)));
    const topic = wanted ? rowAt(context.account, context.region, TOPICS, one.topic.split(':')[5] ?? '') : undefined;
    if (!topic) continue;
    const message: Json = {
      'Event Source': event.type,
      'Event Time': iso(context.time.now, true).replace('T', ' ').replace('Z', ''),
      'Identifier Link': `https://console.aws.amazon.com/rds/home?region=${context.region}#dbinstance:id=${event.source}`,
      'Source ID': event.source,
      'Source ARN': event.arn,
      'Event Message': event.message,
    };
    send(context, topic, 'RDS Notification Message', JSON.stringify(message));
  }
}

export const SUBSCRIBING: { readonly [name: string]: Operation } = {
  CreateEventSubscription: create,
  DeleteEventSubscription: remove,
  DescribeEventSubscriptions: describe,
  ModifyEventSubscription: modify,
};
