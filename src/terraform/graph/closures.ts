// What the nodes of a graph need, directly or not. A long chain makes these sets as large as the square of its length: they are kept as bits, and become lists when asked for.
import { type Graph, order } from './graph.ts';

/** The wanted nodes that a node needs, directly or not, sorted by name. The same list each time. */
export type Closures = (node: string) => readonly string[];

const NOTHING: readonly string[] = [];

/** Everything that nodes need among those that `wanted` accepts. Nodes in cycles need nothing. */
export function closures(graph: Graph, wanted: (node: string) => boolean): Closures {
  const members = graph.nodes.filter(wanted).sort();
  const places = new Map(members.map((node, place) => [node, place]));
  const sets = new Map<string, Uint32Array>();
  for (const node of order(graph)) {
    let own: Uint32Array | null = null;
    for (const other of graph.needs.get(node) ?? []) {
      const place = places.get(other);
      const further = sets.get(other);
      if (place === undefined && !further) continue;
      own ??= new Uint32Array((members.length + 31) >> 5);
      if (place !== undefined) own[place >> 5] = (own[place >> 5] as number) | (1 << (place & 31));
      if (further) for (let word = 0; word < own.length; word++) own[word] = (own[word] as number) | (further[word] as number);
    }
    if (own) sets.set(node, own);
  }
  const lists = new Map<string, readonly string[]>();
  return (node) => {
    const set = sets.get(node);
    if (!set) return NOTHING;
    let list = lists.get(node);
    if (!list) lists.set(node, (list = listed(set, members)));
    return list;
  };
}

function listed(set: Uint32Array, members: readonly string[]): readonly string[] {
  const list: string[] = [];
  for (let word = 0; word < set.length; word++) {
    for (let rest = set[word] as number; rest !== 0; rest &= rest - 1) list.push(members[(word << 5) + 31 - Math.clz32(rest & -rest)] as string);
  }
  return list;
}
