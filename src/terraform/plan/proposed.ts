// The proposed new value: the configuration, with what it leaves to the provider taken over from the prior value.

import { attributeType, emptyObject, impliedType } from '../config/schema.ts';
import { sameValue } from '../lang/equal.ts';
import { setOf } from '../lang/set.ts';
import { isWhollyKnown, nullOf, objectOf, put, unknownOf, type Value } from '../lang/value.ts';
import type { AttributeSchema, BlockSchema } from '../provider.ts';

type Nested = NonNullable<BlockSchema['block_types']>[string];

/** For an update: computed attributes that the configuration leaves out keep their prior value. For a creation (`prior` null): they are unknown. */
export function proposedNew(schema: BlockSchema, prior: Value, config: Value): Value {
  if (config.k !== 'object') return config;
  if (prior.k === 'object') return mergeObject(schema, prior, config);
  const all = computedUnknown(schema);
  return mergeObject(schema, all, config);
}

const unknowns = new WeakMap<BlockSchema, Value>();

/** An object of nothing but unknown computed attributes: the prior value of what does not exist. */
function computedUnknown(schema: BlockSchema): Value {
  let value = unknowns.get(schema);
  if (!value) unknowns.set(schema, (value = makeUnknown(schema)));
  return value;
}

function makeUnknown(schema: BlockSchema): Value {
  const empty = emptyObject(schema);
  if (empty.k !== 'object') return empty;
  const v: Record<string, Value> = { ...empty.v };
  for (const [name, attribute] of Object.entries(schema.attributes ?? {})) if (attribute.computed) v[name] = unknownOf(attributeType(attribute));
  return objectOf(v);
}

function mergeObject(schema: BlockSchema, prior: Value, config: Value): Value {
  if (config.k !== 'object') return config;
  const v: Record<string, Value> = {};
  const before = prior.k === 'object' ? prior.v : {};
  for (const [name, attribute] of Object.entries(schema.attributes ?? {})) {
    put(v, name, mergeAttribute(attribute, before[name] ?? nullOf(attributeType(attribute)), config.v[name] ?? nullOf(attributeType(attribute))));
  }
  for (const [name, nested] of Object.entries(schema.block_types ?? {})) {
    const own = config.v[name];
    if (own) put(v, name, mergeNested(nested, before[name] ?? nullOf(impliedType(nested.block)), own));
  }
  return objectOf(v);
}

function mergeAttribute(attribute: AttributeSchema, prior: Value, config: Value): Value {
  if (attribute.computed && config.k === 'null') return prior;
  if (!attribute.nested_type || config.k === 'null' || config.k === 'unknown') return config;
  const block: BlockSchema = { attributes: attribute.nested_type.attributes };
  return mergeCollection(block, attribute.nested_type.nesting_mode, prior, config);
}

const mergeNested = (nested: Nested, prior: Value, config: Value): Value => mergeCollection(nested.block, nested.nesting_mode, prior, config);

function mergeCollection(block: BlockSchema, mode: Nested['nesting_mode'], prior: Value, config: Value): Value {
  const fresh = () => computedUnknownFor(block);
  switch (config.k) {
    case 'object':
      if (mode === 'map') {
        const v: Record<string, Value> = {};
        for (const [key, item] of Object.entries(config.v)) put(v, key, mergeObject(block, member(prior, key) ?? fresh(), item));
        return objectOf(v);
      }
      return mergeObject(block, prior.k === 'object' ? prior : fresh(), config);
    case 'map': {
      const v: Record<string, Value> = {};
      for (const [key, item] of Object.entries(config.v)) put(v, key, mergeObject(block, member(prior, key) ?? fresh(), item));
      return { ...config, v };
    }
    case 'list':
    case 'tuple':
      return {
        ...config,
        v: config.v.map((item, index) => mergeObject(block, (prior.k === 'list' || prior.k === 'tuple' ? prior.v[index] : undefined) ?? fresh(), item)),
      } as Value;
    case 'set':
      return mergeSet(block, prior, config);
    default:
      return config;
  }
}

/** In nested blocks that are new, computed attributes stay null until the provider plans them: only a whole new object has them unknown. */
const computedUnknownFor = (block: BlockSchema): Value => nullOf(impliedType(block));

const member = (value: Value, key: string): Value | undefined => (value.k === 'map' || value.k === 'object' ? value.v[key] : undefined);

/** Elements of a set are matched with a prior element that differs only in what the configuration leaves to the provider. */
function mergeSet(block: BlockSchema, prior: Value, config: Extract<Value, { k: 'set' }>): Value {
  if (prior.k !== 'set' || prior.v.length === 0) return config;
  const rest = [...prior.v];
  const merged = config.v.map((item) => {
    const index = rest.findIndex((candidate) => isWhollyKnown(item) && sameValue(mergeObject(block, candidate, item), candidate));
    return index < 0 ? item : (rest.splice(index, 1)[0] as Value);
  });
  return setOf(config.elem, merged);
}
