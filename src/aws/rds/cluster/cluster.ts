// A cluster: finding it, showing it, making it, and what is in it. It has a name that leads to whichever instance writes.
import { between } from '../../../engine/chance.ts';
import { iso, MINUTE, SECOND } from '../../../engine/clock.ts';
import { note, schedule } from '../../../engine/moment.ts';
import { type CloudContext, having, listed, peek, rowAt, rows } from '../../cloud.ts';
import { zonesOf } from '../../ec2/zone.ts';
import { upperId } from '../../ids.ts';
import { given, type Input, input } from '../../input.ts';
import { managedKey } from '../../kms/key.ts';
import { AwsError, type CloudJob, type Operation, type Params } from '../../operation.ts';
import { page } from '../../page.ts';
import { readTags, tagList } from '../../tags.ts';
import { queryWords } from '../../wording.ts';
import { type DatabaseContents, emptyContents } from '../contents.ts';
import { keyFor } from '../encryption.ts';
import { clusterAddressOf } from '../endpoint.ts';
import { checkIdentifier, defaultParameterGroup, familyOf, versionOf } from '../engine.ts';
import { clusterArn, clusterEvent } from '../events.ts';
import { checkPassword, readFilters } from '../instance.ts';
import { checkStanding, groupFor, keepGroup, securityGroupsFor } from '../network.ts';
import { parameterGroupOf } from '../parameter-group.ts';
import { CLUSTERS, type Cluster, INSTANCES, type Instance } from '../tables.ts';
import { backupWindow, maintenanceWindow } from '../window.ts';

export const notFound = (identifier: string): AwsError => new AwsError('DBClusterNotFoundFault', `DBCluster ${identifier} not found.`, 404);
export const wrongState = (message: string): AwsError => new AwsError('InvalidDBClusterStateFault', message, 400);
export const notAvailable = (cluster: Readonly<Cluster>): AwsError => wrongState(`DB cluster ${cluster.identifier} is not in available state.`);

/** By identifier, ARN or resource id. For reading. */
export function findCluster(context: CloudContext, asked: string): Readonly<Cluster> | null {
  const name = (asked.startsWith('arn:') ? (asked.split(':').pop() ?? '') : asked).toLowerCase();
  return listed(context.account, context.region, CLUSTERS).find((one) => one.identifier === name || one.resourceId === asked) ?? null;
}

/** Throws DBClusterNotFoundFault. For reading. */
export function clusterOf(context: CloudContext, asked: string): Readonly<Cluster> {
  const found = findCluster(context, asked);
  if (!found) throw notFound(asked);
  return found;
}

/** The same row to change; undefined when it is gone. */
export const clusterRow = (context: CloudContext, resourceId: string): Cluster | undefined => rows(context.account, context.region, CLUSTERS)[resourceId];

export const onCluster =
  (action: string, parameter = 'DBClusterIdentifier') =>
  (context: CloudContext, params: Params) => {
    const name = input(params, queryWords).optional(parameter) ?? '*';
    const found = name === '*' ? null : findCluster(context, name);
    return [{ action: `rds:${action}`, resource: name.startsWith('arn:') ? name : clusterArn(context, name.toLowerCase()), ...(found ? { tags: found.tags } : {}) }];
  };

export const touchingCluster =
  (parameter = 'DBClusterIdentifier') =>
  (_context: CloudContext, params: Params) => {
    const name = params[parameter];
    return typeof name === 'string' && name !== '' ? [{ type: 'AWS::RDS::DBCluster', name: name.toLowerCase() }] : [];
  };

/** Its instances, the writer first. */
export const membersOf = (context: CloudContext, cluster: Readonly<Cluster>): readonly Readonly<Instance>[] =>
  [...having(context.account, context.region, INSTANCES, 'cluster', cluster.resourceId)].sort(
    (a, b) => Number(b.resourceId === cluster.writer) - Number(a.resourceId === cluster.writer),
  );

/** What is in the cluster now. For reading. */
export function contentsOf(context: CloudContext, cluster: Readonly<Cluster>): Readonly<DatabaseContents> {
  const writer = cluster.writer === null ? undefined : rowAt(context.account, context.region, INSTANCES, cluster.writer);
  return writer?.contents ?? cluster.contents ?? emptyContents('', []);
}

/** First and last instant to which the cluster can be restored; null until it has been made. Its log is kept all the time. */
export function restorable(cluster: Readonly<Cluster>, now: number): { readonly earliest: number; readonly latest: number } | null {
  if (cluster.createdAt === null) return null;
  const step = 5 * MINUTE;
  const latest = cluster.createdAt + Math.floor((now - cluster.createdAt) / step) * step;
  return { earliest: Math.min(latest, Math.max(cluster.createdAt, now - cluster.retentionDays * 24 * 60 * MINUTE)), latest };
}

