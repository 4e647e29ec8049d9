// Expanding words that may have substitutions in them: run the first one that has not run, then begin again, until all have.

import { glance } from '../../engine/draft.ts';
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
    stateOf(here).status = frame.captureStatus;
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
    if (node.type !== 'ProcessSubstitution') return text.replace(/\n+$/, '');
    return isFeeding(node) ? text : placed(here, text, used);
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
    if (isFeeding(node)) return feed(here, frame, nodes);
    const file = 'text' in node ? /^(?:\$\(|`)\s*(<(?![<(&])[\s\S]*?)(?:\)|`)$/.exec(String(node.text))?.[1] : undefined;
    // `$(< file)` is the text of the file.
    const reading = file === undefined ? null : parse(`cat ${file}`);
    if (reading?.is === 'complete') nodes = reading.nodes;
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

const isFeeding = (node: { readonly type: string }): boolean => node.type === 'ProcessSubstitution' && (node as { operator?: string }).operator === '>';

/** `>(...)`: a reader beside the command, behind a file that only the command's own descriptors and programs know. */
function feed(here: Here, frame: Frame & Expanding, nodes: readonly Node[]): { readonly is: 'waiting'; readonly moved: true } {
  const state = stateOf(here);
  const stream = newStream(here.session);
  const child = newTask(here, {
    machine: here.task.machine,
    shell: forked(state),
    stack: [{ kind: 'list', nodes, index: 0, ports: { ...frame.ports, 0: { to: 'stream', id: stream } }, guarded: false }],
    cause: here.task.cause,
    by: here.task.by,
  });
  const path = placed(here, '', frame.captured.length + 1);
  frame.captured.push(path);
  frame.fed = [...(frame.fed ?? []), { path, stream, task: child.id }];
  return { is: 'waiting', moved: true };
}

/** The command has ended: what it wrote into `>(...)` is all there is, and who reads it comes to its end. False when there is nothing of the kind. */
export function drain(here: Here, frame: Frame & Expanding): boolean {
  const [fed, ...rest] = frame.fed ?? [];
  if (!fed) return false;
  frame.fed = rest;
  const file = glance(machineOf(here)?.disk ?? {})[fed.path];
  const stream = here.session.streams[fed.stream];
  if (stream) {
    if (file?.type === 'file') stream.text += file.text ?? '';
    stream.closed = true;
  }
  here.task.stack.push({ kind: 'aside', status: stateOf(here).status, script: stateOf(here).script, trap: null, ports: frame.ports, guarded: true });
  here.task.stack.push({ kind: 'child', task: fed.task, ports: frame.ports, guarded: true });
  return true;
}

/** The stream behind the file of a `>(...)` that a command of this task is being given; null for any other file. */
export function fedStream(here: Here, path: string): number | null {
  for (const frame of here.task.stack) if ('fed' in frame) for (const fed of frame.fed ?? []) if (fed.path === path) return fed.stream;
  return null;
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
