// Two kinds of sameness: "is this the same value" (a yes or no, for sets and diffs), and the language's `==`, which may be unknown.
import { mark, marksOf, unmark } from './marks.ts';
import { compare } from './number.ts';
import type { Type } from './type.ts';
import { sameType } from './type.ts';
import type { Refinement, Value } from './value.ts';
import { at, boolOf, FALSE, keysOf, TRUE, typeOf } from './value.ts';

const sameMarks = (a: Value, b: Value): boolean => {
  const x = marksOf(a);
  const y = marksOf(b);
  return x.length === y.length && x.every((item) => y.includes(item));
};

const sameRefinement = (a?: Refinement, b?: Refinement): boolean => a?.notNull === b?.notNull && a?.prefix === b?.prefix && a?.min === b?.min && a?.max === b?.max;

/** Whether two values are the same in every respect: type, marks, refinements. Two unknowns of one type are the same. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.k !== b.k || (a.marks !== b.marks && !sameMarks(a, b))) return false;
  switch (a.k) {
    case 'null':
      return sameType(a.type, (b as typeof a).type);
    case 'unknown':
      return sameType(a.type, (b as typeof a).type) && sameRefinement(a.refined, (b as typeof a).refined);
    case 'string':
    case 'bool':
      return a.v === (b as typeof a).v;
    case 'number':
      return compare(a.v, (b as typeof a).v) === 0;
    case 'list':
    case 'set': {
      const other = b as typeof a;
      return a.v.length === other.v.length && sameType(a.elem, other.elem) && a.v.every((item, index) => sameValue(item, other.v[index]!));
    }
    case 'tuple': {
      const other = b as typeof a;
      return a.v.length === other.v.length && a.v.every((item, index) => sameValue(item, other.v[index]!));
    }
    case 'map':
      if (!sameType(a.elem, (b as typeof a).elem)) return false;
      return sameRecord(a.v, (b as typeof a).v);
    case 'object':
      return sameRecord(a.v, (b as typeof a).v);
  }
}

function sameRecord(a: { readonly [key: string]: Value }, b: { readonly [key: string]: Value }): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key]!, b[key]!));
}

const UNKNOWN_BOOL: Value = { k: 'unknown', type: 'bool', refined: { notNull: true } };

/** The language's `==`: a boolean, unknown where an unknown part decides, marked where either side is. */
export function equals(a: Value, b: Value): Value {
  if (a.marks || b.marks) {
    const [x, first] = unmark(a);
    const [y, second] = unmark(b);
    return mark(equals(x, y), [...first, ...second]);
  }
  if (a.k === 'null' && b.k === 'null') return TRUE;
  if (a.k === 'null' || b.k === 'null') {
    const other = a.k === 'null' ? b : a;
    if (other.k !== 'unknown') return FALSE;
    return other.refined?.notNull ? FALSE : UNKNOWN_BOOL;
  }
  const left = typeOf(a);
  const right = typeOf(b);
  if (left === 'dynamic' || right === 'dynamic') return UNKNOWN_BOOL;
  if (a.k === 'unknown' || b.k === 'unknown') return sameKind(left, right) && !contradicts(a, b) ? UNKNOWN_BOOL : FALSE;
  if (a.k !== b.k) return FALSE;
  switch (a.k) {
    case 'string':
    case 'bool':
      return boolOf(a.v === (b as typeof a).v);
    case 'number':
      return boolOf(compare(a.v, (b as typeof a).v) === 0);
    case 'list': {
      const other = b as typeof a;
      return sameType(a.elem, other.elem) ? equalItems(a.v, other.v) : FALSE;
    }
    case 'tuple':
      return equalItems(a.v, (b as typeof a).v);
    case 'set': {
      const other = b as typeof a;
      if (!sameType(a.elem, other.elem)) return FALSE;
      if ([...a.v, ...other.v].some((item) => item.k === 'unknown')) return UNKNOWN_BOOL;
      return equalItems(a.v, other.v);
    }
    case 'map': {
      const other = b as typeof a;
      return sameType(a.elem, other.elem) ? equalRecords(a.v, other.v) : FALSE;
    }
    case 'object':
      return equalRecords(a.v, (b as typeof a).v);
  }
}

/** Types that may turn out the same once their undecided parts are known. */
function sameKind(a: Type, b: Type): boolean {
  return sameType(a, b) || JSON.stringify(a).includes('"dynamic"') || JSON.stringify(b).includes('"dynamic"');
}

function contradicts(a: Value, b: Value): boolean {
  const [unknown, other] = a.k === 'unknown' ? [a, b] : [b as typeof a & { k: 'unknown' }, a];
  const prefix = unknown.k === 'unknown' ? unknown.refined?.prefix : undefined;
  if (prefix !== undefined && other.k === 'string') return !other.v.startsWith(prefix);
  return false;
}

function all(results: Value[]): Value {
  let result: Value = TRUE;
  const marks = results.flatMap((item) => marksOf(item));
  for (const item of results) {
    const [plain] = unmark(item);
    if (plain.k === 'bool' && !plain.v) return mark(FALSE, marks);
    if (plain.k === 'unknown') result = UNKNOWN_BOOL;
  }
  return mark(result, marks);
}

function equalItems(a: readonly Value[], b: readonly Value[]): Value {
  if (a.length !== b.length) return FALSE;
  return all(a.map((item, index) => equals(item, b[index]!)));
}

function equalRecords(a: { readonly [key: string]: Value }, b: { readonly [key: string]: Value }): Value {
  const keys = keysOf(a);
  if (keys.length !== Object.keys(b).length || keys.some((key) => at(b, key) === undefined)) return FALSE;
  return all(keys.map((key) => equals(a[key]!, b[key]!)));
}
