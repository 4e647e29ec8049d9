// The graphs that Terraform walks: what `graph -type` and `graph -plan` draw.
import { configAddress, formatInstance, formatName, modulePath, parseModule } from '../../../../terraform/config/address.ts';
import type { Config } from '../../../../terraform/config/config.ts';
import { providerOf } from '../../../../terraform/config/providers.ts';
import { type ConfigGraph, type ConfigNode, nodeId, nodesOf, resourceReferences } from '../../../../terraform/graph/config-graph.ts';
import { order } from '../../../../terraform/graph/graph.ts';
import { type Reference, references } from '../../../../terraform/lang/references.ts';
import { usersOf } from '../../../../terraform/plan/ephemeral.ts';
import type { Plan, ResourceChange } from '../../../../terraform/plan/plan.ts';
import { entries, type State } from '../../../../terraform/state/state.ts';
import { drawn, reduced } from './graph-dot.ts';

/** A graph that grows: what needs what, and the nodes that are drawn with a label. */
interface Draft {
  readonly needs: Map<string, Set<string>>;
  /** By name; instances of one block may have one name, and are drawn each. */
  readonly labels: [string, string][];
}

const newDraft = (): Draft => ({ needs: new Map(), labels: [] });

function node({ needs }: Draft, name: string): void {
  if (!needs.has(name)) needs.set(name, new Set());
}

function need(draft: Draft, from: string, to: string): void {
  node(draft, from);
  node(draft, to);
  draft.needs.get(from)?.add(to);
}

const label = (draft: Draft, name: string, text: string, shape: 'box' | 'note' | 'diamond'): void => {
  draft.labels.push([name, `label = ${JSON.stringify(text)}, shape = "${shape}"`]);
};

/** Opens the provider before a node and closes it after. */
function provide(draft: Draft, provider: string, user: string): void {
  if (!draft.labels.some(([name]) => name === provider)) label(draft, provider, provider, 'diamond');
  need(draft, user, provider);
  need(draft, `${provider} (close)`, user);
}

/** An object that is handled on its own, by the provider that it was made with. */
function object(draft: Draft, name: string, address: string, provider: string): void {
  label(draft, name, address, 'box');
  provide(draft, provider, name);
}

function finished(draft: Draft): string {
  for (const name of [...draft.needs.keys()]) need(draft, 'root', name);
  const edges = reduced(
    [...draft.needs.keys()],
    (name) => draft.needs.get(name) ?? [],
    () => true,
  );
  return drawn(draft.labels, edges);
}

const BUILTIN = 'provider["terraform.io/builtin/terraform"]';

/** The nodes of the configuration. `targets` says which nodes stand for a node that another one needs. */
function configured(draft: Draft, config: Config, graph: ConfigGraph, targets: (from: string, to: string) => readonly string[]): void {
  const sequence = order(graph);
  for (const id of graph.nodes) {
    const own = nameOf(id, graph.table.get(id));
    node(draft, own);
    for (const next of graph.needs.get(id) ?? []) for (const target of targets(id, next)) need(draft, own, target);
    const entry = graph.table.get(id);
    if (id.startsWith('var.')) label(draft, own, id, 'note');
    if (entry?.kind === 'provider' && !draft.labels.some(([name]) => name === own)) label(draft, own, id, 'diamond');
    if (entry?.kind !== 'resource') continue;
    label(draft, own, id, 'box');
    const provider = providerOf(config, entry.module, entry.resource)?.address ?? BUILTIN;
    provide(draft, provider, own);
    if (entry.resource.mode !== 'ephemeral') continue;
    const closed = `${id} (close)`;
    provide(draft, provider, closed);
    for (const user of [id, ...usersOf(graph, sequence, id)]) for (const name of targets(closed, user)) need(draft, closed, name);
  }
}

/** What planning (and applying, while nothing is planned) walks. The blocks that the state alone knows are orphans. */
export function walkGraph(config: Config, graph: ConfigGraph, state: State, kind: 'plan' | 'apply'): string {
  const draft = newDraft();
  configured(draft, config, graph, (_from, to) => [nameOf(to, graph.table.get(to))]);
  if (kind === 'plan') {
    for (const entry of graph.table.values()) {
      if (entry.kind !== 'check') continue;
      const id = nodeId.check(entry.module.path, entry.name);
      const data = entry.module.checks[entry.name]?.data;
      if (data) need(draft, `${nodeId.resource(entry.module.path, data)} (expand)`, `${id} (report)`);
    }
    for (const { address, resource, instance } of entries(state)) {
      const block = configAddress(address);
      if (address.mode === 'managed' && instance.current && graph.table.get(block)?.kind !== 'resource')
        object(draft, `${formatInstance(address)} (orphan)`, block, resource.provider);
    }
    removedOutputs(draft, Object.keys(state.outputs), graph);
  }
  return finished(draft);
}

