// `sim transcript FILE.txtar`: runs the lines of a recorded session on a fresh machine and prints what it obtained, in the same format.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { instant } from '../engine/clock.ts';
import { emptyLog, since } from '../engine/log.ts';
import { nextJob, type Timeline } from '../engine/moment.ts';
import type { Computers } from '../machine/machine.ts';
import { newMachine } from '../machine/machine.ts';
import { endOfInput, interrupt, type Outside, openTerminal, statusOf, submit, WAKE, wake } from '../machine/terminal.ts';
import { PROGRAMS } from '../world/programs.ts';
import { type Case, type CaseStep, formatCase, parseCase } from './txtar.ts';

/** What a case with a cloud adds to the machine: see `cloud-program.ts`. */
export interface TranscriptCloud {
  readonly outside: Pick<Outside, 'cloud'> & { readonly programs: Outside['programs'] };
  readonly env: Readonly<Record<string, string>>;
  /** Carries out a job of the cloud that is due. */
  work(job: Parameters<NonNullable<typeof nextJob>>[0]['jobs'][string]): void;
}

const PROJECT = '/project';
const HOME = '/home/user';
const START = instant(2026, 11, 22, 6, 40);

interface Bench {
  readonly computers: Computers;
  readonly time: Timeline;
  readonly outside: Outside;
  readonly cloud: TranscriptCloud | null;
  readonly columns: number;
  terminals: number;
}

/** Runs a case and gives the transcript obtained. */
export async function transcriptVerb(args: readonly string[]): Promise<string> {
  const file = args[0];
  if (!file) throw new Error('usage: sim transcript FILE.txtar');
  return runTranscript(parseCase(readFileSync(file, 'utf8')), path.basename(path.dirname(path.resolve(file))));
}

/** Runs a session's commands on a fresh machine. `folder` names its corpus: `aws` has a cloud, `color` a terminal of 80 columns. */
export async function runTranscript(given: Case, folder: string): Promise<string> {
  const time: Timeline = { now: START, chance: { seed: 7, drawn: {} }, facts: emptyLog(), jobs: {}, nextJob: 1, cause: null };
  const cloud = folder === 'aws' || given.files.some((entry) => entry.name === 'cloud.json') ? await loadCloud(given, time) : null;
  return runCase(given, time, cloud, folder === 'color' ? 80 : 78);
}

async function loadCloud(given: Case, time: Timeline): Promise<TranscriptCloud | null> {
  const { transcriptCloud } = await import('./cloud-program.ts');
  return transcriptCloud(given.files, time);
}

export function runCase(given: Case, time: Timeline, cloud: TranscriptCloud | null, columns: number): string {
  const machine = newMachine('laptop', time.now, { user: 'ann', home: HOME, hostname: 'laptop', env: { ...cloud?.env }, owned: ['/'] });
  const folder = (name: string): void => {
    const parent = name.slice(0, name.lastIndexOf('/'));
    if (parent && !machine.disk[parent]) folder(parent);
    machine.disk[name] ??= { type: 'folder', mode: 0o755, mtime: time.now };
  };
  folder(PROJECT);
  for (const entry of given.files) {
    if (entry.name === 'cloud.json') continue;
    const full = `${PROJECT}/${entry.name}`;
    folder(full.slice(0, full.lastIndexOf('/')));
    machine.disk[full] = { type: 'file', text: entry.text, mode: 0o644, mtime: time.now };
  }
  const bench: Bench = {
    computers: { machines: { laptop: machine }, terminals: {} },
    time,
    outside: {
      programs: { ...PROGRAMS, ...cloud?.outside.programs },
      cloud: (request, from) => cloud?.outside.cloud(request, from) ?? NO_CLOUD,
      fetch: () => ({ ok: false, error: 'dns' }),
      reachable: () => null,
    },
    cloud,
    columns,
    terminals: 0,
  };
  const background: string[] = [];
  const steps = given.steps.map((step) => runStep(bench, step, background));
  return formatCase({ comments: given.comments, steps, files: [] });
}

const NO_CLOUD = { ok: false, code: 'Unreachable', message: 'there is no cloud in this case', status: 0, modelled: false, fields: {}, requestId: '' } as const;

function open(bench: Bench): string {
  const id = `t${++bench.terminals}`;
  openTerminal(bench.computers, id, 'laptop', { cwd: PROJECT, columns: bench.columns, at: bench.time.now });
  return id;
}

/** What a terminal has shown so far. */
const shown = (bench: Bench, id: string): string => since(bench.computers.terminals[id]?.output ?? emptyLog<string>()).join('');

function runStep(bench: Bench, step: CaseStep, background: string[]): CaseStep {
  bench.time.now += 1000;
  const kill = /^kill %(\d+)$/.exec(step.cmd);
  if (kill) {
    const id = background[Number(kill[1]) - 1];
    for (let i = 0; id && i < 2 && statusOf(bench.computers.terminals[id]!) !== 'prompt'; i++) interrupt(bench.computers, bench.time, bench.outside, id, 'you');
    return { ...step, out: '', exit: 0 };
  }
  const id = open(bench);
  if (step.cmd.endsWith(' &')) {
    background.push(id);
    submit(bench.computers, bench.time, bench.outside, id, step.cmd.slice(0, -2), 'you');
    settle(bench, id, true);
    return { ...step, out: '', exit: 0 };
  }
  const machine = bench.computers.machines.laptop!;
  machine.disk['/tmp/answers'] = { type: 'file', text: step.input.map((line) => `${line}\n`).join(''), mode: 0o644, mtime: bench.time.now };
  // What was recorded came through a pipe; `ls` writes differently on a terminal.
  // A pipeline brings its own input.
  const line = /^ls\b/.test(step.cmd) ? `${step.cmd} | cat` : / \| /.test(step.cmd) ? step.cmd : `${step.cmd.trimEnd()} </tmp/answers`;
  submit(bench.computers, bench.time, bench.outside, id, line, 'you');
  settle(bench, id, false);
  const text = shown(bench, id);
  const out = text.slice(text.indexOf(`${line}\n`) + line.length + 1);
  return { ...step, out: out.replace(/\n$/, ''), exit: bench.computers.terminals[id]?.sessions.at(-1)?.shell.status ?? 0 };
}

/** Lets time pass until the terminal is at its prompt again (or asks a question, when that is enough). */
function settle(bench: Bench, id: string, question: boolean): void {
  for (let turn = 0; turn < 100_000; turn++) {
    const status = statusOf(bench.computers.terminals[id]!);
    if (status === 'prompt' || status === 'closed' || (question && status === 'question')) return;
    if (status === 'question') {
      endOfInput(bench.computers, bench.time, bench.outside, id, 'you');
      continue;
    }
    const job = nextJob(bench.time);
    if (!job) throw new Error(`nothing more will happen, but the command still runs: ${shown(bench, id).slice(0, 200)}`);
    delete bench.time.jobs[job.id];
    bench.time.now = Math.max(bench.time.now, job.at);
    if (job.kind === WAKE) wake(bench.computers, bench.time, bench.outside, String(job.data.terminal));
    else bench.cloud?.work(job);
  }
  throw new Error('the command does not end');
}
