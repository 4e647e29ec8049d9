// What a read returns, put the way the provider stores it: tags without the default ones, nothing where an unset attribute came back empty,
// texts that mean the same left as they were.
import type { Json } from '../../engine/json.ts';
import type { BlockSchema } from '../../terraform/provider.ts';
import type { BlockTraits } from '../schema/schema.ts';
import { sameJson } from './json.ts';
import { type Attrs, isRecord, list, map } from './members.ts';
import type { ResourceType } from './resource.ts';

const empty = (value: Json | undefined): boolean =>
  value === undefined || value === null || value === '' || value === 0 || value === false || (typeof value === 'object' && Object.keys(value).length === 0);

/** Brings what was found into the shape of what the state had: an attribute nobody set stays null when it comes back empty. */
function aligned(schema: BlockSchema, traits: BlockTraits | undefined, found: Attrs, before: Attrs): Record<string, Json | undefined> {
  const result: Record<string, Json | undefined> = {};
  for (const [name, attribute] of Object.entries(schema.attributes ?? {})) {
    const value = found[name];
    const unset = before[name] === null || before[name] === undefined;
    result[name] = unset && !attribute.computed && !attribute.required && !traits?.defaults.has(name) && empty(value) ? null : value;
  }
  for (const [name, nested] of Object.entries(schema.block_types ?? {})) {
    const value = found[name];
    const old = before[name];
    const inner = traits?.blocks[name];
    if (traits?.filledIn.has(name) && list(old).length === 0) {
      result[name] = value ?? (nested.nesting_mode === 'single' ? null : []);
      continue;
    }
    if (nested.nesting_mode === 'list') {
      result[name] = list(value).map((item, i) => (isRecord(item) ? aligned(nested.block, inner, item, (list(old)[i] as Attrs | undefined) ?? {}) : item)) as Json[];
    } else if (nested.nesting_mode === 'set') {
      result[name] = list(value).map((item) => (isRecord(item) ? matching(nested.block, inner, item, list(old)) : item)) as Json[];
    } else result[name] = value;
  }
  return result;
}

/** The element of a set of blocks, in the form that the state had for the same thing. */
function matching(schema: BlockSchema, traits: BlockTraits | undefined, item: Attrs, olds: readonly Json[]): Json {
  const form = (value: Json | undefined): Json => JSON.stringify(pruned(value as Json));
  const wanted = form(item as Json);
  return olds.find((old) => form(old) === wanted) ?? (aligned(schema, traits, item, {}) as Json);
}

function pruned(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((item: Json) => pruned(item) ?? null);
  if (!isRecord(value)) return empty(value) ? undefined : value;
  const entries = Object.keys(value)
    .sort()
    .map((key) => [key, pruned(value[key])] as const)
    .filter(([, inner]) => inner !== undefined && !empty(inner));
  return entries.length ? Object.fromEntries(entries) : undefined;
}

/** `tags` out of `tags_all`: what is not exactly a default tag of the provider. */
function ownTags(all: Attrs, defaults: Attrs): { readonly [key: string]: string } {
  return Object.fromEntries(Object.entries(map(all as Json)).filter(([key, value]) => defaults[key] !== value));
}

/** Attributes as the state stores them, from what a read found over what was there before. */
export function settled(
  of: { readonly type: ResourceType; readonly schema: BlockSchema; readonly traits: BlockTraits; readonly defaultTags: Attrs },
  found: Attrs,
  before: Attrs,
): Attrs {
  const result = aligned(of.schema, of.traits, found, before);
  if (of.schema.attributes?.tags_all && isRecord(found.tags_all)) {
    const own = ownTags(found.tags_all as Attrs, of.defaultTags);
    result.tags_all = map(found.tags_all);
    // A tag that repeats a default tag stays where the configuration put it.
    const repeated = Object.fromEntries(Object.entries(map(before.tags)).filter(([key, value]) => map(found.tags_all)[key] === value));
    const tags = { ...own, ...repeated };
    // Only an object that is being imported has no tags_all yet: its tags are known to be none.
    result.tags = Object.keys(tags).length === 0 && before.tags === null && before.tags_all !== null ? null : tags;
  }
  for (const name of [...(of.type.json ?? []), ...Object.keys(of.type.same ?? {})]) {
    const now = result[name];
    const old = before[name];
    if (typeof now === 'string' && typeof old === 'string' && (of.type.same?.[name] ?? sameJson)(old, now)) result[name] = old;
  }
  return result;
}
