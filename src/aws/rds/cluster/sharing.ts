// Which accounts may restore a snapshot of a cluster.
import { rowAt, rows } from '../../cloud.ts';
import { input } from '../../input.ts';
import { AwsError, type Operation, type Params } from '../../operation.ts';
import { queryWords } from '../../wording.ts';
import { isDefaultKey } from '../encryption.ts';
import { clusterSnapshotArn } from '../events.ts';
import { CLUSTER_SNAPSHOTS, type Snapshot } from '../tables.ts';
import { notFound, snapshotOf } from './snapshot.ts';

const right =
  (action: string): NonNullable<Operation['authorise']> =>
  (context, params) => [
    { action: `rds:${action}`, resource: clusterSnapshotArn(context, input(params, queryWords).optional('DBClusterSnapshotIdentifier')?.toLowerCase() ?? '*') },
  ];

const attributes = (snapshot: Readonly<Snapshot>): Params => ({
  DBClusterSnapshotAttributesResult: {
    DBClusterSnapshotIdentifier: snapshot.identifier,
    DBClusterSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: [...snapshot.sharedWith] }],
  },
});

export const describeAttributes: Operation = {
  kind: 'read',
  authorise: right('DescribeDBClusterSnapshotAttributes'),
  run: (context, params) => attributes(snapshotOf(context, input(params, queryWords).text('DBClusterSnapshotIdentifier')).snapshot),
};

export const modifyAttribute: Operation = {
  kind: 'write',
  authorise: right('ModifyDBClusterSnapshotAttribute'),
  run(context, params) {
    const from = input(params, queryWords);
    const name = from.text('DBClusterSnapshotIdentifier');
    if (from.text('AttributeName') !== 'restore') throw queryWords('invalid', 'AttributeName');
    const [add, remove] = [from.texts('ValuesToAdd'), from.texts('ValuesToRemove')];
    const found = rowAt(context.account, context.region, CLUSTER_SNAPSHOTS, name.toLowerCase());
    if (!found) throw notFound(name);
    if (found.kind !== 'manual') throw new AwsError('InvalidDBClusterSnapshotStateFault', 'Only manual snapshots can be shared.', 400);
    if (add.some((account) => account !== 'all' && !/^\d{12}$/.test(account))) throw queryWords('invalid', 'ValuesToAdd');
    if (found.encrypted && add.includes('all')) throw new AwsError('InvalidParameterValue', 'Encrypted snapshots cannot be shared as public.', 400, false);
    if (add.length > 0 && isDefaultKey(context, found.kmsKeyId))
      throw new AwsError('InvalidParameterValue', 'Sharing snapshots encrypted with the default service key for RDS is currently not supported.', 400, false);
    const shared = [...new Set([...found.sharedWith, ...add])].filter((account) => !remove.includes(account));
    if (shared.length > 20) throw new AwsError('SharedSnapshotQuotaExceeded', 'A snapshot can be shared with at most 20 accounts.', 400);
    const snapshot = rows(context.account, context.region, CLUSTER_SNAPSHOTS)[found.identifier] as Snapshot;
    snapshot.sharedWith = shared;
    return attributes(snapshot);
  },
};
