// What a schema says about values: their type, which attributes are sensitive, which may be filled in by the provider.
import { hasDynamic, type Type, typeFromJson } from '../lang/type.ts';
import { nullOf, objectOf, unknownOf, type Value } from '../lang/value.ts';
import type { AttributePath, AttributeSchema, BlockSchema } from '../provider.ts';

const types = new WeakMap<BlockSchema, Type>();

/** The type of the object that a block of this schema makes. */
export function impliedType(block: BlockSchema): Type {
  const known = types.get(block);
  if (known) return known;
  const object: Record<string, Type> = {};
  for (const [name, attribute] of Object.entries(block.attributes ?? {})) object[name] = attributeType(attribute);
  for (const [name, nested] of Object.entries(block.block_types ?? {})) object[name] = nestedType(nested);
  const type: Type = { object };
  types.set(block, type);
  return type;
}

const attributeTypes = new WeakMap<AttributeSchema, Type>();

export function attributeType(attribute: AttributeSchema): Type {
  let type = attributeTypes.get(attribute);
  if (!type) attributeTypes.set(attribute, (type = attribute.nested_type ? nestedAttributeType(attribute.nested_type) : typeFromJson(attribute.type ?? 'dynamic')));
  return type;
}

function nestedAttributeType(nested: NonNullable<AttributeSchema['nested_type']>): Type {
  const object: Record<string, Type> = {};
  for (const [name, inner] of Object.entries(nested.attributes)) object[name] = attributeType(inner);
  return collected(nested.nesting_mode, { object });
}

export function nestedType(nested: NonNullable<BlockSchema['block_types']>[string]): Type {
  return collected(nested.nesting_mode, impliedType(nested.block));
}

function collected(mode: 'single' | 'group' | 'list' | 'set' | 'map', inner: Type): Type {
  switch (mode) {
    case 'list':
      return hasDynamic(inner) ? 'dynamic' : { list: inner };
    case 'set':
      return { set: inner };
    case 'map':
      return hasDynamic(inner) ? 'dynamic' : { map: inner };
    default:
      return inner;
  }
}

/** The value of a nested block type of which there is no block. */
export function emptyNested(nested: NonNullable<BlockSchema['block_types']>[string]): Value {
  const inner = impliedType(nested.block);
  switch (nested.nesting_mode) {
    case 'list':
      return hasDynamic(inner) ? { k: 'tuple', v: [] } : { k: 'list', elem: inner, v: [] };
    case 'set':
      return { k: 'set', elem: inner, v: [] };
    case 'map':
      return hasDynamic(inner) ? { k: 'object', v: {} } : { k: 'map', elem: inner, v: {} };
    case 'group':
      return emptyObject(nested.block);
    default:
      return nullOf(inner);
  }
}

const empties = new WeakMap<BlockSchema, Value>();

/** An object of which nothing is set. */
export function emptyObject(block: BlockSchema): Value {
  let empty = empties.get(block);
  if (!empty) empties.set(block, (empty = makeEmpty(block)));
  return empty;
}

function makeEmpty(block: BlockSchema): Value {
  const v: Record<string, Value> = {};
  for (const [name, attribute] of Object.entries(block.attributes ?? {})) v[name] = nullOf(attributeType(attribute));
  for (const [name, nested] of Object.entries(block.block_types ?? {})) v[name] = emptyNested(nested);
  return objectOf(v);
}

/** An object of which computed attributes are unknown and the rest is not set: what a data source that cannot be read yet looks like. */
export function unknownComputed(block: BlockSchema, config: Value): Value {
  if (config.k !== 'object') return unknownOf(impliedType(block));
  const v: Record<string, Value> = { ...config.v };
  for (const [name, attribute] of Object.entries(block.attributes ?? {})) {
    if (attribute.computed && (v[name] === undefined || v[name]?.k === 'null')) v[name] = unknownOf(attributeType(attribute));
  }
  return objectOf(v);
}

/** Paths of the values that the schema calls sensitive, as they are in `value`. Inside of sets, the set itself. */
export function sensitivePaths(block: BlockSchema, value: Value): AttributePath[] {
  const found: AttributePath[] = [];
  collect(block, value, [], found);
  return found;
}

const holders = new WeakMap<BlockSchema, boolean>();

function holdsSensitive(block: BlockSchema): boolean {
  let known = holders.get(block);
  if (known === undefined) {
    known =
      Object.values(block.attributes ?? {}).some((attribute) => attribute.sensitive || attribute.nested_type) ||
      Object.values(block.block_types ?? {}).some((nested) => holdsSensitive(nested.block));
    holders.set(block, known);
  }
  return known;
}

function collect(block: BlockSchema, value: Value, path: AttributePath, found: AttributePath[]): void {
  if (value.k !== 'object' || !holdsSensitive(block)) return;
  for (const [name, attribute] of Object.entries(block.attributes ?? {})) {
    if (attribute.sensitive && value.v[name]) found.push([...path, name]);
    else if (attribute.nested_type && value.v[name]) collectNested(attribute, value.v[name] as Value, [...path, name], found);
  }
  for (const [name, nested] of Object.entries(block.block_types ?? {})) {
    const inner = value.v[name];
    if (!inner || !holdsSensitive(nested.block)) continue;
    each(inner, [...path, name], found, (item, at) => collect(nested.block, item, at, found));
  }
}

function collectNested(attribute: AttributeSchema, value: Value, path: AttributePath, found: AttributePath[]): void {
  const block: BlockSchema = { attributes: attribute.nested_type?.attributes ?? {} };
  if (attribute.nested_type?.nesting_mode === 'single') collect(block, value, path, found);
  else each(value, path, found, (item, at) => collect(block, item, at, found));
}

function each(value: Value, path: AttributePath, found: AttributePath[], visit: (item: Value, path: AttributePath) => void): void {
  if (value.k === 'list' || value.k === 'tuple')
    value.v.forEach((item, index) => {
      visit(item, [...path, index]);
    });
  else if (value.k === 'map') for (const [key, item] of Object.entries(value.v)) visit(item, [...path, key]);
  else if (value.k === 'object') visit(value, path);
  else if (value.k === 'set') {
    const before = found.length;
    const inner: AttributePath[] = [];
    for (const item of value.v) {
      visit(item, path);
      inner.push(...found.splice(before));
    }
    if (inner.length) found.push(path);
  }
}

/** The value without what is write-only: that is neither planned nor stored. */
export function withoutWriteOnly(block: BlockSchema, value: Value): Value {
  if (value.k !== 'object' || !holdsWriteOnly(block)) return value;
  const v: Record<string, Value> = { ...value.v };
  for (const [name, attribute] of Object.entries(block.attributes ?? {})) if (attribute.write_only) v[name] = nullOf(attributeType(attribute));
  for (const [name, nested] of Object.entries(block.block_types ?? {})) {
    const inner = v[name];
    if (inner?.k === 'list' || inner?.k === 'tuple') v[name] = { ...inner, v: inner.v.map((item) => withoutWriteOnly(nested.block, item)) } as Value;
    else if (inner?.k === 'object') v[name] = withoutWriteOnly(nested.block, inner);
  }
  return { ...value, v };
}

const writeOnly = new WeakMap<BlockSchema, boolean>();

function holdsWriteOnly(block: BlockSchema): boolean {
  let known = writeOnly.get(block);
  if (known === undefined) {
    known =
      Object.values(block.attributes ?? {}).some((attribute) => attribute.write_only) || Object.values(block.block_types ?? {}).some((nested) => holdsWriteOnly(nested.block));
    writeOnly.set(block, known);
  }
  return known;
}
