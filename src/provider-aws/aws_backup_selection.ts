// What a backup plan covers.

import type { Json } from '../engine/json.ts';
import { Complaint } from './core/api.ts';
import { all, enumOf, length, match } from './core/checks.ts';
import { arn } from './core/formats.ts';
import { need, pick, records, text, texts } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';

const ABSENT = ['ResourceNotFoundException', 'InvalidParameterValueException'];

export const awsBackupSelection: ResourceType = {
  name: 'aws_backup_selection',
  label: 'Backup Selection',
  checks: {
    values: {
      iam_role_arn: arn,
      name: all('all', length(1, 50), match(/^[0-9A-Za-z_.-]+$/, 'must contain only alphanumeric, hyphen, underscore, and period characters', 'all', 'all things')),
      'selection_tag.type': enumOf('STRINGEQUALS'),
    },
  },
  shown: (attrs) => text(attrs.id) || text(attrs.name),
  create(api, planned) {
    const tags = records(planned.selection_tag).map((tag) => ({ ConditionType: text(tag.type), ConditionKey: text(tag.key), ConditionValue: text(tag.value) }));
    const reply = api.call('backup', 'CreateBackupSelection', {
      BackupPlanId: planned.plan_id,
      BackupSelection: {
        SelectionName: text(planned.name),
        IamRoleArn: text(planned.iam_role_arn),
        ...(texts(planned.resources).length ? { Resources: texts(planned.resources) } : {}),
        ...(texts(planned.not_resources).length ? { NotResources: texts(planned.not_resources) } : {}),
        ...(tags.length ? { ListOfTags: tags } : {}),
      },
    });
    return { id: need(reply, 'SelectionId') };
  },
  read(api, state) {
    const reply = api.find('backup', 'GetBackupSelection', { BackupPlanId: state.plan_id, SelectionId: text(state.id) }, ABSENT);
    const selection = pick((reply ?? {}) as Json, 'BackupSelection');
    if (!selection) return null;
    return {
      iam_role_arn: pick(selection, 'IamRoleArn') ?? null,
      name: pick(selection, 'SelectionName') ?? null,
      not_resources: texts(pick(selection, 'NotResources')),
      plan_id: state.plan_id,
      resources: texts(pick(selection, 'Resources')),
      selection_tag: records(pick(selection, 'ListOfTags')).map((tag) => ({ type: tag.ConditionType ?? null, key: tag.ConditionKey ?? null, value: tag.ConditionValue ?? null })),
    };
  },
  delete(api, prior) {
    api.find('backup', 'DeleteBackupSelection', { BackupPlanId: prior.plan_id, SelectionId: text(prior.id) }, ABSENT);
  },
  imported(_api, id) {
    const [plan, selection] = id.split('|');
    if (!plan || !selection) throw new Complaint(`unexpected format of ID ("${id}"), expected <plan-id>|<selection-id>`);
    return { id: selection, plan_id: plan };
  },
};
