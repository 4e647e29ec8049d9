// Simple commands: expand, find what the name means, run it.

import { DiskError } from '../disk/disk.ts';
import { baseName, parentOf } from '../disk/path.ts';
import { DISK_WORDS } from '../disk/view.ts';
import { attempt, drain, removePlaced, report } from './attempt.ts';
import { BUILTINS } from './builtins/index.ts';
import { abandon, pop, settle } from './control.ts';
import { pushProgram } from './executable.ts';
import { expandText, expandWord, type Scope } from './expand.ts';
import type { FrameOf, Ports, ShellState, Variable } from './frame.ts';
import { complain, diskOf, type Here, put, stateOf } from './here.ts';
import { push } from './push.ts';
import { isRedirection, open, type Prepared, prepare } from './redirect.ts';
import { type Node, type NodeOf, parse, parseWhole } from './syntax.ts';
import { assign, assignArray, environment, quoted, ShellError, variable } from './variables.ts';

type SimpleFrame = FrameOf<'simple'>;

interface Words {
  readonly argv: readonly string[];
  readonly assignments: readonly Assigned[];
  readonly redirections: readonly Prepared[];
}

interface Assigned {
  readonly name: string;
  readonly value: string | readonly { readonly key: string | null; readonly value: string }[];
  readonly index: string | undefined;
  readonly append: boolean;
}

/** Builtins whose arguments may be assignments. */
const DECLARES = new Set(['export', 'local', 'declare', 'typeset', 'readonly']);

