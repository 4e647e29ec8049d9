// Values in the machine-readable forms of states and plans: what is known, and in the same shape what is unknown or sensitive.
import type { Json } from '../../engine/json.ts';
import { jsonOfNumber } from '../lang/json-number.ts';
import type { Value } from '../lang/value.ts';

type Shape = boolean | readonly Shape[] | { readonly [name: string]: Shape };

/** A value as plain JSON. Unknown attributes are left out, unknown elements are null. */
export function knownJson(value: Value): Json | undefined {
  switch (value.k) {
    case 'unknown':
      return undefined;
    case 'null':
      return null;
    case 'string':
    case 'bool':
      return value.v;
    case 'number':
      return jsonOfNumber(value.v);
    case 'list':
    case 'set':
    case 'tuple':
      return value.v.map((item) => knownJson(item) ?? null);
    case 'map':
    case 'object':
      return Object.fromEntries(sorted(value.v).flatMap(([name, item]) => (item.k === 'unknown' ? [] : [[name, knownJson(item) as Json]])));
  }
}

const sorted = <T>(record: { readonly [name: string]: T }): [string, T][] => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

/** True where something is sensitive; attributes that are plainly not are left out. */
export const sensitiveShape = (value: Value): Shape => shapeOf(value, (part) => part.marks?.includes('sensitive') ?? false, true);

/** True where something is unknown. */
export const unknownShape = (value: Value): Shape => shapeOf(value, (part) => part.k === 'unknown', false);

/** `typed`: an unknown object or collection is an empty one. */
function shapeOf(value: Value, holds: (value: Value) => boolean, typed: boolean): Shape {
  if (holds(value)) return true;
  if (typed && value.k === 'unknown' && typeof value.type === 'object') return 'object' in value.type || 'map' in value.type ? {} : [];
  if (value.k === 'list' || value.k === 'set' || value.k === 'tuple') return value.v.map((item) => shapeOf(item, holds, typed));
  if (value.k === 'map' || value.k === 'object') {
    return Object.fromEntries(
      sorted(value.v)
        .map(([name, item]) => [name, shapeOf(item, holds, typed)] as const)
        .filter(([, shape]) => shape !== false),
    );
  }
  return false;
}
