// Automatic conversions between types, and what the language says when there is none.
import { mark, unmark } from './marks.ts';
import { numberText, parseNumber } from './number-text.ts';
import { quote } from './quote.ts';
import { setOf } from './set.ts';
import type { Type } from './type.ts';
import { constraintName, elementType, hasDynamic, isCollection, isList, isMap, isObject, isPrimitive, isSet, isTuple, sameType, withoutOptional } from './type.ts';
import { unify } from './unify.ts';
import type { Refinement, Value } from './value.ts';
import { at, FALSE, keysOf, listOf, mapOf, nullOf, objectOf, put, stringOf, TRUE, tupleOf, typeOf, unknownOf } from './value.ts';

/** Why a value cannot be converted, and where inside it. */
export interface ConversionError {
  readonly error: string;
  readonly path: readonly (string | number)[];
}

export const isConversionError = (result: Value | ConversionError): result is ConversionError => 'error' in result;

class Failure {
  readonly message: string;
  readonly path: (string | number)[];
  constructor(message: string, path: (string | number)[] = []) {
    this.message = message;
    this.path = path;
  }
}

/** The value as a value of `type`, or why that cannot be. Optional attributes of `type` become nulls where they are missing. */
export function convert(value: Value, type: Type): Value | ConversionError {
  if (type === 'dynamic' || (typeof type === 'string' && value.k === type)) return value;
  try {
    return converted(value, type);
  } catch (problem) {
    if (problem instanceof Failure) return { error: problem.message, path: problem.path };
    throw problem;
  }
}

/** Whether some value of type `from` can become one of type `to`; `unsafe` allows conversions that depend on the value. */
export function convertible(from: Type, to: Type, unsafe: boolean): boolean {
  if (to === 'dynamic' || sameType(from, to)) return true;
  if (from === 'dynamic') return unsafe;
  if (isPrimitive(from) && isPrimitive(to)) return to === 'string' || (unsafe && from === 'string');
  if (isObject(to) && isObject(from)) {
    return Object.entries(to.object).every(([name, type]) => {
      const own = at(from.object, name);
      return own === undefined ? (to.optional?.includes(name) ?? false) : convertible(own, type, unsafe);
    });
  }
  if (isTuple(to) && isTuple(from)) return to.tuple.length === from.tuple.length && to.tuple.every((type, index) => convertible(from.tuple[index]!, type, unsafe));
  if (isList(to) && (isList(from) || isSet(from))) return convertible(elementType(from), to.list, unsafe);
  if (isSet(to) && (isList(from) || isSet(from))) return (isSet(from) || unsafe) && convertible(elementType(from), to.set, unsafe);
  if (isMap(to) && isMap(from)) return convertible(from.map, to.map, unsafe);
  if (isTuple(from) && (isList(to) || (isSet(to) && unsafe))) return memberTypes(from.tuple, elementType(to), unsafe) !== null;
  if (isMap(to) && isObject(from)) return memberTypes(Object.values(from.object), to.map, unsafe) !== null;
  if (isObject(to) && isMap(from)) return unsafe && Object.values(to.object).every((type) => convertible(from.map, type, unsafe));
  return false;
}

/** The element type of the collection that members of these types make; null when there is none. */
function memberTypes(types: readonly Type[], wanted: Type, unsafe: boolean): Type | null {
  if (types.length === 0) return wanted;
  if (wanted !== 'dynamic') return types.every((type) => convertible(type, wanted, unsafe)) ? wanted : null;
  const common = unify(types, unsafe);
  return common === null || (common === 'dynamic' && types[0] !== 'dynamic') ? null : common;
}

