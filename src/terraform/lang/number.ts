// Numbers with 512 bits of mantissa, as Terraform's, so that 0.1 + 0.2 is 0.3. Small integers stay JavaScript numbers and take a short path everywhere.
import type { NumberValue } from './value.ts';

const PRECISION = 512;
/** Beyond this decimal exponent a number would be a text of a hundred thousand digits; it is refused. */
const MAX_EXPONENT = 100_000;

/** mantissa × 2^exponent, normalised (odd mantissa or zero); `precision` in bits. */
interface Big {
  readonly mantissa: bigint;
  readonly exponent: number;
  readonly precision: number;
  readonly special?: '+Inf' | '-Inf' | '-0';
}

export const POSITIVE_INFINITY: NumberValue = { m: '+Inf', e: 0 };
export const NEGATIVE_INFINITY: NumberValue = { m: '-Inf', e: 0 };
const NEGATIVE_ZERO: NumberValue = { m: '-0', e: 0 };

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** Number of bits of a non-negative integer. */
function bitLength(value: bigint): number {
  if (value === 0n) return 0;
  const hex = value.toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex[0]!, 16)));
}

function strip(mantissa: bigint, exponent: number): [bigint, number] {
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
function rounded(mantissa: bigint, exponent: number, precision: number, sticky = false): Big {
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

function big(value: NumberValue): Big {
  if (typeof value === 'number') return { mantissa: BigInt(value), exponent: 0, precision: PRECISION };
  const precision = value.p ?? PRECISION;
  if (value.m === '+Inf' || value.m === '-Inf') return { mantissa: value.m === '+Inf' ? 1n : -1n, exponent: 0, precision, special: value.m };
  if (value.m === '-0') return { mantissa: 0n, exponent: 0, precision, special: '-0' };
  return { mantissa: BigInt(value.m), exponent: value.e, precision };
}

function small(value: Big): NumberValue {
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

const infinite = (value: Big): boolean => value.special === '+Inf' || value.special === '-Inf';
const signOf = (value: Big): number => (value.special === '+Inf' ? 1 : value.special === '-Inf' ? -1 : value.mantissa > 0n ? 1 : value.mantissa < 0n ? -1 : 0);
const infinity = (sign: number): NumberValue => (sign < 0 ? NEGATIVE_INFINITY : POSITIVE_INFINITY);

export const isInfinite = (value: NumberValue): boolean => typeof value === 'object' && (value.m === '+Inf' || value.m === '-Inf');
export const sign = (value: NumberValue): number => (typeof value === 'number' ? Math.sign(value) : signOf(big(value)));

/** Reads decimal digits with an optional sign, fraction and exponent, "Inf" too. Null when the text is no number. */
export function parseNumber(text: string): NumberValue | null {
  if (/^[0-9]{1,15}$/.test(text)) return Number(text);
  const inf = /^([+-]?)[Ii]nf$/.exec(text);
  if (inf) return inf[1] === '-' ? NEGATIVE_INFINITY : POSITIVE_INFINITY;
  const match = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?$/.exec(text);
  if (!match || !(match[2] || match[3])) return null;
  const fraction = match[3] ?? '';
  const exponent = Number(match[4] ?? 0) - fraction.length;
  if (Math.abs(exponent) > MAX_EXPONENT) return null;
  const digits = BigInt((match[2] ?? '') + fraction);
  if (digits === 0n) return match[1] === '-' ? NEGATIVE_ZERO : 0;
  const signed = match[1] === '-' ? -digits : digits;
  if (exponent >= 0) return small(rounded(signed * 10n ** BigInt(exponent), 0, PRECISION));
  return small(quotient(signed, 10n ** BigInt(-exponent), 0, PRECISION));
}

/** numerator / denominator × 2^exponent, correctly rounded. */
function quotient(numerator: bigint, denominator: bigint, exponent: number, precision: number): Big {
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

const isNegative = (value: NumberValue): boolean => (typeof value === 'number' ? value < 0 : value.m.startsWith('-'));

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

/** Decimal digits d1 d2 ... with value 0.d1d2... × 10^point. */
interface Decimal {
  digits: string;
  point: number;
}

function decimal(mantissa: bigint, exponent: number): Decimal {
  const text = exponent >= 0 ? (mantissa << BigInt(exponent)).toString() : (mantissa * 5n ** BigInt(-exponent)).toString();
  const point = text.length + Math.min(exponent, 0);
  return { digits: text.replace(/0+$/, ''), point: text === '0' ? 0 : point };
}

function roundUp(value: Decimal, count: number): Decimal {
  const kept = value.digits.slice(0, count).padEnd(count, '0');
  const next = (BigInt(kept) + 1n).toString();
  // A carry out of the first digit makes the number one digit longer.
  const padded = next.padStart(count, '0');
  return { digits: padded.replace(/0+$/, ''), point: value.point + (padded.length - count) };
}

function roundTo(value: Decimal, count: number): Decimal {
  if (count < 0) return { digits: '', point: value.point };
  if (count >= value.digits.length) return value;
  const rest = value.digits.slice(count);
  const exactHalf = rest === '5';
  const up = exactHalf ? count > 0 && (value.digits.charCodeAt(count - 1) - 48) % 2 === 1 : rest >= '5';
  return up ? roundUp(value, count) : { digits: value.digits.slice(0, count).replace(/0+$/, ''), point: value.point };
}

/** The fewest digits that still name this number at its precision. Half a unit below and above delimit what may be written. */
function shortest(value: Big): Decimal {
  const exact = decimal(magnitude(value.mantissa), value.exponent);
  const bits = bitLength(magnitude(value.mantissa));
  const shift = value.precision + 1 - bits;
  const mantissa = magnitude(value.mantissa) << BigInt(shift);
  const exponent = value.exponent - shift;
  const lower = decimal(mantissa - 1n, exponent);
  const upper = decimal(mantissa + 1n, exponent);
  const inclusive = (mantissa & 2n) === 0n;
  for (let i = 0; i < exact.digits.length; i++) {
    const m = exact.digits.charCodeAt(i);
    const l = i < lower.digits.length ? lower.digits.charCodeAt(i) : 48;
    const u = i < upper.digits.length ? upper.digits.charCodeAt(i) : 48;
    const down = l !== m || (inclusive && i + 1 === lower.digits.length);
    const up = m !== u && (inclusive || m + 1 < u || i + 1 < upper.digits.length);
    if (down && up) return roundTo(exact, i + 1);
    if (down) return { digits: exact.digits.slice(0, i + 1).replace(/0+$/, ''), point: exact.point };
    if (up) return roundUp(exact, i + 1);
  }
  return exact;
}

function plain(value: Decimal, fraction: number): string {
  const whole = value.point > 0 ? value.digits.slice(0, value.point).padEnd(value.point, '0') : '0';
  if (fraction <= 0) return whole;
  const lead = value.point < 0 ? '0'.repeat(Math.min(-value.point, fraction)) : '';
  return `${whole}.${(lead + value.digits.slice(Math.max(0, value.point))).padEnd(fraction, '0')}`;
}

function scientific(value: Decimal, fraction: number, letter: string): string {
  const first = value.digits[0] ?? '0';
  const rest = value.digits.slice(1).padEnd(fraction, '0');
  const power = value.digits === '' ? 0 : value.point - 1;
  return `${first}${rest ? `.${rest}` : ''}${letter}${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** As the language turns a number into text: plain decimal notation, no exponent, as many digits as needed. */
export function numberText(value: NumberValue): string {
  if (typeof value === 'number') return String(value);
  const b = big(value);
  if (b.special) return b.special;
  const d = shortest(b);
  return (b.mantissa < 0n ? '-' : '') + plain(d, Math.max(0, d.digits.length - d.point));
}

/** C-like formats. `precision` -1 asks for the fewest digits; `letter` is one of e E f g G. */
export function formatNumber(value: NumberValue, letter: 'e' | 'E' | 'f' | 'g' | 'G', precision: number): string {
  const b = big(value);
  if (infinite(b)) return b.special!;
  const minus = isNegative(value) ? '-' : '';
  const zero = b.mantissa === 0n;
  const exact: Decimal = zero ? { digits: '', point: 0 } : precision < 0 ? shortest(b) : decimal(magnitude(b.mantissa), b.exponent);
  const form = letter.toLowerCase();
  if (form === 'f') {
    const fraction = precision < 0 ? Math.max(0, exact.digits.length - exact.point) : precision;
    return minus + plain(precision < 0 ? exact : roundTo(exact, exact.point + fraction), fraction);
  }
  const upper = letter === letter.toUpperCase() ? 'E' : 'e';
  if (form === 'e') {
    const fraction = precision < 0 ? Math.max(0, exact.digits.length - 1) : precision;
    return minus + scientific(precision < 0 ? exact : roundTo(exact, fraction + 1), fraction, upper);
  }
  const wanted = precision < 0 ? 6 : precision === 0 ? 1 : precision;
  const d = precision < 0 ? exact : roundTo(exact, wanted);
  // The exponent form is used below 10^-4 and from the precision on; six digits count when the fewest were asked for.
  const limit = precision < 0 ? 6 : wanted > d.digits.length && d.digits.length >= d.point ? d.digits.length : wanted;
  const power = d.point - 1;
  if (!zero && (power < -4 || power >= limit)) return minus + scientific(d, Math.max(0, d.digits.length - 1), upper);
  return minus + plain(d, Math.max(0, d.digits.length - d.point));
}
