// Keys: customers' own, and those that AWS keeps for a service (`alias/aws/rds`). What a key has encrypted is lost with it.
//   Enabled <-> Disabled;  either -> PendingDeletion -> gone;  PendingDeletion -> Disabled (cancelled)
import { iso } from '../../engine/clock.ts';
import { type CloudContext, type CloudView, peek, rowAt, rows, table } from '../cloud.ts';
import { uuidOf } from '../ids.ts';
import { given, input } from '../input.ts';
import { type Ask, AwsError, type OperationContext, type Params } from '../operation.ts';
import type { Tags } from '../tags.ts';
import { jsonWords } from '../wording.ts';

export interface Key {
  readonly id: string;
  readonly arn: string;
  readonly createdAt: number;
  description: string;
  state: 'Enabled' | 'Disabled' | 'PendingDeletion';
  readonly usage: string;
  readonly spec: string;
  readonly manager: 'CUSTOMER' | 'AWS';
  readonly multiRegion: boolean;
  rotation: boolean;
  policy: string;
  deleteAt: number | null;
  tags: Tags;
}

export const KEYS = table<Key>('kms.key');
export const ALIASES = table<{ name: string; key: string; createdAt: number }>('kms.alias');

export const notFound = (message: string) => new AwsError('NotFoundException', message, 400);
export const aliasArn = (context: CloudView, name: string): string => `arn:aws:kms:${context.region}:${context.account.id}:${name}`;

/** By id, ARN or alias, in the caller's account; by ARN also in another one. Null when there is none. For reading. */
export function findKey(context: CloudView, asked: string): Readonly<Key> | null {
  const [, , , region = context.region, owner = context.account.id] = asked.startsWith('arn:') ? asked.split(':') : [];
  const account = context.cloud.accounts[owner];
  if (!account) return null;
  const name = asked.startsWith('arn:') ? asked.split(':').slice(5).join(':') : asked;
  const id = name.startsWith('alias/') ? rowAt(account, region, ALIASES, name)?.key : name.replace(/^key\//, '');
  return (id !== undefined && Object.hasOwn(peek(account, region, KEYS), id) ? rowAt(account, region, KEYS, id) : null) ?? null;
}

/** As `findKey`. Throws NotFoundException. */
export function keyOf(context: CloudView, asked: string): Readonly<Key> {
  const found = findKey(context, asked);
  if (found) return found;
  if (asked.startsWith('alias/') || /:alias\//.test(asked)) throw notFound(`Alias ${asked.startsWith('arn:') ? asked : aliasArn(context, asked)} is not found.`);
  throw notFound(`Key '${asked.startsWith('arn:') ? asked : `arn:aws:kms:${context.region}:${context.account.id}:key/${asked}`}' does not exist`);
}

/** A key of the caller's own account: what manages a key is not open to others. */
export function ownKey(context: CloudView, asked: string): Readonly<Key> {
  const key = keyOf(context, asked);
  if (key.arn.split(':')[4] !== context.account.id) throw new AwsError('AccessDeniedException', `You cannot perform this operation on a KMS key in a different AWS account`, 400);
  return key;
}

/** Throws when a key cannot encrypt or decrypt now. */
export function checkUsable(key: Readonly<Key>): void {
  if (key.state === 'PendingDeletion') throw new AwsError('KMSInvalidStateException', `${key.arn} is pending deletion.`, 400);
  if (key.state === 'Disabled') throw new AwsError('DisabledException', `${key.arn} is disabled.`, 400);
}

/** The right to an action on the key that a request names. */
export const onKey =
  (action: string, parameter = 'KeyId') =>
  (context: CloudContext, params: Params): readonly Ask[] => {
    const asked = input(params, jsonWords).optional(parameter) ?? '*';
    const key = findKey(context, asked);
    const resource = key?.arn ?? (asked.startsWith('arn:') ? asked : `arn:aws:kms:${context.region}:${context.account.id}:key/${asked}`);
    return [{ action: `kms:${action}`, resource, ...(key ? { tags: key.tags, keys: { 'kms:CallerAccount': context.account.id } } : {}) }];
  };

export const keyView = (key: Readonly<Key>): Params =>
  given({
    AWSAccountId: key.arn.split(':')[4],
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: iso(key.createdAt, true),
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: key.usage,
    KeyState: key.state,
    DeletionDate: key.deleteAt === null ? null : iso(key.deleteAt, true),
    Origin: 'AWS_KMS',
    KeyManager: key.manager,
    CustomerMasterKeySpec: key.spec,
    KeySpec: key.spec,
    EncryptionAlgorithms: key.usage === 'ENCRYPT_DECRYPT' ? ['SYMMETRIC_DEFAULT'] : null,
    MultiRegion: key.multiRegion,
  });

export const rootPolicy = (account: string) =>
  JSON.stringify({
    Id: 'key-default-1',
    Statement: [{ Action: 'kms:*', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Resource: '*', Sid: 'Enable IAM User Permissions' }],
    Version: '2012-10-17',
  });

/** Everybody in the account may use it, through the service and in no other way; nobody can change that. */
const servicePolicy = (context: CloudView, service: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Id: `auto-${service}`,
    Statement: [
      {
        Sid: `Allow access through ${service} for all principals in the account that are authorized to use it`,
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:CreateGrant', 'kms:ListGrants', 'kms:DescribeKey'],
        Resource: '*',
        Condition: { StringEquals: { 'kms:CallerAccount': context.account.id, 'kms:ViaService': `${service}.${context.region}.amazonaws.com` } },
      },
      {
        Sid: 'Allow direct access to key metadata to the account',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${context.account.id}:root` },
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
        Resource: '*',
      },
    ],
  });

/** ARN of the key that AWS keeps for a service in this account and region; made when it is first wanted. */
export function managedKey(context: CloudContext, service: string): string {
  const name = `alias/aws/${service}`;
  const known = findKey(context, name);
  if (known) return known.arn;
  const id = uuidOf(context.time, 'managed-key');
  const arn = `arn:aws:kms:${context.region}:${context.account.id}:key/${id}`;
  rows(context.account, context.region, KEYS)[id] = {
    id,
    arn,
    createdAt: context.time.now,
    description: `Default key that protects my ${service.toUpperCase()} data when no other key is defined`,
    state: 'Enabled',
    usage: 'ENCRYPT_DECRYPT',
    spec: 'SYMMETRIC_DEFAULT',
    manager: 'AWS',
    multiRegion: false,
    rotation: true,
    policy: servicePolicy(context, service),
    deleteAt: null,
    tags: {},
  };
  rows(context.account, context.region, ALIASES)[name] = { name, key: id, createdAt: context.time.now };
  return arn;
}

/** Why a service cannot use a key for the caller: `missing`, `unusable`, `denied`; null when it can. For reading. */
export function keyProblem(context: OperationContext, asked: string, service: string, action = 'kms:CreateGrant'): 'missing' | 'unusable' | 'denied' | null {
  const key = findKey(context, asked);
  if (!key) return 'missing';
  if (key.state !== 'Enabled') return 'unusable';
  const keys = { 'kms:ViaService': `${service}.${context.region}.amazonaws.com`, 'kms:CallerAccount': context.account.id };
  return context.refuses({ action, resource: key.arn, tags: key.tags, keys, via: service }) ? 'denied' : null;
}