function converted(value: Value, type: Type): Value {
  if (type === 'dynamic') return value;
  if (value.marks) {
    const [plain, marks] = unmark(value);
    return mark(converted(plain, type), marks);
  }
  const from = typeOf(value);
  if (sameType(from, type)) return value;
  if (!convertible(from, type, true)) throw new Failure(mismatch(from, type));
  if (value.k === 'unknown') return unknownOf(filled(from, withoutOptional(type)), keptRefinement(value.refined, from, type));
  if (value.k === 'null') return nullOf(filled(from, withoutOptional(type)));
  if (isPrimitive(type)) return primitive(value, type);
  if (isObject(type)) return toObject(value, type);
  if (isTuple(type)) return tupleOf(inside(value as Extract<Value, { k: 'tuple' }>, (item, index) => converted(item, type.tuple[index]!)));
  return toCollection(value, type);
}

function keptRefinement(refined: Refinement | undefined, from: Type, to: Type): Refinement | undefined {
  if (!refined) return undefined;
  const kept: { -readonly [key in keyof Refinement]: Refinement[key] } = {};
  if (refined.notNull) kept.notNull = true;
  if (refined.prefix !== undefined && to === 'string' && from === 'string') kept.prefix = refined.prefix;
  if (isCollection(from) && isCollection(to)) {
    if (refined.max !== undefined) kept.max = refined.max;
    if (refined.min !== undefined) kept.min = isSet(to) && refined.min > 1 ? 1 : refined.min;
  }
  return kept;
}

/** `to` with its undecided parts taken from `from` where they correspond. */
function filled(from: Type, to: Type): Type {
  if (to === 'dynamic') return from;
  if (from === 'dynamic' || typeof to === 'string' || typeof from === 'string' || !hasDynamic(to)) return to;
  if (isObject(to)) {
    if (!isObject(from)) return to;
    return { object: Object.fromEntries(Object.entries(to.object).map(([name, type]) => [name, filled(at(from.object, name) ?? 'dynamic', type)])) };
  }
  if (isTuple(to)) return isTuple(from) ? { tuple: to.tuple.map((type, index) => filled(from.tuple[index] ?? 'dynamic', type)) } : to;
  const wanted = elementType(to);
  const own = isCollection(from) ? filled(elementType(from), wanted) : (memberTypes(isTuple(from) ? from.tuple : Object.values(from.object), wanted, true) ?? wanted);
  return isList(to) ? { list: own } : isSet(to) ? { set: own } : { map: own };
}

function primitive(value: Value, type: 'string' | 'number' | 'bool'): Value {
  if (type === 'string') {
    if (value.k === 'number') return stringOf(numberText(value.v));
    if (value.k === 'bool') return stringOf(value.v ? 'true' : 'false');
  }
  if (value.k === 'string' && type === 'number') {
    const number = parseNumber(value.v);
    if (number === null) throw new Failure('a number is required');
    return { k: 'number', v: number };
  }
  if (value.k === 'string' && type === 'bool') {
    if (value.v === 'true' || value.v === '1') return TRUE;
    if (value.v === 'false' || value.v === '0') return FALSE;
    const lower = value.v.toLowerCase();
    if (lower === 'true' || lower === 'false') throw new Failure(`a bool is required; to convert from string, use lowercase "${lower}"`);
    throw new Failure('a bool is required');
  }
  throw new Failure(`${type} required`);
}

/** Converts each item; a failure inside learns where it happened. */
function inside(value: { readonly v: readonly Value[] }, change: (item: Value, index: number) => Value): Value[] {
  return value.v.map((item, index) => located(index, () => change(item, index)));
}

function located<T>(step: string | number, run: () => T): T {
  try {
    return run();
  } catch (problem) {
    if (problem instanceof Failure) problem.path.unshift(step);
    throw problem;
  }
}

function toObject(value: Value, type: Extract<Type, { object: unknown }>): Value {
  const source = value as Extract<Value, { k: 'object' | 'map' }>;
  const v: Record<string, Value> = {};
  for (const name of keysOf(type.object)) {
    const item = at(source.v, name);
    const wanted = type.object[name]!;
    if (item !== undefined)
      put(
        v,
        name,
        located(name, () => converted(item, wanted)),
      );
    else if (type.optional?.includes(name)) put(v, name, nullOf(withoutOptional(wanted)));
    else throw new Failure(value.k === 'map' ? `map has no element for required attribute ${quote(name)}` : `attribute ${quote(name)} is required`);
  }
  return objectOf(v);
}

