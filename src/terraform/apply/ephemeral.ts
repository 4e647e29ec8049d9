// Steps that open and close an ephemeral resource. What it is worth lies in the run, never in the state.
import { markWithPaths } from '../lang/marks.ts';
import { placed } from '../plan/diagnose.ts';
import { opened } from '../plan/ephemeral.ts';
import type { ApplyContext } from './context.ts';
import { configure, failed, type Prepared, postconditions } from './instance.ts';
import { finishStep } from './running.ts';
import type { Step } from './schedule.ts';

/** Opens one. Nothing changes in the state, and no file is written for it. */
export function openEphemeral(context: ApplyContext, step: Step, { provider, schema }: Prepared): void {
  const { change } = step;
  const end = (fine: boolean): void => finishStep(context, step, fine, false);
  const say = (phase: 'start' | 'done' | 'error'): void => {
    context.events.push({ kind: 'ephemeral', op: 'open', phase, at: context.host.now, address: change.address });
  };
  const configured = configure(context, change, schema);
  if (!configured) {
    end(false);
    return;
  }
  const { resource, module, repetition } = configured;
  say('start');
  const { value, diagnostics } = opened(provider, schema, change.type, markWithPaths(configured.config, configured.marks));
  const problems = placed(diagnostics, change.address, resource.body, resource.range);
  context.diagnostics.push(...problems);
  if (failed(problems)) {
    say('error');
    end(false);
    return;
  }
  say('done');
  context.opened[change.address] = value;
  context.evaluation.forget(module, resource);
  end(postconditions(context, change, { module, resource }, repetition, value));
}

export function closeEphemeral(context: ApplyContext, step: Step): void {
  const { address } = step.change;
  const at = context.host.now;
  context.events.push({ kind: 'ephemeral', op: 'close', phase: 'start', at, address }, { kind: 'ephemeral', op: 'close', phase: 'done', at, address });
  delete context.opened[address];
  finishStep(context, step, true, false);
}
