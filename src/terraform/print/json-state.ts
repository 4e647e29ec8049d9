// `terraform show -json` of a state.
import type { Json } from '../../engine/json.ts';
import { formatInstance, formatModule } from '../config/address.ts';
import { typeToJson } from '../lang/type.ts';
import { typeOf } from '../lang/value.ts';
import { outputValue } from '../plan/outputs.ts';
import { storedValue } from '../plan/stored.ts';
import { entries, type ObjectState, type OutputState, type State, type StateEntry } from '../state/state.ts';
import { checksJson } from './json-checks.ts';
import { knownJson, sensitiveShape } from './json-value.ts';
import type { SchemaOf } from './plan.ts';

const VERSION = '1.11.4';

/** The source of a provider address: `registry.terraform.io/hashicorp/aws`. */
export const providerName = (address: string): string => /provider\["([^"]+)"\]/.exec(address)?.[1] ?? address;

/** The whole document. */
export function stateJson(state: State | null, schemaOf: SchemaOf): Json {
  if (!state || (!Object.keys(state.resources).length && !Object.keys(state.outputs).length)) return { format_version: '1.0' };
  const checks = state.checks ?? [];
  return { format_version: '1.0', terraform_version: VERSION, values: stateValues(state, schemaOf), ...(checks.length ? { checks: checksJson(checks) } : {}) };
}

export function stateValues(state: State, schemaOf: SchemaOf): Json {
  const outputs = Object.keys(state.outputs).sort();
  const root = moduleJson(state, schemaOf, '');
  return {
    ...(outputs.length ? { outputs: Object.fromEntries(outputs.map((name) => [name, outputJson(state.outputs[name] as OutputState)])) } : {}),
    root_module: root ?? {},
  };
}

function outputJson(output: OutputState): Json {
  const value = outputValue(output);
  return { sensitive: output.sensitive === true, value: knownJson(value) ?? null, type: typeToJson(typeOf(value)) as Json };
}

/** A module with what is in it, and its children; null when there is nothing. */
function moduleJson(state: State, schemaOf: SchemaOf, module: string): { [key: string]: Json } | null {
  const all = entries(state);
  const own = all.filter((entry) => entry.resource.module === module);
  const depth = (entry: StateEntry) => entry.address.module.length;
  const level = module === '' ? 0 : Math.max(...all.filter((e) => e.resource.module === module || e.resource.module.startsWith(`${module}.`)).map((e) => moduleDepth(module, e)));
  const children = new Set<string>();
  for (const entry of all) {
    if (depth(entry) > level && (module === '' || entry.resource.module.startsWith(`${module}.`))) children.add(formatModule(entry.address.module.slice(0, level + 1)));
  }
  const resources = own.flatMap((entry) => instanceJson(entry, schemaOf));
  const inner = [...children].sort().flatMap((child) => moduleJson(state, schemaOf, child) ?? []);
  if (!resources.length && !inner.length) return null;
  return { ...(resources.length ? { resources } : {}), ...(module ? { address: module } : {}), ...(inner.length ? { child_modules: inner } : {}) };
}

const moduleDepth = (module: string, entry: StateEntry): number => entry.address.module.findIndex((_, i) => formatModule(entry.address.module.slice(0, i + 1)) === module) + 1;

function instanceJson(entry: StateEntry, schemaOf: SchemaOf): Json[] {
  const { instance } = entry;
  const list: Json[] = [];
  if (instance.current) list.push(objectJson(entry, instance.current, schemaOf, null));
  for (const id of Object.keys(instance.deposed).sort()) list.push(objectJson(entry, instance.deposed[id] as ObjectState, schemaOf, id));
  return list;
}

function objectJson({ address, resource }: StateEntry, object: ObjectState, schemaOf: SchemaOf, deposed: string | null): Json {
  const schema = schemaOf(resource);
  const value = storedValue(object, resource.type, schema, null);
  return {
    address: formatInstance(address),
    mode: resource.mode,
    type: resource.type,
    name: resource.name,
    ...(address.key === null ? {} : { index: address.key }),
    provider_name: providerName(resource.provider),
    schema_version: object.schemaVersion,
    values: knownJson(value) ?? null,
    sensitive_values: sensitiveShape(value) as Json,
    ...(object.dependencies.length ? { depends_on: [...object.dependencies] } : {}),
    ...(object.status === 'tainted' ? { tainted: true } : {}),
    ...(deposed === null ? {} : { deposed_key: deposed }),
  };
}
