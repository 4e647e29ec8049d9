// Reading, writing and locking a state for a command, with the complaints of the real tool.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import { noteWritten, readState } from '../../../terraform/state/read.ts';
import type { State } from '../../../terraform/state/state.ts';
import { stateMark, writeState } from '../../../terraform/state/write.ts';
import type { StateStore, StoreProblem } from './backend.ts';
import { describeLock, lockInfo, newId } from './clockwork.ts';
import { problem, type Session } from './session.ts';

export type Loaded = { readonly ok: true; readonly state: State | null } | { readonly ok: false; readonly message: string };

/** Several problems in one text, as Go's diagnostics join them: `2 problems:` and a list. */
export function joined(diagnostics: readonly Diagnostic[]): string {
  const one = (diagnostic: Diagnostic): string => (diagnostic.detail ? `${diagnostic.summary}: ${diagnostic.detail}` : diagnostic.summary);
  if (diagnostics.length === 1) return one(diagnostics[0] as Diagnostic);
  return `${diagnostics.length} problems:\n${diagnostics.map((diagnostic) => `\n- ${one(diagnostic)}`).join('')}`;
}

/** The state in a store; null when there is none at all. */
export function loadState(store: StateStore): Loaded {
  const reading = store.read();
  if (!reading.ok) return { ok: false, message: reading.message };
  if (reading.text === null) return { ok: true, state: null };
  const parsed = readState(reading.text);
  return parsed.state ? { ok: true, state: parsed.state } : { ok: false, message: joined(parsed.problems ?? []) };
}

const PURPOSE =
  'Terraform acquires a state lock to protect the state from being written\nby multiple users at the same time. Please resolve the issue above and try\nagain. For most commands, you can disable locking with the "-lock=false"\nflag, but this is not recommended.';

function lockProblem({ message, held }: StoreProblem): Diagnostic {
  return problem('Error acquiring the state lock', `Error message: ${message}\n${held ? `${describeLock(held)}\n` : ''}\n${PURPOSE}`);
}

export type Locked =
  | { readonly ok: true; readonly id: string | null }
  | { readonly ok: false; readonly diagnostic: Diagnostic /** Somebody has it, who may give it back. */; readonly held: boolean };

/** Takes the lock, unless `-lock=false`. A state that cannot be read cannot be locked either. */
export function lockState(session: Session, store: StateStore, operation: string, wanted: boolean): Locked {
  if (!wanted) return { ok: true, id: null };
  const loaded = loadState(store);
  if (!loaded.ok) return { ok: false, diagnostic: lockProblem({ message: loaded.message }), held: false };
  const reply = store.lock(lockInfo(session, operation));
  return reply.ok ? { ok: true, id: reply.id } : { ok: false, diagnostic: lockProblem(reply), held: reply.held !== undefined };
}

/** Gives the lock back; says what went wrong, or nothing. */
export function unlockState(store: StateStore, id: string | null): readonly Diagnostic[] {
  if (id === null) return [];
  const reply = store.unlock(id);
  if (reply.ok) return [];
  return [
    problem(
      'Error releasing the state lock',
      `Error message: ${reply.message}\n\nTerraform acquires a lock when accessing your state to prevent others\nrunning Terraform to potentially modify the state at the same time. An\nerror occurred while releasing this lock. This could mean that the lock\ndid or did not release properly. If the lock didn't release properly,\nTerraform may not be able to run future commands since it'll appear as if\nthe lock is held.\n\nIn this scenario, please call the "force-unlock" command to unlock the\nstate manually. This is a very dangerous operation since if it is done\nerroneously it could result in two people modifying state at the same time.\nOnly call this command if you're certain that the unlock above failed and\nthat no one else is holding a lock.`,
    ),
  ];
}

/** What an operation remembers of the state it works on; small and plain. */
export interface Stored {
  readonly serial: number;
  readonly lineage: string;
  /** A fingerprint of what was read at the start (or first written, where nothing was); null before that. */
  readonly mark: string | null;
}

export const storedOf = (state: State | null): Stored =>
  state ? { serial: state.serial, lineage: state.lineage, mark: stateMark(state) } : { serial: 0, lineage: '', mark: null };

export interface Written {
  readonly stored: Stored;
  /** Whether anything was written. */
  readonly written: boolean;
  readonly problem: string | null;
}

/**
 * Writes a state. As in the real tool, every write of something else than what was read at the start counts one serial up; `writes` is how many
 * changes this one write stands for. `first` as in `StateStore.write`.
 */
export function storeState(session: Session, store: StateStore, before: Stored, state: State, first: boolean, writes = 1): Written {
  const mark = stateMark(state);
  if (before.mark === mark && first && before.lineage !== '') return { stored: before, written: false, problem: null };
  const more = before.mark === mark ? 0 : writes;
  const stored: Stored = { mark: before.mark ?? mark, lineage: before.lineage || state.lineage || newId(session), serial: before.serial + more };
  const next: State = { ...state, lineage: stored.lineage, serial: stored.serial };
  const text = writeState(next);
  noteWritten(text, next);
  const reply = store.write(text, first);
  return { stored, written: true, problem: reply.ok ? null : reply.message };
}
