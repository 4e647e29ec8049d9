// Plans of AWS Backup: when, into which vault, kept how long.

import type { Json } from '../engine/json.ts';
import { all, length, match, oneOf } from './core/checks.ts';
import { arn } from './core/formats.ts';
import { type Attrs, differ, map, need, pick, records, single, text } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS } from './core/tagging.ts';

const ABSENT = ['ResourceNotFoundException'];
const defined = (members: { readonly [name: string]: Json | undefined }): Json =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null && value !== '')) as Json;
const days = (block: Attrs | undefined): Json | undefined =>
  block ? defined({ DeleteAfterDays: block.delete_after || undefined, MoveToColdStorageAfterDays: block.cold_storage_after || undefined }) : undefined;

const planOf = (attrs: Attrs): Json => ({
  BackupPlanName: text(attrs.name),
  Rules: records(attrs.rule).map((rule) =>
    defined({
      RuleName: rule.rule_name,
      TargetBackupVaultName: rule.target_vault_name,
      ScheduleExpression: rule.schedule,
      ScheduleExpressionTimezone: rule.schedule_expression_timezone,
      StartWindowMinutes: rule.start_window,
      CompletionWindowMinutes: rule.completion_window,
      EnableContinuousBackup: rule.enable_continuous_backup,
      Lifecycle: days(single(rule.lifecycle)),
      RecoveryPointTags: Object.keys(map(rule.recovery_point_tags)).length ? map(rule.recovery_point_tags) : undefined,
      CopyActions: records(rule.copy_action).length
        ? records(rule.copy_action).map((copy) => defined({ DestinationBackupVaultArn: copy.destination_vault_arn, Lifecycle: days(single(copy.lifecycle)) }))
        : undefined,
    }),
  ),
});

const lifecycle = (value: Json | undefined): Json =>
  value
    ? [{ delete_after: pick(value, 'DeleteAfterDays') ?? 0, cold_storage_after: pick(value, 'MoveToColdStorageAfterDays') ?? 0, opt_in_to_archive_for_supported_resources: false }]
    : [];

const NAME = all('daily', length(1, 50), match(/^[0-9A-Za-z_.-]+$/, 'must contain only alphanumeric characters, hyphens, underscores, and periods', 'daily', 'every day'));

export const awsBackupPlan: ResourceType = {
  name: 'aws_backup_plan',
  label: 'Backup Plan',
  checks: {
    values: {
      'advanced_backup_setting.resource_type': oneOf('EC2'),
      name: all('daily', length(1, 50), match(/^[0-9A-Za-z_.-]+$/, 'must contain only alphanumeric characters, hyphens, underscores, and periods', 'daily', 'every day')),
      'rule.copy_action.destination_vault_arn': arn,
      'rule.rule_name': NAME,
      'rule.target_vault_name': NAME,
    },
  },
  shown: (attrs) => text(attrs.id) || text(attrs.name),
  create(api, planned) {
    const tags = map(planned.tags_all);
    return { id: need(api.call('backup', 'CreateBackupPlan', { BackupPlan: planOf(planned), BackupPlanTags: Object.keys(tags).length ? tags : undefined }), 'BackupPlanId') };
  },
  read(api, state) {
    const plan = api.find('backup', 'GetBackupPlan', { BackupPlanId: text(state.id) }, ABSENT);
    if (!plan || plan.DeletionDate) return null;
    return {
      arn: plan.BackupPlanArn,
      name: pick(plan as Json, 'BackupPlan.BackupPlanName') ?? null,
      version: plan.VersionId ?? '',
      rule: records(pick(plan as Json, 'BackupPlan.Rules')).map((rule) => ({
        completion_window: rule.CompletionWindowMinutes ?? 180,
        copy_action: records(rule.CopyActions).map((copy) => ({ destination_vault_arn: copy.DestinationBackupVaultArn ?? null, lifecycle: lifecycle(copy.Lifecycle) })),
        enable_continuous_backup: rule.EnableContinuousBackup ?? false,
        lifecycle: lifecycle(rule.Lifecycle),
        recovery_point_tags: map(rule.RecoveryPointTags),
        rule_name: rule.RuleName ?? null,
        schedule: rule.ScheduleExpression ?? '',
        schedule_expression_timezone: rule.ScheduleExpressionTimezone ?? 'Etc/UTC',
        start_window: rule.StartWindowMinutes ?? 60,
        target_vault_name: rule.TargetBackupVaultName ?? null,
      })),
      tags_all: map(pick(api.call('backup', 'ListTags', { ResourceArn: plan.BackupPlanArn }) as Json, 'Tags')),
    };
  },
  update(api, prior, planned) {
    if (differ(prior, planned, 'rule', 'name', 'advanced_backup_setting')) api.call('backup', 'UpdateBackupPlan', { BackupPlanId: text(prior.id), BackupPlan: planOf(planned) });
  },
  delete(api, prior) {
    api.find('backup', 'DeleteBackupPlan', { BackupPlanId: text(prior.id) }, ABSENT);
  },
  recomputed: { version: ['rule', 'name'] },
  tags: TAGS.backup,
};
