// Builtins about what runs in the background: jobs, fg, bg, wait, kill.
import type { BackgroundJob, Ports, Task } from '../frame.ts';
import { complain, type Here, processId, put, stateOf, topFrame, write } from '../here.ts';
import { SIGNALS, type Signal, send, signalOf, unwind } from '../signal.ts';
import type { Builtin } from './builtin.ts';

/** The job that `%1`, `%+`, `%name` or a process id names; the last one without a name. */
function jobOf(here: Here, name: string | undefined): BackgroundJob | undefined {
  const { jobs, tasks } = here.session;
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
  jobs: (here, _argv, ports) => {
    const { jobs } = here.session;
    for (const [index, job] of jobs.entries()) {
      const mark = index === jobs.length - 1 ? '+' : index === jobs.length - 2 ? '-' : ' ';
      // One that has ended is told of when the line is over.
      if (!here.session.tasks[job.task] || here.session.tasks[job.task]?.done) continue;
      const word = isStopped(here, job) ? 'Stopped' : 'Running';
      put(here, ports, 1, `[${job.number}]${mark}  ${word.padEnd(24)}${job.text}${word === 'Running' ? ' &' : ''}\n`);
    }
    return 0;
  },
  fg: (here, argv, ports, frame) => {
    const job = jobOf(here, argv[0]);
    if (!job) return missing(here, ports, 'fg', argv[0]);
    write(here.run, `${job.text}\n`);
    here.session.jobs = here.session.jobs.filter((each) => each !== job);
    here.task.stack.push({ kind: 'wait', tasks: [job.task], ports, guarded: frame.guarded });
    return 'pushed';
  },
  bg: (here, argv, ports) => {
    const job = jobOf(here, argv[0]);
    if (!job) return missing(here, ports, 'bg', argv[0]);
    complain(here, ports, `bg: job ${job.number} already in background`);
    return 0;
  },
  wait: (here, argv, ports, frame) => {
    const jobs = argv.length === 0 ? here.session.jobs : argv.map((name) => jobOf(here, name));
    const unknown = argv.find((_, index) => !jobs[index]);
    if (unknown !== undefined) {
      complain(here, ports, unknown.startsWith('%') ? `wait: ${unknown}: no such job` : `wait: pid ${unknown} is not a child of this shell`);
      return 127;
    }
    const tasks = jobs.flatMap((job) => (job ? [job.task] : []));
    here.session.jobs = here.session.jobs.filter((job) => !tasks.includes(job.task));
    here.task.stack.push({ kind: 'wait', tasks, ports, guarded: frame.guarded });
    return 'pushed';
  },
  kill: (here, argv, ports) => {
    if (argv[0] === '-l') {
      put(here, ports, 1, ' 1) SIGHUP\t 2) SIGINT\t 3) SIGQUIT\t 9) SIGKILL\t15) SIGTERM\n');
      return 0;
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
  disown: (here, argv, ports) => (jobOf(here, argv[0]) ? 0 : missing(here, ports, 'disown', argv[0])),
  times: (here, _argv, ports) => {
    put(here, ports, 1, '0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n');
    return stateOf(here).status * 0;
  },
};
