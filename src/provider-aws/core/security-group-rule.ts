// What the ingress and the egress rule types share.
import { type Attrs, firstOf, need, text } from './members.ts';
import type { ResourceType } from './resource.ts';
import { ruleAttrs, ruleMembers } from './security.ts';
import { TAGS, tagSpecification, tagsIn } from './tagging.ts';

const NOT_FOUND = ['InvalidSecurityGroupRuleId.NotFound', 'InvalidGroup.NotFound', 'InvalidGroupId.NotFound'];

/** One rule of a security group as a resource of its own. */
export const securityGroupRule = (direction: 'Ingress' | 'Egress'): ResourceType => ({
  name: `aws_vpc_security_group_${direction.toLowerCase()}_rule`,
  label: 'VPC Security Group Rule',
  framework: true,
  create(api, planned) {
    const reply = api.call('ec2', `AuthorizeSecurityGroup${direction}`, {
      GroupId: planned.security_group_id,
      IpPermissions: [ruleMembers(planned)],
      TagSpecifications: tagSpecification('security-group-rule', planned),
    });
    const id = need(reply, 'SecurityGroupRules[0].SecurityGroupRuleId');
    return { id, security_group_rule_id: id };
  },
  read(api, state) {
    const id = text(state.id);
    const rule = firstOf(api.find('ec2', 'DescribeSecurityGroupRules', { SecurityGroupRuleIds: [id] }, NOT_FOUND), 'SecurityGroupRules');
    if (!rule) return null;
    return {
      ...ruleAttrs(rule),
      arn: rule.SecurityGroupRuleArn ?? api.arn('ec2', `security-group-rule/${id}`),
      security_group_id: rule.GroupId,
      security_group_rule_id: id,
      tags_all: tagsIn(rule.Tags),
    };
  },
  update(api, prior, planned) {
    const same = (attrs: Attrs) => JSON.stringify(ruleMembers(attrs));
    if (same(prior) === same(planned)) return;
    const group = text(planned.referenced_security_group_id).split('/').at(-1);
    api.call('ec2', 'ModifySecurityGroupRules', {
      GroupId: prior.security_group_id,
      SecurityGroupRules: [
        {
          SecurityGroupRuleId: text(prior.id),
          SecurityGroupRule: {
            IpProtocol: planned.ip_protocol,
            FromPort: planned.from_port ?? undefined,
            ToPort: planned.to_port ?? undefined,
            CidrIpv4: planned.cidr_ipv4 ?? undefined,
            CidrIpv6: planned.cidr_ipv6 ?? undefined,
            PrefixListId: planned.prefix_list_id ?? undefined,
            ReferencedGroupId: group || undefined,
            Description: planned.description ?? undefined,
          },
        },
      ],
    });
  },
  delete(api, prior) {
    api.find('ec2', `RevokeSecurityGroup${direction}`, { GroupId: prior.security_group_id, SecurityGroupRuleIds: [text(prior.id)] }, NOT_FOUND);
  },
  tags: TAGS.ec2,
});
