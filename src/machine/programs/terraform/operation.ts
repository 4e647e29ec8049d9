// plan, apply, destroy and refresh as one process of named steps; it stops at each question and at each wait, and what it keeps is plain.
import { type Diagnostic, hasErrors } from '../../../engine/diagnostic.ts';
import type { Json } from '../../../engine/json.ts';
import type { Config } from '../../../terraform/config/config.ts';
import { loadConfig } from '../../../terraform/config/load.ts';
import { refreshedState } from '../../../terraform/plan/outputs.ts';
import { isApplicable, isStuck, type Plan } from '../../../terraform/plan/plan.ts';
import { noValue, type VariableInputs } from '../../../terraform/plan/variables.ts';
import { lockLine, planEventLine, planLines } from '../../../terraform/print/json-lines.ts';
import { drawPlan, viewPlan } from '../../../terraform/print/plan.ts';
import { planLine } from '../../../terraform/print/progress.ts';
import { emptyState, isEmpty } from '../../../terraform/state/state.ts';
import type { Launching } from '../../launch.ts';
import type { Progress, Wake } from '../../program.ts';
import { beginApply, resumeApply } from './applying.ts';
import { hostOf, inconsistentLockFile, missingPackages, requiredSources, schemaFinder } from './host.ts';
import { LOCKING, type LockWait, startWait, waitOn, wakeAt } from './lock-wait.ts';
import { configReader, hasConfiguration, type Opened, openBackend } from './open-backend.ts';
import type { OperationOptions } from './operation-flags.ts';
import { deprecatedFlags, generateProblem, NO_CONFIGURATION, NOTHING_TO_REFRESH, question, unavailableProviders, type Verb } from './operation-words.ts';
import { writePlanFile } from './plan-file.ts';
import { planFooter, savedPlanOf, writeGenerated } from './plan-footer.ts';
import { makePlan } from './planner.ts';
import { type Answer, answerOf, ask } from './questions.ts';
import { outputsText, storeRefreshed } from './refreshing.ts';
import { report } from './report.ts';
import { asksQuestions, DONE, exists, FAILED, INTERRUPTED, page, problem, type Session } from './session.ts';
import { loadState, lockState, storedOf, unlockState } from './state-access.ts';
import { collectVariables, missingVariables } from './variables.ts';

/** All that an operation was asked to do: kept while it waits. */
export interface Request {
  readonly verb: Verb;
  readonly options: OperationOptions;
  readonly autoApprove: boolean;
  readonly out: string | null;
  readonly detailedExit: boolean;
  readonly generateConfig: string | null;
  readonly color: boolean;
}

interface AskingVariables {
  readonly step: 'variables';
  readonly request: Request;
  readonly lock: string | null;
  readonly answers: { readonly [name: string]: string };
  readonly asked: number;
  readonly pending: string;
  /** Variables that were asked for in vain. */
  readonly silent: readonly string[];
  readonly color: boolean;
}

interface AskingApproval {
  readonly step: 'approval';
  readonly request: Request;
  readonly lock: string | null;
  readonly plan: Plan;
  readonly ephemeral: VariableInputs;
  readonly color: boolean;
}

interface AwaitingLock {
  readonly step: 'lock';
  readonly request: Request;
  readonly waiting: LockWait;
  readonly color: boolean;
}

type Kept = AwaitingLock | AskingVariables | AskingApproval | { readonly step: 'apply'; readonly request: Request };

type OpenStore = Extract<Opened, { ok: true }>;

const keep = (kept: AskingVariables | AskingApproval): Json => kept as unknown as Json;

const OPERATION: Record<Verb, string> = { plan: 'OperationTypePlan', apply: 'OperationTypeApply', destroy: 'OperationTypeApply', refresh: 'OperationTypeRefresh' };

