// Route 53: hosted zones and their records. `resolve.ts` tells what the world's resolvers see.
import { type CloudContext, rowAt } from '../cloud.ts';
import type { Operation, Service } from '../operation.ts';
import { unused } from '../unused.ts';
import * as looks from './look.ts';
import * as record from './record.ts';
import * as zone from './zone.ts';

const OPERATIONS: { readonly [name: string]: Operation } = {
  ChangeResourceRecordSets: record.changeResourceRecordSets,
  ChangeTagsForResource: zone.changeTagsForResource,
  CreateHostedZone: zone.createHostedZone,
  DeleteHostedZone: zone.deleteHostedZone,
  GetAccountLimit: looks.getAccountLimit,
  GetChange: zone.getChange,
  GetDNSSEC: looks.getDnssec,
  GetHostedZone: zone.getHostedZone,
  GetHostedZoneCount: zone.getHostedZoneCount,
  ListHostedZones: zone.listHostedZones,
  ListHostedZonesByName: zone.listHostedZonesByName,
  ListResourceRecordSets: record.listResourceRecordSets,
  ListTagsForResource: zone.listTagsForResource,
  TestDNSAnswer: looks.testDnsAnswer,
  UpdateHostedZoneComment: zone.updateHostedZoneComment,
};

function withRights(name: string, operation: Operation): Operation {
  return {
    authorise(context: CloudContext, params) {
      const id = params.HostedZoneId ?? (name === 'GetChange' ? undefined : params.Id);
      const known = typeof id === 'string' ? zone.bare(id) : null;
      const tags = known ? rowAt(context.account, context.region, zone.ZONES, known)?.tags : undefined;
      return [{ action: `route53:${name}`, resource: known ? `arn:aws:route53:::hostedzone/${known}` : '*', ...(tags ? { tags: { ...tags } } : {}) }];
    },
    ...operation,
  };
}

export const route53: Service = {
  name: 'route53',
  eventSource: 'route53.amazonaws.com',
  iamPrefix: 'route53',
  global: true,
  operations: Object.fromEntries(Object.entries({ ...unused('route53'), ...OPERATIONS }).map(([name, operation]) => [name, withRights(name, operation)])),
  jobs: {},
};
