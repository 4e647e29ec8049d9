// How a step is under way: said to have begun, noted while a provider or an errand takes its time, and ended.
import type { shownId } from '../plan/stored.ts';
import type { Applying } from '../provider.ts';
import type { ApplyVerb, Provisioning } from './apply.ts';
import type { ApplyContext } from './context.ts';
import type { Step } from './schedule.ts';

/** Says that a step has begun. */
export function begin(context: ApplyContext, step: Step, verb: ApplyVerb, id: ReturnType<typeof shownId>, deposed?: string): void {
  const { address } = step.change;
  context.events.push({ kind: 'start', at: context.host.now, verb, address, ...(deposed ? { deposed } : {}), id });
}

/** Notes what the provider says of a step under way. Gives its end where that is reached. */
export function follow(
  context: ApplyContext,
  step: Step,
  verb: ApplyVerb,
  id: ReturnType<typeof shownId>,
  applying: Applying,
  startedAt: number,
  deposed?: string,
): Extract<Applying, { done: true }> | null {
  const before = context.running[step.id];
  if (applying.done) {
    delete context.running[step.id];
    return applying;
  }
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
  return null;
}

/** The step goes on when the errand is done. */
export function awaitErrand(context: ApplyContext, step: Step, verb: ApplyVerb, id: ReturnType<typeof shownId>, startedAt: number, provisioning: Provisioning): void {
  const nextNotice = context.running[step.id]?.nextNotice ?? startedAt + 10_000;
  context.running[step.id] = { verb, address: step.change.address, id, startedAt, nextNotice, wakeAt: Number.MAX_SAFE_INTEGER, data: null, provisioning };
}

/** Ends a step, well or not, and says that the state may be written (where it may have changed). */
export function finishStep(context: ApplyContext, step: Step, fine: boolean, changing = true): void {
  context.finished[step.id] = fine ? 'done' : 'failed';
  if (changing) context.events.push({ kind: 'state', at: context.host.now });
}
