// The process table of a machine: the shells on it and the programs that run in them, in whatever terminal.
import type { Computers } from './machine.ts';
import type { By, FrameOf, Session, Task } from './shell/frame.ts';
import { processId, topFrame } from './shell/here.ts';

export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly user: string;
  /** `pts/0`. */
  readonly tty: string;
  /** Simulated milliseconds. */
  readonly since: number;
  /** With its arguments: `terraform destroy -auto-approve`. */
  readonly command: string;
  /** Without them: `terraform`. */
  readonly name: string;
  /** As `ps` writes it: `Ss` a shell at its prompt, `S+` what runs in front, `S` behind, `R+` who asks. */
  readonly stat: string;
}

/** Where a process runs: the terminal, how deep the shell is (0 is the terminal's own), and the task; null for the shell itself. */
export interface Place {
  readonly terminal: string;
  readonly depth: number;
  readonly task: number | null;
  readonly by: By | null;
}

/** Shells as they are now, in place of those that the world still holds: a line changes copies while it runs. */
export type Live = { readonly terminal: string; readonly sessions: readonly Session[] } | null;

/** Room between the numbers of two terminals, and of two shells in one. */
const [BESIDE, ABOVE] = [40_000, 8000];
const FIRST = 4211;

/** The process id of a shell: of the `order`-th terminal of the world, `depth` shells above its first. */
export const shellPid = (order: number, depth: number): number => FIRST + order * BESIDE + depth * ABOVE;

const programOf = (task: Task): FrameOf<'program'> | null => {
  const frame = topFrame(task);
  return frame?.kind === 'program' ? frame : null;
};

/** All processes of the user on a machine, by number. `asking` is the task that wants to know. */
export function processesOn(computers: Computers, machine: string, live: Live, asking: Task | null = null): readonly { readonly row: ProcessRow; readonly place: Place }[] {
  const host = computers.machines[machine];
  if (!host) return [];
  const found: { row: ProcessRow; place: Place }[] = [];
  let shells = 0;
  for (const terminal of Object.values(computers.terminals)) {
    const sessions = live?.terminal === terminal.id ? live.sessions : terminal.sessions;
    sessions.forEach((session, depth) => {
      // What came by ssh for one command has no terminal here.
      const tty = session.machine === machine ? `pts/${shells++}` : '?';
      const add = (place: number | null, row: Pick<ProcessRow, 'pid' | 'parent' | 'since' | 'command' | 'name' | 'stat'>, by: By | null) =>
        found.push({ row: { user: host.user, tty, ...row }, place: { terminal: terminal.id, depth, task: place, by } });
      if (session.closed) return;
      const { pid } = session.shell;
      if (session.machine === machine) {
        const stat = session.foreground === null ? 'Ss+' : 'Ss';
        add(null, { pid, parent: pid - 11, since: session.shell.startedAt, command: session.shell.name, name: 'bash', stat }, null);
      }
      const behind = new Set(session.jobs.map((job) => job.task));
      for (const task of Object.values(session.tasks)) {
        const frame = task.machine === machine && !task.done ? programOf(task) : null;
        if (!frame) continue;
        const stat = task === asking ? 'R+' : behind.has(task.id) ? 'S' : 'S+';
        const parent = task.parent === null ? undefined : session.tasks[task.parent];
        const above = parent && programOf(parent) ? processId(session, parent) : pid;
        add(task.id, { pid: processId(session, task), parent: above, since: frame.since, command: [frame.name, ...frame.argv].join(' '), name: frame.name, stat }, task.by);
      }
    });
  }
  return found.sort((a, b) => a.row.pid - b.row.pid);
}
