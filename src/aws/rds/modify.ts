// Changing an instance. Some settings hold at once, some when asked for with ApplyImmediately or else in the maintenance window, where they wait
// as PendingModifiedValues. Deletion protection always holds at once.
import { note, schedule } from '../../engine/moment.ts';
import type { CloudContext } from '../cloud.ts';
import { input } from '../input.ts';
import { AwsError, type CloudJob, type Operation, type Params } from '../operation.ts';
import { queryWords } from '../wording.ts';
import { dropAutomated, planBackup, startBackup } from './backup.ts';
import { refuseOfCluster } from './cluster/member.ts';
import { addressOf } from './endpoint.ts';
import { checkClass, checkIdentifier, defaultParameterGroup, majorOf, versionOf } from './engine.ts';
import { instanceEvent } from './events.ts';
import { findInstance, instanceOf, instanceRow, instanceView, lasting, onInstance, touching } from './instance.ts';
import { bothPasswords, dropMasterSecret, manageMaster, masterPassword } from './master-secret.ts';
import { groupFor, regroup, securityGroupsFor } from './network.ts';
import { parameterGroupOf } from './parameter-group.ts';
import type { Instance } from './tables.ts';
import { backupWindow, checkApart, maintenanceWindow, nextMaintenance } from './window.ts';

/** Pending member -> status while it is applied, and how long that takes in seconds. */
const WORK: { readonly [member: string]: readonly [status: string, from: number, to: number] } = {
  MasterUserPassword: ['resetting-master-credentials', 20, 50],
  BackupRetentionPeriod: ['modifying', 40, 90],
  NewDBInstanceIdentifier: ['renaming', 60, 120],
  DBInstanceIdentifier: ['renaming', 60, 120],
  AllocatedStorage: ['modifying', 120, 300],
  StorageType: ['modifying', 120, 300],
  Iops: ['modifying', 120, 300],
  StorageThroughput: ['modifying', 120, 300],
  DBInstanceClass: ['modifying', 240, 480],
  MultiAZ: ['modifying', 240, 600],
  Port: ['modifying', 60, 120],
  DBSubnetGroupName: ['modifying', 240, 600],
  EngineVersion: ['upgrading', 420, 900],
};

/** What RDS says when it begins; that it has finished is said by `applyOne`. */
const BEGUN: { readonly [member: string]: string } = {
  AllocatedStorage: 'allocated storage',
  DBInstanceClass: 'database instance class',
  MultiAZ: 'convert to a Multi-AZ DB instance',
};

