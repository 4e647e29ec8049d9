// ps, top, pgrep, pkill, killall: what runs on this machine, and signals for it by name.
import { HOUR } from '../../engine/clock.ts';
import type { Launcher, LaunchingProcess } from '../launch.ts';
import type { ProcessRow } from '../processes.ts';
import { type Signal, signalOf } from '../shell/signal.ts';
import { readOptions } from './options.ts';
import { uptimeLine } from './who.ts';
import { formatDate, zoneAt } from './zone.ts';

/** Kilobytes: what such programs take on a laptop. The simulation has no memory of its own to count. */
const SIZES: Readonly<Record<string, readonly [virtual: number, resident: number]>> = {
  terraform: [1_402_112, 98_304],
  aws: [186_420, 71_240],
  psql: [22_480, 9_216],
  git: [12_740, 6_144],
};
/** KiB of memory that a process takes. */
export const residentOf = (row: ProcessRow): number => sizeOf(row)[1];

const sizeOf = (row: ProcessRow): readonly [number, number] => SIZES[row.name] ?? (row.name === 'bash' ? [10_240, 5_376] : [8_448, 3_584]);

const INIT: ProcessRow = { pid: 1, parent: 0, user: 'root', tty: '?', since: Number.NEGATIVE_INFINITY, command: '/sbin/init', name: 'systemd', stat: 'Ss' };

/** `22:41` today, `Feb25` on other days. */
function started(process: LaunchingProcess, row: ProcessRow): string {
  const { now } = process.time;
  const at = Math.max(row.since, now - 14 * HOUR);
  const zone = zoneAt(at, process.env.TZ);
  const day = (instant: number) => formatDate(instant, zone, '%b%d');
  return day(at) === day(now) ? formatDate(at, zone, '%H:%M') : day(at);
}

type Column = readonly [head: string, width: number, text: (row: ProcessRow) => string];

function table(columns: readonly Column[], rows: readonly ProcessRow[]): string {
  const pad = (text: string, width: number) => (width < 0 ? text.padEnd(-width) : text.padStart(width));
  const line = (cells: readonly string[]) =>
    `${cells
      .map((cell, index) => pad(cell, columns[index]?.[1] ?? 0))
      .join(' ')
      .trimEnd()}\n`;
  return line(columns.map(([head]) => head)) + rows.map((row) => line(columns.map(([, , text]) => text(row)))).join('');
}

const PID: Column = ['PID', 7, (row) => String(row.pid)];
const TTY: Column = ['TTY', -8, (row) => row.tty];
const TIME: Column = ['TIME', 8, () => '00:00:00'];

const PS_HELP = `
Usage:
 ps [options]

 Try 'ps --help <simple|list|output|threads|misc|all>'
  or 'ps --help <s|l|o|t|m|a>'
 for additional help text.

For more details see ps(1).
`;

export const ps: Launcher = {
  name: 'ps',
  summary: 'what runs on this machine',
  launches: true,
  start(process, argv) {
    const words = argv.join(' ');
    if (words.includes('--help')) {
      process.out(PS_HELP);
      return { exit: 0 };
    }
    // `-aux` is taken as `aux`, as the real one does where there is no user named x.
    const bsd = argv.some((word) => /^[auxwf]+$/.test(word) || /^-(?=.*u)(?=.*x)[auxwf]+$/.test(word));
    const letters = argv
      .filter((word) => /^-?[A-Za-z]+$/.test(word))
      .join('')
      .replaceAll('-', '');
    const wrong = /[^auxefAlwp]/.exec(letters)?.[0];
    if (wrong !== undefined) {
      process.err(`error: ${bsd ? 'unsupported option (BSD syntax)' : 'unsupported SysV option'}\n${PS_HELP}`);
      return { exit: 1 };
    }
    const own = process.processes();
    const mine = own.find((row) => row.stat === 'R+')?.tty;
    const wanted = argv.flatMap((word, index) => (/^-?p$/.test(argv[index - 1] ?? '') ? word.split(',').map(Number) : []));
    const all = wanted.length > 0 || (bsd ? letters.includes('x') : /[eA]/.test(letters));
    const rows = [INIT, ...own].filter((row) => (wanted.length > 0 ? wanted.includes(row.pid) : all || (bsd ? row.tty !== '?' : row.tty === mine)));
    const command = (row: ProcessRow) => (row.name === 'bash' && row.command === 'bash' ? 'bash' : row.command);
    if (bsd) {
      process.out(
        table(
          [
            ['USER', -8, (row) => row.user],
            ['PID', 7, (row) => String(row.pid)],
            ['%CPU', 4, () => '0.0'],
            ['%MEM', 4, (row) => (row.name === 'terraform' ? '0.6' : '0.0')],
            ['VSZ', 6, (row) => String(sizeOf(row)[0])],
            ['RSS', 5, (row) => String(sizeOf(row)[1])],
            TTY,
            ['STAT', -4, (row) => row.stat],
            ['START', -5, (row) => started(process, row)],
            ['TIME', 6, () => '0:00'],
            ['COMMAND', -1, command],
          ],
          rows,
        ),
      );
    } else if (letters.includes('f')) {
      process.out(
        table(
          [
            ['UID', -8, (row) => row.user],
            PID,
            ['PPID', 7, (row) => String(row.parent)],
            ['C', 2, () => '0'],
            ['STIME', 5, (row) => started(process, row)],
            TTY,
            TIME,
            ['CMD', -1, command],
          ],
          rows,
        ),
      );
    } else process.out(table([PID, TTY, TIME, ['CMD', -1, (row) => row.name]], rows));
    return { exit: wanted.length > 0 && rows.length === 0 ? 1 : 0 };
  },
};

