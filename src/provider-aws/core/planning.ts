// Planning a resource from its schema alone: defaults, what is known only after apply, what keeps its prior value, what forces a replacement.
// Types add their own knowledge on top (`ResourceType.plan`, `recomputed`, `same`).
import type { Json } from '../../engine/json.ts';
import { sameValue } from '../../terraform/lang/equal.ts';
import { setOf } from '../../terraform/lang/set.ts';
import { elementType, type Type } from '../../terraform/lang/type.ts';
import { isWhollyKnown, listOf, nullOf, objectOf, stringOf, typeOf, unknownOf, type Value } from '../../terraform/lang/value.ts';
import type { AttributePath, BlockSchema } from '../../terraform/provider.ts';
import type { BlockTraits } from '../schema/schema.ts';
import { nestedType } from '../schema/schema.ts';
import { Complaint } from './api.ts';
import { sameJson } from './json.ts';
import { type Attrs, map } from './members.ts';
import { attrsOf, fromPlain, toPlain } from './plain.ts';
import type { Change, ResourceType } from './resource.ts';

const member = (value: Value | undefined, name: string): Value | undefined => (value?.k === 'object' ? value.v[name] : undefined);
const isNothing = (value: Value | undefined): boolean => value === undefined || value.k === 'null';
const isEmpty = (value: Value | undefined): boolean => isNothing(value) || ((value?.k === 'list' || value?.k === 'set') && value.v.length === 0);

/** A block's planned value. `prior` undefined: it is new, and what the cloud decides is unknown. */
function planBlock(schema: BlockSchema, traits: BlockTraits, proposed: Value, config: Value | undefined, prior: Value | undefined): Value {
  if (proposed.k !== 'object') return proposed;
  const planned: Record<string, Value> = { ...proposed.v };
  for (const [name, attribute] of Object.entries(schema.attributes ?? {})) {
    const given = config ? member(config, name) : undefined;
    if (attribute.write_only) {
      planned[name] = nullOf(typeOf(proposed.v[name] as Value));
      continue;
    }
    if (!isNothing(config ? given : proposed.v[name])) {
      planned[name] = zeroFilled(planned[name] as Value);
      continue;
    }
    const type = typeOf(proposed.v[name] as Value);
    if (traits.defaults.has(name)) planned[name] = fromPlain(type, traits.defaults.get(name));
    else if (attribute.computed) planned[name] = prior ? (member(prior, name) ?? unknownOf(type)) : unknownOf(type);
    else if (isNothing(proposed.v[name])) planned[name] = blank(member(prior, name)) ?? nullOf(type);
  }
  for (const [name, nested] of Object.entries(schema.block_types ?? {})) {
    const inner = traits.blocks[name] as BlockTraits;
    const value = proposed.v[name] as Value;
    const before = member(prior, name);
    const given = member(config, name);
    if (traits.filledIn.has(name) && isEmpty(given ?? value)) {
      planned[name] = prior ? (before as Value) : unknownOf(nestedType(nested));
      continue;
    }
    if (name === 'timeouts') continue;
    if (value.k === 'object') planned[name] = planBlock(nested.block, inner, value, given, before?.k === 'object' ? before : undefined);
    else if (value.k === 'list') {
      const items = value.v.map((item, i) => planBlock(nested.block, inner, item, given?.k === 'list' ? given.v[i] : undefined, before?.k === 'list' ? before.v[i] : undefined));
      planned[name] = listOf(value.elem, items);
    } else if (value.k === 'set') {
      const olds = before?.k === 'set' ? before.v : [];
      planned[name] = setOf(
        value.elem,
        value.v.map((item) => {
          const fresh = planBlock(nested.block, inner, item, undefined, undefined);
          return olds.find((old) => covers(old, fresh)) ?? fresh;
        }),
      );
    }
  }
  return objectOf(planned);
}

