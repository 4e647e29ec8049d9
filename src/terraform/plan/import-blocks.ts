// import blocks: what they ask for, as far as it is known before planning, and when the turn of their resource comes.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { formatInstance, formatKey, formatName, type InstanceAddress, type InstanceKey, parseInstance } from '../config/address.ts';
import { type Config, type ImportBlock, pathKey, type ResourceBlock } from '../config/config.ts';
import { blockAddress, type ImportTarget, importedBlock, importTarget } from '../config/import-target.ts';
import { nodeId } from '../graph/config-graph.ts';
import type { Expression } from '../hcl/ast.ts';
import { convert } from '../lang/convert.ts';
import { evaluate } from '../lang/evaluate.ts';
import { unmark } from '../lang/marks.ts';
import { references } from '../lang/references.ts';
import type { Scope } from '../lang/scope.ts';
import { entriesOf, isWhollyKnown, type Value } from '../lang/value.ts';
import { describeCause } from './describe.ts';
import type { Evaluation } from './evaluation.ts';
import type { Repetition } from './repetition.ts';
import { instanceAddress, type PlanWalk } from './walk.ts';

const hasErrors = (list: readonly Diagnostic[], from = 0): boolean => list.slice(from).some((d) => d.severity === 'error');

const NOT_ASSOCIATED = 'All target instances must have an associated configuration to be imported.';
const NOT_THERE = 'Configuration for import target does not exist';
const INCOMPATIBLE =
  'The given import block is not compatible with config generation. The -generate-config-out option cannot be used with import blocks which use for_each, or resources which use for_each or count.';
const FOR_EACH_UNKNOWN =
  'The "for_each" expression includes values derived from other resource attributes that cannot be determined until apply, and so Terraform cannot determine the full set of values that might be used to import this resource.';
const ID_UNKNOWN = 'The import block "id" argument depends on resource attributes that cannot be determined until apply, so Terraform cannot plan to import this resource.';

const wrong = (summary: string, detail: string, subject: Diagnostic['subject'], extra: Partial<Diagnostic> = {}): Diagnostic => ({
  severity: 'error',
  summary,
  detail,
  subject,
  ...extra,
});

/** What is wrong with import blocks before anything is planned. Of several for one resource the first mistake is told. */
export function validateImports(config: Config, evaluation: Evaluation, diagnostics: Diagnostic[]): void {
  const faulty = new Set<string>();
  for (const block of config.root.imports) {
    const target = importTarget(block.to);
    if (!target) continue;
    const address = blockAddress(target);
    if (faulty.has(address)) continue;
    const found = importProblems(config, evaluation, block, target);
    if (hasErrors(found)) faulty.add(address);
    diagnostics.push(...found);
  }
}

function importProblems(config: Config, evaluation: Evaluation, block: ImportBlock, target: ImportTarget): Diagnostic[] {
  const { module, resource } = importedBlock(config, target);
  const address = blockAddress(target);
  if (!module) return [wrong(NOT_THERE, `The configuration for the given import target ${address} does not exist. ${NOT_ASSOCIATED}`, block.toRange)];
  if (!resource) {
    if (target.path.length) return [wrong(NOT_THERE, `Resource ${address} not found. Only resources within the root module are eligible for config generation.`, block.toRange)];
    if (block.forEach && target.index?.key === null) return [wrong(WRONG_TO, 'The target resource does not use for_each.', block.toRange)];
    return block.forEach || target.index ? [wrong(NOT_THERE, INCOMPATIBLE, block.toRange)] : [];
  }
  const found: Diagnostic[] = [];
  const scope = evaluation.scope(evaluation.root, {}, found);
  const repetitions = block.forEach ? importRepetitions(block.forEach, scope, true) : [{}];
  if (!repetitions || hasErrors(found)) return found;
  const keys = target.index?.key === null ? repetitions.map((repetition) => resourceKey(block.to, evaluation.scope(evaluation.root, repetition, []))) : [target.index?.key ?? null];
  const mismatch = keys.map((key) => keyProblem(resource, key)).find(Boolean);
  if (mismatch) return [...found, wrong(WRONG_TO, mismatch, block.toRange)];
  if (block.forEach) return found;
  const itself = references(block.id).references.some(
    (reference) => reference.kind === 'resource' && target.path.length === 0 && formatName(reference.mode, reference.type, reference.name) === address,
  );
  if (itself) return [...found, wrong('Invalid import id argument', 'The import ID cannot reference the resource being imported.', block.id.range)];
  importId(block, scope, true);
  return found;
}

