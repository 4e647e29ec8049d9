// nc: whether anything listens at a port, as far as the network lets one ask.
import { SECOND } from '../../engine/clock.ts';
import type { Launcher, LaunchingProcess } from '../launch.ts';
import { SSH_PORT } from '../machine.ts';
import { readOptions } from './options.ts';

const SERVICES: Readonly<Record<number, string>> = {
  21: 'ftp',
  22: 'ssh',
  25: 'smtp',
  53: 'domain',
  80: 'http',
  443: 'https',
  3306: 'mysql',
  5432: 'postgresql',
  6379: 'redis',
  8080: 'http-alt',
};
/** How long Linux tries an address that does not answer. */
const PATIENCE = 127 * SECOND;

interface Found {
  readonly is: 'open' | 'refused' | 'timeout' | 'dns';
  readonly ip: string;
}

function knock(process: LaunchingProcess, host: string, port: number): Found {
  const local = host === 'localhost' || host.startsWith('127.');
  const server = process.databases.at(host, port);
  if (server.ok || server.error === 'closed') return { is: 'open', ip: server.ip ?? '127.0.0.1' };
  if (local) return { is: 'refused', ip: '127.0.0.1' };
  const ip = server.ip ?? (/^[\d.]+$/.test(host) ? host : (process.resolve(host)?.addresses[0] ?? ''));
  const door = process.door(host, port);
  if (door) return { is: !door.open ? 'timeout' : port === SSH_PORT && door.users ? 'open' : 'refused', ip: ip || '192.168.1.20' };
  if (server.error !== 'dns') return { is: server.error, ip };
  if (ip === '') return { is: 'dns', ip };
  if (port !== 80 && port !== 443) return { is: 'timeout', ip };
  const reply = process.fetch(`${port === 443 ? 'https' : 'http'}://${host}/`);
  return { is: reply.ok ? 'open' : reply.error, ip };
}

interface State {
  readonly host: string;
  readonly ip: string;
  readonly ports: readonly number[];
  readonly failed: boolean;
  readonly scan: boolean;
  readonly loud: boolean;
  readonly limit: number | null;
  readonly waiting: boolean;
}

function go(process: LaunchingProcess, state: State): ReturnType<NonNullable<Launcher['resume']>> {
  const [port, ...ports] = state.ports;
  if (port === undefined) return { exit: state.failed ? 1 : 0 };
  const { is, ip } = knock(process, state.host, port);
  if (is === 'dns') {
    process.err(`nc: getaddrinfo for host "${state.host}" port ${port}: Name or service not known\n`);
    return { exit: 1 };
  }
  if (is === 'timeout') return { wait: { for: 'time', until: process.time.now + (state.limit ?? PATIENCE) }, state: { ...state, ip, waiting: true } as never };
  if (is === 'refused') {
    if (state.loud || !state.scan) process.err(`nc: connect to ${state.host} (${ip}) port ${port} (tcp) failed: Connection refused\n`);
    return go(process, { ...state, ports, failed: true });
  }
  if (state.loud) process.err(`Connection to ${state.host} (${ip}) ${port} port [tcp/${SERVICES[port] ?? '*'}] succeeded!\n`);
  if (state.scan) return go(process, { ...state, ports });
  // What is typed goes to a server that does not speak in lines: it closes the connection.
  return { wait: { for: 'line' }, state: { ...state, ports: [], waiting: false } as never };
}

const USAGE =
  'usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]\n\t  [-m minttl] [-O length] [-P proxy_username] [-p source_port]\n\t  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]\n\t  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]\n\t  [destination] [port]\n';

export const nc: Launcher = {
  name: 'nc',
  summary: 'see whether a port answers',
  launches: true,
  start(process, argv) {
    const options = readOptions(process, argv, { name: 'nc', flags: '46CDdFhklNnrStUuvZz', valued: 'wipqs', help: USAGE });
    if (typeof options === 'number') return { exit: options };
    const [host, range] = options.operands;
    const limits = /^(\d+)(?:-(\d+))?$/.exec(range ?? '');
    if (options.has('l')) {
      process.err('nc: Permission denied\n');
      return { exit: 1 };
    }
    if (host === undefined || range === undefined) {
      process.err(host === undefined ? USAGE : 'nc: missing port number\n');
      return { exit: 1 };
    }
    if (!limits || Number(limits[2] ?? limits[1]) > 65_535) {
      const named = Object.entries(SERVICES).find(([, name]) => name === range);
      if (!named) {
        process.err(`nc: ${limits ? 'port number too large' : `service "${range}" unknown`}${limits ? `: ${range}` : ''}\n`);
        return { exit: 1 };
      }
    }
    const from = limits ? Number(limits[1]) : Number(Object.entries(SERVICES).find(([, name]) => name === range)?.[0]);
    const to = Math.min(Number(limits?.[2] ?? from), from + 100);
    const limit = options.value('w');
    const ports = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    return go(process, {
      host,
      ip: '',
      ports,
      failed: false,
      scan: options.has('z'),
      loud: options.has('v'),
      limit: limit === undefined ? null : Number(limit) * SECOND,
      waiting: false,
    });
  },
  resume(process, given, wake) {
    const state = given as unknown as State;
    if (wake.by === 'interrupt') return { exit: 130 };
    if (!state.waiting) return { exit: 0 };
    const [port, ...ports] = state.ports;
    if (state.loud || !state.scan)
      process.err(
        `nc: connect to ${state.host} (${state.ip}) port ${port} (tcp) ${state.limit === null ? 'failed: Connection timed out' : 'timed out: Operation now in progress'}\n`,
      );
    return go(process, { ...state, ports, failed: true, waiting: false });
  },
};
