// formatdate plantimestamp timeadd timecmp timestamp
import { calendar, instant, iso, parseIso, SECOND } from '../../../engine/clock.ts';
import { quote } from '../quote.ts';
import { at, numberOf, stringOf, unknownOf } from '../value.ts';
import type { FunctionSpec } from './function.ts';
import { fail, param, text } from './function.ts';

interface Timestamp {
  readonly at: number;
  /** Minutes east of Greenwich. */
  readonly offset: number;
  readonly zulu: boolean;
}

const INVALID = 'not a valid RFC3339 timestamp';

/** The parts of RFC 3339 in order, with what the messages call them. */
const PARTS: readonly { readonly name: string; readonly pattern: RegExp; readonly sign?: string }[] = [
  { name: 'year', pattern: /^\d{4}/ },
  { name: '-', pattern: /^-/, sign: '-' },
  { name: 'month', pattern: /^\d\d/ },
  { name: '-', pattern: /^-/, sign: '-' },
  { name: 'day of month', pattern: /^\d\d/ },
  { name: 'T', pattern: /^T/, sign: 'T' },
  { name: 'hour', pattern: /^\d\d/ },
  { name: ':', pattern: /^:/, sign: ':' },
  { name: 'minute', pattern: /^\d\d/ },
  { name: ':', pattern: /^:/, sign: ':' },
  { name: 'second', pattern: /^\d\d(?:\.\d+)?/ },
  { name: 'UTC offset', pattern: /^(?:Z|[+-]\d\d:\d\d)/ },
];

const LIMITS: { readonly [name: string]: number } = { hour: 23, minute: 59, second: 59 };

function parseTimestamp(source: string, argument?: number): Timestamp {
  const values: { [name: string]: string } = {};
  let rest = source;
  for (const { name, pattern, sign } of PARTS) {
    const match = pattern.exec(rest);
    if (!match) {
      if (sign === 'T') return fail(`${INVALID}: missing required time introducer 'T'`, argument);
      if (sign)
        return fail(rest === '' ? `${INVALID}: end of string where ${quote(sign)} is expected` : `${INVALID}: found ${quote(rest)} where ${quote(sign)} is expected`, argument);
      return fail(rest === '' ? `${INVALID}: end of string before ${name}` : `${INVALID}: cannot use ${quote(rest)} as ${name}`, argument);
    }
    rest = rest.slice(match[0].length);
    if (!sign) values[name] = match[0];
    if (name === 'month' && (Number(match[0]) < 1 || Number(match[0]) > 12)) return fail(`${INVALID}: cannot use ${quote(rest)} as month`, argument);
    const limit = LIMITS[name];
    if (limit === undefined || Math.floor(Number(match[0])) <= limit) continue;
    // Each part has its own words for what is too large.
    if (name === 'second') return fail(`${INVALID}: cannot use ${quote(rest)} as second`, argument);
    return fail(`${INVALID}: ${name === 'hour' ? 'hour must be between 0 and 23 inclusive' : 'minute must have exactly two digits'}`, argument);
  }
  if (rest !== '') return fail(`${INVALID}: extra text: ${quote(rest)}`, argument);
  const month = Number(values.month);
  const day = Number(values['day of month']);
  const year = Number(values.year);
  const next = month === 12 ? instant(year + 1, 1, 1) : instant(year, month + 1, 1);
  if (day < 1 || day > calendar(next - SECOND).day) return fail(`${INVALID}: day out of range`, argument);
  const zone = values['UTC offset']!;
  const offset = zone === 'Z' ? 0 : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4)));
  return { at: parseIso(source) ?? fail(INVALID, argument), offset, zulu: zone === 'Z' || offset === 0 };
}

const two = (value: number): string => String(value).padStart(2, '0');
const zoneText = (offset: number, separator: string): string => `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}${separator}${two(Math.abs(offset) % 60)}`;

/** In the zone that it was written in, without fractions of a second. */
const written = ({ at, offset, zulu }: Timestamp): string => {
  const local = iso(Math.floor((at + offset * 60_000) / SECOND) * SECOND);
  return zulu ? local : local.replace('Z', zoneText(offset, ':'));
};

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

