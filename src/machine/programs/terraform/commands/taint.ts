// taint and untaint: marks in the state that say an object must be replaced, or need not be.
import { formatInstance, type InstanceAddress, parseInstance } from '../../../../terraform/config/address.ts';
import { withObject } from '../../../../terraform/state/edit.ts';
import { instanceAt, isEmpty, type State } from '../../../../terraform/state/state.ts';
import type { Progress } from '../../../program.ts';
import { addressProblems } from '../address-problem.ts';
import { help as taintHelp } from '../help/taint.ts';
import { help as untaintHelp } from '../help/untaint.ts';
import { lockedOut, retrying, timeoutOf } from '../lock-retry.ts';
import { openBackend } from '../open-backend.ts';
import { report } from '../report.ts';
import { type Command, complain, DONE, FAILED, problem, type Session } from '../session.ts';
import { loadState, lockState, storedOf, storeState, unlockState } from '../state-access.ts';
import { readOld, wrongCount } from '../usage.ts';

const FLAGS = { 'allow-missing': 'bool', backup: 'text', lock: 'bool', 'lock-timeout': 'duration', state: 'text', 'state-out': 'text', 'ignore-remote-version': 'bool' } as const;

interface Marking {
  readonly name: 'taint' | 'untaint';
  readonly help: string;
  readonly status: 'tainted' | 'ready';
}

function mark(given: Session, argv: readonly string[], { name, help, status }: Marking): Progress {
  const reading = readOld(given, help, FLAGS, argv, 'help-first');
  if (!reading.ok) return reading.progress;
  const { session, flags } = reading;
  if (flags.rest.length !== 1) return wrongCount(session, `The ${name} command expects exactly one argument.`, help, 'err');
  const text = flags.rest[0] as string;
  const address = parseInstance(text);
  const fail = (summary: string, detail: string): Progress => {
    report(session, [problem(summary, detail)]);
    return FAILED;
  };
  if (!address) {
    report(session, addressProblems(text, 'instance'));
    return FAILED;
  }
  if (address.mode !== 'managed' && status === 'tainted') {
    complain(session, `Resource instance ${formatInstance(address)} cannot be tainted`);
    return FAILED;
  }
  const opened = openBackend(session, { state: flags.text('state'), stateOut: flags.text('state-out'), backup: flags.text('backup') }, status === 'tainted');
  if (!opened.ok) return FAILED;
  const locked = lockState(session, opened.store, name, flags.on('lock', true));
  if (!locked.ok) return lockedOut(session, locked, timeoutOf(flags));
  const finish = (progress: Progress): Progress => {
    report(session, unlockState(opened.store, locked.id));
    return progress;
  };
  const loaded = loadState(opened.store);
  if (!loaded.ok) {
    complain(session, `Failed to load state: ${loaded.message}`);
    return finish(FAILED);
  }
  const missing = (): Progress => {
    if (flags.on('allow-missing')) {
      report(session, [
        problem('No such resource instance', `Resource instance ${formatInstance(address)} was not found, but this is not an error because -allow-missing was set.`, 'warning'),
      ]);
      return DONE;
    }
    if (!loaded.state || isEmpty(loaded.state)) {
      return fail(
        'No such resource instance',
        'The state currently contains no resource instances whatsoever. This may occur if the configuration has never been applied or if it has recently been destroyed.',
      );
    }
    return fail(
      'No such resource instance',
      `There is no resource instance in the state with the address ${formatInstance(address)}. If the resource configuration has just been added, you must run "terraform apply" once to create the corresponding instance(s) before they can be tainted.`,
    );
  };
  if (!loaded.state) return finish(missing());
  const { state } = loaded;
  const object = instanceAt(state, address)?.current;
  if (!object) return finish(missing());
  if (status === 'ready' && object.status !== 'tainted') {
    return finish(fail('Resource instance is not tainted', `Resource instance ${formatInstance(address)} is not currently tainted, and so it cannot be untainted.`));
  }
  const written = storeState(session, opened.store, storedOf(state), marked(state, address, status), true);
  if (written.problem) {
    complain(session, `Error writing state file: ${written.problem}`);
    return finish(FAILED);
  }
  session.process.out(`Resource instance ${formatInstance(address)} has been ${status === 'tainted' ? 'marked as tainted' : 'successfully untainted'}.\n`);
  return finish(DONE);
}

function marked(state: State, address: InstanceAddress, status: 'tainted' | 'ready'): State {
  const object = instanceAt(state, address)?.current;
  const provider = Object.values(state.resources).find((resource) => resource.type === address.type && resource.name === address.name)?.provider ?? '';
  return object ? withObject(state, address, provider, { ...object, status }) : state;
}

export const taint: Command = retrying({ name: 'taint', help: taintHelp, start: (session, argv) => mark(session, argv, { name: 'taint', help: taintHelp, status: 'tainted' }) });
export const untaint: Command = retrying({
  name: 'untaint',
  help: untaintHelp,
  start: (session, argv) => mark(session, argv, { name: 'untaint', help: untaintHelp, status: 'ready' }),
});
