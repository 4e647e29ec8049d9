// Aurora: operations and jobs of clusters.
import type { CloudJob, Operation } from '../../operation.ts';
import { clusterCreated, createCluster, describeClusters } from './cluster.ts';
import { backupExpired, clusterDeleted, deleteBackup, deleteCluster, describeBackups } from './delete.ts';
import { failover } from './member.ts';
import { modifyCluster, overdue, startCluster, started, stopCluster, stopped } from './modify.ts';
import { restoreFromSnapshot, restoreToTime } from './restore.ts';
import { describeAttributes, modifyAttribute } from './sharing.ts';
import { backupDue, CLUSTER_SNAPSHOT_OPERATIONS, complete, planBackup } from './snapshot.ts';

export const CLUSTER_OPERATIONS: { readonly [name: string]: Operation } = {
  ...CLUSTER_SNAPSHOT_OPERATIONS,
  CreateDBCluster: createCluster,
  DeleteDBCluster: deleteCluster,
  DeleteDBClusterAutomatedBackup: deleteBackup,
  DescribeDBClusterAutomatedBackups: describeBackups,
  DescribeDBClusters: describeClusters,
  DescribeDBClusterSnapshotAttributes: describeAttributes,
  FailoverDBCluster: failover,
  ModifyDBCluster: modifyCluster,
  ModifyDBClusterSnapshotAttribute: modifyAttribute,
  RestoreDBClusterFromSnapshot: restoreFromSnapshot,
  RestoreDBClusterToPointInTime: restoreToTime,
  StartDBCluster: startCluster,
  StopDBCluster: stopCluster,
};

export const clusterJobs: { readonly [kind: string]: CloudJob } = {
  'rds.cluster.backup-due': backupDue,
  'rds.cluster.backup-expired': backupExpired,
  'rds.cluster.created': clusterCreated(planBackup),
  'rds.cluster.deleted': clusterDeleted,
  'rds.cluster.overdue': overdue,
  'rds.cluster.started': started,
  'rds.cluster.stopped': stopped,
  'rds.cluster-snapshot.complete': complete,
};
