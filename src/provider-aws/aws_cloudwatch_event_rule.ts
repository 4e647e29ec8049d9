// Rules of EventBridge: a schedule or a pattern.

import type { Json } from '../engine/json.ts';
import { jsonFault } from '../terraform/lang/functions/json.ts';
import type { Api } from './core/api.ts';
import { all, any, check, enumOf, length, longerThan, match, needs, quoted, rules } from './core/checks.ts';
import { arn } from './core/formats.ts';
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

/** The name of a rule or a target. */
export const ruleName = rules(
  'nightly',
  ['nightly jobs', 'a'.repeat(65)],
  longerThan(64, (key, value) => `${quoted(key)} cannot be longer than 64 characters: ${quoted(value)}`),
  needs(/^[0-9A-Za-z_.-]+$/, (key, value) => `${quoted(key)} doesn't comply with restrictions ("^[0-9A-Za-z_.-]+$"): ${quoted(value)}`),
);
export const busName = all('default', length(1, 1600), any('my bus', arn, match(/^[/.\-_A-Za-z0-9]+$/, '', 'default', 'my bus')));
const pattern = check(
  (value, at) => {
    const fault = jsonFault(text(value));
    if (fault) return [`${quoted(at.key)} contains an invalid JSON: ${fault.message}`];
    return JSON.stringify(JSON.parse(text(value))).length > 4096
      ? [`${quoted(at.key)} cannot be longer than 4096 characters: ${quoted(JSON.stringify(JSON.parse(text(value))))}`]
      : [];
  },
  ['{"source":["aws.ec2"]}'],
  ['{', JSON.stringify(['a'.repeat(4096)])],
);

export const awsCloudwatchEventRule: ResourceType = {
  name: 'aws_cloudwatch_event_rule',
  label: 'EventBridge Rule',
  checks: {
    values: {
      description: length(0, 512),
      event_bus_name: busName,
      event_pattern: pattern,
      name: ruleName,
      name_prefix: ruleName,
      role_arn: arn,
      schedule_expression: length(0, 256),
      state: enumOf('ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'),
    },
    conflicts: { is_enabled: ['state'], name: ['name_prefix'], name_prefix: ['name'], state: ['is_enabled'] },
    atLeastOne: { event_pattern: ['schedule_expression', 'event_pattern'], schedule_expression: ['schedule_expression', 'event_pattern'] },
    deprecated: { is_enabled: 'is_enabled is deprecated. Use state instead.' },
  },
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
