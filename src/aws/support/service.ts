// AWS Support: cases, and the plan that decides who answers and when. The API exists from the Business plans upwards.

import { calendar, DAY } from '../../engine/clock.ts';
import { note } from '../../engine/moment.ts';
import { type CloudContext, GLOBAL, listed, peek, rows } from '../cloud.ts';
import { charge } from '../cost/bill.ts';
import { hexId } from '../ids.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type OperationContext, type Params, type Service } from '../operation.ts';
import { page } from '../page.ts';
import { jsonWords, moment } from '../wording.ts';
import { advisor } from './advisor.ts';
import { CASES, caseOf, caseRow, caseView, communicationsView, type SupportCase } from './case.ts';
import { escalateAlone, expectReply, outcome, reply } from './engineer.ts';
import { PLANS, planOf, SUBSCRIPTION } from './plan.ts';

const SEVERITIES: { readonly [code: string]: string } = { low: 'Low', normal: 'Normal', high: 'High', urgent: 'Urgent', critical: 'Critical' };
const SERVICES = [
  {
    code: 'amazon-relational-database-service',
    name: 'Relational Database Service (PostgreSQL)',
    categories: [
      { code: 'backup-and-restore', name: 'Backup and Restore' },
      { code: 'instance-down', name: 'Instance Down' },
      { code: 'other', name: 'Other' },
    ],
  },
  { code: 'general-info', name: 'General Info and Getting Started', categories: [{ code: 'other', name: 'Other' }] },
];

function needApi(context: CloudContext): void {
  if (PLANS[planOf(context.account)]?.api !== true) {
    throw new AwsError('SubscriptionRequiredException', 'Amazon Web Services Premium Support Subscription is required to use this service.', 400, false);
  }
}

function open(context: OperationContext, params: Params): Params {
  const from = input(params, jsonWords);
  const [subject, body] = [from.text('subject'), from.text('communicationBody')];
  const severity = from.optional('severityCode') ?? 'low';
  if (!Object.hasOwn(SEVERITIES, severity)) throw new AwsError('ValidationException', `The severity code ${severity} is not valid.`, 400, false);
  const plan = PLANS[planOf(context.account)];
  if (plan?.within[severity as 'low'] == null) throw new AwsError('ValidationException', `The severity ${severity} is not part of the support plan ${plan?.name}.`, 400, false);
  const id = `case-${context.account.id}-muen-${calendar(context.time.now).year}-${hexId(context.time, 'case', 16)}`;
  const cases = rows(context.account, GLOBAL, CASES);
  cases[id] = {
    id,
    displayId: `17${Number.parseInt(hexId(context.time, 'case', 10), 16) % 10_000_000_000}`.padEnd(12, '0').slice(0, 12),
    subject,
    status: 'unassigned',
    service: from.optional('serviceCode') ?? 'general-info',
    category: from.optional('categoryCode') ?? 'other',
    severity,
    submittedBy: context.principal.name,
    region: homeRegion(context),
    createdAt: context.time.now,
    cc: from.texts('ccEmailAddresses'),
    communications: [{ body, by: context.principal.name, at: context.time.now }],
    stage: 'open',
    resourceId: null,
    nextReplyAt: null,
  };
  note(context.time, 'support.case.opened', { account: context.account.id, case: id, severity, plan: planOf(context.account), subject, body });
  expectReply(context, cases[id] as SupportCase);
  return { caseId: id };
}

/** Where the account's databases are: the engineer looks there, whatever region the call was made in. */
function homeRegion(context: CloudContext): string {
  for (const shard in context.account.tables) if (/\/rds\.(hidden|instance|snapshot|cluster|cluster-snapshot)$/.test(shard)) return shard.split('/')[0] as string;
  return context.region;
}

const createCase: Operation = {
  kind: 'write',
  run(context, params) {
    needApi(context);
    return open(context, params);
  },
};

/** The console's form. Basic has no technical cases there either. */
const openCase: Operation = {
  kind: 'write',
  consoleOnly: true,
  authorise: () => [{ action: 'support:CreateCase', resource: '*' }],
  run(context, params) {
    const plan = PLANS[planOf(context.account)];
    if (plan?.technical !== true) {
      throw new AwsError(
        'SubscriptionRequiredException',
        'Your Basic support plan does not include technical support cases. Upgrade your plan, or open an account and billing case.',
        400,
        false,
      );
    }
    return open(context, params);
  },
};

