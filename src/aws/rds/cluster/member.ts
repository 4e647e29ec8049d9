// Instances of a cluster: they have a class and a zone, and no storage or backups of their own. One of them writes; when it goes, another one does.
import { note } from '../../../engine/moment.ts';
import { type CloudContext, rows } from '../../cloud.ts';
import { type Input, input } from '../../input.ts';
import { AwsError, type Operation, type OperationContext, type Params } from '../../operation.ts';
import { queryWords } from '../../wording.ts';
import { emptyContents } from '../contents.ts';
import { checkClass, checkIdentifier, licenceOf } from '../engine.ts';
import { clusterEvent } from '../events.ts';
import { instanceRow, instanceView, makeInstance } from '../instance.ts';
import { type Cluster, INSTANCES, type Instance } from '../tables.ts';
import { clusterOf, clusterRow, clusterView, membersOf, notAvailable, onCluster, touchingCluster, wrongState } from './cluster.ts';

const combination = (message: string) => new AwsError('InvalidParameterCombination', message, 400, false);

/** What belongs to the cluster and cannot be asked for of one of its instances: member -> what RDS calls it. */
const OF_THE_CLUSTER: { readonly [member: string]: string } = {
  MasterUsername: 'master user name',
  MasterUserPassword: 'master user password',
  DBName: 'database name',
  BackupRetentionPeriod: 'backup retention period',
  StorageEncrypted: 'storage encryption',
  DeletionProtection: 'deletion protection',
};

/** Refuses settings of the cluster in a request for one of its instances. */
export function refuseOfCluster(from: Input): void {
  for (const [member, what] of Object.entries(OF_THE_CLUSTER))
    if (from.has(member)) throw combination(`The requested DB Instance will be a member of a DB Cluster. Set ${what} for the DB Cluster.`);
}

/** Classes that Aurora runs on. */
const runsOn = (className: string) => /^db\.(t3|t4g)\.(medium|large)$|^db\.r/.test(className);

/** A new instance in a cluster. It is placed and let in as the cluster says. */
export function createMember(context: OperationContext, params: Params): Params {
  const from = input(params, queryWords);
  const identifier = checkIdentifier('DBInstanceIdentifier', from.text('DBInstanceIdentifier'));
  const className = from.text('DBInstanceClass');
  const engine = from.text('Engine');
  const name = from.optional('DBClusterIdentifier');
  if (name === null) throw combination(`DBClusterIdentifier must be specified for the engine ${engine}.`);
  const cluster = clusterOf(context, name);
  if (engine !== cluster.engine)
    throw combination(`The engine name requested for your DB instance (${engine}) doesn't match the engine name of your DB cluster (${cluster.engine}).`);
  checkClass(className);
  if (!runsOn(className))
    throw combination(
      `RDS does not support creating a DB instance with the following combination: DBInstanceClass=${className}, Engine=${engine}, EngineVersion=${cluster.engineVersion}, LicenseModel=${licenceOf(engine)}. For supported combinations of instance class and database engine version, see the documentation.`,
    );
  refuseOfCluster(from);
  if (cluster.status !== 'available' && cluster.status !== 'creating') throw notAvailable(cluster);
  if (membersOf(context, cluster).length >= 16) throw new AwsError('InstanceQuotaExceeded', 'A DB cluster can have at most 16 DB instances', 400);
  const placed = { ...params, DBSubnetGroupName: cluster.subnetGroup, VpcSecurityGroupIds: cluster.securityGroups };
  const made = makeInstance(context, input(placed, queryWords), placed, {
    identifier,
    base: {
      class: className,
      engine,
      engineVersion: cluster.engineVersion,
      username: cluster.username,
      dbName: cluster.dbName,
      port: cluster.port,
      storage: 1,
      storageType: 'aurora',
      licenseModel: licenceOf(engine),
      encrypted: cluster.encrypted,
      kmsKeyId: cluster.kmsKeyId,
      retentionDays: 0,
    },
    contents: emptyContents('', []),
    minutes: [4, 8],
    message: 'DB instance created',
  });
  made.cluster = cluster.resourceId;
  return { DBInstance: instanceView(context, made) };
}

/** An instance has been made: the first one writes. */
export function join(context: CloudContext, instance: Readonly<Instance>): void {
  const cluster = instance.cluster === undefined ? undefined : clusterRow(context, instance.cluster);
  if (cluster && cluster.writer === null) hand(context, cluster, instance.resourceId);
}

/** Lets another instance write, or none: what is in the cluster goes along. */
function hand(context: CloudContext, cluster: Cluster, to: string | null): void {
  const before = cluster.writer === null ? null : instanceRow(context, cluster.writer);
  const contents = before?.contents ?? cluster.contents ?? emptyContents('', []);
  if (before) before.contents = emptyContents('', []);
  const next = to === null ? null : instanceRow(context, to);
  if (next) next.contents = contents;
  cluster.contents = next ? null : contents;
  cluster.writer = next ? to : null;
}

/** An instance is being deleted: what it wrote stays with the cluster. */
export function leave(context: CloudContext, instance: Readonly<Instance>): void {
  const cluster = instance.cluster === undefined ? undefined : clusterRow(context, instance.cluster);
  if (cluster?.writer !== instance.resourceId) return;
  const heir = membersOf(context, cluster).find((one) => one.resourceId !== instance.resourceId && one.status === 'available');
  hand(context, cluster, heir?.resourceId ?? null);
  if (heir) failedOver(context, cluster, heir.identifier);
}

function failedOver(context: CloudContext, cluster: Readonly<Cluster>, to: string): void {
  clusterEvent(context, cluster.identifier, `Started failover to DB instance: ${to}`, 'failover');
  clusterEvent(context, cluster.identifier, `Completed failover to DB instance: ${to}`, 'failover');
  note(context.time, 'rds.cluster.failed-over', { account: context.account.id, region: context.region, identifier: cluster.identifier, to });
}

export const failover: Operation = {
  kind: 'write',
  authorise: onCluster('FailoverDBCluster'),
  touches: touchingCluster(),
  run(context, params) {
    const from = input(params, queryWords);
    const found = clusterOf(context, from.text('DBClusterIdentifier'));
    if (found.status !== 'available') throw notAvailable(found);
    const readers = membersOf(context, found).filter((one) => one.resourceId !== found.writer && one.status === 'available');
    const target = from.optional('TargetDBInstanceIdentifier')?.toLowerCase() ?? null;
    const heir = target === null ? readers[0] : readers.find((one) => one.identifier === target);
    if (!heir)
      throw wrongState(
        target === null
          ? `Cannot failover DB cluster ${found.identifier} because it has no replica to fail over to.`
          : `Cannot failover to ${target} since it is not an available reader of DB cluster ${found.identifier}.`,
      );
    const cluster = clusterRow(context, found.resourceId) as Cluster;
    hand(context, cluster, heir.resourceId);
    failedOver(context, cluster, heir.identifier);
    return { DBCluster: clusterView(context, cluster) };
  },
};

/** The instance that writes, to change what is in it; null without one. */
export const writerRow = (context: CloudContext, cluster: Readonly<Cluster>): Instance | null =>
  cluster.writer === null ? null : (rows(context.account, context.region, INSTANCES)[cluster.writer] ?? null);
