// What an organisation is: accounts and units below one root, policies attached to any of them. Kept in the management account.
import { type Account, type Cloud, type CloudContext, GLOBAL, peek, rows, table } from '../cloud.ts';
import { AwsError, type Params } from '../operation.ts';
import type { Tags } from '../tags.ts';

export interface Member {
  readonly name: string;
  readonly email: string;
  readonly joinedAt: number;
  readonly joined: 'INVITED' | 'CREATED';
  /** The root or a unit. */
  parent: string;
}

export interface ControlPolicy {
  readonly id: string;
  name: string;
  description: string;
  readonly awsManaged: boolean;
  document: string;
  /** The root, units and accounts to which it is attached. */
  targets: string[];
}

export interface Handshake {
  readonly id: string;
  readonly to: string;
  readonly requestedAt: number;
  readonly expiresAt: number;
  state: 'OPEN' | 'ACCEPTED' | 'DECLINED' | 'CANCELED';
}

/** A new account on its way. */
export interface AccountRequest {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly email: string;
  readonly requestedAt: number;
  completedAt: number | null;
}

export interface Organization {
  readonly id: string;
  readonly master: string;
  readonly createdAt: number;
  readonly rootId: string;
  /** Whether service control policies are in force. */
  controls: boolean;
  members: Record<string, Member>;
  units: Record<string, { readonly id: string; name: string; readonly parent: string }>;
  policies: Record<string, ControlPolicy>;
  handshakes: Record<string, Handshake>;
  requests: Record<string, AccountRequest>;
  /** Tags of accounts, units, policies and the root, by id. */
  tags: Record<string, Tags>;
}

export const ORGANIZATIONS = table<Organization>('organizations.organization', 'global');
export const FULL_ACCESS = 'p-FullAWSAccess';

/** The organisation of an account, or null. */
export function organizationOf(cloud: Cloud, account: string): Organization | null {
  for (const id in cloud.accounts) {
    for (const organization of Object.values(peek(cloud.accounts[id] as Account, GLOBAL, ORGANIZATIONS))) if (organization.members[account]) return organization;
  }
  return null;
}

/** The root, the units on the way down, and the account: where policies that bind it can hang. */
export function pathTo(of: Readonly<Organization>, account: string): readonly string[] {
  const path = [account];
  for (let at = of.members[account]?.parent; at !== undefined; at = of.units[at]?.parent) path.unshift(at);
  return path;
}

export const organizationArn = (of: Readonly<Organization>, rest: string): string => `arn:aws:organizations::${of.master}:${rest}`;
export const policyArn = (of: Readonly<Organization>, policy: Readonly<ControlPolicy>): string =>
  policy.awsManaged ? `arn:aws:organizations::aws:policy/service_control_policy/${policy.id}` : organizationArn(of, `policy/${of.id}/service_control_policy/${policy.id}`);
export const unitArn = (of: Readonly<Organization>, id: string): string => organizationArn(of, `ou/${of.id}/${id}`);
export const rootArn = (of: Readonly<Organization>): string => organizationArn(of, `root/${of.id}/${of.rootId}`);
export const accountArn = (of: Readonly<Organization>, id: string): string => organizationArn(of, `account/${of.id}/${id}`);

/** The organisation of the caller. Throws when there is none. For reading. */
export function mine(context: CloudContext): Organization {
  const found = organizationOf(context.cloud, context.account.id);
  if (!found) throw new AwsError('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.', 400);
  return found;
}

/** As `mine`, for calls that only the management account may make. */
export function managed(context: CloudContext): Organization {
  const found = mine(context);
  if (found.master !== context.account.id) throw new AwsError('AccessDeniedException', "You don't have permissions to access this resource.", 400);
  return found;
}

/** The row to change, wherever it is kept. */
export const organizationRow = (context: CloudContext, of: Readonly<Organization>): Organization =>
  rows(context.cloud.accounts[of.master] as Account, GLOBAL, ORGANIZATIONS)[of.id] as Organization;

/** Puts an account below the root, with the policy that every account needs. */
export function join(of: Organization, id: string, member: Omit<Member, 'parent'>): void {
  of.members[id] = { ...member, parent: of.rootId };
  of.policies[FULL_ACCESS]?.targets.push(id);
}

/** Takes an account out, and every policy off it. */
export function leave(of: Organization, id: string): void {
  delete of.members[id];
  delete of.tags[id];
  for (const policy of Object.values(of.policies)) policy.targets = policy.targets.filter((target) => target !== id);
}

export const organizationView = (of: Readonly<Organization>): Params => ({
  Id: of.id,
  Arn: organizationArn(of, `organization/${of.id}`),
  FeatureSet: 'ALL',
  MasterAccountArn: accountArn(of, of.master),
  MasterAccountId: of.master,
  MasterAccountEmail: of.members[of.master]?.email ?? '',
  AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
});

const missing = (kind: string, words: string) => new AwsError(`${kind}NotFoundException`, words, 400);
export const noAccount = () => missing('Account', "You specified an account that doesn't exist.");
export const noParent = () => missing('Parent', "You specified parent that doesn't exist.");
export const noUnit = () => missing('OrganizationalUnit', "You specified an organizational unit that doesn't exist.");
export const noTarget = () => missing('Target', "You specified a target that doesn't exist.");
