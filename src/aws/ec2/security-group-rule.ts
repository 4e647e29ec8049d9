// Rules of security groups: each has an id of its own, and describe-security-groups shows them folded into permissions.
import { type CloudContext, type CloudView, having, listed, rowAt, rows, table } from '../cloud.ts';
import { arn, ec2Id } from '../ids.ts';
import { given } from '../input.ts';
import type { Operation, Params } from '../operation.ts';
import { type Tags, tagList } from '../tags.ts';
import { addressIn, blockText, parseBlock } from './cidr.ts';
import { describe, type Kind } from './describe.ts';
import { read, refusal } from './refusal.ts';
import { groupOf, SECURITY_GROUPS } from './security-group.ts';
import { tagsFor } from './tags.ts';

export interface SecurityGroupRule {
  readonly id: string;
  readonly groupId: string;
  readonly egress: boolean;
  /** `tcp`, `udp`, `icmp` or `-1` for all. */
  readonly protocol: string;
  /** -1 for all. */
  readonly fromPort: number;
  readonly toPort: number;
  readonly cidr4: string | null;
  readonly cidr6: string | null;
  readonly prefixList: string | null;
  /** The group whose members are meant. */
  readonly peerGroup: string | null;
  description: string | null;
  tags: Tags;
}

type Wish = Omit<SecurityGroupRule, 'id' | 'groupId' | 'description' | 'tags' | 'cidr4' | 'cidr6' | 'prefixList' | 'peerGroup'> &
  Partial<Pick<SecurityGroupRule, 'cidr4' | 'cidr6' | 'prefixList' | 'peerGroup' | 'description' | 'tags'>>;

export const RULES = table<SecurityGroupRule>('ec2.security-group-rule');

export function addRule(context: CloudContext, groupId: string, wish: Wish): SecurityGroupRule {
  const rule: SecurityGroupRule = { cidr4: null, cidr6: null, prefixList: null, peerGroup: null, description: null, tags: {}, ...wish, id: ec2Id(context.time, 'sgr'), groupId };
  rows(context.account, context.region, RULES)[rule.id] = rule;
  return rule;
}

