// show and state show: a state or a saved plan for people to read.

import { parseInstance } from '../../../../terraform/config/address.ts';
import { jsonText } from '../../../../terraform/lang/json-number.ts';
import { schemasOf } from '../../../../terraform/plan/schemas.ts';
import { planJson } from '../../../../terraform/print/json-plan.ts';
import { stateJson } from '../../../../terraform/print/json-state.ts';
import { drawPlan, viewPlan } from '../../../../terraform/print/plan.ts';
import { drawObject, drawState } from '../../../../terraform/print/state.ts';
import { readState } from '../../../../terraform/state/read.ts';
import { entries, isEmpty, type State } from '../../../../terraform/state/state.ts';
import type { Progress } from '../../../program.ts';
import { help as showHelp } from '../help/show.ts';
import { help as stateShowHelp } from '../help/state-show.ts';
import { hostOf, missingSchemas, schemaFinder } from '../host.ts';
import { openBackend } from '../open-backend.ts';
import { readPlanFile } from '../plan-file.ts';
import { report } from '../report.ts';
import { type Command, DONE, exists, FAILED, page, problem, readText, type Session } from '../session.ts';
import { joined, loadState } from '../state-access.ts';
import { misused, readNew, readOld, wrongCount } from '../usage.ts';
import { currentWorkspace } from '../workdir.ts';
import { noStateFile } from './state-list.ts';

export const show: Command = {
  name: 'show',
  help: showHelp,
  start: (given, argv) => {
    const reading = readNew(given, { json: 'bool' }, argv);
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    if (flags.rest.length > 1) return misused(session, problem('Too many command line arguments', 'Expected at most one positional argument.'));
    const path = flags.rest[0];
    if (path !== undefined) return showFile(session, path, flags.on('json'));
    const opened = openBackend(session);
    if (!opened.ok) return FAILED;
    const loaded = loadState(opened.store);
    if (!loaded.ok) {
      report(session, [problem(loaded.message, '')]);
      return FAILED;
    }
    return showState(session, loaded.state, flags.on('json'));
  },
};

function showState(session: Session, state: State | null, json: boolean): Progress {
  const host = hostOf(session, currentWorkspace(session));
  const missing = missingSchemas(host, state);
  if (missing) {
    report(session, [missing]);
    return FAILED;
  }
  if (json) {
    session.process.out(`${jsonText(stateJson(state, schemaFinder(host)))}\n`);
    return DONE;
  }
  if (!state) session.process.out('No state.\n');
  else if (isEmpty(state)) session.process.out('The state file is empty. No resources are represented.\n');
  else session.process.out(drawState(state, schemaFinder(host), session.ink));
  return DONE;
}

function showFile(session: Session, path: string, json: boolean): Progress {
  const plan = readPlanFile(session, path);
  if (plan.ok) {
    const host = hostOf(session, plan.saved.plan.workspace);
    if (json) session.process.out(`${jsonText(planJson(plan.saved.plan, schemaFinder(host), schemasOf(host)))}\n`);
    else session.process.out(drawPlan(plan.saved.plan, viewPlan(plan.saved.plan, schemaFinder(host)), page(session)));
    return DONE;
  }
  const text = readText(session, path);
  const fail = (state: string, local: string, cloud: string): Progress => {
    const detail = `State read error: ${state}\n\nPlan read error: couldn't load the provided path as either a local plan file (${local}) or a saved cloud plan (${cloud})`;
    report(session, [problem('Failed to read the given file as a state or plan file', detail)]);
    return FAILED;
  };
  if (text === null) {
    const missing = exists(session, path) ? `read ${path}: is a directory` : `open ${path}: no such file or directory`;
    return fail(`Error loading statefile: ${missing}`, missing, missing);
  }
  const state = readState(text);
  if (state.state) return showState(session, state.state, json);
  const first = /\S/.exec(text)?.[0] ?? '';
  return fail(`Error reading ${path} as a statefile: ${joined(state.problems ?? [])}`, 'zip: not a valid zip file', `invalid character '${first}' looking for beginning of value`);
}

const NOT_ONE =
  'This command requires that the address references one specific instance.\nTo view the available instances, use "terraform state list". Please modify \nthe address to reference a specific instance.';

export const stateShow: Command = {
  name: 'state show',
  help: stateShowHelp,
  start: (given, argv) => {
    const reading = readOld(given, stateShowHelp, { state: 'text' }, argv, 'problem-only', false);
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    if (flags.rest.length !== 1) return wrongCount(session, 'Exactly one argument expected.', stateShowHelp, 'out');
    const text = flags.rest[0] as string;
    const opened = openBackend(session, { state: flags.text('state') }, 'beyond');
    if (!opened.ok) return FAILED;
    const address = parseInstance(text);
    const complain = (message: string): Progress => {
      session.process.err(`${session.ink.red(message)}\n`);
      return FAILED;
    };
    if (!address) return complain(`Error parsing instance address: ${text}\n\n${NOT_ONE}`);
    const loaded = loadState(opened.store);
    if (!loaded.ok) return complain(`Failed to load state: ${loaded.message}`);
    if (!loaded.state) return noStateFile(session);
    const entry = entries(loaded.state).find((candidate) => JSON.stringify(candidate.address) === JSON.stringify(ordered(address)) && candidate.instance.current);
    if (!entry?.instance.current) return complain(`No instance found for the given address!\n\n${NOT_ONE}`);
    const host = hostOf(session, opened.workspace);
    const missing = missingSchemas(host, loaded.state);
    if (missing) {
      report(session, [missing]);
      return FAILED;
    }
    session.process.out(drawObject(entry, entry.instance.current, schemaFinder(host)(entry.resource), null, session.ink));
    return DONE;
  },
};

/** The address with its parts in the order in which state entries hold them. */
const ordered = ({ module, mode, type, name, key }: NonNullable<ReturnType<typeof parseInstance>>) => ({ module, mode, type, name, key });