function wanted(context: CloudContext, found: Readonly<Instance>, params: Params): { pending: { [name: string]: string | number | boolean }; immediate: boolean } {
  const from = input(params, queryWords);
  const pending: { [name: string]: string | number | boolean } = {};
  const set = (name: string, value: string | number | boolean | null, present: string | number | boolean | null) => {
    if (value !== null && value !== present) pending[name] = value;
  };
  const className = from.optional('DBInstanceClass');
  if (className !== null) checkClass(className);
  set('DBInstanceClass', className, found.class);
  const storage = from.number('AllocatedStorage');
  if (storage !== null && storage < found.storage) {
    throw new AwsError(
      'InvalidParameterCombination',
      `Invalid storage size for engine name ${found.engine} and storage type ${found.storageType}: ${storage}. Storage cannot be decreased.`,
      400,
      false,
    );
  }
  if (storage !== null && storage > found.storage && storage < found.storage * 1.1) {
    throw new AwsError('InvalidParameterCombination', `Invalid storage size: must be increased by at least 10%.`, 400, false);
  }
  set('AllocatedStorage', storage, found.storage);
  const password = from.optional('MasterUserPassword');
  if (password !== null && password.length < 8) {
    throw new AwsError('InvalidParameterValue', 'The parameter MasterUserPassword is not a valid password because it is shorter than 8 characters.', 400, false);
  }
  if (password !== null) pending.MasterUserPassword = password;
  const retention = from.number('BackupRetentionPeriod');
  if (retention !== null && !(Number.isInteger(retention) && retention >= 0 && retention <= 35)) {
    throw new AwsError('InvalidParameterValue', `Invalid backup retention period: ${retention}. Must be between 0 and 35.`, 400, false);
  }
  set('BackupRetentionPeriod', retention, found.retentionDays);
  set('MultiAZ', from.flag('MultiAZ'), found.multiAz);
  set('Port', from.number('DBPortNumber'), found.port);
  const storageType = from.optional('StorageType');
  if (storageType !== null && !['gp2', 'gp3', 'io1', 'io2', 'standard'].includes(storageType))
    throw new AwsError('InvalidParameterValue', `Invalid storage type: ${storageType}`, 400, false);
  set('StorageType', storageType, found.storageType);
  set('Iops', from.number('Iops'), found.iops);
  set('StorageThroughput', from.number('StorageThroughput'), found.throughput);
  const version = from.optional('EngineVersion');
  if (version !== null) {
    const full = version === majorOf(found.engine, found.engineVersion) ? found.engineVersion : versionOf(found.engine, version).version;
    if (majorOf(found.engine, full) !== majorOf(found.engine, found.engineVersion) && from.flag('AllowMajorVersionUpgrade') !== true) {
      throw new AwsError('InvalidParameterCombination', 'The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.', 400, false);
    }
    if (compare(full, found.engineVersion) < 0)
      throw new AwsError('InvalidParameterCombination', `Cannot upgrade ${found.engine} from ${found.engineVersion} to ${full}`, 400, false);
    set('EngineVersion', full, found.engineVersion);
  }
  const name = from.optional('NewDBInstanceIdentifier');
  if (name !== null) {
    const identifier = checkIdentifier('NewDBInstanceIdentifier', name);
    if (identifier !== found.identifier && findInstance(context, identifier)) throw new AwsError('DBInstanceAlreadyExists', 'DB instance already exists', 400);
    set('DBInstanceIdentifier', identifier, found.identifier);
  }
  const group = from.optional('DBSubnetGroupName');
  if (group !== null) set('DBSubnetGroupName', groupFor(context, group).name, found.subnetGroup);
  return { pending, immediate: from.flag('ApplyImmediately') ?? false };
}

const compare = (a: string, b: string) => {
  const [x, y] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let i = 0; i < Math.max(x.length, y.length); i++) if ((x[i] ?? 0) !== (y[i] ?? 0)) return (x[i] ?? 0) - (y[i] ?? 0);
  return 0;
};

