// EventBridge: rules and targets on the default bus.
import type { CloudContext } from '../cloud.ts';
import { arn } from '../ids.ts';
import type { Operation, Params, Service } from '../operation.ts';
import { onResources, textsIn } from '../resource-rights.ts';
import { unused } from '../unused.ts';
import { ruleJobs } from './firing.ts';
import * as rule from './rule.ts';

/** The rule that a call names. */
const rules = (context: CloudContext, params: Params, name: string): readonly string[] =>
  name === 'ListRules'
    ? []
    : [...textsIn(params.ResourceARN), ...textsIn(params.Name, params.Rule).map((rule) => arn('events', context.region, context.account.id, `rule/${rule}`))];

/** Nobody has made a bus besides the default one. */
const listEventBuses: Operation = {
  kind: 'read',
  run: (context) => ({ EventBuses: [{ Name: 'default', Arn: arn('events', context.region, context.account.id, 'event-bus/default') }] }),
};

export const events: Service = {
  name: 'events',
  eventSource: 'events.amazonaws.com',
  iamPrefix: 'events',
  dialect: 'json',
  operations: onResources(
    'events',
    {
      ...unused('events'),
      DeleteRule: rule.deleteRule,
      DescribeRule: rule.describeRule,
      DisableRule: rule.disableRule,
      EnableRule: rule.enableRule,
      ListEventBuses: listEventBuses,
      ListRules: rule.listRules,
      ListTagsForResource: rule.listTagsForResource,
      ListTargetsByRule: rule.listTargetsByRule,
      PutRule: rule.putRule,
      PutTargets: rule.putTargets,
      RemoveTargets: rule.removeTargets,
      TagResource: rule.tagging.set,
      UntagResource: rule.tagging.drop,
    },
    rules,
  ),
  jobs: ruleJobs,
};
