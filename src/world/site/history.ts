// When the site was up and when it was down, and which link was broken.
import { MINUTE } from '../../engine/clock.ts';
import { note, type Timeline } from '../../engine/moment.ts';
import type { SiteStatus } from '../site.ts';
import type { LinkId } from './link.ts';

export interface SiteChange {
  readonly at: number;
  readonly up: boolean;
  /** The broken link, null while up. */
  readonly broken: LinkId | null;
  readonly detail: string;
  readonly status: number | null;
}

export interface SiteHistory {
  /** When the world began to look. Until the first change the site does not count as down: nothing was promised yet. */
  readonly since: number;
  /** Oldest first. */
  changes: SiteChange[];
}

export const newSiteHistory = (at: number): SiteHistory => ({ since: at, changes: [] });

/** The last known change; null before the site was ever up. */
export const lastChange = (history: Readonly<SiteHistory>): SiteChange | null => history.changes[history.changes.length - 1] ?? null;

/** Whether `noteSite` would note anything. */
export function siteMoved(history: Readonly<SiteHistory>, status: Pick<SiteStatus, 'up' | 'status' | 'broken'>): boolean {
  const last = lastChange(history);
  if (!last) return status.up;
  return last.up !== status.up || last.broken !== (status.up ? null : (status.broken?.link ?? null)) || last.status !== status.status;
}

/**
 * Notes how the site is now; true when it went up or down. A site that was never up is not noted: it is being built.
 * Another broken link, or another error, is recorded with a fact of its own but is no change between up and down.
 */
export function noteSite(history: SiteHistory, time: Timeline, status: SiteStatus): boolean {
  if (!siteMoved(history, status)) return false;
  const last = lastChange(history);
  const broken = status.up ? null : (status.broken?.link ?? null);
  const turned = last?.up !== status.up;
  const change: SiteChange = { at: time.now, up: status.up, broken, detail: status.broken?.detail ?? '', status: status.status };
  history.changes.push(change);
  const name = status.chain.find((link) => link.id === broken)?.name ?? null;
  note(time, turned ? 'site.changed' : 'site.shifted', {
    from: last ? (last.up ? 'up' : 'down') : 'never up',
    to: status.up ? 'up' : 'down',
    up: status.up,
    link: broken,
    broken: name,
    reason: change.detail,
    status: status.status,
    error: status.error?.title ?? null,
  });
  return turned;
}

export const isUp = (history: Readonly<SiteHistory>): boolean => lastChange(history)?.up ?? false;

/** Minutes, not rounded, for which the site was down between two instants. */
export function minutesDown(history: Readonly<SiteHistory>, from: number, to: number): number {
  let total = 0;
  history.changes.forEach((change, i) => {
    if (change.up) return;
    const end = history.changes[i + 1]?.at ?? to;
    total += Math.max(0, Math.min(end, to) - Math.max(change.at, from));
  });
  return total / MINUTE;
}

/** Stretches in which the site was down, for a picture of the time. An open one ends at `to`. */
export function downSpans(history: Readonly<SiteHistory>, from: number, to: number): { readonly from: number; readonly to: number }[] {
  const spans: { from: number; to: number }[] = [];
  history.changes.forEach((change, i) => {
    if (change.up) return;
    const begin = Math.max(change.at, from);
    const end = Math.min(history.changes[i + 1]?.at ?? to, to);
    const last = spans[spans.length - 1];
    if (begin > end) return;
    if (last && last.to === begin) last.to = end;
    else spans.push({ from: begin, to: end });
  });
  return spans;
}
