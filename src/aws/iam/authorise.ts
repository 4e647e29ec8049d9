// Who is who and what may they do: gathers the policies that hold for a principal and asks for a decision.
import { iso } from '../../engine/clock.ts';
import type { Timeline } from '../../engine/moment.ts';
import { type Account, type Cloud, GLOBAL, rowAt } from '../cloud.ts';
import type { Ask, Principal, ResourcePolicy } from '../operation.ts';
import { organizationOf, pathTo, policyArn } from '../organizations/organization.ts';
import { awsPolicy } from './awspolicies.ts';
import { type Decision, evaluate, type Policies, type Source } from './evaluate.ts';
import { GROUPS, type Holder, POLICIES, ROLES, SESSIONS, type Session, USERS } from './tables.ts';

/** A managed policy's document in force, AWS's own included; null when it does not exist. */
export function managedDocument(account: Account, policyArn: string): string | null {
  const own = rowAt(account, GLOBAL, POLICIES, policyArn);
  return own ? (own.versions[own.defaultVersion]?.document ?? null) : awsPolicy(policyArn);
}

/** The policies that hang on a user, role or group: written into it, then attached. */
export function documents(account: Account, holder: Pick<Holder, 'inline' | 'attached' | 'name'>, kind: string): Source[] {
  const inline = Object.entries(holder.inline).map(([name, document]) => ({ id: `${kind}_${holder.name}_${name}`, type: 'IAM Policy', document }));
  const managed = holder.attached.flatMap((policyArn) => {
    const document = managedDocument(account, policyArn);
    return document === null ? [] : [{ id: policyArn.split('/').pop() ?? policyArn, type: 'IAM Policy', document }];
  });
  return [...inline, ...managed];
}

/** What is left of a policy that has gone. */
const NOTHING = '{"Version":"2012-10-17","Statement":[]}';

const boundaryOf = (account: Account, holder: Holder): Source[] | null =>
  holder.boundary === null ? null : [{ id: holder.boundary, type: 'IAM Policy', document: managedDocument(account, holder.boundary) ?? NOTHING }];

/** Service control policies bind members, their root users too, but never the management account. */
function controls(cloud: Cloud, account: string): (readonly Source[])[] | null {
  const organization = organizationOf(cloud, account);
  if (!organization?.controls || organization.master === account) return null;
  return pathTo(organization, account).map((target) =>
    Object.values(organization.policies)
      .filter((policy) => policy.targets.includes(target))
      .map((policy) => ({ id: policyArn(organization, policy), type: 'Service control policy', document: policy.document })),
  );
}

/** The user or role behind a principal; null for root, services, and what has been deleted. */
export function holderOf(cloud: Cloud, principal: Principal): { readonly kind: 'user' | 'role'; readonly holder: Holder } | null {
  const account = cloud.accounts[principal.account];
  if (!account) return null;
  if (principal.type === 'user') {
    const user = rowAt(account, GLOBAL, USERS, principal.name);
    return user ? { kind: 'user', holder: user } : null;
  }
  if (principal.type === 'role-session') {
    const role = rowAt(account, GLOBAL, ROLES, roleName(principal.arn));
    return role ? { kind: 'role', holder: role } : null;
  }
  return null;
}

/** `arn:aws:sts::1:assumed-role/deploy/ann` -> `deploy` */
export const roleName = (sessionArn: string): string => sessionArn.split('/')[1] ?? '';

/** What a session was limited to when it began; null when it was not. */
function sessionPolicies(account: Account, session: Readonly<Session> | undefined): Source[] | null {
  if (!session?.policy && !session?.policyArns?.length) return null;
  const named = (session.policyArns ?? []).map((arn) => ({ id: arn.split('/').pop() ?? arn, type: 'Session policy', document: managedDocument(account, arn) ?? NOTHING }));
  return [...(session.policy ? [{ id: 'session', type: 'Session policy', document: session.policy }] : []), ...named];
}

/** All policies that hold for a principal. */
export function policiesOf(cloud: Cloud, principal: Principal): Policies {
  const account = cloud.accounts[principal.account];
  const found = holderOf(cloud, principal);
  const empty: Policies = { identity: [], boundary: null, session: null, control: controls(cloud, principal.account), resource: null };
  if (!account || !found) return empty;
  const identity = documents(account, found.holder, found.kind);
  if (found.kind === 'user') {
    for (const name of rowAt(account, GLOBAL, USERS, principal.name)?.groups ?? []) {
      const group = rowAt(account, GLOBAL, GROUPS, name);
      if (group) identity.push(...documents(account, group, 'group'));
    }
  }
  const session = principal.accessKeyId ? rowAt(account, GLOBAL, SESSIONS, principal.accessKeyId) : undefined;
  return {
    ...empty,
    identity,
    boundary: boundaryOf(account, found.holder),
    session: sessionPolicies(account, session),
  };
}

