// Snapshots of clusters: a frozen contents with the settings it was taken from, by hand or every night. They are listed apart from those of instances.
import { DAY, iso, MINUTE } from '../../../engine/clock.ts';
import { note, schedule } from '../../../engine/moment.ts';
import { type CloudContext, listed, peek, rowAt, rows } from '../../cloud.ts';
import { zonesOf } from '../../ec2/zone.ts';
import { given, input } from '../../input.ts';
import { AwsError, type CloudJob, type Operation, type Params } from '../../operation.ts';
import { page } from '../../page.ts';
import { readTags, tagList } from '../../tags.ts';
import { queryWords } from '../../wording.ts';
import { census, contentsAt } from '../contents.ts';
import { keyForCopy } from '../encryption.ts';
import { checkIdentifier, licenceOf } from '../engine.ts';
import { clusterSnapshotArn, clusterSnapshotEvent } from '../events.ts';
import { lasting, readFilters } from '../instance.ts';
import { copyOf } from '../snapshot.ts';
import { CLUSTER_SNAPSHOTS, type Cluster, type Snapshot } from '../tables.ts';
import { nextBackup, stampOf } from '../window.ts';
import { clusterOf, clusterRow, contentsOf, notAvailable } from './cluster.ts';

export const notFound = (identifier: string): AwsError => new AwsError('DBClusterSnapshotNotFoundFault', `DBClusterSnapshot ${identifier} not found.`, 404);
const wrongState = (message: string) => new AwsError('InvalidDBClusterSnapshotStateFault', message, 400);

/** A snapshot that this account may see: its own by name or ARN, or one shared with it by ARN. For reading. */
export function snapshotOf(context: CloudContext, asked: string): { readonly snapshot: Readonly<Snapshot>; readonly owner: string } {
  const [region, owner, name] = asked.startsWith('arn:')
    ? [asked.split(':')[3] ?? '', asked.split(':')[4] ?? '', asked.split(':').slice(6).join(':')]
    : [context.region, context.account.id, asked.toLowerCase()];
  const account = context.cloud.accounts[owner];
  const snapshot = account ? rowAt(account, region, CLUSTER_SNAPSHOTS, name) : undefined;
  if (!snapshot || (owner !== context.account.id && !snapshot.sharedWith.some((one) => one === context.account.id || one === 'all'))) throw notFound(asked);
  return { snapshot, owner };
}

const onSnapshot =
  (action: string, parameter = 'DBClusterSnapshotIdentifier') =>
  (context: CloudContext, params: Params) => {
    const name = input(params, queryWords).optional(parameter) ?? '*';
    const found = rowAt(context.account, context.region, CLUSTER_SNAPSHOTS, name.toLowerCase());
    return [{ action: `rds:${action}`, resource: name.startsWith('arn:') ? name : clusterSnapshotArn(context, name.toLowerCase()), ...(found ? { tags: found.tags } : {}) }];
  };

const touching =
  (parameter = 'DBClusterSnapshotIdentifier') =>
  (_context: CloudContext, params: Params) =>
    typeof params[parameter] === 'string' ? [{ type: 'AWS::RDS::DBClusterSnapshot', name: params[parameter] }] : [];

const view = (context: CloudContext, snapshot: Readonly<Snapshot>, owner = context.account.id): Params =>
  given({
    AvailabilityZones: zonesOf(context.region)
      .slice(0, 3)
      .map(({ name }) => name),
    DBClusterSnapshotIdentifier: snapshot.identifier,
    DBClusterIdentifier: snapshot.instance,
    SnapshotCreateTime: iso(snapshot.createdAt ?? snapshot.startedAt, true),
    Engine: snapshot.engine,
    EngineMode: 'provisioned',
    AllocatedStorage: snapshot.status === 'available' ? 1 : 0,
    Status: snapshot.status,
    Port: snapshot.port,
    VpcId: snapshot.vpcId,
    ClusterCreateTime: snapshot.instanceCreatedAt === null ? null : iso(snapshot.instanceCreatedAt, true),
    MasterUsername: snapshot.username,
    EngineVersion: snapshot.engineVersion,
    LicenseModel: snapshot.licenseModel,
    SnapshotType: owner === context.account.id ? snapshot.kind : snapshot.sharedWith.includes('all') ? 'public' : 'shared',
    PercentProgress: snapshot.percent,
    StorageEncrypted: snapshot.encrypted,
    KmsKeyId: snapshot.kmsKeyId,
    DBClusterSnapshotArn: `arn:aws:rds:${context.region}:${owner}:cluster-snapshot:${snapshot.identifier}`,
    SourceDBClusterSnapshotArn: snapshot.source?.arn ?? null,
    IAMDatabaseAuthenticationEnabled: snapshot.iamAuthentication,
    TagList: tagList(snapshot.tags),
  });

