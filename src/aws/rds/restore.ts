// Restoring: always a new instance, from a snapshot or from the log up to an instant. What is not asked for comes from the snapshot or is a
// default: default groups, one zone, deletion protection off. That is why a restore still has to be wired back.
import { iso } from '../../engine/clock.ts';
import { listed } from '../cloud.ts';
import { input } from '../input.ts';
import { AwsError, type Operation } from '../operation.ts';
import { moment, queryWords } from '../wording.ts';
import { automatedOf } from './backup.ts';
import { contentsAt } from './contents.ts';
import { checkKey } from './encryption.ts';
import { checkClass, checkIdentifier } from './engine.ts';
import { backupArn } from './events.ts';
import { findInstance, instanceView, makeInstance, notFound, onInstance, touching } from './instance.ts';
import { latestRestorable } from './log.ts';
import { replicatedHere } from './replicated.ts';
import { ownerOf, settingsOf, snapshotOf } from './snapshot.ts';
import { type Instance, RETAINED } from './tables.ts';

export const restoreFromSnapshot: Operation = {
  kind: 'write',
  authorise: onInstance('RestoreDBInstanceFromDBSnapshot'),
  touches: touching(),
  run(context, params) {
    const from = input(params, queryWords);
    const asked = from.text('DBInstanceIdentifier');
    const name = from.text('DBSnapshotIdentifier');
    const identifier = checkIdentifier('DBInstanceIdentifier', asked);
    const snapshot = snapshotOf(context, name);
    if (snapshot.status !== 'available') throw new AwsError('InvalidDBSnapshotState', 'Cannot restore from the snapshot because it is not currently in the available state.', 400);
    if (snapshot.encrypted && ownerOf(context, name) !== context.account.id) {
      throw new AwsError('InvalidParameterValue', 'Cannot restore a DB instance from a shared and encrypted snapshot. Copy the snapshot first.', 400, false);
    }
    checkKey(context, snapshot.kmsKeyId);
    const className = from.optional('DBInstanceClass') ?? snapshot.class;
    checkClass(className);
    const storage = from.number('AllocatedStorage') ?? snapshot.storage;
    if (storage < snapshot.storage) throw new AwsError('InvalidParameterValue', `Invalid storage size: ${storage} is less than the snapshot's ${snapshot.storage}.`, 400, false);
    const engine = from.optional('Engine');
    if (engine !== null && engine !== snapshot.engine)
      throw new AwsError('InvalidParameterCombination', `Cannot restore a ${snapshot.engine} snapshot to the engine ${engine}.`, 400, false);
    const made = makeInstance(context, from, params, {
      identifier,
      base: {
        ...settingsOf(snapshot),
        class: className,
        storage,
        port: from.number('Port') ?? snapshot.port,
        storageType: from.optional('StorageType') ?? snapshot.storageType,
        tags: { ...snapshot.tags },
      },
      contents: contentsAt(snapshot.contents, snapshot.dataAt),
      minutes: [6, 11],
      message: `Restored from snapshot ${snapshot.identifier}`,
    });
    return { DBInstance: instanceView(context, made) };
  },
};

export const restoreToTime: Operation = {
  kind: 'write',
  authorise: onInstance('RestoreDBInstanceToPointInTime', 'TargetDBInstanceIdentifier'),
  touches: touching('TargetDBInstanceIdentifier'),
  run(context, params) {
    const from = input(params, queryWords);
    const identifier = checkIdentifier('TargetDBInstanceIdentifier', from.text('TargetDBInstanceIdentifier'));
    const [name, resource, arn] = [from.optional('SourceDBInstanceIdentifier'), from.optional('SourceDbiResourceId'), from.optional('SourceDBInstanceAutomatedBackupsArn')];
    if (name === null && resource === null && arn === null) throw queryWords('missing', 'SourceDBInstanceIdentifier');
    const retained = listed(context.account, context.region, RETAINED).find(
      (kept) => (resource !== null && kept.resourceId === resource) || (arn !== null && backupArn(context, kept.resourceId) === arn),
    );
    const replicated = arn === null ? undefined : replicatedHere(context).find((one) => one.arn === arn);
    const live = name === null ? null : findInstance(context, name);
    const source: Readonly<Instance> | undefined = live ?? retained?.instance ?? replicated?.instance;
    if (!source) {
      if (name !== null) throw notFound(name);
      throw new AwsError('DBInstanceAutomatedBackupNotFound', `DBInstanceAutomatedBackup ${resource ?? arn} not found.`, 404);
    }
    const at = moment(params, queryWords, 'RestoreTime');
    const newest = from.flag('UseLatestRestorableTime') ?? false;
    if (at !== null && newest) throw new AwsError('InvalidParameterCombination', 'Specify either RestoreTime or UseLatestRestorableTime, not both.', 400, false);
    if (at === null && !newest) throw new AwsError('InvalidParameterCombination', 'Either RestoreTime or UseLatestRestorableTime must be specified.', 400, false);
    const latest = live ? latestRestorable(source, context.time.now) : (retained?.latest ?? replicated?.latest ?? null);
    const earliest = live ? (automatedOf(context, source.resourceId)[0]?.startedAt ?? source.firstBackupAt) : (retained?.earliest ?? replicated?.earliest ?? null);
    if (source.status === 'deleting' && live) throw new AwsError('InvalidDBInstanceState', `Instance ${source.identifier} is not in available state.`, 400);
    if (latest === null || earliest === null) {
      throw new AwsError('PointInTimeRestoreNotEnabled', `Point in time restore is not enabled for instance ${source.identifier}.`, 400);
    }
    const instant = at ?? latest;
    if (instant > latest || instant < earliest) {
      throw new AwsError(
        'InvalidRestoreFault',
        `The specified instance cannot be restored to ${iso(instant, true)}: it can be restored from ${iso(earliest, true)} to ${iso(latest, true)}.`,
        400,
      );
    }
    const key = replicated ? replicated.kmsKeyId : source.kmsKeyId;
    checkKey(context, key);
    const className = from.optional('DBInstanceClass') ?? source.class;
    checkClass(className);
    const made = makeInstance(context, from, params, {
      identifier,
      base: {
        ...settingsOf(source),
        kmsKeyId: key,
        class: className,
        port: from.number('Port') ?? source.port,
        storageType: from.optional('StorageType') ?? source.storageType,
        tags: { ...source.tags },
      },
      contents: contentsAt(source.contents, instant),
      minutes: [8, 15],
      message: `Restored from DB instance ${source.identifier} to ${identifier}`,
    });
    return { DBInstance: instanceView(context, made) };
  },
};
