// What a rule of EventBridge starts.

import type { Json } from '../engine/json.ts';
import { busName, RULE_ABSENT, ruleName } from './aws_cloudwatch_event_rule.ts';
import type { Api } from './core/api.ts';
import { Complaint } from './core/api.ts';
import { all, between, enumOf, length } from './core/checks.ts';
import { arn, json } from './core/formats.ts';
import { type Attrs, map, pick, records, single, text, texts } from './core/members.ts';
import { uniqueName } from './core/naming.ts';
import type { ResourceType } from './core/resource.ts';

const busOf = (attrs: Attrs) => (text(attrs.event_bus_name) && attrs.event_bus_name !== 'default' ? text(attrs.event_bus_name) : undefined);

function put(api: Api, id: string, attrs: Attrs): void {
  const ecs = single(attrs.ecs_target);
  const network = ecs ? single(ecs.network_configuration) : undefined;
  const retry = single(attrs.retry_policy);
  const transformer = single(attrs.input_transformer);
  const reply = api.call('events', 'PutTargets', {
    Rule: attrs.rule,
    EventBusName: busOf(attrs),
    Targets: [
      {
        Id: id,
        Arn: text(attrs.arn),
        ...(text(attrs.role_arn) ? { RoleArn: text(attrs.role_arn) } : {}),
        ...(text(attrs.input) ? { Input: text(attrs.input) } : {}),
        ...(text(attrs.input_path) ? { InputPath: text(attrs.input_path) } : {}),
        ...(retry ? { RetryPolicy: { MaximumRetryAttempts: retry.maximum_retry_attempts ?? 0, MaximumEventAgeInSeconds: retry.maximum_event_age_in_seconds ?? 0 } } : {}),
        ...(transformer
          ? {
              InputTransformer: {
                ...(Object.keys(map(transformer.input_paths)).length ? { InputPathsMap: map(transformer.input_paths) } : {}),
                InputTemplate: text(transformer.input_template),
              },
            }
          : {}),
        ...(text(single(attrs.dead_letter_config)?.arn) ? { DeadLetterConfig: { Arn: text(single(attrs.dead_letter_config)?.arn) } } : {}),
        ...(ecs
          ? {
              EcsParameters: {
                TaskDefinitionArn: text(ecs.task_definition_arn),
                TaskCount: ecs.task_count ?? 1,
                ...(text(ecs.launch_type) ? { LaunchType: text(ecs.launch_type) } : {}),
                ...(network
                  ? {
                      NetworkConfiguration: {
                        awsvpcConfiguration: {
                          Subnets: texts(network.subnets),
                          SecurityGroups: texts(network.security_groups),
                          AssignPublicIp: network.assign_public_ip === true ? 'ENABLED' : 'DISABLED',
                        },
                      },
                    }
                  : {}),
              },
            }
          : {}),
      },
    ],
  });
  const failed = records(reply.FailedEntries)[0];
  if (failed) throw new Complaint(`creating EventBridge Target (${id}): ${text(failed.ErrorCode)}: ${text(failed.ErrorMessage)}`);
}

export const awsCloudwatchEventTarget: ResourceType = {
  name: 'aws_cloudwatch_event_target',
  label: 'EventBridge Target',
  checks: {
    values: {
      arn,
      'batch_target.array_size': between(2, 10000),
      'batch_target.job_attempts': between(1, 10),
      'dead_letter_config.arn': arn,
      'ecs_target.capacity_provider_strategy.base': between(0, 100000),
      'ecs_target.capacity_provider_strategy.weight': between(0, 1000),
      'ecs_target.group': length(1, 255),
      'ecs_target.launch_type': enumOf('EC2', 'FARGATE', 'EXTERNAL'),
      'ecs_target.ordered_placement_strategy.field': length(0, 255),
      'ecs_target.ordered_placement_strategy.type': enumOf('random', 'spread', 'binpack'),
      'ecs_target.placement_constraint.type': enumOf('distinctInstance', 'memberOf'),
      'ecs_target.platform_version': length(0, 1600),
      'ecs_target.propagate_tags': enumOf('TASK_DEFINITION'),
      'ecs_target.task_count': between(1, 2147483647),
      'ecs_target.task_definition_arn': arn,
      event_bus_name: busName,
      input: all('{}', json, length(0, 8192)),
      input_path: length(0, 256),
      'input_transformer.input_template': length(1, 8192),
      'kinesis_target.partition_key_path': length(1, 256),
      'redshift_target.database': length(1, 64),
      'redshift_target.db_user': length(1, 128),
      'redshift_target.secrets_manager_arn': arn,
      'redshift_target.sql': length(1, 100000),
      'redshift_target.statement_name': length(1, 500),
      'retry_policy.maximum_event_age_in_seconds': between(0, 86400),
      'retry_policy.maximum_retry_attempts': between(0, 185),
      role_arn: arn,
      rule: ruleName,
      'run_command_targets.key': length(1, 128),
      'run_command_targets.values': length(1, 256),
      target_id: ruleName,
    },
    conflicts: { input: ['input_path', 'input_transformer'], input_path: ['input', 'input_transformer'], input_transformer: ['input', 'input_path'] },
  },
  shown: (attrs) => text(attrs.id) || text(attrs.rule),
  create(api, planned) {
    const target = text(planned.target_id) || uniqueName(api);
    put(api, target, planned);
    return { id: `${busOf(planned) ? `${busOf(planned)}-` : ''}${text(planned.rule)}-${target}`, target_id: target };
  },
  read(api, state) {
    const reply = api.find('events', 'ListTargetsByRule', { Rule: state.rule, EventBusName: busOf(state) }, RULE_ABSENT);
    const target = records(pick((reply ?? {}) as Json, 'Targets')).find((one) => one.Id === state.target_id);
    if (!target) return null;
    return {
      arn: target.Arn,
      event_bus_name: text(state.event_bus_name) || 'default',
      input: target.Input ?? '',
      input_path: target.InputPath ?? '',
      retry_policy: target.RetryPolicy
        ? [
            {
              maximum_event_age_in_seconds: pick(target.RetryPolicy, 'MaximumEventAgeInSeconds') ?? 0,
              maximum_retry_attempts: pick(target.RetryPolicy, 'MaximumRetryAttempts') ?? 0,
            },
          ]
        : [],
      input_transformer: target.InputTransformer
        ? [{ input_paths: map(pick(target.InputTransformer, 'InputPathsMap')), input_template: pick(target.InputTransformer, 'InputTemplate') ?? '' }]
        : [],
      dead_letter_config: target.DeadLetterConfig ? [{ arn: pick(target.DeadLetterConfig, 'Arn') ?? '' }] : [],
      role_arn: target.RoleArn ?? '',
      rule: state.rule,
      target_id: target.Id,
    };
  },
  update(api, prior, planned) {
    put(api, text(prior.target_id), planned);
  },
  delete(api, prior) {
    api.find(
      'events',
      'RemoveTargets',
      { Rule: prior.rule, EventBusName: busOf(prior), Ids: [text(prior.target_id)], Force: prior.force_destroy === true ? true : undefined },
      RULE_ABSENT,
    );
  },
  json: ['input'],
  imported(_api, id) {
    const parts = id.split('/');
    const target = parts.pop();
    const rule = parts.pop();
    if (!rule || !target) throw new Complaint(`unexpected format for ID (${id}), expected EVENTBUSNAME/RULENAME/TARGETID or RULENAME/TARGETID`);
    return { id: `${rule}-${target}`, rule, target_id: target, event_bus_name: parts.join('/') || 'default' };
  },
};