/** To the provider's SDK a text without letters, a zero and a no are the same as nothing: what is so stays so while nobody configures it. */
const blank = (value: Value | undefined): Value | undefined =>
  (value?.k === 'string' && value.v === '') || (value?.k === 'bool' && !value.v) || (value?.k === 'number' && toPlain(value) === 0) ? value : undefined;

/** Attributes that hold objects and may be written as blocks (`ingress`, `route`): the provider has no nulls inside those. */
function zeroFilled(value: Value): Value {
  if (value.k !== 'list' && value.k !== 'set') return value;
  if (typeof value.elem !== 'object' || !('object' in value.elem)) return value;
  const types = value.elem.object;
  const items = value.v.map((item) =>
    item.k === 'object' ? objectOf(Object.fromEntries(Object.entries(item.v).map(([name, inner]) => [name, inner.k === 'null' ? zero(types[name] as Type) : inner]))) : item,
  );
  return value.k === 'list' ? listOf(value.elem, items) : setOf(value.elem, items);
}

function zero(type: Type): Value {
  if (typeof type === 'object') return 'list' in type || 'set' in type ? fromPlain(type, []) : nullOf(type);
  return fromPlain(type, type === 'string' ? '' : type === 'number' ? 0 : type === 'bool' ? false : null);
}

/** Whether an existing element is what a planned one would become: equal wherever the planned one is known. */
function covers(old: Value, planned: Value): boolean {
  if (planned.k === 'unknown') return true;
  if (planned.k === 'object' && old.k === 'object') return Object.keys(planned.v).every((name) => covers(old.v[name] as Value, planned.v[name] as Value));
  if ((planned.k === 'list' || planned.k === 'set') && planned.k === old.k) {
    return planned.v.length === old.v.length && planned.v.every((item, i) => covers((old as typeof planned).v[i] as Value, item));
  }
  return sameValue(old, planned);
}

/** Paths of what forces a replacement between two values of a block. */
function replacements(schema: BlockSchema, traits: BlockTraits, prior: Value, planned: Value, at: AttributePath): AttributePath[] {
  const paths: AttributePath[] = [];
  for (const name of traits.forceNew) {
    const before = member(prior, name);
    const after = member(planned, name);
    if (before && after && !sameValue(before, after) && !(isEmpty(before) && isEmpty(after))) paths.push([...at, name]);
  }
  for (const [name, nested] of Object.entries(schema.block_types ?? {})) {
    const before = member(prior, name);
    const after = member(planned, name);
    if (before?.k !== 'list' || after?.k !== 'list') continue;
    after.v.forEach((item, i) => {
      const old = before.v[i];
      if (old) paths.push(...replacements(nested.block, traits.blocks[name] as BlockTraits, old, item, [...at, name, i]));
    });
  }
  return paths;
}

export interface Planned {
  readonly planned: Value;
  readonly requiresReplace: readonly AttributePath[];
}

