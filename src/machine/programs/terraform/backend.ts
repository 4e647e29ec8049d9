// Where a state lives: the interface that the local folder and S3 both fill, so that no command asks which it is talking to.
import type { Json } from '../../../engine/json.ts';

/** Who holds a lock, since when and what for: the content of a `.tflock` object or a `.terraform.tfstate.lock.info` file. */
export interface LockInfo {
  readonly ID: string;
  /** `OperationTypePlan`, `OperationTypeApply`, `OperationTypeRefresh`, `state-mv`, ... */
  readonly Operation: string;
  readonly Info: string;
  /** `user@host`. */
  readonly Who: string;
  readonly Version: string;
  /** RFC 3339 with nanoseconds, UTC. */
  readonly Created: string;
  /** Filled in by the store: the file, or `bucket/key`. */
  readonly Path: string;
}

/** A store refused or failed; `message` is in the real tool's words. */
export interface StoreProblem {
  readonly message: string;
  /** Somebody else holds the lock. */
  readonly held?: LockInfo;
}

/** Null text is no state at all; an empty text is an empty state. */
export type StateReading = { readonly ok: true; readonly text: string | null } | ({ readonly ok: false } & StoreProblem);
export type StoreReply = { readonly ok: true } | ({ readonly ok: false } & StoreProblem);
export type LockReply = { readonly ok: true; readonly id: string } | ({ readonly ok: false } & StoreProblem);

/** The state of one workspace. */
export interface StateStore {
  read(): StateReading;
  /** Replaces the state. `first` says that nothing was written in this operation before: what was there is then kept as a backup, where the backend keeps one. */
  write(text: string, first: boolean): StoreReply;
  /** Takes the lock under `info.ID`; the store fills in `Path`. */
  lock(info: LockInfo): LockReply;
  unlock(id: string): StoreReply;
  /** The process that held this lock was killed. What only a living process can hold goes with it; a lock object in a bucket stays. */
  abandon?(id: string): void;
}

/** A configured backend. Plain functions over the process's doors; made anew for every step of a command. */
export interface Backend {
  /** `local`, `s3`. */
  readonly type: string;
  /** Names of the workspaces that exist, `default` always among them. */
  workspaces(): { readonly ok: true; readonly names: readonly string[] } | ({ readonly ok: false } & StoreProblem);
  deleteWorkspace(name: string): StoreReply;
  store(workspace: string): StateStore;
}

/**
 * How a kind of backend is made from its configuration. `config` holds the values of the backend block (all argument names, null when absent).
 * `problem` is the whole message of the diagnostic "Error: ..." that init prints.
 */
export interface BackendKind {
  readonly type: string;
  /** Argument names with their JSON types and whether they must be there. */
  readonly arguments: { readonly [name: string]: { readonly type: 'string' | 'bool' | 'number' | 'list' | 'map'; readonly required?: boolean } };
  open(
    config: { readonly [name: string]: Json },
    process: BackendProcess,
  ): { readonly ok: true; readonly backend: Backend } | { readonly ok: false; readonly summary: string; readonly detail: string };
}

/** What a backend may use of the process it runs in. */
export type BackendProcess = Pick<import('../../program.ts').Process, 'time' | 'env' | 'cwd' | 'host' | 'disk' | 'cloud'>;