function removedOutputs(draft: Draft, stored: readonly string[], graph: ConfigGraph | null): void {
  for (const name of stored) {
    if (graph?.table.has(nodeId.output([], name))) continue;
    node(draft, `output.${name} (destroy)`);
    label(draft, `output.${name} (destroy)`, `output.${name} (destroy)`, 'note');
  }
}

/** What is destroyed, each after those that need it: from the state alone. Instances of one resource have the same name. */
export function destroyGraph(graph: ConfigGraph, state: State): string {
  const draft = newDraft();
  for (const { address, resource, instance } of entries(state)) {
    if (address.mode !== 'managed' || !instance.current) continue;
    const text = formatInstance({ ...address, key: null });
    object(draft, `${text} (destroy)`, text, resource.provider);
    for (const other of instance.current.dependencies) need(draft, `${other} (destroy)`, `${text} (destroy)`);
  }
  for (const id of graph.nodes) if (graph.table.get(id)?.kind === 'output' && !id.startsWith('module.')) node(draft, `${id} (expand)`);
  return finished(draft);
}

const MADE: readonly ResourceChange['action'][] = ['create', 'update', 'read', 'delete-create', 'create-delete'];
const GONE: readonly ResourceChange['action'][] = ['delete', 'delete-create', 'create-delete', 'forget'];

/** What the apply of a plan walks: the blocks, and each object that it makes, changes or destroys. */
export function applyGraph(plan: Plan, config: Config, graph: ConfigGraph): string {
  const draft = newDraft();
  const made = byBlock(plan.changes.filter(({ action }) => MADE.includes(action)));
  const gone = byBlock(plan.changes.filter(({ action }) => GONE.includes(action)));
  if (plan.mode !== 'destroy') {
    configured(draft, config, graph, (from, to) => {
      const instances = made.get(to);
      if (!instances) return [nameOf(to, graph.table.get(to))];
      return spokenOf(config, graph.table.get(from), to, instances).map(({ address }) => address);
    });
  }
  for (const [block, changes] of made) {
    for (const change of changes) {
      object(draft, change.address, block, change.provider);
      need(draft, change.address, `${block} (expand)`);
      if (change.action === 'delete-create') need(draft, change.address, destroyed(change));
    }
  }
  for (const [block, changes] of gone) {
    for (const change of changes) {
      object(draft, destroyed(change), block, change.provider);
      if (change.action === 'create-delete') need(draft, destroyed(change), change.address);
      for (const other of change.dependencies) for (const dependency of gone.get(other) ?? []) need(draft, destroyed(dependency), destroyed(change));
    }
  }
  removedOutputs(
    draft,
    plan.outputs.filter(({ action }) => action === 'delete').map(({ name }) => name),
    plan.mode === 'destroy' ? null : graph,
  );
  return finished(draft);
}

const destroyed = (change: ResourceChange): string =>
  `${change.address} (${change.action === 'forget' ? 'forget' : change.deposed ? `destroy deposed ${change.deposed}` : 'destroy'})`;

function byBlock(changes: readonly ResourceChange[]): ReadonlyMap<string, readonly ResourceChange[]> {
  const table = new Map<string, ResourceChange[]>();
  for (const change of changes) {
    const block = nodeId.resource(modulePath(parseModule(change.module) ?? []), formatName(change.mode, change.type, change.name));
    table.set(block, [...(table.get(block) ?? []), change]);
  }
  return table;
}

/** Of the instances of a block those that a node speaks of by their keys; all where it names the block alone. */
function spokenOf(config: Config, from: ConfigNode | undefined, block: string, instances: readonly ResourceChange[]): readonly ResourceChange[] {
  const leading = from ? spoken(from).filter((reference) => nodesOf(config, from.module, reference).includes(block)) : [];
  const keys = leading.map((reference) => (reference.kind === 'resource' ? reference.key : undefined));
  return keys.length && keys.every((key) => key !== undefined) ? instances.filter(({ key }) => key !== null && keys.includes(key)) : instances;
}

function spoken(from: ConfigNode): readonly Reference[] {
  if (from.kind === 'resource') return resourceReferences(from.resource);
  const expression = from.kind === 'output' ? from.module.outputs[from.name]?.expression : from.kind === 'local' ? from.module.locals[from.name]?.expression : undefined;
  return expression ? references(expression).references : [];
}

function nameOf(id: string, node: ConfigNode | undefined): string {
  const expanded = node?.kind === 'resource' || node?.kind === 'check' || node?.kind === 'output' || (node?.kind === 'variable' && node.module.path.length > 0);
  return expanded && !id.endsWith(' (expand)') ? `${id} (expand)` : id;
}
