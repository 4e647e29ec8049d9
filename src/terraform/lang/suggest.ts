// "Did you mean": the nearest known name, when it is near enough.
import { closest, similar } from './similar.ts';

/** The first of `names` that is near to `given`, or the empty text. */
export const nearest = (given: string, names: Iterable<string>): string => similar(given, [...names]) ?? '';

/** ` Did you mean "x"?` or nothing. */
export function didYouMean(given: string, names: Iterable<string>): string {
  const name = nearest(given, names);
  return name && ` Did you mean ${JSON.stringify(name)}?`;
}

/** The same among names that have no order of their own. */
export function didYouMeanAny(given: string, names: Iterable<string>): string {
  const name = closest(given, [...names].sort());
  return name === null ? '' : ` Did you mean ${JSON.stringify(name)}?`;
}
