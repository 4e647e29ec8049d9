// Arithmetic of numbers with 512 bits of mantissa, as Terraform's, so that 0.1 + 0.2 is 0.3. Small integers stay JavaScript numbers and take a short path everywhere.
import {
  type Big,
  big,
  infinite,
  infinity,
  isNegative,
  magnitude,
  NEGATIVE_INFINITY,
  NEGATIVE_ZERO,
  POSITIVE_INFINITY,
  PRECISION,
  quotient,
  rounded,
  signOf,
  small,
  strip,
} from './big.ts';
import type { NumberValue } from './value.ts';

export const isInfinite = (value: NumberValue): boolean => typeof value === 'object' && (value.m === '+Inf' || value.m === '-Inf');
export const sign = (value: NumberValue): number => (typeof value === 'number' ? Math.sign(value) : signOf(big(value)));

/** A double, exactly; its precision stays 53 bits, which shows when it is printed. */
export function fromDouble(value: number): NumberValue {
  if (Number.isSafeInteger(value)) return Object.is(value, -0) ? NEGATIVE_ZERO : value;
  if (value === Infinity) return POSITIVE_INFINITY;
  if (value === -Infinity) return NEGATIVE_INFINITY;
  let exponent = 0;
  let mantissa = value;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent -= 1;
  }
  const [m, e] = strip(BigInt(mantissa), exponent);
  return small({ mantissa: m, exponent: e, precision: 53 });
}

/** An integer of any size, exactly when it fits 512 bits. */
export const fromBigInt = (value: bigint): NumberValue => small(rounded(value, 0, PRECISION));

/** The nearest double. */
export function toDouble(value: NumberValue): number {
  if (typeof value === 'number') return value;
  const b = big(value);
  if (b.special) return b.special === '-0' ? -0 : b.special === '+Inf' ? Infinity : -Infinity;
  const r = rounded(b.mantissa, b.exponent, 53);
  // Twice, because 2 ** exponent alone may underflow where the product does not.
  const half = Math.trunc(r.exponent / 2);
  return Number(r.mantissa) * 2 ** half * 2 ** (r.exponent - half);
}

export const isInteger = (value: NumberValue): boolean => typeof value === 'number' || value.m === '-0' || (!isInfinite(value) && value.e >= 0);

/** The integer that a number is, or null. */
export function toBigInt(value: NumberValue): bigint | null {
  if (typeof value === 'number') return BigInt(value);
  const b = big(value);
  if (infinite(b) || b.exponent < 0) return null;
  return b.mantissa << BigInt(b.exponent);
}

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;

/** A whole number between -2^63 and 2^63-1 as a JavaScript number (exact up to 2^53), or null. */
export function toInt64(value: NumberValue): number | null {
  if (typeof value === 'number') return value;
  const whole = toBigInt(value);
  return whole === null || whole < MIN_INT64 || whole > MAX_INT64 ? null : Number(whole);
}

function shifted(value: Big, exponent: number): bigint {
  return value.mantissa << BigInt(value.exponent - exponent);
}

/** Null for the one sum that has no value: infinities of opposite signs. */
export function add(a: NumberValue, b: NumberValue): NumberValue | null {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  const x = big(a);
  const y = big(b);
  if (infinite(x) || infinite(y)) {
    if (infinite(x) && infinite(y) && x.special !== y.special) return null;
    return infinite(x) ? a : b;
  }
  if (x.special === '-0' && y.special === '-0') return NEGATIVE_ZERO;
  const exponent = Math.min(x.exponent, y.exponent);
  return small(rounded(shifted(x, exponent) + shifted(y, exponent), exponent, Math.max(x.precision, y.precision)));
}

export function negate(a: NumberValue): NumberValue {
  if (typeof a === 'number') return a === 0 ? NEGATIVE_ZERO : -a;
  if (a.m === '-0') return 0;
  if (a.m === '+Inf') return NEGATIVE_INFINITY;
  if (a.m === '-Inf') return POSITIVE_INFINITY;
  return small({ ...big(a), mantissa: -BigInt(a.m) });
}

export const subtract = (a: NumberValue, b: NumberValue): NumberValue | null => {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference === 0 ? 0 : difference;
  }
  return add(a, negate(b));
};

/** Null for zero times infinity. */
export function multiply(a: NumberValue, b: NumberValue): NumberValue | null {
  if (typeof a === 'number' && typeof b === 'number' && a !== 0 && b !== 0) {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product;
  }
  const x = big(a);
  const y = big(b);
  if (infinite(x) || infinite(y)) return signOf(x) === 0 || signOf(y) === 0 ? null : infinity(signOf(x) * signOf(y));
  if (x.mantissa === 0n || y.mantissa === 0n) return isNegative(a) !== isNegative(b) ? NEGATIVE_ZERO : 0;
  return small(rounded(x.mantissa * y.mantissa, x.exponent + y.exponent, Math.max(x.precision, y.precision)));
}

/** Division by zero gives an infinity; null for 0/0 and infinity/infinity. */
export function divide(a: NumberValue, b: NumberValue): NumberValue | null {
  if (typeof a === 'number' && typeof b === 'number' && b !== 0 && a !== 0 && a % b === 0) return a / b;
  const x = big(a);
  const y = big(b);
  if (signOf(y) === 0) return signOf(x) === 0 ? null : infinity((isNegative(a) ? -1 : 1) * (isNegative(b) ? -1 : 1));
  if (infinite(y)) return infinite(x) ? null : 0;
  if (infinite(x)) return infinity(signOf(x) * signOf(y));
  if (signOf(x) === 0) return isNegative(a) !== isNegative(b) ? NEGATIVE_ZERO : 0;
  return small(quotient(x.mantissa, y.mantissa, x.exponent - y.exponent, Math.max(x.precision, y.precision)));
}

/** The remainder of a truncated division, with the sign of `a`; `a` itself when `b` is zero. */
export function modulo(a: NumberValue, b: NumberValue): NumberValue | null {
  if (typeof a === 'number' && typeof b === 'number') {
    if (b === 0) return a;
    const rest = a % b;
    return rest === 0 ? 0 : rest;
  }
  if (isInfinite(a) || isInfinite(b)) return null;
  if (sign(b) === 0) return a;
  const ratio = divide(a, b);
  if (ratio === null) return null;
  const product = multiply(truncate(ratio), b);
  return product === null ? null : subtract(a, product);
}

export function compare(a: NumberValue, b: NumberValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  const x = big(a);
  const y = big(b);
  if (infinite(x) || infinite(y)) {
    if (x.special === y.special) return 0;
    return x.special === '+Inf' || y.special === '-Inf' ? 1 : -1;
  }
  const exponent = Math.min(x.exponent, y.exponent);
  const left = shifted(x, exponent);
  const right = shifted(y, exponent);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function truncate(value: NumberValue): NumberValue {
  if (isInteger(value) || isInfinite(value)) return value;
  const b = big(value);
  const whole = magnitude(b.mantissa) >> BigInt(-b.exponent);
  return fromBigInt(b.mantissa < 0n ? -whole : whole);
}

export function floor(value: NumberValue): NumberValue {
  if (isInteger(value) || isInfinite(value)) return value;
  const b = big(value);
  return fromBigInt(b.mantissa >> BigInt(-b.exponent));
}

export const ceil = (value: NumberValue): NumberValue => (isInteger(value) || isInfinite(value) ? value : negateWhole(floor(negate(value))));
const negateWhole = (value: NumberValue): NumberValue => (value === 0 ? 0 : negate(value));
