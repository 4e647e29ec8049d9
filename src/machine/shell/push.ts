// What runs next: a node of the syntax tree becomes a frame, or a task of its own.
import { fresh } from './attempt.ts';
import type { Ports, Task } from './frame.ts';
import { complain, type Here, newTask, processId, stateOf, write } from './here.ts';
import { forked } from './session.ts';
import type { Node, NodeOf } from './syntax.ts';

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
    case 'Select':
      stack.push({ ...common, kind: 'select', node, items: null, asked: false, status: 0, ...fresh() });
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
      remember(here, node);
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

/** Keeps the text of a function, for `declare -f`. */
function remember(here: Here, node: NodeOf<'Function'>): void {
  const state = stateOf(here);
  const name = node.name.value;
  const text = (state.script ? state.script.text : here.task.text)?.slice(node.pos, node.end) ?? '';
  const { [name]: _, ...others } = state.sources ?? {};
  state.sources = /^(?:function\s+)?/.exec(text) && text.replace(/^function\s+/, '').startsWith(name) && !state.script?.still ? { ...others, [name]: text } : others;
}

function background(here: Here, node: NodeOf<'Statement'>, ports: Ports): void {
  const state = stateOf(here);
  const text = (here.task.text?.slice(node.command.pos, node.command.end) ?? 'background').replace(/^\(\s*([\s\S]*?)\s*\)$/, '( $1 )');
  const child = subshell(here, node.command, ports, { parent: null, text });
  state.lastBackground = processId(here.session, child);
  state.status = 0;
  const number = here.session.jobs.reduce((high, job) => Math.max(high, job.number), 0) + 1;
  here.session.jobs.push({ number, task: child.id, text });
  if (state.interactive) write(here.run, `[${number}] ${processId(here.session, child)}\n`);
}
