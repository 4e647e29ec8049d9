// Builtins about what runs in the background: jobs, fg, bg, wait, kill.

import { processesOn } from '../../processes.ts';
import type { BackgroundJob, Ports, Task } from '../frame.ts';
import { complain, type Here, processId, put, stateOf, topFrame, write } from '../here.ts';
import { markOf, ownJobs } from '../jobs.ts';
import { SIGNALS, type Signal, send, signalOf, unwind } from '../signal.ts';
import type { Builtin } from './builtin.ts';

/** The job that `%1`, `%+`, `%name` or a process id names; the last one without a name. */
function jobOf(here: Here, name: string | undefined): BackgroundJob | undefined {
  const { tasks } = here.session;
  const jobs = ownJobs(here.session);
  if (name === undefined || name === '%%' || name === '%+' || name === '%') return jobs.at(-1);
  if (name === '%-') return jobs.at(-2);
  if (/^%?\d+$/.test(name)) {
    const number = Number(name.replace('%', ''));
    return jobs.find((job) => (name.startsWith('%') ? job.number === number : tasks[job.task] !== undefined && processId(here.session, tasks[job.task] as Task) === number));
  }
  return name.startsWith('%') ? jobs.find((job) => job.text.startsWith(name.slice(1))) : undefined;
}

/** A job in the background that wants the keyboard is stopped, as the terminal's driver would do. */
const isStopped = (here: Here, job: BackgroundJob): boolean => {
  const task = here.session.tasks[job.task];
  const frame = task ? topFrame(task) : undefined;
  return frame?.ports[0]?.to === 'tty' && (frame.kind === 'read' || (frame.kind === 'program' && frame.phase.is === 'waiting' && frame.phase.wait.for === 'line'));
};

/** Signals by number, as far as a person sends them. */
const LISTED = 'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'.split(' ');

const runs = (here: Here, pid: number): boolean =>
  processesOn(here.run.computers, here.task.machine, { terminal: here.run.terminal.id, sessions: here.run.sessions }).some(({ row }) => row.pid === pid);

function missing(here: Here, ports: Ports, name: string, job: string | undefined): number {
  complain(here, ports, `${name}: ${job ?? 'current'}: no such job`);
  return 1;
}

/** Sends a signal to a job or a process; what bash complains of when it cannot. */
function kill(here: Here, name: string, signal: Signal): string | null {
  const job = jobOf(here, name);
  if (!job) {
    if (name.startsWith('%')) return `${name}: no such job`;
    if (!/^\d+$/.test(name)) return `${name}: arguments must be process or job IDs`;
    if (name === '1') return '(1) - Operation not permitted';
    return send(here, Number(name), signal) ? null : `(${name}) - No such process`;
  }
  const task = here.session.tasks[job.task];
  if (!task) return null;
  // A pipeline or a subshell in the background has no program of its own: its members get the signal.
  const members = new Set([task.id]);
  for (const each of Object.values(here.session.tasks)) if (each.parent !== null && members.has(each.parent)) members.add(each.id);
  const reached = [...members].filter((id) => send(here, processId(here.session, here.session.tasks[id] as Task), signal));
  if (reached.length === 0 || topFrame(task)?.kind !== 'program') endTask(here, task, signal);
  return null;
}

/** A job of the shell's own making ends. */
function endTask(here: Here, task: Task, signal: Signal): void {
  unwind({ ...here, task });
  task.done = true;
  task.status = 128 + SIGNALS[signal];
  if (task.shell) task.shell.status = task.status;
}

