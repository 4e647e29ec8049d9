// Rules of a listener: which requests go elsewhere than the default.

import type { Json } from '../engine/json.ts';
import { elbTags } from './aws_lb.ts';
import { actionChecks, actionsIn, actionsRequest, conditionsIn, conditionsRequest } from './core/balancing.ts';
import { length, match, needs, quoted, rules } from './core/checks.ts';
import { arn, cidr } from './core/formats.ts';
import { differ, firstOf, need, pick, records, text } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagsFor } from './core/tagging.ts';

const ABSENT = ['RuleNotFound', 'RuleNotFoundException'];

const rulePriority = rules(
  '1',
  ['0', '50001'],
  needs(/^([1-9]\d{0,3}|[1-4]\d{4}|50000|99999)$/, (key) => `${quoted(key)} must be in the range 1-50000 for normal rule or 99999 for the default rule`),
);

export const awsLbListenerRule: ResourceType = {
  name: 'aws_lb_listener_rule',
  label: 'ELBv2 Listener Rule',
  checks: {
    values: {
      ...actionChecks('action'),
      'condition.host_header.values': length(1, 128),
      'condition.http_header.http_header_name': match(/^[0-9A-Za-z_!#$%&'*+,.^`|~-]{1,40}$/, '', 'X-Forwarded-For', 'X Forwarded'),
      'condition.http_header.values': length(1, 128),
      'condition.http_request_method.values': match(/^[A-Za-z-_]{1,40}$/, '', 'GET', 'GET /'),
      'condition.path_pattern.values': length(1, 128),
      'condition.source_ip.values': cidr,
      listener_arn: arn,
      priority: rulePriority,
    },
  },
  create(api, planned) {
    const listener = text(planned.listener_arn);
    const used = () => records(pick(api.call('elbv2', 'DescribeRules', { ListenerArn: listener }) as Json, 'Rules')).map((rule) => Number(rule.Priority) || 0);
    const priority = planned.priority ? planned.priority : Math.max(0, ...used()) + 1;
    const reply = api.call('elbv2', 'CreateRule', {
      ListenerArn: listener,
      Priority: priority,
      Conditions: conditionsRequest(planned.condition),
      Actions: actionsRequest(planned.action),
      Tags: tagsFor(planned),
    });
    return { id: need(reply, 'Rules[0].RuleArn') };
  },
  read(api, state) {
    const arn = text(state.id);
    const rule = firstOf(api.find('elbv2', 'DescribeRules', { RuleArns: [arn] }, ABSENT), 'Rules');
    if (!rule) return null;
    return {
      action: actionsIn(rule.Actions, state.action),
      arn,
      condition: conditionsIn(rule.Conditions),
      // arn:...:listener-rule/app/name/lb/listener/rule -> arn:...:listener/app/name/lb/listener
      listener_arn: arn.replace(':listener-rule/', ':listener/').replace(/\/[^/]+$/, ''),
      priority: rule.Priority === 'default' ? 99999 : Number(rule.Priority),
      tags_all: elbTags(api, arn),
    };
  },
  update(api, prior, planned) {
    const RuleArn = text(prior.id);
    if (differ(prior, planned, 'priority') && planned.priority) api.call('elbv2', 'SetRulePriorities', { RulePriorities: [{ RuleArn, Priority: planned.priority }] });
    const change = { Actions: actionsRequest(planned.action), Conditions: conditionsRequest(planned.condition) };
    if (JSON.stringify(change) !== JSON.stringify({ Actions: actionsRequest(prior.action), Conditions: conditionsRequest(prior.condition) }))
      api.call('elbv2', 'ModifyRule', { RuleArn, ...change });
  },
  delete(api, prior) {
    api.find('elbv2', 'DeleteRule', { RuleArn: text(prior.id) }, ABSENT);
  },
  tags: TAGS.elbv2,
};
