// Leaving frames: what a frame owes when it goes, and break, continue, return and exit.
import type { Frame, FrameOf } from './frame.ts';
import { type Here, stateOf, topFrame } from './here.ts';

/** Takes the top frame off and gives back what it had borrowed. */
export function pop(here: Here): void {
  const frame = here.task.stack.pop();
  if (!frame) return;
  const state = stateOf(here);
  if (frame.kind === 'call') {
    state.positional = frame.positional;
    restore(here, frame.locals);
  } else if (frame.kind === 'sourced' && frame.positional) state.positional = frame.positional;
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

/** A command has ended with a status: `$?`, and the end of the shell under `set -e`. */
export function settle(here: Here, frame: Frame, status: number): void {
  const state = stateOf(here);
  state.status = status;
  if (status !== 0 && state.options.errexit && !frame.guarded) leaveShell(here, status);
}

const isLoop = (frame: Frame): frame is FrameOf<'while' | 'for' | 'cfor'> => frame.kind === 'while' || frame.kind === 'for' || frame.kind === 'cfor';

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
function next(frame: FrameOf<'while' | 'for' | 'cfor'>): void {
  frame.status = 0;
  if (frame.kind === 'while') frame.testing = false;
  if (frame.kind === 'cfor') frame.phase = 'body';
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
  if (here.task.shell === null) here.session.closed = true;
}

/** An expansion error ends the line or the script, not the shell with the keyboard. */
export function abandon(here: Here, status: number): void {
  while (here.task.stack.length > 0) pop(here);
  stateOf(here).status = status;
  here.task.status = status;
}
