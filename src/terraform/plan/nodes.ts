// Walks the graph of the configuration: each block in its turn, and not at all when something it needs went wrong.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { configAddress, formatInstance, formatKey, formatModulePath, formatName, formatResource, type InstanceKey } from '../config/address.ts';
import { bodyReferences } from '../config/body-references.ts';
import type { OutputBlock, ResourceBlock } from '../config/config.ts';
import { providerOf } from '../config/providers.ts';
import { type ConfigNode, nodeId } from '../graph/config-graph.ts';
import { order } from '../graph/graph.ts';
import { unmark } from '../lang/marks.ts';
import { type Reference, references } from '../lang/references.ts';
import type { Scope } from '../lang/scope.ts';
import type { Value } from '../lang/value.ts';
import { checkAddresses, planData } from './data.ts';
import { closeAfter, closings, planEphemeral } from './ephemeral.ts';
import type { ModuleInstance } from './evaluation.ts';
import { importsOf, instancesThere, misdirected } from './import-blocks.ts';
import { planManaged } from './managed.ts';
import { checkOutputValue, ephemeralOutput, outputChange } from './outputs.ts';
import type { OutputChange } from './plan.ts';
import { checkRule, knownLater } from './rules.ts';
import { neededByTarget } from './targeting.ts';
import { instanceAddress, type PlanWalk, type Subject, severityOf, targeted } from './walk.ts';

const failing = (diagnostics: readonly Diagnostic[], from: number): boolean => {
  for (let i = from; i < diagnostics.length; i++) if (diagnostics[i]?.severity === 'error') return true;
  return false;
};

/** Plans the nodes (all when `wanted` is null). Returns those that failed or were skipped. */
export function planNodes(walk: PlanWalk, wanted: ReadonlySet<string> | null, outputs: OutputChange[]): Set<string> {
  const failed = new Set<string>();
  const sequence = order(walk.graph);
  const closing = closings(
    walk.graph,
    sequence.filter((id) => !wanted || wanted.has(id)),
  );
  for (const id of sequence) {
    const node = walk.graph.table.get(id) as ConfigNode;
    if (wanted && !wanted.has(id)) {
      if (node.kind === 'resource') claimAll(walk, node.resource, node.module.path);
      failed.delete(id);
      continue;
    }
    if (failed.size > 0 && [...(walk.graph.needs.get(id) ?? [])].some((other) => failed.has(other))) failed.add(id);
    else {
      const before = walk.diagnostics.length;
      const fine = planNode(walk, node, outputs);
      if (!fine || failing(walk.diagnostics, before)) failed.add(id);
    }
    closeAfter(walk, closing.get(id) ?? [], failed);
  }
  return failed;
}

/** Instances of a block that targets leave out are nobody's orphans. */
function claimAll(walk: PlanWalk, resource: ResourceBlock, path: readonly string[]): void {
  for (const state of Object.values(walk.state.resources)) {
    if (state.type !== resource.type || state.name !== resource.name || state.mode !== resource.mode) continue;
    if (state.module.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, '') !== formatModulePath(path)) continue;
    for (const instance of state.instances)
      walk.claimed.add(`${state.module}${state.module && '.'}${formatInstance({ module: [], mode: state.mode, type: state.type, name: state.name, key: instance.key })}`);
  }
}

function planNode(walk: PlanWalk, node: ConfigNode, outputs: OutputChange[]): boolean {
  const { evaluation, diagnostics } = walk;
  switch (node.kind) {
    case 'expand':
      evaluation.instancesOf([...node.module.path, node.call.name], diagnostics);
      return true;
    case 'close':
      return true;
    case 'provider':
      return true;
    case 'resource':
      return planResource(walk, node.module.path, node.resource);
    default:
      break;
  }
  let fine = true;
  for (const module of evaluation.instancesOf(node.module.path, diagnostics)) {
    if (node.kind === 'variable') fine = planVariable(walk, module, node.name) && fine;
    else if (node.kind === 'local') evaluation.local(module, node.name, diagnostics);
    else if (node.kind === 'output') fine = planOutput(walk, module, module.module.outputs[node.name] as OutputBlock, outputs) && fine;
    else if (node.kind === 'check') planCheck(walk, module, node.name);
  }
  return fine;
}

