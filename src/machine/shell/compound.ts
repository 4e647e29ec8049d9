// The frames of everything but simple commands: lists, chains, pipelines, conditions and loops.
import { evaluate } from './arithmetic.ts';
import { attempt, fresh, removePlaced, report } from './attempt.ts';
import { holds, testingOf } from './condition.ts';
import { abandon, pop, settle } from './control.ts';
import { expandPattern, expandText, expandWord, numbersOf } from './expand.ts';
import type { Expanding, Frame, FrameOf, Ports, Task } from './frame.ts';
import { complain, type Here, newStream, newTask, processId, put, stateOf, write } from './here.ts';
import { globToRegExp } from './pattern.ts';
import { isRedirection, open, prepare } from './redirect.ts';
import { forked } from './session.ts';
import type { Node, NodeOf } from './syntax.ts';
import { assign, ShellError } from './variables.ts';

/** Makes a node the next thing to run. */
export function push(here: Here, node: Node, ports: Ports, guarded: boolean): void {
  const { stack } = here.task;
  const common = { ports, guarded };
  switch (node.type) {
    case 'Statement':
      if (node.background) background(here, node, ports);
      else push(here, node.command, ports, guarded);
      return;
    case 'CompoundList':
    case 'Script':
      stack.push({ ...common, kind: 'list', nodes: node.commands, index: 0 });
      return;
    case 'BraceGroup':
      push(here, node.body, ports, guarded);
      return;
    case 'AndOr':
      stack.push({ ...common, kind: 'chain', node, index: 0 });
      return;
    case 'Pipeline':
      stack.push({
        ...common,
        kind: 'pipeline',
        node,
        tasks: null,
        negated: node.prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1,
        timed: null,
        entered: false,
      });
      return;
    case 'Command':
      stack.push({ ...common, kind: 'simple', node, aliased: [], phase: 'expand', restore: null, ...fresh() });
      return;
    case 'Redirected':
      stack.push({ ...common, kind: 'redirected', node, entered: false, ...fresh() });
      return;
    case 'If':
      stack.push({ ...common, kind: 'if', node, branch: -1, testing: false });
      return;
    case 'While':
      stack.push({ ...common, kind: 'while', node, testing: false, status: -1 });
      return;
    case 'For':
      stack.push({ ...common, kind: 'for', node, items: null, index: 0, status: 0, ...fresh() });
      return;
    case 'ArithmeticFor':
      stack.push({ ...common, kind: 'cfor', node, phase: 'start', status: 0, ...fresh() });
      return;
    case 'Case':
      stack.push({ ...common, kind: 'case', node, subject: null, item: 0, entered: false, ...fresh() });
      return;
    case 'TestCommand':
      stack.push({ ...common, kind: 'test', node, ...fresh() });
      return;
    case 'ArithmeticCommand':
      stack.push({ ...common, kind: 'arithmetic', node, ...fresh() });
      return;
    case 'Function':
      stateOf(here).functions[node.name.value] = node.body;
      stateOf(here).status = 0;
      return;
    case 'Subshell': {
      const child = subshell(here, node.body, ports);
      stack.push({ ...common, kind: 'child', task: child.id });
      return;
    }
    default:
      complain(here, ports, `${node.type.toLowerCase()}: not supported by this shell`);
      stateOf(here).status = 2;
  }
}

/** A task of its own with a copy of the shell. */
export function subshell(here: Here, node: Node, ports: Ports, given: Partial<Task> = {}): Task {
  const child = newTask(here, { machine: here.task.machine, shell: forked(stateOf(here)), stack: [], cause: here.task.cause, by: here.task.by, ...given });
  push({ ...here, task: child }, node, ports, false);
  return child;
}

function background(here: Here, node: NodeOf<'Statement'>, ports: Ports): void {
  const state = stateOf(here);
  const text = here.task.text?.slice(node.command.pos, node.command.end) ?? 'background';
  const child = subshell(here, node.command, ports, { parent: null, text });
  state.lastBackground = processId(here.session, child);
  state.status = 0;
  const number = here.session.jobs.reduce((high, job) => Math.max(high, job.number), 0) + 1;
  here.session.jobs.push({ number, task: child.id, text });
  if (state.interactive) write(here.run, `[${number}] ${processId(here.session, child)}\n`);
}

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
      const status = last === undefined ? 0 : (here.session.tasks[last]?.status ?? 0);
      here.session.jobs = here.session.jobs.filter((job) => !frame.tasks.includes(job.task));
      for (const id of frame.tasks) delete here.session.tasks[id];
      pop(here);
      state.status = status;
      return true;
    }
    case 'if':
      return stepIf(here, frame);
    case 'while': {
      const node = frame.node as NodeOf<'While'>;
      if (!frame.testing) {
        frame.status = frame.status === -1 ? 0 : state.status;
        frame.testing = true;
        push(here, node.clause, frame.ports, true);
        return true;
      }
      if ((state.status === 0) === (node.kind === 'while')) {
        frame.testing = false;
        push(here, node.body, frame.ports, frame.guarded);
        return true;
      }
      pop(here);
      state.status = frame.status;
      return true;
    }
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
      return finishing(here, frame, (scope) => (evaluate((frame.node as NodeOf<'ArithmeticCommand'>).expression, numbersOf(scope)) !== 0n ? 0 : 1));
    case 'call':
    case 'sourced':
      pop(here);
      return true;
    default:
      throw new Error(`no step for ${frame.kind}`);
  }
}

