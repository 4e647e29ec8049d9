// A fresh shell: what a person finds in one that has just been opened.
import type { Machine } from '../machine.ts';
import type { Session, ShellState, Variable } from './frame.ts';

export function newShell(
  host: Machine,
  given: { readonly name: string; readonly at: number; readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly pid: number },
): ShellState {
  const vars: Record<string, Variable> = {};
  const env: Record<string, string> = {
    HOME: host.home,
    USER: host.user,
    LOGNAME: host.user,
    SHELL: '/bin/bash',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TERM: 'xterm-256color',
    SHLVL: '1',
    LANG: 'en_US.UTF-8',
    HOSTNAME: host.hostname,
    ...host.env,
    ...given.env,
    PWD: given.cwd,
  };
  for (const name of Object.keys(env)) vars[name] = { value: env[name] as string, exported: name !== 'HOSTNAME' };
  return {
    name: given.name,
    interactive: true,
    cwd: given.cwd,
    vars,
    functions: {},
    aliases: { ls: 'ls --color=auto', ll: 'ls -alF', la: 'ls -A', grep: 'grep --color=auto' },
    positional: [],
    options: { errexit: false, xtrace: false, nounset: false, pipefail: false, noglob: false },
    status: 0,
    lastBackground: null,
    script: null,
    startedAt: given.at,
    pid: given.pid,
  };
}

/** `host` is the name by which ssh came here. */
export function newSession(
  machine: Machine,
  given: { readonly name: string; readonly at: number; readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly pid: number; readonly host?: string },
): Session {
  return {
    machine: machine.name,
    shell: newShell(machine, given),
    tasks: {},
    streams: {},
    next: 1,
    foreground: null,
    jobs: [],
    pending: [],
    typed: [],
    host: given.host ?? null,
    closed: false,
  };
}

/** A copy of variables that can be changed without changing these. */
export function copiedVariables(vars: Readonly<Record<string, Variable>>): Record<string, Variable> {
  const copy: Record<string, Variable> = {};
  for (const name in vars) {
    const found = vars[name] as Variable;
    copy[name] = found.items ? { ...found, items: { ...found.items } } : { ...found };
  }
  return copy;
}

/** A copy of a shell's state for a subshell: changes stay there. Bodies of functions are syntax, which nothing changes. */
export const forked = ({ traps: _traps, ports: _ports, known: _known, ...state }: ShellState): ShellState => ({
  ...state,
  vars: copiedVariables(state.vars),
  functions: { ...state.functions },
  aliases: { ...state.aliases },
  positional: [...state.positional],
  options: { ...state.options },
  script: state.script ? { ...state.script } : null,
  interactive: false,
});
