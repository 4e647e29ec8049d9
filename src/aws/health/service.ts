// AWS Health through its API, which belongs to the larger support plans. Nothing of what happens to this account is AWS's doing, so there are no events.
import type { CloudContext } from '../cloud.ts';
import { AwsError, type Operation, type Params, type Service } from '../operation.ts';
import { PLANS, planOf } from '../support/plan.ts';

const needPlan = ({ account }: CloudContext): void => {
  if (PLANS[planOf(account)]?.api !== true)
    throw new AwsError('SubscriptionRequiredException', 'A Business or Enterprise Support plan is required to use this service.', 400, false);
};

const nothing = (members: Params): Operation => ({
  kind: 'read',
  run(context) {
    needPlan(context);
    return members;
  },
});

export const health: Service = {
  name: 'health',
  eventSource: 'health.amazonaws.com',
  iamPrefix: 'health',
  dialect: 'json',
  global: true,
  operations: {
    DescribeAffectedEntities: nothing({ entities: [] }),
    DescribeEntityAggregates: nothing({ entityAggregates: [] }),
    DescribeEventAggregates: nothing({ eventAggregates: [] }),
    DescribeEventDetails: nothing({ successfulSet: [], failedSet: [] }),
    DescribeEvents: nothing({ events: [] }),
  },
  jobs: {},
};
