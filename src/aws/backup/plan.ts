// Backup plans: rules with a schedule, and selections that say which resources they are for.
import { iso } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, having, listed, rowAt, rows, table } from '../cloud.ts';
import { wild } from '../iam/match.ts';
import { mixedId, uuidOf } from '../ids.ts';
import { given, input, isRecord } from '../input.ts';
import { AwsError, type CloudJob, type Operation, type Params } from '../operation.ts';
import { instanceArn } from '../rds/events.ts';
import { INSTANCES } from '../rds/tables.ts';
import { nextDue, readSchedule, type Schedule } from '../schedule.ts';
import { readTags, type Tags } from '../tags.ts';
import { jsonWords } from '../wording.ts';
import { startBackupOf, vaultOf } from './vault.ts';

export interface BackupPlan {
  readonly id: string;
  readonly createdAt: number;
  version: string;
  /** `BackupPlan` as it was put, with defaults filled in. */
  body: { readonly [member: string]: Json };
  tags: Tags;
}

export interface Selection {
  readonly id: string;
  readonly plan: string;
  readonly createdAt: number;
  readonly creator: string | null;
  readonly body: { readonly [member: string]: Json };
}

export const PLANS = table<BackupPlan>('backup.plan');
export const SELECTIONS = table<Selection>('backup.selection');

const planArn = (context: CloudContext, id: string) => `arn:aws:backup:${context.region}:${context.account.id}:backup-plan:${id}`;
const notFound = (message: string) => new AwsError('ResourceNotFoundException', message, 400);
const planId = (params: Params) => input(params, jsonWords).text('BackupPlanId');

function planOf(context: CloudContext, id: string): Readonly<BackupPlan> {
  const found = rowAt(context.account, context.region, PLANS, id);
  if (!found) throw notFound(`Cannot find Backup plan with ID ${id}`);
  return found;
}

const onPlan = (action: string) => (context: CloudContext, params: Params) => [{ action: `backup:${action}`, resource: planArn(context, planId(params)) }];

/** When a rule is due, in UTC. Only `cron(...)` counts; throws for anything else. */
function timetable(expression: string): Schedule {
  const found = expression.startsWith('cron(') ? readSchedule(expression) : null;
  if (!found) throw new AwsError('InvalidParameterValueException', `Invalid schedule expression: ${expression}.`, 400);
  return found;
}

function readPlan(context: CloudContext, params: Params): { readonly [member: string]: Json } {
  const from = input(params, jsonWords);
  const body = from.record('BackupPlan');
  if (!body) throw jsonWords('missing', 'BackupPlan');
  const name = input(body, jsonWords).text('BackupPlanName');
  const rules = input(body, jsonWords).records('Rules');
  if (rules.length === 0) throw jsonWords('missing', 'Rules');
  return {
    BackupPlanName: name,
    Rules: rules.map((rule) => {
      const one = input(rule, jsonWords);
      const schedule = one.optional('ScheduleExpression') ?? 'cron(0 5 ? * * *)';
      timetable(schedule);
      vaultOf(context, one.text('TargetBackupVaultName'));
      return given({
        RuleName: one.text('RuleName'),
        TargetBackupVaultName: one.text('TargetBackupVaultName'),
        ScheduleExpression: schedule,
        StartWindowMinutes: one.number('StartWindowMinutes') ?? 480,
        CompletionWindowMinutes: one.number('CompletionWindowMinutes') ?? 10080,
        Lifecycle: one.record('Lifecycle'),
        RecoveryPointTags: one.record('RecoveryPointTags'),
        RuleId: uuidOf(context.time, 'backup'),
        CopyActions: rule.CopyActions ?? null,
        EnableContinuousBackup: one.flag('EnableContinuousBackup') ?? false,
        ScheduleExpressionTimezone: 'Etc/UTC',
      }) as { readonly [member: string]: Json };
    }),
  };
}

const rulesOf = (plan: Readonly<BackupPlan>): Params[] => (Array.isArray(plan.body.Rules) ? plan.body.Rules.filter(isRecord) : []);

