// date: the simulated clock in the machine's zone.
import { DAY, HOUR, instant, MINUTE, parseIso, SECOND } from '../../engine/clock.ts';
import type { Program } from '../program.ts';
import { readOptions } from './options.ts';
import { DAYS, formatDate, localCalendar, MONTHS, zoneAt } from './zone.ts';

const UNITS: Readonly<Record<string, number>> = { sec: SECOND, second: SECOND, min: MINUTE, minute: MINUTE, hour: HOUR, day: DAY, week: 7 * DAY, fortnight: 14 * DAY };

/** Reads what people give to `date -d`: an ISO date, `@seconds`, `now`, `yesterday`, `2 hours ago`, `+3 days`. Null when it is none of these. */
export function parseDate(text: string, now: number, zoneName: string | undefined): number | null {
  let rest = text.trim().toLowerCase();
  let at = now;
  const seconds = /^@(-?\d+(?:\.\d+)?)$/.exec(rest);
  if (seconds) return Number(seconds[1]) * SECOND;
  const absolute = /^(\d{4})-(\d\d?)-(\d\d?)(?:[t ]+(\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?\s*(z|utc|[+-]\d\d:?\d\d)?/.exec(rest);
  if (absolute) {
    const [, year, month, day, hour = '0', minute = '0', second = '0', zone] = absolute;
    const utc = instant(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
    if (Number(month) > 12 || Number(day) > 31 || Number(hour) > 23 || Number(minute) > 59) return null;
    const shift =
      zone === undefined
        ? zoneAt(utc, zoneName).offset
        : zone === 'z' || zone === 'utc'
          ? 0
          : utc - (parseIso(`1970-01-01T00:00:00${zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`) ?? 0) - utc;
    at = utc - shift;
    rest = rest.slice(absolute[0].length).trim();
  }
  const midnight = (day: number) => day - ((day + zoneAt(day, zoneName).offset) % DAY);
  for (let guard = 0; rest !== '' && guard < 10; guard++) {
    const relative = /^([+-]?\s*\d+|a|an|next|last)?\s*(sec|second|min|minute|hour|day|week|fortnight|month|year)s?(\s+ago)?\b/.exec(rest);
    const clock = /^(\d\d?):(\d\d)(?::(\d\d))?/.exec(rest);
    const word = /^(now|today|yesterday|tomorrow|midnight|noon|utc|z)\b/.exec(rest);
    if (word) {
      if (word[1] === 'yesterday') at -= DAY;
      if (word[1] === 'tomorrow') at += DAY;
      if (word[1] === 'midnight') at = midnight(at);
      if (word[1] === 'noon') at = midnight(at) + 12 * HOUR;
      rest = rest.slice(word[0].length).trim();
    } else if (relative?.[2]) {
      const amount =
        relative[1] === undefined || relative[1] === 'a' || relative[1] === 'an' || relative[1] === 'next'
          ? 1
          : relative[1] === 'last'
            ? -1
            : Number(relative[1].replace(/\s/g, ''));
      const signed = relative[3] ? -amount : amount;
      const unit = UNITS[relative[2]];
      if (unit) at += signed * unit;
      else {
        const zone = zoneAt(at, zoneName);
        const local = localCalendar(at, zone);
        const months = local.month - 1 + signed * (relative[2] === 'year' ? 12 : 1);
        at = instant(local.year + Math.floor(months / 12), (((months % 12) + 12) % 12) + 1, local.day, local.hour, local.minute, local.second) - zone.offset;
      }
      rest = rest.slice(relative[0].length).trim();
    } else if (clock) {
      at = midnight(at) + Number(clock[1]) * HOUR + Number(clock[2]) * MINUTE + Number(clock[3] ?? 0) * SECOND;
      rest = rest.slice(clock[0].length).trim();
    } else return null;
  }
  return at;
}

export const date: Program = {
  name: 'date',
  summary: 'the time, or a date by a format',
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'date',
      flags: 'uR',
      valued: 'dr',
      attached: { I: 'iso' },
      long: { utc: 'u', universal: 'u', 'date=': 'd', 'reference=': 'r', 'rfc-email': 'R', 'iso-8601=?': 'iso', 'rfc-3339=': 'rfc' },
      help: `Usage: date [OPTION]... [+FORMAT]
Display date and time in the given FORMAT.

  -d, --date=STRING          display time described by STRING, not 'now'
  -I[FMT], --iso-8601[=FMT]  output date/time in ISO 8601 format
  -R, --rfc-email            output date and time in RFC 5322 format
  -r, --reference=FILE       display the last modification time of FILE
  -u, --utc, --universal     print Coordinated Universal Time (UTC)
      --help        display this help and exit`,
    });
    if (typeof options === 'number') return { exit: options };
    const zoneName = options.has('u') ? 'UTC' : process.env.TZ;
    let at: number | null = process.time.now;
    const text = options.value('d');
    const reference = options.value('r');
    if (text !== undefined) at = parseDate(text, process.time.now, zoneName);
    if (at === null) {
      process.err(`date: invalid date ‘${text}’\n`);
      return { exit: 1 };
    }
    if (reference !== undefined) {
      const entry = process.disk.stat(reference);
      if (!entry) {
        process.err(`date: ${reference}: No such file or directory\n`);
        return { exit: 1 };
      }
      at = entry.mtime;
    }
    const [format, extra] = options.operands;
    if (extra !== undefined) {
      process.err(`date: extra operand ‘${extra}’\nTry 'date --help' for more information.\n`);
      return { exit: 1 };
    }
    if (format !== undefined && !format.startsWith('+')) {
      process.err(`date: ${/^\d{8,12}(\.\d\d)?$/.test(format) ? 'cannot set date: Operation not permitted' : `invalid date ‘${format}’`}\n`);
      return { exit: 1 };
    }
    const iso: Record<string, string> = {
      '': '%Y-%m-%d',
      date: '%Y-%m-%d',
      hours: '%Y-%m-%dT%H%:z',
      minutes: '%Y-%m-%dT%H:%M%:z',
      seconds: '%Y-%m-%dT%H:%M:%S%:z',
      ns: '%Y-%m-%dT%H:%M:%S,%N%:z',
    };
    const chosen = options.has('iso')
      ? (iso[options.value('iso') ?? ''] ?? '%Y-%m-%d')
      : options.has('R')
        ? '%a, %d %b %Y %H:%M:%S %z'
        : options.has('rfc')
          ? '%Y-%m-%d %H:%M:%S%:z'
          : (format?.slice(1) ??
            (/^(C|POSIX)(\.|$)/.test(process.env.LC_ALL || process.env.LC_TIME || process.env.LANG || 'C') ? '%a %b %e %H:%M:%S %Z %Y' : '%a %b %e %I:%M:%S %p %Z %Y'));
    process.out(`${formatDate(at, zoneAt(at, zoneName), chosen)}\n`);
    return { exit: 0 };
  },
};

export const cal: Program = {
  name: 'cal',
  summary: 'a calendar of the month',
  start(process) {
    const now = localCalendar(process.time.now, zoneAt(process.time.now, process.env.TZ));
    const title = `${MONTHS[now.month - 1]} ${now.year}`;
    const first = (now.weekday - ((now.day - 1) % 7) + 7) % 7;
    const days = Math.round((instant(now.month === 12 ? now.year + 1 : now.year, now.month === 12 ? 1 : now.month + 1, 1) - instant(now.year, now.month, 1)) / DAY);
    let text = `${title.padStart(Math.floor((20 + title.length) / 2))}\n${DAYS.map((day) => day.slice(0, 2)).join(' ')}\n${'   '.repeat(first)}`;
    for (let day = 1; day <= days; day++) text += `${String(day).padStart(2)}${(first + day) % 7 === 0 || day === days ? '\n' : ' '}`;
    process.out(text);
    return { exit: 0 };
  },
};
