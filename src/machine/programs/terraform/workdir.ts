// What `.terraform` and the environment remember of a working folder: the chosen workspace and the configured backend.
import { canonical, fingerprint, type Json } from '../../../engine/json.ts';
import { dataFile, readText, type Session, VERSION, writeText } from './session.ts';

const ENVIRONMENT = '.terraform/environment';
/** Not a state: what `init` noted of the backend. */
const SAVED_BACKEND = '.terraform/terraform.tfstate';

/** The workspace in use: TF_WORKSPACE, else what `workspace select` wrote, else `default`. */
export function currentWorkspace(session: Session): string {
  const given = session.process.env.TF_WORKSPACE;
  if (given) return given;
  return readText(session, dataFile(session, ENVIRONMENT))?.trim() || 'default';
}

/** Whether a name stays as it is in an address. */
export const isWorkspaceName = (name: string): boolean => /^[\w.~!$&'()*+,;=:@%-]+$/.test(name) && encodeURIComponent(name).replace(/%[0-9A-F]{2}/g, '') !== '';

export const selectWorkspace = (session: Session, name: string): void => writeText(session, dataFile(session, ENVIRONMENT), name);

export interface SavedBackend {
  readonly type: string;
  readonly config: { readonly [name: string]: Json };
  /** Of the backend block alone, so that a change of the block is noticed. */
  readonly hash: number;
}

/** The backend that `init` configured; null when none was. */
export function savedBackend(session: Session): SavedBackend | null {
  try {
    const parsed = JSON.parse(readText(session, dataFile(session, SAVED_BACKEND)) ?? 'null') as { backend?: SavedBackend } | null;
    return parsed?.backend ?? null;
  } catch {
    return null;
  }
}

/** Notes a backend, or that there is none. */
export function saveBackend(session: Session, backend: SavedBackend | null): void {
  const content = backend ? { version: 3, terraform_version: VERSION, backend } : { version: 3, terraform_version: VERSION };
  writeText(session, dataFile(session, SAVED_BACKEND), `${JSON.stringify(content, null, 2)}`);
}

/** A number that changes with the values of a backend block. */
export const backendHash = (type: string, config: { readonly [name: string]: Json }): number => Number.parseInt(fingerprint(`${type}${canonical(config)}`).slice(0, 8), 16);
