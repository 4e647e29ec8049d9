// Rules of a Choice state.
import type { Json } from '../../engine/json.ts';
import { wild } from '../iam/match.ts';
import { isRecord } from '../input.ts';
import { lookUp, type Scope, StateError, valueAt } from './path.ts';

type Compare = (have: Json, want: Json) => boolean;

const ordered =
  (type: 'string' | 'number', compare: (order: number) => boolean): Compare =>
  (have, want) =>
    typeof have === type && typeof want === type && compare(have === want ? 0 : (have as string) < (want as string) ? -1 : 1);

const ORDERS: Readonly<Record<string, (order: number) => boolean>> = {
  Equals: (order) => order === 0,
  LessThan: (order) => order < 0,
  LessThanEquals: (order) => order <= 0,
  GreaterThan: (order) => order > 0,
  GreaterThanEquals: (order) => order >= 0,
};

const COMPARISONS: Readonly<Record<string, Compare>> = {
  ...Object.fromEntries(
    Object.entries(ORDERS).flatMap(([name, compare]) => [
      [`String${name}`, ordered('string', compare)],
      [`Numeric${name}`, ordered('number', compare)],
      [`Timestamp${name}`, ordered('string', compare)],
    ]),
  ),
  BooleanEquals: (have, want) => have === want,
  StringMatches: (have, want) => typeof have === 'string' && typeof want === 'string' && wild(want, have),
};

/** What a value is, whatever it is compared with. */
const KINDS: Readonly<Record<string, (value: Json | undefined) => boolean>> = {
  IsPresent: (value) => value !== undefined,
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === 'string',
  IsNumeric: (value) => typeof value === 'number',
  IsBoolean: (value) => typeof value === 'boolean',
};

/** Names that a rule may use; for checking a definition. */
export const OPERATORS: readonly string[] = [...Object.keys(COMPARISONS), ...Object.keys(KINDS)];

/** Whether a rule holds. Throws States.Runtime when the value that it compares is not there. */
export function holds(rule: Json | undefined, scope: Scope): boolean {
  if (!isRecord(rule)) return false;
  if (Array.isArray(rule.And)) return rule.And.every((one) => holds(one as Json, scope));
  if (Array.isArray(rule.Or)) return rule.Or.some((one) => holds(one as Json, scope));
  if (isRecord(rule.Not)) return !holds(rule.Not, scope);
  const variable = String(rule.Variable);
  for (const [name, want] of Object.entries(rule)) {
    const kind = KINDS[name];
    if (kind) return kind(lookUp(variable, scope)) === (want === true);
    const path = name.endsWith('Path');
    const compare = COMPARISONS[path ? name.slice(0, -4) : name];
    if (compare) return compare(valueAt(variable, scope), path ? valueAt(String(want), scope) : (want ?? null));
  }
  throw new StateError('States.Runtime', 'A choice rule has no operator.');
}
