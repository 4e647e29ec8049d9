// Where a container's `secrets` come from: Secrets Manager, whole or one key of a JSON value.
import type { CloudContext } from '../cloud.ts';
import { findSecret } from '../secretsmanager/service.ts';

/** The value that `valueFrom` names: `arn`, or `arn:key:stage:version`. Null when there is none, or when the secret is scheduled for deletion. */
export function secretValue(context: CloudContext, valueFrom: string): string | null {
  const match = /^(arn:aws:secretsmanager:[^:]*:\d*:secret:[^:]+)(?::([^:]*):([^:]*):[^:]*)?$/.exec(valueFrom);
  if (!match) return null;
  const [, arn, key = '', stage = ''] = match;
  const secret = findSecret(context, arn as string);
  if (!secret || secret.deletedAt !== null) return null;
  const text = Object.values(secret.versions).find((version) => version.stages.includes(stage || 'AWSCURRENT'))?.text ?? null;
  if (text === null || key === '') return text;
  try {
    const value = (JSON.parse(text) as Record<string, unknown>)[key];
    return value === undefined ? null : String(value);
  } catch {
    return null;
  }
}
