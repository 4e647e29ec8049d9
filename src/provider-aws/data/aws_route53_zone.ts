// A hosted zone that exists already, by name or id.
import type { Json } from '../../engine/json.ts';
import { awsRoute53Zone, zoneId } from '../aws_route53_zone.ts';
import { Complaint } from '../core/api.ts';
import { pick, records, text } from '../core/members.ts';
import type { DataSource } from '../core/resource.ts';

export const dataAwsRoute53Zone: DataSource = {
  name: 'aws_route53_zone',
  read(api, config) {
    const name = text(config.name).replace(/\.$/, '');
    const id = zoneId(config.zone_id);
    if (!id && !name) throw new Complaint('either name or zone_id must be set');
    const zones = records(api.call('route53', 'ListHostedZones', {}).HostedZones).filter((zone) =>
      id ? zoneId(zone.Id) === id : text(zone.Name).replace(/\.$/, '') === name && (pick(zone, 'Config.PrivateZone') ?? false) === (config.private_zone === true),
    );
    if (zones.length === 0) throw new Complaint('no matching Route 53 Hosted Zone found');
    if (zones.length > 1) throw new Complaint('multiple Route 53 Hosted Zones matched; use additional constraints to reduce matches to a single Route 53 Hosted Zone');
    const zone = zones[0] ?? {};
    const attrs = awsRoute53Zone.read(api, { id: zoneId(zone.Id) }) ?? {};
    return {
      ...attrs,
      id: zoneId(zone.Id),
      caller_reference: zone.CallerReference ?? '',
      linked_service_description: '',
      linked_service_principal: '',
      private_zone: pick(zone as Json, 'Config.PrivateZone') ?? false,
      resource_record_set_count: zone.ResourceRecordSetCount ?? 0,
      tags: attrs.tags_all ?? {},
      vpc_id: pick(attrs.vpc as Json, '[0].vpc_id') ?? null,
    };
  },
};
