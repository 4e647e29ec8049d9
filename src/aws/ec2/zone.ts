// Regions and their availability zones.
import type { Operation } from '../operation.ts';
import { paged } from './describe.ts';
import { read, refusal } from './refusal.ts';

export const REGIONS = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
] as const;

const DIRECTIONS: Record<string, string> = { northeast: 'ne', southeast: 'se', central: 'c', north: 'n', south: 's', east: 'e', west: 'w' };

/** The three zones of a Region, such as `eu-west-1a` with the id `euw1-az1`. */
export function zonesOf(region: string): readonly { readonly name: string; readonly id: string }[] {
  const [area = '', direction = '', number = ''] = region.split('-');
  const short = `${area}${DIRECTIONS[direction] ?? direction}${number}`;
  return ['a', 'b', 'c'].map((letter, i) => ({ name: `${region}${letter}`, id: `${short}-az${i + 1}` }));
}

export const describeAvailabilityZones: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const names = request.texts('ZoneNames');
    const ids = request.texts('ZoneIds');
    let zones = zonesOf(context.region).filter((zone) => (names.length === 0 || names.includes(zone.name)) && (ids.length === 0 || ids.includes(zone.id)));
    const unknown = names.find((name) => !zones.some((zone) => zone.name === name));
    if (unknown) throw refusal('InvalidParameterValue', `Invalid availability zone: [${unknown}]`);
    for (const filter of request.records('Filters')) {
      const values = read(filter).texts('Values');
      const facets: Record<string, (zone: { readonly name: string; readonly id: string }) => string> = {
        'zone-name': (zone) => zone.name,
        'zone-id': (zone) => zone.id,
        'region-name': () => context.region,
        'group-name': () => context.region,
        state: () => 'available',
        'zone-type': () => 'availability-zone',
        'opt-in-status': () => 'opt-in-not-required',
      };
      const facet = facets[read(filter).text('Name')];
      if (!facet) throw refusal('InvalidParameterValue', `The filter '${String(filter.Name)}' is invalid`);
      zones = zones.filter((zone) => values.includes(facet(zone)));
    }
    return {
      AvailabilityZones: zones.map((zone) => ({
        State: 'available',
        OptInStatus: 'opt-in-not-required',
        Messages: [],
        RegionName: context.region,
        ZoneName: zone.name,
        ZoneId: zone.id,
        GroupName: context.region,
        NetworkBorderGroup: context.region,
        ZoneType: 'availability-zone',
      })),
    };
  },
};

export const describeRegions: Operation = {
  kind: 'read',
  run(_, params) {
    const names = read(params).texts('RegionNames');
    const unknown = names.find((name) => !(REGIONS as readonly string[]).includes(name));
    if (unknown) throw refusal('InvalidParameterValue', `Invalid region provided: [${unknown}]`);
    const list = REGIONS.filter((region) => names.length === 0 || names.includes(region));
    return paged(
      params,
      'Regions',
      list.map((region) => ({ Endpoint: `ec2.${region}.amazonaws.com`, RegionName: region, OptInStatus: 'opt-in-not-required' })),
    );
  },
};
