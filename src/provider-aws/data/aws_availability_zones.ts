// The Region's zones.

import type { Json } from '../../engine/json.ts';
import { Complaint } from '../core/api.ts';
import { enumOf } from '../core/checks.ts';
import { records, text, texts } from '../core/members.ts';
import { filters } from '../core/naming.ts';
import type { DataSource } from '../core/resource.ts';
import { filtersIn } from './filter.ts';

export const dataAwsAvailabilityZones: DataSource = {
  name: 'aws_availability_zones',
  checks: { values: { state: enumOf('available', 'information', 'impaired', 'unavailable', 'constrained') } },
  read(api, config) {
    const wanted = [...filtersIn(config), ...(text(config.state) ? (filters({ state: text(config.state) }) as Json[]) : [])];
    let reply: ReturnType<typeof api.call>;
    try {
      reply = api.call('ec2', 'DescribeAvailabilityZones', {
        AllAvailabilityZones: config.all_availability_zones === true ? true : undefined,
        Filters: wanted.length ? wanted : undefined,
      });
    } catch (error) {
      throw new Complaint(`Error fetching Availability Zones: ${(error as Error).message}`);
    }
    const zones = records(reply.AvailabilityZones)
      .filter((zone) => !texts(config.exclude_names).includes(text(zone.ZoneName)) && !texts(config.exclude_zone_ids).includes(text(zone.ZoneId)))
      .sort((a, b) => (text(a.ZoneName) < text(b.ZoneName) ? -1 : 1));
    return {
      id: api.region,
      group_names: [...new Set(zones.map((zone) => text(zone.GroupName) || api.region))],
      names: zones.map((zone) => text(zone.ZoneName)),
      zone_ids: zones.map((zone) => text(zone.ZoneId)),
    };
  },
};
