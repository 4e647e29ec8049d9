// Begins single steps and goes on with them, each by its kind.
import { storedValue } from '../plan/stored.ts';
import { putInstance } from '../state/edit.ts';
import { instanceAt } from '../state/state.ts';
import type { Running } from './apply.ts';
import { afterProvisioning, followChange, startChange } from './change.ts';
import { type ApplyContext, addressOf } from './context.ts';
import { followDeletion, goOnDeleting, startDelete } from './deletion.ts';
import { closeEphemeral, openEphemeral } from './ephemeral.ts';
import { prepare } from './instance.ts';
import { provision, provisionersOf } from './provision.ts';
import { read } from './read.ts';
import { finishStep } from './running.ts';
import type { Step } from './schedule.ts';

/** Starts a step. What is done at once is finished at once; the rest is noted as running. */
export function startStep(context: ApplyContext, step: Step): void {
  const { change } = step;
  if (step.kind === 'forget') {
    putInstance(context.state, addressOf(change), change.provider, (before) => ({ ...before, current: null, deposed: {} }));
    finishStep(context, step, true);
    return;
  }
  // Before its replacement an object is imported by the step that removes it.
  if (change.importing && step.kind !== 'read' && !(step.kind === (change.action === 'delete-create' ? 'create' : 'delete'))) {
    context.events.push({ kind: 'importing', at: context.host.now, address: change.address, id: change.importing.id });
    context.events.push({ kind: 'imported', at: context.host.now, address: change.address, id: change.importing.id });
    context.counts.imported++;
    if (step.kind === 'import') {
      finishStep(context, step, true);
      return;
    }
  }
  if (step.kind === 'close') {
    closeEphemeral(context, step);
    return;
  }
  const ready = prepare(context, change);
  if (!ready) {
    finishStep(context, step, false);
    return;
  }
  if (step.kind === 'open') openEphemeral(context, step, ready);
  else if (step.kind === 'delete') startDelete(context, step, ready);
  else if (step.kind === 'read') read(context, step, ready);
  else startChange(context, step, ready);
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
  const applying = ready.provider.resume(step.change.type, running.data, interrupted);
  if (step.kind === 'delete') followDeletion(context, step, running.id, applying, running.startedAt, running.deposed);
  else followChange(context, step, running.verb, running.id, applying, running.startedAt);
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
