// One step of one invocation: the process, the folder it works in, how it writes. Made anew whenever the program starts or goes on.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import type { Json } from '../../../engine/json.ts';
import { type Ink, inkFor } from '../../../terraform/print/ink.ts';
import type { Page } from '../../../terraform/print/plan.ts';
import { NO_TERMINAL } from '../../../terraform/print/words.ts';
import type { Launching, LaunchingProcess } from '../../launch.ts';
import type { Progress, Wake } from '../../program.ts';
import type { Installation } from './installation.ts';
import type { Trying } from './lock-retry.ts';

export const VERSION = '1.11.4';

export interface Session {
  readonly process: LaunchingProcess;
  readonly installation: Installation;
  /** Absolute: where `-chdir` leads, or where the process is. */
  readonly folder: string;
  /** `plan`, `state mv`. */
  readonly command: string;
  readonly color: boolean;
  readonly ink: Ink;
  /** `-json` of plan and apply: what is said is one object a line, on standard output. */
  readonly stream?: boolean;
  /** Older commands follow each problem with a blank line. */
  readonly spaced?: boolean;
  /** Set for commands that begin anew while somebody else holds the lock. */
  readonly trying?: Trying;
}

export interface Command {
  /** As typed after `terraform`: `plan`, `state mv`. */
  readonly name: string;
  /** The text of `-help`, without the line break at its end. */
  readonly help: string;
  start(session: Session, argv: readonly string[]): Launching;
  resume?(session: Session, state: Json, wake: Wake): Launching;
  /** Something that it launched has ended. */
  launched?(session: Session, state: Json, exit: number, output: string, key: string): Launching;
}

export const page = (session: Session): Page => ({ ink: session.ink, width: outWidth(session) });

/** Columns of standard output: those of the terminal, or 78. */
export const outWidth = (session: Session): number => (session.process.terminal.out ? session.process.columns : NO_TERMINAL);
export const errWidth = (session: Session): number => (session.process.terminal.err ? session.process.columns : NO_TERMINAL);

/** The same session with or without colours. */
export const colored = (session: Session, color: boolean): Session => (session.color === color ? session : { ...session, color, ink: inkFor(color) });

/** An absolute path for a path as the user types it. */
export function pathOf(session: Session, path: string): string {
  return path.startsWith('/') ? path : session.process.disk.resolve(`${session.folder}/${path}`);
}

const DATA = '.terraform';

/** Where a file of Terraform's own lies, `.terraform/environment`: TF_DATA_DIR stands for `.terraform`. */
export const dataFile = (session: Pick<Session, 'process'>, path: string): string => {
  const own = session.process.env.TF_DATA_DIR;
  return own && path.startsWith(`${DATA}/`) ? `${own}${path.slice(DATA.length)}` : path;
};

/** A file's text, or null when it cannot be read. */
export function readText(session: Session, path: string): string | null {
  const full = pathOf(session, path);
  if (session.process.disk.stat(full)?.type !== 'file') return null;
  return session.process.disk.read(full);
}

/** Writes a file, with the folders above it. */
export function writeText(session: Session, path: string, text: string, mode?: number): void {
  const full = pathOf(session, path);
  const parent = full.slice(0, full.lastIndexOf('/')) || '/';
  if (!session.process.disk.stat(parent)) session.process.disk.makeFolder(parent, { parents: true });
  session.process.disk.write(full, text, mode === undefined ? undefined : { mode });
}

export function removeFile(session: Session, path: string): void {
  const full = pathOf(session, path);
  if (session.process.disk.stat(full)) session.process.disk.remove(full, { recursive: true });
}

export const exists = (session: Session, path: string): boolean => session.process.disk.stat(pathOf(session, path)) !== null;

/** What older commands say on standard error: red in a terminal, without a box. */
export const complain = (session: Session, text: string): void => session.process.err(`${session.ink.red(text)}\n`);

/** A problem of the command itself, without a place in a source. */
export const problem = (summary: string, detail: string, severity: Diagnostic['severity'] = 'error'): Diagnostic => ({ severity, summary, detail });

/** The environment's answer to "may I ask questions". */
export const asksQuestions = (session: Session): boolean => !['0', 'false'].includes((session.process.env.TF_INPUT ?? '').toLowerCase());

export const inAutomation = (session: Session): boolean => (session.process.env.TF_IN_AUTOMATION ?? '') !== '';

export const DONE: Progress = { exit: 0 };
export const FAILED: Progress = { exit: 1 };

/** What the first Ctrl-C prints, under the `^C` of the terminal. */
export const INTERRUPTED = '\nInterrupt received.\nPlease wait for Terraform to exit or data loss may occur.\nGracefully shutting down...\n\n';
