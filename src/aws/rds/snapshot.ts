// Snapshots: a frozen contents with the settings it was taken from. Manual ones live until somebody deletes them.
import { iso } from '../../engine/clock.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, listed, peek, rowAt, rows } from '../cloud.ts';
import { given, input } from '../input.ts';
import { AwsError, type CloudJob, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { readTags, tagList } from '../tags.ts';
import { queryWords } from '../wording.ts';
import { census, contentsAt } from './contents.ts';
import { isDefaultKey, keyForCopy } from './encryption.ts';
import { checkIdentifier } from './engine.ts';
import { snapshotArn, snapshotEvent } from './events.ts';
import { instanceOf, instanceRow, lasting, readFilters } from './instance.ts';
import { type Instance, type Settings, SNAPSHOTS, type Snapshot } from './tables.ts';

export const snapshotNotFound = (identifier: string): AwsError => new AwsError('DBSnapshotNotFound', `DBSnapshot ${identifier} not found.`, 404);

/** The settings alone, as a snapshot remembers them. */
export const settingsOf = (from: Readonly<Settings>): Settings => ({
  class: from.class,
  engine: from.engine,
  engineVersion: from.engineVersion,
  username: from.username,
  dbName: from.dbName,
  port: from.port,
  storage: from.storage,
  storageType: from.storageType,
  iops: from.iops,
  throughput: from.throughput,
  licenseModel: from.licenseModel,
  encrypted: from.encrypted,
  kmsKeyId: from.kmsKeyId,
  iamAuthentication: from.iamAuthentication,
  retentionDays: from.retentionDays,
});

/** A copy of a snapshot, of an instance or of a cluster, as it begins: the contents are those of its source. */
export const copyOf = (of: Readonly<Snapshot>, made: Pick<Snapshot, 'identifier' | 'source' | 'startedAt' | 'kmsKeyId' | 'tags'>): Snapshot => ({
  ...settingsOf(of),
  kind: 'manual',
  status: 'creating',
  percent: 0,
  instance: of.instance,
  resourceId: of.resourceId,
  instanceCreatedAt: of.instanceCreatedAt,
  createdAt: null,
  dataAt: of.dataAt,
  originalCreatedAt: of.originalCreatedAt ?? of.createdAt,
  zone: of.zone,
  vpcId: of.vpcId,
  subnetGroup: of.subnetGroup,
  optionGroup: of.optionGroup,
  encrypted: of.encrypted || made.kmsKeyId !== null,
  sharedWith: [],
  contents: contentsAt(of.contents, of.dataAt),
  ...made,
});

/** A snapshot that this account may see: its own by name or ARN, or one shared with it by ARN. Throws DBSnapshotNotFound. For reading. */
export function snapshotOf(context: CloudContext, identifier: string): Readonly<Snapshot> {
  if (!identifier.startsWith('arn:')) {
    const own = rowAt(context.account, context.region, SNAPSHOTS, identifier.toLowerCase());
    if (own) return own;
    throw snapshotNotFound(identifier);
  }
  const [, , , region = '', owner = '', , ...rest] = identifier.split(':');
  const account = context.cloud.accounts[owner];
  const found = account ? rowAt(account, region, SNAPSHOTS, rest.join(':')) : undefined;
  if (!found || (owner !== context.account.id && !found.sharedWith.includes(context.account.id) && !found.sharedWith.includes('all'))) throw snapshotNotFound(identifier);
  return found;
}

/** The account that owns what `snapshotOf` found. */
export const ownerOf = (context: CloudContext, identifier: string): string =>
  identifier.startsWith('arn:') ? (identifier.split(':')[4] ?? context.account.id) : context.account.id;

const onSnapshot =
  (action: string, parameter = 'DBSnapshotIdentifier') =>
  (context: CloudContext, params: Params) => {
    const name = input(params, queryWords).optional(parameter) ?? '*';
    const found = rowAt(context.account, context.region, SNAPSHOTS, name.toLowerCase());
    return [{ action: `rds:${action}`, resource: name.startsWith('arn:') ? name : snapshotArn(context, name), ...(found ? { tags: found.tags } : {}) }];
  };

const touching =
  (parameter = 'DBSnapshotIdentifier') =>
  (_context: CloudContext, params: Params) =>
    typeof params[parameter] === 'string' ? [{ type: 'AWS::RDS::DBSnapshot', name: params[parameter] }] : [];

export function snapshotView(context: CloudContext, snapshot: Readonly<Snapshot>, owner = context.account.id): Params {
  return given({
    DBSnapshotIdentifier: snapshot.identifier,
    DBInstanceIdentifier: snapshot.instance,
    SnapshotCreateTime: snapshot.createdAt === null ? null : iso(snapshot.createdAt, true),
    Engine: snapshot.engine,
    AllocatedStorage: snapshot.storage,
    Status: snapshot.status,
    Port: snapshot.port,
    AvailabilityZone: snapshot.zone,
    VpcId: snapshot.vpcId,
    InstanceCreateTime: snapshot.instanceCreatedAt === null ? null : iso(snapshot.instanceCreatedAt, true),
    MasterUsername: snapshot.username,
    EngineVersion: snapshot.engineVersion,
    LicenseModel: snapshot.licenseModel,
    SnapshotType: owner === context.account.id ? snapshot.kind : snapshot.sharedWith.includes('all') ? 'public' : 'shared',
    Iops: snapshot.iops,
    OptionGroupName: snapshot.optionGroup,
    PercentProgress: snapshot.percent,
    SourceRegion: snapshot.source?.region ?? null,
    SourceDBSnapshotIdentifier: snapshot.source?.arn ?? null,
    StorageType: snapshot.storageType,
    Encrypted: snapshot.encrypted,
    KmsKeyId: snapshot.kmsKeyId,
    DBSnapshotArn: `arn:aws:rds:${context.region}:${owner}:snapshot:${snapshot.identifier}`,
    IAMDatabaseAuthenticationEnabled: snapshot.iamAuthentication,
    ProcessorFeatures: [],
    DbiResourceId: snapshot.resourceId,
    TagList: tagList(snapshot.tags),
    OriginalSnapshotCreateTime: snapshot.originalCreatedAt === null ? null : iso(snapshot.originalCreatedAt, true),
    SnapshotTarget: 'region',
    StorageThroughput: snapshot.throughput ?? 0,
  });
}

/** Begins a snapshot of an instance as it is now; it is complete when its job runs, after `duration` milliseconds. */
export function beginSnapshot(
  context: CloudContext,
  instance: Instance,
  wanted: { readonly identifier: string; readonly kind: Snapshot['kind']; readonly tags?: Record<string, string>; readonly duration: number },
): Snapshot {
  const now = context.time.now;
  const snapshot: Snapshot = {
    ...settingsOf(instance),
    identifier: wanted.identifier,
    kind: wanted.kind,
    status: 'creating',
    percent: 0,
    instance: instance.identifier,
    resourceId: instance.resourceId,
    instanceCreatedAt: instance.createdAt,
    createdAt: null,
    startedAt: now,
    dataAt: now,
    originalCreatedAt: null,
    zone: instance.zone,
    vpcId: instance.vpcId,
    subnetGroup: instance.subnetGroup,
    optionGroup: instance.optionGroup,
    source: null,
    sharedWith: [],
    tags: { ...(instance.copyTags || wanted.kind === 'automated' ? instance.tags : {}), ...(wanted.tags ?? {}) },
    contents: contentsAt(instance.contents, now),
  };
  rows(context.account, context.region, SNAPSHOTS)[snapshot.identifier] = snapshot;
  snapshotEvent(context, snapshot.identifier, snapshot.kind === 'automated' ? 'Creating automated snapshot' : 'Creating manual snapshot', 'creation');
  note(context.time, 'rds.snapshot.creating', {
    account: context.account.id,
    region: context.region,
    snapshot: snapshot.identifier,
    kind: snapshot.kind,
    identifier: instance.identifier,
  });
  schedule(context.time, now + wanted.duration, 'rds.snapshot.complete', { account: context.account.id, region: context.region, snapshot: snapshot.identifier });
  return rows(context.account, context.region, SNAPSHOTS)[snapshot.identifier] as Snapshot;
}

/** The source of a copy, as the event list names it. */
const copied = (context: CloudContext, source: { readonly region: string; readonly arn: string }) =>
  `${source.arn.split(':').slice(6).join(':')} ${source.region === context.region ? 'in' : 'from'} region ${source.region}`;

export const completeSnapshot: CloudJob = (context, data) => {
  const snapshot = rows(context.account, context.region, SNAPSHOTS)[String(data.snapshot)];
  if (snapshot?.status !== 'creating') return;
  snapshot.status = 'available';
  snapshot.percent = 100;
  snapshot.createdAt = snapshot.source ? context.time.now : snapshot.startedAt + Math.min(30_000, context.time.now - snapshot.startedAt);
  snapshotEvent(
    context,
    snapshot.identifier,
    snapshot.kind === 'automated' ? 'Automated snapshot created' : snapshot.source ? `Finished copy of snapshot ${copied(context, snapshot.source)}` : 'Manual snapshot created',
    'creation',
  );
  note(context.time, 'rds.snapshot.created', {
    account: context.account.id,
    region: context.region,
    snapshot: snapshot.identifier,
    kind: snapshot.kind,
    identifier: snapshot.instance,
    dataAt: snapshot.dataAt,
    rows: census(snapshot.contents, snapshot.dataAt),
  });
  const instance = instanceRow(context, snapshot.resourceId);
  if (instance?.status === 'backing-up' && snapshot.kind !== 'automated' && !snapshot.source) instance.status = 'available';
};

/** Removes a snapshot with its fact. */
export function dropSnapshot(context: CloudContext, identifier: string, why: string): void {
  const kept = rows(context.account, context.region, SNAPSHOTS);
  const snapshot = kept[identifier];
  if (!snapshot) return;
  note(context.time, 'rds.snapshot.deleted', {
    account: context.account.id,
    region: context.region,
    snapshot: identifier,
    kind: snapshot.kind,
    identifier: snapshot.instance,
    dataAt: snapshot.dataAt,
    why,
    rows: census(snapshot.contents, snapshot.dataAt),
  });
  delete kept[identifier];
}

const taken = (identifier: string) =>
  new AwsError('DBSnapshotAlreadyExists', `Cannot create the snapshot because a snapshot with the identifier ${identifier} already exists.`, 400);

/** Checks the name and quota of a new manual snapshot; returns it in lower case. */
export function newSnapshotName(context: CloudContext, parameter: string, text: string): string {
  const identifier = checkIdentifier(parameter, text);
  const all = peek(context.account, context.region, SNAPSHOTS);
  if (all[identifier]) throw taken(identifier);
  if (Object.values(all).filter((one) => one.kind === 'manual').length >= 100) throw new AwsError('SnapshotQuotaExceeded', 'Cannot create more than 100 manual snapshots', 400);
  return identifier;
}

export const createSnapshot: Operation = {
  kind: 'write',
  authorise: onSnapshot('CreateDBSnapshot'),
  touches: touching(),
  run(context, params) {
    const from = input(params, queryWords);
    const asked = from.text('DBSnapshotIdentifier');
    const found = instanceOf(context, from.text('DBInstanceIdentifier'));
    const identifier = newSnapshotName(context, 'DBSnapshotIdentifier', asked);
    if (found.cluster !== undefined)
      throw new AwsError(
        'InvalidParameterValue',
        'The specified instance is a member of a cluster and a snapshot cannot be created directly. Please use the CreateDBClusterSnapshot API instead.',
        400,
        false,
      );
    if (found.status !== 'available') throw new AwsError('InvalidDBInstanceState', `Instance ${found.identifier} is not in available state.`, 400);
    const tags = readTags(params.Tags);
    const instance = instanceRow(context, found.resourceId) as Instance;
    const snapshot = beginSnapshot(context, instance, { identifier, kind: 'manual', tags, duration: lasting(context, 'rds.snapshot', 90, 240) });
    instance.status = 'backing-up';
    return { DBSnapshot: snapshotView(context, snapshot) };
  },
};

export const copySnapshot: Operation = {
  kind: 'write',
  authorise: onSnapshot('CopyDBSnapshot', 'SourceDBSnapshotIdentifier'),
  touches: touching('TargetDBSnapshotIdentifier'),
  run(context, params) {
    const from = input(params, queryWords);
    const asked = from.text('SourceDBSnapshotIdentifier');
    const target = from.text('TargetDBSnapshotIdentifier');
    const source = snapshotOf(context, asked);
    const identifier = newSnapshotName(context, 'TargetDBSnapshotIdentifier', target);
    if (source.status !== 'available') throw new AwsError('InvalidDBSnapshotState', 'Cannot copy the snapshot because it is not currently in the available state.', 400);
    if (listed(context.account, context.region, SNAPSHOTS).filter((one) => one.source && one.status === 'creating').length >= 20) {
      throw new AwsError('SnapshotQuotaExceeded', 'Cannot have more than 20 snapshot copies in progress in a destination Region.', 400);
    }
    const arn = asked.startsWith('arn:') ? asked : snapshotArn(context, source.identifier);
    const region = arn.split(':')[3] ?? context.region;
    const now = context.time.now;
    const kept = rows(context.account, context.region, SNAPSHOTS);
    kept[identifier] = copyOf(source, {
      identifier,
      source: { region, arn },
      startedAt: now,
      kmsKeyId: keyForCopy(context, source, { account: ownerOf(context, asked), region }, from.optional('KmsKeyId')),
      tags: { ...(from.flag('CopyTags') ? source.tags : {}), ...readTags(params.Tags) },
    });
    snapshotEvent(context, identifier, `Started copy of snapshot ${copied(context, { region, arn })}`, 'notification');
    note(context.time, 'rds.snapshot.creating', {
      account: context.account.id,
      region: context.region,
      snapshot: identifier,
      kind: 'manual',
      identifier: source.instance,
      from: arn,
    });
    schedule(context.time, now + lasting(context, 'rds.snapshot', 120, 300), 'rds.snapshot.complete', {
      account: context.account.id,
      region: context.region,
      snapshot: identifier,
    });
    return { DBSnapshot: snapshotView(context, kept[identifier] as Snapshot) };
  },
};

export const deleteSnapshot: Operation = {
  kind: 'write',
  authorise: onSnapshot('DeleteDBSnapshot'),
  touches: touching(),
  run(context, params) {
    const name = input(params, queryWords).text('DBSnapshotIdentifier');
    const identifier = name.toLowerCase();
    const found = rowAt(context.account, context.region, SNAPSHOTS, identifier);
    if (!found) throw snapshotNotFound(name);
    if (found.kind !== 'manual') throw new AwsError('InvalidDBSnapshotState', 'Only manual snapshots may be deleted.', 400);
    if (found.status !== 'available') throw new AwsError('InvalidDBSnapshotState', 'Cannot delete the snapshot because it is not currently in the available or failed state.', 400);
    const view = { ...snapshotView(context, found), Status: 'deleted' };
    snapshotEvent(context, identifier, 'Deleted user snapshot', 'deletion');
    dropSnapshot(context, identifier, 'asked');
    return { DBSnapshot: view };
  },
};

export const describeSnapshots: Operation = {
  kind: 'read',
  authorise: onSnapshot('DescribeDBSnapshots'),
  run(context, params) {
    const from = input(params, queryWords);
    const name = from.optional('DBSnapshotIdentifier');
    const instance = from.optional('DBInstanceIdentifier')?.toLowerCase() ?? null;
    const resource = from.optional('DbiResourceId');
    const type = from.optional('SnapshotType');
    if (type !== null && !['automated', 'manual', 'shared', 'public', 'awsbackup'].includes(type)) {
      throw new AwsError('InvalidParameterValue', `Invalid snapshot type: ${type}`, 400, false);
    }
    const filters = readFilters(from, ['db-instance-id', 'db-snapshot-id', 'dbi-resource-id', 'snapshot-type', 'engine']);
    const own = listed(context.account, context.region, SNAPSHOTS).map((snapshot) => ({ snapshot, owner: context.account.id }));
    const wantShared = type === 'shared' || from.flag('IncludeShared') === true;
    const wantPublic = type === 'public' || from.flag('IncludePublic') === true;
    const foreign =
      wantShared || wantPublic
        ? Object.values(context.cloud.accounts)
            .filter((account) => account.id !== context.account.id)
            .flatMap((account) => listed(account, context.region, SNAPSHOTS).map((snapshot) => ({ snapshot, owner: account.id })))
            .filter(({ snapshot }) => (wantShared && snapshot.sharedWith.includes(context.account.id)) || (wantPublic && snapshot.sharedWith.includes('all')))
        : [];
    let found = type === 'shared' || type === 'public' ? foreign : [...own, ...foreign];
    if (name?.startsWith('arn:')) found = [{ snapshot: snapshotOf(context, name), owner: ownerOf(context, name) }];
    else if (name !== null) found = found.filter(({ snapshot }) => snapshot.identifier === name.toLowerCase());
    found = found.filter(
      ({ snapshot, owner }) =>
        (instance === null || snapshot.instance === instance) &&
        (resource === null || snapshot.resourceId === resource) &&
        (type === null || type === 'shared' || type === 'public' || (snapshot.kind === type && owner === context.account.id)) &&
        filters('db-instance-id', snapshot.instance, `arn:aws:rds:${context.region}:${owner}:db:${snapshot.instance}`) &&
        filters('db-snapshot-id', snapshot.identifier) &&
        filters('dbi-resource-id', snapshot.resourceId) &&
        filters('snapshot-type', snapshot.kind) &&
        filters('engine', snapshot.engine),
    );
    if (name !== null && found.length === 0) throw snapshotNotFound(name);
    found.sort((a, b) => a.snapshot.startedAt - b.snapshot.startedAt);
    const cut = page(found, params.Marker, params.MaxRecords);
    return { ...(cut.next ? { Marker: cut.next } : {}), DBSnapshots: cut.items.map(({ snapshot, owner }) => snapshotView(context, snapshot, owner)) };
  },
};

const attributes = (snapshot: Readonly<Snapshot>): Params => ({
  DBSnapshotAttributesResult: { DBSnapshotIdentifier: snapshot.identifier, DBSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: [...snapshot.sharedWith] }] },
});

