// What the state holds and the configuration does not ask for any more: to be destroyed, or to be forgotten.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { covers, formatInstance, formatModule, formatName, modulePath, type Target } from '../config/address.ts';
import { pathKey } from '../config/config.ts';
import { impliedType } from '../config/schema.ts';
import { nullOf, type Value } from '../lang/value.ts';
import { entries, type ObjectState, type StateEntry } from '../state/state.ts';
import { cannotDestroy } from './managed.ts';
import { targetOf } from './moves.ts';
import type { Reason, ResourceChange } from './plan.ts';
import { refreshObject } from './refresh.ts';
import { storedValue } from './stored.ts';
import { neededByTarget } from './targeting.ts';
import { changeKey, type PlanWalk, targeted } from './walk.ts';

/** Plans every instance that nothing claimed, and every deposed object. `wanted`: the nodes that targets leave, or null for all. */
export function planOrphans(walk: PlanWalk, failedNodes: ReadonlySet<string>, wanted: ReadonlySet<string> | null): void {
  const forgotten = removals(walk);
  for (const entry of entries(walk.state)) {
    if (entry.address.mode !== 'managed' || !(targeted(walk, entry.address) || (wanted?.has(configNode(entry)) && neededByTarget(walk, entry.address)))) continue;
    const text = formatInstance(entry.address);
    for (const [id, object] of Object.entries(entry.instance.deposed)) planObject(walk, entry, object, null, forgotten, id);
    if (walk.claimed.has(text) || !entry.instance.current) continue;
    const node = configNode(entry);
    if (failedNodes.has(node)) continue;
    planObject(walk, entry, entry.instance.current, reasonOf(walk, entry), forgotten);
  }
}

const configNode = (entry: StateEntry): string => {
  const path = modulePath(entry.address.module).map((name) => `module.${name}.`);
  return path.join('') + formatName(entry.address.mode, entry.address.type, entry.address.name);
};

function reasonOf(walk: PlanWalk, entry: StateEntry): Reason {
  const { address } = entry;
  const path = modulePath(address.module);
  const module = walk.config.modules[pathKey(path)];
  const text = formatModule(address.module);
  const unplaced: Reason = walk.previous.has(formatInstance(address)) ? 'delete-because-no-move-target' : 'delete-because-no-resource-config';
  if (!module) return unplaced;
  const resource = module.resources[formatName(address.mode, address.type, address.name)];
  if (!resource) return unplaced;
  if (!walk.evaluation.instancesOf(path, []).some((instance) => instance.text === text)) return 'delete-because-no-module';
  if (address.key === null) return 'delete-because-wrong-repetition';
  if (typeof address.key === 'number') return resource.count ? 'delete-because-count-index' : 'delete-because-wrong-repetition';
  return resource.forEach ? 'delete-because-each-key' : 'delete-because-wrong-repetition';
}

interface Removal {
  readonly target: Target;
  readonly destroy: boolean;
}

function removals(walk: PlanWalk): Removal[] {
  const list: Removal[] = [];
  for (const module of Object.values(walk.config.modules)) {
    for (const block of module.removed) {
      const target = targetOf(block.from, module.path);
      if (target) list.push({ target, destroy: block.destroy });
    }
  }
  return list;
}

/** Resources that a `removed` block says are gone and that are there. */
export function stillDeclared(walk: PlanWalk): Diagnostic[] {
  return removals(walk).flatMap(({ target }) => {
    if (!target.resource) return [];
    const name = formatName(target.resource.mode, target.resource.type, target.resource.name);
    const path = modulePath(target.module);
    const resource = walk.config.modules[pathKey(path)]?.resources[name];
    if (!resource) return [];
    const text = [...path.map((step) => `module.${step}`), name].join('.');
    const detail = `This statement declares that ${text} was removed, but it is still declared in configuration.`;
    return [{ severity: 'error', summary: 'Removed resource still exists', detail, subject: resource.range } as const];
  });
}

/** Plans the end of one object; also used for destroying everything. */
export function planObject(
  walk: PlanWalk,
  entry: StateEntry,
  object: ObjectState,
  reason: Reason | null,
  removed: readonly Removal[],
  deposed?: string,
  refresh = walk.options.refresh !== false,
): void {
  const { address, resource } = entry;
  const text = formatInstance(address);
  const schema = walk.schemas.resourceAt(resource.provider, address.mode, address.type);
  if (!walk.providers.has(resource.provider)) {
    const what = `${text} (orphan)`;
    walk.diagnostics.push({
      severity: 'error',
      summary: 'Provider configuration not present',
      detail: `To work with ${what} its original provider configuration at ${resource.provider} is required, but it has been removed. This occurs when a provider configuration is removed while objects created by that provider still exist in the state. Re-add the provider configuration to destroy ${what}, after which you can remove the provider configuration again.`,
    });
    return;
  }
  const provider = walk.providers.get(resource.provider, walk.diagnostics);
  if (!provider) return;
  if (!schema) {
    walk.diagnostics.push({
      severity: 'error',
      summary: 'Failed to decode resource from state',
      detail: `Error decoding ${JSON.stringify(text)} from prior state: no schema for resource type ${address.type} in its provider`,
    });
    return;
  }
  let value: Value = storedValue(object, address.type, schema, provider);
  const forget = deposed === undefined && removed.some((removal) => !removal.destroy && covers(removal.target, address));
  if (refresh && !forget) {
    const refreshed = refreshObject(walk, { address, providerAddress: resource.provider, provider, schema }, object, deposed);
    if (!refreshed) return;
    value = refreshed.value;
  }
  walk.values.set(text, value);
  if (value.k === 'null' || walk.options.mode === 'refresh-only') return;
  const previous = walk.previous.get(text);
  const change: ResourceChange = {
    address: text,
    ...(previous ? { previousAddress: previous } : {}),
    module: resource.module,
    mode: resource.mode,
    type: resource.type,
    name: resource.name,
    key: address.key,
    ...(deposed ? { deposed } : {}),
    provider: resource.provider,
    action: forget ? 'forget' : 'delete',
    reason: deposed || forget ? null : reason,
    before: value,
    after: nullOf(impliedType(schema.block)),
    requiresReplace: [],
    ...(object.private ? { private: object.private } : {}),
    dependencies: object.dependencies.length ? object.dependencies : walk.closures(configNode(entry)),
  };
  walk.changes.set(changeKey(address, deposed), change);
  const block = walk.config.modules[pathKey(modulePath(address.module))]?.resources[formatName(address.mode, address.type, address.name)];
  if (block?.lifecycle.preventDestroy && !forget && !deposed) walk.diagnostics.push(cannotDestroy(text, block.range));
}
