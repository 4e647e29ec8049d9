// Network ACLs: every VPC has a default one that lets everything through.
import { type CloudContext, having, rows, table } from '../cloud.ts';
import { ec2Id } from '../ids.ts';
import type { Operation } from '../operation.ts';
import { type Tags, tagList } from '../tags.ts';
import { describe, type Kind } from './describe.ts';
import { refusal } from './refusal.ts';
import { SUBNETS } from './subnet.ts';

export interface NetworkAcl {
  readonly id: string;
  readonly vpcId: string;
  readonly isDefault: boolean;
  tags: Tags;
}

export const NETWORK_ACLS = table<NetworkAcl>('ec2.network-acl');

export function newDefaultAcl(context: CloudContext, vpcId: string): void {
  const id = ec2Id(context.time, 'acl');
  rows(context.account, context.region, NETWORK_ACLS)[id] = { id, vpcId, isDefault: true, tags: {} };
}

const entry = (egress: boolean, number: number, action: string) => ({ CidrBlock: '0.0.0.0/0', Egress: egress, Protocol: '-1', RuleAction: action, RuleNumber: number });

export const NETWORK_ACL: Kind<NetworkAcl> = {
  table: NETWORK_ACLS,
  ids: 'NetworkAclIds',
  result: 'NetworkAcls',
  id: (acl) => acl.id,
  tags: (acl) => acl.tags,
  notFound: (id) => refusal('InvalidNetworkAclID.NotFound', `The networkAcl ID '${id}' does not exist`),
  filters: {
    'network-acl-id': (acl) => acl.id,
    'vpc-id': (acl) => acl.vpcId,
    default: (acl) => acl.isDefault,
    'association.subnet-id': (acl, context) => subnetsOf(context, acl.vpcId).map((subnet) => subnet.id),
  },
  print: (context, acl) => ({
    Associations: acl.isDefault
      ? subnetsOf(context, acl.vpcId).map((subnet) => ({ NetworkAclAssociationId: `aclassoc-${subnet.id.slice('subnet-'.length)}`, NetworkAclId: acl.id, SubnetId: subnet.id }))
      : [],
    Entries: [entry(true, 100, 'allow'), entry(true, 32767, 'deny'), entry(false, 100, 'allow'), entry(false, 32767, 'deny')],
    IsDefault: acl.isDefault,
    NetworkAclId: acl.id,
    Tags: tagList(acl.tags),
    VpcId: acl.vpcId,
    OwnerId: context.account.id,
  }),
};

const subnetsOf = (context: CloudContext, vpcId: string) => having(context.account, context.region, SUBNETS, 'vpcId', vpcId);

export const describeNetworkAcls: Operation = describe(NETWORK_ACL);