export function clusterView(context: CloudContext, cluster: Readonly<Cluster>): Params {
  const range = restorable(cluster, context.time.now);
  return given({
    AllocatedStorage: 1,
    AvailabilityZones: zonesOf(context.region)
      .slice(0, 3)
      .map(({ name }) => name),
    BackupRetentionPeriod: cluster.retentionDays,
    DatabaseName: cluster.dbName,
    DBClusterIdentifier: cluster.identifier,
    DBClusterParameterGroup: cluster.parameterGroup,
    DBSubnetGroup: cluster.subnetGroup,
    Status: cluster.status,
    EarliestRestorableTime: range && iso(range.earliest, true),
    Endpoint: clusterAddressOf(context, cluster.identifier),
    ReaderEndpoint: clusterAddressOf(context, cluster.identifier, 'cluster-ro'),
    MultiAZ: membersOf(context, cluster).length > 1,
    Engine: cluster.engine,
    EngineVersion: cluster.engineVersion,
    LatestRestorableTime: range && iso(range.latest, true),
    Port: cluster.port,
    MasterUsername: cluster.username,
    PreferredBackupWindow: cluster.backupWindow,
    PreferredMaintenanceWindow: cluster.maintenanceWindow,
    ReadReplicaIdentifiers: [],
    DBClusterMembers: membersOf(context, cluster).map((one) => ({
      DBInstanceIdentifier: one.identifier,
      IsClusterWriter: one.resourceId === cluster.writer,
      DBClusterParameterGroupStatus: 'in-sync',
      PromotionTier: 1,
    })),
    VpcSecurityGroups: cluster.securityGroups.map((id) => ({ VpcSecurityGroupId: id, Status: 'active' })),
    HostedZoneId: 'Z29XKXDKYMONMX',
    StorageEncrypted: cluster.encrypted,
    KmsKeyId: cluster.kmsKeyId,
    DbClusterResourceId: cluster.resourceId,
    DBClusterArn: clusterArn(context, cluster.identifier),
    AssociatedRoles: [],
    IAMDatabaseAuthenticationEnabled: cluster.iamAuthentication,
    ClusterCreateTime: iso(cluster.requestedAt, true),
    EnabledCloudwatchLogsExports: cluster.logExports.length > 0 ? cluster.logExports : null,
    EngineMode: 'provisioned',
    DeletionProtection: cluster.deletionProtection,
    HttpEndpointEnabled: false,
    ActivityStreamStatus: 'stopped',
    CopyTagsToSnapshot: cluster.copyTags,
    CrossAccountClone: false,
    DomainMemberships: [],
    TagList: tagList(cluster.tags),
    AutoMinorVersionUpgrade: true,
    NetworkType: 'IPV4',
  });
}

/** What a new cluster begins with, and what the request may change about it. */
export interface NewCluster {
  readonly base: Pick<Cluster, 'engine' | 'engineVersion' | 'username' | 'dbName' | 'port' | 'retentionDays' | 'encrypted' | 'kmsKeyId'> & { readonly tags?: Cluster['tags'] };
  readonly contents: DatabaseContents;
  readonly message: string;
}

/** Checks what create and restore have in common and makes the row in state `creating`. A cluster is made without any instance. */
export function makeCluster(context: CloudContext, from: Input, params: Params, wanted: NewCluster): Cluster {
  const { base } = wanted;
  const identifier = checkIdentifier('DBClusterIdentifier', from.text('DBClusterIdentifier'));
  if (findCluster(context, identifier)) throw new AwsError('DBClusterAlreadyExistsFault', 'DB Cluster already exists', 400);
  if (Object.keys(peek(context.account, context.region, CLUSTERS)).length >= 40) throw new AwsError('DBClusterQuotaExceededFault', 'DB cluster quota exceeded', 403);
  const group = groupFor(context, from.optional('DBSubnetGroupName'));
  checkStanding(context, group);
  const retention = from.number('BackupRetentionPeriod') ?? base.retentionDays;
  if (!(Number.isInteger(retention) && retention >= 1 && retention <= 35))
    throw new AwsError('InvalidParameterValue', `Invalid backup retention period: ${retention}. Must be between 1 and 35.`, 400, false);
  const parameterGroup = from.optional('DBClusterParameterGroupName')?.toLowerCase() ?? defaultParameterGroup(base.engine, base.engineVersion);
  if (parameterGroupOf(context, parameterGroup).family !== familyOf(base.engine, base.engineVersion)) throw queryWords('invalid', 'DBClusterParameterGroupName');
  const made: Cluster = {
    engine: base.engine,
    engineVersion: base.engineVersion,
    username: base.username,
    dbName: base.dbName,
    encrypted: base.encrypted,
    kmsKeyId: base.kmsKeyId,
    identifier,
    resourceId: `cluster-${upperId(context.time, 'db-cluster', 26)}`,
    status: 'creating',
    createdAt: null,
    requestedAt: context.time.now,
    port: from.number('Port') ?? base.port,
    retentionDays: retention,
    backupWindow: backupWindow(context, from.optional('PreferredBackupWindow')),
    maintenanceWindow: maintenanceWindow(context, from.optional('PreferredMaintenanceWindow')),
    subnetGroup: group.name,
    vpcId: group.vpcId,
    securityGroups: securityGroupsFor(context, group.vpcId, from.texts('VpcSecurityGroupIds')),
    parameterGroup,
    iamAuthentication: from.flag('EnableIAMDatabaseAuthentication') ?? false,
    deletionProtection: from.flag('DeletionProtection') ?? false,
    copyTags: from.flag('CopyTagsToSnapshot') ?? false,
    logExports: from.texts('EnableCloudwatchLogsExports'),
    tags: params.Tags === undefined || params.Tags === null ? { ...(base.tags ?? {}) } : readTags(params.Tags),
    writer: null,
    contents: wanted.contents,
  };
  keepGroup(context, group);
  rows(context.account, context.region, CLUSTERS)[made.resourceId] = made;
  const place = { account: context.account.id, region: context.region, resourceId: made.resourceId };
  note(context.time, 'rds.cluster.creating', { ...place, identifier });
  schedule(context.time, context.time.now + between(context.time.chance, 'rds.cluster', 90, 240) * SECOND, 'rds.cluster.created', { ...place, message: wanted.message });
  return clusterRow(context, made.resourceId) as Cluster;
}

