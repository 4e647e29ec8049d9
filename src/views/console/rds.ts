// The console's pages of RDS.
import { acknowledge, action, cell, column, field, from, type Item, number, type Page, pick, removal, rowsOf, tick } from './page.ts';

const SERVICE = 'RDS';
const CLASSES = ['db.t4g.micro', 'db.t4g.small', 'db.t4g.medium', 'db.m6g.large'];

/** Where a restored instance is put: the groups of the one that was copied are not taken over by themselves. */
const whereTo = (item: Item) => [
  field('DBSubnetGroupName', 'DB subnet group', '', { required: false }),
  pick('DBInstanceClass', 'DB instance class', CLASSES, 'db.t4g.small'),
  tick('DeletionProtection', 'Enable deletion protection', Boolean(item.DeletionProtection)),
];

/** The newest moment that can be gone back to, or one that is typed. */
const toWhen = (latest: string) => [
  tick('UseLatestRestorableTime', 'Latest restorable time', true),
  field('RestoreTime', 'Custom date and time (UTC)', latest, { when: { field: 'UseLatestRestorableTime', is: false } }),
];

export const databases: Page = {
  id: 'rds-databases',
  service: SERVICE,
  title: 'Databases',
  rows: from('rds', 'DescribeDBInstances', 'DBInstances'),
  key: 'DBInstanceIdentifier',
  columns: [
    column('DB identifier', 'DBInstanceIdentifier'),
    column('Status', 'DBInstanceStatus', 'state'),
    column('Class', 'DBInstanceClass'),
    column('Created', 'InstanceCreateTime', 'time'),
    column('Deletion protection', 'DeletionProtection'),
    column('Backup retention, days', 'BackupRetentionPeriod', 'number'),
  ],
  empty: 'No DB instances.',
  actions: (item) => {
    const id = cell(item, 'DBInstanceIdentifier');
    const own = { DBInstanceIdentifier: id };
    const stopped = item.DBInstanceStatus === 'stopped';
    return [
      action('rds', 'CreateDBSnapshot', 'Take snapshot', own, { fields: [field('DBSnapshotIdentifier', 'Snapshot name', `${id}-by-hand`)] }),
      action(
        'rds',
        'ModifyDBInstance',
        'Modify',
        { ...own, ApplyImmediately: true },
        {
          fields: [
            tick('DeletionProtection', 'Enable deletion protection', Boolean(item.DeletionProtection)),
            number('BackupRetentionPeriod', 'Backup retention period, days', Number(item.BackupRetentionPeriod ?? 0)),
          ],
        },
      ),
      action('rds', 'ModifyDBInstance', 'Rename', { ...own, ApplyImmediately: true }, { fields: [field('NewDBInstanceIdentifier', 'New DB identifier', `${id}-old`)] }),
      action(
        'rds',
        'RestoreDBInstanceToPointInTime',
        'Restore to point in time',
        { SourceDBInstanceIdentifier: id },
        {
          fields: [field('TargetDBInstanceIdentifier', 'New DB identifier', `${id}-restored`), ...toWhen(cell(item, 'LatestRestorableTime')), ...whereTo(item)],
        },
      ),
      action('rds', 'RebootDBInstance', 'Reboot', own, { warning: 'The database does not answer while it restarts.' }),
      action('rds', stopped ? 'StartDBInstance' : 'StopDBInstance', stopped ? 'Start' : 'Stop temporarily', own),
      removal('rds', 'DeleteDBInstance', own, {
        confirm: 'delete me',
        fields: [
          tick('SkipFinalSnapshot', 'Create final snapshot', true, { inverted: true }),
          field('FinalDBSnapshotIdentifier', 'Final snapshot name', `${id}-final-snapshot`, { when: { field: 'SkipFinalSnapshot', is: true } }),
          tick('DeleteAutomatedBackups', 'Retain automated backups', true, { inverted: true }),
          acknowledge('I acknowledge that with the instance its automated backups go, system snapshots and point-in-time recovery included.', {
            field: 'DeleteAutomatedBackups',
            is: false,
          }),
        ],
      }),
    ];
  },
};

