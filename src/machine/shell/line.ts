// A line at the prompt: history, continuation lines, syntax errors, and then a task.
import { snapshot } from '../../engine/draft.ts';
import { because, note } from '../../engine/moment.ts';
import { SSH_PORT } from '../machine.ts';
import type { By, Session } from './frame.ts';
import type { Run } from './here.ts';
import { recall } from './history.ts';
import { promptText } from './prompt.ts';
import { leaveSession, startLine, write } from './run.ts';
import { parse } from './syntax.ts';

/** Echoes a line behind the prompt and takes it. */
export function typeLine(run: Run, session: Session, text: string, by: By): void {
  write(run, `${promptText(run.computers, session)}${text}\n`);
  takeLine(run, session, text, by);
}

/** Whether the machine on which a nested shell runs can still be reached. */
function connected(run: Run, session: Session): boolean {
  const below = run.sessions[run.sessions.length - 2];
  return session.host === null || !below || run.outside.reachable(below.machine, session.host, SSH_PORT)?.machine === session.machine;
}

/** Adds a line to the terminal's history. The list is replaced by a frozen one: late in an evening it is long, and a step looks through what it changes. */
function remember({ terminal }: Run, line: string): void {
  terminal.history = Object.freeze([...snapshot(terminal.history), line]) as string[];
}

/** Runs a line that has been echoed already. */
export function takeLine(run: Run, session: Session, typed: string, by: By): void {
  if (!connected(run, session)) {
    leaveSession(run, session, 'client_loop: send disconnect: Broken pipe\n');
    return;
  }
  const recalled = session.pending.length === 0 && session.shell.noHistory !== true ? recall(run.terminal.history, typed) : { text: typed, changed: false, error: null };
  if (recalled.error) {
    write(run, `${session.shell.name}: ${recalled.error}\n`);
    return;
  }
  if (recalled.changed) write(run, `${recalled.text}\n`);
  const whole = [...session.pending, recalled.text].join('\n');
  const parsed = parse(whole);
  if (parsed.is === 'incomplete') {
    session.pending.push(recalled.text);
    return;
  }
  session.pending = [];
  if (whole.trim() === '') return;
  if (!whole.startsWith(' ') && run.terminal.history.at(-1) !== whole) remember(run, whole);
  run.terminal.by = by;
  const { terminal } = run;
  const cause = note(run.time, 'shell.line', { terminal: terminal.id, machine: session.machine, cwd: session.shell.cwd, text: whole, by });
  if (parsed.is === 'wrong') {
    write(run, `${session.shell.name}: ${parsed.message}\n`);
    session.shell.status = 2;
    because(run.time, cause, () => note(run.time, 'shell.exit', { terminal: terminal.id, text: whole, exit: 2, by }));
    return;
  }
  startLine(run, session, whole, parsed.nodes, by, cause);
}
