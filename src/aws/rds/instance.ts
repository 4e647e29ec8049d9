// A database instance: finding it, showing it, making it. Its life:
//   creating -> (backing-up ->) available -> modifying | rebooting | renaming | backing-up | stopping -> stopped -> starting -> available
//   any of these but creating's refusals -> deleting -> gone
// Every arrow but the first is a job in `settle.ts` or `backup.ts`: reading changes nothing.
import { between } from '../../engine/chance.ts';
import { iso, SECOND } from '../../engine/clock.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, having, listed, peek, rowAt, rows } from '../cloud.ts';
import { dbResourceId } from '../ids.ts';
import { given, type Input, input } from '../input.ts';
import { managedKey } from '../kms/key.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { readTags, tagList } from '../tags.ts';
import { queryWords } from '../wording.ts';
import { type DatabaseContents, emptyContents } from './contents.ts';
import { keyFor } from './encryption.ts';
import { checkClass, checkIdentifier, defaultOptionGroup, defaultParameterGroup, familyOf, versionOf } from './engine.ts';
import { instanceArn } from './events.ts';
import { latestRestorable } from './log.ts';
import { bothPasswords, manageMaster, masterPassword, masterSecretView } from './master-secret.ts';
import { checkStanding, connect, groupFor, keepGroup, securityGroupsFor } from './network.ts';
import { parameterGroupOf } from './parameter-group.ts';
import { replicationsOf } from './replicated.ts';
import { groupView } from './subnet-group.ts';
import { CLUSTERS, INSTANCES, type Instance } from './tables.ts';
import { apart, backupWindow, checkApart, maintenanceWindow } from './window.ts';

/** RDS zone ids that are the same for everybody: Route 53 aliases and Terraform show them. */
const HOSTED_ZONES: { readonly [region: string]: string } = {
  'eu-west-1': 'Z29XKXDKYMONMX',
  'eu-central-1': 'Z1RLNUO7B9Q6NB',
  'us-east-1': 'Z2R2ITUGPM61AM',
  'us-west-2': 'Z1PVIF0B656C1W',
};

export const notFound = (identifier: string): AwsError => new AwsError('DBInstanceNotFound', `DBInstance ${identifier} not found.`, 404);

/** By identifier or ARN, in any case. For reading. */
export function findInstance(context: CloudContext, identifier: string): Readonly<Instance> | null {
  const name = (identifier.startsWith('arn:') ? (identifier.split(':').pop() ?? '') : identifier).toLowerCase();
  return having(context.account, context.region, INSTANCES, 'identifier', name)[0] ?? null;
}

/** Throws DBInstanceNotFound. For reading. */
export function instanceOf(context: CloudContext, identifier: string): Readonly<Instance> {
  const found = findInstance(context, identifier);
  if (!found) throw notFound(identifier);
  return found;
}

/** The same row to change; null when it is gone. */
export const instanceRow = (context: CloudContext, resourceId: string): Instance | null => rows(context.account, context.region, INSTANCES)[resourceId] ?? null;

/** Whether the engine answers on its port in this state. */
export const serves = (instance: Readonly<Instance>): boolean =>
  [
    'available',
    'backing-up',
    'modifying',
    'storage-optimization',
    'resetting-master-credentials',
    'configuring-log-exports',
    'configuring-enhanced-monitoring',
    'storage-full',
  ].includes(instance.status);

/** The right to an operation on the instance that a parameter names. */
export const onInstance =
  (action: string, parameter = 'DBInstanceIdentifier') =>
  (context: CloudContext, params: Params) => {
    const name = input(params, queryWords).optional(parameter) ?? '*';
    const found = name === '*' ? null : findInstance(context, name);
    return [{ action: `rds:${action}`, resource: name.startsWith('arn:') ? name : instanceArn(context, name.toLowerCase()), ...(found ? { tags: found.tags } : {}) }];
  };

/** What a trail names as touched. */
export const touching =
  (parameter = 'DBInstanceIdentifier') =>
  (context: CloudContext, params: Params) => {
    const name = params[parameter];
    return typeof name === 'string' && name !== '' ? [{ type: 'AWS::RDS::DBInstance', name: findInstance(context, name)?.identifier ?? name.toLowerCase() }] : [];
  };

