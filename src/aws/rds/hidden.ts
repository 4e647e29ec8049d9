// What AWS keeps that a customer cannot see: the newest automated snapshot of a deleted instance or cluster, for some days. No operation lists it.
// Undocumented in life, and told of in one public incident; support may use it once, and nobody may count on it.
import { DAY } from '../../engine/clock.ts';
import { note } from '../../engine/moment.ts';
import { type CloudContext, having, rows, table } from '../cloud.ts';
import { census, contentsAt } from './contents.ts';
import { clusterSnapshotEvent, snapshotEvent } from './events.ts';
import { CLUSTER_SNAPSHOTS, SNAPSHOTS, type Snapshot } from './tables.ts';

export interface HiddenCopy {
  readonly instance: string;
  readonly resourceId: string;
  readonly snapshot: Snapshot;
  readonly hiddenAt: number;
  readonly expiresAt: number;
}

export const HIDDEN = table<HiddenCopy>('rds.hidden');
const KEPT_FOR = 5 * DAY;

/** Called before the automated snapshots of a deleted instance are dropped. */
export function hide(context: CloudContext, snapshot: Readonly<Snapshot>): void {
  rows(context.account, context.region, HIDDEN)[snapshot.resourceId] = {
    instance: snapshot.instance,
    resourceId: snapshot.resourceId,
    snapshot: JSON.parse(JSON.stringify(snapshot)) as Snapshot,
    hiddenAt: context.time.now,
    expiresAt: context.time.now + KEPT_FOR,
  };
}

/** What there is of an instance by its identifier, newest first; null when nothing (any more). For support only. */
export function hiddenOf(context: CloudContext, instance: string): Readonly<HiddenCopy> | null {
  const found = having(context.account, context.region, HIDDEN, 'instance', instance).filter((copy) => copy.expiresAt > context.time.now);
  return found.sort((a, b) => b.hiddenAt - a.hiddenAt)[0] ?? null;
}

/** Makes the hidden copy visible as a manual snapshot, once. Returns its identifier, or null when it is gone by now. */
export function bringBack(context: CloudContext, resourceId: string): string | null {
  const hidden = rows(context.account, context.region, HIDDEN);
  const copy = hidden[resourceId];
  if (!copy || copy.expiresAt <= context.time.now) return null;
  const identifier = `${copy.snapshot.identifier.replace(/^rds:/, '')}-support`;
  const ofCluster = copy.snapshot.engine.startsWith('aurora');
  rows(context.account, context.region, ofCluster ? CLUSTER_SNAPSHOTS : SNAPSHOTS)[identifier] = {
    ...copy.snapshot,
    identifier,
    kind: 'manual',
    status: 'available',
    percent: 100,
    createdAt: context.time.now,
    originalCreatedAt: copy.snapshot.createdAt,
    contents: contentsAt(copy.snapshot.contents, copy.snapshot.dataAt),
  };
  delete hidden[resourceId];
  if (ofCluster) clusterSnapshotEvent(context, identifier, 'Manual cluster snapshot created', 'backup');
  else snapshotEvent(context, identifier, 'Manual snapshot created', 'creation');
  note(context.time, 'rds.snapshot.created', {
    account: context.account.id,
    region: context.region,
    snapshot: identifier,
    kind: 'manual',
    identifier: copy.instance,
    dataAt: copy.snapshot.dataAt,
    by: 'support',
    rows: census(copy.snapshot.contents, copy.snapshot.dataAt),
  });
  return identifier;
}
