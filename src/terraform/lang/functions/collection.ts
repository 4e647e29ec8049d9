import { convert, isConversionError } from '../convert.ts';
import { equals, sameValue } from '../equal.ts';
import { mark, marksOf, unmark } from '../marks.ts';
import { toInt64 } from '../number.ts';
import type { Type } from '../type.ts';
import { isList, isSet, isTuple, typeName } from '../type.ts';
import { unify } from '../unify.ts';
import type { Mark, Value } from '../value.ts';
import { compareText, FALSE, listOf, nullOf, numberOf, TRUE, tupleOf, typeOf, UNKNOWN, unknownOf } from '../value.ts';
import type { FunctionSpec } from './function.ts';
import { fail, number, param, text } from './function.ts';
import { length } from './length.ts';
import { keys, keysType, lookup, merge, transpose, values, zipmap, zipmapType } from './map.ts';
import { WHOLE, whole } from './numeric.ts';
import { elemOf, sequenceItems, strings } from './sequence.ts';

const anyList: Type = { list: 'dynamic' };
const loose = { unknown: true, marked: true } as const;

const isSequence = (type: Type): boolean => isList(type) || isSet(type) || isTuple(type);
const isSequenceOrUnknown = (type: Type): boolean => type === 'dynamic' || isSequence(type);

function inType(value: Value, type: Type, argument?: number): Value {
  const result = convert(value, type);
  return isConversionError(result) ? fail(result.error, argument) : result;
}

/** All or any of a list of booleans. A null counts as false. `alltrue` gives up at the first unknown one, `anytrue` looks on. */
function everyBool(value: Value | undefined, wanted: boolean): Value {
  let unknown = false;
  for (const item of sequenceItems(value)) {
    if (item.k === 'unknown') {
      unknown = true;
      if (wanted) break;
    } else if ((item.k === 'bool' && item.v) !== wanted) return wanted ? FALSE : TRUE;
  }
  if (unknown) return unknownOf('bool', { notNull: true });
  return wanted ? TRUE : FALSE;
}

function concatType(args: readonly Value[]): Type {
  if (args.length === 0) return fail('at least one argument is required');
  const plain = args.map((value) => typeOf(value));
  plain.forEach((type, index) => {
    if (!isList(type) && !isTuple(type) && type !== 'dynamic') fail(`all arguments must be lists or tuples; got ${typeName(type)}`, index);
  });
  if (plain.includes('dynamic')) return 'dynamic';
  if (plain.every(isList)) {
    const element = unify(plain.map(elemOf), true);
    if (element !== null) return { list: element };
  }
  if (plain.some(isList) && args.some((value) => value.k === 'unknown')) return 'dynamic';
  return { tuple: args.flatMap((value) => (value.k === 'unknown' ? (isTuple(value.type) ? value.type.tuple : []) : sequenceItems(unmark(value)[0]).map(typeOf))) };
}

function concat(args: readonly Value[], type: Type): Value {
  const marks = args.flatMap((value) => marksOf(value));
  if (args.some((value) => value.k === 'unknown')) return unknownOf(type);
  const all = args.flatMap((value) => sequenceItems(value));
  return mark(
    isList(type)
      ? listOf(
          type.list,
          all.map((item) => inType(item, type.list)),
        )
      : tupleOf(all),
    marks,
  );
}

/** The first argument that is neither null nor, among strings, empty. */
function coalesceType(args: readonly Value[]): Type {
  const types = args.map(typeOf);
  return unify(types, true) ?? fail('all arguments must have the same type');
}

function coalesce(args: readonly Value[], type: Type): Value {
  for (const value of args) {
    const item = inType(value, type);
    if (item.k === 'unknown') return unknownOf(type);
    if (item.k === 'null' || (item.k === 'string' && item.v === '')) continue;
    return item;
  }
  return fail('no non-null, non-empty-string arguments');
}

function coalesceList(args: readonly Value[]): Value {
  if (args.length === 0) return fail('at least one argument is required');
  for (const value of args) {
    if (value.k === 'unknown') return UNKNOWN;
    if (!isSequence(typeOf(value)) || value.k === 'set') return fail('coalescelist arguments must be lists or tuples');
    if (value.k !== 'null' && sequenceItems(value).length > 0) return value;
  }
  return fail('no non-null arguments');
}

