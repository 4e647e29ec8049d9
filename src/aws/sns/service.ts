// Amazon SNS.
import type { Service } from '../operation.ts';
import { unused } from '../unused.ts';
import * as topic from './topic.ts';

export const sns: Service = {
  name: 'sns',
  eventSource: 'sns.amazonaws.com',
  iamPrefix: 'sns',
  operations: {
    ...unused('sns'),
    GetSMSAttributes: { kind: 'read', run: () => ({ attributes: { MonthlySpendLimit: '1' } }) },
    ConfirmSubscription: topic.confirmSubscription,
    CreateTopic: topic.createTopic,
    DeleteTopic: topic.deleteTopic,
    GetTopicAttributes: topic.getTopicAttributes,
    ListSubscriptions: topic.listSubscriptions,
    ListSubscriptionsByTopic: topic.listSubscriptionsByTopic,
    ListTopics: topic.listTopics,
    Publish: topic.publish,
    Subscribe: topic.subscribe,
    Unsubscribe: topic.unsubscribe,
  },
  jobs: {},
};