/** Starts an operation whose flags have been read. */
export function runOperation(session: Session, request: Request): Launching {
  deprecatedFlags(session, request.options);
  const ungenerated = request.generateConfig !== null && generateProblem(request.options.mode, exists(session, request.generateConfig));
  if (ungenerated) {
    report(session, [ungenerated]);
    return FAILED;
  }
  const opened = openBackend(session, request.options.paths);
  if (!opened.ok) return FAILED;
  const { unreadable } = collectVariables(session, request.options.variables, loadConfig(configReader(session)).root);
  if (unreadable.length) {
    report(session, unreadable);
    return FAILED;
  }
  const config = loadConfig(configReader(session));
  if (hasErrors(config.diagnostics)) {
    report(session, config.diagnostics);
    return FAILED;
  }
  if (request.verb === 'refresh') {
    const loaded = loadState(opened.store);
    if (loaded.ok && (!loaded.state || isEmpty(loaded.state))) {
      report(session, [NOTHING_TO_REFRESH]);
      return DONE;
    }
  }
  if (request.options.mode !== 'destroy' && !hasConfiguration(session)) {
    report(session, [NO_CONFIGURATION[request.verb]]);
    return FAILED;
  }
  const inconsistent = inconsistentLockFile(session, config) ?? missingPackages(session, requiredSources(config));
  if (inconsistent) {
    report(session, [inconsistent]);
    return FAILED;
  }
  return acquire(session, request, config, opened, null);
}

/** Tries for the lock; where somebody has it, again and again for as long as `-lock-timeout` says. */
function acquire(session: Session, request: Request, config: Config, opened: OpenStore, waiting: LockWait | null): Launching {
  const locked = lockState(session, opened.store, OPERATION[request.verb], request.options.lock);
  if (locked.ok) return gather(session, request, config, opened, locked.id, {}, 0);
  const { now } = session.process.time;
  if (locked.held && request.options.lockTimeout > 0) {
    return waitForLock(request, waiting ? waitOn(waiting, now, locked.diagnostic) : startWait(now, request.options.lockTimeout, locked.diagnostic));
  }
  report(session, [locked.diagnostic]);
  return FAILED;
}

function waitForLock(request: Request, waiting: LockWait): Launching {
  const kept: AwaitingLock = { step: 'lock', request, waiting, color: request.color };
  return { wait: { for: 'time', until: wakeAt(waiting) }, state: kept as unknown as Json };
}

function resumeWait(session: Session, { request, waiting }: AwaitingLock, wake: Wake): Launching {
  const { now } = session.process.time;
  if (wake.by === 'interrupt') session.process.out(INTERRUPTED);
  if (wake.by === 'interrupt' || now >= waiting.until) {
    report(session, [waiting.diagnostic]);
    return FAILED;
  }
  if (waiting.tell !== null && now >= waiting.tell) {
    session.process.out(session.stream ? lockLine(LOCKING, now) : `${LOCKING}\n`);
    return waitForLock(request, { ...waiting, tell: null });
  }
  if (now < waiting.next) return waitForLock(request, waiting);
  const opened = openBackend(session, request.options.paths);
  return opened.ok ? acquire(session, request, loadConfig(configReader(session)), opened, waiting) : FAILED;
}

/** Goes on after a question or a wait. */
export function resumeOperation(given: Session, state: Json, wake: Wake): Launching {
  const kept = state as unknown as Kept;
  const session: Session = kept.request.options.json ? { ...given, stream: true } : given;
  if (kept.step === 'apply') return resumeApply(session, state, wake);
  if (kept.step === 'lock') return resumeWait(session, kept, wake);
  const opened = openBackend(session, kept.request.options.paths);
  if (!opened.ok) return FAILED;
  const answer = answerOf(wake);
  if (kept.step === 'approval') return decide(session, kept, opened, answer);
  const config = loadConfig(configReader(session));
  return answered(session, kept, config, opened, answer);
}

/** Gives the lock back, then ends. */
function end(session: Session, opened: OpenStore, lock: string | null, progress: Progress): Progress {
  report(session, unlockState(opened.store, lock));
  return progress;
}

