// Deleting a cluster: only once it has no instances. Its automated snapshots and its log go with it unless they are asked to stay.
import { DAY, iso } from '../../../engine/clock.ts';
import { note, schedule } from '../../../engine/moment.ts';
import { type CloudContext, listed, rowAt, rows } from '../../cloud.ts';
import { given, input } from '../../input.ts';
import { AwsError, type CloudJob, type Operation, type Params } from '../../operation.ts';
import { page } from '../../page.ts';
import { queryWords } from '../../wording.ts';
import { census, contentsAt } from '../contents.ts';
import { clusterArn, clusterEvent } from '../events.ts';
import { hide } from '../hidden.ts';
import { lasting, readFilters } from '../instance.ts';
import { CLUSTERS, type Cluster, RETAINED_CLUSTERS, type RetainedCluster } from '../tables.ts';
import { clusterOf, clusterRow, clusterView, contentsOf, membersOf, onCluster, restorable, touchingCluster, wrongState } from './cluster.ts';
import { automatedOf, begin, drop, newName } from './snapshot.ts';

const combination = (message: string) => new AwsError('InvalidParameterCombination', message, 400, false);

export const deleteCluster: Operation = {
  kind: 'write',
  authorise: onCluster('DeleteDBCluster'),
  touches: touchingCluster(),
  run(context, params) {
    const from = input(params, queryWords);
    const found = clusterOf(context, from.text('DBClusterIdentifier'));
    const skip = from.flag('SkipFinalSnapshot') ?? false;
    const final = from.optional('FinalDBSnapshotIdentifier');
    const dropBackups = from.flag('DeleteAutomatedBackups') ?? true;
    if (found.status === 'deleting') throw wrongState(`DB cluster ${found.identifier} is already being deleted.`);
    if (found.deletionProtection) throw combination('Cannot delete protected Cluster, please disable deletion protection and try again.');
    if (skip && final !== null) throw combination('FinalDBSnapshotIdentifier can not be specified when SkipFinalSnapshot is true.');
    if (!skip && final === null) throw combination('FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.');
    if (membersOf(context, found).some((one) => one.status !== 'deleting')) throw wrongState('Cluster cannot be deleted, it still contains DB instances in non-deleting state.');
    if (final !== null && found.createdAt === null) throw wrongState(`DB cluster ${found.identifier} is not in available state.`);
    const finalName = final === null ? null : newName(context, 'FinalDBSnapshotIdentifier', final);

    const cluster = clusterRow(context, found.resourceId) as Cluster;
    const { now } = context.time;
    const place = { account: context.account.id, region: context.region, resourceId: cluster.resourceId };
    note(context.time, 'rds.cluster.deleting', {
      ...place,
      identifier: cluster.identifier,
      skipFinalSnapshot: skip,
      finalSnapshot: finalName,
      deleteAutomatedBackups: dropBackups,
      rows: census(contentsOf(context, cluster), now),
    });
    let duration = lasting(context, 'rds.cluster', 60, 180);
    if (finalName !== null) {
      const taking = lasting(context, 'rds.cluster', 60, 180);
      begin(context, cluster, { identifier: finalName, kind: 'manual', duration: taking });
      duration += taking;
    }
    if (dropBackups) {
      const newest = automatedOf(context, cluster.resourceId)
        .filter((snapshot) => snapshot.status === 'available')
        .pop();
      if (newest) hide(context, newest);
      for (const snapshot of automatedOf(context, cluster.resourceId)) drop(context, snapshot.identifier, 'cluster deleted');
    } else retain(context, cluster);
    cluster.status = 'deleting';
    schedule(context.time, now + duration, 'rds.cluster.deleted', { ...place, finalSnapshot: finalName });
    return { DBCluster: clusterView(context, cluster) };
  },
};

function retain(context: CloudContext, cluster: Cluster): void {
  const range = restorable(cluster, context.time.now);
  if (!range) return;
  const place = { account: context.account.id, region: context.region, resourceId: cluster.resourceId };
  rows(context.account, context.region, RETAINED_CLUSTERS)[cluster.resourceId] = {
    cluster: { ...(JSON.parse(JSON.stringify(cluster)) as Cluster), contents: null, writer: null },
    contents: JSON.parse(JSON.stringify(contentsOf(context, cluster))) as RetainedCluster['contents'],
    ...range,
  };
  note(context.time, 'rds.backup.retained', { ...place, identifier: cluster.identifier });
  schedule(context.time, context.time.now + cluster.retentionDays * DAY, 'rds.cluster.backup-expired', place);
}

export const backupExpired: CloudJob = (context, data) => {
  const resourceId = String(data.resourceId);
  if (!rowAt(context.account, context.region, RETAINED_CLUSTERS, resourceId)) return;
  for (const snapshot of automatedOf(context, resourceId)) drop(context, snapshot.identifier, 'expired');
  delete rows(context.account, context.region, RETAINED_CLUSTERS)[resourceId];
};