/** Plans a create (`prior` null) or an update. */
export function planResource(
  of: { readonly schema: BlockSchema; readonly traits: BlockTraits; readonly type: ResourceType | undefined; readonly defaultTags: Attrs },
  prior: Value,
  proposed: Value,
  config: Value,
): Planned {
  const { schema, traits, type } = of;
  const creating = prior.k !== 'object';
  const base = planBlock(schema, traits, proposed, config, creating ? undefined : prior);
  if (base.k !== 'object') return { planned: base, requiresReplace: [] };
  const planned: Record<string, Value> = { ...base.v };
  const set = (name: string, value: Json | undefined) => {
    if (planned[name]) planned[name] = fromPlain(typeOf(planned[name] as Value), value);
  };

  for (const [name, kept] of Object.entries(type?.kept ?? {})) {
    const given = planned[name];
    if (given?.k === 'string' && member(config, name)?.k === 'string') planned[name] = stringOf(kept(given.v));
  }
  if (!creating) {
    for (const name of type?.keeps ?? []) if (isEmpty(member(config, name))) planned[name] = prior.v[name] as Value;
    keepEquivalents(type, prior, planned);
  }
  if (planned.tags_all) planned.tags_all = plannedTags(planned.tags, creating ? undefined : prior.v.tags_all, of.defaultTags);

  const change: Change = {
    creating,
    prior: attrsOf(prior),
    config: attrsOf(config),
    get planned() {
      return attrsOf(objectOf(planned));
    },
    changed: (...names) => names.some((name) => planned[name] && (creating || !sameValue(prior.v[name] as Value, planned[name] as Value))),
    unknown: (name) => planned[name]?.k === 'unknown' || (planned[name] !== undefined && !isWhollyKnown(planned[name] as Value)),
  };
  const refusal = type?.refuses?.(change);
  if (refusal) throw new Complaint(refusal);
  if (!creating) {
    for (const [name, causes] of Object.entries(type?.recomputed ?? {})) {
      if (isNothing(member(config, name)) && change.changed(...causes)) planned[name] = unknownOf(typeOf(planned[name] as Value));
    }
  }
  for (const [name, value] of Object.entries(type?.plan?.(change) ?? {})) set(name, value);

  const result = objectOf(planned);
  if (creating) return { planned: result, requiresReplace: [] };
  const paths = replacements(schema, traits, prior, result, []);
  // What the cloud decides may become unknown without having been asked to change.
  const asked = paths.filter(([name]) => !(planned[name as string]?.k === 'unknown' && isNothing(member(config, name as string))));
  const more = (type?.replaces?.(change) ?? []).map((name) => [name]);
  return { planned: result, requiresReplace: [...asked, ...more.filter(([name]) => !asked.some((path) => path[0] === name))] };
}

/** Texts that differ but mean the same keep the state's form. */
function keepEquivalents(type: ResourceType | undefined, prior: Extract<Value, { k: 'object' }>, planned: Record<string, Value>): void {
  for (const name of [...(type?.json ?? []), ...Object.keys(type?.same ?? {})]) {
    const before = prior.v[name];
    const after = planned[name];
    if (before?.k !== 'string' || after?.k !== 'string' || before.v === after.v) continue;
    const same = type?.same?.[name] ?? sameJson;
    if (same(before.v, after.v)) planned[name] = before;
  }
}

/** `tags_all`: the provider's default tags under the resource's own. Without any it is the cloud's to say at creation. */
function plannedTags(tags: Value | undefined, before: Value | undefined, defaults: Attrs): Value {
  const type: Type = { map: 'string' };
  if (tags?.k === 'unknown' || (tags && !isWhollyKnown(tags))) return unknownOf(type);
  const merged = { ...map(defaults as Json), ...(tags?.k === 'map' ? map(toPlain(tags)) : {}) };
  if (!before && Object.keys(merged).length === 0) return unknownOf(type);
  return { k: 'map', elem: 'string', v: Object.fromEntries(Object.keys(merged).map((key) => [key, stringOf(merged[key] as string)])) };
}

/** The planned value with what the apply found out put where it was unknown. Null where the cloud says nothing. */
export function completed(planned: Value, found: Value | undefined, type: Type): Value {
  if (planned.k === 'unknown') return found && found.k !== 'unknown' ? found : nullOf(type);
  if (planned.k === 'object' && typeof type === 'object' && 'object' in type) {
    return objectOf(Object.fromEntries(Object.entries(planned.v).map(([name, inner]) => [name, completed(inner, member(found, name), type.object[name] as Type)])));
  }
  if (isWhollyKnown(planned) || typeof type !== 'object') return planned;
  if (planned.k === 'map' && found?.k === 'map') return found;
  if (planned.k === 'list' && 'list' in type) {
    return listOf(
      planned.elem,
      planned.v.map((item, i) => completed(item, found?.k === 'list' ? found.v[i] : undefined, elementType(type))),
    );
  }
  if (planned.k === 'set' && 'set' in type) {
    const olds = found?.k === 'set' ? found.v : [];
    return setOf(
      planned.elem,
      planned.v.map((item) =>
        completed(
          item,
          olds.find((old) => covers(old, item)),
          elementType(type),
        ),
      ),
    );
  }
  return planned;
}
