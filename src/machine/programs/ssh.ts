// ssh: a shell or one command on another machine.
import { DAY } from '../../engine/clock.ts';
import { note } from '../../engine/moment.ts';
import type { Launcher } from '../launch.ts';
import { readForward } from '../shell/forward.ts';
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
  | { readonly is: 'connecting'; readonly to: string; readonly host: string; readonly command: string | null; readonly hold: boolean; readonly wishes: readonly string[] }
  /** Connected: what others read of it is which ports it forwards, and to which machine. */
  | { readonly is: 'open'; readonly machine: string; readonly forwards: readonly string[] };

export const ssh: Launcher = {
  name: 'ssh',
  summary: 'a shell, or one command, on another machine',
  launches: true,
  start(process, argv) {
    const identities: string[] = [];
    let destination: string | undefined;
    let hold = false;
    const wishes: string[] = [];
    let timeout = CONNECT_TIMEOUT;
    let port: number | undefined;
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
        if (word.startsWith('-L')) {
          if (!readForward(value)) {
            process.err(`Bad local forwarding specification '${value}'\n`);
            return { exit: 255 };
          }
          wishes.push(value);
        }
        if (word.startsWith('-p')) {
          port = Number(value);
          if (!(Number.isInteger(port) && port > 0 && port < 65_536)) {
            process.err(`Bad port '${value}'\n`);
            return { exit: 255 };
          }
        }
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
    const connection = connect(process, destination.replace(/^ssh:\/\//, ''), identities, { timeout, ...(port === undefined ? {} : { port }) });
    if (!connection.ok) return { wait: { for: 'time', until: process.time.now + connection.after }, state: { is: 'failing', words: connection.words } };
    if (command === null && !hold && !process.terminal.in && process.stdin === null) return { exit: 255 };
    return { wait: { for: 'time', until: process.time.now + HANDSHAKE }, state: { is: 'connecting', to: connection.machine, host: connection.host, command, hold, wishes } };
  },
  resume(process, given, wake) {
    const state = given as unknown as State;
    if (wake.by === 'interrupt') return { exit: 130 };
    if (state.is === 'failing') {
      process.err(state.words);
      return { exit: 255 };
    }
    if (state.is === 'open') return { wait: { for: 'time', until: process.time.now + DAY }, state: given };
    note(process.time, 'ssh.connected', { from: process.machine, machine: state.to, command: state.command, forward: state.wishes.join(' ') || null });
    const open = { is: 'open', machine: state.to, forwards: state.wishes };
    if (state.hold) return { wait: { for: 'time', until: process.time.now + DAY }, state: open };
    if (state.command !== null) return { launch: { script: state.command, name: 'bash', args: [], machine: state.to }, state: open };
    if (!process.terminal.in) return { launch: { script: process.stdin ?? '', name: 'bash', args: [], machine: state.to, stdin: '' }, state: open };
    return { launch: { login: state.to, host: state.host }, state: open };
  },
};
