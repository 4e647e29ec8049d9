// Load balancers: minutes to come, seconds to go. The name is unique in a Region.

import { MINUTE, SECOND } from '../engine/clock.ts';
import type { Json } from '../engine/json.ts';
import { type Api, Complaint, Refusal } from './core/api.ts';
import type { At } from './core/checks.ts';
import { enumOf, longerThan, needs, oneOf, quoted, rules, without } from './core/checks.ts';
import { ipv4Address, ipv6Address } from './core/formats.ts';
import { type Attrs, differ, firstOf, need, pick, records, text, texts } from './core/members.ts';
import { uniqueName } from './core/naming.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagsFor, tagsIn } from './core/tagging.ts';

const ABSENT = ['LoadBalancerNotFound', 'LoadBalancerNotFoundException'];
const find = (api: Api, attrs: Attrs) => firstOf(api.find('elbv2', 'DescribeLoadBalancers', { LoadBalancerArns: [text(attrs.id)] }, ABSENT), 'LoadBalancers');

/** Attributes of a load balancer that are keys of its own call. The kinds say which have which. */
const SETTINGS: { readonly [attribute: string]: readonly [key: string, kinds: string] } = {
  client_keep_alive: ['client_keep_alive.seconds', 'a'],
  desync_mitigation_mode: ['routing.http.desync_mitigation_mode', 'a'],
  dns_record_client_routing_policy: ['dns_record.client_routing_policy', 'n'],
  drop_invalid_header_fields: ['routing.http.drop_invalid_header_fields.enabled', 'a'],
  enable_cross_zone_load_balancing: ['load_balancing.cross_zone.enabled', 'ng'],
  enable_deletion_protection: ['deletion_protection.enabled', 'ang'],
  enable_http2: ['routing.http2.enabled', 'a'],
  enable_tls_version_and_cipher_suite_headers: ['routing.http.x_amzn_tls_version_and_cipher_suite.enabled', 'a'],
  enable_waf_fail_open: ['waf.fail_open.enabled', 'a'],
  enable_xff_client_port: ['routing.http.xff_client_port.enabled', 'a'],
  enable_zonal_shift: ['zonal_shift.config.enabled', 'an'],
  idle_timeout: ['idle_timeout.timeout_seconds', 'a'],
  preserve_host_header: ['routing.http.preserve_host_header.enabled', 'a'],
  xff_header_processing_mode: ['routing.http.xff_header_processing.mode', 'a'],
};

const settingsOf = (attrs: Attrs, names: readonly string[]): Json[] => {
  const kind = text(attrs.load_balancer_type)[0] ?? 'a';
  return names
    .filter((name) => SETTINGS[name]?.[1].includes(kind) && attrs[name] !== null && attrs[name] !== undefined)
    .map((name) => ({ Key: SETTINGS[name]?.[0] as string, Value: text(attrs[name]) }));
};

export const elbTags = (api: Api, arn: Json | undefined) => tagsIn(pick(api.call('elbv2', 'DescribeTags', { ResourceArns: [text(arn)] }) as Json, 'TagDescriptions[0].Tags'));

const CHARACTERS = needs(/^[0-9A-Za-z-]+$/, (key, value) => `only alphanumeric characters and hyphens allowed in ${quoted(key)}: ${quoted(value)}`);
const BEGINNING = without(/^-/, (key, value) => `${quoted(key)} cannot begin with a hyphen: ${quoted(value)}`);
const INTERNAL = without(/^internal-/, (key, value) => `${quoted(key)} cannot begin with "internal-": ${quoted(value)}`);
const longest = (limit: number) => longerThan(limit, (key, value) => `${quoted(key)} cannot be longer than ${limit} characters: ${quoted(value)}`);
const balancerPrefix = rules('web', ['web_', '-web', 'website', 'internal-'], CHARACTERS, longest(6), BEGINNING, INTERNAL);
const named = rules(
  'web',
  ['web_1', '-web', 'web-', 'internal-web', 'a'.repeat(33)],
  longest(32),
  CHARACTERS,
  BEGINNING,
  without(/-$/, (key, value) => `${quoted(key)} cannot end with a hyphen: ${quoted(value)}`),
  INTERNAL,
);
const balancerName = { ...named, good: [...named.good, ''], run: (value: Json, at: At) => (value === '' ? [] : named.run(value, at)) };

