// Plans one instance of a managed resource: what is there, what is wanted, and how to get from one to the other.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { configAddress, formatModule, formatName } from '../config/address.ts';
import { decodeBody } from '../config/body.ts';
import { impliedType, withoutWriteOnly } from '../config/schema.ts';
import { sameValue } from '../lang/equal.ts';
import { containsMarked, markWithPaths, unmarkDeep, unmarkDeepWithPaths } from '../lang/marks.ts';
import { references } from '../lang/references.ts';
import { nullOf, type Value } from '../lang/value.ts';
import type { AttributePath } from '../provider.ts';
import { putObject } from '../state/edit.ts';
import { instanceAt, type ObjectState } from '../state/state.ts';
import { placed } from './diagnose.ts';
import { ignoring } from './ignore-changes.ts';
import { importObject } from './import.ts';
import type { Action, Reason, ResourceChange } from './plan.ts';
import { proposedNew } from './proposed.ts';
import { dependingOn, refreshObject } from './refresh.ts';
import { checkRule } from './rules.ts';
import { storedValue, withSensitive } from './stored.ts';
import { type PlanWalk, type Subject, severityOf, valueAt } from './walk.ts';

const failed = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some((d) => d.severity === 'error');

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** Plans the instance and notes change and value in the walk. False when something went wrong. */
export function planManaged(walk: PlanWalk, subject: Subject): boolean {
  const { address, text, resource, schema } = subject;
  const missing = nullOf(impliedType(schema.block));
  let object: ObjectState | null = instanceAt(walk.state, address)?.current ?? null;
  let prior: Value = object ? storedValue(object, resource.type, schema, subject.provider) : missing;
  let importing: { id: string } | undefined;
  const wanted = walk.imports.get(text);
  const source = { body: resource.body, range: resource.range };
  if (wanted && !object) {
    const imported = importObject(walk, subject, wanted);
    if (!imported) return false;
    prior = imported.value;
    object = imported.object;
    importing = { id: wanted.id };
  } else if (object && walk.options.refresh !== false) {
    const refreshed = refreshObject(walk, { ...subject, source, dependencies: walk.closures(subject.node) }, object);
    if (!refreshed) return false;
    prior = refreshed.value;
    object = refreshed.object;
  }
  if (walk.options.mode === 'refresh-only') {
    if (prior.k !== 'null') walk.values.set(text, prior);
    if (!checkPreconditions(walk, subject)) return false;
    return checkPostconditions(walk, subject, prior);
  }
  if (!checkPreconditions(walk, subject)) return false;
  const planned = planChange(walk, subject, object, prior);
  if (!planned) return false;
  if (object && planned.action === 'no-op') {
    const settled = dependingOn(object, walk.closures(subject.node));
    if (settled !== object) putObject(walk.state, address, subject.providerAddress, settled);
  }
  const previous = walk.previous.get(text);
  const change: Draft<ResourceChange> = {
    address: text,
    module: subject.module.text,
    mode: 'managed',
    type: resource.type,
    name: resource.name,
    key: address.key,
    provider: subject.providerAddress,
    action: planned.action,
    reason: planned.reason,
    before: prior,
    after: planned.after,
    requiresReplace: planned.requiresReplace,
    dependencies: walk.closures(subject.node),
  };
  if (previous) change.previousAddress = previous;
  if (planned.private) change.private = planned.private;
  if (importing) change.importing = importing;
  if (walk.createFirst.has(subject.node)) change.createFirst = true;
  walk.changes.set(text, change);
  walk.values.set(text, planned.after);
  if (resource.lifecycle.preventDestroy && (planned.action === 'delete-create' || planned.action === 'create-delete')) {
    walk.diagnostics.push(cannotDestroy(text, resource.range));
    return false;
  }
  return checkPostconditions(walk, subject, planned.after);
}

export const cannotDestroy = (address: string, subject: Diagnostic['subject']): Diagnostic => ({
  severity: 'error',
  summary: 'Instance cannot be destroyed',
  detail: `Resource ${address} has lifecycle.prevent_destroy set, but the plan calls for this resource to be destroyed. To avoid this error and continue with the plan, either disable lifecycle.prevent_destroy or reduce the scope of the plan using the -target option.`,
  subject,
});

interface PlannedInstance {
  readonly action: Action;
  readonly reason: Reason | null;
  readonly after: Value;
  readonly requiresReplace: readonly AttributePath[];
  readonly private: string | undefined;
}

const NOWHERE: readonly AttributePath[] = [];

