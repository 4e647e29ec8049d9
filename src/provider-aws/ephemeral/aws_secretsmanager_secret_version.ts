// The value of a secret, asked for anew by every plan and every apply, and never stored.
import { need, text, texts } from '../core/members.ts';
import type { EphemeralType } from '../core/resource.ts';

export const ephemeralAwsSecretsmanagerSecretVersion: EphemeralType = {
  name: 'aws_secretsmanager_secret_version',
  failure: (config) => `reading Secrets Manager Secret Version (${text(config.secret_id)})`,
  open(api, config) {
    const stage = text(config.version_stage) || (text(config.version_id) ? undefined : 'AWSCURRENT');
    const value = api.call('secretsmanager', 'GetSecretValue', { SecretId: config.secret_id, VersionId: text(config.version_id) || undefined, VersionStage: stage });
    return {
      arn: need(value, 'ARN'),
      created_date: text(value.CreatedDate),
      secret_binary: text(value.SecretBinary),
      secret_id: config.secret_id,
      secret_string: text(value.SecretString),
      version_id: value.VersionId,
      version_stage: stage ?? texts(value.VersionStages)[0],
      version_stages: texts(value.VersionStages),
    };
  },
};
