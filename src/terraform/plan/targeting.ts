// Which part of the graph `-target` leaves, and which resources are created before they are destroyed because of others.
import { covers, type InstanceAddress, type Target } from '../config/address.ts';
import type { ConfigGraph, ConfigNode } from '../graph/config-graph.ts';
import { reachable } from '../graph/graph.ts';

/** Whether a target may name instances of this block: keys are left aside. */
export function mayCover(target: Target, node: Extract<ConfigNode, { kind: 'resource' }>): boolean {
  const module = node.module.path.map((name, index) => ({ name, key: target.module[index]?.key ?? null }));
  return covers({ ...target, key: null }, { module, mode: node.resource.mode, type: node.resource.type, name: node.resource.name, key: null });
}

/** The nodes to plan; null for all of them. Outputs are in when everything they need is. */
export function targetNodes(graph: ConfigGraph, targets: readonly Target[]): ReadonlySet<string> | null {
  if (targets.length === 0) return null;
  const starts = graph.nodes.filter((id) => {
    const node = graph.table.get(id);
    return node?.kind === 'resource' && targets.some((target) => mayCover(target, node));
  });
  const wanted = reachable(starts, (id) => graph.needs.get(id) ?? []);
  for (const id of graph.nodes) {
    const node = graph.table.get(id);
    if (node?.kind !== 'output' || node.module.path.length > 0) continue;
    const needed = reachable([id], (inner) => graph.needs.get(inner) ?? []);
    const resources = [...needed].filter((inner) => graph.table.get(inner)?.kind === 'resource');
    if (resources.length > 0 && resources.every((inner) => wanted.has(inner))) for (const inner of needed) wanted.add(inner);
  }
  return wanted;
}

/** Resources with create_before_destroy, and all that these need. */
export function createFirstNodes(graph: ConfigGraph): ReadonlySet<string> {
  const starts = graph.nodes.filter((id) => {
    const node = graph.table.get(id);
    return node?.kind === 'resource' && node.resource.lifecycle.createBeforeDestroy === true;
  });
  return reachable(starts, (id) => graph.needs.get(id) ?? []);
}

/** A block that no target names is in the plan because a targeted one needs it: then all its instances are. */
export const neededByTarget = ({ targets }: { readonly targets: readonly Target[] }, address: InstanceAddress): boolean =>
  !targets.some(
    ({ module, resource }) =>
      module.every((step, i) => step.name === address.module[i]?.name) &&
      (resource === null || (module.length === address.module.length && resource.type === address.type && resource.name === address.name && resource.mode === address.mode)),
  );
