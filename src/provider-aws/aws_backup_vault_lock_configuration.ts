// A lock on a vault. With changeable_for_days it becomes final; nobody deletes it after that date.

import { VAULT_ABSENT } from './aws_backup_vault.ts';
import { atLeast, atMost, match } from './core/checks.ts';
import { text } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';

export const awsBackupVaultLockConfiguration: ResourceType = {
  name: 'aws_backup_vault_lock_configuration',
  label: 'Backup Vault Lock Configuration',
  checks: {
    values: {
      backup_vault_name: match(/^[0-9A-Za-z_-]{2,50}$/, 'must consist of lowercase letters, numbers, and hyphens.', 'main', 'm'),
      changeable_for_days: atLeast(3),
      max_retention_days: atMost(36500),
      min_retention_days: atLeast(1),
    },
  },
  shown: (attrs) => text(attrs.id) || text(attrs.backup_vault_name),
  create(api, planned) {
    api.call('backup', 'PutBackupVaultLockConfiguration', {
      BackupVaultName: planned.backup_vault_name,
      ChangeableForDays: planned.changeable_for_days,
      MinRetentionDays: planned.min_retention_days,
      MaxRetentionDays: planned.max_retention_days,
    });
    return { id: text(planned.backup_vault_name) };
  },
  read(api, state) {
    const vault = api.find('backup', 'DescribeBackupVault', { BackupVaultName: text(state.id) }, VAULT_ABSENT);
    if (!vault || (vault.Locked !== true && vault.MinRetentionDays === undefined && vault.MaxRetentionDays === undefined)) return null;
    return {
      backup_vault_arn: vault.BackupVaultArn,
      backup_vault_name: vault.BackupVaultName,
      changeable_for_days: state.changeable_for_days ?? null,
      max_retention_days: vault.MaxRetentionDays ?? 0,
      min_retention_days: vault.MinRetentionDays ?? 0,
    };
  },
  delete(api, prior) {
    api.find('backup', 'DeleteBackupVaultLockConfiguration', { BackupVaultName: text(prior.id) }, VAULT_ABSENT);
  },
};
