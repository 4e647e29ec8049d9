// Rules of EventBridge: a schedule or a pattern.
import type { Json } from '../engine/json.ts';
import type { Api } from './core/api.ts';
import { type Attrs, pick, text } from './core/members.ts';
import { nameOr } from './core/naming.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagsFor, tagsIn } from './core/tagging.ts';

export const RULE_ABSENT = ['ResourceNotFoundException'];
const bus = (attrs: Attrs) => text(attrs.event_bus_name) || 'default';

function put(api: Api, name: string, attrs: Attrs, tags?: Json[]): void {
  const disabled = attrs.state === 'DISABLED' || (attrs.is_enabled === false && !text(attrs.state));
  api.call('events', 'PutRule', {
    Name: name,
    EventBusName: bus(attrs) === 'default' ? undefined : bus(attrs),
    ScheduleExpression: text(attrs.schedule_expression) || undefined,
    EventPattern: text(attrs.event_pattern) || undefined,
    Description: text(attrs.description) || undefined,
    RoleArn: text(attrs.role_arn) || undefined,
    State: disabled ? 'DISABLED' : text(attrs.state) || 'ENABLED',
    Tags: tags,
  });
}

export const awsCloudwatchEventRule: ResourceType = {
  name: 'aws_cloudwatch_event_rule',
  label: 'EventBridge Rule',
  shown: (attrs) => text(attrs.id) || text(attrs.name),
  create(api, planned) {
    const name = nameOr(api, planned);
    put(api, name, planned, tagsFor(planned));
    return { id: bus(planned) === 'default' ? name : `${bus(planned)}/${name}`, name };
  },
  read(api, state) {
    const name = text(state.id).split('/').at(-1) ?? '';
    const busName = text(state.id).includes('/') ? text(state.id).slice(0, text(state.id).lastIndexOf('/')) : undefined;
    const rule = api.find('events', 'DescribeRule', { Name: name, EventBusName: busName }, RULE_ABSENT);
    if (!rule) return null;
    return {
      arn: rule.Arn,
      description: rule.Description ?? '',
      event_bus_name: rule.EventBusName ?? 'default',
      event_pattern: rule.EventPattern ?? '',
      is_enabled: rule.State !== 'DISABLED',
      name,
      name_prefix: state.name_prefix ?? '',
      role_arn: rule.RoleArn ?? '',
      schedule_expression: rule.ScheduleExpression ?? '',
      state: rule.State ?? 'ENABLED',
      tags_all: tagsIn(pick(api.call('events', 'ListTagsForResource', { ResourceARN: rule.Arn }) as Json, 'Tags')),
    };
  },
  update(api, prior, planned) {
    put(api, text(prior.name), planned);
  },
  delete(api, prior) {
    api.find(
      'events',
      'DeleteRule',
      { Name: text(prior.name), EventBusName: bus(prior) === 'default' ? undefined : bus(prior), Force: prior.force_destroy === true ? true : undefined },
      RULE_ABSENT,
    );
  },
  json: ['event_pattern'],
  keeps: ['is_enabled', 'state'],
  tags: TAGS.events,
};
