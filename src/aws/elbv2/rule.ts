// Rules of a listener, tried in the order of their priority; the default rule comes last and cannot be deleted.
import type { Json } from '../../engine/json.ts';
import { note } from '../../engine/moment.ts';
import { type CloudContext, type CloudView, having, listed, rowAt, rows, table } from '../cloud.ts';
import { hexId } from '../ids.ts';
import { given } from '../input.ts';
import type { Operation, Params } from '../operation.ts';
import { page } from '../page.ts';
import { readTags, type Tags } from '../tags.ts';
import { type Action, printActions, readActions } from './action.ts';
import { type Listener, listenerOf } from './listener.ts';
import { invalid, read, refusal } from './refusal.ts';

export interface Rule {
  readonly arn: string;
  readonly listenerArn: string;
  readonly createdAt: number;
  /** 1 to 50000, or `default`. */
  priority: number | 'default';
  /** As the API has them: `[{ Field: 'host-header', HostHeaderConfig: { Values } }]`. */
  conditions: Json[];
  actions: Action[];
  tags: Tags;
}

/** Keyed by ARN. */
export const RULES = table<Rule>('elbv2.rule');

const CONFIGS: Record<string, string> = {
  'host-header': 'HostHeaderConfig',
  'path-pattern': 'PathPatternConfig',
  'http-header': 'HttpHeaderConfig',
  'query-string': 'QueryStringConfig',
  'http-request-method': 'HttpRequestMethodConfig',
  'source-ip': 'SourceIpConfig',
};

const printRule = (rule: Readonly<Rule>): Json =>
  given({
    RuleArn: rule.arn,
    Priority: String(rule.priority),
    Conditions: JSON.parse(JSON.stringify(rule.conditions)) as Json,
    Actions: printActions(rule.actions),
    IsDefault: rule.priority === 'default',
  });

export function ruleOf(context: CloudContext, arnText: string): Readonly<Rule> {
  const rule = rowAt(context.account, context.region, RULES, arnText);
  if (!rule) throw refusal('RuleNotFound', 'One or more rules not found');
  return rule;
}

/** The rules of a listener in the order in which they are tried. */
export const rulesOf = (context: CloudView, listenerArn: string): Readonly<Rule>[] =>
  listed(context.account, context.region, RULES)
    .filter((rule) => rule.listenerArn === listenerArn)
    .sort((one, other) => (one.priority === 'default' ? Number.POSITIVE_INFINITY : one.priority) - (other.priority === 'default' ? Number.POSITIVE_INFINITY : other.priority));

const newArn = (context: CloudContext, listenerArn: string) => `${listenerArn.replace(':listener/', ':listener-rule/')}/${hexId(context.time, 'elbv2', 16)}`;

export function newDefaultRule(context: CloudContext, listener: Listener): void {
  const rule: Rule = {
    arn: newArn(context, listener.arn),
    listenerArn: listener.arn,
    createdAt: context.time.now,
    priority: 'default',
    conditions: [],
    actions: listener.actions.slice(),
    tags: {},
  };
  rows(context.account, context.region, RULES)[rule.arn] = rule;
}

export function dropRulesOf(context: CloudContext, listenerArn: string): void {
  const rules = rows(context.account, context.region, RULES);
  for (const rule of Object.values(rules)) if (rule.listenerArn === listenerArn) delete rules[rule.arn];
}

/** Conditions in the API's full form: the short `Values` becomes the field's own config. */
function conditionsAsked(params: Params): Json[] {
  const conditions = read(params).records('Conditions');
  if (conditions.length === 0) throw invalid('At least one condition must be specified');
  return conditions.map((condition) => {
    const asked = read(condition);
    const field = asked.text('Field');
    const member = CONFIGS[field];
    if (!member) throw invalid(`Condition field '${field}' must be one of '[${Object.keys(CONFIGS).join(', ')}]'`);
    const values = asked.texts('Values');
    const config = asked.record(member) ?? { Values: values };
    if (Array.isArray(config.Values) && config.Values.length === 0) throw invalid('Condition value cannot be empty');
    return JSON.parse(JSON.stringify(given({ Field: field, Values: Array.isArray(config.Values) && values.length > 0 ? values : undefined, [member]: config as Json }))) as Json;
  });
}

