// Registering targets and asking for their health. Health is computed from what is really there, so that it cannot be out of date.

import { SECOND } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note } from '../../engine/moment.ts';
import { type CloudContext, type CloudView, listed, rowAt, rows } from '../cloud.ts';
import { INSTANCES } from '../ec2/instance.ts';
import { INTERFACES } from '../ec2/interface.ts';
import { allowed } from '../ec2/security-group-rule.ts';
import { given } from '../input.ts';
import type { CloudJob, Operation } from '../operation.ts';
import { LOAD_BALANCERS } from './load-balancer.ts';
import { invalid, read, refusal } from './refusal.ts';
import { balancersOf, deregisterTarget, firstChecks, registerTarget, TARGET_GROUPS, type Target, type TargetGroup, targetGroupOf } from './target-group.ts';

export interface Health {
  readonly state: 'initial' | 'healthy' | 'unhealthy' | 'unused' | 'draining';
  readonly reason: string | null;
  readonly description: string | null;
}

/** The interface behind a target, as long as something runs there. */
function interfaceBehind(context: CloudView, group: Readonly<TargetGroup>, target: Readonly<Target>) {
  const { account, region } = context;
  const faces = listed(account, region, INTERFACES);
  if (group.targetType === 'instance') {
    const instance = rowAt(account, region, INSTANCES, target.id);
    return instance?.state === 'running' ? faces.find((face) => face.id === instance.interfaceId) : undefined;
  }
  return faces.find((face) => face.vpcId === group.vpcId && face.privateIp === target.id);
}

/** Until a balancer's nodes know of a target. */
const REGISTERING = 5 * SECOND;

/** How a load balancer sees a target now. */
export function healthOf(context: CloudView, group: Readonly<TargetGroup>, target: Readonly<Target>): Health {
  const { account, region, time } = context;
  if (target.drainingSince !== null) return { state: 'draining', reason: 'Target.DeregistrationInProgress', description: 'Target deregistration is in progress' };
  const balancers = balancersOf(context, group.arn).flatMap((arn) => rowAt(account, region, LOAD_BALANCERS, arn) ?? []);
  if (balancers.length === 0) {
    return { state: 'unused', reason: 'Target.NotInUse', description: 'Target group is not configured to receive traffic from the load balancer' };
  }
  if (group.targetType === 'lambda') return { state: 'healthy', reason: null, description: null };
  const machine = group.targetType === 'instance' ? rowAt(account, region, INSTANCES, target.id) : undefined;
  if (machine && machine.state !== 'running' && machine.state !== 'pending') {
    return { state: 'unused', reason: 'Target.InvalidState', description: `Target is in the ${machine.state} state` };
  }
  const face = interfaceBehind(context, group, target);
  const reachable =
    face !== undefined &&
    balancers.some((balancer) =>
      balancer.interfaces.some((id) => {
        const from = rowAt(account, region, INTERFACES, id);
        return (
          from !== undefined &&
          (balancer.groups.length === 0 || allowed(context, { groups: from.groups, ip: from.privateIp }, { groups: face.groups, ip: face.privateIp }, target.port))
        );
      }),
    );
  if (time.now < target.registeredAt + firstChecks(group)) {
    return time.now < target.registeredAt + REGISTERING
      ? { state: 'initial', reason: 'Elb.RegistrationInProgress', description: 'Target registration is in progress' }
      : { state: 'initial', reason: 'Elb.InitialHealthChecking', description: 'Initial health checks in progress' };
  }
  if (!reachable) return { state: 'unhealthy', reason: 'Target.Timeout', description: 'Request timed out' };
  return { state: 'healthy', reason: null, description: null };
}

/** The next instant at which the health of a target changes by the passing of time alone; infinite when none will. */
export const nextTurn = ({ account, region, time }: CloudView): number =>
  listed(account, region, TARGET_GROUPS)
    .flatMap((group) => group.targets.map((target) => target.registeredAt + firstChecks(group)))
    .reduce((next, at) => (at > time.now && at < next ? at : next), Number.POSITIVE_INFINITY);

export const describeTargetHealth: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const group = targetGroupOf(context, request.text('TargetGroupArn'));
    const asked = request.records('Targets').map((target) => ({ id: read(target).text('Id'), port: read(target).number('Port') ?? group.port ?? 0 }));
    const chosen: readonly (Target | { readonly id: string; readonly port: number })[] =
      asked.length === 0 ? group.targets : asked.map((wanted) => group.targets.find((target) => target.id === wanted.id && target.port === wanted.port) ?? wanted);
    return {
      TargetHealthDescriptions: chosen.map((target): Json => {
        const health: Health =
          'registeredAt' in target
            ? healthOf(context, group, target)
            : { state: 'unused', reason: 'Target.NotRegistered', description: 'Target is not registered to the target group' };
        return {
          Target: given({ Id: target.id, Port: target.port || undefined, AvailabilityZone: 'registeredAt' in target ? interfaceBehind(context, group, target)?.zone : undefined }),
          HealthCheckPort: group.check.port === 'traffic-port' ? String(target.port) : group.check.port,
          TargetHealth: given({ State: health.state, Reason: health.reason, Description: health.description }),
        };
      }),
    };
  },
};

function targetsAsked(context: CloudContext, params: Parameters<Operation['run']>[1]) {
  const request = read(params);
  const group = targetGroupOf(context, request.text('TargetGroupArn'));
  const targets = request.records('Targets').map((target) => ({ id: read(target).text('Id'), port: read(target).number('Port') }));
  if (targets.length === 0) throw invalid('At least one target must be specified');
  return { group, targets };
}

export const registerTargets: Operation = {
  kind: 'write',
  run(context, params) {
    const { group, targets } = targetsAsked(context, params);
    for (const { id } of targets) {
      if (group.targetType === 'instance' && rowAt(context.account, context.region, INSTANCES, id)?.state !== 'running') {
        throw refusal('InvalidTarget', `The following targets are not in a running state and cannot be registered: '${id}'`);
      }
      if (group.targetType === 'ip' && !/^\d+\.\d+\.\d+\.\d+$/.test(id)) throw invalid(`The IP address '${id}' is not a valid IPv4 address`);
    }
    for (const { id, port } of targets) registerTarget(context, group.arn, id, port ?? group.port ?? 80);
    return {};
  },
};

export const deregisterTargets: Operation = {
  kind: 'write',
  run(context, params) {
    const { group, targets } = targetsAsked(context, params);
    for (const { id, port } of targets) deregisterTarget(context, group.arn, id, port);
    return {};
  },
};

const checked: CloudJob = (context, data) => {
  const group = rowAt(context.account, context.region, TARGET_GROUPS, String(data.arn));
  const target = group?.targets.find((candidate) => candidate.id === data.id && candidate.port === data.port);
  if (!group || !target) return;
  const { state, reason } = healthOf(context, group, target);
  if (state === 'healthy' || state === 'unhealthy') {
    note(context.time, `elbv2.target.${state}`, { account: context.account.id, region: context.region, group: group.name, target: target.id, reason });
  }
};

const drained: CloudJob = (context, data) => {
  const group = rows(context.account, context.region, TARGET_GROUPS)[String(data.arn)];
  if (group) group.targets = group.targets.filter((target) => target.id !== data.id || target.port !== data.port || target.drainingSince === null);
};

export const targetJobs = { 'elbv2.target.checked': checked, 'elbv2.target.drained': drained };
