// The value of a secret. It lies in the state in clear, unless it was given as a write-only argument.

import { SECRET_ABSENT } from './aws_secretsmanager_secret.ts';
import { Complaint } from './core/api.ts';
import { base64 } from './core/formats.ts';
import { need, text, texts } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';

export const awsSecretsmanagerSecretVersion: ResourceType = {
  name: 'aws_secretsmanager_secret_version',
  label: 'Secrets Manager Secret Version',
  checks: {
    values: { secret_binary: base64 },
    conflicts: {
      secret_binary: ['secret_string', 'secret_string_wo'],
      secret_string: ['secret_binary', 'secret_string_wo'],
      secret_string_wo: ['secret_binary', 'secret_string'],
    },
    together: { secret_string_wo: ['secret_string_wo_version'], secret_string_wo_version: ['secret_string_wo'] },
  },
  message: (verb, attrs) =>
    verb === 'creating' ? `putting Secrets Manager Secret (${text(attrs.secret_id)}) value` : `${verb} Secrets Manager Secret Version (${text(attrs.id)})`,
  create(api, planned) {
    const stages = texts(planned.version_stages);
    const reply = api.call('secretsmanager', 'PutSecretValue', {
      SecretId: planned.secret_id,
      SecretString: text(planned.secret_string_wo) || text(planned.secret_string) || undefined,
      SecretBinary: text(planned.secret_binary) || undefined,
      VersionStages: stages.length ? stages : undefined,
    });
    return { id: `${text(planned.secret_id)}|${need(reply, 'VersionId')}`, has_secret_string_wo: text(planned.secret_string_wo) !== '' };
  },
  read(api, state) {
    const [secret, version] = text(state.id).split('|');
    const value = api.find('secretsmanager', 'GetSecretValue', { SecretId: secret, VersionId: version }, [...SECRET_ABSENT, 'InvalidRequestException']);
    if (!value) return null;
    const hidden = state.has_secret_string_wo === true;
    return {
      arn: value.ARN,
      has_secret_string_wo: hidden,
      secret_binary: value.SecretBinary ?? '',
      secret_id: secret,
      secret_string: hidden ? '' : (value.SecretString ?? ''),
      version_id: value.VersionId,
      version_stages: texts(value.VersionStages),
    };
  },
  delete(api, prior) {
    const [secret, version] = text(prior.id).split('|');
    // The current version goes with its secret; only other stages are taken off.
    for (const stage of texts(prior.version_stages).filter((one) => one !== 'AWSCURRENT')) {
      api.find('secretsmanager', 'UpdateSecretVersionStage', { SecretId: secret, VersionStage: stage, RemoveFromVersionId: version }, [
        ...SECRET_ABSENT,
        'InvalidRequestException',
        'InvalidParameterException',
      ]);
    }
  },
  imported(_api, id) {
    const [secret, version] = id.split('|');
    if (!secret || !version) throw new Complaint(`unexpected format of ID (${id}), expected SECRETID|VERSIONID`);
    return { id, secret_id: secret, version_id: version };
  },
};