function toCollection(value: Value, type: Extract<Type, { list: Type } | { set: Type } | { map: Type }>): Value {
  const wanted = elementType(type);
  const structural = value.k === 'tuple' || value.k === 'object';
  const types = structural ? (Object.values(value.v) as Value[]).map(typeOf) : [];
  // Members of a structure find a type for all of them first; those of a collection have one already.
  const common = structural ? memberTypes(types, wanted, true) : wanted;
  if (common === null) throw new Failure(mismatch(typeOf(value), type));
  if (value.k === 'object' || value.k === 'map') {
    const v: Record<string, Value> = {};
    for (const key of keysOf(value.v))
      put(
        v,
        key,
        located(key, () => converted(value.v[key]!, common)),
      );
    return mapOf(decided(common, Object.values(v)), v);
  }
  const items = inside(value as Extract<Value, { k: 'tuple' | 'list' | 'set' }>, (item) => converted(item, common));
  const elem = decided(common, items);
  if (isList(type)) return listOf(elem, items);
  // Elements of a set carry no marks of their own.
  const marks = items.flatMap((item) => item.marks ?? []);
  return mark(setOf(elem, marks.length > 0 ? items.map((item) => unmark(item)[0]) : items), marks);
}

/** A type with undecided parts becomes that of the elements, once there are some. */
function decided(type: Type, items: readonly Value[]): Type {
  const plain = withoutOptional(type);
  if (!hasDynamic(plain) || items.length === 0) return plain;
  const types = items.map(typeOf);
  const common = unify(types, true);
  if (common === null) throw new Failure('all elements must have the same type');
  return common;
}

const attributes = (names: readonly string[]): string => {
  const quoted = names.map(quote);
  if (quoted.length === 1) return `attribute ${quoted[0]} is required`;
  if (quoted.length === 2) return `attributes ${quoted[0]} and ${quoted[1]} are required`;
  return `attributes ${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1)} are required`;
};

/** Says why no value of type `got` can be a `want`. */
export function mismatch(got: Type, want: Type): string {
  const required = `${constraintName(want)} required`;
  if (isObject(got) && isObject(want)) {
    const missing: string[] = [];
    for (const name of keysOf(want.object)) {
      const own = at(got.object, name);
      if (own === undefined) {
        if (!want.optional?.includes(name)) missing.push(name);
      } else if (!convertible(own, want.object[name]!, true)) return `attribute ${quote(name)}: ${mismatch(own, want.object[name]!)}`;
    }
    return missing.length > 0 ? attributes(missing) : required;
  }
  if (isTuple(got) && (isList(want) || isSet(want))) {
    const wanted = elementType(want);
    if (wanted === 'dynamic') return `all ${isList(want) ? 'list' : 'set'} elements must have the same type`;
    for (const [index, type] of got.tuple.entries()) if (!convertible(type, wanted, true)) return `element ${index}: ${mismatch(type, wanted)}`;
    return `all elements must be ${constraintName(wanted)}`;
  }
  if (isObject(got) && isMap(want)) {
    if (want.map === 'dynamic') return 'all map elements must have the same type';
    for (const name of keysOf(got.object)) if (!convertible(got.object[name]!, want.map, true)) return `element ${quote(name)}: ${mismatch(got.object[name]!, want.map)}`;
    return `all elements must be ${constraintName(want.map)}`;
  }
  if (isCollection(got) && isCollection(want) && isMap(got) === isMap(want)) {
    return `incorrect ${isList(want) ? 'list' : isSet(want) ? 'set' : 'map'} element type: ${mismatch(elementType(got), elementType(want))}`;
  }
  return required;
}