function verb(word: string, time: Timestamp): string {
  const c = calendar(time.at + time.offset * 60_000);
  const half = c.hour % 12 === 0 ? 12 : c.hour % 12;
  const bad = (rule: string): never => fail(`invalid date format verb ${quote(word)}${rule ? `: ${rule}` : ''}`, 0);
  const digits = (value: number, what: string): string =>
    word.length === 1 ? String(value) : word.length === 2 ? two(value) : bad(`${what} must either be "${word[0]}" or "${word[0]}${word[0]}"`);
  switch (word[0]) {
    case 'Y':
      return word.length === 2 ? two(c.year % 100) : word.length === 4 ? String(c.year).padStart(4, '0') : bad('year must either be "YY" or "YYYY"');
    case 'M':
      if (word.length <= 2) return digits(c.month, 'month');
      return word.length === 3 ? MONTHS[c.month - 1]!.slice(0, 3) : word.length === 4 ? MONTHS[c.month - 1]! : bad('month must be "M", "MM", "MMM", or "MMMM"');
    case 'D':
      return digits(c.day, 'day of month');
    case 'E':
      return word.length === 3 ? DAYS[c.weekday]!.slice(0, 3) : word.length === 4 ? DAYS[c.weekday]! : bad('day of week must either be "EEE" or "EEEE"');
    case 'h':
      return digits(c.hour, '24-hour');
    case 'H':
      return digits(half, '12-hour');
    case 'm':
      return digits(c.minute, 'minute');
    case 's':
      return digits(c.second, 'second');
    case 'A':
    case 'a': {
      if (word.length !== 2) return bad(`must be "${word[0]}${word[0]}"`);
      const mark = c.hour < 12 ? 'AM' : 'PM';
      return word[0] === 'A' ? mark : mark.toLowerCase();
    }
    case 'Z':
      if (word.length === 1) return time.zulu ? 'Z' : zoneText(time.offset, ':');
      if (word.length === 3) return time.zulu ? 'UTC' : zoneText(time.offset, '');
      return word.length === 4 ? zoneText(time.offset, '') : word.length === 5 ? zoneText(time.offset, ':') : bad('timezone must be Z, ZZZZ, or ZZZZZ');
    default:
      return bad('');
  }
}

function formatDate(format: string, time: Timestamp): string {
  let out = '';
  for (let at = 0; at < format.length; ) {
    const quoted = /^'((?:[^']|'')*)'/.exec(format.slice(at));
    if (quoted) {
      // Two quotes with nothing between them are a quote, inside of quotes and outside.
      out += quoted[1] === '' ? "'" : quoted[1]!.replaceAll("''", "'");
      at += quoted[0].length;
      continue;
    }
    if (format[at] === "'") return fail("unterminated literal '", 0);
    const word = /^([A-Za-z])\1*/.exec(format.slice(at));
    if (word) {
      out += verb(word[0], time);
      at += word[0].length;
    } else out += format[at++];
  }
  return out;
}

const UNITS: { readonly [unit: string]: number } = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration such as `1h30m`. */
function duration(source: string): number {
  const invalid = (): never => fail(`time: invalid duration ${quote(source)}`);
  const match = /^([+-]?)(.*)$/s.exec(source)!;
  let rest = match[2]!;
  if (rest === '0') return 0;
  if (rest === '') return invalid();
  let total = 0;
  while (rest !== '') {
    const part = /^(\d+(?:\.\d*)?|\.\d+)([^\d.]*)/.exec(rest);
    if (!part) return invalid();
    if (part[2] === '') return fail(`time: missing unit in duration ${quote(source)}`);
    const unit = at(UNITS, part[2]!);
    if (unit === undefined) return fail(`time: unknown unit ${quote(part[2]!)} in duration ${quote(source)}`);
    total += Number(part[1]) * unit;
    rest = rest.slice(part[0].length);
  }
  return match[1] === '-' ? -total : total;
}

export const dateFunctions: { readonly [name: string]: FunctionSpec } = {
  formatdate: {
    params: [param('format', 'string'), param('time', 'string')],
    returns: 'string',
    run: ([format, time]) => stringOf(formatDate(text(format), parseTimestamp(text(time), 1))),
  },
  plantimestamp: { params: [], returns: 'string', run: (_args, _type, { around }) => (around.planTime === undefined ? unknownOf('string') : stringOf(iso(around.planTime))) },
  timeadd: {
    params: [param('timestamp', 'string'), param('duration', 'string')],
    returns: 'string',
    run: ([time, by]) => {
      const start = parseTimestamp(text(time));
      return stringOf(written({ ...start, at: start.at + duration(text(by)) }));
    },
  },
  timecmp: {
    params: [param('timestamp_a', 'string'), param('timestamp_b', 'string')],
    returns: 'number',
    run: ([a, b]) => numberOf(Math.sign(parseTimestamp(text(a), 0).at - parseTimestamp(text(b), 1).at)),
  },
  timestamp: {
    params: [],
    returns: 'string',
    run: (_args, _type, { impure }) => (impure ? stringOf(iso(Math.floor(impure.now() / SECOND) * SECOND)) : unknownOf('string', { notNull: true })),
  },
};
