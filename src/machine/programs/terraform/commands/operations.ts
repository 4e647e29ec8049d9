// plan, apply, destroy and refresh: what each adds to the operation they share.

import { type Diagnostic, hasErrors } from '../../../../engine/diagnostic.ts';
import type { Json } from '../../../../engine/json.ts';
import { savedPlanLines, versionLine } from '../../../../terraform/print/json-lines.ts';
import type { Launching } from '../../../launch.ts';
import { beginApply, launchedApply } from '../applying.ts';
import type { Flags, FlagTable } from '../flags.ts';
import { help as applyHelp } from '../help/apply.ts';
import { help as destroyHelp } from '../help/destroy.ts';
import { help as planHelp } from '../help/plan.ts';
import { help as refreshHelp } from '../help/refresh.ts';
import { openBackend } from '../open-backend.ts';
import { type Request, resumeOperation, runOperation } from '../operation.ts';
import { APPLY_FLAGS, operationOptions, PLAN_FLAGS, REFRESH_FLAGS } from '../operation-flags.ts';
import type { Verb } from '../operation-words.ts';
import { outdatedPlan, readPlanFile, unreadablePlan } from '../plan-file.ts';
import { changedVariables, ephemeralValues } from '../plan-variables.ts';
import { report } from '../report.ts';
import { type Command, colored, exists, FAILED, problem, type Session } from '../session.ts';
import { loadState, lockState, storedOf, unlockState } from '../state-access.ts';
import { misused, readOperation } from '../usage.ts';

function request(verb: Verb, flags: Flags, options: Request['options'], color: boolean): Request {
  return {
    verb,
    options,
    autoApprove: flags.on('auto-approve'),
    out: flags.text('out'),
    detailedExit: flags.on('detailed-exitcode'),
    generateConfig: flags.text('generate-config-out'),
    color,
  };
}

function operate(given: Session, argv: readonly string[], verb: Verb, table: FlagTable, mostArguments: number): Launching {
  const reading = readOperation(given, table, argv);
  const { flags } = reading;
  const found: Diagnostic[] = [...reading.problems];
  const session: Session = flags.on('json') ? { ...colored(reading.session, false), stream: true } : reading.session;
  if (session.stream) session.process.out(versionLine(session.process.time.now));
  if (flags.rest.length > mostArguments) {
    const detail = verb === 'plan' ? 'To specify a working directory for the plan, use the global -chdir flag.' : 'Expected at most one positional argument.';
    found.push(problem('Too many command line arguments', detail));
  }
  const mode = verb === 'destroy' ? 'destroy' : 'normal';
  const options = operationOptions(flags, mode, found);
  const wanted = request(verb, flags, options, session.color);
  const file = flags.rest[0];
  if (session.stream && (verb === 'apply' || verb === 'destroy') && file === undefined && !wanted.autoApprove) {
    found.push(
      problem(
        'Plan file or auto-approve required',
        'Terraform cannot ask for interactive approval when -json is set. You can either apply a saved plan file, or enable the -auto-approve option.',
      ),
    );
  }
  if (found.length) return misused(session, ...found);
  if (options.replace.length && options.mode !== 'normal') {
    report(session, [problem('Unsupported plan mode', 'Forcing resource instance replacement (with -replace=...) is allowed only in normal planning mode.')]);
    return FAILED;
  }
  if (file !== undefined && verb !== 'plan') return applyPlanFile(session, wanted, file);
  return runOperation(session, wanted);
}

function applyPlanFile(session: Session, wanted: Request, file: string): Launching {
  const fail = (summary: string, detail: string): Launching => {
    report(session, [problem(summary, detail)]);
    return FAILED;
  };
  const reading = readPlanFile(session, file);
  if (!reading.ok) {
    if (!exists(session, file)) return fail(`Failed to load ${JSON.stringify(file)} as a plan file`, `Error: stat ${file}: no such file or directory`);
    return fail(`Failed to load ${JSON.stringify(file)} as a plan file`, `Error: ${unreadablePlan(session, file, reading.reason)}`);
  }
  if (wanted.verb === 'destroy')
    return fail("Destroy can't be called with a plan file", `If this plan was created using plan -destroy, apply it using:\n  terraform apply ${JSON.stringify(file)}`);
  const { plan } = reading.saved;
  const opened = openBackend(session, wanted.options.paths);
  if (!opened.ok) return FAILED;
  const locked = lockState(session, opened.store, 'OperationTypeApply', wanted.options.lock);
  if (!locked.ok) {
    report(session, [locked.diagnostic]);
    return FAILED;
  }
  const loaded = loadState(opened.store);
  const state = loaded.ok ? loaded.state : null;
  const outdated = outdatedPlan(plan, state);
  if (outdated) {
    report(session, unlockState(opened.store, locked.id));
    report(session, [outdated]);
    return FAILED;
  }
  if (plan.errored) {
    report(session, unlockState(opened.store, locked.id));
    return fail('Cannot apply incomplete plan', 'Terraform encountered an error when generating this plan, so it cannot be applied.');
  }
  const given = ephemeralValues(session, wanted.options.variables, plan);
  const wrong = [...changedVariables(session, wanted.options.variables, plan), ...given.diagnostics];
  if (hasErrors(wrong)) {
    report(session, [...wrong, ...unlockState(opened.store, locked.id)]);
    return FAILED;
  }
  if (session.stream) session.process.out(savedPlanLines(plan, session.process.time.now));
  return beginApply(session, { request: wanted, opened, lock: locked.id, plan, warnings: [], stored: storedOf(state), ephemeral: given.inputs });
}

const resume = (session: Session, state: Json, wake: Parameters<typeof resumeOperation>[2]): Launching => resumeOperation(session, state, wake);
const launched: NonNullable<Command['launched']> = launchedApply;

export const plan: Command = { name: 'plan', help: planHelp, start: (session, argv) => operate(session, argv, 'plan', PLAN_FLAGS, 0), resume };
export const apply: Command = { name: 'apply', help: applyHelp, start: (session, argv) => operate(session, argv, 'apply', APPLY_FLAGS, 1), resume, launched };
export const destroy: Command = { name: 'destroy', help: destroyHelp, start: (session, argv) => operate(session, argv, 'destroy', APPLY_FLAGS, 1), resume, launched };
export const refresh: Command = { name: 'refresh', help: refreshHelp, start: (session, argv) => operate(session, argv, 'refresh', REFRESH_FLAGS, 0), resume };
