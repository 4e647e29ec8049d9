// Programs as frames: starting them, serving what they wait for, running what they launch.

import { because } from '../../engine/moment.ts';
import { DiskError } from '../disk/disk.ts';
import { DISK_WORDS } from '../disk/view.ts';
import { usedOf } from '../disk/volume.ts';
import type { AnyProgram, Launching, LaunchingProcess } from '../launch.ts';
import { isLauncher } from '../launch.ts';
import { SSH_PORT } from '../machine.ts';
import { processesOn, shellPid } from '../processes.ts';
import type { Progress, Wake } from '../program.ts';
import { endTasks, forsake, spawn } from './children.ts';
import { pop } from './control.ts';
import { serversFrom } from './forward.ts';
import type { FrameOf, Launched, Ports } from './frame.ts';
import { diskOn, type Here, machineOf, put, STANDARD_OUTPUT, stateOf, streamOf, volumeOf } from './here.ts';
import { newSession } from './session.ts';
import { send } from './signal.ts';

type ProgramFrame = FrameOf<'program'>;

export function pushProgram(here: Here, name: string, argv: readonly string[], ports: Ports, env: Record<string, string>, guarded: boolean): void {
  here.task.stack.push({
    kind: 'program',
    name,
    argv: [...argv],
    env,
    state: null,
    phase: { is: 'new' },
    interrupts: 0,
    readStdin: false,
    since: here.run.time.now,
    ports,
    guarded,
  });
}

export function processOf(here: Here, frame: ProgramFrame): LaunchingProcess {
  const { run } = here;
  const host = machineOf(here);
  const state = stateOf(here);
  const { ports } = frame;
  const input = streamOf(here, ports[0]);
  const streaming = run.outside.programs[frame.name]?.streaming === true;
  return {
    time: run.time,
    env: frame.env,
    cwd: state.cwd,
    columns: run.terminal.columns,
    terminal: { in: ports[0]?.to === 'tty', out: ports[1]?.to === 'tty', err: ports[2]?.to === 'tty' },
    get stdin() {
      if (!input || streaming) return null;
      frame.readStdin = true;
      return input.text;
    },
    machine: host.name,
    host: { name: host.hostname, user: host.user, home: host.home },
    disk: diskOn(here, host, frame.name),
    volume: () => ({ volume: volumeOf(run, host), used: usedOf(host.disk, volumeOf(run, host)) }),
    programs: run.outside.programs,
    processes: () => processesOn(run.computers, host.name, { terminal: run.terminal.id, sessions: run.sessions }, here.task).map(({ row }) => row),
    signal: (pid, signal) => send(here, pid, signal),
    out: (text) => put(here, ports, 1, text),
    err: (text) => put(here, ports, 2, text),
    cloud: (request) => run.outside.cloud(request, host),
    databases: serversFrom(run, host),
    reach(name) {
      const at = run.outside.reachable(host.name, name, SSH_PORT);
      const other = at === null ? undefined : run.computers.machines[at.machine];
      return other ? { name: other.name, disk: diskOn(here, other, frame.name, other.home), home: other.home } : null;
    },
    door(name, wanted = SSH_PORT) {
      const at = run.outside.reachable(host.name, name, wanted);
      const other = at === null ? undefined : run.computers.machines[at.machine];
      return other ? { machine: other.name, open: at?.open === true, users: other.ssh?.users ?? null, keys: other.ssh?.keys ?? null, user: other.user } : null;
    },
    resolve: (name) => run.outside.resolve?.(name) ?? null,
    fetch: (url) => run.outside.fetch(url, host),
  };
}

/** Takes a program's answer: it has ended, it waits, or it wants something run. */
function take(here: Here, frame: ProgramFrame, answer: Launching): void {
  if ('exit' in answer) {
    const input = streamOf(here, frame.ports[0]);
    if (input && frame.readStdin) input.text = '';
    if (frame.phase.is === 'attending') for (const child of frame.phase.children) forsake(here, child);
    pop(here);
    stateOf(here).status = answer.exit & 255;
    return;
  }
  frame.state = answer.state;
  if ('wait' in answer) frame.phase = { is: 'waiting', wait: answer.wait };
  else if ('attend' in answer) {
    const { launches, until } = answer.attend;
    const children = frame.phase.is === 'attending' ? frame.phase.children : [];
    frame.phase = { is: 'attending', until, children: [...children, ...launches.map((each) => ({ key: each.key, ...spawn(here, frame, each.launch) }))] };
  } else launch(here, frame, answer.launch);
}

