// What a program on a simulated machine is: `start` and `resume` over its own plain data, so that it can wait, be interrupted, and be rewound into.

import type { SqlAnswer, SqlWish } from '../aws/rds/sql.ts';
import type { Json } from '../engine/json.ts';
import type { Timeline } from '../engine/moment.ts';
import type { DiskView } from './disk/disk.ts';
import type { Volume } from './disk/volume.ts';

/** What a program waits for. */
export type Wait =
  /** A line of standard input; `secret` is not echoed. */
  | { readonly for: 'line'; readonly secret?: boolean }
  /** An instant, in simulated milliseconds. */
  | { readonly for: 'time'; readonly until: number /** A server's answer that is given then: the server slept. */; readonly answer?: SqlAnswer }
  /** A Postgres server's answer; no simulated time passes until it is there. */
  | { readonly for: 'answer'; readonly wish: SqlWish };

/** Why a program goes on. A null text is the end of input. `count` says how many interrupts it has had in all. */
export type Wake =
  | { readonly by: 'line'; readonly text: string | null }
  | { readonly by: 'time' }
  | { readonly by: 'interrupt'; readonly count: number }
  /** Null: the server is not there any more. */
  | { readonly by: 'answer'; readonly answer: SqlAnswer | null };

export type Progress = { readonly exit: number } | { readonly wait: Wait; readonly state: Json };

/** A call through the cloud's door with explicit credentials. */
export interface CloudRequest {
  readonly service: string;
  readonly operation: string;
  readonly params: { readonly [name: string]: Json | undefined };
  readonly region: string;
  readonly accessKeyId: string;
  /** With what it is signed; left out by who has no secret to show. */
  readonly signature?: { readonly secret: string; readonly token: string | null };
  readonly userAgent: string;
  /** Asks for the reply that an earlier request is still owed; nothing is called. */
  readonly pending?: PendingReply;
}

/** A reply that the cloud still owes, as it is known there. */
export interface PendingReply {
  readonly service: string;
  readonly account: string;
  readonly region: string;
  readonly token: string;
  readonly at: number;
}

export type CloudReply =
  | {
      readonly ok: true;
      readonly output: { readonly [name: string]: Json | undefined };
      readonly requestId: string;
      /** The reply is still to come: ask again with this, not before `at`. */
      readonly pending?: PendingReply;
    }
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      readonly status: number;
      readonly modelled: boolean;
      readonly fields: { readonly [name: string]: Json | undefined };
      readonly requestId: string;
    };

/** A Postgres server as it is found at a host and port, and the address that it sees a client come `from`. `ip` is null where there is no name. `closed`: somebody took the connection and let it fall. */
export type DatabaseDoor =
  | {
      readonly ok: true;
      readonly server: string /** For which its certificate is made out. */;
      readonly name: string;
      readonly ip: string;
      readonly from: string;
      readonly version: string;
      readonly encryptedOnly: boolean;
    }
  | { readonly ok: false; readonly error: 'dns' | 'timeout' | 'refused' | 'closed'; readonly ip: string | null };

/** The Postgres servers of the world, as far as this machine reaches them. */
export interface DatabaseServers {
  /** Tries to connect. `localhost` leads where an ssh on this machine forwards the port. */
  at(host: string, port: number): DatabaseDoor;
  /** What the server says to a user and a password who ask for a database. `login`: the role may not log in; `shut`: nobody may use that database; `gone`: there is no server any more. */
  login(server: string, user: string, password: string, database: string): 'ok' | 'password' | 'login' | 'database' | 'shut' | 'gone';
  /** Its databases by name, sorted; null when the server is gone. */
  list(server: string): readonly { readonly name: string; readonly owner: string }[] | null;
}

/** Where there are no database servers at all. */
export const noServers: DatabaseServers = { at: () => ({ ok: false, error: 'dns', ip: null }), login: () => 'gone', list: () => null };

/** The machine and the world, as far as a program may see them. */
export interface Process {
  readonly time: Timeline;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Width of the terminal; 78 is what Terraform takes when there is none, so programs decide for themselves by `terminal`. */
  readonly columns: number;
  /** Whether standard input, output and error are the terminal. */
  readonly terminal: { readonly in: boolean; readonly out: boolean; readonly err: boolean };
  /** All of standard input when it is a pipe or a file; null when it is the terminal (use a wait for a line). */
  readonly stdin: string | null;
  readonly host: { readonly name: string; readonly user: string; readonly home: string };
  readonly disk: DiskView;
  /** What the disk lies on, and how many of its bytes are taken. */
  volume(): { readonly volume: Volume; readonly used: number };
  out(text: string): void;
  err(text: string): void;
  /** The door to the cloud. */
  cloud(request: CloudRequest): CloudReply;
  readonly databases: DatabaseServers;
  /** Other machines that this one can reach by name now, with the user's own disk rights there; null when it cannot. */
  reach(host: string): { readonly name: string; readonly disk: DiskView; readonly home: string } | null;
  /** What a visitor gets from an address of the simulated internet. */
  fetch(
    url: string,
  ):
    | { readonly ok: true; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
    | { readonly ok: false; readonly error: 'dns' | 'refused' | 'timeout' };
}

export interface Program {
  readonly name: string;
  /** One line for `help`. */
  readonly summary: string;
  /**
   * A filter that starts before its piped input is complete: `stdin` is null, `terminal.in` false, and each wait for a line is answered
   * with all whole lines that have come, line breaks included, then null at the end.
   */
  readonly streaming?: boolean;
  start(process: Process, argv: readonly string[]): Progress;
  resume?(process: Process, state: Json, wake: Wake): Progress;
  /** It was killed while it waited with this state: what the operating system takes back of what it held. It can do nothing itself any more. */
  killed?(process: Process, state: Json): void;
  /** Candidates for the word under the cursor: `words` are the words before it. */
  complete?(process: Pick<Process, 'disk' | 'cwd' | 'env'>, words: readonly string[], prefix: string): readonly string[];
}