function planVariable(walk: PlanWalk, module: ModuleInstance, name: string): boolean {
  const { evaluation, diagnostics } = walk;
  const before = diagnostics.length;
  evaluation.variable(module, name, diagnostics);
  if (failing(diagnostics, before)) return false;
  const block = module.module.variables[name];
  const prefix = module.text && `${module.text}.`;
  let fine = true;
  for (const rule of block?.validations ?? []) {
    const subject = module.parent ? (module.call?.body.attributes.find((attribute) => attribute.name === name)?.expression.range ?? module.call?.range) : block?.range;
    const outcome = checkRule(rule, 'Variable validation', baring(evaluation.scope(module, {}, []), name), diagnostics, {
      ...(subject ? { subject } : {}),
      appendix: `This was checked by the validation rule at ${rule.range.filename}:${rule.range.start.line},${rule.range.start.column}-${rule.range.end.column}.`,
    });
    walk.checks.note('var', configVariable(module, name), `${prefix}var.${name}`, outcome);
    if (outcome.status === 'fail' || outcome.status === 'error') fine = false;
  }
  return fine;
}

/** A variable's own conditions see its value without what the declaration says of it: their message may show it (observed with 1.11.4). */
function baring(scope: Scope, name: string): Scope {
  const { data } = scope;
  if (!data) return scope;
  return {
    ...scope,
    data: {
      ...data,
      resolve: (reference, found) => {
        const resolved = data.resolve(reference, found);
        return reference.kind === 'variable' && reference.name === name ? { ...resolved, value: unmark(resolved.value)[0] } : resolved;
      },
    },
  };
}

const configVariable = (module: ModuleInstance, name: string): string => nodeId.variable(module.module.path, name);

function planOutput(walk: PlanWalk, module: ModuleInstance, block: OutputBlock, outputs: OutputChange[]): boolean {
  const { evaluation, diagnostics } = walk;
  const prefix = module.text && `${module.text}.`;
  for (const rule of block.preconditions) {
    const severity = severityOf(walk);
    const outcome = checkRule(rule, 'Module output value precondition', evaluation.scope(module, {}, []), diagnostics, { severity });
    const path = formatModulePath(module.module.path);
    walk.checks.note('output', `${path}${path && '.'}output.${block.name}`, `${prefix}output.${block.name}`, outcome);
    if (severity === 'error' && (outcome.status === 'fail' || outcome.status === 'error')) return false;
  }
  const before = diagnostics.length;
  const value: Value = evaluation.output(module, block.name, diagnostics);
  if (failing(diagnostics, before)) return false;
  const problems = module.parent ? ephemeralOutput(block, value) : checkOutputValue(block, value);
  diagnostics.push(...problems);
  if (problems.length) return false;
  if (!module.parent) outputs.push(outputChange(walk.state, block.name, value, block.sensitive));
  return true;
}

function planCheck(walk: PlanWalk, module: ModuleInstance, name: string): void {
  const block = module.module.checks[name];
  const [address, object] = checkAddresses(module, name);
  // Its own data source could not be read: that says it all.
  if (walk.checks.failed(address)) return;
  for (const rule of block?.asserts ?? []) {
    const scope = walk.evaluation.scope(module, {}, []);
    const outcome = checkRule(rule, 'Check block assertion', scope, walk.diagnostics, { severity: 'warning' });
    if (outcome.status === 'unknown') walk.diagnostics.push(knownLater(rule, scope));
    walk.checks.note('check', address, object, outcome);
  }
}

const nodeOf = (path: readonly string[], resource: ResourceBlock): string => nodeId.resource(path, formatName(resource.mode, resource.type, resource.name));

/** Arguments that speak of the resource that they belong to. */
function selfReferences(resource: ResourceBlock, path: readonly string[]): Diagnostic[] {
  return selfReferring(bodyReferences(resource.body), resource, path);
}

function selfReferring(list: readonly Reference[], resource: ResourceBlock, path: readonly string[]): Diagnostic[] {
  return list.flatMap((reference) => {
    if (reference.kind !== 'resource' || reference.mode !== resource.mode || reference.type !== resource.type || reference.name !== resource.name) return [];
    return [{ severity: 'error', summary: 'Self-referential block', detail: `Configuration for ${nodeOf(path, resource)} may not refer to itself.`, subject: reference.range }];
  });
}

const PLANNERS = { managed: planManaged, data: planData, ephemeral: planEphemeral } as const;

