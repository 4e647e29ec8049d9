// RDS instances. What `destroy` does to the data is decided here, by the values in the state: skip_final_snapshot, final_snapshot_identifier,
// delete_automated_backups, deletion_protection. Semantics as in the provider's source for version 5.

import { MINUTE, SECOND } from '../engine/clock.ts';
import type { Json } from '../engine/json.ts';
import { type Api, Complaint, Refusal } from './core/api.ts';
import { all, between, enumOf, match, needs, oneOf, oneOfNumbers, quoted, rules, unlike, without } from './core/checks.ts';
import { AFTER_RESTORE, MODIFY, NOT_RESTORED, READ, WRITE } from './core/database-members.ts';
import { arn, dailyWindow, kmsKeyId, timestamp, weeklyWindow } from './core/formats.ts';
import { type Attrs, differ, firstOf, fromMembers, need, pick, records, single, text, texts, toMembers } from './core/members.ts';
import { filters, uniqueName } from './core/naming.ts';
import type { ResourceType, Waiting } from './core/resource.ts';
import { TAGS, tagsFor, tagsIn } from './core/tagging.ts';

const NOT_FOUND = ['DBInstanceNotFound', 'DBInstanceNotFoundFault'];
const TEXTS = [
  'character_set_name',
  'db_name',
  'kms_key_id',
  'monitoring_role_arn',
  'nchar_character_set_name',
  'performance_insights_kms_key_id',
  'replica_mode',
  'replicate_source_db',
  'timezone',
];

/** The id is the resource id since version 5 of the provider; an older state, or an import, has the identifier. */
function find(api: Api, attrs: Attrs) {
  const id = text(attrs.id);
  const request = /^db-[A-Z0-9]{2,255}$/.test(id) ? { Filters: filters({ 'dbi-resource-id': id }) } : { DBInstanceIdentifier: id || text(attrs.identifier) };
  return firstOf(api.find('rds', 'DescribeDBInstances', request, NOT_FOUND), 'DBInstances');
}

const SETTLING = [
  'backing-up',
  'configuring-enhanced-monitoring',
  'configuring-iam-database-auth',
  'configuring-log-exports',
  'creating',
  'maintenance',
  'modifying',
  'moving-to-vpc',
  'rebooting',
  'renaming',
  'resetting-master-credentials',
  'starting',
  'stopping',
  'storage-full',
  'upgrading',
  'storage-initialization',
];
const available = (minutes: number): Waiting => ({
  delay: MINUTE,
  poll: 10 * SECOND,
  hits: 3,
  timeout: minutes * MINUTE,
  what: 'RDS DB Instance',
  target: ['available', 'storage-optimization'],
  pending: SETTLING,
  status: (api, attrs) => text(find(api, attrs)?.DBInstanceStatus) || null,
});

const isSet = (value: Json | undefined): boolean => value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);
const pickSet = (attrs: Attrs, names: readonly string[]): Attrs => Object.fromEntries(names.filter((name) => isSet(attrs[name])).map((name) => [name, attrs[name]]));
const password = (attrs: Attrs): Json | undefined => (isSet(attrs.password_wo) ? attrs.password_wo : isSet(attrs.password) ? attrs.password : undefined);

function create(api: Api, planned: Attrs): Attrs {
  const identifier = text(planned.identifier) || uniqueName(api, text(planned.identifier_prefix) || 'terraform-');
  const set = pickSet(planned, Object.keys(WRITE));
  const tags = tagsFor(planned);
  const restored = toMembers(Object.fromEntries(Object.entries(set).filter(([name]) => !NOT_RESTORED.includes(name))), WRITE);
  const point = single(planned.restore_to_point_in_time);
  const names = { DBInstanceIdentifier: identifier, Tags: tags };
  let reply: Attrs;
  if (isSet(planned.snapshot_identifier)) {
    reply = api.call('rds', 'RestoreDBInstanceFromDBSnapshot', { ...restored, ...names, DBSnapshotIdentifier: planned.snapshot_identifier });
  } else if (point) {
    reply = api.call('rds', 'RestoreDBInstanceToPointInTime', {
      ...restored,
      DBInstanceIdentifier: undefined,
      TargetDBInstanceIdentifier: identifier,
      Tags: tags,
      SourceDBInstanceIdentifier: unlessBlank(point.source_db_instance_identifier),
      SourceDbiResourceId: unlessBlank(point.source_dbi_resource_id),
      SourceDBInstanceAutomatedBackupsArn: unlessBlank(point.source_db_instance_automated_backups_arn),
      RestoreTime: unlessBlank(point.restore_time),
      UseLatestRestorableTime: point.use_latest_restorable_time === true ? true : undefined,
    });
  } else if (isSet(planned.replicate_source_db)) {
    reply = api.call('rds', 'CreateDBInstanceReadReplica', { ...restored, Engine: undefined, ...names, SourceDBInstanceIdentifier: planned.replicate_source_db });
  } else {
    const [first, ...more] = ['allocated_storage', 'engine', 'username'].filter((name) => !isSet(planned[name])).map((name) => `"${name}": required field is not set`);
    if (first) throw new Complaint(first, '', undefined, more);
    reply = api.call('rds', 'CreateDBInstance', {
      BackupRetentionPeriod: 0,
      ...toMembers(set, WRITE),
      ...names,
      DBName: unlessBlank(planned.db_name),
      MasterUserPassword: password(planned),
    });
  }
  return { id: need(reply, 'DBInstance.DbiResourceId'), identifier };
}

