// What a shell in the middle of something looks like, as plain data: it can be saved, rewound into, and gone on with.
import type { Json } from '../../engine/json.ts';
import type { Log } from '../../engine/log.ts';
import type { Wait } from '../program.ts';
import type { Node } from './syntax.ts';

export type By = 'you' | 'agent' | 'cast';

export interface Terminal {
  readonly id: string;
  /** The machine on which it was opened. */
  readonly machine: string;
  /** Everything written, the echoed prompts and lines among it, with ANSI colours. */
  output: Log<string>;
  history: string[];
  columns: number;
  /** The login shell and, above it, the shells opened by ssh. The last one has the keyboard. */
  sessions: Session[];
  /** Who typed the line that is running. */
  by: By | null;
  /** The engine's job that wakes this terminal. */
  job: { readonly id: number; readonly at: number } | null;
}

export interface Variable {
  value: string;
  exported: boolean;
  readonly?: boolean;
  /** `declare -i`: what is assigned is an expression. */
  integer?: boolean;
  /** An array: index or key -> element. */
  items?: Record<string, string>;
  /** `declare -A`: its keys are words. */
  keyed?: boolean;
}

/** What `trap` has set, and where descriptors led then. */
export interface Trap {
  readonly action: string;
  readonly ports: Ports;
}

/** Where in a script a shell is. `still`: what runs is no part of its text (a trap, an `eval`), and the line stays. */
export interface Script {
  readonly name: string;
  line: number;
  readonly text: string;
  readonly still?: boolean;
}

/** The state of one shell or subshell. */
export interface ShellState {
  /** How it calls itself in errors: `bash`, `-bash`. */
  name: string;
  interactive: boolean;
  cwd: string;
  vars: Record<string, Variable>;
  functions: Record<string, Node>;
  /** How each was written. */
  sources?: Record<string, string>;
  aliases: Record<string, string>;
  positional: string[];
  options: { errexit: boolean; xtrace: boolean; nounset: boolean; pipefail: boolean; noglob: boolean; noclobber?: boolean };
  /** Options of `shopt` that have been turned on. */
  shopts?: string[];
  /** Signal, `EXIT` or `ERR` -> what happens then. */
  traps?: Record<string, Trap>;
  /** Where `exec` has led the descriptors of the shell with the keyboard. */
  ports?: Ports;
  /** `set +H`: no `!` is history. */
  noHistory?: boolean;
  /** Where `getopts` is within a word of letters, for the OPTIND that it left. */
  letters?: { readonly index: number; readonly place: number };
  /** Permission bits that new files do not get; 022 without it. */
  umask?: number;
  /** The aliases that there were when the line was read: those made in it count from the next one on. */
  known?: Record<string, string>;
  /** `$?` */
  status: number;
  /** `$!` */
  lastBackground: number | null;
  /** `$0` and the line that runs, in a script file. */
  script: Script | null;
  startedAt: number;
  /** `$$`: a subshell keeps the number of the shell that it came from. */
  readonly pid: number;
}

/** One shell with the keyboard, and all that runs in it. */
export interface Session {
  machine: string;
  shell: ShellState;
  tasks: Record<string, Task>;
  streams: Record<string, Stream>;
  next: number;
  /** The task of the line being run; null at the prompt. */
  foreground: number | null;
  jobs: BackgroundJob[];
  /** Lines of a command that is not complete yet (PS2). */
  pending: string[];
  /** Lines typed ahead while something ran. */
  typed: { text: string; by: By }[];
  /** The host name by which ssh came here; null for the terminal's own shell. */
  host: string | null;
  /** Set when the shell has been left by `exit`. */
  closed: boolean;
}

export interface BackgroundJob {
  readonly number: number;
  readonly task: number;
  readonly text: string;
  /** The shell has let go of it: it runs on, and nobody is told of it. */
  disowned?: boolean;
}

/** Text on its way from a writer to a reader: a pipe, a here-document, a captured substitution. */
export interface Stream {
  text: string;
  /** No writer is left. */
  closed: boolean;
}

/** Where a descriptor leads. */
export type Port =
  | { readonly to: 'tty' }
  | { readonly to: 'null' }
  | { readonly to: 'closed' }
  | { readonly to: 'stream'; readonly id: number }
  | { readonly to: 'file'; readonly machine: string; readonly path: string; readonly program: string };

