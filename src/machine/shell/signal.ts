// Signals: what they do to a program, to a shell, and what the operating system takes back from a process that is gone.
import { because, note } from '../../engine/moment.ts';
import type { Computers } from '../machine.ts';
import { processesOn } from '../processes.ts';
import { pop } from './control.ts';
import { interruptProgram, processOf } from './executable.ts';
import type { By, FrameOf, Session, Task } from './frame.ts';
import { type Here, type Run, stateOf, topFrame, write } from './here.ts';

/** Numbers as on Linux. */
export const SIGNALS = { HUP: 1, INT: 2, QUIT: 3, KILL: 9, TERM: 15 } as const;
export type Signal = keyof typeof SIGNALS;

/** What bash says of a program that a signal has ended. */
const ENDED: Readonly<Record<Signal, string>> = { HUP: 'Hangup', INT: '', QUIT: 'Quit (core dumped)', KILL: 'Killed', TERM: 'Terminated' };

/** A signal by the name or number that a person writes: `9`, `KILL`, `SIGKILL`; null when there is none. */
export function signalOf(word: string): Signal | null {
  const name = word.toUpperCase().replace(/^SIG/, '');
  return (Object.keys(SIGNALS) as Signal[]).find((each) => each === name || String(SIGNALS[each]) === word) ?? null;
}

/** Sends a signal to a process of the machine on which `here` runs. False: there is none with this number. */
export function send(here: Here, pid: number, signal: Signal): boolean {
  const { run, task } = here;
  const target = processesOn(run.computers, task.machine, { terminal: run.terminal.id, sessions: run.sessions }).find(({ row }) => row.pid === pid);
  if (!target) return false;
  const cause = note(run.time, 'process.signal', { machine: task.machine, pid, program: target.row.command, signal, terminal: target.place.terminal, by: task.by });
  if (target.place.terminal === run.terminal.id) because(run.time, cause, () => arrive(run, pid, signal, task.by));
  else run.signals.push({ terminal: target.place.terminal, pid, signal, by: task.by, cause });
  return true;
}

/** A signal reaches the process with this number in the terminal of `run`. */
export function arrive(run: Run, pid: number, signal: Signal, by: By): void {
  const { computers, terminal, sessions } = run;
  for (const machine of new Set(sessions.flatMap((session) => [session.machine, ...Object.values(session.tasks).map((task) => task.machine)]))) {
    const found = processesOn(computers as Computers, machine, { terminal: terminal.id, sessions }).find(({ row, place }) => row.pid === pid && place.terminal === terminal.id);
    const session = found && sessions[found.place.depth];
    if (!found || !session) continue;
    const task = found.place.task === null ? null : session.tasks[found.place.task];
    if (task) signalTask(run, session, task, signal, by);
    else if (signal === 'KILL' || signal === 'HUP') endShell(run, found.place.depth);
    return;
  }
}

/** A program gets a signal: one that minds Ctrl-C takes SIGINT and SIGTERM the same way, any other ends. */
function signalTask(run: Run, session: Session, task: Task, signal: Signal, by: By): void {
  const frame = topFrame(task);
  if (frame?.kind !== 'program') return;
  const here: Here = { run, session, task };
  const line = session.foreground === null ? undefined : session.tasks[session.foreground];
  if (line) note(run.time, 'shell.interrupt', { terminal: run.terminal.id, text: line.text ?? '', by, signal });
  if ((signal === 'INT' || signal === 'TERM') && (frame.phase.is === 'waiting' || frame.phase.is === 'attending')) {
    interruptProgram(here, frame);
    if (topFrame(task) === frame) return;
    // Without a mind of its own for signals it has ended by this one.
    if (stateOf(here).status === 130) told(here, signal);
    return;
  }
  end(here, frame);
  told(here, signal);
}

function told(here: Here, signal: Signal): void {
  const { run, session, task } = here;
  stateOf(here).status = 128 + SIGNALS[signal];
  if (task.id === session.foreground) write(run, `${ENDED[signal]}\n`);
}

/** Ends a program at once, with all that it had launched. */
function end(here: Here, frame: FrameOf<'program'>): void {
  const { run, session, task } = here;
  if (frame.phase.is === 'login')
    run.sessions.splice(run.sessions.indexOf(session) + 1).forEach((above) => {
      for (const each of Object.values(above.tasks)) unwind({ run, session: above, task: each });
    });
  const members = new Set([task.id]);
  for (const each of Object.values(session.tasks).sort((a, b) => a.id - b.id)) {
    if (each.parent === null || !members.has(each.parent) || each.id === task.id) continue;
    members.add(each.id);
    unwind({ run, session, task: each });
    each.done = true;
    each.killed = true;
  }
  release(here, frame);
  pop(here);
}

/** Takes all frames off; each program gives back what it held. */
export function unwind(here: Here): void {
  for (let frame = topFrame(here.task); frame; frame = topFrame(here.task)) {
    if (frame.kind === 'program') release(here, frame);
    pop(here);
  }
}

/** The operating system takes back what a dead process held. */
function release(here: Here, frame: FrameOf<'program'>): void {
  if (frame.phase.is === 'new') return;
  here.run.outside.programs[frame.name]?.killed?.(processOf(here, frame), frame.state);
}

/** A shell is gone, and with it what runs in it and in the shells above. */
function endShell(run: Run, depth: number): void {
  for (const session of run.sessions.slice(depth)) {
    for (const task of Object.values(session.tasks)) unwind({ run, session, task });
    session.tasks = {};
    session.jobs = [];
    session.foreground = null;
  }
  const session = run.sessions[depth] as Session;
  run.sessions.length = depth + 1;
  session.closed = true;
  if (depth === 0) return;
  run.sessions.pop();
  const below = run.sessions[depth - 1] as Session;
  if (session.host === null) write(run, 'Killed\n');
  else write(run, `Connection to ${session.host} closed by remote host.\nConnection to ${session.host} closed.\n`);
  for (const task of Object.values(below.tasks)) {
    const frame = topFrame(task);
    if (frame?.kind !== 'program' || frame.phase.is !== 'login') continue;
    const here: Here = { run, session: below, task };
    pop(here);
    stateOf(here).status = 255;
  }
}
