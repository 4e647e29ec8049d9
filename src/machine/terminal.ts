// What the world does with a terminal: open it, type into it, interrupt it, let it go on. Everything typed passes through here, whoever types.

import { isDraft } from 'immer';
import type { SqlAnswer, SqlWish } from '../aws/rds/sql.ts';
import { sealed, snapshot } from '../engine/draft.ts';
import { append, emptyLog } from '../engine/log.ts';
import { because, cancel, schedule, type Timeline } from '../engine/moment.ts';
import type { Volume } from './disk/volume.ts';
import type { AnyProgram, NameAnswer } from './launch.ts';
import type { Computers, Machine } from './machine.ts';
import { shellPid } from './processes.ts';
import type { CloudReply, CloudRequest, DatabaseServers, Process } from './program.ts';
import { completionsAt } from './shell/completion.ts';
import type { By, Session, Terminal } from './shell/frame.ts';
import { takeLine, typeLine } from './shell/line.ts';
import { promptText } from './shell/prompt.ts';
import { advance, deliverAnswer, deliverLine, earliestWake, interruptForeground, type Run, waitingForLine, write } from './shell/run.ts';
import { newSession } from './shell/session.ts';
import { arrive } from './shell/signal.ts';

export type { By, Terminal } from './shell/frame.ts';

/** What the world around the machines gives them. */
export interface Outside {
  readonly programs: Readonly<Record<string, AnyProgram>>;
  cloud(request: CloudRequest, machine: Machine): CloudReply;
  /** What a visitor on this machine gets from an address of the simulated internet. */
  fetch(url: string, machine: Machine): ReturnType<Process['fetch']>;
  /** The machine (its name in the world) that a host name stands for, seen from another machine, and whether the network lets a connection to a port,
   *  or an echo request, through to it now; null when there is no such machine, or it is off. */
  reachable(from: string, host: string, wanted: number | 'icmp'): { readonly machine: string; readonly open: boolean } | null;
  /** The Postgres servers that a machine reaches, without any ssh in between. Without it there are none. */
  databases?(machine: Machine): DatabaseServers;
  /** What a machine's disk lies on. Without it, a laptop's. */
  volume?(machine: Machine): Volume;
  /** Names of the simulated internet. Null when there is no such name. Without it, only machines and what `fetch` knows have one. */
  resolve?(name: string): NameAnswer | null;
}

export type Status = 'prompt' | 'running' | 'question' | 'closed';

/** The world's job that lets a terminal go on: call `wake` with its `terminal`. */
export const WAKE = 'machine.wake';

/** Opens a terminal with a shell of the machine's user. */
export function openTerminal(
  computers: Computers,
  id: string,
  machine: string,
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>>; readonly columns?: number; readonly at?: number } = {},
): Terminal {
  const host = computers.machines[machine];
  if (!host) throw new Error(`no machine ${machine}`);
  const session = newSession(host, {
    name: 'bash',
    at: options.at ?? 0,
    cwd: options.cwd ?? host.home,
    env: options.env ?? {},
    pid: shellPid(Object.keys(computers.terminals).length, 0),
  });
  computers.terminals[id] = { id, machine, output: emptyLog(), history: [], columns: options.columns ?? 120, sessions: [session], by: null, job: null };
  return computers.terminals[id] as Terminal;
}

/** Terminals that may be open on one machine. */
export const TERMINALS = 6;

/** The name of the next terminal on a machine: `laptop-2` beside `laptop`. Null when there are enough, or when this is not the user's own machine. */
export function nextTerminal(computers: Computers, machine: string): string | null {
  const open = Object.values(computers.terminals).filter((terminal) => terminal.machine === machine);
  if (open.length === 0 || open.length >= TERMINALS) return null;
  for (let number = 2; ; number++) if (!computers.terminals[`${machine}-${number}`]) return `${machine}-${number}`;
}

/** One more terminal on a machine that has one, in the home folder. Null when there are enough. */
export function openAnother(computers: Computers, machine: string, at: number): Terminal | null {
  const id = nextTerminal(computers, machine);
  if (id === null) return null;
  const columns = Object.values(computers.terminals).find((terminal) => terminal.machine === machine)?.columns;
  return openTerminal(computers, id, machine, { at, ...(columns ? { columns } : {}) });
}

