// Where evaluation stands: the run of one action, the shell with the keyboard, the task that has its turn.
import { append as appendLog } from '../../engine/log.ts';
import { note, type Timeline } from '../../engine/moment.ts';
import { DiskError, type DiskView } from '../disk/disk.ts';
import { type ViewOptions, viewOf } from '../disk/view.ts';
import { LAPTOP, type Volume } from '../disk/volume.ts';
import type { Computers, Machine } from '../machine.ts';
import type { Outside } from '../terminal.ts';
import type { By, Frame, Port, Ports, Session, ShellState, Stream, Task, Terminal } from './frame.ts';
import { sanitised } from './sanitise.ts';
import type { Signal } from './signal.ts';

/** One call of `submit`, `interrupt`, `wake`: shells are plain copies while it lasts. */
export interface Run {
  readonly computers: Computers;
  readonly time: Timeline;
  readonly outside: Outside;
  readonly terminal: Terminal;
  readonly sessions: Session[];
  steps: number;
  /** Signals for what runs in other terminals: they arrive when this one has come to rest. */
  readonly signals: Sent[];
}

/** A signal on its way to a process in another terminal. */
export interface Sent {
  readonly terminal: string;
  readonly pid: number;
  readonly signal: Signal;
  readonly by: By;
  readonly cause: number | null;
}

export interface Here {
  readonly run: Run;
  readonly session: Session;
  readonly task: Task;
}

export const stateOf = (here: Here): ShellState => here.task.shell ?? here.session.shell;

export const machineOf = (here: Here): Machine => here.run.computers.machines[here.task.machine] as Machine;

export const TTY: Ports = { 0: { to: 'tty' }, 1: { to: 'tty' }, 2: { to: 'tty' } };

/** Shows text on the terminal, without what a terminal must not be told. */
export function write(run: Run, text: string): void {
  const shown = sanitised(text);
  if (shown !== '') appendLog(run.terminal.output, shown);
}

/** In place of a path, of an error in writing to what standard output leads to. */
export const STANDARD_OUTPUT = '-';

/** What a machine's disk lies on. */
export const volumeOf = (run: Pick<Run, 'outside'>, host: Machine): Volume => run.outside.volume?.(host) ?? LAPTOP;

/** Writes to what a descriptor leads to. Throws `DiskError` where a file has no room for it. */
export function put(here: Here, ports: Ports, descriptor: number, text: string): void {
  const port = ports[descriptor];
  if (!port || text === '') return;
  const append = (path: string, more: string, host: Machine): void => {
    try {
      viewOf(host.disk, '/', here.run.time.now, { volume: volumeOf(here.run, host) }).write(path, more, { append: true });
    } catch (error) {
      // Standard error is lost without a word.
      if (!(error instanceof DiskError) || descriptor === 2) return;
      throw error.code === 'ENOSPC' ? new DiskError('ENOSPC', STANDARD_OUTPUT) : error;
    }
  };
  switch (port.to) {
    case 'tty':
      write(here.run, text);
      break;
    case 'stream': {
      const stream = here.session.streams[port.id];
      if (stream) stream.text += text;
      break;
    }
    case 'file': {
      const host = here.run.computers.machines[port.machine];
      // Opening it was the fact; the text that follows is not noted again.
      if (host) append(port.path, text, host);
      break;
    }
  }
}

/** An error in the shell's own name. */
export function complain(here: Here, ports: Ports, message: string): void {
  const state = stateOf(here);
  put(here, ports, 2, `${state.script ? `${state.script.name}: line ${state.script.line}: ` : `${state.name}: `}${message}\n`);
}

export function newStream(session: Session, text = '', closed = false): number {
  const id = session.next++;
  session.streams[id] = { text, closed };
  return id;
}

/** What a descriptor reads from: null for the terminal; an ended empty stream for what cannot be read. */
export function streamOf(here: Here, port: Port | undefined): Stream | null {
  if (port?.to === 'tty') return null;
  if (port?.to === 'stream') return here.session.streams[port.id] ?? { text: '', closed: true };
  return { text: '', closed: true };
}

export function newTask(here: Pick<Here, 'session'> & { readonly task?: Task }, given: Pick<Task, 'machine' | 'shell' | 'stack' | 'cause' | 'by'> & Partial<Task>): Task {
  const id = here.session.next++;
  const task: Task = { parent: here.task?.id ?? null, done: false, status: 0, killed: false, closes: [], text: null, ...given, id };
  here.session.tasks[id] = task;
  return task;
}

export const processId = (session: Session, task: Task): number => session.shell.pid + 10 + task.id;

/** Files whose changes are facts of the case. */
const MATTERS = /\.(tf|tfvars|hcl|zip|tar|tgz|gz|pem|sql)$|\.tfstate(\.|$)|\.tf\.json$/;

/** A machine's disk as a program sees it from the shell's folder. Changes to files that matter are noted. */
export function diskOn(here: Here, host: Machine, program: string, cwd = stateOf(here).cwd, options: ViewOptions = { owned: host.owned }): DiskView {
  const view = viewOf(host.disk, cwd, here.run.time.now, { ...options, volume: volumeOf(here.run, host), umask: stateOf(here).umask });
  const told = (kind: string, path: string, extra = {}) => {
    if (MATTERS.test(path)) note(here.run.time, kind, { machine: host.name, path, program, ...extra });
  };
  return {
    ...view,
    write(path, content, how) {
      view.write(path, content, how);
      told('disk.written', view.resolve(path));
    },
    remove(path, how) {
      const full = view.resolve(path);
      const inside = how?.recursive ? Object.keys(host.disk).filter((key) => key.startsWith(`${full}/`) && MATTERS.test(key)) : [];
      view.remove(path, how);
      for (const key of [...inside, full]) told('disk.removed', key);
    },
    rename(from, to) {
      view.rename(from, to);
      told('disk.written', view.resolve(to), { from: view.resolve(from) });
    },
  };
}

/** The shell's own view. */
export const diskOf = (here: Here, program = stateOf(here).name): DiskView => diskOn(here, machineOf(here), program);

export const topFrame = (task: Task): Frame | undefined => task.stack[task.stack.length - 1];
