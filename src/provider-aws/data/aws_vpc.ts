// A VPC that exists already.

import { awsVpc } from '../aws_vpc.ts';
import { Complaint } from '../core/api.ts';
import { records, text } from '../core/members.ts';
import type { DataSource } from '../core/resource.ts';
import { search } from './filter.ts';

export const dataAwsVpc: DataSource = {
  name: 'aws_vpc',
  read(api, config) {
    const id = text(config.id);
    const wanted = search(config, {
      cidr: config.cidr_block,
      isDefault: config.default === true ? 'true' : undefined,
      'dhcp-options-id': config.dhcp_options_id,
      state: config.state,
    });
    const reply = api.find('ec2', 'DescribeVpcs', { VpcIds: id ? [id] : undefined, Filters: wanted.length ? wanted : undefined }, ['InvalidVpcID.NotFound']);
    const found = records(reply?.Vpcs);
    if (found.length === 0) throw new Complaint('no matching EC2 VPC found');
    if (found.length > 1) throw new Complaint('multiple EC2 VPCs matched; use additional constraints to reduce matches to a single EC2 VPC');
    const vpc = found[0] ?? {};
    const attrs = awsVpc.read(api, { id: text(vpc.VpcId) }) ?? {};
    return {
      ...attrs,
      id: vpc.VpcId,
      default: vpc.IsDefault ?? false,
      state: vpc.State ?? 'available',
      cidr_block_associations: records(vpc.CidrBlockAssociationSet).map((one) => ({
        association_id: one.AssociationId ?? '',
        cidr_block: one.CidrBlock ?? '',
        state: text((one.CidrBlockState as { State?: string } | undefined)?.State),
      })),
      tags: attrs.tags_all ?? {},
    };
  },
};