function planResource(walk: PlanWalk, path: readonly string[], resource: ResourceBlock): boolean {
  const { evaluation, diagnostics } = walk;
  if (!noteImports(walk, path, resource)) {
    claimAll(walk, resource, path);
    return false;
  }
  let fine = true;
  const modules = evaluation.instancesOf(path, diagnostics);
  const { preconditions, postconditions } = resource.lifecycle;
  const conditions = preconditions.length + postconditions.length > 0;
  if (conditions && modules.length === 0) walk.checks.expect('resource', nodeOf(path, resource));
  for (const module of modules) {
    const provider = providerOf(walk.config, module.module, resource);
    if (!provider) {
      diagnostics.push({
        severity: 'error',
        summary: 'Provider configuration not present',
        detail: `To work with ${configAddress({ module: module.address, ...resource })} its provider configuration ${resource.provider?.name}.${resource.provider?.alias} is required, but it is not defined in this module.`,
        subject: resource.provider?.range ?? resource.range,
      });
      return false;
    }
    const schema = walk.schemas.resource(provider.source, resource.mode, resource.type);
    const counted = [resource.count, resource.forEach].flatMap((expression) => (expression ? selfReferring(references(expression).references, resource, path) : []));
    diagnostics.push(...counted);
    const expansion = counted.length ? null : evaluation.expand(module, resource, diagnostics);
    if (!expansion || expansion.failed) {
      claimAll(walk, resource, path);
      fine = false;
      continue;
    }
    const node = nodeOf(path, resource);
    if (expansion.kind !== 'unknown' && conditions) walk.checks.expect('resource', node);
    const own = selfReferences(resource, path);
    const block = formatResource(instanceAddress(module.address, resource, null));
    if (expansion.kind === 'count' || expansion.kind === 'each') diagnostics.push(...keylessReplacement(walk, module, resource, expansion.keys));
    for (const key of expansion.keys) {
      const address = instanceAddress(module.address, resource, key);
      const text = block + formatKey(key);
      walk.claimed.add(text);
      if (!targeted(walk, address) && !neededByTarget(walk, address)) continue;
      if (own.length) {
        // The real tool looks twice, and says so twice.
        diagnostics.push(...own, ...own);
        fine = false;
        continue;
      }
      const ready = walk.providers.get(provider.address, diagnostics);
      if (!ready || !schema) {
        fine = false;
        continue;
      }
      const subject: Subject = {
        node,
        module,
        resource,
        address,
        text,
        providerAddress: provider.address,
        provider: ready,
        schema,
        repetition: expansion.repetition(key),
      };
      fine = PLANNERS[resource.mode](walk, subject) && fine;
    }
  }
  return fine;
}

/** Works out which objects import blocks want here. False when they want none that can be. */
function noteImports(walk: PlanWalk, path: readonly string[], resource: ResourceBlock): boolean {
  if (!walk.importBlocks.has(nodeOf(path, resource))) return true;
  const wanted = importsOf(walk, path, resource);
  if (!wanted) return false;
  const problems = misdirected(wanted, instancesThere(walk, path, resource));
  walk.diagnostics.push(...problems);
  for (const [text, target] of wanted) walk.imports.set(text, target);
  return problems.length === 0;
}

/** `-replace` of a resource that has instances with keys, without one. */
function keylessReplacement(walk: PlanWalk, module: ModuleInstance, resource: ResourceBlock, keys: readonly InstanceKey[]): Diagnostic[] {
  const text = formatInstance(instanceAddress(module.address, resource, null));
  if (!walk.replace.has(text)) return [];
  const options = keys.map((key) => `\n  -replace=${JSON.stringify(formatInstance(instanceAddress(module.address, resource, key)))}`).join('');
  const lacking = `Your force-replace request for ${text} doesn't match any resource instances because it lacks an instance key.`;
  const detail =
    keys.length === 0
      ? `Your force-replace request for ${text} doesn't match any resource instances because this resource doesn't have any instances.`
      : keys.length === 1
        ? `${lacking}\n\nTo force replacement of the single declared instance, use the following option instead:${options}`
        : `${lacking}\n\nTo force replacement of particular instances, use one or more of the following options instead:${options}`;
  return [{ severity: 'warning', summary: 'Incompletely-matched force-replace resource instance', detail }];
}
