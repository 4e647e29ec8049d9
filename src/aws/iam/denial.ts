// The encoded message that EC2 puts into its refusals: why a request was denied, readable only to who may decode it.
import type { Json } from '../../engine/json.ts';
import { bytesOf, toBase64, utf8 } from '../s3/bytes.ts';
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

/** A veil and no cipher: it keeps the message from being read at a glance, as in life, and tells what it has not made. */
function veiled(bytes: readonly number[]): number[] {
  let state = 0x2545f491;
  return bytes.map((byte) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return byte ^ (state >>> 24);
  });
}

const MARK = 'denied';

export const encoded = (principal: { readonly arn: string; readonly userId: string }, request: Request, decision: Decision): string =>
  toBase64(veiled(utf8(MARK + JSON.stringify(told(principal, request, decision)))))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '');

/** The JSON text in a message; null when it is none of ours. */
export function decoded(message: string): string | null {
  if (!/^[A-Za-z0-9_-]+$/.test(message)) return null;
  const bytes = veiled(bytesOf({ base64: message.replace(/-/g, '+').replace(/_/g, '/') }));
  let text = '';
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    const more = byte < 0x80 ? 0 : byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    let code = more === 0 ? byte : byte & (0x3f >> more);
    for (let k = 0; k < more; k++) code = code * 64 + ((bytes[++i] ?? 0) & 63);
    text += code <= 0x10ffff ? String.fromCodePoint(code) : '';
  }
  return text.startsWith(MARK) ? text.slice(MARK.length) : null;
}
