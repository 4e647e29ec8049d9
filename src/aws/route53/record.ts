// Record sets: a batch of changes is taken as a whole or not at all.

import type { Json } from '../../engine/json.ts';
import { note } from '../../engine/moment.ts';
import { rows } from '../cloud.ts';
import { given } from '../input.ts';
import type { Operation, Params } from '../operation.ts';
import { absolute, escaped, read, refusal } from './refusal.ts';
import { type HostedZone, newChange, type RecordSet, recordKey, ZONES, zoneOf } from './zone.ts';

const ROUTING = ['Weight', 'Region', 'Failover', 'MultiValueAnswer', 'GeoLocation', 'HealthCheckId', 'CidrRoutingConfig', 'GeoProximityLocation'];
const TYPES = ['A', 'AAAA', 'CAA', 'CNAME', 'DS', 'HTTPS', 'MX', 'NAPTR', 'NS', 'PTR', 'SOA', 'SPF', 'SRV', 'SSHFP', 'SVCB', 'TLSA', 'TXT'];

const plain = (name: string) => absolute(name.replace('\\052', '*'));

function readRecord(set: Params): RecordSet {
  const request = read(set);
  const alias = request.record('AliasTarget');
  const type = request.text('Type');
  if (!TYPES.includes(type))
    throw refusal('InvalidInput', `Invalid XML ; cvc-enumeration-valid: Value '${type}' is not facet-valid with respect to enumeration '[${TYPES.join(', ')}]'.`);
  const routing: Record<string, Json> = {};
  for (const name of ROUTING) if (request.has(name)) routing[name] = JSON.parse(JSON.stringify(set[name])) as Json;
  return {
    name: plain(request.text('Name')),
    type,
    setId: request.optional('SetIdentifier'),
    ttl: alias ? null : request.number('TTL'),
    values: request.records('ResourceRecords').map((record) => read(record).text('Value')),
    alias: alias ? { zoneId: read(alias).text('HostedZoneId'), name: absolute(read(alias).text('DNSName')), evaluate: read(alias).flag('EvaluateTargetHealth') ?? false } : null,
    routing,
  };
}

const printRecord = (record: Readonly<RecordSet>): Json =>
  given({
    Name: escaped(record.name),
    Type: record.type,
    SetIdentifier: record.setId,
    ...JSON.parse(JSON.stringify(record.routing)),
    TTL: record.ttl,
    ResourceRecords: record.alias ? undefined : record.values.map((Value) => ({ Value })),
    AliasTarget: record.alias ? { HostedZoneId: record.alias.zoneId, DNSName: record.alias.name, EvaluateTargetHealth: record.alias.evaluate } : undefined,
  });

const same = (one: Readonly<RecordSet>, other: Readonly<RecordSet>) =>
  one.ttl === other.ttl &&
  JSON.stringify([...one.values].sort()) === JSON.stringify([...other.values].sort()) &&
  JSON.stringify(one.alias) === JSON.stringify(other.alias) &&
  JSON.stringify(one.routing) === JSON.stringify(other.routing);

