// Automated backups replicated into another Region. They are asked for in that Region, follow the instance while it lives, and outlive its deletion.
//   replicating -> retained (the instance is deleted, or the replication stopped) -> gone after the retention period
import { DAY, iso } from '../../engine/clock.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, type CloudView, listed, rowAt, rows, table } from '../cloud.ts';
import { given, input } from '../input.ts';
import { AwsError, type CloudJob, type Operation, type Params } from '../operation.ts';
import { queryWords } from '../wording.ts';
import { backupArn } from './events.ts';
import { latestRestorable } from './log.ts';
import { INSTANCES, type Instance } from './tables.ts';

interface Replicated {
  readonly resourceId: string;
  readonly sourceRegion: string;
  readonly retentionDays: number;
  readonly kmsKeyId: string | null;
  readonly startedAt: number;
  /** GiB of the instance. */
  readonly storage?: number;
  /** The instance as it was when nothing more came, and the newest instant in the copy; null while it follows. */
  ended: { readonly instance: Instance; readonly latest: number } | null;
}

/** In the Region that holds the copy, by resource id. */
const REPLICATED = table<Replicated>('rds.replicated-backup');

/** One as it can be restored from: the instance, and the first and last instant. */
export interface ReplicatedBackup {
  readonly arn: string;
  readonly instance: Readonly<Instance>;
  readonly sourceRegion: string;
  readonly retentionDays: number;
  readonly kmsKeyId: string | null;
  readonly retained: boolean;
  readonly earliest: number;
  readonly latest: number;
}

/** The replicated backups that this Region holds. */
export function replicatedHere(context: CloudView): readonly ReplicatedBackup[] {
  return listed(context.account, context.region, REPLICATED).flatMap((row) => {
    const instance = row.ended?.instance ?? rowAt(context.account, row.sourceRegion, INSTANCES, row.resourceId);
    const latest = row.ended?.latest ?? (instance ? latestRestorable(instance, context.time.now) : null);
    if (!instance || latest === null) return [];
    const { sourceRegion, retentionDays, kmsKeyId } = row;
    const earliest = Math.min(latest, Math.max(row.startedAt, latest - retentionDays * DAY));
    return [{ arn: backupArn(context, row.resourceId), instance, sourceRegion, retentionDays, kmsKeyId, retained: row.ended !== null, earliest, latest }];
  });
}

/** ARNs of an instance's copies in other Regions, as the instance's own description lists them. */
export function replicationsOf(context: CloudContext, resourceId: string): readonly string[] {
  return Object.keys(context.account.tables)
    .filter((shard) => shard.endsWith(`/${REPLICATED.name}`))
    .map((shard) => shard.slice(0, shard.indexOf('/')))
    .filter((region) => rowAt(context.account, region, REPLICATED, resourceId)?.ended === null)
    .map((region) => backupArn({ ...context, region }, resourceId));
}

export function replicatedView(context: CloudContext, backup: ReplicatedBackup): Params {
  const { instance } = backup;
  return given({
    DBInstanceArn: `arn:aws:rds:${backup.sourceRegion}:${context.account.id}:db:${instance.identifier}`,
    DbiResourceId: instance.resourceId,
    Region: backup.sourceRegion,
    DBInstanceIdentifier: instance.identifier,
    RestoreWindow: { EarliestTime: iso(backup.earliest, true), LatestTime: iso(backup.latest, true) },
    AllocatedStorage: instance.storage,
    Status: backup.retained ? 'retained' : 'replicating',
    Port: instance.port,
    InstanceCreateTime: instance.createdAt === null ? null : iso(instance.createdAt, true),
    MasterUsername: instance.username,
    Engine: instance.engine,
    EngineVersion: instance.engineVersion,
    LicenseModel: instance.licenseModel,
    Encrypted: instance.encrypted,
    StorageType: instance.storageType,
    KmsKeyId: backup.kmsKeyId,
    IAMDatabaseAuthenticationEnabled: instance.iamAuthentication,
    BackupRetentionPeriod: backup.retentionDays,
    DBInstanceAutomatedBackupsArn: backup.arn,
    BackupTarget: 'region',
  });
}

/** The instance behind the ARN that a request names: it lives in another Region. */
function sourceOf(context: CloudContext, params: Params): { readonly instance: Readonly<Instance>; readonly region: string } {
  const arn = input(params, queryWords).text('SourceDBInstanceArn');
  const [, , service, region = '', account, kind, name = ''] = arn.split(':');
  if (service !== 'rds' || kind !== 'db') throw new AwsError('InvalidParameterValue', `Invalid ARN: ${arn}`, 400, false);
  const found = account === context.account.id ? listed(context.account, region, INSTANCES).find((instance) => instance.identifier === name.toLowerCase()) : undefined;
  if (!found) throw new AwsError('DBInstanceNotFound', `DBInstance ${name} not found.`, 404);
  return { instance: found, region };
}

