// pg_isready: whether a server takes connections, without logging in.
import { SECOND } from '../../../engine/clock.ts';
import type { Process, Program, Progress } from '../../program.ts';
import { readOptions } from '../options.ts';
import { addressOf } from './connect.ts';

/** How long it waits for an answer unless it is told. */
const PATIENCE = 3 * SECOND;

const say = (process: Process, quiet: boolean, place: string, exit: 0 | 1 | 2): Progress => {
  if (!quiet) process.out(`${place} - ${exit === 0 ? 'accepting connections' : exit === 1 ? 'rejecting connections' : 'no response'}\n`);
  return { exit };
};

export const pgIsready: Program = {
  name: 'pg_isready',
  summary: 'whether a Postgres takes connections',
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'pg_isready',
      flags: 'q',
      valued: 'hpdtU',
      long: { 'host=': 'h', 'port=': 'p', 'dbname=': 'd', 'timeout=': 't', 'username=': 'U', quiet: 'q' },
      misuse: 3,
      hint: true,
      help: 'pg_isready issues a connection check to a PostgreSQL database.\n\nUsage:\n  pg_isready [OPTION]...\n\nOptions:\n  -d, --dbname=DBNAME      database name\n  -q, --quiet              run quietly\n  -h, --host=HOSTNAME      database server host or socket directory\n  -p, --port=PORT          database server port\n  -t, --timeout=SECS       seconds to wait when attempting connection, 0 disables (default: 3)\n  -U, --username=USERNAME  user name to connect as',
    });
    if (typeof options === 'number') return { exit: options };
    const { host, port } = addressOf(process, { host: options.value('h'), port: options.value('p'), database: options.value('d') });
    const place = `${host === '' ? '/var/run/postgresql' : host}:${port}`;
    const quiet = options.has('q');
    if (host === '' || host.startsWith('/')) return say(process, quiet, place, 2);
    const door = process.databases.at(host, port);
    if (door.ok) return say(process, quiet, place, 0);
    if (door.error !== 'timeout') return say(process, quiet, place, 2);
    const seconds = Number(options.value('t') ?? PATIENCE / SECOND);
    return { wait: { for: 'time', until: process.time.now + (seconds || 127) * SECOND }, state: { place, quiet } };
  },
  resume(process, state, wake) {
    if (wake.by === 'interrupt') return { exit: 130 };
    const { place, quiet } = state as { place: string; quiet: boolean };
    return say(process, quiet, place, 2);
  },
};
