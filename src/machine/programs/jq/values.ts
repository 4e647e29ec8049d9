// jq's values: their order, arithmetic, indexing and formats.
import { strFromU8, strToU8 } from 'fflate';
import { fromBase64, toBase64 } from '../../disk/base64.ts';
import { Unparsed } from './syntax.ts';

/** jq's own runtime errors. */
export class JqError extends Error {}

export type Value = unknown;
export type Members = Record<string, Value>;

export function typeOf(value: Value): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

const ORDER = ['null', 'false', 'true', 'number', 'string', 'array', 'object'];
const rank = (value: Value): number => ORDER.indexOf(typeof value === 'boolean' ? String(value) : typeOf(value));
export const keysOf = (value: object): string[] => Object.keys(value).sort();

/** jq's order of all values. */
export function compare(a: Value, b: Value): number {
  const order = rank(a) - rank(b);
  if (order !== 0) return order;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let at = 0; at < Math.min(a.length, b.length); at++) {
      const each = compare(a[at], b[at]);
      if (each !== 0) return each;
    }
    return a.length - b.length;
  }
  if (typeOf(a) === 'object') {
    const keys = compare(keysOf(a as object), keysOf(b as object));
    if (keys !== 0) return keys;
    for (const key of keysOf(a as object)) {
      const each = compare((a as Members)[key], (b as Members)[key]);
      if (each !== 0) return each;
    }
  }
  return 0;
}

export const truthy = (value: Value): boolean => value !== null && value !== undefined && value !== false;
const brief = (value: Value): string => {
  const text = JSON.stringify(value) ?? 'null';
  return text.length > 11 ? `${text.slice(0, 10)}...` : text;
};
export const named = (value: Value): string => `${typeOf(value)} (${brief(value)})`;

export function index(value: Value, key: Value): Value {
  if (value === null || value === undefined) return null;
  if (typeof key === 'string' && typeOf(value) === 'object') return Object.hasOwn(value as object, key) ? (value as Members)[key] : null;
  if (typeof key === 'number' && Array.isArray(value)) return value.at(Math.floor(key)) ?? null;
  throw new JqError(typeof key === 'string' ? `Cannot index ${typeOf(value)} with "${key}"` : `Cannot index ${typeOf(value)} with ${typeOf(key)}`);
}

export function iterate(value: Value): Value[] {
  if (Array.isArray(value)) return value;
  if (typeOf(value) === 'object') return Object.values(value as object);
  throw new JqError(`Cannot iterate over ${value === null ? 'null' : named(value)}`);
}

export function arithmetic(operator: string, a: Value, b: Value): Value {
  if (typeof a === 'number' && typeof b === 'number') {
    if (operator === '+') return a + b;
    if (operator === '-') return a - b;
    if (operator === '*') return a * b;
    if (b === 0) throw new JqError(`${named(a)} and ${named(b)} cannot be divided because the divisor is zero`);
    return operator === '/' ? a / b : Math.trunc(a) % Math.trunc(b);
  }
  if (operator === '+') {
    if (a === null) return b;
    if (b === null) return a;
    if (typeof a === 'string' && typeof b === 'string') return a + b;
    if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
    if (typeOf(a) === 'object' && typeOf(b) === 'object') return { ...(a as object), ...(b as object) };
    throw new JqError(`${named(a)} and ${named(b)} cannot be added`);
  }
  if (operator === '-' && Array.isArray(a) && Array.isArray(b)) return a.filter((each) => !b.some((other) => compare(each, other) === 0));
  if (operator === '/' && typeof a === 'string' && typeof b === 'string') return a.split(b);
  if (operator === '*' && typeOf(a) === 'object' && typeOf(b) === 'object') {
    const merged: Members = { ...(a as Members) };
    for (const [key, value] of Object.entries(b as Members))
      merged[key] = typeOf(merged[key]) === 'object' && typeOf(value) === 'object' ? arithmetic('*', merged[key], value) : value;
    return merged;
  }
  throw new JqError(`${named(a)} and ${named(b)} cannot be ${{ '-': 'subtracted', '*': 'multiplied' }[operator] ?? 'divided'}`);
}

export const shown = (value: Value): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null'));

export function format(name: string, value: Value): string {
  const cells = () => {
    if (!Array.isArray(value)) throw new JqError(`${named(value)} cannot be ${name.slice(1)}-formatted, only an array can be`);
    return value;
  };
  switch (name) {
    case '@text':
      return shown(value);
    case '@json':
      return JSON.stringify(value);
    case '@csv':
      return cells()
        .map((each) => (typeof each === 'string' ? `"${each.replaceAll('"', '""')}"` : each === null ? '' : shown(each)))
        .join(',');
    case '@tsv':
      return cells()
        .map((each) => (each === null ? '' : shown(each).replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n')))
        .join('\t');
    case '@sh':
      return (Array.isArray(value) ? value : [value]).map((each) => (typeof each === 'string' ? `'${each.replaceAll("'", "'\\''")}'` : shown(each))).join(' ');
    case '@base64':
      return toBase64(strToU8(shown(value)));
    case '@base64d':
      return strFromU8(fromBase64(shown(value)) ?? new Uint8Array());
    case '@uri':
      return encodeURIComponent(shown(value)).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
    case '@html':
      return shown(value).replace(/[<>&'"]/g, (letter) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&#39;', '"': '&quot;' })[letter] ?? letter);
  }
  throw new Unparsed(`${name} is not a valid format`);
}
