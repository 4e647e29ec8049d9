// Schedule expressions of EventBridge, its Scheduler and AWS Backup: `rate(5 minutes)`, `cron(0 2 * * ? *)`, `at(2026-02-26T02:00:00)`. UTC only.
import { calendar, DAY, HOUR, instant, MINUTE, parseIso } from '../engine/clock.ts';

export type Schedule =
  | { readonly kind: 'rate'; readonly every: number }
  | { readonly kind: 'at'; readonly at: number }
  | { readonly kind: 'cron'; readonly minutes: Field; readonly hours: Field; readonly days: Field; readonly months: Field; readonly weekdays: Field; readonly years: Field };

/** The values that a field allows; null when it allows all of them. `last` is `L` of a day of the month. */
interface Field {
  readonly values: ReadonlySet<number> | null;
  readonly last?: boolean;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
/** 1 is Sunday. */
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const UNITS: Readonly<Record<string, number>> = { minute: MINUTE, hour: HOUR, day: DAY };

function field(text: string, low: number, high: number, names: readonly string[] = []): Field | null {
  if (text === '*' || text === '?') return { values: null };
  if (text === 'L' && high === 31) return { values: new Set(), last: true };
  const number = (word: string): number => {
    const named = names.indexOf(word.toUpperCase());
    return named >= 0 ? named + 1 : /^\d+$/.test(word) ? Number(word) : Number.NaN;
  };
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^([^/-]+)(?:-([^/]+))?(?:\/(\d+))?$/.exec(part);
    if (!match) return null;
    const [, from = '', to, step] = match;
    const begin = from === '*' ? low : number(from);
    const end = to !== undefined ? number(to) : step !== undefined ? high : begin;
    if (!(begin >= low && end <= high && begin <= end) || step === '0') return null;
    for (let value = begin; value <= end; value += Number(step ?? 1)) values.add(value);
  }
  return { values };
}

/** Reads an expression; null when it is none. `cron` has minutes, hours, day of month, month, day of week, year, and one of the two days is `?`. */
export function readSchedule(text: string): Schedule | null {
  const rate = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(text);
  if (rate) {
    const value = Number(rate[1]);
    // AWS is particular about it: 1 minute, 2 minutes.
    if (value < 1 || (value === 1) !== (rate[3] === '')) return null;
    return { kind: 'rate', every: value * (UNITS[rate[2] as string] as number) };
  }
  const once = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(text);
  if (once) {
    const at = parseIso(`${once[1]}Z`);
    return at === null ? null : { kind: 'at', at };
  }
  const cron = /^cron\((.*)\)$/.exec(text);
  const parts = cron?.[1]?.trim().split(/\s+/) ?? [];
  if (parts.length !== 6) return null;
  const [minute = '', hour = '', day = '', month = '', weekday = '', year = ''] = parts;
  if ((day === '?') === (weekday === '?')) return null;
  const fields = {
    minutes: field(minute, 0, 59),
    hours: field(hour, 0, 23),
    days: field(day, 1, 31),
    months: field(month, 1, 12, MONTHS),
    weekdays: field(weekday, 1, 7, WEEKDAYS),
    years: field(year, 1970, 2199),
  };
  if (Object.values(fields).some((one) => one === null)) return null;
  return { kind: 'cron', ...(fields as { [name in keyof typeof fields]: Field }) };
}

const fits = (one: Field, value: number) => one.values === null || one.values.has(value);

/** The first instant strictly after `now` at which it is due, or null for never. A rate counts from `since`. */
export function nextDue(schedule: Schedule, since: number, now: number): number | null {
  if (schedule.kind === 'at') return schedule.at > now ? schedule.at : null;
  if (schedule.kind === 'rate') return since + (Math.floor((now - since) / schedule.every) + 1) * schedule.every;
  const first = Math.floor(now / DAY) * DAY;
  // Four years and a day, so that the 29th of February comes up.
  for (let day = first, count = 0; count <= 1462; day += DAY, count++) {
    const c = calendar(day);
    if (!fits(schedule.years, c.year) || !fits(schedule.months, c.month) || !fits(schedule.weekdays, c.weekday + 1)) continue;
    const lastDay = c.month === 12 ? 31 : calendar(instant(c.year, c.month + 1, 1) - DAY).day;
    if (!fits(schedule.days, c.day) && !(schedule.days.last && c.day === lastDay)) continue;
    for (let hour = 0; hour < 24; hour++) {
      if (!fits(schedule.hours, hour) || day + (hour + 1) * HOUR <= now) continue;
      for (let minute = 0; minute < 60; minute++) {
        const at = day + hour * HOUR + minute * MINUTE;
        if (at > now && fits(schedule.minutes, minute)) return at;
      }
    }
  }
  return null;
}