function expandAssignment(scope: Scope, node: NodeOf<'Assignment'>): Assigned {
  const append = node.append ?? false;
  if (node.value.type === 'ArrayValue') {
    const value = node.value.elements.flatMap((element): { key: string | null; value: string }[] => {
      const keyed = /^\[([^\]]*)\]=/.exec(element.text);
      if (!keyed) return expandWord(scope, element).map((text) => ({ key: null, value: text }));
      const text = expandText(scope, element);
      return [{ key: (keyed[1] as string).replace(/^["']|["']$/g, ''), value: text.slice(text.indexOf(']=') + 2) }];
    });
    return { name: node.name, value, index: undefined, append };
  }
  return { name: node.name, value: expandText(scope, node.value, true), index: node.index ? expandText(scope, node.index) : undefined, append };
}

function applyAssignment(state: ShellState, given: Assigned): void {
  if (typeof given.value === 'string') assign(state, given.name, given.value, { append: given.append, ...(given.index === undefined ? {} : { index: given.index }) });
  else assignArray(state, given.name, given.value, given.append);
}

function expandAll(scope: Scope, node: NodeOf<'Command'>): Words {
  const argv = node.name ? expandWord(scope, node.name) : [];
  const declares = DECLARES.has(argv[0] ?? '');
  const redirections: Prepared[] = [];
  const assignments: Assigned[] = [];
  for (const item of node.prefix) {
    if (item.type !== 'Assignment') redirections.push(prepare(scope, item));
    else {
      const given = expandAssignment(scope, item);
      assignments.push(given);
      // Without a command each counts for the words behind it: `IFS=/ parts=($path)`.
      if (!node.name) applyAssignment(scope.state, given);
    }
  }
  for (const item of node.suffix) {
    if (isRedirection(item)) redirections.push(prepare(scope, item));
    else if (item.type === 'Word') argv.push(...expandWord(scope, item));
    else if (item.type === 'Assignment') {
      const given = expandAssignment(scope, item);
      if (!declares) argv.push(`${item.text.slice(0, item.text.indexOf('=') + 1)}${typeof given.value === 'string' ? given.value : ''}`);
      else if (typeof given.value === 'string') argv.push(`${given.name}${given.index === undefined ? '' : `[${given.index}]`}${given.append ? '+' : ''}=${given.value}`);
      else {
        assignArray(scope.state, given.name, given.value, given.append);
        argv.push(given.name);
      }
    }
  }
  return { argv, assignments, redirections };
}

/** Replaces an alias's name. True when there was one. */
function replaceAlias(here: Here, frame: SimpleFrame): boolean {
  const node = frame.node as NodeOf<'Command'>;
  const state = stateOf(here);
  const name = node.name;
  if (!state.interactive || !name || name.parts || name.text !== name.value) return false;
  const aliases = state.known ?? state.aliases;
  const text = Object.hasOwn(aliases, name.value) ? aliases[name.value] : undefined;
  if (text === undefined || frame.aliased.includes(name.value)) return false;
  frame.aliased.push(name.value);
  const parsed = parse(text);
  if (parsed.is !== 'complete') {
    complain(here, frame.ports, parsed.is === 'wrong' ? parsed.message : 'syntax error: unexpected end of file');
    pop(here);
    settle(here, frame, 2);
    return true;
  }
  const only = parsed.nodes.length === 1 ? parsed.nodes[0] : undefined;
  const command = only?.type === 'Statement' && !only.background ? only.command : undefined;
  if (command?.type === 'Command') {
    frame.node = { ...command, prefix: [...node.prefix, ...command.prefix], suffix: [...command.suffix, ...node.suffix] };
    return true;
  }
  const whole = parse([text, ...node.suffix.map((item) => ('text' in item ? item.text : ''))].join(' '));
  pop(here);
  if (whole.is === 'complete') here.task.stack.push({ kind: 'list', nodes: whole.nodes, index: 0, ports: frame.ports, guarded: frame.guarded });
  return true;
}

export function stepCommand(here: Here, frame: SimpleFrame): boolean {
  const state = stateOf(here);
  if (frame.phase === 'running') {
    if (drain(here, frame)) return true;
    removePlaced(here, frame);
    pop(here);
    settle(here, frame, state.status);
    return true;
  }
  if (replaceAlias(here, frame)) return true;
  const node = frame.node as NodeOf<'Command'>;
  if (state.script && !state.script.still) state.script.line = state.script.text.slice(0, node.pos).split('\n').length;
  const tried = attempt(here, frame, (scope) => expandAll(scope, node));
  if (tried.is === 'waiting') return tried.moved;
  if (tried.is === 'failed') {
    report(here, frame, tried.error);
    if (tried.error.fatal) abandon(here, tried.error.status);
    else {
      pop(here);
      settle(here, frame, tried.error.status);
    }
    return true;
  }
  frame.phase = 'running';
  try {
    dispatch(here, frame, tried.value);
  } catch (error) {
    if (error instanceof DiskError) {
      // A builtin could not write what it had to say.
      complain(here, frame.ports, `${tried.value.argv[0]}: write error: ${DISK_WORDS[error.code]}`);
      state.status = 1;
      return true;
    }
    if (!(error instanceof ShellError)) throw error;
    report(here, frame, error);
    if (error.fatal && here.task.stack.includes(frame)) abandon(here, error.status);
    else state.status = error.status;
  }
  return true;
}

function trace(here: Here, ports: Ports, words: Words): void {
  if (!stateOf(here).options.xtrace) return;
  const assignments = words.assignments.map(
    (each) => `${each.name}=${typeof each.value === 'string' ? quoted(each.value) : `(${each.value.map((item) => quoted(item.value)).join(' ')})`}`,
  );
  put(here, ports, 2, `+ ${[...assignments, ...words.argv.map(quoted)].join(' ')}\n`);
}

function dispatch(here: Here, frame: SimpleFrame, words: Words): void {
  const state = stateOf(here);
  const [name] = words.argv;
  trace(here, frame.ports, words);
  const ports = open(here, frame.ports, words.redirections, name ?? state.name);
  if (name === undefined) {
    state.status = frame.captureStatus ?? 0;
    return;
  }
  const found = lookUp(here, name);
  if (found.is === 'program' || found.is === 'file') {
    const env = environment(state);
    for (const given of words.assignments) if (typeof given.value === 'string') env[given.name] = given.append ? (env[given.name] ?? '') + given.value : given.value;
    if (found.is === 'program') pushProgram(here, found.name, words.argv.slice(1), ports, env, frame.guarded);
    else if (here.run.outside.programs.bash) pushProgram(here, 'bash', [found.path, ...words.argv.slice(1)], ports, env, frame.guarded);
    else throw new ShellError(`${name}: cannot execute: no interpreter`, 126);
    return;
  }
  if (found.is === 'missing') {
    complain(here, ports, found.message);
    state.status = found.status;
    return;
  }
  const saved: Record<string, Variable | null> = {};
  for (const given of words.assignments) {
    const before = variable(state, given.name);
    saved[given.name] = before ? { ...before } : null;
    applyAssignment(state, given);
    const now = variable(state, given.name);
    if (now) now.exported = true;
  }
  if (words.assignments.length > 0) frame.restore = saved;
  if (found.is === 'function') {
    if (here.task.stack.filter((each) => each.kind === 'call').length > 200) throw new ShellError(`${name}: maximum function nesting level exceeded (200)`, 1, true);
    here.task.stack.push({ kind: 'call', positional: state.positional, locals: {}, name, ports, guarded: frame.guarded });
    state.positional = words.argv.slice(1);
    inside(here, name);
    push(here, found.body, ports, frame.guarded);
    return;
  }
  const answer = found.run(here, words.argv.slice(1), ports, frame);
  if (answer !== 'pushed') state.status = answer;
}

/** Puts a function's name at the head of FUNCNAME, for as long as it runs. */
function inside(here: Here, name: string): void {
  const { vars } = stateOf(here);
  const call = here.task.stack.at(-1) as FrameOf<'call'>;
  const before = variable(stateOf(here), 'FUNCNAME');
  call.locals.FUNCNAME = before ?? null;
  const names = [name, ...Object.values(before?.items ?? {})];
  vars.FUNCNAME = { value: '', exported: false, items: Object.fromEntries(names.map((each, index) => [String(index), each])) };
}

type Found =
  | { readonly is: 'function'; readonly body: Node }
  | { readonly is: 'builtin'; readonly run: (typeof BUILTINS)[string] }
  | { readonly is: 'program'; readonly name: string }
  | { readonly is: 'file'; readonly path: string }
  | { readonly is: 'missing'; readonly message: string; readonly status: number };

/** Folders in which the programs of the machine are, as far as anybody looks. */
const PROGRAM_FOLDERS = ['/bin', '/usr/bin', '/usr/local/bin'];

/** What a name means now: function, builtin, program, a file that can be run, or nothing. */
export function lookUp(here: Here, name: string, without: readonly ('function' | 'builtin')[] = []): Found {
  const state = stateOf(here);
  const body = !without.includes('function') && Object.hasOwn(state.functions, name) ? state.functions[name] : undefined;
  if (body) return { is: 'function', body };
  const builtin = !without.includes('builtin') && Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined;
  if (builtin) return { is: 'builtin', run: builtin };
  const { programs } = here.run.outside;
  const disk = diskOf(here);
  if (name.includes('/')) {
    const path = disk.resolve(name);
    const entry = disk.stat(name);
    if (!entry && PROGRAM_FOLDERS.includes(parentOf(path)) && Object.hasOwn(programs, baseName(path))) return { is: 'program', name: baseName(path) };
    if (!entry) return { is: 'missing', message: `${name}: No such file or directory`, status: 127 };
    if (entry.type === 'folder') return { is: 'missing', message: `${name}: Is a directory`, status: 126 };
    if (!(entry.mode & 0o100)) return { is: 'missing', message: `${name}: Permission denied`, status: 126 };
    return { is: 'file', path: name };
  }
  for (const folder of (variable(state, 'PATH')?.value ?? '/usr/local/bin:/usr/bin:/bin').split(':')) {
    if (PROGRAM_FOLDERS.includes(folder.replace(/\/$/, '')) && Object.hasOwn(programs, name)) return { is: 'program', name };
    const path = `${folder || '.'}/${name}`;
    const entry = name === '' ? null : disk.stat(path);
    if (entry?.type === 'file' && entry.mode & 0o100) return { is: 'file', path };
  }
  return { is: 'missing', message: `${name}: command not found`, status: 127 };
}

/** Runs shell text in this shell, as `eval` and `source` do. */
export function runText(here: Here, text: string, ports: Ports, guarded: boolean, name: string | null): number | 'pushed' {
  const parsed = parseWhole(text);
  if (parsed.is === 'wrong') {
    if (name !== null) put(here, ports, 2, `${name}: line ${parsed.line}: ${parsed.message}\n`);
    else complain(here, ports, stateOf(here).script ? `eval: line ${parsed.line}: ${parsed.message}` : parsed.message);
    return 2;
  }
  const state = stateOf(here);
  state.status = 0;
  if (name === null) here.task.stack.push({ kind: 'aside', status: null, script: state.script, trap: null, ports, guarded });
  here.task.stack.push({ kind: 'list', nodes: parsed.nodes, index: 0, ports, guarded });
  if (name !== null) state.script = { name, line: 1, text };
  else if (state.script) state.script = { ...state.script, still: true };
  return 'pushed';
}
