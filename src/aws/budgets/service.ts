// AWS Budgets: an amount for a month, what has been spent of it, and who is told by mail when a part of it is gone. Looked at three times a day, as in
// life: a budget is no brake, and it says nothing at the moment at which something happens.
import { calendar, HOUR, instant, iso } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type Account, type CloudContext, GLOBAL, listed, rowAt, rows, table } from '../cloud.ts';
import { monthlyRate, spent } from '../cost/bill.ts';
import { HOURS_IN_MONTH } from '../cost/prices.ts';
import { input } from '../input.ts';
import { AwsError, type CloudJob, type Operation, type Params, type Service } from '../operation.ts';
import { page } from '../page.ts';
import { jsonWords } from '../wording.ts';

interface Notice {
  readonly type: 'ACTUAL' | 'FORECASTED';
  readonly operator: string;
  readonly threshold: number;
  readonly thresholdType: 'PERCENTAGE' | 'ABSOLUTE_VALUE';
  readonly mails: readonly string[];
  /** Month (`2026-02`) for which it was told. */
  told: string | null;
}

interface Budget {
  readonly name: string;
  readonly amount: number;
  readonly createdAt: number;
  notices: Notice[];
}

/** Keyed by name. */
export const BUDGETS = table<Budget>('budgets.budget', 'global');

const EVERY = 8 * HOUR;

const read = (params: Params) => input(params, jsonWords);
const invalid = (message: string) => new AwsError('InvalidParameterException', message, 400);

const ownAccount = (context: CloudContext, params: Params): void => {
  const id = read(params).text('AccountId');
  if (id !== context.account.id) throw new AwsError('AccessDeniedException', `Account ${id} is not authorized to access this budget.`, 400);
};

function budgetOf(context: CloudContext, params: Params): Readonly<Budget> {
  ownAccount(context, params);
  const name = read(params).text('BudgetName');
  const found = rowAt(context.account, GLOBAL, BUDGETS, name);
  if (!found) throw new AwsError('NotFoundException', `Unable to get budget: ${name} - the budget doesn't exist.`, 400);
  return found;
}

const monthOf = (now: number) => {
  const { year, month } = calendar(now);
  return { start: instant(year, month, 1), end: month === 12 ? instant(year + 1, 1, 1) : instant(year, month + 1, 1), name: iso(now).slice(0, 7) };
};

/** What the month has cost by now, and what it comes to when everything stays as it is. US dollars. */
function spending(account: Account, now: number): { readonly actual: number; readonly forecast: number } {
  const { start, end } = monthOf(now);
  const actual = Object.values(spent(account, start, now)).reduce((total, line) => total + line.amount, 0);
  return { actual, forecast: actual + (monthlyRate(account) / HOURS_IN_MONTH) * ((end - now) / HOUR) };
}

const dollars = (amount: number): Params => ({ Amount: amount.toFixed(3), Unit: 'USD' });

function view(context: CloudContext, budget: Readonly<Budget>): Params {
  const { actual, forecast } = spending(context.account, context.time.now);
  const { start } = monthOf(budget.createdAt);
  return {
    BudgetName: budget.name,
    BudgetLimit: { Amount: String(budget.amount), Unit: 'USD' },
    CostFilters: {},
    TimeUnit: 'MONTHLY',
    TimePeriod: { Start: iso(start), End: '2087-06-15T00:00:00Z' },
    CalculatedSpend: { ActualSpend: dollars(actual), ForecastedSpend: dollars(forecast) },
    BudgetType: 'COST',
    LastUpdatedTime: iso(budget.createdAt, true),
  };
}

const OPERATORS: { readonly [name: string]: (a: number, b: number) => boolean } = { GREATER_THAN: (a, b) => a > b, LESS_THAN: (a, b) => a < b, EQUAL_TO: (a, b) => a === b };

function noticeOf(one: Params): Notice {
  const told = read(one).record('Notification');
  if (!told) throw jsonWords('missing', 'Notification');
  const type = read(told).text('NotificationType');
  const operator = read(told).text('ComparisonOperator');
  const threshold = read(told).number('Threshold');
  const thresholdType = read(told).optional('ThresholdType') ?? 'PERCENTAGE';
  if (type !== 'ACTUAL' && type !== 'FORECASTED') throw invalid(`Invalid NotificationType: ${type}`);
  if (!Object.hasOwn(OPERATORS, operator) || threshold === null || threshold <= 0) throw invalid('Notification threshold must be a positive number with a comparison operator.');
  if (thresholdType !== 'PERCENTAGE' && thresholdType !== 'ABSOLUTE_VALUE') throw invalid(`Invalid ThresholdType: ${thresholdType}`);
  const mails = read(one)
    .records('Subscribers')
    .flatMap((who) => (read(who).text('SubscriptionType') === 'EMAIL' ? [read(who).text('Address')] : []));
  if (mails.length === 0) throw invalid('A notification needs a subscriber by mail.');
  return { type, operator, threshold, thresholdType, mails, told: null };
}

