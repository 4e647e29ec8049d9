// What the shell says of the jobs in its background when they have ended.
import type { BackgroundJob, Session } from './frame.ts';
import { type Run, write } from './here.ts';

const WORDS: Readonly<Record<number, string>> = { 0: 'Done', 129: 'Hangup', 130: 'Interrupt', 131: 'Quit', 137: 'Killed', 143: 'Terminated' };

/** The jobs that the shell still counts as its own. */
export const ownJobs = (session: Session): BackgroundJob[] => session.jobs.filter((job) => !job.disowned);

/** `+` the last one, `-` the one before. */
export function markOf(session: Session, job: BackgroundJob): string {
  const own = ownJobs(session);
  return own.at(-1) === job ? '+' : own.at(-2) === job ? '-' : ' ';
}

/** Tells of those that have ended, and forgets them. */
export function reportJobs(run: Run, session: Session, which: (job: BackgroundJob) => boolean = () => true): void {
  const ended = session.jobs.filter((job) => which(job) && session.tasks[job.task]?.done !== false);
  const lines = ended.map((job) => {
    const status = session.tasks[job.task]?.status ?? 0;
    return job.disowned ? '' : `[${job.number}]${markOf(session, job)}  ${(WORDS[status] ?? `Exit ${status}`).padEnd(24)}${job.text}\n`;
  });
  for (const job of ended) delete session.tasks[job.task];
  session.jobs = session.jobs.filter((job) => !ended.includes(job));
  write(run, lines.join(''));
}
