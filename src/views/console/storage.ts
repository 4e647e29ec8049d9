// The console's pages of what is stored: S3, AWS Backup, secrets.
import { action, cell, column, field, from, number, type Page, pick, removal, rowsOf } from './page.ts';

export const buckets: Page = {
  id: 's3-buckets',
  service: 'S3',
  title: 'General purpose buckets',
  rows: (ask) =>
    rowsOf(ask, 's3', 'ListBuckets', 'Buckets').map((bucket) => {
      const versioning = ask('s3', 'GetBucketVersioning', { Bucket: bucket.Name });
      return { ...bucket, Versioning: versioning.ok ? (versioning.output.Status ?? 'Disabled') : versioning.code };
    }),
  key: 'Name',
  columns: [column('Bucket', 'Name'), column('Versioning', 'Versioning'), column('Created', 'CreationDate', 'time')],
  empty: 'No buckets.',
  pageActions: [action('s3', 'CreateBucket', 'Create bucket', { CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }, { fields: [field('Bucket', 'Bucket name')] })],
  actions: (item) => {
    const name = cell(item, 'Name');
    return [
      action('s3', 'PutBucketVersioning', 'Edit versioning', { Bucket: name }, { fields: [pick('VersioningConfiguration.Status', 'Bucket versioning', ['Enabled', 'Suspended'])] }),
      removal('s3', 'DeleteBucket', { Bucket: name }, { confirm: name }),
    ];
  },
};

export const objects: Page = {
  id: 's3-objects',
  service: 'S3',
  title: 'Objects',
  rows: (ask) =>
    rowsOf(ask, 's3', 'ListBuckets', 'Buckets').flatMap((bucket) => {
      const found = ask('s3', 'ListObjectsV2', { Bucket: bucket.Name });
      return found.ok ? ((found.output.Contents ?? []) as readonly object[]).map((one) => ({ Bucket: bucket.Name, ...one })) : [];
    }),
  key: 'Key',
  columns: [column('Key', 'Key'), column('Bucket', 'Bucket'), column('Size, bytes', 'Size', 'number'), column('Last modified', 'LastModified', 'time')],
  empty: 'No objects in any bucket.',
  actions: (item) => [removal('s3', 'DeleteObject', { Bucket: cell(item, 'Bucket'), Key: cell(item, 'Key') }, { confirm: 'permanently delete' })],
};

export const vaults: Page = {
  id: 'backup-vaults',
  service: 'Backup',
  title: 'Backup vaults',
  rows: from('backup', 'ListBackupVaults', 'BackupVaultList'),
  key: 'BackupVaultName',
  columns: [
    column('Vault', 'BackupVaultName'),
    column('Recovery points', 'NumberOfRecoveryPoints', 'number'),
    column('Locked', 'Locked'),
    column('Lock date', 'LockDate', 'time'),
    column('Created', 'CreationDate', 'time'),
  ],
  empty: 'No vaults.',
  pageActions: [action('backup', 'CreateBackupVault', 'Create vault', {}, { fields: [field('BackupVaultName', 'Vault name')] })],
  actions: (item) => {
    const name = cell(item, 'BackupVaultName');
    return [
      action(
        'backup',
        'PutBackupVaultLockConfiguration',
        'Lock the vault',
        { BackupVaultName: name },
        {
          fields: [number('MinRetentionDays', 'Minimum retention, days', 7), number('ChangeableForDays', 'Compliance mode after, days', 3)],
          warning: 'In compliance mode nobody lifts the lock once its date has come, the root user and AWS included.',
        },
      ),
      removal('backup', 'DeleteBackupVault', { BackupVaultName: name }, { confirm: name }),
    ];
  },
};

export const recoveryPoints: Page = {
  id: 'backup-points',
  service: 'Backup',
  title: 'Recovery points',
  rows: (ask) =>
    rowsOf(ask, 'backup', 'ListBackupVaults', 'BackupVaultList').flatMap((vault) =>
      rowsOf(ask, 'backup', 'ListRecoveryPointsByBackupVault', 'RecoveryPoints', { BackupVaultName: vault.BackupVaultName }),
    ),
  key: 'RecoveryPointArn',
  columns: [
    column('Recovery point', 'RecoveryPointArn', 'last'),
    column('Vault', 'BackupVaultName'),
    column('Status', 'Status', 'state'),
    column('Of', 'ResourceArn', 'last'),
    column('Created', 'CreationDate', 'time'),
  ],
  empty: 'No recovery points.',
  actions: (item) => [removal('backup', 'DeleteRecoveryPoint', { BackupVaultName: cell(item, 'BackupVaultName'), RecoveryPointArn: cell(item, 'RecoveryPointArn') })],
};

export const secrets: Page = {
  id: 'secrets-secrets',
  service: 'Secrets Manager',
  title: 'Secrets',
  rows: from('secretsmanager', 'ListSecrets', 'SecretList'),
  key: 'ARN',
  columns: [column('Secret', 'Name'), column('Changed', 'LastChangedDate', 'time'), column('Created', 'CreatedDate', 'time')],
  empty: 'No secrets.',
  actions: (item) => [
    removal(
      'secretsmanager',
      'DeleteSecret',
      { SecretId: cell(item, 'ARN') },
      {
        label: 'Delete secret',
        confirm: null,
        fields: [number('RecoveryWindowInDays', 'Waiting period, days', 30)],
      },
    ),
  ],
};
