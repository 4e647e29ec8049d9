// A policy document: read once from its text, then matched against requests. Elements as in the IAM JSON policy reference.
import { AwsError } from '../operation.ts';

export interface Statement {
  readonly sid: string | null;
  readonly effect: 'Allow' | 'Deny';
  /** Null when the other of the pair is used. */
  readonly actions: readonly string[] | null;
  readonly notActions: readonly string[] | null;
  readonly resources: readonly string[] | null;
  readonly notResources: readonly string[] | null;
  /** Only in resource policies and trust policies. */
  readonly principals: Principals | null;
  readonly notPrincipals: Principals | null;
  readonly conditions: readonly { readonly operator: string; readonly key: string; readonly values: readonly string[] }[];
}

export interface Principals {
  readonly aws: readonly string[];
  readonly services: readonly string[];
  readonly federated: readonly string[];
}

export interface PolicyDocument {
  readonly version: string;
  readonly statements: readonly Statement[];
}

const malformed = (message: string) => new AwsError('MalformedPolicyDocument', message, 400);

const memory = new Map<string, PolicyDocument>();

/** Reads a document. Throws MalformedPolicyDocument, in the words that IAM uses. */
export function readPolicy(text: string): PolicyDocument {
  const known = memory.get(text);
  if (known) return known;
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw malformed('This policy contains invalid Json');
  }
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) throw malformed('Syntax errors in policy.');
  const { Version: version = '2008-10-17', Statement: list } = raw as { Version?: unknown; Statement?: unknown };
  if (version !== '2012-10-17' && version !== '2008-10-17') throw malformed('Syntax errors in policy.');
  if (list === undefined) throw malformed('Syntax errors in policy.');
  const document: PolicyDocument = { version: version as string, statements: (Array.isArray(list) ? list : [list]).map(readStatement) };
  if (memory.size > 500) memory.clear();
  memory.set(text, document);
  return document;
}

function readStatement(raw: unknown): Statement {
  if (raw === null || typeof raw !== 'object') throw malformed('Syntax errors in policy.');
  const given = raw as Record<string, unknown>;
  const effect = given.Effect;
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed('Policy document must have an Effect of Allow or Deny.');
  const statement: Statement = {
    sid: typeof given.Sid === 'string' ? given.Sid : null,
    effect,
    actions: texts(given.Action, 'Action'),
    notActions: texts(given.NotAction, 'NotAction'),
    resources: texts(given.Resource, 'Resource'),
    notResources: texts(given.NotResource, 'NotResource'),
    principals: readPrincipals(given.Principal),
    notPrincipals: readPrincipals(given.NotPrincipal),
    conditions: readConditions(given.Condition),
  };
  if (!statement.actions && !statement.notActions) throw malformed('Policy statement must contain actions.');
  for (const action of [...(statement.actions ?? []), ...(statement.notActions ?? [])]) {
    if (action !== '*' && !/^[A-Za-z0-9-]+:.+$/.test(action)) throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  }
  return statement;
}

function texts(value: unknown, name: string): readonly string[] | null {
  if (value === undefined) return null;
  const list = Array.isArray(value) ? value : [value];
  if (list.some((item) => typeof item !== 'string')) throw malformed(`Syntax errors in policy: ${name}.`);
  return list as string[];
}

function readPrincipals(value: unknown): Principals | null {
  if (value === undefined) return null;
  if (value === '*') return { aws: ['*'], services: [], federated: [] };
  if (value === null || typeof value !== 'object') throw malformed('Invalid principal in policy');
  const given = value as Record<string, unknown>;
  return { aws: texts(given.AWS, 'Principal') ?? [], services: texts(given.Service, 'Principal') ?? [], federated: texts(given.Federated, 'Principal') ?? [] };
}

/** What IAM has for comparing, with its prefixes and its suffix. */
const OPERATOR =
  /^(Null|((ForAllValues|ForAnyValue):)?(String(Not)?(Equals(IgnoreCase)?|Like)|(Numeric|Date)((Not)?Equals|(Less|Greater)Than(Equals)?)|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?)$/;

function readConditions(value: unknown): Statement['conditions'] {
  if (value === undefined) return [];
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw malformed('Syntax errors in policy.');
  return Object.entries(value).flatMap(([operator, keys]) => {
    if (!OPERATOR.test(operator)) throw malformed(`Invalid Condition type : ${operator}.`);
    if (keys === null || typeof keys !== 'object') throw malformed('Syntax errors in policy.');
    return Object.entries(keys as Record<string, unknown>).map(([key, wanted]) => ({ operator, key, values: (Array.isArray(wanted) ? wanted : [wanted]).map(String) }));
  });
}

/** An identity policy needs a Resource and has no Principal. */
export function checkIdentityPolicy(text: string): void {
  for (const statement of readPolicy(text).statements) {
    if (statement.principals || statement.notPrincipals) throw malformed('Policy document should not specify a principal.');
    if (!statement.resources && !statement.notResources) throw malformed('Policy statement must contain resources.');
  }
}

/** A trust policy has a Principal and no Resource. */
export function checkTrustPolicy(text: string): void {
  for (const statement of readPolicy(text).statements) {
    if (statement.resources || statement.notResources) throw malformed('Has prohibited field Resource');
    if (!statement.principals && !statement.notPrincipals) throw malformed('AssumeRole policy must contain a principal');
  }
}