function distinct(values: readonly Value[]): Value[] {
  const found: Value[] = [];
  const seen = new Set<string>();
  for (const value of values) {
    if (value.k === 'string') {
      if (seen.has(value.v)) continue;
      seen.add(value.v);
    } else if (found.some((item) => sameValue(item, value))) continue;
    found.push(value);
  }
  return found;
}

function element(args: readonly Value[]): Value {
  const [list, marks] = unmark(args[0]!);
  const position = args[1]!;
  const type = typeOf(list);
  if (type === 'dynamic') return UNKNOWN;
  if (!isList(type) && !isTuple(type) && !isSet(type)) return fail(`cannot read elements from ${typeName(type)}`);
  if (isSet(type)) return fail(`cannot read elements from set of ${typeName(type.set)}`);
  if (position.k === 'unknown' || list.k === 'unknown') return isList(type) ? unknownOf(type.list) : UNKNOWN;
  const index = toInt64(number(position));
  if (index === null) return fail(`invalid index: ${WHOLE}`);
  const items = sequenceItems(list);
  if (items.length === 0) return fail('cannot use element function with an empty list');
  // From the end of a list negative numbers count; on a tuple the real tool breaks down, and says so.
  const rest = index % items.length;
  const place = rest < 0 && isList(type) ? rest + items.length : rest;
  if (place < 0) return fail(`panic in function implementation: runtime error: index out of range [${place}]`);
  return mark(items[Math.abs(place)]!, marks);
}

/** Sequences in a sequence are taken apart, to any depth; marks of the inner ones go to the whole. */
function flatten(value: Value): Value {
  const marks: Mark[] = [];
  const out: Value[] = [];
  let known = true;
  const visit = (item: Value): void => {
    const [plain, own] = unmark(item);
    const type = typeOf(plain);
    if (!isSequence(type) || plain.k === 'null') {
      // One that is marked is taken for an element, whatever it will be (observed with 1.11.4).
      if (plain.k === 'unknown' && type === 'dynamic' && !item.marks) known = false;
      out.push(item);
      return;
    }
    marks.push(...own);
    if (plain.k === 'unknown') known = false;
    for (const inner of sequenceItems(plain)) visit(inner);
  };
  const [plain] = unmark(value);
  if (!isSequenceOrUnknown(typeOf(plain))) return fail('can only flatten lists, sets and tuples');
  if (plain.k === 'unknown') return UNKNOWN;
  visit(value);
  return known ? mark(tupleOf(out), marks) : mark(UNKNOWN, marks);
}

function one(value: Value): Value {
  const [list, marks] = unmark(value);
  const type = typeOf(list);
  const message = 'must be a list, set, or tuple value with either zero or one elements';
  if (type === 'dynamic') return mark(UNKNOWN, marks);
  if (!isSequence(type)) return fail(message, 0);
  if (isTuple(type)) {
    if (type.tuple.length === 0) return mark(nullOf('dynamic'), marks);
    if (type.tuple.length > 1) return fail(message, 0);
    return list.k === 'tuple' ? mark(list.v[0]!, marks) : mark(unknownOf(type.tuple[0]!), marks);
  }
  if (list.k === 'unknown') return mark(unknownOf(elemOf(type)), marks);
  const items = sequenceItems(list);
  if (items.length > 1) return fail(message, 0);
  return mark(items[0] ?? nullOf(elemOf(type)), marks);
}

function reverse(value: Value): Value {
  const [list, marks] = unmark(value);
  const type = typeOf(list);
  if (type !== 'dynamic' && !isSequence(type)) return fail(`can only reverse list or tuple values, not ${typeName(type)}`, 0);
  if (list.k === 'unknown') return unknownOf(isTuple(type) ? { tuple: [...type.tuple].reverse() } : isSet(type) ? { list: type.set } : type);
  const items = [...sequenceItems(list)].reverse();
  return mark(isTuple(type) ? tupleOf(items) : listOf(elemOf(type), items), marks);
}

const placeOf = (value: Value | undefined, which: 'start' | 'end', argument: number): number =>
  toInt64(number(value)) ?? fail(`invalid ${which} index: value must be a whole number, between -9223372036854775808 and 9223372036854775807`, argument);