const unlessBlank = (value: Json | undefined): Json | undefined => (isSet(value) ? value : undefined);

function read(api: Api, state: Attrs): Attrs | null {
  const instance = find(api, state);
  if (!instance) return null;
  const found = fromMembers(instance, READ);
  for (const name of TEXTS) found[name] ??= '';
  for (const name of ['enabled_cloudwatch_logs_exports', 'replicas']) found[name] ??= [];
  for (const name of ['iops', 'max_allocated_storage', 'monitoring_interval', 'performance_insights_retention_period', 'storage_throughput']) found[name] ??= 0;
  for (const name of ['customer_owned_ip_enabled', 'dedicated_log_volume', 'performance_insights_enabled', 'iam_database_authentication_enabled']) found[name] ??= false;
  const actual = text(found.engine_version_actual);
  const configured = text(state.engine_version);
  const endpoint = found.address ? `${text(found.address)}:${text(found.port)}` : null;
  const secret = pick(instance, 'MasterUserSecret');
  return {
    ...found,
    id: instance.DbiResourceId,
    backup_target: found.backup_target ?? 'region',
    database_insights_mode: found.database_insights_mode ?? 'standard',
    endpoint,
    engine_lifecycle_support: found.engine_lifecycle_support ?? 'open-source-rds-extended-support',
    // A configured "16" stays "16" while the cloud runs 16.x.
    engine_version: configured && (actual === configured || actual.startsWith(`${configured}.`)) ? configured : actual,
    identifier_prefix: state.identifier_prefix ?? '',
    license_model: found.license_model ?? 'postgresql-license',
    listener_endpoint: [],
    domain_fqdn: '',
    master_user_secret:
      secret && typeof secret === 'object'
        ? [{ kms_key_id: pick(secret, 'KmsKeyId') ?? '', secret_arn: pick(secret, 'SecretArn') ?? '', secret_status: pick(secret, 'SecretStatus') ?? '' }]
        : [],
    multi_az: found.multi_az ?? false,
    network_type: found.network_type ?? 'IPV4',
    tags_all: tagsIn(instance.TagList ?? pick(api.call('rds', 'ListTagsForResource', { ResourceName: instance.DBInstanceArn }) as Json, 'TagList')),
  };
}

const modified = (prior: Attrs, planned: Attrs): Record<string, Json | undefined> => {
  const changes: Record<string, Json | undefined> = {};
  for (const [attribute, member] of Object.entries(MODIFY)) if (isSet(planned[attribute]) && differ(prior, planned, attribute)) changes[member] = planned[attribute];
  if (isSet(planned.password) && prior.password !== planned.password) changes.MasterUserPassword = planned.password;
  if (isSet(planned.password_wo) && prior.password_wo_version !== planned.password_wo_version) changes.MasterUserPassword = planned.password_wo;
  const [had, wants] = [texts(prior.enabled_cloudwatch_logs_exports), texts(planned.enabled_cloudwatch_logs_exports)];
  const [on, off] = [wants.filter((log) => !had.includes(log)), had.filter((log) => !wants.includes(log))];
  if (on.length || off.length) changes.CloudwatchLogsExportConfiguration = { ...(on.length ? { EnableLogTypes: on } : {}), ...(off.length ? { DisableLogTypes: off } : {}) };
  if (text(planned.identifier) && prior.identifier !== planned.identifier) changes.NewDBInstanceIdentifier = planned.identifier;
  if (changes.EngineVersion !== undefined) changes.AllowMajorVersionUpgrade = planned.allow_major_version_upgrade === true;
  return changes;
};

