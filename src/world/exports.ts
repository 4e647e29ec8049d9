// Exports of the production rows: dumps that lie in buckets, in any account of the world.
import { peek, rowAt } from '../aws/cloud.ts';
import { readDump } from '../aws/rds/dump.ts';
import { BUCKETS, keysOf } from '../aws/s3/bucket.ts';
import { newest } from '../aws/s3/object.ts';
import type { World } from './world.ts';

export interface ExportOfData {
  readonly account: string;
  readonly bucket: string;
  readonly key: string;
  /** Instant of the rows in it. */
  readonly asOf: number;
  readonly rows: number;
}

/** What was read in an object's content, by the content: dumps do not change, and are looked at after every step. */
const read = new Map<string, { readonly asOf: number; readonly counts: Readonly<Record<string, number>>; readonly database: string } | null>();

function contentsOf(text: string) {
  const known = read.get(text);
  if (known !== undefined) return known;
  const dump = readDump(text);
  const found = dump && { asOf: dump.asOf, database: dump.database, counts: Object.fromEntries(Object.entries(dump.tables).map(([table, { count }]) => [table, count])) };
  if (read.size > 500) read.clear();
  read.set(text, found);
  return found;
}

/** Oldest first. */
export function exportsOf(world: World): ExportOfData[] {
  const { database, table } = world.setting.database;
  const found: ExportOfData[] = [];
  for (const [bucket, place] of Object.entries(world.cloud.bucketOwners)) {
    const account = world.cloud.accounts[place.account];
    if (!account || !rowAt(account, place.region, BUCKETS, bucket)) continue;
    for (const [key, stored] of Object.entries(peek(account, place.region, keysOf(bucket)))) {
      const version = key.endsWith('.dump') ? newest(stored) : undefined;
      const dump = version && !version.marker && typeof version.content === 'string' ? contentsOf(version.content) : null;
      const rows = dump?.database === database ? dump.counts[table] : undefined;
      if (dump && rows !== undefined) found.push({ account: account.id, bucket, key, asOf: dump.asOf, rows });
    }
  }
  return found.sort((a, b) => a.asOf - b.asOf);
}
