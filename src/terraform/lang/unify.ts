// One type for several: for the two results of a conditional, for the elements of a list.
import { convertible } from './convert.ts';
import type { Collection, Type } from './type.ts';
import { elementType, isCollection, isList, isMap, isObject, isSet, isTuple } from './type.ts';

/** A type that all of these can be converted to, or null. `unsafe` allows conversions that depend on the value. */
export function unify(types: readonly Type[], unsafe: boolean): Type | null {
  if (types.length === 0) return null;
  const distinct = types.filter((type, index) => types.indexOf(type) === index);
  if (distinct.length === 1) return types[0]!;
  const count = (test: (type: Type) => boolean): number => distinct.filter(test).length;
  const dynamics = count((type) => type === 'dynamic');
  const total = distinct.length - dynamics;
  const maps = count(isMap);
  const lists = count(isList);
  const objects = count(isObject);
  const tuples = count(isTuple);
  if (maps > 0 && maps === total) return collections(distinct, (map) => ({ map }), unsafe);
  if (maps > 0 && maps + objects === total) {
    const result = structuresAs(distinct, (map) => ({ map }), unsafe);
    if (result) return result;
  } else if (lists > 0 && lists === total) return collections(distinct, (list) => ({ list }), unsafe);
  else if (lists > 0 && lists + tuples === total) {
    const result = structuresAs(distinct, (list) => ({ list }), unsafe);
    if (result) return result;
  } else if (count(isSet) > 0 && count(isSet) === total) return collections(distinct, (set) => ({ set }), unsafe);
  else if (objects > 0 && objects === total) return dynamics > 0 ? 'dynamic' : unifyObjects(distinct, unsafe);
  else if (tuples > 0 && tuples === total) return dynamics > 0 ? 'dynamic' : unifyTuples(distinct, unsafe);
  else if (objects > 0 && tuples > 0) return null;
  return preferred(distinct, unsafe);
}

/** The most general of the types themselves: strings before other primitives, collections before structures, the undecided last. */
function preferred(types: readonly Type[], unsafe: boolean): Type | null {
  const rank = (type: Type): number =>
    type === 'dynamic' ? 5 : type === 'string' ? 0 : typeof type === 'string' ? 1 : isList(type) || isMap(type) ? 2 : isTuple(type) || isObject(type) ? 3 : 4;
  const order = [...types].sort((a, b) => rank(a) - rank(b));
  for (const wanted of order) if (types.every((type) => type === wanted || convertible(type, wanted, unsafe))) return wanted;
  return null;
}

function collections(types: readonly Type[], make: (element: Type) => Type, unsafe: boolean): Type | null {
  if (types.includes('dynamic')) return 'dynamic';
  const element = unify((types as Collection[]).map(elementType), unsafe);
  return element === null ? null : make(element);
}

/** Lists with tuples, maps with objects: the structures may be such collections in disguise. */
function structuresAs(types: readonly Type[], make: (element: Type) => Type, unsafe: boolean): Type | null {
  if (types.includes('dynamic')) return 'dynamic';
  const members = types.flatMap((type) => (isTuple(type) ? type.tuple : isObject(type) ? Object.values(type.object) : isCollection(type) ? [elementType(type)] : []));
  const element = unify(members, unsafe);
  return element === null ? null : make(element);
}

function unifyObjects(types: readonly Type[], unsafe: boolean): Type | null {
  const objects = types.filter(isObject);
  const names = Object.keys(objects[0]!.object);
  const alike = objects.every((type) => Object.keys(type.object).length === names.length && names.every((name) => Object.hasOwn(type.object, name)));
  if (!alike) {
    const element = unify(
      objects.flatMap((type) => Object.values(type.object)),
      unsafe,
    );
    return element === null ? null : { map: element };
  }
  const object: Record<string, Type> = {};
  for (const name of names) {
    const type = unify(
      objects.map((item) => item.object[name]!),
      unsafe,
    );
    if (type === null) return null;
    object[name] = type;
  }
  return { object };
}

function unifyTuples(types: readonly Type[], unsafe: boolean): Type | null {
  const tuples = types.filter(isTuple);
  const { length } = tuples[0]!.tuple;
  if (!tuples.every((type) => type.tuple.length === length)) {
    const element = unify(
      tuples.flatMap((type) => type.tuple),
      unsafe,
    );
    return element === null ? null : { list: element };
  }
  const tuple: Type[] = [];
  for (let index = 0; index < length; index++) {
    const type = unify(
      tuples.map((item) => item.tuple[index]!),
      unsafe,
    );
    if (type === null) return null;
    tuple.push(type);
  }
  return { tuple };
}
