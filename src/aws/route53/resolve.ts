// What the world's resolvers answer: from the registrar's delegation through hosted zones to an address. Private zones are not seen from outside.
import { type Cloud, GLOBAL, listed } from '../cloud.ts';
import { DOMAINS } from '../route53domains/domain.ts';
import { absolute } from './refusal.ts';
import { type HostedZone, type RecordSet, ZONES } from './zone.ts';

export interface Answer {
  /** `found`; `no domain` nobody registered it; `lame` the name servers it is delegated to know nothing of it; `no record` the name does not exist there. */
  readonly outcome: 'found' | 'no domain' | 'lame' | 'no record';
  readonly values: readonly string[];
  /** Set when the answer is an alias: the absolute name of the AWS resource. */
  readonly alias: string | null;
  readonly domain: { readonly name: string; readonly nameServers: readonly string[] } | null;
  readonly zone: { readonly id: string; readonly account: string; readonly name: string } | null;
}

/** All public zones whose name servers include one of `servers`. */
function zonesAt(cloud: Cloud, servers: readonly string[]): { readonly account: string; readonly zone: Readonly<HostedZone> }[] {
  const wanted = servers.map((server) => server.replace(/\.$/, '').toLowerCase());
  return Object.values(cloud.accounts).flatMap((account) =>
    listed(account, GLOBAL, ZONES)
      .filter((zone) => !zone.private && zone.nameServers.some((server) => wanted.includes(server)))
      .map((zone) => ({ account: account.id, zone })),
  );
}

const within = (name: string, suffix: string) => name === suffix || name.endsWith(`.${suffix}`);

/** The set for a name: the exact one, else a wildcard above it. */
function setFor(zone: Readonly<HostedZone>, name: string, type: string): Readonly<RecordSet> | undefined {
  const sets = Object.values(zone.records);
  const exact = sets.filter((record) => record.name === name);
  if (exact.length > 0) return exact.find((record) => record.type === type) ?? exact.find((record) => record.type === 'CNAME');
  for (let rest = name.slice(name.indexOf('.') + 1); within(rest, zone.name); rest = rest.slice(rest.indexOf('.') + 1)) {
    const wild = sets.filter((record) => record.name === `*.${rest}`);
    if (wild.length > 0) return wild.find((record) => record.type === type) ?? wild.find((record) => record.type === 'CNAME');
    if (sets.some((record) => record.name === rest) || rest === zone.name) return undefined;
  }
  return undefined;
}

/** Resolves a name of one type. Follows delegations to other zones and CNAMEs, at most eight of them. */
export function resolve(cloud: Cloud, host: string, type = 'A', depth = 0): Answer {
  const name = absolute(host);
  const domains = Object.values(cloud.accounts).flatMap((account) => listed(account, GLOBAL, DOMAINS));
  const domain = domains.filter((candidate) => within(name, absolute(candidate.name))).sort((one, other) => other.name.length - one.name.length)[0];
  const nothing = { values: [], alias: null };
  if (!domain || depth > 8) return { outcome: 'no domain', ...nothing, domain: null, zone: null };
  const registered = { name: domain.name, nameServers: [...domain.nameServers] };
  let servers: readonly string[] = domain.nameServers;
  let apex = absolute(domain.name);
  for (let hop = 0; hop < 8; hop++) {
    const serving = zonesAt(cloud, servers).find((candidate) => candidate.zone.name === apex);
    if (!serving) return { outcome: 'lame', ...nothing, domain: registered, zone: null };
    const { zone, account } = serving;
    const found = { id: zone.id, account, name: zone.name };
    const cut = Object.values(zone.records)
      .filter((record) => record.type === 'NS' && record.name !== zone.name && within(name, record.name))
      .sort((one, other) => other.name.length - one.name.length)[0];
    if (cut) {
      servers = cut.values;
      apex = cut.name;
      continue;
    }
    const set = setFor(zone, name, type);
    if (!set) return { outcome: 'no record', ...nothing, domain: registered, zone: found };
    if (set.alias) {
      const inside = setFor(zone, set.alias.name, type);
      if (inside && within(set.alias.name, zone.name)) return resolve(cloud, set.alias.name, type, depth + 1);
      return { outcome: 'found', values: [], alias: set.alias.name.replace(/^dualstack\./, ''), domain: registered, zone: found };
    }
    if (set.type === 'CNAME' && type !== 'CNAME') {
      const target = absolute(set.values[0] ?? '');
      if (/\.amazonaws\.com\.$/.test(target)) return { outcome: 'found', values: [], alias: target, domain: registered, zone: found };
      return resolve(cloud, target, type, depth + 1);
    }
    return { outcome: 'found', values: [...set.values], alias: null, domain: registered, zone: found };
  }
  return { outcome: 'lame', ...nothing, domain: registered, zone: null };
}
