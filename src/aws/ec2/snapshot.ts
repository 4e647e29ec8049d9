// EBS snapshots: made of a volume, kept for a while in the recycle bin where a rule says so, and locked against deletion by whoever it may be.
//   pending -> completed -> (bin -> restored | gone) | gone
import { DAY, iso, MINUTE, SECOND } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { cancel, note, schedule } from '../../engine/moment.ts';
import { type CloudContext, listed, rowAt, rows } from '../cloud.ts';
import { ec2Id } from '../ids.ts';
import { given } from '../input.ts';
import type { CloudJob, Operation, Params } from '../operation.ts';
import { tagList } from '../tags.ts';
import { choose, type Kind, paged } from './describe.ts';
import { read, refusal } from './refusal.ts';
import { RETENTION_RULES, SNAPSHOTS, type Snapshot } from './snapshot-table.ts';
import { tagsFor } from './tags.ts';
import { VOLUMES } from './volume.ts';

const notFound = (id: string) => refusal('InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`);
const row = (context: CloudContext, id: string) => rows(context.account, context.region, SNAPSHOTS)[id] as Snapshot;

const print = (context: CloudContext, one: Readonly<Snapshot>): Json =>
  given({
    Description: one.description,
    Encrypted: one.encrypted,
    OwnerId: context.account.id,
    Progress: one.state === 'completed' ? '100%' : '0%',
    SnapshotId: one.id,
    StartTime: iso(one.startedAt, true),
    State: one.state,
    VolumeId: one.volumeId,
    VolumeSize: one.size,
    Tags: Object.keys(one.tags).length > 0 ? tagList(one.tags) : undefined,
    StorageTier: 'standard',
  });

export const SNAPSHOT: Kind<Snapshot> = {
  table: SNAPSHOTS,
  ids: 'SnapshotIds',
  result: 'Snapshots',
  id: (one) => one.id,
  tags: (one) => one.tags,
  notFound,
  filters: {
    'snapshot-id': (one) => one.id,
    'volume-id': (one) => one.volumeId,
    'volume-size': (one) => one.size,
    'owner-id': (_, context) => context.account.id,
    status: (one) => one.state,
    encrypted: (one) => one.encrypted,
    description: (one) => one.description,
    'start-time': (one) => iso(one.startedAt, true),
  },
  print,
};

/** A snapshot that is there for everybody: not one in the bin. */
function snapshotOf(context: CloudContext, id: string): Readonly<Snapshot> {
  const found = rowAt(context.account, context.region, SNAPSHOTS, id);
  if (!found || found.bin) throw notFound(id);
  return found;
}

export const createSnapshot: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const volumeId = request.text('VolumeId');
    const volume = rowAt(context.account, context.region, VOLUMES, volumeId);
    if (!volume) throw refusal('InvalidVolume.NotFound', `The volume '${volumeId}' does not exist.`);
    const tags = tagsFor(params, 'snapshot');
    const made: Snapshot = {
      id: ec2Id(context.time, 'snap'),
      volumeId,
      size: volume.size,
      encrypted: volume.encrypted,
      startedAt: context.time.now,
      description: request.optional('Description') ?? '',
      state: 'pending',
      lock: null,
      bin: null,
      tags,
    };
    rows(context.account, context.region, SNAPSHOTS)[made.id] = made;
    // A GiB takes some seconds.
    schedule(context.time, context.time.now + MINUTE + volume.size * 4 * SECOND, 'ec2.snapshot.completed', place(context, made.id));
    note(context.time, 'ec2.snapshot.created', { account: context.account.id, region: context.region, id: made.id });
    return { ...(print(context, made) as Params), Progress: '' };
  },
};

const place = (context: CloudContext, id: string) => ({ account: context.account.id, region: context.region, id });

const completed: CloudJob = (context, data) => {
  const found = rows(context.account, context.region, SNAPSHOTS)[String(data.id)];
  if (found) found.state = 'completed';
};