/** Why a change cannot be made to `records`, in the service's words; null when it can, and then it is made. */
function change(zone: { readonly name: string }, records: Record<string, RecordSet>, action: string, record: RecordSet): string | null {
  const key = recordKey(record.name, record.type, record.setId);
  const shown = `[name='${escaped(record.name)}', type='${record.type}'${record.setId === null ? '' : `, set identifier='${record.setId}'`}]`;
  const apex = record.name === zone.name;
  if (record.name !== zone.name && !record.name.endsWith(`.${zone.name}`)) return `RRSet with DNS name ${escaped(record.name)} is not permitted in zone ${zone.name}`;
  const present = records[key];
  if (action === 'DELETE') {
    if (!present) return `Tried to delete resource record set ${shown} but it was not found`;
    if (!same(present, record)) return `Tried to delete resource record set ${shown} but the values provided do not match the current values`;
    if (apex && (record.type === 'NS' || record.type === 'SOA')) {
      return `A HostedZone must contain ${record.type === 'SOA' ? 'exactly one SOA record' : 'at least one NS record for the zone itself'}.`;
    }
    delete records[key];
    return null;
  }
  if (action === 'CREATE' && present) return `Tried to create resource record set ${shown} but it already exists`;
  if (!record.alias && record.values.length === 0)
    return `Invalid request: Missing field 'ResourceRecords' in Change with [Action=${action}, Name=${escaped(record.name)}, Type=${record.type}, SetIdentifier=${record.setId}]`;
  if (!record.alias && record.ttl === null)
    return `Invalid request: Missing field 'TTL' in Change with [Action=${action}, Name=${escaped(record.name)}, Type=${record.type}, SetIdentifier=${record.setId}]`;
  const others = Object.values(records).filter((other) => other.name === record.name && other.type !== record.type);
  if (record.type === 'CNAME' && apex) return `RRSet of type CNAME with DNS name ${escaped(record.name)} is not permitted at apex in zone ${zone.name}`;
  if (record.type === 'CNAME' && others.length > 0) {
    return `RRSet of type CNAME with DNS name ${escaped(record.name)} is not permitted because a conflicting RRSet of type ${others[0]?.type} with the same DNS name already exists in zone ${zone.name}`;
  }
  if (record.type !== 'CNAME' && others.some((other) => other.type === 'CNAME')) {
    return `RRSet of type ${record.type} with DNS name ${escaped(record.name)} is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone ${zone.name}`;
  }
  records[key] = record;
  return null;
}

export const changeResourceRecordSets: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const zone = zoneOf(context, request.text('HostedZoneId'));
    const batch = read(request.record('ChangeBatch') ?? {});
    const changes = batch.records('Changes').map((item) => {
      const action = read(item).text('Action');
      if (!['CREATE', 'UPSERT', 'DELETE'].includes(action)) throw refusal('InvalidInput', `Invalid action '${action}'`);
      return { action, record: readRecord(read(item).record('ResourceRecordSet') ?? {}) };
    });
    if (changes.length === 0) throw refusal('InvalidInput', 'ChangeBatch must contain at least one change');
    const records: Record<string, RecordSet> = { ...zone.records };
    const problems = changes.flatMap(({ action, record }) => change(zone, records, action, record) ?? []);
    if (problems.length > 0) throw refusal('InvalidChangeBatch', `[${problems.join(', ')}]`);
    const changed = rows(context.account, context.region, ZONES)[zone.id] as HostedZone;
    for (const key of Object.keys(changed.records)) if (!(key in records)) delete changed.records[key];
    for (const [key, record] of Object.entries(records)) if (record !== zone.records[key]) changed.records[key] = record;
    for (const { action, record } of changes) {
      note(context.time, 'route53.record.changed', { account: context.account.id, region: context.region, zone: zone.id, action, name: record.name, type: record.type });
    }
    return { ChangeInfo: newChange(context, batch.optional('Comment')) };
  },
};

const reversed = (name: string) => name.split('.').reverse().join('.');

export const listResourceRecordSets: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const zone = zoneOf(context, request.text('HostedZoneId'));
    const most = request.number('MaxItems') ?? 300;
    const start = request.optional('StartRecordName');
    const startType = request.optional('StartRecordType') ?? '';
    const key = (record: Readonly<RecordSet>) => `${reversed(record.name)} ${record.type} ${record.setId ?? ''}`;
    const sorted = Object.values(zone.records).sort((one, other) => (key(one) < key(other) ? -1 : 1));
    const from = start === null ? 0 : sorted.findIndex((record) => `${reversed(record.name)} ${record.type}` >= `${reversed(plain(start))} ${startType}`.trimEnd());
    const rest = from < 0 ? [] : sorted.slice(from);
    const next = rest[most];
    return given({
      ResourceRecordSets: rest.slice(0, most).map(printRecord),
      IsTruncated: next !== undefined,
      NextRecordName: next ? escaped(next.name) : undefined,
      NextRecordType: next?.type,
      NextRecordIdentifier: next?.setId,
      MaxItems: String(most),
    });
  },
};
