// Registered domains and the name servers they are delegated to: the first link from a visitor to a site.
import { DAY, iso } from '../../engine/clock.ts';
import { note } from '../../engine/moment.ts';
import { type CloudContext, GLOBAL, listed, rowAt, rows, table } from '../cloud.ts';
import { uuidOf } from '../ids.ts';
import { given, input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';

export interface Domain {
  readonly name: string;
  readonly registeredAt: number;
  readonly expiresAt: number;
  nameServers: string[];
}

/** Keyed by name, without a final dot. */
export const DOMAINS = table<Domain>('route53domains.domain', 'global');

const refusal = (message: string) => new AwsError('InvalidInput', message, 400, true);
const read = (params: Params) => input(params, (problem, name) => refusal(problem === 'missing' ? `${name} is required` : `Invalid value for ${name}`));

function domainOf(context: CloudContext, name: string): Readonly<Domain> {
  const domain = rowAt(context.account, context.region, DOMAINS, name.replace(/\.$/, '').toLowerCase());
  if (!domain) throw refusal(`Domain ${name} not found in ${context.account.id} account`);
  return domain;
}

/** Puts a domain into the account, as bought earlier. For the beginning of a case. */
export function ownDomain(context: CloudContext, name: string, nameServers: readonly string[], registeredAt = context.time.now): void {
  rows(context.account, context.region, DOMAINS)[name] = {
    name,
    registeredAt,
    expiresAt: registeredAt + 1461 * DAY,
    nameServers: nameServers.map((server) => server.replace(/\.$/, '').toLowerCase()),
  };
}

/**
 * Registers the name of a first public zone when nobody in this world has a domain above it: whoever makes it is taken to own the name
 * and to have entered the zone's name servers with the registrar. A later zone of the same name changes nothing: that takes UpdateDomainNameservers.
 */
export function registerIfNew(context: CloudContext, zoneName: string, nameServers: readonly string[]): void {
  const name = zoneName.replace(/\.$/, '');
  const known = Object.values(context.cloud.accounts).some((account) =>
    listed(account, GLOBAL, DOMAINS).some((domain) => name === domain.name || name.endsWith(`.${domain.name}`)),
  );
  if (!known) ownDomain(context, name, nameServers);
}

export const listDomains: Operation = {
  kind: 'read',
  run(context, params) {
    const cut = page(listed(context.account, context.region, DOMAINS), params.Marker, params.MaxItems, 100, 'InvalidInput');
    return given({
      Domains: cut.items.map((domain) => ({ DomainName: domain.name, AutoRenew: true, TransferLock: true, Expiry: iso(domain.expiresAt) })),
      NextPageMarker: cut.next,
    });
  },
};

export const getDomainDetail: Operation = {
  kind: 'read',
  run(context, params) {
    const domain = domainOf(context, read(params).text('DomainName'));
    return {
      DomainName: domain.name,
      Nameservers: domain.nameServers.map((Name) => ({ Name })),
      AutoRenew: true,
      RegistrarName: 'Amazon Registrar, Inc.',
      CreationDate: iso(domain.registeredAt),
      ExpirationDate: iso(domain.expiresAt),
      StatusList: ['clientTransferProhibited'],
    };
  },
};

/** Takes effect at once here; in life, caches keep the old delegation for up to two days. */
export const updateDomainNameservers: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const { name } = domainOf(context, request.text('DomainName'));
    const servers = request.records('Nameservers').map((server) => read(server).text('Name').replace(/\.$/, '').toLowerCase());
    if (servers.length === 0) throw refusal('Nameservers is required');
    (rows(context.account, context.region, DOMAINS)[name] as Domain).nameServers = servers;
    note(context.time, 'route53domains.domain.delegated', { account: context.account.id, name, nameServers: servers });
    return { OperationId: uuidOf(context.time, 'route53domains') };
  },
};
