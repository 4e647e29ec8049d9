// The engineer at the other end: reads what the customer wrote, asks for what is missing, looks where customers cannot, escalates, and writes
// back when something has come of it. Every answer is a job; what it says follows from the account and the texts.
import { between } from '../../engine/chance.ts';
import { HOUR, iso, MINUTE, SECOND } from '../../engine/clock.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, having, listed } from '../cloud.ts';
import { lookUp } from '../cloudtrail/history.ts';
import type { CloudJob } from '../operation.ts';
import { bringBack, HIDDEN, hiddenOf } from '../rds/hidden.ts';
import { CLUSTER_SNAPSHOTS, CLUSTERS, INSTANCES, SNAPSHOTS } from '../rds/tables.ts';
import { caseRow, ENGINEER, type SupportCase } from './case.ts';
import { PLANS, planOf } from './plan.ts';

const minutes = (context: CloudContext, from: number, to: number) => between(context.time.chance, 'support', from * 60, to * 60) * SECOND;

/** Schedules the next answer, unless one is under way already. First answers take most of what the plan promises. */
export function expectReply(context: CloudContext, of: SupportCase): void {
  if (of.nextReplyAt !== null && of.nextReplyAt > context.time.now) return;
  const within = PLANS[planOf(context.account)]?.within[of.severity as 'low'] ?? null;
  if (within === null) return;
  const first = of.communications.every((communication) => communication.by !== ENGINEER);
  const most = Math.round(within / MINUTE);
  const wait = first ? minutes(context, Math.round(most * 0.6), Math.round(most * 0.8)) : minutes(context, Math.round(most * 0.25), Math.round(most * 0.5));
  of.nextReplyAt = context.time.now + wait;
  schedule(context.time, of.nextReplyAt, 'support.reply', { account: context.account.id, region: of.region, case: of.id });
}

function say(context: CloudContext, of: SupportCase, body: string): void {
  of.communications.push({ body: `Hello,\n\n${body}\n\nBest regards,\nAmazon Web Services`, by: ENGINEER, at: context.time.now });
  note(context.time, 'support.replied', { account: context.account.id, case: of.id, stage: of.stage, body });
}

/** What the customer has told so far: which database, and when it went or which backup there was. */
export function told(context: CloudContext, of: Readonly<SupportCase>): { readonly instance: string | null; readonly when: boolean } {
  const text = [of.subject, ...of.communications.filter((one) => one.by !== ENGINEER).map((one) => one.body)].join('\n').toLowerCase();
  const known = [
    ...listed(context.account, of.region, HIDDEN).map((copy) => copy.instance),
    ...listed(context.account, of.region, INSTANCES).map((instance) => instance.identifier),
    ...listed(context.account, of.region, CLUSTERS).map((cluster) => cluster.identifier),
    ...deletedNames(context, of),
  ];
  const named = known.filter((name) => new RegExp(`(^|[^a-z0-9-])(rds:)?${name}($|[^a-z0-9-]|-\\d{4}-\\d\\d-\\d\\d)`).test(text));
  // The deleted one counts before one that still stands.
  const instance = named.find((name) => hiddenOf({ ...context, region: of.region }, name)) ?? named[0] ?? null;
  return { instance, when: /(?<!\d)\d{1,2}:\d{2}(?!\d)|\d{4}-\d\d-\d\d-\d\d-\d\d|\b\d{1,2}\s?(am|pm)\b/.test(text) };
}

const deletions = (context: CloudContext, of: Readonly<SupportCase>) =>
  lookUp({ account: context.account, region: of.region, time: context.time }, context.time.now - 90 * 24 * HOUR, context.time.now).filter(
    (record) => (record.name === 'DeleteDBInstance' || record.name === 'DeleteDBCluster') && !record.error,
  );

const deletedNames = (context: CloudContext, of: Readonly<SupportCase>): string[] => deletions(context, of).flatMap((record) => record.resources.map((resource) => resource.name));

export const reply: CloudJob = (context, data) => {
  const of = caseRow(context, String(data.case));
  of.nextReplyAt = null;
  if (of.status === 'resolved' || of.stage === 'done') return;
  if (PLANS[planOf(context.account)]?.technical !== true) return;
  if (of.stage === 'escalated') {
    say(context, of, 'I have no news from the service team yet. The request is with them, and I will write here as soon as I hear from them.');
  } else if (of.stage === 'found') {
    escalate(context, of, 'Thank you for your time on the call. As discussed, I cannot make this snapshot visible to you myself.');
  } else {
    const { instance, when } = told(context, of);
    if (instance === null || !when) ask(context, of, instance, when);
    else look(context, of, instance);
  }
};

