// The provider's own checks of a configuration, before any call. The words are those of its SDK.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import type { Value } from '../../terraform/lang/value.ts';
import { type Attrs, records, text } from './members.ts';
import { attrsOf } from './plain.ts';
import type { ResourceType } from './resource.ts';

type Check = (value: string, name: string) => string | null;

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const CIDR4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}/(?:3[0-2]|[12]?\\d)$`);

const cidr: Check = (value) => {
  if (!CIDR4.test(value)) return `"${value}" is not a valid CIDR block: invalid CIDR address: ${value}`;
  const [address, bits] = value.split('/') as [string, string];
  const number = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - Number(bits));
  const base = Math.floor(number / size) * size;
  if (base === number) return null;
  const start = [24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256).join('.');
  return `"${value}" is not a valid CIDR block: did you mean "${start}/${bits}"?`;
};

const oneOf =
  (...allowed: readonly string[]): Check =>
  (value, name) =>
    allowed.includes(value) ? null : `expected ${name} to be one of [${allowed.map((a) => `"${a}"`).join(' ')}], got ${value}`;

const range =
  (low: number, high: number): Check =>
  (value, name) =>
    Number(value) < low || Number(value) > high ? `expected ${name} to be in the range (${low} - ${high}), got ${value}` : null;

const identifier: Check = (value, name) => {
  if (!/^[0-9a-z-]+$/.test(value)) return `only lowercase alphanumeric characters and hyphens allowed in "${name}"`;
  if (!/^[a-z]/.test(value)) return `first character of "${name}" must be a letter`;
  if (value.includes('--')) return `"${name}" cannot contain two consecutive hyphens`;
  return value.endsWith('-') ? `"${name}" cannot end with a hyphen` : null;
};

const json: Check = (value, name) => {
  try {
    JSON.parse(value);
    return null;
  } catch {
    return `"${name}" contains an invalid JSON policy: not a JSON document`;
  }
};

const arn: Check = (value, name) => (/^arn:[^:]+:[^:]+:/.test(value) ? null : `"${name}" (${value}) is an invalid ARN: arn: invalid prefix`);

const CHECKS: { readonly [type: string]: { readonly [attribute: string]: Check } } = {
  aws_vpc: { cidr_block: cidr, instance_tenancy: oneOf('default', 'dedicated') },
  aws_subnet: { cidr_block: cidr },
  aws_route: { destination_cidr_block: cidr },
  aws_vpc_security_group_ingress_rule: { cidr_ipv4: cidr },
  aws_vpc_security_group_egress_rule: { cidr_ipv4: cidr },
  aws_nat_gateway: { connectivity_type: oneOf('private', 'public') },
  aws_db_instance: {
    identifier,
    final_snapshot_identifier: (value, name) =>
      !/^[0-9A-Za-z-]+$/.test(value)
        ? `only alphanumeric characters and hyphens allowed in "${name}"`
        : /^[A-Za-z]/.test(value)
          ? null
          : `first character of "${name}" must be a letter`,
    backup_retention_period: range(0, 35),
    monitoring_interval: (value, name) => (['0', '1', '5', '10', '15', '30', '60'].includes(value) ? null : `expected ${name} to be one of [0 1 5 10 15 30 60], got ${value}`),
    backup_window: (value, name) => (/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/.test(value) ? null : `"${name}" must satisfy the format of "hh24:mi-hh24:mi".`),
  },
  aws_ecr_repository: { image_tag_mutability: oneOf('MUTABLE', 'IMMUTABLE') },
  aws_lb: { load_balancer_type: oneOf('application', 'gateway', 'network') },
  aws_lb_target_group: { target_type: oneOf('instance', 'ip', 'lambda', 'alb'), protocol: oneOf('GENEVE', 'HTTP', 'HTTPS', 'TCP', 'TCP_UDP', 'TLS', 'UDP') },
  aws_iam_role: { assume_role_policy: json, max_session_duration: range(3600, 43200) },
  aws_iam_policy: { policy: json },
  aws_iam_role_policy: { policy: json },
  aws_iam_role_policy_attachment: { policy_arn: arn },
  aws_s3_bucket_policy: { policy: json },
  aws_ecs_service: { launch_type: oneOf('EC2', 'FARGATE', 'EXTERNAL'), scheduling_strategy: oneOf('REPLICA', 'DAEMON') },
  aws_dynamodb_table: { billing_mode: oneOf('PROVISIONED', 'PAY_PER_REQUEST') },
  aws_route53_record: { type: oneOf('SOA', 'A', 'TXT', 'NS', 'CNAME', 'MX', 'NAPTR', 'PTR', 'SRV', 'SPF', 'AAAA', 'CAA', 'DS', 'TLSA', 'SSHFP', 'SVCB', 'HTTPS') },
  aws_cloudwatch_log_group: {
    retention_in_days: (value, name) => {
      const days = [0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];
      return days.includes(Number(value)) ? null : `expected ${name} to be one of [${days.join(' ')}], got ${value}`;
    },
  },
  aws_kms_key: { deletion_window_in_days: range(7, 30) },
};

/** Pairs that exclude each other: the provider names the first and what it conflicts with. */
const CONFLICTS: { readonly [type: string]: readonly (readonly [string, string])[] } = {
  aws_vpc: [['cidr_block', 'ipv4_netmask_length']],
  aws_db_instance: [
    ['identifier', 'identifier_prefix'],
    ['password', 'manage_master_user_password'],
    ['password', 'password_wo'],
    ['snapshot_identifier', 'restore_to_point_in_time'],
  ],
  aws_security_group: [['name', 'name_prefix']],
  aws_iam_role: [['name', 'name_prefix']],
  aws_lb: [['name', 'name_prefix']],
  aws_lb_target_group: [['name', 'name_prefix']],
  aws_s3_bucket: [['bucket', 'bucket_prefix']],
  aws_route53_record: [
    ['alias', 'records'],
    ['alias', 'ttl'],
  ],
};

const isSet = (value: unknown): boolean => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);

/** Problems of a resource's configuration. What is unknown is not checked. */
export function checkResource(type: ResourceType | undefined, name: string, config: Value): readonly Diagnostic[] {
  const given: Attrs = attrsOf(config);
  const problems: Diagnostic[] = [];
  const add = (attribute: string | null, summary: string, detail = '') => problems.push({ severity: 'error', summary, detail, ...(attribute ? { attribute } : {}) });
  for (const [attribute, check] of Object.entries(CHECKS[name] ?? {})) {
    const value = given[attribute];
    if (value === null || value === undefined) continue;
    const message = check(text(value), attribute);
    if (message) add(attribute, message);
  }
  for (const [one, other] of CONFLICTS[name] ?? []) {
    if (isSet(given[one]) && isSet(given[other]) && given[other] !== false) add(one, 'Conflicting configuration arguments', `"${one}": conflicts with ${other}`);
  }
  for (const action of name === 'aws_lb_listener' ? records(given.default_action) : []) {
    const message = oneOf('forward', 'authenticate-cognito', 'authenticate-oidc', 'redirect', 'fixed-response')(text(action.type), 'default_action.0.type');
    if (message) add('default_action', message);
  }
  for (const [attribute, summary, detail] of type?.validate?.(given) ?? []) add(attribute, summary, detail);
  return problems;
}
