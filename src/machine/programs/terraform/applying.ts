// The second half of an apply: events become lines, the state is written as it changes, Ctrl-C is passed on, and the end is summed up.
import { type Diagnostic, hasErrors } from '../../../engine/diagnostic.ts';
import type { Json } from '../../../engine/json.ts';
import { advance } from '../../../terraform/apply/advance.ts';
import { type ApplyRun, answered, interrupt, startApply } from '../../../terraform/apply/apply.ts';
import type { Plan } from '../../../terraform/plan/plan.ts';
import type { VariableInputs } from '../../../terraform/plan/variables.ts';
import { applyEventLine, applySummaryLines } from '../../../terraform/print/json-lines.ts';
import { drawOutputs } from '../../../terraform/print/outputs.ts';
import { applyLine } from '../../../terraform/print/progress.ts';
import type { State } from '../../../terraform/state/state.ts';
import { writeState } from '../../../terraform/state/write.ts';
import type { Launching } from '../../launch.ts';
import type { Wake } from '../../program.ts';
import type { StateStore } from './backend.ts';
import { beginErrand, launchedErrand, type Next, resumeErrand, type Underway } from './errands.ts';
import { hostOf } from './host.ts';
import { configReader, type Opened, openBackend } from './open-backend.ts';
import type { Request } from './operation.ts';
import { report } from './report.ts';
import { DONE, FAILED, INTERRUPTED, problem, type Session, writeText } from './session.ts';
import { type Stored, storeState, unlockState } from './state-access.ts';

export interface Applying {
  readonly request: Request;
  readonly opened: Extract<Opened, { ok: true }>;
  readonly lock: string | null;
  readonly plan: Plan;
  /** Said at the end: what was not said before. */
  readonly warnings: readonly Diagnostic[];
  readonly stored: Stored;
  /** Values of ephemeral variables: they are in no plan and in no file. */
  readonly ephemeral: VariableInputs;
}

/** What is kept between two steps of an apply. */
interface Kept {
  readonly step: 'apply';
  readonly request: Request;
  readonly lock: string | null;
  readonly run: ApplyRun;
  readonly warnings: readonly Diagnostic[];
  readonly stored: Stored;
  /** Something was written in this operation: the backup is made. */
  readonly written: boolean;
  readonly color: boolean;
  readonly ephemeral: VariableInputs;
  /** What a provisioner wants done now. */
  readonly errand: Underway | null;
}

const SECOND = 'Two interrupts received. Exiting immediately. Note that data loss may have occurred.\n';

/** Begins to carry out a plan. */
export function beginApply(session: Session, applying: Applying): Launching {
  const { request, lock, plan, warnings, stored, ephemeral } = applying;
  const run = startApply(plan, { parallelism: request.options.parallelism });
  return step(session, applying.opened, { step: 'apply', request, lock, run, warnings, stored, written: false, color: request.color, ephemeral, errand: null }, false);
}

/** Goes on when a wait is over, or after Ctrl-C. */
export function resumeApply(session: Session, state: Json, wake: Wake): Launching {
  const kept = state as unknown as Kept;
  const opened = openBackend(session, kept.request.options.paths);
  if (!opened.ok) return FAILED;
  if (wake.by !== 'interrupt') return kept.errand ? goOn(session, opened, kept, resumeErrand(session, kept.errand)) : step(session, opened, kept, true);
  const reply = { output: kept.errand?.output ?? '', error: 'interrupted', interrupted: true };
  return step(session, opened, interrupted(session, kept.errand ? { ...kept, run: answered(kept.run, kept.errand.node, reply), errand: null } : kept), true);
}

/** Goes on when what a provisioner launched has ended. */
export function launchedApply(session: Session, state: Json, exit: number, output: string): Launching {
  const kept = state as unknown as Kept;
  const opened = openBackend(session, kept.request.options.paths);
  return opened.ok && kept.errand ? goOn(session, opened, kept, launchedErrand(session, kept.errand, exit, output)) : FAILED;
}

function interrupted(session: Session, kept: Kept): Kept {
  if (kept.run.interrupts === 0) session.process.out(`${INTERRUPTED}Stopping operation...\n`);
  else session.process.err(`\n${SECOND}`);
  return { ...kept, run: interrupt(kept.run) };
}