export const awsLb: ResourceType = {
  name: 'aws_lb',
  label: 'ELBv2 Load Balancer',
  checks: {
    values: {
      desync_mitigation_mode: oneOf('monitor', 'defensive', 'strictest'),
      dns_record_client_routing_policy: oneOf('availability_zone_affinity', 'partial_availability_zone_affinity', 'any_availability_zone'),
      enforce_security_group_inbound_rules_on_private_link_traffic: enumOf('on', 'off'),
      ip_address_type: enumOf('ipv4', 'dualstack', 'dualstack-without-public-ipv4'),
      load_balancer_type: enumOf('application', 'network', 'gateway'),
      name: balancerName,
      name_prefix: balancerPrefix,
      'subnet_mapping.ipv6_address': ipv6Address,
      'subnet_mapping.private_ipv4_address': ipv4Address,
      xff_header_processing_mode: oneOf('append', 'preserve', 'remove'),
    },
    conflicts: { name: ['name_prefix'], name_prefix: ['name'] },
    exactlyOne: [['subnet_mapping', 'subnets']],
  },
  message: (verb, attrs) =>
    verb === 'creating'
      ? `creating ELBv2 ${text(attrs.load_balancer_type) || 'application'} Load Balancer (${text(attrs.name)})`
      : `${verb} ELBv2 Load Balancer (${text(attrs.id)})`,
  create(api, planned) {
    const name = text(planned.name) || (text(planned.name_prefix) ? uniqueName(api, text(planned.name_prefix)).slice(0, 32) : `tf-lb-${uniqueName(api, '')}`.slice(0, 32));
    const withName = { ...planned, name };
    if (api.find('elbv2', 'DescribeLoadBalancers', { Names: [name] }, ['LoadBalancerNotFound', 'LoadBalancerNotFoundException'])) {
      throw new Complaint(`ELBv2 Load Balancer (${name}) already exists`);
    }
    const mappings = records(planned.subnet_mapping).map((mapping) => ({
      SubnetId: text(mapping.subnet_id),
      ...(text(mapping.allocation_id) ? { AllocationId: text(mapping.allocation_id) } : {}),
    }));
    let reply: Attrs;
    try {
      reply = api.call('elbv2', 'CreateLoadBalancer', {
        Name: name,
        Type: planned.load_balancer_type,
        Scheme: planned.internal === true ? 'internal' : undefined,
        SecurityGroups: texts(planned.security_groups).length ? texts(planned.security_groups) : undefined,
        Subnets: mappings.length ? undefined : texts(planned.subnets),
        SubnetMappings: mappings.length ? mappings : undefined,
        IpAddressType: text(planned.ip_address_type) || undefined,
        Tags: tagsFor(planned),
      });
    } catch (error) {
      throw error instanceof Refusal ? error.within(awsLb.message?.('creating', withName) ?? '') : error;
    }
    const id = need(reply, 'LoadBalancers[0].LoadBalancerArn');
    const settings = settingsOf(withName, Object.keys(SETTINGS));
    if (settings.length) api.call('elbv2', 'ModifyLoadBalancerAttributes', { LoadBalancerArn: id, Attributes: settings });
    return { id, name };
  },
  read(api, state) {
    const balancer = find(api, state);
    if (!balancer) return null;
    const arn = text(balancer.LoadBalancerArn);
    const settings = new Map(
      records(pick(api.call('elbv2', 'DescribeLoadBalancerAttributes', { LoadBalancerArn: arn }) as Json, 'Attributes')).map((one) => [text(one.Key), text(one.Value)]),
    );
    const found: Record<string, Json | undefined> = {};
    for (const [attribute, [key]] of Object.entries(SETTINGS)) {
      const value = settings.get(key);
      if (value !== undefined) found[attribute] = value === 'true' || value === 'false' ? value === 'true' : value;
    }
    const zones = records(balancer.AvailabilityZones);
    return {
      ...found,
      access_logs: state.access_logs ?? [],
      arn,
      arn_suffix: arn.split(':loadbalancer/')[1] ?? '',
      customer_owned_ipv4_pool: '',
      dns_name: balancer.DNSName,
      enforce_security_group_inbound_rules_on_private_link_traffic: '',
      internal: balancer.Scheme === 'internal',
      ip_address_type: balancer.IpAddressType ?? 'ipv4',
      load_balancer_type: balancer.Type ?? 'application',
      name: balancer.LoadBalancerName,
      name_prefix: state.name_prefix ?? '',
      security_groups: texts(balancer.SecurityGroups),
      subnet_mapping: zones.map((zone) => ({
        allocation_id: text(pick(zone, 'LoadBalancerAddresses[0].AllocationId')),
        ipv6_address: '',
        outpost_id: '',
        private_ipv4_address: text(pick(zone, 'LoadBalancerAddresses[0].PrivateIPv4Address')),
        subnet_id: zone.SubnetId ?? null,
      })),
      subnets: zones.map((zone) => zone.SubnetId ?? null),
      vpc_id: balancer.VpcId,
      zone_id: balancer.CanonicalHostedZoneId,
      tags_all: elbTags(api, arn),
    };
  },
  update(api, prior, planned) {
    const LoadBalancerArn = text(prior.id);
    const changed = Object.keys(SETTINGS).filter((name) => differ(prior, planned, name));
    const settings = settingsOf(planned, changed);
    if (settings.length) api.call('elbv2', 'ModifyLoadBalancerAttributes', { LoadBalancerArn, Attributes: settings });
    if (differ(prior, planned, 'security_groups')) api.call('elbv2', 'SetSecurityGroups', { LoadBalancerArn, SecurityGroups: texts(planned.security_groups) });
    if (differ(prior, planned, 'subnets') && texts(planned.subnets).length) api.call('elbv2', 'SetSubnets', { LoadBalancerArn, Subnets: texts(planned.subnets) });
    if (differ(prior, planned, 'ip_address_type')) api.call('elbv2', 'SetIpAddressType', { LoadBalancerArn, IpAddressType: planned.ip_address_type });
  },
  delete(api, prior) {
    api.find('elbv2', 'DeleteLoadBalancer', { LoadBalancerArn: text(prior.id) }, ABSENT);
  },
  created: {
    delay: 30 * SECOND,
    poll: 10 * SECOND,
    timeout: 10 * MINUTE,
    what: 'ELBv2 Load Balancer',
    target: ['active'],
    pending: ['provisioning', 'failed'],
    status: (api, attrs) => text(pick(find(api, attrs) ?? null, 'State.Code')) || null,
  },
  // After the deletion the provider waits for the interfaces to disappear, or the groups and subnets could not go.
  takes: { delete: [16, 29] },
  keeps: ['enable_cross_zone_load_balancing', 'dns_record_client_routing_policy'],
  tags: TAGS.elbv2,
};