function remove(api: Api, prior: Attrs): void {
  const skip = prior.skip_final_snapshot === true;
  if (!skip && !isSet(prior.final_snapshot_identifier)) throw new Complaint('final_snapshot_identifier is required when skip_final_snapshot is false');
  const request = {
    DBInstanceIdentifier: text(prior.identifier),
    DeleteAutomatedBackups: prior.delete_automated_backups !== false,
    SkipFinalSnapshot: skip,
    FinalDBSnapshotIdentifier: skip ? undefined : prior.final_snapshot_identifier,
  };
  try {
    api.call('rds', 'DeleteDBInstance', request);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.is(...NOT_FOUND)) return;
    if (error.is('InvalidDBInstanceState', 'InvalidDBInstanceStateFault') && error.said.includes('is already being deleted')) return;
    // Protected in the cloud, not in the state: with apply_immediately the provider lifts the protection itself and tries again.
    const lifts =
      error.is('InvalidParameterCombination') && error.said.includes('disable deletion protection') && prior.deletion_protection !== true && prior.apply_immediately === true;
    if (!lifts) throw error;
    api.call('rds', 'ModifyDBInstance', { DBInstanceIdentifier: text(prior.identifier), ApplyImmediately: true, DeletionProtection: false });
    api.call('rds', 'DeleteDBInstance', request);
  }
}

const IDENTIFIER = [
  needs(/^[0-9a-z-]+$/, (key) => `only lowercase alphanumeric characters and hyphens allowed in ${quoted(key)}`),
  needs(/^[a-z]/, (key) => `first character of ${quoted(key)} must be a letter`),
  without(/--/, (key) => `${quoted(key)} cannot contain two consecutive hyphens`),
];

