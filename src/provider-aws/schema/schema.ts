// Unfolds the compact schema of hashicorp/aws (data.json, see the README) into Terraform's shape, and keeps beside it what that shape
// has no room for: defaults, attributes that force a replacement, blocks that the cloud fills in.
import type { Json } from '../../engine/json.ts';
import type { JsonType } from '../../terraform/lang/type.ts';
import type { AttributeSchema, BlockSchema, ProviderSchema, ResourceSchema } from '../../terraform/provider.ts';
import data from './data.json' with { type: 'json' };

type CompactBlock = { readonly [name: string]: string | readonly [string, unknown] };

/** What a block's schema does not say. */
export interface BlockTraits {
  /** Attributes and nested blocks whose change forces a replacement. */
  readonly forceNew: ReadonlySet<string>;
  readonly defaults: ReadonlyMap<string, Json>;
  /** Nested blocks that are unknown at creation when the configuration has none. */
  readonly filledIn: ReadonlySet<string>;
  readonly blocks: { readonly [name: string]: BlockTraits };
}

const TYPES: { readonly [short: string]: JsonType } = {
  '': 'string',
  n: 'number',
  b: 'bool',
  ls: ['list', 'string'],
  ss: ['set', 'string'],
  ms: ['map', 'string'],
};

function attributeOf(text: string): AttributeSchema {
  const colon = text.indexOf(':');
  const flags = colon < 0 ? text : text.slice(0, colon);
  const short = colon < 0 ? '' : text.slice(colon + 1);
  return {
    type: TYPES[short] ?? (JSON.parse(short) as JsonType),
    ...(flags.includes('r') ? { required: true } : {}),
    ...(flags.includes('o') ? { optional: true } : {}),
    ...(flags.includes('c') ? { computed: true } : {}),
    ...(flags.includes('s') ? { sensitive: true } : {}),
    ...(flags.includes('d') ? { deprecated: true } : {}),
    ...(flags.includes('w') ? { write_only: true } : {}),
  };
}

function unfold(compact: CompactBlock): { block: BlockSchema; traits: BlockTraits } {
  const attributes: Record<string, AttributeSchema> = {};
  const blockTypes: Record<string, NonNullable<BlockSchema['block_types']>[string]> = {};
  const forceNew = new Set<string>();
  const defaults = new Map<string, Json>();
  const filledIn = new Set<string>();
  const blocks: Record<string, BlockTraits> = {};
  for (const [key, entry] of Object.entries(compact)) {
    const text = typeof entry === 'string' ? entry : entry[0];
    if (!key.startsWith('+')) {
      attributes[key] = attributeOf(text);
      if (text.split(':', 1)[0]?.includes('f')) forceNew.add(key);
      if (typeof entry !== 'string') defaults.set(key, entry[1] as Json);
      continue;
    }
    const name = key.slice(1);
    const [, mode, min, max, marks] = /^(.)(\d+)-(\d*)(\w*)$/.exec(text) ?? [];
    const inner = unfold((entry as readonly [string, CompactBlock])[1]);
    blockTypes[name] = {
      nesting_mode: mode === 'l' ? 'list' : mode === 's' ? 'set' : 'single',
      block: inner.block,
      ...(Number(min) ? { min_items: Number(min) } : {}),
      ...(max ? { max_items: Number(max) } : {}),
    };
    if (marks?.includes('f')) forceNew.add(name);
    if (marks?.includes('c')) filledIn.add(name);
    blocks[name] = inner.traits;
  }
  return { block: { attributes, ...(Object.keys(blockTypes).length ? { block_types: blockTypes } : {}) }, traits: { forceNew, defaults, filledIn, blocks } };
}

function unfoldAll(types: { readonly [type: string]: readonly (number | CompactBlock)[] }) {
  const schemas: Record<string, ResourceSchema> = {};
  const traits: Record<string, BlockTraits> = {};
  for (const [type, [version, compact]] of Object.entries(types)) {
    const one = unfold(compact as CompactBlock);
    schemas[type] = { version: version as number, block: one.block };
    traits[type] = one.traits;
  }
  return { schemas, traits };
}

const resources = unfoldAll(data.resources as never);

/** Schema of the provider, of all its resource types and data sources, as `terraform providers schema -json` shows it. */
export const awsSchema: ProviderSchema = {
  provider: { version: 0, block: unfold(data.provider as unknown as CompactBlock).block },
  resource_schemas: resources.schemas,
  data_source_schemas: unfoldAll(data.data as never).schemas,
  ephemeral_resource_schemas: unfoldAll(data.ephemeral as never).schemas,
};

export const resourceTraits: { readonly [type: string]: BlockTraits } = resources.traits;

export { impliedType as blockType, nestedType } from '../../terraform/config/schema.ts';
