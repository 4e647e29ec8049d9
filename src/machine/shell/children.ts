// What programs have running on their behalf: how it begins, which tasks it takes, and how it ends.
import type { Work } from '../launch.ts';
import { pop } from './control.ts';
import type { FrameOf, Launched, Ports, Session, Task } from './frame.ts';
import { type Here, newStream, newTask, put, type Run, stateOf } from './here.ts';
import { forked, newShell } from './session.ts';
import { type NodeOf, parseWhole } from './syntax.ts';

/** Tasks, and all that came of them. */
export function descent(session: Session, ids: readonly number[]): Set<number> {
  const members = new Set(ids);
  for (const each of Object.values(session.tasks).sort((a, b) => a.id - b.id)) if (each.parent !== null && members.has(each.parent)) members.add(each.id);
  return members;
}

/** Ends tasks as Ctrl-C does, with everything below them. They themselves stay, ended, for who launched them. */
export function endTasks(run: Run, session: Session, ids: readonly number[]): void {
  for (const id of descent(session, ids)) {
    const task = session.tasks[id];
    if (!task || task.done) continue;
    const here: Here = { run, session, task };
    while (task.stack.length > 0) pop(here);
    for (const stream of task.closes) if (session.streams[stream]) session.streams[stream].closed = true;
    task.killed = true;
    task.done = true;
    task.status = 130;
    if (!ids.includes(id)) delete session.tasks[id];
  }
}

/** Ends what still runs for a program that has ended. */
export function forsake({ run, session }: Here, { task, stream }: Launched): void {
  endTasks(run, session, [task]);
  delete session.tasks[task];
  if (stream !== null) delete session.streams[stream];
}

/** Puts a task beside a program's own. */
export function spawn(here: Here, frame: FrameOf<'program'>, what: Work): Launched {
  const { run, session } = here;
  const capture = what.capture ? newStream(session) : null;
  const stdin = what.stdin === undefined ? null : newStream(session, what.stdin, true);
  const ports: Ports = {
    ...frame.ports,
    ...(stdin === null ? {} : { 0: { to: 'stream', id: stdin } }),
    ...(capture === null ? {} : { 1: { to: 'stream', id: capture } }),
    ...(what.merge ? { 2: capture === null ? (frame.ports[1] ?? frame.ports[2]) : { to: 'stream', id: capture } } : {}),
  };
  const other = 'machine' in what && what.machine ? run.computers.machines[what.machine] : undefined;
  const shell = other
    ? { ...newShell(other, { name: 'bash', at: run.time.now, cwd: other.home, env: {}, pid: stateOf(here).pid + here.session.next }), interactive: false }
    : forked(stateOf(here));
  // The environment that the program itself got is what its child gets; a shell counts how deep it is.
  if ('script' in what && shell.vars.SHLVL) shell.vars.SHLVL = { ...shell.vars.SHLVL, value: String((Number(shell.vars.SHLVL.value) || 0) + 1) };
  if (!other) {
    for (const [name, value] of Object.entries(frame.env)) shell.vars[name] = { value, exported: true };
    if ('cleanEnv' in what && what.cleanEnv) shell.vars = {};
  }
  for (const [name, value] of Object.entries(what.env ?? {})) shell.vars[name] = { value, exported: true };
  if (what.cwd) shell.cwd = what.cwd;
  const task: Task = newTask(here, {
    machine: other?.name ?? here.task.machine,
    shell,
    stack: [],
    cause: here.task.cause,
    by: here.task.by,
    closes: capture === null ? [] : [capture],
  });
  const launched: Launched = { task: task.id, stream: capture };
  if ('argv' in what) {
    // Aliases and functions are the shell's own: what a program starts is a program.
    shell.functions = {};
    task.stack.push({
      kind: 'simple',
      node: commandOf(what.argv),
      aliased: [],
      phase: 'expand',
      restore: null,
      captured: [],
      capturing: null,
      captureStatus: null,
      ports,
      guarded: false,
    });
    return launched;
  }
  shell.functions = {};
  shell.aliases = {};
  shell.positional = [...what.args];
  shell.options = { ...shell.options, errexit: what.errexit ?? false, xtrace: what.trace ?? false, nounset: false, pipefail: false };
  const parsed = parseWhole(what.script);
  shell.name = what.name;
  shell.script = { name: what.name, line: 1, text: what.script };
  if (parsed.is === 'wrong') {
    const where = what.name === 'bash' ? 'bash: -c: ' : `${what.name}: `;
    // At the end of the text it is the line behind the last that is named.
    const ended = /unexpected end of file$/.test(parsed.message) && !what.script.endsWith('\n') ? 1 : 0;
    const shown = /unexpected token/.test(parsed.message) ? `${where}line ${parsed.line}: \`${what.script.split('\n')[parsed.line - 1]}'\n` : '';
    put({ ...here, task }, ports, 2, `${where}line ${parsed.line + ended}: ${parsed.message}\n${shown}`);
    shell.status = 2;
    return launched;
  }
  task.stack.push({ kind: 'list', nodes: parsed.nodes, index: 0, ports, guarded: false });
  return launched;
}

/** A command of ready words: nothing in them is expanded any more. */
function commandOf(argv: readonly string[]): NodeOf<'Command'> {
  const words = argv.map((text): NodeOf<'Word'> => ({ type: 'Word', pos: 0, end: 0, text: `'${text}'`, value: text }));
  return JSON.parse(JSON.stringify({ type: 'Command', pos: 0, end: 0, name: words[0], prefix: [], suffix: words.slice(1) })) as NodeOf<'Command'>;
}
