// SSH key pairs: only the public half is AWS's.
import { length } from './core/checks.ts';
import { firstOf, text } from './core/members.ts';
import { nameOr } from './core/naming.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagSpecification, tagsIn } from './core/tagging.ts';

export const awsKeyPair: ResourceType = {
  name: 'aws_key_pair',
  label: 'EC2 Key Pair',
  checks: {
    values: { key_name: length(0, 255), key_name_prefix: length(0, 229) },
    conflicts: { key_name: ['key_name_prefix'], key_name_prefix: ['key_name'] },
  },
  create(api, planned) {
    const name = nameOr(api, planned, 'key_name');
    api.call('ec2', 'ImportKeyPair', { KeyName: name, PublicKeyMaterial: planned.public_key, TagSpecifications: tagSpecification('key-pair', planned) });
    return { id: name, key_name: name };
  },
  message: (verb, attrs) => `${verb === 'creating' ? 'importing' : verb} EC2 Key Pair (${text(attrs.key_name)})`,
  read(api, state) {
    const key = firstOf(api.find('ec2', 'DescribeKeyPairs', { KeyNames: [text(state.id)], IncludePublicKey: true }, ['InvalidKeyPair.NotFound']), 'KeyPairs');
    if (!key) return null;
    return {
      arn: api.arn('ec2', `key-pair/${text(key.KeyName)}`),
      fingerprint: key.KeyFingerprint,
      key_name: key.KeyName,
      key_name_prefix: state.key_name_prefix ?? '',
      key_pair_id: key.KeyPairId,
      key_type: key.KeyType,
      tags_all: tagsIn(key.Tags),
      // The provider keeps the text it was given: AWS drops the comment.
      ...(state.public_key ? {} : { public_key: key.PublicKey ?? null }),
    };
  },
  delete(api, prior) {
    api.find('ec2', 'DeleteKeyPair', { KeyName: prior.id }, ['InvalidKeyPair.NotFound']);
  },
  kept: { public_key: (value) => value.trim() },
  tags: {
    set: (api, attrs, tags, all) => TAGS.ec2.set(api, { id: attrs.key_pair_id }, tags, all),
    remove: (api, attrs, keys, all) => TAGS.ec2.remove(api, { id: attrs.key_pair_id }, keys, all),
  },
};