export const RULE: Kind<SecurityGroupRule> = {
  table: RULES,
  ids: 'SecurityGroupRuleIds',
  result: 'SecurityGroupRules',
  id: (rule) => rule.id,
  tags: (rule) => rule.tags,
  notFound: (id) => refusal('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${id}' does not exist`),
  filters: { 'group-id': (rule) => rule.groupId, 'security-group-rule-id': (rule) => rule.id },
  print: (context, rule) =>
    given({
      SecurityGroupRuleId: rule.id,
      GroupId: rule.groupId,
      GroupOwnerId: context.account.id,
      IsEgress: rule.egress,
      IpProtocol: rule.protocol,
      FromPort: rule.fromPort,
      ToPort: rule.toPort,
      CidrIpv4: rule.cidr4,
      CidrIpv6: rule.cidr6,
      PrefixListId: rule.prefixList,
      ReferencedGroupInfo: rule.peerGroup
        ? given({ GroupId: rule.peerGroup, UserId: context.account.id, VpcId: rowAt(context.account, context.region, SECURITY_GROUPS, rule.peerGroup)?.vpcId })
        : undefined,
      Description: rule.description,
      Tags: tagList(rule.tags),
      SecurityGroupRuleArn: arn('ec2', context.region, context.account.id, `security-group-rule/${rule.id}`),
    }),
};

export const describeSecurityGroupRules = describe(RULE);

const PROTOCOLS: Record<string, string> = { all: '-1', '6': 'tcp', '17': 'udp', '1': 'icmp' };

/** What `IpPermissions`, or the flat parameters of older calls, ask for. */
function wishes(context: CloudContext, params: Params, egress: boolean): Wish[] {
  const request = read(params);
  let sets = request.records('IpPermissions');
  if (sets.length === 0 && request.has('IpProtocol')) {
    const cidr = request.optional('CidrIp');
    const peer = request.optional('SourceSecurityGroupId');
    sets = [{ ...params, IpRanges: cidr ? [{ CidrIp: cidr }] : [], UserIdGroupPairs: peer ? [{ GroupId: peer }] : [] }];
  }
  if (sets.length === 0) throw refusal('MissingParameter', 'The request must contain the parameter ipPermissions');
  const found: Wish[] = [];
  for (const set of sets) {
    const permission = read(set);
    const asked = permission.text('IpProtocol').toLowerCase();
    const protocol = PROTOCOLS[asked] ?? asked;
    if (!['tcp', 'udp', 'icmp', 'icmpv6', '-1'].includes(protocol) && !/^\d+$/.test(protocol)) {
      throw refusal('InvalidParameterValue', `Invalid value '${asked}' for IP protocol. Unknown protocol.`);
    }
    const fromPort = protocol === '-1' ? -1 : (permission.number('FromPort') ?? -1);
    const toPort = protocol === '-1' ? -1 : (permission.number('ToPort') ?? fromPort);
    if ((protocol === 'tcp' || protocol === 'udp') && fromPort > toPort) {
      throw refusal('InvalidParameterValue', `Invalid TCP/UDP port range (${fromPort}:${toPort})`);
    }
    const base = { egress, protocol, fromPort, toPort };
    const described = (entry: Params) => ({ description: read(entry).optional('Description') });
    for (const range of permission.records('IpRanges')) {
      const cidr = read(range).text('CidrIp');
      const block = parseBlock(cidr);
      if (!block) throw refusal('InvalidParameterValue', `CIDR block ${cidr} is malformed`);
      found.push({ ...base, ...described(range), cidr4: blockText(block) });
    }
    for (const range of permission.records('Ipv6Ranges')) found.push({ ...base, ...described(range), cidr6: read(range).text('CidrIpv6') });
    for (const list of permission.records('PrefixListIds')) found.push({ ...base, ...described(list), prefixList: read(list).text('PrefixListId') });
    for (const pair of permission.records('UserIdGroupPairs')) {
      found.push({ ...base, ...described(pair), peerGroup: groupOf(context, read(pair).text('GroupId')).id });
    }
  }
  if (found.length === 0) throw refusal('InvalidParameterCombination', 'No peer (CIDR block, prefix list or security group) was specified.');
  return found;
}

const same = (rule: Readonly<SecurityGroupRule>, groupId: string, wish: Wish): boolean =>
  rule.groupId === groupId &&
  rule.egress === wish.egress &&
  rule.protocol === wish.protocol &&
  rule.fromPort === wish.fromPort &&
  rule.toPort === wish.toPort &&
  rule.cidr4 === (wish.cidr4 ?? null) &&
  rule.cidr6 === (wish.cidr6 ?? null) &&
  rule.prefixList === (wish.prefixList ?? null) &&
  rule.peerGroup === (wish.peerGroup ?? null);

/** `peer: 0.0.0.0/0, TCP, from port: 80, to port: 80, ALLOW` */
function words(wish: Wish): string {
  const peer = `peer: ${wish.cidr4 ?? wish.cidr6 ?? wish.prefixList ?? wish.peerGroup}`;
  if (wish.protocol === '-1') return `${peer}, ALL, ALLOW`;
  return `${peer}, ${wish.protocol.toUpperCase()}, from port: ${wish.fromPort}, to port: ${wish.toPort}, ALLOW`;
}

const authorize = (egress: boolean): Operation => ({
  kind: 'write',
  run(context, params) {
    const group = groupOf(context, read(params).text('GroupId'));
    const asked = wishes(context, params, egress);
    const present = listed(context.account, context.region, RULES);
    for (const wish of asked) {
      if (present.some((rule) => same(rule, group.id, wish))) throw refusal('InvalidPermission.Duplicate', `the specified rule "${words(wish)}" already exists`);
    }
    const tags = tagsFor(params, 'security-group-rule');
    const made = asked.map((wish) => addRule(context, group.id, { ...wish, tags: { ...tags } }));
    return { Return: true, SecurityGroupRules: made.map((rule) => RULE.print(context, rule)) };
  },
});

const revoke = (egress: boolean): Operation => ({
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const group = groupOf(context, request.text('GroupId'));
    const present = having(context.account, context.region, RULES, 'groupId', group.id).filter((rule) => rule.egress === egress);
    const ids = request.texts('SecurityGroupRuleIds');
    const doomed =
      ids.length > 0
        ? ids.map((id) => {
            const rule = present.find((candidate) => candidate.id === id);
            if (!rule) throw refusal('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${id}' does not exist`);
            return rule.id;
          })
        : wishes(context, params, egress).map((wish) => {
            const rule = present.find((candidate) => same(candidate, group.id, wish));
            if (!rule) throw refusal('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
            return rule.id;
          });
    const table = rows(context.account, context.region, RULES);
    for (const id of doomed) delete table[id];
    return { Return: true };
  },
});

