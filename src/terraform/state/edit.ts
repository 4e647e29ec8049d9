// Changes to a state, each giving a new one that shares what did not change.
import { compareKeys, formatModule, formatResource, type InstanceAddress, type InstanceKey } from '../config/address.ts';
import type { InstanceState, ObjectState, ResourceState, State } from './state.ts';

/** Replaces what is known of one instance; an instance without any object disappears, and so does a resource without instances. */
export function withInstance(state: State, address: InstanceAddress, provider: string, change: (before: InstanceState) => InstanceState): State {
  const key = formatResource(address);
  const before = state.resources[key];
  const own = before?.instances.find((instance) => instance.key === address.key) ?? { key: address.key, current: null, deposed: {} };
  const after = change(own);
  const others = (before?.instances ?? []).filter((instance) => instance.key !== address.key);
  const empty = !after.current && Object.keys(after.deposed).length === 0;
  const instances = empty ? others : [...others, after].sort((a, b) => compareKeys(a.key, b.key));
  const resources = { ...state.resources };
  if (instances.length === 0) delete resources[key];
  else {
    const resource: ResourceState = {
      module: formatModule(address.module),
      mode: address.mode,
      type: address.type,
      name: address.name,
      provider: empty && before ? before.provider : provider,
      instances,
    };
    resources[key] = resource;
  }
  return { ...state, resources };
}

/** Sets or removes the current object of an instance. */
export const withObject = (state: State, address: InstanceAddress, provider: string, object: ObjectState | null): State =>
  withInstance(state, address, provider, (before) => ({ ...before, current: object }));

/** Sets or removes a deposed object. */
export function withDeposed(state: State, address: InstanceAddress, provider: string, id: string, object: ObjectState | null): State {
  return withInstance(state, address, provider, (before) => {
    const deposed = { ...before.deposed };
    if (object) deposed[id] = object;
    else delete deposed[id];
    return { ...before, deposed };
  });
}

/** Takes an instance out, with its deposed objects. */
export const withoutInstance = (state: State, address: InstanceAddress): State => withInstance(state, address, '', (before) => ({ ...before, current: null, deposed: {} }));

/** Moves an instance to another address, where nothing may be. */
export function moved(state: State, from: InstanceAddress, to: InstanceAddress): State {
  const source = state.resources[formatResource(from)];
  const instance = source?.instances.find((candidate) => candidate.key === from.key);
  if (!source || !instance) return state;
  return withInstance(withoutInstance(state, from), to, source.provider, () => ({ ...instance, key: to.key as InstanceKey }));
}