export const snapshots: Page = {
  id: 'rds-snapshots',
  service: SERVICE,
  title: 'Snapshots',
  rows: from('rds', 'DescribeDBSnapshots', 'DBSnapshots'),
  key: 'DBSnapshotIdentifier',
  columns: [
    column('Snapshot', 'DBSnapshotIdentifier'),
    column('Type', 'SnapshotType'),
    column('DB instance', 'DBInstanceIdentifier'),
    column('Created', 'SnapshotCreateTime', 'time'),
    column('Status', 'Status', 'state'),
  ],
  empty: 'No snapshots.',
  actions: (item) => {
    const id = cell(item, 'DBSnapshotIdentifier');
    const own = { DBSnapshotIdentifier: id };
    return [
      action('rds', 'RestoreDBInstanceFromDBSnapshot', 'Restore', own, {
        fields: [field('DBInstanceIdentifier', 'New DB identifier', `${cell(item, 'DBInstanceIdentifier')}-restored`), ...whereTo({})],
      }),
      action(
        'rds',
        'CopyDBSnapshot',
        'Copy',
        { SourceDBSnapshotIdentifier: id },
        { fields: [field('TargetDBSnapshotIdentifier', 'Name of the copy', `copy-of-${id.replace(/^rds:/, '')}`)] },
      ),
      action(
        'rds',
        'StartExportTask',
        'Export to Amazon S3',
        { SourceArn: cell(item, 'DBSnapshotArn') },
        {
          fields: [
            field('ExportTaskIdentifier', 'Export identifier', `export-${id.replace(/^rds:/, '')}`),
            field('S3BucketName', 'S3 bucket'),
            field('IamRoleArn', 'IAM role (ARN)'),
            field('KmsKeyId', 'KMS key (ARN)'),
          ],
        },
      ),
      ...(item.SnapshotType === 'manual' ? [removal('rds', 'DeleteDBSnapshot', own, { confirm: null })] : []),
    ];
  },
};

export const clusters: Page = {
  id: 'rds-clusters',
  service: SERVICE,
  title: 'Aurora clusters',
  rows: from('rds', 'DescribeDBClusters', 'DBClusters'),
  key: 'DBClusterIdentifier',
  columns: [
    column('Cluster', 'DBClusterIdentifier'),
    column('Status', 'Status', 'state'),
    column('Engine', 'Engine'),
    column('Members', 'DBClusterMembers.DBInstanceIdentifier'),
    column('Writer endpoint', 'Endpoint'),
    column('Reader endpoint', 'ReaderEndpoint'),
    column('Deletion protection', 'DeletionProtection'),
    column('Backup retention, days', 'BackupRetentionPeriod', 'number'),
  ],
  empty: 'No Aurora clusters.',
  actions: (item) => {
    const id = cell(item, 'DBClusterIdentifier');
    const own = { DBClusterIdentifier: id };
    return [
      action('rds', 'CreateDBClusterSnapshot', 'Take snapshot', own, { fields: [field('DBClusterSnapshotIdentifier', 'Snapshot name', `${id}-by-hand`)] }),
      action(
        'rds',
        'ModifyDBCluster',
        'Modify',
        { ...own, ApplyImmediately: true },
        {
          fields: [
            tick('DeletionProtection', 'Enable deletion protection', Boolean(item.DeletionProtection)),
            number('BackupRetentionPeriod', 'Backup retention period, days', Number(item.BackupRetentionPeriod ?? 1)),
          ],
        },
      ),
      action('rds', 'FailoverDBCluster', 'Failover', own, { warning: 'The cluster takes no writes until another instance has taken over.' }),
      action(
        'rds',
        'RestoreDBClusterToPointInTime',
        'Restore to point in time',
        { SourceDBClusterIdentifier: id },
        {
          fields: [
            field('DBClusterIdentifier', 'New cluster', `${id}-restored`),
            tick('UseLatestRestorableTime', 'Latest restorable time', true),
            field('RestoreToTime', 'Custom date and time (UTC)', cell(item, 'LatestRestorableTime'), { when: { field: 'UseLatestRestorableTime', is: false } }),
            field('DBSubnetGroupName', 'DB subnet group', cell(item, 'DBSubnetGroup'), { required: false }),
          ],
        },
      ),
      removal('rds', 'DeleteDBCluster', own, {
        confirm: 'delete me',
        fields: [
          tick('SkipFinalSnapshot', 'Create final snapshot', true, { inverted: true }),
          field('FinalDBSnapshotIdentifier', 'Final snapshot name', `${id}-final-snapshot`, { when: { field: 'SkipFinalSnapshot', is: true } }),
        ],
      }),
    ];
  },
};

