// Clusters (Aurora, Multi-AZ clusters) are not part of this cloud: there are none, so whatever names one is refused as RDS refuses a name it does not know.
import type { CloudContext } from '../cloud.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { queryWords } from '../wording.ts';

const noCluster = (name: string) => new AwsError('DBClusterNotFoundFault', `DBCluster ${name} not found.`, 404);
const noSnapshot = (name: string) => new AwsError('DBClusterSnapshotNotFoundFault', `DBClusterSnapshot ${name} not found.`, 404);

const on = (action: string, kind: string, member: string) => (context: CloudContext, params: Params) => [
  { action: `rds:${action}`, resource: `arn:aws:rds:${context.region}:${context.account.id}:${kind}:${input(params, queryWords).optional(member) ?? '*'}` },
];

/** A write on one that is not there. `also` are other members that have to be given. */
function missing(action: string, member: string, kind: 'cluster' | 'cluster-snapshot', also: readonly string[] = []): Operation {
  return {
    kind: 'write',
    authorise: on(action, kind, member),
    run(_context, params) {
      const from = input(params, queryWords);
      const name = from.text(member);
      for (const other of also) from.text(other);
      throw kind === 'cluster' ? noCluster(name) : noSnapshot(name);
    },
  };
}

/** The empty list, and a refusal of a name that is asked for. */
const list = (action: string, member: string, kind: 'cluster' | 'cluster-snapshot', output: string): Operation => ({
  kind: 'read',
  authorise: on(action, kind, member),
  run(_context, params) {
    const name = input(params, queryWords).optional(member);
    if (name !== null) throw kind === 'cluster' ? noCluster(name) : noSnapshot(name);
    return { [output]: [] };
  },
});

export const CLUSTERS: { readonly [name: string]: Operation } = {
  CopyDBClusterSnapshot: missing('CopyDBClusterSnapshot', 'SourceDBClusterSnapshotIdentifier', 'cluster-snapshot', ['TargetDBClusterSnapshotIdentifier']),
  CreateDBClusterSnapshot: missing('CreateDBClusterSnapshot', 'DBClusterIdentifier', 'cluster', ['DBClusterSnapshotIdentifier']),
  DeleteDBCluster: missing('DeleteDBCluster', 'DBClusterIdentifier', 'cluster'),
  DeleteDBClusterSnapshot: missing('DeleteDBClusterSnapshot', 'DBClusterSnapshotIdentifier', 'cluster-snapshot'),
  DescribeDBClusters: list('DescribeDBClusters', 'DBClusterIdentifier', 'cluster', 'DBClusters'),
  DescribeDBClusterSnapshots: list('DescribeDBClusterSnapshots', 'DBClusterSnapshotIdentifier', 'cluster-snapshot', 'DBClusterSnapshots'),
  ModifyDBCluster: missing('ModifyDBCluster', 'DBClusterIdentifier', 'cluster'),
  RestoreDBClusterFromSnapshot: missing('RestoreDBClusterFromSnapshot', 'SnapshotIdentifier', 'cluster-snapshot', ['DBClusterIdentifier', 'Engine']),
  RestoreDBClusterToPointInTime: missing('RestoreDBClusterToPointInTime', 'SourceDBClusterIdentifier', 'cluster', ['DBClusterIdentifier']),
  StartDBCluster: missing('StartDBCluster', 'DBClusterIdentifier', 'cluster'),
  StopDBCluster: missing('StopDBCluster', 'DBClusterIdentifier', 'cluster'),
};
