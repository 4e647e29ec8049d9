// Secrets: the envelope. A deleted one keeps its name for the recovery window, and a new one of that name is refused meanwhile.

import type { Json } from '../engine/json.ts';
import { any, between, length, longerThan, needs, oneOfNumbers, quoted, rules } from './core/checks.ts';
import { policy } from './core/formats.ts';
import { differ, need, pick, text } from './core/members.ts';
import { nameOr } from './core/naming.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagsFor, tagsIn } from './core/tagging.ts';

export const SECRET_ABSENT = ['ResourceNotFoundException'];

const secretName = (limit: number) =>
  rules(
    'app/db',
    ['app db', 'a'.repeat(limit + 1)],
    needs(/^[0-9A-Za-z/_+=.@-]+$/, (key) => `only alphanumeric characters and /_+=.@- special characters are allowed in ${quoted(key)}`),
    longerThan(limit, (key) => `${quoted(key)} cannot be greater than ${limit} characters`),
  );

export const awsSecretsmanagerSecret: ResourceType = {
  name: 'aws_secretsmanager_secret',
  label: 'Secrets Manager Secret',
  checks: {
    values: {
      name: secretName(512),
      name_prefix: secretName(486),
      policy,
      recovery_window_in_days: any(3, between(7, 30), oneOfNumbers(0)),
      'replica.kms_key_id': length(0, 2048),
    },
    conflicts: { name: ['name_prefix'], name_prefix: ['name'] },
  },
  shown: (attrs) => text(attrs.id) || text(attrs.name),
  create(api, planned) {
    const name = nameOr(api, planned);
    const reply = api.call('secretsmanager', 'CreateSecret', {
      Name: name,
      Description: text(planned.description) || undefined,
      KmsKeyId: text(planned.kms_key_id) || undefined,
      Tags: tagsFor(planned),
    });
    const id = need(reply, 'ARN');
    if (text(planned.policy)) api.call('secretsmanager', 'PutResourcePolicy', { SecretId: id, ResourcePolicy: planned.policy });
    return { id, name };
  },
  read(api, state) {
    const secret = api.find('secretsmanager', 'DescribeSecret', { SecretId: text(state.id) }, SECRET_ABSENT);
    if (!secret || secret.DeletedDate) return null;
    return {
      arn: secret.ARN,
      description: secret.Description ?? '',
      kms_key_id: secret.KmsKeyId ?? '',
      name: secret.Name,
      name_prefix: state.name_prefix ?? '',
      policy: text(pick((api.find('secretsmanager', 'GetResourcePolicy', { SecretId: text(state.id) }, SECRET_ABSENT) ?? {}) as Json, 'ResourcePolicy')),
      replica: [],
      tags_all: tagsIn(secret.Tags),
    };
  },
  update(api, prior, planned) {
    const SecretId = text(prior.id);
    if (differ(prior, planned, 'description', 'kms_key_id'))
      api.call('secretsmanager', 'UpdateSecret', { SecretId, Description: text(planned.description), KmsKeyId: text(planned.kms_key_id) || undefined });
    if (differ(prior, planned, 'policy') && text(planned.policy)) api.call('secretsmanager', 'PutResourcePolicy', { SecretId, ResourcePolicy: planned.policy });
  },
  delete(api, prior) {
    const window = prior.recovery_window_in_days;
    api.find(
      'secretsmanager',
      'DeleteSecret',
      { SecretId: text(prior.id), ...(window === 0 ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: window ?? 30 }) },
      SECRET_ABSENT,
    );
  },
  json: ['policy'],
  tags: TAGS.secretsmanager,
};
