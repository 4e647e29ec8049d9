// Recycle Bin: rules that keep deleted snapshots and images for some days. What is in the bin is EC2's business (`ec2/snapshot.ts`).
import { note } from '../../engine/moment.ts';
import { type CloudContext, listed, rowAt, rows } from '../cloud.ts';
import { RETENTION_RULES, type RetentionRule } from '../ec2/snapshot-table.ts';
import { mixedId } from '../ids.ts';
import { given, input } from '../input.ts';
import { AwsError, type Operation, type Params, type Service } from '../operation.ts';
import { page } from '../page.ts';
import { readTags, tagList } from '../tags.ts';
import { choice, jsonWords } from '../wording.ts';

const read = (params: Params) => input(params, jsonWords);
const invalid = (message: string) => new AwsError('ValidationException', message, 400);

const arnOf = (context: CloudContext, id: string) => `arn:aws:rbin:${context.region}:${context.account.id}:rule/${id}`;

const onRule = (action: string) => (context: CloudContext, params: Params) => [
  { action: `rbin:${action}`, resource: arnOf(context, read(params).optional('Identifier') ?? '*'), ...tagsOf(context, params) },
];

const tagsOf = (context: CloudContext, params: Params) => {
  const found = rowAt(context.account, context.region, RETENTION_RULES, read(params).optional('Identifier') ?? '');
  return found ? { tags: found.tags } : {};
};

function ruleOf(context: CloudContext, params: Params): Readonly<RetentionRule> {
  const id = read(params).text('Identifier');
  const found = rowAt(context.account, context.region, RETENTION_RULES, id);
  if (!found) throw new AwsError('ResourceNotFoundException', `Rule ${id} does not exist.`, 404);
  return found;
}

const view = (context: CloudContext, rule: Readonly<RetentionRule>): Params =>
  given({
    Identifier: rule.id,
    Description: rule.description,
    ResourceType: rule.resourceType,
    RetentionPeriod: { RetentionPeriodValue: rule.days, RetentionPeriodUnit: 'DAYS' },
    ResourceTags: rule.resourceTags.map(({ key, value }) => given({ ResourceTagKey: key, ResourceTagValue: value })),
    Status: 'available',
    LockState: rule.unlockDelayDays === null ? 'unlocked' : 'locked',
    LockConfiguration: rule.unlockDelayDays === null ? undefined : { UnlockDelay: { UnlockDelayValue: rule.unlockDelayDays, UnlockDelayUnit: 'DAYS' } },
    RuleArn: arnOf(context, rule.id),
  });

function daysAsked(params: Params): number | null {
  const period = read(params).record('RetentionPeriod');
  if (!period) return null;
  const days = read(period).number('RetentionPeriodValue');
  choice(read(period), jsonWords, 'RetentionPeriodUnit', ['DAYS']);
  if (days === null || !Number.isInteger(days) || days < 1 || days > 365) throw invalid('The retention period must be between 1 and 365 days.');
  return days;
}

const tagsAsked = (params: Params): RetentionRule['resourceTags'] =>
  read(params)
    .records('ResourceTags')
    .map((one) => ({ key: read(one).text('ResourceTagKey'), value: read(one).optional('ResourceTagValue') }));

const createRule: Operation = {
  kind: 'write',
  authorise: onRule('CreateRule'),
  run(context, params) {
    const resourceType = choice(read(params), jsonWords, 'ResourceType', ['EBS_SNAPSHOT', 'EC2_IMAGE'] as const);
    const days = daysAsked(params);
    if (days === null) throw jsonWords('missing', 'RetentionPeriod');
    const lock = read(params).record('LockConfiguration');
    const delay = lock ? read(lock).record('UnlockDelay') : null;
    const unlockDelayDays = delay ? read(delay).number('UnlockDelayValue') : null;
    if (unlockDelayDays !== null && (unlockDelayDays < 7 || unlockDelayDays > 30)) throw invalid('The unlock delay must be between 7 and 30 days.');
    const resourceTags = tagsAsked(params);
    const tags = readTags(params.Tags);
    const rule: RetentionRule = {
      id: mixedId(context.time, 'rbin', 11),
      createdAt: context.time.now,
      resourceType,
      days,
      description: read(params).optional('Description') ?? '',
      resourceTags,
      unlockDelayDays,
      tags,
    };
    rows(context.account, context.region, RETENTION_RULES)[rule.id] = rule;
    note(context.time, 'rbin.rule.created', { account: context.account.id, region: context.region, id: rule.id, days });
    return { ...view(context, rule), Tags: tagList(tags) };
  },
};

const open = (rule: Readonly<RetentionRule>): void => {
  if (rule.unlockDelayDays !== null) throw new AwsError('ConflictException', 'The rule is locked.', 409, true, { Reason: 'INVALID_RULE_STATE' });
};

const updateRule: Operation = {
  kind: 'write',
  authorise: onRule('UpdateRule'),
  run(context, params) {
    const found = ruleOf(context, params);
    const days = daysAsked(params);
    const resourceTags = read(params).has('ResourceTags') ? tagsAsked(params) : null;
    open(found);
    const rule = rows(context.account, context.region, RETENTION_RULES)[found.id] as RetentionRule;
    if (days !== null) rule.days = days;
    if (resourceTags) rule.resourceTags = resourceTags;
    if (read(params).has('Description')) rule.description = read(params).optional('Description') ?? '';
    return view(context, rule);
  },
};

const deleteRule: Operation = {
  kind: 'write',
  authorise: onRule('DeleteRule'),
  run(context, params) {
    const found = ruleOf(context, params);
    open(found);
    delete rows(context.account, context.region, RETENTION_RULES)[found.id];
    note(context.time, 'rbin.rule.deleted', { account: context.account.id, region: context.region, id: found.id });
    return {};
  },
};

const getRule: Operation = { kind: 'read', authorise: onRule('GetRule'), run: (context, params) => view(context, ruleOf(context, params)) };

const listRules: Operation = {
  kind: 'read',
  authorise: (context) => [{ action: 'rbin:ListRules', resource: arnOf(context, '*') }],
  run(context, params) {
    const type = choice(read(params), jsonWords, 'ResourceType', ['EBS_SNAPSHOT', 'EC2_IMAGE']);
    const all = listed(context.account, context.region, RETENTION_RULES).filter((rule) => rule.resourceType === type);
    const cut = page(all, params.NextToken, params.MaxResults, 100, 'ValidationException');
    return given({
      Rules: cut.items.map((rule) => {
        const { Identifier, Description, RetentionPeriod, LockState, RuleArn } = view(context, rule);
        return given({ Identifier, Description, RetentionPeriod, LockState, RuleArn });
      }),
      NextToken: cut.next,
    });
  },
};

export const rbin: Service = {
  name: 'rbin',
  eventSource: 'rbin.amazonaws.com',
  iamPrefix: 'rbin',
  dialect: 'json',
  operations: { CreateRule: createRule, DeleteRule: deleteRule, GetRule: getRule, ListRules: listRules, UpdateRule: updateRule },
  jobs: {},
};
