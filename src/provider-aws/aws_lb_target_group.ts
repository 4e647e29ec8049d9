// Target groups: where a load balancer sends requests, and how it asks whether they are well.

import { MINUTE } from '../engine/clock.ts';
import type { Json } from '../engine/json.ts';
import { elbTags } from './aws_lb.ts';
import { type Api, Complaint } from './core/api.ts';
import { all, any, between, check, enumOf, length, longerThan, needs, oneOf, oneOfAnyCase, quoted, rules, without } from './core/checks.ts';
import { nullableBetween, nullableBool } from './core/formats.ts';
import { type Attrs, differ, firstOf, fromMembers, need, pick, records, single, text, texts } from './core/members.ts';
import { uniqueName } from './core/naming.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagsFor } from './core/tagging.ts';

const ABSENT = ['TargetGroupNotFound', 'TargetGroupNotFoundException'];
const READ = {
  arn: 'TargetGroupArn',
  ip_address_type: 'IpAddressType',
  load_balancer_arns: 'LoadBalancerArns',
  name: 'TargetGroupName',
  port: 'Port',
  protocol: 'Protocol',
  protocol_version: 'ProtocolVersion',
  target_type: 'TargetType',
  vpc_id: 'VpcId',
};
const CHECK = {
  enabled: 'HealthCheckEnabled',
  healthy_threshold: 'HealthyThresholdCount',
  interval: 'HealthCheckIntervalSeconds',
  path: 'HealthCheckPath',
  port: 'HealthCheckPort',
  protocol: 'HealthCheckProtocol',
  timeout: 'HealthCheckTimeoutSeconds',
  unhealthy_threshold: 'UnhealthyThresholdCount',
};
const SETTINGS: { readonly [attribute: string]: string } = {
  deregistration_delay: 'deregistration_delay.timeout_seconds',
  load_balancing_algorithm_type: 'load_balancing.algorithm.type',
  load_balancing_anomaly_mitigation: 'load_balancing.algorithm.anomaly_mitigation',
  load_balancing_cross_zone_enabled: 'load_balancing.cross_zone.enabled',
  slow_start: 'slow_start.duration_seconds',
};

function health(attrs: Attrs): Record<string, Json | undefined> {
  const check = single(attrs.health_check);
  if (!check) return {};
  const members: Record<string, Json | undefined> = {};
  for (const [attribute, member] of Object.entries(CHECK))
    if (check[attribute] !== null && check[attribute] !== undefined && check[attribute] !== '') members[member] = check[attribute];
  if (text(check.matcher)) members.Matcher = text(attrs.protocol_version) === 'GRPC' ? { GrpcCode: text(check.matcher) } : { HttpCode: text(check.matcher) };
  return members;
}

const settingsOf = (attrs: Attrs, names: readonly string[]): Json[] => {
  const sticky = single(attrs.stickiness);
  return [
    ...names
      .filter((name) => SETTINGS[name] && attrs[name] !== null && attrs[name] !== undefined && attrs[name] !== '')
      .map((name) => ({ Key: SETTINGS[name] as string, Value: text(attrs[name]) })),
    ...(sticky && names.includes('stickiness')
      ? [
          { Key: 'stickiness.enabled', Value: text(sticky.enabled ?? true) },
          { Key: 'stickiness.type', Value: text(sticky.type) },
          ...(sticky.type === 'lb_cookie' ? [{ Key: 'stickiness.lb_cookie.duration_seconds', Value: text(sticky.cookie_duration ?? 86400) }] : []),
        ]
      : []),
  ];
};
const ALL = [...Object.keys(SETTINGS), 'stickiness'];

function setUp(api: Api, arn: string, attrs: Attrs, names: readonly string[]): void {
  const settings = settingsOf(attrs, names);
  if (settings.length) api.call('elbv2', 'ModifyTargetGroupAttributes', { TargetGroupArn: arn, Attributes: settings });
}

