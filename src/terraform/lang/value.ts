// Values of the Terraform language (cty's), as plain data: they live in plans, in running applies, and so in the world.
import type { Type } from './type.ts';

/**
 * A number: a JavaScript integer where it is a safe one, else mantissa × 2^exponent with a decimal mantissa text (512 bits, as Terraform's).
 * Mantissas "+Inf", "-Inf" and "-0" stand for themselves. `p` is the precision in bits where it is not 512.
 */
export type NumberValue = number | { readonly m: string; readonly e: number; readonly p?: number };

export type Mark = 'sensitive' | 'ephemeral' /** What the console's `type` returns: a type in disguise, of no use to anything else. */ | 'type';

interface Marked {
  /** Only present when there is one. */
  readonly marks?: readonly Mark[];
}

export type Value =
  | ({ readonly k: 'null'; readonly type: Type } & Marked)
  | ({ readonly k: 'unknown'; readonly type: Type /** Refinements: known not to be null, a known prefix, bounds of a length. */; readonly refined?: Refinement } & Marked)
  | ({ readonly k: 'string'; readonly v: string } & Marked)
  | ({ readonly k: 'number'; readonly v: NumberValue } & Marked)
  | ({ readonly k: 'bool'; readonly v: boolean } & Marked)
  | ({ readonly k: 'list'; readonly elem: Type; readonly v: readonly Value[] } & Marked)
  /** Elements in cty's canonical set order, without duplicates. */
  | ({ readonly k: 'set'; readonly elem: Type; readonly v: readonly Value[] } & Marked)
  | ({ readonly k: 'tuple'; readonly v: readonly Value[] } & Marked)
  /** Read it in the order of `keysOf`: the host puts keys that look like integers first. */
  | ({ readonly k: 'map'; readonly elem: Type; readonly v: { readonly [key: string]: Value } } & Marked)
  | ({ readonly k: 'object'; readonly v: { readonly [name: string]: Value } } & Marked);

export interface Refinement {
  readonly notNull?: boolean;
  readonly prefix?: string;
  readonly min?: number;
  readonly max?: number;
}

export type ListValue = Extract<Value, { k: 'list' }>;
export type SetValue = Extract<Value, { k: 'set' }>;
export type TupleValue = Extract<Value, { k: 'tuple' }>;
export type MapValue = Extract<Value, { k: 'map' }>;
export type ObjectValue = Extract<Value, { k: 'object' }>;
export type UnknownValue = Extract<Value, { k: 'unknown' }>;

export const TRUE: Value = { k: 'bool', v: true };
export const FALSE: Value = { k: 'bool', v: false };
/** A null of a type not known yet: what the keyword `null` gives. */
export const NULL: Value = { k: 'null', type: 'dynamic' };
/** A value of which not even the type is known. */
export const UNKNOWN: UnknownValue = { k: 'unknown', type: 'dynamic' };

const ASCII = /^[\x00-\x7f]*$/;

/** A string; Unicode is brought into normal form C, as the language does with every string. */
export const stringOf = (v: string): Value => ({ k: 'string', v: ASCII.test(v) ? v : v.normalize('NFC') });
export const numberOf = (v: NumberValue): Value => ({ k: 'number', v });
export const boolOf = (v: boolean): Value => (v ? TRUE : FALSE);
export const nullOf = (type: Type): Value => (type === 'dynamic' ? NULL : { k: 'null', type });
export const listOf = (elem: Type, v: readonly Value[]): ListValue => ({ k: 'list', elem, v });
export const tupleOf = (v: readonly Value[]): TupleValue => ({ k: 'tuple', v });
export const mapOf = (elem: Type, v: { readonly [key: string]: Value }): MapValue => ({ k: 'map', elem, v });
export const objectOf = (v: { readonly [name: string]: Value }): ObjectValue => ({ k: 'object', v });

export function unknownOf(type: Type, refined?: Refinement): UnknownValue {
  if (!refined || Object.keys(refined).length === 0) return type === 'dynamic' ? UNKNOWN : { k: 'unknown', type };
  return { k: 'unknown', type, refined };
}

