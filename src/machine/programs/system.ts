// nproc, arch, groups, tty, free, getent, locale, tput, who and w, systemctl, journalctl, crontab: the system as its user meets it.
import type { Launcher, LaunchingProcess } from '../launch.ts';
import type { Process, Program } from '../program.ts';
import { humanSize } from './ls.ts';
import { residentOf } from './ps.ts';
import { uptimeLine } from './who.ts';
import { formatDate, zoneAt } from './zone.ts';

/** A program that says one thing. */
const saying = (name: string, summary: string, text: (process: Process, argv: readonly string[]) => string): Program => ({
  name,
  summary,
  start(process, argv) {
    process.out(text(process, argv));
    return { exit: 0 };
  },
});

export const nproc = saying('nproc', 'how many processors there are', () => '8\n');
export const arch = saying('arch', 'the machine’s architecture', () => 'x86_64\n');
export const groups = saying('groups', 'your groups', (process) => `${process.host.user}\n`);

export const tty: Program = {
  name: 'tty',
  summary: 'the name of this terminal',
  start(process) {
    process.out(process.terminal.in ? '/dev/pts/0\n' : 'not a tty\n');
    return { exit: process.terminal.in ? 0 : 1 };
  },
};

export const tput: Program = {
  name: 'tput',
  summary: 'what the terminal can do',
  start(process, argv) {
    const [name] = argv;
    const values: Readonly<Record<string, string>> = {
      cols: `${process.columns}\n`,
      lines: '24\n',
      colors: '256\n',
      bold: '\x1b[1m',
      sgr0: '\x1b[0m',
      rev: '\x1b[7m',
      smul: '\x1b[4m',
    };
    const paint = name === 'setaf' && /^[0-7]$/.test(argv[1] ?? '') ? `\x1b[3${argv[1]}m` : undefined;
    const value = paint ?? (name !== undefined && Object.hasOwn(values, name) ? values[name] : undefined);
    if (value === undefined) process.err(name === undefined ? 'usage: tput [-V] [-S] [-x] [-T term] capname\n' : `tput: unknown terminfo capability '${name}'\n`);
    else process.out(value);
    return { exit: value === undefined ? (name === undefined ? 2 : 4) : 0 };
  },
};

export const locale = saying('locale', 'your language', ({ env }) => {
  const lang = env.LC_ALL || env.LANG || 'C';
  const names = ['CTYPE', 'NUMERIC', 'TIME', 'COLLATE', 'MONETARY', 'MESSAGES', 'PAPER', 'NAME', 'ADDRESS', 'TELEPHONE', 'MEASUREMENT', 'IDENTIFICATION'];
  return `LANG=${env.LANG ?? ''}\nLANGUAGE=\n${names.map((name) => `LC_${name}="${lang}"\n`).join('')}LC_ALL=${env.LC_ALL ?? ''}\n`;
});

/** KiB of memory: what the machine has, and what the system keeps for itself and for files it has read. */
const [MEMORY, SYSTEM, CACHED] = [16_112_640, 1_284_096, 3_407_872];

export const free: Launcher = {
  name: 'free',
  summary: 'how much memory there is',
  launches: true,
  start(process, argv) {
    const used = SYSTEM + process.processes().reduce((sum, row) => sum + residentOf(row), 0);
    const left = MEMORY - used - CACHED;
    const unit = argv.find((word) => /^-[hmgk]/.test(word)) ?? '-k';
    const shown = (kib: number) =>
      unit.startsWith('-h')
        ? humanSize(kib * 1024)
            .replace(/([KMGT])$/, '$1i')
            .replace(/^0$/, '0B')
        : String(Math.floor(kib / (unit === '-m' ? 1024 : unit === '-g' ? 1_048_576 : 1)));
    const row = (name: string, cells: readonly number[]) =>
      process.out(
        `${name.padEnd(7)}${cells
          .map((cell) => shown(cell).padStart(12))
          .join('')
          .slice(name === 'Mem:' ? 0 : 0)}\n`.replace(/^(.{7}) {0}/, '$1 '),
      );
    process.out('               total        used        free      shared  buff/cache   available\n');
    row('Mem:', [MEMORY, used, left, 118_784, CACHED, MEMORY - used - 262_144]);
    row('Swap:', [2_097_148, 0, 2_097_148]);
    return { exit: 0 };
  },
};

