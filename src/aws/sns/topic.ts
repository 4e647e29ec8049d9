// SNS: topics, their subscriptions, and messages. A mail is the fact `mail.sent`; a function gets the message as an event, if its policy lets SNS in.
import { iso } from '../../engine/clock.ts';
import { note } from '../../engine/moment.ts';
import { type CloudContext, listed, peek, rowAt, rows, table } from '../cloud.ts';
import { arn, hexId, uuidOf } from '../ids.ts';
import { type Complaint, input } from '../input.ts';
import { invokeLater } from '../lambda/event.ts';
import { FUNCTIONS } from '../lambda/function.ts';
import { letsIn } from '../lambda/permission.ts';
import { type Ask, AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { readTags, type Tags } from '../tags.ts';

export interface Subscription {
  readonly arn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly token: string;
  confirmed: boolean;
}

export interface Topic {
  readonly name: string;
  readonly arn: string;
  attributes: Record<string, string>;
  subscriptions: Subscription[];
  tags: Tags;
}

/** Keyed by name. */
export const TOPICS = table<Topic>('sns.topic');

const words: Complaint = (problem, name) =>
  new AwsError('InvalidParameter', problem === 'missing' ? `Invalid parameter: ${name} Reason: no value for required parameter` : `Invalid parameter: ${name}`, 400);
const read = (params: Params) => input(params, words);

const onTopic =
  (action: string) =>
  (_context: CloudContext, params: Params): readonly Ask[] => [{ action: `sns:${action}`, resource: typeof params.TopicArn === 'string' ? params.TopicArn : '*' }];

function topicOf(context: CloudContext, params: Params): Readonly<Topic> {
  const text = read(params).text('TopicArn');
  const name = text.split(':')[5] ?? '';
  const found = Object.hasOwn(peek(context.account, context.region, TOPICS), name) ? rowAt(context.account, context.region, TOPICS, name) : undefined;
  if (found?.arn !== text) throw new AwsError('NotFound', 'Topic does not exist', 404);
  return found;
}

const row = (context: CloudContext, name: string) => rows(context.account, context.region, TOPICS)[name] as Topic;

/** Gives the topic that is there when the name is taken. */
export const createTopic: Operation = {
  kind: 'write',
  authorise: (context, params) => [{ action: 'sns:CreateTopic', resource: arn('sns', context.region, context.account.id, read(params).optional('Name') ?? '*') }],
  run(context, params) {
    const name = read(params).text('Name');
    if (!/^[A-Za-z0-9_-]{1,256}$/.test(name)) throw new AwsError('InvalidParameter', 'Invalid parameter: Topic Name', 400);
    const tags = readTags(params.Tags);
    const topicArn = arn('sns', context.region, context.account.id, name);
    if (rowAt(context.account, context.region, TOPICS, name)) return { TopicArn: topicArn };
    rows(context.account, context.region, TOPICS)[name] = { name, arn: topicArn, attributes: {}, subscriptions: [], tags };
    note(context.time, 'sns.topic.created', { account: context.account.id, region: context.region, name });
    return { TopicArn: topicArn };
  },
};

/** Succeeds also when there is no such topic. */
export const deleteTopic: Operation = {
  kind: 'write',
  authorise: onTopic('DeleteTopic'),
  run(context, params) {
    const text = read(params).text('TopicArn');
    const name = text.split(':')[5] ?? '';
    if (rowAt(context.account, context.region, TOPICS, name)?.arn !== text) return {};
    delete rows(context.account, context.region, TOPICS)[name];
    note(context.time, 'sns.topic.deleted', { account: context.account.id, region: context.region, name });
    return {};
  },
};

export const listTopics: Operation = {
  kind: 'read',
  run(context, params) {
    const cut = page(listed(context.account, context.region, TOPICS), params.NextToken, null, 100, 'InvalidParameter');
    return { Topics: cut.items.map((topic) => ({ TopicArn: topic.arn })), ...(cut.next ? { NextToken: cut.next } : {}) };
  },
};

export const getTopicAttributes: Operation = {
  kind: 'read',
  authorise: onTopic('GetTopicAttributes'),
  run(context, params) {
    const topic = topicOf(context, params);
    const confirmed = topic.subscriptions.filter((one) => one.confirmed).length;
    return {
      Attributes: {
        TopicArn: topic.arn,
        Owner: context.account.id,
        SubscriptionsConfirmed: String(confirmed),
        SubscriptionsPending: String(topic.subscriptions.length - confirmed),
        SubscriptionsDeleted: '0',
        DisplayName: '',
        ...topic.attributes,
      },
    };
  },
};

const PROTOCOLS = ['email', 'lambda'];

export const subscribe: Operation = {
  kind: 'write',
  authorise: onTopic('Subscribe'),
  run(context, params) {
    const request = read(params);
    const topic = topicOf(context, params);
    const protocol = request.text('Protocol');
    if (!PROTOCOLS.includes(protocol))
      throw new AwsError('InvalidParameter', `Invalid parameter: this account is a simulation, and its topics know the protocols ${PROTOCOLS.join(' and ')}, not ${protocol}`, 400);
    const endpoint = request.text('Endpoint');
    if (protocol === 'email' && !/^[^@\s]+@[^@\s]+$/.test(endpoint)) throw new AwsError('InvalidParameter', 'Invalid parameter: Email address', 400);
    if (protocol === 'lambda' && !endpoint.startsWith('arn:aws:lambda:')) throw new AwsError('InvalidParameter', 'Invalid parameter: Lambda endpoint ARN', 400);
    const whole = request.flag('ReturnSubscriptionArn') ?? false;
    const present = topic.subscriptions.find((one) => one.protocol === protocol && one.endpoint === endpoint);
    const made = present ?? { arn: `${topic.arn}:${uuidOf(context.time, 'sns')}`, protocol, endpoint, token: hexId(context.time, 'sns', 64), confirmed: protocol === 'lambda' };
    if (!present) {
      row(context, topic.name).subscriptions.push(made);
      if (!made.confirmed)
        note(context.time, 'mail.sent', {
          to: endpoint,
          from: 'no-reply@sns.amazonaws.com',
          subject: 'AWS Notification - Subscription Confirmation',
          token: made.token,
          topic: topic.arn,
        });
    }
    return { SubscriptionArn: made.confirmed || whole ? made.arn : 'pending confirmation' };
  },
};

export const confirmSubscription: Operation = {
  kind: 'write',
  authorise: onTopic('ConfirmSubscription'),
  run(context, params) {
    const topic = topicOf(context, params);
    const token = read(params).text('Token');
    const found = topic.subscriptions.find((one) => one.token === token);
    if (!found) throw new AwsError('InvalidParameter', 'Invalid token', 400);
    (row(context, topic.name).subscriptions.find((one) => one.token === token) as Subscription).confirmed = true;
    return { SubscriptionArn: found.arn };
  },
};

export const unsubscribe: Operation = {
  kind: 'write',
  authorise: (_context, params) => [{ action: 'sns:Unsubscribe', resource: read(params).optional('SubscriptionArn') ?? '*' }],
  run(context, params) {
    const text = read(params).text('SubscriptionArn');
    if (!text.startsWith('arn:')) throw new AwsError('InvalidParameter', 'Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements', 400);
    const name = text.split(':')[5] ?? '';
    const topic = rowAt(context.account, context.region, TOPICS, name);
    if (topic?.subscriptions.some((one) => one.arn === text)) row(context, name).subscriptions = topic.subscriptions.filter((one) => one.arn !== text).map((one) => ({ ...one }));
    return {};
  },
};

const subscriptionView = (context: CloudContext, topic: Readonly<Topic>, one: Topic['subscriptions'][number]): Params => ({
  SubscriptionArn: one.confirmed ? one.arn : 'PendingConfirmation',
  Owner: context.account.id,
  Protocol: one.protocol,
  Endpoint: one.endpoint,
  TopicArn: topic.arn,
});

const subscriptionsOf = (params: Params, found: readonly Params[]): Params => {
  const cut = page(found, params.NextToken, null, 100, 'InvalidParameter');
  return { Subscriptions: [...cut.items], ...(cut.next ? { NextToken: cut.next } : {}) };
};

export const listSubscriptionsByTopic: Operation = {
  kind: 'read',
  authorise: onTopic('ListSubscriptionsByTopic'),
  run(context, params) {
    const topic = topicOf(context, params);
    return subscriptionsOf(
      params,
      topic.subscriptions.map((one) => subscriptionView(context, topic, one)),
    );
  },
};

export const listSubscriptions: Operation = {
  kind: 'read',
  run: (context, params) =>
    subscriptionsOf(
      params,
      listed(context.account, context.region, TOPICS).flatMap((topic) => topic.subscriptions.map((one) => subscriptionView(context, topic, one))),
    ),
};

/** A message to all confirmed subscribers. For services that publish by themselves too. */
export function send(context: CloudContext, topic: Readonly<Topic>, subject: string | null, message: string): string {
  const id = uuidOf(context.time, 'sns.message');
  for (const one of topic.subscriptions) {
    if (!one.confirmed) continue;
    if (one.protocol === 'email')
      note(context.time, 'mail.sent', { to: one.endpoint, from: 'no-reply@sns.amazonaws.com', subject: subject ?? 'AWS Notification Message', body: message, topic: topic.arn });
    else {
      const name = one.endpoint.split(':')[6] ?? '';
      const found = rowAt(context.account, context.region, FUNCTIONS, name);
      if (found && letsIn(found, 'sns.amazonaws.com', topic.arn)) {
        invokeLater(context, name, {
          Records: [
            {
              EventSource: 'aws:sns',
              EventVersion: '1.0',
              EventSubscriptionArn: one.arn,
              Sns: { Type: 'Notification', MessageId: id, TopicArn: topic.arn, Subject: subject, Message: message, Timestamp: iso(context.time.now, true) },
            },
          ],
        });
      }
    }
  }
  note(context.time, 'sns.published', { account: context.account.id, region: context.region, topic: topic.name, subject });
  return id;
}

export const publish: Operation = {
  kind: 'write',
  dataEvent: true,
  authorise: onTopic('Publish'),
  run(context, params) {
    const topic = topicOf(context, params);
    const message = read(params).text('Message');
    const subject = read(params).optional('Subject');
    if (subject !== null && (subject.length > 100 || subject.includes('\n'))) throw new AwsError('InvalidParameter', 'Invalid parameter: Subject', 400);
    return { MessageId: send(context, topic, subject, message) };
  },
};
