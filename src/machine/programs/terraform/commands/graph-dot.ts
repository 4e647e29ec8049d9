// Graphs as lines of the DOT language, without the edges that others imply.

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export type Edges = ReadonlyMap<string, ReadonlySet<string>>;

/** Direct dependencies among `keep`, through whatever lies between, without those that others imply. */
export function reduced(nodes: readonly string[], needs: (node: string) => Iterable<string>, keep: (node: string) => boolean): Edges {
  const reach = new Map<string, Set<string>>();
  const visit = (node: string): Set<string> => {
    const known = reach.get(node);
    if (known) return known;
    const found = new Set<string>();
    reach.set(node, found);
    for (const next of needs(node)) {
      if (keep(next)) found.add(next);
      for (const far of visit(next)) found.add(far);
    }
    return found;
  };
  const edges = new Map<string, Set<string>>();
  for (const node of nodes) {
    if (!keep(node)) continue;
    const all = visit(node);
    const implied = new Set([...all].flatMap((next) => [...visit(next)]));
    edges.set(node, new Set([...all].filter((next) => next !== node && !implied.has(next))));
  }
  return edges;
}

/** The lines of one of Terraform's own graphs. */
export function drawn(labels: readonly (readonly [string, string])[], edges: Edges): string {
  const quote = (name: string) => JSON.stringify(`[root] ${name}`);
  let text = 'digraph {\n\tcompound = "true"\n\tnewrank = "true"\n\tsubgraph "root" {\n';
  for (const [name, label] of [...labels].sort(([a], [b]) => byText(a, b))) text += `\t\t${quote(name)} [${label}]\n`;
  const lines = [...edges].flatMap(([name, targets]) => [...targets].map((target) => `\t\t${quote(name)} -> ${quote(target)}\n`));
  text += lines.sort(byText).join('');
  return `${text}\t}\n}\n\n`;
}