const top = (terminal: Terminal): Session | undefined => terminal.sessions[terminal.sessions.length - 1];

const find = (computers: Computers, id: string): Terminal => {
  const terminal = computers.terminals[id];
  if (!terminal) throw new Error(`no terminal ${id}`);
  return terminal;
};

/**
 * A copy of the shells to work on. A program's own data and syntax are shared: programs answer with new data and never change the old, and it can be
 * large (an apply in progress); syntax is never changed.
 */
function copied<T>(value: T): T {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(copied) as T;
  const made: { [name: string]: unknown } = {};
  const program = (value as { kind?: unknown }).kind === 'program';
  for (const name in value) {
    const member: unknown = value[name];
    made[name] = name === 'node' || name === 'nodes' || (program && name === 'state') ? member : name === 'functions' ? { ...(member as object) } : copied(member);
  }
  return made as T;
}

/** Freezes the copy in place when the work is done. Undefined members are dropped, as in JSON. */
function kept<T>(value: T, asItIs = false): T {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value;
  if (asItIs || isDraft(value)) return sealed(value);
  const program = (value as { kind?: unknown }).kind === 'program';
  for (const name in value) {
    const member = value[name];
    if (member === undefined) delete value[name];
    else if (member !== null && typeof member === 'object') value[name] = kept(member, program && name === 'state');
  }
  return Object.freeze(value);
}

/** Works on plain copies of the shells, then puts them back and schedules the next wake. */
function within(computers: Computers, time: Timeline, outside: Outside, id: string, work: (run: Run) => void): void {
  const terminal = find(computers, id);
  const sessions = copied(snapshot(terminal.sessions));
  const run: Run = { computers, time, outside, terminal, sessions, steps: 0, signals: [] };
  const before = time.cause;
  try {
    work(run);
    advance(run);
  } finally {
    time.cause = before;
    terminal.sessions = kept(run.sessions);
  }
  const until = earliestWake(run);
  if (terminal.job && terminal.job.at !== until) {
    cancel(time, terminal.job.id);
    terminal.job = null;
  }
  if (until !== null && !terminal.job) {
    const running = run.sessions.at(-1);
    const task = running?.foreground != null ? running.tasks[running.foreground] : undefined;
    terminal.job = { id: because(time, task?.cause ?? time.cause, () => schedule(time, until, WAKE, { terminal: id })), at: until };
  }
  if (run.sessions.at(-1)?.foreground === null) terminal.by = null;
  for (const sent of run.signals) {
    because(time, sent.cause, () => within(computers, time, outside, sent.terminal, (other) => arrive(other, sent.pid, sent.signal, sent.by)));
  }
}

/** A line: a command at the prompt, or an answer to the question of what runs. Typed while something runs that asks nothing, it waits its turn. */
export function submit(computers: Computers, time: Timeline, outside: Outside, id: string, text: string, by: By): void {
  if (statusOf(find(computers, id), computers) === 'closed') return;
  within(computers, time, outside, id, (run) => {
    const session = run.sessions.at(-1) as Session;
    if (session.foreground !== null) {
      const asking = waitingForLine(session);
      if (asking) {
        write(run, asking.secret ? '\n' : `${text}\n`);
        deliverLine(run, session, asking.task, text);
      } else {
        write(run, `${text}\n`);
        session.typed.push({ text, by });
      }
      return;
    }
    typeLine(run, session, text, by);
  });
}

/** Ctrl-C. */
export function interrupt(computers: Computers, time: Timeline, outside: Outside, id: string, by: By): void {
  const status = statusOf(find(computers, id), computers);
  if (status === 'closed') return;
  within(computers, time, outside, id, (run) => {
    const session = run.sessions.at(-1) as Session;
    session.typed = [];
    if (session.foreground === null) {
      write(run, `${promptText(run.computers, session)}^C\n`);
      session.pending = [];
      session.shell.status = 130;
      return;
    }
    write(run, '^C');
    interruptForeground(run, session, by);
  });
}

