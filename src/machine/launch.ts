// Programs that need more of the shell than others: those that run other programs, open a shell elsewhere, or look up names.
import type { Json } from '../engine/json.ts';
import type { ProcessRow } from './processes.ts';
import type { Process, Program, Progress, Wake } from './program.ts';
import type { Signal } from './shell/signal.ts';

/** Something to run on behalf of a program, in a shell of its own. */
export type Work =
  /** One program or builtin with its arguments, as they are. */
  | {
      readonly argv: readonly string[];
      readonly env?: Readonly<Record<string, string>>;
      readonly cleanEnv?: boolean;
      readonly cwd?: string;
      readonly stdin?: string;
      /** Give what it writes to `launched` instead of letting it through. */
      readonly capture?: boolean;
      /** Standard error goes where standard output goes. */
      readonly merge?: boolean;
    }
  /** Shell text; `name` is `$0`. */
  | {
      readonly script: string;
      readonly name: string;
      readonly args: readonly string[];
      readonly trace?: boolean;
      readonly errexit?: boolean;
      readonly env?: Readonly<Record<string, string>>;
      readonly cwd?: string;
      readonly stdin?: string;
      readonly capture?: boolean;
      readonly merge?: boolean;
      /** Another machine, by its name in the world. */
      readonly machine?: string;
    };

export type Launch =
  | Work
  /**
   * An interactive shell in this terminal, until it exits: a login shell on another machine that the name `host` reached, or with null one more on this machine,
   * with the environment and in the folder that are given.
   */
  | { readonly login: string; readonly host: string | null; readonly env?: Readonly<Record<string, string>>; readonly cwd?: string };

/** What runs at the same time on behalf of a program that goes on meanwhile. */
export interface Attending {
  /** To be run now, besides what runs already. `launched` is told of the end of each with its key. */
  readonly launches: readonly { readonly key: string; readonly launch: Work }[];
  /** When to be resumed though none of them has ended; null: never. */
  readonly until: number | null;
}

/** Who attends to several goes on attending until the last has ended. */
export type Launching = Progress | { readonly launch: Launch; readonly state: Json } | { readonly attend: Attending; readonly state: Json };

export interface LaunchingProcess extends Process {
  /** The user's processes on this machine, by number. */
  processes(): readonly ProcessRow[];
  /** Sends a signal to one of them. False when there is none with this number. */
  signal(pid: number, signal: Signal): boolean;
  /** This machine's name in the world. */
  readonly machine: string;
  /** Addresses and aliases of a name of the simulated internet; null when there is none. */
  resolve(name: string): NameAnswer | null;
  /** The machine's name in the world that a host name stands for, with what its ssh server wants; null when there is none. `open`: whether the network
   *  lets a connection to the port (22), or an echo request, through. */
  door(
    host: string,
    wanted?: number | 'icmp',
  ): { readonly machine: string; readonly open: boolean; readonly users: readonly string[] | null; readonly keys: readonly string[] | null; readonly user: string } | null;
  /** What this shell would run for a name: for `which`, `type`, `help`. */
  readonly programs: Readonly<Record<string, AnyProgram>>;
}

export interface NameAnswer {
  /** The chain of canonical names, if any, without the last name itself. */
  readonly aliases?: readonly string[];
  readonly addresses: readonly string[];
  /** Seconds. */
  readonly ttl?: number;
}

export interface Launcher {
  readonly name: string;
  readonly summary: string;
  readonly launches: true;
  readonly streaming?: boolean;
  /** Ctrl-C ends what it launched and not itself: `launched` is told of it with the status 130. Who attends to several hears of the Ctrl-C itself. */
  readonly survives?: boolean;
  start(process: LaunchingProcess, argv: readonly string[]): Launching;
  resume?(process: LaunchingProcess, state: Json, wake: Wake): Launching;
  /** Called when what it launched has ended; `output` is what that wrote when it was captured. */
  launched?(process: LaunchingProcess, state: Json, exit: number, output: string, key: string): Launching;
  killed?: Program['killed'];
  complete?: Program['complete'];
}

export type AnyProgram = Program | Launcher;

export const isLauncher = (program: AnyProgram): program is Launcher => 'launches' in program;