const upgradePlan: Operation = {
  kind: 'write',
  consoleOnly: true,
  authorise: () => [{ action: 'supportplans:UpdateSupportPlan', resource: '*' }],
  run(context, params) {
    const plan = input(params, jsonWords).text('plan');
    if (!Object.hasOwn(PLANS, plan)) throw new AwsError('ValidationException', `There is no support plan ${plan}.`, 400, false);
    const before = planOf(context.account);
    const since = peek(context.account, GLOBAL, SUBSCRIPTION).now?.since ?? 0;
    if (plan === before) throw new AwsError('ConflictException', `The account is subscribed to ${PLANS[plan]?.name} already.`, 409, false);
    // A plan is paid for thirty days at least.
    const left = Math.max(0, since + 30 * DAY - context.time.now);
    const [old, next] = [PLANS[before]?.minimum ?? 0, PLANS[plan]?.minimum ?? 0];
    if (next < old && left > 0)
      charge(context.account, {
        at: context.time.now,
        id: 'support',
        service: 'AWS Support',
        label: `Support plan ${PLANS[before]?.name}, rest of 30 days`,
        amount: (old * left) / (30 * DAY),
      });
    rows(context.account, GLOBAL, SUBSCRIPTION).now = { plan, since: context.time.now };
    note(context.time, 'support.plan.changed', { account: context.account.id, from: before, to: plan });
    // Cases that nobody would have answered are answered now.
    for (const of of Object.values(rows(context.account, GLOBAL, CASES))) if (of.status === 'unassigned') expectReply(context, of);
    return { plan, monthlyMinimum: PLANS[plan]?.minimum ?? 0 };
  },
};

const describePlan: Operation = {
  kind: 'read',
  consoleOnly: true,
  authorise: () => [{ action: 'supportplans:GetSupportPlan', resource: '*' }],
  run: (context) => ({ plan: planOf(context.account), since: peek(context.account, GLOBAL, SUBSCRIPTION).now?.since ?? null }),
};

const describeCases: Operation = {
  kind: 'read',
  run(context, params) {
    needApi(context);
    const from = input(params, jsonWords);
    const [ids, display] = [from.texts('caseIdList'), from.optional('displayId')];
    const [after, before] = [moment(params, jsonWords, 'afterTime'), moment(params, jsonWords, 'beforeTime')];
    for (const id of ids) caseOf(context, id);
    const found = listed(context.account, GLOBAL, CASES)
      .filter(
        (of) =>
          (ids.length === 0 || ids.includes(of.id)) &&
          (display === null || of.displayId === display) &&
          (from.flag('includeResolvedCases') === true || of.status !== 'resolved') &&
          (after === null || of.createdAt >= after) &&
          (before === null || of.createdAt <= before),
      )
      .sort((a, b) => b.createdAt - a.createdAt);
    const cut = page(found, params.nextToken, params.maxResults, 100, 'ValidationException');
    return { cases: cut.items.map((of) => caseView(of, from.flag('includeCommunications') !== false)), ...(cut.next ? { nextToken: cut.next } : {}) };
  },
};

const describeCommunications: Operation = {
  kind: 'read',
  run(context, params) {
    needApi(context);
    const cut = page(communicationsView(caseOf(context, input(params, jsonWords).text('caseId'))), params.nextToken, params.maxResults, 100, 'ValidationException');
    return { communications: [...cut.items], ...(cut.next ? { nextToken: cut.next } : {}) };
  },
};

function add(context: OperationContext, params: Params): Params {
  const from = input(params, jsonWords);
  const body = from.text('communicationBody');
  const found = caseOf(context, from.text('caseId'));
  if (found.status === 'resolved' && context.time.now > found.createdAt + 14 * 86_400_000) {
    throw new AwsError('ValidationException', 'A resolved case can be reopened for 14 days.', 400, false);
  }
  const of = caseRow(context, found.id);
  of.communications.push({ body, by: context.principal.name, at: context.time.now });
  of.status = found.status === 'resolved' ? 'reopened' : 'customer-action-completed';
  if (of.stage === 'done') of.stage = 'open';
  note(context.time, 'support.case.written', { account: context.account.id, case: of.id, body });
  expectReply(context, of);
  return { result: true };
}

const addCommunication: Operation = {
  kind: 'write',
  run(context, params) {
    needApi(context);
    return add(context, params);
  },
};

const writeToCase: Operation = { kind: 'write', consoleOnly: true, authorise: () => [{ action: 'support:AddCommunicationToCase', resource: '*' }], run: add };

const resolveCase: Operation = {
  kind: 'write',
  run(context, params) {
    needApi(context);
    const of = caseRow(context, input(params, jsonWords).text('caseId'));
    const initialCaseStatus = of.status;
    of.status = 'resolved';
    return { initialCaseStatus, finalCaseStatus: 'resolved' };
  },
};

export const support: Service = {
  name: 'support',
  eventSource: 'support.amazonaws.com',
  iamPrefix: 'support',
  dialect: 'json',
  global: true,
  operations: {
    ...advisor(needApi),
    AddCommunicationToCase: addCommunication,
    CreateCase: createCase,
    DescribeCases: describeCases,
    DescribeCommunications: describeCommunications,
    DescribeServices: {
      kind: 'read',
      run(context) {
        needApi(context);
        return { services: SERVICES.map((service) => ({ ...service })) };
      },
    },
    DescribeSeverityLevels: {
      kind: 'read',
      run(context) {
        needApi(context);
        return { severityLevels: Object.entries(SEVERITIES).map(([code, name]) => ({ code, name })) };
      },
    },
    DescribeSupportPlan: describePlan,
    OpenCase: openCase,
    ResolveCase: resolveCase,
    UpgradePlan: upgradePlan,
    WriteToCase: writeToCase,
  },
  jobs: { 'support.escalate': escalateAlone, 'support.outcome': outcome, 'support.reply': reply },
};
