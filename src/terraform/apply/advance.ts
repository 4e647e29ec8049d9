// Moves an apply forward to the present instant: resumes what is due, starts what has become possible, and closes the books at the end.
import type { Host } from '../host.ts';
import type { Advance, ApplyRun, Running } from './apply.ts';
import { type ApplyContext, startContext } from './context.ts';
import { close } from './finish.ts';
import type { Step } from './schedule.ts';
import { provisioned, resumeStep, startStep } from './step.ts';

const NOTICE = 10_000;

/** Does what can be done by `host.now`. Call it again at `wakeAt`, or at once after an interrupt. */
export function advance(run: ApplyRun, host: Host): Advance {
  if (run.over) return { run, events: [], wakeAt: null, errands: [] };
  if (run.interrupts >= 2) {
    const diagnostics = [...run.diagnostics, { severity: 'error' as const, summary: 'operation canceled', detail: '' }];
    return { run: { ...run, diagnostics, running: {}, over: true }, events: [], wakeAt: null, errands: [] };
  }
  const context = startContext(run, host);
  for (const [id, running] of Object.entries(run.running)) {
    notices(context, id, running);
    const step = context.schedule.steps.get(id) as Step;
    if (running.provisioning) {
      if (running.provisioning.reply) provisioned(context, step);
    } else if (running.wakeAt <= host.now || run.interrupts > 0) resumeStep(context, step, run.interrupts > 0);
  }
  if (run.interrupts === 0 && mayStart(run, context)) startReady(context, run.parallelism);
  const over = Object.keys(context.running).length === 0;
  if (over) close(context, run.interrupts > 0);
  const next: ApplyRun = {
    ...run,
    state: context.state,
    finished: context.finished,
    running: context.running,
    opened: context.opened,
    deposed: context.deposed,
    diagnostics: context.diagnostics,
    counts: context.counts,
    over,
  };
  return { run: next, events: context.events, wakeAt: over ? null : soonest(context, host.now), errands: errandsOf(context) };
}

/** The "Still creating..." lines that are due. */
function notices(context: ApplyContext, id: string, running: Running): void {
  let due = running.nextNotice;
  while (due <= context.host.now && (due < running.wakeAt || running.wakeAt > context.host.now)) {
    const { verb, address, deposed } = running;
    context.events.push({ kind: 'progress', at: due, verb, address, ...(deposed ? { deposed } : {}), id: running.id, elapsed: due - running.startedAt });
    due += NOTICE;
  }
  if (due !== running.nextNotice) context.running[id] = { ...running, nextNotice: due };
}

function soonest(context: ApplyContext, now: number): number | null {
  let at = Number.POSITIVE_INFINITY;
  for (const running of Object.values(context.running)) at = Math.min(at, running.wakeAt, running.nextNotice);
  return at === Number.POSITIVE_INFINITY ? null : Math.max(at, now);
}

const errandsOf = (context: ApplyContext): Advance['errands'] =>
  Object.entries(context.running).flatMap(([node, { provisioning }]) => (provisioning && !provisioning.reply ? [{ node, errand: provisioning.errand }] : []));

const countOf = (of: object): number => Object.keys(of).length;

/** Whether there can be anything to start: at the beginning, and when a step has ended since all that could start was started. */
function mayStart(run: ApplyRun, context: ApplyContext): boolean {
  const ended = countOf(run.finished);
  const active = countOf(run.running);
  return (ended === 0 && active === 0) || ended !== countOf(context.finished) || active !== countOf(context.running);
}

/** Starts steps whose needs are met, as many at a time as allowed. A step that needs a failed one is skipped. */
function startReady(context: ApplyContext, parallelism: number): void {
  const { nodes, steps, needs, dependants } = context.schedule;
  const { finished, running } = context;
  let active = Object.keys(running).length;
  const left = new Map<string, number>();
  const queue: string[] = [];
  for (const id of nodes) {
    if (finished[id] || running[id]) continue;
    let count = 0;
    let spoiled = false;
    for (const other of needs.get(id) ?? []) {
      if (finished[other] !== 'done') count++;
      if (finished[other] === 'failed' || finished[other] === 'skipped') spoiled = true;
    }
    left.set(id, count);
    if (count === 0 || spoiled) queue.push(id);
  }
  for (let i = 0; i < queue.length; i++) {
    const id = queue[i] as string;
    if (finished[id] || running[id]) continue;
    const outcome = outcomeOf(context, needs.get(id));
    if (outcome === 'waiting') continue;
    const step = steps.get(id);
    if (outcome === 'skipped' || !step) finished[id] = outcome;
    else if (active >= parallelism) continue;
    else {
      startStep(context, step);
      if (running[id]) active++;
    }
    const result = finished[id];
    if (!result) continue;
    for (const next of dependants.get(id) ?? []) {
      const rest = (left.get(next) ?? 0) - 1;
      left.set(next, rest);
      if (rest === 0 || result !== 'done') queue.push(next);
    }
  }
}

function outcomeOf(context: ApplyContext, needs: ReadonlySet<string> | undefined): 'done' | 'skipped' | 'waiting' {
  let waiting = false;
  for (const other of needs ?? []) {
    const outcome = context.finished[other];
    if (outcome === 'failed' || outcome === 'skipped') return 'skipped';
    if (outcome !== 'done') waiting = true;
  }
  return waiting ? 'waiting' : 'done';
}
