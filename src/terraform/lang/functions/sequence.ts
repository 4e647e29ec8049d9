// Lists, sets and tuples as functions meet them: values one after the other.
import { elementType, isCollection, type Type } from '../type.ts';
import type { Value } from '../value.ts';

export const strings: Type = { list: 'string' };

/** The elements of a list, a set or a tuple; none of anything else. */
export const sequenceItems = (value: Value | undefined): readonly Value[] => (value?.k === 'list' || value?.k === 'set' || value?.k === 'tuple' ? value.v : []);

/** The type of a collection's elements; not known for anything else. */
export const elemOf = (type: Type): Type => (isCollection(type) ? elementType(type) : 'dynamic');