function planRuns(context: CloudContext, plan: Readonly<BackupPlan>): void {
  for (const job of Object.values(context.time.jobs)) if (job.kind === 'backup.rule.due' && job.data.plan === plan.id) delete context.time.jobs[job.id];
  for (const rule of rulesOf(plan)) planNext(context, plan.id, String(rule.RuleId), String(rule.ScheduleExpression));
}

function planNext(context: CloudContext, plan: string, rule: string, expression: string): void {
  const now = context.time.now;
  const due = nextDue(timetable(expression), now, now);
  if (due !== null) schedule(context.time, due, 'backup.rule.due', { account: context.account.id, region: context.region, plan, rule });
}

export const createPlan: Operation = {
  kind: 'write',
  run(context, params) {
    const body = readPlan(context, params);
    const tags = readTags(params.BackupPlanTags);
    if (listed(context.account, context.region, PLANS).some((plan) => plan.body.BackupPlanName === body.BackupPlanName)) {
      throw new AwsError('AlreadyExistsException', `Backup plan with the same plan document already exists`, 400);
    }
    const plan: BackupPlan = { id: uuidOf(context.time, 'backup'), createdAt: context.time.now, version: mixedId(context.time, 'backup', 44), body, tags };
    rows(context.account, context.region, PLANS)[plan.id] = plan;
    planRuns(context, plan);
    return { BackupPlanId: plan.id, BackupPlanArn: planArn(context, plan.id), CreationDate: iso(plan.createdAt, true), VersionId: plan.version };
  },
};

export const updatePlan: Operation = {
  kind: 'write',
  authorise: onPlan('UpdateBackupPlan'),
  run(context, params) {
    const found = planOf(context, planId(params));
    const body = readPlan(context, params);
    const plan = rows(context.account, context.region, PLANS)[found.id] as BackupPlan;
    plan.body = body;
    plan.version = mixedId(context.time, 'backup', 44);
    planRuns(context, plan);
    return { BackupPlanId: plan.id, BackupPlanArn: planArn(context, plan.id), CreationDate: iso(plan.createdAt, true), VersionId: plan.version };
  },
};

export const getPlan: Operation = {
  kind: 'read',
  authorise: onPlan('GetBackupPlan'),
  run(context, params) {
    const plan = planOf(context, planId(params));
    return { BackupPlan: plan.body, BackupPlanId: plan.id, BackupPlanArn: planArn(context, plan.id), VersionId: plan.version, CreationDate: iso(plan.createdAt, true) };
  },
};

export const listPlans: Operation = {
  kind: 'read',
  run: (context) => ({
    BackupPlansList: listed(context.account, context.region, PLANS).map((plan) => ({
      BackupPlanArn: planArn(context, plan.id),
      BackupPlanId: plan.id,
      CreationDate: iso(plan.createdAt, true),
      VersionId: plan.version,
      BackupPlanName: plan.body.BackupPlanName,
    })),
  }),
};

export const deletePlan: Operation = {
  kind: 'write',
  authorise: onPlan('DeleteBackupPlan'),
  run(context, params) {
    const plan = planOf(context, planId(params));
    if (having(context.account, context.region, SELECTIONS, 'plan', plan.id).length > 0) {
      throw new AwsError('InvalidRequestException', 'Related backup plan selections must be deleted prior to backup plan deletion.', 400);
    }
    const { id, version } = plan;
    delete rows(context.account, context.region, PLANS)[id];
    return { BackupPlanId: id, BackupPlanArn: planArn(context, id), DeletionDate: iso(context.time.now, true), VersionId: version };
  },
};

