// Compares two values by their schema and says what changed, part by part. Sensitivity first, then what is unknown, then the type.
import { numberText } from '../../lang/number-text.ts';
import { isList, isMap, isObject, isSet, isTuple, type Type, typeFromJson } from '../../lang/type.ts';
import type { Value } from '../../lang/value.ts';
import type { AttributeSchema } from '../../provider.ts';
import { looksEqual, sameSensitivity } from './equal.ts';
import { pairElements, pairMembers } from './sequence.ts';
import { child, type Difference, forced, isSensitive, type Pair, type PartAction, present, type Shape } from './tree.ts';

/** A whole value before and after, for a caller that has no paths to follow. */
export const pairOf = (before: Value | null, after: Value | null): Pair => ({
  before,
  after,
  beforeSet: false,
  afterSet: false,
  replace: [],
  relevant: null,
});

/** The change of a value of an attribute, by its schema. */
export function compareAttribute(pair: Pair, schema: AttributeSchema): Difference {
  const nested = schema.nested_type;
  if (!nested) return compareTyped(pair, schema.type === undefined ? 'dynamic' : typeFromJson(schema.type));
  const object = (part: Pair): Difference => compareNested(part, nested.attributes);
  switch (nested.nesting_mode) {
    case 'single':
      return guarded(pair, object);
    case 'map':
      return guarded(pair, (part) => compareKeyed(part, 'map', object));
    case 'list':
      return guarded(pair, (part) => compareList(part, object));
    case 'set':
      return guarded(pair, (part) => compareSet(part, object));
  }
}

/** The change of a value of a known type; a `dynamic` one goes by what the values are. */
export function compareTyped(pair: Pair, type: Type): Difference {
  if (type === 'dynamic') return guarded(pair, compareGeneric);
  return guarded(pair, (part) => {
    if (isMap(type)) return compareKeyed(part, 'map', (inner) => compareTyped(inner, type.map));
    if (isObject(type))
      return compareObject(
        part,
        (inner, name) => compareTyped(inner, type.object[name] ?? 'dynamic'),
        Object.keys(type.object),
        false,
        (name) => type.object[name] === 'string',
      );
    if (isList(type)) return compareList(part, (inner) => compareTyped(inner, type.list), isObject(type.list));
    if (isSet(type)) return compareSet(part, (inner) => compareTyped(inner, type.set));
    if (isTuple(type)) return compareTuple(part, type.tuple);
    return comparePrimitive(part, type === 'string');
  });
}

/** The change of a value without a schema: outputs, dynamic attributes, and JSON inside of strings. Nothing in it is said to force replacement. */
export function compareGeneric(pair: Pair): Difference {
  return guarded({ ...pair, replace: [] }, (part) => {
    const before = genericKind(part.before);
    const after = genericKind(part.after);
    const gone = after === 'nothing' && !part.afterSet;
    const fresh = before === 'nothing' && !part.beforeSet;
    if (before !== after && !gone && !fresh) {
      const removed = ofKind({ ...part, after: null, afterSet: false }, before);
      const added = ofKind({ ...part, before: null, beforeSet: false }, after);
      return settle(part, { kind: 'retype', before: removed, after: added });
    }
    return ofKind(part, before === 'nothing' ? after : before);
  });
}

type GenericKind = 'nothing' | 'string' | 'number' | 'bool' | 'array' | 'object';

function genericKind(value: Value | null): GenericKind {
  const some = present(value);
  if (!some || some.k === 'unknown') return 'nothing';
  if (some.k === 'list' || some.k === 'set' || some.k === 'tuple') return 'array';
  if (some.k === 'map' || some.k === 'object') return 'object';
  return some.k as GenericKind;
}

function ofKind(pair: Pair, kind: GenericKind): Difference {
  if (kind === 'array') return compareList(pair, compareGeneric);
  if (kind === 'object') return compareKeyed(pair, 'object', compareGeneric);
  return comparePrimitive(pair, kind === 'string');
}

/** Hides what is sensitive, and models an unknown new value as the removal of the old one. */
function guarded(pair: Pair, compare: (pair: Pair) => Difference): Difference {
  const before = isSensitive(pair.before);
  const after = isSensitive(pair.after);
  if (before || after) {
    const inner = compareOrUnknown({ ...pair, before: bare(pair.before), after: bare(pair.after) }, compare);
    const nothing = !present(pair.before) && !pair.beforeSet && !present(pair.after) && !pair.afterSet;
    const action = inner.action === 'no-op' && before !== after && !nothing ? 'update' : inner.action;
    return { action, replace: forced(pair), shape: { kind: 'sensitive', same: inner.action === 'no-op', before, after } };
  }
  return compareOrUnknown(pair, compare);
}

function compareOrUnknown(pair: Pair, compare: (pair: Pair) => Difference): Difference {
  if (pair.after?.k !== 'unknown') return compare(pair);
  if (!present(pair.before)) return { action: pair.beforeSet ? 'update' : 'create', replace: forced(pair), shape: { kind: 'unknown', before: null } };
  const removed = compare({ ...pair, after: null, afterSet: false });
  return { action: 'update', replace: forced(pair), shape: { kind: 'unknown', before: removed } };
}

function bare(value: Value | null): Value | null {
  if (!value?.marks) return value;
  const { marks, ...rest } = value;
  return rest as Value;
}

