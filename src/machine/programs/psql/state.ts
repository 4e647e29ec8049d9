// What a psql in the middle of something remembers, as plain data.
import type { Execution } from '../../../aws/rds/contents.ts';
import type { SqlAnswer, SqlNotice, SqlSession, SqlWish } from '../../../aws/rds/sql.ts';
import type { Json } from '../../../engine/json.ts';
import type { Process, Progress } from '../../program.ts';
import type { Branch } from './branches.ts';
import type { Address, Link } from './connect.ts';
import type { Style } from './table.ts';

/** A text that is being read: a file, standard input, an argument of -c. */
export interface Source {
  readonly name: string;
  readonly text: string;
  at: number;
  /** The line on which the next statement begins, for error messages. */
  line: number;
  /** An argument of -c: one query as it stands, or one backslash command. */
  readonly whole: boolean;
  /** How much of it has been shown again (`ECHO` all). */
  echoed?: number;
}

/** What is being waited for from the server. */
export type Doing =
  | { readonly is: 'query'; readonly sql: string; readonly line: number; readonly expanded: boolean; readonly to: string | null }
  /** The one row of a query becomes variables, whose names begin with the prefix. */
  | { readonly is: 'gset'; readonly sql: string; readonly line: number; readonly prefix: string }
  /** The cells of a query's result are statements. */
  | { readonly is: 'gexec'; readonly sql: string; readonly line: number }
  | { readonly is: 'crosstabview'; readonly sql: string; readonly line: number; readonly args: readonly string[] }
  /** Which columns a query has, then what their types are called. */
  | { readonly is: 'gdesc'; readonly sql: string; readonly line: number; readonly names?: readonly string[] }
  /** A transaction that psql opens by itself, before what is to run in it. */
  | { readonly is: 'opening'; readonly next: Extract<Doing, { readonly sql: string }> }
  | { readonly is: 'silent'; readonly failed: boolean }
  | { readonly is: 'source'; readonly sql: string; readonly line: number; readonly of: 'function' | 'view' }
  | { readonly is: 'password'; readonly sql: string; readonly line: number }
  | { readonly is: 'catalog'; readonly command: string; readonly pattern: string | null; readonly step: number; readonly left?: readonly (readonly (string | null)[])[] }
  | { readonly is: 'watch'; readonly sql: string; readonly title: string }
  | { readonly is: 'copy-out'; readonly path: string | null; readonly program: string | null; readonly sql: string }
  | { readonly is: 'copy-in'; readonly sql: string; readonly line: number };

export interface State {
  phase: 'failing' | 'password' | 'connecting' | 'ready' | 'watching';
  address: Address;
  /** The words of a connection that failed, told when its time has come. */
  words: string;
  link: Link | null;
  session: SqlSession;
  transaction: 'I' | 'T' | 'E';
  sources: Source[];
  interactive: boolean;
  /** A statement that is not complete yet, as typed. */
  buffer: string;
  /** The last statement that was sent: what \g, \p and \watch mean when nothing new is there. */
  last: string;
  /** A statement that is sent again and again. */
  watching: { readonly sql: string; readonly seconds: number } | null;
  inside: string;
  /** The conditions that are open, outermost first. */
  branches: readonly Branch[];
  /** Statements that a query gave (`\gexec`), to be sent one after the other. */
  given: readonly string[];
  /** Lines of data for a `COPY ... FROM STDIN` typed by hand. */
  copying: { readonly sql: string; readonly lines: string[]; readonly local: boolean } | null;
  /** A password that is being typed twice (`\password`). */
  changing: { readonly user: string; readonly first: string | null } | null;
  doing: Doing | null;
  style: Style;
  timing: boolean;
  quiet: boolean;
  variables: Record<string, string>;
  /** File that results go to (`\o`), or a program behind `|`. */
  output: string | null;
  /** Folder that relative paths begin in after `\cd`; null: where psql was started. */
  cwd: string | null;
  /** What is for the program, until it is run. */
  piped: string;
  /** A COPY whose rows a program writes now. */
  feeding: string | null;
  /** File that queries and results are written to besides (`-L`). */
  log: string | null;
  /** One transaction around everything (`-1`): wanted, or open. */
  single: 'wanted' | 'open' | null;
  /** The last complaint of the server, for `\errverbose`, and what it was about. */
  complaint: { readonly notice: SqlNotice; readonly sql: string } | null;
  failed: boolean;
  /** The last thing read was an argument of -c: its failure ends the program. */
  lastWhole: boolean;
  /** What was sent and is not answered yet. */
  asked: Execution | null;
}

export const newState = (address: Address, style: Style): State => ({
  phase: 'connecting',
  address,
  words: '',
  link: null,
  session: { user: address.user, setup: address.setup, pending: [] },
  transaction: 'I',
  sources: [],
  interactive: false,
  buffer: '',
  last: '',
  watching: null,
  inside: '=',
  branches: [],
  given: [],
  copying: null,
  changing: null,
  doing: null,
  style,
  timing: false,
  quiet: false,
  variables: { AUTOCOMMIT: 'on', ECHO: 'none', ON_ERROR_STOP: 'off', VERBOSITY: 'default' },
  output: null,
  cwd: null,
  piped: '',
  feeding: null,
  log: null,
  single: null,
  complaint: null,
  failed: false,
  lastWhole: false,
  asked: null,
});

export const asState = (state: State): Json => state as unknown as Json;

/** Asks the server, and says what the answer is for. */
export function ask(process: Process, state: State, sql: string, input: string | null, doing: Doing): Progress {
  const wish: SqlWish = { server: state.link?.server ?? '', database: state.link?.database ?? '', session: state.session, query: { at: process.time.now, sql, input } };
  return { wait: { for: 'answer', wish }, state: asState({ ...state, doing, asked: wish.query }) };
}

/** The session after an answer: what its open transaction has executed, and what is set in it. */
export function sessionAfter(session: SqlSession, query: Execution, answer: SqlAnswer, isSetup: (sql: string) => boolean): SqlSession {
  if (answer.transaction !== 'I') return { ...session, pending: [...session.pending, query] };
  const ended = [...session.pending, query];
  const failed = answer.replies.some((reply) => reply.kind === 'error');
  const setup = failed ? [] : ended.filter((one) => isSetup(one.sql)).map((one) => one.sql);
  return { ...session, setup: [...session.setup, ...setup], pending: [] };
}

/** Writes a result to where results go now. */
export function put(process: Process, state: State, text: string): void {
  if (state.log !== null) process.disk.write(state.log, text, { append: true });
  if (state.output === null) process.out(text);
  else if (state.output.startsWith('|')) state.piped += text;
  else process.disk.write(state.output, text, { append: true });
}

/** A path as psql's own folder (`\cd`) makes it. */
export const pathIn = (state: State, path: string): string => (state.cwd === null || path.startsWith('/') ? path : `${state.cwd}/${path}`);

/** What a program that psql runs is told of that folder. */
export const folderOf = (state: State): { readonly cwd?: string } => (state.cwd === null ? {} : { cwd: state.cwd });
