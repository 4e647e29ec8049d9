// AWS Backup: what a vault's lock refuses, how a point becomes a database again, and what keeps it from another account.
import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/engine/clock.ts';
import { ACCOUNT, admin, DATABASE, newMember, newWorld, out, pass, REGION, refusal, type World } from './fixture.ts';

const NAME = DATABASE.DBInstanceIdentifier;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/keeper`;
const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });

function withPoint(days: number | null = 35, more: object = {}): { world: World; point: string } {
  const world = newWorld();
  out(world, 'iam', 'CreateRole', {
    RoleName: 'keeper',
    AssumeRolePolicyDocument: policy({ Effect: 'Allow', Principal: { Service: 'backup.amazonaws.com' }, Action: 'sts:AssumeRole' }),
  });
  out(world, 'iam', 'AttachRolePolicy', { RoleName: 'keeper', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' });
  out(world, 'rds', 'CreateDBInstance', { ...DATABASE, ...more });
  out(world, 'backup', 'CreateBackupVault', { BackupVaultName: 'safe' });
  pass(world, HOUR);
  const { RecoveryPointArn } = out(world, 'backup', 'StartBackupJob', {
    BackupVaultName: 'safe',
    ResourceArn: `arn:aws:rds:${REGION}:${ACCOUNT}:db:${NAME}`,
    IamRoleArn: ROLE,
    ...(days === null ? {} : { Lifecycle: { DeleteAfterDays: days } }),
  });
  pass(world, HOUR);
  return { world, point: RecoveryPointArn };
}

test('an account has a vault called Default, with a key of AWS', () => {
  const world = newWorld();
  const [vault] = out(world, 'backup', 'ListBackupVaults').BackupVaultList;
  expect(vault.BackupVaultName).toBe('Default');
  expect(out(world, 'kms', 'DescribeKey', { KeyId: 'alias/aws/backup' }).KeyMetadata.Arn).toBe(vault.EncryptionKeyArn);
});

test('a point outlives its database and becomes one again, by the rights of the role', () => {
  const { world, point } = withPoint();
  out(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: NAME, SkipFinalSnapshot: true });
  pass(world, HOUR);
  const start = { RecoveryPointArn: point, IamRoleArn: ROLE, Metadata: { DBInstanceIdentifier: 'again' } };
  const { RestoreJobId } = out(world, 'backup', 'StartRestoreJob', start);
  expect(out(world, 'backup', 'DescribeRestoreJob', { RestoreJobId }).Status).toBe('RUNNING');
  pass(world, HOUR);
  expect(out(world, 'backup', 'DescribeRestoreJob', { RestoreJobId })).toMatchObject({ Status: 'COMPLETED', CreatedResourceArn: `arn:aws:rds:${REGION}:${ACCOUNT}:db:again` });
  out(world, 'iam', 'DetachRolePolicy', { RoleName: 'keeper', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' });
  const second = out(world, 'backup', 'StartRestoreJob', { ...start, Metadata: { DBInstanceIdentifier: 'third' } }).RestoreJobId;
  const failed = out(world, 'backup', 'DescribeRestoreJob', { RestoreJobId: second });
  expect([failed.Status, /perform: (\S+)/.exec(failed.StatusMessage)?.[1]]).toEqual(['FAILED', 'rds:RestoreDBInstanceFromDBSnapshot']);
  expect(refusal(world, 'backup', 'StartRestoreJob', { ...start, IamRoleArn: `${ROLE}x` })).toContain('InvalidParameterValueException');
});

test('a lock refuses deletions and lives outside its range; governance is lifted, compliance after its days by nobody', () => {
  const { world, point } = withPoint();
  const at = { BackupVaultName: 'safe', RecoveryPointArn: point };
  const lock = (more: object) => out(world, 'backup', 'PutBackupVaultLockConfiguration', { BackupVaultName: 'safe', MinRetentionDays: 7, MaxRetentionDays: 60, ...more });
  lock({});
  expect(refusal(world, 'backup', 'DeleteRecoveryPoint', at)).toContain('InvalidRequestException');
  expect(refusal(world, 'rds', 'DeleteDBSnapshot', { DBSnapshotIdentifier: point.split(':snapshot:')[1] })).toContain('InvalidDBSnapshotState');
  for (const days of [1, 100])
    expect(refusal(world, 'backup', 'UpdateRecoveryPointLifecycle', { ...at, Lifecycle: { DeleteAfterDays: days } })).toContain("Retention settings don't match");
  out(world, 'backup', 'UpdateRecoveryPointLifecycle', { ...at, Lifecycle: { DeleteAfterDays: 50 } });
  pass(world, 40 * DAY);
  expect(out(world, 'backup', 'ListRecoveryPointsByResource', { ResourceArn: `arn:aws:rds:${REGION}:${ACCOUNT}:db:${NAME}` }).RecoveryPoints).toHaveLength(1);
  out(world, 'backup', 'DeleteBackupVaultLockConfiguration', { BackupVaultName: 'safe' });
  lock({ ChangeableForDays: 3 });
  pass(world, 4 * DAY);
  expect(refusal(world, 'backup', 'DeleteBackupVaultLockConfiguration', { BackupVaultName: 'safe' })).toContain('is locked');
  pass(world, 10 * DAY);
  expect(refusal(world, 'backup', 'DescribeRecoveryPoint', at)).toContain('ResourceNotFoundException');
});

test('a copy goes into another account of the organisation when its vault lets it in, and not with the key of AWS', () => {
  const { world, point } = withPoint(null);
  out(world, 'organizations', 'CreateOrganization');
  const other = newMember(world, 'backups');
  const there = out(world, 'sts', 'AssumeRole', { RoleArn: `arn:aws:iam::${other}:role/OrganizationAccountAccessRole`, RoleSessionName: 'ann' }, admin(world)).Credentials
    .AccessKeyId;
  const vault = out(world, 'backup', 'CreateBackupVault', { BackupVaultName: 'far' }, there).BackupVaultArn;
  const copy = () => {
    const { CopyJobId } = out(world, 'backup', 'StartCopyJob', { RecoveryPointArn: point, SourceBackupVaultName: 'safe', DestinationBackupVaultArn: vault, IamRoleArn: ROLE });
    pass(world, 20 * MINUTE);
    return out(world, 'backup', 'DescribeCopyJob', { CopyJobId }).CopyJob;
  };
  expect(copy()).toMatchObject({ State: 'FAILED' });
  out(
    world,
    'backup',
    'PutBackupVaultAccessPolicy',
    { BackupVaultName: 'far', Policy: policy({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'backup:CopyIntoBackupVault', Resource: '*' }) },
    there,
  );
  expect(copy()).toMatchObject({ State: 'COMPLETED' });
  const [found] = out(world, 'backup', 'ListRecoveryPointsByBackupVault', { BackupVaultName: 'far' }, there).RecoveryPoints;
  out(world, 'rds', 'RestoreDBInstanceFromDBSnapshot', { DBInstanceIdentifier: 'back', DBSnapshotIdentifier: found.RecoveryPointArn.split(':snapshot:')[1] }, there);
});
