// Ephemeral resources while planning: opened when their turn comes, closed when all that needs them is done. Nothing of them is stored.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { formatModule } from '../config/address.ts';
import { decodeBody } from '../config/body.ts';
import { impliedType } from '../config/schema.ts';
import type { ConfigGraph } from '../graph/config-graph.ts';
import { reachable } from '../graph/graph.ts';
import { mark, markWithPaths, unmarkDeepWithPaths } from '../lang/marks.ts';
import { isWhollyKnown, unknownOf, type Value } from '../lang/value.ts';
import type { Provider, ResourceSchema } from '../provider.ts';
import { placed } from './diagnose.ts';
import { checkPostconditions, checkPreconditions } from './managed.ts';
import type { EphemeralInstance } from './plan.ts';
import { withSensitive } from './stored.ts';
import type { PlanWalk, Subject } from './walk.ts';

const failed = (list: readonly Diagnostic[]): boolean => list.some((d) => d.severity === 'error');

/** Asks the provider for the object that a configuration describes. The value is ephemeral throughout, and sensitive where the schema says so. */
export function opened(provider: Provider, schema: ResourceSchema, type: string, config: Value): { readonly value: Value; readonly diagnostics: readonly Diagnostic[] } {
  const [plain, marks] = unmarkDeepWithPaths(config);
  const opening = provider.openEphemeral?.(type, plain);
  if (!opening) return { value: unknownOf(impliedType(schema.block)), diagnostics: [] };
  return { value: mark(withSensitive(schema.block, markWithPaths(opening.result, marks), []), 'ephemeral'), diagnostics: opening.diagnostics };
}

/** Opens one instance, or leaves it to the apply while its configuration is not known. */
export function planEphemeral(walk: PlanWalk, subject: Subject): boolean {
  const { text, resource, schema, provider, address } = subject;
  if (!checkPreconditions(walk, subject)) return false;
  const found: Diagnostic[] = [];
  const config = decodeBody(resource.body, schema.block, walk.evaluation.scope(subject.module, subject.repetition, found));
  walk.diagnostics.push(...found);
  if (failed(found)) return false;
  walk.ephemerals.push({
    address: text,
    module: formatModule(address.module),
    type: resource.type,
    name: resource.name,
    key: address.key,
    provider: subject.providerAddress,
    dependencies: walk.closures(subject.node),
  });
  if (!isWhollyKnown(config)) {
    walk.events.push({ kind: 'deferring', address: text });
    walk.values.set(text, mark(unknownOf(impliedType(schema.block)), 'ephemeral'));
    return true;
  }
  walk.events.push({ kind: 'ephemeral', op: 'open', phase: 'start', address: text });
  const { value, diagnostics } = opened(provider, schema, resource.type, config);
  const problems = placed(diagnostics, text, resource.body, resource.range);
  walk.diagnostics.push(...problems);
  if (failed(problems)) {
    walk.events.push({ kind: 'ephemeral', op: 'open', phase: 'error', address: text });
    return false;
  }
  walk.events.push({ kind: 'ephemeral', op: 'open', phase: 'done', address: text });
  walk.values.set(text, value);
  walk.open.set(subject.node, [...(walk.open.get(subject.node) ?? []), text]);
  return checkPostconditions(walk, subject, value);
}

/** By node: the ephemeral nodes that nothing needs any more when it is done. `sequence` is the order in which nodes are planned. */
export function closings(graph: ConfigGraph, sequence: readonly string[]): ReadonlyMap<string, readonly { readonly node: string; readonly users: readonly string[] }[]> {
  const table = new Map<string, { node: string; users: string[] }[]>();
  for (const id of sequence) {
    const entry = graph.table.get(id);
    if (entry?.kind !== 'resource' || entry.resource.mode !== 'ephemeral') continue;
    const users = usersOf(graph, sequence, id);
    const last = users[users.length - 1] ?? id;
    table.set(last, [...(table.get(last) ?? []), { node: id, users }]);
  }
  return table;
}

/** The nodes that need a node, directly or not, in the order of the sequence. */
export function usersOf(graph: ConfigGraph, sequence: readonly string[], node: string): string[] {
  const inside = new Set([node]);
  const users: string[] = [];
  for (const id of sequence) {
    if (inside.has(id) || ![...(graph.needs.get(id) ?? [])].some((need) => inside.has(need))) continue;
    inside.add(id);
    users.push(id);
  }
  return users;
}

/** Closes what nothing needs after a node. What something needed that failed stays open, and nothing is said of it. */
export function closeAfter(walk: PlanWalk, list: readonly { readonly node: string; readonly users: readonly string[] }[], failedNodes: ReadonlySet<string>): void {
  for (const { node, users } of list) {
    if (failedNodes.has(node) || users.some((user) => failedNodes.has(user))) continue;
    for (const address of walk.open.get(node) ?? []) {
      walk.events.push({ kind: 'ephemeral', op: 'close', phase: 'start', address }, { kind: 'ephemeral', op: 'close', phase: 'done', address });
    }
  }
}

/** Those that provider configurations are made of: a destruction needs no others. */
export function neededByProviders(graph: ConfigGraph, list: readonly EphemeralInstance[], nodeOf: (instance: EphemeralInstance) => string): readonly EphemeralInstance[] {
  const providers = graph.nodes.filter((id) => graph.table.get(id)?.kind === 'provider');
  const needed = reachable(providers, (id) => graph.needs.get(id) ?? []);
  return list.filter((instance) => needed.has(nodeOf(instance)));
}