function launch(here: Here, frame: ProgramFrame, what: Extract<Launching, { launch: unknown }>['launch']): void {
  const { run } = here;
  if ('login' in what) {
    const host = run.computers.machines[what.login];
    if (!host) {
      take(here, frame, { exit: 255 });
      return;
    }
    frame.phase = { is: 'login' };
    run.sessions.push(
      newSession(host, {
        name: what.host === null ? 'bash' : '-bash',
        at: run.time.now,
        cwd: what.cwd ?? host.home,
        env: what.env ?? { SSH_TTY: '/dev/pts/0' },
        pid: shellPid(Object.keys(run.computers.terminals).indexOf(run.terminal.id), run.sessions.length),
        ...(what.host === null ? {} : { host: what.host }),
      }),
    );
    return;
  }
  frame.phase = { is: 'launched', ...spawn(here, frame, what) };
}

/** Calls a program; an error of the disk that it did not expect ends it in the system's words. */
function guarded(here: Here, frame: ProgramFrame, work: (process: LaunchingProcess) => Launching): void {
  let answer: Launching;
  try {
    answer = work(processOf(here, frame));
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    put(here, frame.ports, 2, `${frame.name}: ${error.path === STANDARD_OUTPUT ? 'write error' : error.path}: ${DISK_WORDS[error.code]}\n`);
    answer = { exit: 1 };
  }
  take(here, frame, answer);
}

/** Starts a program, or goes on with it when what it waits for is there. */
export function stepProgram(here: Here, frame: ProgramFrame): boolean {
  const program = here.run.outside.programs[frame.name];
  if (!program) {
    pop(here);
    stateOf(here).status = 127;
    return true;
  }
  const input = streamOf(here, frame.ports[0]);
  switch (frame.phase.is) {
    case 'new':
      if (input && !input.closed && !program.streaming) return false;
      guarded(here, frame, (process) => program.start(process, frame.argv));
      return true;
    case 'waiting': {
      const { wait } = frame.phase;
      if (wait.for === 'time') {
        if (here.run.time.now < wait.until) return false;
        resumeProgram(here, frame, wait.answer ? { by: 'answer', answer: wait.answer } : { by: 'time' });
        return true;
      }
      if (wait.for === 'answer' || !input) return false;
      if (program.streaming) {
        // A filter gets all whole lines that are there, with their line breaks.
        const last = input.closed ? input.text.length : input.text.lastIndexOf('\n') + 1;
        if (last === 0 && !input.closed) return false;
        const chunk = input.text.slice(0, last);
        input.text = input.text.slice(last);
        resumeProgram(here, frame, { by: 'line', text: chunk === '' ? null : chunk });
        return true;
      }
      const end = input.text.indexOf('\n');
      if (end < 0 && !input.closed) return false;
      const text = end < 0 ? (input.text === '' ? null : input.text) : input.text.slice(0, end);
      input.text = end < 0 ? '' : input.text.slice(end + 1);
      resumeProgram(here, frame, { by: 'line', text });
      return true;
    }
    case 'launched': {
      if (runs(here, frame.phase)) return false;
      ended(here, frame, program, frame.phase, '');
      return true;
    }
    case 'attending': {
      const { children, until } = frame.phase;
      const child = children.find((each) => !runs(here, each));
      if (child) {
        frame.phase = { ...frame.phase, children: children.filter((each) => each !== child) };
        ended(here, frame, program, child, child.key);
        return true;
      }
      if (until === null || here.run.time.now < until) return false;
      resumeProgram(here, frame, { by: 'time' });
      return true;
    }
    case 'login':
      return false;
  }
}

const runs = (here: Here, { task }: Launched): boolean => here.session.tasks[task]?.done === false;

/** Tells a program of the end of what it launched. */
function ended(here: Here, frame: ProgramFrame, program: AnyProgram, { task: id, stream }: Launched, key: string): void {
  const { tasks, streams } = here.session;
  const status = tasks[id]?.status ?? 0;
  const output = stream === null ? '' : (streams[stream]?.text ?? '');
  if (stream !== null) delete streams[stream];
  delete tasks[id];
  guarded(here, frame, (process) => (isLauncher(program) && program.launched ? program.launched(process, frame.state, status, output, key) : { exit: status }));
}

/** Ctrl-C or its like for a program: what runs on its behalf ends by it, and it hears of it. */
export function interruptProgram(here: Here, frame: ProgramFrame): void {
  const { run, session, task } = here;
  frame.interrupts++;
  if (frame.phase.is === 'attending')
    endTasks(
      run,
      session,
      frame.phase.children.map((child) => child.task),
    );
  because(run.time, task.cause, () => resumeProgram(here, frame, { by: 'interrupt', count: frame.interrupts }));
}

/** Wakes a waiting program. One that cannot be woken ends: by an interrupt with 130. */
export function resumeProgram(here: Here, frame: ProgramFrame, wake: Wake): void {
  const program = here.run.outside.programs[frame.name];
  guarded(here, frame, (process): Launching | Progress => program?.resume?.(process as never, frame.state, wake) ?? { exit: wake.by === 'interrupt' ? 130 : 0 });
}
