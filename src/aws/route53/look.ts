// Looks at a zone from the side: what its servers would answer, how it is signed, and the limits of the account.
import { GLOBAL, listed } from '../cloud.ts';
import { AwsError, type Operation } from '../operation.ts';
import { read } from './refusal.ts';
import { resolve } from './resolve.ts';
import { ZONES, zoneOf } from './zone.ts';

const TYPES = ['SOA', 'A', 'TXT', 'NS', 'CNAME', 'MX', 'NAPTR', 'PTR', 'SRV', 'SPF', 'AAAA', 'CAA', 'DS'];

export const testDnsAnswer: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const zone = zoneOf(context, request.text('HostedZoneId'));
    const [name, type] = [request.text('RecordName'), request.text('RecordType')];
    if (!TYPES.includes(type)) throw new AwsError('InvalidInput', `Invalid record type: ${type}`, 400);
    const absolute = name.endsWith('.') ? name.toLowerCase() : `${name.toLowerCase()}.`;
    const inside = absolute === zone.name || absolute.endsWith(`.${zone.name}`);
    const set = Object.values(zone.records).find((one) => one.name === absolute && one.type === type);
    const followed = set?.alias ? resolve(context.cloud, absolute, type) : null;
    const values = set ? (set.alias ? (followed?.values ?? []) : set.values) : [];
    return {
      Nameserver: zone.nameServers[0] ?? '',
      RecordName: absolute,
      RecordType: type,
      RecordData: [...values],
      ResponseCode: inside ? (Object.values(zone.records).some((one) => one.name === absolute) ? 'NOERROR' : 'NXDOMAIN') : 'REFUSED',
      Protocol: 'UDP',
    };
  },
};

export const getDnssec: Operation = {
  kind: 'read',
  run(context, params) {
    zoneOf(context, read(params).text('HostedZoneId'));
    return { Status: { ServeSignature: 'NOT_SIGNING' }, KeySigningKeys: [] };
  },
};

const LIMITS: { readonly [type: string]: number } = {
  MAX_HEALTH_CHECKS_BY_OWNER: 200,
  MAX_HOSTED_ZONES_BY_OWNER: 500,
  MAX_REUSABLE_DELEGATION_SETS_BY_OWNER: 100,
  MAX_TRAFFIC_POLICIES_BY_OWNER: 50,
  MAX_TRAFFIC_POLICY_INSTANCES_BY_OWNER: 5,
};

export const getAccountLimit: Operation = {
  kind: 'read',
  run(context, params) {
    const type = read(params).text('Type');
    const most = Object.hasOwn(LIMITS, type) ? LIMITS[type] : undefined;
    if (most === undefined) throw new AwsError('InvalidInput', `Invalid limit type: ${type}`, 400);
    return { Limit: { Type: type, Value: most }, Count: type === 'MAX_HOSTED_ZONES_BY_OWNER' ? listed(context.account, GLOBAL, ZONES).length : 0 };
  },
};