export function instanceView(context: CloudContext, instance: Readonly<Instance>): Params {
  const group = groupFor(context, instance.subnetGroup);
  const restorable = latestRestorable(instance, context.time.now);
  const replications = replicationsOf(context, instance.resourceId);
  const cluster = instance.cluster === undefined ? undefined : rowAt(context.account, context.region, CLUSTERS, instance.cluster);
  return given({
    DBInstanceIdentifier: instance.identifier,
    DBInstanceClass: instance.class,
    Engine: instance.engine,
    DBInstanceStatus: instance.status,
    MasterUsername: instance.username,
    DBName: instance.dbName,
    Endpoint: instance.address === null ? null : given({ Address: instance.address, Port: instance.port, HostedZoneId: HOSTED_ZONES[context.region] ?? 'Z29XKXDKYMONMX' }),
    AllocatedStorage: instance.storage,
    InstanceCreateTime: instance.createdAt === null ? null : iso(instance.createdAt, true),
    PreferredBackupWindow: instance.backupWindow,
    BackupRetentionPeriod: cluster?.retentionDays ?? instance.retentionDays,
    DBSecurityGroups: [],
    VpcSecurityGroups: instance.securityGroups.map((id) => ({ VpcSecurityGroupId: id, Status: 'active' })),
    DBParameterGroups: [{ DBParameterGroupName: instance.parameterGroup, ParameterApplyStatus: instance.parameterStatus }],
    AvailabilityZone: instance.status === 'creating' ? null : instance.zone,
    DBSubnetGroup: groupView(context, group, false),
    PreferredMaintenanceWindow: instance.maintenanceWindow,
    PendingModifiedValues: hidePassword(instance.pending),
    LatestRestorableTime: restorable === null ? null : iso(restorable, true),
    MultiAZ: instance.multiAz,
    EngineVersion: instance.engineVersion,
    AutoMinorVersionUpgrade: instance.autoMinor,
    ReadReplicaSourceDBInstanceIdentifier: instance.replicaOf,
    ReadReplicaDBInstanceIdentifiers: listed(context.account, context.region, INSTANCES)
      .filter((other) => other.replicaOf === instance.identifier)
      .map((other) => other.identifier),
    LicenseModel: instance.licenseModel,
    Iops: instance.iops,
    OptionGroupMemberships: [{ OptionGroupName: instance.optionGroup, Status: 'in-sync' }],
    PubliclyAccessible: instance.publiclyAccessible,
    StorageType: instance.storageType,
    DbInstancePort: 0,
    DBClusterIdentifier: cluster?.identifier ?? null,
    PromotionTier: cluster ? 1 : null,
    StorageEncrypted: instance.encrypted,
    KmsKeyId: instance.kmsKeyId,
    DbiResourceId: instance.resourceId,
    CACertificateIdentifier: instance.certificate,
    DomainMemberships: [],
    CopyTagsToSnapshot: instance.copyTags,
    MonitoringInterval: instance.monitoringInterval,
    MonitoringRoleArn: instance.monitoringRole,
    DBInstanceArn: instanceArn(context, instance.identifier),
    IAMDatabaseAuthenticationEnabled: instance.iamAuthentication,
    PerformanceInsightsEnabled: instance.performanceInsights,
    PerformanceInsightsRetentionPeriod: instance.performanceInsights ? (instance.insightsDays ?? 7) : null,
    MasterUserSecret: masterSecretView(context, instance),
    EnabledCloudwatchLogsExports: instance.logExports.length > 0 ? instance.logExports : null,
    DeletionProtection: instance.deletionProtection,
    AssociatedRoles: [],
    MaxAllocatedStorage: instance.maxStorage,
    TagList: tagList(instance.tags),
    CustomerOwnedIpEnabled: false,
    ActivityStreamStatus: 'stopped',
    BackupTarget: 'region',
    NetworkType: 'IPV4',
    StorageThroughput: instance.throughput ?? 0,
    DBInstanceAutomatedBackupsReplications: replications.length > 0 ? replications.map((DBInstanceAutomatedBackupsArn) => ({ DBInstanceAutomatedBackupsArn })) : null,
    CertificateDetails: { CAIdentifier: instance.certificate },
  });
}

