// state alone, pull and push: the state as a text.
import { readState } from '../../../../terraform/state/read.ts';
import { isEmpty } from '../../../../terraform/state/state.ts';
import { writeState } from '../../../../terraform/state/write.ts';
import type { Progress } from '../../../program.ts';
import { help as groupHelp } from '../help/state.ts';
import { help as pullHelp } from '../help/state-pull.ts';
import { help as pushHelp } from '../help/state-push.ts';
import { lockedOut, retrying, timeoutOf } from '../lock-retry.ts';
import { openBackend } from '../open-backend.ts';
import { report } from '../report.ts';
import { type Command, DONE, FAILED, readText } from '../session.ts';
import { joined, loadState, lockState, unlockState } from '../state-access.ts';
import { readOld, wrongCount } from '../usage.ts';

export const stateGroup: Command = {
  name: 'state',
  help: groupHelp,
  start: (session) => {
    session.process.out(`${groupHelp}\n`);
    return FAILED;
  },
};

export const statePull: Command = {
  name: 'state pull',
  help: pullHelp,
  start: (given, argv) => {
    const reading = readOld(given, pullHelp, {}, argv, 'problem-only');
    if (!reading.ok) return reading.progress;
    const { session } = reading;
    const opened = openBackend(session, {}, true);
    if (!opened.ok) return FAILED;
    const loaded = loadState(opened.store);
    if (!loaded.ok) {
      session.process.err(`Failed to refresh state: ${loaded.message}\n`);
      return FAILED;
    }
    if (loaded.state) session.process.out(writeState(loaded.state));
    return DONE;
  },
};

export const statePush: Command = retrying({
  name: 'state push',
  help: pushHelp,
  start: (given, argv) => {
    const reading = readOld(given, pushHelp, { force: 'bool', lock: 'bool', 'lock-timeout': 'duration', 'ignore-remote-version': 'bool' }, argv, 'problem-only');
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    if (flags.rest.length !== 1) return wrongCount(session, 'Exactly one argument expected.\n', pushHelp, 'out');
    const path = flags.rest[0] as string;
    const opened = openBackend(session, {}, true);
    if (!opened.ok) return FAILED;
    const fail = (text: string): Progress => {
      session.process.err(`${text}\n`);
      return FAILED;
    };
    const text = path === '-' ? (session.process.stdin ?? '') : readText(session, path);
    if (text === null) return fail(`open ${path}: no such file or directory`);
    const source = readState(text);
    if (!source.state) return fail(`Error reading source state ${JSON.stringify(path)}: ${joined(source.problems ?? [])}`);
    const locked = lockState(session, opened.store, 'state-push', flags.on('lock', true));
    if (!locked.ok) return lockedOut(session, locked, timeoutOf(flags));
    const done = (progress: Progress): Progress => {
      report(session, unlockState(opened.store, locked.id));
      return progress;
    };
    const loaded = loadState(opened.store);
    if (!loaded.ok) return done(fail(`Failed to refresh destination state: ${loaded.message}`));
    const before = loaded.state;
    const next = source.state;
    if (before && !flags.on('force')) {
      if (before.lineage !== '' && before.lineage !== next.lineage && !(isEmpty(before) && before.serial === 0)) {
        return done(
          fail(`Failed to write state: cannot import state with lineage ${JSON.stringify(next.lineage)} over unrelated state with lineage ${JSON.stringify(before.lineage)}`),
        );
      }
      if (before.serial > next.serial) return done(fail(`Failed to write state: cannot import state with serial ${next.serial} over newer state with serial ${before.serial}`));
      if (before.serial === next.serial && writeState(before) !== writeState(next)) {
        return done(fail(`Failed to write state: cannot overwrite existing state with serial ${next.serial} with a different state that has the same serial`));
      }
    }
    const written = opened.store.write(writeState(next), true);
    if (!written.ok) return done(fail(`Failed to persist state: ${written.message}`));
    return done(DONE);
  },
});
