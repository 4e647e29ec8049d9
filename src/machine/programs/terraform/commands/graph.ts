// graph: what depends on what, for Graphviz.
import { hasErrors } from '../../../../engine/diagnostic.ts';
import { configAddress, formatInstance, formatModulePath, formatName, modulePath } from '../../../../terraform/config/address.ts';
import type { Config } from '../../../../terraform/config/config.ts';
import { loadConfig } from '../../../../terraform/config/load.ts';
import { type ConfigGraph, type ConfigNode, configGraph, cycleErrors, nodesOf, resourceReferences } from '../../../../terraform/graph/config-graph.ts';
import { missingArguments } from '../../../../terraform/plan/validate.ts';
import { emptyState, entries, type State } from '../../../../terraform/state/state.ts';
import { help } from '../help/graph.ts';
import { inconsistentLockFile } from '../host.ts';
import { configReader, openBackend, rootModule, withWholePaths } from '../open-backend.ts';
import { report } from '../report.ts';
import { type Command, DONE, exists, FAILED, problem } from '../session.ts';
import { loadState } from '../state-access.ts';
import { readOld, wrongCount } from '../usage.ts';

export const graph: Command = {
  name: 'graph',
  help,
  start: (given, argv) => {
    const reading = readOld(given, help, { type: 'text', 'draw-cycles': 'bool', plan: 'text', 'module-depth': 'number' }, argv, 'help-first');
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    if (flags.rest.length) return wrongCount(session, 'Too many command line arguments. Did you mean to use -chdir?', help, null);
    const type = flags.text('type') ?? '';
    if (GONE.includes(type)) {
      report(session, [
        problem('Graph type no longer available', `The graph type ${JSON.stringify(type)} is no longer available. Use -type=plan instead to get a similar result.`),
      ]);
      return FAILED;
    }
    if (!['', 'plan', 'plan-refresh-only', 'plan-destroy', 'apply'].includes(type)) {
      report(session, [problem('Unsupported graph type', 'The -type=... argument must be either "plan", "plan-refresh-only", "plan-destroy", or "apply".')]);
      return FAILED;
    }
    const opened = openBackend(session);
    if (!opened.ok) return FAILED;
    const config = loadConfig(configReader(session));
    const inconsistent = inconsistentLockFile(session, config);
    const problems = [...config.diagnostics, ...(inconsistent ? [inconsistent] : [])];
    if (hasErrors(problems)) {
      report(session, hasErrors(rootModule(session).diagnostics) ? problems : withWholePaths(session, problems));
      return FAILED;
    }
    const missing = missingArguments(config);
    if (missing.length) {
      report(session, withWholePaths(session, missing));
      return FAILED;
    }
    const file = flags.text('plan');
    if (file !== null) {
      session.process.err(exists(session, file) ? 'terraform graph -plan: this graph is not part of this simulation.\n' : `stat ${file}: no such file or directory\n`);
      return FAILED;
    }
    const whole = configGraph(config);
    const loaded = loadState(opened.store);
    const state = (loaded.ok && loaded.state) || emptyState();
    if (type === 'plan-destroy') {
      session.process.out(destroyGraph(whole, state));
    } else {
      const cyclic = cycleErrors(whole, true);
      if (cyclic.length) {
        report(session, cyclic);
        return FAILED;
      }
      session.process.out(type === '' ? resourceGraph(config, whole, state) : fullGraph(whole));
    }
    return DONE;
  },
};

/** Kinds of graph that older versions had. */
const GONE = ['refresh', 'validate', 'eval', 'input'];

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The root module's resources come before those of modules. */
const rootFirst = (a: string, b: string): number => Number(a.startsWith('module.')) - Number(b.startsWith('module.')) || byText(a, b);

type Edges = ReadonlyMap<string, ReadonlySet<string>>;