export const clusterSnapshots: Page = {
  id: 'rds-cluster-snapshots',
  service: SERVICE,
  title: 'Cluster snapshots',
  rows: from('rds', 'DescribeDBClusterSnapshots', 'DBClusterSnapshots'),
  key: 'DBClusterSnapshotIdentifier',
  columns: [
    column('Snapshot', 'DBClusterSnapshotIdentifier'),
    column('Type', 'SnapshotType'),
    column('Cluster', 'DBClusterIdentifier'),
    column('Created', 'SnapshotCreateTime', 'time'),
    column('Status', 'Status', 'state'),
  ],
  empty: 'No cluster snapshots.',
  actions: (item) => {
    const own = cell(item, 'DBClusterSnapshotIdentifier');
    return [
      action(
        'rds',
        'RestoreDBClusterFromSnapshot',
        'Restore',
        { SnapshotIdentifier: own, Engine: cell(item, 'Engine') },
        {
          fields: [
            field('DBClusterIdentifier', 'New cluster', `${cell(item, 'DBClusterIdentifier')}-restored`),
            field('DBSubnetGroupName', 'DB subnet group', '', { required: false }),
          ],
        },
      ),
      ...(item.SnapshotType === 'manual' ? [removal('rds', 'DeleteDBClusterSnapshot', { DBClusterSnapshotIdentifier: own }, { confirm: null })] : []),
    ];
  },
};

export const automated: Page = {
  id: 'rds-automated',
  service: SERVICE,
  title: 'Automated backups',
  rows: from('rds', 'DescribeDBInstanceAutomatedBackups', 'DBInstanceAutomatedBackups'),
  key: 'DbiResourceId',
  columns: [
    column('DB instance', 'DBInstanceIdentifier'),
    column('Status', 'Status', 'state'),
    column('Earliest restorable time', 'RestoreWindow.EarliestTime', 'time'),
    column('Latest restorable time', 'RestoreWindow.LatestTime', 'time'),
    column('Retention, days', 'BackupRetentionPeriod', 'number'),
  ],
  empty: 'No automated backups.',
  actions: (item) => {
    const retained = item.Status === 'retained';
    return [
      action(
        'rds',
        'RestoreDBInstanceToPointInTime',
        'Restore to point in time',
        { SourceDbiResourceId: cell(item, 'DbiResourceId') },
        {
          fields: [
            field('TargetDBInstanceIdentifier', 'New DB identifier', `${cell(item, 'DBInstanceIdentifier')}-restored`),
            ...toWhen(cell(item, 'RestoreWindow.LatestTime')),
            ...whereTo({}),
          ],
        },
      ),
      ...(retained ? [removal('rds', 'DeleteDBInstanceAutomatedBackup', { DbiResourceId: cell(item, 'DbiResourceId') }, { confirm: 'delete me' })] : []),
    ];
  },
};

export const exports: Page = {
  id: 'rds-exports',
  service: SERVICE,
  title: 'Exports in Amazon S3',
  rows: from('rds', 'DescribeExportTasks', 'ExportTasks'),
  key: 'ExportTaskIdentifier',
  columns: [
    column('Export', 'ExportTaskIdentifier'),
    column('Status', 'Status', 'state'),
    column('Source', 'SourceArn', 'last'),
    column('Bucket', 'S3Bucket'),
    column('Snapshot of', 'SnapshotTime', 'time'),
  ],
  empty: 'No exports.',
  actions: (item) =>
    item.Status === 'STARTING' || item.Status === 'IN_PROGRESS' ? [action('rds', 'CancelExportTask', 'Cancel', { ExportTaskIdentifier: cell(item, 'ExportTaskIdentifier') })] : [],
};

export const subnetGroups: Page = {
  id: 'rds-subnet-groups',
  service: SERVICE,
  title: 'Subnet groups',
  rows: from('rds', 'DescribeDBSubnetGroups', 'DBSubnetGroups'),
  key: 'DBSubnetGroupName',
  columns: [column('Name', 'DBSubnetGroupName'), column('Status', 'SubnetGroupStatus', 'state'), column('VPC', 'VpcId'), column('Subnets', 'Subnets.SubnetIdentifier')],
  empty: 'No subnet groups.',
  actions: (item) => [removal('rds', 'DeleteDBSubnetGroup', { DBSubnetGroupName: cell(item, 'DBSubnetGroupName') }, { confirm: null })],
};

export const events: Page = {
  id: 'rds-events',
  service: SERVICE,
  title: 'Events, 24 hours',
  rows: (ask) => [...rowsOf(ask, 'rds', 'DescribeEvents', 'Events', { Duration: 1440 })].reverse(),
  key: 'Date',
  columns: [column('Time', 'Date', 'time'), column('Source', 'SourceIdentifier'), column('Type', 'SourceType'), column('Event', 'Message')],
  empty: 'No events.',
};
