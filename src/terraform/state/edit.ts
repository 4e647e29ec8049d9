// Changes to a state, each giving a new one that shares what did not change.
import { formatModule, formatResource, type InstanceAddress, type InstanceKey } from '../config/address.ts';
import { type InstanceState, instancePlace, type ObjectState, type ResourceState, type State } from './state.ts';

/** Of tables of resources that are somebody's own: the lists of instances that were copied for them. */
const copies = new WeakMap<State['resources'], Set<readonly InstanceState[]>>();

/** A state of which the table of resources is one's own: `putInstance` changes it in place. Its resources stay shared until then. */
export function ownState(state: State): State {
  const resources = { ...state.resources };
  copies.set(resources, new Set());
  return { ...state, resources };
}

/** Replaces what is known of one instance; an instance without any object disappears, and so does a resource without instances. */
export function withInstance(state: State, address: InstanceAddress, provider: string, change: (before: InstanceState) => InstanceState): State {
  const own = ownState(state);
  putInstance(own, address, provider, change);
  return own;
}

/** The same in place, on a state that came from `ownState`. */
export function putInstance(state: State, address: InstanceAddress, provider: string, change: (before: InstanceState) => InstanceState): void {
  const resources = state.resources as Record<string, ResourceState>;
  const key = formatResource(address);
  const before = resources[key];
  const place = instancePlace(before?.instances ?? [], address.key);
  const known = before?.instances[place];
  const found = known !== undefined && known.key === address.key;
  const after = change(found ? known : { key: address.key, current: null, deposed: {} });
  const empty = !after.current && Object.keys(after.deposed).length === 0;
  const own = copies.get(resources);
  const instances = before && own?.has(before.instances) ? (before.instances as InstanceState[]) : [...(before?.instances ?? [])];
  own?.add(instances);
  if (empty) instances.splice(place, found ? 1 : 0);
  else if (found) instances[place] = after;
  else if (place === instances.length) instances.push(after);
  else instances.splice(place, 0, after);
  if (instances.length === 0) {
    delete resources[key];
    return;
  }
  resources[key] = {
    module: formatModule(address.module),
    mode: address.mode,
    type: address.type,
    name: address.name,
    provider: empty && before ? before.provider : provider,
    instances,
  };
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

/** In place, on a state that came from `ownState`: sets or removes the current object. */
export const putObject = (state: State, address: InstanceAddress, provider: string, object: ObjectState | null): void =>
  putInstance(state, address, provider, (before) => ({ ...before, current: object }));

/** In place: sets or removes a deposed object. */
export function putDeposed(state: State, address: InstanceAddress, provider: string, id: string, object: ObjectState | null): void {
  putInstance(state, address, provider, (before) => {
    const deposed = { ...before.deposed };
    if (object) deposed[id] = object;
    else delete deposed[id];
    return { ...before, deposed };
  });
}
