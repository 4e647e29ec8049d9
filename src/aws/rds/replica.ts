// Read replicas in the same region: they follow their source, and become databases of their own when they are promoted or the source is deleted.
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, rows } from '../cloud.ts';
import { input } from '../input.ts';
import { AwsError, type CloudJob, type Operation } from '../operation.ts';
import { queryWords } from '../wording.ts';
import { contentsAt } from './contents.ts';
import { checkClass, checkIdentifier } from './engine.ts';
import { instanceEvent } from './events.ts';
import { findInstance, instanceOf, instanceRow, instanceView, lasting, makeInstance, onInstance, touching } from './instance.ts';
import { settingsOf } from './snapshot.ts';
import { INSTANCES, type Instance } from './tables.ts';

export const createReplica: Operation = {
  kind: 'write',
  authorise: onInstance('CreateDBInstanceReadReplica'),
  touches: touching(),
  run(context, params) {
    const from = input(params, queryWords);
    const identifier = checkIdentifier('DBInstanceIdentifier', from.text('DBInstanceIdentifier'));
    const source = instanceOf(context, from.text('SourceDBInstanceIdentifier'));
    if (source.status !== 'available') throw new AwsError('InvalidDBInstanceState', `Instance ${source.identifier} is not in available state.`, 400);
    if (source.retentionDays === 0) {
      throw new AwsError(
        'InvalidDBInstanceState',
        'Automated backups are not enabled for this database instance. To enable automated backups, use ModifyDBInstance to set the backup retention period to a non-zero value.',
        400,
      );
    }
    const className = from.optional('DBInstanceClass') ?? source.class;
    checkClass(className);
    // It is placed beside its source unless the request says otherwise.
    const placed = { DBSubnetGroupName: source.subnetGroup, VpcSecurityGroupIds: source.securityGroups, ...params };
    const made = makeInstance(context, input(placed, queryWords), placed, {
      identifier,
      base: { ...settingsOf(source), class: className, port: from.number('Port') ?? source.port, retentionDays: 0 },
      contents: contentsAt(source.contents, context.time.now),
      minutes: [8, 14],
      message: 'DB instance created',
    });
    made.replicaOf = source.identifier;
    return { DBInstance: instanceView(context, made) };
  },
};

export const promoteReplica: Operation = {
  kind: 'write',
  authorise: onInstance('PromoteReadReplica'),
  touches: touching(),
  run(context, params) {
    const from = input(params, queryWords);
    const found = instanceOf(context, from.text('DBInstanceIdentifier'));
    const days = from.number('BackupRetentionPeriod') ?? 1;
    if (!(Number.isInteger(days) && days >= 0 && days <= 35)) throw queryWords('invalid', 'BackupRetentionPeriod');
    if (found.replicaOf === null) throw new AwsError('InvalidDBInstanceState', 'DB Instance is not a read replica.', 400);
    if (found.status !== 'available') throw new AwsError('InvalidDBInstanceState', `Instance ${found.identifier} is not in available state.`, 400);
    const instance = instanceRow(context, found.resourceId) as Instance;
    free(context, instance);
    instance.status = 'modifying';
    instance.pending = { BackupRetentionPeriod: days };
    schedule(context.time, context.time.now + lasting(context, 'rds.modify', 120, 360), 'rds.replica.promoted', {
      account: context.account.id,
      region: context.region,
      resourceId: instance.resourceId,
    });
    return { DBInstance: instanceView(context, instance) };
  },
};

export const promoted: CloudJob = (context, data) => {
  const instance = instanceRow(context, String(data.resourceId));
  if (instance?.status !== 'modifying') return;
  instance.status = 'rebooting';
  schedule(context.time, context.time.now + lasting(context, 'rds.modify', 20, 60), 'rds.instance.modified', {
    account: context.account.id,
    region: context.region,
    resourceId: instance.resourceId,
    members: ['BackupRetentionPeriod'],
  });
};

/** Cuts a replica from its source: from now on it holds what the source held at this instant. */
function free(context: CloudContext, replica: Instance): void {
  const source = replica.replicaOf === null ? null : findInstance(context, replica.replicaOf);
  if (source) replica.contents = contentsAt(source.contents, context.time.now);
  replica.replicaOf = null;
  instanceEvent(context, replica.identifier, 'Promoted Read Replica instance to a stand-alone database instance', 'read replica');
  note(context.time, 'rds.replica.promoted', { account: context.account.id, region: context.region, identifier: replica.identifier, resourceId: replica.resourceId });
}

/** Called when a source is being deleted: its replicas in the region are promoted. */
export function freeReplicasOf(context: CloudContext, identifier: string): void {
  for (const other of Object.values(rows(context.account, context.region, INSTANCES))) if (other.replicaOf === identifier) free(context, other);
}
