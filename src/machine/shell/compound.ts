// The frames of everything but simple commands: lists, chains, pipelines, redirected groups, tests; conditions and loops are in branch.ts.
import { evaluate } from './arithmetic.ts';
import { attempt, drain, removePlaced, report, words } from './attempt.ts';
import { stepArithmeticFor, stepCase, stepFor, stepIf, stepSelect, stepWhile } from './branch.ts';
import { holds, testingOf } from './condition.ts';
import { leaveShell, pop, settle } from './control.ts';
import { numbersOf, type Scope } from './expand.ts';
import type { Expanding, Frame, FrameOf, Ports } from './frame.ts';
import { type Here, newStream, put, stateOf } from './here.ts';
import { reportJobs } from './jobs.ts';
import { push, subshell } from './push.ts';
import { isRedirection, open, prepare } from './redirect.ts';
import { arithmeticProblem } from './sums.ts';
import type { Node, NodeOf } from './syntax.ts';
import { ShellError } from './variables.ts';

/** One step of a frame that is no simple command and no program. False when it has to wait. */
export function stepCompound(here: Here, frame: Frame): boolean {
  const state = stateOf(here);
  switch (frame.kind) {
    case 'list': {
      const node = frame.nodes[frame.index++];
      if (node) push(here, node, frame.ports, frame.guarded);
      else pop(here);
      return true;
    }
    case 'chain':
      return stepChain(here, frame);
    case 'pipeline':
      return stepPipeline(here, frame);
    case 'redirected':
      return stepRedirected(here, frame);
    case 'child': {
      const child = here.session.tasks[frame.task];
      if (child && !child.done) return false;
      delete here.session.tasks[frame.task];
      pop(here);
      settle(here, frame, child?.status ?? 0);
      return true;
    }
    case 'wait': {
      if (frame.tasks.some((id) => here.session.tasks[id] && !here.session.tasks[id]?.done)) return false;
      const last = frame.tasks.at(-1);
      const status = last === undefined || frame.all ? 0 : (here.session.tasks[last]?.status ?? 0);
      if (state.interactive && !frame.silent) reportJobs(here.run, here.session, (job) => frame.tasks.includes(job.task));
      here.session.jobs = here.session.jobs.filter((job) => !frame.tasks.includes(job.task));
      for (const id of frame.tasks) delete here.session.tasks[id];
      pop(here);
      state.status = status;
      return true;
    }
    case 'if':
      return stepIf(here, frame);
    case 'while':
      return stepWhile(here, frame);
    case 'for':
      return stepFor(here, frame);
    case 'cfor':
      return stepArithmeticFor(here, frame);
    case 'case':
      return stepCase(here, frame);
    case 'test':
      return finishing(here, frame, (scope) =>
        holds(
          scope,
          testingOf(scope, (descriptor) => frame.ports[descriptor]?.to === 'tty'),
          (frame.node as NodeOf<'TestCommand'>).expression,
        )
          ? 0
          : 1,
      );
    case 'arithmetic':
      return finishing(here, frame, (scope) => {
        const { expression, body } = frame.node as NodeOf<'ArithmeticCommand'>;
        const problem = arithmeticProblem(body);
        try {
          if (problem) throw new ShellError(problem);
          return evaluate(expression, numbersOf(scope)) !== 0n ? 0 : 1;
        } catch (error) {
          if (!(error instanceof ShellError)) throw error;
          throw new ShellError(`((: ${error.message.startsWith(body) ? '' : `${body}: `}${error.message}`);
        }
      });
    case 'call':
    case 'sourced':
      pop(here);
      return true;
    case 'aside':
      pop(here);
      if (frame.status !== null) state.status = frame.status;
      return true;
    case 'leave':
      leaveShell(here, state.status);
      return true;
    case 'select':
      return stepSelect(here, frame);
    default:
      throw new Error(`no step for ${frame.kind}`);
  }
}

