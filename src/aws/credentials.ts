// Who calls: the principal behind an access key, with each family of services' own words for keys that are not right.
import { snapshot } from '../engine/draft.ts';
import { type Cloud, GLOBAL, rowAt } from './cloud.ts';
import { KEYS, SESSIONS, USERS } from './iam/tables.ts';
import { AwsError, type Principal, type Service } from './operation.ts';

/** With what a request was signed. A caller inside the world that has no secret to show leaves it out, and none is checked. */
export interface Signature {
  readonly secret: string;
  readonly token: string | null;
}

const refused = (code: string, message: string, status: number) => new AwsError(code, message, status, false);

function unknownKey(service: Service): AwsError {
  switch (service.dialect) {
    case 'ec2':
      return refused('AuthFailure', 'AWS was not able to validate the provided access credentials', 401);
    case 's3':
      return refused('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', 403);
    case 'json':
      return refused('UnrecognizedClientException', 'The security token included in the request is invalid.', 400);
    default:
      return refused('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
  }
}

function wrongSecret(service: Service): AwsError {
  const message =
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
  switch (service.dialect) {
    case 'ec2':
      return unknownKey(service);
    case 's3':
      return refused('SignatureDoesNotMatch', 'The request signature we calculated does not match the signature you provided. Check your key and signing method.', 403);
    case 'json':
      return refused('InvalidSignatureException', message, 400);
    default:
      return refused('SignatureDoesNotMatch', message, 403);
  }
}

function wrongToken(service: Service, given: string | null): AwsError {
  return service.dialect === 's3' && given !== null ? refused('InvalidToken', 'The provided token is malformed or otherwise invalid.', 400) : unknownKey(service);
}

function expired(service: Service): AwsError {
  switch (service.dialect) {
    case 'ec2':
      return refused('RequestExpired', 'Request has expired.', 400);
    case 's3':
      return refused('ExpiredToken', 'The provided token has expired.', 400);
    case 'json':
      return refused('ExpiredTokenException', 'The security token included in the request is expired', 400);
    default:
      return refused('ExpiredToken', 'The security token included in the request is expired', 403);
  }
}

function unsigned(service: Service): AwsError {
  switch (service.dialect) {
    case 'ec2':
      return refused('MissingParameter', 'The request must contain the parameter AWSAccessKeyId', 400);
    case 's3':
      return refused('AccessDenied', 'Access Denied', 403);
    case 'json':
      return refused('MissingAuthenticationTokenException', 'Missing Authentication Token', 400);
    default:
      return refused('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
  }
}

/** The principal of an access key, or why it is none. `service` is the one that is asked. */
export function authenticate(cloud: Cloud, now: number, id: string | undefined, signature: Signature | undefined, service: Service): Principal | AwsError {
  if (!id) return unsigned(service);
  for (const account of Object.values(cloud.accounts)) {
    const key = rowAt(account, GLOBAL, KEYS, id);
    if (key) {
      const user = rowAt(account, GLOBAL, USERS, key.user);
      if (key.status !== 'Active' || !user) return unknownKey(service);
      if (signature && signature.secret !== key.secret) return wrongSecret(service);
      if (signature?.token) return wrongToken(service, signature.token);
      return { type: 'user', account: account.id, arn: user.arn, userId: user.id, name: user.name, accessKeyId: id };
    }
    const session = rowAt(account, GLOBAL, SESSIONS, id);
    if (session) {
      if (signature && signature.token !== session.token) return wrongToken(service, signature.token);
      if (signature && signature.secret !== session.secret) return wrongSecret(service);
      if (session.expiresAt <= now) return expired(service);
      // A user's own session token reaches IAM only with a second factor.
      if (session.principal.type === 'user' && session.mfaAt === null && service.name === 'iam') return unknownKey(service);
      return { ...snapshot(session.principal), accessKeyId: id };
    }
  }
  return unknownKey(service);
}
