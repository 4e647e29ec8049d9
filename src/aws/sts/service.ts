// AWS STS: who am I, temporary credentials, and what an encoded refusal says.

import { GLOBAL, rowAt } from '../cloud.ts';
import { decoded } from '../iam/denial.ts';
import { KEYS, SESSIONS } from '../iam/tables.ts';
import { parseArn } from '../ids.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Service } from '../operation.ts';
import { iamWords, validation } from '../wording.ts';
import { assumeRole, roleByArn, sessionToken } from './session.ts';

const identity: Operation = {
  kind: 'read',
  // No right is needed, and none can be denied.
  authorise: () => [],
  run: ({ principal }) => ({ UserId: principal.userId, Account: principal.account, Arn: principal.arn }),
};

const decode: Operation = {
  kind: 'read',
  run(_context, params) {
    const text = decoded(input(params, iamWords).text('EncodedMessage'));
    if (text === null) throw new AwsError('InvalidAuthorizationMessageException', 'Invalid encoded authorization message', 400);
    return { DecodedMessage: text };
  },
};

const keyInfo: Operation = {
  kind: 'read',
  run(context, params) {
    const id = input(params, iamWords).text('AccessKeyId');
    if (!/^\w{16,128}$/.test(id)) throw validation('accessKeyId', id, 'Member must satisfy regular expression pattern: [\\w]*', 'ValidationError');
    const owner = Object.values(context.cloud.accounts).find((account) => rowAt(account, GLOBAL, KEYS, id) || rowAt(account, GLOBAL, SESSIONS, id));
    if (!owner) throw new AwsError('ValidationError', `Invalid AccessKeyId: ${id}`, 400, false);
    return { Account: owner.id };
  },
};

export const sts: Service = {
  name: 'sts',
  eventSource: 'sts.amazonaws.com',
  iamPrefix: 'sts',
  operations: { AssumeRole: assumeRole, DecodeAuthorizationMessage: decode, GetAccessKeyInfo: keyInfo, GetCallerIdentity: identity, GetSessionToken: sessionToken },
  resourcePolicy(context, resource) {
    const found = roleByArn(context, resource);
    return found ? { account: found.account, policy: found.role.trust } : { account: parseArn(resource)?.account ?? context.account.id, policy: null };
  },
  jobs: {},
};