export const describeSnapshotAttributes: Operation = {
  kind: 'read',
  authorise: onSnapshot('DescribeDBSnapshotAttributes'),
  run: (context, params) => attributes(snapshotOf(context, input(params, queryWords).text('DBSnapshotIdentifier'))),
};

export const modifySnapshotAttribute: Operation = {
  kind: 'write',
  authorise: onSnapshot('ModifyDBSnapshotAttribute'),
  touches: touching(),
  run(context, params) {
    const from = input(params, queryWords);
    const name = from.text('DBSnapshotIdentifier').toLowerCase();
    if (from.text('AttributeName') !== 'restore') throw queryWords('invalid', 'AttributeName');
    const [add, remove] = [from.texts('ValuesToAdd'), from.texts('ValuesToRemove')];
    const found = rowAt(context.account, context.region, SNAPSHOTS, name);
    if (!found) throw snapshotNotFound(name);
    if (found.kind !== 'manual') throw new AwsError('InvalidDBSnapshotState', 'Only manual snapshots can be shared.', 400);
    if (add.some((account) => account !== 'all' && !/^\d{12}$/.test(account))) throw queryWords('invalid', 'ValuesToAdd');
    if (found.encrypted && add.includes('all')) throw new AwsError('InvalidParameterValue', 'Encrypted snapshots cannot be shared as public.', 400, false);
    if (add.length > 0 && isDefaultKey(context, found.kmsKeyId)) {
      throw new AwsError('InvalidParameterValue', 'Sharing snapshots encrypted with the default service key for RDS is currently not supported.', 400, false);
    }
    const shared = [...new Set([...found.sharedWith, ...add])].filter((account) => !remove.includes(account));
    if (shared.length > 20) throw new AwsError('SharedSnapshotQuotaExceeded', 'A snapshot can be shared with at most 20 accounts.', 400);
    const snapshot = rows(context.account, context.region, SNAPSHOTS)[name] as Snapshot;
    snapshot.sharedWith = shared;
    return attributes(snapshot);
  },
};
