// EventBridge rules on the default bus, and their targets. PutRule for a name that exists changes the rule.
import type { Json } from '../../engine/json.ts';
import { cancel, note } from '../../engine/moment.ts';
import { type CloudContext, having, listed, rowAt, rows } from '../cloud.ts';
import { arn } from '../ids.ts';
import { type Complaint, given, input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { readSchedule } from '../schedule.ts';
import { tagOperations } from '../tag-operations.ts';
import { readTags, tagList } from '../tags.ts';
import { planRule } from './firing.ts';
import { patternProblem } from './pattern.ts';
import { RULES, type Rule } from './rule-table.ts';

const refusal = (code: string, message: string) => new AwsError(code, message, 400, true);
const invalid = (message: string) => new AwsError('ValidationException', message, 400, false);
const complain: Complaint = (problem, name) =>
  invalid(
    problem === 'missing'
      ? `1 validation error detected: Value null at '${name.charAt(0).toLowerCase() + name.slice(1)}' failed to satisfy constraint: Member must not be null`
      : `Invalid value for ${name}`,
  );
const read = (params: Params) => input(params, complain);

function onDefaultBus(params: Params): void {
  const bus = read(params).optional('EventBusName')?.split('/').pop() ?? 'default';
  if (bus !== 'default') throw refusal('ResourceNotFoundException', `Event bus ${bus} does not exist.`);
}

function ruleOf(context: CloudContext, params: Params, member = 'Name'): Readonly<Rule> {
  onDefaultBus(params);
  const name = read(params).text(member);
  const rule = rowAt(context.account, context.region, RULES, name);
  if (!rule) throw refusal('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
  return rule;
}

const change = (context: CloudContext, name: string) => rows(context.account, context.region, RULES)[name] as Rule;

export const putRule: Operation = {
  kind: 'write',
  run(context, params) {
    onDefaultBus(params);
    const request = read(params);
    const name = request.text('Name');
    const pattern = request.optional('EventPattern');
    const schedule = request.optional('ScheduleExpression');
    if (!pattern && !schedule) throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
    if (schedule && (readSchedule(schedule)?.kind ?? 'at') === 'at') throw invalid('Parameter ScheduleExpression is not valid.');
    const problem = pattern && patternProblem(pattern);
    if (problem) throw refusal('InvalidEventPatternException', problem);
    const state = request.optional('State') ?? 'ENABLED';
    if (!['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'].includes(state)) throw invalid(`Parameter State is not valid.`);
    const tags = readTags(params.Tags);
    const present = rowAt(context.account, context.region, RULES, name);
    const ruleArn = arn('events', context.region, context.account.id, `rule/${name}`);
    const rules = rows(context.account, context.region, RULES);
    rules[name] = {
      name,
      arn: ruleArn,
      createdBy: present?.createdBy ?? context.account.id,
      pattern,
      schedule,
      scheduledAt: present?.schedule === schedule ? present.scheduledAt : context.time.now,
      job: present?.job ?? null,
      state,
      description: request.optional('Description'),
      roleArn: request.optional('RoleArn'),
      targets: present ? (JSON.parse(JSON.stringify(present.targets)) as Rule['targets']) : {},
      tags: present ? { ...present.tags } : tags,
    };
    planRule(context, rules[name] as Rule);
    if (!present) note(context.time, 'events.rule.created', { account: context.account.id, region: context.region, name });
    return { RuleArn: ruleArn };
  },
};

const print = (rule: Readonly<Rule>) =>
  given({
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: rule.pattern,
    ScheduleExpression: rule.schedule,
    State: rule.state,
    Description: rule.description,
    RoleArn: rule.roleArn,
    EventBusName: 'default',
  });

export const describeRule: Operation = {
  kind: 'read',
  run(context, params) {
    const rule = ruleOf(context, params);
    return { ...print(rule), CreatedBy: rule.createdBy };
  },
};

export const listRules: Operation = {
  kind: 'read',
  run(context, params) {
    onDefaultBus(params);
    const prefix = read(params).optional('NamePrefix') ?? '';
    const all = listed(context.account, context.region, RULES).filter((rule) => rule.name.startsWith(prefix));
    const cut = page(all, params.NextToken, params.Limit, 100, 'ValidationException');
    return given({ Rules: cut.items.map(print), NextToken: cut.next });
  },
};

/** Succeeds also when there is no such rule. */
export const deleteRule: Operation = {
  kind: 'write',
  run(context, params) {
    onDefaultBus(params);
    const name = read(params).text('Name');
    const rule = rowAt(context.account, context.region, RULES, name);
    if (!rule) return {};
    if (Object.keys(rule.targets).length > 0) throw invalid("Rule can't be deleted since it has targets.");
    if (rule.job !== null) cancel(context.time, rule.job);
    delete rows(context.account, context.region, RULES)[name];
    note(context.time, 'events.rule.deleted', { account: context.account.id, region: context.region, name });
    return {};
  },
};

const setState = (state: string): Operation => ({
  kind: 'write',
  run(context, params) {
    const { name } = ruleOf(context, params);
    const rule = change(context, name);
    rule.state = state;
    planRule(context, rule);
    return {};
  },
});
export const enableRule = setState('ENABLED');
export const disableRule = setState('DISABLED');

export const putTargets: Operation = {
  kind: 'write',
  run(context, params) {
    const { name } = ruleOf(context, params, 'Rule');
    const targets = read(params)
      .records('Targets')
      .map((target) => ({ id: read(target).text('Id'), arn: read(target).text('Arn'), body: JSON.parse(JSON.stringify(target)) as { [name: string]: Json } }));
    if (targets.length === 0) throw invalid('Targets cannot be empty.');
    for (const target of targets) if (!target.arn.startsWith('arn:')) throw invalid(`Parameter ${target.arn} is not valid. Reason: Provided Arn is not in correct format.`);
    const rule = change(context, name);
    for (const target of targets) rule.targets[target.id] = target.body;
    return { FailedEntryCount: 0, FailedEntries: [] };
  },
};

export const removeTargets: Operation = {
  kind: 'write',
  run(context, params) {
    const { name } = ruleOf(context, params, 'Rule');
    const ids = read(params).texts('Ids');
    const rule = change(context, name);
    const unknown = ids.filter((id) => !rule.targets[id]);
    for (const id of ids) delete rule.targets[id];
    return {
      FailedEntryCount: unknown.length,
      FailedEntries: unknown.map((TargetId) => ({
        TargetId,
        ErrorCode: 'ResourceNotFoundException',
        ErrorMessage: `Rule ${name} does not have a target with the Id ${TargetId}.`,
      })),
    };
  },
};

export const listTargetsByRule: Operation = {
  kind: 'read',
  run(context, params) {
    const rule = ruleOf(context, params, 'Rule');
    const cut = page(Object.values(rule.targets), params.NextToken, params.Limit, 100, 'ValidationException');
    return given({ Targets: JSON.parse(JSON.stringify(cut.items)) as Json, NextToken: cut.next });
  },
};

function ofArn(context: CloudContext, params: Params): Readonly<Rule> {
  const wanted = read(params).text('ResourceARN');
  const rule = having(context.account, context.region, RULES, 'arn', wanted)[0];
  if (!rule) throw refusal('ResourceNotFoundException', `Rule ${wanted.split('/').pop()} does not exist on EventBus default.`);
  return rule;
}

export const listTagsForResource: Operation = { kind: 'read', run: (context, params) => ({ Tags: tagList(ofArn(context, params).tags) }) };

export const tagging = tagOperations({ check: ofArn, row: (context, params) => change(context, ofArn(context, params).name), words: complain });