export const awsDbInstance: ResourceType = {
  name: 'aws_db_instance',
  label: 'RDS DB Instance',
  message: (verb, attrs) => {
    const from = isSet(attrs.replicate_source_db)
      ? ' (read replica)'
      : isSet(attrs.snapshot_identifier)
        ? ' (restore from snapshot)'
        : single(attrs.restore_to_point_in_time)
          ? ' (restore to point-in-time)'
          : '';
    return `${verb} RDS DB Instance${verb === 'creating' ? from : ''} (${text(attrs.identifier) || text(attrs.id)})`;
  },
  checks: {
    values: {
      backup_retention_period: between(0, 35),
      backup_target: oneOf('outposts', 'region'),
      backup_window: dailyWindow,
      custom_iam_instance_profile: match(/^AWSRDSCustom.*$/, 'must begin with AWSRDSCustom', 'AWSRDSCustomWeb', 'web'),
      database_insights_mode: enumOf('standard', 'advanced'),
      domain_auth_secret_arn: arn,
      enabled_cloudwatch_logs_exports: oneOf(
        ...['agent', 'alert', 'audit', 'diag.log', 'error', 'general', 'iam-db-auth-error', 'listener', 'notify.log', 'oemagent', 'postgresql', 'slowquery', 'trace', 'upgrade'],
      ),
      engine_lifecycle_support: oneOf('open-source-rds-extended-support', 'open-source-rds-extended-support-disabled'),
      final_snapshot_identifier: all(
        'last',
        match(/^[A-Za-z]/, 'must begin with alphabetic character', 'a', '1'),
        match(/^[0-9A-Za-z-]+$/, 'must only contain alphanumeric characters and hyphens', 'a', 'a_b'),
        unlike(/--/, 'cannot contain two consecutive hyphens', 'a', 'a--b'),
        unlike(/-$/, 'cannot end in a hyphen', 'a', 'a-'),
      ),
      identifier: rules(
        'main',
        ['Main', '1main', 'main--db', 'main-'],
        ...IDENTIFIER,
        without(/-$/, (key) => `${quoted(key)} cannot end with a hyphen`),
      ),
      identifier_prefix: rules('main-', ['Main', '1main', 'main--'], ...IDENTIFIER),
      kms_key_id: arn,
      maintenance_window: weeklyWindow,
      master_user_secret_kms_key_id: kmsKeyId,
      monitoring_interval: oneOfNumbers(0, 1, 5, 10, 15, 30, 60),
      monitoring_role_arn: arn,
      network_type: oneOf('DUAL', 'IPV4'),
      performance_insights_kms_key_id: arn,
      replica_mode: enumOf('open-read-only', 'mounted'),
      'restore_to_point_in_time.restore_time': timestamp,
    },
    conflicts: {
      db_name: ['replicate_source_db'],
      domain: ['domain_fqdn', 'domain_ou', 'domain_auth_secret_arn', 'domain_dns_ips'],
      domain_auth_secret_arn: ['domain', 'domain_iam_role_name'],
      domain_dns_ips: ['domain', 'domain_iam_role_name'],
      domain_fqdn: ['domain', 'domain_iam_role_name'],
      domain_iam_role_name: ['domain_fqdn', 'domain_ou', 'domain_auth_secret_arn', 'domain_dns_ips'],
      domain_ou: ['domain', 'domain_iam_role_name'],
      identifier: ['identifier_prefix'],
      identifier_prefix: ['identifier'],
      manage_master_user_password: ['password', 'password_wo'],
      password: ['manage_master_user_password', 'password_wo'],
      password_wo: ['manage_master_user_password', 'password'],
      restore_to_point_in_time: ['s3_import', 'snapshot_identifier', 'replicate_source_db'],
      'restore_to_point_in_time.restore_time': ['restore_to_point_in_time.0.use_latest_restorable_time'],
      'restore_to_point_in_time.use_latest_restorable_time': ['restore_to_point_in_time.0.restore_time'],
      s3_import: ['snapshot_identifier', 'replicate_source_db'],
      username: ['replicate_source_db'],
    },
    together: { password_wo: ['password_wo_version'], password_wo_version: ['password_wo'] },
  },
  shown: (attrs) => text(attrs.identifier) || text(attrs.id),
  create,
  read,
  update(api, prior, planned) {
    const changes = modified(prior, planned);
    if (Object.keys(changes).length === 0) return;
    api.call('rds', 'ModifyDBInstance', { DBInstanceIdentifier: text(prior.identifier), ApplyImmediately: planned.apply_immediately === true, ...changes });
  },
  delete: remove,
  steps(prior, planned) {
    // Only a change that AWS works on is waited for: what is parked for the maintenance window is done at once.
    return Object.keys(modified(prior, planned)).length > 0
      ? [{ run: () => {}, wait: { ...available(80), delay: planned.apply_immediately === true ? MINUTE : 20 * SECOND, hits: planned.apply_immediately === true ? 3 : 1 } }]
      : [];
  },
  created: available(40),
  settle: {
    needed: (planned) =>
      (isSet(planned.snapshot_identifier) || records(planned.restore_to_point_in_time).length > 0) &&
      (AFTER_RESTORE.some((name) => isSet(planned[name]) && planned[name] !== 0) || isSet(planned.password)),
    run: (api, planned) => {
      const changes = toMembers(pickSet(planned, AFTER_RESTORE), MODIFY);
      api.call('rds', 'ModifyDBInstance', { DBInstanceIdentifier: text(planned.identifier), ApplyImmediately: true, ...changes, MasterUserPassword: password(planned) });
    },
    wait: available(40),
  },
  deleted: {
    delay: MINUTE,
    poll: 10 * SECOND,
    hits: 3,
    timeout: 60 * MINUTE,
    what: 'RDS DB Instance',
    target: [],
    status: (api, attrs) => text(find(api, attrs)?.DBInstanceStatus) || null,
  },
  recomputed: { address: ['identifier'], endpoint: ['identifier', 'port'], arn: ['identifier'], identifier_prefix: ['identifier'] },
  kept: { engine: (value) => value.toLowerCase(), maintenance_window: (value) => value.toLowerCase() },
  refuses({ planned }) {
    const engine = text(planned.engine);
    if (single(planned.blue_green_update)?.enabled !== true) return null;
    if (engine && !['mariadb', 'mysql', 'postgres'].includes(engine)) return `"blue_green_update.enabled" cannot be set when "engine" is "${engine}".`;
    return text(planned.replicate_source_db) ? '"blue_green_update.enabled" cannot be set when "replicate_source_db" is set.' : null;
  },
  same: { engine_version: (prior, planned) => prior === planned, kms_key_id: (prior, planned) => prior === planned },
  // An import knows nothing of how it was to be deleted: the provider takes the settings that lose the data.
  imported: (_api, id) => ({ id, identifier: id, skip_final_snapshot: true, delete_automated_backups: true }),
  tags: TAGS.rds,
};
