// `terraform show -json` of a saved plan. The `configuration` part is not produced.
import { iso } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { typeToJson } from '../lang/type.ts';
import { typeOf, type Value } from '../lang/value.ts';
import { isApplicable, type OutputChange, type Plan, type ResourceChange } from '../plan/plan.ts';
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
export function planJson(plan: Plan, schemaOf: SchemaOf): Json {
  const outputs = plan.outputs.filter((output) => output.after.k !== 'null');
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    ...(Object.keys(plan.variables).length
      ? { variables: Object.fromEntries(Object.entries(plan.variables).map(([name, value]) => [name, { value: knownJson(value) ?? null }])) }
      : {}),
    planned_values: {
      ...(outputs.length ? { outputs: Object.fromEntries(outputs.map((output) => [output.name, plannedOutput(output)])) } : {}),
      root_module: plannedModule(plan, schemaOf, ''),
    },
    ...(plan.drift.length ? { resource_drift: plan.drift.map(changeJson) } : {}),
    ...(plan.changes.length ? { resource_changes: plan.changes.map(changeJson) } : {}),
    ...(plan.outputs.length ? { output_changes: Object.fromEntries(plan.outputs.map((output) => [output.name, outputJson(output)])) } : {}),
    ...(Object.keys(plan.priorState.resources).length || Object.keys(plan.priorState.outputs).length ? { prior_state: stateJson(plan.priorState, schemaOf) } : {}),
    ...(plan.relevant.length ? { relevant_attributes: plan.relevant.map(({ address, path }) => ({ resource: address, attribute: [...path] })) } : {}),
    timestamp: iso(plan.timestamp),
    applyable: isApplicable(plan),
    complete: plan.targets.length === 0,
    errored: plan.errored,
  };
}

function plannedOutput(output: OutputChange): Json {
  const known = knownJson(output.after);
  return { sensitive: output.sensitive, ...(known === undefined ? {} : { type: typeToJson(typeOf(output.after)) as Json, value: known }) };
}

function plannedModule(plan: Plan, schemaOf: SchemaOf, module: string): Json {
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
  const inner = [...children].sort().map((child) => plannedModule(plan, schemaOf, child));
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
  before_sensitive: output.sensitive,
  after_sensitive: output.sensitive,
});
