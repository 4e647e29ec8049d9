// What the steps of one `advance` share: the configuration and its values, the providers, and the run as it changes.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { formatInstance, formatName, formatResource, type InstanceAddress, modulePath, parseModule } from '../config/address.ts';
import { type Config, pathKey, type ResourceBlock } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { type ConfigSources, readerOf } from '../config/sources.ts';
import type { Host } from '../host.ts';
import type { Value } from '../lang/value.ts';
import { type Checkbook, newCheckbook } from '../plan/checkbook.ts';
import { type Evaluation, type ModuleInstance, newEvaluation } from '../plan/evaluation.ts';
import type { Plan, ResourceChange } from '../plan/plan.ts';
import { type ProviderPool, providerPool } from '../plan/provider-pool.ts';
import { type Schemas, schemasOf } from '../plan/schemas.ts';
import { storedValue } from '../plan/stored.ts';
import { instanceAddress } from '../plan/walk.ts';
import { ownState } from '../state/edit.ts';
import { instanceAt, type ObjectState, type State } from '../state/state.ts';
import type { ApplyEvent, ApplyRun, Running } from './apply.ts';
import { type Schedule, scheduleOf } from './schedule.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface ApplyContext {
  readonly host: Host;
  readonly plan: Plan;
  readonly config: Config;
  readonly schedule: Schedule;
  readonly evaluation: Evaluation;
  readonly schemas: Schemas;
  readonly providers: ProviderPool;
  readonly checks: Checkbook;
  readonly events: ApplyEvent[];
  readonly diagnostics: Diagnostic[];
  readonly finished: Record<string, 'done' | 'failed' | 'skipped'>;
  readonly running: Record<string, Running>;
  readonly opened: Record<string, Value>;
  readonly deposed: Record<string, string>;
  readonly counts: Mutable<ApplyRun['counts']>;
  state: State;
}

const configs = new WeakMap<ConfigSources, Config>();

/** The configuration that a plan was made from. */
export function configOf(plan: Plan): Config {
  let config = configs.get(plan.sources);
  if (!config) {
    config = loadConfig(readerOf(plan.sources));
    configs.set(plan.sources, config);
  }
  return config;
}

const changesByAddress = new WeakMap<Plan, ReadonlyMap<string, ResourceChange>>();

/** The changes to current objects. */
function changesOf(plan: Plan): ReadonlyMap<string, ResourceChange> {
  let changes = changesByAddress.get(plan);
  if (!changes) {
    changes = new Map(plan.changes.filter((change) => !change.deposed).map((change) => [change.address, change]));
    changesByAddress.set(plan, changes);
  }
  return changes;
}

const addresses = new WeakMap<ResourceChange, InstanceAddress>();

export function addressOf(change: ResourceChange): InstanceAddress {
  let address = addresses.get(change);
  if (!address) {
    const { mode, type, name, key } = change;
    addresses.set(change, (address = { module: parseModule(change.module) ?? [], mode, type, name, key }));
  }
  return address;
}

export function startContext(run: ApplyRun, host: Host): ApplyContext {
  const { plan } = run;
  const config = configOf(plan);
  const schemas = schemasOf(host);
  const changes = changesOf(plan);
  const evaluation = newEvaluation({
    config,
    host: { ...host, workspace: plan.workspace },
    schemas,
    phase: 'apply',
    variables: {
      ...host.ephemeralVariables,
      ...Object.fromEntries(Object.entries(plan.variables).map(([name, value]) => [name, { value, from: 'when the plan was made' }])),
    },
    planTime: plan.timestamp,
    instance: (module, resource, key) => instanceValue(context, changes, module, resource, key),
  });
  const context: ApplyContext = {
    host,
    plan,
    config,
    schedule: scheduleOf(plan),
    evaluation,
    schemas,
    providers: providerPool(evaluation),
    checks: newCheckbook(plan.checks),
    events: [],
    diagnostics: [...run.diagnostics],
    finished: { ...run.finished },
    running: { ...run.running },
    opened: { ...run.opened },
    deposed: { ...run.deposed },
    counts: { ...run.counts },
    state: ownState(run.state),
  };
  return context;
}

function instanceValue(
  context: ApplyContext,
  changes: ReadonlyMap<string, ResourceChange>,
  module: ModuleInstance,
  resource: ResourceBlock,
  key: InstanceAddress['key'],
): Value | null {
  const address = instanceAddress(module.address, resource, key);
  if (resource.mode === 'ephemeral') return context.opened[formatInstance(address)] ?? null;
  const change = changes.get(formatInstance(address));
  const object = instanceAt(context.state, address)?.current;
  if (object && !(change && waiting(context, change))) return objectValue(context, address, object);
  return change?.after ?? null;
}

/** The change is still to come: what is stored is the past. */
function waiting(context: ApplyContext, change: ResourceChange): boolean {
  const kind = change.action === 'delete-create' || change.action === 'create-delete' ? 'create' : change.action;
  const id = `${kind} ${change.address}`;
  return context.schedule.steps.has(id) && context.finished[id] === undefined && context.plan.mode === 'normal';
}

/** The value of a stored object. */
export function objectValue(context: ApplyContext, address: InstanceAddress, object: ObjectState): Value | null {
  const provider = context.state.resources[formatResource(address)]?.provider ?? '';
  const schema = context.schemas.resourceAt(provider, address.mode, address.type);
  return schema ? storedValue(object, address.type, schema, null) : null;
}

/** The block and the module instance that a change belongs to; null for what is not in the configuration. */
export function blockOf(context: ApplyContext, change: ResourceChange): { readonly module: ModuleInstance; readonly resource: ResourceBlock } | null {
  const address = addressOf(change);
  const path = modulePath(address.module);
  const resource = context.config.modules[pathKey(path)]?.resources[formatName(change.mode, change.type, change.name)];
  const module = resource ? context.evaluation.instancesOf(path, []).find((instance) => instance.text === change.module) : undefined;
  return module && resource ? { module, resource } : null;
}
