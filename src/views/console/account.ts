// The console's pages of the account itself: what was called, and who can help.
import { field, long, type Page, pick } from './page.ts';

export const trail: Page = {
  id: 'cloudtrail-events',
  service: 'CloudTrail',
  title: 'Event history',
  source: {
    service: 'cloudtrail',
    operation: 'LookupEvents',
    params: { LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }], MaxResults: 50 },
    rows: ['Events'],
  },
  key: 'EventId',
  columns: [
    { title: 'Time', path: 'EventTime' },
    { title: 'Event', path: 'EventName' },
    { title: 'User', path: 'Username' },
    { title: 'Source', path: 'EventSource' },
  ],
  empty: 'No events.',
};

export const cases: Page = {
  id: 'support-cases',
  service: 'Support',
  title: 'Cases',
  source: { service: 'support', operation: 'DescribeCases', params: { includeResolvedCases: true }, rows: ['cases'] },
  key: 'caseId',
  columns: [
    { title: 'Case', path: 'displayId' },
    { title: 'Subject', path: 'subject' },
    { title: 'Severity', path: 'severityCode' },
    { title: 'Status', path: 'status' },
    { title: 'Opened', path: 'timeCreated' },
  ],
  state: 'status',
  empty: 'No cases, or none that this plan may see.',
  pageActions: [
    {
      id: 'upgrade',
      label: 'Change the support plan',
      service: 'support',
      operation: 'UpgradePlan',
      params: {},
      fields: [pick('plan', 'Plan', ['business', 'developer', 'basic'])],
      tone: 'plain',
    },
    {
      id: 'open',
      label: 'Open a case',
      service: 'support',
      operation: 'CreateCase',
      params: { serviceCode: 'amazon-relational-database-service', categoryCode: 'database-instance' },
      fields: [field('subject', 'Subject'), pick('severityCode', 'Severity', ['critical', 'urgent', 'high', 'normal', 'low']), long('communicationBody', 'What happened')],
      tone: 'plain',
    },
  ],
  actions: (item) => [
    {
      id: 'reply',
      label: 'Reply',
      service: 'support',
      operation: 'AddCommunicationToCase',
      params: { caseId: item.caseId },
      fields: [long('communicationBody', 'Your reply')],
      tone: 'plain',
    },
  ],
};
