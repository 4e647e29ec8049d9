// Attributes of load balancers, target groups and listeners: text keys with text values, some set from the start.
import type { Json } from '../../engine/json.ts';
import type { Params } from '../operation.ts';
import { invalid, read } from './refusal.ts';

export type Attributes = Record<string, string>;

export const LOAD_BALANCER_ATTRIBUTES: Attributes = {
  'access_logs.s3.enabled': 'false',
  'access_logs.s3.bucket': '',
  'access_logs.s3.prefix': '',
  'idle_timeout.timeout_seconds': '60',
  'deletion_protection.enabled': 'false',
  'routing.http2.enabled': 'true',
  'routing.http.drop_invalid_header_fields.enabled': 'false',
  'routing.http.xff_client_port.enabled': 'false',
  'routing.http.preserve_host_header.enabled': 'false',
  'routing.http.xff_header_processing.mode': 'append',
  'routing.http.desync_mitigation_mode': 'defensive',
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'false',
  'waf.fail_open.enabled': 'false',
  'load_balancing.cross_zone.enabled': 'true',
  'connection_logs.s3.enabled': 'false',
  'connection_logs.s3.bucket': '',
  'connection_logs.s3.prefix': '',
  'client_keep_alive.seconds': '3600',
  'zonal_shift.config.enabled': 'false',
};

export const TARGET_GROUP_ATTRIBUTES: Attributes = {
  'deregistration_delay.timeout_seconds': '300',
  'stickiness.enabled': 'false',
  'stickiness.type': 'lb_cookie',
  'stickiness.lb_cookie.duration_seconds': '86400',
  'stickiness.app_cookie.cookie_name': '',
  'stickiness.app_cookie.duration_seconds': '86400',
  'slow_start.duration_seconds': '0',
  'load_balancing.algorithm.type': 'round_robin',
  'load_balancing.algorithm.anomaly_mitigation': 'off',
  'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
  'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
};

export const LISTENER_ATTRIBUTES: Attributes = { 'routing.http.response.server.enabled': 'true' };

export const printAttributes = (attributes: Readonly<Attributes>): Json => Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));

/** Reads `Attributes: [{Key, Value}]`; keys that `known` lacks are refused, unless they begin with one of `families`. */
export function readAttributes(params: Params, known: Readonly<Attributes>, noun: string, families: readonly string[] = []): Attributes {
  const attributes: Attributes = {};
  for (const attribute of read(params).records('Attributes')) {
    const key = read(attribute).text('Key');
    if (!(key in known) && !families.some((family) => key.startsWith(family))) throw invalid(`${noun} attribute key '${key}' is not recognized`);
    attributes[key] = read(attribute).optional('Value') ?? '';
  }
  return attributes;
}