/** Direct dependencies among `keep`, through whatever lies between, without those that others imply. */
function reduced(nodes: readonly string[], needs: (node: string) => Iterable<string>, keep: (node: string) => boolean): Edges {
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

/** The resources of the configuration, and those that only the state knows. */
function resourceGraph(config: Config, graph: ConfigGraph, state: State): string {
  const orphans = new Map(
    entries(state)
      .filter(({ address, instance }) => address.mode === 'managed' && instance.current)
      .map(({ address }) => [configAddress(address), address] as const)
      .filter(([id]) => graph.table.get(id)?.kind !== 'resource'),
  );
  const needs = (id: string): string[] => {
    const node = graph.table.get(id);
    const beyond = node?.kind === 'resource' ? resourceReferences(node.resource).flatMap((reference) => nodesOf(config, node.module, reference)) : [];
    return [...(graph.needs.get(id) ?? []), ...beyond.filter((other) => orphans.has(other))];
  };
  const isResource = (id: string): boolean => orphans.has(id) || graph.table.get(id)?.kind === 'resource';
  const edges = reduced([...graph.nodes, ...orphans.keys()], needs, isResource);
  const nodes = [...edges.keys()].sort(byText);
  let text = 'digraph G {\n  rankdir = "RL";\n  node [shape = rect, fontname = "sans-serif"];\n';
  const modules = new Map<string, string[]>();
  for (const id of nodes) {
    const node = graph.table.get(id);
    const orphan = orphans.get(id);
    const { mode, type, name } = node?.kind === 'resource' ? node.resource : (orphan as NonNullable<typeof orphan>);
    const module = formatModulePath(node?.kind === 'resource' ? node.module.path : modulePath(orphan?.module ?? []));
    const label = formatName(mode, type, name);
    modules.set(module, [...(modules.get(module) ?? []), `${JSON.stringify(id)} [label=${JSON.stringify(label)}];\n`]);
  }
  for (const module of [...modules.keys()].sort(byText)) {
    const lines = modules.get(module) as string[];
    if (module === '') text += lines.map((line) => `  ${line}`).join('');
    else
      text += `  subgraph ${JSON.stringify(`cluster_${module}`)} {\n    label = ${JSON.stringify(module)}\n    fontname = "sans-serif"\n${lines.map((line) => `    ${line}`).join('')}  }\n`;
  }
  if (!nodes.length) text += '  /* This configuration does not contain any resources.         */\n  /* For a more detailed graph, try: terraform graph -type=plan */\n';
  for (const id of nodes.sort(rootFirst)) for (const target of [...(edges.get(id) ?? [])].sort(rootFirst)) text += `  ${JSON.stringify(id)} -> ${JSON.stringify(target)};\n`;
  return `${text}}\n`;
}

/** The nodes of Terraform's own plan graph: resources with their providers, opened and closed, and one root. */
function fullGraph(graph: ConfigGraph): string {
  const names = new Map<string, string>();
  const needs = new Map<string, Set<string>>();
  const labels = new Map<string, string>();
  const need = (from: string, to: string) => needs.set(from, (needs.get(from) ?? new Set()).add(to));
  for (const id of graph.nodes) names.set(id, nameOf(id, graph.table.get(id)));
  for (const id of graph.nodes) {
    const own = names.get(id) as string;
    if (!needs.has(own)) needs.set(own, new Set());
    for (const next of graph.needs.get(id) ?? []) need(own, names.get(next) ?? next);
    const node = graph.table.get(id);
    if (node?.kind === 'resource') labels.set(own, `label = ${JSON.stringify(id)}, shape = "box"`);
    if (id.startsWith('var.')) labels.set(own, `label = ${JSON.stringify(id)}, shape = "note"`);
    if (node?.kind === 'provider') labels.set(own, `label = ${JSON.stringify(id)}, shape = "diamond"`);
    if (node?.kind === 'resource') {
      const provider = [...(graph.needs.get(id) ?? [])].find((next) => graph.table.get(next)?.kind === 'provider');
      const address = provider ?? 'provider["terraform.io/builtin/terraform"]';
      if (!provider) {
        labels.set(address, `label = ${JSON.stringify(address)}, shape = "diamond"`);
        need(own, address);
        if (!needs.has(address)) needs.set(address, new Set());
      }
      need(`${address} (close)`, own);
    }
  }
  for (const node of [...needs.keys()]) need('root', node);
  const edges = reduced(
    [...needs.keys()],
    (node) => needs.get(node) ?? [],
    () => true,
  );
  return drawn(
    [...labels].map(([name, label]) => [name, label]),
    edges,
  );
}

/** What is destroyed, each after those that need it: from the state alone. Instances of one resource have the same name. */
function destroyGraph(graph: ConfigGraph, state: State): string {
  const doomed = entries(state).filter((entry) => entry.address.mode === 'managed' && entry.instance.current);
  const nameFor = (address: string): string => `${address} (destroy)`;
  const needs = new Map<string, Set<string>>();
  const need = (from: string, to: string) => needs.set(from, (needs.get(from) ?? new Set()).add(to));
  const labels: [string, string][] = [];
  for (const { address, resource, instance } of doomed) {
    const text = formatInstance({ ...address, key: null });
    labels.push([nameFor(text), `label = ${JSON.stringify(text)}, shape = "box"`]);
    need(nameFor(text), resource.provider);
    need(`${resource.provider} (close)`, nameFor(text));
    for (const other of instance.current?.dependencies ?? []) need(nameFor(other), nameFor(text));
    if (!labels.some(([name]) => name === resource.provider)) labels.push([resource.provider, `label = ${JSON.stringify(resource.provider)}, shape = "diamond"`]);
    if (!needs.has(resource.provider)) needs.set(resource.provider, new Set());
  }
  for (const node of [...needs.keys()]) need('root', node);
  for (const id of graph.nodes) if (graph.table.get(id)?.kind === 'output' && !id.startsWith('module.')) need('root', `${id} (expand)`);
  const edges = reduced(
    [...needs.keys()],
    (node) => needs.get(node) ?? [],
    () => true,
  );
  return drawn(labels, edges);
}

function drawn(labels: readonly (readonly [string, string])[], edges: Edges): string {
  const quote = (name: string) => JSON.stringify(`[root] ${name}`);
  let text = 'digraph {\n\tcompound = "true"\n\tnewrank = "true"\n\tsubgraph "root" {\n';
  for (const [name, label] of [...labels].sort(([a], [b]) => byText(a, b))) text += `\t\t${quote(name)} [${label}]\n`;
  for (const name of [...edges.keys()].sort(byText)) for (const target of [...(edges.get(name) ?? [])].sort(byText)) text += `\t\t${quote(name)} -> ${quote(target)}\n`;
  return `${text}\t}\n}\n\n`;
}

function nameOf(id: string, node: ConfigNode | undefined): string {
  const expanded = node?.kind === 'resource' || node?.kind === 'output' || (node?.kind === 'variable' && node.module.path.length > 0);
  return expanded && !id.endsWith(' (expand)') ? `${id} (expand)` : id;
}