function priorityFree(context: CloudContext, listenerArn: string, priority: number, except?: string): void {
  const taken = having(context.account, context.region, RULES, 'listenerArn', listenerArn).some((rule) => rule.priority === priority && rule.arn !== except);
  if (taken) throw refusal('PriorityInUse', `Priority '${priority}' is currently in use`);
}

export const createRule: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const listener = listenerOf(context, request.text('ListenerArn'));
    const priority = request.number('Priority');
    if (priority === null || priority < 1 || priority > 50000) throw invalid(`Priority must be between 1 and 50000`);
    const conditions = conditionsAsked(params);
    const actions = readActions(context, params, 'Actions');
    priorityFree(context, listener.arn, priority);
    const tags = readTags(params.Tags);
    const rule: Rule = { arn: newArn(context, listener.arn), listenerArn: listener.arn, createdAt: context.time.now, priority, conditions, actions, tags };
    rows(context.account, context.region, RULES)[rule.arn] = rule;
    note(context.time, 'elbv2.rule.created', { account: context.account.id, region: context.region, arn: rule.arn, priority });
    return { Rules: [printRule(rule)] };
  },
};

export const describeRules: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const arns = request.texts('RuleArns');
    const listener = request.optional('ListenerArn');
    if (!listener && arns.length === 0) throw invalid('You must specify either listener rule ARNs or a listener ARN');
    if (listener) listenerOf(context, listener);
    const chosen = listener ? rulesOf(context, listener) : arns.map((wanted) => ruleOf(context, wanted));
    const cut = page(chosen, params.Marker, params.PageSize, 400, 'ValidationError');
    return given({ Rules: cut.items.map(printRule), NextMarker: cut.next });
  },
};

export const modifyRule: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const known = ruleOf(context, request.text('RuleArn'));
    if (known.priority === 'default') throw refusal('OperationNotPermitted', `Default rule '${known.arn}' cannot be modified`);
    const conditions = request.has('Conditions') ? conditionsAsked(params) : null;
    const actions = request.has('Actions') ? readActions(context, params, 'Actions') : null;
    const rule = rows(context.account, context.region, RULES)[known.arn] as Rule;
    if (conditions) rule.conditions = conditions;
    if (actions) rule.actions = actions;
    return { Rules: [printRule(rule)] };
  },
};

export const setRulePriorities: Operation = {
  kind: 'write',
  run(context, params) {
    const changes = read(params)
      .records('RulePriorities')
      .map((change) => ({ rule: ruleOf(context, read(change).text('RuleArn')), priority: read(change).number('Priority') ?? 0 }));
    if (changes.length === 0) throw invalid('You must specify at least one rule priority');
    for (const { rule, priority } of changes) {
      if (rule.priority === 'default') throw refusal('OperationNotPermitted', `Default rule '${rule.arn}' cannot be modified`);
      if (!changes.some((other) => other.rule.arn !== rule.arn && other.rule.priority === priority)) priorityFree(context, rule.listenerArn, priority, rule.arn);
    }
    const rules = rows(context.account, context.region, RULES);
    for (const { rule, priority } of changes) (rules[rule.arn] as Rule).priority = priority;
    return { Rules: changes.map(({ rule }) => printRule(rules[rule.arn] as Rule)) };
  },
};

export const deleteRule: Operation = {
  kind: 'write',
  run(context, params) {
    const rule = ruleOf(context, read(params).text('RuleArn'));
    if (rule.priority === 'default') throw refusal('OperationNotPermitted', `Default rule '${rule.arn}' cannot be deleted`);
    note(context.time, 'elbv2.rule.deleted', { account: context.account.id, region: context.region, arn: rule.arn, priority: rule.priority });
    delete rows(context.account, context.region, RULES)[rule.arn];
    return {};
  },
};
