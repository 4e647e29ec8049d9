// Equality as a plan shows it: of what would be written in JSON, whatever the exact types, without marks.
import type { NumberValue, Value } from '../../lang/value.ts';

const sameNumber = (a: NumberValue, b: NumberValue): boolean => a === b || (typeof a === 'object' && typeof b === 'object' && a.m === b.m && a.e === b.e);

/** Whether two values look the same. Unknown values never do. */
export function looksEqual(a: Value | null, b: Value | null): boolean {
  const left = a === null || a.k === 'null';
  const right = b === null || b.k === 'null';
  if (left || right) return left && right;
  if (a === b) return !hasUnknown(a);
  if (a.k === 'unknown' || b.k === 'unknown') return false;
  if (a.k === 'string' || a.k === 'bool') return a.k === b.k && a.v === b.v;
  if (a.k === 'number') return b.k === 'number' && sameNumber(a.v, b.v);
  if (a.k === 'list' || a.k === 'set' || a.k === 'tuple') {
    if (b.k !== 'list' && b.k !== 'set' && b.k !== 'tuple') return false;
    return a.v.length === b.v.length && a.v.every((item, i) => looksEqual(item, b.v[i] as Value));
  }
  if (b.k !== 'map' && b.k !== 'object') return false;
  const names = Object.keys(a.v);
  if (names.length !== Object.keys(b.v).length) return false;
  return names.every((name) => Object.hasOwn(b.v, name) && looksEqual(a.v[name] as Value, b.v[name] as Value));
}

/** Whether anything in a value is unknown. */
export function hasUnknown(value: Value): boolean {
  if (value.k === 'unknown') return true;
  if (value.k === 'list' || value.k === 'set' || value.k === 'tuple') return value.v.some(hasUnknown);
  if (value.k === 'map' || value.k === 'object') return Object.values(value.v).some(hasUnknown);
  return false;
}

/** Whether the sensitive parts of two values that look the same are the same. */
export function sameSensitivity(a: Value | null, b: Value | null): boolean {
  const left = a?.marks?.includes('sensitive') ?? false;
  const right = b?.marks?.includes('sensitive') ?? false;
  if (left !== right) return false;
  if (!a || !b) return true;
  if ((a.k === 'list' || a.k === 'set' || a.k === 'tuple') && (b.k === 'list' || b.k === 'set' || b.k === 'tuple')) {
    return a.v.every((item, i) => sameSensitivity(item, b.v[i] ?? null));
  }
  if ((a.k === 'map' || a.k === 'object') && (b.k === 'map' || b.k === 'object')) {
    return Object.keys(a.v).every((name) => sameSensitivity(a.v[name] as Value, b.v[name] ?? null));
  }
  return true;
}
