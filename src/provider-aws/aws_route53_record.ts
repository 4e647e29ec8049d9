// Records of a zone. The provider waits until every name server has a change.

import type { Json } from '../engine/json.ts';
import { changeId, inSync, NO_ZONE, recordSets, zoneId } from './aws_route53_zone.ts';
import { type Api, Complaint } from './core/api.ts';
import { between, enumOf, length, notZero } from './core/checks.ts';
import { type Attrs, pick, records, single, text, texts } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';

const bare = (name: string): string => name.replace(/\.$/, '').toLowerCase();
/** As the API writes names: octal for what is not plain, `*` among them. */
const decoded = (name: Json | undefined): string => bare(text(name)).replace('\\052', '*');

function fullName(api: Api, attrs: Attrs): string {
  const zone = decoded(pick(api.call('route53', 'GetHostedZone', { Id: zoneId(attrs.zone_id) }) as Json, 'HostedZone.Name'));
  const name = bare(text(attrs.name));
  return name === zone || name.endsWith(`.${zone}`) ? name : name ? `${name}.${zone}` : zone;
}

function setOf(attrs: Attrs, name: string): Json {
  const alias = single(attrs.alias);
  const weighted = single(attrs.weighted_routing_policy);
  const failover = single(attrs.failover_routing_policy);
  return {
    Name: name,
    Type: text(attrs.type),
    ...(text(attrs.set_identifier) ? { SetIdentifier: text(attrs.set_identifier) } : {}),
    ...(weighted ? { Weight: weighted.weight ?? 0 } : {}),
    ...(failover ? { Failover: text(failover.type) } : {}),
    ...(text(attrs.health_check_id) ? { HealthCheckId: text(attrs.health_check_id) } : {}),
    ...(alias
      ? { AliasTarget: { DNSName: text(alias.name), HostedZoneId: text(alias.zone_id), EvaluateTargetHealth: alias.evaluate_target_health === true } }
      : {
          TTL: attrs.ttl ?? 0,
          ResourceRecords: texts(attrs.records).map((Value) => ({ Value: text(attrs.type) === 'TXT' || text(attrs.type) === 'SPF' ? `"${Value.replace(/^"|"$/g, '')}"` : Value })),
        }),
  } as Json;
}

function change(api: Api, zone: Json | undefined, action: string, set: Json): string {
  const reply = api.call('route53', 'ChangeResourceRecordSets', {
    HostedZoneId: zoneId(zone),
    ChangeBatch: { Comment: 'Managed by Terraform', Changes: [{ Action: action, ResourceRecordSet: set }] },
  });
  return changeId(pick(reply as Json, 'ChangeInfo.Id'));
}

const idOf = (attrs: Attrs): string =>
  [zoneId(attrs.zone_id), text(attrs.name).toLowerCase().replace(/\.$/, ''), text(attrs.type), ...(text(attrs.set_identifier) ? [text(attrs.set_identifier)] : [])].join('_');

function find(api: Api, state: Attrs) {
  if (!api.find('route53', 'GetHostedZone', { Id: zoneId(state.zone_id) }, NO_ZONE)) return null;
  const name = fullName(api, state);
  return (
    recordSets(api, zoneId(state.zone_id)).find((set) => decoded(set.Name) === name && set.Type === state.type && text(set.SetIdentifier) === text(state.set_identifier)) ?? null
  );
}

/** Alias targets are named with and without `dualstack.` and a last dot. */
const aliasName = (name: Json | undefined, before: string): string => {
  const found = bare(text(name));
  return found === bare(before) || found.replace(/^dualstack\./, '') === bare(before).replace(/^dualstack\./, '') ? before : found;
};

/** Only one of them can be, and only with a set identifier. */
const POLICIES = [
  ...['cidr_routing_policy', 'failover_routing_policy', 'geolocation_routing_policy', 'geoproximity_routing_policy', 'latency_routing_policy'],
  ...['multivalue_answer_routing_policy', 'weighted_routing_policy'],
];

