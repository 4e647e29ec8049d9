// Dates of commits: the forms of `--date`, and the everyday words that `--since` and `@{...}` take.
import { calendar, DAY, HOUR, instant, MINUTE, SECOND } from '../../../engine/clock.ts';
import { DAYS, formatDate, MONTHS, zoneAt } from '../zone.ts';
import { Fatal } from './fatal.ts';
import type { Signature } from './objects.ts';
import { localTime, offsetText } from './repository.ts';

export interface DateView {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The viewer's time zone, for the `-local` forms. */
  readonly zone: string | undefined;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `3 days ago`, of a number of seconds since the epoch. */
export function relativeDate(at: number, now: number): string {
  let past = Math.floor(now / 1000) - at;
  if (past < 0) return 'in the future';
  const some = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`;
  if (past < 90) return `${some(past, 'second')} ago`;
  past = Math.floor((past + 30) / 60);
  if (past < 90) return `${some(past, 'minute')} ago`;
  past = Math.floor((past + 30) / 60);
  if (past < 36) return `${some(past, 'hour')} ago`;
  past = Math.floor((past + 12) / 24);
  if (past < 14) return `${some(past, 'day')} ago`;
  if (past < 70) return `${some(Math.floor((past + 3) / 7), 'week')} ago`;
  if (past < 365) return `${some(Math.floor((past + 15) / 30), 'month')} ago`;
  if (past >= 1825) return `${some(Math.floor((past + 183) / 365), 'year')} ago`;
  const months = Math.floor((past * 24 + 365) / 730);
  const [years, rest] = [Math.floor(months / 12), months % 12];
  return rest === 0 ? `${some(years, 'year')} ago` : `${some(years, 'year')}, ${some(rest, 'month')} ago`;
}

/** A commit's date in one of the forms of `--date`. */
export function dateText(who: Signature, form: string, view: DateView): string {
  const local = form.endsWith('-local') || form === 'local';
  const kind = form.replace(/-?local$/, '') || 'default';
  const zone = local ? offsetText(zoneAt(who.at * 1000, view.zone).offset) : who.zone;
  const at = localTime(who.at, zone);
  const clock = `${two(at.hour)}:${two(at.minute)}:${two(at.second)}`;
  const day = `${at.year}-${two(at.month)}-${two(at.day)}`;
  const [weekday, month] = [DAYS[at.weekday]?.slice(0, 3), MONTHS[at.month - 1]?.slice(0, 3)];
  if (kind.startsWith('format:')) {
    const shift = (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3))) * MINUTE;
    return formatDate(who.at * 1000, { name: '', offset: shift }, kind.slice(7));
  }
  switch (kind) {
    case 'default':
    case 'normal':
      return `${weekday} ${month} ${at.day} ${clock} ${at.year}${local ? '' : ` ${zone}`}`;
    case 'iso':
    case 'iso8601':
      return `${day} ${clock} ${zone}`;
    case 'iso-strict':
    case 'iso8601-strict':
      return `${day}T${clock}${zone.slice(0, 3)}:${zone.slice(3)}`;
    case 'rfc':
    case 'rfc2822':
      return `${weekday}, ${at.day} ${month} ${at.year} ${clock} ${zone}`;
    case 'short':
      return day;
    case 'raw':
      return `${who.at} ${zone}`;
    case 'unix':
      return String(who.at);
    case 'relative':
      return relativeDate(who.at, view.now);
    default:
      throw new Fatal(`fatal: unknown date format ${form}`);
  }
}

const UNITS: Readonly<Record<string, number>> = { second: SECOND, minute: MINUTE, hour: HOUR, day: DAY, week: 7 * DAY };

/** Seconds since the epoch that a text means, read at `now` (milliseconds); null when it means nothing. Times without a zone are local. */
export function readDate(text: string, now: number, zone?: string): number | null {
  const words = text.trim().toLowerCase().replace(/[._]/g, ' ').replace(/\s+/g, ' ');
  const seconds = (at: number) => Math.floor(at / 1000);
  const { offset } = zoneAt(now, zone);
  const local = calendar(now + offset);
  if (/^@?\d{9,}( [-+]\d{4})?$/.test(words)) return Number(/\d+/.exec(words)?.[0]);
  if (words === 'now' || words === 'today') return seconds(now);
  if (words === 'yesterday') return seconds(now - DAY);
  if (words === 'midnight') return seconds(instant(local.year, local.month, local.day) - offset);
  if (words === 'noon') return seconds(instant(local.year, local.month, local.day, 12) - offset - (local.hour < 12 ? DAY : 0));
  const ago = /^(?:(\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|last) ?(second|minute|hour|day|week|month|year)s?)(?: ago)?$/.exec(words);
  if (ago) {
    const [, amount = '', unit = ''] = ago;
    const count = /^\d+$/.test(amount) ? Number(amount) : Math.max(1, ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'].indexOf(amount));
    const length = UNITS[unit];
    if (length !== undefined) return seconds(now - count * length);
    const months = local.year * 12 + local.month - 1 - count * (unit === 'year' ? 12 : 1);
    return seconds(instant(Math.floor(months / 12), (months % 12) + 1, local.day, local.hour, local.minute, local.second) - offset);
  }
  const day = DAYS.findIndex((name) => words.length >= 3 && name.toLowerCase().startsWith(words.replace(/^last /, '')));
  if (day >= 0) return seconds(now - ((local.weekday - day + 7) % 7 || 7) * DAY);
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t](\d{1,2}):(\d\d)(?::(\d\d))?(?: \d+)? ?(z|[-+]\d\d:?\d\d)?)?$/.exec(words);
  if (!iso) return null;
  const [year, month, date] = [Number(iso[1]), Number(iso[2]), Number(iso[3])];
  if (iso[4] === undefined) return seconds(instant(year, month, date, local.hour, local.minute, local.second) - offset);
  const written = iso[7]?.replace(':', '');
  const shift =
    written === undefined ? offset : written === 'z' ? 0 : (written.startsWith('-') ? -1 : 1) * (Number(written.slice(1, 3)) * HOUR + Number(written.slice(3)) * MINUTE);
  return seconds(instant(year, month, date, Number(iso[4]), Number(iso[5]), Number(iso[6] ?? 0)) - shift);
}
