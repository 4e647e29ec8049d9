// import blocks: objects that exist already and come under management with this plan.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { formatInstance, formatName, type InstanceAddress, modulePath, parseInstance } from '../config/address.ts';
import { type Config, type ImportBlock, pathKey } from '../config/config.ts';
import type { Expression } from '../hcl/ast.ts';
import { evaluate } from '../lang/evaluate.ts';
import { unmark } from '../lang/marks.ts';
import type { Value } from '../lang/value.ts';
import { putObject } from '../state/edit.ts';
import { instanceAt, type ObjectState, type State } from '../state/state.ts';
import { placed } from './diagnose.ts';
import type { Evaluation } from './evaluation.ts';
import { refreshObject } from './refresh.ts';
import { forEachOf, type Repetition } from './repetition.ts';
import { objectOfValue } from './stored.ts';
import type { PlanWalk, Subject } from './walk.ts';

export type ImportTargets = Map<string, { readonly id: string; readonly block: ImportBlock }>;

/** The imports that a configuration asks for, of what the state does not hold yet. */
export function importTargets(config: Config, evaluation: Evaluation, state: State, generate: boolean, diagnostics: Diagnostic[]): ImportTargets {
  const targets: ImportTargets = new Map();
  const start = diagnostics.length;
  for (const block of config.root.imports) {
    const scope = evaluation.scope(evaluation.root, {}, diagnostics);
    const repeated = block.forEach ? forEachOf(block.forEach, scope, false) : null;
    const repetitions: Repetition[] = repeated ? repeated.keys.map((key) => repeated.repetition(key)) : [{}];
    for (const repetition of repetitions) {
      const found: Diagnostic[] = [];
      const own = evaluation.scope(evaluation.root, repetition, found);
      const address = addressOf(block.to, own.data ? (expression) => evaluate(expression, own) : () => null);
      const [id] = unmark(evaluate(block.id, own));
      diagnostics.push(...found);
      if (found.some((d) => d.severity === 'error')) continue;
      if (!address) {
        diagnostics.push({
          severity: 'error',
          summary: 'Invalid import "to" expression',
          detail: 'The "to" argument must be the address of a resource instance.',
          subject: block.toRange,
        });
        continue;
      }
      const problem = idProblem(id);
      if (problem) {
        diagnostics.push({ severity: 'error', summary: 'Invalid import id argument', detail: problem, subject: block.id.range });
        continue;
      }
      const resource = config.modules[pathKey(modulePath(address.module))]?.resources[formatName(address.mode, address.type, address.name)];
      if (resource && address.key !== null) {
        const wanted = typeof address.key === 'number' ? 'count' : 'for_each';
        if (!(wanted === 'count' ? resource.count : resource.forEach)) {
          diagnostics.push({ severity: 'error', summary: "Invalid import 'to' expression", detail: `The target resource does not use ${wanted}.`, subject: block.toRange });
          return targets;
        }
      }
      if (!resource && (block.forEach || address.key !== null)) {
        diagnostics.splice(start);
        diagnostics.push({
          severity: 'error',
          summary: 'Configuration for import target does not exist',
          detail:
            'The given import block is not compatible with config generation. The -generate-config-out option cannot be used with import blocks which use for_each, or resources which use for_each or count.',
          subject: block.toRange,
          extra: { beforePlanning: true },
        });
        return new Map();
      }
      if (!resource && !generate) {
        const text = formatInstance(address);
        diagnostics.push({
          severity: 'error',
          summary: 'Configuration for import target does not exist',
          detail: `The configuration for the given import target ${text} does not exist. If you wish to automatically generate config for this resource, use the -generate-config-out option within terraform plan. Otherwise, make sure the target resource exists within your configuration. For example:\n\n  terraform plan -generate-config-out=generated.tf`,
          subject: block.toRange,
        });
        continue;
      }
      if (!instanceAt(state, address)?.current && id.k === 'string') targets.set(formatInstance(address), { id: id.v, block });
    }
  }
  return targets;
}

