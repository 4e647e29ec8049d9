// Hosted zones. One that is made anew gets other name servers, which the registrar does not know.

import { MINUTE, SECOND } from '../engine/clock.ts';
import type { Json } from '../engine/json.ts';
import type { Api } from './core/api.ts';
import { length } from './core/checks.ts';
import { differ, map, pick, records, single, text, texts } from './core/members.ts';
import { uniqueName } from './core/naming.ts';
import type { ResourceType, Waiting } from './core/resource.ts';
import { retag, TAGS, tagsIn } from './core/tagging.ts';

export const NO_ZONE = ['NoSuchHostedZone'];
export const zoneId = (value: Json | undefined): string => text(value).replace(/^\/?hostedzone\//, '');
export const changeId = (value: Json | undefined): string => text(value).replace(/^\/?change\//, '');
const plain = (name: Json | undefined): string => text(name).replace(/\.$/, '');

/** Until a change has reached all name servers. */
export const inSync = (what: string): Waiting => ({
  delay: 15 * SECOND,
  poll: 5 * SECOND,
  timeout: 30 * MINUTE,
  what,
  target: ['INSYNC'],
  pending: ['PENDING'],
  status: (api, attrs) => (text(attrs.change_id) ? text(pick(api.call('route53', 'GetChange', { Id: attrs.change_id }) as Json, 'ChangeInfo.Status')) || null : 'INSYNC'),
});

/** All record sets of a zone, page by page. */
export function recordSets(api: Api, zone: string): { readonly [member: string]: Json | undefined }[] {
  const all: { readonly [member: string]: Json | undefined }[] = [];
  let from: { readonly [member: string]: Json | undefined } = {};
  for (;;) {
    const page = api.find('route53', 'ListResourceRecordSets', { HostedZoneId: zone, ...from }, NO_ZONE);
    all.push(...records(page?.ResourceRecordSets));
    if (page?.IsTruncated !== true) return all;
    from = { StartRecordName: page.NextRecordName, StartRecordType: page.NextRecordType, StartRecordIdentifier: page.NextRecordIdentifier };
  }
}

export const awsRoute53Zone: ResourceType = {
  name: 'aws_route53_zone',
  label: 'Route53 Hosted Zone',
  checks: {
    values: { comment: length(0, 256), delegation_set_id: length(0, 32), name: length(1, 1024) },
    conflicts: { delegation_set_id: ['vpc'], vpc: ['delegation_set_id'] },
  },
  shown: (attrs) => text(attrs.id) || text(attrs.name),
  create(api, planned) {
    const vpc = single(planned.vpc);
    const reply = api.call('route53', 'CreateHostedZone', {
      Name: planned.name,
      CallerReference: uniqueName(api),
      HostedZoneConfig: { Comment: text(planned.comment), ...(vpc ? { PrivateZone: true } : {}) },
      DelegationSetId: text(planned.delegation_set_id) || undefined,
      VPC: vpc ? { VPCId: text(vpc.vpc_id), VPCRegion: text(vpc.vpc_region) || api.region } : undefined,
    });
    const id = zoneId(pick(reply as Json, 'HostedZone.Id'));
    retag(api, TAGS.route53, { id }, {}, map(planned.tags_all));
    return { id, zone_id: id, change_id: changeId(pick(reply as Json, 'ChangeInfo.Id')) };
  },
  read(api, state) {
    const id = zoneId(state.id);
    const reply = api.find('route53', 'GetHostedZone', { Id: id }, NO_ZONE);
    const zone = pick((reply ?? {}) as Json, 'HostedZone');
    if (!zone) return null;
    const servers = texts(pick(reply as Json, 'DelegationSet.NameServers'));
    return {
      arn: `arn:aws:route53:::hostedzone/${id}`,
      comment: pick(zone, 'Config.Comment') ?? '',
      delegation_set_id: '',
      name: plain(pick(zone, 'Name')),
      name_servers: [...servers].sort(),
      primary_name_server: servers[0] ?? '',
      vpc: records(pick(reply as Json, 'VPCs')).map((vpc) => ({ vpc_id: vpc.VPCId ?? null, vpc_region: vpc.VPCRegion ?? null })),
      zone_id: id,
      tags_all: tagsIn(pick(api.call('route53', 'ListTagsForResource', { ResourceType: 'hostedzone', ResourceId: id }) as Json, 'ResourceTagSet.Tags')),
    };
  },
  update(api, prior, planned) {
    if (differ(prior, planned, 'comment')) api.call('route53', 'UpdateHostedZoneComment', { Id: text(prior.id), Comment: planned.comment });
  },
  delete(api, prior) {
    const id = text(prior.id);
    if (prior.force_destroy === true) {
      const own = recordSets(api, id).filter((set) => !(['NS', 'SOA'].includes(text(set.Type)) && plain(set.Name) === plain(prior.name)));
      if (own.length)
        api.call('route53', 'ChangeResourceRecordSets', { HostedZoneId: id, ChangeBatch: { Changes: own.map((set) => ({ Action: 'DELETE', ResourceRecordSet: set as Json })) } });
    }
    api.find('route53', 'DeleteHostedZone', { Id: id }, NO_ZONE);
  },
  created: inSync('Route53 Hosted Zone'),
  takes: { create: [0.5, 1.5], delete: [0.5, 1.5] },
  same: { name: (prior, planned) => plain(prior).toLowerCase() === plain(planned).toLowerCase() },
  tags: TAGS.route53,
};