function slice(args: readonly Value[]): Value {
  const [list, marks] = unmark(args[0]!);
  const type = typeOf(list);
  if (type === 'dynamic') return mark(UNKNOWN, marks);
  if (isSet(type)) return fail('cannot slice a set, because its elements do not have indices; explicitly convert to a list if the ordering of the result is not important', 0);
  if (!isList(type) && !isTuple(type)) return fail('must be a list or tuple value', 0);
  if (list.k === 'unknown') return mark(isList(type) ? unknownOf(type) : UNKNOWN, marks);
  const items = sequenceItems(list);
  const start = placeOf(args[1], 'start', 1);
  const end = placeOf(args[2], 'end', 2);
  if (start < 0) return fail('start index must not be less than zero', 1);
  if (start > items.length) return fail('start index must not be greater than the length of the list', 1);
  if (end < 0) return fail('end index must not be less than zero', 2);
  if (end > items.length) return fail('end index must not be greater than the length of the list', 2);
  if (start > end) return fail('start index must not be greater than end index', 1);
  const part = items.slice(start, end);
  return mark(isList(type) ? listOf(type.list, part) : tupleOf(part), marks);
}

function contains(args: readonly Value[]): Value {
  const [list, wanted] = args as [Value, Value];
  if (!isSequenceOrUnknown(typeOf(list))) return fail('argument must be list, tuple, or set');
  let unknown = false;
  for (const item of sequenceItems(list)) {
    const same = equals(item, wanted);
    if (same.k === 'unknown') unknown = true;
    else if (same.k === 'bool' && same.v) return TRUE;
  }
  return unknown ? unknownOf('bool', { notNull: true }) : FALSE;
}

function indexOf(args: readonly Value[]): Value {
  const [list, wanted] = args as [Value, Value];
  const type = typeOf(list);
  if (!isList(type) && !isTuple(type)) return fail('argument must be a list or tuple');
  const items = sequenceItems(list);
  if (items.length === 0) return fail('cannot search an empty list');
  for (const [index, item] of items.entries()) {
    const same = equals(item, wanted);
    if (same.k === 'unknown') return unknownOf('number', { notNull: true });
    if (same.k === 'bool' && same.v) return numberOf(index);
  }
  return fail('item not found');
}

function chunk(args: readonly Value[]): Value {
  const [list, listMarks] = unmark(args[0]!);
  const [given, sizeMarks] = unmark(args[1]!);
  const marks = [...listMarks, ...sizeMarks];
  const type = typeOf(list);
  const size = whole(given);
  if (size < 0) return fail('the size argument must be positive');
  const items = sequenceItems(list);
  const chunks: Value[] = [];
  const step = size === 0 ? Math.max(1, items.length) : size;
  for (let start = 0; start < items.length; start += step) chunks.push(listOf(elemOf(type), items.slice(start, start + step)));
  return mark(listOf(type, chunks), marks);
}

function matchKeys(args: readonly Value[]): Value {
  const [found, names, wanted] = args as [Value, Value, Value];
  if (sequenceItems(names).length !== sequenceItems(found).length) return fail('length of keys and values should be equal');
  const type = unify([elemOf(typeOf(names)), elemOf(typeOf(wanted))], true);
  if (type === null) return fail('keys and searchset must be of the same type');
  const search = sequenceItems(wanted).map((item) => inType(item, type));
  const out: Value[] = [];
  for (const [index, key] of sequenceItems(names).entries()) {
    const item = inType(key, type);
    for (const candidate of search) {
      const same = equals(item, candidate);
      if (same.k === 'unknown') return unknownOf(typeOf(found), { notNull: true });
      if (same.k === 'bool' && same.v) {
        out.push(sequenceItems(found)[index]!);
        break;
      }
    }
  }
  return listOf(elemOf(typeOf(found)), out);
}

function sort(list: Value): Value {
  const items = sequenceItems(list);
  // The order is open, the length is not.
  if (items.some((item) => item.k === 'unknown'))
    return listOf(
      'string',
      items.map(() => unknownOf('string')),
    );
  items.forEach((item, index) => {
    if (item.k === 'null') fail(`given list element ${index} is null; a null string cannot be sorted`);
  });
  return listOf(
    'string',
    [...items].sort((a, b) => compareText(text(a), text(b))),
  );
}