export const JOBS: Readonly<Record<string, Builtin>> = {
  jobs: (here, argv, ports) => {
    const flags = argv
      .filter((word) => word.startsWith('-'))
      .join('')
      .replaceAll('-', '');
    const wrong = /[^lnprsx]/.exec(flags)?.[0];
    if (wrong) {
      complain(here, ports, `jobs: -${wrong}: invalid option`);
      put(here, ports, 2, 'jobs: usage: jobs [-lnprs] [jobspec ...] or jobs -x command [args]\n');
      return 2;
    }
    for (const job of ownJobs(here.session)) {
      const task = here.session.tasks[job.task];
      // One that has ended is told of when the line is over.
      if (!task || task.done) continue;
      const word = isStopped(here, job) ? 'Stopped' : 'Running';
      if ((flags.includes('r') && word !== 'Running') || (flags.includes('s') && word !== 'Stopped')) continue;
      const number = processId(here.session, task);
      const shown = `[${job.number}]${markOf(here.session, job)} ${flags.includes('l') ? `${number} ` : ' '}${word.padEnd(24)}${job.text}${word === 'Running' ? ' &' : ''}`;
      put(here, ports, 1, `${flags.includes('p') ? number : shown}\n`);
    }
    return 0;
  },
  fg: (here, argv, ports, frame) => {
    const job = jobOf(here, argv[0]);
    if (!job) return missing(here, ports, 'fg', argv[0]);
    write(here.run, `${job.text}\n`);
    here.session.jobs = here.session.jobs.filter((each) => each !== job);
    here.task.stack.push({ kind: 'wait', tasks: [job.task], silent: true, ports, guarded: frame.guarded });
    return 'pushed';
  },
  bg: (here, argv, ports) => {
    const job = jobOf(here, argv[0]);
    if (!job) return missing(here, ports, 'bg', argv[0]);
    complain(here, ports, `bg: job ${job.number} already in background`);
    return 0;
  },
  wait: (here, argv, ports, frame) => {
    const jobs = argv.length === 0 ? ownJobs(here.session) : argv.map((name) => jobOf(here, name));
    const unknown = argv.find((_, index) => !jobs[index]);
    if (unknown !== undefined) {
      complain(here, ports, unknown.startsWith('%') ? `wait: ${unknown}: no such job` : `wait: pid ${unknown} is not a child of this shell`);
      return 127;
    }
    const tasks = jobs.flatMap((job) => (job ? [job.task] : []));
    here.task.stack.push({ kind: 'wait', tasks, all: argv.length === 0, ports, guarded: frame.guarded });
    return 'pushed';
  },
  kill: (here, argv, ports) => {
    if (argv[0] === '-l' || argv[0] === '-L') {
      for (const word of argv.slice(1)) {
        const number = LISTED.indexOf(word.toUpperCase().replace(/^SIG/, '')) + 1;
        put(here, ports, 1, `${/^\d+$/.test(word) ? (LISTED[(Number(word) & 127) - 1] ?? word) : number}\n`);
      }
      if (argv.length === 1) put(here, ports, 1, `${LISTED.map((name, index) => `${String(index + 1).padStart(2)}) SIG${name}${index % 5 === 4 ? '\n' : '\t'}`).join('')}\n`);
      return 0;
    }
    if (argv[0] === '-0') {
      const alive = argv
        .slice(1)
        .every((name) => Number(name) === stateOf(here).pid || here.session.shell.pid === Number(name) || jobOf(here, name) !== undefined || runs(here, Number(name)));
      if (!alive) complain(here, ports, `kill: (${argv[1]}) - No such process`);
      return alive ? 0 : 1;
    }
    const spelled = argv[0] === '-s' || argv[0] === '-n';
    const word = spelled ? argv[1] : /^-(\w+)$/.exec(argv[0] ?? '')?.[1];
    const names = argv.slice(spelled ? 2 : word === undefined ? 0 : 1).filter((name) => name !== '--');
    if (names.length === 0) {
      put(here, ports, 2, 'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n');
      return 2;
    }
    const signal = word === undefined ? 'TERM' : signalOf(word);
    if (!signal) {
      complain(here, ports, `kill: ${word}: invalid signal specification`);
      return 1;
    }
    let status = 0;
    for (const name of names) {
      const problem = kill(here, name, signal);
      if (problem === null) continue;
      complain(here, ports, `kill: ${problem}`);
      status = 1;
    }
    return status;
  },
  disown: (here, argv, ports) => {
    const named = argv.filter((word) => !word.startsWith('-'));
    const job = jobOf(here, named[0]);
    if (!job) return missing(here, ports, 'disown', named[0]);
    const all = argv.includes('-a') && named.length === 0;
    here.session.jobs = here.session.jobs.map((each) => (all || each === job ? { ...each, disowned: true } : each));
    return 0;
  },
  times: (here, _argv, ports) => {
    put(here, ports, 1, '0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n');
    return stateOf(here).status * 0;
  },
};
