// Security group rules between three shapes: what the configuration writes as one rule, what the API groups by protocol and ports, and the single
// permissions both are made of.
import type { Json } from '../../engine/json.ts';
import { type Attrs, isRecord, list, records, text, texts } from './members.ts';

/** One permission: a protocol, ports, one peer. */
interface Permission {
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  readonly kind: 'cidr_blocks' | 'ipv6_cidr_blocks' | 'prefix_list_ids' | 'security_groups' | 'self';
  readonly peer: string;
  readonly description: string;
}

const key = (p: Permission): string => JSON.stringify([p.protocol, p.from, p.to, p.kind, p.peer, p.description]);

/** Protocol names as EC2 stores them. */
const protocolOf = (value: Json | undefined): string => {
  const name = text(value).toLowerCase();
  const numbers: { readonly [number: string]: string } = { all: '-1', '6': 'tcp', '17': 'udp', '1': 'icmp', '58': 'icmpv6' };
  return numbers[name] ?? name;
};

/** The permissions of rules as the configuration writes them. */
function permissionsOf(rules: Json | undefined): Permission[] {
  return records(rules).flatMap((rule) => {
    const protocol = protocolOf(rule.protocol);
    const base = {
      protocol,
      from: protocol === '-1' ? 0 : Number(rule.from_port ?? 0),
      to: protocol === '-1' ? 0 : Number(rule.to_port ?? 0),
      description: text(rule.description),
    };
    const peers = (['cidr_blocks', 'ipv6_cidr_blocks', 'prefix_list_ids', 'security_groups'] as const).flatMap((kind) =>
      texts(rule[kind]).map((peer) => ({ ...base, kind, peer })),
    );
    return rule.self === true ? [...peers, { ...base, kind: 'self' as const, peer: '' }] : peers;
  });
}

/** The permissions in a reply's `IpPermissions`. */
function permissionsIn(reply: Json | undefined, group: string): Permission[] {
  return records(reply).flatMap((set) => {
    const protocol = protocolOf(set.IpProtocol);
    const base = { protocol, from: protocol === '-1' ? 0 : Number(set.FromPort ?? 0), to: protocol === '-1' ? 0 : Number(set.ToPort ?? 0) };
    const of = (member: string, name: string, kind: Permission['kind']) =>
      records(set[member]).map((peer) => {
        const self = kind === 'security_groups' && text(peer[name]) === group;
        return { ...base, kind: self ? ('self' as const) : kind, peer: self ? '' : text(peer[name]), description: text(peer.Description) };
      });
    return [
      ...of('IpRanges', 'CidrIp', 'cidr_blocks'),
      ...of('Ipv6Ranges', 'CidrIpv6', 'ipv6_cidr_blocks'),
      ...of('PrefixListIds', 'PrefixListId', 'prefix_list_ids'),
      ...of('UserIdGroupPairs', 'GroupId', 'security_groups'),
    ];
  });
}

function request(permissions: readonly Permission[], group: string): Json {
  const sets = new Map<string, Record<string, Json>>();
  for (const p of permissions) {
    const id = `${p.protocol}/${p.from}/${p.to}`;
    const set = sets.get(id) ?? { IpProtocol: p.protocol, ...(p.protocol === '-1' ? {} : { FromPort: p.from, ToPort: p.to }) };
    const described = p.description ? { Description: p.description } : {};
    const add = (member: string, peer: Json) => {
      set[member] = [...list(set[member]), peer];
    };
    if (p.kind === 'cidr_blocks') add('IpRanges', { CidrIp: p.peer, ...described });
    else if (p.kind === 'ipv6_cidr_blocks') add('Ipv6Ranges', { CidrIpv6: p.peer, ...described });
    else if (p.kind === 'prefix_list_ids') add('PrefixListIds', { PrefixListId: p.peer, ...described });
    else add('UserIdGroupPairs', { GroupId: p.kind === 'self' ? group : p.peer, ...described });
    sets.set(id, set);
  }
  return [...sets.values()];
}

