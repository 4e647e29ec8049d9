// `terraform providers schema -json` and `terraform metadata functions -json`. What the real program tells of a function or attribute in prose is left out.
import type { Json } from '../../engine/json.ts';
import { functionNamed, functionNames } from '../lang/functions/table.ts';
import type { ProviderFunction } from '../lang/scope.ts';
import { type JsonType, type Type, typeToJson } from '../lang/type.ts';
import { unknownOf } from '../lang/value.ts';
import type { AttributeSchema, BlockSchema, Provider, ResourceSchema } from '../provider.ts';

const sorted = <T>(record: { readonly [name: string]: T }, shape: (item: T) => Json): Json =>
  Object.fromEntries(
    Object.keys(record)
      .sort()
      .map((name) => [name, shape(record[name] as T)]),
  );

/** The entry of one provider. */
export function providerSchemaJson({ schema, functions }: Pick<Provider, 'schema' | 'functions'>): Json {
  const { provider, resource_schemas, data_source_schemas, ephemeral_resource_schemas = {} } = schema;
  const empty = !Object.keys(provider.block.attributes ?? {}).length && !Object.keys(provider.block.block_types ?? {}).length;
  return {
    provider: empty ? { version: provider.version } : resourceJson(provider),
    ...(Object.keys(resource_schemas).length ? { resource_schemas: sorted(resource_schemas, resourceJson) } : {}),
    ...(Object.keys(data_source_schemas).length ? { data_source_schemas: sorted(data_source_schemas, resourceJson) } : {}),
    ...(Object.keys(ephemeral_resource_schemas).length ? { ephemeral_resource_schemas: sorted(ephemeral_resource_schemas, resourceJson) } : {}),
    ...(functions ? { functions: sorted(functions, providedJson) } : {}),
  };
}

const resourceJson = ({ version, block }: ResourceSchema): Json => ({ version, block: blockJson(block) });

function blockJson({ attributes = {}, block_types = {}, deprecated }: BlockSchema): Json {
  return {
    ...(Object.keys(attributes).length ? { attributes: sorted(attributes, attributeJson) } : {}),
    ...(Object.keys(block_types).length
      ? {
          block_types: sorted(block_types, ({ nesting_mode, block, min_items, max_items }) => ({
            nesting_mode,
            block: blockJson(block),
            ...(min_items ? { min_items } : {}),
            ...(max_items ? { max_items } : {}),
          })),
        }
      : {}),
    description_kind: 'plain',
    ...(deprecated ? { deprecated } : {}),
  };
}

function attributeJson({ type, nested_type, description, ...flags }: AttributeSchema): Json {
  const { deprecated, required, optional, computed, sensitive, write_only } = flags;
  return {
    ...(type === undefined ? {} : { type: type as Json }),
    ...(nested_type ? { nested_type: { attributes: sorted(nested_type.attributes, attributeJson), nesting_mode: nested_type.nesting_mode } } : {}),
    ...(description ? { description } : {}),
    description_kind: description ? 'markdown' : 'plain',
    ...(deprecated ? { deprecated } : {}),
    ...(required ? { required } : {}),
    ...(optional ? { optional } : {}),
    ...(computed ? { computed } : {}),
    ...(sensitive ? { sensitive } : {}),
    ...(write_only ? { write_only } : {}),
  };
}

interface Signature {
  readonly params: readonly { readonly name: string; readonly type: Type; readonly nullable?: boolean }[];
  readonly variadic?: Signature['params'][number];
}

function signatureJson({ params, variadic }: Signature, returns: JsonType): Json {
  const parameter = ({ name, type, nullable }: Signature['params'][number]): Json => ({ name, ...(nullable ? { is_nullable: true } : {}), type: typeToJson(type) as Json });
  return { return_type: returns as Json, ...(params.length ? { parameters: params.map(parameter) } : {}), ...(variadic ? { variadic_parameter: parameter(variadic) } : {}) };
}

const providedJson = (provided: ProviderFunction): Json => signatureJson(provided, typeToJson(provided.returns ?? 'dynamic'));

/** Functions that evaluate their arguments themselves have no specification. */
const LAZY: { readonly [name: string]: Json } = {
  can: { return_type: 'bool', parameters: [{ name: 'expression', type: 'dynamic' }] },
  try: { return_type: 'dynamic', variadic_parameter: { name: 'expressions', type: 'dynamic' } },
};

/** Every function of the language under both its names. */
export function functionsJson(): Json {
  const bare: Record<string, Json> = {};
  for (const name of functionNames({ planTime: 0 }).filter((known) => !GONE.includes(known))) {
    const spec = functionNamed(name);
    bare[name] = spec ? signatureJson(spec, typeToJson(DECLARED[name] ?? resultType(spec))) : (LAZY[name] as Json);
  }
  const names = Object.keys(bare).sort();
  const signatures = [...names.map((name) => [name, bare[name]] as const), ...names.map((name) => [`core::${name}`, bare[name]] as const)];
  return { format_version: '1.0', function_signatures: Object.fromEntries(signatures.sort(([a], [b]) => (a < b ? -1 : 1))) as Json };
}

/** Functions of older versions, which are there only to say that they are gone. */
const GONE: readonly string[] = ['list', 'map'];

/** Where the real program says less, or more, than calls show. */
const DECLARED: { readonly [name: string]: Type } = { contains: 'dynamic', format: 'dynamic', formatlist: 'dynamic', index: 'dynamic', templatestring: 'string' };

/** What a function gives whatever it is given: what a call with nothing known promises. */
function resultType(spec: NonNullable<ReturnType<typeof functionNamed>>): Type {
  if (typeof spec.returns !== 'function') return spec.returns;
  try {
    return spec.returns(spec.params.map(({ type }) => unknownOf(type)));
  } catch {
    return 'dynamic';
  }
}
