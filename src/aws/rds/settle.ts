// What becomes of an instance by itself: made, restarted, stopped, started.
import { DAY } from '../../engine/clock.ts';
import { note, schedule } from '../../engine/moment.ts';
import { input } from '../input.ts';
import { AwsError, type CloudJob, type Operation } from '../operation.ts';
import { queryWords } from '../wording.ts';
import { planBackup, startBackup } from './backup.ts';
import { join } from './cluster/member.ts';
import { census } from './contents.ts';
import { addressOf } from './endpoint.ts';
import { instanceEvent } from './events.ts';
import { instanceOf, instanceRow, instanceView, lasting, onInstance, touching } from './instance.ts';
import type { Instance } from './tables.ts';

/** The instance exists now: it gets its name, and its first backup when backups are on. */
export const created: CloudJob = (context, data) => {
  const instance = instanceRow(context, String(data.resourceId));
  if (instance?.status !== 'creating') return;
  instance.createdAt = context.time.now;
  instance.address = addressOf(context, instance.identifier);
  instance.status = 'available';
  join(context, instance);
  instanceEvent(context, instance.identifier, String(data.message), String(data.message) === 'DB instance created' ? 'creation' : 'restoration');
  note(context.time, 'rds.instance.created', {
    account: context.account.id,
    region: context.region,
    identifier: instance.identifier,
    resourceId: instance.resourceId,
    message: data.message,
    rows: census(instance.contents, context.time.now),
  });
  if (instance.retentionDays > 0) {
    startBackup(context, instance);
    planBackup(context, instance);
  }
};

const place = (context: Parameters<CloudJob>[0], instance: Instance) => ({ account: context.account.id, region: context.region, resourceId: instance.resourceId });

function operation(action: string, states: readonly string[], state: string, status: string, seconds: readonly [number, number], job: string): Operation {
  return {
    kind: 'write',
    authorise: onInstance(action),
    touches: touching(),
    run(context, params) {
      const found = instanceOf(context, input(params, queryWords).text('DBInstanceIdentifier'));
      if (found.cluster !== undefined && action !== 'RebootDBInstance')
        throw new AwsError('InvalidDBInstanceState', 'The specified instance is a member of a cluster. Stop or start the cluster instead.', 400);
      if (!states.includes(found.status)) throw new AwsError('InvalidDBInstanceState', `Instance ${found.identifier} is not in ${state} state.`, 400);
      const failover = action === 'RebootDBInstance' && input(params, queryWords).flag('ForceFailover') === true;
      // In the words of the parameter's description; the refusal itself was not seen.
      if (failover && !found.multiAz)
        throw new AwsError('InvalidParameterCombination', "You can't force a failover of an instance that isn't configured for Multi-AZ.", 400, false);
      const instance = instanceRow(context, found.resourceId) as Instance;
      if (failover) instanceEvent(context, instance.identifier, 'Multi-AZ instance failover started', 'failover');
      instance.status = status;
      note(context.time, `rds.instance.${status}`, { ...place(context, instance), identifier: instance.identifier });
      schedule(context.time, context.time.now + lasting(context, 'rds.power', ...seconds), job, { ...place(context, instance), ...(failover ? { failover } : {}) });
      return { DBInstance: instanceView(context, instance) };
    },
  };
}

export const rebootInstance = operation('RebootDBInstance', ['available'], 'available', 'rebooting', [20, 60], 'rds.instance.rebooted');
export const stopInstance = operation('StopDBInstance', ['available'], 'available', 'stopping', [120, 300], 'rds.instance.stopped');
export const startInstance = operation('StartDBInstance', ['stopped'], 'stopped', 'starting', [180, 420], 'rds.instance.started');

export const rebooted: CloudJob = (context, data) => {
  const instance = instanceRow(context, String(data.resourceId));
  if (instance?.status !== 'rebooting') return;
  instance.status = 'available';
  instance.parameterStatus = 'in-sync';
  instanceEvent(context, instance.identifier, 'DB instance restarted', 'availability');
  if (data.failover === true) instanceEvent(context, instance.identifier, 'Multi-AZ instance failover completed', 'failover');
};

/** AWS starts a stopped instance again after seven days. */
export const stopped: CloudJob = (context, data) => {
  const instance = instanceRow(context, String(data.resourceId));
  if (instance?.status !== 'stopping') return;
  instance.status = 'stopped';
  instanceEvent(context, instance.identifier, 'DB instance stopped', 'notification');
  schedule(context.time, context.time.now + 7 * DAY, 'rds.instance.overdue', place(context, instance));
};

export const overdue: CloudJob = (context, data) => {
  const instance = instanceRow(context, String(data.resourceId));
  if (instance?.status !== 'stopped') return;
  instance.status = 'starting';
  instanceEvent(context, instance.identifier, 'DB instance is being started due to it exceeding the maximum allowed time being stopped.', 'notification');
  schedule(context.time, context.time.now + lasting(context, 'rds.power', 180, 420), 'rds.instance.started', place(context, instance));
};

export const started: CloudJob = (context, data) => {
  const instance = instanceRow(context, String(data.resourceId));
  if (instance?.status !== 'starting') return;
  instance.status = 'available';
  instanceEvent(context, instance.identifier, 'DB instance started', 'notification');
};
