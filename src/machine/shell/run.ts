// The scheduler: gives tasks their turns until all of them wait, ends lines, and delivers what they wait for.
import type { SqlAnswer } from '../../aws/rds/sql.ts';
import { because, note } from '../../engine/moment.ts';
import { isLauncher } from '../launch.ts';
import { descent, endTasks } from './children.ts';
import { stepCommand } from './command.ts';
import { stepCompound } from './compound.ts';
import { pop, pushAside, pushExitTrap } from './control.ts';
import { interruptProgram, resumeProgram, stepProgram } from './executable.ts';
import type { By, Frame, FrameOf, Phase, Session, Task } from './frame.ts';
import { type Here, newTask, put, type Run, stateOf, TTY, topFrame, write } from './here.ts';
import { reportJobs } from './jobs.ts';
import { typeLine } from './line.ts';
import { stepRead } from './read.ts';
import type { Node } from './syntax.ts';

export { type Run, write } from './here.ts';

/** Steps that one typed line may take before something else happens. */
export const STEP_LIMIT = 20_000;

/** Begins the line's own task. */
export function startLine(run: Run, session: Session, text: string, nodes: readonly Node[], by: By, cause: number): void {
  const task = newTask(
    { session },
    { machine: session.machine, shell: null, stack: [{ kind: 'list', nodes, index: 0, ports: session.shell.ports ?? TTY, guarded: false }], cause, by, text },
  );
  session.shell.known = { ...session.shell.aliases };
  session.foreground = task.id;
  run.steps = 0;
}

/** One step of a task's top frame. False when it has to wait. */
function step(here: Here): boolean {
  const { task } = here;
  const frame = topFrame(task);
  if (!frame) {
    if (pushExitTrap(here)) return true;
    task.done = true;
    task.status = task.exiting ?? stateOf(here).status;
    stateOf(here).status = task.status;
    for (const id of task.closes) {
      const stream = here.session.streams[id];
      if (stream) stream.closed = true;
    }
    return true;
  }
  if (frame.kind === 'simple') return stepCommand(here, frame);
  if (frame.kind === 'program') return stepProgram(here, frame);
  if (frame.kind === 'read') return stepRead(here, frame, null);
  return stepCompound(here, frame);
}

/** Runs everything that can run, in the order of the tasks' numbers, until all tasks of the shell with the keyboard wait. */
export function advance(run: Run): void {
  for (let moved = true; moved; ) {
    moved = false;
    const session = run.sessions[run.sessions.length - 1];
    if (!session) return;
    for (const id of Object.keys(session.tasks)
      .map(Number)
      .sort((a, b) => a - b)) {
      const task = session.tasks[id];
      if (!task || task.done) continue;
      const here: Here = { run, session, task };
      if (!run.computers.machines[task.machine]) {
        lostMachine(here);
        moved = true;
        continue;
      }
      because(run.time, task.cause, () => {
        while (!task.done && run.sessions[run.sessions.length - 1] === session && step(here)) {
          moved = true;
          if (++run.steps > STEP_LIMIT) {
            endless(here);
            break;
          }
        }
      });
      if (run.sessions[run.sessions.length - 1] !== session) break;
    }
    if (run.sessions[run.sessions.length - 1] !== session) {
      moved = true;
      continue;
    }
    if (endOfLine(run, session)) moved = true;
    const asking = session.typed.length > 0 ? waitingForLine(session) : null;
    if (asking) {
      deliverLine(run, session, asking.task, session.typed.shift()?.text ?? null);
      moved = true;
    }
  }
}

function endless(here: Here): void {
  put(here, TTY, 2, `${here.session.shell.name}: stopped after ${STEP_LIMIT} steps: this looks like a loop without an end\n`);
  here.run.steps = 0;
  abort(here.run, here.session, 124);
  here.session.typed = [];
}

function lostMachine(here: Here): void {
  here.task.stack = [];
  here.task.done = true;
  here.task.status = 255;
  for (const id of here.task.closes) {
    const stream = here.session.streams[id];
    if (stream) stream.closed = true;
  }
}

/** The tasks of the line that runs: its own and all that came of it. */
function group(session: Session): Task[] {
  const members = new Set<number>(session.foreground === null ? [] : [session.foreground]);
  const waited = session.foreground === null ? undefined : topFrame(session.tasks[session.foreground] as Task);
  if (waited?.kind === 'wait') for (const id of waited.tasks) members.add(id);
  for (const id of Object.keys(session.tasks)
    .map(Number)
    .sort((a, b) => a - b)) {
    const task = session.tasks[id] as Task;
    if (task.parent !== null && members.has(task.parent)) members.add(id);
  }
  return [...members].map((id) => session.tasks[id]).filter((task) => task !== undefined);
}

