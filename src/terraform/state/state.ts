// The state in memory: what Terraform believes to exist. Attributes stay as stored (JSON); a schema turns them into values when needed.
import type { Json } from '../../engine/json.ts';
import { compareInstances, compareKeys, formatInstance, formatResource, type InstanceAddress, type InstanceKey, parseModule, type ResourceMode } from '../config/address.ts';
import type { JsonType } from '../lang/type.ts';

export interface State {
  /** Version of the program that wrote it. */
  readonly terraformVersion: string;
  readonly serial: number;
  readonly lineage: string;
  readonly outputs: { readonly [name: string]: OutputState };
  /** By address of the resource within its module instance: `module.a["k"].aws_vpc.main`. */
  readonly resources: { readonly [address: string]: ResourceState };
  readonly checks: readonly CheckState[] | null;
}

export interface OutputState {
  readonly value: Json;
  readonly type: JsonType;
  readonly sensitive?: boolean;
}

export interface ResourceState {
  /** Module instance: `module.a["k"].module.b`; empty in the root. */
  readonly module: string;
  readonly mode: ResourceMode;
  readonly type: string;
  readonly name: string;
  /** `provider["registry.terraform.io/hashicorp/aws"].alias`, with a module in front where the provider block is in one. */
  readonly provider: string;
  readonly instances: readonly InstanceState[];
}

export interface InstanceState {
  readonly key: InstanceKey;
  readonly current: ObjectState | null;
  /** Objects replaced and not destroyed yet, by their eight hexadecimal digits. */
  readonly deposed: { readonly [id: string]: ObjectState };
}

/** A step into an object's attributes: an attribute's name, an index of a list, a key of a map. */
export type StateStep = string | number | { readonly index: string };

export interface ObjectState {
  readonly status: 'ready' | 'tainted';
  readonly schemaVersion: number;
  readonly attributes: Json;
  /** Where values are that came from sensitive ones. */
  readonly sensitive: readonly (readonly StateStep[])[];
  readonly private?: string;
  /** Resources of the configuration (without instance keys) that it was created from. */
  readonly dependencies: readonly string[];
  readonly createBeforeDestroy?: boolean;
}

export type CheckStatus = 'pass' | 'fail' | 'error' | 'unknown';

export interface CheckState {
  readonly kind: 'resource' | 'output' | 'check' | 'var';
  readonly address: string;
  readonly status: CheckStatus;
  readonly objects: readonly { readonly address: string; readonly status: CheckStatus; readonly failures?: readonly string[] }[];
}

/** A state that nothing was ever stored in. The caller gives a lineage when it first writes it. */
export const emptyState = (lineage = ''): State => ({ terraformVersion: '1.11.4', serial: 0, lineage, outputs: {}, resources: {}, checks: null });

export const isEmpty = (state: State): boolean => Object.keys(state.resources).length === 0 && Object.keys(state.outputs).length === 0;

export interface StateEntry {
  readonly address: InstanceAddress;
  readonly resource: ResourceState;
  readonly instance: InstanceState;
}

/** Every instance, current or deposed, in the order of `terraform state list`. */
export function entries(state: State): StateEntry[] {
  const list: StateEntry[] = [];
  for (const resource of Object.values(state.resources)) {
    const module = parseModule(resource.module) ?? [];
    for (const instance of resource.instances) {
      list.push({ address: { module, mode: resource.mode, type: resource.type, name: resource.name, key: instance.key }, resource, instance });
    }
  }
  return list.sort((a, b) => compareInstances(a.address, b.address));
}

/** The instance at an address, or null. */
export function instanceAt(state: State, address: InstanceAddress): InstanceState | null {
  const instances = state.resources[formatResource(address)]?.instances;
  const found = instances?.[instancePlace(instances, address.key)];
  return found && found.key === address.key ? found : null;
}

/** Where an instance is among those of its resource (which are in the order of their keys), or would be. */
export function instancePlace(instances: readonly InstanceState[], key: InstanceKey): number {
  if (typeof key === 'number' && instances[key]?.key === key) return key;
  let low = 0;
  let high = instances.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareKeys((instances[middle] as InstanceState).key, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The address `state list` prints for an entry. */
export const entryAddress = (entry: StateEntry): string => formatInstance(entry.address);
