// What the steps of planning share while one plan is made. It lives for one call, never in the world.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { covers, formatInstance, type InstanceAddress, type ModuleAddress, type Target } from '../config/address.ts';
import type { Config, ImportBlock, ResourceBlock } from '../config/config.ts';
import type { Closures } from '../graph/closures.ts';
import type { ConfigGraph } from '../graph/config-graph.ts';
import type { Host } from '../host.ts';
import type { Value } from '../lang/value.ts';
import type { AttributePath, Provider, ResourceSchema } from '../provider.ts';
import type { State } from '../state/state.ts';
import type { Checkbook } from './checkbook.ts';
import type { Evaluation, ModuleInstance } from './evaluation.ts';
import type { WantedImport } from './import-blocks.ts';
import type { EphemeralInstance, PlanEvent, PlanMode, ResourceChange } from './plan.ts';
import type { ProviderPool } from './provider-pool.ts';
import type { Schemas } from './schemas.ts';
import type { VariableInputs } from './variables.ts';

export interface PlanOptions {
  readonly mode: PlanMode;
  readonly variables: VariableInputs;
  /** Addresses, as typed. */
  readonly targets?: readonly string[];
  readonly replace?: readonly string[];
  /** The look at what is there that precedes a destruction: see `severityOf`. */
  readonly purpose?: 'destroy';
  /** False for `-refresh=false`. */
  readonly refresh?: boolean;
  /** The file that `-generate-config-out` names: import targets without configuration get one. */
  readonly generateConfig?: boolean;
}

export interface Importing {
  readonly address: InstanceAddress;
  readonly id: string;
  readonly value: Value;
  readonly private?: string;
}

export interface PlanWalk {
  readonly config: Config;
  readonly host: Host;
  readonly options: PlanOptions;
  readonly evaluation: Evaluation;
  readonly schemas: Schemas;
  readonly providers: ProviderPool;
  readonly graph: ConfigGraph;
  /** By node: the resources (nodes too) that it needs, directly or not. */
  readonly closures: Closures;
  /** Nodes that must be created before they are destroyed, of themselves or because of who needs them. */
  readonly createFirst: ReadonlySet<string>;
  readonly targets: readonly Target[];
  readonly replace: ReadonlySet<string>;
  readonly previous: ReadonlyMap<string, string>;
  /** import blocks by the node that they lead to; none but in a normal plan. */
  readonly importBlocks: ReadonlyMap<string, readonly ImportBlock[]>;
  /** The objects that they want, by address, from the turn of their node on. */
  readonly imports: Map<string, WantedImport>;
  readonly ephemerals: EphemeralInstance[];
  /** The ephemeral resources that are open, by node. */
  readonly open: Map<string, readonly string[]>;
  readonly checks: Checkbook;
  /** What is believed to exist; refreshing replaces it. */
  state: State;
  /** By address (and deposed id). */
  readonly changes: Map<string, ResourceChange>;
  /** What instances will be worth, by address. */
  readonly values: Map<string, Value>;
  readonly drift: ResourceChange[];
  readonly events: PlanEvent[];
  readonly diagnostics: Diagnostic[];
  /** Instances of the state that something of the configuration stands for. */
  readonly claimed: Set<string>;
}

/** Everything that planning one instance of a resource needs to know about it. */
export interface Subject {
  readonly node: string;
  readonly module: ModuleInstance;
  readonly resource: ResourceBlock;
  readonly address: InstanceAddress;
  readonly text: string;
  readonly providerAddress: string;
  readonly provider: Provider;
  readonly schema: ResourceSchema;
  readonly repetition: import('./repetition.ts').Repetition;
}

export const instanceAddress = (module: ModuleAddress, resource: Pick<ResourceBlock, 'mode' | 'type' | 'name'>, key: InstanceAddress['key']): InstanceAddress => ({
  module,
  mode: resource.mode,
  type: resource.type,
  name: resource.name,
  key,
});

/** Whether targets leave this instance in; without targets all are. */
export const targeted = (walk: Pick<PlanWalk, 'targets'>, address: InstanceAddress): boolean => walk.targets.length === 0 || walk.targets.some((target) => covers(target, address));

/** How grave it is that a condition does not hold: while only looking it stops nothing. */
export const severityOf = ({ options }: Pick<PlanWalk, 'options'>): Diagnostic['severity'] =>
  options.purpose === 'destroy' || options.mode === 'refresh-only' ? 'warning' : 'error';

export const changeKey = (address: InstanceAddress, deposed?: string): string => formatInstance(address) + (deposed ? ` (deposed ${deposed})` : '');

/** The value at a path, or null where there is none. */
export function valueAt(value: Value, path: AttributePath): Value | null {
  let here: Value | undefined = value;
  for (const step of path) {
    if (here?.k === 'object' || here?.k === 'map') here = here.v[String(step)];
    else if ((here?.k === 'list' || here?.k === 'tuple' || here?.k === 'set') && typeof step === 'number') here = here.v[step];
    else return null;
  }
  return here ?? null;
}
