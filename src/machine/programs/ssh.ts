// ssh: a shell or one command on another machine.
import { DAY } from '../../engine/clock.ts';
import { note } from '../../engine/moment.ts';
import type { Launcher } from '../launch.ts';
import { CONNECT_TIMEOUT, connect, HANDSHAKE } from './connection.ts';

const USAGE = `usage: ssh [-46AaCfGgKkMNnqsTtVvXxYy] [-B bind_interface] [-b bind_address]
           [-c cipher_spec] [-D [bind_address:]port] [-E log_file]
           [-e escape_char] [-F configfile] [-I pkcs11] [-i identity_file]
           [-J destination] [-L address] [-l login_name] [-m mac_spec]
           [-O ctl_cmd] [-o option] [-P tag] [-p port] [-Q query_option]
           [-R address] [-S ctl_path] [-W host:port] [-w local_tun[:remote_tun]]
           destination [command [argument ...]]
`;

type State =
  | { readonly is: 'failing'; readonly words: string }
  | { readonly is: 'connecting'; readonly machine: string; readonly host: string; readonly command: string | null; readonly hold: boolean; readonly forward: string | null }
  | { readonly is: 'holding' };

export const ssh: Launcher = {
  name: 'ssh',
  summary: 'a shell, or one command, on another machine',
  launches: true,
  start(process, argv) {
    const identities: string[] = [];
    let destination: string | undefined;
    let hold = false;
    let forward: string | null = null;
    let timeout = CONNECT_TIMEOUT;
    let at = 0;
    for (; at < argv.length && destination === undefined; at++) {
      const word = argv[at] as string;
      if (word === '-V') {
        process.err('OpenSSH_9.6p1 Ubuntu-3ubuntu13.5, OpenSSL 3.0.13 30 Jan 2024\n');
        return { exit: 0 };
      }
      if (!word.startsWith('-')) destination = word;
      else if (/^-[BbcDEeFIiJLlmOoPpQRSWw]/.test(word)) {
        const value = word.slice(2) || argv[++at];
        if (value === undefined) {
          process.err(`option requires an argument -- ${word[1]}\n${USAGE}`);
          return { exit: 255 };
        }
        if (word.startsWith('-i')) identities.push(value);
        if (word.startsWith('-L')) forward = value;
        const limit = /^ConnectTimeout=(\d+)$/i.exec(value);
        if (word.startsWith('-o') && limit) timeout = Number(limit[1]) * 1000;
      } else if (/^-[46AaCfGgKkMNnqsTtVvXxYy]+$/.test(word)) hold ||= word.includes('N');
      else {
        process.err(`unknown option -- ${word[1] ?? '-'}\n${USAGE}`);
        return { exit: 255 };
      }
    }
    if (destination === undefined) {
      process.err(USAGE);
      return { exit: 255 };
    }
    const command = at < argv.length ? argv.slice(at).join(' ') : null;
    const connection = connect(process, destination.replace(/^ssh:\/\//, ''), identities, timeout);
    if (!connection.ok) return { wait: { for: 'time', until: process.time.now + connection.after }, state: { is: 'failing', words: connection.words } };
    if (command === null && !hold && !process.terminal.in && process.stdin === null) return { exit: 255 };
    return { wait: { for: 'time', until: process.time.now + HANDSHAKE }, state: { is: 'connecting', machine: connection.machine, host: connection.host, command, hold, forward } };
  },
  resume(process, given, wake) {
    const state = given as unknown as State;
    if (wake.by === 'interrupt') return { exit: 130 };
    if (state.is === 'failing') {
      process.err(state.words);
      return { exit: 255 };
    }
    if (state.is === 'holding') return { wait: { for: 'time', until: process.time.now + DAY }, state: given };
    note(process.time, 'ssh.connected', { from: process.machine, machine: state.machine, command: state.command, forward: state.forward });
    if (state.hold) return { wait: { for: 'time', until: process.time.now + DAY }, state: { is: 'holding' } };
    if (state.command !== null) return { launch: { script: state.command, name: 'bash', args: [], machine: state.machine }, state: null };
    if (!process.terminal.in) return { launch: { script: process.stdin ?? '', name: 'bash', args: [], machine: state.machine, stdin: '' }, state: null };
    return { launch: { login: state.machine, host: state.host }, state: null };
  },
};
