// The encoded message that EC2 puts into its refusals: why a request was denied, readable only to who may decode it.
import type { Json } from '../../engine/json.ts';
import { unveil, veil } from '../veil.ts';
import type { Decision } from './evaluate.ts';
import type { Request } from './match.ts';

const list = (items: readonly Json[]): Json => ({ items: [...items] });
const values = (texts: readonly string[] | null): Json => list((texts ?? []).map((value) => ({ value })));

/** What the message says when it is decoded. */
function told(principal: { readonly arn: string; readonly userId: string }, request: Request, decision: Decision): Json {
  return {
    allowed: false,
    explicitDeny: decision.verdict === 'explicitDeny',
    matchedStatements: list(
      decision.matched.map(({ statement }) => ({
        statementId: statement.sid ?? '',
        effect: statement.effect.toUpperCase(),
        principals: list([{ value: principal.userId }]),
        principalGroups: list([]),
        actions: values(statement.actions),
        resources: values(statement.resources),
        conditions: list(statement.conditions.map((condition) => ({ key: condition.key, values: values(condition.values) }))),
      })),
    ),
    failures: list([]),
    context: {
      principal: { id: principal.userId, arn: principal.arn },
      action: request.action,
      resource: request.resource,
      conditions: list(
        Object.entries(request.keys)
          .filter(([key]) => !key.startsWith('aws:'))
          .map(([key, value]) => ({ key, values: values(typeof value === 'string' ? [value] : value) })),
      ),
    },
  };
}

/** Safe in an address, as STS gives it. */
export const encoded = (principal: { readonly arn: string; readonly userId: string }, request: Request, decision: Decision): string =>
  veil('denied', JSON.stringify(told(principal, request, decision)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '');

/** The JSON text in a message; null when it is none of ours. */
export const decoded = (message: string): string | null => unveil('denied', message.replace(/-/g, '+').replace(/_/g, '/'));
