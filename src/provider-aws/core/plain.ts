// Between Terraform's values and plain data, which is what requests and replies of the cloud are made of.
import type { Json } from '../../engine/json.ts';
import { fromDouble, toDouble } from '../../terraform/lang/number.ts';
import { setOf } from '../../terraform/lang/set.ts';
import { elementType, type Type } from '../../terraform/lang/type.ts';
import { boolOf, listOf, mapOf, nullOf, numberOf, objectOf, stringOf, type Value } from '../../terraform/lang/value.ts';
import type { Attrs } from './members.ts';

/** Plain data of a value; undefined where it is unknown (inside lists and sets: left out). */
export function toPlain(value: Value): Json | undefined {
  switch (value.k) {
    case 'unknown':
      return undefined;
    case 'null':
      return null;
    case 'number':
      return toDouble(value.v);
    case 'string':
    case 'bool':
      return value.v;
    case 'list':
    case 'set':
    case 'tuple':
      return value.v.map(toPlain).filter((item) => item !== undefined);
    default: {
      const record: Record<string, Json> = {};
      for (const [name, inner] of Object.entries(value.v)) {
        const plain = toPlain(inner);
        if (plain !== undefined) record[name] = plain;
      }
      return record;
    }
  }
}

/** Attributes of an object value; empty for a null or unknown one. */
export const attrsOf = (value: Value): Attrs => (value.k === 'object' ? (toPlain(value) as Attrs) : {});

/** A value of a type from plain data. What does not fit the type's kind becomes a null, as does what is missing. */
export function fromPlain(type: Type, plain: Json | undefined): Value {
  if (plain === null || plain === undefined) return nullOf(type);
  if (type === 'string') return typeof plain === 'object' ? nullOf(type) : stringOf(String(plain));
  if (type === 'number') {
    const number = typeof plain === 'number' ? plain : Number(plain);
    return typeof plain === 'object' || Number.isNaN(number) ? nullOf(type) : numberOf(fromDouble(number));
  }
  if (type === 'bool') return boolOf(plain === true || plain === 'true');
  if (type === 'dynamic' || 'tuple' in type) return nullOf(type);
  if ('object' in type) {
    if (typeof plain !== 'object' || Array.isArray(plain)) return nullOf(type);
    const object: Record<string, Value> = {};
    for (const [name, inner] of Object.entries(type.object)) object[name] = fromPlain(inner, (plain as Attrs)[name]);
    return objectOf(object);
  }
  const element = elementType(type);
  if ('map' in type) {
    if (typeof plain !== 'object' || Array.isArray(plain)) return nullOf(type);
    return mapOf(element, Object.fromEntries(Object.entries(plain as Attrs).map(([key, item]) => [key, fromPlain(element, item)])));
  }
  const items = (Array.isArray(plain) ? plain : [plain]).map((item: Json) => fromPlain(element, item));
  return 'set' in type ? setOf(element, items) : listOf(element, items);
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** The bytes of a base64 text. */
export function bytesOf(base64: string): number[] {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const digit of base64.replace(/=+$/, '')) {
    held = (held << 6) | DIGITS.indexOf(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 255);
    held &= (1 << bits) - 1;
  }
  return bytes;
}