export const clusterDeleted: CloudJob = (context, data) => {
  const cluster = clusterRow(context, String(data.resourceId));
  if (!cluster) return;
  clusterEvent(context, cluster.identifier, 'DB cluster deleted', 'deletion');
  note(context.time, 'rds.cluster.deleted', {
    account: context.account.id,
    region: context.region,
    identifier: cluster.identifier,
    resourceId: cluster.resourceId,
    finalSnapshot: data.finalSnapshot ?? null,
    rows: census(contentsAt(contentsOf(context, cluster), context.time.now), context.time.now),
  });
  delete rows(context.account, context.region, CLUSTERS)[cluster.resourceId];
};

/** One cluster's automated backups, of a cluster that exists or retained. */
function backupView(context: CloudContext, cluster: Readonly<Cluster>, range: { readonly earliest: number; readonly latest: number } | null, status: string): Params {
  return given({
    Engine: cluster.engine,
    VpcId: cluster.vpcId,
    DBClusterAutomatedBackupsArn: `arn:aws:rds:${context.region}:${context.account.id}:cluster-auto-backup:ab-${cluster.resourceId.replace(/^cluster-/, '').toLowerCase()}`,
    DBClusterIdentifier: cluster.identifier,
    RestoreWindow: range === null ? {} : { EarliestTime: iso(range.earliest, true), LatestTime: iso(range.latest, true) },
    MasterUsername: cluster.username,
    DbClusterResourceId: cluster.resourceId,
    Region: context.region,
    Status: status,
    IAMDatabaseAuthenticationEnabled: cluster.iamAuthentication,
    ClusterCreateTime: iso(cluster.requestedAt, true),
    StorageEncrypted: cluster.encrypted,
    AllocatedStorage: 1,
    EngineVersion: cluster.engineVersion,
    DBClusterArn: clusterArn(context, cluster.identifier),
    BackupRetentionPeriod: cluster.retentionDays,
    EngineMode: 'provisioned',
    Port: cluster.port,
    KmsKeyId: cluster.kmsKeyId,
    StorageType: 'aurora',
  });
}

export const describeBackups: Operation = {
  kind: 'read',
  run(context, params) {
    const from = input(params, queryWords);
    const [resource, name] = [from.optional('DbClusterResourceId'), from.optional('DBClusterIdentifier')?.toLowerCase() ?? null];
    const filters = readFilters(from, ['status', 'db-cluster-id', 'db-cluster-resource-id', 'engine-name']);
    const live = listed(context.account, context.region, CLUSTERS)
      .filter((one) => one.status !== 'deleting')
      .map((one) => ({ cluster: one, range: restorable(one, context.time.now), status: one.createdAt === null ? 'creating' : 'active' }));
    const kept = listed(context.account, context.region, RETAINED_CLUSTERS).map(({ cluster, earliest, latest }) => ({
      cluster,
      range: { earliest, latest },
      status: 'retained',
    }));
    const found = [...live, ...kept].filter(
      ({ cluster, status }) =>
        (resource === null || cluster.resourceId === resource) &&
        (name === null || cluster.identifier === name) &&
        filters('status', status) &&
        filters('db-cluster-id', cluster.identifier) &&
        filters('db-cluster-resource-id', cluster.resourceId) &&
        filters('engine-name', cluster.engine),
    );
    if (resource !== null && found.length === 0) throw new AwsError('DBClusterAutomatedBackupNotFoundFault', `DBClusterAutomatedBackup ${resource} not found.`, 404);
    const cut = page(found, params.Marker, params.MaxRecords);
    return {
      ...(cut.next ? { Marker: cut.next } : {}),
      DBClusterAutomatedBackups: cut.items.map(({ cluster, range, status }) => backupView(context, cluster, range, status)),
    };
  },
};

export const deleteBackup: Operation = {
  kind: 'write',
  authorise: (context, params) => [
    {
      action: 'rds:DeleteDBClusterAutomatedBackup',
      resource: `arn:aws:rds:${context.region}:${context.account.id}:cluster-auto-backup:${input(params, queryWords).optional('DbClusterResourceId') ?? '*'}`,
    },
  ],
  run(context, params) {
    const resource = input(params, queryWords).text('DbClusterResourceId');
    const kept = rowAt(context.account, context.region, RETAINED_CLUSTERS, resource);
    if (!kept) {
      if (rowAt(context.account, context.region, CLUSTERS, resource))
        throw new AwsError('InvalidDBClusterAutomatedBackupStateFault', 'The automated backup of an existing DB cluster cannot be deleted.', 400);
      throw new AwsError('DBClusterAutomatedBackupNotFoundFault', `DBClusterAutomatedBackup ${resource} not found.`, 404);
    }
    const shown = backupView(context, kept.cluster, kept, 'deleting');
    for (const snapshot of automatedOf(context, resource)) drop(context, snapshot.identifier, 'asked');
    delete rows(context.account, context.region, RETAINED_CLUSTERS)[resource];
    return { DBClusterAutomatedBackup: shown };
  },
};
