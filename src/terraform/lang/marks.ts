// Marks travel with values through every expression: a sensitive input makes a sensitive result.

import type { Mark, Value } from './value.ts';
import { keysOf, put } from './value.ts';

const NONE: readonly Mark[] = [];

export const marksOf = (value: Value): readonly Mark[] => value.marks ?? NONE;
export const isMarked = (value: Value): boolean => value.marks !== undefined;
export const hasMark = (value: Value, mark: Mark): boolean => value.marks?.includes(mark) ?? false;
export const isSensitive = (value: Value): boolean => hasMark(value, 'sensitive');

/** The value with these marks as well as its own. */
export function mark(value: Value, marks: Mark | readonly Mark[]): Value {
  const added = typeof marks === 'string' ? [marks] : marks;
  if (added.length === 0) return value;
  const own = marksOf(value);
  const union = [...own];
  for (const item of added) if (!union.includes(item)) union.push(item);
  if (union.length === own.length) return value;
  return { ...value, marks: union.sort() };
}

/** The value without its outermost marks, and those. */
export function unmark(value: Value): [Value, readonly Mark[]] {
  if (!value.marks) return [value, NONE];
  const { marks, ...rest } = value;
  return [rest as Value, marks];
}

/** Where marks are inside a value: steps from the outside, and the marks there. */
export interface MarkedPath {
  readonly path: readonly (string | number)[];
  readonly marks: readonly Mark[];
}

/** Whether there is a mark anywhere. */
export function containsMarked(value: Value, wanted?: Mark): boolean {
  if (value.marks && (wanted === undefined || value.marks.includes(wanted))) return true;
  switch (value.k) {
    case 'list':
    case 'set':
    case 'tuple':
      return value.v.some((item) => containsMarked(item, wanted));
    case 'map':
    case 'object':
      return Object.values(value.v).some((item) => containsMarked(item, wanted));
    default:
      return false;
  }
}

/** The value without any mark, and all the marks that were inside. */
export function unmarkDeep(value: Value): [Value, readonly Mark[]] {
  if (!containsMarked(value)) return [value, NONE];
  const found = new Set<Mark>();
  const plain = rebuilt(value, (item) => {
    for (const m of marksOf(item)) found.add(m);
    return unmark(item)[0];
  });
  return [plain, [...found].sort()];
}

/** The value without any mark, and where each was. A set is marked as a whole. */
export function unmarkDeepWithPaths(value: Value): [Value, readonly MarkedPath[]] {
  const paths: MarkedPath[] = [];
  const walk = (item: Value, path: readonly (string | number)[]): void => {
    if (item.marks) paths.push({ path, marks: item.marks });
    if (item.k === 'list' || item.k === 'tuple') for (const [index, inner] of item.v.entries()) walk(inner, [...path, index]);
    else if (item.k === 'map' || item.k === 'object') for (const key of keysOf(item.v)) walk(item.v[key]!, [...path, key]);
  };
  if (!containsMarked(value)) return [value, paths];
  walk(value, []);
  return [unmarkDeep(value)[0], paths];
}

/** Puts marks back. Steps that do not exist any more are left out. */
export function markWithPaths(value: Value, paths: readonly MarkedPath[]): Value {
  return paths.reduce((result, { path, marks }) => markAt(result, path, marks), value);
}

function markAt(value: Value, path: readonly (string | number)[], marks: readonly Mark[]): Value {
  if (path.length === 0) return mark(value, marks);
  const [step, ...rest] = path;
  if ((value.k === 'list' || value.k === 'tuple') && typeof step === 'number') {
    if (step < 0 || step >= value.v.length) return value;
    return { ...value, v: value.v.map((item, index) => (index === step ? markAt(item, rest, marks) : item)) };
  }
  if ((value.k === 'map' || value.k === 'object') && typeof step === 'string' && Object.hasOwn(value.v, step)) {
    const v: Record<string, Value> = {};
    for (const key of Object.keys(value.v)) put(v, key, key === step ? markAt(value.v[key]!, rest, marks) : value.v[key]!);
    return { ...value, v };
  }
  // Inside a set there is no address: the mark goes on the set.
  return value.k === 'set' ? mark(value, marks) : value;
}

/** Every part of a value, inner parts first, replaced by what `change` makes of it. */
export function rebuilt(value: Value, change: (value: Value) => Value): Value {
  switch (value.k) {
    case 'list':
    case 'set':
    case 'tuple':
      return change({ ...value, v: value.v.map((item) => rebuilt(item, change)) } as Value);
    case 'map':
    case 'object': {
      const v: Record<string, Value> = {};
      for (const key of Object.keys(value.v)) put(v, key, rebuilt(value.v[key]!, change));
      return change({ ...value, v } as Value);
    }
    default:
      return change(value);
  }
}
