// The state in the working folder: terraform.tfstate, its backup, workspaces under terraform.tfstate.d, and the lock beside it.
import type { Backend, LockInfo, StateStore } from './backend.ts';
import { exists, pathOf, readText, removeFile, type Session, writeText } from './session.ts';

/** What `-state`, `-state-out` and `-backup` say for every workspace, and the `path` (of the default one) and `workspace_dir` of a `local` backend block. */
export interface LocalPaths {
  readonly path?: string | null;
  readonly state?: string | null;
  readonly stateOut?: string | null;
  readonly backup?: string | null;
  readonly workspaceDir?: string | null;
}

const DEFAULT_STATE = 'terraform.tfstate';
const WORKSPACES = 'terraform.tfstate.d';

/**
 * The operating system's lock on a state file ends with the process that holds it, so a lock file left behind blocks nobody.
 * Here a held lock is the lock file with this bit set (set-group-id without group execution: the old mark of mandatory locking).
 */
const HELD = 0o2644;
/** The file is there, and nobody holds it. */
const LEFT = 0o644;

export interface LocalBackend extends Backend {
  /** The file that the state of a workspace is written to. */
  path(workspace: string): string;
}

/** The local backend of a folder. */
export function localBackend(session: Session, paths: LocalPaths = {}): LocalBackend {
  const root = paths.workspaceDir ?? WORKSPACES;
  const usual = (workspace: string): string => (workspace === 'default' ? (paths.path ?? DEFAULT_STATE) : `${root}/${workspace}/${DEFAULT_STATE}`);
  const path = (workspace: string): string => paths.stateOut ?? paths.state ?? usual(workspace);
  return {
    path,
    type: 'local',
    workspaces: () => {
      const folder = pathOf(session, root);
      const names = session.process.disk.stat(folder)?.type === 'folder' ? session.process.disk.list(folder).filter((name) => exists(session, `${root}/${name}`)) : [];
      return { ok: true, names: ['default', ...names.map((name) => name.replace(/\/$/, ''))] };
    },
    deleteWorkspace: (name) => {
      if (name === 'default') return { ok: false, message: 'cannot delete default state' };
      removeFile(session, `${root}/${name}`);
      return { ok: true };
    },
    store: (workspace) => {
      const read = paths.state ?? usual(workspace);
      const write = path(workspace);
      const backup = paths.backup === '-' ? null : (paths.backup ?? `${write}.backup`);
      return localStore(session, read, write, backup);
    },
  };
}

/** A state in one file; `backup` keeps what was there before the first write of an operation. */
export function localStore(session: Session, read: string, write: string, backup: string | null): StateStore {
  const infoPath = lockPath(write);
  const held = (): LockInfo | null => {
    const entry = session.process.disk.stat(pathOf(session, infoPath));
    if (entry?.type !== 'file' || entry.mode !== HELD) return null;
    try {
      return JSON.parse(readText(session, infoPath) ?? '') as LockInfo;
    } catch {
      return null;
    }
  };
  return {
    read: () => {
      const entry = session.process.disk.stat(pathOf(session, read));
      if (entry?.type === 'folder') return { ok: false, message: `read ${read}: is a directory` };
      return { ok: true, text: readText(session, read) };
    },
    write: (text, first) => {
      if (!mayWrite(session, write)) return { ok: false, message: `open ${write}: permission denied` };
      const before = readText(session, write);
      if (first && backup !== null && before && before !== text) writeText(session, backup, before);
      writeText(session, write, text);
      return { ok: true };
    },
    lock: (info) => {
      if (!mayWrite(session, infoPath)) return { ok: false, message: `open ${infoPath}: permission denied` };
      const other = held();
      if (other) return { ok: false, message: 'resource temporarily unavailable', held: other };
      writeText(session, infoPath, JSON.stringify({ ...info, Path: write }), HELD);
      session.process.disk.setMode(pathOf(session, infoPath), HELD);
      return { ok: true, id: info.ID };
    },
    abandon: (id) => {
      if (held()?.ID === id) session.process.disk.setMode(pathOf(session, infoPath), LEFT);
    },
    unlock: () => {
      if (!held()) return { ok: false, message: 'LocalState not locked' };
      removeFile(session, infoPath);
      return { ok: true };
    },
  };
}

function lockPath(state: string): string {
  const cut = state.lastIndexOf('/');
  return `${state.slice(0, cut + 1)}.${state.slice(cut + 1)}.lock.info`;
}

/** Whether a file can be written where it would be: tried, and left as it was. */
function mayWrite(session: Session, path: string): boolean {
  const { disk } = session.process;
  const full = pathOf(session, path);
  const before = disk.stat(full);
  if (before) return (before.mode & 0o200) !== 0;
  try {
    writeText(session, path, '');
    disk.remove(full);
    return true;
  } catch {
    return false;
  }
}
