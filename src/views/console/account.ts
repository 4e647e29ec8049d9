// The console's pages of the account itself: what was called, what is watched, what it costs, and who can help.
import { iso } from '../../engine/clock.ts';
import { action, cell, column, field, from, long, number, type Page, pick, removal, rowsOf } from './page.ts';

export const trail: Page = {
  id: 'cloudtrail-events',
  service: 'CloudTrail',
  title: 'Event history: what changed something',
  rows: from('cloudtrail', 'LookupEvents', 'Events', { LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }], MaxResults: 50 }),
  key: 'EventId',
  columns: [
    column('Event', 'EventName'),
    column('Time', 'EventTime', 'time'),
    column('User', 'Username'),
    column('Source', 'EventSource'),
    column('Resource', 'Resources.ResourceName'),
  ],
  empty: 'No events.',
};

export const alarms: Page = {
  id: 'cloudwatch-alarms',
  service: 'CloudWatch',
  title: 'Alarms',
  rows: from('cloudwatch', 'DescribeAlarms', 'MetricAlarms'),
  key: 'AlarmName',
  columns: [column('Alarm', 'AlarmName'), column('State', 'StateValue', 'state'), column('Metric', 'MetricName'), column('Since', 'StateUpdatedTimestamp', 'time')],
  empty: 'No alarms.',
  actions: (item) => [removal('cloudwatch', 'DeleteAlarms', { AlarmNames: [cell(item, 'AlarmName')] }, { confirm: null })],
};

export const logGroups: Page = {
  id: 'cloudwatch-log-groups',
  service: 'CloudWatch',
  title: 'Log groups',
  rows: from('logs', 'DescribeLogGroups', 'logGroups'),
  key: 'logGroupName',
  columns: [
    column('Log group', 'logGroupName'),
    column('Retention, days', 'retentionInDays', 'number'),
    column('Stored, bytes', 'storedBytes', 'number'),
    column('Created', 'creationTime', 'time'),
  ],
  empty: 'No log groups.',
  actions: (item) => {
    const own = { logGroupName: cell(item, 'logGroupName') };
    return [
      action('logs', 'PutRetentionPolicy', 'Edit retention', own, { fields: [number('retentionInDays', 'Expire after, days', Number(item.retentionInDays ?? 30))] }),
      removal('logs', 'DeleteLogGroup', own, { confirm: null }),
    ];
  },
};

const day = (at: number): string => iso(at).slice(0, 10);

export const costs: Page = {
  id: 'billing-month',
  service: 'Billing',
  title: 'This month by service',
  rows: (ask, now) =>
    rowsOf(ask, 'ce', 'GetCostAndUsage', 'ResultsByTime.Groups', {
      TimePeriod: { Start: `${day(now).slice(0, 8)}01`, End: day(now + 86_400_000) },
      Granularity: 'MONTHLY',
      Metrics: ['UnblendedCost'],
      GroupBy: [{ Type: 'DIMENSION', Key: 'SERVICE' }],
    }).map((group) => ({ Service: cell(group, 'Keys'), Amount: Number(cell(group, 'Metrics.UnblendedCost.Amount')).toFixed(2), ...group })),
  key: 'Service',
  columns: [column('Service', 'Service'), column('US dollars so far', 'Amount', 'number')],
  empty: 'Nothing has cost anything this month.',
};

export const plan: Page = {
  id: 'support-plan',
  service: 'Support',
  title: 'Support plan',
  rows: (ask) => {
    const reply = ask('support', 'DescribeSupportPlan');
    return reply.ok ? [reply.output] : [];
  },
  key: 'plan',
  columns: [column('Plan', 'plan'), column('Since', 'since', 'time')],
  empty: 'No plan.',
  pageActions: [
    action(
      'support',
      'UpgradePlan',
      'Change plan',
      {},
      {
        fields: [pick('plan', 'Plan', ['business', 'business-support-plus', 'developer', 'basic', 'enterprise-on-ramp', 'enterprise'])],
        warning: 'A paid plan costs a share of the bill, with a minimum, every month from now on.',
      },
    ),
  ],
};

export const cases: Page = {
  id: 'support-cases',
  service: 'Support',
  title: 'Your support cases',
  rows: from('support', 'DescribeCases', 'cases', { includeResolvedCases: true }),
  key: 'caseId',
  columns: [
    column('Subject', 'subject'),
    column('Status', 'status', 'state'),
    column('Case', 'displayId'),
    column('Severity', 'severityCode'),
    column('Opened', 'timeCreated', 'time'),
    column('Last words', 'recentCommunications.communications.0.body'),
  ],
  empty: 'No cases.',
  pageActions: [
    action(
      'support',
      'OpenCase',
      'Create case',
      { serviceCode: 'amazon-relational-database-service', categoryCode: 'backup-and-restore' },
      {
        fields: [field('subject', 'Subject'), pick('severityCode', 'Severity', ['low', 'normal', 'high', 'urgent', 'critical']), long('communicationBody', 'Description')],
      },
    ),
  ],
  actions: (item) => [
    action('support', 'WriteToCase', 'Reply', { caseId: cell(item, 'caseId') }, { fields: [long('communicationBody', 'Your reply')] }),
    ...(item.status === 'resolved' ? [] : [action('support', 'ResolveCase', 'Resolve case', { caseId: cell(item, 'caseId') })]),
  ],
};
