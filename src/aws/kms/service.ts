// AWS KMS: keys and aliases with their policies. Nothing is really encrypted here, so there is no Encrypt.
import { DAY, iso } from '../../engine/clock.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, peek, rows, table } from '../cloud.ts';
import { readPolicy } from '../iam/document.ts';
import { uuidOf } from '../ids.ts';
import { given, input } from '../input.ts';
import { AwsError, type Operation, type Params, type Service } from '../operation.ts';
import { page } from '../page.ts';
import { KMS_STYLE, readTags, type Tags, tagList } from '../tags.ts';
import { choice, jsonWords } from '../wording.ts';

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

const notFound = (message: string) => new AwsError('NotFoundException', message, 400);

/** By id, ARN, or alias. For reading. */
export function keyOf(context: CloudContext, asked: string): Readonly<Key> {
  const alias = asked.startsWith('alias/') ? asked : /:alias\/.+$/.exec(asked)?.[0].slice(1);
  const target = alias ? peek(context.account, context.region, ALIASES)[alias]?.key : asked.startsWith('arn:') ? asked.split('/').pop() : asked;
  if (alias && !target) throw notFound(`Alias arn:aws:kms:${context.region}:${context.account.id}:${alias} is not found.`);
  const key = target ? peek(context.account, context.region, KEYS)[target] : undefined;
  if (!key) throw notFound(`Key 'arn:aws:kms:${context.region}:${context.account.id}:key/${target ?? asked}' does not exist`);
  return key;
}

const usable = (key: Readonly<Key>) => {
  if (key.state === 'PendingDeletion') throw new AwsError('KMSInvalidStateException', `${key.arn} is pending deletion.`, 400);
};

const onKey = (action: string) => (context: CloudContext, params: Params) => {
  const asked = input(params, jsonWords).optional('KeyId') ?? '*';
  let resource = asked;
  try {
    resource = keyOf(context, asked).arn;
  } catch {
    resource = asked.startsWith('arn:') ? asked : `arn:aws:kms:${context.region}:${context.account.id}:key/${asked}`;
  }
  return [{ action: `kms:${action}`, resource }];
};

