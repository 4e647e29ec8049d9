// Grants: a right to use a key, given to one principal beside the key's policy.
import { iso } from '../../engine/clock.ts';
import { type Account, having, rowAt, rows, table } from '../cloud.ts';
import { hexId } from '../ids.ts';
import { given, input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { jsonWords } from '../wording.ts';
import { checkUsable, type Key, keyOf, notFound, onKey, ownKey } from './key.ts';

interface Grant {
  readonly id: string;
  readonly key: string;
  readonly grantee: string;
  readonly retiring: string | null;
  readonly name: string | null;
  readonly operations: readonly string[];
  readonly issuer: string;
  readonly createdAt: number;
}

const GRANTS = table<Grant>('kms.grant');

const OPERATIONS = ['Decrypt', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptFrom', 'ReEncryptTo', 'CreateGrant', 'RetireGrant', 'DescribeKey'];

/** A key's policy with what its grants add, as one document. */
export function policyWithGrants(owner: Account, region: string, key: Readonly<Key>): string {
  const grants = having(owner, region, GRANTS, 'key', key.id);
  if (grants.length === 0) return key.policy;
  const policy = JSON.parse(key.policy) as { Statement: object[] | object };
  const own = Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement];
  const added = grants.map((grant) => ({ Effect: 'Allow', Principal: { AWS: grant.grantee }, Action: grant.operations.map((one) => `kms:${one}`), Resource: '*' }));
  return JSON.stringify({ ...policy, Statement: [...own, ...added] });
}

const view = (key: Readonly<Key>, grant: Readonly<Grant>): Params =>
  given({
    KeyId: key.arn,
    GrantId: grant.id,
    Name: grant.name ?? '',
    CreationDate: iso(grant.createdAt, true),
    GranteePrincipal: grant.grantee,
    RetiringPrincipal: grant.retiring,
    IssuingAccount: grant.issuer,
    Operations: [...grant.operations],
  });

export const GRANT: { readonly [name: string]: Operation } = {
  CreateGrant: {
    kind: 'write',
    authorise: onKey('CreateGrant'),
    run(context, params) {
      const from = input(params, jsonWords);
      const [id, grantee, operations] = [from.text('KeyId'), from.text('GranteePrincipal'), from.texts('Operations')];
      if (operations.length === 0) throw jsonWords('missing', 'Operations');
      if (!/^arn:aws:(iam|sts)::\d{12}:/.test(grantee)) throw new AwsError('InvalidArnException', 'Invalid Arn', 400);
      if (operations.some((one) => !OPERATIONS.includes(one)))
        throw new AwsError(
          'ValidationException',
          `1 validation error detected: Value '[${operations.join(', ')}]' at 'operations' failed to satisfy constraint: Member must satisfy enum value set`,
          400,
          false,
        );
      const key = keyOf(context, id);
      checkUsable(key);
      const [, , , region = '', owner = ''] = key.arn.split(':');
      const grant: Grant = {
        id: hexId(context.time, 'grant', 64),
        key: key.id,
        grantee,
        retiring: from.optional('RetiringPrincipal'),
        name: from.optional('Name'),
        operations,
        issuer: `arn:aws:iam::${context.account.id}:root`,
        createdAt: context.time.now,
      };
      rows(context.cloud.accounts[owner] as Account, region, GRANTS)[grant.id] = grant;
      return { GrantToken: hexId(context.time, 'grant', 64), GrantId: grant.id };
    },
  },
  ListGrants: {
    kind: 'read',
    authorise: onKey('ListGrants'),
    run(context, params) {
      const key = ownKey(context, input(params, jsonWords).text('KeyId'));
      const cut = page(having(context.account, context.region, GRANTS, 'key', key.id), params.Marker, params.Limit, 50, 'InvalidMarkerException');
      return { Grants: cut.items.map((grant) => view(key, grant)), ...(cut.next ? { NextMarker: cut.next } : {}), Truncated: cut.next !== null };
    },
  },
  RevokeGrant: {
    kind: 'write',
    authorise: onKey('RevokeGrant'),
    run(context, params) {
      const from = input(params, jsonWords);
      const [id, grant] = [from.text('KeyId'), from.text('GrantId')];
      const key = ownKey(context, id);
      if (rowAt(context.account, context.region, GRANTS, grant)?.key !== key.id) throw notFound(`Grant ID ${grant} not found`);
      delete rows(context.account, context.region, GRANTS)[grant];
      return {};
    },
  },
};
