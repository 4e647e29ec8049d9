import { expect, test } from 'vitest';
import { clockOf, span, zoneOffset } from '../../src/ui/parts/format.ts';
import { placeLabels, scaleOf, ticks } from '../../src/ui/strip/layout.ts';
import type { StripView } from '../../src/views/desk.ts';

const MINUTE = 60_000;
const strip = (minutes: readonly number[], to: number): StripView => ({
  from: 0,
  to: to * MINUTE,
  now: to * MINUTE,
  lived: to * MINUTE,
  points: minutes.map((at, frame) => ({ at: at * MINUTE, label: `point ${frame}`, kind: 'decision', frame })),
  spans: [],
  branches: [],
});

test('position and instant are each other’s inverse', () => {
  const scale = scaleOf(strip([5, 12, 31], 73));
  for (const minutes of [0, 3, 12, 20, 50, 73]) expect(scale.instant(scale.position(minutes * MINUTE))).toBeCloseTo(minutes * MINUTE, -2);
  expect(scale.position(-1)).toBe(0);
  expect(scale.position(1e12)).toBe(1);
});

test('the line stands still under a hand that drags the present', () => {
  const evening = strip([5, 12, 31], 73);
  const places = (now: number) => [5, 12, 31, 60].map((at) => scaleOf({ ...evening, now: now * MINUTE }).position(at * MINUTE));
  expect(places(8)).toEqual(places(40));
});

test('a quiet day does not squeeze the evening', () => {
  const scale = scaleOf(strip([5, 12, 31, 60], 24 * 60));
  expect(scale.position(60 * MINUTE)).toBeGreaterThan(0.5);
  expect(scale.stretches.filter((stretch) => stretch.folded)).not.toHaveLength(0);
});

test('ticks are round on the desk’s clock and keep their distance', () => {
  const scale = scaleOf(strip([5, 12, 31], 73));
  const found = ticks(scale, 1000, 30 * MINUTE);
  expect(found.length).toBeGreaterThan(3);
  for (const [index, at] of found.entries()) if (index > 0) expect((scale.position(at) - scale.position(found[index - 1] ?? 0)) * 1000).toBeGreaterThanOrEqual(84);
});

test('after a folded day there are ticks again, and none within it', () => {
  const scale = scaleOf(strip([5, 12, 31, 60, 24 * 60 - 20, 24 * 60 - 8], 24 * 60));
  const found = ticks(scale, 1200, 0);
  expect(found.filter((at) => at <= 60 * MINUTE).length).toBeGreaterThan(2);
  expect(found.some((at) => at >= (24 * 60 - 20) * MINUTE)).toBe(true);
  expect(found.filter((at) => at > 60 * MINUTE && at < (24 * 60 - 20) * MINUTE)).toEqual([]);
});

test('labels do not touch in their row, and a loss is never the one left out', () => {
  const crowded = strip([10, 10.5, 11, 11.5, 12], 60);
  const points = crowded.points.map((point, index) => (index === 0 ? { ...point, kind: 'loss' as const } : point));
  const labels = placeLabels(points, scaleOf(crowded), 240);
  expect(labels.some((label) => label.index === 0)).toBe(true);
  expect(labels.length).toBeLessThan(points.length);
  for (const row of ['above', 'below'] as const) {
    const xs = labels.filter((label) => label.row === row).map((label) => label.x);
    expect(new Set(xs).size).toBe(xs.length);
  }
});

test('the zone is read off the clock', () => {
  const at = Date.UTC(2026, 1, 26, 23, 30, 5);
  expect(zoneOffset({ at, time: '00:30:05' })).toBe(60 * MINUTE);
  expect(zoneOffset({ at, time: '18:30:05' })).toBe(-5 * 60 * MINUTE);
  expect(clockOf(at, 60 * MINUTE)).toBe('00:30');
  expect(span(1571)).toBe('26 h 11 min');
  expect(span(3 * 1440 + 60)).toBe('3 d 1 h');
});