function planChange(walk: PlanWalk, subject: Subject, object: ObjectState | null, prior: Value): PlannedInstance | null {
  const { resource, schema, provider, text } = subject;
  const { block } = schema;
  const found: Diagnostic[] = [];
  const config = decodeBody(resource.body, block, walk.evaluation.scope(subject.module, subject.repetition, found));
  walk.diagnostics.push(...found);
  if (failed(found)) return null;
  const kept = withoutWriteOnly(block, config);
  if (containsMarked(kept, 'ephemeral')) {
    walk.diagnostics.push(...ephemeralUses(kept, subject));
    return null;
  }
  const [plainConfig] = unmarkDeep(config);
  const [storable, marks] = unmarkDeepWithPaths(kept);
  const note = (diagnostics: readonly Diagnostic[]): boolean => {
    const own = placed(diagnostics, text, resource.body, resource.range);
    walk.diagnostics.push(...own);
    return !failed(own);
  };
  if (!note(provider.validateResource(resource.type, plainConfig))) return null;
  const [plainPrior] = unmarkDeep(prior);
  const missing = nullOf(impliedType(block));
  const finish = (planned: Value): Value => withSensitive(block, markWithPaths(withoutWriteOnly(block, planned), marks), []);
  const create = (): PlannedInstance | null => {
    const result = provider.plan(resource.type, missing, proposedNew(block, missing, storable), plainConfig);
    if (!note(result.diagnostics)) return null;
    return { action: 'create', reason: null, after: finish(result.planned), requiresReplace: NOWHERE, private: result.private };
  };
  if (prior.k === 'null') return create();
  const replacing = (reason: Reason, paths: readonly AttributePath[]): PlannedInstance | null => {
    const fresh = create();
    return fresh && { ...fresh, action: walk.createFirst.has(subject.node) ? 'create-delete' : 'delete-create', reason, requiresReplace: paths };
  };
  if (object?.status === 'tainted') return replacing('replace-because-tainted', []);
  const adjusted = ignoring(block, plainPrior, plainConfig, resource.lifecycle.ignoreChanges);
  const result = provider.plan(resource.type, plainPrior, proposedNew(block, plainPrior, withoutWriteOnly(block, adjusted)), adjusted, object?.private);
  if (!note(result.diagnostics)) return null;
  const paths = result.requiresReplace.filter((path) => differs(plainPrior, result.planned, path));
  if (paths.length > 0) return replacing('replace-because-cannot-update', paths);
  if (triggered(walk, subject)) return replacing('replace-by-triggers', []);
  if (walk.replace.has(text)) return replacing('replace-by-request', []);
  const after = finish(result.planned);
  const same = sameValue(plainPrior, unmarkDeep(after)[0]) && sameValue(prior, after);
  return { action: same ? 'no-op' : 'update', reason: null, after: same ? prior : after, requiresReplace: NOWHERE, private: result.private };
}

function differs(prior: Value, planned: Value, path: AttributePath): boolean {
  const before = valueAt(prior, path);
  const after = valueAt(planned, path);
  if (!before || !after) return before !== after;
  return !sameValue(before, after);
}

/** Whether something that `replace_triggered_by` names changes. */
function triggered(walk: PlanWalk, subject: Subject): boolean {
  for (const expression of subject.resource.lifecycle.replaceTriggeredBy) {
    for (const reference of references(expression).references) {
      if (reference.kind !== 'resource') continue;
      const resource = subject.module.module.resources[formatName(reference.mode, reference.type, reference.name)];
      if (!resource) continue;
      const base = { module: subject.module.address, mode: resource.mode, type: resource.type, name: resource.name, key: null };
      const rest = reference.traversal.slice(reference.consumed);
      const path = rest.map((step) => (step.kind === 'index' ? step.key : step.name));
      const index = rest.length === 0 && expression.kind === 'index' ? (subject.repetition.count ?? subject.repetition.each?.key) : undefined;
      const key = reference.key ?? (index?.k === 'number' ? Number(index.v) : index?.k === 'string' ? index.v : undefined);
      for (const change of walk.changes.values()) {
        if (change.module !== formatModule(base.module) || change.type !== base.type || change.name !== base.name || change.mode !== base.mode) continue;
        if (key !== undefined && change.key !== key) continue;
        if (change.action !== 'update' && change.action !== 'delete-create' && change.action !== 'create-delete') continue;
        if (path.length === 0) return true;
        if (differs(change.before, change.after, path)) return true;
      }
    }
  }
  return false;
}

export function checkPreconditions(walk: PlanWalk, subject: Subject): boolean {
  let fine = true;
  for (const rule of subject.resource.lifecycle.preconditions) {
    const scope = walk.evaluation.scope(subject.module, subject.repetition, []);
    const severity = severityOf(walk);
    const outcome = checkRule(rule, 'Resource precondition', scope, walk.diagnostics, { severity });
    walk.checks.note('resource', configAddress(subject.address), subject.text, outcome);
    if (severity === 'error' && (outcome.status === 'fail' || outcome.status === 'error')) fine = false;
  }
  return fine;
}

/** Also used for data sources. */
export function checkPostconditions(walk: PlanWalk, subject: Subject, self: Value): boolean {
  let fine = true;
  for (const rule of subject.resource.lifecycle.postconditions) {
    const scope = walk.evaluation.scope(subject.module, subject.repetition, [], self);
    const severity = severityOf(walk);
    const outcome = checkRule(rule, 'Resource postcondition', scope, walk.diagnostics, { severity });
    walk.checks.note('resource', configAddress(subject.address), subject.text, outcome);
    if (severity === 'error' && (outcome.status === 'fail' || outcome.status === 'error')) fine = false;
  }
  return fine;
}

/** Ephemeral values may not be stored. */
export function ephemeralUses(config: Value, subject: Pick<Subject, 'resource' | 'text'>): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const { path, marks } of unmarkDeepWithPaths(config)[1]) {
    if (!marks.includes('ephemeral')) continue;
    const name = String(path[0]);
    const attribute = subject.resource.body.attributes.find((candidate) => candidate.name === name);
    found.push({
      severity: 'error',
      summary: 'Invalid use of ephemeral value',
      detail: `Ephemeral values are not valid for ${JSON.stringify(name)}, because it is not a write-only attribute and must be persisted to state.`,
      address: subject.text,
      subject: attribute?.expression.range ?? subject.resource.range,
    });
  }
  return found;
}