/** Evaluates a frame that is one expression with a status. */
function finishing(here: Here, frame: Frame & Expanding, work: (scope: Scope) => number): boolean {
  const tried = attempt(here, frame, work);
  if (tried.is === 'waiting') return tried.moved;
  const status = tried.is === 'done' ? tried.value : tried.error.status;
  if (tried.is === 'failed') report(here, frame, tried.error);
  removePlaced(here, frame);
  pop(here);
  settle(here, frame, status);
  return true;
}

function stepChain(here: Here, frame: FrameOf<'chain'>): boolean {
  const node = frame.node as NodeOf<'AndOr'>;
  const { status } = stateOf(here);
  while (frame.index > 0 && frame.index < node.commands.length && (node.operators[frame.index - 1] === '&&') !== (status === 0)) frame.index++;
  const command = node.commands[frame.index++];
  if (command) push(here, command, frame.ports, frame.guarded || frame.index < node.commands.length);
  else pop(here);
  return true;
}

function stepPipeline(here: Here, frame: FrameOf<'pipeline'>): boolean {
  const node = frame.node as NodeOf<'Pipeline'>;
  const state = stateOf(here);
  if (!frame.entered) {
    frame.entered = true;
    if (node.prefixes.some((prefix) => prefix.type === 'Time')) frame.timed = here.run.time.now;
    if (node.commands.length === 1) {
      push(here, node.commands[0] as Node, frame.ports, frame.guarded || frame.negated);
      return true;
    }
    if (node.commands.length === 0) return true;
    frame.tasks = [];
    let input = frame.ports[0] as Ports[string];
    for (const [index, command] of node.commands.entries()) {
      const pipe = index < node.commands.length - 1 ? newStream(here.session) : null;
      const out = pipe === null ? (frame.ports[1] as Ports[string]) : { to: 'stream' as const, id: pipe };
      const both = node.operators[index] === '|&';
      const ports: Ports = { ...frame.ports, 0: input, 1: out, ...(both ? { 2: out } : {}) };
      frame.tasks.push(subshell(here, command, ports, { closes: pipe === null ? [] : [pipe] }).id);
      if (pipe !== null) input = { to: 'stream', id: pipe };
    }
    return true;
  }
  let status = state.status;
  if (frame.tasks) {
    const tasks = frame.tasks.map((id) => here.session.tasks[id]);
    if (tasks.some((task) => task && !task.done)) return false;
    const statuses = tasks.map((task) => task?.status ?? 0);
    status = statuses.at(-1) ?? 0;
    if (state.options.pipefail) status = statuses.findLast((each) => each !== 0) ?? 0;
    state.vars.PIPESTATUS = { value: '', exported: false, items: Object.fromEntries(statuses.map((each, index) => [String(index), String(each)])) };
    for (const task of tasks) {
      if (!task) continue;
      for (const id of task.closes) delete here.session.streams[id];
      delete here.session.tasks[task.id];
    }
  }
  if (frame.timed !== null) {
    const seconds = (here.run.time.now - frame.timed) / 1000;
    const shown = `${Math.floor(seconds / 60)}m${(seconds % 60).toFixed(3)}s`;
    put(here, frame.ports, 2, `\nreal\t${shown}\nuser\t0m0.000s\nsys\t0m0.000s\n`);
  }
  pop(here);
  if (frame.negated) state.status = status === 0 ? 1 : 0;
  else if (frame.tasks) settle(here, frame, status);
  else state.status = status;
  return true;
}

function stepRedirected(here: Here, frame: FrameOf<'redirected'>): boolean {
  if (frame.entered) {
    if (drain(here, frame)) return true;
    pop(here);
    return true;
  }
  const node = frame.node as NodeOf<'Redirected'>;
  const prepared = words(here, frame, (scope) => node.redirects.filter(isRedirection).map((redirect) => prepare(scope, redirect)));
  if (!('value' in prepared)) return prepared.moved;
  frame.entered = true;
  try {
    const ports = open(here, frame.ports, prepared.value, stateOf(here).name);
    push(here, node.command, ports, frame.guarded);
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    report(here, frame, error);
    settle(here, frame, error.status);
  }
  return true;
}