/** Those of the account: it has no others to see. */
export const describeSnapshots: Operation = {
  kind: 'read',
  run(context, params) {
    const owners = read(params).texts('OwnerIds');
    const named = read(params).texts('SnapshotIds').length > 0;
    const own = owners.length === 0 || owners.includes('self') || owners.includes(context.account.id);
    const all = choose(context, SNAPSHOT, params);
    const binned = all.find((one) => one.bin);
    if (named && binned) throw notFound(binned.id);
    return paged(params, 'Snapshots', own ? all.filter((one) => !one.bin) : [], (one) => print(context, one));
  },
};

/** Days for which a rule keeps it, the longest of those that fit; null when none does. */
function daysKept(context: CloudContext, snapshot: Readonly<Snapshot>): number | null {
  const days = listed(context.account, context.region, RETENTION_RULES)
    .filter((rule) => rule.resourceType === 'EBS_SNAPSHOT')
    .filter(
      (rule) => rule.resourceTags.length === 0 || rule.resourceTags.some(({ key, value }) => snapshot.tags[key] !== undefined && (value === null || snapshot.tags[key] === value)),
    )
    .map((rule) => rule.days);
  return days.length > 0 ? Math.max(...days) : null;
}

const locked = (context: CloudContext, one: Readonly<Snapshot>): boolean => one.lock !== null && one.lock.until > context.time.now;

export const deleteSnapshot: Operation = {
  kind: 'write',
  run(context, params) {
    const found = snapshotOf(context, read(params).text('SnapshotId'));
    if (locked(context, found)) throw refusal('SnapshotLocked', `The snapshot ${found.id} is locked and cannot be deleted.`);
    const days = daysKept(context, found);
    if (days === null) delete rows(context.account, context.region, SNAPSHOTS)[found.id];
    else {
      const until = context.time.now + days * DAY;
      row(context, found.id).bin = { at: context.time.now, until, job: schedule(context.time, until, 'ec2.snapshot.emptied', place(context, found.id)) };
    }
    note(context.time, 'ec2.snapshot.deleted', { account: context.account.id, region: context.region, id: found.id, ...(days === null ? {} : { keptDays: days }) });
    return {};
  },
};

const emptied: CloudJob = (context, data) => {
  delete rows(context.account, context.region, SNAPSHOTS)[String(data.id)];
};

export const listSnapshotsInRecycleBin: Operation = {
  kind: 'read',
  run(context, params) {
    const ids = read(params).texts('SnapshotIds');
    const all = listed(context.account, context.region, SNAPSHOTS).filter((one) => one.bin);
    for (const id of ids) if (!all.some((one) => one.id === id)) throw notFound(id);
    const chosen = ids.length > 0 ? all.filter((one) => ids.includes(one.id)) : all;
    return paged(params, 'Snapshots', chosen, (one) =>
      given({
        SnapshotId: one.id,
        RecycleBinEnterTime: iso(one.bin?.at ?? 0, true),
        RecycleBinExitTime: iso(one.bin?.until ?? 0, true),
        Description: one.description,
        VolumeId: one.volumeId,
      }),
    );
  },
};

export const restoreSnapshotFromRecycleBin: Operation = {
  kind: 'write',
  run(context, params) {
    const id = read(params).text('SnapshotId');
    const found = rowAt(context.account, context.region, SNAPSHOTS, id);
    if (!found?.bin) throw notFound(id);
    cancel(context.time, found.bin.job);
    row(context, id).bin = null;
    note(context.time, 'ec2.snapshot.restored', { account: context.account.id, region: context.region, id });
    const { Progress, State, StorageTier: _tier, Tags: _tags, ...shown } = print(context, { ...found, bin: null }) as Params;
    return given({ ...shown, Progress, State });
  },
};

const lockView = (context: CloudContext, one: Readonly<Snapshot>): Json => {
  const { lock } = one;
  if (!lock) return { SnapshotId: one.id };
  const cooling = lock.coolUntil !== null && lock.coolUntil > context.time.now;
  return given({
    SnapshotId: one.id,
    LockState: lock.until <= context.time.now ? 'expired' : lock.mode === 'governance' ? 'governance' : cooling ? 'compliance-cooloff' : 'compliance',
    LockDuration: lock.days,
    CoolOffPeriod: lock.coolUntil === null ? undefined : Math.round((lock.coolUntil - lock.createdAt) / (60 * MINUTE)),
    CoolOffPeriodExpiresOn: lock.coolUntil === null ? undefined : iso(lock.coolUntil, true),
    LockCreatedOn: iso(lock.createdAt, true),
    LockDurationStartTime: iso(lock.createdAt, true),
    LockExpiresOn: iso(lock.until, true),
  });
};

