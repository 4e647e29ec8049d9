// The calendar is our own, so it is held to the host's on known dates and on many drawn ones.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calendar, DAY, HOUR, instant, iso, MINUTE, parseIso, SECOND } from '../../src/engine/clock.ts';

const KNOWN: readonly [text: string, milliseconds: number, weekday: number][] = [
  ['1970-01-01T00:00:00Z', 0, 4],
  ['1969-12-31T23:59:59Z', -1000, 3],
  ['1900-02-28T00:00:00Z', -2203977600000, 3],
  ['1900-03-01T00:00:00Z', -2203891200000, 4],
  ['2000-02-29T12:00:00Z', 951825600000, 2],
  ['2024-02-29T00:00:00Z', 1709164800000, 4],
  ['2026-02-26T22:02:04Z', 1772143324000, 4],
  ['2026-12-31T23:59:59Z', 1798761599000, 4],
  ['2100-02-28T00:00:00Z', 4107456000000, 0],
  ['2100-03-01T00:00:00Z', 4107542400000, 1],
];

/** From the year 1000 to 9999: what four digits can write. */
const instants = () => fc.integer({ min: Date.UTC(1000, 0, 1), max: Date.UTC(9999, 11, 31, 23, 59, 59, 999) });
const settings = { seed: 11, numRuns: 1000 };

test.each(KNOWN)('%s', (text, milliseconds, weekday) => {
  expect(parseIso(text)).toBe(milliseconds);
  expect(iso(milliseconds)).toBe(text);
  expect(calendar(milliseconds).weekday).toBe(weekday);
});

test('the units are what they are called', () => {
  expect([SECOND, MINUTE, HOUR, DAY]).toEqual([1000, 60_000, 3_600_000, 86_400_000]);
});

test('the calendar reads every instant as the host does', () => {
  fc.assert(
    fc.property(instants(), (at) => {
      const host = new Date(at);
      expect(calendar(at)).toEqual({
        year: host.getUTCFullYear(),
        month: host.getUTCMonth() + 1,
        day: host.getUTCDate(),
        hour: host.getUTCHours(),
        minute: host.getUTCMinutes(),
        second: host.getUTCSeconds(),
        millisecond: host.getUTCMilliseconds(),
        weekday: host.getUTCDay(),
      });
      expect(iso(at, true)).toBe(host.toISOString());
    }),
    settings,
  );
});

test('calendar and instant undo each other, and so do iso and parseIso', () => {
  fc.assert(
    fc.property(instants(), (at) => {
      const { year, month, day, hour, minute, second, millisecond } = calendar(at);
      expect(instant(year, month, day, hour, minute, second, millisecond)).toBe(at);
      expect(parseIso(iso(at, true))).toBe(at);
      expect(parseIso(iso(at))).toBe(Math.floor(at / SECOND) * SECOND);
    }),
    settings,
  );
});

test('a day more or a month more carries over', () => {
  expect(iso(instant(2026, 2, 28) + DAY)).toBe('2026-03-01T00:00:00Z');
  expect(iso(instant(2026, 1, 32))).toBe('2026-02-01T00:00:00Z');
});

test('offsets count, fractions are cut, and other texts are no instants', () => {
  expect(parseIso('2026-02-26T23:02:04+01:00')).toBe(parseIso('2026-02-26T22:02:04Z'));
  expect(parseIso('2026-02-26T16:32:04-0530')).toBe(parseIso('2026-02-26T22:02:04Z'));
  expect(parseIso('2026-02-26 22:02Z')).toBe(parseIso('2026-02-26T22:02:00Z'));
  expect(parseIso('2026-02-26T22:02:04.1239Z')).toBe(1772143324123);
  for (const text of ['', 'now', '2026-02-26', '26.02.2026 22:02', '2026-2-6T1:2:3Z', '2026-02-26T22:02:04Z ', '2026-02-26T22:02:04+01']) expect(parseIso(text), text).toBe(null);
});
