// Simulated time is a number: milliseconds since 1970-01-01T00:00:00Z. Calendar arithmetic is here because the host's clock is out of bounds.

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export interface Calendar {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

/** The UTC calendar reading of an instant (proleptic Gregorian; the algorithm is Howard Hinnant's civil_from_days). */
export function calendar(at: number): Calendar {
  const days = Math.floor(at / DAY);
  const rest = at - days * DAY;
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const doe = z - era * 146097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return {
    year: yoe + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: doy - Math.floor((153 * mp + 2) / 5) + 1,
    hour: Math.floor(rest / HOUR),
    minute: Math.floor(rest / MINUTE) % 60,
    second: Math.floor(rest / SECOND) % 60,
    millisecond: rest % SECOND,
    weekday: (((days + 4) % 7) + 7) % 7,
  };
}

/** The instant of a UTC calendar reading. */
export function instant(year: number, month: number, day: number, hour = 0, minute = 0, second = 0, millisecond = 0): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const doe = yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy;
  return (era * 146097 + doe - 719468) * DAY + hour * HOUR + minute * MINUTE + second * SECOND + millisecond;
}

const two = (n: number) => String(n).padStart(2, '0');

/** `2026-02-26T22:02:04Z`, or with milliseconds where `fraction` asks for them. */
export function iso(at: number, fraction = false): string {
  const c = calendar(at);
  const ms = fraction ? `.${String(c.millisecond).padStart(3, '0')}` : '';
  return `${String(c.year).padStart(4, '0')}-${two(c.month)}-${two(c.day)}T${two(c.hour)}:${two(c.minute)}:${two(c.second)}${ms}Z`;
}

/** Reads what `iso` writes, and RFC 3339 in general. Null when the text is no such instant. */
export function parseIso(text: string): number | null {
  const m = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|z|([+-])(\d\d):?(\d\d))?$/.exec(text);
  if (!m) return null;
  const ms = m[7] ? Math.floor(Number(`0.${m[7]}`) * 1000) : 0;
  const offset = m[9] ? (m[9] === '-' ? -1 : 1) * (Number(m[10]) * HOUR + Number(m[11]) * MINUTE) : 0;
  const [year, month, day, hour, minute, second] = [m[1], m[2], m[3], m[4], m[5], m[6] ?? 0].map(Number) as [number, number, number, number, number, number];
  const at = instant(year, month, day, hour, minute, second, ms);
  const read = calendar(at);
  return hour > 23 || minute > 59 || second > 59 || read.month !== month || read.day !== day ? null : at - offset;
}