const view = (context: CloudContext, key: Readonly<Key>): Params =>
  given({
    AWSAccountId: context.account.id,
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

const defaultPolicy = (account: string) =>
  JSON.stringify({
    Id: 'key-default-1',
    Statement: [{ Action: 'kms:*', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Resource: '*', Sid: 'Enable IAM User Permissions' }],
    Version: '2012-10-17',
  });

const createKey: Operation = {
  kind: 'write',
  run(context, params) {
    const from = input(params, jsonWords);
    const usage = choice(from, jsonWords, 'KeyUsage', ['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'GENERATE_VERIFY_MAC'] as const, 'ENCRYPT_DECRYPT');
    const policy = from.optional('Policy') ?? defaultPolicy(context.account.id);
    readPolicy(policy);
    const tags = readTags(params.Tags, KMS_STYLE);
    const multiRegion = from.flag('MultiRegion') ?? false;
    const id = multiRegion ? `mrk-${uuidOf(context.time, 'key').replace(/-/g, '')}` : uuidOf(context.time, 'key');
    const key: Key = {
      id,
      arn: `arn:aws:kms:${context.region}:${context.account.id}:key/${id}`,
      createdAt: context.time.now,
      description: from.optional('Description') ?? '',
      state: 'Enabled',
      usage,
      spec: from.optional('KeySpec') ?? from.optional('CustomerMasterKeySpec') ?? 'SYMMETRIC_DEFAULT',
      manager: 'CUSTOMER',
      multiRegion,
      rotation: false,
      policy,
      deleteAt: null,
      tags,
    };
    rows(context.account, context.region, KEYS)[id] = key;
    return { KeyMetadata: view(context, key) };
  },
};

const read = (right: string, answer: (context: CloudContext, key: Readonly<Key>, params: Params) => Params): Operation => ({
  kind: 'read',
  authorise: onKey(right),
  run: (context, params) => answer(context, keyOf(context, input(params, jsonWords).text('KeyId')), params),
});

const change = (right: string, work: (context: CloudContext, key: Key, params: Params) => Params, check: (key: Readonly<Key>, params: Params) => void = usable): Operation => ({
  kind: 'write',
  authorise: onKey(right),
  run(context, params) {
    const found = keyOf(context, input(params, jsonWords).text('KeyId'));
    check(found, params);
    return work(context, rows(context.account, context.region, KEYS)[found.id] as Key, params);
  },
});

const windowOf = (params: Params) => {
  const days = input(params, jsonWords).number('PendingWindowInDays') ?? 30;
  if (!(days >= 7 && days <= 30)) throw new AwsError('ValidationException', `PendingWindowInDays must be between 7 and 30.`, 400, false);
  return days;
};

const aliasName = (params: Params) => {
  const name = input(params, jsonWords).text('AliasName');
  if (!/^alias\/[a-zA-Z0-9/_-]+$/.test(name) || name.startsWith('alias/aws/'))
    throw new AwsError('InvalidAliasNameException', 'Alias must start with the prefix "alias/" and must not start with "alias/aws/".', 400);
  return name;
};

export const kms: Service = {
  name: 'kms',
  eventSource: 'kms.amazonaws.com',
  iamPrefix: 'kms',
  dialect: 'json',
  resourcePolicy(context, resource) {
    const [, , , region = '', account = '', path = ''] = resource.split(':');
    const owner = context.cloud.accounts[account];
    const key = owner ? peek(owner, region, KEYS)[path.replace('key/', '')] : undefined;
    return key ? { account, policy: key.policy } : null;
  },
  operations: {
    CreateKey: createKey,
    // Nothing was ever encrypted here, so whatever is handed in is no ciphertext of ours.
    Decrypt: {
      kind: 'read',
      run(_context, params) {
        input(params, jsonWords).text('CiphertextBlob');
        throw new AwsError('InvalidCiphertextException', '', 400);
      },
    },
    DescribeKey: read('DescribeKey', (context, key) => ({ KeyMetadata: view(context, key) })),
    GetKeyPolicy: read('GetKeyPolicy', (_context, key) => ({ Policy: key.policy, PolicyName: 'default' })),
    GetKeyRotationStatus: read('GetKeyRotationStatus', (_context, key) => ({ KeyRotationEnabled: key.rotation })),
    ListResourceTags: read('ListResourceTags', (_context, key) => ({ Tags: tagList(key.tags, KMS_STYLE), Truncated: false })),
    ListKeys: {
      kind: 'read',
      run(context, params) {
        const cut = page(Object.values(peek(context.account, context.region, KEYS)), params.Marker, params.Limit, 100, 'InvalidMarkerException');
        return { Keys: cut.items.map((key) => ({ KeyId: key.id, KeyArn: key.arn })), ...(cut.next ? { NextMarker: cut.next } : {}), Truncated: cut.next !== null };
      },
    },
    PutKeyPolicy: change(
      'PutKeyPolicy',
      (_context, key, params) => {
        key.policy = input(params, jsonWords).text('Policy');
        return {};
      },
      (key, params) => {
        usable(key);
        readPolicy(input(params, jsonWords).text('Policy'));
      },
    ),
    EnableKeyRotation: change('EnableKeyRotation', (_context, key) => {
      key.rotation = true;
      return {};
    }),
    DisableKeyRotation: change('DisableKeyRotation', (_context, key) => {
      key.rotation = false;
      return {};
    }),
    EnableKey: change('EnableKey', (_context, key) => {
      key.state = 'Enabled';
      return {};
    }),
    DisableKey: change('DisableKey', (_context, key) => {
      key.state = 'Disabled';
      return {};
    }),
    UpdateKeyDescription: change(
      'UpdateKeyDescription',
      (_context, key, params) => {
        key.description = input(params, jsonWords).text('Description');
        return {};
      },
      (key, params) => {
        usable(key);
        input(params, jsonWords).text('Description');
      },
    ),
    TagResource: change(
      'TagResource',
      (_context, key, params) => {
        Object.assign(key.tags, readTags(params.Tags, KMS_STYLE));
        return {};
      },
      (key, params) => {
        usable(key);
        readTags(params.Tags, KMS_STYLE);
      },
    ),
    UntagResource: change(
      'UntagResource',
      (_context, key, params) => {
        for (const name of input(params, jsonWords).texts('TagKeys')) delete key.tags[name];
        return {};
      },
      (key, params) => {
        usable(key);
        input(params, jsonWords).texts('TagKeys');
      },
    ),
    ScheduleKeyDeletion: change(
      'ScheduleKeyDeletion',
      (context, key, params) => {
        const days = windowOf(params);
        key.state = 'PendingDeletion';
        key.deleteAt = context.time.now + days * DAY;
        schedule(context.time, key.deleteAt, 'kms.key.delete', { account: context.account.id, region: context.region, key: key.id });
        note(context.time, 'kms.key.scheduled', { account: context.account.id, key: key.id, deleteAt: key.deleteAt });
        return { KeyId: key.arn, DeletionDate: iso(key.deleteAt, true), KeyState: 'PendingDeletion', PendingWindowInDays: days };
      },
      (key, params) => {
        usable(key);
        windowOf(params);
      },
    ),
    CancelKeyDeletion: change(
      'CancelKeyDeletion',
      (_context, key) => {
        key.state = 'Disabled';
        key.deleteAt = null;
        return { KeyId: key.arn };
      },
      (key) => {
        if (key.state !== 'PendingDeletion') throw new AwsError('KMSInvalidStateException', `${key.arn} is not pending deletion.`, 400);
      },
    ),
    CreateAlias: {
      kind: 'write',
      run(context, params) {
        const name = aliasName(params);
        const key = keyOf(context, input(params, jsonWords).text('TargetKeyId'));
        if (peek(context.account, context.region, ALIASES)[name]) {
          throw new AwsError('AlreadyExistsException', `An alias with the name arn:aws:kms:${context.region}:${context.account.id}:${name} already exists`, 400);
        }
        rows(context.account, context.region, ALIASES)[name] = { name, key: key.id, createdAt: context.time.now };
        return {};
      },
    },
    DeleteAlias: {
      kind: 'write',
      run(context, params) {
        const name = aliasName(params);
        if (!peek(context.account, context.region, ALIASES)[name]) throw notFound(`Alias arn:aws:kms:${context.region}:${context.account.id}:${name} is not found.`);
        delete rows(context.account, context.region, ALIASES)[name];
        return {};
      },
    },
    ListAliases: {
      kind: 'read',
      run(context, params) {
        const id = input(params, jsonWords).optional('KeyId');
        const found = Object.values(peek(context.account, context.region, ALIASES)).filter((alias) => id === null || alias.key === keyOf(context, id).id);
        return {
          Aliases: found.map((alias) => ({
            AliasName: alias.name,
            AliasArn: `arn:aws:kms:${context.region}:${context.account.id}:${alias.name}`,
            TargetKeyId: alias.key,
            CreationDate: iso(alias.createdAt, true),
            LastUpdatedDate: iso(alias.createdAt, true),
          })),
          Truncated: false,
        };
      },
    },
  },
  jobs: {
    'kms.key.delete': (context, data) => {
      const keys = rows(context.account, context.region, KEYS);
      const key = keys[String(data.key)];
      if (key?.state === 'PendingDeletion' && key.deleteAt !== null && key.deleteAt <= context.time.now) delete keys[key.id];
    },
  },
};
