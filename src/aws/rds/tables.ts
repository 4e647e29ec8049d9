// The rows that RDS keeps. An instance is found by its resource id: its identifier can be given to another one later.
import { table } from '../cloud.ts';
import type { Params } from '../operation.ts';
import type { Tags } from '../tags.ts';
import type { DatabaseContents } from './contents.ts';

/** Settings that an instance has, a snapshot remembers, and a restore begins with. */
export interface Settings {
  class: string;
  engine: string;
  engineVersion: string;
  username: string;
  dbName: string | null;
  port: number;
  /** GiB */
  storage: number;
  storageType: string;
  iops: number | null;
  throughput: number | null;
  licenseModel: string;
  encrypted: boolean;
  kmsKeyId: string | null;
  iamAuthentication: boolean;
  retentionDays: number;
}

export interface Instance extends Settings {
  identifier: string;
  readonly resourceId: string;
  status: string;
  /** Null until it has been made. */
  createdAt: number | null;
  readonly requestedAt: number;
  /** Null while it is being made. */
  address: string | null;
  /** `HH:MM-HH:MM`, UTC. */
  backupWindow: string;
  /** `sun:04:00-sun:04:30` */
  maintenanceWindow: string;
  subnetGroup: string;
  vpcId: string;
  zone: string;
  securityGroups: string[];
  parameterGroup: string;
  parameterStatus: 'in-sync' | 'pending-reboot';
  optionGroup: string;
  multiAz: boolean;
  publiclyAccessible: boolean;
  autoMinor: boolean;
  deletionProtection: boolean;
  copyTags: boolean;
  monitoringInterval: number;
  monitoringRole: string | null;
  performanceInsights: boolean;
  /** Days that Performance Insights keeps what it saw; 7 where nobody asked for more. */
  insightsDays?: number;
  /** The secret that RDS made for the master user's password, where it manages that. */
  masterSecret?: string;
  maxStorage: number | null;
  logExports: string[];
  certificate: string;
  /** Member names of `PendingModifiedValues`. */
  pending: Params;
  tags: Tags;
  contents: DatabaseContents;
  /** When the first backup was complete: from then on there is a latest restorable time. */
  firstBackupAt: number | null;
  /** The identifier of the instance that this one replicates. */
  replicaOf: string | null;
  /** Resource id of the cluster that it is a member of. */
  cluster?: string;
  /** Its network interface in EC2. */
  interfaceId: string | null;
}

export interface Snapshot extends Settings {
  readonly identifier: string;
  readonly kind: 'manual' | 'automated' | 'awsbackup';
  status: string;
  percent: number;
  readonly instance: string;
  readonly resourceId: string;
  readonly instanceCreatedAt: number | null;
  /** Set when it is complete. */
  createdAt: number | null;
  readonly startedAt: number;
  /** Instant of the contents. */
  readonly dataAt: number;
  readonly originalCreatedAt: number | null;
  readonly zone: string;
  readonly vpcId: string;
  readonly subnetGroup: string;
  readonly optionGroup: string;
  readonly source: { readonly region: string; readonly arn: string } | null;
  /** Accounts that may restore it; `all` is everybody. */
  sharedWith: string[];
  tags: Tags;
  readonly contents: DatabaseContents;
}

/**
 * An Aurora cluster. What is in it belongs to the cluster: its writer has it at hand, and a cluster without instances keeps it.
 *   creating -> available -> stopping -> stopped -> starting -> available; any -> deleting -> gone, once it has no instances
 */
export interface Cluster {
  identifier: string;
  readonly resourceId: string;
  status: string;
  createdAt: number | null;
  readonly requestedAt: number;
  readonly engine: string;
  engineVersion: string;
  readonly username: string;
  readonly dbName: string | null;
  port: number;
  retentionDays: number;
  backupWindow: string;
  maintenanceWindow: string;
  readonly subnetGroup: string;
  readonly vpcId: string;
  securityGroups: string[];
  parameterGroup: string;
  readonly encrypted: boolean;
  kmsKeyId: string | null;
  iamAuthentication: boolean;
  deletionProtection: boolean;
  copyTags: boolean;
  logExports: string[];
  tags: Tags;
  /** Resource id of the instance that writes; null without one. */
  writer: string | null;
  /** What is in it while there is no writer; null while the writer has it. */
  contents: DatabaseContents | null;
}

/** Backups of a cluster that was deleted without them. */
export interface RetainedCluster {
  readonly cluster: Cluster;
  readonly contents: DatabaseContents;
  readonly earliest: number;
  readonly latest: number;
}

/** Backups kept after their instance was deleted (`DeleteAutomatedBackups` false). */
export interface RetainedBackup {
  readonly resourceId: string;
  readonly identifier: string;
  readonly arn: string;
  readonly earliest: number;
  readonly latest: number;
  readonly instance: Instance;
}

export interface SubnetGroup {
  readonly name: string;
  description: string;
  vpcId: string;
  subnets: { readonly id: string; readonly zone: string }[];
  tags: Tags;
}

export interface ParameterGroup {
  readonly name: string;
  readonly family: string;
  readonly description: string;
  /** Only what the user has set. */
  parameters: Record<string, { value: string; method: 'immediate' | 'pending-reboot' }>;
  tags: Tags;
}

export interface ExportTask {
  readonly id: string;
  readonly sourceArn: string;
  readonly snapshotAt: number | null;
  readonly startedAt: number;
  endedAt: number | null;
  readonly bucket: string;
  readonly prefix: string;
  readonly roleArn: string;
  readonly kmsKeyId: string;
  status: 'STARTING' | 'IN_PROGRESS' | 'COMPLETE' | 'CANCELED' | 'FAILED';
  percent: number;
  failure: string | null;
}

export const INSTANCES = table<Instance>('rds.instance');
export const SNAPSHOTS = table<Snapshot>('rds.snapshot');
export const CLUSTERS = table<Cluster>('rds.cluster');
/** In them `instance` is the cluster's identifier and `resourceId` the cluster's. */
export const CLUSTER_SNAPSHOTS = table<Snapshot>('rds.cluster-snapshot');
export const RETAINED_CLUSTERS = table<RetainedCluster>('rds.retained-cluster');
export const RETAINED = table<RetainedBackup>('rds.retained-backup');
export const SUBNET_GROUPS = table<SubnetGroup>('rds.subnet-group');
export const PARAMETER_GROUPS = table<ParameterGroup>('rds.parameter-group');
export const EXPORTS = table<ExportTask>('rds.export-task');
