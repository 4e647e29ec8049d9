// AWS STS: who am I, and temporary credentials of a role.
import { iso, SECOND } from '../../engine/clock.ts';
import { note } from '../../engine/moment.ts';
import { type CloudContext, GLOBAL, peek, rows } from '../cloud.ts';
import { readPolicy } from '../iam/document.ts';
import { ROLES, type Role, SESSIONS } from '../iam/tables.ts';
import { accessKeyId, mixedId, parseArn, secretKey } from '../ids.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Service } from '../operation.ts';
import { iamWords } from '../wording.ts';

const identity: Operation = {
  kind: 'read',
  // No right is needed, and none can be denied.
  authorise: () => [],
  run: ({ principal }) => ({ UserId: principal.userId, Account: principal.account, Arn: principal.arn }),
};

function roleByArn(context: CloudContext, arn: string): { readonly account: string; readonly role: Readonly<Role> } | null {
  const parts = parseArn(arn);
  const account = parts && context.cloud.accounts[parts.account];
  const role = account ? Object.values(peek(account, GLOBAL, ROLES)).find((one) => one.arn === arn) : undefined;
  return account && role ? { account: account.id, role } : null;
}

const assumeRole: Operation = {
  kind: 'write',
  authorise: (_context, params) => [{ action: 'sts:AssumeRole', resource: input(params, iamWords).text('RoleArn') }],
  run(context, params) {
    const from = input(params, iamWords);
    const [arn, name] = [from.text('RoleArn'), from.text('RoleSessionName')];
    if (!/^[\w+=,.@-]{2,64}$/.test(name))
      throw new AwsError(
        'ValidationError',
        `The specified value for roleSessionName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@-`,
        400,
        false,
      );
    const found = roleByArn(context, arn);
    if (!found) throw new AwsError('AccessDenied', `User: ${context.principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`, 403, false);
    const seconds = from.number('DurationSeconds') ?? 3600;
    const most = context.principal.type === 'role-session' ? 3600 : found.role.maxSessionSeconds;
    if (seconds < 900)
      throw new AwsError(
        'ValidationError',
        `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900`,
        400,
        false,
      );
    if (seconds > most) throw new AwsError('ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.', 400, false);
    const policy = from.optional('Policy');
    if (policy !== null) readPolicy(policy);
    const mfa = from.optional('SerialNumber') !== null;
    if (mfa && !/^\d{6}$/.test(from.optional('TokenCode') ?? ''))
      throw new AwsError('AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code.', 403, false);
    const session = {
      id: accessKeyId(context.time, 'ASIA'),
      secret: secretKey(context.time),
      token: mixedId(context.time, 'token', 120),
      principal: {
        type: 'role-session' as const,
        account: found.account,
        arn: `arn:aws:sts::${found.account}:assumed-role/${found.role.name}/${name}`,
        userId: `${found.role.id}:${name}`,
        name,
      },
      expiresAt: context.time.now + seconds * SECOND,
      policy,
      mfaAt: mfa ? context.time.now : null,
    };
    const account = context.cloud.accounts[found.account]!;
    rows(account, GLOBAL, SESSIONS)[session.id] = session;
    (rows(account, GLOBAL, ROLES)[found.role.name] as Role).lastUsedAt = context.time.now;
    note(context.time, 'sts.session.created', { account: found.account, role: found.role.name, session: name, by: context.principal.arn });
    return {
      Credentials: { AccessKeyId: session.id, SecretAccessKey: session.secret, SessionToken: session.token, Expiration: iso(session.expiresAt) },
      AssumedRoleUser: { AssumedRoleId: session.principal.userId, Arn: session.principal.arn },
    };
  },
};

export const sts: Service = {
  name: 'sts',
  eventSource: 'sts.amazonaws.com',
  iamPrefix: 'sts',
  operations: { AssumeRole: assumeRole, GetCallerIdentity: identity },
  resourcePolicy(context, resource) {
    const found = roleByArn(context, resource);
    return found ? { account: found.account, policy: found.role.trust } : null;
  },
  jobs: {},
};
