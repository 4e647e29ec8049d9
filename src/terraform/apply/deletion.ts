// Steps that delete an object: provisioners first, then the provider, then the state forgets it.
import { unmarkDeep } from '../lang/marks.ts';
import type { Value } from '../lang/value.ts';
import { shownId, storedValue } from '../plan/stored.ts';
import type { Applying } from '../provider.ts';
import { putDeposed, putObject } from '../state/edit.ts';
import { instanceAt, type ObjectState } from '../state/state.ts';
import { type ApplyContext, addressOf } from './context.ts';
import { failed, type Prepared } from './instance.ts';
import { type Provisioned, provision, provisionersOf } from './provision.ts';
import { awaitErrand, begin, finishStep, follow } from './running.ts';
import type { Step } from './schedule.ts';

/** Starts to delete the object of an instance, or the one that was set aside. */
export function startDelete(context: ApplyContext, step: Step, { provider, schema, missing }: Prepared): void {
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
export function goOnDeleting(
  context: ApplyContext,
  step: Step,
  ready: Prepared,
  object: ObjectState,
  value: Value,
  outcome: Provisioned,
  startedAt: number,
  deposed?: string,
): void {
  const id = shownId(value);
  const { address } = step.change;
  if (outcome === 'failed') {
    context.events.push({ kind: 'error', at: context.host.now, verb: 'delete', address, elapsed: context.host.now - startedAt });
    finishStep(context, step, false);
  } else if (outcome !== 'done') awaitErrand(context, step, 'delete', id, startedAt, outcome);
  else {
    const [plain] = unmarkDeep(value);
    followDeletion(context, step, id, ready.provider.apply(step.change.type, plain, ready.missing, ready.missing, object.private), startedAt, deposed);
  }
}

/** Goes by what the provider says of a deletion. */
export function followDeletion(context: ApplyContext, step: Step, id: ReturnType<typeof shownId>, applying: Applying, startedAt: number, deposed?: string): void {
  const done = follow(context, step, 'delete', id, applying, startedAt, deposed);
  if (done) completeDelete(context, step, done, startedAt, deposed);
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
