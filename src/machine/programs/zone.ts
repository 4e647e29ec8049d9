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

/** Summer time lasts from the last Sunday of March to the last Sunday of October, at 01:00 UTC. */
function isSummer(at: number): boolean {
  const { year } = calendar(at);
  const lastSunday = (month: number) => {
    const end = instant(year, month, 31, 1);
    return end - calendar(end).weekday * 24 * HOUR;
  };
  return at >= lastSunday(3) && at < lastSunday(10);
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
  const fields: Record<string, () => string> = {
    Y: () => String(now.year),
    C: () => two(Math.floor(now.year / 100)),
    y: () => two(now.year % 100),
    m: () => two(now.month),
    d: () => two(now.day),
    e: () => two(now.day, ' '),
    H: () => two(now.hour),
    k: () => two(now.hour, ' '),
    I: () => two(hour12),
    l: () => two(hour12, ' '),
    M: () => two(now.minute),
    S: () => two(now.second),
    N: () => `${String(now.millisecond).padStart(3, '0')}000000`,
    s: () => String(Math.floor(at / SECOND)),
    p: () => (now.hour < 12 ? 'AM' : 'PM'),
    P: () => (now.hour < 12 ? 'am' : 'pm'),
    Z: () => zone.name,
    z: () => offsetText(zone.offset, false),
    ':z': () => offsetText(zone.offset, true),
    a: () => DAYS[now.weekday]?.slice(0, 3) ?? '',
    A: () => DAYS[now.weekday] ?? '',
    b: () => MONTHS[now.month - 1]?.slice(0, 3) ?? '',
    h: () => MONTHS[now.month - 1]?.slice(0, 3) ?? '',
    B: () => MONTHS[now.month - 1] ?? '',
    j: () => String(dayOfYear).padStart(3, '0'),
    u: () => String(now.weekday || 7),
    w: () => String(now.weekday),
    F: () => formatDate(at, zone, '%Y-%m-%d'),
    T: () => formatDate(at, zone, '%H:%M:%S'),
    R: () => formatDate(at, zone, '%H:%M'),
    r: () => formatDate(at, zone, '%I:%M:%S %p'),
    D: () => formatDate(at, zone, '%m/%d/%y'),
    c: () => formatDate(at, zone, '%a %b %e %H:%M:%S %Y'),
    x: () => formatDate(at, zone, '%m/%d/%Y'),
    X: () => formatDate(at, zone, '%r'),
    n: () => '\n',
    t: () => '\t',
    '%': () => '%',
  };
  return format.replace(/%([-_0^]?)(:z|[A-Za-z%])/g, (whole, flag: string, key: string) => {
    const text = fields[key]?.();
    if (text === undefined) return whole;
    return flag === '-' ? text.replace(/^[0 ]+(?=.)/, '') : flag === '_' ? text.replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length)) : flag === '^' ? text.toUpperCase() : text;
  });
}
