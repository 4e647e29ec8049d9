// The audit trail: one record for every call, written by the door. Kept compact; the long JSON that CloudTrail shows is made when somebody looks.
import type { Json } from '../../engine/json.ts';
import { append, emptyLog, entry, type Log } from '../../engine/log.ts';
import { type Account, recordOf, rows, table } from '../cloud.ts';
import type { Principal } from '../operation.ts';

export interface TrailRecord {
  readonly id: string;
  readonly at: number;
  readonly source: string;
  readonly name: string;
  readonly region: string;
  readonly readOnly: boolean;
  /** Data events are not among the management events that `lookup-events` shows. */
  readonly data: boolean;
  readonly principal: Principal;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly requestId: string;
  readonly request: Json;
  readonly response: Json;
  readonly resources: readonly { readonly type: string; readonly name: string }[];
  readonly error: { readonly code: string; readonly message: string } | null;
}

export const TRAIL = table<Log<TrailRecord>>('cloudtrail.records');
export const TRAIL_KEY = 'log';

export function record(account: Account, region: string, made: TrailRecord): void {
  const kept = rows(account, region, TRAIL);
  kept[TRAIL_KEY] ??= emptyLog<TrailRecord>();
  append(kept[TRAIL_KEY] as Log<TrailRecord>, made);
}

const SECRET = /^(masterUserPassword|password|secretString|secretBinary|secretAccessKey|sessionToken|privateKey|keyMaterial|plaintext|ciphertextBlob|body)$/i;
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/** Members with a lower-case first letter (`dBInstanceIdentifier`), secrets hidden. */
export function trailCase(value: Json | undefined): Json {
  if (value === undefined || value === null || typeof value !== 'object') return value ?? null;
  if (Array.isArray(value)) return value.map(trailCase);
  const result: { [name: string]: Json } = {};
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const key = name.charAt(0).toLowerCase() + name.slice(1);
    result[key] = SECRET.test(key) && member !== null ? HIDDEN : trailCase(member);
  }
  return result;
}

/** The newest record of a key's use in any region, or null. */
export function lastCall(account: Account, accessKeyId: string): TrailRecord | null {
  let newest: TrailRecord | null = null;
  for (const shard in account.tables) {
    if (!shard.endsWith(`/${TRAIL.name}`)) continue;
    const log = recordOf(account.tables[shard])[TRAIL_KEY] as Log<TrailRecord> | undefined;
    for (let i = (log?.length ?? 0) - 1; log && i >= 0; i--) {
      const found = entry(log, i) as TrailRecord;
      if (found.principal.accessKeyId !== accessKeyId) continue;
      if (!newest || found.at > newest.at) newest = found;
      break;
    }
  }
  return newest;
}
