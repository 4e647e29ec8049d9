// `terraform show -json` of a saved plan.
import { iso } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { type Config, pathKey } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { readerOf } from '../config/sources.ts';
import { typeToJson } from '../lang/type.ts';
import { isWhollyKnown, typeOf, type Value } from '../lang/value.ts';
import { refreshedState } from '../plan/outputs.ts';
import { isApplicable, type OutputChange, type Plan, type ResourceChange } from '../plan/plan.ts';
import type { Schemas } from '../plan/schemas.ts';
import type { CheckState } from '../state/state.ts';
import { checksJson } from './json-checks.ts';
import { configJson } from './json-config.ts';
import { providerName, stateJson } from './json-state.ts';
import { knownJson, sensitiveShape, unknownShape } from './json-value.ts';
import type { SchemaOf } from './plan.ts';

const ACTIONS: Record<ResourceChange['action'], readonly string[]> = {
  'no-op': ['no-op'],
  create: ['create'],
  read: ['read'],
  update: ['update'],
  delete: ['delete'],
  'delete-create': ['delete', 'create'],
  'create-delete': ['create', 'delete'],
  forget: ['forget'],
};

/** The whole document. */
export function planJson(plan: Plan, schemaOf: SchemaOf, schemas: Schemas): Json {
  const config = loadConfig(readerOf(plan.sources));
  const variables = variablesJson(plan, config);
  const drift = plan.drift.filter((change) => plan.mode === 'refresh-only' || change.action !== 'no-op');
  const prior = refreshedState(plan, config.root.outputs);
  const checks = plan.checks.filter((check) => standsIn(config, check));
  const outputs = plan.outputs.filter((output) => output.after.k !== 'null');
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    ...(Object.keys(variables).length ? { variables } : {}),
    planned_values: {
      ...(outputs.length ? { outputs: Object.fromEntries(outputs.map((output) => [output.name, plannedOutput(output)])) } : {}),
      root_module: plannedModule(plan, schemaOf, '') ?? {},
    },
    ...(drift.length ? { resource_drift: drift.map(changeJson) } : {}),
    ...(plan.changes.length ? { resource_changes: plan.changes.map(changeJson) } : {}),
    ...(plan.outputs.length ? { output_changes: Object.fromEntries(plan.outputs.map((output) => [output.name, outputJson(output)])) } : {}),
    ...(Object.keys(prior.resources).length || Object.keys(prior.outputs).length ? { prior_state: stateJson({ ...prior, checks: null }, schemaOf) } : {}),
    configuration: configJson(config, schemas),
    ...(plan.relevant.length ? { relevant_attributes: plan.relevant.map(({ address, path }) => ({ resource: address, attribute: [...path] })) } : {}),
    ...(checks.length ? { checks: checksJson(checks) } : {}),
    timestamp: iso(plan.timestamp),
    applyable: isApplicable(plan),
    complete: plan.targets.length === 0 && !plan.errored,
    errored: plan.errored,
  };
}

/** The values of all root variables but the ephemeral ones: given, or by default. */
function variablesJson(plan: Plan, { root }: Config): { readonly [name: string]: Json } {
  const named = Object.values(root.variables)
    .filter((block) => !block.ephemeral)
    .map((block) => [block.name, plan.variables[block.name] ?? block.default] as const);
  return Object.fromEntries(
    named
      .filter(([, value]) => value !== null)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, { value: (value && knownJson(value)) ?? null }]),
  );
}

/** Whether the configuration still has the conditions of a check. */
function standsIn(config: Config, { kind, address }: CheckState): boolean {
  const path = [...address.matchAll(/(?:^|\.)module\.([^.[]+)/g)].map((match) => match[1] as string);
  const module = config.modules[pathKey(path)];
  const rest = address.replace(/^(?:module\.[^.]+\.)*/, '');
  const name = rest.slice(rest.indexOf('.') + 1);
  if (!module) return false;
  if (kind === 'check') return name in module.checks;
  if (kind === 'output') return (module.outputs[name]?.preconditions.length ?? 0) > 0;
  if (kind === 'var') return (module.variables[name]?.validations.length ?? 0) > 0;
  const lifecycle = module.resources[rest]?.lifecycle;
  return lifecycle !== undefined && lifecycle.preconditions.length + lifecycle.postconditions.length > 0;
}

function plannedOutput(output: OutputChange): Json {
  const known = isWhollyKnown(output.after) ? knownJson(output.after) : undefined;
  return { sensitive: output.sensitive, ...(known === undefined ? {} : { type: typeToJson(typeOf(output.after)) as Json, value: known }) };
}

function plannedModule(plan: Plan, schemaOf: SchemaOf, module: string): Json | null {
  const own = plan.changes.filter((change) => change.module === module && change.action !== 'delete' && change.action !== 'forget' && !change.deposed);
  const prefix = module ? `${module}.` : '';
  const children = new Set<string>();
  for (const change of plan.changes) {
    if (change.module === module || !change.module.startsWith(prefix)) continue;
    const next = /^module\.[^.[]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?/.exec(change.module.slice(prefix.length))?.[0];
    if (next) children.add(prefix + next);
  }
  const resources = own.map((change) => ({
    ...identity(change),
    schema_version: schemaOf(change).version,
    values: knownJson(change.after) ?? null,
    sensitive_values: sensitiveShape(change.after) as Json,
  }));
  const inner = [...children].sort().flatMap((child) => plannedModule(plan, schemaOf, child) ?? []);
  if (module && !resources.length && !inner.length) return null;
  return { ...(resources.length ? { resources } : {}), ...(module ? { address: module } : {}), ...(inner.length ? { child_modules: inner } : {}) };
}

const identity = (change: ResourceChange) => ({
  address: change.address,
  mode: change.mode,
  type: change.type,
  name: change.name,
  ...(change.key === null ? {} : { index: change.key }),
  provider_name: providerName(change.provider),
});

function sides(before: Value, after: Value) {
  const known = knownJson(after);
  return {
    before: knownJson(before) ?? null,
    ...(known === undefined ? {} : { after: known }),
    after_unknown: unknownShape(after) as Json,
    before_sensitive: sensitiveShape(before) as Json,
    after_sensitive: sensitiveShape(after) as Json,
  };
}

function changeJson(change: ResourceChange): Json {
  const { address, ...rest } = identity(change);
  return {
    address,
    ...(change.previousAddress ? { previous_address: change.previousAddress } : {}),
    ...(change.module ? { module_address: change.module } : {}),
    ...rest,
    ...(change.deposed ? { deposed: change.deposed } : {}),
    change: {
      actions: [...ACTIONS[change.action]],
      ...sides(change.before, change.after),
      ...(change.after.k === 'null' ? { after_unknown: {} } : {}),
      ...(change.requiresReplace.length ? { replace_paths: change.requiresReplace.map((path) => [...path]) } : {}),
      ...(change.importing ? { importing: { id: change.importing.id } } : {}),
      ...(change.generatedConfig ? { generated_config: change.generatedConfig } : {}),
    },
    ...(change.reason ? { action_reason: change.reason.replaceAll('-', '_') } : {}),
  };
}

const outputJson = (output: OutputChange): Json => ({
  actions: [output.action],
  ...sides(output.before, output.after),
  ...(isWhollyKnown(output.after) ? { after_unknown: false } : {}),
  before_sensitive: output.sensitive,
  after_sensitive: output.sensitive,
});
