// Elastic Load Balancing: load balancers, listeners, rules, target groups and targets.
import type { Json } from '../../engine/json.ts';
import { type CloudContext, rowAt, rows, type Table } from '../cloud.ts';
import type { Operation, Service } from '../operation.ts';
import { readTags, type Tags, tagList } from '../tags.ts';
import * as listener from './listener.ts';
import * as balancer from './load-balancer.ts';
import { invalid, read, refusal } from './refusal.ts';
import * as rule from './rule.ts';
import * as target from './target.ts';
import * as group from './target-group.ts';

const HOMES: readonly { readonly part: string; readonly table: Table<{ tags: Tags }>; readonly missing: string }[] = [
  { part: ':loadbalancer/', table: balancer.LOAD_BALANCERS, missing: 'LoadBalancerNotFound' },
  { part: ':targetgroup/', table: group.TARGET_GROUPS, missing: 'TargetGroupNotFound' },
  { part: ':listener/', table: listener.LISTENERS, missing: 'ListenerNotFound' },
  { part: ':listener-rule/', table: rule.RULES, missing: 'RuleNotFound' },
];

function homes(context: CloudContext, params: Parameters<Operation['run']>[1]) {
  const arns = read(params).texts('ResourceArns');
  if (arns.length === 0) throw invalid('At least one resource ARN must be specified');
  return arns.map((arn) => {
    const home = HOMES.find((candidate) => arn.includes(candidate.part));
    if (!home) throw invalid(`'${arn}' is not a valid load balancer ARN`);
    if (!rowAt(context.account, context.region, home.table, arn)) throw refusal(home.missing, `'${arn}' not found`);
    return { arn, home };
  });
}

const describeTags: Operation = {
  kind: 'read',
  run: (context, params) => ({
    TagDescriptions: homes(context, params).map(
      ({ arn, home }): Json => ({ ResourceArn: arn, Tags: tagList(rowAt(context.account, context.region, home.table, arn)?.tags ?? {}) }),
    ),
  }),
};

const addTags: Operation = {
  kind: 'write',
  run(context, params) {
    const found = homes(context, params);
    const tags = readTags(params.Tags);
    for (const { arn, home } of found) Object.assign((rows(context.account, context.region, home.table)[arn] as { tags: Tags }).tags, tags);
    return {};
  },
};

const removeTags: Operation = {
  kind: 'write',
  run(context, params) {
    const found = homes(context, params);
    const keys = read(params).texts('TagKeys');
    for (const { arn, home } of found) for (const key of keys) delete (rows(context.account, context.region, home.table)[arn] as { tags: Tags }).tags[key];
    return {};
  },
};

/** Of a new account, as far as somebody meets them here. */
const LIMITS: { readonly [name: string]: number } = {
  'target-groups': 3000,
  'targets-per-application-load-balancer': 1000,
  'listeners-per-application-load-balancer': 50,
  'rules-per-application-load-balancer': 100,
  'application-load-balancers': 50,
  'network-load-balancers': 50,
};

const describeAccountLimits: Operation = { kind: 'read', run: () => ({ Limits: Object.entries(LIMITS).map(([Name, most]) => ({ Name, Max: String(most) })) }) };

const OPERATIONS: { readonly [name: string]: Operation } = {
  AddListenerCertificates: listener.addListenerCertificates,
  AddTags: addTags,
  CreateListener: listener.createListener,
  CreateLoadBalancer: balancer.createLoadBalancer,
  CreateRule: rule.createRule,
  CreateTargetGroup: group.createTargetGroup,
  DeleteListener: listener.deleteListener,
  DeleteLoadBalancer: balancer.deleteLoadBalancer,
  DeleteRule: rule.deleteRule,
  DeleteTargetGroup: group.deleteTargetGroup,
  DeregisterTargets: target.deregisterTargets,
  DescribeAccountLimits: describeAccountLimits,
  DescribeListenerAttributes: listener.describeListenerAttributes,
  DescribeListenerCertificates: listener.describeListenerCertificates,
  DescribeListeners: listener.describeListeners,
  DescribeLoadBalancerAttributes: balancer.describeLoadBalancerAttributes,
  DescribeLoadBalancers: balancer.describeLoadBalancers,
  DescribeRules: rule.describeRules,
  DescribeTags: describeTags,
  DescribeTargetGroupAttributes: group.describeTargetGroupAttributes,
  DescribeTargetGroups: group.describeTargetGroups,
  DescribeTargetHealth: target.describeTargetHealth,
  ModifyListener: listener.modifyListener,
  ModifyListenerAttributes: listener.modifyListenerAttributes,
  ModifyLoadBalancerAttributes: balancer.modifyLoadBalancerAttributes,
  ModifyRule: rule.modifyRule,
  ModifyTargetGroup: group.modifyTargetGroup,
  ModifyTargetGroupAttributes: group.modifyTargetGroupAttributes,
  RegisterTargets: target.registerTargets,
  RemoveListenerCertificates: listener.removeListenerCertificates,
  RemoveTags: removeTags,
  SetIpAddressType: balancer.setIpAddressType,
  SetRulePriorities: rule.setRulePriorities,
  SetSecurityGroups: balancer.setSecurityGroups,
  SetSubnets: balancer.setSubnets,
};

/** Rights on the thing whose ARN the call names, with its tags; `*` for makers and readers. */
function withRights(name: string, operation: Operation): Operation {
  const named = (params: Parameters<Operation['run']>[1]): string | null => {
    for (const member of ['RuleArn', 'ListenerArn', 'TargetGroupArn', 'LoadBalancerArn']) if (typeof params[member] === 'string') return params[member];
    return null;
  };
  return {
    authorise(context, params) {
      const action = `elasticloadbalancing:${name}`;
      const arn = /^Describe/.test(name) ? null : named(params);
      const home = arn ? HOMES.find((candidate) => arn.includes(candidate.part)) : undefined;
      const tags = arn && home ? rowAt(context.account, context.region, home.table, arn)?.tags : undefined;
      return [{ action, resource: arn ?? '*', ...(tags ? { tags: { ...tags } } : {}) }];
    },
    ...(operation.kind === 'write'
      ? {
          touches: (_: CloudContext, params: Parameters<Operation['run']>[1]) => {
            const arn = named(params);
            return arn ? [{ type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', name: arn }] : [];
          },
        }
      : {}),
    ...operation,
  };
}

export const elbv2: Service = {
  name: 'elbv2',
  eventSource: 'elasticloadbalancing.amazonaws.com',
  iamPrefix: 'elasticloadbalancing',
  operations: Object.fromEntries(Object.entries(OPERATIONS).map(([name, operation]) => [name, withRights(name, operation)])),
  jobs: { ...balancer.loadBalancerJobs, ...target.targetJobs },
};
