// Target groups: a name unique in the Region, a health check, and who is registered.
import { SECOND } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, type CloudView, having, listed, peek, rowAt, rows, table } from '../cloud.ts';
import { VPCS } from '../ec2/vpc.ts';
import { arn, hexId } from '../ids.ts';
import { given, type Input } from '../input.ts';
import type { Operation } from '../operation.ts';
import { page } from '../page.ts';
import { readTags, type Tags } from '../tags.ts';
import { type Attributes, printAttributes, readAttributes, TARGET_GROUP_ATTRIBUTES } from './attribute.ts';
import { LISTENERS } from './listener.ts';
import { invalid, read, refusal } from './refusal.ts';
import { RULES } from './rule.ts';

export interface HealthCheck {
  protocol: string;
  port: string;
  enabled: boolean;
  /** Seconds. */
  interval: number;
  timeout: number;
  healthy: number;
  unhealthy: number;
  path: string;
  matcher: string;
}

export interface Target {
  /** An address, an instance id, or a function's ARN. */
  readonly id: string;
  readonly port: number;
  readonly registeredAt: number;
  /** Since when it is being drained; null while it serves. */
  drainingSince: number | null;
}

export interface TargetGroup {
  readonly arn: string;
  readonly name: string;
  readonly protocol: string | null;
  readonly protocolVersion: string | null;
  readonly port: number | null;
  readonly vpcId: string | null;
  readonly targetType: string;
  readonly ipAddressType: string;
  readonly createdAt: number;
  check: HealthCheck;
  targets: Target[];
  attributes: Attributes;
  tags: Tags;
}

/** Keyed by ARN. */
export const TARGET_GROUPS = table<TargetGroup>('elbv2.target-group');

export function targetGroupOf(context: CloudContext, arnText: string): Readonly<TargetGroup> {
  const group = rowAt(context.account, context.region, TARGET_GROUPS, arnText);
  if (!group) throw refusal('TargetGroupNotFound', 'One or more target groups not found');
  return group;
}

/** The load balancers that send requests to a group, by listeners and rules. */
export function balancersOf(context: CloudView, groupArn: string): string[] {
  const { account, region } = context;
  const uses = (actions: readonly { readonly targets: readonly { readonly arn: string }[] }[]) =>
    actions.some((action) => action.targets.some((target) => target.arn === groupArn));
  const listeners = peek(account, region, LISTENERS);
  const found = new Set<string>();
  for (const listener of Object.values(listeners)) if (uses(listener.actions)) found.add(listener.loadBalancerArn);
  for (const rule of listed(account, region, RULES)) {
    const listener = uses(rule.actions) ? listeners[rule.listenerArn] : undefined;
    if (listener) found.add(listener.loadBalancerArn);
  }
  return [...found];
}

const printTargetGroup = (context: CloudContext, group: Readonly<TargetGroup>): Json =>
  given({
    TargetGroupArn: group.arn,
    TargetGroupName: group.name,
    Protocol: group.protocol,
    Port: group.port,
    VpcId: group.vpcId,
    HealthCheckProtocol: group.check.protocol,
    HealthCheckPort: group.check.port,
    HealthCheckEnabled: group.check.enabled,
    HealthCheckIntervalSeconds: group.check.interval,
    HealthCheckTimeoutSeconds: group.check.timeout,
    HealthyThresholdCount: group.check.healthy,
    UnhealthyThresholdCount: group.check.unhealthy,
    HealthCheckPath: group.check.path,
    Matcher: { HttpCode: group.check.matcher },
    LoadBalancerArns: balancersOf(context, group.arn),
    TargetType: group.targetType,
    ProtocolVersion: group.protocolVersion,
    IpAddressType: group.ipAddressType,
  });

