// The second half of an apply: events become lines, the state is written as it changes, Ctrl-C is passed on, and the end is summed up.
import { type Diagnostic, hasErrors } from '../../../engine/diagnostic.ts';
import type { Json } from '../../../engine/json.ts';
import { advance } from '../../../terraform/apply/advance.ts';
import { type ApplyRun, answered, interrupt, startApply } from '../../../terraform/apply/apply.ts';
import type { Plan } from '../../../terraform/plan/plan.ts';
import type { VariableInputs } from '../../../terraform/plan/variables.ts';
import { applyEventLine, applySummaryLines } from '../../../terraform/print/json-lines.ts';
import { applyLine } from '../../../terraform/print/progress.ts';
import type { State } from '../../../terraform/state/state.ts';
import { writeState } from '../../../terraform/state/write.ts';
import type { Attending, Launching } from '../../launch.ts';
import type { Wake } from '../../program.ts';
import type { StateStore } from './backend.ts';
import { beginErrand, launchedErrand, type Next, resumeErrand, type Underway } from './errands.ts';
import { hostOf } from './host.ts';
import { configReader, type Opened, openBackend } from './open-backend.ts';
import type { Request } from './operation.ts';
import { outputsText } from './refreshing.ts';
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
  /** What provisioners want done, each until an instant; null: until what was launched for it has ended. */
  readonly errands: readonly { readonly underway: Underway; readonly until: number | null }[];
}

type Launches = Attending['launches'][number][];

const SECOND = 'Two interrupts received. Exiting immediately. Note that data loss may have occurred.\n';

/** Begins to carry out a plan. */
export function beginApply(session: Session, applying: Applying): Launching {
  const { request, lock, plan, warnings, stored, ephemeral } = applying;
  const run = startApply(plan, { parallelism: request.options.parallelism });
  return step(session, applying.opened, { step: 'apply', request, lock, run, warnings, stored, written: false, color: request.color, ephemeral, errands: [] }, false, []);
}

/** Goes on when a wait is over, or after Ctrl-C. */
export function resumeApply(session: Session, state: Json, wake: Wake): Launching {
  const kept = state as unknown as Kept;
  const opened = openBackend(session, kept.request.options.paths);
  if (!opened.ok) return FAILED;
  const launches: Launches = [];
  if (wake.by === 'interrupt') return step(session, opened, released(interrupted(session, kept)), true, launches);
  const { now } = session.process.time;
  const due = kept.errands.filter(({ until }) => until !== null && until <= now);
  return step(
    session,
    opened,
    due.reduce((before, { underway }) => attended(before, underway.node, resumeErrand(session, underway), launches), kept),
    true,
    launches,
  );
}

/** Goes on when what a provisioner launched has ended. */
export function launchedApply(given: Session, state: Json, exit: number, output: string, node: string): Launching {
  const kept = state as unknown as Kept;
  const session: Session = kept.request.options.json ? { ...given, stream: true } : given;
  const opened = openBackend(session, kept.request.options.paths);
  const errand = kept.errands.find(({ underway }) => underway.node === node);
  if (!opened.ok || !errand) return FAILED;
  const launches: Launches = [];
  return step(session, opened, attended(kept, node, launchedErrand(session, errand.underway, exit, output), launches), true, launches);
}

function interrupted(session: Session, kept: Kept): Kept {
  if (kept.run.interrupts === 0) session.process.out(`${INTERRUPTED}Stopping operation...\n`);
  else session.process.err(`\n${SECOND}`);
  return { ...kept, run: interrupt(kept.run) };
}

/** Connections are given up at once; what was launched is told of by its own end. */
function released(kept: Kept): Kept {
  const connecting = kept.errands.filter(({ until }) => until !== null);
  return connecting.reduce((before, { underway }) => attended(before, underway.node, { reply: { output: underway.output, error: 'interrupted' } }, []), kept);
}

/** Notes what an errand needs next; what it wants run is added to `launches`, its reply goes to the run. */
function attended(kept: Kept, node: string, next: Next, launches: Launches): Kept {
  const errands = kept.errands.filter(({ underway }) => underway.node !== node);
  if ('reply' in next) return { ...kept, errands, run: answered(kept.run, node, next.reply) };
  if ('launch' in next) launches.push({ key: node, launch: next.launch });
  return { ...kept, errands: [...errands, { underway: next.underway, until: 'until' in next ? next.until : null }] };
}

/** Carries the run on, and begins what its provisioners want, until all wait. */
function step(session: Session, opened: Applying['opened'], before: Kept, resumed: boolean, launches: Launches): Launching {
  let kept = before;
  for (let again = resumed; ; again = true) {
    const { run, events, wakeAt, errands } = advance(kept.run, { ...hostOf(session, opened.workspace, again), ephemeralVariables: kept.ephemeral });
    // In one piece: what a terminal keeps grows with the number of pieces.
    if (events.length) session.process.out(events.map((event) => (session.stream ? applyEventLine(event) : applyLine(event, session.ink))).join(''));
    const changes = events.filter((event) => event.kind === 'state').length;
    const problems: Diagnostic[] = [];
    kept = { ...kept, run };
    if (changes || run.over) {
      const reply = storeState(session, opened.store, kept.stored, run.state, !kept.written, writesOf(kept, changes));
      kept = { ...kept, stored: reply.stored, written: kept.written || reply.written };
      if (reply.problem) problems.push(...saveElsewhere(session, run.state, reply.stored, reply.problem));
    }
    if (run.over || wakeAt === null) return finish(session, opened.store, kept, problems);
    const begun = errands.filter(({ node }) => !kept.errands.some(({ underway }) => underway.node === node));
    kept = begun.reduce((now, { node, errand }) => attended(now, node, beginErrand(session, node, errand), launches), kept);
    if (kept.run !== run) continue;
    const state = kept as unknown as Json;
    if (!kept.errands.length) return { wait: { for: 'time', until: wakeAt }, state };
    return { attend: { launches, until: Math.min(wakeAt, ...kept.errands.map(({ until }) => until ?? wakeAt)) }, state };
  }
}

/** How many of the real program's writes one write of ours stands for. Its first one, of nothing but one resource, says what the last one says. */
const writesOf = ({ stored, run }: Kept, changes: number): number =>
  stored.mark === null && changes === 2 && run.over && !Object.keys(run.state.outputs).length ? 1 : Math.max(1, changes);

function finish(session: Session, store: StateStore, { run, request, warnings, lock }: Kept, problems: readonly Diagnostic[]): Launching {
  const { files } = run.plan.sources;
  const diagnostics = [...warnings, ...run.diagnostics, ...problems];
  report(session, diagnostics, { compact: request.options.compact, source: (filename) => files[filename] ?? configReader(session).read(filename) });
  const failed = hasErrors(diagnostics);
  if (session.stream) {
    if (!failed) session.process.out(applySummaryLines(session.process.time.now, request.verb === 'destroy', run.counts, run.state.outputs, run.plan.mode === 'destroy'));
    report(session, unlockState(store, lock));
    return failed ? FAILED : DONE;
  }
  if (!failed) session.process.out(summary(session, run, request));
  if (!failed && request.verb !== 'destroy') session.process.out(outputsText(session, run.state));
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
