// The nightly backup and what is kept of it: automated snapshots within the retention period, retained backups after a deletion.
import { DAY, iso, MINUTE } from '../../engine/clock.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, having, listed, rowAt, rows } from '../cloud.ts';
import { given, input } from '../input.ts';
import { AwsError, type CloudJob, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { queryWords } from '../wording.ts';
import { backupArn, instanceArn, instanceEvent } from './events.ts';
import { instanceRow, lasting, readFilters } from './instance.ts';
import { latestRestorable } from './log.ts';
import { dropReplicated, replicatedHere, replicatedView } from './replicated.ts';
import { beginSnapshot, dropSnapshot } from './snapshot.ts';
import { INSTANCES, type Instance, RETAINED, type RetainedBackup, SNAPSHOTS, type Snapshot } from './tables.ts';
import { nextBackup, stampOf } from './window.ts';

/** Automated snapshots of an instance, oldest first. */
export const automatedOf = (context: CloudContext, resourceId: string): readonly Readonly<Snapshot>[] =>
  listed(context.account, context.region, SNAPSHOTS)
    .filter((snapshot) => snapshot.kind === 'automated' && snapshot.resourceId === resourceId)
    .sort((a, b) => a.startedAt - b.startedAt);

/** Plans the next nightly backup. Every instance has one such job at most, as long as backups are on. */
export function planBackup(context: CloudContext, instance: Readonly<Instance>): void {
  if (instance.retentionDays === 0) return;
  for (const job of Object.values(context.time.jobs)) if (job.kind === 'rds.backup.due' && job.data.resourceId === instance.resourceId) return;
  schedule(context.time, nextBackup(instance.backupWindow, context.time.now) + lasting(context, 'rds.backup', 60, 20 * 60), 'rds.backup.due', {
    account: context.account.id,
    region: context.region,
    resourceId: instance.resourceId,
  });
}

/** Starts an automated backup now and schedules its end. */
export function startBackup(context: CloudContext, instance: Instance): void {
  const identifier = `rds:${instance.identifier}-${stampOf(context.time.now)}`;
  const duration = lasting(context, 'rds.backup', 90, 240);
  instance.status = 'backing-up';
  instanceEvent(context, instance.identifier, 'Backing up DB instance', 'backup');
  if (!rowAt(context.account, context.region, SNAPSHOTS, identifier)) beginSnapshot(context, instance, { identifier, kind: 'automated', duration });
  schedule(context.time, context.time.now + duration, 'rds.backup.done', {
    account: context.account.id,
    region: context.region,
    resourceId: instance.resourceId,
    startedAt: context.time.now,
  });
}

/** The window has opened. Backups run only while the instance is available. */
export const backupDue: CloudJob = (context, data) => {
  const instance = instanceRow(context, String(data.resourceId));
  if (!instance || instance.retentionDays === 0) return;
  if (instance.status === 'available') startBackup(context, instance);
  planBackup(context, instance);
};

export const backupDone: CloudJob = (context, data) => {
  const instance = instanceRow(context, String(data.resourceId));
  if (!instance || instance.status === 'deleting') return;
  if (instance.status === 'backing-up') instance.status = 'available';
  instance.firstBackupAt ??= Number(data.startedAt);
  instanceEvent(context, instance.identifier, 'Finished DB Instance backup', 'backup');
  for (const snapshot of automatedOf(context, instance.resourceId)) {
    if (snapshot.startedAt < context.time.now - instance.retentionDays * DAY - MINUTE * 30) dropSnapshot(context, snapshot.identifier, 'expired');
  }
};

/** Deletes all automated backups of an instance: retention set to 0, or the instance deleted without keeping them. */
export function dropAutomated(context: CloudContext, resourceId: string, why: string): void {
  for (const snapshot of automatedOf(context, resourceId)) dropSnapshot(context, snapshot.identifier, why);
}

/** Keeps the automated backups of an instance that is being deleted; they expire snapshot by snapshot. */
export function retain(context: CloudContext, instance: Instance): void {
  const kept = automatedOf(context, instance.resourceId);
  const oldest = kept[0];
  if (!oldest || instance.retentionDays === 0) return;
  const latest = latestRestorable(instance, context.time.now) ?? oldest.startedAt;
  rows(context.account, context.region, RETAINED)[instance.resourceId] = {
    resourceId: instance.resourceId,
    identifier: instance.identifier,
    arn: backupArn(context, instance.resourceId),
    earliest: oldest.startedAt,
    latest,
    instance: JSON.parse(JSON.stringify(instance)) as Instance,
  };
  note(context.time, 'rds.backup.retained', { account: context.account.id, region: context.region, identifier: instance.identifier, resourceId: instance.resourceId });
  for (const snapshot of kept) {
    schedule(context.time, snapshot.startedAt + instance.retentionDays * DAY, 'rds.backup.expire', {
      account: context.account.id,
      region: context.region,
      resourceId: instance.resourceId,
      snapshot: snapshot.identifier,
    });
  }
}

export const expireRetained: CloudJob = (context, data) => {
  const resourceId = String(data.resourceId);
  if (!rowAt(context.account, context.region, RETAINED, resourceId)) return;
  dropSnapshot(context, String(data.snapshot), 'expired');
  if (automatedOf(context, resourceId).length === 0) delete rows(context.account, context.region, RETAINED)[resourceId];
};

function backupView(context: CloudContext, instance: Readonly<Instance>, kept: Readonly<RetainedBackup> | null): Params {
  const snapshots = automatedOf(context, instance.resourceId);
  const earliest = kept?.earliest ?? snapshots[0]?.startedAt ?? null;
  const latest = kept?.latest ?? latestRestorable(instance, context.time.now);
  return given({
    DBInstanceArn: instanceArn(context, instance.identifier),
    DbiResourceId: instance.resourceId,
    Region: context.region,
    DBInstanceIdentifier: instance.identifier,
    RestoreWindow: earliest === null || latest === null ? {} : { EarliestTime: iso(earliest, true), LatestTime: iso(latest, true) },
    AllocatedStorage: instance.storage,
    Status: kept ? 'retained' : earliest === null || latest === null ? 'creating' : 'active',
    Port: instance.port,
    AvailabilityZone: instance.zone,
    VpcId: instance.vpcId,
    InstanceCreateTime: instance.createdAt === null ? null : iso(instance.createdAt, true),
    MasterUsername: instance.username,
    Engine: instance.engine,
    EngineVersion: instance.engineVersion,
    LicenseModel: instance.licenseModel,
    Iops: instance.iops,
    OptionGroupName: kept ? null : instance.optionGroup,
    Encrypted: instance.encrypted,
    StorageType: instance.storageType,
    KmsKeyId: instance.kmsKeyId,
    IAMDatabaseAuthenticationEnabled: instance.iamAuthentication,
    BackupRetentionPeriod: instance.retentionDays,
    DBInstanceAutomatedBackupsArn: backupArn(context, instance.resourceId),
    BackupTarget: 'region',
    StorageThroughput: instance.throughput ?? 0,
  });
}

/** The automated backups: of instances that exist, and retained ones. An instance being deleted without keeping them has none. */
export const describeAutomatedBackups: Operation = {
  kind: 'read',
  authorise: (context, params) => [
    {
      action: 'rds:DescribeDBInstanceAutomatedBackups',
      resource: `arn:aws:rds:${context.region}:${context.account.id}:auto-backup:${input(params, queryWords).optional('DbiResourceId') ?? '*'}`,
    },
  ],
  run(context, params) {
    const from = input(params, queryWords);
    const [resource, name, arn] = [from.optional('DbiResourceId'), from.optional('DBInstanceIdentifier')?.toLowerCase() ?? null, from.optional('DBInstanceAutomatedBackupsArn')];
    const filters = readFilters(from, ['db-instance-id', 'dbi-resource-id', 'status']);
    const live = listed(context.account, context.region, INSTANCES)
      .filter((instance) => instance.retentionDays > 0 && instance.status !== 'deleting')
      .map((instance) => ({ instance, kept: null as Readonly<RetainedBackup> | null }));
    const retained = listed(context.account, context.region, RETAINED).map((kept) => ({
      instance: kept.instance as Readonly<Instance>,
      kept: kept as Readonly<RetainedBackup> | null,
    }));
    const views = [
      ...[...live, ...retained].map(({ instance, kept }) => ({
        instance,
        arn: backupArn(context, instance.resourceId),
        status: kept ? 'retained' : 'active',
        view: () => backupView(context, instance, kept),
      })),
      ...replicatedHere(context).map((backup) => ({
        instance: backup.instance,
        arn: backup.arn,
        status: backup.retained ? 'retained' : 'replicating',
        view: () => replicatedView(context, backup),
      })),
    ];
    const found = views
      .filter(
        ({ instance, arn: own, status }) =>
          (resource === null || instance.resourceId === resource) &&
          (name === null || instance.identifier === name) &&
          (arn === null || own === arn) &&
          filters('db-instance-id', instance.identifier) &&
          filters('dbi-resource-id', instance.resourceId) &&
          filters('status', status),
      )
      .map(({ view }) => view);
    if (resource !== null && found.length === 0) throw new AwsError('DBInstanceAutomatedBackupNotFound', `DBInstanceAutomatedBackup ${resource} not found.`, 404);
    const cut = page(found, params.Marker, params.MaxRecords);
    return { ...(cut.next ? { Marker: cut.next } : {}), DBInstanceAutomatedBackups: cut.items.map((view) => view()) };
  },
};

export const deleteAutomatedBackup: Operation = {
  kind: 'write',
  authorise: (context, params) => [
    {
      action: 'rds:DeleteDBInstanceAutomatedBackup',
      resource: `arn:aws:rds:${context.region}:${context.account.id}:auto-backup:${input(params, queryWords).optional('DbiResourceId') ?? '*'}`,
    },
  ],
  run(context, params) {
    const from = input(params, queryWords);
    const resource = from.optional('DbiResourceId');
    const arn = from.optional('DBInstanceAutomatedBackupsArn');
    if (resource === null && arn === null) throw queryWords('missing', 'DbiResourceId');
    const kept = listed(context.account, context.region, RETAINED).find((one) => (resource === null ? one.arn === arn : one.resourceId === resource));
    if (!kept) {
      const away = arn === null ? undefined : replicatedHere(context).find((one) => one.arn === arn);
      if (away && dropReplicated(context, away.arn)) return { DBInstanceAutomatedBackup: { ...replicatedView(context, away), Status: 'deleting' } };
      const live = resource !== null && having(context.account, context.region, INSTANCES, 'resourceId', resource).length > 0;
      if (live) throw new AwsError('InvalidDBInstanceAutomatedBackupState', 'The automated backup of an existing DB instance cannot be deleted.', 400);
      throw new AwsError('DBInstanceAutomatedBackupNotFound', `DBInstanceAutomatedBackup ${resource ?? arn} not found.`, 404);
    }
    const view = { ...backupView(context, kept.instance, kept), Status: 'deleting' };
    const { resourceId } = kept;
    dropAutomated(context, resourceId, 'asked');
    delete rows(context.account, context.region, RETAINED)[resourceId];
    return { DBInstanceAutomatedBackup: view };
  },
};
