// Begins and ends single steps: asks the provider to create, change, delete or read, and keeps what comes back in the state.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { configAddress } from '../config/address.ts';
import { decodeBody } from '../config/body.ts';
import type { ResourceBlock } from '../config/config.ts';
import { impliedType, withoutWriteOnly } from '../config/schema.ts';
import { type MarkedPath, markWithPaths, unmarkDeep, unmarkDeepWithPaths } from '../lang/marks.ts';
import { nullOf, type Value } from '../lang/value.ts';
import { checkAddresses, soften, unreadable } from '../plan/data.ts';
import { placed } from '../plan/diagnose.ts';
import type { ModuleInstance } from '../plan/evaluation.ts';
import { ignoring } from '../plan/ignore-changes.ts';
import type { ResourceChange } from '../plan/plan.ts';
import { proposedNew } from '../plan/proposed.ts';
import type { Repetition } from '../plan/repetition.ts';
import { checkRule } from '../plan/rules.ts';
import { objectOfValue, shownId, storedValue, withSensitive } from '../plan/stored.ts';
import type { Applying, Provider, ResourceSchema } from '../provider.ts';
import { putDeposed, putInstance, putObject } from '../state/edit.ts';
import { instanceAt, type ObjectState } from '../state/state.ts';
import type { ApplyVerb, Provisioning, Running } from './apply.ts';
import { type ApplyContext, addressOf, blockOf } from './context.ts';
import { type Provisioned, provision, provisionersOf } from './provision.ts';
import type { Step } from './schedule.ts';

const failed = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some((d) => d.severity === 'error');

interface Prepared {
  readonly provider: Provider;
  readonly schema: ResourceSchema;
  readonly missing: Value;
}

function prepare(context: ApplyContext, change: ResourceChange): Prepared | null {
  const provider = context.providers.get(change.provider, context.diagnostics);
  const schema = context.schemas.resourceAt(change.provider, change.mode, change.type);
  return provider && schema ? { provider, schema, missing: nullOf(impliedType(schema.block)) } : null;
}

interface Configured {
  readonly module: ModuleInstance;
  readonly resource: ResourceBlock;
  readonly repetition: Repetition;
  readonly config: Value;
  readonly marks: readonly MarkedPath[];
}

/** The configuration of an instance with what is known by now. */
function configure(context: ApplyContext, change: ResourceChange, schema: ResourceSchema): Configured | null {
  const block = blockOf(context, change);
  if (!block) return null;
  const found: Diagnostic[] = [];
  const expansion = context.evaluation.expand(block.module, block.resource, found);
  const repetition = expansion.repetition(change.key);
  for (const rule of block.resource.lifecycle.preconditions) {
    const outcome = checkRule(rule, 'Resource precondition', context.evaluation.scope(block.module, repetition, []), found);
    context.checks.note('resource', configAddress(addressOf(change)), change.address, outcome);
  }
  const value = failed(found) ? null : decodeBody(block.resource.body, schema.block, context.evaluation.scope(block.module, repetition, found));
  context.diagnostics.push(...found);
  if (failed(found) || !value) return null;
  const [config, marks] = unmarkDeepWithPaths(value);
  return { ...block, repetition, config, marks };
}

/** Starts a step. What is done at once is finished at once; the rest is noted as running. */
export function startStep(context: ApplyContext, step: Step): void {
  const { change } = step;
  if (step.kind === 'forget') {
    putInstance(context.state, addressOf(change), change.provider, (before) => ({ ...before, current: null, deposed: {} }));
    finishStep(context, step, true);
    return;
  }
  if (change.importing && (step.kind === 'import' || step.kind === 'update' || step.kind === 'create')) {
    context.events.push({ kind: 'importing', at: context.host.now, address: change.address, id: change.importing.id });
    context.events.push({ kind: 'imported', at: context.host.now, address: change.address, id: change.importing.id });
    context.counts.imported++;
    if (step.kind === 'import') {
      finishStep(context, step, true);
      return;
    }
  }
  const ready = prepare(context, change);
  if (!ready) {
    finishStep(context, step, false);
    return;
  }
  if (step.kind === 'delete') startDelete(context, step, ready);
  else if (step.kind === 'read') read(context, step, ready);
  else startChange(context, step, ready);
}