const onSource = (action: string) => (_context: CloudContext, params: Params) => [
  { action: `rds:${action}`, resource: input(params, queryWords).optional('SourceDBInstanceArn') ?? '*' },
];

const startReplication: Operation = {
  kind: 'write',
  authorise: onSource('StartDBInstanceAutomatedBackupsReplication'),
  run(context, params) {
    const from = input(params, queryWords);
    const { instance, region } = sourceOf(context, params);
    const days = from.number('BackupRetentionPeriod') ?? 7;
    const key = from.optional('KmsKeyId');
    if (region === context.region)
      throw new AwsError('InvalidParameterValue', 'Automated backups can only be replicated to another AWS Region than that of the source DB instance.', 400, false);
    if (!Number.isInteger(days) || days < 1 || days > 35)
      throw new AwsError('InvalidParameterValue', `Invalid backup retention period: ${days}. Must be between 1 and 35.`, 400, false);
    if (instance.retentionDays === 0 || instance.firstBackupAt === null || instance.status === 'deleting')
      throw new AwsError('InvalidDBInstanceState', `Automated backups are not enabled for DB instance ${instance.identifier}.`, 400);
    if (instance.encrypted && key === null)
      throw new AwsError('InvalidParameterCombination', 'KmsKeyId is required to replicate the automated backups of an encrypted DB instance.', 400, false);
    if (rowAt(context.account, context.region, REPLICATED, instance.resourceId)?.ended === null)
      throw new AwsError('InvalidDBInstanceState', `Automated backups of DB instance ${instance.identifier} are replicated to ${context.region} already.`, 400);
    rows(context.account, context.region, REPLICATED)[instance.resourceId] = {
      resourceId: instance.resourceId,
      sourceRegion: region,
      retentionDays: days,
      kmsKeyId: key,
      startedAt: context.time.now,
      storage: instance.storage,
      ended: null,
    };
    note(context.time, 'rds.backup.replicating', {
      account: context.account.id,
      region: context.region,
      from: region,
      identifier: instance.identifier,
      resourceId: instance.resourceId,
    });
    return shown(context, instance.resourceId);
  },
};

const shown = (context: CloudContext, resourceId: string): Params => {
  const found = replicatedHere(context).find(({ instance }) => instance.resourceId === resourceId);
  return { DBInstanceAutomatedBackup: found ? replicatedView(context, found) : {} };
};

const stopReplication: Operation = {
  kind: 'write',
  authorise: onSource('StopDBInstanceAutomatedBackupsReplication'),
  run(context, params) {
    const { instance } = sourceOf(context, params);
    if (rowAt(context.account, context.region, REPLICATED, instance.resourceId)?.ended !== null)
      throw new AwsError('InvalidDBInstanceState', `Automated backups of DB instance ${instance.identifier} are not replicated to ${context.region}.`, 400);
    end(context, instance);
    return shown(context, instance.resourceId);
  },
};

/** From now on nothing more comes to the copy that this Region has: it is kept for its retention period. */
function end(context: CloudContext, instance: Readonly<Instance>): void {
  const row = rows(context.account, context.region, REPLICATED)[instance.resourceId];
  const latest = latestRestorable(instance, context.time.now);
  if (row?.ended !== null || latest === null) return;
  row.ended = { instance: JSON.parse(JSON.stringify(instance)) as Instance, latest };
  schedule(context.time, context.time.now + row.retentionDays * DAY, 'rds.backup.replica-expired', {
    account: context.account.id,
    region: context.region,
    resourceId: instance.resourceId,
  });
}

/** The instance is being deleted: its copies in other Regions stay, whatever becomes of the backups in its own. */
export function endReplications(context: CloudContext, instance: Readonly<Instance>): void {
  for (const arn of replicationsOf(context, instance.resourceId)) end({ ...context, region: arn.split(':')[3] as string }, instance);
}

const replicaExpired: CloudJob = (context, data) => {
  const kept = rows(context.account, context.region, REPLICATED);
  if (kept[String(data.resourceId)]?.ended) delete kept[String(data.resourceId)];
};

/** Deletes a copy that nothing more comes to; false when there is none. */
export function dropReplicated(context: CloudContext, arn: string): boolean {
  const found = replicatedHere(context).find((one) => one.arn === arn && one.retained);
  if (found) delete rows(context.account, context.region, REPLICATED)[found.instance.resourceId];
  return found !== undefined;
}

export const REPLICATION: { readonly [name: string]: Operation } = {
  StartDBInstanceAutomatedBackupsReplication: startReplication,
  StopDBInstanceAutomatedBackupsReplication: stopReplication,
};
export const replicationJobs = { 'rds.backup.replica-expired': replicaExpired };