/** Evaluates a frame that is one expression with a status. */
function finishing(here: Here, frame: Frame & Expanding, work: (scope: Parameters<Parameters<typeof attempt>[2]>[0]) => number): boolean {
  const tried = attempt(here, frame, work);
  if (tried.is === 'waiting') return tried.moved;
  const status = tried.is === 'done' ? tried.value : tried.error.status;
  if (tried.is === 'failed') report(here, frame, tried.error);
  removePlaced(here, frame);
  pop(here);
  settle(here, frame, status);
  return true;
}

/** Expansion of a compound's own words: gives the value, or has moved on because it must wait or has failed. */
function words<T>(here: Here, frame: Frame & Expanding, work: (scope: Parameters<Parameters<typeof attempt>[2]>[0]) => T): { value: T } | { moved: boolean } {
  const tried = attempt(here, frame, work);
  if (tried.is === 'done') {
    frame.captured = [];
    return { value: tried.value };
  }
  if (tried.is === 'waiting') return { moved: tried.moved };
  report(here, frame, tried.error);
  if (tried.error.fatal) abandon(here, tried.error.status);
  else {
    pop(here);
    settle(here, frame, tried.error.status);
  }
  return { moved: true };
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

function stepIf(here: Here, frame: FrameOf<'if'>): boolean {
  const node = frame.node as NodeOf<'If'>;
  const state = stateOf(here);
  const branches = [{ clause: node.clause, body: node.then }, ...node.elif.map((each) => ({ clause: each.clause, body: each.then }))];
  if (frame.testing) {
    frame.testing = false;
    if (state.status === 0) {
      const chosen = branches[frame.branch];
      frame.branch = branches.length + 1;
      if (chosen) push(here, chosen.body, frame.ports, frame.guarded);
      return true;
    }
  }
  frame.branch++;
  const next = branches[frame.branch];
  if (next) {
    frame.testing = true;
    push(here, next.clause, frame.ports, true);
  } else if (frame.branch === branches.length) {
    state.status = 0;
    frame.branch++;
    if (node.else) push(here, node.else, frame.ports, frame.guarded);
  } else pop(here);
  return true;
}

function stepFor(here: Here, frame: FrameOf<'for'>): boolean {
  const node = frame.node as NodeOf<'For'>;
  const state = stateOf(here);
  if (!frame.items) {
    const items = words(here, frame, (scope) => node.wordlist?.flatMap((word) => expandWord(scope, word)) ?? [...state.positional]);
    if (!('value' in items)) return items.moved;
    frame.items = items.value;
    state.status = 0;
  }
  const item = frame.items[frame.index++];
  if (item === undefined) {
    pop(here);
    return true;
  }
  try {
    assign(state, node.name.value, item);
    push(here, node.body, frame.ports, frame.guarded);
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    report(here, frame, error);
    pop(here);
    state.status = error.status;
  }
  return true;
}

function stepArithmeticFor(here: Here, frame: FrameOf<'cfor'>): boolean {
  const node = frame.node as NodeOf<'ArithmeticFor'>;
  const expression = frame.phase === 'start' ? node.initialize : frame.phase === 'test' ? node.test : node.update;
  if (frame.phase === 'update' || frame.phase === 'start' || frame.phase === 'test') {
    const tried = words(here, frame, (scope) => (expression ? evaluate(expression, numbersOf(scope)) !== 0n : true));
    if (!('value' in tried)) return tried.moved;
    if (frame.phase !== 'test') frame.phase = 'test';
    else if (tried.value) {
      frame.phase = 'body';
      push(here, node.body, frame.ports, frame.guarded);
    } else pop(here);
    return true;
  }
  frame.phase = 'update';
  return true;
}

function stepCase(here: Here, frame: FrameOf<'case'>): boolean {
  const node = frame.node as NodeOf<'Case'>;
  if (frame.subject === null) {
    const subject = words(here, frame, (scope) => expandText(scope, node.word));
    if (!('value' in subject)) return subject.moved;
    frame.subject = subject.value;
    stateOf(here).status = 0;
    return true;
  }
  if (frame.entered) {
    frame.entered = false;
    const { terminator } = node.items[frame.item - 1] ?? {};
    if (terminator === ';&') {
      const next = node.items[frame.item++];
      if (next) {
        frame.entered = true;
        push(here, next.body, frame.ports, frame.guarded);
        return true;
      }
    }
    if (terminator !== ';;&') {
      pop(here);
      return true;
    }
  }
  const item = node.items[frame.item];
  if (!item) {
    pop(here);
    return true;
  }
  const matched = words(here, frame, (scope) => item.pattern.some((pattern) => globToRegExp(expandPattern(scope, pattern)).test(frame.subject ?? '')));
  if (!('value' in matched)) return matched.moved;
  frame.item++;
  if (matched.value) {
    frame.entered = true;
    push(here, item.body, frame.ports, frame.guarded);
  }
  return true;
}