/** `IpPermissions` to revoke and to authorise to get from one set of rules to another; null where nothing is to do. */
export function difference(group: string, from: Json | undefined, to: Json | undefined): { readonly revoke: Json | null; readonly authorise: Json | null } {
  const before = new Map(permissionsOf(from).map((p) => [key(p), p]));
  const after = new Map(permissionsOf(to).map((p) => [key(p), p]));
  const gone = [...before].filter(([k]) => !after.has(k)).map(([, p]) => p);
  const fresh = [...after].filter(([k]) => !before.has(k)).map(([, p]) => p);
  return { revoke: gone.length ? request(gone, group) : null, authorise: fresh.length ? request(fresh, group) : null };
}

/**
 * Rules as the state holds them, from a reply: a rule of `before` whose permissions are all there stays as it was written; what is left is grouped by
 * protocol, ports and description.
 */
export function rulesIn(reply: Json | undefined, group: string, before: Json | undefined): Json[] {
  const left = new Map(permissionsIn(reply, group).map((p) => [key(p), p]));
  const rules: Json[] = [];
  for (const rule of records(before)) {
    const own = permissionsOf([rule as Json]);
    if (own.length === 0 || !own.every((p) => left.has(key(p)))) continue;
    for (const p of own) left.delete(key(p));
    rules.push(rule as Json);
  }
  const grouped = new Map<string, { [name: string]: Json }>();
  for (const p of left.values()) {
    const id = JSON.stringify([p.protocol, p.from, p.to, p.description]);
    const rule = grouped.get(id) ?? {
      cidr_blocks: [],
      description: p.description,
      from_port: p.from,
      ipv6_cidr_blocks: [],
      prefix_list_ids: [],
      protocol: p.protocol,
      security_groups: [],
      self: false,
      to_port: p.to,
    };
    if (p.kind === 'self') rule.self = true;
    else rule[p.kind] = [...list(rule[p.kind]), p.peer];
    grouped.set(id, rule);
  }
  return [...rules, ...grouped.values()];
}

/** The members of a single rule, for `aws_vpc_security_group_*_rule`. */
export function ruleMembers(attrs: Attrs): Record<string, Json | undefined> {
  const described = text(attrs.description) ? { Description: text(attrs.description) } : {};
  const group = text(attrs.referenced_security_group_id).split('/').at(-1);
  return {
    IpProtocol: protocolOf(attrs.ip_protocol),
    FromPort: attrs.from_port ?? undefined,
    ToPort: attrs.to_port ?? undefined,
    ...(text(attrs.cidr_ipv4) ? { IpRanges: [{ CidrIp: text(attrs.cidr_ipv4), ...described }] } : {}),
    ...(text(attrs.cidr_ipv6) ? { Ipv6Ranges: [{ CidrIpv6: text(attrs.cidr_ipv6), ...described }] } : {}),
    ...(text(attrs.prefix_list_id) ? { PrefixListIds: [{ PrefixListId: text(attrs.prefix_list_id), ...described }] } : {}),
    ...(group ? { UserIdGroupPairs: [{ GroupId: group, ...described }] } : {}),
  };
}

/** Attributes of a rule in a reply of DescribeSecurityGroupRules. */
export function ruleAttrs(rule: { readonly [member: string]: Json | undefined }): Record<string, Json> {
  const info = rule.ReferencedGroupInfo;
  const port = (value: Json | undefined): Json => (value === undefined || rule.IpProtocol === '-1' ? null : value);
  return {
    cidr_ipv4: rule.CidrIpv4 ?? null,
    cidr_ipv6: rule.CidrIpv6 ?? null,
    description: rule.Description ?? null,
    from_port: port(rule.FromPort),
    to_port: port(rule.ToPort),
    ip_protocol: rule.IpProtocol ?? null,
    prefix_list_id: rule.PrefixListId ?? null,
    referenced_security_group_id: isRecord(info) ? (info.GroupId ?? null) : null,
  };
}
