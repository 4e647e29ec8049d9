// Everything that IAM knows of an account in one reply: who is there, what hangs on whom, and every version of every policy in use.
import { iso } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { GLOBAL, having, listed } from '../cloud.ts';
import { given, input } from '../input.ts';
import type { Operation, OperationContext, Params } from '../operation.ts';
import { page } from '../page.ts';
import { tagList } from '../tags.ts';
import { iamWords } from '../wording.ts';
import { awsPolicies } from './awspolicies.ts';
import { groupView } from './group.ts';
import { profileView } from './instance-profile.ts';
import { boundaryUses, holders, policyOf, policyView, versionView } from './policy.ts';
import { roleView } from './role.ts';
import { GROUPS, POLICIES, PROFILES, ROLES, USERS } from './tables.ts';
import { userView } from './user.ts';

const KINDS = ['User', 'Group', 'Role', 'LocalManagedPolicy', 'AWSManagedPolicy'] as const;
type Kind = (typeof KINDS)[number];

const MEMBER: { readonly [kind in Kind]: string } = {
  User: 'UserDetailList',
  Group: 'GroupDetailList',
  Role: 'RoleDetailList',
  LocalManagedPolicy: 'Policies',
  AWSManagedPolicy: 'Policies',
};

const inline = (written: Readonly<Record<string, string>>): Json => Object.entries(written).map(([PolicyName, document]) => ({ PolicyName, PolicyDocument: JSON.parse(document) }));
const attached = (arns: readonly string[]): Json => arns.map((arn) => ({ PolicyName: arn.split('/').pop() ?? arn, PolicyArn: arn }));

function policyDetail(context: OperationContext, arn: string): Json {
  const policy = policyOf(context, arn);
  return { ...policyView(context, policy), PolicyVersionList: Object.keys(policy.versions).map((id) => versionView(policy, id, true)) } as Json;
}

const DETAILS: { readonly [kind in Kind]: (context: OperationContext) => readonly Json[] } = {
  User: (context) =>
    listed(context.account, GLOBAL, USERS).map(
      (user) => ({ ...userView(user), UserPolicyList: inline(user.inline), GroupList: [...user.groups], AttachedManagedPolicies: attached(user.attached) }) as Json,
    ),
  Group: (context) =>
    listed(context.account, GLOBAL, GROUPS).map(
      (group) => ({ ...groupView(group), GroupPolicyList: inline(group.inline), AttachedManagedPolicies: attached(group.attached) }) as Json,
    ),
  Role: (context) =>
    listed(context.account, GLOBAL, ROLES).map(
      (role) =>
        given({
          ...roleView(role),
          Description: undefined,
          MaxSessionDuration: undefined,
          InstanceProfileList: having(context.account, GLOBAL, PROFILES, 'role', role.name).map((profile) => profileView(context, profile)) as Json,
          RolePolicyList: inline(role.inline),
          AttachedManagedPolicies: attached(role.attached),
          Tags: tagList(role.tags),
          RoleLastUsed: role.lastUsedAt === null ? {} : { LastUsedDate: iso(role.lastUsedAt) },
        }) as Json,
    ),
  LocalManagedPolicy: (context) => listed(context.account, GLOBAL, POLICIES).map((policy) => policyDetail(context, policy.arn)),
  // AWS's own are shown when somebody has them.
  AWSManagedPolicy: (context) =>
    awsPolicies()
      .filter(({ arn }) => holders(context, arn) + boundaryUses(context, arn) > 0)
      .map(({ arn }) => policyDetail(context, arn)),
};

export const accountDetails: Operation = {
  kind: 'read',
  run(context, params) {
    const from = input(params, iamWords);
    const wanted = from.texts('Filter');
    if (wanted.some((kind) => !KINDS.includes(kind as Kind))) throw iamWords('invalid', 'Filter');
    const kinds = KINDS.filter((kind) => wanted.length === 0 || wanted.includes(kind));
    const all = kinds.flatMap((kind) => DETAILS[kind](context).map((detail) => ({ member: MEMBER[kind], detail })));
    const cut = page(all, params.Marker, params.MaxItems, 100, 'ValidationError');
    const lists: Record<string, Json[]> = { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [] };
    for (const { member, detail } of cut.items) lists[member]?.push(detail);
    return given({ ...lists, IsTruncated: cut.next !== null, Marker: cut.next }) as Params;
  },
};