export const modifyInstance: Operation = {
  kind: 'write',
  authorise: onInstance('ModifyDBInstance'),
  touches: touching(),
  run(context, params) {
    const from = input(params, queryWords);
    const found = instanceOf(context, from.text('DBInstanceIdentifier'));
    if (found.cluster !== undefined) refuseOfCluster(from);
    const change = wanted(context, found, params);
    const protection = from.flag('DeletionProtection');
    const groups =
      params.VpcSecurityGroupIds === undefined || params.VpcSecurityGroupIds === null ? null : securityGroupsFor(context, found.vpcId, from.texts('VpcSecurityGroupIds'));
    const parameterGroup = from.optional('DBParameterGroupName')?.toLowerCase() ?? null;
    if (parameterGroup !== null) parameterGroupOf(context, parameterGroup);
    const windows = {
      backup: from.optional('PreferredBackupWindow') === null ? null : backupWindow(context, from.optional('PreferredBackupWindow')),
      maintenance: from.optional('PreferredMaintenanceWindow') === null ? null : maintenanceWindow(context, from.optional('PreferredMaintenanceWindow')),
    };
    checkApart(windows.backup ?? found.backupWindow, windows.maintenance ?? found.maintenanceWindow);
    const flags = {
      publiclyAccessible: from.flag('PubliclyAccessible'),
      autoMinor: from.flag('AutoMinorVersionUpgrade'),
      copyTags: from.flag('CopyTagsToSnapshot'),
      performanceInsights: from.flag('EnablePerformanceInsights'),
      iamAuthentication: from.flag('EnableIAMDatabaseAuthentication'),
      deletionProtection: protection,
    };
    const managed = from.flag('ManageMasterUserPassword');
    if (from.optional('MasterUserPassword') !== null && (managed ?? found.masterSecret !== undefined)) throw bothPasswords();
    const logs = input(from.record('CloudwatchLogsExportConfiguration') ?? {}, queryWords);
    const [enabled, disabled] = [logs.texts('EnableLogTypes'), logs.texts('DisableLogTypes')];
    const numbers = {
      insightsDays: from.number('PerformanceInsightsRetentionPeriod'),
      maxStorage: from.number('MaxAllocatedStorage'),
      monitoringInterval: from.number('MonitoringInterval'),
    };
    const texts = { certificate: from.optional('CACertificateIdentifier'), monitoringRole: from.optional('MonitoringRoleArn'), optionGroup: from.optional('OptionGroupName') };
    // Protection may be lifted while a backup runs; everything else waits for a quiet instance.
    const quiet = found.status === 'available' || found.status === 'storage-full' || (found.status === 'stopped' && !change.immediate);
    const onlyProtection = Object.keys(change.pending).length === 0 && protection !== null;
    if (found.status === 'deleting' || !(quiet || onlyProtection)) throw new AwsError('InvalidDBInstanceState', `Instance ${found.identifier} is not in available state.`, 400);

    const instance = instanceRow(context, found.resourceId) as Instance;
    const before = instance.deletionProtection;
    for (const [name, value] of Object.entries({ ...flags, ...numbers, ...texts })) if (value !== null) Object.assign(instance, { [name]: value });
    if (before !== instance.deletionProtection) {
      note(context.time, 'rds.instance.protection', { account: context.account.id, region: context.region, identifier: instance.identifier, on: instance.deletionProtection });
    }
    if (windows.maintenance) instance.maintenanceWindow = windows.maintenance;
    if (windows.backup && windows.backup !== instance.backupWindow) {
      instance.backupWindow = windows.backup;
      for (const job of Object.values(context.time.jobs)) if (job.kind === 'rds.backup.due' && job.data.resourceId === instance.resourceId) delete context.time.jobs[job.id];
      planBackup(context, instance);
    }
    if (groups) {
      for (const id of groups.filter((one) => !instance.securityGroups.includes(one)))
        instanceEvent(context, instance.identifier, `Added security group ${id}`, 'configuration change');
      for (const id of instance.securityGroups.filter((one) => !groups.includes(one)))
        instanceEvent(context, instance.identifier, `Removed security group ${id}`, 'configuration change');
      instance.securityGroups = groups;
      regroup(context, instance);
    }
    if (parameterGroup !== null && parameterGroup !== instance.parameterGroup) {
      instance.parameterGroup = parameterGroup;
      instance.parameterStatus = 'pending-reboot';
      instanceEvent(context, instance.identifier, `Updated to use DBParameterGroup ${parameterGroup}`, 'configuration change');
    }
    if (enabled.length > 0 || disabled.length > 0) instance.logExports = [...new Set([...instance.logExports, ...enabled])].filter((type) => !disabled.includes(type)).sort();
    if (managed === true && instance.masterSecret === undefined) {
      const password = masterPassword(context);
      change.pending.MasterUserPassword = password;
      manageMaster(context, instance, password, from.optional('MasterUserSecretKmsKeyId'));
    }
    if (managed === false) dropMasterSecret(context, instance);
    arrange(context, instance, change.pending, change.immediate);
    return { DBInstance: instanceView(context, instance) };
  },
};

/** Starts what is to be done now and parks the rest for the window. A new password never waits, nor a retention that stays above 0. */
function arrange(context: CloudContext, instance: Instance, pending: Params, immediate: boolean): void {
  const names = Object.keys(pending);
  if (names.length === 0 && !(immediate && Object.keys(instance.pending).length > 0)) return;
  instance.pending = { ...instance.pending, ...pending };
  const prompt = (name: string) => immediate || name === 'MasterUserPassword' || (name === 'BackupRetentionPeriod' && instance.retentionDays > 0 && Number(pending[name]) > 0);
  const now = immediate ? Object.keys(instance.pending) : names.filter(prompt);
  if (now.length > 0) begin(context, instance, now);
  if (now.length < Object.keys(instance.pending).length) {
    schedule(context.time, nextMaintenance(instance.maintenanceWindow, context.time.now), 'rds.maintenance.due', {
      account: context.account.id,
      region: context.region,
      resourceId: instance.resourceId,
    });
  }
}