/** Collects variables, asking for those that are missing. */
function gather(
  session: Session,
  request: Request,
  config: Config,
  opened: OpenStore,
  lock: string | null,
  answers: { readonly [name: string]: string },
  asked: number,
  silent: readonly string[] = [],
): Launching {
  const collected = collectVariables(session, request.options.variables, config.root, answers);
  const missing = missingVariables(config.root, collected.given).find(({ name }) => !silent.includes(name));
  if (missing && request.options.input && !request.options.json && asksQuestions(session)) {
    const { ink } = session;
    session.process.out(
      `${ink.bold(`var.${missing.name}`)}${missing.ephemeral ? ' (ephemeral)' : ''}\n${missing.description ? `${indent(missing.description)}\n\n` : ''}  ${ink.bold('Enter a value:')} `,
    );
    const kept: AskingVariables = { step: 'variables', request, lock, answers, asked: asked + 1, pending: missing.name, silent, color: request.color };
    const reply = ask(session, asked, keep(kept), missing.sensitive);
    return 'progress' in reply ? reply.progress : answered(session, kept, config, opened, reply.answer);
  }
  if (missing || silent.length || hasErrors(collected.diagnostics)) return withoutValues(session, request, config, opened, lock, answers);
  return plan(session, request, config, opened, lock, collected);
}

/** Ends where variables have no value, because nobody gave one and nobody can be asked, or because what was given is none. */
function withoutValues(session: Session, request: Request, config: Config, opened: OpenStore, lock: string | null, answers: { readonly [name: string]: string }): Progress {
  const collected = collectVariables(session, request.options.variables, config.root, answers);
  report(session, [...collected.diagnostics, ...missingVariables(config.root, Object.keys(collected.inputs)).map(noValue)]);
  return end(session, opened, lock, FAILED);
}

const indent = (text: string): string =>
  text
    .replace(/\n+$/, '')
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');

function answered(session: Session, kept: AskingVariables, config: Config, opened: OpenStore, answer: Answer): Launching {
  if (answer.kind === 'line') {
    session.process.out('\n');
    return gather(session, kept.request, config, opened, kept.lock, { ...kept.answers, [kept.pending]: answer.text }, kept.asked);
  }
  // Where there is nothing to read, the others are asked for all the same.
  if (answer.kind === 'end') return gather(session, kept.request, config, opened, kept.lock, kept.answers, kept.asked, [...kept.silent, kept.pending]);
  session.process.out(INTERRUPTED);
  return withoutValues(session, kept.request, config, opened, kept.lock, kept.answers);
}

