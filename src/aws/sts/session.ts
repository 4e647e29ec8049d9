// Temporary credentials: of a role that somebody assumed, or of a user who asked for some with a second factor.
import { iso, SECOND } from '../../engine/clock.ts';
import { note } from '../../engine/moment.ts';
import { type Account, type CloudContext, GLOBAL, having, rowAt, rows } from '../cloud.ts';
import { managedDocument } from '../iam/authorise.ts';
import { readPolicy } from '../iam/document.ts';
import { shows } from '../iam/mfa.ts';
import { ROLES, type Role, SESSIONS, type Session } from '../iam/tables.ts';
import { accessKeyId, mixedId, parseArn, secretKey } from '../ids.ts';
import { type Input, input } from '../input.ts';
import { AwsError, type Operation, type OperationContext, type Params, type Principal } from '../operation.ts';
import { readTags, type Tags } from '../tags.ts';
import { iamWords, validation } from '../wording.ts';

/** A role anywhere in the cloud, with the account that it is in. */
export function roleByArn(context: CloudContext, arn: string): { readonly account: string; readonly role: Readonly<Role> } | null {
  const parts = parseArn(arn);
  const account = parts && context.cloud.accounts[parts.account];
  const role = account ? having(account, GLOBAL, ROLES, 'arn', arn)[0] : undefined;
  return account && role ? { account: account.id, role } : null;
}

/** The second factor of a request: null when none was shown. Throws when it is not right. */
function secondFactor(context: OperationContext, from: Input): number | null {
  const serial = from.optional('SerialNumber');
  const code = from.optional('TokenCode');
  if (serial === null && code === null) return null;
  const unknown = () =>
    new AwsError(
      'AccessDenied',
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
      403,
      false,
    );
  if (serial === null) throw unknown();
  if (code === null) throw new AwsError('AccessDenied', 'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.', 403, false);
  if (!/^\d{6}$/.test(code)) throw validation('tokenCode', code, 'Member must satisfy regular expression pattern: [\\d]*', 'ValidationError');
  const shown = context.principal.type === 'user' ? shows(context, context.principal.name, serial, code) : 'unknown';
  if (shown === 'unknown') throw unknown();
  if (shown === 'wrong') throw new AwsError('AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code. ', 403, false);
  return context.time.now;
}

/** Seconds that credentials live. Throws when they are too few; `most` is the service's own limit. */
function lasting(from: Input, otherwise: number, most: number): number {
  const seconds = from.number('DurationSeconds') ?? otherwise;
  if (seconds < 900) throw validation('durationSeconds', String(seconds), 'Member must have value greater than or equal to 900', 'ValidationError');
  if (seconds > most) throw validation('durationSeconds', String(seconds), `Member must have value less than or equal to ${most}`, 'ValidationError');
  return seconds;
}

function begin(
  context: OperationContext,
  account: string,
  given: Pick<Session, 'principal' | 'policy' | 'mfaAt' | 'policyArns' | 'tags' | 'transitive'> & { readonly seconds: number },
): Session {
  const session: Session = {
    id: accessKeyId(context.time, 'ASIA'),
    secret: secretKey(context.time),
    token: mixedId(context.time, 'token', 120),
    principal: given.principal,
    createdAt: context.time.now,
    expiresAt: context.time.now + given.seconds * SECOND,
    policy: given.policy,
    mfaAt: given.mfaAt,
    ...(given.policyArns?.length ? { policyArns: given.policyArns } : {}),
    ...(Object.keys(given.tags ?? {}).length > 0 ? { tags: given.tags ?? {} } : {}),
    ...(given.transitive?.length ? { transitive: given.transitive } : {}),
  };
  rows(context.cloud.accounts[account] as Account, GLOBAL, SESSIONS)[session.id] = session;
  return session;
}

const credentials = (session: Session): Params => ({
  AccessKeyId: session.id,
  SecretAccessKey: session.secret,
  SessionToken: session.token,
  Expiration: iso(session.expiresAt),
});

/** The tags of a new session: those that are asked for, and those that the session it is begun from hands on. Throws when one of these would be changed. */
function sessionTags(context: OperationContext, params: Params): { readonly tags: Tags; readonly transitive: readonly string[] } {
  const asked = readTags(params.Tags);
  const wanted = input(params, iamWords).texts('TransitiveTagKeys');
  const from = context.principal.accessKeyId ? rowAt(context.account, GLOBAL, SESSIONS, context.principal.accessKeyId) : undefined;
  const handed = Object.fromEntries((from?.transitive ?? []).map((key) => [key, from?.tags?.[key] ?? '']));
  const clash = Object.keys(asked).find((key) => Object.keys(handed).some((own) => own.toLowerCase() === key.toLowerCase()));
  if (clash !== undefined)
    throw new AwsError(
      'InvalidParameterValue',
      `One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.`,
      400,
      false,
    );
  const missing = wanted.find((key) => asked[key] === undefined);
  if (missing !== undefined) throw new AwsError('InvalidParameterValue', 'The specified transitive tag key must be included in the requested tags.', 400, false);
  return { tags: { ...handed, ...asked }, transitive: [...Object.keys(handed), ...wanted] };
}

