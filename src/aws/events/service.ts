// EventBridge: rules and targets on the default bus.
import type { Service } from '../operation.ts';
import { unused } from '../unused.ts';
import { ruleJobs } from './firing.ts';
import * as rule from './rule.ts';

export const events: Service = {
  name: 'events',
  eventSource: 'events.amazonaws.com',
  iamPrefix: 'events',
  dialect: 'json',
  operations: {
    ...unused('events'),
    DeleteRule: rule.deleteRule,
    DescribeRule: rule.describeRule,
    DisableRule: rule.disableRule,
    EnableRule: rule.enableRule,
    ListRules: rule.listRules,
    ListTagsForResource: rule.listTagsForResource,
    ListTargetsByRule: rule.listTargetsByRule,
    PutRule: rule.putRule,
    PutTargets: rule.putTargets,
    RemoveTargets: rule.removeTargets,
    TagResource: rule.tagging.set,
    UntagResource: rule.tagging.drop,
  },
  jobs: ruleJobs,
};
