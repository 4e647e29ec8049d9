// Restoring a cluster: always a new one, and without instances. Until somebody makes one there is nothing that answers.
import { iso } from '../../../engine/clock.ts';
import { rowAt } from '../../cloud.ts';
import { input } from '../../input.ts';
import { AwsError, type Operation } from '../../operation.ts';
import { moment, queryWords } from '../../wording.ts';
import { contentsAt } from '../contents.ts';
import { checkKey } from '../encryption.ts';
import { RETAINED_CLUSTERS } from '../tables.ts';
import { clusterView, contentsOf, findCluster, makeCluster, notFound, onCluster, restorable, touchingCluster, wrongState } from './cluster.ts';
import { snapshotOf } from './snapshot.ts';

export const restoreFromSnapshot: Operation = {
  kind: 'write',
  authorise: onCluster('RestoreDBClusterFromSnapshot'),
  touches: touchingCluster(),
  run(context, params) {
    const from = input(params, queryWords);
    from.text('DBClusterIdentifier');
    const [name, engine] = [from.text('SnapshotIdentifier'), from.text('Engine')];
    const { snapshot, owner } = snapshotOf(context, name);
    if (engine !== snapshot.engine) throw new AwsError('InvalidParameterCombination', `Cannot restore a ${snapshot.engine} snapshot to the engine ${engine}.`, 400, false);
    if (snapshot.status !== 'available')
      throw new AwsError('InvalidDBClusterSnapshotStateFault', 'Cannot restore from the snapshot because it is not currently in the available state.', 400);
    if (snapshot.encrypted && owner !== context.account.id)
      throw new AwsError('InvalidParameterValue', 'Cannot restore a DB cluster from a shared and encrypted snapshot. Copy the snapshot first.', 400, false);
    checkKey(context, snapshot.kmsKeyId);
    const made = makeCluster(context, from, params, {
      base: snapshot,
      contents: contentsAt(snapshot.contents, snapshot.dataAt),
      message: `Restored from snapshot ${snapshot.identifier}`,
    });
    return { DBCluster: clusterView(context, made) };
  },
};

export const restoreToTime: Operation = {
  kind: 'write',
  authorise: onCluster('RestoreDBClusterToPointInTime'),
  touches: touchingCluster(),
  run(context, params) {
    const from = input(params, queryWords);
    from.text('DBClusterIdentifier');
    const [name, resource] = [from.optional('SourceDBClusterIdentifier'), from.optional('SourceDbClusterResourceId')];
    if (name === null && resource === null) throw queryWords('missing', 'SourceDBClusterIdentifier');
    const live = findCluster(context, name ?? (resource as string));
    const kept = live || resource === null ? undefined : rowAt(context.account, context.region, RETAINED_CLUSTERS, resource);
    const source = live ?? kept?.cluster;
    if (!source) throw notFound(name ?? (resource as string));
    if (live?.status === 'deleting') throw wrongState(`DB cluster ${live.identifier} is not in available state.`);
    const range = live ? restorable(live, context.time.now) : (kept ?? null);
    const at = moment(params, queryWords, 'RestoreToTime');
    const newest = from.flag('UseLatestRestorableTime') ?? false;
    if (at !== null && newest) throw new AwsError('InvalidParameterCombination', 'Specify either RestoreToTime or UseLatestRestorableTime, not both.', 400, false);
    if (at === null && !newest) throw new AwsError('InvalidParameterCombination', 'Either RestoreToTime or UseLatestRestorableTime must be specified.', 400, false);
    const instant = at ?? range?.latest ?? Number.NaN;
    if (!range || !(instant >= range.earliest && instant <= range.latest))
      throw new AwsError(
        'InvalidRestoreFault',
        range
          ? `The specified cluster cannot be restored to ${iso(instant, true)}: it can be restored from ${iso(range.earliest, true)} to ${iso(range.latest, true)}.`
          : 'The specified cluster cannot be restored yet.',
        400,
      );
    checkKey(context, source.kmsKeyId);
    const made = makeCluster(context, from, params, {
      base: source,
      contents: contentsAt(kept ? kept.contents : contentsOf(context, source), instant),
      message: `Restored from DB cluster ${source.identifier}`,
    });
    return { DBCluster: clusterView(context, made) };
  },
};
