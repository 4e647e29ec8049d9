// What `state rm` and `state mv` have in common: the state is opened, locked and read, one thing is done with it, and the lock is given back whatever comes of it.
import type { Diagnostic } from '../../../../engine/diagnostic.ts';
import type { State } from '../../../../terraform/state/state.ts';
import type { Progress } from '../../../program.ts';
import type { Flags } from '../flags.ts';
import { lockedOut, retrying, timeoutOf } from '../lock-retry.ts';
import { type Opened, openBackend } from '../open-backend.ts';
import { report } from '../report.ts';
import { type Command, complain, FAILED, readText, type Session, writeText } from '../session.ts';
import { loadState, lockState, storedOf, storeState, unlockState, type Written } from '../state-access.ts';
import { readOld, wrongCount } from '../usage.ts';
import { noStateFile } from './state-list.ts';

const FLAGS = {
  'dry-run': 'bool',
  backup: 'text',
  lock: 'bool',
  'lock-timeout': 'duration',
  state: 'text',
  'state-out': 'text',
  'backup-out': 'text',
  'ignore-remote-version': 'bool',
} as const;

/** A state that is locked for this edit. */
export interface Editing {
  readonly session: Session;
  readonly flags: Flags;
  readonly state: State;
  /** Ends the edit with these diagnostics. */
  refuse(diagnostics: readonly Diagnostic[]): Progress;
  /** Keeps a copy of the state as it was, where the backend is a file, and stores what became of it. */
  store(next: State): Written;
}

interface Edit {
  /** `rm`, `mv`: part of the lock's operation. */
  readonly name: string;
  readonly help: string;
  /** What is wrong with the number of arguments, or null. */
  readonly count: (given: readonly string[]) => string | null;
  readonly carryOut: (editing: Editing) => Progress;
}

/** A command that changes what Terraform believes. Reality stays as it is. */
export const stateEdit = ({ name, help, count, carryOut }: Edit): Command =>
  retrying({
    name: `state ${name}`,
    help,
    start: (given, argv) => {
      const reading = readOld(given, help, FLAGS, argv, 'problem-only');
      if (!reading.ok) return reading.progress;
      const { session, flags } = reading;
      const miscounted = count(flags.rest);
      if (miscounted) return wrongCount(session, `${miscounted}\n`, help, 'out');
      const opened = openBackend(session, { state: flags.text('state'), backup: '-' }, true);
      if (!opened.ok) return FAILED;
      const locked = lockState(session, opened.store, `state-${name}`, flags.on('lock', true));
      if (!locked.ok) return lockedOut(session, locked, timeoutOf(flags));
      const progress = edited(session, flags, opened, carryOut);
      report(session, unlockState(opened.store, locked.id));
      return progress;
    },
  });

function edited(session: Session, flags: Flags, opened: Opened & { readonly ok: true }, carryOut: Edit['carryOut']): Progress {
  const loaded = loadState(opened.store);
  if (!loaded.ok) {
    complain(session, `Failed to load state: ${loaded.message}`);
    return FAILED;
  }
  const { state } = loaded;
  if (!state) return noStateFile(session);
  return carryOut({
    session,
    flags,
    state,
    refuse: (diagnostics) => {
      report(session, diagnostics);
      return FAILED;
    },
    store: (next) => {
      if (opened.backend.type === 'local') keepCopy(session, flags.text('state') ?? localPath(opened.workspace), flags.text('backup'));
      return storeState(session, opened.store, storedOf(state), next, false);
    },
  });
}

/** The state commands keep a copy with the time in its name, whatever the operation keeps. */
export function keepCopy(session: Session, path: string, backup: string | null): void {
  const before = readText(session, path);
  if (before) writeText(session, backup ?? `${path}.${Math.floor(session.process.time.now / 1000)}.backup`, before);
}

/** Where the local backend keeps the state of a workspace. */
export const localPath = (workspace: string): string => (workspace === 'default' ? 'terraform.tfstate' : `terraform.tfstate.d/${workspace}/terraform.tfstate`);