/** Descriptors 0, 1, 2 and any others that were opened. */
export type Ports = Readonly<Record<string, Port>>;

/** A shell process: the line's own, a stage of a pipeline, a subshell, a substitution, a background job. */
export interface Task {
  readonly id: number;
  readonly parent: number | null;
  /** Null: shares the session's own state (the line itself does). */
  shell: ShellState | null;
  /** Machine on which it runs. */
  readonly machine: string;
  stack: Frame[];
  done: boolean;
  status: number;
  /** Killed by Ctrl-C. */
  killed: boolean;
  /** The status with which it ends when its `trap ... EXIT` has run. */
  exiting?: number;
  /** Streams that it writes and that are closed when it ends. */
  closes: number[];
  readonly cause: number | null;
  /** The line, in a line's own task. */
  readonly text: string | null;
  readonly by: By;
}

interface Common {
  ports: Ports;
  /** Inside a condition, a negation or before `&&`: `set -e` does not apply. */
  guarded: boolean;
}

/** Substitutions already run for the words being expanded. */
export interface Expanding {
  captured: string[];
  /** The substitution that runs now. */
  capturing: { task: number; stream: number } | null;
  captureStatus: number | null;
  /** `>(...)`: the file's name, the stream that it stands for, and who reads that. */
  fed?: Fed[];
}

export interface Fed {
  readonly path: string;
  readonly stream: number;
  readonly task: number;
}

export type Frame = Common &
  (
    | { kind: 'list'; nodes: readonly Node[]; index: number }
    | { kind: 'chain'; node: Node; index: number }
    | { kind: 'pipeline'; node: Node; tasks: number[] | null; negated: boolean; timed: number | null; entered: boolean }
    | ({ kind: 'simple'; node: Node; aliased: string[]; phase: 'expand' | 'running'; restore: Record<string, Variable | null> | null } & Expanding)
    | ({ kind: 'redirected'; node: Node; entered: boolean } & Expanding)
    | { kind: 'if'; node: Node; branch: number; testing: boolean }
    | { kind: 'while'; node: Node; testing: boolean; status: number }
    | ({ kind: 'for'; node: Node; items: string[] | null; index: number; status: number } & Expanding)
    | ({ kind: 'cfor'; node: Node; phase: 'start' | 'test' | 'body' | 'update'; status: number } & Expanding)
    | ({ kind: 'case'; node: Node; subject: string | null; item: number; entered: boolean } & Expanding)
    | ({ kind: 'test'; node: Node } & Expanding)
    | ({ kind: 'arithmetic'; node: Node } & Expanding)
    | { kind: 'child'; task: number }
    | { kind: 'call'; positional: string[]; locals: Record<string, Variable | null>; name: string }
    | { kind: 'sourced'; positional: string[] | null; script?: Script | null }
    /** A trap or an `eval` runs above it: the status and the place in the script come back. */
    | { kind: 'aside'; status: number | null; script: Script | null; trap: string | null }
    /** The shell ends when this is reached. */
    | { kind: 'leave' }
    | ({ kind: 'select'; node: Node; items: string[] | null; asked: boolean; status: number } & Expanding)
    | { kind: 'program'; name: string; argv: string[]; env: Record<string, string>; state: Json; phase: Phase; interrupts: number; readStdin: boolean; since: number }
    | {
        kind: 'read';
        names: string[];
        raw: boolean;
        secret: boolean;
        array: string | null;
        delimiter: string;
        most: number | null /** `mapfile`. */;
        lines?: { readonly strip: boolean };
      }
    /** `all`: for whatever runs in the background; `silent`: `fg` tells of nothing. */
    | { kind: 'wait'; tasks: number[]; all?: boolean; silent?: boolean }
  );

/** A task that a program launched, and the stream that catches what it writes. */
export interface Launched {
  readonly task: number;
  readonly stream: number | null;
}

/** Where a program is. */
export type Phase =
  | { readonly is: 'new' }
  | { readonly is: 'waiting'; readonly wait: Wait }
  | ({ readonly is: 'launched' } & Launched)
  /** Several run on its behalf, while it may go on by itself. */
  | { readonly is: 'attending'; readonly children: readonly (Launched & { readonly key: string })[]; readonly until: number | null }
  | { readonly is: 'login' };

export type FrameOf<K extends Frame['kind']> = Extract<Frame, { kind: K }>;