/** Checks the name and quota of a new manual snapshot; returns it in lower case. */
export function newName(context: CloudContext, parameter: string, text: string): string {
  const identifier = checkIdentifier(parameter, text);
  const all = peek(context.account, context.region, CLUSTER_SNAPSHOTS);
  if (all[identifier])
    throw new AwsError('DBClusterSnapshotAlreadyExistsFault', `Cannot create the cluster snapshot because a snapshot with the identifier ${identifier} already exists.`, 400);
  if (Object.values(all).filter((one) => one.kind === 'manual').length >= 100) throw new AwsError('SnapshotQuotaExceeded', 'Cannot create more than 100 manual snapshots', 400);
  return identifier;
}

/** Begins a snapshot of what is in the cluster now; complete after `duration` milliseconds. */
export function begin(
  context: CloudContext,
  cluster: Readonly<Cluster>,
  wanted: { readonly identifier: string; readonly kind: 'manual' | 'automated'; readonly tags?: Record<string, string>; readonly duration: number },
): Snapshot {
  const { now } = context.time;
  keep(context, {
    class: '',
    engine: cluster.engine,
    engineVersion: cluster.engineVersion,
    username: cluster.username,
    dbName: cluster.dbName,
    port: cluster.port,
    storage: 1,
    storageType: 'aurora',
    iops: null,
    throughput: null,
    licenseModel: licenceOf(cluster.engine),
    encrypted: cluster.encrypted,
    kmsKeyId: cluster.kmsKeyId,
    iamAuthentication: cluster.iamAuthentication,
    retentionDays: cluster.retentionDays,
    identifier: wanted.identifier,
    kind: wanted.kind,
    status: 'creating',
    percent: 0,
    instance: cluster.identifier,
    resourceId: cluster.resourceId,
    instanceCreatedAt: cluster.createdAt,
    createdAt: null,
    startedAt: now,
    dataAt: now,
    originalCreatedAt: null,
    zone: '',
    vpcId: cluster.vpcId,
    subnetGroup: cluster.subnetGroup,
    optionGroup: '',
    source: null,
    sharedWith: [],
    tags: { ...(cluster.copyTags || wanted.kind === 'automated' ? cluster.tags : {}), ...(wanted.tags ?? {}) },
    contents: contentsAt(contentsOf(context, cluster), now),
  });
  clusterSnapshotEvent(context, wanted.identifier, wanted.kind === 'automated' ? 'Creating automated cluster snapshot' : 'Creating manual cluster snapshot', 'backup');
  return wait(context, wanted.identifier, wanted.duration);
}

function keep(context: CloudContext, snapshot: Snapshot): void {
  rows(context.account, context.region, CLUSTER_SNAPSHOTS)[snapshot.identifier] = snapshot;
}

function wait(context: CloudContext, identifier: string, duration: number): Snapshot {
  const place = { account: context.account.id, region: context.region, snapshot: identifier };
  schedule(context.time, context.time.now + duration, 'rds.cluster-snapshot.complete', place);
  const snapshot = rows(context.account, context.region, CLUSTER_SNAPSHOTS)[identifier] as Snapshot;
  note(context.time, 'rds.snapshot.creating', { ...place, kind: snapshot.kind, identifier: snapshot.instance });
  return snapshot;
}

export const complete: CloudJob = (context, data) => {
  const snapshot = rows(context.account, context.region, CLUSTER_SNAPSHOTS)[String(data.snapshot)];
  if (snapshot?.status !== 'creating') return;
  snapshot.status = 'available';
  snapshot.percent = 100;
  snapshot.createdAt = snapshot.startedAt;
  clusterSnapshotEvent(context, snapshot.identifier, snapshot.kind === 'automated' ? 'Automated cluster snapshot created' : 'Manual cluster snapshot created', 'backup');
  note(context.time, 'rds.snapshot.created', {
    account: context.account.id,
    region: context.region,
    snapshot: snapshot.identifier,
    kind: snapshot.kind,
    identifier: snapshot.instance,
    dataAt: snapshot.dataAt,
    rows: census(snapshot.contents, snapshot.dataAt),
  });
};

