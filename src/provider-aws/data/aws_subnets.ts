// Ids of the subnets that match.
import { records, text } from '../core/members.ts';
import type { DataSource } from '../core/resource.ts';
import { search } from './filter.ts';

export const dataAwsSubnets: DataSource = {
  name: 'aws_subnets',
  read(api, config) {
    const wanted = search(config);
    const reply = api.call('ec2', 'DescribeSubnets', { Filters: wanted.length ? wanted : undefined });
    return { id: api.region, ids: records(reply.Subnets).map((subnet) => text(subnet.SubnetId)), tags: config.tags ?? null };
  },
};