const WRONG_TO = "Invalid import 'to' expression";

function keyProblem(resource: ResourceBlock, key: InstanceKey | undefined): string | null {
  if (key === undefined) return null;
  if (key === null) return resource.forEach ? 'The target resource is using for_each.' : resource.count ? 'The target resource is using count.' : null;
  if (typeof key === 'string') return resource.forEach ? null : 'The target resource does not use for_each.';
  return resource.count ? null : 'The target resource does not use count.';
}

/** The key at the resource itself, where it is worked out; undefined while it is not known. */
function resourceKey(to: Expression, scope: Scope): InstanceKey | undefined {
  if (to.kind === 'parens') return resourceKey(to.expression, scope);
  if (to.kind !== 'index') return undefined;
  const [key] = unmark(evaluate(to.key, scope));
  return key.k === 'string' ? key.v : key.k === 'number' ? Number(String(key.v)) : undefined;
}

/** What `each` is for each object of a block; null after an error, or (while validating) where it is not known. */
function importRepetitions(forEach: Expression, scope: Scope, validating: boolean): Repetition[] | null {
  const before = scope.diagnostics.length;
  const [value] = unmark(evaluate(forEach, scope));
  if (hasErrors(scope.diagnostics, before)) return null;
  const fail = (detail: string, extra: Partial<Diagnostic> = {}) => {
    scope.diagnostics.push(wrong('Invalid for_each argument', detail, forEach.range, extra));
    return null;
  };
  if (value.k === 'null') return [];
  if (!isWhollyKnown(value)) {
    if (validating) return null;
    const values = describeCause(forEach, scope, 'unknown');
    return fail(FOR_EACH_UNKNOWN, values.length ? { values } : {});
  }
  if (value.k === 'string' || value.k === 'number' || value.k === 'bool') return fail('The "for_each" expression must be a collection.');
  return entriesOf(value).map(([key, item]) => ({ each: { key, value: item } }));
}

/** The id that a block gives; null where it is none (said to the scope) or (while validating) not known. */
function importId(block: ImportBlock, scope: Scope, validating: boolean): string | null {
  const before = scope.diagnostics.length;
  const [value] = unmark(evaluate(block.id, scope));
  if (hasErrors(scope.diagnostics, before)) return null;
  const fail = (detail: string, summary = 'Invalid import id argument') => {
    scope.diagnostics.push(wrong(summary, detail, block.id.range));
    return null;
  };
  if (value.k === 'unknown') return validating ? null : fail(ID_UNKNOWN);
  if (value.k === 'null') return fail('The import ID cannot be null.');
  const text: Value | { error: string } = convert(value, 'string');
  if ('error' in text) return fail(`Invalid expression value: ${text.error}.`, 'Incorrect value type');
  if (text.k !== 'string') return null;
  return text.v === '' ? fail('The import ID value evaluates to an empty string, please provide a non-empty value.') : text.v;
}

export interface WantedImport {
  readonly id: string;
  readonly block: ImportBlock;
}

/** The objects that import blocks want at the instances of one block of the configuration, by address. Null after an error. */
export function importsOf(walk: PlanWalk, path: readonly string[], resource: ResourceBlock): ReadonlyMap<string, WantedImport> | null {
  const blocks = walk.importBlocks.get(nodeId.resource(path, formatName(resource.mode, resource.type, resource.name))) ?? [];
  return wantedBy(walk, blocks);
}

