// Changing a cluster, and stopping and starting it with its instances.
import { DAY } from '../../../engine/clock.ts';
import { note, schedule } from '../../../engine/moment.ts';
import { type CloudContext, rows } from '../../cloud.ts';
import { input } from '../../input.ts';
import { AwsError, type CloudJob, type Operation } from '../../operation.ts';
import { queryWords } from '../../wording.ts';
import { checkIdentifier, versionOf } from '../engine.ts';
import { clusterEvent } from '../events.ts';
import { checkPassword, lasting } from '../instance.ts';
import { regroup, securityGroupsFor } from '../network.ts';
import { type Cluster, INSTANCES } from '../tables.ts';
import { backupWindow, maintenanceWindow } from '../window.ts';
import { clusterOf, clusterRow, clusterView, findCluster, membersOf, notAvailable, onCluster, touchingCluster } from './cluster.ts';
import { writerRow } from './member.ts';

const place = (context: CloudContext, cluster: Readonly<Cluster>) => ({ account: context.account.id, region: context.region, resourceId: cluster.resourceId });

export const modifyCluster: Operation = {
  kind: 'write',
  authorise: onCluster('ModifyDBCluster'),
  touches: touchingCluster(),
  run(context, params) {
    const from = input(params, queryWords);
    const found = clusterOf(context, from.text('DBClusterIdentifier'));
    const retention = from.number('BackupRetentionPeriod');
    if (retention !== null && !(Number.isInteger(retention) && retention >= 1 && retention <= 35))
      throw new AwsError('InvalidParameterValue', `Invalid backup retention period: ${retention}. Must be between 1 and 35.`, 400, false);
    const password = from.optional('MasterUserPassword');
    if (password !== null) checkPassword(password);
    const renamed = from.optional('NewDBClusterIdentifier');
    const identifier = renamed === null ? found.identifier : checkIdentifier('NewDBClusterIdentifier', renamed);
    if (identifier !== found.identifier && findCluster(context, identifier)) throw new AwsError('DBClusterAlreadyExistsFault', 'DB Cluster already exists', 400);
    const version = from.optional('EngineVersion') === null ? found.engineVersion : versionOf(found.engine, from.optional('EngineVersion')).version;
    const windows = {
      backup: from.optional('PreferredBackupWindow') === null ? found.backupWindow : backupWindow(context, from.optional('PreferredBackupWindow')),
      maintenance: from.optional('PreferredMaintenanceWindow') === null ? found.maintenanceWindow : maintenanceWindow(context, from.optional('PreferredMaintenanceWindow')),
    };
    const groups = from.has('VpcSecurityGroupIds') ? securityGroupsFor(context, found.vpcId, from.texts('VpcSecurityGroupIds')) : null;
    const [protection, copyTags] = [from.flag('DeletionProtection'), from.flag('CopyTagsToSnapshot')];
    if (found.status !== 'available') throw notAvailable(found);

    const cluster = clusterRow(context, found.resourceId) as Cluster;
    if (protection !== null && protection !== cluster.deletionProtection) {
      cluster.deletionProtection = protection;
      note(context.time, 'rds.instance.protection', { ...place(context, cluster), identifier: cluster.identifier, on: protection });
    }
    if (copyTags !== null) cluster.copyTags = copyTags;
    if (retention !== null) cluster.retentionDays = retention;
    cluster.backupWindow = windows.backup;
    cluster.maintenanceWindow = windows.maintenance;
    cluster.engineVersion = version;
    if (groups) {
      cluster.securityGroups = groups;
      for (const instance of Object.values(rows(context.account, context.region, INSTANCES))) {
        if (instance.cluster !== cluster.resourceId) continue;
        instance.securityGroups = [...groups];
        regroup(context, instance);
      }
    }
    if (password !== null) {
      const contents = writerRow(context, cluster)?.contents ?? cluster.contents;
      if (contents) {
        contents.password = password;
        contents.passwordAt = context.time.now;
      }
      clusterEvent(context, cluster.identifier, 'Reset master credentials', 'configuration change');
    }
    if (identifier !== cluster.identifier) {
      clusterEvent(context, identifier, `Renamed cluster from ${cluster.identifier} to ${identifier}`, 'notification');
      cluster.identifier = identifier;
    }
    return { DBCluster: clusterView(context, cluster) };
  },
};

/** Gives the cluster and those of its instances that are in one state another. */
function turn(context: CloudContext, cluster: Cluster, from: string, to: string): void {
  cluster.status = to;
  for (const instance of Object.values(rows(context.account, context.region, INSTANCES)))
    if (instance.cluster === cluster.resourceId && instance.status === from) instance.status = to;
}

const power = (action: string, from: 'available' | 'stopped', to: string, job: string): Operation => ({
  kind: 'write',
  authorise: onCluster(action),
  touches: touchingCluster(),
  run(context, params) {
    const found = clusterOf(context, input(params, queryWords).text('DBClusterIdentifier'));
    if (found.status !== from || membersOf(context, found).some((one) => one.status !== from && one.status !== 'deleting'))
      throw from === 'available' ? notAvailable(found) : new AwsError('InvalidDBClusterStateFault', `DB cluster ${found.identifier} is not in stopped state.`, 400);
    const cluster = clusterRow(context, found.resourceId) as Cluster;
    turn(context, cluster, from, to);
    schedule(context.time, context.time.now + lasting(context, 'rds.cluster', 120, 360), job, place(context, cluster));
    return { DBCluster: clusterView(context, cluster) };
  },
});

export const stopCluster = power('StopDBCluster', 'available', 'stopping', 'rds.cluster.stopped');
export const startCluster = power('StartDBCluster', 'stopped', 'starting', 'rds.cluster.started');

/** Stopped clusters are started again after seven days. */
export const stopped: CloudJob = (context, data) => {
  const cluster = clusterRow(context, String(data.resourceId));
  if (cluster?.status !== 'stopping') return;
  turn(context, cluster, 'stopping', 'stopped');
  clusterEvent(context, cluster.identifier, 'DB cluster stopped', 'notification');
  schedule(context.time, context.time.now + 7 * DAY, 'rds.cluster.overdue', place(context, cluster));
};

export const overdue: CloudJob = (context, data) => {
  const cluster = clusterRow(context, String(data.resourceId));
  if (cluster?.status !== 'stopped') return;
  clusterEvent(context, cluster.identifier, 'DB cluster is being started due to it exceeding the maximum allowed time being stopped.', 'notification');
  turn(context, cluster, 'stopped', 'starting');
  schedule(context.time, context.time.now + lasting(context, 'rds.cluster', 120, 360), 'rds.cluster.started', place(context, cluster));
};

export const started: CloudJob = (context, data) => {
  const cluster = clusterRow(context, String(data.resourceId));
  if (cluster?.status !== 'starting') return;
  turn(context, cluster, 'starting', 'available');
  clusterEvent(context, cluster.identifier, 'DB cluster started', 'notification');
};
