// Leaving frames: what a frame owes when it goes, and break, continue, return and exit.
import type { Frame, FrameOf, Ports } from './frame.ts';
import { complain, type Here, stateOf, topFrame } from './here.ts';
import { parseWhole } from './syntax.ts';

/** Takes the top frame off and gives back what it had borrowed. */
export function pop(here: Here): void {
  const frame = here.task.stack.pop();
  if (!frame) return;
  const state = stateOf(here);
  if (frame.kind === 'call') {
    state.positional = frame.positional;
    restore(here, frame.locals);
  } else if (frame.kind === 'sourced') {
    if (frame.positional) state.positional = frame.positional;
    if (frame.script !== undefined) state.script = frame.script;
  } else if (frame.kind === 'aside') state.script = frame.script;
  else if (frame.kind === 'simple' && frame.restore) restore(here, frame.restore);
}

function restore(here: Here, saved: FrameOf<'call'>['locals']): void {
  const { vars } = stateOf(here);
  for (const name of Object.keys(saved)) {
    const before = saved[name];
    if (before) vars[name] = before;
    else delete vars[name];
  }
}

/** A command has ended with a status: `$?`, `trap ... ERR`, and the end of the shell under `set -e`. */
export function settle(here: Here, frame: Frame, status: number): void {
  const state = stateOf(here);
  state.status = status;
  if (status === 0 || frame.guarded) return;
  const trap = here.task.stack.some((each) => each.kind === 'call' || (each.kind === 'aside' && each.trap === 'ERR')) ? undefined : state.traps?.ERR;
  if (state.options.errexit && trap) here.task.stack.push({ kind: 'leave', ports: frame.ports, guarded: true });
  else if (state.options.errexit) leaveShell(here, status);
  if (trap) pushAside(here, trap.action, trap.ports, 'ERR');
}

/** Runs a text beside what runs now, whose status and place in the script it leaves alone. */
export function pushAside(here: Here, text: string, ports: Ports, trap: string): void {
  const state = stateOf(here);
  const parsed = parseWhole(text);
  if (parsed.is === 'wrong') {
    complain(here, ports, `${trap} trap: line ${parsed.line}: ${parsed.message}`);
    return;
  }
  here.task.stack.push({ kind: 'aside', status: state.status, script: state.script, trap, ports, guarded: true });
  here.task.stack.push({ kind: 'list', nodes: parsed.nodes, index: 0, ports, guarded: true });
  if (state.script) state.script = { ...state.script, still: true };
}

/** A shell of its own, or the one with the keyboard, is about to end: its `trap ... EXIT` runs first. False when there is none. */
export function pushExitTrap(here: Here): boolean {
  const state = stateOf(here);
  const trap = state.traps?.EXIT;
  if (!trap || (here.task.shell === null && !here.session.closed)) return false;
  here.task.exiting = state.status;
  const { EXIT: _, ...traps } = state.traps ?? {};
  state.traps = traps;
  pushAside(here, trap.action, trap.ports, 'EXIT');
  return here.task.stack.length > 0;
}

type Loop = FrameOf<'while' | 'for' | 'cfor' | 'select'>;

const isLoop = (frame: Frame): frame is Loop => ['while', 'for', 'cfor', 'select'].includes(frame.kind);

/** `break` and `continue`. False when there is no loop here. */
export function leaveLoop(here: Here, levels: number, again: boolean): boolean {
  const { stack } = here.task;
  let loops = 0;
  for (let at = stack.length - 1; at >= 0 && stack[at]?.kind !== 'call'; at--) if (isLoop(stack[at] as Frame)) loops++;
  if (loops === 0) return false;
  let left = Math.min(levels, loops);
  for (;;) {
    const frame = topFrame(here.task) as Frame;
    if (isLoop(frame) && --left === 0) {
      if (again) next(frame);
      else pop(here);
      stateOf(here).status = 0;
      return true;
    }
    pop(here);
  }
}

/** Puts a loop where it goes on with the next round. */
function next(frame: Loop): void {
  frame.status = 0;
  if (frame.kind === 'while') frame.testing = false;
  if (frame.kind === 'cfor') frame.phase = 'body';
  if (frame.kind === 'select') frame.asked = false;
}

/** `return`. False outside of a function and a sourced file. */
export function leaveFunction(here: Here, status: number): boolean {
  const { stack } = here.task;
  if (!stack.some((frame) => frame.kind === 'call' || frame.kind === 'sourced')) return false;
  for (;;) {
    const kind = topFrame(here.task)?.kind;
    pop(here);
    if (kind === 'call' || kind === 'sourced') break;
  }
  stateOf(here).status = status;
  return true;
}

/** `exit`: of a subshell, a script, or the shell with the keyboard. */
export function leaveShell(here: Here, status: number): void {
  while (here.task.stack.length > 0) pop(here);
  stateOf(here).status = status;
  here.task.status = status;
  if (here.task.exiting !== undefined) here.task.exiting = status;
  if (here.task.shell === null) here.session.closed = true;
}

/** An expansion error ends the line or the script, not the shell with the keyboard. */
export function abandon(here: Here, status: number): void {
  while (here.task.stack.length > 0) pop(here);
  stateOf(here).status = status;
  here.task.status = status;
}
