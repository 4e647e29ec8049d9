// Makes `src/provider-aws/schema/data.json` out of `terraform providers schema -json` of hashicorp/aws and a list of what that leaves out.
// Run by hand when the provider version changes: npx tsx test/provider-aws/schema-compact.ts SCHEMA.json BEHAVIOUR.json test/provider-aws/schema-extra.json > src/provider-aws/schema/data.json
import { readFileSync } from 'node:fs';

interface Attribute {
  type: unknown;
  required?: boolean;
  optional?: boolean;
  computed?: boolean;
  sensitive?: boolean;
  deprecated?: boolean;
  write_only?: boolean;
}
interface Block {
  attributes?: Record<string, Attribute>;
  block_types?: Record<string, { nesting_mode: string; min_items?: number; max_items?: number; block: Block }>;
}
interface Full {
  provider: { version?: number; block: Block };
  resource_schemas: Record<string, { version: number; block: Block }>;
  data_source_schemas: Record<string, { version: number; block: Block }>;
  ephemeral_resource_schemas?: Record<string, { version: number; block: Block }>;
}
interface Behaviour {
  x_force_new: Record<string, string[]>;
  x_default: Record<string, Record<string, unknown>>;
  x_block_default: Record<string, Record<string, unknown>>;
  x_computed_blocks: Record<string, string[]>;
}

const SHORT: Record<string, string> = { '"string"': '', '"number"': 'n', '"bool"': 'b', '["list","string"]': 'ls', '["set","string"]': 'ss', '["map","string"]': 'ms' };

function attribute(given: Attribute, writeOnly: boolean, forceNew: boolean, fallback: unknown): unknown {
  const flags = [
    given.required && 'r',
    given.optional && 'o',
    given.computed && 'c',
    given.sensitive && 's',
    given.deprecated && 'd',
    (given.write_only || writeOnly) && 'w',
    forceNew && 'f',
  ];
  const short = SHORT[JSON.stringify(given.type)];
  const text = flags.filter(Boolean).join('') + (short === '' ? '' : `:${short ?? JSON.stringify(given.type)}`);
  return fallback === undefined ? text : [text, fallback];
}

function block(
  given: Block,
  forceNew: readonly string[],
  defaults: Record<string, unknown>,
  inner: (name: string) => Record<string, unknown>,
  computed: readonly string[],
): unknown {
  const out: Record<string, unknown> = {};
  for (const [name, a] of Object.entries(given.attributes ?? {})) out[name] = attribute(a, name.endsWith('_wo') && !a.computed, forceNew.includes(name), defaults[name]);
  for (const [name, b] of Object.entries(given.block_types ?? {})) {
    const below = forceNew.filter((path) => path.startsWith(`${name}.*.`)).map((path) => path.slice(name.length + 3));
    const marks = `${b.nesting_mode === 'single' ? '1' : (b.nesting_mode[0] ?? '')}${b.min_items ?? 0}-${b.max_items ?? ''}${forceNew.includes(name) ? 'f' : ''}${computed.includes(name) ? 'c' : ''}`;
    out[`+${name}`] = [marks, block(b.block, below, inner(name), () => ({}), [])];
  }
  return out;
}

export function compact(full: Full, behaviour: Behaviour): unknown {
  const types = (schemas: Full['resource_schemas'], managed: boolean) =>
    Object.fromEntries(
      Object.entries(schemas).map(([type, schema]) => [
        type,
        [
          schema.version,
          managed
            ? block(
                schema.block,
                behaviour.x_force_new[type] ?? [],
                behaviour.x_default[type] ?? {},
                (name) => behaviour.x_block_default[`${type}.${name}`] ?? {},
                behaviour.x_computed_blocks[type] ?? [],
              )
            : block(schema.block, [], {}, () => ({}), []),
        ],
      ]),
    );
  return {
    origin: 'hashicorp/aws 5.99.0 (terraform providers schema -json), descriptions dropped; defaults, replacements and computed blocks as observed',
    provider: block(full.provider.block, [], {}, () => ({}), []),
    resources: types(full.resource_schemas, true),
    data: types(full.data_source_schemas, false),
    ephemeral: types(full.ephemeral_resource_schemas ?? {}, false),
  };
}

if (process.argv[1]?.endsWith('schema-compact.ts')) {
  const [schema, behaviour, extra] = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, 'utf8')));
  const full = Object.values(schema.provider_schemas)[0] as Full;
  Object.assign(full.resource_schemas, extra?.resource_schemas ?? {});
  full.ephemeral_resource_schemas = { ...full.ephemeral_resource_schemas, ...extra?.ephemeral_resource_schemas };
  for (const part of ['x_force_new', 'x_default', 'x_block_default', 'x_computed_blocks'] as const) Object.assign(behaviour[part], extra?.[part] ?? {});
  process.stdout.write(`${JSON.stringify(compact(full, behaviour))}\n`);
}
