// Expanding words that may have substitutions in them: run the first one that has not run, then begin again, until all have.

import { abandon, pop, settle } from './control.ts';
import type { Scope } from './expand.ts';
import type { Expanding, Frame } from './frame.ts';
import { complain, diskOf, type Here, machineOf, newStream, newTask, stateOf } from './here.ts';
import { randomOf } from './parameter.ts';
import { copiedVariables, forked } from './session.ts';
import type { Node } from './syntax.ts';
import { parse } from './syntax.ts';
import { ShellError } from './variables.ts';

/** A substitution that must run before the expansion can go on. */
class Needed extends Error {
  constructor(readonly node: Node) {
    super('needed');
  }
}

export const fresh = (): Expanding => ({ captured: [], capturing: null, captureStatus: null });

export type Attempt<T> = { readonly is: 'done'; readonly value: T } | { readonly is: 'waiting'; readonly moved: boolean } | { readonly is: 'failed'; readonly error: ShellError };

export function scopeOf(here: Here, capture: Scope['capture'] = () => ''): Scope {
  return {
    state: stateOf(here),
    disk: diskOf(here),
    time: here.run.time,
    home: machineOf(here).home,
    capture,
    random: () => randomOf(here.run),
  };
}

/** Runs `work` with what has been captured so far. What it changed is undone when another substitution must run first. */
export function attempt<T>(here: Here, frame: Frame & Expanding, work: (scope: Scope) => T): Attempt<T> {
  if (frame.capturing) {
    const child = here.session.tasks[frame.capturing.task];
    if (child && !child.done) return { is: 'waiting', moved: false };
    const text = here.session.streams[frame.capturing.stream]?.text ?? '';
    frame.captured.push(text);
    frame.captureStatus = child?.status ?? 0;
    delete here.session.tasks[frame.capturing.task];
    delete here.session.streams[frame.capturing.stream];
    frame.capturing = null;
  }
  const state = stateOf(here);
  const before = copiedVariables(state.vars);
  let used = 0;
  const scope = scopeOf(here, (node) => {
    const text = frame.captured[used++];
    if (text === undefined) throw new Needed(node as Node);
    return node.type === 'ProcessSubstitution' ? placed(here, text, used) : text.replace(/\n+$/, '');
  });
  try {
    return { is: 'done', value: work(scope) };
  } catch (error) {
    if (error instanceof ShellError) return { is: 'failed', error };
    if (!(error instanceof Needed)) throw error;
    state.vars = before;
    const node = error.node;
    const script = 'script' in node ? node.script : undefined;
    let nodes = script?.commands as readonly Node[] | undefined;
    if (!nodes) {
      const inner = 'text' in node ? String(node.text).replace(/^\$\(|\)$|^`|`$/g, '') : '';
      const parsed = parse(inner);
      nodes = parsed.is === 'complete' ? parsed.nodes : [];
    }
    const stream = newStream(here.session);
    const child = newTask(here, {
      machine: here.task.machine,
      shell: forked(state),
      stack: [{ kind: 'list', nodes, index: 0, ports: { ...frame.ports, 1: { to: 'stream', id: stream } }, guarded: false }],
      cause: here.task.cause,
      by: here.task.by,
      closes: [stream],
    });
    frame.capturing = { task: child.id, stream };
    return { is: 'waiting', moved: true };
  }
}

/** The file through which a process substitution is read; removed when the command has ended. */
function placed(here: Here, text: string, index: number): string {
  const disk = machineOf(here).disk;
  const path = `/dev/fd/${64 - index}`;
  for (const folder of ['/dev', '/dev/fd']) disk[folder] ??= { type: 'folder', mode: 0o755, mtime: here.run.time.now };
  disk[path] = { type: 'file', text, mode: 0o600, mtime: here.run.time.now };
  return path;
}

export function removePlaced(here: Here, frame: Expanding): void {
  if (frame.captured.length === 0) return;
  const disk = machineOf(here)?.disk;
  if (disk?.['/dev/fd']) for (const key of Object.keys(disk)) if (key.startsWith('/dev/fd/')) delete disk[key];
}

/** Says what went wrong in an expansion. */
export function report(here: Here, frame: Frame, error: ShellError): void {
  if (error.message) complain(here, frame.ports, error.message);
}

/** Expansion of a compound's own words: gives the value, or has moved on because it must wait or has failed. */
export function words<T>(here: Here, frame: Frame & Expanding, work: (scope: Scope) => T): { value: T } | { moved: boolean } {
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
