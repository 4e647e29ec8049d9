// The prompt: who, where, in which folder. Each host has its own colour, so that a person sees on which machine a line will run.
import { withTilde } from '../disk/path.ts';
import type { Computers, HostColour } from '../machine.ts';
import type { Session } from './frame.ts';

const SGR: Readonly<Record<HostColour, number>> = { green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 };

/** `you@new-laptop:~/infra$ ` with colours; `> ` in the middle of a command. */
export function promptText(computers: Computers, session: Session): string {
  if (session.pending.length > 0) return '> ';
  const host = computers.machines[session.machine];
  const name = `${host?.user ?? 'nobody'}@${host?.hostname ?? session.machine}`;
  const folder = withTilde(session.shell.cwd, session.shell.vars.HOME?.value ?? host?.home ?? '/');
  return `\x1b[1;${SGR[host?.colour ?? 'green']}m${name}\x1b[0m:\x1b[1;34m${folder}\x1b[0m$ `;
}