const longest = (limit: number) => longerThan(limit, (key) => `${quoted(key)} cannot be longer than ${limit} characters`);
const CHARACTERS = needs(/^[0-9A-Za-z-]+$/, (key) => `only alphanumeric characters and hyphens allowed in ${quoted(key)}`);
const BEGINNING = without(/^-/, (key) => `${quoted(key)} cannot begin with a hyphen`);
const percentage = rules(
  '50',
  ['half', '101', '0'],
  needs(/^(off|[1-9]\d?|100)$/, (key) => `${quoted(key)} must be an integer between 0 and 100 or 'off'`),
);
/** What is no number at all is complained of twice, as no number and as none in the range. */
const healthPort = check(
  (value, at) => {
    const given = text(value);
    if (given === 'traffic-port') return [];
    const complaint = `${quoted(at.key)} must be a valid port number (1-65536) or "traffic-port"`;
    if (!/^[+-]?\d+$/.test(given)) return [complaint, complaint];
    return Number(given) < 1 || Number(given) > 65536 ? [complaint] : [];
  },
  ['traffic-port', '8080'],
  ['http', '0'],
);

export const awsLbTargetGroup: ResourceType = {
  name: 'aws_lb_target_group',
  label: 'ELBv2 Target Group',
  checks: {
    values: {
      deregistration_delay: nullableBetween(0, 3600),
      'health_check.healthy_threshold': between(2, 10),
      'health_check.interval': between(5, 300),
      'health_check.path': all(
        '/health',
        length(1, 1024),
        rules(
          '/',
          ['health'],
          needs(/^\//, (key) => `${quoted(key)} must start with '/'`),
        ),
      ),
      'health_check.port': healthPort,
      'health_check.protocol': oneOfAnyCase('HTTP', 'HTTPS', 'TCP'),
      'health_check.timeout': between(2, 120),
      'health_check.unhealthy_threshold': between(2, 10),
      ip_address_type: enumOf('ipv4', 'ipv6'),
      load_balancing_algorithm_type: oneOf('round_robin', 'least_outstanding_requests', 'weighted_random'),
      load_balancing_anomaly_mitigation: oneOf('on', 'off'),
      load_balancing_cross_zone_enabled: oneOf('true', 'false', 'use_load_balancer_configuration'),
      name: rules(
        'web',
        ['web_1', '-web', 'web-', 'a'.repeat(33)],
        longest(32),
        CHARACTERS,
        BEGINNING,
        without(/-$/, (key) => `${quoted(key)} cannot end with a hyphen`),
      ),
      name_prefix: rules('web', ['web_1', '-web', 'website'], longest(6), CHARACTERS, BEGINNING),
      port: between(1, 65535),
      preserve_client_ip: nullableBool,
      protocol: enumOf('HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP', 'GENEVE'),
      protocol_version: oneOfAnyCase('GRPC', 'HTTP1', 'HTTP2'),
      slow_start: any(10, between(0, 0), between(30, 900)),
      'stickiness.cookie_duration': between(0, 604800),
      'stickiness.type': oneOf('lb_cookie', 'app_cookie', 'source_ip', 'source_ip_dest_ip', 'source_ip_dest_ip_proto'),
      'target_failover.on_deregistration': oneOf('rebalance', 'no_rebalance'),
      'target_failover.on_unhealthy': oneOf('rebalance', 'no_rebalance'),
      'target_group_health.dns_failover.minimum_healthy_targets_count': rules(
        '1',
        ['few'],
        needs(/^(off|[+-]?\d+)$/, (key) => `${quoted(key)} must be an integer or 'off'`),
      ),
      'target_group_health.dns_failover.minimum_healthy_targets_percentage': percentage,
      'target_group_health.unhealthy_state_routing.minimum_healthy_targets_percentage': percentage,
      'target_health_state.unhealthy_draining_interval': between(0, 360000),
      target_type: enumOf('instance', 'ip', 'lambda', 'alb'),
    },
    conflicts: { name: ['name_prefix'], name_prefix: ['name'] },
  },
  message: (verb, attrs) => `${verb} ELBv2 Target Group (${verb === 'creating' ? text(attrs.name) : text(attrs.id)})`,
  create(api, planned) {
    const name = text(planned.name) || uniqueName(api, text(planned.name_prefix) || 'tf-').slice(0, 32);
    if (api.find('elbv2', 'DescribeTargetGroups', { Names: [name] }, ['TargetGroupNotFound', 'TargetGroupNotFoundException'])) {
      throw new Complaint(`ELBv2 Target Group (${name}) already exists`);
    }
    const reply = api.call('elbv2', 'CreateTargetGroup', {
      Name: name,
      TargetType: planned.target_type,
      Port: planned.port,
      Protocol: text(planned.protocol) || undefined,
      ProtocolVersion: text(planned.protocol_version) || undefined,
      VpcId: text(planned.vpc_id) || undefined,
      IpAddressType: text(planned.ip_address_type) || undefined,
      ...health(planned),
      Tags: tagsFor(planned),
    });
    const id = need(reply, 'TargetGroups[0].TargetGroupArn');
    setUp(api, id, planned, ALL);
    return { id, name };
  },
  read(api, state) {
    const group = firstOf(api.find('elbv2', 'DescribeTargetGroups', { TargetGroupArns: [text(state.id)] }, ABSENT), 'TargetGroups');
    if (!group) return null;
    const arn = text(group.TargetGroupArn);
    const settings = new Map(
      records(pick(api.call('elbv2', 'DescribeTargetGroupAttributes', { TargetGroupArn: arn }) as Json, 'Attributes')).map((one) => [text(one.Key), text(one.Value)]),
    );
    const found = fromMembers(group, READ);
    for (const [attribute, key] of Object.entries(SETTINGS)) if (settings.has(key)) found[attribute] = settings.get(key);
    const check = fromMembers(group, CHECK);
    return {
      ...found,
      arn_suffix: arn.split(':').at(-1) ?? '',
      // A protocol that nobody chose is HTTP, and stays unsaid.
      health_check: [
        {
          ...check,
          protocol: check.protocol === 'HTTP' && !text(single(state.health_check)?.protocol) ? null : check.protocol,
          path: check.path ?? '',
          matcher: pick(group, 'Matcher.HttpCode') ?? pick(group, 'Matcher.GrpcCode') ?? '',
        },
      ],
      ip_address_type: found.ip_address_type ?? 'ipv4',
      lambda_multi_value_headers_enabled: false,
      load_balancer_arns: texts(found.load_balancer_arns),
      name_prefix: state.name_prefix ?? '',
      protocol_version: found.protocol_version ?? '',
      proxy_protocol_v2: false,
      stickiness: [
        {
          cookie_duration: Number(settings.get('stickiness.lb_cookie.duration_seconds') ?? 86400),
          cookie_name: '',
          enabled: settings.get('stickiness.enabled') === 'true',
          type: settings.get('stickiness.type') ?? 'lb_cookie',
        },
      ],
      target_failover: [{ on_deregistration: null, on_unhealthy: null }],
      target_group_health: [
        {
          dns_failover: [{ minimum_healthy_targets_count: '1', minimum_healthy_targets_percentage: 'off' }],
          unhealthy_state_routing: [{ minimum_healthy_targets_count: 1, minimum_healthy_targets_percentage: 'off' }],
        },
      ],
      target_health_state: [{ enable_unhealthy_connection_termination: null, unhealthy_draining_interval: null }],
      tags_all: elbTags(api, arn),
    };
  },
  update(api, prior, planned) {
    const arn = text(prior.id);
    if (differ(prior, planned, 'health_check')) api.call('elbv2', 'ModifyTargetGroup', { TargetGroupArn: arn, ...health(planned) });
    setUp(
      api,
      arn,
      planned,
      ALL.filter((name) => differ(prior, planned, name)),
    );
  },
  delete(api, prior) {
    api.find('elbv2', 'DeleteTargetGroup', { TargetGroupArn: text(prior.id) }, ABSENT);
  },
  kept: { protocol_version: (value) => value.toUpperCase() },
  refuses({ config, unknown }) {
    const type = text(config.target_type) || 'instance';
    const check = single(config.health_check);
    const [own, checked] = [text(config.protocol), text(check?.protocol).toUpperCase()];
    const invalid = (words: string) => `Invalid Attribute Combination\n\n${words}`;
    for (const name of ['matcher', 'path']) {
      if (checked === 'TCP' && text(check?.[name]))
        return invalid(`Attribute "health_check[0].${name}" cannot be specified when "health_check[0].protocol" is "${text(check?.protocol)}".`);
    }
    const mismatch = (other: string, value: string) => `Attribute "health_check[0].protocol" cannot have value "TCP" when "${other}" is "${value}".`;
    if (checked === 'TCP' && (own === 'HTTP' || own === 'HTTPS')) return mismatch('protocol', own);
    if (type === 'lambda') return checked === 'TCP' ? mismatch('target_type', type) : null;
    const missing = ['port', 'protocol', 'vpc_id'].find((name) => config[name] === null && !unknown(name));
    return missing ? invalid(`Attribute "${missing}" must be specified when "target_type" is "${type}".`) : null;
  },
  retryDelete: { codes: ['ResourceInUse', 'ResourceInUseException'], timeout: 2 * MINUTE },
  tags: TAGS.elbv2,
};
