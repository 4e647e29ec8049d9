// The graph of a configuration: one node per block of each module (not per instance), as Terraform orders its work and reports cycles.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { formatModulePath, formatName } from '../config/address.ts';
import { bodyReferences } from '../config/body-references.ts';
import type { CheckRule, Config, ModuleCall, ModuleConfig, ResourceBlock } from '../config/config.ts';
import { importTarget } from '../config/import-target.ts';
import { providerAddress, providerOf, sourceOf } from '../config/providers.ts';
import type { Expression, Traversal } from '../hcl/ast.ts';
import { parseReference, type Reference, references } from '../lang/references.ts';
import { type Closures, closures } from './closures.ts';
import { addEdge, addNode, cycles, type Graph, type GraphDraft, newGraph } from './graph.ts';

export type ConfigNode =
  | { readonly kind: 'variable' | 'local' | 'output' | 'check'; readonly module: ModuleConfig; readonly name: string }
  | { readonly kind: 'resource'; readonly module: ModuleConfig; readonly resource: ResourceBlock }
  /** A call decides how many instances of a module there are (`expand`); everything in it is done (`close`). */
  | { readonly kind: 'expand' | 'close'; readonly module: ModuleConfig; readonly call: ModuleCall }
  | { readonly kind: 'provider'; readonly module: ModuleConfig; readonly address: string; readonly name: string };

export interface ConfigGraph extends Graph {
  readonly table: ReadonlyMap<string, ConfigNode>;
}

const prefix = (path: readonly string[]): string => (path.length ? `${formatModulePath(path)}.` : '');

/** Ids of nodes: the address, and for locals, outputs and calls a word more, as in Terraform's own graph. */
export const nodeId = {
  variable: (path: readonly string[], name: string) => `${prefix(path)}var.${name}`,
  local: (path: readonly string[], name: string) => `${prefix(path)}local.${name} (expand)`,
  output: (path: readonly string[], name: string) => `${prefix(path)}output.${name}${path.length ? ' (expand)' : ''}`,
  check: (path: readonly string[], name: string) => `${prefix(path)}check.${name}`,
  resource: (path: readonly string[], name: string) => `${prefix(path)}${name}`,
  expand: (path: readonly string[], name: string) => `${prefix(path)}module.${name} (expand)`,
  close: (path: readonly string[], name: string) => `${prefix(path)}module.${name} (close)`,
};

const known = new WeakMap<Config, ConfigGraph>();

/** The graph of a configuration: the same one for the same configuration. */
export function configGraph(config: Config): ConfigGraph {
  let graph = known.get(config);
  if (!graph) known.set(config, (graph = makeGraph(config)));
  return graph;
}

function makeGraph(config: Config): ConfigGraph {
  const graph = newGraph();
  const table = new Map<string, ConfigNode>();
  const add = (id: string, node: ConfigNode) => {
    addNode(graph, id);
    table.set(id, node);
  };
  const modules = Object.values(config.modules);
  for (const module of modules) addModule(config, module, add);
  for (const module of modules) connectModule(config, module, graph, table);
  return { nodes: graph.nodes, needs: graph.needs, table };
}

type Add = (id: string, node: ConfigNode) => void;

function addModule(config: Config, module: ModuleConfig, add: Add): void {
  const { path } = module;
  const call = callOf(config, module);
  const parent = call && config.modules[path.slice(0, -1).join('.')];
  if (call && parent) add(nodeId.expand(parent.path, call.name), { kind: 'expand', module: parent, call });
  for (const name of sorted(module.variables)) add(nodeId.variable(path, name), { kind: 'variable', module, name });
  for (const name of sorted(module.locals)) add(nodeId.local(path, name), { kind: 'local', module, name });
  for (const provider of Object.values(module.providers)) {
    const address = providerAddress(path, sourceOf(module, provider.name), provider.alias);
    add(address, { kind: 'provider', module, address, name: provider.alias === null ? provider.name : `${provider.name}.${provider.alias}` });
  }
  for (const name of sorted(module.resources)) add(nodeId.resource(path, name), { kind: 'resource', module, resource: module.resources[name] as ResourceBlock });
  for (const name of sorted(module.checks)) add(nodeId.check(path, name), { kind: 'check', module, name });
  for (const name of sorted(module.outputs)) add(nodeId.output(path, name), { kind: 'output', module, name });
  if (call && parent) add(nodeId.close(parent.path, call.name), { kind: 'close', module: parent, call });
}

const sorted = (table: { readonly [name: string]: unknown }): string[] => Object.keys(table).sort();

function callOf(config: Config, module: ModuleConfig): ModuleCall | null {
  if (module.path.length === 0) return null;
  return config.modules[module.path.slice(0, -1).join('.')]?.calls[module.path[module.path.length - 1] as string] ?? null;
}

