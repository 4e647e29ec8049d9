// Vaults of AWS Backup. One that holds recovery points is not deleted unless the state says force_destroy and no lock forbids it.

import type { Json } from '../engine/json.ts';
import { match } from './core/checks.ts';
import { arn } from './core/formats.ts';
import { map, pick, records, text } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS } from './core/tagging.ts';

export const VAULT_ABSENT = ['ResourceNotFoundException', 'AccessDeniedException'];

export const awsBackupVault: ResourceType = {
  name: 'aws_backup_vault',
  label: 'Backup Vault',
  checks: {
    values: {
      kms_key_arn: arn,
      name: match(/^[0-9A-Za-z_-]{2,50}$/, 'must consist of letters, numbers, and hyphens.', 'main', 'm'),
    },
  },
  shown: (attrs) => text(attrs.id) || text(attrs.name),
  create(api, planned) {
    const tags = map(planned.tags_all);
    api.call('backup', 'CreateBackupVault', {
      BackupVaultName: planned.name,
      EncryptionKeyArn: text(planned.kms_key_arn) || undefined,
      BackupVaultTags: Object.keys(tags).length ? tags : undefined,
    });
    return { id: text(planned.name) };
  },
  read(api, state) {
    const vault = api.find('backup', 'DescribeBackupVault', { BackupVaultName: text(state.id) }, VAULT_ABSENT);
    if (!vault) return null;
    return {
      arn: vault.BackupVaultArn,
      kms_key_arn: vault.EncryptionKeyArn ?? '',
      name: vault.BackupVaultName,
      recovery_points: vault.NumberOfRecoveryPoints ?? 0,
      tags_all: map(pick(api.call('backup', 'ListTags', { ResourceArn: vault.BackupVaultArn }) as Json, 'Tags')),
    };
  },
  delete(api, prior) {
    const BackupVaultName = text(prior.id);
    if (prior.force_destroy === true) {
      const points = records(pick((api.find('backup', 'ListRecoveryPointsByBackupVault', { BackupVaultName }, VAULT_ABSENT) ?? {}) as Json, 'RecoveryPoints'));
      for (const point of points) api.call('backup', 'DeleteRecoveryPoint', { BackupVaultName, RecoveryPointArn: point.RecoveryPointArn });
    }
    api.find('backup', 'DeleteBackupVault', { BackupVaultName }, VAULT_ABSENT);
  },
  update: () => {},
  tags: TAGS.backup,
};