/** Ids that are wrong whatever the apply brings. */
export function validateImports(config: Config, evaluation: Evaluation, diagnostics: Diagnostic[]): void {
  for (const block of config.root.imports) {
    if (block.forEach) continue;
    const [id] = unmark(evaluate(block.id, evaluation.scope(evaluation.root, {}, diagnostics)));
    const problem = id.k === 'unknown' ? null : idProblem(id);
    if (problem) diagnostics.push({ severity: 'error', summary: 'Invalid import id argument', detail: problem, subject: block.id.range });
  }
}

function idProblem(id: Value): string | null {
  if (id.k === 'unknown')
    return 'The import block "id" argument depends on resource attributes that cannot be determined until apply, so Terraform cannot plan to import this resource.';
  if (id.k === 'null') return 'The import ID cannot be null.';
  if (id.k !== 'string') return `The import ID value is unsuitable: string required.`;
  return id.v === '' ? 'The import ID value evaluates to an empty string, please provide a non-empty value.' : null;
}

/** `to` may use `each.key` as an index: the text of the address is put together from its parts. */
function addressOf(expression: Expression, value: (expression: Expression) => Value | null): InstanceAddress | null {
  const text = addressText(expression, value);
  return text === null ? null : parseInstance(text);
}

function addressText(expression: Expression, value: (expression: Expression) => Value | null): string | null {
  if (expression.kind === 'traversal' || expression.kind === 'relative') {
    const base = expression.kind === 'relative' ? addressText(expression.source, value) : '';
    if (base === null) return null;
    return base + expression.traversal.map((step) => (step.kind === 'root' ? step.name : step.kind === 'attribute' ? `.${step.name}` : `[${JSON.stringify(step.key)}]`)).join('');
  }
  if (expression.kind === 'index') {
    const base = addressText(expression.collection, value);
    const key = value(expression.key);
    if (base === null || !key) return null;
    if (key.k === 'string') return `${base}[${JSON.stringify(key.v)}]`;
    return key.k === 'number' ? `${base}[${String(key.v)}]` : null;
  }
  return null;
}

/** Asks the provider for the object, reads it, and keeps it in the walk's state. */
export function importObject(
  walk: PlanWalk,
  subject: Pick<Subject, 'address' | 'text' | 'provider' | 'providerAddress' | 'schema'> & Partial<Pick<Subject, 'resource'>>,
  target: { readonly id: string; readonly block: ImportBlock },
): { readonly value: Value; readonly object: ObjectState } | null {
  const { address, text, provider, schema, providerAddress } = subject;
  walk.events.push({ kind: 'preparing-import', address: text, id: target.id });
  const { imported, diagnostics } = provider.importState(address.type, target.id);
  const problems = placed(diagnostics, text, null, target.block.range);
  walk.diagnostics.push(...problems);
  if (problems.some((d) => d.severity === 'error')) return null;
  const first = imported.find((entry) => entry.type === address.type);
  const absent = () => {
    walk.diagnostics.push({
      severity: 'error',
      summary: 'Cannot import non-existent remote object',
      detail: `While attempting to import an existing object to ${JSON.stringify(text)}, the provider detected that no object exists with the given id. Only pre-existing objects can be imported; check that the id is correct and that it is associated with the provider's configured region or endpoint, or use "terraform apply" to create a new remote object for this resource.`,
    });
    return null;
  };
  if (!first || first.state.k === 'null') return absent();
  const object = objectOfValue(first.state, schema, { dependencies: [], ...(first.private ? { private: first.private } : {}) });
  putObject(walk.state, address, providerAddress, object);
  const drifts = walk.drift.length;
  const refreshed = refreshObject(walk, subject, object);
  walk.drift.length = drifts;
  if (!refreshed) return null;
  return refreshed.object ? { value: refreshed.value, object: refreshed.object } : absent();
}
