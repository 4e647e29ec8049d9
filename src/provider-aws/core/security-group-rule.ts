// What the ingress and the egress rule types share.
import { type Check, frameworkBetween } from './checks.ts';
import { cidr4, cidr6 } from './formats.ts';
import { type Attrs, firstOf, need, text } from './members.ts';
import type { ResourceType } from './resource.ts';
import { ruleAttrs, ruleMembers } from './security.ts';
import { TAGS, tagSpecification, tagsIn } from './tagging.ts';

const NOT_FOUND = ['InvalidSecurityGroupRuleId.NotFound', 'InvalidGroup.NotFound', 'InvalidGroupId.NotFound'];

const SOURCES = ['cidr_ipv4', 'cidr_ipv6', 'prefix_list_id', 'referenced_security_group_id'];
/** A network in the words of the framework. */
const network = (family: string, inner: Check): Check => ({
  ...inner,
  run: (value, at) =>
    inner.run(value, at).map(() => ({
      summary: 'Invalid Attribute Value',
      detail: `Attribute ${at.path} value must be a valid ${family} CIDR that represents a network address, got: ${text(value)}`,
    })),
});

/** One rule of a security group as a resource of its own. */
export const securityGroupRule = (direction: 'Ingress' | 'Egress'): ResourceType => ({
  name: `aws_vpc_security_group_${direction.toLowerCase()}_rule`,
  label: 'VPC Security Group Rule',
  framework: true,
  checks: { values: { cidr_ipv4: network('IPv4', cidr4), cidr_ipv6: network('IPv6', cidr6), from_port: frameworkBetween(-1, 65535), to_port: frameworkBetween(-1, 65535) } },
  validate(config) {
    const given = SOURCES.filter((name) => config[name] !== null);
    const detail = `Exactly one of these attributes must be configured: [${SOURCES.join(',')}]`;
    // What is not known yet may still be the one, or nothing.
    const known = given.filter((name) => config[name] !== undefined);
    if (given.length === 0) return [{ severity: 'error', summary: 'Missing Attribute Configuration', detail }];
    return known.length > 1 ? [{ severity: 'error', summary: 'Invalid Attribute Combination', detail, attribute: known[0] as string }] : [];
  },
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
