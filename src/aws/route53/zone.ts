// Hosted zones. Two may have the same name; what the world sees is the one whose name servers the registrar delegates to.
import { between } from '../../engine/chance.ts';
import { DAY, iso, SECOND } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note } from '../../engine/moment.ts';
import { type CloudContext, having, listed, peek, rowAt, rows, table } from '../cloud.ts';
import { upperId } from '../ids.ts';
import { given } from '../input.ts';
import type { Operation } from '../operation.ts';
import { page } from '../page.ts';
import { registerIfNew } from '../route53domains/domain.ts';
import type { Tags } from '../tags.ts';
import { absolute, read, refusal } from './refusal.ts';

export interface RecordSet {
  /** Absolute and lower case; a wildcard is a plain `*`. */
  readonly name: string;
  readonly type: string;
  readonly setId: string | null;
  ttl: number | null;
  values: string[];
  alias: { readonly zoneId: string; readonly name: string; readonly evaluate: boolean } | null;
  /** Weight, Region, failover and the like, as given. */
  routing: { readonly [name: string]: Json };
}

export interface HostedZone {
  readonly id: string;
  readonly name: string;
  readonly callerReference: string;
  readonly createdAt: number;
  readonly private: boolean;
  readonly nameServers: string[];
  comment: string | null;
  vpcs: { id: string; region: string }[];
  /** Keyed by `name type setId`. */
  records: Record<string, RecordSet>;
  tags: Tags;
}

export const ZONES = table<HostedZone>('route53.zone', 'global');

interface Change {
  readonly id: string;
  readonly submittedAt: number;
  /** From then on all name servers know. */
  readonly insyncAt: number;
}
export const CHANGES = table<Change>('route53.change', 'global');

/** The id without `/hostedzone/`. */
export const bare = (id: string): string => id.replace(/^\/?(hostedzone|change)\//, '');

export function zoneOf(context: CloudContext, id: string): Readonly<HostedZone> {
  const zone = rowAt(context.account, context.region, ZONES, bare(id));
  if (!zone) throw refusal('NoSuchHostedZone', `No hosted zone found with ID: ${bare(id)}`, 404);
  return zone;
}

export const recordKey = (name: string, type: string, setId: string | null): string => `${name} ${type}${setId === null ? '' : ` ${setId}`}`;

const printZone = (zone: Readonly<HostedZone>): Json => ({
  Id: `/hostedzone/${zone.id}`,
  Name: zone.name,
  CallerReference: zone.callerReference,
  Config: given({ Comment: zone.comment, PrivateZone: zone.private }),
  ResourceRecordSetCount: Object.keys(zone.records).length,
});

/** A change in flight: PENDING until all name servers know, about half a minute. Changes of earlier days are forgotten. */
export function newChange(context: CloudContext, comment: string | null = null): Json {
  const changes = rows(context.account, context.region, CHANGES);
  const { now } = context.time;
  for (const old of Object.values(changes)) if (old.submittedAt < now - DAY) delete changes[old.id];
  const id = `C${upperId(context.time, 'route53.change', 20)}`;
  changes[id] = { id, submittedAt: now, insyncAt: now + between(context.time.chance, 'route53', 28, 42) * SECOND };
  return given({ Id: `/change/${id}`, Status: 'PENDING', SubmittedAt: iso(now, true), Comment: comment });
}

export const getChange: Operation = {
  kind: 'read',
  run(context, params) {
    const id = bare(read(params).text('Id'));
    const change = rowAt(context.account, context.region, CHANGES, id);
    if (!change) throw refusal('NoSuchChange', `Could not find resource with ID: ${id}`, 404);
    return { ChangeInfo: { Id: `/change/${id}`, Status: context.time.now >= change.insyncAt ? 'INSYNC' : 'PENDING', SubmittedAt: iso(change.submittedAt, true) } };
  },
};

/** Four name servers, one in each top-level domain. A new zone practically never gets those of an old one. */
function nameServers(context: CloudContext): string[] {
  const { chance } = context.time;
  const two = (n: number) => String(n).padStart(2, '0');
  return [
    ['com', 0],
    ['net', 512],
    ['org', 1024],
    ['co.uk', 1536],
  ].map(([domain, base]) => `ns-${Number(base) + between(chance, 'route53.ns', 0, 511)}.awsdns-${two(between(chance, 'route53.ns', 0, 63))}.${domain}`);
}

export const createHostedZone: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const name = absolute(request.text('Name'));
    if (!/^([a-z0-9_-]{1,63}\.)+$/.test(name)) throw refusal('InvalidDomainName', `${name} is not a valid domain name`);
    const callerReference = request.text('CallerReference');
    const config = read(request.record('HostedZoneConfig') ?? {});
    const vpc = request.record('VPC');
    const reused = having(context.account, context.region, ZONES, 'callerReference', callerReference).length > 0;
    if (reused) throw refusal('HostedZoneAlreadyExists', `A hosted zone has already been created with the specified caller reference.`, 409);
    const isPrivate = vpc !== null || config.flag('PrivateZone') === true;
    const servers = isPrivate ? ['ns-0.awsdns-00.com', 'ns-512.awsdns-00.net', 'ns-1024.awsdns-00.org', 'ns-1536.awsdns-00.co.uk'] : nameServers(context);
    const record = (type: string, ttl: number, values: string[]): RecordSet => ({ name, type, setId: null, ttl, values, alias: null, routing: {} });
    const zone: HostedZone = {
      id: `Z${upperId(context.time, 'route53.zone', 20)}`,
      name,
      callerReference,
      createdAt: context.time.now,
      private: isPrivate,
      nameServers: servers,
      comment: config.optional('Comment'),
      vpcs: vpc ? [{ id: read(vpc).text('VPCId'), region: read(vpc).optional('VPCRegion') ?? context.region }] : [],
      records: {
        [recordKey(name, 'NS', null)]: record(
          'NS',
          172800,
          servers.map((server) => `${server}.`),
        ),
        [recordKey(name, 'SOA', null)]: record('SOA', 900, [`${servers[3]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`]),
      },
      tags: {},
    };
    rows(context.account, context.region, ZONES)[zone.id] = zone;
    if (!isPrivate) registerIfNew(context, name, servers);
    note(context.time, 'route53.zone.created', { account: context.account.id, region: context.region, id: zone.id, name, nameServers: servers });
    return given({
      HostedZone: printZone(zone),
      ChangeInfo: newChange(context),
      DelegationSet: isPrivate ? undefined : { NameServers: [...servers] },
      VPC: zone.vpcs[0] ? { VPCRegion: zone.vpcs[0].region, VPCId: zone.vpcs[0].id } : undefined,
      Location: `https://route53.amazonaws.com/2013-04-01/hostedzone/${zone.id}`,
    });
  },
};