export const top: Launcher = {
  name: 'top',
  summary: 'what runs on this machine (one page)',
  launches: true,
  start(process) {
    const rows = [INIT, ...process.processes()];
    const running = rows.filter((row) => row.stat.startsWith('R')).length;
    process.out(`top - ${uptimeLine(process)}
Tasks: ${String(rows.length).padStart(3)} total, ${String(running).padStart(3)} running, ${String(rows.length - running).padStart(3)} sleeping,   0 stopped,   0 zombie

`);
    process.out(
      table(
        [
          PID,
          ['USER', -9, (row) => row.user],
          ['VIRT', 7, (row) => String(sizeOf(row)[0])],
          ['RES', 6, (row) => String(sizeOf(row)[1])],
          ['S', 1, (row) => row.stat[0] ?? 'S'],
          ['COMMAND', -1, (row) => row.name],
        ],
        rows,
      ),
    );
    return { exit: 0 };
  },
};

/** Processes by a pattern of their name, or of the whole line with `-f`; never who asks. */
function matching(process: LaunchingProcess, pattern: string, full: boolean, exact: boolean, flags: string): readonly ProcessRow[] | null {
  let expression: RegExp;
  try {
    expression = new RegExp(exact ? `^(?:${pattern})$` : pattern, flags);
  } catch {
    return null;
  }
  return process.processes().filter((row) => row.stat !== 'R+' && expression.test(full ? row.command : row.name));
}

/** Takes `-9`, `-KILL`, `-SIGKILL`, `--signal NAME` out of the words; null when it is no signal. */
function takeSignal(argv: readonly string[]): { readonly signal: Signal | null; readonly rest: readonly string[] } {
  let signal: Signal | null = 'TERM';
  const rest: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string;
    if (word === '--signal' || word === '-s') signal = signalOf(argv[++at] ?? '');
    else if (/^-(\d+|(SIG)?[A-Z]{3,})$/.test(word)) signal = signalOf(word.slice(1));
    else rest.push(word);
  }
  return { signal, rest };
}

function byPattern(name: 'pgrep' | 'pkill', summary: string): Launcher {
  return {
    name,
    summary,
    launches: true,
    start(process, argv) {
      const { signal, rest } = name === 'pkill' ? takeSignal(argv) : { signal: 'TERM' as const, rest: argv };
      const options = readOptions(process, rest, {
        name,
        flags: 'flaxeic',
        long: { full: 'f', 'list-name': 'l', 'list-full': 'a', exact: 'x', 'ignore-case': 'i', echo: 'e', count: 'c' },
        help: `\nUsage:\n ${name} [options] <pattern>\n\nFor more details see ${name}(1).\n`,
        misuse: 2,
      });
      if (typeof options === 'number') return { exit: options };
      const [pattern, second] = options.operands;
      if (pattern === undefined || second !== undefined || signal === null) {
        process.err(
          `${name}: ${signal === null ? 'unknown signal' : pattern === undefined ? 'no matching criteria specified' : 'only one pattern can be provided'}\nTry \`${name} --help' for more information.\n`,
        );
        return { exit: 2 };
      }
      const found = matching(process, pattern, options.has('f'), options.has('x'), options.has('i') ? 'i' : '');
      if (!found) {
        process.err(`${name}: Invalid preceding regular expression\n`);
        return { exit: 2 };
      }
      if (options.has('c')) process.out(`${found.length}\n`);
      for (const row of found) {
        if (name === 'pgrep') {
          if (!options.has('c')) process.out(options.has('a') ? `${row.pid} ${row.command}\n` : options.has('l') ? `${row.pid} ${row.name}\n` : `${row.pid}\n`);
        } else {
          if (options.has('e')) process.out(`${row.name} killed (pid ${row.pid})\n`);
          process.signal(row.pid, signal);
        }
      }
      return { exit: found.length > 0 ? 0 : 1 };
    },
  };
}

export const pgrep = byPattern('pgrep', 'numbers of processes by name');
export const pkill = byPattern('pkill', 'a signal for processes by name');

export const killall: Launcher = {
  name: 'killall',
  summary: 'a signal for all processes of a name',
  launches: true,
  start(process, argv) {
    const { signal, rest } = takeSignal(argv);
    const names = rest.filter((word) => !word.startsWith('-'));
    if (names.length === 0) {
      process.err('Usage: killall [OPTION]... [--] NAME...\n       killall -l, --list\n       killall -V, --version\n');
      return { exit: 1 };
    }
    if (signal === null) {
      process.err(`${argv[0]?.slice(1)}: unknown signal; killall -l lists signals.\n`);
      return { exit: 1 };
    }
    let missed = false;
    for (const name of names) {
      const found = process.processes().filter((row) => row.name === name && row.stat !== 'R+');
      for (const row of found) process.signal(row.pid, signal);
      if (found.length > 0) continue;
      process.err(`${name}: no process found\n`);
      missed = true;
    }
    return { exit: missed ? 1 : 0 };
  },
};