/** Automated snapshots of a cluster, oldest first. */
export const automatedOf = (context: CloudContext, resourceId: string): readonly Readonly<Snapshot>[] =>
  listed(context.account, context.region, CLUSTER_SNAPSHOTS)
    .filter((one) => one.kind === 'automated' && one.resourceId === resourceId)
    .sort((a, b) => a.startedAt - b.startedAt);

export function drop(context: CloudContext, identifier: string, why: string): void {
  const kept = rows(context.account, context.region, CLUSTER_SNAPSHOTS);
  const snapshot = kept[identifier];
  if (!snapshot) return;
  const { kind, dataAt, instance } = snapshot;
  const counts = census(snapshot.contents, dataAt);
  note(context.time, 'rds.snapshot.deleted', { account: context.account.id, region: context.region, snapshot: identifier, kind, identifier: instance, dataAt, why, rows: counts });
  delete kept[identifier];
}

/** Plans the next nightly snapshot. */
export function planBackup(context: CloudContext, cluster: Readonly<Cluster>): void {
  schedule(context.time, nextBackup(cluster.backupWindow, context.time.now) + lasting(context, 'rds.cluster', 60, 20 * 60), 'rds.cluster.backup-due', {
    account: context.account.id,
    region: context.region,
    resourceId: cluster.resourceId,
  });
}

/** The window has opened: a snapshot of a cluster that runs, and an end for those that are older than the retention period. */
export const backupDue: CloudJob = (context, data) => {
  const cluster = clusterRow(context, String(data.resourceId));
  if (!cluster || cluster.status === 'deleting') return;
  const identifier = `rds:${cluster.identifier}-${stampOf(context.time.now)}`;
  if (cluster.status === 'available' && !rowAt(context.account, context.region, CLUSTER_SNAPSHOTS, identifier))
    begin(context, cluster, { identifier, kind: 'automated', duration: lasting(context, 'rds.cluster', 60, 180) });
  for (const snapshot of automatedOf(context, cluster.resourceId))
    if (snapshot.startedAt < context.time.now - cluster.retentionDays * DAY - 30 * MINUTE) drop(context, snapshot.identifier, 'expired');
  planBackup(context, cluster);
};

const createSnapshot: Operation = {
  kind: 'write',
  authorise: onSnapshot('CreateDBClusterSnapshot'),
  touches: touching(),
  run(context, params) {
    const from = input(params, queryWords);
    const name = from.text('DBClusterSnapshotIdentifier');
    const cluster = clusterOf(context, from.text('DBClusterIdentifier'));
    const identifier = newName(context, 'DBClusterSnapshotIdentifier', name);
    if (cluster.status !== 'available') throw notAvailable(cluster);
    const tags = readTags(params.Tags);
    return { DBClusterSnapshot: view(context, begin(context, cluster, { identifier, kind: 'manual', tags, duration: lasting(context, 'rds.cluster', 60, 180) })) };
  },
};

const copySnapshot: Operation = {
  kind: 'write',
  authorise: onSnapshot('CopyDBClusterSnapshot', 'SourceDBClusterSnapshotIdentifier'),
  touches: touching('TargetDBClusterSnapshotIdentifier'),
  run(context, params) {
    const from = input(params, queryWords);
    const asked = from.text('SourceDBClusterSnapshotIdentifier');
    const target = from.text('TargetDBClusterSnapshotIdentifier');
    const { snapshot: source, owner } = snapshotOf(context, asked);
    const identifier = newName(context, 'TargetDBClusterSnapshotIdentifier', target);
    if (source.status !== 'available') throw wrongState('Cannot copy the snapshot because it is not currently in the available state.');
    const arn = asked.startsWith('arn:') ? asked : clusterSnapshotArn(context, source.identifier);
    const region = arn.split(':')[3] ?? context.region;
    keep(
      context,
      copyOf(source, {
        identifier,
        source: { region, arn },
        startedAt: context.time.now,
        kmsKeyId: keyForCopy(context, source, { account: owner, region }, from.optional('KmsKeyId')),
        tags: { ...(from.flag('CopyTags') ? source.tags : {}), ...readTags(params.Tags) },
      }),
    );
    return { DBClusterSnapshot: view(context, wait(context, identifier, lasting(context, 'rds.cluster', 120, 300))) };
  },
};

