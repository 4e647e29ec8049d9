// The decision: explicit deny, service control policies, resource policy, identity policies, boundary, session policy; else an implicit deny.
// Order as in "Policy evaluation logic" of the IAM user guide.
import type { Statement } from './document.ts';
import { readPolicy } from './document.ts';
import { matching, type Request, wild } from './match.ts';

/** A document with where it hangs, for the matched statements of a simulation. */
export interface Source {
  readonly id: string;
  readonly type: string;
  readonly document: string;
}

export interface Policies {
  readonly identity: readonly Source[];
  readonly boundary: readonly Source[] | null;
  readonly session: readonly Source[] | null;
  /** One list per level of the organisation: each level has to allow. Null when they do not bind this principal. */
  readonly control: readonly (readonly Source[])[] | null;
  readonly resource: Source | null;
}

/** Whom a resource policy may name. */
export interface Named {
  readonly account: string;
  /** The principal's own ARN, and the role's for a role session. */
  readonly arns: readonly string[];
  readonly service: string | null;
  /** The account that owns the resource. */
  readonly owner: string;
  /** KMS keys and trust policies have to allow by themselves. */
  readonly resourceMustAllow: boolean;
  /** A root user needs no identity policy. */
  readonly root: boolean;
}

export interface Decision {
  readonly verdict: 'allowed' | 'explicitDeny' | 'implicitDeny';
  /** What decided a denial: `identity-based policy`, `permissions boundary`, ... */
  readonly by: string | null;
  /** ARN of the service control policy that denied. */
  readonly control: string | null;
  readonly matched: readonly { readonly source: Source; readonly statement: Statement }[];
}

interface Found {
  readonly source: Source;
  readonly statement: Statement;
}

const find = (sources: readonly Source[], request: Request): readonly Found[] =>
  sources.flatMap((source) => matching(readPolicy(source.document), request).map((statement) => ({ source, statement })));

const denies = (found: readonly Found[]) => found.filter((one) => one.statement.effect === 'Deny');
const allows = (found: readonly Found[]) => found.filter((one) => one.statement.effect === 'Allow');

/**
 * How directly a statement's principals name somebody. `role` means the role behind a session: its boundary and session policy go on limiting.
 * `account` leaves the decision to the account's own policies.
 */
type Naming = 'direct' | 'role' | 'account';

function naming(statement: Statement, named: Named): Naming | null {
  const principals = statement.principals;
  if (!principals) return statement.notPrincipals ? (namedIn(statement.notPrincipals.aws, named) ? null : 'direct') : 'direct';
  if (named.service && principals.services.some((service) => service === named.service)) return 'direct';
  return namedIn(principals.aws, named);
}

function namedIn(list: readonly string[], named: Named): Naming | null {
  const [own, ...role] = named.arns;
  if (own !== undefined && list.includes(own)) return 'direct';
  if (list.includes('*') || role.some((arn) => list.includes(arn))) return role.length > 0 ? 'role' : 'direct';
  return list.some((entry) => entry === named.account || entry === `arn:aws:iam::${named.account}:root` || wild(entry, `arn:aws:iam::${named.account}:root`)) ? 'account' : null;
}

/** Whether a list of policies by itself lets a request through. */
export function permits(sources: readonly Source[], request: Request): boolean {
  const found = find(sources, request);
  return denies(found).length === 0 && allows(found).length > 0;
}

export function evaluate(policies: Policies, request: Request, named: Named): Decision {
  const denied = (verdict: Decision['verdict'], by: string, matched: readonly Found[] = [], control: string | null = null): Decision => ({ verdict, by, control, matched });
  const identity = find(policies.identity, request);
  const boundary = policies.boundary && find(policies.boundary, request);
  const session = policies.session && find(policies.session, request);
  const control = policies.control?.map((level) => find(level, request)) ?? null;
  const resource = policies.resource ? find([policies.resource], request).filter((one) => naming(one.statement, named) !== null) : [];

  const denyingControl = denies(control?.flat() ?? []);
  if (denyingControl.length > 0) return denied('explicitDeny', 'service control policy', denyingControl, denyingControl[0]?.source.id ?? null);
  const layers: [string, readonly Found[]][] = [
    ['resource-based policy', resource],
    ['identity-based policy', identity],
    ['permissions boundary', boundary ?? []],
    ['session policy', session ?? []],
  ];
  for (const [by, found] of layers) if (denies(found).length > 0) return denied('explicitDeny', by, denies(found));

  if (control?.some((level) => allows(level).length === 0)) return denied('implicitDeny', 'service control policy');
  const granted = allows(resource);
  const ways = granted.map((one) => naming(one.statement, named));
  const foreign = named.owner !== named.account && !named.service;
  if ((named.resourceMustAllow || foreign) && granted.length === 0) return denied('implicitDeny', 'resource-based policy');
  if (!foreign && ways.includes('direct')) return { verdict: 'allowed', by: null, control: null, matched: granted };
  if (named.root) return { verdict: 'allowed', by: null, control: null, matched: [] };
  const byRole = !foreign && ways.includes('role');
  if (!byRole && allows(identity).length === 0) return denied('implicitDeny', 'identity-based policy');
  if (boundary && allows(boundary).length === 0) return denied('implicitDeny', 'permissions boundary');
  if (session && allows(session).length === 0) return denied('implicitDeny', 'session policy');
  return { verdict: 'allowed', by: null, control: null, matched: byRole ? granted : allows(identity) };
}

/** The sentence of a refusal, as IAM writes it. `quoted` puts the resource in double quotes (S3). */
export function refusal(principal: string, request: { readonly action: string; readonly resource: string }, decision: Decision, quoted = false): string {
  const resource = quoted ? `"${request.resource}"` : request.resource;
  const start = `User: ${principal} is not authorized to perform: ${request.action} on resource: ${resource}`;
  if (decision.verdict === 'explicitDeny') {
    const article = decision.by === 'identity-based policy' ? 'an' : 'a';
    return `${start} with an explicit deny in ${article} ${decision.by}${decision.control?.startsWith('arn:') ? `: ${decision.control}` : ''}`;
  }
  // A trust policy that does not allow is not named.
  if (/^sts:(AssumeRole|TagSession)$/.test(request.action) && decision.by === 'resource-based policy') return start;
  return `${start} because no ${decision.by} allows the ${request.action} action`;
}
