// Vaults and their locks, and the recovery points in them. A lock keeps points from being deleted; in compliance mode nobody can lift it
// once its date has passed. Deleting a database leaves its recovery points alone.
import { DAY, iso } from '../../engine/clock.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, having, listed, rowAt, rows, table } from '../cloud.ts';
import { readPolicy } from '../iam/document.ts';
import { uuidOf } from '../ids.ts';
import { given, input } from '../input.ts';
import { managedKey } from '../kms/key.ts';
import { AwsError, type CloudJob, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { findInstance, instanceRow, lasting } from '../rds/instance.ts';
import { beginSnapshot, dropSnapshot } from '../rds/snapshot.ts';
import { SNAPSHOTS } from '../rds/tables.ts';
import { readTags, type Tags } from '../tags.ts';
import { jsonWords, moment } from '../wording.ts';

export interface Vault {
  readonly name: string;
  readonly createdAt: number;
  readonly keyArn: string;
  readonly creator: string | null;
  policy: string | null;
  lock: { readonly min: number | null; readonly max: number | null; readonly lockAt: number | null } | null;
  tags: Tags;
}

export interface RecoveryPoint {
  readonly arn: string;
  readonly vault: string;
  readonly resourceArn: string;
  readonly jobId: string;
  readonly roleArn: string;
  readonly snapshot: string;
  readonly createdAt: number;
  completedAt: number | null;
  status: 'CREATING' | 'COMPLETED';
  deleteAt: number | null;
  keepDays: number | null;
  readonly plan: string | null;
}

export const VAULTS = table<Vault>('backup.vault');
export const POINTS = table<RecoveryPoint>('backup.recovery-point');

const notFound = (message: string) => new AwsError('ResourceNotFoundException', message, 400);
const invalid = (message: string) => new AwsError('InvalidRequestException', message, 400);
export const vaultArn = (context: CloudContext, name: string): string => `arn:aws:backup:${context.region}:${context.account.id}:backup-vault:${name}`;

export function vaultOf(context: CloudContext, name: string): Readonly<Vault> {
  const found = rowAt(context.account, context.region, VAULTS, name);
  if (!found) throw notFound(`Backup vault with name ${name} not found`);
  return found;
}

const nameIn = (params: Params) => input(params, jsonWords).text('BackupVaultName');
export const onVault = (action: string) => (context: CloudContext, params: Params) => [{ action: `backup:${action}`, resource: vaultArn(context, nameIn(params)) }];

const pointsOf = (context: CloudContext, vault: string) => having(context.account, context.region, POINTS, 'vault', vault);

const view = (context: CloudContext, vault: Readonly<Vault>): Params =>
  given({
    BackupVaultName: vault.name,
    BackupVaultArn: vaultArn(context, vault.name),
    EncryptionKeyArn: vault.keyArn,
    CreationDate: iso(vault.createdAt, true),
    CreatorRequestId: vault.creator,
    NumberOfRecoveryPoints: pointsOf(context, vault.name).length,
    Locked: vault.lock !== null,
    MinRetentionDays: vault.lock?.min ?? null,
    MaxRetentionDays: vault.lock?.max ?? null,
    LockDate: vault.lock?.lockAt == null ? null : iso(vault.lock.lockAt, true),
  });

const write = (right: string, work: Operation['run']): Operation => ({ kind: 'write', authorise: onVault(right), run: work });
const read = (right: string, work: Operation['run']): Operation => ({ kind: 'read', authorise: onVault(right), run: work });

export const createVault = write('CreateBackupVault', (context, params) => {
  const from = input(params, jsonWords);
  const name = nameIn(params);
  if (!/^[a-zA-Z0-9_-]{2,50}$/.test(name)) throw new AwsError('InvalidParameterValueException', `Invalid vault name: ${name}`, 400);
  if (rowAt(context.account, context.region, VAULTS, name)) throw new AwsError('AlreadyExistsException', `Backup vault with the same name already exists`, 400);
  const tags = readTags(params.BackupVaultTags);
  rows(context.account, context.region, VAULTS)[name] = {
    name,
    createdAt: context.time.now,
    keyArn: from.optional('EncryptionKeyArn') ?? managedKey(context, 'backup'),
    creator: from.optional('CreatorRequestId'),
    policy: null,
    lock: null,
    tags,
  };
  return { BackupVaultName: name, BackupVaultArn: vaultArn(context, name), CreationDate: iso(context.time.now, true) };
});

export const deleteVault = write('DeleteBackupVault', (context, params) => {
  const vault = vaultOf(context, nameIn(params));
  if (pointsOf(context, vault.name).length > 0) throw invalid(`Backup vault cannot be deleted because it contains recovery points.`);
  if (lockedForGood(vault, context.time.now)) throw invalid(`Backup vault ${vault.name} is locked and cannot be deleted.`);
  delete rows(context.account, context.region, VAULTS)[vault.name];
  return {};
});

export const describeVault = read('DescribeBackupVault', (context, params) => view(context, vaultOf(context, nameIn(params))));

export const listVaults: Operation = {
  kind: 'read',
  run(context, params) {
    const cut = page(listed(context.account, context.region, VAULTS), params.NextToken, params.MaxResults, 100, 'InvalidParameterValueException');
    return { BackupVaultList: cut.items.map((vault) => view(context, vault)), ...(cut.next ? { NextToken: cut.next } : {}) };
  },
};

/** In compliance mode and past its date. */
const lockedForGood = (vault: Readonly<Vault>, now: number) => vault.lock?.lockAt != null && vault.lock.lockAt <= now;

/** Without ChangeableForDays the lock is of the governance kind; with it (3 at least) it becomes final after so many days. */
export const putLock = write('PutBackupVaultLockConfiguration', (context, params) => {
  const from = input(params, jsonWords);
  const vault = vaultOf(context, nameIn(params));
  const [min, max, days] = [from.number('MinRetentionDays'), from.number('MaxRetentionDays'), from.number('ChangeableForDays')];
  if (lockedForGood(vault, context.time.now)) throw invalid(`Backup vault ${vault.name} is locked and its lock configuration cannot be changed.`);
  if (days !== null && !(days >= 3 && days <= 36500)) throw new AwsError('InvalidParameterValueException', 'ChangeableForDays must be between 3 and 36500.', 400);
  if ((min !== null && min < 1) || (max !== null && max < 1) || (min !== null && max !== null && min > max))
    throw new AwsError('InvalidParameterValueException', 'MinRetentionDays must not be longer than MaxRetentionDays.', 400);
  const row = rows(context.account, context.region, VAULTS)[vault.name] as Vault;
  row.lock = { min, max, lockAt: days === null ? null : context.time.now + days * DAY };
  note(context.time, 'backup.vault.locked', { account: context.account.id, vault: vault.name, lockAt: row.lock.lockAt });
  return {};
});

export const deleteLock = write('DeleteBackupVaultLockConfiguration', (context, params) => {
  const vault = vaultOf(context, nameIn(params));
  if (lockedForGood(vault, context.time.now)) throw invalid(`Backup vault ${vault.name} is locked and its lock configuration cannot be removed.`);
  (rows(context.account, context.region, VAULTS)[vault.name] as Vault).lock = null;
  note(context.time, 'backup.vault.unlocked', { account: context.account.id, vault: vault.name });
  return {};
});

export const getPolicy = read('GetBackupVaultAccessPolicy', (context, params) => {
  const vault = vaultOf(context, nameIn(params));
  if (vault.policy === null) throw notFound(`Backup vault ${vault.name} has no access policy`);
  return { BackupVaultName: vault.name, BackupVaultArn: vaultArn(context, vault.name), Policy: vault.policy };
});

export const putPolicy = write('PutBackupVaultAccessPolicy', (context, params) => {
  const policy = input(params, jsonWords).text('Policy');
  const { name } = vaultOf(context, nameIn(params));
  readPolicy(policy);
  (rows(context.account, context.region, VAULTS)[name] as Vault).policy = policy;
  return {};
});

export const deletePolicy = write('DeleteBackupVaultAccessPolicy', (context, params) => {
  const { name } = vaultOf(context, nameIn(params));
  (rows(context.account, context.region, VAULTS)[name] as Vault).policy = null;
  return {};
});

const pointView = (context: CloudContext, point: Readonly<RecoveryPoint>): Params =>
  given({
    RecoveryPointArn: point.arn,
    BackupVaultName: point.vault,
    BackupVaultArn: vaultArn(context, point.vault),
    ResourceArn: point.resourceArn,
    ResourceType: 'RDS',
    IamRoleArn: point.roleArn,
    Status: point.status,
    CreationDate: iso(point.createdAt, true),
    CompletionDate: point.completedAt === null ? null : iso(point.completedAt, true),
    BackupSizeInBytes: 0,
    CalculatedLifecycle: point.deleteAt === null ? null : { DeleteAt: iso(point.deleteAt, true) },
    Lifecycle: point.keepDays === null ? null : { DeleteAfterDays: point.keepDays },
    IsEncrypted: false,
    IsParent: false,
  });

export const listPoints = read('ListRecoveryPointsByBackupVault', (context, params) => {
  const from = input(params, jsonWords);
  const { name } = vaultOf(context, nameIn(params));
  const resource = from.optional('ByResourceArn');
  const [before, after] = [moment(params, jsonWords, 'ByCreatedBefore'), moment(params, jsonWords, 'ByCreatedAfter')];
  const found = pointsOf(context, name).filter(
    (point) => (resource === null || point.resourceArn === resource) && (before === null || point.createdAt < before) && (after === null || point.createdAt > after),
  );
  const cut = page(found, params.NextToken, params.MaxResults, 100, 'InvalidParameterValueException');
  return { ...(cut.next ? { NextToken: cut.next } : {}), RecoveryPoints: cut.items.map((point) => pointView(context, point)) };
});

/** A point of a vault. Throws ResourceNotFoundException. */
export function pointNamed(context: CloudContext, vault: string, arn: string): Readonly<RecoveryPoint> {
  const { name } = vaultOf(context, vault);
  const point = rowAt(context.account, context.region, POINTS, arn);
  if (point?.vault !== name) throw notFound(`Cannot find recovery point ${arn}.`);
  return point;
}

const pointOf = (context: CloudContext, params: Params) => pointNamed(context, nameIn(params), input(params, jsonWords).text('RecoveryPointArn'));

/** Throws when a vault's lock does not take a retention of so many days (null: for ever). */
export function checkRetention(vault: Readonly<Vault>, keepDays: number | null): void {
  const { lock } = vault;
  if (lock && ((lock.min !== null && keepDays !== null && keepDays < lock.min) || (lock.max !== null && (keepDays === null || keepDays > lock.max))))
    throw invalid(`Retention settings don't match the allowed range of the vault lock of ${vault.name}.`);
}

export const describePoint = read('DescribeRecoveryPoint', (context, params) => pointView(context, pointOf(context, params)));

const onPoint = (action: string) => (_context: CloudContext, params: Params) => [{ action: `backup:${action}`, resource: input(params, jsonWords).text('RecoveryPointArn') }];

/** Refused while the vault is locked. The exact words of AWS for this are not known to us. */
export const deletePoint: Operation = {
  kind: 'write',
  authorise: onPoint('DeleteRecoveryPoint'),
  run(context, params) {
    const point = pointOf(context, params);
    if (vaultOf(context, point.vault).lock) throw invalid(`Recovery point ${point.arn} cannot be deleted: backup vault ${point.vault} is locked.`);
    dropSnapshot(context, point.snapshot, 'recovery point deleted');
    delete rows(context.account, context.region, POINTS)[point.arn];
    return {};
  },
};

/** A longer or shorter life of a point, within what the vault's lock allows. */
export const updateLifecycle: Operation = {
  kind: 'write',
  authorise: onPoint('UpdateRecoveryPointLifecycle'),
  run(context, params) {
    const point = pointOf(context, params);
    const days = input(input(params, jsonWords).record('Lifecycle') ?? {}, jsonWords).number('DeleteAfterDays');
    if (days !== null && !(days >= 1)) throw new AwsError('InvalidParameterValueException', 'DeleteAfterDays must be at least 1.', 400);
    checkRetention(vaultOf(context, point.vault), days);
    const row = rows(context.account, context.region, POINTS)[point.arn] as RecoveryPoint;
    row.keepDays = days;
    row.deleteAt = days === null ? null : point.createdAt + days * DAY;
    if (row.deleteAt !== null)
      schedule(context.time, Math.max(row.deleteAt, context.time.now), 'backup.point.expire', { account: context.account.id, region: context.region, arn: point.arn });
    return given({
      BackupVaultArn: vaultArn(context, point.vault),
      RecoveryPointArn: point.arn,
      Lifecycle: days === null ? null : { DeleteAfterDays: days },
      CalculatedLifecycle: row.deleteAt === null ? null : { DeleteAt: iso(row.deleteAt, true) },
    });
  },
};

/** What AWS puts into an account: a vault called Default. */
export function defaultVault(context: CloudContext): void {
  rows(context.account, context.region, VAULTS).Default = {
    name: 'Default',
    createdAt: context.time.now,
    keyArn: managedKey(context, 'backup'),
    creator: 'Default',
    policy: null,
    lock: null,
    tags: {},
  };
}

/** Backs up a database into a vault now. Throws when it cannot; returns the job's id. */
export function startBackupOf(
  context: CloudContext,
  resourceArn: string,
  vault: string,
  roleArn: string,
  keepDays: number | null,
  plan: string | null,
): { readonly jobId: string; readonly arn: string } {
  const found = /^arn:aws:rds:[^:]+:\d+:db:/.test(resourceArn) ? findInstance(context, resourceArn) : null;
  if (!found) throw new AwsError('InvalidParameterValueException', `The resource ${resourceArn} does not exist, or its type is not one that this simulated account backs up.`, 400);
  if (found.status !== 'available') throw invalid(`The DB instance ${found.identifier} is not in available state.`);
  checkRetention(vaultOf(context, vault), keepDays);
  const instance = instanceRow(context, found.resourceId)!;
  const jobId = uuidOf(context.time, 'backup');
  const duration = lasting(context, 'backup', 180, 480);
  const snapshot = beginSnapshot(context, instance, { identifier: `awsbackup:job-${jobId}`, kind: 'awsbackup', duration });
  instance.status = 'backing-up';
  const arn = `arn:aws:rds:${context.region}:${context.account.id}:snapshot:${snapshot.identifier}`;
  rows(context.account, context.region, POINTS)[arn] = {
    arn,
    vault,
    resourceArn,
    jobId,
    roleArn,
    snapshot: snapshot.identifier,
    createdAt: context.time.now,
    completedAt: null,
    status: 'CREATING',
    deleteAt: keepDays === null ? null : context.time.now + keepDays * DAY,
    keepDays,
    plan,
  };
  const place = { account: context.account.id, region: context.region, arn };
  schedule(context.time, context.time.now + duration, 'backup.point.done', place);
  if (keepDays !== null) schedule(context.time, context.time.now + keepDays * DAY, 'backup.point.expire', place);
  return { jobId, arn };
}

export const pointDone: CloudJob = (context, data) => {
  const point = rows(context.account, context.region, POINTS)[String(data.arn)];
  if (!point) return;
  // Without its snapshot (the instance went before it was complete) there is nothing to recover.
  if (rowAt(context.account, context.region, SNAPSHOTS, point.snapshot)) {
    point.status = 'COMPLETED';
    point.completedAt = context.time.now;
    note(context.time, 'backup.point.created', { account: context.account.id, vault: point.vault, arn: point.arn, resource: point.resourceArn });
  } else delete rows(context.account, context.region, POINTS)[point.arn];
};

export const pointExpired: CloudJob = (context, data) => {
  const point = rowAt(context.account, context.region, POINTS, String(data.arn));
  // Its life may have been made longer since this was planned.
  if (!point || point.deleteAt === null || point.deleteAt > context.time.now) return;
  dropSnapshot(context, point.snapshot, 'expired');
  delete rows(context.account, context.region, POINTS)[String(data.arn)];
};

export const startJob: Operation = {
  kind: 'write',
  authorise: onVault('StartBackupJob'),
  run(context, params) {
    const from = input(params, jsonWords);
    const [vault, resource, role] = [nameIn(params), from.text('ResourceArn'), from.text('IamRoleArn')];
    const days = input(from.record('Lifecycle') ?? {}, jsonWords).number('DeleteAfterDays');
    vaultOf(context, vault);
    const made = startBackupOf(context, resource, vault, role, days, null);
    return { BackupJobId: made.jobId, RecoveryPointArn: made.arn, CreationDate: iso(context.time.now, true), IsParent: false };
  },
};

const jobView = (context: CloudContext, point: Readonly<RecoveryPoint>): Params =>
  given({
    AccountId: context.account.id,
    BackupJobId: point.jobId,
    BackupVaultName: point.vault,
    RecoveryPointArn: point.arn,
    ResourceArn: point.resourceArn,
    CreationDate: iso(point.createdAt, true),
    CompletionDate: point.completedAt === null ? null : iso(point.completedAt, true),
    State: point.status === 'COMPLETED' ? 'COMPLETED' : 'RUNNING',
    IamRoleArn: point.roleArn,
    ResourceType: 'RDS',
  });

export const describeJob: Operation = {
  kind: 'read',
  run(context, params) {
    const id = input(params, jsonWords).text('BackupJobId');
    const point = having(context.account, context.region, POINTS, 'jobId', id)[0];
    if (!point) throw notFound(`Backup job ${id} does not exist.`);
    return jobView(context, point);
  },
};

export const listJobs: Operation = {
  kind: 'read',
  run(context, params) {
    const from = input(params, jsonWords);
    const [vault, resource, state] = [from.optional('ByBackupVaultName'), from.optional('ByResourceArn'), from.optional('ByState')];
    const found = listed(context.account, context.region, POINTS)
      .filter((point) => /:job-/.test(point.snapshot) && (vault === null || point.vault === vault) && (resource === null || point.resourceArn === resource))
      .map((point) => jobView(context, point))
      .filter((job) => state === null || job.State === state);
    const cut = page(found, params.NextToken, params.MaxResults, 100, 'InvalidParameterValueException');
    return { BackupJobs: [...cut.items], ...(cut.next ? { NextToken: cut.next } : {}) };
  },
};
