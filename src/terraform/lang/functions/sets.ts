// setintersection setproduct setsubtract setunion
import { convert, isConversionError } from '../convert.ts';
import { sameValue } from '../equal.ts';
import { setOf } from '../set.ts';
import type { Type } from '../type.ts';
import { isList, isSet, isTuple } from '../type.ts';
import { unify } from '../unify.ts';
import type { Value } from '../value.ts';
import { isWhollyKnown, listOf, tupleOf, typeOf, unknownOf } from '../value.ts';
import type { FunctionSpec } from './function.ts';
import { fail, param } from './function.ts';

const anySet: Type = { set: 'dynamic' };
const items = (value: Value): readonly Value[] => (value.k === 'list' || value.k === 'set' || value.k === 'tuple' ? value.v : []);

/** The type of a set that can hold the elements of all of them. Empty sets of undecided type have no say. */
function commonSet(args: readonly Value[]): Type {
  const elements: Type[] = [];
  for (const value of args) {
    const type = typeOf(value);
    if (!isSet(type)) continue;
    if (value.k === 'set' && value.v.length === 0 && type.set === 'dynamic') continue;
    elements.push(type.set);
  }
  if (elements.length === 0) return anySet;
  const common = unify(elements, true);
  return common === null ? fail('given sets must all have compatible element types') : { set: common };
}

const inType = (value: Value, type: Type): Value => {
  const result = convert(value, type);
  return isConversionError(result) ? fail(result.error) : result;
};

const membership = (list: readonly Value[]) => {
  const simple = new Set(list.map((item) => (item.k === 'string' ? item.v : null)));
  return (value: Value): boolean => (value.k === 'string' ? simple.has(value.v) : list.some((item) => sameValue(item, value)));
};

/** With `open` elements may be unknown: they are members of their own. */
function operation(run: (first: readonly Value[], others: readonly (readonly Value[])[]) => readonly Value[], open = false): Pick<FunctionSpec, 'returns' | 'run'> {
  return {
    returns: commonSet,
    run: (args, type) => {
      const sets = args.map((value) => inType(value, type));
      if (!sets.every(open ? (set) => set.k === 'set' : isWhollyKnown)) return unknownOf(type, { notNull: true });
      const [first, ...rest] = sets.map(items);
      return setOf(isSet(type) ? type.set : 'dynamic', run(first!, rest));
    },
  };
}

const sequence = (type: Type): Type | null => (isList(type) ? type.list : isSet(type) ? type.set : null);

/** A set among them gives a set of tuples; lists and tuples give a list of them. */
function productType(args: readonly Value[]): Type {
  if (args.length < 2) return fail('at least two arguments are required');
  const types = args.map(typeOf);
  const members: Type[] = types.map((type, index) => {
    const element = sequence(type);
    if (element !== null) return element;
    if (isTuple(type)) {
      if (type.tuple.length === 0) return 'dynamic';
      return unify(type.tuple, true) ?? fail('all elements must be of the same type', index);
    }
    return fail('a set or a list is required', index);
  });
  return types.some(isSet) ? { set: { tuple: members } } : { list: { tuple: members } };
}

const MAX_PRODUCT = 1_000_000;

function product(args: readonly Value[], type: Type): Value {
  const member = sequence(type) as { readonly tuple: readonly Type[] };
  const lists = args.map((value, index) => items(value).map((item) => inType(item, member.tuple[index]!)));
  let total = 1;
  for (const list of lists) total *= list.length;
  if (total > MAX_PRODUCT) return fail(`the product has ${total} elements, which is more than this program can hold`);
  let rows: Value[][] = total === 0 ? [] : [[]];
  if (total > 0) for (const list of lists) rows = rows.flatMap((row) => list.map((item) => [...row, item]));
  const values = rows.map(tupleOf);
  return isSet(type) ? setOf(member, values) : listOf(member, values);
}

export const setFunctions: { readonly [name: string]: FunctionSpec } = {
  setintersection: {
    params: [param('first_set', anySet)],
    variadic: param('other_sets', anySet),
    ...operation((first, others) => {
      const tests = others.map(membership);
      return first.filter((item) => tests.every((has) => has(item)));
    }),
  },
  setproduct: { params: [], variadic: param('sets', 'dynamic'), returns: productType, run: product },
  setsubtract: {
    params: [param('a', anySet), param('b', anySet)],
    ...operation((first, [second]) => {
      const has = membership(second!);
      return first.filter((item) => !has(item));
    }),
  },
  setunion: { params: [param('first_set', anySet)], variadic: param('other_sets', anySet), ...operation((first, others) => [first, ...others].flat(), true) },
};