function checkAsked(request: Input, before: HealthCheck): HealthCheck {
  const matcher = request.record('Matcher');
  return {
    protocol: request.optional('HealthCheckProtocol') ?? before.protocol,
    port: request.optional('HealthCheckPort') ?? before.port,
    enabled: request.flag('HealthCheckEnabled') ?? before.enabled,
    interval: request.number('HealthCheckIntervalSeconds') ?? before.interval,
    timeout: request.number('HealthCheckTimeoutSeconds') ?? before.timeout,
    healthy: request.number('HealthyThresholdCount') ?? before.healthy,
    unhealthy: request.number('UnhealthyThresholdCount') ?? before.unhealthy,
    path: request.optional('HealthCheckPath') ?? before.path,
    matcher: (matcher ? read(matcher).optional('HttpCode') : null) ?? before.matcher,
  };
}

export const createTargetGroup: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const name = request.text('Name');
    if (name.length > 32) throw invalid(`Target group name '${name}' cannot be longer than '32' characters`);
    if (!/^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(name)) {
      throw invalid(`Target group name '${name}' can only contain characters that are alphanumeric characters or hyphens(-)`);
    }
    const targetType = request.optional('TargetType') ?? 'instance';
    const isFunction = targetType === 'lambda';
    const protocol = isFunction ? null : request.text('Protocol').toUpperCase();
    const port = isFunction ? null : request.number('Port');
    const vpcId = isFunction ? null : request.text('VpcId');
    if (!isFunction && port === null) throw invalid('A port must be specified');
    if (vpcId && !rowAt(context.account, context.region, VPCS, vpcId)) throw invalid(`The VPC ID '${vpcId}' is not found`);
    const web = protocol === null || protocol.startsWith('HTTP');
    const check = checkAsked(request, {
      protocol: web ? 'HTTP' : 'TCP',
      port: 'traffic-port',
      enabled: !isFunction,
      interval: isFunction ? 35 : 30,
      timeout: isFunction ? 30 : web ? 5 : 10,
      healthy: 5,
      unhealthy: web ? 2 : 5,
      path: web ? '/' : '',
      matcher: web ? '200' : '',
    });
    const tags = readTags(params.Tags);
    const present = having(context.account, context.region, TARGET_GROUPS, 'name', name)[0];
    if (present) {
      const same =
        present.protocol === protocol &&
        present.port === port &&
        present.vpcId === vpcId &&
        present.targetType === targetType &&
        JSON.stringify(present.check) === JSON.stringify(check);
      if (!same) throw refusal('DuplicateTargetGroupName', `A target group with the same name '${name}' exists, but with different settings`);
      return { TargetGroups: [printTargetGroup(context, present)] };
    }
    const group: TargetGroup = {
      arn: arn('elasticloadbalancing', context.region, context.account.id, `targetgroup/${name}/${hexId(context.time, 'elbv2', 16)}`),
      name,
      protocol,
      protocolVersion: web && !isFunction ? (request.optional('ProtocolVersion') ?? 'HTTP1') : null,
      port,
      vpcId,
      targetType,
      ipAddressType: request.optional('IpAddressType') ?? 'ipv4',
      createdAt: context.time.now,
      check,
      targets: [],
      attributes: { ...TARGET_GROUP_ATTRIBUTES },
      tags,
    };
    rows(context.account, context.region, TARGET_GROUPS)[group.arn] = group;
    note(context.time, 'elbv2.target-group.created', { account: context.account.id, region: context.region, arn: group.arn, name });
    return { TargetGroups: [printTargetGroup(context, group)] };
  },
};

export const describeTargetGroups: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const arns = request.texts('TargetGroupArns');
    const names = request.texts('Names');
    const balancer = request.optional('LoadBalancerArn');
    const all = listed(context.account, context.region, TARGET_GROUPS);
    if (arns.some((wanted) => !all.some((group) => group.arn === wanted)) || names.some((name) => !all.some((group) => group.name === name))) {
      throw refusal('TargetGroupNotFound', 'One or more target groups not found');
    }
    const chosen = all.filter(
      (group) =>
        (arns.length === 0 || arns.includes(group.arn)) && (names.length === 0 || names.includes(group.name)) && (!balancer || balancersOf(context, group.arn).includes(balancer)),
    );
    const cut = page(chosen, params.Marker, params.PageSize, 400, 'ValidationError');
    return given({ TargetGroups: cut.items.map((group) => printTargetGroup(context, group)), NextMarker: cut.next });
  },
};

