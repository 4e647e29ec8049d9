// Values as JSON by their type, as state files hold them: where the type is not decided by a schema, type and value go together.
import type { Json } from '../../engine/json.ts';
import { digitsOf, jsonOfNumber } from '../lang/json-number.ts';
import { parseNumber } from '../lang/number-text.ts';
import { setOf } from '../lang/set.ts';
import { type JsonType, type Type, typeFromJson, typeToJson } from '../lang/type.ts';
import { keysOf, nullOf, numberOf, objectOf, put, stringOf, typeOf, type Value } from '../lang/value.ts';

/** Reads JSON as a value of `type`. What does not fit is null: a state edited by hand is not checked further. */
export function fromJson(json: Json | undefined, type: Type): Value {
  if (type === 'dynamic') return fromDynamic(json);
  if (json === null || json === undefined) return nullOf(type);
  if (type === 'string') return stringOf(digitsOf(json) ?? (typeof json === 'string' ? json : String(json)));
  if (type === 'number') return numberOf((typeof json === 'number' && Number.isSafeInteger(json) ? json : parseNumber(digitsOf(json) ?? String(json))) ?? 0);
  if (type === 'bool') return { k: 'bool', v: json === true || json === 'true' };
  if ('object' in type) {
    const v: Record<string, Value> = {};
    const record = isRecord(json) ? json : {};
    for (const name of keysOf(type.object)) put(v, name, fromJson(Object.hasOwn(record, name) ? record[name] : null, type.object[name] as Type));
    return objectOf(v);
  }
  if ('map' in type) {
    const v: Record<string, Value> = {};
    const record = isRecord(json) ? json : {};
    for (const key of keysOf(record)) put(v, key, fromJson(record[key], type.map));
    return { k: 'map', elem: type.map, v };
  }
  const items: readonly Json[] = Array.isArray(json) ? json : [];
  if ('tuple' in type) return { k: 'tuple', v: type.tuple.map((item, index) => fromJson(items[index], item)) };
  if ('list' in type) return { k: 'list', elem: type.list, v: items.map((item) => fromJson(item, type.list)) };
  return setOf(
    type.set,
    items.map((item) => fromJson(item, type.set)),
  );
}

const isRecord = (json: Json): json is { readonly [key: string]: Json | undefined } => json !== null && typeof json === 'object' && !Array.isArray(json);

function fromDynamic(json: Json | undefined): Value {
  if (json === null || json === undefined || !isRecord(json)) return nullOf('dynamic');
  return fromJson(json.value, typeFromJson((json.type ?? 'dynamic') as JsonType));
}

/** Writes a known value of `type`. Unknown values (which are in no state) become null. */
export function toJson(value: Value, type: Type): Json {
  if (value.k === 'null' || value.k === 'unknown') return null;
  if (type === 'dynamic') {
    const own = typeOf(value);
    return { value: toJson(value, own), type: typeToJson(own) as Json };
  }
  const inner = (index: number | string): Type => {
    if (typeof type === 'string') return 'dynamic';
    if ('object' in type) return type.object[index] ?? 'dynamic';
    if ('tuple' in type) return type.tuple[index as number] ?? 'dynamic';
    return 'list' in type ? type.list : 'set' in type ? type.set : type.map;
  };
  switch (value.k) {
    case 'string':
    case 'bool':
      return value.v;
    case 'number':
      return jsonOfNumber(value.v);
    case 'map':
    case 'object': {
      const record: Record<string, Json> = {};
      for (const key of keysOf(value.v)) put(record, key, toJson(value.v[key] as Value, inner(key)));
      return record;
    }
    default:
      return value.v.map((item, index) => toJson(item, inner(index)));
  }
}
