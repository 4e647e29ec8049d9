// Which attributes fed into the planned changes: a normal plan shows only the drift that touches them.

import { formatKey, formatModulePath, formatName } from '../config/address.ts';
import { type Config, type ModuleConfig, pathKey } from '../config/config.ts';
import { resourceReferences } from '../graph/config-graph.ts';
import type { Reference } from '../lang/references.ts';
import { references } from '../lang/references.ts';
import type { AttributePath } from '../provider.ts';
import { configText } from './data.ts';
import type { OutputChange, Plan, ResourceChange } from './plan.ts';
import type { PlanWalk } from './walk.ts';

type Relevant = Plan['relevant'][number];

export function relevantAttributes(walk: PlanWalk, changes: readonly ResourceChange[], outputs: readonly OutputChange[]): Relevant[] {
  const found = new Map<string, Relevant>();
  const seen = new Set<string>();
  const add = (address: string, path: AttributePath) => {
    found.set(`${address} ${JSON.stringify(path)}`, { address, path });
  };
  for (const change of changes) {
    if (change.action === 'no-op' || change.action === 'delete' || change.action === 'forget') continue;
    const address = configText(change);
    if (seen.has(address)) continue;
    seen.add(address);
    const node = walk.graph.table.get(address);
    if (node?.kind === 'resource') for (const reference of resourceReferences(node.resource)) follow(walk.config, node.module, reference, add, seen);
  }
  const { root } = walk.config;
  for (const { name, action } of outputs) {
    const block = root.outputs[name];
    if (!block || action === 'no-op') continue;
    for (const reference of references(block.expression).references) follow(walk.config, root, reference, add, seen);
  }
  return [...found.values()];
}

function follow(config: Config, module: ModuleConfig, reference: Reference, add: (address: string, path: AttributePath) => void, seen: Set<string>): void {
  const prefix = module.path.length ? `${formatModulePath(module.path)}.` : '';
  if (reference.kind === 'resource') {
    const path = reference.traversal.slice(reference.consumed).map((step) => (step.kind === 'index' ? step.key : step.name));
    add(`${prefix}${formatName(reference.mode, reference.type, reference.name)}${formatKey(reference.key ?? null)}`, path);
    return;
  }
  const once = (key: string, list: () => readonly Reference[], from: ModuleConfig): void => {
    if (seen.has(key)) return;
    seen.add(key);
    for (const inner of list()) follow(config, from, inner, add, seen);
  };
  if (reference.kind === 'local') {
    const local = module.locals[reference.name];
    if (local) once(`${prefix}local.${reference.name}`, () => references(local.expression).references, module);
  } else if (reference.kind === 'variable' && module.path.length) {
    const parent = config.modules[pathKey(module.path.slice(0, -1))];
    const attribute = parent?.calls[module.path[module.path.length - 1] as string]?.body.attributes.find((candidate) => candidate.name === reference.name);
    if (parent && attribute) once(`${prefix}var.${reference.name}`, () => references(attribute.expression).references, parent);
  } else if (reference.kind === 'module') {
    const inner = config.modules[pathKey([...module.path, reference.name])];
    for (const output of Object.values(inner?.outputs ?? {})) {
      if (!inner || (reference.output !== undefined && reference.output !== output.name)) continue;
      once(`${formatModulePath(inner.path)}.output.${output.name}`, () => references(output.expression).references, inner);
    }
  }
}
