// AWS KMS: keys, their names, policies and grants, and what is encrypted with them.
import { DAY, iso } from '../../engine/clock.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, listed, rowAt, rows } from '../cloud.ts';
import { commonKeys, decide } from '../iam/authorise.ts';
import { readPolicy } from '../iam/document.ts';
import { uuidOf } from '../ids.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type OperationContext, type Params, type Service } from '../operation.ts';
import { page } from '../page.ts';
import { KMS_STYLE, readTags, tagList } from '../tags.ts';
import { unused } from '../unused.ts';
import { choice, jsonWords } from '../wording.ts';
import { ALIAS } from './alias.ts';
import { CIPHER } from './cipher.ts';
import { GRANT, policyWithGrants } from './grant.ts';
import { ALIASES, KEYS, type Key, keyOf, keyView, managedKey, onKey, ownKey, rootPolicy } from './key.ts';

const createKey: Operation = {
  kind: 'write',
  run(context, params) {
    const from = input(params, jsonWords);
    const usage = choice(from, jsonWords, 'KeyUsage', ['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'GENERATE_VERIFY_MAC'] as const, 'ENCRYPT_DECRYPT');
    const policy = from.optional('Policy') ?? rootPolicy(context.account.id);
    checkPolicy(policy);
    if (from.has('Policy')) checkLockout(context, `arn:aws:kms:${context.region}:${context.account.id}:key/*`, params);
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
    return { KeyMetadata: keyView(key) };
  },
};

function checkPolicy(text: string): void {
  try {
    if (readPolicy(text).statements.every((statement) => statement.principals || statement.notPrincipals)) return;
  } catch {
    // Told below, in the service's own words.
  }
  throw new AwsError('MalformedPolicyDocumentException', 'Policy contains a statement with one or more invalid principals.', 400);
}

/** A key whose policy would not let the caller change it again is refused, unless the caller insists. */
function checkLockout(context: OperationContext, arn: string, params: Params): void {
  const from = input(params, jsonWords);
  if (from.flag('BypassPolicyLockoutSafetyCheck') === true || context.principal.type === 'service') return;
  const { cloud, time, principal, region, sourceIp, userAgent } = context;
  const ask = { action: 'kms:PutKeyPolicy', resource: arn, keys: { 'kms:CallerAccount': context.account.id } };
  const own = { account: context.account.id, policy: from.text('Policy') };
  if (decide(cloud, principal, ask, commonKeys(cloud, time, principal, { region, sourceIp, userAgent }), own).verdict !== 'allowed')
    throw new AwsError('MalformedPolicyDocumentException', 'The new key policy will not allow you to update the key policy in the future.', 400);
}

const read = (right: string, answer: (context: CloudContext, key: Readonly<Key>, params: Params) => Params, find: typeof keyOf = ownKey): Operation => ({
  kind: 'read',
  authorise: onKey(right),
  run: (context, params) => answer(context, find(context, input(params, jsonWords).text('KeyId')), params),
});

/** What may not be changed while it waits for its end. */
const alive = (key: Readonly<Key>) => {
  if (key.state === 'PendingDeletion') throw new AwsError('KMSInvalidStateException', `${key.arn} is pending deletion.`, 400);
};

/** A change of a key of one's own. AWS's keys are changed by nobody. */
const change = (
  right: string,
  work: (context: CloudContext, key: Key, params: Params) => Params,
  check: (key: Readonly<Key>, params: Params, context: OperationContext) => void = alive,
): Operation => ({
  kind: 'write',
  authorise: onKey(right),
  run(context, params) {
    const found = ownKey(context, input(params, jsonWords).text('KeyId'));
    if (found.manager === 'AWS')
      throw new AwsError('AccessDeniedException', `User: ${context.principal.arn} is not authorized to perform: kms:${right} on resource: ${found.arn}`, 400);
    check(found, params, context);
    return work(context, rows(context.account, context.region, KEYS)[found.id] as Key, params);
  },
});

const windowOf = (params: Params) => {
  const days = input(params, jsonWords).number('PendingWindowInDays') ?? 30;
  if (!(days >= 7 && days <= 30)) throw new AwsError('ValidationException', `PendingWindowInDays must be between 7 and 30.`, 400, false);
  return days;
};

const set = (members: Partial<Pick<Key, 'rotation' | 'state'>>) => (_context: CloudContext, key: Key) => {
  Object.assign(key, members);
  return {};
};

export const kms: Service = {
  name: 'kms',
  eventSource: 'kms.amazonaws.com',
  iamPrefix: 'kms',
  dialect: 'json',
  resourcePolicy(context, resource) {
    const [, , , region = '', account = '', path = ''] = resource.split(':');
    const owner = context.cloud.accounts[account];
    const key = owner && path.startsWith('key/') ? rowAt(owner, region, KEYS, path.slice('key/'.length)) : undefined;
    return key && owner ? { account, policy: policyWithGrants(owner, region, key) } : null;
  },
  prepare: (context) => void managedKey(context, 'rds'),
  operations: {
    ...unused('kms'),
    ...ALIAS,
    ...CIPHER,
    ...GRANT,
    CreateKey: createKey,
    DescribeKey: read('DescribeKey', (_context, key) => ({ KeyMetadata: keyView(key) }), keyOf),
    GetKeyPolicy: read('GetKeyPolicy', (_context, key) => ({ Policy: key.policy, PolicyName: 'default' })),
    GetKeyRotationStatus: read('GetKeyRotationStatus', (_context, key) => ({ KeyRotationEnabled: key.rotation })),
    ListKeyPolicies: read('ListKeyPolicies', () => ({ PolicyNames: ['default'], Truncated: false })),
    ListResourceTags: read('ListResourceTags', (_context, key) => ({ Tags: tagList(key.tags, KMS_STYLE), Truncated: false })),
    ListKeys: {
      kind: 'read',
      run(context, params) {
        const cut = page(listed(context.account, context.region, KEYS), params.Marker, params.Limit, 100, 'InvalidMarkerException');
        return { Keys: cut.items.map((key) => ({ KeyId: key.id, KeyArn: key.arn })), ...(cut.next ? { NextMarker: cut.next } : {}), Truncated: cut.next !== null };
      },
    },
    PutKeyPolicy: change(
      'PutKeyPolicy',
      (_context, key, params) => {
        key.policy = input(params, jsonWords).text('Policy');
        return {};
      },
      (key, params, context) => {
        alive(key);
        checkPolicy(input(params, jsonWords).text('Policy'));
        checkLockout(context, key.arn, params);
      },
    ),
    EnableKeyRotation: change('EnableKeyRotation', set({ rotation: true })),
    DisableKeyRotation: change('DisableKeyRotation', set({ rotation: false })),
    EnableKey: change('EnableKey', set({ state: 'Enabled' })),
    DisableKey: change('DisableKey', (context, key) => {
      key.state = 'Disabled';
      note(context.time, 'kms.key.disabled', { account: context.account.id, key: key.id });
      return {};
    }),
    UpdateKeyDescription: change(
      'UpdateKeyDescription',
      (_context, key, params) => {
        key.description = input(params, jsonWords).text('Description');
        return {};
      },
      (key, params) => {
        alive(key);
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
        alive(key);
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
        alive(key);
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
        alive(key);
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
  },
  jobs: {
    'kms.key.delete': (context, data) => {
      const keys = rows(context.account, context.region, KEYS);
      const key = keys[String(data.key)];
      if (key?.state !== 'PendingDeletion' || key.deleteAt === null || key.deleteAt > context.time.now) return;
      note(context.time, 'kms.key.deleted', { account: context.account.id, key: key.id });
      delete keys[key.id];
      const aliases = rows(context.account, context.region, ALIASES);
      for (const alias of Object.values(aliases)) if (alias.key === String(data.key)) delete aliases[alias.name];
    },
  },
};