/** Reads the state, plans, shows the plan, and goes on to what the command is for. */
function plan(session: Session, request: Request, config: Config, opened: OpenStore, lock: string | null, collected: ReturnType<typeof collectVariables>): Launching {
  const loaded = loadState(opened.store);
  if (!loaded.ok) {
    report(session, [problem('Error loading state', loaded.message)]);
    return end(session, opened, lock, FAILED);
  }
  const host = hostOf(session, opened.workspace);
  const unavailable = unavailableProviders(request.verb, host, loaded.state);
  if (unavailable.length) {
    report(session, unavailable);
    return end(session, opened, lock, FAILED);
  }
  const made = makePlan(host, {
    config,
    state: loaded.state ?? emptyState(),
    variables: collected.inputs,
    options: request.options,
    generateConfig: request.generateConfig !== null,
  });
  const diagnostics = [...config.diagnostics, ...collected.diagnostics, ...made.diagnostics];
  if (made.events.length) session.process.out(made.events.map((event) => (session.stream ? planEventLine(event, host.now) : planLine(event, session.ink))).join(''));
  const source = (filename: string) => config.sources.files[filename] ?? configReader(session).read(filename);
  const say = (list: readonly Diagnostic[]) => report(session, list, { compact: request.options.compact, source });
  const unwritten = made.plan && !hasErrors(diagnostics) && request.generateConfig !== null ? writeGenerated(session, request.generateConfig, made.plan) : null;
  if (unwritten) {
    say([...config.diagnostics, ...collected.diagnostics, unwritten]);
    return end(session, opened, lock, FAILED);
  }
  if (made.plan && request.verb !== 'refresh' && (request.verb === 'plan' || isWorthShowing(made.plan))) {
    session.process.out(session.stream ? planLines(made.plan, host.now) : drawPlan(made.plan, viewPlan(made.plan, schemaFinder(host)), page(session)));
  }
  if (hasErrors(diagnostics) || !made.plan) {
    if (made.plan && request.verb === 'plan' && request.out !== null) writePlanFile(session, request.out, savedPlanOf(session, made.plan, opened));
    say(diagnostics);
    return end(session, opened, lock, FAILED);
  }
  if (request.verb === 'refresh') {
    const refreshed = refreshedState(made.plan, config.root.outputs);
    const problems = storeRefreshed(session, opened.store, storedOf(loaded.state), refreshed);
    say([...diagnostics, ...problems]);
    if (!problems.length) session.process.out(outputsText(session, refreshed));
    return end(session, opened, lock, problems.length ? FAILED : DONE);
  }
  if (request.verb === 'plan') {
    say(diagnostics);
    const failed = planFooter(session, request, made.plan, opened);
    const changed = isApplicable(made.plan);
    return end(session, opened, lock, failed ? FAILED : { exit: request.detailedExit && changed ? 2 : 0 });
  }
  if (request.verb === 'apply' && isStuck(made.plan)) {
    say([...diagnostics, problem('Cannot apply non-applyable plan', 'The given plan is not applyable. If this seems like a bug in Terraform, then please report it!')]);
    return end(session, opened, lock, FAILED);
  }
  const ephemeral = ephemeralOnly(made.plan, collected.inputs);
  const mustAsk = !request.autoApprove && isApplicable(made.plan);
  if (!mustAsk) return beginApply(session, { request, opened, lock, plan: made.plan, warnings: diagnostics.filter(lasting), stored: storedOf(loaded.state), ephemeral });
  say(diagnostics);
  session.process.out(question(session, made.plan, opened.workspace));
  const kept: AskingApproval = { step: 'approval', request, lock, plan: made.plan, ephemeral, color: request.color };
  const reply = ask(session, Object.keys(collected.inputs).some((name) => collected.inputs[name]?.from === 'provided interactively') ? 1 : 0, keep(kept));
  return 'progress' in reply ? reply.progress : decide(session, kept, opened, reply.answer);
}

/** An apply shows what it could plan in spite of errors, if that is anything. */
const isWorthShowing = (made: Plan): boolean => !made.errored || made.changes.length + made.outputs.length > 0;

/** Assertions of check blocks are looked at again by the apply: what they said of the plan is of interest to who is asked, and else to nobody. */
const lasting = (diagnostic: Diagnostic): boolean => !diagnostic.summary.startsWith('Check block assertion');

/** Of the values that were collected, those that no plan keeps. */
export const ephemeralOnly = (plan: Plan, inputs: VariableInputs): VariableInputs => Object.fromEntries(Object.entries(inputs).filter(([name]) => plan.ephemeral.includes(name)));

function decide(session: Session, { request, lock, plan: made, ephemeral }: AskingApproval, opened: OpenStore, answer: Answer): Launching {
  if (answer.kind !== 'line') {
    if (answer.kind === 'interrupt') session.process.out(`${INTERRUPTED}\n`);
    report(session, [problem(`error asking for approval: ${answer.kind === 'end' ? 'EOF' : 'interrupted'}`, '')]);
    return end(session, opened, lock, FAILED);
  }
  session.process.out('\n');
  if (answer.text !== 'yes') {
    session.process.out(`${request.verb === 'destroy' || made.mode === 'destroy' ? 'Destroy' : 'Apply'} cancelled.\n`);
    return end(session, opened, lock, FAILED);
  }
  const loaded = loadState(opened.store);
  return beginApply(session, { request, opened, lock, plan: made, warnings: [], stored: storedOf(loaded.ok ? loaded.state : null), ephemeral });
}