const hidePassword = (pending: Params): Params => ('MasterUserPassword' in pending ? { ...pending, MasterUserPassword: '****' } : { ...pending });

/** Settings that a request may give for a new instance, over `base` (the engine's defaults or a snapshot's). */
export interface NewInstance {
  readonly identifier: string;
  readonly base: Pick<
    Instance,
    'class' | 'engine' | 'engineVersion' | 'username' | 'dbName' | 'port' | 'storage' | 'storageType' | 'licenseModel' | 'encrypted' | 'kmsKeyId' | 'retentionDays'
  > &
    Partial<Pick<Instance, 'iops' | 'throughput' | 'iamAuthentication' | 'tags'>>;
  readonly contents: DatabaseContents;
  /** Minutes until it has been made, from and to. */
  readonly minutes: readonly [number, number];
  /** What it says when it has been made. */
  readonly message: string;
}

/** Checks what create and restore have in common and makes the row in state `creating`. Refusals come before the first change. */
export function makeInstance(context: CloudContext, from: Input, params: Params, wanted: NewInstance): Instance {
  const { base } = wanted;
  if (findInstance(context, wanted.identifier)) throw new AwsError('DBInstanceAlreadyExists', 'DB instance already exists', 400);
  if (Object.keys(peek(context.account, context.region, INSTANCES)).length >= 40) throw new AwsError('InstanceQuotaExceeded', 'DB instance quota exceeded', 400);
  const group = groupFor(context, from.optional('DBSubnetGroupName'));
  checkStanding(context, group);
  const securityGroups = securityGroupsFor(context, group.vpcId, from.texts('VpcSecurityGroupIds'));
  const parameterGroup = from.optional('DBParameterGroupName')?.toLowerCase() ?? defaultParameterGroup(base.engine, base.engineVersion);
  const family = parameterGroupOf(context, parameterGroup).family;
  if (family !== familyOf(base.engine, base.engineVersion)) {
    throw new AwsError(
      'InvalidParameterCombination',
      `The Parameter Group ${parameterGroup} with DBParameterGroupFamily ${family} cannot be used for this instance. Please use a Parameter Group with DBParameterGroupFamily ${familyOf(base.engine, base.engineVersion)}`,
      400,
      false,
    );
  }
  const zones = group.subnets.map((subnet) => subnet.zone).sort();
  const zone = from.optional('AvailabilityZone') ?? zones[between(context.time.chance, 'rds.zone', 0, zones.length - 1)] ?? `${context.region}a`;
  if (!zones.includes(zone)) throw new AwsError('InvalidVPCNetworkStateFault', `Availability zone ${zone} is not covered by the DB subnet group ${group.name}.`, 400);
  const retention = from.number('BackupRetentionPeriod') ?? base.retentionDays;
  if (!(Number.isInteger(retention) && retention >= 0 && retention <= 35)) {
    throw new AwsError('InvalidParameterValue', `Invalid backup retention period: ${retention}. Must be between 0 and 35.`, 400, false);
  }
  const windows = { backup: backupWindow(context, from.optional('PreferredBackupWindow')), maintenance: maintenanceWindow(context, from.optional('PreferredMaintenanceWindow')) };
  if (from.optional('PreferredBackupWindow') === null) windows.backup = apart(windows.backup, windows.maintenance);
  checkApart(windows.backup, windows.maintenance);
  const tags = params.Tags === undefined || params.Tags === null ? { ...(base.tags ?? {}) } : readTags(params.Tags);
  const logs = from.texts('EnableCloudwatchLogsExports');

  const made: Instance = {
    ...base,
    iops: from.number('Iops') ?? base.iops ?? null,
    throughput: from.number('StorageThroughput') ?? base.throughput ?? null,
    identifier: wanted.identifier,
    resourceId: dbResourceId(context.time),
    status: 'creating',
    createdAt: null,
    requestedAt: context.time.now,
    address: null,
    retentionDays: retention,
    backupWindow: windows.backup,
    maintenanceWindow: windows.maintenance,
    subnetGroup: group.name,
    vpcId: group.vpcId,
    zone,
    securityGroups,
    parameterGroup,
    parameterStatus: 'in-sync',
    optionGroup: from.optional('OptionGroupName') ?? defaultOptionGroup(base.engine, base.engineVersion),
    multiAz: from.flag('MultiAZ') ?? false,
    publiclyAccessible: from.flag('PubliclyAccessible') ?? group.name === 'default',
    autoMinor: from.flag('AutoMinorVersionUpgrade') ?? true,
    deletionProtection: from.flag('DeletionProtection') ?? false,
    copyTags: from.flag('CopyTagsToSnapshot') ?? false,
    monitoringInterval: from.number('MonitoringInterval') ?? 0,
    monitoringRole: from.optional('MonitoringRoleArn'),
    performanceInsights: from.flag('EnablePerformanceInsights') ?? false,
    ...(from.number('PerformanceInsightsRetentionPeriod') ? { insightsDays: from.number('PerformanceInsightsRetentionPeriod') as number } : {}),
    iamAuthentication: from.flag('EnableIAMDatabaseAuthentication') ?? base.iamAuthentication ?? false,
    maxStorage: from.number('MaxAllocatedStorage'),
    logExports: logs,
    certificate: from.optional('CACertificateIdentifier') ?? 'rds-ca-rsa2048-g1',
    pending: {},
    tags,
    contents: wanted.contents,
    firstBackupAt: null,
    replicaOf: null,
    interfaceId: null,
  };
  keepGroup(context, group);
  connect(context, made);
  rows(context.account, context.region, INSTANCES)[made.resourceId] = made;
  note(context.time, 'rds.instance.creating', { account: context.account.id, region: context.region, identifier: made.identifier, resourceId: made.resourceId });
  const [low, high] = wanted.minutes;
  schedule(context.time, context.time.now + between(context.time.chance, 'rds.create', low * 60, high * 60) * SECOND, 'rds.instance.created', {
    account: context.account.id,
    region: context.region,
    resourceId: made.resourceId,
    message: wanted.message,
  });
  return instanceRow(context, made.resourceId) as Instance;
}

