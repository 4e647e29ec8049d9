// How long things are: elements of collections, and characters as a person counts them.
import { mark, unmark } from '../marks.ts';
import { isObject, isPrimitive, isTuple } from '../type.ts';
import type { Value } from '../value.ts';
import { numberOf, typeOf, unknownOf } from '../value.ts';
import { fail } from './function.ts';

const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });
const SIMPLE = /^[\x00-\x0c\x0e-\x7f]*$/;

/** The characters (grapheme clusters) of a text. */
export function characters(text: string): string[] {
  return SIMPLE.test(text) ? text.split('') : Array.from(clusters.segment(text), (piece) => piece.segment);
}

export function length(given: Value): Value {
  const [value, marks] = unmark(given);
  const type = typeOf(value);
  const answer = (count: number): Value => mark(numberOf(count), marks);
  if (type === 'dynamic') return mark(unknownOf('number', { notNull: true }), marks);
  if (isTuple(type)) return answer(type.tuple.length);
  if (isObject(type)) return answer(Object.keys(type.object).length);
  if (isPrimitive(type) && type !== 'string') return fail('argument must be a string, a collection type, or a structural type');
  if (value.k === 'string') return answer(characters(value.v).length);
  if (value.k === 'list' || value.k === 'set') {
    // Unknown elements of a set may turn out to be the same.
    if (value.k === 'set' && value.v.some((item) => item.k === 'unknown')) return mark(unknownOf('number', { notNull: true }), marks);
    return answer(value.v.length);
  }
  if (value.k === 'map') return answer(Object.keys(value.v).length);
  return mark(unknownOf('number', { notNull: true }), marks);
}
