// Where things stand on the strip. Quiet hours are folded so that a destroy of five minutes stays readable beside a day of waiting.
import type { StripView } from '../../views/desk.ts';

const MINUTE = 60_000;
/** A stretch without anything longer than this is folded. */
const QUIET = 25 * MINUTE;

/**
 * How much room a stretch gets. Less than in proportion, so that decisions seconds apart can be told from each other
 * beside an hour of waiting, and hardly more for a day than for an hour.
 */
const weigh = (length: number) => Math.sqrt((Math.min(length, 10 * MINUTE) + 15_000) / 1000) + 3 * Math.log2(Math.max(1, length / (10 * MINUTE)));

interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Position of its start and end, 0 to 1. */
  readonly start: number;
  readonly end: number;
  readonly folded: boolean;
}

export interface Scale {
  readonly stretches: readonly Stretch[];
  /** 0 to 1, clamped. */
  position(at: number): number;
  /** The instant at a position of 0 to 1. */
  instant(position: number): number;
}

/** The scale of a strip, or of the window `from`..`to` of it. The moment shown is no part of it: the line stands still while that one is dragged. */
export function scaleOf(strip: StripView, from = strip.from, to = Math.max(strip.to, strip.from + MINUTE)): Scale {
  const marks = [
    ...strip.points.map((point) => point.at),
    ...strip.spans.flatMap((stretch) => (stretch.kind === 'destroy' ? [stretch.from, stretch.to] : [stretch.from])),
    strip.lived,
    ...strip.branches.map((branch) => branch.at),
  ];
  const stops = [...new Set([from, ...marks.filter((at) => at > from && at < to), to])].sort((one, other) => one - other);
  const lengths = stops.slice(1).map((stop, index) => stop - (stops[index] ?? stop));
  const total = lengths.reduce((sum, length) => sum + weigh(length), 0) || 1;
  const stretches: Stretch[] = [];
  let start = 0;
  lengths.forEach((length, index) => {
    const end = start + weigh(length) / total;
    stretches.push({ from: stops[index] ?? from, to: stops[index + 1] ?? to, start, end, folded: length > QUIET });
    start = end;
  });
  return {
    stretches,
    position(at) {
      if (at <= from) return 0;
      const stretch = stretches.find((one) => at <= one.to);
      if (!stretch) return 1;
      return stretch.start + ((at - stretch.from) / (stretch.to - stretch.from || 1)) * (stretch.end - stretch.start);
    },
    instant(position) {
      const stretch = stretches.find((one) => position <= one.end) ?? stretches[stretches.length - 1];
      if (!stretch) return from;
      const share = (Math.max(position, 0) - stretch.start) / (stretch.end - stretch.start || 1);
      return Math.round(stretch.from + Math.min(1, Math.max(0, share)) * (stretch.to - stretch.from));
    },
  };
}

/** Each divides the one after it, so that finer ticks fall between rounder ones. */
const STEPS = [1, 5, 10, 30, 60, 180, 360, 720].map((minutes) => minutes * MINUTE);

/**
 * Round instants with at least `gap` pixels between them; `offset` makes them round on the desk's clock. The rounder ones first, then
 * finer ones where the line leaves room: an hour of the evening may be as wide as the day after it.
 */
export function ticks(scale: Scale, width: number, offset: number, gap = 84): number[] {
  const first = scale.stretches[0];
  const last = scale.stretches[scale.stretches.length - 1];
  if (!first || !last || width <= 0) return [];
  const lived = scale.stretches.reduce((sum, { from, to, folded }) => sum + (folded ? 0 : to - from), 0);
  const finest = (lived * gap) / (width * 2);
  const found = new Map<number, number>();
  for (const step of [...STEPS].reverse())
    for (const { from, to, folded } of scale.stretches) {
      if (folded || step < finest) continue;
      for (let at = Math.ceil((from + offset) / step) * step - offset; at <= to; at += step) {
        const x = scale.position(at) * width;
        if (x <= width - 24 && [...found.values()].every((other) => Math.abs(other - x) >= gap)) found.set(at, x);
      }
    }
  return [...found.keys()].sort((one, other) => one - other);
}

export interface Label {
  readonly index: number;
  readonly x: number;
  readonly text: string;
  readonly row: 'above' | 'below';
  readonly align: 'start' | 'middle' | 'end';
}

/** Average width of a character of the strip's labels, in pixels. */
const CHARACTER = 6.1;

/**
 * Labels that fit, without two of them touching. Losses first, then state, decisions and the rest, later ones before earlier ones;
 * each above or below the line, whichever is free. Labels that do not fit are still told on hover and to a screen reader.
 */
export function placeLabels(points: StripView['points'], scale: Scale, width: number): Label[] {
  const rank = { loss: 0, state: 1, decision: 2, plain: 3 } as const;
  const order = points.map((point, index) => ({ point, index })).sort((one, other) => rank[one.point.kind] - rank[other.point.kind] || other.point.at - one.point.at);
  const taken: Record<'above' | 'below', [number, number][]> = { above: [], below: [] };
  const labels: Label[] = [];
  for (const { point, index } of order) {
    const x = scale.position(point.at) * width;
    const length = point.label.length * CHARACTER + 14;
    const align = x < length / 2 ? 'start' : x > width - length / 2 ? 'end' : 'middle';
    const left = align === 'start' ? x : align === 'end' ? x - length : x - length / 2;
    const preferred: ('above' | 'below')[] = index % 2 === 0 ? ['above', 'below'] : ['below', 'above'];
    const row = preferred.find((one) => taken[one].every(([from, to]) => left > to || left + length < from));
    if (!row) continue;
    taken[row].push([left, left + length]);
    labels.push({ index, x, text: point.label, row, align });
  }
  return labels;
}