/** Throws InvalidParameterValue for a master password that RDS does not take. */
export function checkPassword(password: string): void {
  if (password.length < 8) {
    throw new AwsError('InvalidParameterValue', 'The parameter MasterUserPassword is not a valid password because it is shorter than 8 characters.', 400, false);
  }
  if (/[/"@ ]/.test(password)) {
    throw new AwsError(
      'InvalidParameterValue',
      `The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '"', ' ' may be used.`,
      400,
      false,
    );
  }
}

export const createInstance: Operation = {
  kind: 'write',
  authorise: onInstance('CreateDBInstance'),
  touches: touching(),
  run(context, params) {
    const from = input(params, queryWords);
    const identifier = checkIdentifier('DBInstanceIdentifier', from.text('DBInstanceIdentifier'));
    const className = from.text('DBInstanceClass');
    const engine = from.text('Engine');
    const offer = versionOf(engine, from.optional('EngineVersion'));
    checkClass(className);
    const username = from.text('MasterUsername');
    if (username === 'rdsadmin' || (engine === 'postgres' && username === 'admin')) {
      throw new AwsError('InvalidParameterValue', `MasterUsername ${username} cannot be used as it is a reserved word used by the engine`, 400, false);
    }
    const managed = from.flag('ManageMasterUserPassword') === true;
    if (managed && from.optional('MasterUserPassword') !== null) throw bothPasswords();
    const password = managed ? masterPassword(context) : from.text('MasterUserPassword');
    checkPassword(password);
    const storageType = from.optional('StorageType') ?? 'gp2';
    if (!['gp2', 'gp3', 'io1', 'io2', 'standard'].includes(storageType)) throw new AwsError('InvalidParameterValue', `Invalid storage type: ${storageType}`, 400, false);
    const storage = from.number('AllocatedStorage');
    if (storage === null) throw queryWords('missing', 'AllocatedStorage');
    if (!(storage >= (storageType === 'standard' ? 5 : 20) && storage <= 65536)) {
      throw new AwsError('InvalidParameterValue', `Invalid storage size for engine name ${engine} and storage type ${storageType}: ${storage}`, 400, false);
    }
    const dbName = from.optional('DBName');
    if (dbName !== null && !/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(dbName)) {
      throw new AwsError('InvalidParameterValue', `DBName must begin with a letter and contain only alphanumeric characters.`, 400, false);
    }
    const port = from.number('Port') ?? offer.port;
    if (!(port >= 1150 && port <= 65535)) throw new AwsError('InvalidParameterValue', `Invalid port: ${port}. Must be between 1150 and 65535.`, 400, false);
    const asked = from.optional('KmsKeyId');
    const encrypted = from.flag('StorageEncrypted') ?? asked !== null;
    if (asked !== null && !encrypted) throw new AwsError('InvalidParameterCombination', 'KmsKeyId can only be specified when StorageEncrypted is true.', 400, false);
    const databases = [...(engine === 'postgres' ? ['postgres'] : []), ...(dbName === null ? [] : [dbName])];
    const made = makeInstance(context, from, params, {
      identifier,
      base: {
        class: className,
        engine,
        engineVersion: offer.version,
        username,
        dbName,
        port,
        storage,
        storageType,
        licenseModel: offer.licence,
        encrypted,
        kmsKeyId: asked === null ? null : keyFor(context, asked),
        retentionDays: 1,
      },
      contents: emptyContents(password, databases),
      minutes: [3, 5],
      message: 'DB instance created',
    });
    if (encrypted && asked === null) made.kmsKeyId = managedKey(context, 'rds');
    if (managed) manageMaster(context, made, password, from.optional('MasterUserSecretKmsKeyId'));
    return { DBInstance: { ...instanceView(context, made), PendingModifiedValues: { MasterUserPassword: '****' } } };
  },
};

export const describeInstances: Operation = {
  kind: 'read',
  authorise: onInstance('DescribeDBInstances'),
  run(context, params) {
    const from = input(params, queryWords);
    const name = from.optional('DBInstanceIdentifier');
    const filters = readFilters(from, ['db-cluster-id', 'db-instance-id', 'dbi-resource-id', 'domain', 'engine']);
    const all = name === null ? listed(context.account, context.region, INSTANCES) : [instanceOf(context, name)];
    const found = all
      .filter(
        (instance) =>
          filters('db-instance-id', instance.identifier, instanceArn(context, instance.identifier)) &&
          filters('dbi-resource-id', instance.resourceId) &&
          filters('engine', instance.engine) &&
          filters('db-cluster-id', clusterIdentifier(context, instance)) &&
          filters('domain'),
      )
      .sort((a, b) => (a.identifier < b.identifier ? -1 : 1));
    const cut = page(found, params.Marker, params.MaxRecords);
    return { ...(cut.next ? { Marker: cut.next } : {}), DBInstances: cut.items.map((instance) => instanceView(context, instance)) };
  },
};

const clusterIdentifier = (context: CloudContext, instance: Readonly<Instance>): string | null =>
  (instance.cluster === undefined ? undefined : rowAt(context.account, context.region, CLUSTERS, instance.cluster))?.identifier ?? null;

/** `Filters` of a describe call: gives a test that a name with values holds. Throws for filters the call does not have. */
export function readFilters(from: Input, known: readonly string[]): (name: string, ...values: (string | null)[]) => boolean {
  const wanted: { [name: string]: readonly string[] } = {};
  for (const filter of from.records('Filters')) {
    const item = input(filter, queryWords);
    const name = item.text('Name');
    if (!known.includes(name)) throw new AwsError('InvalidParameterValue', `Unrecognized filter name: ${name}`, 400, false);
    wanted[name] = item.texts('Values');
  }
  return (name, ...values) => wanted[name] === undefined || values.some((value) => value !== null && wanted[name]?.includes(value));
}

/** A duration in milliseconds, drawn from a range in seconds. */
export const lasting = (context: CloudContext, stream: string, from: number, to: number): number => between(context.time.chance, stream, from, to) * SECOND;