const deleteSnapshot: Operation = {
  kind: 'write',
  authorise: onSnapshot('DeleteDBClusterSnapshot'),
  touches: touching(),
  run(context, params) {
    const name = input(params, queryWords).text('DBClusterSnapshotIdentifier');
    const found = rowAt(context.account, context.region, CLUSTER_SNAPSHOTS, name.toLowerCase());
    if (!found) throw notFound(name);
    if (found.kind !== 'manual') throw wrongState('Only manual snapshots may be deleted.');
    if (found.status !== 'available') throw wrongState('Cannot delete the snapshot because it is not currently in the available or failed state.');
    const shown = { ...view(context, found), Status: 'deleted' };
    drop(context, found.identifier, 'asked');
    return { DBClusterSnapshot: shown };
  },
};

const TYPES = ['automated', 'manual', 'shared', 'public', 'awsbackup'];

const describeSnapshots: Operation = {
  kind: 'read',
  authorise: onSnapshot('DescribeDBClusterSnapshots'),
  run(context, params) {
    const from = input(params, queryWords);
    const [name, cluster, type] = [from.optional('DBClusterSnapshotIdentifier'), from.optional('DBClusterIdentifier'), from.optional('SnapshotType')];
    if (type !== null && !TYPES.includes(type)) throw new AwsError('InvalidParameterValue', `Invalid snapshot type: ${type}`, 400, false);
    const filters = readFilters(from, ['db-cluster-id', 'db-cluster-snapshot-id', 'snapshot-type', 'engine']);
    const wants = (one: 'shared' | 'public') => type === one || from.flag(one === 'shared' ? 'IncludeShared' : 'IncludePublic') === true;
    const foreign = Object.values(context.cloud.accounts)
      .filter((account) => account.id !== context.account.id && (wants('shared') || wants('public')))
      .flatMap((account) => listed(account, context.region, CLUSTER_SNAPSHOTS).map((snapshot) => ({ snapshot, owner: account.id })))
      .filter(({ snapshot }) => (wants('shared') && snapshot.sharedWith.includes(context.account.id)) || (wants('public') && snapshot.sharedWith.includes('all')));
    const own = listed(context.account, context.region, CLUSTER_SNAPSHOTS).map((snapshot) => ({ snapshot, owner: context.account.id }));
    const all = name?.startsWith('arn:') ? [snapshotOf(context, name)] : type === 'shared' || type === 'public' ? foreign : [...own, ...foreign];
    const found = all
      .filter(
        ({ snapshot, owner }) =>
          (name === null || name.startsWith('arn:') || snapshot.identifier === name.toLowerCase()) &&
          (cluster === null || snapshot.instance === cluster.toLowerCase() || snapshot.resourceId === cluster) &&
          (type === null || type === 'shared' || type === 'public' || (snapshot.kind === type && owner === context.account.id)) &&
          filters('db-cluster-id', snapshot.instance, `arn:aws:rds:${context.region}:${owner}:cluster:${snapshot.instance}`) &&
          filters('db-cluster-snapshot-id', snapshot.identifier) &&
          filters('snapshot-type', snapshot.kind) &&
          filters('engine', snapshot.engine),
      )
      .sort((a, b) => a.snapshot.startedAt - b.snapshot.startedAt);
    if (name !== null && found.length === 0) throw notFound(name);
    const cut = page(found, params.Marker, params.MaxRecords);
    return { ...(cut.next ? { Marker: cut.next } : {}), DBClusterSnapshots: cut.items.map(({ snapshot, owner }) => view(context, snapshot, owner)) };
  },
};

export const CLUSTER_SNAPSHOT_OPERATIONS: { readonly [name: string]: Operation } = {
  CopyDBClusterSnapshot: copySnapshot,
  CreateDBClusterSnapshot: createSnapshot,
  DeleteDBClusterSnapshot: deleteSnapshot,
  DescribeDBClusterSnapshots: describeSnapshots,
};
