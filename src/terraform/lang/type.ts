// Types of the Terraform language (cty's). Plain data, compared by shape.

export type Type =
  | 'string'
  | 'number'
  | 'bool'
  /** The type of an unknown or null value whose type is not known yet. */
  | 'dynamic'
  | { readonly list: Type }
  | { readonly set: Type }
  | { readonly map: Type }
  | { readonly tuple: readonly Type[] }
  | { readonly object: { readonly [name: string]: Type } /** Names that may be left out (type constraints only). */; readonly optional?: readonly string[] };

/** A type in the form of Terraform's JSON (schemas, state): `"string"`, `["list","string"]`, `["object",{...}]`. */
export type JsonType = string | readonly [string, unknown] | readonly [string, unknown, unknown];

export type Collection = { readonly list: Type } | { readonly set: Type } | { readonly map: Type };

export const isPrimitive = (type: Type): type is 'string' | 'number' | 'bool' => type === 'string' || type === 'number' || type === 'bool';
export const isList = (type: Type): type is { readonly list: Type } => typeof type === 'object' && 'list' in type;
export const isSet = (type: Type): type is { readonly set: Type } => typeof type === 'object' && 'set' in type;
export const isMap = (type: Type): type is { readonly map: Type } => typeof type === 'object' && 'map' in type;
export const isTuple = (type: Type): type is { readonly tuple: readonly Type[] } => typeof type === 'object' && 'tuple' in type;
export const isObject = (type: Type): type is { readonly object: { readonly [name: string]: Type }; readonly optional?: readonly string[] } =>
  typeof type === 'object' && 'object' in type;
export const isCollection = (type: Type): type is Collection => isList(type) || isSet(type) || isMap(type);

/** The type of the elements of a list, set or map. */
export function elementType(type: Collection): Type {
  return 'list' in type ? type.list : 'set' in type ? type.set : type.map;
}

/** Whether two types are the same, optional attribute names left aside. */
export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  if (typeof a === 'string' || typeof b === 'string') return false;
  if ('list' in a) return 'list' in b && sameType(a.list, b.list);
  if ('set' in a) return 'set' in b && sameType(a.set, b.set);
  if ('map' in a) return 'map' in b && sameType(a.map, b.map);
  if ('tuple' in a) return 'tuple' in b && a.tuple.length === b.tuple.length && a.tuple.every((item, at) => sameType(item, b.tuple[at]!));
  if (!('object' in b)) return false;
  const names = Object.keys(a.object);
  return names.length === Object.keys(b.object).length && names.every((name) => Object.hasOwn(b.object, name) && sameType(a.object[name]!, b.object[name]!));
}

/** Whether a part of the type is not decided yet. */
export function hasDynamic(type: Type): boolean {
  if (typeof type === 'string') return type === 'dynamic';
  if ('tuple' in type) return type.tuple.some(hasDynamic);
  if ('object' in type) return Object.values(type.object).some(hasDynamic);
  return hasDynamic(elementType(type));
}

/** How error messages name a type: `list of string`, `object`, `tuple`. */
export function typeName(type: Type): string {
  if (type === 'dynamic') return 'dynamic';
  if (typeof type === 'string') return type;
  if ('tuple' in type) return 'tuple';
  if ('object' in type) return 'object';
  return `${'list' in type ? 'list' : 'set' in type ? 'set' : 'map'} of ${typeName(elementType(type))}`;
}

/** How error messages name a type that is asked for: as `typeName`, but an undecided element is "any single type". */
export function constraintName(type: Type): string {
  if (type === 'dynamic') return 'any type';
  if (typeof type === 'string' || 'tuple' in type || 'object' in type) return typeName(type);
  const element = elementType(type);
  return `${'list' in type ? 'list' : 'set' in type ? 'set' : 'map'} of ${element === 'dynamic' ? 'any single type' : constraintName(element)}`;
}

/** Reads the JSON form of schemas and state files. */
export function typeFromJson(json: JsonType): Type {
  if (typeof json === 'string') return json === 'string' || json === 'number' || json === 'bool' ? json : 'dynamic';
  const [kind, inner, optional] = json;
  switch (kind) {
    case 'list':
      return { list: typeFromJson(inner as JsonType) };
    case 'set':
      return { set: typeFromJson(inner as JsonType) };
    case 'map':
      return { map: typeFromJson(inner as JsonType) };
    case 'tuple':
      return { tuple: (inner as JsonType[]).map(typeFromJson) };
    case 'object': {
      const object = Object.fromEntries(Object.entries(inner as Record<string, JsonType>).map(([name, type]) => [name, typeFromJson(type)]));
      return optional === undefined ? { object } : { object, optional: optional as string[] };
    }
    default:
      return 'dynamic';
  }
}

/** Writes the JSON form; object attributes in lexical order. */
export function typeToJson(type: Type): JsonType {
  if (typeof type === 'string') return type;
  if ('tuple' in type) return ['tuple', type.tuple.map(typeToJson)];
  if ('object' in type) {
    const names = Object.keys(type.object).sort();
    const object = Object.fromEntries(names.map((name) => [name, typeToJson(type.object[name]!)]));
    return type.optional && type.optional.length > 0 ? ['object', object, [...type.optional].sort()] : ['object', object];
  }
  return ['list' in type ? 'list' : 'set' in type ? 'set' : 'map', typeToJson(elementType(type))];
}

/** The same type without optional attribute names: what a value can have. */
export function withoutOptional(type: Type): Type {
  if (typeof type === 'string') return type;
  if ('tuple' in type) return { tuple: type.tuple.map(withoutOptional) };
  if ('object' in type) return { object: Object.fromEntries(Object.entries(type.object).map(([name, inner]) => [name, withoutOptional(inner)])) };
  if ('list' in type) return { list: withoutOptional(type.list) };
  if ('set' in type) return { set: withoutOptional(type.set) };
  return { map: withoutOptional(type.map) };
}
