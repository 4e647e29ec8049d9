// Deleting an instance: every option and every refusal, then the minutes it takes. What cannot be undone is decided at the call.
import { MINUTE } from '../../engine/clock.ts';
import { note, schedule } from '../../engine/moment.ts';
import { peek, rows } from '../cloud.ts';
import { input } from '../input.ts';
import { AwsError, type CloudJob, type Operation } from '../operation.ts';
import { queryWords } from '../wording.ts';
import { automatedOf, dropAutomated, retain } from './backup.ts';
import { leave } from './cluster/member.ts';
import { census } from './contents.ts';
import { instanceEvent } from './events.ts';
import { hide } from './hidden.ts';
import { instanceOf, instanceRow, instanceView, lasting, onInstance, touching } from './instance.ts';
import { dropMasterSecret } from './master-secret.ts';
import { disconnect } from './network.ts';
import { freeReplicasOf } from './replica.ts';
import { endReplications } from './replicated.ts';
import { beginSnapshot, newSnapshotName } from './snapshot.ts';
import { INSTANCES, type Instance, RETAINED } from './tables.ts';

const combination = (message: string) => new AwsError('InvalidParameterCombination', message, 400, false);
/** States in which no final snapshot can be made. */
const NO_FINAL = ['creating', 'failed', 'incompatible-restore', 'incompatible-network'];

/** Retained automated backups in a Region. */
const MOST_RETAINED = 40;

export const deleteInstance: Operation = {
  kind: 'write',
  authorise: onInstance('DeleteDBInstance'),
  touches: touching(),
  run(context, params) {
    const from = input(params, queryWords);
    const found = instanceOf(context, from.text('DBInstanceIdentifier'));
    // An instance of a cluster has nothing of its own to make a snapshot of.
    const skip = (from.flag('SkipFinalSnapshot') ?? false) || found.cluster !== undefined;
    const final = from.optional('FinalDBSnapshotIdentifier');
    const dropBackups = from.flag('DeleteAutomatedBackups') ?? true;
    if (found.status === 'deleting') throw new AwsError('InvalidDBInstanceState', `Instance ${found.identifier} is already being deleted.`, 400);
    if (found.replicaOf !== null && final !== null) throw combination('FinalDBSnapshotIdentifier can not be specified when deleting a replica instance');
    if (found.cluster !== undefined && final !== null) throw combination('FinalDBSnapshotIdentifier can not be specified when deleting a cluster instance');
    if (found.deletionProtection) throw combination('Cannot delete protected DB Instance, please disable deletion protection and try again.');
    if (skip && final !== null) throw combination('FinalDBSnapshotIdentifier can not be specified when SkipFinalSnapshot is true.');
    if (!skip && final === null) throw combination('FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.');
    if (final !== null && NO_FINAL.includes(found.status)) {
      throw new AwsError('InvalidDBInstanceState', `Cannot create a snapshot because the database instance ${found.identifier} is not currently in the available state.`, 400);
    }
    if (!dropBackups && found.retentionDays > 0 && Object.keys(peek(context.account, context.region, RETAINED)).length >= MOST_RETAINED)
      throw new AwsError('DBInstanceAutomatedBackupQuotaExceeded', `Cannot retain more than ${MOST_RETAINED} automated backups.`, 400);
    const finalName = final === null ? null : newSnapshotName(context, 'FinalDBSnapshotIdentifier', final);

    const instance = instanceRow(context, found.resourceId) as Instance;
    const now = context.time.now;
    const place = { account: context.account.id, region: context.region, resourceId: instance.resourceId };
    leave(context, instance);
    const lost = instance.createdAt === null ? {} : census(instance.contents, now);
    freeReplicasOf(context, instance.identifier);
    instance.status = 'deleting';
    note(context.time, 'rds.instance.deleting', {
      ...place,
      identifier: instance.identifier,
      skipFinalSnapshot: skip,
      finalSnapshot: finalName,
      deleteAutomatedBackups: dropBackups,
      rows: lost,
    });
    let duration = lasting(context, 'rds.delete', 180, 330);
    if (finalName !== null) {
      const taking = lasting(context, 'rds.snapshot', 120, 300);
      beginSnapshot(context, instance, { identifier: finalName, kind: 'manual', duration: taking });
      duration += taking;
    }
    endReplications(context, instance);
    if (dropBackups) {
      const newest = automatedOf(context, instance.resourceId)
        .filter((snapshot) => snapshot.status === 'available')
        .pop();
      if (newest) hide(context, newest);
      dropAutomated(context, instance.resourceId, 'instance deleted');
    } else retain(context, instance);
    schedule(context.time, now + Math.min(duration, MINUTE), 'rds.instance.shutdown', place);
    schedule(context.time, now + duration, 'rds.instance.deleted', { ...place, finalSnapshot: finalName });
    return { DBInstance: instanceView(context, instance) };
  },
};

export const shutDown: CloudJob = (context, data) => {
  const instance = instanceRow(context, String(data.resourceId));
  if (instance?.status === 'deleting') instanceEvent(context, instance.identifier, 'DB instance shutdown', 'availability');
};

/** The end of a deletion: the row, its interface and its contents are gone. */
export const deleted: CloudJob = (context, data) => {
  const instance = instanceRow(context, String(data.resourceId));
  if (!instance) return;
  instanceEvent(context, instance.identifier, 'DB instance deleted', 'deletion');
  note(context.time, 'rds.instance.deleted', {
    account: context.account.id,
    region: context.region,
    identifier: instance.identifier,
    resourceId: instance.resourceId,
    finalSnapshot: data.finalSnapshot ?? null,
    rows: census(instance.contents, context.time.now),
  });
  disconnect(context, instance);
  dropMasterSecret(context, instance);
  delete rows(context.account, context.region, INSTANCES)[instance.resourceId];
};
