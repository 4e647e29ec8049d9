// Amazon RDS: instances, and clusters of Aurora.

import type { Params, Service } from '../operation.ts';
import { unused } from '../unused.ts';
import { backupDone, backupDue, deleteAutomatedBackup, describeAutomatedBackups, expireRetained } from './backup.ts';
import { CATALOGUE } from './catalogue.ts';
import { createMember } from './cluster/member.ts';
import { CLUSTER_OPERATIONS, clusterJobs } from './cluster/operations.ts';
import { deleted, deleteInstance, shutDown } from './delete.ts';
import { describeEvents } from './events.ts';
import { cancelExport, describeExports, exported, startExport } from './export.ts';
import { createInstance, describeInstances } from './instance.ts';
import { describeLogFiles, downloadLogFile } from './log-file.ts';
import { maintenanceDue, modified, modifyInstance } from './modify.ts';
import { OFFERS } from './offer.ts';
import { createParameterGroup, deleteParameterGroup, describeParameterGroups, describeParameters, modifyParameterGroup, resetParameterGroup } from './parameter-group.ts';
import { createReplica, promoted, promoteReplica } from './replica.ts';
import { REPLICATION, replicationJobs } from './replicated.ts';
import { restoreFromSnapshot, restoreToTime } from './restore.ts';
import { created, overdue, rebooted, rebootInstance, started, startInstance, stopInstance, stopped } from './settle.ts';
import { completeSnapshot, copySnapshot, createSnapshot, deleteSnapshot, describeSnapshotAttributes, describeSnapshots, modifySnapshotAttribute } from './snapshot.ts';
import { createSubnetGroup, deleteSubnetGroup, describeSubnetGroups, modifySubnetGroup } from './subnet-group.ts';
import { SUBSCRIBING } from './subscription.ts';
import { addTags, listTags, removeTags } from './tagging.ts';

/** Whether an instance is asked for that is to be in a cluster. */
const ofCluster = ({ DBClusterIdentifier, Engine }: Params) => Boolean(DBClusterIdentifier) || (typeof Engine === 'string' && Engine.startsWith('aurora'));

export const rds: Service = {
  name: 'rds',
  eventSource: 'rds.amazonaws.com',
  iamPrefix: 'rds',
  operations: {
    ...CATALOGUE,
    ...unused('rds'),
    ...CLUSTER_OPERATIONS,
    ...REPLICATION,
    ...OFFERS,
    ...SUBSCRIBING,
    AddTagsToResource: addTags,
    CancelExportTask: cancelExport,
    CopyDBSnapshot: copySnapshot,
    CreateDBInstance: { ...createInstance, run: (context, params) => (ofCluster(params) ? createMember(context, params) : createInstance.run(context, params)) },
    CreateDBInstanceReadReplica: createReplica,
    CreateDBParameterGroup: createParameterGroup,
    CreateDBSnapshot: createSnapshot,
    CreateDBSubnetGroup: createSubnetGroup,
    DeleteDBInstance: deleteInstance,
    DeleteDBInstanceAutomatedBackup: deleteAutomatedBackup,
    DeleteDBParameterGroup: deleteParameterGroup,
    DeleteDBSnapshot: deleteSnapshot,
    DeleteDBSubnetGroup: deleteSubnetGroup,
    DescribeDBInstanceAutomatedBackups: describeAutomatedBackups,
    DescribeDBInstances: describeInstances,
    DescribeDBLogFiles: describeLogFiles,
    DescribeDBParameterGroups: describeParameterGroups,
    DescribeDBParameters: describeParameters,
    DescribeDBSnapshotAttributes: describeSnapshotAttributes,
    DescribeDBSnapshots: describeSnapshots,
    DescribeDBSubnetGroups: describeSubnetGroups,
    DescribeEvents: describeEvents,
    DescribeExportTasks: describeExports,
    DownloadDBLogFilePortion: downloadLogFile,
    ListTagsForResource: listTags,
    ModifyDBInstance: modifyInstance,
    ModifyDBParameterGroup: modifyParameterGroup,
    ModifyDBSnapshotAttribute: modifySnapshotAttribute,
    ModifyDBSubnetGroup: modifySubnetGroup,
    PromoteReadReplica: promoteReplica,
    RebootDBInstance: rebootInstance,
    RemoveTagsFromResource: removeTags,
    ResetDBParameterGroup: resetParameterGroup,
    RestoreDBInstanceFromDBSnapshot: restoreFromSnapshot,
    RestoreDBInstanceToPointInTime: restoreToTime,
    StartDBInstance: startInstance,
    StartExportTask: startExport,
    StopDBInstance: stopInstance,
  },
  jobs: {
    ...clusterJobs,
    ...replicationJobs,
    'rds.backup.done': backupDone,
    'rds.backup.due': backupDue,
    'rds.backup.expire': expireRetained,
    'rds.export.done': exported,
    'rds.instance.created': created,
    'rds.instance.deleted': deleted,
    'rds.instance.modified': modified,
    'rds.instance.overdue': overdue,
    'rds.instance.rebooted': rebooted,
    'rds.instance.shutdown': shutDown,
    'rds.instance.started': started,
    'rds.instance.stopped': stopped,
    'rds.maintenance.due': maintenanceDue,
    'rds.replica.promoted': promoted,
    'rds.snapshot.complete': completeSnapshot,
  },
};