/** A governance lock is lifted by who has the right; a compliance lock by nobody, once its hours of grace are over. */
export const lockSnapshot: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const found = snapshotOf(context, request.text('SnapshotId'));
    const mode = request.text('LockMode');
    if (mode !== 'governance' && mode !== 'compliance') throw refusal('InvalidParameterValue', `Value (${mode}) for parameter LockMode is invalid.`);
    const days = request.number('LockDuration');
    if (days === null || !Number.isInteger(days) || days < 1 || days > 36500) throw refusal('InvalidParameterValue', 'LockDuration must be between 1 and 36500 days.');
    const hours = request.number('CoolOffPeriod');
    if (hours !== null && (mode === 'governance' || hours < 1 || hours > 72))
      throw refusal('InvalidParameterValue', mode === 'governance' ? 'CoolOffPeriod is not supported for governance mode.' : 'CoolOffPeriod must be between 1 and 72 hours.');
    const until = context.time.now + days * DAY;
    const held = locked(context, found) ? found.lock : null;
    const firm = held?.mode === 'compliance' && (held.coolUntil === null || held.coolUntil <= context.time.now);
    if (firm && (mode !== 'compliance' || until < held.until))
      throw refusal('SnapshotLocked', `The lock of the snapshot ${found.id} is in compliance mode: its duration can only be extended.`);
    row(context, found.id).lock = {
      mode,
      createdAt: firm ? held.createdAt : context.time.now,
      days,
      until,
      coolUntil: firm ? held.coolUntil : hours === null ? null : context.time.now + hours * 60 * MINUTE,
    };
    note(context.time, 'ec2.snapshot.locked', { account: context.account.id, region: context.region, id: found.id, mode, days });
    return lockView(context, row(context, found.id)) as Params;
  },
};

export const unlockSnapshot: Operation = {
  kind: 'write',
  run(context, params) {
    const found = snapshotOf(context, read(params).text('SnapshotId'));
    if (!found.lock || !locked(context, found)) throw refusal('InvalidSnapshot.NotLocked', `The snapshot ${found.id} is not locked.`);
    const cooling = found.lock.coolUntil !== null && found.lock.coolUntil > context.time.now;
    if (found.lock.mode === 'compliance' && !cooling) throw refusal('SnapshotLocked', `The snapshot ${found.id} is locked in compliance mode and cannot be unlocked.`);
    row(context, found.id).lock = null;
    note(context.time, 'ec2.snapshot.unlocked', { account: context.account.id, region: context.region, id: found.id });
    return { SnapshotId: found.id };
  },
};

export const describeLockedSnapshots: Operation = {
  kind: 'read',
  run(context, params) {
    const ids = read(params).texts('SnapshotIds');
    const all = ids.length > 0 ? ids.map((id) => snapshotOf(context, id)) : listed(context.account, context.region, SNAPSHOTS);
    return paged(
      params,
      'Snapshots',
      all.filter((one) => one.lock && !one.bin),
      (one) => ({ OwnerId: context.account.id, ...(lockView(context, one) as object) }),
    );
  },
};

export const describeSnapshotAttribute: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const found = snapshotOf(context, request.text('SnapshotId'));
    const name = request.text('Attribute');
    if (name !== 'createVolumePermission' && name !== 'productCodes') throw refusal('InvalidParameterValue', `Value (${name}) for parameter attribute is invalid.`);
    return { SnapshotId: found.id, ...(name === 'productCodes' ? { ProductCodes: [] } : { CreateVolumePermissions: [] }) };
  },
};

export const snapshotJobs = { 'ec2.snapshot.completed': completed, 'ec2.snapshot.emptied': emptied };
