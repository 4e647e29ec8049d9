// Backup and maintenance windows: what a request may ask for, and when the next one opens. All in UTC.
import { between } from '../../engine/chance.ts';
import { calendar, DAY, MINUTE } from '../../engine/clock.ts';
import type { CloudContext } from '../cloud.ts';
import { AwsError } from '../operation.ts';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const two = (value: number) => String(value).padStart(2, '0');
const clockText = (minutes: number) => `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;

/** Minutes after midnight of `HH:MM`, or null. */
function minutesOf(text: string): number | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}

/** Hour, UTC, at which a region's eight hours for backup windows begin that nobody chose. */
const BLOCKS: { readonly [region: string]: number } = {
  'eu-central-1': 20,
  'eu-north-1': 23,
  'eu-west-1': 22,
  'eu-west-2': 22,
  'us-east-1': 3,
  'us-east-2': 3,
  'us-west-1': 6,
  'us-west-2': 6,
};

/** Checks `HH:MM-HH:MM` of at least half an hour; without one, a random half hour in the region's night block. */
export function backupWindow(context: CloudContext, asked: string | null): string {
  if (asked === null) {
    const start = (BLOCKS[context.region] ?? 22) * 60 + between(context.time.chance, 'rds.window', 0, 15) * 30;
    return `${clockText(start)}-${clockText(start + 30)}`;
  }
  const [from, to] = asked.split('-').map(minutesOf);
  if (from === undefined || to === undefined || from === null || to === null || asked.split('-').length !== 2) {
    throw new AwsError('InvalidParameterValue', `Invalid backup window format: ${asked}. Should be specified as a range hh24:mi-hh24:mi (24H Clock UTC)`, 400, false);
  }
  if ((to - from + 1440) % 1440 < 30) throw new AwsError('InvalidParameterValue', 'The backup window must be at least 30 minutes.', 400, false);
  return asked;
}

/** Checks `ddd:HH:MM-ddd:HH:MM`, case ignored. */
export function maintenanceWindow(context: CloudContext, asked: string | null): string {
  if (asked === null) {
    const day = DAYS[between(context.time.chance, 'rds.window', 0, 6)] as string;
    const start = between(context.time.chance, 'rds.window', 0, 7) * 30;
    return `${day}:${clockText(start)}-${day}:${clockText(start + 30)}`;
  }
  const text = asked.toLowerCase();
  const match = /^([a-z]{3}):(\d\d:\d\d)-([a-z]{3}):(\d\d:\d\d)$/.exec(text);
  if (!match || !DAYS.includes(match[1] as string) || !DAYS.includes(match[3] as string) || minutesOf(match[2] as string) === null || minutesOf(match[4] as string) === null) {
    throw new AwsError('InvalidParameterValue', `Invalid maintenance window format: ${asked}. Should be specified as a range ddd:hh24:mi-ddd:hh24:mi (24H Clock UTC).`, 400, false);
  }
  return text;
}

/** Throws when the two windows have minutes of a day in common. One that nobody asked for is put elsewhere before. */
export function checkApart(backup: string, maintenance: string): void {
  if (!overlap(backup, maintenance)) return;
  throw new AwsError('InvalidParameterValue', `The backup window and maintenance window must not overlap.`, 400, false);
}

function overlap(backup: string, maintenance: string): boolean {
  const range = (from: string, to: string) => {
    const start = minutesOf(from) ?? 0;
    return { start, length: ((minutesOf(to) ?? 0) - start + 1440) % 1440 };
  };
  const [a, b] = [range(backup.slice(0, 5), backup.slice(6, 11)), range(maintenance.slice(4, 9), maintenance.slice(14, 19))];
  return (b.start - a.start + 1440) % 1440 < a.length || (a.start - b.start + 1440) % 1440 < b.length;
}

/** A backup window that keeps clear of a maintenance window: an hour later until it does. */
export function apart(backup: string, maintenance: string): string {
  let window = backup;
  for (let hour = 0; hour < 24 && overlap(window, maintenance); hour++) {
    const start = ((minutesOf(window.slice(0, 5)) ?? 0) + 60) % 1440;
    window = `${clockText(start)}-${clockText(start + 30)}`;
  }
  return window;
}

/** When the backup window opens next, strictly after `now`. */
export function nextBackup(window: string, now: number): number {
  const start = minutesOf(window.slice(0, 5)) ?? 0;
  const midnight = Math.floor(now / DAY) * DAY;
  const today = midnight + start * MINUTE;
  return today > now ? today : today + DAY;
}

/** When the maintenance window opens next, strictly after `now`. */
export function nextMaintenance(window: string, now: number): number {
  const start = minutesOf(window.slice(4, 9)) ?? 0;
  const midnight = Math.floor(now / DAY) * DAY;
  const days = (DAYS.indexOf(window.slice(0, 3)) - calendar(now).weekday + 7) % 7;
  const at = midnight + days * DAY + start * MINUTE;
  return at > now ? at : at + 7 * DAY;
}

/** `2026-02-26-01-07`, as automated snapshots are named. */
export function stampOf(at: number): string {
  const c = calendar(at);
  return `${c.year}-${two(c.month)}-${two(c.day)}-${two(c.hour)}-${two(c.minute)}`;
}
