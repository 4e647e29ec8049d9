// Numbers as text: read from decimal digits, and written with as few digits as name them or in the formats of `format`.
import { type Big, big, bitLength, infinite, isNegative, magnitude, NEGATIVE_INFINITY, NEGATIVE_ZERO, POSITIVE_INFINITY, PRECISION, quotient, rounded, small } from './big.ts';
import type { NumberValue } from './value.ts';

/** Beyond this decimal exponent a number would be a text of a hundred thousand digits; it is refused. */
const MAX_EXPONENT = 100_000;

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