/** Managed policies that limit a session, by ARN. Throws for what is not there. */
function limiting(context: OperationContext, account: string, params: Params): readonly string[] {
  const arns = input(params, iamWords)
    .records('PolicyArns')
    .map((one) => input(one, iamWords).text('arn'));
  if (arns.length > 10) throw validation('policyArns', `[${arns.join(', ')}]`, 'Member must have length less than or equal to 10', 'ValidationError');
  const owner = context.cloud.accounts[account];
  const gone = arns.find((arn) => !owner || managedDocument(owner, arn) === null);
  if (gone !== undefined) throw new AwsError('MalformedPolicyDocument', `The policy arn ${gone} is not valid`, 400);
  return arns;
}

export const assumeRole: Operation = {
  kind: 'write',
  authorise(_context, params) {
    const from = input(params, iamWords);
    const [external, name] = [from.optional('ExternalId'), from.optional('RoleSessionName')];
    // Whether the second factor is right is the operation's business; the trust policy only asks whether one was shown.
    const mfa = from.optional('SerialNumber') !== null && from.optional('TokenCode') !== null;
    const tagged = (Array.isArray(params.Tags) && params.Tags.length > 0) || (Array.isArray(params.TransitiveTagKeys) && params.TransitiveTagKeys.length > 0);
    // A trust policy has to allow the tags too.
    return [...(tagged ? ['sts:AssumeRole', 'sts:TagSession'] : ['sts:AssumeRole'])].map((action) => ({
      action,
      resource: from.text('RoleArn'),
      keys: {
        ...(external === null ? {} : { 'sts:ExternalId': external }),
        ...(name === null ? {} : { 'sts:RoleSessionName': name }),
        ...(mfa ? { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' } : {}),
      },
    }));
  },
  touches: (_context, params) => (typeof params.RoleArn === 'string' ? [{ type: 'AWS::IAM::Role', name: params.RoleArn }] : []),
  run(context, params) {
    const from = input(params, iamWords);
    const [arn, name] = [from.text('RoleArn'), from.text('RoleSessionName')];
    if (!/^[\w+=,.@-]{2,64}$/.test(name)) throw validation('roleSessionName', name, 'Member must satisfy regular expression pattern: [\\w+=,.@-]*', 'ValidationError');
    if (context.principal.type === 'root') throw new AwsError('AccessDenied', 'Roles may not be assumed by root accounts.', 403, false);
    const found = roleByArn(context, arn);
    if (!found) throw new AwsError('AccessDenied', `User: ${context.principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`, 403, false);
    const seconds = lasting(from, 3600, 43_200);
    if (context.principal.type === 'role-session' && seconds > 3600)
      throw new AwsError('ValidationError', 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.', 400, false);
    if (seconds > found.role.maxSessionSeconds)
      throw new AwsError('ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.', 400, false);
    const policy = from.optional('Policy');
    if (policy !== null) readPolicy(policy);
    const { tags, transitive } = sessionTags(context, params);
    const policyArns = limiting(context, found.account, params);
    const mfaAt = secondFactor(context, from);
    const principal: Principal = {
      type: 'role-session',
      account: found.account,
      arn: `arn:aws:sts::${found.account}:assumed-role/${found.role.name}/${name}`,
      userId: `${found.role.id}:${name}`,
      name,
    };
    const session = begin(context, found.account, { principal, seconds, policy, mfaAt, policyArns, tags, transitive });
    const role = rows(context.cloud.accounts[found.account] as Account, GLOBAL, ROLES)[found.role.name] as Role;
    role.lastUsedAt = context.time.now;
    note(context.time, 'sts.session.created', { account: found.account, role: found.role.name, session: name, by: context.principal.arn });
    return { Credentials: credentials(session), AssumedRoleUser: { AssumedRoleId: principal.userId, Arn: principal.arn } };
  },
};

export const sessionToken: Operation = {
  kind: 'write',
  // Who has long-term keys may have short-term ones: no right is asked for.
  authorise: () => [],
  run(context, params) {
    const from = input(params, iamWords);
    if (context.principal.type === 'role-session' || context.principal.accessKeyId?.startsWith('ASIA'))
      throw new AwsError('AccessDenied', 'Cannot call GetSessionToken with session credentials', 403, false);
    const root = context.principal.type === 'root';
    const seconds = lasting(from, root ? 3600 : 43_200, root ? 3600 : 129_600);
    const mfaAt = secondFactor(context, from);
    const { accessKeyId: _key, ...principal } = context.principal;
    return { Credentials: credentials(begin(context, context.account.id, { principal, seconds, policy: null, mfaAt })) };
  },
};
