// What init tells as it goes: text for a person, or one object a line for a program (`-json`).
import { initLine, logLine } from '../../../terraform/print/json-lines.ts';
import type { Session } from './session.ts';

/** A message with a code: bold, unless `text` says otherwise. */
export function heading(session: Session, code: string, message: string, text = `${session.ink.bold(message)}\n`): void {
  session.process.out(session.stream ? initLine(session.process.time.now, code, message) : text);
}

/** A line of progress; programs may be told it in other words. */
export function note(session: Session, text: string, message = text): void {
  session.process.out(session.stream ? logLine(session.process.time.now, message) : `${text}\n`);
}