export const modifyTargetGroup: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const known = targetGroupOf(context, request.text('TargetGroupArn'));
    const check = checkAsked(request, { ...known.check });
    const group = rows(context.account, context.region, TARGET_GROUPS)[known.arn] as TargetGroup;
    group.check = check;
    return { TargetGroups: [printTargetGroup(context, group)] };
  },
};

export const deleteTargetGroup: Operation = {
  kind: 'write',
  run(context, params) {
    const arnText = read(params).text('TargetGroupArn');
    const group = rowAt(context.account, context.region, TARGET_GROUPS, arnText);
    if (!group) {
      if (!arnText.includes(':targetgroup/')) throw invalid(`'${arnText}' is not a valid target group ARN`);
      return {};
    }
    if (balancersOf(context, arnText).length > 0) throw refusal('ResourceInUse', `Target group '${arnText}' is currently in use by a listener or a rule`);
    note(context.time, 'elbv2.target-group.deleted', { account: context.account.id, region: context.region, arn: arnText, name: group.name });
    delete rows(context.account, context.region, TARGET_GROUPS)[arnText];
    return {};
  },
};

export const describeTargetGroupAttributes: Operation = {
  kind: 'read',
  run: (context, params) => ({ Attributes: printAttributes(targetGroupOf(context, read(params).text('TargetGroupArn')).attributes) }),
};

export const modifyTargetGroupAttributes: Operation = {
  kind: 'write',
  run(context, params) {
    const { arn: key } = targetGroupOf(context, read(params).text('TargetGroupArn'));
    const changes = readAttributes(params, TARGET_GROUP_ATTRIBUTES, 'Target group', [
      'preserve_client_ip.',
      'proxy_protocol_v2.',
      'target_health_state.',
      'target_failover.',
      'lambda.',
      'deregistration_delay.',
      'stickiness.',
    ]);
    const group = rows(context.account, context.region, TARGET_GROUPS)[key] as TargetGroup;
    Object.assign(group.attributes, changes);
    return { Attributes: printAttributes(group.attributes) };
  },
};

/** Registers a target; a service such as ECS calls this for its tasks. When its first checks are through, a job lets the world look again. */
export function registerTarget(context: CloudContext, groupArn: string, id: string, port: number): void {
  const group = rows(context.account, context.region, TARGET_GROUPS)[groupArn];
  if (!group) return;
  group.targets = group.targets.filter((target) => target.id !== id || target.port !== port);
  group.targets.push({ id, port, registeredAt: context.time.now, drainingSince: null });
  schedule(context.time, context.time.now + firstChecks(group), 'elbv2.target.checked', { account: context.account.id, region: context.region, arn: groupArn, id, port });
}

/** Milliseconds until a new target has passed its first check: one success is enough for a target that was just registered (user guide, health checks). */
export const firstChecks = (group: Readonly<TargetGroup>): number => group.check.interval * SECOND;

/** Begins to drain a target; it is gone when the group's delay is over. */
export function deregisterTarget(context: CloudContext, groupArn: string, id: string, port: number | null): void {
  const group = rows(context.account, context.region, TARGET_GROUPS)[groupArn];
  for (const target of group?.targets ?? []) {
    if (target.id !== id || (port !== null && target.port !== port) || target.drainingSince !== null) continue;
    target.drainingSince = context.time.now;
    const delay = Number(group?.attributes['deregistration_delay.timeout_seconds'] ?? 300) * SECOND;
    schedule(context.time, context.time.now + delay, 'elbv2.target.drained', {
      account: context.account.id,
      region: context.region,
      arn: groupArn,
      id: target.id,
      port: target.port,
    });
  }
}