const removed = (name: 'list' | 'map', instead: string): FunctionSpec => ({
  params: [],
  variadic: param('vals', 'dynamic', { nullable: true, unknown: true, marked: true }),
  returns: 'dynamic',
  run: () => fail(`the "${name}" function was deprecated in Terraform v0.12 and is no longer available; use ${instead} syntax to write a literal ${name}`),
});

export const collectionFunctions: { readonly [name: string]: FunctionSpec } = {
  alltrue: { params: [param('list', { list: 'bool' })], returns: 'bool', run: ([list]) => everyBool(list, true) },
  anytrue: { params: [param('list', { list: 'bool' })], returns: 'bool', run: ([list]) => everyBool(list, false) },
  chunklist: { params: [param('list', anyList, { marked: true }), param('size', 'number', { marked: true })], returns: ([list]) => ({ list: typeOf(list!) }), run: chunk },
  coalesce: { params: [], variadic: param('vals', 'dynamic', { nullable: true, unknown: true }), returns: coalesceType, run: coalesce },
  coalescelist: { params: [], variadic: param('vals', 'dynamic', { nullable: true, unknown: true }), returns: 'dynamic', run: coalesceList },
  compact: {
    params: [param('list', strings)],
    returns: strings,
    run: ([list]) => {
      const items = sequenceItems(list);
      if (items.some((item) => item.k === 'unknown')) return unknownOf(strings, { notNull: true });
      return listOf(
        'string',
        items.filter((item) => item.k === 'string' && item.v !== ''),
      );
    },
  },
  concat: { params: [], variadic: param('seqs', 'dynamic', { marked: true, unknown: true }), returns: concatType, run: concat },
  contains: { params: [param('list', 'dynamic'), param('value', 'dynamic')], returns: 'bool', run: contains },
  distinct: {
    params: [param('list', anyList)],
    returns: ([list]) => typeOf(list!),
    run: ([list]) => {
      const items = sequenceItems(list);
      if (items.some((item) => item.k === 'unknown')) return unknownOf(typeOf(list!), { notNull: true });
      return listOf(elemOf(typeOf(list!)), distinct(items));
    },
  },
  element: { params: [param('list', 'dynamic', loose), param('index', 'number', { unknown: true })], returns: 'dynamic', run: element, mayBeNull: true },
  flatten: { params: [param('list', 'dynamic', loose)], returns: 'dynamic', run: ([list]) => flatten(list!) },
  index: { params: [param('list', 'dynamic'), param('value', 'dynamic')], returns: 'number', run: indexOf },
  keys: { params: [param('inputMap', 'dynamic', loose)], returns: keysType, run: ([map], type) => keys(map!, type) },
  length: { params: [param('value', 'dynamic', loose)], returns: 'number', run: ([value]) => length(value!) },
  list: removed('list', 'tolist([ ... ])'),
  lookup: {
    params: [param('inputMap', 'dynamic', loose), param('key', 'string', loose)],
    variadic: param('default', 'dynamic', { nullable: true, ...loose }),
    returns: 'dynamic',
    run: lookup,
    mayBeNull: true,
  },
  map: removed('map', 'tomap({ ... })'),
  matchkeys: { params: [param('values', anyList), param('keys', anyList), param('searchset', anyList)], returns: ([list]) => typeOf(list!), run: matchKeys },
  merge: { params: [], variadic: param('maps', 'dynamic', { nullable: true, ...loose }), returns: 'dynamic', run: merge },
  one: { params: [param('list', 'dynamic', loose)], returns: 'dynamic', run: ([list]) => one(list!), mayBeNull: true },
  reverse: { params: [param('list', 'dynamic', loose)], returns: 'dynamic', run: ([list]) => reverse(list!) },
  slice: { params: [param('list', 'dynamic', { marked: true }), param('start_index', 'number'), param('end_index', 'number')], returns: 'dynamic', run: slice },
  sort: { params: [param('list', strings)], returns: strings, run: ([list]) => sort(list!) },
  transpose: { params: [param('values', { map: strings })], returns: { map: strings }, run: ([map]) => transpose(map!) },
  values: { params: [param('mapping', 'dynamic', loose)], returns: 'dynamic', run: ([map]) => values(map!) },
  zipmap: { params: [param('keys', strings, { marked: true }), param('values', 'dynamic', { marked: true })], returns: zipmapType, run: zipmap },
};