const createBudget: Operation = {
  kind: 'write',
  authorise: (context) => [{ action: 'budgets:ModifyBudget', resource: `arn:aws:budgets::${context.account.id}:budget/*` }],
  run(context, params) {
    ownAccount(context, params);
    const asked = read(params).record('Budget');
    if (!asked) throw jsonWords('missing', 'Budget');
    const name = read(asked).text('BudgetName');
    const limit = read(asked).record('BudgetLimit');
    const amount = limit ? read(limit).number('Amount') : null;
    if (name.length > 100 || /[:\\]/.test(name)) throw invalid(`Invalid budget name: ${name}`);
    if (read(asked).text('TimeUnit') !== 'MONTHLY' || read(asked).text('BudgetType') !== 'COST')
      throw invalid('This account is a simulation, and budgets other than of the cost of a month are not part of it.');
    if (amount === null || amount <= 0) throw invalid('Budget limit must be greater than zero.');
    const notices = read(params).records('NotificationsWithSubscribers').map(noticeOf);
    if (notices.length > 10) throw invalid('A budget can have at most 10 notifications.');
    if (rowAt(context.account, GLOBAL, BUDGETS, name)) throw new AwsError('DuplicateRecordException', `Error creating budget: ${name} - the budget already exists.`, 400);
    const first = listed(context.account, GLOBAL, BUDGETS).length === 0;
    rows(context.account, GLOBAL, BUDGETS)[name] = { name, amount, createdAt: context.time.now, notices };
    if (first) again(context);
    note(context.time, 'budgets.budget.created', { account: context.account.id, name, amount });
    return {};
  },
};

const again = (context: CloudContext) => schedule(context.time, context.time.now + EVERY, 'budgets.look.due', { account: context.account.id, region: context.region });

const look: CloudJob = (context) => {
  const budgets = rows(context.account, GLOBAL, BUDGETS);
  if (Object.keys(budgets).length === 0) return;
  again(context);
  const { actual, forecast } = spending(context.account, context.time.now);
  const { name: month } = monthOf(context.time.now);
  for (const budget of Object.values(budgets)) {
    for (const notice of budget.notices) {
      const value = notice.type === 'ACTUAL' ? actual : forecast;
      const threshold = notice.thresholdType === 'PERCENTAGE' ? (budget.amount * notice.threshold) / 100 : notice.threshold;
      if (notice.told === month || !OPERATORS[notice.operator]?.(value, threshold)) continue;
      notice.told = month;
      const kind = notice.type === 'ACTUAL' ? 'ACTUAL Cost' : 'FORECASTED Cost';
      for (const to of notice.mails)
        note(context.time, 'mail.sent', {
          to,
          from: 'budgets@costalerts.amazonaws.com',
          subject: `AWS Budgets: ${budget.name} has exceeded your alert threshold`,
          body: `Budget name: ${budget.name}\nBudgeted amount: $${budget.amount.toFixed(2)}\nAlert type: ${notice.type}\nAlert threshold: > $${threshold.toFixed(2)}\n${kind}: $${value.toFixed(2)}`,
        });
    }
  }
};

const deleteBudget: Operation = {
  kind: 'write',
  authorise: (context, params) => [{ action: 'budgets:ModifyBudget', resource: `arn:aws:budgets::${context.account.id}:budget/${read(params).optional('BudgetName') ?? '*'}` }],
  run(context, params) {
    const { name } = budgetOf(context, params);
    delete rows(context.account, GLOBAL, BUDGETS)[name];
    note(context.time, 'budgets.budget.deleted', { account: context.account.id, name });
    return {};
  },
};

const viewing: Operation['authorise'] = (context) => [{ action: 'budgets:ViewBudget', resource: `arn:aws:budgets::${context.account.id}:budget/*` }];

const describeBudget: Operation = { kind: 'read', authorise: viewing, run: (context, params) => ({ Budget: view(context, budgetOf(context, params)) }) };

const describeBudgets: Operation = {
  kind: 'read',
  authorise: viewing,
  run(context, params) {
    ownAccount(context, params);
    const cut = page(listed(context.account, GLOBAL, BUDGETS), params.NextToken, params.MaxResults, 100, 'InvalidNextTokenException');
    if (cut.items.length === 0) return {};
    return { Budgets: cut.items.map((one) => view(context, one)), ...(cut.next ? { NextToken: cut.next } : {}) };
  },
};

const describeNotifications: Operation = {
  kind: 'read',
  authorise: viewing,
  run(context, params) {
    const budget = budgetOf(context, params);
    return {
      Notifications: budget.notices.map(
        (one): Json => ({
          NotificationType: one.type,
          ComparisonOperator: one.operator,
          Threshold: one.threshold,
          ThresholdType: one.thresholdType,
          NotificationState: one.told === monthOf(context.time.now).name ? 'ALARM' : 'OK',
        }),
      ),
    };
  },
};

export const budgets: Service = {
  name: 'budgets',
  eventSource: 'budgets.amazonaws.com',
  iamPrefix: 'budgets',
  dialect: 'json',
  global: true,
  operations: {
    CreateBudget: createBudget,
    DeleteBudget: deleteBudget,
    DescribeBudget: describeBudget,
    DescribeBudgets: describeBudgets,
    DescribeNotificationsForBudget: describeNotifications,
  },
  jobs: { 'budgets.look.due': look },
};
