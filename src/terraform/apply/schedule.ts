// What an apply has to do and in which order: one or two steps for each change of the plan.

import { addEdge, addNode, type GraphDraft, newGraph } from '../graph/graph.ts';
import { NULL } from '../lang/value.ts';
import { configText } from '../plan/data.ts';
import type { Plan, ResourceChange } from '../plan/plan.ts';
import { directAmong } from './direct.ts';

export type StepKind = 'create' | 'update' | 'read' | 'delete' | 'forget' | 'import' | 'open' | 'close';

export interface Step {
  readonly id: string;
  readonly kind: StepKind;
  readonly change: ResourceChange;
  /** The object to delete was set aside by the creation of its replacement. */
  readonly deposes?: boolean;
}

export interface Schedule {
  /** All nodes, steps and gates. */
  readonly nodes: readonly string[];
  /** By id, in the order in which they start when nothing holds them back. */
  readonly steps: ReadonlyMap<string, Step>;
  readonly needs: ReadonlyMap<string, ReadonlySet<string>>;
  readonly dependants: ReadonlyMap<string, readonly string[]>;
}

const schedules = new WeakMap<Plan, Schedule>();

export const stepId = (kind: StepKind, change: ResourceChange): string => `${kind} ${change.address}${change.deposed ? ` (deposed ${change.deposed})` : ''}`;

/** The same plan always gives the same schedule. */
export function scheduleOf(plan: Plan): Schedule {
  const known = schedules.get(plan);
  if (known) return known;
  const steps = new Map<string, Step>();
  const graph = newGraph();
  const add = (kind: StepKind, change: ResourceChange, deposes?: boolean): void => {
    const id = stepId(kind, change);
    steps.set(id, { id, kind, change, ...(deposes ? { deposes } : {}) });
    addNode(graph, id);
  };
  for (const change of plan.changes) {
    switch (change.action) {
      case 'create':
      case 'update':
      case 'read':
      case 'forget':
      case 'delete':
        add(change.action, change);
        break;
      case 'delete-create':
        add('delete', change);
        add('create', change);
        break;
      case 'create-delete':
        add('create', change);
        add('delete', change, true);
        break;
      default:
        if (change.importing) add('import', change);
    }
  }
  for (const instance of plan.ephemerals) {
    const change: ResourceChange = { ...instance, mode: 'ephemeral', action: 'read', reason: null, before: NULL, after: NULL, requiresReplace: [] };
    add('open', change);
    add('close', change);
  }
  connect(plan, steps, graph);
  connectClosing(plan, steps, graph);
  const dependants = new Map<string, string[]>(graph.nodes.map((node) => [node, []]));
  for (const node of graph.nodes) for (const other of graph.needs.get(node) ?? []) dependants.get(other)?.push(node);
  const schedule: Schedule = { nodes: graph.nodes, steps, needs: graph.needs, dependants };
  schedules.set(plan, schedule);
  return schedule;
}

/**
 * Dependencies are between blocks of the configuration, not between instances. A gate stands for all steps of one kind of one block,
 * so that a thousand instances that need a thousand others take two thousand edges and not a million.
 */
function connect(plan: Plan, all: ReadonlyMap<string, Step>, graph: GraphDraft): void {
  const steps = [...all.values()].filter(({ kind }) => kind !== 'close').map((step) => ({ ...step, block: configText(step.change), dependencies: step.change.dependencies }));
  const made = steps.filter((step) => step.kind !== 'delete');
  const deleted = steps.filter((step) => step.kind === 'delete');
  const blocksOf = (list: readonly { readonly block: string }[]): ReadonlySet<string> => new Set(list.map(({ block }) => block));
  const making = blocksOf(made);
  const deleting = blocksOf(deleted);
  const deposing = blocksOf(deleted.filter((step) => step.deposes));
  const gates = new Set<string>();
  const gate = (kind: 'made' | 'removed' | 'renewed' | 'abandoned', address: string): string => {
    const id = `${kind} ${address}`;
    if (!gates.has(id)) {
      gates.add(id);
      addNode(graph, id);
    }
    return id;
  };
  const directlyMade = directAmong(made);
  const directlyDeleted = directAmong(deleted);
  for (const step of steps) {
    if (step.kind !== 'delete') {
      addEdge(graph, gate('made', step.block), step.id);
      if (deposing.size) for (const dependency of step.dependencies) if (deposing.has(dependency)) addEdge(graph, gate('renewed', dependency), step.id);
      continue;
    }
    for (const dependency of step.dependencies) if (deleting.has(dependency)) gate('abandoned', dependency);
    for (const dependency of directlyDeleted(step.dependencies)) addEdge(graph, gate('abandoned', dependency), step.id);
    if (!step.deposes) addEdge(graph, gate('removed', step.block), step.id);
  }
  const nested = (step: Step): boolean => step.change.reason === 'read-because-check-nested';
  for (const step of steps) {
    // What a check reads is judged when all is done.
    if (nested(step)) for (const other of steps) if (!nested(other)) addEdge(graph, step.id, other.id);
    const needs = (id: string): void => {
      if (gates.has(id)) addEdge(graph, step.id, id);
    };
    if (step.kind === 'delete') {
      // Whatever was made from this goes first; and what is updated or replaced lets go of the old object before it goes.
      needs(`abandoned ${step.block}`);
      if (!step.deposes) continue;
      addEdge(graph, step.id, stepId('create', step.change));
      needs(`renewed ${step.block}`);
      continue;
    }
    if (step.kind === 'create' && step.change.action === 'delete-create') addEdge(graph, step.id, stepId('delete', step.change));
    const removed = plan.mode === 'normal' && deleting.size > 0;
    for (const dependency of directlyMade(step.dependencies)) {
      needs(`made ${dependency}`);
      if (removed) needs(`removed ${dependency}`);
    }
    if (removed) for (const dependency of step.dependencies) if (deleting.has(dependency) && !making.has(dependency)) needs(`removed ${dependency}`);
  }
}

/** What is open is closed when all that needs it is done; what is destroyed needs no more than its provider does. */
function connectClosing(plan: Plan, steps: ReadonlyMap<string, Step>, graph: GraphDraft): void {
  for (const step of steps.values()) {
    if (step.kind !== 'close') continue;
    const open = stepId('open', step.change);
    const block = configText(step.change);
    addEdge(graph, step.id, open);
    for (const user of steps.values()) {
      if (user.kind === 'close') continue;
      if (user.kind === 'delete' ? plan.mode !== 'destroy' : !user.change.dependencies.includes(block)) continue;
      addEdge(graph, step.id, user.id);
      if (user.kind === 'delete') addEdge(graph, user.id, open);
    }
  }
}
