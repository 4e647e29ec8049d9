// The order of set elements, which decides what a person sees of a set, what `for_each` walks through, and what a state file holds.

import { sameValue } from './equal.ts';
import { compare, isInfinite } from './number.ts';
import { formatNumber } from './number-text.ts';
import { quote } from './quote.ts';
import type { Type } from './type.ts';
import type { SetValue, Value } from './value.ts';
import { compareText, keysOf } from './value.ts';

/** A set of unmarked elements: brought into order, duplicates dropped. */
export const setOf = (elem: Type, v: readonly Value[]): SetValue => ({ k: 'set', elem, v: ordered(v) });

/** Brings unmarked elements into set order, without duplicates: nulls after values, unknowns last; structures by the text below. */
export function ordered(values: readonly Value[]): readonly Value[] {
  if (values.length < 2) return values;
  const keyed = values.map((value) => ({ value, text: value.k === 'string' || value.k === 'number' || value.k === 'bool' ? '' : orderText(value) }));
  keyed.sort((a, b) => before(a.value, b.value, a.text, b.text));
  const unique: Value[] = [];
  for (const { value } of keyed) {
    // Elements that compare alike stand together, but may still differ: numbers of many digits, unknowns.
    let seen = false;
    for (let i = unique.length - 1; i >= 0 && !seen; i--) {
      const other = unique[i]!;
      if (sameValue(other, value)) seen = value.k !== 'unknown';
      else if (other.k === value.k && (value.k === 'string' || value.k === 'number' || value.k === 'bool')) break;
      else if (orderText(other) !== orderText(value)) break;
    }
    if (!seen) unique.push(value);
  }
  return unique;
}

function before(a: Value, b: Value, textA: string, textB: string): number {
  const rank = (value: Value) => (value.k === 'unknown' ? 2 : value.k === 'null' ? 1 : 0);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (a.k === 'string' && b.k === 'string') return compareText(a.v, b.v);
  if (a.k === 'number' && b.k === 'number') return compare(a.v, b.v);
  if (a.k === 'bool' && b.k === 'bool') return Number(a.v) - Number(b.v);
  return compareText(textA, textB);
}

/** A text for the order of structures. Numbers count with ten digits, and as text: 10 stands before 9. */
function orderText(value: Value): string {
  switch (value.k) {
    case 'unknown':
      return '?';
    case 'null':
      return '~';
    case 'string':
      return quote(value.v);
    case 'number':
      return isInfinite(value.v) ? (formatNumber(value.v, 'g', 10) === '+Inf' ? '+∞' : '-∞') : formatNumber(value.v, 'g', 10);
    case 'bool':
      return value.v ? 'T' : 'F';
    case 'list':
    case 'set':
      return `[${value.v.map((item) => `${orderText(item)};`).join('')}]`;
    case 'tuple':
      return `<${value.v.map((item) => `${orderText(item)};`).join('')}>`;
    case 'map':
      return `{${keysOf(value.v)
        .map((key) => `${quote(key)}=${orderText(value.v[key]!)};`)
        .join('')}}`;
    case 'object':
      return `<${keysOf(value.v)
        .map((key) => `${orderText(value.v[key]!)};`)
        .join('')}>`;
  }
}
