// Functions on maps and objects.
import { attributeOf, isAccessError } from '../access.ts';
import { convert, isConversionError } from '../convert.ts';
import { mark, unmark, unmarkDeep } from '../marks.ts';
import { quote } from '../quote.ts';
import type { Type } from '../type.ts';
import { isList, isMap, isObject, isTuple, sameType, typeName } from '../type.ts';
import { unify } from '../unify.ts';
import type { Mark, Value } from '../value.ts';
import { at, compareText, entriesOf, isWhollyKnown, itemsOf, keysOf, listOf, mapOf, objectOf, put, stringOf, tupleOf, typeOf, UNKNOWN, unknownOf } from '../value.ts';
import { fail, text } from './function.ts';
import { elemOf, sequenceItems, strings } from './sequence.ts';

export function keysType([map]: readonly Value[]): Type {
  const type = typeOf(map!);
  if (isMap(type)) return strings;
  if (isObject(type)) return { tuple: Object.keys(type.object).map(() => 'string' as const) };
  return type === 'dynamic' ? 'dynamic' : fail('must have map or object type', 0);
}

export function keys(given: Value, type: Type): Value {
  const [map, marks] = unmark(given);
  const own = typeOf(map);
  // The names of an object are known even when its values are not.
  const names = isObject(own) ? keysOf(own.object) : map.k === 'map' ? keysOf(map.v) : null;
  if (names === null) return own === 'dynamic' ? UNKNOWN : mark(unknownOf(type, { notNull: true }), marks);
  const items = names.map(stringOf);
  return mark(isList(type) ? listOf('string', items) : tupleOf(items), marks);
}

export function lookup(args: readonly Value[]): Value {
  const [map, mapMarks] = unmark(args[0]!);
  const [key, keyMarks] = unmark(args[1]!);
  const type = typeOf(map);
  const marks = [...mapMarks, ...keyMarks];
  const fallback = args[2];
  if (type === 'dynamic') return UNKNOWN;
  if (!isMap(type) && !isObject(type)) return fail('lookup() requires a map as the first argument', 0);
  if (args.length > 3) return fail(`lookup() takes two or three arguments, got ${args.length}`);
  if (isMap(type)) {
    const given = fallback === undefined ? undefined : convert(fallback, type.map);
    if (given !== undefined && isConversionError(given)) return fail('the default value must have the same type as the map elements', 2);
    if (map.k !== 'map' || key.k !== 'string') return mark(unknownOf(type.map), marks);
    const found = at(map.v, key.v);
    if (found !== undefined) return mark(found, marks);
    return given === undefined ? fail(`lookup failed to find key ${quote(key.v)}`) : mark(given, marks);
  }
  if (key.k !== 'string') return mark(UNKNOWN, marks);
  const found = attributeOf(map, key.v);
  if (!isAccessError(found)) return mark(found, marks);
  if (fallback === undefined) return fail(`the given object has no attribute ${quote(key.v)}`, 0);
  return mark(fallback, marks);
}

/** Later arguments win. Maps alone give a map; with objects among them, an object. */
export function merge(args: readonly Value[]): Value {
  const marks: Mark[] = [];
  const plain = args.map((value) => {
    const [inner, own] = unmark(value);
    marks.push(...own);
    return inner;
  });
  const types = plain.map(typeOf);
  plain.forEach((value, index) => {
    const type = types[index]!;
    if (!isMap(type) && !isObject(type) && type !== 'dynamic') fail(`arguments must be maps or objects, got ${quote(typeName(type))}`);
    if (value.k === 'unknown' && type === 'dynamic') types[index] = 'dynamic';
  });
  if (plain.some((value) => value.k === 'unknown')) {
    const [first] = types;
    return first !== undefined && isMap(first) && types.every((type) => sameType(type, first)) ? unknownOf(first) : UNKNOWN;
  }
  const present = plain.filter((value) => value.k !== 'null');
  const v: Record<string, Value> = {};
  for (const value of present) if (value.k === 'map' || value.k === 'object') for (const key of Object.keys(value.v)) put(v, key, value.v[key]!);
  const [first] = types;
  if (first !== undefined && isMap(first) && types.every((type) => sameType(type, first))) return mark(mapOf(first.map, v), marks);
  const elements = types.every(isMap) && types.length > 0 ? unify(types.map(elemOf), true) : null;
  return mark(elements === null || present.length === 0 ? objectOf(v) : objectOf(v), marks);
}

export function transpose(map: Value): Value {
  if (!isWhollyKnown(map)) return unknownOf({ map: strings }, { notNull: true });
  const found = new Map<string, Value[]>();
  for (const [key, list] of entriesOf(map)) {
    if (list.k === 'null') return fail('input must not contain null list');
    for (const item of sequenceItems(list)) {
      if (item.k === 'null') return fail('input list must not contain null string');
      const name = text(item);
      found.set(name, [...(found.get(name) ?? []), key]);
    }
  }
  const v: Record<string, Value> = {};
  for (const name of [...found.keys()].sort(compareText)) put(v, name, listOf('string', found.get(name)!));
  return mapOf(strings, v);
}

export function values(given: Value): Value {
  const [map, marks] = unmark(given);
  const type = typeOf(map);
  if (type === 'dynamic') return UNKNOWN;
  if (!isMap(type) && !isObject(type)) return fail('values() requires a map as the first argument');
  if (map.k === 'unknown') return isMap(type) ? unknownOf({ list: type.map }) : unknownOf({ tuple: keysOf(type.object).map((name) => type.object[name]!) });
  const items = itemsOf(map);
  return mark(isMap(type) ? listOf(type.map, items) : tupleOf(items), marks);
}

export function zipmapType([, values]: readonly Value[]): Type {
  const type = typeOf(values!);
  return isList(type) ? { map: type.list } : 'dynamic';
}

export function zipmap(args: readonly Value[]): Value {
  const [names, nameMarks] = unmarkDeep(args[0]!);
  const [list, listMarks] = unmark(args[1]!);
  const marks = [...nameMarks, ...listMarks];
  const type = typeOf(list);
  if (!isList(type) && !isTuple(type)) return fail('values argument must be a list or tuple value', 1);
  const items = sequenceItems(list);
  const keyItems = sequenceItems(names);
  if (keyItems.length !== items.length) return fail(`number of keys (${keyItems.length}) does not match number of values (${items.length})`);
  const v: Record<string, Value> = {};
  for (const [index, key] of keyItems.entries()) {
    if (key.k === 'unknown') return mark(isList(type) ? unknownOf({ map: type.list }) : UNKNOWN, marks);
    if (key.k === 'null') return fail(`keys list has null value at index ${index}`);
    put(v, text(key), items[index]!);
  }
  return mark(isList(type) ? mapOf(type.list, v) : objectOf(v), marks);
}
