// Log groups.

import type { Json } from '../engine/json.ts';
import { enumOf, longerThan, needs, oneOfNumbers, quoted, rules } from './core/checks.ts';
import { arn } from './core/formats.ts';
import { differ, map, pick, records, text } from './core/members.ts';
import { nameOr } from './core/naming.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS } from './core/tagging.ts';

const groupName = (limit: number) =>
  rules(
    '/aws/lambda/nightly',
    ['my logs', 'a'.repeat(limit + 1)],
    longerThan(limit, (key, value) => `${quoted(key)} cannot be longer than ${limit} characters: ${quoted(value)}`),
    needs(
      /^[0-9A-Za-z_./#-]+$/,
      (key, value) => `${quoted(key)} isn't a valid log group name (alphanumeric characters, underscores, hyphens, slashes, hash signs and dots are allowed): ${quoted(value)}`,
    ),
  );

export const awsCloudwatchLogGroup: ResourceType = {
  name: 'aws_cloudwatch_log_group',
  label: 'CloudWatch Logs Log Group',
  checks: {
    values: {
      kms_key_id: arn,
      log_group_class: enumOf('STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'),
      name: groupName(512),
      name_prefix: groupName(483),
      retention_in_days: oneOfNumbers(0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653),
    },
    conflicts: { name: ['name_prefix'], name_prefix: ['name'] },
  },
  shown: (attrs) => text(attrs.id) || text(attrs.name),
  create(api, planned) {
    const name = nameOr(api, planned);
    const tags = map(planned.tags_all);
    api.call('logs', 'CreateLogGroup', {
      logGroupName: name,
      kmsKeyId: text(planned.kms_key_id) || undefined,
      logGroupClass: text(planned.log_group_class) || undefined,
      tags: Object.keys(tags).length ? tags : undefined,
    });
    if (planned.retention_in_days) api.call('logs', 'PutRetentionPolicy', { logGroupName: name, retentionInDays: planned.retention_in_days });
    return { id: name, name };
  },
  read(api, state) {
    const name = text(state.id);
    const group = records(pick(api.call('logs', 'DescribeLogGroups', { logGroupNamePrefix: name }) as Json, 'logGroups')).find((one) => one.logGroupName === name);
    if (!group) return null;
    const arn = text(group.arn).replace(/:\*$/, '');
    return {
      arn,
      kms_key_id: group.kmsKeyId ?? '',
      log_group_class: group.logGroupClass ?? 'STANDARD',
      name,
      name_prefix: state.name_prefix ?? '',
      retention_in_days: group.retentionInDays ?? 0,
      skip_destroy: state.skip_destroy ?? false,
      tags_all: map(pick(api.call('logs', 'ListTagsForResource', { resourceArn: arn }) as Json, 'tags')),
    };
  },
  update(api, prior, planned) {
    if (differ(prior, planned, 'kms_key_id')) {
      if (text(planned.kms_key_id)) api.call('logs', 'AssociateKmsKey', { logGroupName: prior.id, kmsKeyId: planned.kms_key_id });
      else api.call('logs', 'DisassociateKmsKey', { logGroupName: prior.id });
    }
    if (!differ(prior, planned, 'retention_in_days')) return;
    if (planned.retention_in_days) api.call('logs', 'PutRetentionPolicy', { logGroupName: prior.id, retentionInDays: planned.retention_in_days });
    else api.call('logs', 'DeleteRetentionPolicy', { logGroupName: prior.id });
  },
  delete(api, prior) {
    if (prior.skip_destroy !== true) api.find('logs', 'DeleteLogGroup', { logGroupName: text(prior.id) }, ['ResourceNotFoundException']);
  },
  tags: TAGS.logs,
};
