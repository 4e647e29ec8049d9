// Seeded chance. Each purpose has a stream of its own, so that one more draw here does not change what is drawn there.

export interface Chance {
  readonly seed: number;
  /** How many numbers each stream has given. */
  drawn: Record<string, number>;
}

export const newChance = (seed: number): Chance => ({ seed, drawn: {} });

function startOf(seed: number, stream: string): number {
  let h = (seed ^ 0x9e3779b9) >>> 0;
  for (let i = 0; i < stream.length; i++) h = Math.imul(h ^ stream.charCodeAt(i), 0x01000193) >>> 0;
  return h;
}

function mix(start: number, index: number): number {
  let h = (start + Math.imul(index + 1, 0x9e3779b1)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) >>> 0;
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) >>> 0;
  return (h ^ (h >>> 16)) >>> 0;
}

/** The next 32-bit unsigned integer of a stream. */
export function draw(chance: Chance, stream: string): number {
  const index = chance.drawn[stream] ?? 0;
  chance.drawn[stream] = index + 1;
  return mix(startOf(chance.seed, stream), index);
}

/** An integer from `low` to `high`, both included. */
export const between = (chance: Chance, stream: string, low: number, high: number): number => low + (draw(chance, stream) % (high - low + 1));

/** `length` characters, each from `alphabet`. */
export function word(chance: Chance, stream: string, length: number, alphabet: string): string {
  if (length <= 0) return '';
  // As many draws as letters, counted once: in a step each count is a change to a draft.
  const first = chance.drawn[stream] ?? 0;
  chance.drawn[stream] = first + length;
  const start = startOf(chance.seed, stream);
  let text = '';
  for (let i = 0; i < length; i++) text += alphabet[mix(start, first + i) % alphabet.length];
  return text;
}

/** `length` lower-case hexadecimal digits. */
export const hex = (chance: Chance, stream: string, length: number): string => word(chance, stream, length, '0123456789abcdef');

/** A version 4 UUID. */
export function uuid(chance: Chance, stream: string): string {
  const h = hex(chance, stream, 32);
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-${'89ab'[draw(chance, stream) % 4]}${h.slice(17, 20)}-${h.slice(20)}`;
}
