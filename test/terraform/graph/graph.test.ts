import { expect, test } from 'vitest';
import { closures } from '../../../src/terraform/graph/closures.ts';
import { configGraph, cycleErrors } from '../../../src/terraform/graph/config-graph.ts';
import { addEdge, addNode, cycles, newGraph, order } from '../../../src/terraform/graph/graph.ts';
import { load } from '../plan/project.ts';

const graphOf = (edges: readonly string[]) => {
  const graph = newGraph();
  for (const edge of edges) for (const node of edge.split('>')) addNode(graph, node);
  for (const edge of edges) {
    const [node = '', other = ''] = edge.split('>');
    if (other) addEdge(graph, node, other);
  }
  return graph;
};

test('everything comes after what it needs', () => {
  expect(order(graphOf(['c>b', 'b>a', 'd>a']))).toEqual(['a', 'b', 'd', 'c']);
});

test('cycles are found, one node that needs itself too', () => {
  expect(cycles(graphOf(['a>b', 'b>c', 'c>a', 'd>a', 'e>e'])).map((group) => group.sort())).toEqual([['a', 'b', 'c'], ['e']]);
  expect(cycles(graphOf(['a>b', 'b>c']))).toEqual([]);
});

test('closures reach through what is not wanted', () => {
  const found = closures(graphOf(['r.b>local', 'local>r.a']), (node) => node.startsWith('r.'));
  expect(found('r.b')).toEqual(['r.a']);
  expect(found('r.a')).toEqual([]);
});

test('closures of a graph wider than a word are sorted and whole', () => {
  const graph = graphOf(Array.from({ length: 100 }, (_, i) => `n${i + 1}>n${i}`));
  const found = closures(graph, () => true);
  for (const far of [1, 31, 32, 33, 64, 100]) expect(found(`n${far}`)).toEqual(Array.from({ length: far }, (_, i) => `n${i}`).sort());
  expect(found('n100')).toBe(found('n100'));
});

test('a configuration that goes round in circles', () => {
  const config = load('locals {\n  a = local.b\n  b = local.a\n}\n');
  expect(cycleErrors(configGraph(config)).map((d) => d.summary)).toEqual([expect.stringMatching(/^Cycle: local\.[ab] \(expand\), local\.[ab] \(expand\)$/)]);
});

test('a long chain does not exhaust the stack', () => {
  const edges = Array.from({ length: 20_000 }, (_, i) => `n${i + 1}>n${i}`);
  const graph = graphOf(edges);
  expect(order(graph)).toHaveLength(20_001);
  expect(cycles(graph)).toEqual([]);
});