export const getent: Launcher = {
  name: 'getent',
  summary: 'look a name up as the system does',
  launches: true,
  start(process, argv) {
    const [database, ...keys] = argv;
    const { user, home } = process.host;
    if (database === undefined) {
      process.err("getent: wrong number of arguments\nTry `getent --help' or `getent --usage' for more information.\n");
      return { exit: 1 };
    }
    if (database === 'passwd') {
      const lines = ['root:x:0:0:root:/root:/bin/bash', `${user}:x:1000:1000::${home}:/bin/bash`].filter(
        (line) => keys.length === 0 || keys.includes(line.split(':')[0] as string),
      );
      process.out(lines.map((line) => `${line}\n`).join(''));
      return { exit: lines.length > 0 ? 0 : 2 };
    }
    if (database !== 'hosts' && database !== 'ahosts') {
      process.err(`Unknown database: ${database}\nTry \`getent --help' or \`getent --usage' for more information.\n`);
      return { exit: 1 };
    }
    let status = 0;
    for (const name of keys) {
      const address = name === 'localhost' ? '::1' : process.resolve(name)?.addresses[0];
      if (address === undefined) status = 2;
      else process.out(`${address.padEnd(15)} ${name}\n`);
    }
    return { exit: status };
  },
};

const since = (process: Process, at: number): string => formatDate(at, zoneAt(at, process.env.TZ), '%Y-%m-%d %H:%M');

const shells = (process: LaunchingProcess) => process.processes().filter((row) => row.name === 'bash' && row.tty !== '?' && row.stat.startsWith('Ss'));

export const who: Launcher = {
  name: 'who',
  summary: 'who is logged in',
  launches: true,
  start(process) {
    for (const row of shells(process)) process.out(`${row.user.padEnd(8)} ${row.tty.padEnd(12)} ${since(process, row.since)}\n`);
    return { exit: 0 };
  },
};

export const w: Launcher = {
  name: 'w',
  summary: 'who is logged in, and what they do',
  launches: true,
  start(process) {
    process.out(` ${uptimeLine(process)}\nUSER     TTY      FROM             LOGIN@   IDLE   JCPU   PCPU WHAT\n`);
    for (const row of shells(process))
      process.out(`${row.user.padEnd(8)} ${row.tty.padEnd(8)} -                ${since(process, row.since).slice(11)}    0.00s  0.04s  0.00s ${row.command}\n`);
    return { exit: 0 };
  },
};

export const systemctl: Program = {
  name: 'systemctl',
  summary: 'services of this machine',
  start(process, argv) {
    const [verb = 'list-units', ...rest] = argv.filter((word) => !word.startsWith('-'));
    const [unit] = rest;
    if (!['status', 'is-active', 'is-enabled', 'start', 'stop', 'restart', 'reload', 'enable', 'disable', 'list-units', 'cat', 'show'].includes(verb)) {
      process.err(`Unknown command verb ${verb}.\n`);
      return { exit: 1 };
    }
    if (unit === undefined) {
      if (verb === 'list-units' || verb === 'status') process.out('  UNIT LOAD ACTIVE SUB DESCRIPTION\n0 loaded units listed.\n');
      else process.err('Too few arguments.\n');
      return { exit: verb === 'list-units' || verb === 'status' ? 0 : 1 };
    }
    const full = unit.includes('.') ? unit : `${unit}.service`;
    if (verb === 'is-active') process.out('inactive\n');
    else if (verb === 'is-enabled') process.err(`Failed to get unit file state for ${full}: No such file or directory\n`);
    else if (verb === 'cat') process.err(`No files found for ${full}.\n`);
    else if (verb === 'status') process.err(`Unit ${full} could not be found.\n`);
    else process.err(`Failed to ${verb} ${full}: Unit ${full} not found.\n`);
    return { exit: verb === 'status' ? 4 : verb === 'is-active' ? 3 : verb === 'cat' || verb === 'is-enabled' ? 1 : 5 };
  },
};

export const journalctl: Program = {
  name: 'journalctl',
  summary: 'the journal of this machine (not for its users)',
  start(process) {
    process.err(
      "Hint: You are currently not seeing messages from other users and the system.\n      Users in groups 'adm', 'systemd-journal' can see all messages.\n      Pass -q to turn off this notice.\nNo journal files were opened due to insufficient permissions.\n",
    );
    return { exit: 1 };
  },
};

export const crontab: Program = {
  name: 'crontab',
  summary: 'what is to be done at which time (nothing)',
  start(process, argv) {
    if (argv.includes('-l') || argv.includes('-r')) process.err(`no crontab for ${process.host.user}\n`);
    else process.err(`You (${process.host.user}) are not allowed to use this program (crontab)\nSee crontab(1) for more information\n`);
    return { exit: 1 };
  },
};
