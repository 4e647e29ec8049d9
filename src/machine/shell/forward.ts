// Ports that ssh forwards: what is reached at `localhost:PORT` on a machine is what the machine at the other end reaches.
import { type Machine, SSH_PORT } from '../machine.ts';
import { type DatabaseServers, noServers } from '../program.ts';
import type { Session, Task } from './frame.ts';
import type { Run } from './here.ts';

/** `[bind:]port:host:hostport`; null when it is none. */
export function readForward(text: string): { readonly port: number; readonly host: string; readonly hostPort: number } | null {
  const match = /^(?:[^:]*:)?(\d+):([^:]+):(\d+)$/.exec(text);
  return match ? { port: Number(match[1]), host: match[2] as string, hostPort: Number(match[3]) } : null;
}

interface Forwarding {
  readonly forwards?: readonly string[];
  readonly machine?: string;
}

/** All sessions of the terminals; of the terminal at work, those being worked on. */
const sessionsOf = (run: Run): readonly Session[] =>
  Object.values(run.computers.terminals).flatMap((terminal) => (terminal.id === run.terminal.id ? run.sessions : (terminal.sessions as Session[])));

/** Where a port of a machine leads; null when no ssh on it listens there. */
export function forwardOf(run: Run, machine: string, port: number): { readonly machine: string; readonly host: string; readonly port: number } | null {
  for (const session of sessionsOf(run)) {
    for (const task of Object.values(session.tasks) as Task[]) {
      const frame = task.machine === machine && !task.done ? task.stack.find((one) => one.kind === 'program' && one.name === 'ssh') : undefined;
      if (frame?.kind !== 'program') continue;
      const state = (frame.state ?? {}) as Forwarding;
      for (const text of state.forwards ?? []) {
        const forward = readForward(text);
        if (forward?.port === port && state.machine) return { machine: state.machine, host: forward.host, port: forward.hostPort };
      }
    }
  }
  return null;
}

const LOCAL = /^(localhost|127\.0\.0\.1|::1)$/;

/** The database servers as seen from a machine, through the ports that are forwarded on it. */
export function serversFrom(run: Run, machine: Machine, depth = 0): DatabaseServers {
  const servers = run.outside.databases?.(machine) ?? noServers;
  return {
    ...servers,
    at(host, port) {
      if (!LOCAL.test(host)) return servers.at(host, port);
      const forward = depth < 4 ? forwardOf(run, machine.name, port) : null;
      const far = forward ? run.computers.machines[forward.machine] : undefined;
      if (!forward || !far || run.outside.reachable(machine.name, far.name, SSH_PORT) === null) return { ok: false, error: 'refused', ip: '127.0.0.1' };
      const reached = serversFrom(run, far, depth + 1).at(forward.host, forward.port);
      // The ssh at this end has taken the connection already: what fails at the other end closes it.
      return reached.ok ? { ...reached, ip: '127.0.0.1' } : { ok: false, error: 'closed', ip: '127.0.0.1' };
    },
  };
}
