// timeout, nohup, nice: another program, under a condition.

import { SECOND } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import type { Launcher, LaunchingProcess } from '../launch.ts';
import { signalOf } from '../shell/signal.ts';
import { readOptions } from './options.ts';

/** Whether there is such a program; GNU's words when there is not, and the status that goes with them. */
function missing(process: LaunchingProcess, name: string, command: string): number | null {
  const folders = (process.env.PATH ?? '/usr/bin').split(':');
  // Of these the shell has its own.
  if (['true', 'false', 'test', '[', 'pwd', 'kill'].includes(command)) return null;
  if (command.includes('/') ? process.disk.stat(command) : Object.hasOwn(process.programs, command) || folders.some((folder) => process.disk.stat(`${folder}/${command}`)))
    return null;
  process.err(`${name}: failed to run command ‘${command}’: No such file or directory\n`);
  return 127;
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Milliseconds of `5`, `0.5s`, `2m`; null when it is no length of time. */
export function durationOf(text: string): number | null {
  const match = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(text);
  return match ? Math.round(Number(match[1]) * (UNITS[match[2] || 's'] as number) * SECOND) : null;
}

export const timeout: Launcher = {
  name: 'timeout',
  summary: 'a program that may run for so long',
  launches: true,
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'timeout',
      flags: 'v',
      valued: 'ks',
      long: { 'kill-after=': 'k', 'signal=': 's', 'preserve-status': 'preserve', foreground: 'foreground', verbose: 'v' },
      early: true,
      misuse: 125,
      help: 'Usage: timeout [OPTION] DURATION COMMAND [ARG]...\n  or:  timeout [OPTION]\nStart COMMAND, and kill it if still running after DURATION.\n\n      --preserve-status\n                 exit with the same status as COMMAND, even when the\n                   command times out\n  -k, --kill-after=DURATION\n                 also send a KILL signal if COMMAND is still running\n                   this long after the initial signal was sent\n  -s, --signal=SIGNAL\n                 specify the signal to be sent on timeout',
    });
    if (typeof options === 'number') return { exit: options };
    const [limit, ...words] = options.operands;
    if (limit === undefined || words.length === 0) {
      process.err("timeout: missing operand\nTry 'timeout --help' for more information.\n".replace('missing operand', limit === undefined ? 'missing operand' : 'missing operand'));
      return { exit: 125 };
    }
    const milliseconds = durationOf(limit);
    if (milliseconds === null) {
      process.err(`timeout: invalid time interval ‘${limit}’\nTry 'timeout --help' for more information.\n`);
      return { exit: 125 };
    }
    if (options.value('s') !== undefined && !signalOf(options.value('s') as string)) {
      process.err(`timeout: ‘${options.value('s')}’: invalid signal\n`);
      return { exit: 125 };
    }
    const absent = missing(process, 'timeout', words[0] as string);
    if (absent !== null) return { exit: absent };
    const until = milliseconds === 0 ? null : process.time.now + milliseconds;
    return {
      attend: { launches: [{ key: 'it', launch: { argv: words } }], until },
      state: { killed: options.value('s') === 'KILL' || options.value('s') === '9', command: words[0] as string, loud: options.has('v') },
    };
  },
  // What it runs ends with it.
  resume(process, state, wake) {
    if (wake.by === 'interrupt') return { exit: 130 };
    const { killed, command, loud } = state as { killed: boolean; command: string; loud: boolean };
    if (loud) process.err(`timeout: sending signal ${killed ? 'KILL' : 'TERM'} to command ‘${command}’\n`);
    return { exit: killed ? 137 : 124 };
  },
  launched: (_process, _state, exit) => ({ exit }),
};

export const nohup: Launcher = {
  name: 'nohup',
  summary: 'a program that a closed terminal does not end',
  launches: true,
  start(process, argv) {
    if (argv.length === 0) {
      process.err("nohup: missing operand\nTry 'nohup --help' for more information.\n");
      return { exit: 125 };
    }
    const absent = missing(process, 'nohup', argv[0] as string);
    if (absent !== null) return { exit: absent };
    const { in: input, out, err } = process.terminal;
    if (out) process.err(`nohup: ${input ? 'ignoring input and ' : ''}appending output to 'nohup.out'\n`);
    else if (err) process.err(`nohup: ${input ? 'ignoring input and ' : ''}redirecting stderr to stdout\n`);
    else if (input) process.err('nohup: ignoring input\n');
    if (!out) return { launch: { argv, ...(input ? { stdin: '' } : {}), ...(err ? { merge: true } : {}) }, state: null };
    process.disk.write('nohup.out', '', { append: true, mode: 0o600 });
    return { launch: { argv, ...(input ? { stdin: '' } : {}), capture: true, merge: err }, state: 'nohup.out' };
  },
  launched(process, state: Json, exit, output) {
    if (typeof state === 'string') process.disk.write(state, output, { append: true });
    return { exit };
  },
};

export const nice: Launcher = {
  name: 'nice',
  summary: 'a program that gives way to others',
  launches: true,
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'nice',
      valued: 'n',
      long: { 'adjustment=': 'n' },
      numbers: true,
      early: true,
      misuse: 125,
      help: 'Usage: nice [OPTION] [COMMAND [ARG]...]\nRun COMMAND with an adjusted niceness, which affects process scheduling.',
    });
    if (typeof options === 'number') return { exit: options };
    if (options.operands.length === 0) {
      process.out('0\n');
      return { exit: 0 };
    }
    const absent = missing(process, 'nice', options.operands[0] as string);
    return absent === null ? { launch: { argv: options.operands }, state: null } : { exit: absent };
  },
};