function begin(context: ApplyContext, step: Step, verb: ApplyVerb, id: ReturnType<typeof shownId>, deposed?: string): void {
  const { address } = step.change;
  context.events.push({ kind: 'start', at: context.host.now, verb, address, ...(deposed ? { deposed } : {}), id });
}

function follow(context: ApplyContext, step: Step, verb: ApplyVerb, id: ReturnType<typeof shownId>, applying: Applying, startedAt: number, deposed?: string): void {
  if (applying.done) {
    delete context.running[step.id];
    complete(context, step, applying, startedAt, deposed);
    return;
  }
  const before = context.running[step.id];
  context.running[step.id] = {
    verb,
    address: step.change.address,
    ...(deposed ? { deposed } : {}),
    id,
    startedAt,
    nextNotice: before?.nextNotice ?? startedAt + 10_000,
    wakeAt: applying.wakeAt,
    data: applying.data,
  };
}

/** The step goes on when the errand is done. */
function awaitErrand(context: ApplyContext, step: Step, verb: ApplyVerb, id: ReturnType<typeof shownId>, startedAt: number, provisioning: Provisioning): void {
  const nextNotice = context.running[step.id]?.nextNotice ?? startedAt + 10_000;
  context.running[step.id] = { verb, address: step.change.address, id, startedAt, nextNotice, wakeAt: Number.MAX_SAFE_INTEGER, data: null, provisioning };
}

function startDelete(context: ApplyContext, step: Step, { provider, schema, missing }: Prepared): void {
  const { change } = step;
  const address = addressOf(change);
  const instance = instanceAt(context.state, address);
  const deposed = step.deposes ? context.deposed[change.address] : change.deposed;
  const object = deposed ? instance?.deposed[deposed] : instance?.current;
  if (!object) {
    finishStep(context, step, true);
    return;
  }
  const value = storedValue(object, change.type, schema, provider);
  const id = shownId(value);
  begin(context, step, 'delete', id, deposed);
  const provisioners = !deposed && object.status !== 'tainted' ? provisionersOf(context, change, 'destroy', value) : null;
  goOnDeleting(context, step, { provider, schema, missing }, object, value, provisioners ? provision(context, provisioners) : 'done', context.host.now, deposed);
}

/** What comes after the provisioners of a destruction, or after those that are done by now. */
function goOnDeleting(context: ApplyContext, step: Step, ready: Prepared, object: ObjectState, value: Value, outcome: Provisioned, startedAt: number, deposed?: string): void {
  const id = shownId(value);
  const { address } = step.change;
  if (outcome === 'failed') {
    context.events.push({ kind: 'error', at: context.host.now, verb: 'delete', address, elapsed: context.host.now - startedAt });
    finishStep(context, step, false);
  } else if (outcome !== 'done') awaitErrand(context, step, 'delete', id, startedAt, outcome);
  else {
    const [plain] = unmarkDeep(value);
    follow(context, step, 'delete', id, ready.provider.apply(step.change.type, plain, ready.missing, ready.missing, object.private), startedAt, deposed);
  }
}

function startChange(context: ApplyContext, step: Step, { provider, schema, missing }: Prepared): void {
  const { change } = step;
  const address = addressOf(change);
  const configured = configure(context, change, schema);
  if (!configured) {
    finishStep(context, step, false);
    return;
  }
  const { config, resource } = configured;
  const current = instanceAt(context.state, address)?.current ?? null;
  const creating = step.kind === 'create';
  const priorValue = !creating && current ? storedValue(current, change.type, schema, provider) : missing;
  const [prior] = unmarkDeep(priorValue);
  const adjusted = creating ? config : ignoring(schema.block, prior, config, resource.lifecycle.ignoreChanges);
  const planned = provider.plan(change.type, prior, proposedNew(schema.block, prior, withoutWriteOnly(schema.block, adjusted)), adjusted, creating ? undefined : current?.private);
  const problems = placed(planned.diagnostics, change.address, resource.body, resource.range);
  context.diagnostics.push(...problems);
  if (failed(problems)) {
    finishStep(context, step, false);
    return;
  }
  if (creating && current && change.action === 'create-delete') {
    const id = context.host.hex(8);
    context.deposed[change.address] = id;
    putInstance(context.state, address, change.provider, (before) => ({ ...before, current: null, deposed: { ...before.deposed, [id]: current } }));
  }
  const verb: ApplyVerb = creating ? 'create' : 'update';
  const id = creating ? null : shownId(priorValue);
  begin(context, step, verb, id);
  follow(context, step, verb, id, provider.apply(change.type, prior, planned.planned, adjusted, planned.private), context.host.now);
}