/** Scripts of the line that mind an interrupt, or their end, and the tasks that wait for them. */
function minding(session: Session, members: readonly Task[]): Set<number> {
  const kept = new Set<number>();
  for (const task of members) {
    const traps = task.shell ? task.shell.traps : session.shell.traps;
    if (!task.done && (traps?.INT || (task.shell && traps?.EXIT)))
      for (let each: Task | undefined = task; each; each = each.parent === null ? undefined : session.tasks[each.parent]) kept.add(each.id);
  }
  return kept;
}

/** What an interrupt does to a script with traps: what runs in it ends, then the trap runs. */
function trapped(here: Here): void {
  const state = stateOf(here);
  const trap = state.traps?.INT;
  const { stack } = here.task;
  while (stack.length > 0 && (!trap || ['program', 'child', 'pipeline', 'read', 'wait', 'simple'].includes(topFrame(here.task)?.kind ?? ''))) pop(here);
  state.status = 130;
  if (trap && trap.action !== '') pushAside(here, trap.action, trap.ports, 'INT');
}

/** Ends the line at once. */
function abort(run: Run, session: Session, status: number): void {
  const members = group(session);
  const kept = minding(session, members);
  for (const task of members) {
    const here: Here = { run, session, task };
    if (kept.has(task.id)) {
      const traps = stateOf(here).traps;
      if (traps?.INT || (task.shell && traps?.EXIT)) trapped(here);
      continue;
    }
    while (task.stack.length > 0) pop(here);
    task.killed = true;
    task.done = true;
    task.status = status;
    if (task.id !== session.foreground) delete session.tasks[task.id];
  }
  if (kept.size === 0) session.shell.status = status;
}

/** When the line's task is done: notes it, cleans up, tells of finished background jobs, takes the next line typed ahead. */
function endOfLine(run: Run, session: Session): boolean {
  if (session.foreground === null) {
    reportJobs(run, session);
    return false;
  }
  const task = session.tasks[session.foreground];
  if (task && !task.done) return false;
  if (task) {
    session.shell.status = task.status;
    because(run.time, task.cause, () => note(run.time, 'shell.exit', { terminal: run.terminal.id, text: task.text ?? '', exit: task.status, by: task.by }));
  }
  session.foreground = null;
  const kept = new Set(session.jobs.map((job) => job.task));
  for (let grown = true; grown; ) {
    grown = false;
    for (const each of Object.values(session.tasks)) {
      if (each.parent !== null && kept.has(each.parent) && !kept.has(each.id)) {
        kept.add(each.id);
        grown = true;
      }
    }
  }
  for (const id of Object.keys(session.tasks)) if (!kept.has(Number(id))) delete session.tasks[id];
  if (Object.keys(session.tasks).length === 0) {
    const held = Object.values(session.shell.ports ?? {}).flatMap((port) => (port.to === 'stream' ? [String(port.id)] : []));
    session.streams = Object.fromEntries(Object.entries(session.streams).filter(([id]) => held.includes(id)));
  }
  if (session.closed) {
    leaveSession(run, session);
    return true;
  }
  reportJobs(run, session);
  const next = session.typed.shift();
  if (next) typeLine(run, session, next.text, next.by);
  return next !== undefined;
}

/** The shell with the keyboard has been left: ssh ends below it, or the terminal closes. */
export function leaveSession(run: Run, session: Session, lost: string | null = null): void {
  if (run.sessions.length === 1) return;
  run.sessions.pop();
  const below = run.sessions[run.sessions.length - 1] as Session;
  // A shell within the shell goes without a word.
  if (session.host !== null || lost) write(run, lost ?? `Connection to ${session.host} closed.\n`);
  for (const task of Object.values(below.tasks)) {
    const frame = topFrame(task);
    if (frame?.kind === 'program' && frame.phase.is === 'login') {
      pop({ run, session: below, task });
      stateOf({ run, session: below, task }).status = lost ? 255 : session.shell.status;
    }
  }
}

export interface Asking {
  readonly task: Task;
  readonly secret: boolean;
}

