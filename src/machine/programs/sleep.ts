// sleep: waits in simulated time.
import type { Program } from '../program.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400 };

export const sleep: Program = {
  name: 'sleep',
  summary: 'wait for a number of seconds',
  start(process, argv) {
    if (argv.length === 0) {
      process.err("sleep: missing operand\nTry 'sleep --help' for more information.\n");
      return { exit: 1 };
    }
    let seconds = 0;
    for (const word of argv) {
      const match = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(word);
      if (!match) {
        process.err(
          /^-./.test(word)
            ? `sleep: invalid option -- '${word.slice(1, 2)}'\nTry 'sleep --help' for more information.\n`
            : `sleep: invalid time interval ‘${word}’\nTry 'sleep --help' for more information.\n`,
        );
        return { exit: 1 };
      }
      seconds += Number(match[1]) * (UNITS[match[2] || 's'] ?? 1);
    }
    return { wait: { for: 'time', until: process.time.now + Math.round(seconds * 1000) }, state: null };
  },
  resume: (_process, _state, wake) => ({ exit: wake.by === 'interrupt' ? 130 : 0 }),
};