/** What happens to a part, from what is there before and after. */
export function partAction(pair: Pair): PartAction {
  const before = present(pair.before);
  const after = present(pair.after);
  if (!before && !pair.beforeSet && (after || pair.afterSet)) return 'create';
  if (!after && !pair.afterSet && (before || pair.beforeSet)) return 'delete';
  if (looksEqual(pair.before, pair.after) && (before || pair.beforeSet === pair.afterSet) && isSensitive(pair.before) === isSensitive(pair.after)) return 'no-op';
  return 'update';
}

const settle = (pair: Pair, shape: Shape, action: PartAction = partAction(pair)): Difference => ({ action, replace: forced(pair), shape });

/** The action of a whole, from its own and its parts': what is neither created nor deleted is updated when a part is. */
function wholeAction(pair: Pair, parts: Iterable<Difference>): PartAction {
  const own = partAction({ ...pair, before: shallow(pair.before), after: shallow(pair.after) });
  if (own === 'create' || own === 'delete') return own;
  for (const part of parts) if (part.action !== 'no-op') return 'update';
  return 'no-op';
}

const EMPTY: Value = { k: 'object', v: {} };
const shallow = (value: Value | null): Value | null => (present(value) ? EMPTY : null);

function comparePrimitive(pair: Pair, string: boolean): Difference {
  const before = present(pair.before);
  const after = present(pair.after);
  if (string && (!before || before.k === 'string') && (!after || after.k === 'string')) {
    return settle(pair, { kind: 'text', before: before?.k === 'string' ? before.v : null, after: after?.k === 'string' ? after.v : null });
  }
  return settle(pair, { kind: 'literal', before: literal(before), after: literal(after) });
}

function literal(value: Value | null): string {
  if (!value) return 'null';
  if (value.k === 'number') return numberText(value.v).replace(/^-0$/, '0');
  if (value.k === 'bool') return String(value.v);
  return value.k === 'string' ? JSON.stringify(value.v) : 'null';
}

const members = (value: Value | null): Readonly<Record<string, Value>> => (value && (value.k === 'map' || value.k === 'object') ? value.v : {});
const items = (value: Value | null): readonly Value[] => (value && (value.k === 'list' || value.k === 'set' || value.k === 'tuple') ? value.v : []);

const union = (a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])];

/** A map, or an object whose attributes are only known from the values. */
function compareKeyed(pair: Pair, kind: 'map' | 'object', compare: (pair: Pair) => Difference): Difference {
  const before = members(pair.before);
  const after = members(pair.after);
  const parts: Record<string, Difference> = {};
  for (const key of union(before, after)) parts[key] = compare(child(pair, key, before[key], after[key], true));
  const shape: Shape = kind === 'map' ? { kind, parts } : { kind, parts, nested: false };
  return settle(pair, shape, wholeAction(pair, Object.values(parts)));
}

/** Providers cannot always tell an empty text from none, so neither do plans; it still counts as an attribute that is there. */
export const withoutEmpty = (value: Value | undefined): Value | undefined => (isEmptyText(value) ? { k: 'null', type: 'string' } : value);
export const isEmptyText = (value: Value | undefined): boolean => value?.k === 'string' && value.v === '';

/** An object with declared attributes; those that are null on both sides are left out. */
function compareObject(pair: Pair, compare: (pair: Pair, name: string) => Difference, names: readonly string[], nested: boolean, isText: (name: string) => boolean): Difference {
  const before = members(pair.before);
  const after = members(pair.after);
  const parts: Record<string, Difference> = {};
  for (const name of names) {
    const text = isText(name) ? withoutEmpty : (value: Value | undefined) => value;
    const part = child(pair, name, text(before[name]), text(after[name]), false);
    const difference = compare(part, name);
    if (difference.action === 'no-op' && !present(part.before) && !present(part.after) && !isEmptyText(before[name]) && !isEmptyText(after[name])) continue;
    parts[name] = difference;
  }
  return settle(pair, { kind: 'object', parts, nested }, wholeAction(pair, Object.values(parts)));
}

function compareNested(pair: Pair, attributes: { readonly [name: string]: AttributeSchema }): Difference {
  return compareObject(
    pair,
    (part, name) => compareAttribute(part, attributes[name] as AttributeSchema),
    Object.keys(attributes),
    true,
    (name) => attributes[name]?.type === 'string',
  );
}

function compareList(pair: Pair, compare: (pair: Pair) => Difference, objects = false): Difference {
  const before = items(pair.before);
  const after = items(pair.after);
  const isObjectValue = (value: Value): boolean => objects || value.k === 'object' || value.k === 'map';
  const list = pairElements(before, after, looksEqual, isObjectValue).map((at) =>
    compare(child(pair, at.after ?? at.before ?? 0, at.before === null ? undefined : before[at.before], at.after === null ? undefined : after[at.after], true)),
  );
  return settle(pair, { kind: 'list', items: list }, wholeAction(pair, list));
}

function compareTuple(pair: Pair, types: readonly Type[]): Difference {
  const before = items(pair.before);
  const after = items(pair.after);
  const list = types.map((type, i) => compareTyped(child(pair, i, before[i], after[i], true), type));
  return settle(pair, { kind: 'list', items: list }, wholeAction(pair, list));
}

function compareSet(pair: Pair, compare: (pair: Pair) => Difference): Difference {
  const before = items(pair.before);
  const after = items(pair.after);
  const list = pairMembers(before, after, (a, b) => looksEqual(a, b) && sameSensitivity(a, b)).map((at) =>
    compare(child(pair, at.before ?? at.after ?? 0, at.before === null ? undefined : before[at.before], at.after === null ? undefined : after[at.after], true)),
  );
  return settle(pair, { kind: 'set', items: list }, wholeAction(pair, list));
}