export const createSelection: Operation = {
  kind: 'write',
  authorise: onPlan('CreateBackupSelection'),
  run(context, params) {
    const from = input(params, jsonWords);
    const plan = planOf(context, planId(params));
    const body = from.record('BackupSelection');
    if (!body) throw jsonWords('missing', 'BackupSelection');
    const one = input(body, jsonWords);
    one.text('SelectionName');
    one.text('IamRoleArn');
    one.texts('Resources');
    one.records('ListOfTags');
    const selection: Selection = {
      id: uuidOf(context.time, 'backup'),
      plan: plan.id,
      createdAt: context.time.now,
      creator: from.optional('CreatorRequestId'),
      body: given(body) as Selection['body'],
    };
    rows(context.account, context.region, SELECTIONS)[selection.id] = selection;
    return { SelectionId: selection.id, BackupPlanId: plan.id, CreationDate: iso(selection.createdAt, true) };
  },
};

function selectionOf(context: CloudContext, params: Params): Readonly<Selection> {
  const id = input(params, jsonWords).text('SelectionId');
  const found = rowAt(context.account, context.region, SELECTIONS, id);
  if (!found || found.plan !== planId(params)) throw notFound(`Cannot find Backup selection with ID ${id}`);
  return found;
}

export const getSelection: Operation = {
  kind: 'read',
  authorise: onPlan('GetBackupSelection'),
  run(context, params) {
    const selection = selectionOf(context, params);
    return given({
      BackupSelection: selection.body,
      SelectionId: selection.id,
      BackupPlanId: selection.plan,
      CreationDate: iso(selection.createdAt, true),
      CreatorRequestId: selection.creator,
    });
  },
};

export const deleteSelection: Operation = {
  kind: 'write',
  authorise: onPlan('DeleteBackupSelection'),
  run(context, params) {
    const { id } = selectionOf(context, params);
    delete rows(context.account, context.region, SELECTIONS)[id];
    return {};
  },
};

export const listSelections: Operation = {
  kind: 'read',
  authorise: onPlan('ListBackupSelections'),
  run(context, params) {
    const { id } = planOf(context, planId(params));
    const found = having(context.account, context.region, SELECTIONS, 'plan', id);
    return {
      BackupSelectionsList: found.map((selection) => ({
        SelectionId: selection.id,
        SelectionName: selection.body.SelectionName,
        BackupPlanId: id,
        CreationDate: iso(selection.createdAt, true),
        IamRoleArn: selection.body.IamRoleArn,
      })),
    };
  },
};

/** Whether a selection means this database: by ARN (with wildcards) or by one of its tags, and not among those left out. */
function selects(body: Selection['body'], arn: string, tags: Readonly<Tags>): boolean {
  const texts = (value: Json | undefined) => (Array.isArray(value) ? value.map(String) : []);
  if (texts(body.NotResources).some((pattern) => wild(pattern, arn))) return false;
  if (texts(body.Resources).some((pattern) => wild(pattern, arn))) return true;
  const conditions = Array.isArray(body.ListOfTags) ? body.ListOfTags.filter(isRecord) : [];
  return conditions.some((condition) => condition.ConditionType === 'STRINGEQUALS' && tags[String(condition.ConditionKey)] === condition.ConditionValue);
}

export const ruleDue: CloudJob = (context, data) => {
  const plan = rowAt(context.account, context.region, PLANS, String(data.plan));
  const rule = plan && rulesOf(plan).find((one) => one.RuleId === data.rule);
  if (!plan || !rule) return;
  const keep = isRecord(rule.Lifecycle) && typeof rule.Lifecycle.DeleteAfterDays === 'number' ? rule.Lifecycle.DeleteAfterDays : null;
  for (const selection of listed(context.account, context.region, SELECTIONS)) {
    if (selection.plan !== plan.id) continue;
    for (const instance of listed(context.account, context.region, INSTANCES)) {
      const arn = instanceArn(context, instance.identifier);
      if (!selects(selection.body, arn, instance.tags)) continue;
      try {
        startBackupOf(context, arn, String(rule.TargetBackupVaultName), String(selection.body.IamRoleArn), keep, plan.id);
      } catch (thrown) {
        if (!(thrown instanceof AwsError)) throw thrown;
        note(context.time, 'backup.job.failed', { account: context.account.id, resource: arn, message: thrown.message });
      }
    }
  }
  planNext(context, plan.id, String(rule.RuleId), String(rule.ScheduleExpression));
};