function begin(context: CloudContext, instance: Instance, members: readonly string[]): void {
  let longest = 0;
  let status = 'modifying';
  for (const member of members) {
    const begun = BEGUN[member];
    if (begun) instanceEvent(context, instance.identifier, `Applying modification to ${begun}`, 'configuration change');
    const [name, from, to] = WORK[member] ?? ['modifying', 30, 60];
    const duration = lasting(context, 'rds.modify', from, to);
    if (duration > longest) {
      longest = duration;
      status = name;
    }
  }
  instance.status = status;
  schedule(context.time, context.time.now + longest, 'rds.instance.modified', {
    account: context.account.id,
    region: context.region,
    resourceId: instance.resourceId,
    members: [...members],
  });
}

/** The maintenance window has opened: what waits is applied. */
export const maintenanceDue: CloudJob = (context, data) => {
  const instance = instanceRow(context, String(data.resourceId));
  if (!instance) return;
  const members = Object.keys(instance.pending);
  if (members.length > 0 && instance.status === 'available') begin(context, instance, members);
};

export const modified: CloudJob = (context, data) => {
  const instance = instanceRow(context, String(data.resourceId));
  if (!instance || instance.status === 'deleting') return;
  instance.status = 'available';
  const rest: { [name: string]: Params[string] } = { ...instance.pending };
  for (const member of Array.isArray(data.members) ? data.members.map(String) : []) {
    const value = instance.pending[member];
    delete rest[member];
    if (value !== undefined && value !== null) applyOne(context, instance, member, value as string | number | boolean);
  }
  instance.pending = rest;
  note(context.time, 'rds.instance.modified', { account: context.account.id, region: context.region, identifier: instance.identifier, members: data.members });
};

function applyOne(context: CloudContext, instance: Instance, member: string, value: string | number | boolean): void {
  const say = (message: string) => instanceEvent(context, instance.identifier, message, 'configuration change');
  switch (member) {
    case 'DBInstanceClass':
      instance.class = String(value);
      say('Finished applying modification to DB instance class');
      return;
    case 'AllocatedStorage':
      instance.storage = Number(value);
      say('Finished applying modification to allocated storage');
      return;
    case 'MasterUserPassword':
      instance.contents.password = String(value);
      instance.contents.passwordAt = context.time.now;
      say('Reset master credentials');
      return;
    case 'MultiAZ':
      instance.multiAz = Boolean(value);
      say('Finished applying modification to convert to a Multi-AZ DB instance');
      return;
    case 'BackupRetentionPeriod':
      retention(context, instance, Number(value));
      return;
    case 'DBInstanceIdentifier':
      instance.identifier = String(value);
      instance.address = addressOf(context, instance.identifier);
      instanceEvent(context, instance.identifier, 'Renamed instance', 'configuration change');
      return;
    case 'Port':
      instance.port = Number(value);
      say('Finished applying modification to database port');
      return;
    case 'StorageType':
      instance.storageType = String(value);
      say('Finished applying modification to storage type');
      return;
    case 'Iops':
      instance.iops = Number(value);
      return;
    case 'StorageThroughput':
      instance.throughput = Number(value);
      return;
    case 'DBSubnetGroupName': {
      const group = groupFor(context, String(value));
      instance.subnetGroup = group.name;
      instance.vpcId = group.vpcId;
      return;
    }
    case 'EngineVersion': {
      const standard = instance.parameterGroup.startsWith('default.');
      instance.engineVersion = String(value);
      if (standard) instance.parameterGroup = defaultParameterGroup(instance.engine, instance.engineVersion);
      say('Database instance patched');
      return;
    }
  }
}

/** 0 deletes every automated backup; from 0 to more starts with one. */
function retention(context: CloudContext, instance: Instance, days: number): void {
  const before = instance.retentionDays;
  instance.retentionDays = days;
  if (days === 0) {
    dropAutomated(context, instance.resourceId, 'retention set to 0');
    instance.firstBackupAt = null;
    instanceEvent(context, instance.identifier, 'Disabled automated backups', 'configuration change');
  } else if (before === 0) {
    instanceEvent(context, instance.identifier, 'Enabled automated backups', 'configuration change');
    startBackup(context, instance);
    planBackup(context, instance);
  }
}
