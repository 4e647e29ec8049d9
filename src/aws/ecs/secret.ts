// Where a container's `secrets` come from: Secrets Manager, whole or one key of a JSON value.
import { type CloudContext, peek, table } from '../cloud.ts';

interface StoredSecret {
  readonly arn: string;
  readonly deletedAt?: number | null;
  readonly value?: string | null;
}
const SECRETS = table<StoredSecret>('secretsmanager.secret');

/** The value that `valueFrom` names: `arn`, or `arn:key::`. Null when there is none. */
export function secretValue(context: CloudContext, valueFrom: string): string | null {
  const match = /^(arn:aws:secretsmanager:[^:]*:\d*:secret:[^:]+)(?::([^:]*):[^:]*:[^:]*)?$/.exec(valueFrom);
  if (!match) return null;
  const secret = Object.values(peek(context.account, context.region, SECRETS)).find((known) => known.arn === match[1]);
  const text = secret?.value ?? null;
  if (text === null || !match[2]) return text;
  try {
    const value = (JSON.parse(text) as Record<string, unknown>)[match[2]];
    return value === undefined ? null : String(value);
  } catch {
    return null;
  }
}