/** Condition keys that every request has, in lower case. */
export function commonKeys(
  cloud: Cloud,
  time: Timeline,
  principal: Principal,
  from: { readonly region: string; readonly sourceIp: string; readonly userAgent: string },
): Record<string, string | readonly string[]> {
  const account = cloud.accounts[principal.account];
  const found = holderOf(cloud, principal);
  const keys: Record<string, string | readonly string[]> = {
    'aws:principalarn': principal.type === 'role-session' && found ? found.holder.arn : principal.arn,
    'aws:principalaccount': principal.account,
    'aws:principaltype': principal.type === 'root' ? 'Account' : principal.type === 'user' ? 'User' : principal.type === 'role-session' ? 'AssumedRole' : 'Service',
    'aws:userid': principal.userId,
    'aws:requestedregion': from.region,
    'aws:useragent': from.userAgent,
    'aws:currenttime': iso(time.now),
    'aws:epochtime': String(Math.floor(time.now / 1000)),
    'aws:securetransport': 'true',
    'aws:principalisawsservice': String(principal.type === 'service'),
    'aws:viaawsservice': 'false',
  };
  if (principal.type !== 'service') keys['aws:sourceip'] = from.sourceIp;
  if (principal.type === 'user') keys['aws:username'] = principal.name;
  const organization = organizationOf(cloud, principal.account);
  if (organization) {
    keys['aws:principalorgid'] = organization.id;
    keys['aws:principalorgpaths'] = [`${organization.id}/${pathTo(organization, principal.account).slice(0, -1).join('/')}/`];
  }
  const session = account && principal.accessKeyId ? rowAt(account, GLOBAL, SESSIONS, principal.accessKeyId) : undefined;
  for (const [key, value] of Object.entries({ ...found?.holder.tags, ...session?.tags })) keys[`aws:principaltag/${key.toLowerCase()}`] = value;
  if (session) {
    // Long-term keys carry no such key at all, which is why policies ask with BoolIfExists.
    keys['aws:multifactorauthpresent'] = session.mfaAt === null ? 'false' : 'true';
    if (session.mfaAt !== null) keys['aws:multifactorauthage'] = String(Math.floor((time.now - session.mfaAt) / 1000));
    keys['aws:tokenissuetime'] = iso(session.createdAt);
  } else if (principal.type === 'user' && !principal.accessKeyId) {
    // Signed in to the console.
    keys['aws:multifactorauthpresent'] = String(principal.mfa === true);
  }
  return keys;
}

type Keys = Readonly<Record<string, string | readonly string[]>>;

/** All condition keys of one right: those of the request, and those of the resource. */
export function keysOf(cloud: Cloud, principal: Principal, ask: Ask, keys: Keys, own: { readonly account: string } | null): Record<string, string | readonly string[]> {
  const all: Record<string, string | readonly string[]> = { ...keys };
  const owner = own?.account ?? /^arn:aws:[^:]*:[^:]*:(\d{12}):/.exec(ask.resource)?.[1] ?? principal.account;
  all['aws:resourceaccount'] = owner;
  const organization = organizationOf(cloud, owner);
  if (organization) all['aws:resourceorgid'] = organization.id;
  const prefix = ask.action.slice(0, ask.action.indexOf(':')).toLowerCase();
  for (const [key, value] of Object.entries(ask.tags ?? {})) {
    all[`aws:resourcetag/${key.toLowerCase()}`] = value;
    all[`${prefix}:resourcetag/${key.toLowerCase()}`] = value;
    // RDS has a key for each kind of thing: rds:db-tag/env, rds:snapshot-tag/env.
    if (prefix === 'rds') all[`rds:${ask.resource.split(':')[5]}-tag/${key.toLowerCase()}`] = value;
  }
  for (const [key, value] of Object.entries(ask.keys ?? {})) all[key.toLowerCase()] = value;
  if (ask.via !== undefined) {
    const host = `${ask.via}.amazonaws.com`;
    Object.assign(all, { 'aws:viaawsservice': 'true', 'aws:calledvia': [host], 'aws:calledviafirst': host, 'aws:calledvialast': host });
    delete all['aws:sourceip'];
  }
  return all;
}

/** Decides one right of a principal, with the resource's own policy where there is one. */
export function decide(cloud: Cloud, principal: Principal, ask: Ask, keys: Keys, own: ResourcePolicy | null, policies: Policies = policiesOf(cloud, principal)): Decision {
  const all = keysOf(cloud, principal, ask, keys, own);
  // A service without resource policies decides itself whom it lets at another account's things (a shared snapshot).
  const owner = own?.account ?? principal.account;
  const found = holderOf(cloud, principal);
  const kept = principal.type === 'root' && principal.account === owner && (own?.rootKeeps?.includes(ask.action) ?? false);
  return evaluate(
    { ...policies, resource: own?.policy && !kept ? { id: ask.resource, type: 'Resource Policy', document: own.policy } : null },
    { action: ask.action, resource: ask.resource, keys: all },
    {
      account: principal.account,
      arns: found && principal.type === 'role-session' ? [principal.arn, found.holder.arn] : [principal.arn],
      service: principal.type === 'service' ? principal.name : null,
      owner,
      resourceMustAllow: ask.action === 'sts:AssumeRole' || ask.action === 'sts:TagSession' || (ask.action.startsWith('kms:') && own !== null),
      root: principal.type === 'root',
    },
  );
}
