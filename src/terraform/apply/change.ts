// Steps that create or change an object, from the configuration as it is known by now to the object in the state and its provisioners.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { decodeBody } from '../config/body.ts';
import { withoutWriteOnly } from '../config/schema.ts';
import { markWithPaths, unmarkDeep, unmarkDeepWithPaths } from '../lang/marks.ts';
import type { Value } from '../lang/value.ts';
import { placed } from '../plan/diagnose.ts';
import { ignoring } from '../plan/ignore-changes.ts';
import type { ResourceChange } from '../plan/plan.ts';
import { proposedNew } from '../plan/proposed.ts';
import { objectOfValue, shownId, storedValue, withSensitive } from '../plan/stored.ts';
import type { Applying } from '../provider.ts';
import { putInstance, putObject } from '../state/edit.ts';
import { instanceAt, type ObjectState } from '../state/state.ts';
import type { ApplyVerb } from './apply.ts';
import { type ApplyContext, addressOf, blockOf } from './context.ts';
import { configure, failed, type Prepared, postconditions } from './instance.ts';
import { type Provisioned, provision, provisionersOf } from './provision.ts';
import { awaitErrand, begin, finishStep, follow } from './running.ts';
import type { Step } from './schedule.ts';

/** Starts to create or change the object of an instance. */
export function startChange(context: ApplyContext, step: Step, { provider, schema, missing }: Prepared): void {
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
  followChange(context, step, verb, id, provider.apply(change.type, prior, planned.planned, adjusted, planned.private), context.host.now);
}

/** Goes by what the provider says of a creation or a change. */
export function followChange(context: ApplyContext, step: Step, verb: ApplyVerb, id: ReturnType<typeof shownId>, applying: Applying, startedAt: number): void {
  const done = follow(context, step, verb, id, applying, startedAt);
  if (done) completeChange(context, step, done, startedAt);
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
export function afterProvisioning(context: ApplyContext, step: Step, outcome: Provisioned, value: Value, startedAt: number): void {
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

/** A replacement that was never made gives its place back to the object that was set aside. */
function restore(context: ApplyContext, change: ResourceChange): void {
  const id = context.deposed[change.address];
  if (!id) return;
  putInstance(context.state, addressOf(change), change.provider, (before) => {
    const { [id]: old, ...deposed } = before.deposed;
    return { ...before, current: old ?? null, deposed };
  });
}
