// A number with a mantissa of many bits: how Terraform's numbers are held beyond the small integers, rounded half to even.
import type { NumberValue } from './value.ts';

export const PRECISION = 512;

/** mantissa × 2^exponent, normalised (odd mantissa or zero); `precision` in bits. */
export interface Big {
  readonly mantissa: bigint;
  readonly exponent: number;
  readonly precision: number;
  readonly special?: '+Inf' | '-Inf' | '-0';
}

export const POSITIVE_INFINITY: NumberValue = { m: '+Inf', e: 0 };
export const NEGATIVE_INFINITY: NumberValue = { m: '-Inf', e: 0 };
export const NEGATIVE_ZERO: NumberValue = { m: '-0', e: 0 };

export const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** Number of bits of a non-negative integer. */
export function bitLength(value: bigint): number {
  if (value === 0n) return 0;
  const hex = value.toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex[0]!, 16)));
}

export function strip(mantissa: bigint, exponent: number): [bigint, number] {
  if (mantissa === 0n) return [0n, 0];
  let m = mantissa;
  let e = exponent;
  while ((m & 0xffffffffn) === 0n) {
    m >>= 32n;
    e += 32;
  }
  while ((m & 1n) === 0n) {
    m >>= 1n;
    e += 1;
  }
  return [m, e];
}

/** Rounds to `precision` bits, half to even; `sticky` says that the true value lies a little beyond. */
export function rounded(mantissa: bigint, exponent: number, precision: number, sticky = false): Big {
  const negative = mantissa < 0n;
  let m = magnitude(mantissa);
  let e = exponent;
  const excess = bitLength(m) - precision;
  if (excess > 0) {
    const shift = BigInt(excess);
    const rest = m & ((1n << shift) - 1n);
    const half = 1n << (shift - 1n);
    m >>= shift;
    e += excess;
    if (rest > half || (rest === half && (sticky || (m & 1n) === 1n))) m += 1n;
  }
  const [sm, se] = strip(m, e);
  return { mantissa: negative ? -sm : sm, exponent: se, precision };
}

export function big(value: NumberValue): Big {
  if (typeof value === 'number') return { mantissa: BigInt(value), exponent: 0, precision: PRECISION };
  const precision = value.p ?? PRECISION;
  if (value.m === '+Inf' || value.m === '-Inf') return { mantissa: value.m === '+Inf' ? 1n : -1n, exponent: 0, precision, special: value.m };
  if (value.m === '-0') return { mantissa: 0n, exponent: 0, precision, special: '-0' };
  return { mantissa: BigInt(value.m), exponent: value.e, precision };
}

export function small(value: Big): NumberValue {
  if (value.special === '+Inf') return POSITIVE_INFINITY;
  if (value.special === '-Inf') return NEGATIVE_INFINITY;
  if (value.special === '-0') return NEGATIVE_ZERO;
  if (value.mantissa === 0n) return 0;
  if (value.exponent >= 0 && value.exponent < 53) {
    const whole = Number(value.mantissa << BigInt(value.exponent));
    if (Number.isSafeInteger(whole)) return whole;
  }
  const m = value.mantissa.toString();
  return value.precision === PRECISION ? { m, e: value.exponent } : { m, e: value.exponent, p: value.precision };
}

export const infinite = (value: Big): boolean => value.special === '+Inf' || value.special === '-Inf';
/** -1, 0 or 1. */
export const signOf = (value: Big): number => (value.special === '+Inf' ? 1 : value.special === '-Inf' ? -1 : value.mantissa > 0n ? 1 : value.mantissa < 0n ? -1 : 0);
export const infinity = (sign: number): NumberValue => (sign < 0 ? NEGATIVE_INFINITY : POSITIVE_INFINITY);

export const isNegative = (value: NumberValue): boolean => (typeof value === 'number' ? value < 0 : value.m.startsWith('-'));

/** numerator / denominator × 2^exponent, correctly rounded. */
export function quotient(numerator: bigint, denominator: bigint, exponent: number, precision: number): Big {
  const negative = numerator < 0n !== denominator < 0n;
  const top = magnitude(numerator);
  const bottom = magnitude(denominator);
  const shift = Math.max(0, precision + 2 - (bitLength(top) - bitLength(bottom)));
  const scaled = top << BigInt(shift);
  const whole = scaled / bottom;
  const sticky = whole * bottom !== scaled;
  // One more bit stands for everything that was cut off.
  const result = rounded((whole << 1n) | (sticky ? 1n : 0n), exponent - shift - 1, precision);
  return negative ? { ...result, mantissa: -result.mantissa } : result;
}
