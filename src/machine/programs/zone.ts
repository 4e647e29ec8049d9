// Local time of the simulated machines: UTC, or Central European Time with its summer time.
import { type Calendar, calendar, HOUR, instant, SECOND } from '../../engine/clock.ts';

export interface Zone {
  /** `CET`, `CEST`, `UTC`. */
  readonly name: string;
  /** Milliseconds to add to UTC. */
  readonly offset: number;
}

export const HOME_ZONE = 'Europe/Berlin';

const CENTRAL = ['Europe/Berlin', 'Europe/Vienna', 'Europe/Zurich', 'Europe/Paris', 'Europe/Madrid', 'Europe/Rome', 'Europe/Amsterdam', 'Europe/Warsaw', 'CET', 'MET'];

/** The summers asked for so far, by year: a listing asks for each of its lines. */
const summers = new Map<number, { readonly from: number; readonly to: number }>();

/** Summer time lasts from the last Sunday of March to the last Sunday of October, at 01:00 UTC. */
function isSummer(at: number): boolean {
  const { year } = calendar(at);
  let summer = summers.get(year);
  if (!summer) {
    const lastSunday = (month: number) => {
      const end = instant(year, month, 31, 1);
      return end - calendar(end).weekday * 24 * HOUR;
    };
    summer = { from: lastSunday(3), to: lastSunday(10) };
    summers.set(year, summer);
  }
  return at >= summer.from && at < summer.to;
}

/** The zone that applies at an instant; an unknown name is UTC, as in the C library. */
export function zoneAt(at: number, name: string | undefined): Zone {
  const zone = name === undefined ? HOME_ZONE : name.replace(/^:/, '');
  if (CENTRAL.includes(zone)) return isSummer(at) ? { name: 'CEST', offset: 2 * HOUR } : { name: 'CET', offset: HOUR };
  if (zone === 'Europe/London') return isSummer(at) ? { name: 'BST', offset: HOUR } : { name: 'GMT', offset: 0 };
  if (zone === 'Europe/Dublin') return isSummer(at) ? { name: 'IST', offset: HOUR } : { name: 'GMT', offset: 0 };
  return { name: 'UTC', offset: 0 };
}

export const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
export const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] as const;

export const localCalendar = (at: number, zone: Zone): Calendar => calendar(at + zone.offset);

const two = (value: number, fill = '0') => String(value).padStart(2, fill);

function offsetText(offset: number, colon: boolean): string {
  const minutes = Math.abs(offset) / 60_000;
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${colon ? ':' : ''}${two(minutes % 60)}`;
}

/** `date +FORMAT`. */
export function formatDate(at: number, zone: Zone, format: string): string {
  const now = localCalendar(at, zone);
  const dayOfYear = Math.floor((instant(now.year, now.month, now.day) - instant(now.year, 1, 1)) / (24 * HOUR)) + 1;
  const hour12 = now.hour % 12 || 12;
  const field = (key: string): string | undefined => {
    switch (key) {
      case 'Y':
        return String(now.year);
      case 'C':
        return two(Math.floor(now.year / 100));
      case 'y':
        return two(now.year % 100);
      case 'm':
        return two(now.month);
      case 'd':
        return two(now.day);
      case 'e':
        return two(now.day, ' ');
      case 'H':
        return two(now.hour);
      case 'k':
        return two(now.hour, ' ');
      case 'I':
        return two(hour12);
      case 'l':
        return two(hour12, ' ');
      case 'M':
        return two(now.minute);
      case 'S':
        return two(now.second);
      case 'N':
        return `${String(now.millisecond).padStart(3, '0')}000000`;
      case 's':
        return String(Math.floor(at / SECOND));
      case 'p':
        return now.hour < 12 ? 'AM' : 'PM';
      case 'P':
        return now.hour < 12 ? 'am' : 'pm';
      case 'Z':
        return zone.name;
      case 'z':
        return offsetText(zone.offset, false);
      case ':z':
        return offsetText(zone.offset, true);
      case 'a':
        return DAYS[now.weekday]?.slice(0, 3) ?? '';
      case 'A':
        return DAYS[now.weekday] ?? '';
      case 'b':
        return MONTHS[now.month - 1]?.slice(0, 3) ?? '';
      case 'h':
        return MONTHS[now.month - 1]?.slice(0, 3) ?? '';
      case 'B':
        return MONTHS[now.month - 1] ?? '';
      case 'j':
        return String(dayOfYear).padStart(3, '0');
      case 'q':
        return String(Math.ceil(now.month / 3));
      case 'u':
        return String(now.weekday || 7);
      case 'w':
        return String(now.weekday);
      case 'F':
        return formatDate(at, zone, '%Y-%m-%d');
      case 'T':
        return formatDate(at, zone, '%H:%M:%S');
      case 'R':
        return formatDate(at, zone, '%H:%M');
      case 'r':
        return formatDate(at, zone, '%I:%M:%S %p');
      case 'D':
        return formatDate(at, zone, '%m/%d/%y');
      case 'c':
        return formatDate(at, zone, '%a %b %e %H:%M:%S %Y');
      case 'x':
        return formatDate(at, zone, '%m/%d/%Y');
      case 'X':
        return formatDate(at, zone, '%r');
      case 'n':
        return '\n';
      case 't':
        return '\t';
      case '%':
        return '%';
    }
    return undefined;
  };
  return format.replace(/%([-_0^]?)(:z|[A-Za-z%])/g, (whole, flag: string, key: string) => {
    const text = field(key);
    if (text === undefined) return whole;
    return flag === '-' ? text.replace(/^[0 ]+(?=.)/, '') : flag === '_' ? text.replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length)) : flag === '^' ? text.toUpperCase() : text;
  });
}