export const awsRoute53Record: ResourceType = {
  name: 'aws_route53_record',
  label: 'Route53 Record',
  checks: {
    values: {
      'alias.name': length(1, 1024),
      'alias.zone_id': length(1, 32),
      'failover_routing_policy.type': enumOf('PRIMARY', 'SECONDARY'),
      'geoproximity_routing_policy.bias': between(-99, 99),
      type: enumOf('SOA', 'A', 'TXT', 'NS', 'CNAME', 'MX', 'NAPTR', 'PTR', 'SRV', 'SPF', 'AAAA', 'CAA', 'DS', 'TLSA', 'SSHFP', 'SVCB', 'HTTPS'),
      zone_id: notZero,
    },
    conflicts: {
      alias: ['ttl'],
      ttl: ['alias'],
      ...Object.fromEntries(POLICIES.map((policy) => [policy, POLICIES.filter((other) => other !== policy)])),
    },
    exactlyOne: [['alias', 'records']],
    together: { ttl: ['records', 'ttl'], ...Object.fromEntries(POLICIES.map((policy) => [policy, ['set_identifier']])) },
  },
  shown: (attrs) => text(attrs.id) || text(attrs.name),
  message: (verb, attrs) => (verb === 'creating' ? 'creating Route53 Record' : `${verb} Route53 Record (${text(attrs.id)})`),
  create(api, planned) {
    const name = fullName(api, planned);
    const change_id = change(api, planned.zone_id, planned.allow_overwrite === true ? 'UPSERT' : 'CREATE', setOf(planned, name));
    return { id: idOf(planned), fqdn: name, change_id };
  },
  read(api, state) {
    const set = find(api, state);
    if (!set) return null;
    const alias = set.AliasTarget;
    const quoted = state.type === 'TXT' || state.type === 'SPF';
    return {
      alias: alias
        ? [
            {
              name: aliasName(pick(alias, 'DNSName'), text(single(state.alias)?.name)),
              zone_id: pick(alias, 'HostedZoneId') ?? '',
              evaluate_target_health: pick(alias, 'EvaluateTargetHealth') ?? false,
            },
          ]
        : [],
      fqdn: decoded(set.Name),
      health_check_id: set.HealthCheckId ?? '',
      multivalue_answer_routing_policy: set.MultiValueAnswer ?? false,
      records: records(set.ResourceRecords).map((record) => (quoted ? text(record.Value).replace(/^"|"$/g, '') : (record.Value ?? ''))),
      set_identifier: set.SetIdentifier ?? '',
      ttl: set.TTL ?? 0,
      zone_id: zoneId(state.zone_id),
      weighted_routing_policy: set.Weight !== undefined ? [{ weight: set.Weight }] : [],
      failover_routing_policy: set.Failover !== undefined ? [{ type: set.Failover }] : [],
    };
  },
  update: (api, prior, planned) => ({ change_id: change(api, prior.zone_id, 'UPSERT', setOf(planned, fullName(api, prior))) }),
  delete(api, prior) {
    const set = find(api, prior);
    if (set) change(api, prior.zone_id, 'DELETE', set as Json);
  },
  created: inSync('Route53 Record'),
  updated: inSync('Route53 Record'),
  takes: { create: [0.5, 1.5], delete: [15, 45] },
  kept: { name: bare },
  same: { name: (prior, planned) => bare(prior) === bare(planned), fqdn: (prior, planned) => bare(prior) === bare(planned) },
  imported(_api, id) {
    const [, zone, name, type, set] = /^(Z[A-Z0-9]+)_(.*)_([A-Z]+)(?:_(.+))?$/.exec(id) ?? [];
    if (!zone || !type)
      throw new Complaint(
        `unexpected format of ID (${id}), expected ZONEID_RECORDNAME_TYPE_SET-IDENTIFIER (e.g. Z4KAPRWWNC7JR_dev.example.com_NS_dev), where SET-IDENTIFIER is optional`,
      );
    return { id, zone_id: zone, name: name ?? '', type, set_identifier: set ?? '' };
  },
};