/** Types of long tuples and objects, by identity: values never change, and a hundred expressions may ask for the type of the same list. */
const known = new WeakMap<Value, Type>();
const LONG = 16;

function remembered(value: Value, length: number, make: () => Type): Type {
  if (length < LONG) return make();
  let type = known.get(value);
  if (!type) known.set(value, (type = make()));
  return type;
}

/** The type of a value. */
export function typeOf(value: Value): Type {
  switch (value.k) {
    case 'null':
    case 'unknown':
      return value.type;
    case 'string':
    case 'number':
    case 'bool':
      return value.k;
    case 'list':
      return { list: value.elem };
    case 'set':
      return { set: value.elem };
    case 'map':
      return { map: value.elem };
    case 'tuple':
      return remembered(value, value.v.length, () => ({ tuple: value.v.map(typeOf) }));
    case 'object': {
      const names = Object.keys(value.v);
      return remembered(value, names.length, () => {
        const object: Record<string, Type> = {};
        for (const name of names) put(object, name, typeOf(value.v[name]!));
        return { object };
      });
    }
  }
}

/** Sets a key of a record that is being built, `__proto__` like any other. */
export function put<T>(record: Record<string, T>, key: string, item: T): void {
  if (key === '__proto__') Object.defineProperty(record, key, { value: item, enumerable: true, configurable: true, writable: true });
  else record[key] = item;
}

/** The item of a record, or undefined; never something inherited. */
export const at = <T>(record: { readonly [key: string]: T }, key: string): T | undefined => (Object.hasOwn(record, key) ? record[key] : undefined);

/** Compares by code points, which is also the order of UTF-8 bytes. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    // A surrogate stands for a code point above every other unit.
    const p = x >= 0xd800 && x <= 0xdfff ? x + 0x10000 : x;
    const q = y >= 0xd800 && y <= 0xdfff ? y + 0x10000 : y;
    return p < q ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

/** The keys of a map or object in the language's order. */
export function keysOf(record: { readonly [key: string]: unknown }): string[] {
  const keys = Object.keys(record);
  for (let i = 1; i < keys.length; i++) if (compareText(keys[i - 1]!, keys[i]!) > 0) return keys.sort(compareText);
  return keys;
}

export const isKnown = (value: Value): boolean => value.k !== 'unknown';
export const isNull = (value: Value): boolean => value.k === 'null';

/** Whether nothing inside is unknown. */
export function isWhollyKnown(value: Value): boolean {
  switch (value.k) {
    case 'unknown':
      return false;
    case 'list':
    case 'set':
    case 'tuple':
      return value.v.every(isWhollyKnown);
    case 'map':
    case 'object':
      return Object.values(value.v).every(isWhollyKnown);
    default:
      return true;
  }
}

/** The value with null for what is not known, of the same types: what an output that nothing will ever tell is worth when it is stored. */
export function unknownAsNull(value: Value): Value {
  if (isWhollyKnown(value)) return value;
  switch (value.k) {
    case 'unknown':
      return nullOf(value.type);
    case 'list':
    case 'set':
    case 'tuple':
      return { ...value, v: value.v.map(unknownAsNull) };
    case 'map':
    case 'object':
      return { ...value, v: Object.fromEntries(Object.entries(value.v).map(([key, item]) => [key, unknownAsNull(item)])) };
    default:
      return value;
  }
}

/** The elements with their keys, in the language's order. Set elements are their own keys. Empty for what has no elements. */
export function entriesOf(value: Value): [Value, Value][] {
  switch (value.k) {
    case 'list':
    case 'tuple':
      return value.v.map((item, index) => [numberOf(index), item]);
    case 'set':
      return value.v.map((item) => [item, item]);
    case 'map':
    case 'object':
      return keysOf(value.v).map((key) => [{ k: 'string', v: key }, value.v[key]!]);
    default:
      return [];
  }
}

/** The elements of a known value, in the language's order. */
export function itemsOf(value: Value): readonly Value[] {
  if (value.k === 'list' || value.k === 'tuple' || value.k === 'set') return value.v;
  return value.k === 'map' || value.k === 'object' ? keysOf(value.v).map((key) => value.v[key]!) : [];
}