function read(context: ApplyContext, step: Step, { provider, schema }: Prepared): void {
  const { change } = step;
  const configured = configure(context, change, schema);
  if (!configured) {
    finishStep(context, step, false);
    return;
  }
  const { resource, module, repetition } = configured;
  begin(context, step, 'read', null);
  const reading = provider.readData(change.type, configured.config);
  const problems = placed(reading.diagnostics, change.address, resource.body, resource.range);
  context.diagnostics.push(...soften(problems, resource.check));
  if (failed(problems)) {
    context.events.push({ kind: 'error', at: context.host.now, verb: 'read', address: change.address, elapsed: 0 });
    if (resource.check !== null) {
      context.checks.note('check', ...checkAddresses(module, resource.check), unreadable(problems));
      const unread = withSensitive(schema.block, markWithPaths(configured.config, configured.marks), []);
      putObject(context.state, addressOf(change), change.provider, objectOfValue(unread, schema, { dependencies: [] }));
    }
    finishStep(context, step, resource.check !== null);
    return;
  }
  const value = withSensitive(schema.block, markWithPaths(reading.state, configured.marks), []);
  putObject(context.state, addressOf(change), change.provider, objectOfValue(value, schema, { dependencies: [] }));
  context.events.push({ kind: 'done', at: context.host.now, verb: 'read', address: change.address, id: shownId(value), elapsed: 0 });
  finishStep(context, step, postconditions(context, change, { module, resource }, repetition, value));
}

/** Goes on with a step whose provider wanted to be asked again. */
export function resumeStep(context: ApplyContext, step: Step, interrupted: boolean): void {
  const running = context.running[step.id];
  const ready = prepare(context, step.change);
  if (!running || !ready) {
    delete context.running[step.id];
    finishStep(context, step, false);
    return;
  }
  follow(context, step, running.verb, running.id, ready.provider.resume(step.change.type, running.data, interrupted), running.startedAt, running.deposed);
}

function complete(context: ApplyContext, step: Step, applying: Extract<Applying, { done: true }>, startedAt: number, deposed?: string): void {
  if (step.kind === 'delete') completeDelete(context, step, applying, startedAt, deposed);
  else completeChange(context, step, applying, startedAt);
}

function completeDelete(context: ApplyContext, step: Step, applying: Extract<Applying, { done: true }>, startedAt: number, deposed?: string): void {
  const { change } = step;
  const address = addressOf(change);
  const elapsed = context.host.now - startedAt;
  // Errors of a destruction name no place in the configuration (observed with 1.11.4).
  const problems = applying.diagnostics;
  context.diagnostics.push(...problems);
  const base = { at: context.host.now, verb: 'delete' as const, address: change.address, ...(deposed ? { deposed } : {}), elapsed };
  if (failed(problems)) {
    context.events.push({ kind: 'error', ...base });
    finishStep(context, step, false);
    return;
  }
  if (deposed) putDeposed(context.state, address, change.provider, deposed, null);
  else putObject(context.state, address, change.provider, null);
  context.counts.destroyed++;
  context.events.push({ kind: 'done', ...base, id: null });
  finishStep(context, step, true);
}

