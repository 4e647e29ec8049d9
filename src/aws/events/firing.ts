// When rules fire: by their schedules, and by events that services tell of. What a rule's targets get, and what is said when they do not.
import { iso, SECOND } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { cancel, note, schedule } from '../../engine/moment.ts';
import { type CloudContext, listed, rowAt, rows } from '../cloud.ts';
import { putPoint } from '../cloudwatch/metric.ts';
import { uuidOf } from '../ids.ts';
import { isRecord } from '../input.ts';
import type { CloudJob, JobContext } from '../operation.ts';
import { nextDue, readSchedule } from '../schedule.ts';
import { matches } from './pattern.ts';
import { RULES, type Rule } from './rule-table.ts';
import { deliver, Undelivered } from './target.ts';

const place = (context: CloudContext, name: string) => ({ account: context.account.id, region: context.region, name });

/** Plans a rule's next turn, after it was made, changed, enabled or has fired; forgets the one that was planned. Mutates the rule. */
export function planRule(context: CloudContext, rule: Rule): void {
  if (rule.job !== null) cancel(context.time, rule.job);
  rule.job = null;
  const expression = rule.schedule === null || rule.state !== 'ENABLED' ? null : readSchedule(rule.schedule);
  const at = expression && nextDue(expression, rule.scheduledAt, context.time.now);
  if (at !== null) rule.job = schedule(context.time, at, 'events.rule.due', place(context, rule.name));
}

const due: CloudJob = (context, data) => {
  const rule = rows(context.account, context.region, RULES)[String(data.name)];
  if (rule?.state !== 'ENABLED') return;
  rule.job = null;
  planRule(context, rule);
  const event = {
    version: '0',
    id: uuidOf(context.time, 'events'),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: context.account.id,
    time: iso(context.time.now),
    region: context.region,
    resources: [rule.arn],
    detail: {},
  };
  fire(context, rule, event);
};

function fire(context: JobContext, rule: Readonly<Rule>, event: Json): void {
  const count = (metric: string) => putPoint(context, 'AWS/Events', metric, { RuleName: rule.name }, 1);
  count('TriggeredRules');
  note(context.time, 'events.rule.fired', place(context, rule.name));
  for (const target of Object.values(rule.targets)) {
    count('Invocations');
    try {
      deliver(context, { target, event: inputOf(target, event), source: rule.arn, service: 'events.amazonaws.com' });
    } catch (problem) {
      if (!(problem instanceof Undelivered)) throw problem;
      count('FailedInvocations');
      note(context.time, 'events.delivery.failed', { ...place(context, rule.name), target: String(target.Id), reason: problem.message });
    }
  }
}

/** What a target gets: `Input`, the part at `InputPath`, or the whole event. */
function inputOf(target: Readonly<Record<string, Json | undefined>>, event: Json): Json {
  if (typeof target.Input === 'string') {
    try {
      return JSON.parse(target.Input) as Json;
    } catch {
      return target.Input;
    }
  }
  if (typeof target.InputPath !== 'string') return event;
  let found: Json | undefined = event;
  for (const step of target.InputPath.replace(/^\$\.?/, '')
    .split('.')
    .filter(Boolean))
    found = isRecord(found) ? found[step] : undefined;
  return found ?? null;
}

/** An event on the default bus: rules whose pattern it fits get it a moment later. Cheap when there is no such rule. */
export function publish(context: CloudContext, told: { readonly source: string; readonly detailType: string; readonly resources: readonly string[]; readonly detail: Json }): void {
  const waiting = listed(context.account, context.region, RULES).filter((rule) => rule.pattern !== null && rule.state === 'ENABLED');
  if (waiting.length === 0) return;
  const event = {
    version: '0',
    id: uuidOf(context.time, 'events'),
    'detail-type': told.detailType,
    source: told.source,
    account: context.account.id,
    time: iso(context.time.now),
    region: context.region,
    resources: [...told.resources],
    detail: told.detail,
  };
  for (const rule of waiting) {
    if (matches(JSON.parse(rule.pattern as string) as Json, event))
      schedule(context.time, context.time.now + SECOND, 'events.rule.matched', { ...place(context, rule.name), event });
  }
}

const matched: CloudJob = (context, data) => {
  const rule = rowAt(context.account, context.region, RULES, String(data.name));
  if (rule?.state === 'ENABLED') fire(context, rule, data.event ?? null);
};

export const ruleJobs = { 'events.rule.due': due, 'events.rule.matched': matched };
