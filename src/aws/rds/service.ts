// Amazon RDS, as far as single instances go. Clusters are not part of this cloud: their list is empty.

import { peek } from '../cloud.ts';
import type { Operation, Service } from '../operation.ts';
import { backupDone, backupDue, deleteAutomatedBackup, describeAutomatedBackups, expireRetained } from './backup.ts';
import { deleted, deleteInstance, shutDown } from './delete.ts';
import { allVersions, ENGINES, familyOf } from './engine.ts';
import { describeEvents } from './events.ts';
import { cancelExport, describeExports, exported, startExport } from './export.ts';
import { createInstance, describeInstances } from './instance.ts';
import { maintenanceDue, modified, modifyInstance } from './modify.ts';
import { createParameterGroup, deleteParameterGroup, describeParameterGroups, describeParameters, modifyParameterGroup, resetParameterGroup } from './parameter-group.ts';
import { createReplica, promoted, promoteReplica } from './replica.ts';
import { restoreFromSnapshot, restoreToTime } from './restore.ts';
import { created, overdue, rebooted, rebootInstance, started, startInstance, stopInstance, stopped } from './settle.ts';
import { completeSnapshot, copySnapshot, createSnapshot, deleteSnapshot, describeSnapshotAttributes, describeSnapshots, modifySnapshotAttribute } from './snapshot.ts';
import { createSubnetGroup, deleteSubnetGroup, describeSubnetGroups, modifySubnetGroup } from './subnet-group.ts';
import { INSTANCES, SNAPSHOTS } from './tables.ts';
import { addTags, listTags, removeTags } from './tagging.ts';

const nothing = (output: string): Operation => ({ kind: 'read', run: () => ({ [output]: [] }) });

const describeVersions: Operation = {
  kind: 'read',
  run: (_context, params) => ({
    DBEngineVersions: ENGINES.filter((engine) => typeof params.Engine !== 'string' || params.Engine === engine)
      .flatMap((engine) =>
        allVersions(engine).map((version) => ({ Engine: engine, EngineVersion: version, DBParameterGroupFamily: familyOf(engine, version), Status: 'available' })),
      )
      .filter((one) => typeof params.EngineVersion !== 'string' || one.EngineVersion === params.EngineVersion || one.EngineVersion.startsWith(`${params.EngineVersion}.`)),
  }),
};

const describeQuotas: Operation = {
  kind: 'read',
  run: (context) => ({
    AccountQuotas: [
      { AccountQuotaName: 'DBInstances', Used: Object.keys(peek(context.account, context.region, INSTANCES)).length, Max: 40 },
      { AccountQuotaName: 'ManualSnapshots', Used: Object.values(peek(context.account, context.region, SNAPSHOTS)).filter((one) => one.kind === 'manual').length, Max: 100 },
    ],
  }),
};

export const rds: Service = {
  name: 'rds',
  eventSource: 'rds.amazonaws.com',
  iamPrefix: 'rds',
  operations: {
    AddTagsToResource: addTags,
    CancelExportTask: cancelExport,
    CopyDBSnapshot: copySnapshot,
    CreateDBInstance: createInstance,
    CreateDBInstanceReadReplica: createReplica,
    CreateDBParameterGroup: createParameterGroup,
    CreateDBSnapshot: createSnapshot,
    CreateDBSubnetGroup: createSubnetGroup,
    DeleteDBInstance: deleteInstance,
    DeleteDBInstanceAutomatedBackup: deleteAutomatedBackup,
    DeleteDBParameterGroup: deleteParameterGroup,
    DeleteDBSnapshot: deleteSnapshot,
    DeleteDBSubnetGroup: deleteSubnetGroup,
    DescribeAccountAttributes: describeQuotas,
    DescribeDBClusters: nothing('DBClusters'),
    DescribeDBClusterSnapshots: nothing('DBClusterSnapshots'),
    DescribeDBEngineVersions: describeVersions,
    DescribeDBInstanceAutomatedBackups: describeAutomatedBackups,
    DescribeDBInstances: describeInstances,
    DescribeDBParameterGroups: describeParameterGroups,
    DescribeDBParameters: describeParameters,
    DescribeDBSnapshotAttributes: describeSnapshotAttributes,
    DescribeDBSnapshots: describeSnapshots,
    DescribeDBSubnetGroups: describeSubnetGroups,
    DescribeEvents: describeEvents,
    DescribeExportTasks: describeExports,
    DescribePendingMaintenanceActions: nothing('PendingMaintenanceActions'),
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