function completeChange(context: ApplyContext, step: Step, applying: Extract<Applying, { done: true }>, startedAt: number): void {
  const { change } = step;
  const address = addressOf(change);
  const creating = step.kind === 'create';
  const verb: ApplyVerb = creating ? 'create' : 'update';
  const block = blockOf(context, change);
  const schema = context.schemas.resourceAt(change.provider, change.mode, change.type);
  if (!block || !schema) {
    finishStep(context, step, false);
    return;
  }
  const elapsed = context.host.now - startedAt;
  const problems = placed(applying.diagnostics, change.address, block.resource.body, block.resource.range);
  context.diagnostics.push(...problems);
  const found: Diagnostic[] = [];
  const repetition = context.evaluation.expand(block.module, block.resource, found).repetition(change.key);
  const configValue = decodeBody(block.resource.body, schema.block, context.evaluation.scope(block.module, repetition, found));
  const marks = unmarkDeepWithPaths(withoutWriteOnly(schema.block, configValue))[1];
  const value = withSensitive(schema.block, markWithPaths(withoutWriteOnly(schema.block, applying.state), marks), []);
  const wrong = failed(problems);
  const first = creating && change.action === 'create-delete';
  const keep = (status: ObjectState['status']): void => {
    const object = objectOfValue(value, schema, {
      status,
      dependencies: change.dependencies,
      ...(applying.private ? { private: applying.private } : {}),
      ...(change.createFirst ? { createBeforeDestroy: true } : {}),
    });
    putObject(context.state, address, change.provider, object);
  };
  if (value.k !== 'null') {
    const before = instanceAt(context.state, address)?.current;
    keep(wrong && creating ? 'tainted' : (!creating && before?.status) || 'ready');
  } else if (first && wrong) restore(context, change);
  context.evaluation.forget(block.module, block.resource);
  if (wrong || value.k === 'null') {
    context.events.push({ kind: 'error', at: context.host.now, verb, address: change.address, elapsed });
    finishStep(context, step, false);
    return;
  }
  const provisioners = creating ? provisionersOf(context, change, 'create', value) : null;
  afterProvisioning(context, step, provisioners ? provision(context, provisioners) : 'done', value, startedAt);
}

/** What comes after the provisioners of a change, or after those that are done by now. */
function afterProvisioning(context: ApplyContext, step: Step, outcome: Provisioned, value: Value, startedAt: number): void {
  const { change } = step;
  const verb: ApplyVerb = step.kind === 'create' ? 'create' : 'update';
  if (outcome !== 'done' && outcome !== 'failed') {
    awaitErrand(context, step, verb, null, startedAt, outcome);
    return;
  }
  const elapsed = context.host.now - startedAt;
  const base = { at: context.host.now, verb, address: change.address };
  const block = blockOf(context, change);
  if (outcome === 'failed' || !block) {
    putInstance(context.state, addressOf(change), change.provider, (before) => ({ ...before, current: before.current && { ...before.current, status: 'tainted' } }));
    context.events.push({ kind: 'error', ...base, elapsed });
    finishStep(context, step, false);
    return;
  }
  if (verb === 'create') context.counts.added++;
  else context.counts.changed++;
  context.events.push({ kind: 'done', ...base, id: shownId(value), elapsed });
  const repetition = context.evaluation.expand(block.module, block.resource, []).repetition(change.key);
  finishStep(context, step, postconditions(context, change, block, repetition, value));
}

/** Goes on with a step whose provisioner's errand was done. */
export function provisioned(context: ApplyContext, step: Step): void {
  const running = context.running[step.id] as Running;
  const { change } = step;
  delete context.running[step.id];
  const ready = prepare(context, change);
  const object = instanceAt(context.state, addressOf(change))?.current;
  if (!ready || !object || !running.provisioning) {
    finishStep(context, step, false);
    return;
  }
  const value = storedValue(object, change.type, ready.schema, ready.provider);
  const found = provisionersOf(context, change, step.kind === 'delete' ? 'destroy' : 'create', value);
  const outcome = found ? provision(context, found, running.provisioning) : 'done';
  if (step.kind === 'delete') goOnDeleting(context, step, ready, object, value, outcome, running.startedAt);
  else afterProvisioning(context, step, outcome, value, running.startedAt);
}

/** A replacement that was never made gives its place back to the object that was set aside. */
function restore(context: ApplyContext, change: ResourceChange): void {
  const id = context.deposed[change.address];
  if (!id) return;
  putInstance(context.state, addressOf(change), change.provider, (before) => {
    const { [id]: old, ...deposed } = before.deposed;
    return { ...before, current: old ?? null, deposed };
  });
}

function postconditions(
  context: ApplyContext,
  change: ResourceChange,
  block: { readonly module: ModuleInstance; readonly resource: ResourceBlock },
  repetition: Repetition,
  self: Value,
): boolean {
  let fine = true;
  for (const rule of block.resource.lifecycle.postconditions) {
    const outcome = checkRule(rule, 'Resource postcondition', context.evaluation.scope(block.module, repetition, [], self), context.diagnostics);
    context.checks.note('resource', configAddress(addressOf(change)), change.address, outcome);
    if (outcome.status === 'fail' || outcome.status === 'error') fine = false;
  }
  return fine;
}

function finishStep(context: ApplyContext, step: Step, fine: boolean): void {
  context.finished[step.id] = fine ? 'done' : 'failed';
  context.events.push({ kind: 'state', at: context.host.now });
}