/** Ctrl-D on an empty line: the end of input for what reads, or the end of the shell. */
export function endOfInput(computers: Computers, time: Timeline, outside: Outside, id: string, by: By): void {
  if (statusOf(find(computers, id), computers) === 'closed') return;
  within(computers, time, outside, id, (run) => {
    const session = run.sessions.at(-1) as Session;
    if (session.foreground !== null) {
      const asking = waitingForLine(session);
      if (asking) deliverLine(run, session, asking.task, null);
      return;
    }
    if (session.pending.length > 0) {
      write(run, `\n${session.shell.name}: syntax error: unexpected end of file\n`);
      session.pending = [];
      session.shell.status = 2;
      return;
    }
    write(run, promptText(run.computers, session));
    takeLine(run, session, 'exit', by);
  });
}

/** Goes on after a wait for time. Called by the world when the job `machine.wake` is due. */
export function wake(computers: Computers, time: Timeline, outside: Outside, id: string): void {
  const terminal = computers.terminals[id];
  if (!terminal) return;
  terminal.job = null;
  within(computers, time, outside, id, () => {});
}

/** What a program in this terminal has asked a Postgres and waits for, and the task it runs in; null when none does. */
export function wishOf(terminal: Terminal): { readonly task: number; readonly wish: SqlWish } | null {
  for (const [id, task] of Object.entries(top(terminal)?.tasks ?? {})) {
    const frame = task.done ? undefined : task.stack[task.stack.length - 1];
    if (frame?.kind === 'program' && frame.phase.is === 'waiting' && frame.phase.wait.for === 'answer') return { task: Number(id), wish: frame.phase.wait.wish };
  }
  return null;
}

/** The server's answer for the program that waits for it. Null: the server is gone. */
export function answer(computers: Computers, time: Timeline, outside: Outside, id: string, given: SqlAnswer | null): void {
  const asked = wishOf(find(computers, id));
  if (!asked) return;
  within(computers, time, outside, id, (run) => {
    const session = run.sessions.at(-1) as Session;
    const task = session.tasks[asked.task];
    if (task) deliverAnswer(run, session, task, given);
  });
}

/** What the person at the keyboard can do now. A terminal is closed when its shell has been left or its machine is gone. */
export function statusOf(terminal: Terminal, computers?: Computers): Status {
  const session = top(terminal);
  if (!session || session.closed || (computers && !computers.machines[terminal.machine])) return 'closed';
  if (session.foreground === null) return 'prompt';
  return waitingForLine(session) ? 'question' : 'running';
}

/** The line asked for is a secret: no echo. */
export const secretOf = (terminal: Terminal): boolean => {
  const session = top(terminal);
  return session ? (waitingForLine(session)?.secret ?? false) : false;
};

/** The prompt with its ANSI colours, `> ` in the middle of a command; empty unless the status is `prompt`. */
export function promptOf(terminal: Terminal, computers: Computers): string {
  const session = top(terminal);
  return session && statusOf(terminal, computers) === 'prompt' ? promptText(computers, session) : '';
}

/** Where the shell with the keyboard is. */
export const whereOf = (terminal: Terminal): { readonly machine: string; readonly cwd: string } => {
  const session = top(terminal);
  return { machine: session?.machine ?? terminal.machine, cwd: session?.shell.cwd ?? '/' };
};

export interface Completions {
  /** Where in the line the word begins that candidates replace. */
  readonly from: number;
  /** Whole words to put there; folders end in `/`, other finished words in a space. */
  readonly candidates: readonly string[];
}

/** Candidates for the word that ends at `cursor` (default: the end of the line). Changes nothing. */
export function completions(computers: Computers, now: number, outside: Pick<Outside, 'programs'>, id: string, line: string, cursor = line.length): Completions {
  const session = top(find(computers, id));
  if (!session) return { from: cursor, candidates: [] };
  return completionsAt(computers, now, outside.programs, session, line.slice(0, cursor));
}

/** Writes to a terminal from outside, such as a message of the day. */
export function announce(computers: Computers, id: string, text: string): void {
  append(find(computers, id).output, text);
}