/** Who reads from the terminal now; null when nobody does. */
export function waitingForLine(session: Session): Asking | null {
  for (const task of group(session)) {
    const frame = topFrame(task);
    if (frame?.kind === 'read' && frame.ports[0]?.to === 'tty') return { task, secret: frame.secret };
    if (frame?.kind === 'program' && frame.phase.is === 'waiting' && frame.phase.wait.for === 'line' && frame.ports[0]?.to === 'tty') {
      return { task, secret: frame.phase.wait.secret ?? false };
    }
  }
  return null;
}

/** A line (null: the end of input) for who waits for it. */
export function deliverLine(run: Run, session: Session, task: Task, text: string | null): void {
  const here: Here = { run, session, task };
  const frame = topFrame(task);
  run.steps = 0;
  because(run.time, task.cause, () => {
    if (frame?.kind === 'read') stepRead(here, frame, { text });
    else if (frame?.kind === 'program') resumeProgram(here, frame, { by: 'line', text });
  });
}

/** What a Postgres answered, for the program that waits for it. */
export function deliverAnswer(run: Run, session: Session, task: Task, answer: SqlAnswer | null): void {
  const frame = topFrame(task);
  run.steps = 0;
  if (frame?.kind !== 'program') return;
  // A server that sleeps answers when it has slept.
  if (answer?.took) frame.phase = { is: 'waiting', wait: { for: 'time', until: run.time.now + answer.took, answer } };
  else because(run.time, task.cause, () => resumeProgram({ run, session, task }, frame, { by: 'answer', answer }));
}

/** Ctrl-C for the line that runs. Programs that handle it go on; otherwise the line ends with 130. */
export function interruptForeground(run: Run, session: Session, by: By): void {
  const line = session.foreground === null ? undefined : session.tasks[session.foreground];
  run.steps = 0;
  because(run.time, line?.cause ?? null, () => note(run.time, 'shell.interrupt', { terminal: run.terminal.id, text: line?.text ?? '', by }));
  const members = group(session);
  const attended = descent(
    session,
    members.flatMap((task) => childrenOf(topFrame(task))),
  );
  const waiting = members
    .filter((task) => !attended.has(task.id))
    .map((task) => ({ task, frame: topFrame(task) }))
    .filter(
      (each): each is { task: Task; frame: FrameOf<'program'> } => each.frame?.kind === 'program' && (each.frame.phase.is === 'waiting' || each.frame.phase.is === 'attending'),
    );
  // A filter at the end of a pipeline lives as long as what feeds it: Ctrl-C in `terraform apply | tee log` is for terraform.
  const streaming = (frame: FrameOf<'program'>) => run.outside.programs[frame.name]?.streaming === true;
  const first = waiting.filter((each) => !streaming(each.frame));
  let alive = false;
  for (const { task, frame } of first.length > 0 ? first : waiting) {
    const here: Here = { run, session, task };
    interruptProgram(here, frame);
    if (topFrame(task) === frame || stateOf(here).status !== 130) alive = true;
  }
  if (alive) return;
  const left = members.map((task) => leftBySurvivor(run, topFrame(task))).find((task) => task !== null);
  // The program is told by the next step.
  if (left != null) endTasks(run, session, [left]);
  else {
    write(run, '\n');
    abort(run, session, 130);
  }
}

/** The task that a program launched which outlives it; null for any other frame. */
function leftBySurvivor(run: Run, frame: Frame | undefined): number | null {
  if (frame?.kind !== 'program' || frame.phase.is !== 'launched') return null;
  const program = run.outside.programs[frame.name];
  return program !== undefined && isLauncher(program) && program.survives === true ? frame.phase.task : null;
}

/** The tasks that a program attends to. */
const childrenOf = (frame: Frame | undefined): readonly number[] =>
  frame?.kind === 'program' && frame.phase.is === 'attending' ? frame.phase.children.map((child) => child.task) : [];

/** When the next task wants to go on by itself; null when none does. */
export function earliestWake(run: Run): number | null {
  let earliest: number | null = null;
  for (const session of run.sessions.slice(-1)) {
    for (const task of Object.values(session.tasks)) {
      const frame = topFrame(task);
      const until = frame?.kind === 'program' ? untilOf(frame.phase) : null;
      if (until !== null) earliest = Math.min(earliest ?? until, until);
    }
  }
  return earliest;
}

function untilOf(phase: Phase): number | null {
  if (phase.is === 'attending') return phase.until;
  return phase.is === 'waiting' && phase.wait.for === 'time' ? phase.wait.until : null;
}