/** Does what an errand needs next; with its reply the apply goes on. */
function goOn(session: Session, opened: Applying['opened'], kept: Kept, next: Next): Launching {
  const keep = (errand: Underway): Json => ({ ...kept, errand }) as unknown as Json;
  if ('until' in next) return { wait: { for: 'time', until: next.until }, state: keep(next.underway) };
  if ('launch' in next) return { launch: next.launch, state: keep(next.underway) };
  if (!kept.errand) return FAILED;
  const after: Kept = { ...kept, run: answered(kept.run, kept.errand.node, next.reply), errand: null };
  return step(session, opened, next.reply.interrupted ? interrupted(session, after) : after, true);
}

function step(session: Session, opened: Applying['opened'], kept: Kept, resumed: boolean): Launching {
  const { run, events, wakeAt, errand } = advance(kept.run, { ...hostOf(session, opened.workspace, resumed), ephemeralVariables: kept.ephemeral });
  let { stored, written } = kept;
  const problems: Diagnostic[] = [];
  for (const event of events) session.process.out(session.stream ? applyEventLine(event) : applyLine(event, session.ink));
  const changes = events.filter((event) => event.kind === 'state').length;
  if (changes || run.over) {
    const reply = storeState(session, opened.store, stored, run.state, !written, Math.max(1, changes));
    stored = reply.stored;
    written ||= reply.written;
    if (reply.problem) problems.push(...saveElsewhere(session, run.state, stored, reply.problem));
  }
  if (!run.over && errand) {
    const underway: Underway = { ...errand, output: '', scripts: 0 };
    return goOn(session, opened, { ...kept, run, stored, written, errand: underway }, beginErrand(session, errand.node, errand.errand));
  }
  if (!run.over && wakeAt !== null) {
    const next: Kept = { ...kept, run, stored, written };
    return { wait: { for: 'time', until: wakeAt }, state: next as unknown as Json };
  }
  return finish(session, opened.store, { ...kept, run }, problems);
}

function finish(session: Session, store: StateStore, { run, request, warnings, lock }: Kept, problems: readonly Diagnostic[]): Launching {
  const { files } = run.plan.sources;
  const diagnostics = [...warnings, ...run.diagnostics, ...problems];
  report(session, diagnostics, { compact: request.options.compact, source: (filename) => files[filename] ?? configReader(session).read(filename) });
  const failed = hasErrors(diagnostics);
  if (session.stream) {
    if (!failed) session.process.out(applySummaryLines(session.process.time.now, request.options.mode === 'destroy', run.counts, run.state.outputs));
    report(session, unlockState(store, lock));
    return failed ? FAILED : DONE;
  }
  if (!failed && request.verb !== 'refresh') session.process.out(summary(session, run, request));
  if (!failed && request.options.mode !== 'destroy') session.process.out(outputs(session, run.state));
  report(session, unlockState(store, lock));
  return failed ? FAILED : DONE;
}

function summary(session: Session, { counts }: ApplyRun, request: Request): string {
  const { ink } = session;
  const imported = counts.imported ? `${counts.imported} imported, ` : '';
  const text =
    request.verb === 'destroy'
      ? `Destroy complete! Resources: ${counts.destroyed} destroyed.`
      : `Apply complete! Resources: ${imported}${counts.added} added, ${counts.changed} changed, ${counts.destroyed} destroyed.`;
  return ink.bold(ink.green(`\n${text}\n`));
}

function outputs(session: Session, state: State): string {
  const text = drawOutputs(state.outputs);
  return text ? `${session.ink.bold(session.ink.green('\nOutputs:\n\n'))}${text}` : '';
}

/** The last resort when a backend does not take the state: a file in the working folder. */
function saveElsewhere(session: Session, state: State, stored: Stored, message: string): readonly Diagnostic[] {
  writeText(session, 'errored.tfstate', writeState({ ...state, serial: stored.serial, lineage: stored.lineage }));
  return [
    problem('Failed to save state', `Error saving state: ${message}`),
    problem(
      'Failed to persist state to backend',
      `The error shown above has prevented Terraform from writing the updated state to the configured backend. To allow for recovery, the state has been written to the file "errored.tfstate" in the current working directory.\n\nRunning "terraform apply" again at this point will create a forked state, making it harder to recover.\n\nTo retry writing this state, use the following command:\n    terraform state push errored.tfstate\n`,
    ),
  ];
}
