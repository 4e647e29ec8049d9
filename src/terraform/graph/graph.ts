// A directed graph of named nodes: who needs whom. Order in, order out: the same graph always walks the same way.

export interface Graph {
  /** In the order in which they were added. */
  readonly nodes: readonly string[];
  /** What a node needs before it. */
  readonly needs: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A graph being put together. */
export interface GraphDraft {
  readonly nodes: string[];
  readonly needs: Map<string, Set<string>>;
}

export const newGraph = (): GraphDraft => ({ nodes: [], needs: new Map() });

export function addNode(graph: GraphDraft, node: string): void {
  if (graph.needs.has(node)) return;
  graph.nodes.push(node);
  graph.needs.set(node, new Set());
}

/** Notes that `node` needs `other`. Both must be nodes; otherwise nothing happens. */
export function addEdge(graph: GraphDraft, node: string, other: string): void {
  if (graph.needs.has(other)) graph.needs.get(node)?.add(other);
}

/** The nodes that need each node, in order. */
export function dependants(graph: Graph): Map<string, string[]> {
  const table = new Map<string, string[]>(graph.nodes.map((node) => [node, []]));
  for (const node of graph.nodes) for (const other of graph.needs.get(node) ?? []) table.get(other)?.push(node);
  return table;
}

const ordered = new WeakMap<Graph, readonly string[]>();

/** Every node after what it needs; among those that are ready, in the order of addition. Nodes in cycles are left out. The graph must be finished. */
export function order(graph: Graph): readonly string[] {
  let nodes = ordered.get(graph);
  if (!nodes) ordered.set(graph, (nodes = sorted(graph)));
  return nodes;
}

function sorted(graph: Graph): string[] {
  const waiting = new Map<string, number>(graph.nodes.map((node) => [node, graph.needs.get(node)?.size ?? 0]));
  const after = dependants(graph);
  const ready = graph.nodes.filter((node) => waiting.get(node) === 0);
  for (let i = 0; i < ready.length; i++) {
    for (const node of after.get(ready[i] as string) ?? []) {
      const left = (waiting.get(node) ?? 0) - 1;
      waiting.set(node, left);
      if (left === 0) ready.push(node);
    }
  }
  return ready;
}

/** Groups of nodes that need each other, and nodes that need themselves (Tarjan's algorithm, without recursion). */
export function cycles(graph: Graph): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const onStack = new Set<string>();
  const stack: string[] = [];
  const found: string[][] = [];
  const needs = (node: string) => [...(graph.needs.get(node) ?? [])];
  for (const start of graph.nodes) {
    if (index.has(start)) continue;
    const work: { node: string; rest: string[] }[] = [];
    const enter = (node: string) => {
      index.set(node, index.size);
      low.set(node, index.get(node) as number);
      stack.push(node);
      onStack.add(node);
      work.push({ node, rest: needs(node) });
    };
    enter(start);
    while (work.length) {
      const top = work[work.length - 1] as { node: string; rest: string[] };
      const next = top.rest.shift();
      if (next !== undefined) {
        if (!index.has(next)) enter(next);
        else if (onStack.has(next)) low.set(top.node, Math.min(low.get(top.node) as number, index.get(next) as number));
        continue;
      }
      work.pop();
      const parent = work[work.length - 1];
      if (parent) low.set(parent.node, Math.min(low.get(parent.node) as number, low.get(top.node) as number));
      if (low.get(top.node) !== index.get(top.node)) continue;
      const group: string[] = [];
      for (;;) {
        const node = stack.pop() as string;
        onStack.delete(node);
        group.push(node);
        if (node === top.node) break;
      }
      if (group.length > 1 || graph.needs.get(top.node)?.has(top.node)) found.push(group);
    }
  }
  return found;
}

/** The nodes reachable from `starts` along `edges`, themselves included. */
export function reachable(starts: Iterable<string>, edges: (node: string) => Iterable<string>): Set<string> {
  const seen = new Set<string>(starts);
  const queue = [...seen];
  for (let i = 0; i < queue.length; i++) {
    for (const next of edges(queue[i] as string)) {
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return seen;
}
