// A support case as it is kept: a conversation, and how far the engineer has got.
import { iso } from '../../engine/clock.ts';
import { type CloudContext, GLOBAL, rowAt, rows, table } from '../cloud.ts';
import { AwsError, type Params } from '../operation.ts';

export interface SupportCase {
  readonly id: string;
  readonly displayId: string;
  readonly subject: string;
  status: 'unassigned' | 'work-in-progress' | 'pending-customer-action' | 'customer-action-completed' | 'resolved' | 'reopened';
  readonly service: string;
  readonly category: string;
  readonly severity: string;
  readonly submittedBy: string;
  readonly region: string;
  readonly createdAt: number;
  readonly cc: readonly string[];
  communications: { readonly body: string; readonly by: string; readonly at: number }[];
  /** What the engineer is at. `found`: a copy was found and a call offered. */
  stage: 'open' | 'asked' | 'found' | 'escalated' | 'done';
  /** The deleted instance that the case is about, once it has been named. */
  resourceId: string | null;
  /** The planned next answer, so that a second message does not make two. */
  nextReplyAt: number | null;
}

export const CASES = table<SupportCase>('support.case', 'global');
export const ENGINEER = 'Amazon Web Services';

export function caseOf(context: CloudContext, id: string): Readonly<SupportCase> {
  const found = rowAt(context.account, GLOBAL, CASES, id);
  if (!found) throw new AwsError('CaseIdNotFound', `Unable to find the requested case: ${id}`, 400);
  return found;
}

export function caseRow(context: CloudContext, id: string): SupportCase {
  caseOf(context, id);
  return rows(context.account, GLOBAL, CASES)[id] as SupportCase;
}

const said = (of: Readonly<SupportCase>, communication: SupportCase['communications'][number]): Params => ({
  caseId: of.id,
  body: communication.body,
  submittedBy: communication.by,
  timeCreated: iso(communication.at, true),
});

/** Newest communication first, as Support lists them. */
export const communicationsView = (of: Readonly<SupportCase>): Params[] => [...of.communications].reverse().map((communication) => said(of, communication));

export const caseView = (of: Readonly<SupportCase>, withCommunications: boolean): Params => ({
  caseId: of.id,
  displayId: of.displayId,
  subject: of.subject,
  status: of.status,
  serviceCode: of.service,
  categoryCode: of.category,
  severityCode: of.severity,
  submittedBy: of.submittedBy,
  timeCreated: iso(of.createdAt, true),
  ...(withCommunications ? { recentCommunications: { communications: communicationsView(of).slice(0, 5) } } : {}),
  ccEmailAddresses: [...of.cc],
  language: 'en',
});
