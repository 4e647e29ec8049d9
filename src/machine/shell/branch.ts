// Conditions and loops: if, while, until, for, select, case.
import { evaluate } from './arithmetic.ts';
import { report, words } from './attempt.ts';
import { pop } from './control.ts';
import { expandPattern, expandText, expandWord, numbersOf } from './expand.ts';
import type { FrameOf } from './frame.ts';
import { type Here, put, stateOf } from './here.ts';
import { globToRegExp } from './pattern.ts';
import { push } from './push.ts';
import type { NodeOf } from './syntax.ts';
import { assign, ShellError, variable } from './variables.ts';

export function stepWhile(here: Here, frame: FrameOf<'while'>): boolean {
  const state = stateOf(here);
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

export function stepIf(here: Here, frame: FrameOf<'if'>): boolean {
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

export function stepFor(here: Here, frame: FrameOf<'for'>): boolean {
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

/** `select`: a numbered list, a question, and the body with the answer, until the input ends. */
export function stepSelect(here: Here, frame: FrameOf<'select'>): boolean {
  const node = frame.node as NodeOf<'Select'>;
  const state = stateOf(here);
  if (!frame.items) {
    const items = words(here, frame, (scope) => node.wordlist?.flatMap((word) => expandWord(scope, word)) ?? [...state.positional]);
    if (!('value' in items)) return items.moved;
    frame.items = items.value;
    if (frame.items.length === 0) {
      pop(here);
      return true;
    }
    put(here, frame.ports, 2, menu(frame.items));
  }
  if (!frame.asked) {
    frame.asked = true;
    put(here, frame.ports, 2, variable(state, 'PS3')?.value ?? '#? ');
    here.task.stack.push({ kind: 'read', names: ['REPLY'], raw: true, secret: false, array: null, delimiter: '\n', most: null, ports: frame.ports, guarded: true });
    return true;
  }
  frame.asked = false;
  if (state.status !== 0) {
    put(here, frame.ports, 2, '\n');
    pop(here);
    return true;
  }
  const reply = variable(state, 'REPLY')?.value.trim() ?? '';
  if (reply === '') {
    put(here, frame.ports, 2, menu(frame.items));
    return true;
  }
  assign(state, node.name.value, /^\d+$/.test(reply) ? (frame.items[Number(reply) - 1] ?? '') : '');
  push(here, node.body, frame.ports, frame.guarded);
  return true;
}

const menu = (items: readonly string[]): string => items.map((item, index) => `${String(index + 1).padStart(String(items.length).length)}) ${item}\n`).join('');

export function stepArithmeticFor(here: Here, frame: FrameOf<'cfor'>): boolean {
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

export function stepCase(here: Here, frame: FrameOf<'case'>): boolean {
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
