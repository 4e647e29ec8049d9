// abs ceil floor log max min parseint pow range signum sum
import { convert, isConversionError } from '../convert.ts';
import { mark, unmark } from '../marks.ts';
import { add, ceil, compare, floor, fromBigInt, fromDouble, negate, sign, toDouble, toInt64 } from '../number.ts';
import { quote } from '../quote.ts';
import { typeName } from '../type.ts';
import type { NumberValue, Value } from '../value.ts';
import { listOf, numberOf, typeOf, unknownOf } from '../value.ts';
import type { FunctionSpec } from './function.ts';
import { fail, number, param, text } from './function.ts';

export const WHOLE = 'value must be a whole number, between -9223372036854775808 and 9223372036854775807';

/** A whole number argument as the real functions read it. */
export function whole(value: Value | undefined, argument?: number): number {
  return toInt64(number(value)) ?? fail(WHOLE, argument);
}

const MAX_RANGE = 1024;

function extreme(args: readonly Value[], better: (order: number) => boolean): Value {
  const [first, ...rest] = args;
  if (!first) return fail('must pass at least one number');
  let best = first;
  for (const item of rest) if (better(compare(number(item), number(best)))) best = item;
  return best;
}

const digitOf = (char: string): number => {
  const code = char.charCodeAt(0);
  return code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 122 ? code - 87 : code >= 65 && code <= 90 ? code - 29 : 99;
};

function parseInteger(source: string, base: number): NumberValue | null {
  const match = /^([+-]?)([0-9a-zA-Z]+)$/.exec(source);
  if (!match) return null;
  let value = 0n;
  for (const char of match[2]!) {
    // Up to 36, upper-case letters are worth as much as lower-case ones.
    const digit = digitOf(base <= 36 ? char.toLowerCase() : char);
    if (digit >= base) return null;
    value = value * BigInt(base) + BigInt(digit);
  }
  return fromBigInt(match[1] === '-' ? -value : value);
}

function range(args: readonly Value[]): Value {
  const numbers = args.map(number);
  const [a, b, c] = numbers;
  if (a === undefined || numbers.length > 3) return fail('must have one, two, or three arguments');
  const start = b === undefined ? 0 : a;
  const end = b === undefined ? a : b;
  const down = compare(end, start) < 0;
  const step = c ?? (down ? -1 : 1);
  const falling = sign(step) < 0;
  if (falling && compare(end, start) > 0) return fail('end must be less than start when step is negative', c === undefined ? undefined : 2);
  if (!falling && sign(step) > 0 && down) return fail('end must be greater than start when step is positive', c === undefined ? undefined : 2);
  const values: Value[] = [];
  for (let next: NumberValue | null = start; next !== null; next = add(next, step)) {
    if (falling ? compare(next, end) <= 0 : compare(next, end) >= 0) break;
    if (values.length >= MAX_RANGE) return fail(`more than ${MAX_RANGE} values were generated; either decrease the difference between start and end or use a smaller step`);
    values.push(numberOf(next));
  }
  return listOf('number', values);
}

const NOT_NUMBERS = 'argument must be list, set, or tuple of number values';

function sum(value: Value | undefined): Value {
  if (value?.k === 'object' || value?.k === 'map') {
    return fail(Object.keys(value.v).length === 0 ? 'cannot sum an empty list' : `argument must be list, set, or tuple. Received ${typeName(typeOf(value))}`, 0);
  }
  if (value?.k !== 'list' && value?.k !== 'set' && value?.k !== 'tuple') return fail('cannot sum noniterable', 0);
  if (value.v.length === 0) return fail('cannot sum an empty list', 0);
  let total: NumberValue = 0;
  for (const item of value.v) {
    if (item.k === 'unknown') return unknownOf('number', { notNull: true });
    const converted = convert(item, 'number');
    if (isConversionError(converted) || converted.k !== 'number') return fail(NOT_NUMBERS, 0);
    total = add(total, converted.v) ?? fail("can't compute sum of opposing infinities", 0);
  }
  return numberOf(total);
}

const one = (name: string, run: (value: NumberValue) => NumberValue): FunctionSpec => ({
  params: [param(name, 'number')],
  returns: 'number',
  run: ([value]) => numberOf(run(number(value))),
});

export const numericFunctions: { readonly [name: string]: FunctionSpec } = {
  abs: {
    params: [param('num', 'number', { marked: true })],
    returns: 'number',
    run: ([given]) => {
      const [plain, marks] = unmark(given!);
      const value = number(plain);
      return mark(numberOf(sign(value) < 0 ? negate(value) : sign(value) === 0 ? 0 : value), marks);
    },
  },
  ceil: one('num', ceil),
  floor: one('num', floor),
  log: {
    params: [param('num', 'number'), param('base', 'number')],
    returns: 'number',
    run: ([value, base]) => {
      const result = Math.log(toDouble(number(value))) / Math.log(toDouble(number(base)));
      return Number.isNaN(result) ? fail('the result is not a number') : numberOf(fromDouble(result));
    },
  },
  max: { params: [], variadic: param('numbers', 'number'), returns: 'number', run: (args) => extreme(args, (order) => order > 0) },
  min: { params: [], variadic: param('numbers', 'number'), returns: 'number', run: (args) => extreme(args, (order) => order < 0) },
  parseint: {
    params: [param('number', 'dynamic'), param('base', 'number')],
    returns: ([value]) => (value?.k === 'string' || (value?.k === 'unknown' && value.type === 'string') ? 'number' : fail(`first argument must be a string, not ${value?.k}`, 0)),
    run: ([value, base]) => {
      const radix = toInt64(number(base));
      if (radix === null || radix < 2 || radix > 62) return fail('base must be a whole number between 2 and 62 inclusive', 1);
      return numberOf(parseInteger(text(value), radix) ?? fail(`cannot parse ${quote(text(value))} as a base ${radix} integer`, 0));
    },
  },
  pow: {
    params: [param('num', 'number'), param('power', 'number')],
    returns: 'number',
    run: ([value, power]) => {
      const result = toDouble(number(value)) ** toDouble(number(power));
      return Number.isNaN(result) ? fail('the result is not a number') : numberOf(double(result));
    },
  },
  range: { params: [], variadic: param('params', 'number'), returns: { list: 'number' }, run: range },
  signum: one('num', (value) => Math.sign(toInt64(value) ?? fail(WHOLE))),
  sum: { params: [param('list', 'dynamic')], returns: 'dynamic', run: ([value]) => sum(value) },
};

/** Powers beyond 2^53 keep the precision of a double, which shows in their digits. */
const double = (value: number): NumberValue => fromDouble(value);
