// Reaching into a value: `.name` and `[key]`, with the real messages for what is not there.
import { convert, isConversionError } from './convert.ts';
import { mark, marksOf, unmark } from './marks.ts';
import { compare, isInteger, sign } from './number.ts';
import { quote } from './quote.ts';
import type { Type } from './type.ts';
import { elementType, isCollection, isList, isMap, isObject, isPrimitive, isSet, isTuple, typeName } from './type.ts';
import type { Value } from './value.ts';
import { at, typeOf, UNKNOWN, unknownOf } from './value.ts';

/** What is wrong with a step, for a diagnostic. */
export interface AccessError {
  readonly summary: string;
  readonly detail: string;
}

export const isAccessError = (result: Value | AccessError): result is AccessError => 'summary' in result;

const unsupported = (detail: string): AccessError => ({ summary: 'Unsupported attribute', detail });

/** `value.name` */
export function attributeOf(value: Value, name: string): Value | AccessError {
  if (value.marks) {
    const [plain, marks] = unmark(value);
    const result = attributeOf(plain, name);
    return isAccessError(result) ? result : mark(result, marks);
  }
  if (value.k === 'object') return at(value.v, name) ?? unsupported(`This object does not have an attribute named ${quote(name)}.`);
  if (value.k === 'map') return at(value.v, name) ?? { summary: 'Missing map element', detail: `This map does not have an element with the key ${quote(name)}.` };
  if (value.k === 'null') return { summary: 'Attempt to get attribute from null value', detail: 'This value is null, so it does not have any attributes.' };
  const type = typeOf(value);
  if (type === 'dynamic') return UNKNOWN;
  if (isObject(type)) {
    const own = at(type.object, name);
    return own === undefined ? unsupported(`This object does not have an attribute named ${quote(name)}.`) : unknownOf(own);
  }
  if (isMap(type)) return unknownOf(type.map);
  if (isList(type) && isObject(type.list)) {
    return Object.hasOwn(type.list.object, name)
      ? unsupported(
          `Can't access attributes on a list of objects. Did you mean to access attribute ${quote(name)} for a specific element of the list, or across all elements of the list?`,
        )
      : unsupported("Can't access attributes on a list of objects. Did you mean to access an attribute for a specific element of the list, or across all elements of the list?");
  }
  if (isSet(type) && isObject(type.set)) {
    return unsupported("Can't access attributes on a set of objects. Did you mean to access an attribute across all elements of the set?");
  }
  if (isPrimitive(type)) return unsupported(`Can't access attributes on a primitive-typed value (${typeName(type)}).`);
  return unsupported('This value does not have any attributes.');
}

const NOT_FOUND = 'The given key does not identify an element in this collection value';
const invalid = (detail: string): AccessError => ({ summary: 'Invalid index', detail });

/** `value[key]` */
export function elementOf(value: Value, key: Value): Value | AccessError {
  if (value.marks || key.marks) {
    const result = elementOf(unmark(value)[0], unmark(key)[0]);
    if (isAccessError(result)) return result;
    // The mark of a key that is not known yet is lost (observed with 1.11.4).
    return mark(result, key.k === 'unknown' ? marksOf(value) : [...marksOf(value), ...marksOf(key)]);
  }
  if (value.k === 'null') return { summary: 'Attempt to index null value', detail: 'This value is null, so it does not have any indices.' };
  if (key.k === 'null') return invalid("Can't use a null value as an indexing key.");
  // The types of a long tuple's elements are asked for by nobody here: indexing is done for each of many instances.
  const type: Type = value.k === 'tuple' ? { tuple: [] } : value.k === 'object' ? { object: {} } : typeOf(value);
  if (type === 'dynamic' || (key.k === 'unknown' && key.type === 'dynamic')) return UNKNOWN;
  if (isSet(type)) {
    return invalid(
      "Elements of a set are identified only by their value and don't have any separate index or key to select with, so it's only possible to perform operations across all elements of the set.",
    );
  }
  if (!isList(type) && !isTuple(type) && !isMap(type) && !isObject(type)) return invalid('This value does not have any indices.');
  const sequence = isList(type) || isTuple(type);
  const wanted = convert(key, sequence ? 'number' : 'string');
  if (isConversionError(wanted)) return invalid(`${NOT_FOUND}: ${wanted.error}.`);
  if (isObject(type)) return objectElement(value.k === 'object' ? value.v : type.object, wanted, key.k === 'number');
  if (value.k === 'unknown' || wanted.k === 'unknown') return isCollection(type) ? unknownOf(elementType(type)) : UNKNOWN;
  if (value.k === 'map' && wanted.k === 'string') return at(value.v, wanted.v) ?? invalid(`${NOT_FOUND}.`);
  if ((value.k !== 'list' && value.k !== 'tuple') || wanted.k !== 'number') return invalid(`${NOT_FOUND}.`);
  const index = wanted.v;
  const found = typeof index === 'number' && index >= 0 ? value.v[index] : undefined;
  if (found) return found;
  if (!isInteger(index)) return invalid(`${NOT_FOUND}: indexing a sequence requires a whole number, but the given index has a fractional part.`);
  if (sign(index) < 0) return invalid(`${NOT_FOUND}: a negative number is not a valid index for a sequence.`);
  // The real tool has a particular message for the first index past the end only.
  if (compare(index, value.v.length) === 0) {
    return invalid(
      value.v.length === 0 ? `${NOT_FOUND}: the collection has no elements.` : `${NOT_FOUND}: the given index is greater than or equal to the length of the collection.`,
    );
  }
  return invalid(`${NOT_FOUND}.`);
}

/** `members`: the values of a known object, or the types of one that is not known. */
function objectElement(members: { readonly [name: string]: Value | Type }, key: Value, wasNumber: boolean): Value | AccessError {
  if (key.k !== 'string') return UNKNOWN;
  const found = at(members, key.v);
  if (found === undefined) return invalid(`${NOT_FOUND}.${wasNumber ? ' An object only supports looking up attributes by name, not by numeric index.' : ''}`);
  return typeof found === 'object' && 'k' in found ? found : unknownOf(found);
}
