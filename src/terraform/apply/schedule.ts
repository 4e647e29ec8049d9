// What an apply has to do and in which order: one or two steps for each change of the plan.
import { configText } from '../plan/data.ts';
import type { Plan, ResourceChange } from '../plan/plan.ts';
import { addEdge, addNode, type GraphDraft, newGraph } from '../graph/graph.ts';

export type StepKind = 'create' | 'update' | 'read' | 'delete' | 'forget' | 'import';

export interface Step {
  readonly id: string;
  readonly kind: StepKind;
  readonly change: ResourceChange;
  /** The object to delete was set aside by the creation of its replacement. */
  readonly deposes?: boolean;
}

export interface Schedule {
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
  connect(plan, steps, graph);
  const dependants = new Map<string, string[]>(graph.nodes.map((node) => [node, []]));
  for (const node of graph.nodes) for (const other of graph.needs.get(node) ?? []) dependants.get(other)?.push(node);
  const schedule: Schedule = { steps, needs: graph.needs, dependants };
  schedules.set(plan, schedule);
  return schedule;
}

function connect(plan: Plan, steps: ReadonlyMap<string, Step>, graph: GraphDraft): void {
  const makers = new Map<string, string[]>();
  const removers = new Map<string, Step[]>();
  for (const step of steps.values()) {
    const address = configText(step.change);
    if (step.kind === 'delete') push(removers, address, step);
    else push(makers, address, step.id);
  }
  for (const step of steps.values()) {
    if (step.kind === 'delete') {
      if (step.deposes) addEdge(graph, step.id, stepId('create', step.change));
      // Whatever was made from this goes first; and what is updated or replaced instead no longer needs the old object.
      for (const dependency of step.change.dependencies) {
        for (const remover of removers.get(dependency) ?? []) if (remover.id !== step.id) addEdge(graph, remover.id, step.id);
      }
      continue;
    }
    if (step.kind === 'create' && step.change.action === 'delete-create') addEdge(graph, step.id, stepId('delete', step.change));
    for (const dependency of step.change.dependencies) {
      for (const maker of makers.get(dependency) ?? []) addEdge(graph, step.id, maker);
      for (const remover of removers.get(dependency) ?? []) {
        if (remover.deposes) addEdge(graph, remover.id, step.id);
        else if (plan.mode === 'normal') addEdge(graph, step.id, remover.id);
      }
    }
  }
}

function push<T>(table: Map<string, T[]>, key: string, item: T): void {
  const list = table.get(key);
  if (list) list.push(item);
  else table.set(key, [item]);
}