export const getHostedZone: Operation = {
  kind: 'read',
  run(context, params) {
    const zone = zoneOf(context, read(params).text('Id'));
    return given({
      HostedZone: printZone(zone),
      DelegationSet: zone.private ? undefined : { NameServers: [...zone.nameServers] },
      VPCs: zone.vpcs.length > 0 ? zone.vpcs.map((vpc) => ({ VPCRegion: vpc.region, VPCId: vpc.id })) : undefined,
    });
  },
};

export const listHostedZones: Operation = {
  kind: 'read',
  run(context, params) {
    const cut = page(listed(context.account, context.region, ZONES), params.Marker, params.MaxItems === undefined ? undefined : Number(params.MaxItems), 100, 'InvalidInput');
    return given({ HostedZones: cut.items.map(printZone), Marker: read(params).optional('Marker'), IsTruncated: cut.next !== null, NextMarker: cut.next, MaxItems: '100' });
  },
};

const reversed = (name: string) => name.split('.').reverse().join('.');

/** Starts at `DNSName`, in the order of reversed labels. */
export const listHostedZonesByName: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const start = request.optional('DNSName');
    const from = start === null ? '' : reversed(absolute(start));
    const zones = listed(context.account, context.region, ZONES)
      .filter((zone) => reversed(zone.name) >= from)
      .sort((one, other) => (reversed(one.name) < reversed(other.name) ? -1 : reversed(one.name) > reversed(other.name) ? 1 : one.id < other.id ? -1 : 1));
    return given({ HostedZones: zones.map(printZone), DNSName: start, IsTruncated: false, MaxItems: '100' });
  },
};

export const getHostedZoneCount: Operation = {
  kind: 'read',
  run: (context) => ({ HostedZoneCount: Object.keys(peek(context.account, context.region, ZONES)).length }),
};

export const updateHostedZoneComment: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const { id } = zoneOf(context, request.text('Id'));
    const zone = rows(context.account, context.region, ZONES)[id] as HostedZone;
    zone.comment = request.optional('Comment');
    return { HostedZone: printZone(zone) };
  },
};

export const deleteHostedZone: Operation = {
  kind: 'write',
  run(context, params) {
    const zone = zoneOf(context, read(params).text('Id'));
    const required = new Set([recordKey(zone.name, 'NS', null), recordKey(zone.name, 'SOA', null)]);
    if (Object.keys(zone.records).some((key) => !required.has(key))) {
      throw refusal('HostedZoneNotEmpty', 'The specified hosted zone contains non-required resource record sets and so cannot be deleted.');
    }
    note(context.time, 'route53.zone.deleted', { account: context.account.id, region: context.region, id: zone.id, name: zone.name });
    delete rows(context.account, context.region, ZONES)[zone.id];
    return { ChangeInfo: newChange(context) };
  },
};

export const listTagsForResource: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const type = request.text('ResourceType');
    const id = request.text('ResourceId');
    if (type !== 'hostedzone') throw refusal('NoSuchHealthCheck', `No health check exists with the specified ID.`, 404);
    const { tags } = zoneOf(context, id);
    return { ResourceTagSet: { ResourceType: type, ResourceId: bare(id), Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) } };
  },
};

export const changeTagsForResource: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    request.text('ResourceType');
    const { id } = zoneOf(context, request.text('ResourceId'));
    const added = request.records('AddTags').map((tag) => [read(tag).text('Key'), read(tag).optional('Value') ?? ''] as const);
    const removed = request.texts('RemoveTagKeys');
    const { tags } = rows(context.account, context.region, ZONES)[id] as HostedZone;
    for (const [key, value] of added) tags[key] = value;
    for (const key of removed) delete tags[key];
    return {};
  },
};