export const createCluster: Operation = {
  kind: 'write',
  authorise: onCluster('CreateDBCluster'),
  touches: touchingCluster(),
  run(context, params) {
    const from = input(params, queryWords);
    const engine = from.text('Engine');
    if (!engine.startsWith('aurora')) throw new AwsError('InvalidParameterValue', `The engine mode provisioned you requested is currently unavailable for ${engine}.`, 400, false);
    const offer = versionOf(engine, from.optional('EngineVersion'));
    const username = from.text('MasterUsername');
    if (['rdsadmin', 'admin'].includes(username))
      throw new AwsError('InvalidParameterValue', `MasterUsername ${username} cannot be used as it is a reserved word used by the engine`, 400, false);
    const password = from.text('MasterUserPassword');
    checkPassword(password);
    const dbName = from.optional('DatabaseName');
    if (dbName !== null && !/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(dbName))
      throw new AwsError('InvalidParameterValue', 'DatabaseName must begin with a letter and contain only alphanumeric characters.', 400, false);
    const asked = from.optional('KmsKeyId');
    const encrypted = from.flag('StorageEncrypted') ?? asked !== null;
    if (asked !== null && !encrypted) throw new AwsError('InvalidParameterCombination', 'KmsKeyId can only be specified when StorageEncrypted is true.', 400, false);
    const made = makeCluster(context, from, params, {
      base: {
        engine,
        engineVersion: offer.version,
        username,
        dbName,
        port: offer.port,
        retentionDays: 1,
        encrypted,
        kmsKeyId: asked === null ? null : keyFor(context, asked),
      },
      contents: emptyContents(password, ['postgres', ...(dbName === null ? [] : [dbName])]),
      message: 'DB cluster created',
    });
    if (encrypted && asked === null) made.kmsKeyId = managedKey(context, 'rds');
    return { DBCluster: clusterView(context, made) };
  },
};

/** The cluster is there; it answers nobody before it has an instance. */
export const clusterCreated =
  (planBackup: (context: CloudContext, cluster: Readonly<Cluster>) => void): CloudJob =>
  (context, data) => {
    const cluster = clusterRow(context, String(data.resourceId));
    if (cluster?.status !== 'creating') return;
    cluster.status = 'available';
    cluster.createdAt = context.time.now;
    clusterEvent(context, cluster.identifier, String(data.message), 'creation');
    note(context.time, 'rds.cluster.created', { account: context.account.id, region: context.region, identifier: cluster.identifier, resourceId: cluster.resourceId });
    planBackup(context, cluster);
  };

export const describeClusters: Operation = {
  kind: 'read',
  authorise: onCluster('DescribeDBClusters'),
  run(context, params) {
    const from = input(params, queryWords);
    const name = from.optional('DBClusterIdentifier');
    const filters = readFilters(from, ['clone-group-id', 'db-cluster-id', 'db-cluster-resource-id', 'domain', 'engine']);
    const all = name === null ? listed(context.account, context.region, CLUSTERS) : [clusterOf(context, name)];
    const found = all
      .filter(
        (one) =>
          filters('db-cluster-id', one.identifier, clusterArn(context, one.identifier)) &&
          filters('db-cluster-resource-id', one.resourceId) &&
          filters('engine', one.engine) &&
          filters('clone-group-id') &&
          filters('domain'),
      )
      .sort((a, b) => (a.identifier < b.identifier ? -1 : 1));
    const cut = page(found, params.Marker, params.MaxRecords);
    return { ...(cut.next ? { Marker: cut.next } : {}), DBClusters: cut.items.map((one) => clusterView(context, one)) };
  },
};
