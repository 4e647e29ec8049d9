// What the program takes for an instant: seconds since 1970, ISO 8601, and the dates and times that people write, by the rules of Python's dateutil.
import { calendar, DAY, HOUR, instant, MINUTE, parseIso, SECOND } from '../../../engine/clock.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Whole seconds, in Python's spelling of a float; what is no number is read as a date. */
const SECONDS = /^\s*[-+]?(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i;
/** The last second of the year 9999. Beyond it Python refuses; far beyond, the operating system does. */
const LAST = 253402300799;

/** A number of seconds for which the platform has no instant: the program ends with Python's words. */
export const beyondClock = (text: string): boolean => SECONDS.test(text) && Math.abs(Number(text.replaceAll('_', ''))) >= 2 ** 55;

const CLOCK = /(?:^|[\sT])(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(?:([ap])m?)?(?=$|[\sZz+-]|UTC|GMT)/i;
const HALF_DAY = /(?:^|[\sT])(\d{1,2})\s*([ap])m?(?=$|\s)/i;
const COMPACT = /(?<=\d)T(\d\d)(\d\d)?(\d\d)?(?=$|[\sZz+-])/;
const HOURS = /(?:^|\s)(\d{1,2})\s*(h|m|s)(?=$|\s)/i;
const ZONE = /\s*(?:(z|utc|gmt)|([+-])(\d{1,2})(?::?(\d\d))?|(?<=\s)[A-Z]{3,4})$/i;

interface Time {
  /** Milliseconds since midnight. */
  readonly at: number;
  /** The text without it. */
  readonly rest: string;
}

function timeIn(text: string): Time | null {
  const without = (found: RegExpExecArray) => `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`;
  const of = (found: RegExpExecArray, hour: number, minute = 0, second = 0, ms = 0): Time | null =>
    hour > 23 || minute > 59 || second > 59 ? null : { at: hour * HOUR + minute * MINUTE + second * SECOND + ms, rest: without(found) };
  const clock = CLOCK.exec(text);
  if (clock) {
    const hour = halved(Number(clock[1]), clock[5]);
    return hour === null ? null : of(clock, hour, Number(clock[2]), Number(clock[3] ?? 0), clock[4] ? Math.floor(Number(`0.${clock[4]}`) * 1000) : 0);
  }
  const half = HALF_DAY.exec(text);
  if (half) {
    const hour = halved(Number(half[1]), half[2]);
    return hour === null ? null : of(half, hour);
  }
  const compact = COMPACT.exec(text);
  if (compact) return of(compact, Number(compact[1]), Number(compact[2] ?? 0), Number(compact[3] ?? 0));
  const unit = HOURS.exec(text);
  if (!unit) return { at: 0, rest: text };
  const count = Number(unit[1]);
  const name = (unit[2] as string).toLowerCase();
  return name === 'h' ? of(unit, count) : name === 'm' ? of(unit, 0, count) : of(unit, 0, 0, count);
}

function halved(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

const fullYear = (year: string): number => (year.length > 2 ? Number(year) : Number(year) + (Number(year) < 77 ? 2000 : 1900));

/** Midnight of the day that is meant; what is not said is today's. Null for what is no day. */
function dayIn(text: string, now: number): number | null {
  const today = calendar(now);
  const day = (year: number, month: number, of: number): number | null => {
    if (year < 1 || month < 1 || month > 12 || of < 1 || of > 31) return null;
    const at = instant(year, month, of);
    return calendar(at).day === of ? at : null;
  };
  const words = text.toLowerCase().replace(/,/g, ' ').trim().split(/\s+/).filter(Boolean);
  const weekday = words.findIndex((word) => WEEKDAYS.includes(word.slice(0, 3)) && /^[a-z]+$/.test(word));
  if (weekday >= 0) {
    const [name] = words.splice(weekday, 1) as [string];
    if (!words.length) return Math.floor(now / DAY) * DAY + ((WEEKDAYS.indexOf(name.slice(0, 3)) - today.weekday + 7) % 7) * DAY;
  }
  if (!words.length) return Math.floor(now / DAY) * DAY;
  const named = words.findIndex((word) => /^[a-z]+$/.test(word) && MONTHS.includes(word.slice(0, 3)));
  if (named >= 0) {
    const month = MONTHS.indexOf((words[named] as string).slice(0, 3)) + 1;
    const others = words.filter((_, index) => index !== named);
    if (others.length > 2 || others.some((word) => !/^\d{1,4}$/.test(word))) return null;
    const of = others.find((word) => word.length <= 2);
    const year = others.find((word) => word !== of);
    return day(year === undefined ? today.year : fullYear(year), month, of === undefined ? today.day : Number(of));
  }
  if (words.length > 1) return null;
  const [word] = words as [string];
  const compact = /^(\d{4})(\d\d)(\d\d)$/.exec(word);
  if (compact) return day(Number(compact[1]), Number(compact[2]), Number(compact[3]));
  if (/^\d{4}$/.test(word)) return day(Number(word), today.month, today.day);
  if (/^\d{1,2}$/.test(word)) return day(today.year, today.month, Number(word));
  const parts = /^(\d{1,4})([-/.])(\d{1,2})(?:\2(\d{1,4}))?$/.exec(word);
  if (!parts) return null;
  const [first = '', second = '', third] = [parts[1], parts[3], parts[4]];
  if (first.length === 4) return day(Number(first), Number(second), third === undefined ? today.day : Number(third));
  if (Number(first) > 31 && third !== undefined) return day(fullYear(first), Number(second), Number(third));
  const year = third === undefined ? today.year : fullYear(third);
  return Number(first) > 12 ? day(year, Number(second), Number(first)) : day(year, Number(first), Number(second));
}

/** The instant that a text means, in milliseconds since 1970; what it does not say of the day is taken from `now`. Null when it means none. */
export function instantOf(text: string, now = 0): number | null {
  if (SECONDS.test(text)) {
    const seconds = Number(text.replaceAll('_', ''));
    if (seconds > LAST || seconds < -62135596800) return null;
    // Four and eight digits are seconds too: the number is tried first.
    return seconds * 1000;
  }
  const exact = parseIso(text);
  if (exact !== null) return exact;
  if (!/\d|[a-z]{3}/i.test(text)) return null;
  let rest = text.trim();
  let offset = 0;
  const zone = /\d/.test(rest) && /:|T\d/.test(rest) ? ZONE.exec(rest) : null;
  if (zone && !/^\s*[ap]m$/i.test(zone[0])) {
    rest = rest.slice(0, zone.index);
    offset = zone[2] ? (zone[2] === '-' ? -1 : 1) * (Number(zone[3]) * HOUR + Number(zone[4] ?? 0) * MINUTE) : 0;
  }
  const time = timeIn(rest);
  if (!time) return null;
  const day = dayIn(time.rest.replace(/T\s*$/, ''), now);
  return day === null ? null : day + time.at - offset;
}