function connectModule(config: Config, module: ModuleConfig, graph: GraphDraft, table: ReadonlyMap<string, ConfigNode>): void {
  const { path } = module;
  const call = callOf(config, module);
  const parentPath = path.slice(0, -1);
  const expand = call ? nodeId.expand(parentPath, call.name) : null;
  const close = call ? nodeId.close(parentPath, call.name) : null;
  const parent = call ? config.modules[parentPath.join('.')] : undefined;
  const inModule = (id: string) => {
    if (expand) addEdge(graph, id, expand);
    if (close) addEdge(graph, close, id);
  };
  const refer = (id: string, list: readonly Reference[], from: ModuleConfig = module) => {
    for (const reference of list) for (const other of nodesOf(config, from, reference)) addEdge(graph, id, other);
  };
  const express = (id: string, expression: Expression | null, from: ModuleConfig = module) => {
    if (expression) refer(id, references(expression).references, from);
  };
  const rules = (id: string, list: readonly CheckRule[]) => {
    for (const rule of list) {
      express(id, rule.condition);
      express(id, rule.errorMessage);
    }
  };
  const depend = (id: string, list: readonly Traversal[], from: ModuleConfig = module) => {
    for (const traversal of list) {
      const { reference } = parseReference(traversal);
      if (reference) refer(id, [reference], from);
    }
  };
  if (call && parent && expand) {
    express(expand, call.count, parent);
    express(expand, call.forEach, parent);
    depend(expand, call.dependsOn, parent);
    if (parentPath.length) addEdge(graph, expand, nodeId.expand(parentPath.slice(0, -1), parentPath[parentPath.length - 1] as string));
    if (parentPath.length && close) addEdge(graph, nodeId.close(parentPath.slice(0, -1), parentPath[parentPath.length - 1] as string), close);
    if (close) addEdge(graph, close, expand);
  }
  for (const variable of Object.values(module.variables)) {
    const id = nodeId.variable(path, variable.name);
    inModule(id);
    if (call && parent) express(id, call.body.attributes.find((attribute) => attribute.name === variable.name)?.expression ?? null, parent);
    for (const rule of variable.validations) {
      for (const expression of [rule.condition, rule.errorMessage]) {
        refer(
          id,
          references(expression).references.filter((reference) => !(reference.kind === 'variable' && reference.name === variable.name)),
        );
      }
    }
  }
  for (const local of Object.values(module.locals)) {
    const id = nodeId.local(path, local.name);
    inModule(id);
    express(id, local.expression);
    graph.needs.get(id)?.delete(id);
  }
  for (const output of Object.values(module.outputs)) {
    const id = nodeId.output(path, output.name);
    inModule(id);
    express(id, output.expression);
    rules(id, output.preconditions);
    depend(id, output.dependsOn);
  }
  for (const provider of Object.values(module.providers)) {
    const id = providerAddress(path, sourceOf(module, provider.name), provider.alias);
    inModule(id);
    refer(id, bodyReferences(provider.body));
  }
  for (const [name, resource] of Object.entries(module.resources)) {
    const id = nodeId.resource(path, name);
    inModule(id);
    refer(id, resourceReferences(resource));
    depend(id, resource.dependsOn);
    const provider = providerOf(config, module, resource);
    if (provider && table.has(provider.address)) addEdge(graph, id, provider.address);
    graph.needs.get(id)?.delete(id);
  }
  for (const block of path.length ? [] : module.imports) {
    const target = importTarget(block.to);
    const id = target && nodeId.resource(target.path, formatName('managed', target.type, target.name));
    if (!id || !table.has(id)) continue;
    express(id, block.id);
    express(id, block.forEach);
    graph.needs.get(id)?.delete(id);
  }
  for (const check of Object.values(module.checks)) {
    const id = nodeId.check(path, check.name);
    inModule(id);
    rules(id, check.asserts);
    if (check.data) addEdge(graph, id, nodeId.resource(path, check.data));
  }
}

/** What the arguments of a resource speak of, its repetition and lifecycle included. */
export function resourceReferences(resource: ResourceBlock): Reference[] {
  const list = [...bodyReferences(resource.body)];
  const add = (expression: Expression | null) => {
    if (expression) list.push(...references(expression).references);
  };
  add(resource.count);
  add(resource.forEach);
  for (const expression of resource.lifecycle.replaceTriggeredBy) add(expression);
  for (const rule of [...resource.lifecycle.preconditions, ...resource.lifecycle.postconditions]) {
    add(rule.condition);
    add(rule.errorMessage);
  }
  for (const provisioner of resource.provisioners) if (provisioner.when === 'create') list.push(...bodyReferences(provisioner.body));
  return list;
}

/** The nodes that a reference leads to. */
export function nodesOf(config: Config, module: ModuleConfig, reference: Reference): readonly string[] {
  const { path } = module;
  switch (reference.kind) {
    case 'variable':
      return [nodeId.variable(path, reference.name)];
    case 'local':
      return [nodeId.local(path, reference.name)];
    case 'resource':
      return [nodeId.resource(path, formatName(reference.mode, reference.type, reference.name))];
    case 'module': {
      const inner = config.modules[[...path, reference.name].join('.')];
      if (!inner) return [];
      const expand = nodeId.expand(path, reference.name);
      if (reference.output !== undefined && inner.outputs[reference.output]) return [expand, nodeId.output(inner.path, reference.output)];
      return [nodeId.close(path, reference.name)];
    }
    default:
      return [];
  }
}

const isExpanded = (node: ConfigNode | undefined, drawn: boolean): boolean => (node?.kind === 'variable' && node.module.path.length > 0) || (drawn && node?.kind === 'resource');

const cyclic = new WeakMap<Graph, readonly Diagnostic[]>();

/** `Cycle: a, b, c`, one error for each. A variable of a module that is called is one that is expanded, and so is a resource where the graph is `drawn`. */
export function cycleErrors(graph: ConfigGraph, drawn = false): readonly Diagnostic[] {
  let errors = drawn ? undefined : cyclic.get(graph);
  const named = (id: string): string => (isExpanded(graph.table.get(id), drawn) ? `${id} (expand)` : id);
  if (!errors) {
    errors = cycles(graph).map((group) => ({ severity: 'error', summary: `Cycle: ${group.map(named).join(', ')}`, detail: '' }));
    if (!drawn) cyclic.set(graph, errors);
  }
  return errors;
}

const needed = new WeakMap<ConfigGraph, Closures>();

/** The resources (nodes too) that a node needs, directly or not. */
export function resourcesBefore(graph: ConfigGraph): Closures {
  let found = needed.get(graph);
  if (!found) needed.set(graph, (found = closures(graph, (node) => graph.table.get(node)?.kind === 'resource')));
  return found;
}
