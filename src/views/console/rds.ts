// The console's pages of RDS.
import { cell, field, type Page, tick } from './page.ts';

export const databases: Page = {
  id: 'rds-databases',
  service: 'RDS',
  title: 'Databases',
  source: { service: 'rds', operation: 'DescribeDBInstances', rows: ['DBInstances'] },
  key: 'DBInstanceIdentifier',
  columns: [
    { title: 'DB identifier', path: 'DBInstanceIdentifier' },
    { title: 'Status', path: 'DBInstanceStatus' },
    { title: 'Class', path: 'DBInstanceClass' },
    { title: 'Created', path: 'InstanceCreateTime' },
    { title: 'Backup retention (days)', path: 'BackupRetentionPeriod', align: 'right' },
  ],
  state: 'DBInstanceStatus',
  empty: 'No databases.',
  actions: (item) => {
    const id = cell(item, 'DBInstanceIdentifier');
    return [
      {
        id: 'snapshot',
        label: 'Take snapshot',
        service: 'rds',
        operation: 'CreateDBSnapshot',
        params: { DBInstanceIdentifier: id },
        fields: [field('DBSnapshotIdentifier', 'Snapshot name', `${id}-by-hand`)],
        tone: 'plain',
      },
      {
        id: 'protect',
        label: item.DeletionProtection ? 'Switch deletion protection off' : 'Switch deletion protection on',
        service: 'rds',
        operation: 'ModifyDBInstance',
        params: { DBInstanceIdentifier: id, DeletionProtection: !item.DeletionProtection, ApplyImmediately: true },
        fields: [],
        tone: 'plain',
      },
      {
        id: 'rename',
        label: 'Rename',
        service: 'rds',
        operation: 'ModifyDBInstance',
        params: { DBInstanceIdentifier: id, ApplyImmediately: true },
        fields: [field('NewDBInstanceIdentifier', 'New identifier', `${id}-old`)],
        tone: 'plain',
      },
      {
        id: 'delete',
        label: 'Delete',
        service: 'rds',
        operation: 'DeleteDBInstance',
        params: { DBInstanceIdentifier: id },
        fields: [
          tick('SkipFinalSnapshot', 'Skip the final snapshot', false),
          field('FinalDBSnapshotIdentifier', 'Final snapshot name', `${id}-final`, false),
          tick('DeleteAutomatedBackups', 'Delete automated backups', true),
        ],
        tone: 'destructive',
      },
    ];
  },
};

export const snapshots: Page = {
  id: 'rds-snapshots',
  service: 'RDS',
  title: 'Snapshots',
  source: { service: 'rds', operation: 'DescribeDBSnapshots', rows: ['DBSnapshots'] },
  key: 'DBSnapshotIdentifier',
  columns: [
    { title: 'Snapshot', path: 'DBSnapshotIdentifier' },
    { title: 'Type', path: 'SnapshotType' },
    { title: 'DB instance', path: 'DBInstanceIdentifier' },
    { title: 'Created', path: 'SnapshotCreateTime' },
    { title: 'Status', path: 'Status' },
  ],
  state: 'Status',
  empty: 'No snapshots.',
  actions: (item) => {
    const id = cell(item, 'DBSnapshotIdentifier');
    return [
      {
        id: 'restore',
        label: 'Restore',
        service: 'rds',
        operation: 'RestoreDBInstanceFromDBSnapshot',
        params: { DBSnapshotIdentifier: id },
        fields: [
          field('DBInstanceIdentifier', 'New DB instance identifier', `${cell(item, 'DBInstanceIdentifier')}-restored`),
          field('DBSubnetGroupName', 'Subnet group', '', false),
        ],
        tone: 'plain',
      },
      {
        id: 'copy',
        label: 'Copy',
        service: 'rds',
        operation: 'CopyDBSnapshot',
        params: { SourceDBSnapshotIdentifier: id },
        fields: [field('TargetDBSnapshotIdentifier', 'Name of the copy', `copy-of-${id.replace(/^rds:/, '')}`)],
        tone: 'plain',
      },
      ...(item.SnapshotType === 'manual'
        ? [{ id: 'delete', label: 'Delete', service: 'rds', operation: 'DeleteDBSnapshot', params: { DBSnapshotIdentifier: id }, fields: [], tone: 'destructive' as const }]
        : []),
    ];
  },
};

export const automated: Page = {
  id: 'rds-automated',
  service: 'RDS',
  title: 'Automated backups',
  source: { service: 'rds', operation: 'DescribeDBInstanceAutomatedBackups', rows: ['DBInstanceAutomatedBackups'] },
  key: 'DbiResourceId',
  columns: [
    { title: 'DB instance', path: 'DBInstanceIdentifier' },
    { title: 'Status', path: 'Status' },
    { title: 'Earliest restore', path: 'RestoreWindow.EarliestTime' },
    { title: 'Latest restore', path: 'RestoreWindow.LatestTime' },
  ],
  empty: 'No automated backups.',
};

export const events: Page = {
  id: 'rds-events',
  service: 'RDS',
  title: 'Events of the last 24 hours',
  source: { service: 'rds', operation: 'DescribeEvents', params: { Duration: 1440 }, rows: ['Events'] },
  key: 'Date',
  columns: [
    { title: 'Time', path: 'Date' },
    { title: 'Source', path: 'SourceIdentifier' },
    { title: 'Event', path: 'Message' },
  ],
  empty: 'No events.',
};