export const authorizeSecurityGroupIngress = authorize(false);
export const authorizeSecurityGroupEgress = authorize(true);
export const revokeSecurityGroupIngress = revoke(false);
export const revokeSecurityGroupEgress = revoke(true);

const describeDescriptions = (egress: boolean): Operation => ({
  kind: 'write',
  run(context, params) {
    const group = groupOf(context, read(params).text('GroupId'));
    const asked = wishes(context, params, egress);
    const present = listed(context.account, context.region, RULES);
    const changes = asked.map((wish) => {
      const rule = present.find((candidate) => same(candidate, group.id, wish));
      if (!rule) throw refusal('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
      return { id: rule.id, description: wish.description ?? null };
    });
    for (const change of changes) (rows(context.account, context.region, RULES)[change.id] as SecurityGroupRule).description = change.description;
    return { Return: true };
  },
});

export const updateSecurityGroupRuleDescriptionsIngress = describeDescriptions(false);
export const updateSecurityGroupRuleDescriptionsEgress = describeDescriptions(true);

/** Changes rules in place: `[{ SecurityGroupRuleId, SecurityGroupRule: { IpProtocol, FromPort, ToPort, CidrIpv4 … } }]`. */
export const modifySecurityGroupRules: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const group = groupOf(context, request.text('GroupId'));
    const changes = request.records('SecurityGroupRules').map((change) => {
      const id = read(change).text('SecurityGroupRuleId');
      const rule = rowAt(context.account, context.region, RULES, id);
      if (rule?.groupId !== group.id) throw refusal('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${id}' does not exist`);
      const wanted = read(read(change).record('SecurityGroupRule') ?? {});
      const peer = wanted.optional('ReferencedGroupId');
      const protocol = wanted.optional('IpProtocol') ?? rule.protocol;
      return {
        ...rule,
        tags: { ...rule.tags },
        protocol: PROTOCOLS[protocol] ?? protocol,
        fromPort: wanted.number('FromPort') ?? -1,
        toPort: wanted.number('ToPort') ?? -1,
        cidr4: wanted.optional('CidrIpv4'),
        cidr6: wanted.optional('CidrIpv6'),
        prefixList: wanted.optional('PrefixListId'),
        peerGroup: peer ? groupOf(context, peer).id : null,
        description: wanted.optional('Description'),
      };
    });
    if (changes.length === 0) throw refusal('MissingParameter', 'The request must contain the parameter securityGroupRule');
    for (const rule of changes) rows(context.account, context.region, RULES)[rule.id] = rule;
    return { Return: true };
  },
};

/** A TCP port, or echo requests. */
export type Wanted = number | 'icmp';

/** An end of a connection, as rules see it. */
export interface End {
  readonly groups: readonly string[];
  readonly ip: string;
}

function opens(rule: Readonly<SecurityGroupRule>, peer: End, wanted: Wanted): boolean {
  const kind =
    wanted === 'icmp' ? rule.protocol === 'icmp' && (rule.fromPort === -1 || rule.fromPort === 8) : rule.protocol === 'tcp' && rule.fromPort <= wanted && wanted <= rule.toPort;
  return (rule.protocol === '-1' || kind) && (rule.cidr4 !== null ? addressIn(peer.ip, rule.cidr4) : rule.peerGroup !== null && peer.groups.includes(rule.peerGroup));
}

const some = (context: CloudView, groups: readonly string[], egress: boolean, peer: End, wanted: Wanted): boolean =>
  having(context.account, context.region, RULES, 'egress', egress).some((rule) => groups.includes(rule.groupId) && opens(rule, peer, wanted));

/** Whether the groups of `to` let somebody in. */
export const letsIn = (context: CloudView, from: End, to: End, wanted: Wanted): boolean => some(context, to.groups, false, from, wanted);

/** Whether a connection to `port` may be made from one end to the other, by both sides' rules. */
export const allowed = (context: CloudView, from: End, to: End, port: Wanted): boolean => some(context, from.groups, true, to, port) && letsIn(context, from, to, port);