function ask(context: CloudContext, of: SupportCase, instance: string | null, when: boolean): void {
  of.stage = 'asked';
  of.status = 'pending-customer-action';
  const wanted = [
    ...(instance === null ? ['the identifier of the DB instance, and its Region'] : []),
    ...(when ? [] : ['the time of the deletion (UTC), or the name of the last backup that you know of']),
  ];
  say(
    context,
    of,
    `Thank you for contacting us. I understand that you are missing a database. To look into it on our side I need:\n\n${wanted.map((one) => `- ${one}`).join('\n')}\n\nI will go on as soon as I have this.`,
  );
}

function look(context: CloudContext, of: SupportCase, instance: string): void {
  const here = { ...context, region: of.region };
  const copy = hiddenOf(here, instance);
  const standing = having(context.account, of.region, INSTANCES, 'identifier', instance)[0] ?? having(context.account, of.region, CLUSTERS, 'identifier', instance)[0];
  const visible = [SNAPSHOTS, CLUSTER_SNAPSHOTS]
    .flatMap((table) => having(context.account, of.region, table, 'instance', instance))
    .filter((snapshot) => snapshot.status === 'available');
  of.status = 'pending-customer-action';
  if (copy) {
    of.stage = 'found';
    of.resourceId = copy.resourceId;
    say(
      context,
      of,
      `${quote(context, of, instance)}With these options the automated backups are deleted together with the instance, and they cannot be recovered by you.\n\nI looked on our side, and I see one snapshot that is not deleted: ${copy.snapshot.identifier}. You will not find it in your console or with the API. I cannot promise that it can be restored. I would like to go through this with you on a call: please reply here with a number or a meeting link. I am escalating it to the service team in any case.`,
    );
    schedule(context.time, context.time.now + minutes(context, 55, 75), 'support.escalate', { account: context.account.id, region: of.region, case: of.id });
    return;
  }
  of.stage = 'done';
  const newest = [...visible].sort((a, b) => b.startedAt - a.startedAt)[0];
  if (newest) {
    const many = visible.length === 1 ? 'one snapshot' : `${visible.length} snapshots, the newest is`;
    say(
      context,
      of,
      `I see in your account ${many} ${newest.identifier} of ${instance}. You can restore it yourself with ${newest.engine.startsWith('aurora') ? 'RestoreDBClusterFromSnapshot; it becomes a new DB cluster, to which you add an instance' : 'RestoreDBInstanceFromDBSnapshot; it becomes a new DB instance'}.`,
    );
  } else if (standing) {
    say(
      context,
      of,
      `${'resourceId' in standing && standing.resourceId.startsWith('cluster-') ? 'The DB cluster' : 'The DB instance'} ${instance} exists in your account in ${of.region}, its status is ${standing.status}. Please let us know what you are missing in it.`,
    );
  } else {
    say(
      context,
      of,
      `${quote(context, of, instance)}I found no snapshot of it, neither in your account nor on our side. Automated backups that were deleted with their instance cannot be recovered. I am sorry that I have no better answer.`,
    );
  }
}

/** The delete call as the trail has it. */
function quote(context: CloudContext, of: SupportCase, instance: string): string {
  const record = deletions(context, of).find((one) => one.resources.some((resource) => resource.name === instance));
  if (!record) return '';
  return `I see the ${record.name} call for ${instance} at ${iso(record.at)}, made by ${record.principal.arn}, with these parameters: ${JSON.stringify(record.request)}. `;
}

/** Without an answer from the customer the engineer escalates alone. */
export const escalateAlone: CloudJob = (context, data) => {
  const of = caseRow(context, String(data.case));
  if (of.stage === 'found') escalate(context, of, 'I have not heard from you, so I went on without the call.');
};

function escalate(context: CloudContext, of: SupportCase, beginning: string): void {
  of.stage = 'escalated';
  of.status = 'work-in-progress';
  say(
    context,
    of,
    `${beginning} I have escalated the case to the service team and asked them whether the snapshot can be restored to your account. I have no estimate. Please do not open further cases on this; I will write here.`,
  );
  note(context.time, 'support.escalated', { account: context.account.id, case: of.id });
  schedule(context.time, context.time.now + minutes(context, 20 * 60, 22 * 60), 'support.outcome', { account: context.account.id, region: of.region, case: of.id });
}

/** The service team has answered. */
export const outcome: CloudJob = (context, data) => {
  const of = caseRow(context, String(data.case));
  if (of.stage !== 'escalated' || of.resourceId === null) return;
  const snapshot = bringBack({ ...context, region: of.region }, of.resourceId);
  of.stage = 'done';
  of.status = 'pending-customer-action';
  say(
    context,
    of,
    snapshot
      ? `Good news: the service team has made the snapshot available in your account as ${snapshot}. You can restore a DB instance from it now. It is a manual snapshot and stays until you delete it. Automated backups that are deleted with an instance are in general not recoverable; please keep manual snapshots or copies in another account.`
      : 'The service team let me know that the snapshot could not be restored any more. I am sorry.',
  );
};
