// The transaction log in S3: shipped every five minutes, so the latest restorable time trails the present by up to that.
import { MINUTE } from '../../engine/clock.ts';
import type { Instance } from './tables.ts';

const EVERY = 5 * MINUTE;

/** The instant up to which the instance can be restored now; null without automated backups. In milliseconds. */
export function latestRestorable(instance: Readonly<Instance>, now: number): number | null {
  if (instance.firstBackupAt === null || instance.retentionDays === 0) return null;
  return Math.max(instance.firstBackupAt, instance.firstBackupAt + Math.floor((now - instance.firstBackupAt) / EVERY) * EVERY);
}