function wantedBy({ evaluation, diagnostics }: PlanWalk, blocks: readonly ImportBlock[]): Map<string, WantedImport> | null {
  const wanted = new Map<string, WantedImport>();
  const start = diagnostics.length;
  for (const block of blocks) {
    const repetitions = block.forEach ? importRepetitions(block.forEach, evaluation.scope(evaluation.root, {}, diagnostics), false) : [{}];
    for (const repetition of repetitions ?? []) {
      const found: Diagnostic[] = [];
      const scope = evaluation.scope(evaluation.root, repetition, found);
      const address = addressOf(block.to, (expression) => evaluate(expression, scope));
      const id = importId(block, scope, false);
      if (!address && !hasErrors(found)) found.push(wrong('Invalid import "to" expression', 'The "to" argument must be the address of a resource instance.', block.toRange));
      diagnostics.push(...found);
      if (address && id !== null) wanted.set(formatInstance(address), { id, block });
    }
  }
  return hasErrors(diagnostics, start) ? null : wanted;
}

/** Says of the first import that leads to an instance that its block does not have that it does. */
export function misdirected(wanted: ReadonlyMap<string, WantedImport>, there: ReadonlySet<string>): Diagnostic[] {
  return [...wanted.keys()]
    .filter((text) => !there.has(text))
    .slice(0, 1)
    .map((text) => ({ severity: 'error', summary: NOT_THERE, detail: `The configuration for the given import ${text} does not exist. ${NOT_ASSOCIATED}` }));
}

/** The imports of what no block of the configuration stands for: to have one generated, or to be complained of. */
export function homelessImports(walk: PlanWalk): ReadonlyMap<string, WantedImport> {
  const { config, diagnostics, options } = walk;
  const blocks = config.root.imports.filter((block) => {
    const target = importTarget(block.to);
    return target && !importedBlock(config, target).resource;
  });
  if (options.generateConfig) return wantedBy(walk, blocks) ?? new Map();
  for (const block of blocks) {
    const address = blockAddress(importTarget(block.to) as ImportTarget);
    const detail = `The configuration for the given import target ${address} does not exist. If you wish to automatically generate config for this resource, use the -generate-config-out option within terraform plan. Otherwise, make sure the target resource exists within your configuration. For example:\n\n  terraform plan -generate-config-out=generated.tf`;
    diagnostics.push(wrong(NOT_THERE, detail, block.toRange));
  }
  return new Map();
}

/** The blocks by the node that they lead to. */
export function importBlocks(config: Config): ReadonlyMap<string, readonly ImportBlock[]> {
  const table = new Map<string, ImportBlock[]>();
  for (const block of config.root.imports) {
    const target = importTarget(block.to);
    if (!target || !config.modules[pathKey(target.path)]) continue;
    const node = nodeId.resource(target.path, `${target.type}.${target.name}`);
    table.set(node, [...(table.get(node) ?? []), block]);
  }
  return table;
}

/** The addresses of all instances that a block has. */
export function instancesThere(walk: PlanWalk, path: readonly string[], resource: ResourceBlock): ReadonlySet<string> {
  const { evaluation } = walk;
  return new Set(
    evaluation.instancesOf(path, []).flatMap((module) => evaluation.expand(module, resource, []).keys.map((key) => formatInstance(instanceAddress(module.address, resource, key)))),
  );
}

/** Keys of the address may be worked out: its text is put together from its parts. */
function addressOf(expression: Expression, value: (expression: Expression) => Value): InstanceAddress | null {
  const text = addressText(expression, value);
  return text === null ? null : parseInstance(text);
}

function addressText(expression: Expression, value: (expression: Expression) => Value): string | null {
  if (expression.kind === 'parens') return addressText(expression.expression, value);
  if (expression.kind === 'traversal' || expression.kind === 'relative') {
    const base = expression.kind === 'relative' ? addressText(expression.source, value) : '';
    if (base === null) return null;
    return base + expression.traversal.map((step) => (step.kind === 'root' ? step.name : step.kind === 'attribute' ? `.${step.name}` : formatKey(step.key))).join('');
  }
  if (expression.kind !== 'index') return null;
  const base = addressText(expression.collection, value);
  const [key] = unmark(value(expression.key));
  if (base === null) return null;
  if (key.k === 'string') return `${base}${formatKey(key.v)}`;
  return key.k === 'number' ? `${base}[${String(key.v)}]` : null;
}
