// Encryption keys. A destroy only schedules their deletion.

import type { Json } from '../engine/json.ts';
import { all, between, enumOf, length } from './core/checks.ts';
import { json } from './core/formats.ts';
import { differ, need, pick, text } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagsFor, tagsIn } from './core/tagging.ts';

const ABSENT = ['NotFoundException'];

export const awsKmsKey: ResourceType = {
  name: 'aws_kms_key',
  label: 'KMS Key',
  checks: {
    values: {
      custom_key_store_id: length(1, 64),
      customer_master_key_spec: enumOf(
        ...['RSA_2048', 'RSA_3072', 'RSA_4096', 'ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_NIST_P521', 'ECC_SECG_P256K1', 'SYMMETRIC_DEFAULT'],
        ...['HMAC_224', 'HMAC_256', 'HMAC_384', 'HMAC_512', 'SM2'],
      ),
      deletion_window_in_days: between(7, 30),
      description: length(0, 8192),
      key_usage: enumOf('SIGN_VERIFY', 'ENCRYPT_DECRYPT', 'GENERATE_VERIFY_MAC', 'KEY_AGREEMENT'),
      policy: all('{}', length(0, 32768), json),
      rotation_period_in_days: between(90, 2560),
      xks_key_id: length(1, 64),
    },
    together: { rotation_period_in_days: ['enable_key_rotation'], xks_key_id: ['custom_key_store_id'] },
  },
  create(api, planned) {
    const reply = api.call('kms', 'CreateKey', {
      Description: text(planned.description) || undefined,
      KeyUsage: planned.key_usage,
      KeySpec: planned.customer_master_key_spec,
      Policy: text(planned.policy) || undefined,
      MultiRegion: planned.multi_region === true ? true : undefined,
      Tags: tagsFor(planned, 'TagKey', 'TagValue'),
    });
    const id = need(reply, 'KeyMetadata.KeyId');
    if (planned.enable_key_rotation === true) api.call('kms', 'EnableKeyRotation', { KeyId: id });
    if (planned.is_enabled === false) api.call('kms', 'DisableKey', { KeyId: id });
    return { id, key_id: id };
  },
  read(api, state) {
    const KeyId = text(state.id);
    const key = pick((api.find('kms', 'DescribeKey', { KeyId }, ABSENT) ?? {}) as Json, 'KeyMetadata');
    if (!key || pick(key, 'KeyState') === 'PendingDeletion') return null;
    return {
      arn: pick(key, 'Arn') ?? null,
      custom_key_store_id: '',
      customer_master_key_spec: pick(key, 'KeySpec') ?? pick(key, 'CustomerMasterKeySpec') ?? 'SYMMETRIC_DEFAULT',
      description: pick(key, 'Description') ?? '',
      enable_key_rotation: pick(api.call('kms', 'GetKeyRotationStatus', { KeyId }) as Json, 'KeyRotationEnabled') ?? false,
      is_enabled: pick(key, 'Enabled') ?? true,
      key_id: pick(key, 'KeyId') ?? null,
      key_usage: pick(key, 'KeyUsage') ?? 'ENCRYPT_DECRYPT',
      multi_region: pick(key, 'MultiRegion') ?? false,
      policy: pick(api.call('kms', 'GetKeyPolicy', { KeyId, PolicyName: 'default' }) as Json, 'Policy') ?? '',
      rotation_period_in_days: 0,
      xks_key_id: '',
      tags_all: tagsIn(pick(api.call('kms', 'ListResourceTags', { KeyId }) as Json, 'Tags')),
    };
  },
  update(api, prior, planned) {
    const KeyId = text(prior.id);
    if (differ(prior, planned, 'description')) api.call('kms', 'UpdateKeyDescription', { KeyId, Description: text(planned.description) });
    if (differ(prior, planned, 'is_enabled')) api.call('kms', planned.is_enabled === false ? 'DisableKey' : 'EnableKey', { KeyId });
    if (differ(prior, planned, 'enable_key_rotation')) api.call('kms', planned.enable_key_rotation === true ? 'EnableKeyRotation' : 'DisableKeyRotation', { KeyId });
    if (differ(prior, planned, 'policy') && text(planned.policy)) api.call('kms', 'PutKeyPolicy', { KeyId, PolicyName: 'default', Policy: planned.policy });
  },
  delete(api, prior) {
    api.find('kms', 'ScheduleKeyDeletion', { KeyId: text(prior.id), PendingWindowInDays: prior.deletion_window_in_days ?? undefined }, ABSENT);
  },
  json: ['policy'],
  takes: { create: [3, 9], delete: [0.3, 1] },
  tags: TAGS.kms,
};
