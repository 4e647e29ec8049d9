// Log groups.
import type { Json } from '../engine/json.ts';
import { differ, map, pick, records, text } from './core/members.ts';
import { nameOr } from './core/naming.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS } from './core/tagging.ts';

export const awsCloudwatchLogGroup: ResourceType = {
  name: 'aws_cloudwatch_log_group',
  label: 'CloudWatch Logs Log Group',
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
