// whoami, hostname, uname, id, uptime: who and where one is.
import { calendar, HOUR, MINUTE } from '../../engine/clock.ts';
import type { Process, Program } from '../program.ts';
import { readOptions } from './options.ts';
import { formatDate, zoneAt } from './zone.ts';

const extra = (name: string, operand: string) => `${name}: extra operand ‘${operand}’\nTry '${name} --help' for more information.\n`;

export const whoami: Program = {
  name: 'whoami',
  summary: 'your user name',
  start(process, argv) {
    const options = readOptions(process, argv, { name: 'whoami', help: 'Usage: whoami [OPTION]...\nPrint the user name associated with the current effective user ID.' });
    if (typeof options === 'number') return { exit: options };
    if (options.operands[0] !== undefined) {
      process.err(extra('whoami', options.operands[0]));
      return { exit: 1 };
    }
    process.out(`${process.host.user}\n`);
    return { exit: 0 };
  },
};

export const hostname: Program = {
  name: 'hostname',
  summary: 'the name of this machine',
  start(process, argv) {
    if ((argv.length > 0 && !(argv[0] as string).startsWith('-')) || argv[0] === '-') {
      process.err('hostname: you must be root to change the host name\n');
      return { exit: 1 };
    }
    const invalid = argv.find((word) => !/^(-[sfidIA]+|--(short|fqdn|long))$/.test(word));
    if (invalid !== undefined) {
      process.err(`hostname: ${invalid.startsWith('--') ? `unrecognized option '${invalid}'` : `invalid option -- '${invalid[1]}'`}\n`);
      return { exit: 255 };
    }
    process.out(`${process.host.name}\n`);
    return { exit: 0 };
  },
};

export const uname: Program = {
  name: 'uname',
  summary: 'the system of this machine',
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'uname',
      flags: 'asnrvmpio',
      long: { all: 'a', 'kernel-name': 's', nodename: 'n', 'kernel-release': 'r', 'kernel-version': 'v', machine: 'm', 'operating-system': 'o' },
      help: 'Usage: uname [OPTION]...\nPrint certain system information.  With no OPTION, same as -s.',
    });
    if (typeof options === 'number') return { exit: options };
    const parts: [string, string][] = [
      ['s', 'Linux'],
      ['n', process.host.name],
      ['r', '6.8.0-52-generic'],
      ['v', '#53-Ubuntu SMP PREEMPT_DYNAMIC'],
      ['m', 'x86_64'],
      ['o', 'GNU/Linux'],
    ];
    const chosen = parts.filter(([key]) => options.has('a') || options.has(key));
    process.out(`${(chosen.length === 0 ? parts.slice(0, 1) : chosen).map(([, text]) => text).join(' ')}\n`);
    return { exit: 0 };
  },
};

export const id: Program = {
  name: 'id',
  summary: 'your user and groups',
  start(process, argv) {
    const options = readOptions(process, argv, { name: 'id', flags: 'ugGn', help: 'Usage: id [OPTION]... [USER]...\nPrint user and group information.' });
    if (typeof options === 'number') return { exit: options };
    const { user } = process.host;
    if (options.operands[0] !== undefined && options.operands[0] !== user) {
      process.err(`id: ‘${options.operands[0]}’: no such user\n`);
      return { exit: 1 };
    }
    const short = options.has('u') || options.has('g') || options.has('G');
    process.out(short ? `${options.has('n') ? user : '1000'}\n` : `uid=1000(${user}) gid=1000(${user}) groups=1000(${user})\n`);
    return { exit: 0 };
  },
};

/** The line that `uptime` and `top` begin with: the time, how long the machine has been running, its load. */
export function uptimeLine(process: Pick<Process, 'time' | 'env'>): string {
  const zone = zoneAt(process.time.now, process.env.TZ);
  // Laptops were opened this morning, at eight local time.
  const local = calendar(process.time.now + zone.offset);
  const up = ((local.hour - 8 + 24) % 24) * HOUR + local.minute * MINUTE;
  return `${formatDate(process.time.now, zone, '%H:%M:%S')} up ${Math.floor(up / HOUR)}:${String(Math.floor((up % HOUR) / MINUTE)).padStart(2, '0')},  1 user,  load average: 0.21, 0.18, 0.12`;
}

export const uptime: Program = {
  name: 'uptime',
  summary: 'how long the machine has been running',
  start(process) {
    process.out(` ${uptimeLine(process)}\n`);
    return { exit: 0 };
  },
};
